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
from analysis.estimates.influence import Influence, units_of
from analysis.estimates.intervals import logit, none_of, square_and_add
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
        Royston and Parmar (2013); variance: of the mean, not of the time; of few events: Kaplan and
        Meier (1958), as rmest of R's lrstat has it with its bias correction.
    """
    mean, influence = _areas(curve, curve.last)
    error = np.sqrt(influence.variance())
    lower, upper = _limits(curve, mean, error, influence.reach(level), level)
    n_events = np.cumsum(curve.n_events)[:-1]
    return pd.DataFrame(
        {
            "month": np.arange(1, curve.last + 1),
            "estimand": OF_STATE.get(curve.estimand, Estimand.TIME_IN_STATE).value,
            "estimate": mean,
            "lower": lower,
            "upper": upper,
            "n_at_risk": curve.n_at_risk[1:].astype(np.int64),
            "n_events": n_events.astype(np.int64),
            "method": f"area under {curve.method}, logit interval",
        }
    )


def _limits(
    curve: Curve, mean: Floats, error: Floats, reach: Floats, level: float
) -> tuple[Floats, Floats]:
    """Return the limits of the areas under a curve to each horizon from 1 on."""
    horizon = np.arange(1.0, len(mean) + 1)
    lower, upper = logit(mean, error, reach, horizon)
    # A share of the last month of the area bounds those of all before it; month 0 is known of most.
    beyond = (horizon - (curve.estimand in OF_ALL)) * none_of(curve.n_at_risk[: len(mean)], level)
    lower = np.where(mean >= horizon, horizon - beyond, lower)
    upper = np.where(mean <= 0, beyond, upper)
    certain = (error <= 0) & (mean > 0) & (mean < horizon)
    return np.where(certain, np.nan, lower), np.where(certain, np.nan, upper)


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
        As `means`, as far as both are followed; n_at_risk and n_events of both together. Of two
        groups, limits are added up from those of each mean (`square_and_add`) at the same number of
        standard errors; of the same units they are plain, and missing before anybody has had the
        event.

    Raises:
        EstimationError: the curves are of different estimands.
    """
    _refuse_unlike(one, other)
    last = min(one.last, other.last)
    gap = np.cumsum(one.estimate[:last] - other.estimate[:last])
    if together is None:
        influence, limits = _of_groups(one, other, last, level)
        kind = "square-and-add"
    else:
        influence = together.through(lambda by_unit: np.cumsum(by_unit[:, :last], axis=1))
        reach = influence.reach(level) * _some(np.sqrt(influence.variance()))
        kind, limits = "plain", (gap - reach, gap + reach)
    method = f"difference of areas, {units_of(influence)}, {kind} interval"
    return _rows(one, other, Estimand.MEAN_DIFFERENCE, (gap, *limits), method)


def _of_groups(
    one: Curve, other: Curve, last: int, level: float
) -> tuple[Influence, tuple[Floats, Floats]]:
    """Return the influence on the difference of two groups' areas, and its limits."""
    areas = [_areas(curve, last) for curve in (one, other)]
    influence = areas[0][1].plus(areas[1][1].through(np.negative))
    reach, gap = influence.reach(level), np.sqrt(influence.variance())
    parts, errors = [], []
    for curve, (mean, own) in zip((one, other), areas, strict=True):
        alike = own if influence.clusters else own.by_person()
        errors.append(np.sqrt(alike.variance()))
        parts.append((mean, *_limits(curve, mean, errors[-1], reach, level)))
    return influence, square_and_add(parts[0], parts[1], (errors[0], errors[1], gap))


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
    method = f"ratio of areas, {units_of(logs)}, log interval"
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
    """Return the area under a curve to each horizon from 1 to `last`, and its influence.

    Of D events of independent persons the variance is taken D / (D - 1) times, as limits are: what
    few of them have taken from a mean varies less around it than around what is true. The error of
    `mean_within` is without, as R's is.
    """
    scale = np.ones(last)
    if curve.influence.clusters is None and curve.estimand in OF_STATE:
        n_events = np.maximum(np.cumsum(curve.n_events[:last]), 2)
        scale = np.sqrt(n_events / (n_events - 1))
    return np.cumsum(curve.estimate[:last]), curve.influence.through(
        lambda by_unit: np.cumsum(by_unit[:, :last], axis=1) * scale
    )


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
