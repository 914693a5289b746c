"""Score residuals of models of months: what each row's months say of baseline and coefficients."""

from collections.abc import Iterator

import numpy as np

from analysis.estimates.hazards.links import exponential, slopes
from analysis.estimates.hazards.patterns import Patterns
from analysis.estimates.hazards.results import Baseline
from analysis.estimates.hazards.rows import Floats, Ints, joined

SLAB = 500_000
"""Rows x intervals that are held at once."""


def score_residuals(made: Patterns, coefficients: Floats, baseline: Baseline) -> Floats:
    """Return rows x coefficients: the score residual of one person, the baseline solved for.

    Rows of several clusters are mostly alike in all that a residual depends on: each kind once.
    """
    rows = made.rows
    parts = [made.of_row, rows.entry, rows.duration, rows.event.astype(np.int64)]
    key = joined(parts, [int(part.max()) + 1 for part in parts])
    _, first, kind = np.unique(key, return_index=True, return_inverse=True)
    residuals = np.empty((len(made.of_row), len(coefficients)))
    for some, stratum, scores in by_interval(made, coefficients, baseline, np.sort(first)):
        residuals[some] = on_coefficients(made, some, baseline.mean[stratum], scores)
    return residuals[first][kind]


def on_coefficients(made: Patterns, rows: Ints, mean: Floats, scores: Floats) -> Floats:
    """Return rows x coefficients of scores by interval: each times the design less its mean."""
    x = made.design[made.of_row[rows]]
    return np.asarray(scores.sum(axis=1)[:, None] * x - scores @ mean)


def by_interval(
    made: Patterns, coefficients: Floats, baseline: Baseline, among: Ints | None = None
) -> Iterator[tuple[Ints, int, Floats]]:
    """Return some rows at a time, their stratum, and rows x intervals of one person's scores.

    Args:
        made: the patterns.
        coefficients: of the fit.
        baseline: of the fit.
        among: the rows that are asked for; None: all.
    """
    bounds = baseline.bounds
    size = max(SLAB // (len(bounds) - 1), 1)
    asked = np.arange(len(made.of_row)) if among is None else among
    for stratum, level in enumerate(baseline.level):
        here = asked[made.stratum[made.of_row[asked]] == stratum]
        for begin in range(0, len(here), size):
            rows = here[begin : begin + size]
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
