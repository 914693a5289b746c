"""Score residuals of models of months: what each row's months say of baseline and coefficients."""

from collections.abc import Iterator

import numpy as np

from analysis.estimates.hazards.links import exponential, slopes
from analysis.estimates.hazards.patterns import Patterns
from analysis.estimates.hazards.results import Baseline
from analysis.estimates.hazards.rows import Floats, Ints

SLAB = 500_000
"""Rows x intervals that are held at once."""


def score_residuals(made: Patterns, coefficients: Floats, baseline: Baseline) -> Floats:
    """Return rows x coefficients: the score residual of one person, the baseline solved for."""
    residuals = np.empty((len(made.of_row), len(coefficients)))
    for rows, stratum, scores in by_interval(made, coefficients, baseline):
        residuals[rows] = on_coefficients(made, rows, baseline.mean[stratum], scores)
    return residuals


def on_coefficients(made: Patterns, rows: Ints, mean: Floats, scores: Floats) -> Floats:
    """Return rows x coefficients of scores by interval: each times the design less its mean."""
    x = made.design[made.of_row[rows]]
    return np.asarray(scores.sum(axis=1)[:, None] * x - scores @ mean)


def by_interval(
    made: Patterns, coefficients: Floats, baseline: Baseline
) -> Iterator[tuple[Ints, int, Floats]]:
    """Return some rows at a time, their stratum, and rows x intervals of one person's scores."""
    bounds = baseline.bounds
    size = max(SLAB // (len(bounds) - 1), 1)
    for stratum, level in enumerate(baseline.level):
        everybody = np.flatnonzero(made.stratum[made.of_row] == stratum)
        for begin in range(0, len(everybody), size):
            rows = everybody[begin : begin + size]
            yield rows, stratum, _scores(made, rows, coefficients, baseline, level)


def _scores(
    made: Patterns, rows: Ints, coefficients: Floats, baseline: Baseline, level: Floats
) -> Floats:
    entry, duration = made.rows.entry[rows, None], made.rows.duration[rows, None]
    begins, ends = baseline.bounds[:-1], baseline.bounds[1:]
    months = np.maximum(np.minimum(duration, ends) - np.maximum(entry, begins), 0)
    live = np.isfinite(level)
    known = np.where(live, level, 0)
    predictor = made.design[made.of_row[rows]] @ coefficients
    slope = slopes(baseline.link, exponential(known + predictor[:, None]))
    here = (duration > begins) & (duration <= ends) & made.rows.event[rows, None]
    return np.asarray(np.where(live, here * slope.event - months * slope.at_risk, 0))
