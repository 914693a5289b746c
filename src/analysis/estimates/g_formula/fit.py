"""Fit the model of each process to counts in cells of its covariates.

A level at which nobody, or everybody, decides so has a hazard of 0 or 1 whatever else is known (in
an invented world, or a real one, school begins in August); its cells say nothing of the other
coefficients and are left away. The rest is a logistic regression, in cells instead of months.
"""

from dataclasses import dataclass
from itertools import count, pairwise

import numpy as np
from numpy.typing import NDArray

from analysis.compiled import compiled
from analysis.estimates.g_formula.parts import Floats, Ints, Shorts
from analysis.estimates.hazards.newton import Point, maximum
from analysis.estimates.hazards.patterns import Column

CERTAIN = (1e6, 1e3, 40.0)
"""Log odds of a hazard that is 0 or 1: what is seen first outweighs what is seen in the rest."""
PRIOR = 10.0
"""Standard deviation of a normal prior on each log odds ratio: so wide that it decides nothing but
that a coefficient which would grow without end stops."""


@dataclass(frozen=True, eq=False)
class Cells:
    """The decisions of one process, by cell.

    Attributes:
        level: cells x terms.
        n: decisions.
        events: how many were yes.
    """

    level: Ints
    n: Floats
    events: Floats


@dataclass(frozen=True, eq=False)
class Fitted:
    """The coefficients of one process.

    Attributes:
        coefficient: by level of its terms, one after the other; CERTAIN where the hazard is 0 or 1.
        known: which levels somebody at risk had.
        free: positions of those that were fitted.
        covariance: of these, of the model.
    """

    coefficient: Floats
    known: NDArray[np.bool_]
    free: Ints
    covariance: Floats


def cells_of(key: Ints, sizes: Ints) -> Cells:
    """Return the cells of decisions by their key: levels in a mixed base, then the answer."""
    both, n = np.unique(key, return_counts=True)
    return joined(both, n, sizes)


def joined(key: Ints, n: Ints, sizes: Ints) -> Cells:
    """Return the cells of counted keys, of which several may be the same."""
    cell, place = np.unique(key >> 1, return_inverse=True)
    weight = n.astype(np.float64)
    total = np.bincount(place, weight, len(cell)).astype(np.float64)
    events = np.bincount(place, weight * (key & 1), len(cell)).astype(np.float64)
    level = np.empty((len(cell), len(sizes)), dtype=np.int64)
    rest = cell
    for term in range(len(sizes) - 1, -1, -1):
        rest, level[:, term] = np.divmod(rest, sizes[term])
    return Cells(level, total, events)


def fitted(cells: Cells, sizes: Ints, prior: float = PRIOR) -> Fitted:
    """Return the coefficients of a process.

    Args:
        cells: its decisions.
        sizes: levels of its terms.
        prior: standard deviation of the normal prior; infinite: none.

    Raises:
        EstimationError: without a prior a coefficient grows without end.

    Source:
        Taubman et al. (2009) for pooled logistic models; the prior: Gelman et al. (2008), wider.
    """
    begins = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
    at = cells.level + begins
    size = int(sizes.sum())
    known, certain, live = _certain(at, cells, size)
    coefficient = certain.copy()
    if not live.any():
        return Fitted(coefficient, known, np.zeros(0, np.int64), np.zeros((0, 0)))
    free = _free(_tally(at, cells, live, size)[0], begins)
    place = np.zeros(size, dtype=np.int64)
    place[free] = 1 + np.arange(len(free))
    first, column = np.zeros(live.sum() + 1, np.int64), np.empty(at[live].size, np.int16)
    _pack(at, live, place, first, column)
    n, events, flat = cells.n[live], cells.events[live], prior**-2
    columns = [Column("level", str(one), "") for one in [-1, *free]]

    def at_risk(here: Floats) -> Point:
        score, information = np.zeros(len(here)), np.zeros((len(here), len(here)))
        value = _accumulate(first, column, n, events, here, score, information)
        score[1:] -= flat * here[1:]
        information += np.triu(information, 1).T
        information[np.arange(1, len(here)), np.arange(1, len(here))] += flat
        return Point(value - flat / 2 * float(here[1:] @ here[1:]), score, information)

    start = np.zeros(len(free) + 1)
    share = events.sum() / n.sum()
    start[0] = np.log(share / (1 - share))
    best, point = maximum(at_risk, start, columns)
    coefficient[free] += best[1:]
    coefficient[: sizes[0]] += best[0]  # every cell has one level of the first term
    covariance = np.linalg.inv(point.information)
    return Fitted(coefficient, known, free, covariance)


def _certain(
    at: Ints, cells: Cells, size: int
) -> tuple[NDArray[np.bool_], Floats, NDArray[np.bool_]]:
    """Return known levels, the log odds of those with hazard 0 or 1, and which cells are left."""
    live = np.ones(len(at), dtype=bool)
    certain = np.zeros(size)
    known = np.zeros(size, dtype=bool)
    known[at.ravel()] = True
    for turn in count():
        n, events = _tally(at, cells, live, size)
        never, always = (n > 0) & (events == 0), (n > 0) & (events == n)
        if not (never | always).any():
            break
        sure = CERTAIN[min(turn, len(CERTAIN) - 1)]
        certain[never], certain[always] = -sure, sure
        _leave(at, certain, live)
    return known, certain, live


def _tally(at: Ints, cells: Cells, live: NDArray[np.bool_], size: int) -> tuple[Floats, Floats]:
    """Return the decisions at each level, of cells that are left, and how many were yes."""
    n, events = np.zeros(size), np.zeros(size)
    _add_up(at, cells.n, cells.events, live, n, events)
    return n, events


def _free(n: Floats, begins: Ints) -> Ints:
    """Return the levels with a coefficient: of each term all but the one with most decisions."""
    kept = n > 0
    for begin, end in pairwise([*begins, len(n)]):
        kept[begin + int(np.argmax(n[begin:end]))] = False
    return np.flatnonzero(kept)


@compiled
def _add_up(
    at: Ints, n: Floats, events: Floats, live: NDArray[np.bool_], total: Floats, yes: Floats
) -> None:
    """Add up cells that are left by level."""
    for cell in range(at.shape[0]):
        if live[cell]:
            for term in range(at.shape[1]):
                total[at[cell, term]] += n[cell]
                yes[at[cell, term]] += events[cell]


@compiled
def _leave(at: Ints, certain: Floats, live: NDArray[np.bool_]) -> None:
    """Leave away cells with a level whose hazard is certain."""
    for cell in range(at.shape[0]):
        for term in range(at.shape[1]):
            live[cell] &= certain[at[cell, term]] == 0


@compiled
def _pack(at: Ints, live: NDArray[np.bool_], place: Ints, first: Ints, column: Shorts) -> None:
    """Write down the coefficients of each cell that is left, and where its first one stands.

    place: of each level, its coefficient after the constant; 0: none, the reference.
    """
    cell, end = 0, 0
    for row in range(at.shape[0]):
        if live[row]:
            for term in range(at.shape[1]):
                column[end] = place[at[row, term]]
                end += column[end] > 0
            cell += 1
            first[cell] = end


@compiled
def _accumulate(
    first: Ints,
    column: Shorts,
    n: Floats,
    events: Floats,
    here: Floats,
    score: Floats,
    information: Floats,
) -> float:
    """Add up score and the upper half of the information of cells; return the log-likelihood.

    first, column: the coefficients of each cell, as packed; here: the constant, then coefficients.
    """
    value = 0.0
    for cell in range(len(n)):
        odds = here[0]
        for at in range(first[cell], first[cell + 1]):
            odds += here[column[at]]
        odds = min(max(odds, -300.0), 300.0)
        chance = 1 / (1 + np.exp(-odds))
        value += events[cell] * odds - n[cell] * (max(odds, 0.0) + np.log1p(np.exp(-abs(odds))))
        residual = events[cell] - n[cell] * chance
        weight = n[cell] * chance * (1 - chance)
        score[0] += residual
        information[0, 0] += weight
        for at in range(first[cell], first[cell + 1]):
            one = column[at]
            score[one] += residual
            information[0, one] += weight
            for after in range(at, first[cell + 1]):
                information[one, column[after]] += weight
    return value
