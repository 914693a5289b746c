"""The curves of every group of a table of events: one function of a group's rows, asked per group.

Intervals are clustered by municipality, except where the groups are municipalities or parts of them
(definitions.md 19).
"""

from collections.abc import Callable, Iterator

import pandas as pd

from analysis.errors import DesignError, EstimationError
from analysis.estimates.banded import incidence_band, incidence_difference
from analysis.estimates.curve import Curve
from analysis.estimates.means import difference, means, ratio
from analysis.estimates.survival import (
    aalen_johansen,
    in_state,
    incidence,
    kaplan_meier,
    median,
    nelson_aalen,
    quantile,
    share_rows,
    survival,
)
from analysis.estimates.units import GONE
from analysis.terms import Estimand

CLUSTER = "municipality"
COUNTY = "county"
QUARTERS = (0.25, 0.5, 0.75)
Groups = dict[tuple[str, ...], pd.DataFrame]
OfGroup = Callable[[pd.DataFrame, str | None], pd.DataFrame]
Compare = tuple[Callable[[pd.DataFrame, str | None], Curve], Callable[[Curve, Curve], pd.DataFrame]]
"""The curve of a group, and how it is held against that of another."""


def needed(by: tuple[str, ...]) -> tuple[str, ...]:
    """Return the groups that the table of events must have for these answers."""
    return by if CLUSTER in by else (*by, CLUSTER)


def curve_rows(events: pd.DataFrame, estimand: Estimand, by: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return the tidy rows of an estimand for every group.

    Args:
        events: the table of events by the groups of `needed(by)`.
        estimand: one of CURVES, or one of COMPARISONS, between groups.
        by: group columns. A comparison is of each group with the first.

    Raises:
        EstimationError: nobody is there.
        DesignError: a comparison without groups.
    """
    if events.empty:
        raise EstimationError("Nobody is left to follow: there is nothing to estimate.")
    cluster = None if CLUSTER in by else CLUSTER
    groups = by_group(events, by)
    if estimand in COMPARISONS:
        parts = _compared(groups, COMPARISONS[estimand], by, cluster)
    else:
        asked = CURVES[estimand]
        parts = ((values, asked(rows, cluster)) for values, rows in groups.items())
    named = (rows.assign(**dict(zip(by, values, strict=True))) for values, rows in parts)
    return pd.concat(named, ignore_index=True)


def by_group(events: pd.DataFrame, by: tuple[str, ...]) -> Groups:
    """Return the rows of a table by group values; one group () where `by` is empty."""
    if not by:
        return {(): events}
    grouped = events.groupby(list(by), observed=True)
    return {tuple(map(str, values)): rows for values, rows in grouped}


def _compared(
    groups: Groups,
    comparison: Compare,
    by: tuple[str, ...],
    cluster: str | None,
) -> Iterator[tuple[tuple[str, ...], pd.DataFrame]]:
    """Return each group compared with the first in order."""
    if len(groups) < 2:
        raise DesignError(
            "A comparison needs at least two groups.\nName a group column that has them."
        )
    of_group, compare = comparison
    curves = {values: of_group(rows, cluster) for values, rows in groups.items()}
    first = next(iter(curves))
    against = ", ".join(f"{name} {value}" for name, value in zip(by, first, strict=True))
    for values, curve in curves.items():
        if values != first:
            rows = compare(curve, curves[first])
            yield values, rows.assign(method=rows["method"] + f"; against {against}")


def _quarters(curve: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([quantile(curve, share).assign(share=share) for share in QUARTERS])


MOMENTS: dict[Estimand, Callable[[pd.DataFrame], pd.DataFrame]] = {
    Estimand.MEDIAN: median,
    Estimand.QUANTILE: _quarters,
}
"""Months in which shares come there, from the tidy rows of one group's cumulative incidence."""


def _of_incidence(moment: Callable[[pd.DataFrame], pd.DataFrame]) -> OfGroup:
    return lambda events, cluster: moment(aalen_johansen(events, cluster))


def _restricted_mean(events: pd.DataFrame, cluster: str | None) -> pd.DataFrame:
    return means(survival(events, cluster))


def left_first(events: pd.DataFrame, cluster: str | None = None) -> pd.DataFrame:
    """Return the share that died or left the country before the event, by month.

    With cumulative incidence it leaves the share that is still here without the event.

    Args:
        events: one group's rows of the table of events.
        cluster: its column of clusters; None: by person.

    Source:
        Aalen and Johansen (1978).
    """
    rows = share_rows(in_state(events, GONE, cluster))
    return rows.assign(estimand=Estimand.LEFT_FIRST.value)


def _months_since(events: pd.DataFrame, cluster: str | None) -> pd.DataFrame:
    return means(incidence(events, cluster))


CURVES: dict[Estimand, OfGroup] = {
    Estimand.SURVIVAL: kaplan_meier,
    Estimand.CUMULATIVE_INCIDENCE: aalen_johansen,
    Estimand.INCIDENCE_BAND: incidence_band,
    Estimand.LEFT_FIRST: left_first,
    Estimand.CUMULATIVE_HAZARD: nelson_aalen,
    Estimand.RESTRICTED_MEAN: _restricted_mean,
    Estimand.MONTHS_SINCE: _months_since,
    **{estimand: _of_incidence(moment) for estimand, moment in MOMENTS.items()},
}
COMPARISONS: dict[Estimand, Compare] = {
    Estimand.MEAN_DIFFERENCE: (survival, difference),
    Estimand.MEAN_RATIO: (survival, ratio),
    Estimand.CURVE_DIFFERENCE: (incidence, incidence_difference),
}
