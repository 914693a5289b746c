"""Whether one group of persons gains more than another: interaction on the additive scale.

It is a difference of differences in shares. Groups are drawn by the same draws of municipalities,
so that what their persons have in common does not count as chance twice; and by the same draws it
is told how far groups are apart under each strategy, and limits that hold for all at once.

Source:
    VanderWeele and Knol (2014), "A tutorial on interaction", Epidemiologic Methods 3, 33-72.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.comparison_terms import Approach, Arm
from analysis.estimates.bands import simultaneous_reach
from analysis.estimates.contrast import TIE, Pair
from analysis.estimates.influence import Influence
from analysis.estimates.quantiles import (
    below_upper,
    normal_quantile,
    normal_share,
    student_quantile,
)
from analysis.estimates.units import Floats
from analysis.terms import Estimand
from analysis.timeline.panel import Bools

METHODS = {
    Estimand.INTERACTION: "difference of differences by the same draws, plain interval",
    Estimand.INTERACTION_BAND: "difference of differences by the same draws, simultaneous limits",
    Estimand.GROUP_DIFFERENCE: "difference of groups by the same draws, plain interval",
}
TOLD: dict[tuple[Estimand, Arm], tuple[int, int]] = {
    (Estimand.INTERACTION, Arm.BEGIN): (1, -1),
    (Estimand.GROUP_DIFFERENCE, Arm.BEGIN): (1, 0),
    (Estimand.GROUP_DIFFERENCE, Arm.NOT_BEGIN): (0, 1),
}
"""What is told of two groups, and how often each arm counts in it: begin, not begin."""


@dataclass(frozen=True, eq=False)
class Contrasted:
    """What is kept of the target trial of one group of persons.

    Attributes:
        rows: its tidy rows.
        pairs: both arms by estimand, with the influence of draws.
        kept: by draw that was asked for, whether its models were found.
        is_told: by estimand and month, whether enough had the event in both arms.
        persons: how many are in the group.
    """

    rows: pd.DataFrame
    pairs: dict[Estimand, Pair]
    kept: Bools
    is_told: dict[Estimand, Bools]
    persons: int

    def at(self, of: Estimand, month: int, often: tuple[int, int]) -> tuple[float, Floats]:
        """Return a sum of both arms in a month, and how far each draw is from it; NaN: not kept."""
        pair = self.pairs[of]
        n, by_unit = len(pair.one.estimate), pair.both.by_unit
        away = np.full(len(self.kept), np.nan)
        away[self.kept] = often[0] * by_unit[:, month] + often[1] * by_unit[:, n + month]
        estimate = often[0] * pair.one.estimate[month] + often[1] * pair.other.estimate[month]
        return float(estimate), away


@dataclass(frozen=True, eq=False)
class _Held:
    """One number of a group held against the largest one, and how far each draw is from it."""

    of: Estimand
    estimand: Estimand
    row: dict[str, object]
    away: Floats

    def told(self, normal: float, method: str, estimand: Estimand) -> dict[str, object]:
        """Return the row with limits at the level of so many normal errors; none if all is certain.

        The error is that over the draws that both groups have, and the reach Student's of these.
        """
        seen = self.away[np.isfinite(self.away)]
        degrees = len(seen) - 1
        error = float(np.sqrt(np.sum(seen**2) / degrees))
        reach = -float(student_quantile(normal_share(-normal), degrees))
        half = np.array([-reach, reach]) * (error if error > TIE else np.nan)
        lower, upper = np.array(self.row["estimate"]) + half
        named = {"estimand": estimand.value, "method": f"{self.row['method']}; {method}"}
        return {**self.row, "lower": lower, "upper": upper, **named}


def interactions(
    by: str, groups: Mapping[str, Contrasted], points: Sequence[int], level: float = 0.95
) -> pd.DataFrame:
    """Return how much more each group gains than the largest one, at months that both reach.

    Args:
        by: the column of the groups.
        groups: the trial of each group, by its value: those that have one, at least two.
        points: months since time zero.
        level: coverage of intervals, and of limits that hold at once.

    Returns:
        Columns of `grouped_rows` and `by`: the group whose difference it is; `against` is the group
        whose difference is taken away. INTERACTION has intervals of each number by itself, and
        INTERACTION_BAND, of the same, limits that hold for all groups and months of a curve at
        once; GROUP_DIFFERENCE is how far groups are apart under the strategy `group`. Numbers at
        risk and of events are of both groups together.
    """
    first = max(groups, key=lambda value: groups[value].persons)
    held = [
        replace(one, row={**one.row, by: value, "against": first})
        for value in groups
        if value != first
        for one in _held(groups[value], groups[first], points)
    ]
    alone = normal_quantile(below_upper(level))
    rows = [one.told(alone, METHODS[one.estimand], one.estimand) for one in held]
    for of in dict.fromkeys(one.of for one in held):
        gains = [one for one in held if one.of is of and one.estimand is Estimand.INTERACTION]
        reach = _at_once(gains, level)
        band = Estimand.INTERACTION_BAND
        rows += [one.told(reach, METHODS[band], band) for one in gains]
    return pd.DataFrame(rows).assign(
        approach=Approach.TARGET_TRIAL.value, landmark=0, weighted=np.nan
    )


def _held(one: Contrasted, other: Contrasted, points: Sequence[int]) -> Iterator[_Held]:
    """Yield what is told of a group and the largest one, at the months that both reach."""
    for of in sorted(one.pairs.keys() & other.pairs.keys()):
        here, there = one.pairs[of], other.pairs[of]
        told = [month for month in points if month <= min(here.last, there.last)]
        for month in (at for at in told if one.is_told[of][at] and other.is_told[of][at]):
            for (estimand, arm), often in TOLD.items():
                (mine, away), (theirs, beside) = (
                    group.at(of, month, often) for group in (one, other)
                )
                curves = [
                    curve
                    for pair in (here, there)
                    for curve, times in zip((pair.one, pair.other), often, strict=True)
                    if times
                ]
                row: dict[str, object] = {
                    "group": arm.value,
                    "of": of.value,
                    "month": month,
                    "estimate": mine - theirs,
                    "n_at_risk": int(sum(curve.n_at_risk[month] for curve in curves)),
                    "n_events": int(sum(curve.n_events[month] for curve in curves)),
                    "method": here.one.method,
                }
                yield _Held(of, estimand, row, away - beside)


def _at_once(held: Sequence[_Held], level: float) -> float:
    """Return the standard errors of limits that hold for all at once, over draws that all have.

    Source:
        Lin, Fleming and Wei (1994), as bands.py.
    """
    away = np.column_stack([one.away for one in held])
    seen = away[np.isfinite(away).all(axis=1)]
    influence = Influence(seen, np.full(len(seen), 1 / (len(seen) - 1)))
    moving = influence.variance() > TIE**2
    return simultaneous_reach(influence, level) if moving.any() else np.nan
