"""Mean months in a state within a horizon: areas under a curve, which are linear in it.

A state that is entered in month m is held from m on: to a horizon of h months the area is the sum
of the curve over months 0 to h - 1. Under survival it is the restricted mean time to the event
(exits as censoring), under incidence the mean months since it, under occupation those in a state.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import EstimationError
from analysis.estimates.curve import Curve, Influence
from analysis.estimates.intervals import Floats
from analysis.terms import Estimand

TIE = 1e-12
ONE: Floats = np.ones((1, 1))
OF_STATE = {Estimand.SURVIVAL: Estimand.RESTRICTED_MEAN}


@dataclass(frozen=True, eq=False)
class Mean:
    """Mean months in a state within a horizon.

    Attributes:
        months: the mean.
        influence: units x 1.
        horizon: months.
        curve: the curve that it is the area of.
    """

    months: float
    influence: Influence
    horizon: int
    curve: Curve

    def error(self) -> float:
        """Return the standard error."""
        return float(np.sqrt(self.influence.variance()[0]))


def mean_within(curve: Curve, horizon: int) -> Mean:
    """Return the mean months in the curve's state within a horizon.

    Raises:
        EstimationError: the horizon is not above 0, or lies beyond the curve's last month, and the
            curve is still above 0 there and below 1.
    """
    if horizon < 1:
        raise EstimationError("A horizon is at least 1 month.")
    end = curve.estimate[-1]
    if horizon > curve.last and TIE < end < 1 - TIE:
        raise EstimationError(
            f"Nobody is followed to month {horizon}: the curve ends in month {curve.last}."
            f"\nAllowed: a horizon of at most {curve.last} months."
        )
    return _area(curve, horizon)


def _area(curve: Curve, horizon: int) -> Mean:
    """Return the area; beyond its end a curve that came to 0 or 1 stays there."""
    held = np.minimum(np.arange(horizon), curve.last)
    weights = np.bincount(held, minlength=curve.last + 1).astype(np.float64)[:, None]
    months = float((curve.estimate @ weights)[0])
    return Mean(months, curve.influence.through(weights), horizon, curve)


def means(curve: Curve, level: float = 0.95) -> pd.DataFrame:
    """Return tidy rows of the mean months in the curve's state, for each horizon to its end.

    Returns:
        Columns of `kaplan_meier`; `month` is the horizon, n_at_risk the persons followed into it,
        n_events those with the event before it.

    Source:
        Royston and Parmar (2013); variance: of the mean, not of the time.
    """
    steps = np.triu(np.ones((curve.last + 1, curve.last + 1)), k=1)[:, 1:]
    error = np.sqrt(curve.influence.through(steps).variance())
    mean, horizon = curve.estimate @ steps, np.arange(1, curve.last + 1)
    reach = curve.influence.reach(level) * error
    n_events = np.cumsum(curve.n_events)[:-1]
    return pd.DataFrame(
        {
            "month": horizon,
            "estimand": OF_STATE.get(curve.estimand, Estimand.TIME_IN_STATE).value,
            "estimate": mean,
            "lower": np.maximum(mean - reach, 0),
            "upper": np.minimum(mean + reach, horizon),
            "n_at_risk": curve.n_at_risk[1:].astype(np.int64),
            "n_events": n_events.astype(np.int64),
            "method": f"area under {curve.method}, plain interval",
        }
    )


def difference(one: Mean, other: Mean, level: float = 0.95) -> pd.DataFrame:
    """Return the difference of the means of two groups, in months, as one tidy row.

    Persons of two groups are independent; a cluster with persons in both is one unit.

    Raises:
        EstimationError: the horizons differ.
    """
    influence = _same_horizon(one, other).plus(other.influence.through(-ONE))
    gap = one.months - other.months
    reach = influence.reach(level) * float(np.sqrt(influence.variance()[0]))
    method = f"difference of areas, {_basis(influence)}, plain interval"
    return _row(one, other, Estimand.MEAN_DIFFERENCE, (gap, gap - reach, gap + reach), method)


def ratio(one: Mean, other: Mean, level: float = 0.95) -> pd.DataFrame:
    """Return the ratio of the means of two groups as one tidy row; the interval is of its log.

    Raises:
        EstimationError: the horizons differ, or a mean is 0.
    """
    influence = _same_horizon(one, other)
    if min(one.months, other.months) <= 0:
        raise EstimationError("A mean of 0 months has no ratio.\nAsk for the difference.")
    logs = influence.through(ONE / one.months).plus(other.influence.through(-ONE / other.months))
    share = one.months / other.months
    spread = float(np.exp(logs.reach(level) * np.sqrt(logs.variance()[0])))
    method = f"ratio of areas, {_basis(logs)}, log interval"
    return _row(one, other, Estimand.MEAN_RATIO, (share, share / spread, share * spread), method)


def _same_horizon(one: Mean, other: Mean) -> Influence:
    if one.horizon != other.horizon:
        raise EstimationError(
            f"Means within {one.horizon} and {other.horizon} months cannot be compared."
            "\nTake one horizon for both groups."
        )
    return one.influence


def _basis(influence: Influence) -> str:
    n = len(influence.clusters)
    return f"clustered, {n} clusters, t" if n else "independent by person"


def _row(
    one: Mean, other: Mean, estimand: Estimand, values: tuple[float, float, float], method: str
) -> pd.DataFrame:
    events = sum(mean.curve.n_events[: mean.horizon].sum() for mean in (one, other))
    followed = sum(_followed(mean) for mean in (one, other))
    estimate, lower, upper = values
    return pd.DataFrame(
        {
            "month": [one.horizon],
            "estimand": estimand.value,
            "estimate": estimate,
            "lower": lower,
            "upper": upper,
            "n_at_risk": int(followed),
            "n_events": int(events),
            "method": method,
        }
    )


def _followed(mean: Mean) -> float:
    """Return the persons still followed in the month of the horizon."""
    curve = mean.curve
    return float(curve.n_at_risk[mean.horizon]) if mean.horizon <= curve.last else 0.0
