"""Whether a target trial can answer: who begins, who stays, and whom their weights stand for.

What is estimated from a handful of persons has narrow limits by chance: where none of them had the
event, no draw has either. So it is refused, with what to ask instead.
"""

import numpy as np

from analysis.comparison import Comparison
from analysis.errors import EstimationError
from analysis.estimates.target_trial.diagnostics import mean_weights
from analysis.estimates.target_trial.levels import FEWEST
from analysis.estimates.target_trial.people import People
from analysis.estimates.target_trial.trial import TargetTrial

LEAST = 20
"""Persons who begin in time, below which they stand for nobody else."""
MEAN = (0.75, 1.33)
"""Stabilised weights are 1 in the mean where those who follow an arm stand for all."""


def refuse_too_few(people: People, comparison: Comparison) -> None:
    """Refuse a strategy that hardly anybody begins, or that nobody follows to its end.

    Raises:
        EstimationError: fewer than LEAST persons begin in time, or fewer than FEWEST of them stay.
    """
    stay = comparison.stay_months
    end = people.begun + stay - 1
    began = people.begun <= np.minimum(comparison.grace_months, people.duration)
    if began.sum() < LEAST:
        raise EstimationError(
            f"Fewer than {LEAST} persons begin {comparison.exposure} within"
            f" {comparison.grace_months} months: they stand for nobody else.\nAsk for a longer"
            " grace_months, or for more persons."
        )
    told = began & (end <= np.minimum(people.followed, people.duration))
    left = told & (people.out <= end)
    if told.sum() < FEWEST or (~left[told]).sum() >= FEWEST:
        return
    half = int(np.median(people.out[left] - people.begun[left]))
    raise EstimationError(
        f"Of those who begin {comparison.exposure} in time fewer than {FEWEST} complete it or stay"
        f" for {stay} months: nobody shows what that leads to.\nHalf of those who leave are there"
        f" for {half} months at most: ask for fewer stay_months."
    )


def refuse_unlike(done: TargetTrial) -> None:
    """Refuse an answer of weights that do not stand for everybody when the grace period ends.

    Raises:
        EstimationError: the mean stabilised weight of an arm is outside MEAN.
    """
    grace = done.comparison.grace_months
    for arm, mean in mean_weights(done, grace).items():
        if not MEAN[0] <= mean <= MEAN[1]:
            raise EstimationError(
                f"In month {grace} weights of those who follow '{arm}' are {mean:.2f} in the mean,"
                " where they are 1 if these stand for all: too few begin, or too unlike the others."
                "\nAsk for persons of whom more begin, or for a longer grace_months."
            )
