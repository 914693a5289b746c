"""Groups of compared persons in tidy rows: their curves, and each group against one of them."""

from collections.abc import Mapping

import pandas as pd

from analysis.comparison_terms import Approach
from analysis.errors import EstimationError
from analysis.estimates.contrast import contrast_rows, of_groups
from analysis.estimates.curve import Curve
from analysis.estimates.followed import Followed
from analysis.estimates.prevalence import prevalence_rows
from analysis.estimates.survival import share_rows
from analysis.terms import Estimand

COLUMNS = ("approach", "landmark", "group", "against", "of", "weighted")
"""Columns of every frame of a comparison beside groups of persons and the tidy ones: how the row
was made; the month from which its clock runs; who; against whom, empty for a curve (of an
interaction: the group of persons whose difference is taken away); which curve it tells of
(cumulative incidence, prevalence, or the hazard); and how many persons those at risk stand for,
which `compared` fills where nobody is weighted."""
ROWS = {
    Estimand.CUMULATIVE_INCIDENCE: share_rows,
    Estimand.PREVALENCE: prevalence_rows,
}


def grouped_rows(
    approach: Approach, groups: Mapping[str, Followed], against: str, note: str
) -> pd.DataFrame:
    """Return the curves of each group and its contrasts with one of them.

    Months are since the clock of the groups; points of contrasts are the comparison's, which are
    since time zero. Intervals are clustered by municipality where ten or more have persons.

    Args:
        approach: how the groups were formed.
        groups: persons by group, all on one clock.
        against: the group that others are held against.
        note: what every row must say of the way in which groups were formed.

    Raises:
        EstimationError: nobody is in the group that others are held against.
    """
    if against not in groups:
        raise EstimationError(
            f"Nobody is in the group '{against}', which others are held against: {note}."
        )
    first = groups[against]
    comparison, landmark = first.comparison, first.landmark
    points = [point - landmark for point in comparison.asked_points if point > landmark]
    curves = {name: group.curves() for name, group in groups.items()}
    parts = [
        ROWS[estimand](curve).assign(group=name, against="", of=estimand.value)
        for name, own in curves.items()
        for estimand, curve in own.items()
    ]
    for name, own in curves.items():
        for estimand, curve in own.items() if name != against else ():
            rows = _contrasts(curve, curves[against][estimand], points, first)
            parts.append(rows.assign(group=name, against=against, of=estimand.value))
    rows = pd.concat(parts, ignore_index=True).assign(approach=approach.value, landmark=landmark)
    return rows.assign(method=f"{note}; " + rows["method"])


def _contrasts(one: Curve, other: Curve, points: list[int], of: Followed) -> pd.DataFrame:
    return contrast_rows(of_groups(one, other), points, of.comparison.contrasts)
