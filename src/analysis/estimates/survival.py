"""Kaplan-Meier, Aalen-Johansen and Nelson-Aalen from the table of events, by month.

Each is asked of the rows of one group. `survival`, `incidence`, `in_state` and `cumulative_hazard`
give a curve with the influence of each unit; `kaplan_meier`, `aalen_johansen` and `nelson_aalen`
give its tidy rows. Intervals are clustered where a column of clusters is named and ten or more
have persons, else by person; `method` says which (definitions.md 19).
"""

import numpy as np
import pandas as pd

from analysis.estimates.curve import Curve, Influence, flow, hazards
from analysis.estimates.intervals import Floats, LowerLimit, log_log, log_scale, lower_errors
from analysis.estimates.units import (
    EXITS_CENSOR,
    EXITS_COMPETE,
    FREE,
    REACHED,
    Arcs,
    Counts,
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
GREENWOOD = "Greenwood by person"
JACKKNIFE = "infinitesimal jackknife by person"
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
    rows = rows_of(events, cluster)
    total = whole(rows, EXITS_CENSOR)
    units, basis = _units(rows, EXITS_CENSOR, total)
    hazard, own = hazards(total, units, EXITS_CENSOR)
    sums = np.cumsum(hazard[:, 0]), np.cumsum(own[:, :, 0], axis=1)
    return _curve(rows, units, sums, Estimand.CUMULATIVE_HAZARD, f"{NELSON_AALEN}; {basis}")


def _state(rows: Rows, arcs: Arcs, state: int, estimand: Estimand, name: str) -> Curve:
    """Return the share in one state by month."""
    total = whole(rows, arcs)
    units, basis = _units(rows, arcs, total)
    share, influence = flow(*hazards(total, units, arcs), arcs)
    return _curve(
        rows, units, (share[:, state], influence[:, :, state]), estimand, f"{name}; {basis}"
    )


def _units(rows: Rows, arcs: Arcs, total: Counts) -> tuple[Units, str]:
    """Return what is drawn independently, and its name."""
    if rows.clusters:
        return by_cluster(rows, arcs), f"clustered, {len(rows.clusters)} clusters, t"
    if rows.weighted:
        return by_person(rows, arcs), "weighted, robust by person"
    if arcs == EXITS_CENSOR:
        return by_person_month(total, arcs), GREENWOOD
    return by_person(rows, arcs), JACKKNIFE


def _curve(
    rows: Rows, units: Units, path: tuple[Floats, Floats], estimand: Estimand, method: str
) -> Curve:
    """Return a curve up to the month before one in which nobody is at risk."""
    counts = persons(rows)
    at_risk = counts.at_risk[:, FREE].copy()
    peopled = np.flatnonzero(at_risk > 0)
    first = int(peopled[0]) if len(peopled) else 0
    empty = np.flatnonzero(at_risk[first:] == 0) if first else np.array([], dtype=np.int64)
    end = first + int(empty[0]) if len(empty) else len(at_risk)
    if first > 1:
        method += f"; nobody is at risk before month {first}"
    if end < len(at_risk):
        method += f"; ends where nobody is at risk in month {end}"
    at_risk[0] = rows.n[rows.entry == 0].sum()  # who starts; nobody is at risk in month 0
    estimate, influence = path
    return Curve(
        estimand=estimand,
        estimate=estimate[:end],
        influence=Influence(influence[:, :end], units.often, units.clusters),
        n_at_risk=at_risk[:end],
        n_events=counts.moves[:end, 0],
        method=method,
    )


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
    """Return the tidy rows of `cumulative_hazard`, with intervals on the log scale."""
    curve = cumulative_hazard(events, cluster)
    limits = log_scale(curve.estimate, curve.error(), curve.influence.reach(level))
    return curve.tidy(*limits).assign(method=f"{curve.method}, log interval")


def share_rows(
    curve: Curve, level: float = 0.95, lower: LowerLimit = LowerLimit.USUAL
) -> pd.DataFrame:
    """Return the tidy rows of a curve of shares, with log(-log) intervals of survival."""
    falls = curve.estimand is Estimand.SURVIVAL
    free = curve.estimate if falls else 1 - curve.estimate
    error = curve.error()
    below = lower_errors(lower, free, error, curve.n_at_risk, curve.n_events)
    low, high = log_log(free, error, curve.influence.reach(level), below)
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

    Source:
        Brookmeyer and Crowley (1982): the months where the curve's own limits pass the share.
    """
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


def _passes(curve: pd.DataFrame, column: str, share: float, *, falls: bool) -> float:
    values = curve[column].to_numpy()
    reached = values <= 1 - share + TIE if falls else values >= share - TIE
    return float(curve["month"].to_numpy()[reached.argmax()]) if reached.any() else float("nan")
