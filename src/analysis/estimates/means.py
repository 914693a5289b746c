"""Mean months in a state within a horizon: areas under a curve, which are linear in it.

A state that is entered in month m is held from m on: to a horizon of h months the area is the sum
of the curve over months 0 to h - 1. Under survival it is the restricted mean time to the event
(exits as censoring), under incidence the mean months since it, under occupation those in a state.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import EstimationError
from analysis.estimates.curve import Curve
from analysis.estimates.influence import Influence, clustered
from analysis.estimates.intervals import logit, none_of
from analysis.estimates.units import Floats
from analysis.terms import Estimand

TIE = 1e-12
OF_STATE = {
    Estimand.SURVIVAL: Estimand.RESTRICTED_MEAN,
    Estimand.CUMULATIVE_INCIDENCE: Estimand.MONTHS_SINCE,
}
OF_ALL = {Estimand.SURVIVAL: 0.0, Estimand.CUMULATIVE_INCIDENCE: 1.0}
"""What a curve stays at once everybody has had the event; other states can be left again."""


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
        EstimationError: the horizon is no whole month above 0, or lies beyond the curve's last
            month and not everybody has had the event by then.
    """
    if horizon < 1 or horizon % 1:
        raise EstimationError("A horizon is at least 1 month, and whole.")
    horizon, end = int(horizon), OF_ALL.get(curve.estimand, np.nan)
    if horizon > curve.last and not abs(curve.estimate[-1] - end) < TIE:
        raise EstimationError(
            f"Nobody is followed to month {horizon}: the curve ends in month {curve.last}."
            f"\nAllowed: a horizon of at most {curve.last} months."
        )
    return _area(curve, horizon)


def _area(curve: Curve, horizon: int) -> Mean:
    """Return the area; beyond its end a curve of whom all have had the event stays there."""
    held = np.minimum(np.arange(horizon), curve.last)
    weights = np.bincount(held, minlength=curve.last + 1).astype(np.float64)[:, None]
    months = float((curve.estimate @ weights)[0])
    return Mean(months, curve.influence.through(lambda by_unit: by_unit @ weights), horizon, curve)


def means(curve: Curve, level: float = 0.95) -> pd.DataFrame:
    """Return tidy rows of the mean months in the curve's state, for each horizon to its end.

    Returns:
        Columns of `kaplan_meier`; `month` is the horizon, n_at_risk the persons followed into it,
        n_events those with the event before it. Where nobody has left the state, or come to it,
        one limit is Wilson's for the persons at risk; limits are missing where all had the event at
        once, of which no variance can be had.

    Source:
        Royston and Parmar (2013); variance: of the mean, not of the time.
    """
    horizon = np.arange(1.0, curve.last + 1)
    mean, influence = _areas(curve, curve.last)
    error = np.sqrt(influence.variance())
    lower, upper = logit(mean, error, influence.reach(level), horizon)
    # A share of the last month of the area bounds those of all before it; month 0 is known of most.
    beyond = (horizon - (curve.estimand in OF_ALL)) * none_of(curve.n_at_risk[:-1], level)
    lower = np.where(mean >= horizon, horizon - beyond, lower)
    upper = np.where(mean <= 0, beyond, upper)
    certain = (error <= 0) & (mean > 0) & (mean < horizon)
    lower, upper = (np.where(certain, np.nan, limit) for limit in (lower, upper))
    n_events = np.cumsum(curve.n_events)[:-1]
    return pd.DataFrame(
        {
            "month": horizon.astype(np.int64),
            "estimand": OF_STATE.get(curve.estimand, Estimand.TIME_IN_STATE).value,
            "estimate": mean,
            "lower": lower,
            "upper": upper,
            "n_at_risk": curve.n_at_risk[1:].astype(np.int64),
            "n_events": n_events.astype(np.int64),
            "method": f"area under {curve.method}, logit interval",
        }
    )


def difference(
    one: Curve, other: Curve, level: float = 0.95, together: Influence | None = None
) -> pd.DataFrame:
    """Return the difference of the means of two groups, in months, for each horizon.

    Args:
        one: a curve.
        other: another group's curve.
        level: coverage of the interval.
        together: the influence on one curve less the other by month 0, 1, … where both are of the
            same units; None: of two groups, of which a cluster with persons in both is one unit.

    Returns:
        As `means`, as far as both are followed; n_at_risk and n_events of both together. Limits are
        missing before anybody has had the event.

    Raises:
        EstimationError: the curves are of different estimands.
    """
    _refuse_unlike(one, other)
    last = min(one.last, other.last)
    gap = np.cumsum(one.estimate[:last] - other.estimate[:last])
    of_curves = one.less(other) if together is None else together
    influence = of_curves.through(lambda by_unit: np.cumsum(by_unit[:, :last], axis=1))
    reach = influence.reach(level) * _some(np.sqrt(influence.variance()))
    method = f"difference of areas, {_basis(influence)}, plain interval"
    limits = gap, gap - reach, gap + reach
    return _rows(one, other, Estimand.MEAN_DIFFERENCE, limits, method)


def ratio(one: Curve, other: Curve, level: float = 0.95) -> pd.DataFrame:
    """Return the ratio of the means of two groups for each horizon; the interval is of its log.

    It is missing where a mean is 0. Returns, missing limits and Raises as `difference`.
    """
    _refuse_unlike(one, other)
    last = min(one.last, other.last)
    (mean, felt), (against, felt_against) = _areas(one, last), _areas(other, last)
    some = (mean > 0) & (against > 0)
    scales = [1 / np.where(some, at, np.inf) for at in (mean, against)]
    logs = felt.through(lambda by_unit: by_unit * scales[0]).plus(
        felt_against.through(lambda by_unit: -by_unit * scales[1])
    )
    share = np.where(some, mean, np.nan) / np.where(some, against, np.nan)
    spread = np.exp(logs.reach(level) * _some(np.sqrt(logs.variance())))
    method = f"ratio of areas, {_basis(logs)}, log interval"
    limits = share, share / spread, share * spread
    return _rows(one, other, Estimand.MEAN_RATIO, limits, method)


def _refuse_unlike(one: Curve, other: Curve) -> None:
    if one.estimand is not other.estimand:
        raise EstimationError(
            f"Means of {one.estimand} and {other.estimand} are not held against each other."
            "\nAsk for one estimand in both groups."
        )


def _some(error: Floats) -> Floats:
    """Return errors, missing where there is none: by chance alone nothing is certain."""
    return np.where(error > TIE, error, np.nan)


def _areas(curve: Curve, last: int) -> tuple[Floats, Influence]:
    """Return the area under a curve to each horizon from 1 to `last`, and its influence."""
    return np.cumsum(curve.estimate[:last]), curve.influence.through(
        lambda by_unit: np.cumsum(by_unit[:, :last], axis=1)
    )


def _basis(influence: Influence) -> str:
    clusters = influence.clusters
    return clustered(len(clusters.codes)) if clusters else "independent by person"


def _rows(
    one: Curve,
    other: Curve,
    estimand: Estimand,
    limits: tuple[Floats, Floats, Floats],
    method: str,
) -> pd.DataFrame:
    estimate, lower, upper = limits
    last = len(estimate)
    at_risk = one.n_at_risk[1 : last + 1] + other.n_at_risk[1 : last + 1]
    events = np.cumsum(one.n_events[:last] + other.n_events[:last])
    return pd.DataFrame(
        {
            "month": np.arange(1, last + 1),
            "estimand": estimand.value,
            "estimate": estimate,
            "lower": lower,
            "upper": upper,
            "n_at_risk": at_risk.astype(np.int64),
            "n_events": events.astype(np.int64),
            "method": method,
        }
    )
