"""Newton's method for likelihoods with one maximum; where there is none, that is an error."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.errors import EstimationError
from analysis.estimates.hazards.patterns import Column
from analysis.estimates.hazards.rows import Floats

STEPS = 40
NEAR = 1e-8
"""A last step shorter than this, of coefficients on the log scale, has converged."""
FLAT = 1e-10
"""Information on a coefficient, given the others, below this share of its own: there is none."""
VANISHING = 1e-8
"""The root of the information on a coefficient below which there is as good as none."""
VANISHED = 1e9
"""A variance so many times that at the start is of a coefficient that ran until all was flat."""


@dataclass(frozen=True, eq=False)
class Point:
    """A likelihood at one place: its logarithm, first derivative and information."""

    log_likelihood: float
    score: Floats
    information: Floats


def maximum(
    at: Callable[[Floats], Point], start: Floats, columns: Sequence[Column]
) -> tuple[Floats, Point]:
    """Return where a likelihood is highest, and what it is like there.

    Args:
        at: the likelihood; where it has parameters beside the coefficients, at their best.
        start: coefficients to start from.
        columns: what the coefficients are, to name the one that has no end.

    Raises:
        EstimationError: the likelihood grows without end (events are separated by covariates), or
            has no single maximum.
    """
    here, place = at(start), start
    for _ in range(STEPS):
        step = _step(here, columns)
        place, here = _climb(at, place, step, here)
        if np.max(np.abs(step)) < NEAR:
            _step(here, columns)
            return place, here
    raise EstimationError(_without_end(step, columns))


def refuse_flat(first: Point, top: Point, columns: Sequence[Column]) -> None:
    """Refuse coefficients that ran so far that the likelihood is flat, and so seems at its highest.

    Args:
        first: the likelihood where all coefficients are 0.
        top: where it was found to be highest.
        columns: what the coefficients are.

    Raises:
        EstimationError: nearly all information on a coefficient vanished on the way.
    """
    wider = np.diag(np.linalg.inv(top.information)) / np.diag(np.linalg.inv(first.information))
    if wider.max() > VANISHED:
        raise EstimationError(_without_end(wider, columns))


def _climb(
    at: Callable[[Floats], Point], place: Floats, step: Floats, here: Point
) -> tuple[Floats, Point]:
    """Return the place a step away, or nearer where the likelihood would fall."""
    slack = 1e-9 * (1 + abs(here.log_likelihood))
    for halving in range(30):
        tried = place + step / 2**halving
        there = at(tried)
        if there.log_likelihood >= here.log_likelihood - slack:
            return tried, there
    return place, here


def _step(here: Point, columns: Sequence[Column]) -> Floats:
    """Return Newton's step; refuse where the information is not positive."""
    scale = np.sqrt(np.maximum(np.diag(here.information), 1e-300))
    if scale.min() < VANISHING:  # scaled by it, the others would be beyond what eigh can take
        raise EstimationError(_without_end(1 / scale, columns))
    scaled = here.information / np.outer(scale, scale)
    values, vectors = np.linalg.eigh(scaled)
    if not np.isfinite(here.log_likelihood) or values[0] < FLAT:
        raise EstimationError(_without_end(np.abs(vectors[:, 0]) / scale, columns))
    return np.asarray(np.linalg.solve(scaled, here.score / scale) / scale)


def _without_end(step: Floats, columns: Sequence[Column]) -> str:
    worst = columns[int(np.argmax(np.abs(step)))]
    return (
        f"{worst}: the coefficient grows without end. Together with the other covariates it "
        "separates those with the event from those without.\n"
        "Join levels, or leave the covariate out."
    )
