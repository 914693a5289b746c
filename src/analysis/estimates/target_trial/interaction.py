"""Whether one group of persons gains more than another: interaction on the additive scale.

It is a difference of differences in shares. Groups are drawn by the same draws of municipalities,
so that what their persons have in common does not count as chance twice.

Source:
    VanderWeele and Knol (2014), "A tutorial on interaction", Epidemiologic Methods 3, 33-72.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.comparison_terms import Approach, Arm
from analysis.estimates.contrast import TIE, Pair
from analysis.estimates.quantiles import below_upper, normal_quantile
from analysis.terms import Estimand
from analysis.timeline.panel import Bools

METHOD = "difference of differences by the same draws, plain interval"


@dataclass(frozen=True, eq=False)
class Contrasted:
    """What is kept of the target trial of one group of persons.

    Attributes:
        rows: its tidy rows.
        pairs: both arms by estimand, with the influence of draws.
        kept: by draw that was asked for, whether its models were found.
        persons: how many are in the group.
    """

    rows: pd.DataFrame
    pairs: dict[Estimand, Pair]
    kept: Bools
    persons: int


def interactions(
    by: str, groups: Mapping[str, Contrasted], points: Sequence[int], level: float = 0.95
) -> pd.DataFrame:
    """Return how much more each group gains than the largest one, at months that both reach.

    Args:
        by: the column of the groups.
        groups: the trial of each group, by its value: those that have one, at least two.
        points: months since time zero.
        level: coverage of intervals.

    Returns:
        Columns of `grouped_rows` and `by`: the group whose difference it is; `against` is the group
        whose difference is taken away. Numbers at risk and of events are of both groups together.
    """
    first = max(groups, key=lambda value: groups[value].persons)
    frames = [
        _rows(groups[value], groups[first], points, level).assign(**{by: value}, against=first)
        for value in groups
        if value != first
    ]
    made = pd.concat(frames, ignore_index=True)
    return made.assign(
        approach=Approach.TARGET_TRIAL.value,
        landmark=0,
        group=Arm.BEGIN.value,
        estimand=Estimand.INTERACTION.value,
        weighted=np.nan,
    )


def _rows(one: Contrasted, other: Contrasted, points: Sequence[int], level: float) -> pd.DataFrame:
    reach = normal_quantile(below_upper(level))
    found = []
    for of in one.pairs.keys() & other.pairs.keys():
        here, there = one.pairs[of], other.pairs[of]
        months = [month for month in points if month <= min(here.last, there.last)]
        gaps = [pair.one.estimate - pair.other.estimate for pair in (here, there)]
        for month in months:
            gap = float(gaps[0][month] - gaps[1][month])
            error = _error(one, other, of, month)
            half = reach * error if error > TIE else np.nan
            found.append(
                (of.value, month, gap, gap - half, gap + half, *_counts(here, there, month))
            )
    columns = ["of", "month", "estimate", "lower", "upper", "n_at_risk", "n_events"]
    rows = pd.DataFrame(found, columns=columns).sort_values(["of", "month"])
    return rows.assign(method=f"{next(iter(one.pairs.values())).one.method}; {METHOD}")


def _error(one: Contrasted, other: Contrasted, of: Estimand, month: int) -> float:
    """Return the standard error over the draws that both groups have."""
    both = one.kept & other.kept
    away = [group.pairs[of].gap.by_unit[both[group.kept], month] for group in (one, other)]
    return float(np.sqrt(np.sum((away[0] - away[1]) ** 2) / (both.sum() - 1)))


def _counts(here: Pair, there: Pair, month: int) -> tuple[int, int]:
    curves = (here.one, here.other, there.one, there.other)
    return (
        int(sum(curve.n_at_risk[month] for curve in curves)),
        int(sum(curve.n_events[month] for curve in curves)),
    )
