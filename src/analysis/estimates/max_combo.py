"""The max-combo test: the largest of several weighted log-rank tests of two groups.

One test of four answers to "early or late?" keeps the level that four tests would not. The four are
correlated, and p is the chance of the largest under their joint normal distribution.
"""

from math import nan

import numpy as np
import pandas as pd
from scipy.special import gammaincc

from analysis.errors import EstimationError
from analysis.estimates.equality import (
    SINGULAR,
    Equality,
    chi_square,
    compared,
    observed_and_expected,
)
from analysis.estimates.log_rank import LOG_RANK, Emphasis, Months, months_of
from analysis.estimates.units import Floats

COMBINED = (LOG_RANK, Emphasis(0, 1), Emphasis(1, 0), Emphasis(1, 1))
"""Equal, late, early and middle differences; the first is the sum of the second and the third."""
DIMENSIONS = 3
"""So the four scores never tell more than three things."""
NODES = 200
"""Points of quadrature in each direction of a sphere."""


def max_combo(events: pd.DataFrame, group: str, strata: str | None = None) -> Equality:
    """Test whether two groups have equal hazards, by the largest of four weighted log-rank tests.

    It is an omnibus test and tells neither of crossing nor of direction. It is for persons without
    weights who are in one group only; clones are not (definitions.md 25).

    Args:
        events: as `log_rank`.
        group: its column of groups, two.
        strata: its column of strata; None: one stratum.

    Returns:
        The largest |z| of COMBINED. p is its exact chance under the normal of the four correlated
        z, within 1e-5.

    Raises:
        EstimationError: as `log_rank`; or persons have weights, or there are more than two groups.

    Source:
        Lee (2007); Karrison (2016).
    """
    return max_combo_of(months_of(compared(events, group, strata)))


def max_combo_of(months: Months) -> Equality:
    """Return the same of groups that are compared by month."""
    those = months.those
    if those.rows.weighted:
        raise EstimationError(
            "The max-combo test is not for weights."
            "\nUse log_rank, or the difference of curves with its band."
        )
    if len(those.names) != 2:
        raise EstimationError(
            f"The max-combo test compares two groups, and there are {len(those.names)}."
            "\nUse log_rank for more."
        )
    table = observed_and_expected(
        those, *(part.sum(axis=(0, 2)) for part in (months.events, months.expected()))
    )
    weights = [months.weights(emphasis) for emphasis in COMBINED]
    covariance = np.array([[months.variance(a, b)[0, 0] for b in weights] for a in weights])
    chi_square(months.score(weights[0]), months.variance(weights[0], weights[0]))
    kept = np.diag(covariance) > 0
    covariance = covariance[np.ix_(kept, kept)]
    error = np.sqrt(np.diag(covariance))
    scores = np.array([months.score(one)[0] for one in weights])[kept]
    largest = float(np.abs(scores / error).max())
    p = p_of_largest(largest, covariance / np.outer(error, error))
    names = ", ".join(str(one) for one, use in zip(COMBINED, kept, strict=True) if use)
    method = (
        f"largest |z| of {names}; exits as censoring{'; stratified' if those.stratified else ''}"
    )
    return Equality("max-combo", largest, nan, nan, p, table, method)


def p_of_largest(largest: float, correlation: Floats) -> float:
    """Return the chance that the largest |z| of some correlated normal z is above a value.

    The z are a matrix times a standard normal vector of at most DIMENSIONS elements, whose length
    and direction are independent. In a given direction the chance is that of a longer chi; the mean
    over directions is taken by quadrature, so that the same numbers come every time, within 1e-5.

    Args:
        largest: above 0.
        correlation: of the z; of rank DIMENSIONS or less.
    """
    values, vectors = np.linalg.eigh(correlation)
    kept = np.flatnonzero(values > SINGULAR)[-DIMENSIONS:]
    loads = vectors[:, kept] * np.sqrt(values[kept])
    directions, weights = _directions(len(kept))
    reach = np.abs(directions @ loads.T).max(axis=1)
    with np.errstate(divide="ignore"):
        beyond = gammaincc(len(kept) / 2, (largest / reach) ** 2 / 2)
    return float(weights @ beyond)


def _directions(dimensions: int) -> tuple[Floats, Floats]:
    """Return points on half of the unit sphere, since z and -z are alike, with their weights."""
    if dimensions == 1:
        return np.ones((1, 1)), np.ones(1)
    angle = np.pi * (2 if dimensions == DIMENSIONS else 1) * (np.arange(NODES) + 0.5) / NODES
    circle = np.column_stack([np.cos(angle), np.sin(angle)])
    if dimensions == 2:
        return circle, np.full(NODES, 1 / NODES)
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    height = (nodes + 1) / 2
    flat = np.sqrt(1 - height**2)[:, None, None] * circle
    up = np.broadcast_to(height[:, None, None], (NODES, NODES, 1))
    points = np.concatenate([flat, up], axis=2).reshape(-1, DIMENSIONS)
    return points, np.repeat(weights / 2, NODES) / NODES
