"""Score residuals of models of months: what each row's months say of baseline and coefficients."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from analysis.estimates.hazards.links import Slopes, exponential, slopes
from analysis.estimates.hazards.patterns import Patterns
from analysis.estimates.hazards.results import Baseline
from analysis.estimates.hazards.rows import Floats, Ints

SLAB = 500_000
"""Numbers that are held at once."""


def score_residuals(made: Patterns, coefficients: Floats, baseline: Baseline) -> Floats:
    """Return rows x coefficients: the score residual of one person, the baseline solved for.

    What a month at risk says depends on pattern and month alone, so that rows need no more than its
    sums from month 1 on, in the month of their entry and in their last one.
    """
    rows, mean = made.rows, baseline.mean
    residuals = np.empty((len(made.of_row), len(coefficients)))
    interval = np.searchsorted(baseline.bounds, np.arange(1, rows.last + 1)) - 1
    size = max(SLAB // (len(interval) * (1 + len(coefficients))), 1)
    for stratum, level in enumerate(baseline.level):
        which = np.flatnonzero(made.stratum == stratum)
        values = np.column_stack([np.ones(len(level)), mean[stratum]])
        for begin in range(0, len(which), size):
            some = which[begin : begin + size]
            place = np.full(len(made.design), -1)
            place[some] = np.arange(len(some))
            here = np.flatnonzero(place[made.of_row] >= 0)
            pattern = place[made.of_row[here]]
            slope = _slopes(made.design[some] @ coefficients, baseline, level)
            spent = np.zeros((len(some), 1 + len(interval), values.shape[1]))
            np.cumsum((slope.at_risk[:, :, None] * values)[:, interval], axis=1, out=spent[:, 1:])
            last = interval[rows.duration[here] - 1]
            total = (rows.event[here] * slope.event[pattern, last])[:, None] * values[last]
            total -= spent[pattern, rows.duration[here]] - spent[pattern, rows.entry[here]]
            residuals[here] = total[:, :1] * made.design[some][pattern] - total[:, 1:]
    return residuals


def _slopes(predictor: Floats, baseline: Baseline, level: Floats) -> Slopes:
    """Return what each pattern's months say in each interval; nothing where no level is known."""
    live = np.isfinite(level)
    slope = slopes(baseline.link, exponential(np.where(live, level, 0) + predictor[:, None]))
    return replace(slope, event=slope.event * live, at_risk=slope.at_risk * live)


def on_coefficients(made: Patterns, rows: Ints, mean: Floats, scores: Floats) -> Floats:
    """Return rows x coefficients of scores by interval: each times the design less its mean."""
    x = made.design[made.of_row[rows]]
    return np.asarray(scores.sum(axis=1)[:, None] * x - scores @ mean)


def by_interval(
    made: Patterns, coefficients: Floats, baseline: Baseline
) -> Iterator[tuple[Ints, int, Floats]]:
    """Return some rows at a time, their stratum, and rows x intervals of one person's scores.

    Args:
        made: the patterns.
        coefficients: of the fit.
        baseline: of the fit.
    """
    bounds = baseline.bounds
    size = max(SLAB // (len(bounds) - 1), 1)
    for stratum, level in enumerate(baseline.level):
        here = np.flatnonzero(made.stratum[made.of_row] == stratum)
        for begin in range(0, len(here), size):
            rows = here[begin : begin + size]
            yield rows, stratum, _scores(made, rows, coefficients, baseline, level)


def _scores(
    made: Patterns, rows: Ints, coefficients: Floats, baseline: Baseline, level: Floats
) -> Floats:
    entry, duration = made.rows.entry[rows, None], made.rows.duration[rows, None]
    begins, ends = baseline.bounds[:-1], baseline.bounds[1:]
    months = np.maximum(np.minimum(duration, ends) - np.maximum(entry, begins), 0)
    slope = _slopes(made.design[made.of_row[rows]] @ coefficients, baseline, level)
    here = (duration > begins) & (duration <= ends) & made.rows.event[rows, None]
    return np.asarray(here * slope.event - months * slope.at_risk)
