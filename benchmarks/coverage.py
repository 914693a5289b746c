"""How often intervals hold what is true, in many small invented worlds.

    python -m benchmarks.coverage [--worlds 1000] [--seed 2026] [--jobs 2] [--intervals A+B]

Shares are reported and fail nothing; tests/estimates/test_method_check.py holds them. A row is the
same whatever else is checked, so that `--intervals` makes some rows anew; but marks take the number
of rows into account.
"""

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

import pandas as pd

from analysis.estimates.checked_intervals import Interval
from analysis.estimates.method_check import Check, departures, method_check, outside

MARKS = {"below": "<", "above": ">", "chance": ""}


def answers(check: Check, jobs: int) -> pd.DataFrame:
    """Return the rows of a check, kinds of worlds spread over processes."""
    kinds = [
        replace(check, persons=(persons,), places=(places,))
        for persons in check.persons
        for places in check.places
    ]
    with ProcessPoolExecutor(jobs) as pool:
        frames = [found.frame for found in pool.map(method_check, kinds)]
    return pd.concat(frames, ignore_index=True)


def table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return per cent by interval and month, a column a kind of world.

    A mark says where the departure from 95 is more than chance: < below, > above. Where fewer than
    nine in ten worlds had an interval, how many had one stands in brackets.
    """
    few = rows["n_at_risk"] < 0.9 * (rows["n_at_risk"] + rows["without"])
    brackets = (" (" + rows["n_at_risk"].astype(str) + ")").where(few, "")
    per_cent = (100 * rows["estimate"]).map("{:.1f}".format)
    cell = departures(rows).map(MARKS) + per_cent + brackets
    month = rows["month"].map(lambda at: "" if pd.isna(at) else f"{at:.0f}")
    told = rows.assign(cell=cell, month=month)
    wide = told.pivot(index=["interval", "month"], columns=["persons", "places"], values="cell")
    order = list(dict.fromkeys(zip(told["interval"], told["month"], strict=True)))
    return wide.reindex(order).fillna("")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--worlds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--intervals", default="+".join(Interval), help="names joined by plus")
    asked = parser.parse_args()
    intervals = tuple(map(Interval, asked.intervals.split("+")))
    rows = answers(Check(asked.worlds, intervals=intervals, seed=asked.seed), asked.jobs)
    print(f"per cent of intervals that hold what is true, {asked.worlds} worlds of each kind")
    print("95 is right; < and > mark what is more than chance; in brackets worlds with an interval")
    print(table(rows).to_string())
    strange = outside(rows)
    print(f"{strange.sum()} of {len(rows)} shares lie outside 93 to 97 per cent")
    return 0


if __name__ == "__main__":
    sys.exit(main())
