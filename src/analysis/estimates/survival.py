"""Kaplan-Meier, Aalen-Johansen and Nelson-Aalen from the table of events, by month.

Each is asked of the rows of one group. `survival`, `incidence`, `in_state` and `cumulative_hazard`
give a curve with the influence of each unit; `kaplan_meier`, `aalen_johansen` and `nelson_aalen`
give its tidy rows. Intervals are clustered where a column of clusters is named and ten or more
have persons, else by person; `method` says which (definitions.md 19).
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.errors import EstimationError
from analysis.estimates.curve import Curve, flow, hazards, support
from analysis.estimates.influence import Clusters, Influence, clustered, of_clusters
from analysis.estimates.intervals import (
    LowerLimit,
    at_the_edges,
    hazard_at_the_edges,
    log_log,
    log_scale,
    lower_errors,
    none_of,
)
from analysis.estimates.units import (
    EXITS_CENSOR,
    EXITS_COMPETE,
    FREE,
    REACHED,
    Arcs,
    Counts,
    Floats,
    Rows,
    Units,
    by_cluster,
    by_person,
    by_person_month,
    persons,
    rows_of,
    whole,
)
from analysis.terms import Estimand

KAPLAN_MEIER = "Kaplan-Meier, exits as censoring"
AALEN_JOHANSEN = "Aalen-Johansen, exits competing"
NELSON_AALEN = "Nelson-Aalen, exits as censoring"
Path = Callable[[Counts, Units, Arcs], tuple[Floats, Floats]]
"""Counts of all and of units -> an estimate by month and the influence on it."""
TIE = 1e-9
"""Below any step of a curve, so that 0.1 + 0.4 is a half in every order of summing."""


def survival(events: pd.DataFrame, cluster: str | None = None) -> Curve:
    """Return the share not yet in the event by month, those who leave the country censored.

    Args:
        events: one group's rows of the table of events.
        cluster: its column of clusters; None: by person.

    Raises:
        EstimationError: nobody is in the group.

    Source:
        Kaplan and Meier (1958); Greenwood (1926).
    """
    rows = rows_of(events, cluster)
    return _state(rows, EXITS_CENSOR, FREE, Estimand.SURVIVAL, KAPLAN_MEIER)


def incidence(events: pd.DataFrame, cluster: str | None = None) -> Curve:
    """Return the share that has ever had the event by month, deaths and emigration competing.

    Args and Raises as `survival`.

    Source:
        Aalen and Johansen (1978).
    """
    rows = rows_of(events, cluster)
    return _state(rows, EXITS_COMPETE, REACHED, Estimand.CUMULATIVE_INCIDENCE, AALEN_JOHANSEN)


def in_state(events: pd.DataFrame, state: int, cluster: str | None = None) -> Curve:
    """Return the share that is FREE of event and exit, has REACHED it, or is GONE, by month.

    They add up to 1 in each month. Args and Raises as `survival`.
    """
    rows = rows_of(events, cluster)
    return _state(rows, EXITS_COMPETE, state, Estimand.OCCUPATION, AALEN_JOHANSEN)


def cumulative_hazard(events: pd.DataFrame, cluster: str | None = None) -> Curve:
    """Return the sum of the monthly hazards, those who leave the country censored.

    Its variance by person is that of monthly shares, h (1 - h) / n, since events are tied by month.
    Args and Raises as `survival`.

    Source:
        Nelson (1972); Aalen (1978); variance: Klein (1991).
    """

    def sums(total: Counts, units: Units, arcs: Arcs) -> tuple[Floats, Floats]:
        hazard, divisor = hazards(total, arcs)
        own = (units.counts.moves - units.counts.at_risk * hazard) / divisor  # of the one arc
        return np.cumsum(hazard[:, 0]), np.cumsum(own[:, :, 0], axis=1)

    rows = rows_of(events, cluster)
    return _curve(rows, EXITS_CENSOR, sums, Estimand.CUMULATIVE_HAZARD, NELSON_AALEN)


def _state(rows: Rows, arcs: Arcs, state: int, estimand: Estimand, name: str) -> Curve:
    """Return the share in one state by month."""

    def share(total: Counts, units: Units, arcs: Arcs) -> tuple[Floats, Floats]:
        shares, influence = flow(total, units, arcs)
        return shares[:, state], influence[:, :, state]

    return _curve(rows, arcs, share, estimand, name)


def _curve(rows: Rows, arcs: Arcs, path: Path, estimand: Estimand, name: str) -> Curve:
    """Return a curve up to the month before one in which nobody is at risk."""
    total = whole(rows, arcs)
    units, basis = _persons(rows, arcs, total)
    estimate, by_unit = path(total, units, arcs)
    influence = Influence(by_unit, units.often)
    if rows.clusters:
        units = by_cluster(rows, arcs)
        _, by_unit = path(total, units, arcs)
        influence = of_clusters(by_unit, Clusters(rows.clusters, units.often, influence))
        basis = clustered(len(rows.clusters))
    counts = persons(rows)
    at_risk = counts.at_risk[:, FREE].copy()
    end, why = support(total)
    at_risk[0] = rows.n[rows.entry == 0].sum()  # who starts; nobody is at risk in month 0
    return Curve(
        estimand=estimand,
        estimate=estimate[:end],
        influence=influence.through(lambda by_unit: by_unit[:, :end]),
        n_at_risk=at_risk[:end],
        n_events=counts.moves[:end, 0],
        method=f"{name}; {basis}{why}",
    )


def _persons(rows: Rows, arcs: Arcs, total: Counts) -> tuple[Units, str]:
    """Return what is drawn independently where there are no clusters, and its name."""
    if rows.weighted:
        return by_person(rows, arcs), "weighted, robust by person"
    if arcs == EXITS_CENSOR or rows.clusters:
        return by_person_month(total, arcs), "Greenwood by person"
    return by_person(rows, arcs), "infinitesimal jackknife by person"


def kaplan_meier(
    events: pd.DataFrame,
    cluster: str | None = None,
    level: float = 0.95,
    lower: LowerLimit = LowerLimit.USUAL,
) -> pd.DataFrame:
    """Return the tidy rows of `survival`, with log(-log) intervals.

    Args:
        events: one group's rows of the table of events.
        cluster: its column of clusters; None: by person.
        level: coverage of the pointwise interval.
        lower: how the lower limit behaves where the curve is flat.

    Returns:
        Columns month, estimand, estimate, lower, upper, n_at_risk, n_events (in the month), method.
        An interval is missing where no variance can be had: after everybody has had the event.
    """
    return share_rows(survival(events, cluster), level, lower)


def aalen_johansen(
    events: pd.DataFrame, cluster: str | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Return the tidy rows of `incidence`; the intervals are log(-log) of 1 - incidence.

    So without exits they are those of Kaplan-Meier. Args and Returns as `kaplan_meier`.
    """
    return share_rows(incidence(events, cluster), level)


def nelson_aalen(
    events: pd.DataFrame, cluster: str | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Return the tidy rows of `cumulative_hazard`, with intervals on the log scale.

    Where nothing has happened yet, or all had the event at once, a limit is as in `share_rows`.
    """
    curve = cumulative_hazard(events, cluster)
    amount, error = curve.estimate, curve.error()
    limits = log_scale(amount, error, curve.influence.reach(level))
    limits = hazard_at_the_edges(amount, error, limits, curve.n_at_risk, level)
    return curve.tidy(*limits).assign(method=f"{curve.method}, log interval")


def share_rows(
    curve: Curve, level: float = 0.95, lower: LowerLimit = LowerLimit.USUAL
) -> pd.DataFrame:
    """Return the tidy rows of a curve of shares, with log(-log) intervals of survival.

    Where nothing has happened yet, one limit is Wilson's for the persons at risk; where everything
    has, one is that of the month before. The other limit is the estimate.

    Raises:
        EstimationError: Peto's lower limit is asked of a clustered curve.
    """
    lower = LowerLimit(lower)  # as its text too
    if lower is LowerLimit.PETO and curve.influence.clusters is not None:
        raise EstimationError(
            "Peto's lower limit is of independent persons, and too high for clusters."
            "\nAsk for the modified one, or for intervals by person."
        )
    falls = curve.estimand is Estimand.SURVIVAL
    free = curve.estimate if falls else 1 - curve.estimate
    reach, error = curve.influence.reach(level), curve.error()
    below = lower_errors(lower, free, error, curve.n_at_risk, curve.n_events)
    low, high = log_log(free, error, reach, below)
    low, high = at_the_edges(free, (low, high), none_of(curve.n_at_risk, level))
    limits = (low, high) if falls else (1 - high, 1 - low)
    kind = "" if lower is LowerLimit.USUAL else f", {lower} lower limit"
    return curve.tidy(*limits).assign(method=f"{curve.method}, log(-log) interval{kind}")


def median(curve: pd.DataFrame) -> pd.DataFrame:
    """Return the month in which half have had the event; as `quantile`."""
    return quantile(curve, 0.5).assign(estimand=Estimand.MEDIAN.value)


def quantile(curve: pd.DataFrame, share: float) -> pd.DataFrame:
    """Return the first month by which a share have had the event, with its interval.

    Args:
        curve: the rows of one group from `kaplan_meier` or `aalen_johansen`.
        share: of those who start, between 0 and 1.

    Returns:
        One row; missing where the curve, or its limit, does not come so far.

    Raises:
        EstimationError: the share is not between 0 and 1, or the rows are no one group's shares.

    Source:
        Brookmeyer and Crowley (1982): the months where the curve's own limits pass the share.
    """
    curve = _one_curve(curve, share)
    falls = curve["estimand"].iloc[0] == Estimand.SURVIVAL
    low, high = ("lower", "upper") if falls else ("upper", "lower")
    months = {name: _passes(curve, name, share, falls=falls) for name in ("estimate", low, high)}
    name = "median" if share == 0.5 else f"quantile {share:g}"
    method = f"{name} of {curve['method'].iloc[0]}"
    if np.isnan(months["estimate"]):
        method += "; not reached"
    return curve.iloc[[0]].assign(
        month=np.nan,
        estimand=Estimand.QUANTILE.value,
        estimate=months["estimate"],
        lower=months[low],
        upper=months[high],
        n_events=curve["n_events"].sum(),
        method=method,
    )


def _one_curve(curve: pd.DataFrame, share: float) -> pd.DataFrame:
    """Return the rows of a curve in the order of their months, or refuse them."""
    if not 0 < share < 1:
        raise EstimationError("A quantile is of a share between 0 and 1.")
    curves = [Estimand.SURVIVAL, Estimand.CUMULATIVE_INCIDENCE]
    if curve.empty or curve["month"].duplicated().any() or not curve["estimand"].isin(curves).all():
        raise EstimationError(
            "A quantile is of one group's survival or incidence by month."
            "\nGive the rows of kaplan_meier or aalen_johansen of one group."
        )
    return curve.sort_values("month")


def _passes(curve: pd.DataFrame, column: str, share: float, *, falls: bool) -> float:
    values = curve[column].to_numpy()
    reached = values <= 1 - share + TIE if falls else values >= share - TIE
    reached &= (
        curve["estimate"] != curve["estimate"].iloc[0]
    ).to_numpy()  # from the first event on
    return float(curve["month"].to_numpy()[reached.argmax()]) if reached.any() else float("nan")
