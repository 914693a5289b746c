"""A thousand ways to measure on an invented world: every level, gap and municipality, in one call.

    python -m benchmarks.sweep [--persons 60000]

The clock begins with the registers in memory: states, levels, gaps and incidence with intervals,
each municipality's share and rank, shares of variance, effects, the joint test and ranges of ranks
are on it. The peer asks the same study for some of the levels, one at a time and each by itself;
its seconds are those of as many as the sweep has. Levels are compared before a ratio is printed.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.rows import Code, Row, print_rows
from benchmarks.target_trial import WORLD

GRID = "choices,point=november_1+november_2+november_3+november_5+12+24+36+48+60"
SWEPT, ASKED = 1080, 18
"""Specifications of the grid that can be, and how many of them the peer is asked."""
NEAR = 1e-12
BEFORE = """
from pathlib import Path
import pandas as pd
from analysis.design import StudyDesign
from analysis.estimates.live import open_live
from analysis.estimates.strata import CLUSTER
import analysis.estimates.sweep.answer
study = open_live(Path(folder))
"""
OURS = Code(
    f"""
grid = study.grid("{GRID}")
rows = study.estimates(grid.ask("specifications")).frame
places = study.estimates(grid.ask("specifications", (CLUSTER,))).frame
for what in ("impossible", "choice_effects", "variance_shares", "curve_test", "rank_range"):
    study.estimates(grid.ask(what))
""",
    BEFORE,
    """
level = rows[(rows["quantity"] == "level") & (rows["estimand"] == "prevalence")]
assert len(level) == 1080
level.to_parquet(folder + "/level.parquet")
""",
)
PEER = Code(
    """
for row in asked.to_dict("records"):
    spec = StudyDesign(row["text"], row["origin"]).ask("prevalence")
    told = study.estimates(spec).frame
    found.append(float(told.loc[told["month"] == row["month"], "estimate"].iloc[0]))
""",
    BEFORE
    + f"""
level = pd.read_parquet(folder + "/level.parquet")
yearly = level["choice_point"].str.startswith("november")
alone = level[~(yearly & level["measure"].str.contains("read_in=any"))]
asked = alone.iloc[:: len(alone) // {ASKED}].head({ASKED})
asked = asked.assign(text=asked["measure"] + ",denominator=" + asked["choice_denominator"])
found = []
""",
    f"""
assert (asked["estimate"] - found).abs().max() < {NEAR}, "not the same levels"
""",
)


def rows(persons: int) -> Iterator[Row]:
    """Yield the seconds of a whole sweep, and of asking for its levels alone one by one."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "world"
        WORLD.measured(folder, persons)
        ours, gib = OURS.measured(folder, persons)
        peer, _ = PEER.measured(folder, persons)
    name = f"levels alone, one by one, {ASKED} x {SWEPT // ASKED}"
    job = f"sweep of {SWEPT:,} specifications, all that is told"
    yield Row(job, persons, ours, gib, peer * SWEPT / ASKED, name)


if __name__ == "__main__":
    sys.exit(print_rows(rows, __doc__, [60_000]))
