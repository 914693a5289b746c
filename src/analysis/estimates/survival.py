"""Kaplan-Meier and Aalen-Johansen from the table of events, by month.

Within a month the order is late entries, events, competing exits, censoring (definitions.md 4):
whoever is censored in a month is at risk in it. All counts are of persons.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

from analysis.errors import EstimationError
from analysis.terms import Cause, Estimand

Floats = NDArray[np.floating[Any]]
EXITS = (Cause.DEATH, Cause.EMIGRATION)
KAPLAN_MEIER = "Kaplan-Meier, exits as censoring; Greenwood by person, log(-log) interval"
AALEN_JOHANSEN = (
    "Aalen-Johansen, exits competing; infinitesimal jackknife by person, log(-log) interval"
)


@dataclass(frozen=True)
class Risk:
    """Counts by month 0, 1, … of one group: at risk, with the event, gone, censored."""

    n_at_risk: Floats
    events: Floats
    exits: Floats
    censored: Floats

    @property
    def months(self) -> NDArray[np.int64]:
        """The months, from 0."""
        return np.arange(len(self.n_at_risk))


def risk(events: pd.DataFrame) -> Risk:
    """Return who is at risk in each month, and how they leave it.

    Args:
        events: one group's rows of the table of events (entry, duration, cause, n); a person is at
            risk in months entry + 1 to duration.

    Raises:
        EstimationError: the group is empty.
    """
    if events.empty or events["n"].sum() == 0:
        raise EstimationError("Nobody is in this group: there is nothing to estimate.")
    last = int(events["duration"].max())
    entry, duration, n = (events[name].to_numpy() for name in ("entry", "duration", "n"))

    def by_month(month: NDArray[np.int64], chosen: NDArray[np.bool_]) -> Floats:
        counts = np.bincount(month[chosen], weights=n[chosen], minlength=last + 2)
        return counts[: last + 2].astype(np.float64)

    everybody = np.ones(len(n), dtype=bool)
    entered = np.cumsum(by_month(entry + 1, everybody))
    left = np.cumsum(by_month(duration + 1, everybody))
    at_risk = (entered - left)[: last + 1]
    at_risk[0] = n[entry == 0].sum()  # shown under month 0: who starts; nobody is at risk in it
    cause = events["cause"].to_numpy()
    return Risk(
        n_at_risk=at_risk,
        events=by_month(duration, cause == Cause.EVENT)[:-1],
        exits=by_month(duration, np.isin(cause, EXITS))[:-1],
        censored=by_month(duration, cause == Cause.CENSORED)[:-1],
    )


def _divisor(at: Risk) -> Floats:
    """Return the numbers at risk to divide by: never 0, and nobody is at risk in month 0."""
    return np.concatenate([[np.inf], np.maximum(at.n_at_risk[1:], 1)])


def kaplan_meier(events: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Return the share not yet in the event by month, those who leave the country censored.

    Args:
        events: one group's rows of the table of events.
        level: coverage of the pointwise interval.

    Returns:
        Columns month, estimand, estimate, lower, upper, n_at_risk, n_events (in the month), method.
        An interval is missing where no variance can be had: after everybody has had the event.

    Source:
        Kaplan and Meier (1958); Greenwood (1926); Kalbfleisch and Prentice (1980), section 1.3.
    """
    at = risk(events)
    at_risk = _divisor(at)
    survival = np.cumprod(1 - at.events / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = at.events / (at_risk * (at_risk - at.events))
        error = survival * np.sqrt(np.cumsum(np.where(at.events > 0, terms, 0)))
    lower, upper = log_log_interval(survival, error, level)
    return _tidy(at, Estimand.SURVIVAL, survival, lower, upper, KAPLAN_MEIER)


def aalen_johansen(events: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Return the share that has ever had the event by month, deaths and emigration competing.

    Args:
        events: one group's rows of the table of events.
        level: coverage of the pointwise interval.

    Returns:
        As `kaplan_meier`; the estimate is cumulative incidence, never 1 - survival.

    Source:
        Aalen and Johansen (1978). Variance: the sum over persons of squared influence, as in
        Therneau's survival (survfit for multi-state data, 2024).
    """
    at = risk(events)
    at_risk = _divisor(at)
    hazard, leaving = at.events / at_risk, (at.events + at.exits) / at_risk
    free = np.cumprod(1 - leaving)
    free_before = np.concatenate([[1.0], free[:-1]])
    incidence = np.cumsum(free_before * hazard)
    variance = _influence_variance(events, at_risk, hazard, leaving)
    # On the scale of 1 - incidence, so that without exits it is the Kaplan-Meier interval.
    upper, lower = (
        1 - limit for limit in log_log_interval(1 - incidence, np.sqrt(variance), level)
    )
    return _tidy(at, Estimand.CUMULATIVE_INCIDENCE, incidence, lower, upper, AALEN_JOHANSEN)


def _influence_variance(
    events: pd.DataFrame, at_risk: Floats, hazard: Floats, leaving: Floats
) -> Floats:
    """Return by month the sum over persons of the squared influence on cumulative incidence.

    Persons of one entry, duration and cause share their influence, so rows of counts are enough.
    With U the influence on being free and V that on incidence, a month's step is
    V += U h + S dh, U = U (1 - a) - S da, dh and da being the person's own part in the hazards.
    """
    entry, duration = (events[name].to_numpy()[:, None] for name in ("entry", "duration"))
    cause, n = events["cause"].to_numpy()[:, None], events["n"].to_numpy()
    months = np.arange(len(at_risk))
    present = (months > entry) & (months <= duration)
    here = months == duration
    own_event = here & (cause == Cause.EVENT)
    own_exit = here & np.isin(cause, (Cause.EVENT, *EXITS))
    on_hazard = present * (own_event - hazard) / at_risk
    on_leaving = present * (own_exit - leaving) / at_risk
    influence_free = np.zeros(len(n))
    influence = np.zeros(len(n))
    free = 1.0
    variance = np.zeros(len(months))
    for month in months:
        influence = influence + influence_free * hazard[month] + free * on_hazard[:, month]
        influence_free = influence_free * (1 - leaving[month]) - free * on_leaving[:, month]
        free *= 1 - leaving[month]
        variance[month] = np.sum(n * influence**2)
    return variance


def log_log_interval(estimate: Floats, error: Floats, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return the interval of a share on the log(-log) scale; (0, 0) or (1, 1) where nothing moves.

    Missing where the standard error is missing or the share is 0 or 1 with events behind it.
    """
    z = norm.ppf(0.5 + level / 2)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        spread = z * error / np.abs(estimate * np.log(estimate))
        lower, upper = estimate ** np.exp(spread), estimate ** np.exp(-spread)
    still = error == 0
    edge = (estimate <= 0) | (estimate >= 1)
    return (
        np.where(edge, np.where(still, estimate, np.nan), lower),
        np.where(edge, np.where(still, estimate, np.nan), upper),
    )


def _tidy(
    at: Risk, estimand: Estimand, estimate: Floats, lower: Floats, upper: Floats, method: str
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "month": at.months,
            "estimand": estimand.value,
            "estimate": estimate,
            "lower": lower,
            "upper": upper,
            "n_at_risk": at.n_at_risk.astype(np.int64),
            "n_events": at.events.astype(np.int64),
            "method": method,
        }
    )


def median(curve: pd.DataFrame) -> pd.DataFrame:
    """Return the month in which half have had the event, with its interval; NaN: not reached.

    Args:
        curve: the rows of one group from `kaplan_meier` or `aalen_johansen`.

    Source:
        Brookmeyer and Crowley (1982): the months where the curve's own limits pass a half.
    """
    falling = curve["estimand"].iloc[0] == Estimand.SURVIVAL
    passed = {
        name: _first_at_half(curve, name, falling=falling)
        for name in ("estimate", "lower", "upper")
    }
    low, high = ("lower", "upper") if falling else ("upper", "lower")
    row = curve.iloc[[0]].assign(
        month=np.nan,
        estimand=Estimand.MEDIAN.value,
        estimate=passed["estimate"],
        lower=passed[low],
        upper=passed[high],
        n_events=curve["n_events"].sum(),
    )
    return row.assign(method="median of " + row["method"])


def _first_at_half(curve: pd.DataFrame, column: str, *, falling: bool) -> float:
    # A tolerance below any step, so that 0.1 + 0.4 is a half in every order of summing.
    values = curve[column].to_numpy()
    reached = values <= 0.5 + 1e-9 if falling else values >= 0.5 - 1e-9
    return float(curve["month"].to_numpy()[reached.argmax()]) if reached.any() else float("nan")
