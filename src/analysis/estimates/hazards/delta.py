"""The delta method for shares by month: how they move with a model, and with each person in it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.errors import DesignError
from analysis.estimates.hazards.model import Errors
from analysis.estimates.hazards.months import by_interval, on_coefficients
from analysis.estimates.hazards.population import Months
from analysis.estimates.hazards.results import Baseline
from analysis.estimates.hazards.robust import meat, reach_of_clusters, unit_sums
from analysis.estimates.hazards.rows import Floats
from analysis.estimates.quantiles import below_upper, normal_quantile


@dataclass(frozen=True, eq=False)
class Gradient:
    """How a share by month moves with a fit's parameters.

    Attributes:
        coefficients: months x coefficients.
        baseline: strata x months x intervals.
    """

    coefficients: Floats
    baseline: Floats

    def own(self, baseline: Baseline) -> Floats:
        """Return months x coefficients: what moves when baselines follow the coefficients."""
        along = np.einsum("stk,skp->tp", self.baseline, baseline.mean)
        return np.asarray(self.coefficients - along)


def gradient(part: Months, share: Floats, a: Floats, b: Floats, reached: Floats) -> Gradient:
    """Return the gradient: of hazard s, a - F(t) b for months t from s on, else 0."""
    up, down = share[:, None] * a * part.slope, share[:, None] * b * part.slope
    n_months, n_intervals = len(part.interval), int(part.interval.max()) + 1
    coefficients = np.zeros((n_months, part.designs[0].shape[1]))
    for place, design in enumerate(part.designs):
        here = part.design == place
        moved = np.cumsum(up * here, axis=1) - reached * np.cumsum(down * here, axis=1)
        coefficients += moved.T @ design
    baseline = np.zeros((len(part.baseline.level), n_months, n_intervals))
    since = np.tri(n_months)  # row t, column s: s is not after t
    begins = np.flatnonzero(np.diff(part.interval, prepend=-1))
    for stratum in np.unique(part.stratum):
        mine = part.stratum == stratum
        by_month = since * (up[mine].sum(axis=0) - reached[mine].T @ down[mine])
        baseline[stratum] = np.add.reduceat(by_month, begins, axis=1)
    return Gradient(coefficients, baseline)


@dataclass(frozen=True, eq=False)
class Spread:
    """How uncertain a share is, by month.

    Attributes:
        error: its standard error.
        reach: standard errors to either side of an interval.
    """

    error: Floats
    reach: Floats


def spread(parts: Sequence[Months], moves: Sequence[Gradient]) -> Spread:
    """Return the standard error by month, of the kind that the fits have, and its reach."""
    kinds = {one.fit.made.rows.errors for one in parts}
    if len(kinds) > 1:
        raise DesignError("Fits of event and exits need the same kind of errors.")
    level = parts[0].fit.model.level
    normal = np.full(len(parts[0].interval), normal_quantile(below_upper(level)))
    if kinds == {Errors.MODEL}:
        found = [_of_model(*one) for one in zip(parts, moves, strict=True)]
        return Spread(np.sqrt(np.sum(found, axis=0)), normal)
    by_row = [
        (one.fit.made.rows, _by_row(one, move)) for one, move in zip(parts, moves, strict=True)
    ]
    if kinds == {Errors.PERSON}:
        squares = [np.diag(meat(*part)[0]) for part in by_row]
        return Spread(np.sqrt(np.sum(squares, axis=0)), normal)
    sums = [unit_sums(*part)[0] for part in by_row]
    if len({one.shape for one in sums}) > 1:
        raise DesignError("Fits of event and exits must be to the same table of events.")
    error = np.sqrt((np.sum(sums, axis=0) ** 2).sum(axis=0))
    return Spread(error, reach_of_clusters(by_row, level))


def _of_model(part: Months, move: Gradient) -> Floats:
    own = move.own(part.baseline)
    levels = np.einsum("stk,sk->t", move.baseline**2, _of_level(part.baseline))
    return np.asarray(np.einsum("tp,pq,tq->t", own, part.fit.covariance, own) + levels)


def _of_level(baseline: Baseline) -> Floats:
    """Return the variance of each level, coefficients given; 0 where it is infinite."""
    known = baseline.weight > 0
    return np.where(known, 1 / np.where(known, baseline.weight, 1), 0)


def _by_row(part: Months, move: Gradient) -> Floats:
    """Return rows x months: how one person of each row moves the share."""
    baseline, fit, made = part.baseline, part.fit, part.fit.made
    own = move.own(baseline) @ np.linalg.inv(fit.information)
    of_level = _of_level(baseline)
    influence = np.empty((len(made.of_row), len(own)))
    for rows, stratum, scores in by_interval(made, fit.coefficients, baseline):
        on = on_coefficients(made, rows, baseline.mean[stratum], scores)
        levels = (scores * of_level[stratum]) @ move.baseline[stratum].T
        influence[rows] = on @ own.T + levels
    return influence
