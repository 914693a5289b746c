"""Whether two shares can be told apart, from what is shown of them and nothing else."""

from enum import StrEnum
from math import hypot

from analysis.design import Row

TIE = 1e-9
"""Shares in whole per cent can lie exactly at the limit; that is within chance."""


class Difference(StrEnum):
    """How a share stands to another."""

    SAME = "same"
    HIGHER = "higher"
    LOWER = "lower"


def difference(here: Row, there: Row) -> Difference:
    """Return whether one share is distinguishable from another, at 5 per cent.

    Args:
        here: one row with a share.
        there: another one; their errors are taken as independent, which is cautious where the
            second group holds the first.

    Source:
        The limits nearest each other give the standard errors (Newcombe, 1998, method 10).
    """
    gap = here.estimate - there.estimate
    if gap > 0:
        reach = hypot(here.estimate - here.lower, there.upper - there.estimate)
    else:
        reach = hypot(here.upper - here.estimate, there.estimate - there.lower)
    if abs(gap) <= reach + TIE:
        return Difference.SAME
    return Difference.HIGHER if gap > 0 else Difference.LOWER
