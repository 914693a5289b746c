"""Whether two shares can be told apart, from what is shown of them and nothing else."""

from dataclasses import replace
from enum import StrEnum
from functools import cache
from itertools import product
from math import hypot, inf

from analysis.design import EDGE, Row

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
    they are told apart as the range of so many shares. A code is told apart where every share that
    it may stand for is.

    Args:
        here: one row with a share.
        there: another one; their errors are taken as independent, which is cautious where the
            second group holds the first.
        groups: among how many the two were chosen for being the highest and the lowest.

    Source:
        The limits nearest each other give the standard errors (Newcombe, 1998, method 10); the
        studentised range (Tukey, 1953).
    """
    told = {_difference(*pair, wider(groups)) for pair in product(_ends(here), _ends(there))}
    return told.pop() if len(told) == 1 else Difference.SAME


def both_beyond(here: Row, there: Row) -> bool:
    """Tell whether a release gives two shares by one code, so that they cannot be compared."""
    return here.coded and there.coded and (here.estimate < EDGE) == (there.estimate < EDGE)


def _difference(here: Row, there: Row, times: float) -> Difference:
    gap = here.estimate - there.estimate
    if gap > 0:
        reach = hypot(here.estimate - here.lower, there.upper - there.estimate)
    else:
        reach = hypot(here.upper - here.estimate, there.estimate - there.lower)
    if abs(gap) <= times * reach + TIE:
        return Difference.SAME
    return Difference.HIGHER if gap > 0 else Difference.LOWER


def _ends(row: Row) -> list[Row]:
    """Return the row, or the two ends of what its code may stand for.

    What is told at both ends is told between them: gap less reach is concave in a share.
    """
    if not row.coded:
        return [row]
    shares = (0.0, EDGE) if row.estimate < EDGE else (1 - EDGE, 1.0)
    return [
        replace(row, estimate=one, lower=min(row.lower, one), upper=max(row.upper, one))
        for one in shares
    ]


@cache
def wider(groups: int) -> float:
    """Return how many times as far as two shares the extremes of several may lie apart."""
    if groups <= 2:
        return 1.0
    from scipy.stats import studentized_range

    two, several = studentized_range.ppf(0.95, [2, groups], inf)
    return float(several / two)
