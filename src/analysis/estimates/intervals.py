"""Intervals of curves, from their standard errors."""

from enum import StrEnum

import numpy as np

from analysis.estimates.quantiles import below_upper, normal_quantile
from analysis.estimates.units import Floats


class LowerLimit(StrEnum):
    """How the lower limit of survival behaves where the curve is flat and persons are censored.

    The usual one stays flat, although ever fewer tell of it. MODIFIED widens it by who is at risk
    now against who was at the last event; PETO takes (1 - survival) / persons at risk.
    """

    USUAL = "usual"
    MODIFIED = "modified"
    PETO = "peto"


def log_log(
    share: Floats, error: Floats, reach: Floats | float, lower_error: Floats | None = None
) -> tuple[Floats, Floats]:
    """Return the limits of a share on the log(-log) scale.

    Where nothing has happened yet (share 1, error 0) the limits are the share. They are missing
    where no variance can be had: a share of 0.

    Args:
        share: survival, or 1 - incidence.
        error: its standard error.
        reach: standard errors to either side.
        lower_error: another error for the lower limit, where it is above 0.

    Source:
        Kalbfleisch and Prentice (1980), section 1.3.
    """
    below = error if lower_error is None else np.where(lower_error > 0, lower_error, error)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        unit = reach / np.abs(share * np.log(share))
        lower, upper = share ** np.exp(unit * below), share ** np.exp(-unit * error)
    inside = (share > 0) & (share < 1)
    edge = np.where(share >= 1, share, np.nan)
    return np.where(inside, lower, edge), np.where(inside, upper, edge)


def log_scale(amount: Floats, error: Floats, reach: Floats | float) -> tuple[Floats, Floats]:
    """Return the limits of what is above 0 on the log scale; (0, 0) where it still is 0."""
    spread = np.exp(reach * error / np.where(amount > 0, amount, 1))
    return amount / spread, amount * spread


def logit(
    mean: Floats, error: Floats, reach: Floats | float, most: Floats
) -> tuple[Floats, Floats]:
    """Return the limits of a mean between 0 and `most`, on the scale of the logit of its share.

    At 0 or `most` nothing has happened yet, and the limits are the mean.
    """
    inside = (mean > 0) & (mean < most)
    share = np.where(inside, mean, most / 2) / most
    spread = np.exp(reach * error / most / (share * (1 - share)))
    odds = share / (1 - share)
    lower, upper = (most * at / (1 + at) for at in (odds / spread, odds * spread))
    return np.where(inside, lower, mean), np.where(inside, upper, mean)


def none_of(n: Floats, level: float) -> Floats:
    """Return the upper limit of a share where it is none of n persons; 1 where there are none.

    Source:
        Wilson (1927).
    """
    far = normal_quantile(below_upper(level)) ** 2
    limit: Floats = far / (n + far)
    return limit


def at_the_edges(
    share: Floats, limits: tuple[Floats, Floats], none: Floats
) -> tuple[Floats, Floats]:
    """Return the limits of survival by month, also where nobody or everybody had the event.

    Args:
        share: survival by month from month 0 on.
        limits: where survival is above 0 and below 1.
        none: the upper limit of the share with the event where none of those at risk had it.
    """
    lower, upper = limits
    lower = np.where(share >= 1, 1 - none, lower)
    lower[0] = share[0]
    over = np.flatnonzero(share <= 0)
    if len(over):
        first = int(over[0])
        before = upper[first - 1] if share[first - 1] < 1 else none[first]
        lower[first:], upper[first:] = 0, before
    return lower, upper


def square_and_add(
    one: tuple[Floats, Floats, Floats],
    other: tuple[Floats, Floats, Floats],
    errors: tuple[Floats, Floats, Floats],
) -> tuple[Floats, Floats]:
    """Return the limits of a difference from those of its parts.

    So a part of which nothing has happened yet is as uncertain in the difference as it is by
    itself, where a plain interval has a standard error of 0.

    Args:
        one: estimate, lower and upper limit.
        other: of what is taken away.
        errors: standard errors of one, of other and of the difference: they tell how both go
            together.

    Source:
        Newcombe (1998), Statistics in Medicine 17, 873-890; Zou and Donner (2008), Statistics in
        Medicine 27, 1693-1702; correlated: Zou (2007), Psychological Methods 12, 399-413.
    """
    own, against, gap = errors
    scale = own * against
    together = (own**2 + against**2 - gap**2) / (2 * np.where(scale > 0, scale, np.inf))
    together = np.clip(together, -1, 1)

    def apart(here: Floats, there: Floats) -> Floats:
        squares = here**2 + there**2 - 2 * together * here * there
        return np.asarray(np.sqrt(np.maximum(squares, 0)))

    middle = one[0] - other[0]
    below = apart(one[0] - one[1], other[2] - other[0])
    above = apart(one[2] - one[0], other[0] - other[1])
    return middle - below, middle + above


def hazard_at_the_edges(
    amount: Floats, error: Floats, limits: tuple[Floats, Floats], n: Floats, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Return the limits of a cumulative hazard by month, also where its error is 0.

    A sum of hazards is at most -log of their survival and at least 1 - survival. So where nobody
    has had the event the upper limit is that of the lower one of survival, and where all at risk
    had it at once the lower limit is that of the upper one.

    Args:
        amount: cumulative hazard by month from month 0 on.
        error: its standard error.
        limits: where there is an error.
        n: persons at risk; without any a limit is missing.
        level: coverage.
    """
    lower, upper = limits
    none = np.where(n > 0, none_of(n, level), np.nan)
    upper = np.where(amount > 0, upper, -np.log1p(-none))
    upper[0] = amount[0]
    return np.where((amount > 0) & (error <= 0), 1 - none, lower), upper


def lower_errors(
    kind: LowerLimit, share: Floats, error: Floats, at_risk: Floats, events: Floats
) -> Floats:
    """Return the standard error of survival for its lower limit.

    Source:
        Dorey and Korn (1987) for MODIFIED, Peto et al. (1977) for PETO; as `conf.lower` in R's
        survfit.
    """
    divisor = np.maximum(at_risk, 1)
    if kind is LowerLimit.PETO:
        return share * np.sqrt((1 - share) / divisor)
    if kind is LowerLimit.MODIFIED:
        last_event = np.maximum.accumulate(np.where(events > 0, np.arange(len(events)), 1))
        return error * np.sqrt(at_risk[np.minimum(last_event, len(events) - 1)] / divisor)
    return error
