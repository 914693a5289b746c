"""What is left of everybody beside the groups that are told of: a group like any other.

Counts in fives of everybody and of groups bound those of the groups that are not told: with one
group told, 100 of 100 leaves at most four. Whoever knows that somebody is left then has a count
under five. Where more groups are told their roundings add up, and nothing is known.
"""

from collections.abc import Sequence

import numpy as np

from analysis.estimates.units import Floats

BASE = 5
AROUND = BASE // 2
"""How far a true count may be from the multiple of BASE that is shown for it."""


def at_most(whole: Floats, told: Floats) -> Floats:
    """Return the most that can be left of each count of everybody, from what is shown.

    Args:
        whole: counts of everybody.
        told: groups x counts of those that are told of.
    """
    fives = [(counts + AROUND) // BASE * BASE for counts in (whole, told)]
    return np.asarray(fives[0] + AROUND - (fives[1] - AROUND).sum(axis=0))


def told_of(counts: Floats, candidates: Sequence[bool]) -> list[bool]:
    """Return which groups may be told of, beside everybody and each other.

    The smallest is not, as long as some are left of whom a count is known to be under BASE.

    Args:
        counts: groups x counts, all groups of everybody; the first count is of persons.
        candidates: which groups are above the floors.
    """
    kept = np.array(candidates, dtype=bool)
    whole = counts.sum(axis=0)
    while kept.any() and counts[~kept, 0].sum() > 0:
        if (at_most(whole, counts[kept]) >= BASE).all():
            break
        smallest = np.flatnonzero(kept)[counts[kept, 0].argmin()]
        kept[smallest] = False
    return list(map(bool, kept))
