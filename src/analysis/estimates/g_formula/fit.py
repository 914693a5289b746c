"""Fit the model of each process to counts in cells of its covariates.

A level at which nobody, or everybody, decides so has a hazard of 0 or 1 whatever else is known (in
an invented world, or a real one, school begins in August); its cells say nothing of the other
coefficients and are left away. The rest is a logistic regression, in cells instead of months.
"""

from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from analysis.estimates.g_formula.parts import Floats, Ints
from analysis.estimates.hazards.newton import Point, maximum
from analysis.estimates.hazards.patterns import Column
from analysis.timeline.compiled import compiled

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
    some = at[live]
    free = _free(some, cells.n[live], begins, size)
    place = np.full(size, -1, dtype=np.int64)
    place[free] = np.arange(len(free))
    row = np.ascontiguousarray(place[some])
    n, events, flat = cells.n[live], cells.events[live], prior**-2
    columns = [Column("level", str(one), "") for one in [-1, *free]]

    def at_risk(here: Floats) -> Point:
        score, information = np.zeros(len(here)), np.zeros((len(here), len(here)))
        value = _accumulate(row, n, events, here, score, information)
        score[1:] -= flat * here[1:]
        information += information.T - np.diag(np.diag(information))
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
        n = _by_level(at[live], cells.n[live], size)
        events = _by_level(at[live], cells.events[live], size)
        never, always = (n > 0) & (events == 0), (n > 0) & (events == n)
        if not (never | always).any():
            break
        sure = CERTAIN[min(turn, len(CERTAIN) - 1)]
        certain[never], certain[always] = -sure, sure
        live &= (certain[at] == 0).all(axis=1)
    return known, certain, live


def _by_level(at: Ints, amount: Floats, size: int) -> Floats:
    sums = np.zeros(size)
    for column in at.T:
        sums += np.bincount(column, amount, size)
    return sums


def _free(at: Ints, n: Floats, begins: Ints, size: int) -> Ints:
    """Return the levels with a coefficient: of each term all but the one with most decisions."""
    total = _by_level(at, n, size)
    ends = np.append(begins[1:], size)
    kept = total > 0
    for begin, end in zip(begins, ends, strict=True):
        kept[begin + int(np.argmax(total[begin:end]))] = False
    return np.flatnonzero(kept)


@compiled
def _accumulate(
    row: Ints, n: Floats, events: Floats, here: Floats, score: Floats, information: Floats
) -> float:
    """Add up score and the upper half of the information of cells; return the log-likelihood.

    row: cells x terms, the coefficient of each level after the first, or -1 for the reference;
    here: the constant, then coefficients.
    """
    value = 0.0
    for cell in range(row.shape[0]):
        odds = here[0]
        for term in range(row.shape[1]):
            if row[cell, term] >= 0:
                odds += here[1 + row[cell, term]]
        odds = min(max(odds, -300.0), 300.0)
        chance = 1 / (1 + np.exp(-odds))
        value += events[cell] * odds - n[cell] * (max(odds, 0.0) + np.log1p(np.exp(-abs(odds))))
        residual = events[cell] - n[cell] * chance
        weight = n[cell] * chance * (1 - chance)
        score[0] += residual
        information[0, 0] += weight
        for term in range(row.shape[1]):
            one = 1 + row[cell, term]
            if one == 0:
                continue
            score[one] += residual
            information[0, one] += weight
            information[one, one] += weight
            for after in range(term + 1, row.shape[1]):
                other = 1 + row[cell, after]
                if other:
                    information[min(one, other), max(one, other)] += weight
    return value
