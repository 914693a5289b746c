"""How far chance could move the arms: municipalities drawn again, the models fitted again.

A draw is how often each municipality counts. Models are fitted anew under it, weights, their
truncation and the sums follow from them; what people did, and when, is not computed again.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from analysis.compiled import cores
from analysis.errors import EstimationError
from analysis.estimates.target_trial.arrays import Floats, Ints, Odds
from analysis.estimates.target_trial.fit import Fitted, odds, refit
from analysis.estimates.target_trial.weights import Trial, sums
from analysis.estimates.units import FEWEST_CLUSTERS
from analysis.timeline.panel import Bools

TOGETHER = 25
"""Draws that one thread takes at a time."""
MOST_LOST = 0.01


@dataclass(frozen=True, eq=False)
class Drawn:
    """Draws of municipalities, and what the arms are in each.

    Attributes:
        times: draws x municipalities; how often each was drawn.
        sums: draws x arms x 5 x months, as `sums` returns them.
        kept: by draw that was asked for, whether its models were found; others are left out.
    """

    times: Ints
    sums: Floats
    kept: Bools


def draw(trial: Trial, begin: Fitted, leave: Fitted, rng: np.random.Generator, draws: int) -> Drawn:
    """Draw municipalities with replacement, as many as there are, and return the arms of each draw.

    The same generator gives the same draws, however many threads there are; and to groups of the
    same persons, where `people.drawn` names the municipalities of all of them.

    Raises:
        EstimationError: fewer than ten municipalities or two draws, or the models of more than one
            draw in a hundred were not found.

    Source:
        Field and Welsh (2007), the cluster bootstrap.
    """
    n = len(trial.begin.places)
    if n < FEWEST_CLUSTERS or draws < 2:
        raise EstimationError(
            "A bootstrap has at least 10 municipalities and 2 draws:"
            f" here are {n} municipalities and {draws} draws."
        )
    times = _times(trial, rng, draws)
    parts = [times[at : at + TOGETHER] for at in range(0, draws, TOGETHER)]
    with ThreadPoolExecutor(cores()) as pool:
        found = list(pool.map(lambda part: list(_arms(trial, begin, leave, part)), parts))
    every = [one for part in found for one in part]
    kept = np.array([one is not None for one in every])
    lost = int((~kept).sum())
    if lost > MOST_LOST * draws:
        raise EstimationError(
            f"The models of {lost} of {draws} draws were not found: too few begin or leave."
            "\nLeave covariates out of the adjustment, or join levels."
        )
    return Drawn(times[kept], np.array([one for one in every if one is not None]), kept)


def _times(trial: Trial, rng: np.random.Generator, draws: int) -> Ints:
    """Return draws x municipalities: how often each one is drawn, of all that are drawn from."""
    own = trial.begin.places
    places = trial.people.drawn or own
    n = len(places)
    times: Ints = rng.multinomial(n, np.full(n, 1 / n), size=draws)
    return times[:, np.searchsorted(places, own)]


def _arms(trial: Trial, begin: Fitted, leave: Fitted, times: Ints) -> Iterator["Floats | None"]:
    """Yield the sums of some draws; None where a model was not found."""
    path, models = trial.path, (begin, leave)
    for often in times:
        found: list[Odds] = []
        for model in models:
            coefficients, ended = refit(model, often)
            if ended:
                found.append(odds(model.choices, coefficients))
        both = len(found) == len(models)
        yield sums(trial, (found[0], found[1]), often, path) if both else None
