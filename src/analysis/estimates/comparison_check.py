"""Do estimators of a comparison find what is true, in invented worlds that can be lived twice?"""

from collections.abc import Hashable, Iterable, Sequence
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

from analysis.comparison import Comparison
from analysis.comparison_terms import Approach
from analysis.errors import EstimationError
from analysis.estimates.live import LiveStudy
from analysis.estimates.truth import Truth, truth
from analysis.registers.read import read_registers
from analysis.registers.write_parts import write_parts
from analysis.synthetic.world import World, parts_of
from analysis.terms import Estimand

ASKED = (Approach.TARGET_TRIAL, Approach.NAIVE)
TOLD_OF = (Estimand.CUMULATIVE_INCIDENCE, Estimand.PREVALENCE)
GROUPS = {Approach.NAIVE: "ever"}
"""Whose difference from the others an approach tells; of most it is who begins."""


def of_world(
    world: World, comparison: Comparison, approaches: Sequence[Approach] = ASKED
) -> pd.DataFrame:
    """Return what each approach tells of one world, beside what is true in it.

    Args:
        world: lived as people choose, and under both strategies.
        comparison: what is asked; its points are the months told.
        approaches: how it is answered.

    Returns:
        Columns world, seed, approach, of, estimand (difference, crossing), month (missing of a
        crossing), estimate, lower, upper, true; differences are shares, crossings months, inf where
        there is none. No rows of an approach that has no answer in this world.

    Raises:
        DesignError: no truth is told of the comparison.
        EstimationError: nobody is eligible.
    """
    true = truth(world, comparison)
    with TemporaryDirectory() as made:
        write_parts(Path(made), world.dataset, parts_of(world))
        study = LiveStudy(read_registers(Path(made)))
        frames = [study.estimates(comparison.ask(one)).frame for one in approaches]
    rows = pd.concat(frames, ignore_index=True)
    wanted = rows["estimand"].isin([Estimand.DIFFERENCE, Estimand.CROSSING])
    group = rows["approach"].map(GROUPS).fillna("begin")
    rows = rows[wanted & (rows["group"] == group) & rows["estimate"].notna()]
    columns = ["approach", "of", "estimand", "month", "estimate", "lower", "upper"]
    found = rows[columns].assign(world=world.name, seed=world.seed)
    found.loc[found["estimand"] == Estimand.CROSSING, "month"] = np.nan
    return found.assign(true=[_true(true, row) for row in found.to_dict("records")])


def _true(true: Truth, row: "dict[Hashable, Any]") -> float:
    of = Estimand(row["of"])
    if row["estimand"] == Estimand.CROSSING:
        month = true.crossing(of)
        return inf if month is None else float(month)
    return float(true.difference(of)[int(row["month"])])


def against_truth(
    worlds: Iterable[World], comparison: Comparison, approaches: Sequence[Approach] = ASKED
) -> pd.DataFrame:
    """Return how far each approach is from what is true, over many worlds.

    Returns:
        Columns world, approach, of, estimand, month; n, worlds with an answer; its bias and spread,
        in points; held, the share of intervals (of a crossing: of sets) that hold what is true; and
        alarms, the share of intervals that leave out 0.

    Raises as `of_world`.
    """
    frames = []
    for world in worlds:
        try:
            frames.append(of_world(world, comparison, approaches))
        except EstimationError:
            continue  # nobody is eligible in it: it tells nothing
    rows = pd.concat(frames, ignore_index=True)
    crosses = rows["estimand"] == Estimand.CROSSING
    with np.errstate(invalid="ignore"):
        error = (100 * (rows["estimate"] - rows["true"])).where(~crosses)
    rows = rows.assign(
        error=error,
        held=(rows["lower"] <= rows["true"]) & (rows["true"] <= rows["upper"]),
        alarm=((rows["lower"] > 0) | (rows["upper"] < 0)).where(~crosses).astype(float),
    )
    keys = ["world", "approach", "of", "estimand", "month"]
    grouped = rows.groupby(keys, sort=False, dropna=False)
    told = grouped.agg(
        n=("held", "size"),
        bias=("error", "mean"),
        spread=("error", "std"),
        held=("held", "mean"),
        alarms=("alarm", "mean"),
    )
    return told.reset_index()
