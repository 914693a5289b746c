"""A target trial of an invented world: 1,000 draws of municipalities, models fitted again in each.

    python -m benchmarks.target_trial [--persons 60000]

The clock begins with the registers in memory: who is compared, both models, weights, draws and rows
are on it, to month 120. The peer fits both models again with statsmodels, on person-months, in 2 of
the draws, without computing weights or curves from them; its seconds are 500 times that.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.rows import Code, Row, print_rows

DRAWS, REFITS = 1000, 2
BEFORE = """
from pathlib import Path
import numpy as np
from analysis.estimates.live import open_live
from analysis.estimates.target_trial.people import people_of
from analysis.estimates.target_trial.trial import target_trial
study = open_live(Path(folder))
comparison = study.comparison("grunnskole")
"""
OURS = Code(
    f"""
people = people_of(study.followed(comparison))
done = target_trial(people, comparison, np.random.default_rng(1), {DRAWS})
rows = done.rows()
""",
    BEFORE,
    f"assert len(done.drawn.kept) == {DRAWS} and len(rows)",
)
PEER = Code(
    """
for design, chosen, often in drawn:
    model = sm.GLM(chosen, design, family=sm.families.Binomial(), freq_weights=often)
    model.fit()
""",
    BEFORE
    + f"""
import statsmodels.api as sm
people = people_of(study.followed(comparison))
done = target_trial(people, comparison, np.random.default_rng(1), {REFITS})
drawn = []
for model in (done.begin, done.leave):
    choices, months = model.choices, model.choices.months
    person = np.repeat(np.arange(len(choices.place)), np.diff(months.begin))
    design = np.zeros((len(person), len(choices.names) + 1))
    design[:, 0] = 1
    columns = choices.columns
    for part in (columns.person[person], columns.history[months.history],
                 columns.clock[months.clock]):
        for column in part.T:
            design[np.arange(len(person)), column] = 1
    for times in done.drawn.times:
        often = times[choices.place][person]
        drawn.append((design[often > 0, :-1], months.chosen[often > 0], often[often > 0]))
""",
)
WORLD = Code(
    "assert main(['synthesize', folder, '--persons', str(persons)]) == 0",
    "from analysis.cli import main",
)


def rows(persons: int) -> Iterator[Row]:
    """Yield the seconds of a whole target trial, and of the peer's refits alone."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "world"
        WORLD.measured(folder, persons)
        OURS.measured(folder, persons)  # compiles
        ours, gib = OURS.measured(folder, persons)
        peer, _ = PEER.measured(folder, persons)
    name = f"refits alone, statsmodels, {REFITS} draws x {DRAWS // REFITS}"
    job = f"target trial to month 120, {DRAWS:,} draws, models fitted again"
    yield Row(job, persons, ours, gib, peer * DRAWS / REFITS, name)


if __name__ == "__main__":
    sys.exit(print_rows(rows, __doc__, [60_000]))
