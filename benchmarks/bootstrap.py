"""A bootstrap of 357 municipalities in 1,000 draws: by adding their tables, and by fitting anew.

    python -m benchmarks.bootstrap [--persons 60000]

Both begin with the table of events by municipality in memory. The peer multiplies the rows of each
municipality by how often it was drawn and estimates the curve again, for 20 of the draws; its
seconds are 50 times that. The curves are compared before a ratio is printed: within 1e-12.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.rows import Code, Row, print_rows

PLACES, REPLICATES, REFITS = 357, 1000, 20
NEAR = 1e-12
BEFORE = """
import numpy as np, pandas as pd
from analysis.estimates.bootstrap import bootstrap
from analysis.estimates.survival import incidence
events = pd.read_parquet(folder + "/events.parquet")
"""
OURS = Code(
    f"done = bootstrap(events, np.random.default_rng(1), replicates={REPLICATES})",
    BEFORE,
    f"""
np.save(folder + "/drawn.npy", done.drawn[:{REFITS}])
np.save(folder + "/shares.npy", done.shares[:{REFITS}])
""",
)
PEER = Code(
    """
refits = []
for times in drawn:
    again = events.assign(n=events["n"] * times[place])
    refits.append(incidence(again).estimate)
""",
    BEFORE
    + """
drawn = np.load(folder + "/drawn.npy").astype(int)
place = pd.factorize(events["municipality"], sort=True)[0]
""",
    f"""
for ours, theirs in zip(np.load(folder + "/shares.npy"), refits):
    months = min(len(ours), len(theirs))
    assert np.abs(ours[:months] - theirs[:months]).max() < {NEAR}, "not the same curves"
""",
)


def invent(persons: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return the table of events of municipalities of very different sizes."""
    size = rng.pareto(2, PLACES) + 0.1
    place = rng.choice(PLACES, persons, p=size / size.sum())
    pace = 0.03 * np.exp(0.3 * rng.standard_normal(PLACES))[place]
    times = np.column_stack(
        [rng.geometric(pace), rng.geometric(0.004, persons), rng.integers(60, 240, persons)]
    )
    frame = pd.DataFrame(
        {
            "municipality": np.char.zfill(place.astype(str), 4),
            "entry": 0,
            "duration": times.min(axis=1),
            "cause": np.array(["event", "emigration", "censored"])[times.argmin(axis=1)],
        }
    )
    return frame.groupby(list(frame)).size().rename("n").reset_index()


def rows(persons: int) -> Iterator[Row]:
    """Yield the seconds of all draws, ours and the peer's."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        invent(persons, np.random.default_rng(2026)).to_parquet(folder / "events.parquet")
        ours, gib = OURS.measured(folder, persons)
        peer, _ = PEER.measured(folder, persons)
        name = f"fitting anew, {REFITS} draws x {REPLICATES // REFITS}"
        job = f"bootstrap of {PLACES} municipalities, {REPLICATES:,} draws"
        yield Row(job, persons, ours, gib, peer * REPLICATES / REFITS, name)


if __name__ == "__main__":
    sys.exit(print_rows(rows, __doc__, [60_000]))
