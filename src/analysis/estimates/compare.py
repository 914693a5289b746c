"""Whether two shares can be told apart, from what is shown of them and nothing else."""

from enum import StrEnum
from functools import cache
from math import hypot, inf

from analysis.design import Row

EDGE = 0.05
"""Below it, and above 1 less it, a release tells of no share how far it is beyond."""
TIE = 1e-9
"""Shares in whole per cent can lie exactly at the limit; that is within chance."""


class Difference(StrEnum):
    """How a share stands to another."""

    SAME = "same"
    HIGHER = "higher"
    LOWER = "lower"


def difference(here: Row, there: Row, groups: int = 2) -> Difference:
    """Return whether one share is distinguishable from another, at 5 per cent.

    The highest and the lowest of several groups lie far apart by chance too: chosen after looking,
    they are told apart as the range of so many shares.

    Args:
        here: one row with a share.
        there: another one; their errors are taken as independent, which is cautious where the
            second group holds the first.
        groups: among how many the two were chosen for being the highest and the lowest.

    Source:
        The limits nearest each other give the standard errors (Newcombe, 1998, method 10); the
        studentised range (Tukey, 1953).
    """
    gap = here.estimate - there.estimate
    if gap > 0:
        reach = hypot(here.estimate - here.lower, there.upper - there.estimate)
    else:
        reach = hypot(here.upper - here.estimate, there.estimate - there.lower)
    if abs(gap) <= wider(groups) * reach + TIE:
        return Difference.SAME
    return Difference.HIGHER if gap > 0 else Difference.LOWER


def both_beyond(here: Row, there: Row) -> bool:
    """Tell whether two shares are both so near 0, or 1, that a release gives them as one number."""
    shares = (here.estimate, there.estimate)
    return max(shares) < EDGE or min(shares) > 1 - EDGE


@cache
def wider(groups: int) -> float:
    """Return how many times as far as two shares the extremes of several may lie apart."""
    if groups <= 2:
        return 1.0
    from scipy.stats import studentized_range

    two, several = studentized_range.ppf(0.95, [2, groups], inf)
    return float(several / two)
