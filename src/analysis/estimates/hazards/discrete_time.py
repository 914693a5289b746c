"""Models of the hazard in each month, the primary ones for monthly data (definitions.md 20).

The complementary log-log model is what proportional hazards in continuous time are when only months
are seen, so its ratios are hazard ratios. Months (or intervals of them) have a baseline each; it is
solved for within each step, so that only coefficients of covariates are searched.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.errors import DesignError
from analysis.estimates.hazards.cells import Cells, cells, intervals
from analysis.estimates.hazards.links import SCALES, exponential, log_likelihood, predictor, slopes
from analysis.estimates.hazards.model import Errors, Link, Model
from analysis.estimates.hazards.months import score_residuals
from analysis.estimates.hazards.newton import Point, maximum, refuse_flat
from analysis.estimates.hazards.patterns import Patterns, patterns
from analysis.estimates.hazards.results import Baseline, Fit, method
from analysis.estimates.hazards.robust import meat, reach_of_clusters
from analysis.estimates.hazards.rows import Floats, Ints, read

INNER = 50
EXACT = 1e-11


def discrete_time(
    events: pd.DataFrame,
    model: Model,
    link: Link = Link.CLOGLOG,
    pieces: tuple[int, ...] = (),
) -> Fit:
    """Return log ratios of the hazard in a month, other causes and censoring ending the time.

    Args:
        events: table of events as `cox` takes it.
        model: covariates, strata, errors.
        link: complementary log-log (hazard ratios), logit (odds ratios), or piecewise exponential
            (hazard ratios; the hazard constant within a month or piece).
        pieces: months after which the hazard of the reference may be another; empty: every month.

    Raises:
        DesignError: the pieces are no rising months.
        EstimationError: the coefficients cannot be estimated; the text says which and why.

    Source:
        Prentice and Gloeckler (1978), Biometrics 34, 57-67; Allison (1982), Sociological
        Methodology 13, 61-98; Holford (1980), Biometrics 36, 299-305. Agrees with R's glm on
        person-months; robust errors with the sandwich of its scores, without corrections.
    """
    return discrete_time_of(patterns(read(events, model), model), model, link, pieces)


def discrete_time_of(
    made: Patterns, model: Model, link: Link = Link.CLOGLOG, pieces: tuple[int, ...] = ()
) -> Fit:
    """Return the same of the patterns of a table of events under the model."""
    if any(month < 1 for month in pieces) or list(pieces) != sorted(set(pieces)):
        raise DesignError("Pieces begin after whole, rising months that are at least 1.")
    link = Link(link)  # as its text too
    bounds = intervals(made.rows.last, pieces)
    parts = cells(made, bounds, link)
    search = _Search(parts, link, [predictor(link, one.share[one.live]) for one in parts])
    zero = np.zeros(len(made.columns))
    nothing = search.at(zero)
    place, top = maximum(search.at, zero, made.columns)
    refuse_flat(nothing, top, made.columns)
    baseline = search.baseline(place, bounds)
    bread = np.linalg.inv(top.information)
    fit = Fit(
        model=model,
        made=made,
        scale=SCALES[link],
        method="",
        coefficients=place,
        information=top.information,
        covariance=bread,
        log_likelihood=top.log_likelihood,
        null_log_likelihood=nothing.log_likelihood,
        n_units=made.rows.persons(made.rows.n > 0),
        baseline=baseline,
    )
    if made.rows.errors is not Errors.MODEL:
        fit = _robust(fit, baseline)
    kind = f"discrete time, {link.value}" if link is not Link.LOG else link.value
    return replace(fit, method=method(kind, made.rows.errors, fit.n_units))


def _robust(fit: Fit, baseline: Baseline) -> Fit:
    """Return a fit with errors by person or cluster."""
    rows, bread = fit.made.rows, fit.covariance
    residuals = score_residuals(fit.made, fit.coefficients, baseline)
    middle, n_units = meat(rows, residuals)
    robust = replace(fit, covariance=bread @ middle @ bread, n_units=n_units)
    if rows.errors is not Errors.CLUSTER:
        return robust
    return replace(robust, reaches=reach_of_clusters([(rows, residuals @ bread)], fit.model.level))


@dataclass(eq=False)
class _Search:
    """The likelihood with its baselines solved for; each search starts from the last ones."""

    parts: Sequence[Cells]
    link: Link
    levels: list[Floats]

    def at(self, coefficients: Floats) -> Point:
        """Return the likelihood at these coefficients, the baselines at their best."""
        points = []
        for place, part in enumerate(self.parts):
            self.levels[place] = _solved(part, self.link, coefficients, self.levels[place])
            points.append(_point(part, self.link, coefficients, self.levels[place]))
        return Point(
            sum(one.log_likelihood for one in points),
            np.sum([one.score for one in points], axis=0),
            np.sum([one.information for one in points], axis=0),
        )

    def baseline(self, coefficients: Floats, bounds: Ints) -> Baseline:
        """Return the baselines of all strata at these coefficients."""
        shape = (len(self.parts), len(bounds) - 1)
        level, weight = np.full(shape, -np.inf), np.zeros(shape)
        mean = np.zeros((*shape, len(coefficients)))
        for place, part in enumerate(self.parts):
            level[place, part.share >= 1] = np.inf
            level[place, part.live] = self.levels[place]
            weights, cross, _ = _sums(part, self.link, coefficients, self.levels[place])
            weight[place, part.live] = weights
            mean[place, part.live] = _means(cross, weights)
        return Baseline(self.link, bounds, level, weight, mean)


def _solved(part: Cells, link: Link, coefficients: Floats, level: Floats) -> Floats:
    """Return the predictor of the reference by interval at which the likelihood is highest."""
    for _ in range(INNER):
        score, weight = np.zeros(len(level)), np.zeros(len(level))
        for design, at_risk, events in part.slabs():
            slope = slopes(link, exponential(level + (design @ coefficients)[:, None]))
            score += (events * slope.event - at_risk * slope.at_risk).sum(axis=0)
            weight += (at_risk * slope.information).sum(axis=0)
        weight = np.maximum(weight, 1e-300)
        # Held to two before the division: where a search runs off, the score by itself overflows.
        step = np.clip(score, -2 * weight, 2 * weight) / weight
        level = level + step
        if not len(step) or np.max(np.abs(step)) < EXACT:
            break
    return level


def _sums(
    part: Cells, link: Link, coefficients: Floats, level: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return information of the baseline, its cross terms with coefficients, and theirs."""
    n = part.design.shape[1]
    weights, cross, squares = np.zeros(len(level)), np.zeros((len(level), n)), np.zeros((n, n))
    for design, at_risk, _ in part.slabs():
        slope = slopes(link, exponential(level + (design @ coefficients)[:, None]))
        weight = at_risk * slope.information
        weights += weight.sum(axis=0)
        cross += weight.T @ design
        squares += design.T @ (weight.sum(axis=1)[:, None] * design)
    return weights, cross, squares


def _means(cross: Floats, weights: Floats) -> Floats:
    """Return mean covariates by interval; 0 where a search ran off until no information is left."""
    some = weights[:, None] > 0
    return np.divide(cross, weights[:, None], out=np.zeros_like(cross), where=some)


def _point(part: Cells, link: Link, coefficients: Floats, level: Floats) -> Point:
    """Return one stratum's likelihood; its information is what the baseline leaves."""
    total, score = 0.0, np.zeros(part.design.shape[1])
    for design, at_risk, events in part.slabs():
        odds = exponential(level + (design @ coefficients)[:, None])
        slope = slopes(link, odds)
        score += design.T @ (events * slope.event - at_risk * slope.at_risk).sum(axis=1)
        total += log_likelihood(link, odds, at_risk, events)
    weights, cross, squares = _sums(part, link, coefficients, level)
    return Point(total, score, squares - cross.T @ _means(cross, weights))
