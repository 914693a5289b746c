"""How far the estimators of a comparison are from what is true, in worlds of 5,000 persons.

    python -m benchmarks.comparisons [--worlds 20] [--persons 5000] [--jobs 2]

A world takes a quarter of a minute of processor time, so that 1,000 of each kind take a day.
Nothing fails; tests/estimates/test_comparison_check.py holds a small version.
"""

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor

import pandas as pd

from analysis.comparison_terms import Approach
from analysis.estimates.comparison_check import KINDS, against_truth
from analysis.reference.comparisons import parse_comparison
from analysis.synthetic.world import World

TEXT = "grunnskole,replicates=200"
APPROACHES = (Approach.TARGET_TRIAL, Approach.G_FORMULA, Approach.NAIVE)


def rows_of(asked: tuple[str, int, int]) -> pd.DataFrame:
    """Return the check of one kind of world; asked: its name, worlds, persons."""
    name, worlds, persons = asked
    made = (World(persons, seed=seed, name=name) for seed in range(1, worlds + 1))
    return against_truth(made, parse_comparison(TEXT), APPROACHES)


def main() -> int:
    """Print bias, spread and coverage by world, approach and month."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--worlds", type=int, default=20)
    parser.add_argument("--persons", type=int, default=5000)
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    kinds = [(name, chosen.worlds, chosen.persons) for name in KINDS]
    with ProcessPoolExecutor(chosen.jobs) as pool:
        rows = pd.concat(pool.map(rows_of, kinds), ignore_index=True)
    print(
        "bias and spread in points; shares of intervals that hold the truth, and that leave out 0"
    )
    print(rows.round({"bias": 1, "spread": 1, "held": 2, "alarms": 2}).to_string(index=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
