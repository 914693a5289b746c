"""How far the estimators of a comparison are from what is true, in worlds of 5,000 persons.

    python -m benchmarks.comparisons [--worlds 20] [--models 4] [--persons 5000] [--jobs 2]
                                     [--hidden 3] [--rows FILE] [--only FILE]

With `--rows` what each world told is added to a file as it comes, and a world that is in it is not
made again: so a long run may be stopped and go on. `--only` tables such a file. A world takes three
to eight seconds of processor time, and half a minute more with the g-formula: 1,000 of each kind
take four hours on two cores without it. At last come worlds of 20,000 persons with a strong hidden
confounder, and what the analysis of sensitivity says of it (`--hidden`). Nothing fails; a small
version is held by tests/estimates/test_comparison_check.py, and docs/comparisons.md has a table.
"""

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pandas as pd

from analysis.comparison_terms import Approach
from analysis.errors import EstimationError
from analysis.estimates.comparison_check import KINDS, of_world, summed
from analysis.estimates.hidden_check import hidden_check
from analysis.reference.comparisons import parse_comparison
from analysis.synthetic.world import World
from analysis.terms import Estimand

QUICK = (Approach.TARGET_TRIAL, Approach.NAIVE)
MODELS = (Approach.G_FORMULA, Approach.DOUBLY_ROBUST)
TEXT = {QUICK: "grunnskole,replicates=100", MODELS: "grunnskole,replicates=16"}
"""How each is asked: a draw of a g-formula lives all lives again, and takes a second."""
Asked = tuple[str, int, int, tuple[Approach, ...]]


def rows_of(asked: Asked) -> pd.DataFrame:
    """Return what some approaches tell of a world; asked: its name, seed, persons, and they."""
    name, seed, persons, approaches = asked
    world = World(persons, seed=seed, name=name)
    try:
        return of_world(world, parse_comparison(TEXT[approaches]), approaches)
    except EstimationError:
        return pd.DataFrame()  # nobody is eligible in it: it tells nothing


def asked_of(worlds: int, models: int, persons: int, done: pd.DataFrame) -> Iterator[Asked]:
    """Yield what is to be asked, kinds of worlds in turn; what is done already is left out."""
    keys = done.reindex(columns=["world", "seed", "approach"])
    known = set(keys.itertuples(index=False, name=None))
    upto = {QUICK: worlds, MODELS: models}
    for seed in range(1, max(upto.values()) + 1):
        for name in KINDS:
            for approaches in (one for one, last in upto.items() if seed <= last):
                if (name, seed, approaches[0].value) not in known:
                    yield name, seed, persons, approaches


def table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row a world, approach and curve: worlds; bias, spread and what holds by month."""
    told = summed(rows).assign(of=lambda one: one["of"].str.removeprefix("cumulative_"))
    told["held"] = (100 * told["held"]).round().astype(int).astype(str)
    spread = " (" + told["spread"].map("{:.1f}".format) + ")"
    told["bias (spread)"] = told["bias"].map("{:+.1f}".format) + spread.where(told["n"] > 1, "")
    keys = ["world", "approach", "of"]
    order = list(dict.fromkeys(told[keys].itertuples(index=False, name=None)))
    differences = told[told["estimand"] == Estimand.DIFFERENCE].astype({"month": int})
    wide = differences.pivot(index=keys, columns="month", values=["bias (spread)", "held"])
    whole = told[told["month"].isna()].pivot(index=keys, columns="estimand", values="held")
    named = {Estimand.CURVE_DIFFERENCE.value: "band", Estimand.CROSSING.value: "crossing"}
    for estimand, name in named.items():
        wide["held", name] = whole[estimand] if estimand in whole else ""
    wide.insert(0, ("", "worlds"), differences.groupby(keys)["n"].max())
    return wide.reindex(order).fillna("").rename_axis(columns=[None, None])


def hidden(worlds: int, persons: int = 20_000) -> pd.DataFrame:
    """Return what a known confounder does, and what is said of it: means by month over worlds."""
    asked = parse_comparison(TEXT[QUICK])
    made = (World(persons, seed=seed, name="unmeasured") for seed in range(1, worlds + 1))
    found = pd.concat([hidden_check(world, asked) for world in made])
    return found.groupby("month").mean().round(2)


def _in_order(column: pd.Series) -> pd.Series:
    return column.map(KINDS.index) if column.name == "world" else column


def main() -> int:
    """Print bias, spread and coverage by world, approach and month."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--worlds", type=int, default=20)
    parser.add_argument("--models", type=int, default=4, help="worlds that a g-formula is asked of")
    parser.add_argument("--persons", type=int, default=5000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--hidden", type=int, default=3, help="worlds with a known confounder")
    parser.add_argument("--rows", type=Path)
    parser.add_argument("--only", type=Path)
    chosen = parser.parse_args()
    file = chosen.only or chosen.rows
    rows = pd.read_csv(file) if file and file.exists() else pd.DataFrame()
    if not chosen.only:
        todo = asked_of(chosen.worlds, chosen.models, chosen.persons, rows)
        with ProcessPoolExecutor(chosen.jobs) as pool:
            for found in pool.map(rows_of, todo):
                rows = pd.concat([rows, found], ignore_index=True)
                if file:
                    rows.to_csv(file, index=False)
    if len(rows):
        print("bias of the difference begin - not begin, and its spread between worlds, in points;")
        print("held: per cent of intervals, bands and crossing sets that hold what is true")
        print(table(rows.sort_values(["world", "seed"], key=_in_order, kind="stable")).to_string())
    if chosen.hidden and not chosen.only:
        print("ratio of prevalence with a hidden confounder: how far off, and what bounds say")
        print(hidden(chosen.hidden).to_string())
    return 0


if __name__ == "__main__":
    sys.exit(main())
