"""How likely people are to choose: a logistic model of months, and the same for drawn places.

The model is fitted once with Newton's method. A draw of municipalities counts each as often as it
was drawn; its coefficients are searched from those of all, along the information that the drawn
municipalities have there, which is known beforehand. Each further step takes one pass over months.
"""

from dataclasses import dataclass

import numpy as np

from analysis.errors import EstimationError
from analysis.estimates.hazards.newton import Point, maximum
from analysis.estimates.target_trial import likelihood
from analysis.estimates.target_trial.arrays import Floats, Ints, Odds
from analysis.estimates.target_trial.choices import Choices

NEAR = 1e-6
"""A last step of a draw shorter than this, of any coefficient, has converged."""
LEVEL = 1e-6
"""So has a slope below this: where a draw separates who chooses, chances are as good as 0 there."""
STEPS = 60
IMPOSSIBLE, LARGE = -1e4, 1e90
LONGEST = 2.0
"""No coefficient moves further in one step: a draw may hold hardly any events of a level."""


@dataclass(frozen=True, eq=False)
class Fitted:
    """A model of choices.

    Attributes:
        choices: what it was fitted on.
        coefficients: log odds; the last one is 0, the reference's.
        information: places x coefficients x coefficients, at these coefficients.
        score: places x coefficients.
        chosen, others: places x coefficients: months at each level with a choice, and without.
    """

    choices: Choices
    coefficients: Floats
    information: Floats
    score: Floats
    chosen: Floats
    others: Floats

    @property
    def odds(self) -> Odds:
        """The odds of each pattern."""
        return odds(self.choices, self.coefficients)


def nothing(choices: Choices) -> Odds:
    """Return room for odds, or for residuals, of a model."""
    return Odds(*(np.zeros(len(one)) for one in choices.columns))


def odds(choices: Choices, coefficients: Floats) -> Odds:
    """Return the odds of each pattern; `coefficients` end with the reference's 0."""
    made = nothing(choices)
    likelihood.predict(choices.columns, coefficients, made)
    return made


def fit(choices: Choices) -> Fitted:
    """Return the model of who chooses, by maximum likelihood.

    Raises:
        EstimationError: the coefficients cannot be told; the text says which and why.

    Source:
        Allison (1982), Sociological Methodology 13, 61-98; agrees with R's glm on person-months.
    """
    n = len(choices.names)
    happened, total = int(choices.months.chosen.sum()), len(choices.months.chosen)
    coefficients = np.append(np.where(np.isnan(choices.held), 0.0, choices.held), 0.0)
    coefficients[0] = _of_everybody(happened, total)
    free = np.flatnonzero(np.isnan(choices.held))
    if happened and n > 1:
        coefficients[free] = _searched(choices, coefficients, free)
    made = odds(choices, coefficients)
    return Fitted(
        choices=choices,
        coefficients=coefficients,
        information=_information(choices, made, choices.place, len(choices.places)),
        score=_by_place(choices, made),
        chosen=_by_place(choices, _constant(choices, 0.0)),
        others=-_by_place(choices, _constant(choices, LARGE)),
    )


def _searched(choices: Choices, start: Floats, free: Ints) -> Floats:
    """Return the coefficients that are free at the highest likelihood, the others as they are."""

    def at(place: Floats) -> Point:
        whole = start[:-1].copy()
        whole[free] = place
        found = likelihood_at(choices, whole)
        information = found.information[np.ix_(free, free)]
        return Point(found.log_likelihood, found.score[free], information)

    return maximum(at, start[free], [choices.names[one] for one in free])[0]


def refit(fitted: Fitted, times: Ints) -> tuple[Floats, bool]:
    """Return the coefficients where places are drawn, and whether the search came to its end.

    A level without choices, or without anything else, in a draw keeps the coefficient of all.
    Linear algebra is compiled with the rest: libraries for it would start threads of their own.

    Args:
        fitted: the model of all.
        times: by place, how often it was drawn.

    Source:
        Nocedal and Wright (2006), chapter 6, for the search (BFGS).
    """
    choices, coefficients = fitted.choices, fitted.coefficients.copy()
    has, lacks = _summed(times, fitted.chosen), _summed(times, fitted.others)
    free = np.flatnonzero((has > 0) & (lacks > 0))
    n, often = len(free), times[choices.place]
    if not n:
        return coefficients, True
    inverse, step, moved = np.zeros((n, n)), np.zeros(n), np.zeros(n)
    likelihood.drawn(times, fitted.information, free, inverse)
    likelihood.invert(inverse, n, moved)
    room, made = nothing(choices), nothing(choices)
    slope, after = _summed(times, fitted.score)[free], np.zeros(len(coefficients))
    for _ in range(STEPS):
        longest = likelihood.step_of(inverse, slope, n, LONGEST, step)
        coefficients[free] += step
        if longest < NEAR:
            return coefficients, True
        likelihood.predict(choices.columns, coefficients, made)
        likelihood.score(choices.months, choices.columns, made, often, room, after)
        likelihood.learn(inverse, step, slope - after[free], n, moved)
        slope = after[free]
        if np.abs(slope).max() < LEVEL:
            return coefficients, True
    return coefficients, False


def _summed(times: Ints, by_place: Floats) -> Floats:
    return np.asarray((times[:, None] * by_place).sum(axis=0))


def _of_everybody(happened: int, total: int) -> float:
    """Return the log odds of a choice where all are alike; none are as good as impossible."""
    if happened == total and total:
        raise EstimationError("Everybody chooses in every month: there is no chance to tell.")
    return float(np.log(happened / (total - happened))) if happened else IMPOSSIBLE


def _constant(choices: Choices, value: float) -> Odds:
    return Odds(*(np.full(len(one), value) for one in choices.columns))


def _score(choices: Choices, made: Odds, times: Ints) -> Floats:
    out = np.zeros(len(choices.names) + 1)
    likelihood.score(choices.months, choices.columns, made, times, nothing(choices), out)
    return out[:-1]


def _by_place(choices: Choices, made: Odds) -> Floats:
    """Return places x coefficients of scores."""
    places = range(len(choices.places))
    return np.array([_score(choices, made, (choices.place == at).astype(int)) for at in places])


def _information(choices: Choices, made: Odds, place: Ints, places: int) -> Floats:
    n = len(choices.names)
    out = np.zeros((places, n + 1, n + 1))
    room = np.zeros(1 + sum(one.shape[1] for one in choices.columns), dtype=np.int64)
    likelihood.information(choices.months, choices.columns, made, place, room, out)
    return out[:, :n, :n]


def likelihood_at(choices: Choices, coefficients: Floats) -> Point:
    """Return the likelihood of choices at some coefficients, without the reference's 0."""
    made, months = odds(choices, np.append(coefficients, 0.0)), choices.months
    everybody = np.zeros(len(choices.place), dtype=np.int64)
    person = np.repeat(np.arange(len(everybody)), np.diff(months.begin))
    own = made.person[person] * made.history[months.history] * made.clock[months.clock]
    chosen = months.chosen > 0
    with np.errstate(divide="ignore", over="ignore"):
        logarithm = np.log(own[chosen]).sum() - np.log1p(own).sum()
    score = _score(choices, made, everybody + 1)
    return Point(float(logarithm), score, _information(choices, made, everybody, 1)[0])
