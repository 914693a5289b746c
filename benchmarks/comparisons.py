"""How far the estimators of a comparison are from what is true, in worlds of 5,000 persons.

    python -m benchmarks.comparisons [--worlds 20] [--models 4] [--persons 5000] [--jobs 2]
                                     [--rows FILE] [--only FILE]

With `--rows` what each world told is added to a file as it comes, and a world that is in it is not
made again: so a long run may be stopped and go on. `--only` tables such a file. A world takes half
a minute of processor time, or a minute and a half with the g-formula, so that 1,000 of each kind
take a day or more. Nothing fails; tests/estimates/test_comparison_check.py holds a small version.
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
from analysis.reference.comparisons import parse_comparison
from analysis.synthetic.world import World

QUICK = (Approach.TARGET_TRIAL, Approach.NAIVE)
MODELS = (Approach.G_FORMULA, Approach.DOUBLY_ROBUST)
TEXT = {QUICK: "grunnskole,replicates=100", MODELS: "grunnskole,replicates=20"}
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
    for seed in range(1, worlds + 1):
        for name in KINDS:
            for approaches in (QUICK, MODELS) if seed <= models else (QUICK,):
                if (name, seed, approaches[0].value) not in known:
                    yield name, seed, persons, approaches


def table(rows: pd.DataFrame) -> str:
    """Return bias, spread and coverage by world, approach and month, as text."""
    told = summed(rows).sort_values(["world", "approach", "of"], kind="stable")
    per_cent = {name: 100 * told[name] for name in ("held", "alarms")}
    told = told.assign(month=told["month"].astype("Int64").astype(str).replace("<NA>", ""))
    told = told.assign(of=told["of"].str.replace("cumulative_", ""), **per_cent)
    told = told.set_index(["world", "approach", "of", "estimand", "month"])
    form = {"bias": 1, "spread": 1, "width": 1, "held": 0, "alarms": 0}
    return told.round(form).astype({"held": "Int64"}).to_string(na_rep="")


def main() -> int:
    """Print bias, spread and coverage by world, approach and month."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--worlds", type=int, default=20)
    parser.add_argument("--models", type=int, default=4, help="worlds that a g-formula is asked of")
    parser.add_argument("--persons", type=int, default=5000)
    parser.add_argument("--jobs", type=int, default=2)
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
    print("bias, spread and width in points; per cent of intervals, bands and crossing sets that")
    print("hold what is true (held), and of intervals and bands that leave out 0 (alarms)")
    print(table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
