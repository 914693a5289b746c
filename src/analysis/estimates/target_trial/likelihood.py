"""The likelihood of choices by pattern, compiled: odds and derivatives, in one pass over months.

Odds are products, so that a pass takes no exponential a month, and what months say is collected by
pattern before it is by coefficient.
"""

import numpy as np

from analysis.compiled import compiled, part_of_loop
from analysis.estimates.target_trial.arrays import Columns, Floats, Ints, Months, Odds

NOTHING_LEFT = 1e-10
"""Share of its own information that a coefficient must have beside those before it."""


@part_of_loop
def _predict(columns: Ints, coefficients: Floats, constant: float, odds: Floats) -> None:
    for row in range(columns.shape[0]):
        total = constant
        for at in range(columns.shape[1]):
            total += coefficients[columns[row, at]]
        odds[row] = np.exp(total)


@compiled
def predict(columns: Columns, coefficients: Floats, odds: Odds) -> None:
    """Fill odds by coefficients: the first one is that of everybody, the last one 0."""
    _predict(columns.person, coefficients, coefficients[0], odds.person)
    _predict(columns.history, coefficients, 0.0, odds.history)
    _predict(columns.clock, coefficients, 0.0, odds.clock)


@part_of_loop
def _collect(columns: Ints, residual: Floats, score: Floats) -> None:
    for row in range(columns.shape[0]):
        for at in range(columns.shape[1]):
            score[columns[row, at]] += residual[row]


@compiled
def score(
    months: Months,
    columns: Columns,
    odds: Odds,
    times: Ints,
    residuals: Odds,
    out: Floats,
) -> None:
    """Fill the derivative of the log-likelihood by the coefficients."""
    begin, history, clock = months.begin, months.history, months.clock
    residuals.history[:] = 0
    residuals.clock[:] = 0
    out[:] = 0
    for i in range(times.size):
        residuals.person[i] = 0
        if times[i] == 0:
            continue
        total = 0.0
        for row in range(begin[i], begin[i + 1]):
            own = odds.person[i] * odds.history[history[row]] * odds.clock[clock[row]]
            residual = times[i] * (months.chosen[row] - own / (1.0 + own))
            total += residual
            residuals.history[history[row]] += residual
            residuals.clock[clock[row]] += residual
        residuals.person[i] = total
        out[0] += total
    _collect(columns.person, residuals.person, out)
    _collect(columns.history, residuals.history, out)
    _collect(columns.clock, residuals.clock, out)


@compiled
def information(
    months: Months,
    columns: Columns,
    odds: Odds,
    place: Ints,
    used: Ints,
    out: Floats,
) -> None:
    """Add up by place the information on the coefficients; `used` is room for one row's columns."""
    begin, history, clock = months.begin, months.history, months.clock
    for i in range(place.size):
        used[0], first = 0, 1
        for at in range(columns.person.shape[1]):
            used[first] = columns.person[i, at]
            first += 1
        for row in range(begin[i], begin[i + 1]):
            n = first
            for at in range(columns.history.shape[1]):
                used[n] = columns.history[history[row], at]
                n += 1
            for at in range(columns.clock.shape[1]):
                used[n] = columns.clock[clock[row], at]
                n += 1
            own = odds.person[i] * odds.history[history[row]] * odds.clock[clock[row]]
            weight = own / (1.0 + own) / (1.0 + own)
            for one in range(n):
                for two in range(n):
                    out[place[i], used[one], used[two]] += weight


@compiled
def drawn(times: Ints, by_place: Floats, free: Ints, out: Floats) -> None:
    """Add up information of drawn places on the free coefficients, those first in `out`."""
    out[:] = 0
    for place in range(times.size):
        if times[place]:
            for one in range(free.size):
                for two in range(free.size):
                    own = by_place[place, free[one], free[two]]
                    out[one, two] += times[place] * own


@part_of_loop
def _sweep(matrix: Floats, n: int, at: int) -> None:
    """Exchange one row and column of a matrix with those of its inverse."""
    pivot = matrix[at, at]
    for one in range(n):
        factor = 0.0 if one == at else matrix[one, at] / pivot
        for two in range(n):
            if two != at:
                matrix[one, two] -= factor * matrix[at, two]
    for other in range(n):
        if other != at:
            matrix[at, other] /= pivot
            matrix[other, at] /= -pivot
    matrix[at, at] = 1.0 / pivot


@compiled
def invert(matrix: Floats, n: int, diagonal: Floats) -> None:
    """Invert the first n rows and columns of a matrix that is not negative, in place.

    What is a combination of those before it gets 0, as if it were not there.
    """
    for at in range(n):
        diagonal[at] = matrix[at, at]
    for at in range(n):
        if matrix[at, at] > NOTHING_LEFT * diagonal[at]:
            _sweep(matrix, n, at)
        else:
            for other in range(n):
                matrix[at, other] = 0.0
                matrix[other, at] = 0.0


@compiled
def step_of(inverse: Floats, slope: Floats, n: int, longest: float, step: Floats) -> float:
    """Fill the step that the information tells, none longer than allowed; return the longest."""
    largest = 0.0
    for one in range(n):
        step[one] = 0.0
        for two in range(n):
            step[one] += inverse[one, two] * slope[two]
        largest = max(largest, abs(step[one]))
    if largest > longest:
        for one in range(n):
            step[one] *= longest / largest
        largest = longest
    return largest


@compiled
def learn(inverse: Floats, step: Floats, change: Floats, n: int, moved: Floats) -> None:
    """Make the inverse information agree with how a step has changed the slope (BFGS)."""
    along, grown = 0.0, 0.0
    for one in range(n):
        along += step[one] * change[one]
        moved[one] = 0.0
        for two in range(n):
            moved[one] += inverse[one, two] * change[two]
        grown += change[one] * moved[one]
    if along <= 0.0:
        return
    for one in range(n):
        for two in range(n):
            both = moved[one] * step[two] + step[one] * moved[two]
            square = (1.0 + grown / along) * step[one] * step[two]
            inverse[one, two] += (square - both) / along
