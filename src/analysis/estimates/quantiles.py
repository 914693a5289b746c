"""Quantiles and tails of the laws that intervals and tests are read from.

They are scipy's functions for arrays. Its objects for the same laws, in scipy.stats, give the same
numbers, but to load them takes a third of the time in which a notebook's kernel starts.
"""

from typing import cast

from scipy.special import chdtrc, fdtrc, ndtr, ndtri, stdtrit

from analysis.errors import EstimationError
from analysis.estimates.units import Floats


def below_upper(level: float) -> float:
    """Return the share of a law below the upper limit of an interval of a level of coverage.

    Raises:
        EstimationError: the level is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise EstimationError(
            "The coverage of an interval lies between 0 and 1.\nFor 95 % it is 0.95."
        )
    return 0.5 + level / 2


def normal_quantile(share: float) -> float:
    """Return the standard normal's quantile of a share."""
    return float(ndtri(share))


def normal_share(quantile: Floats | float) -> Floats:
    """Return the share of the standard normal up to a quantile."""
    return cast("Floats", ndtr(quantile))


def student_quantile(share: Floats | float, degrees: Floats | float) -> Floats:
    """Return Student's t's quantile of a share; the normal's where degrees are infinite."""
    return cast("Floats", stdtrit(degrees, share))


def chi_square_beyond(statistic: float, degrees: float) -> float:
    """Return the chance of a larger chi-square; one that rounding takes below 0 counts as 0."""
    return float(chdtrc(degrees, max(statistic, 0.0)))


def f_beyond(ratio: float, degrees: float, left: float) -> float:
    """Return the chance of a larger F; a ratio that rounding takes below 0 counts as 0."""
    return float(fdtrc(degrees, left, max(ratio, 0.0)))
