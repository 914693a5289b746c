"""Cox's model of cause-specific hazards on covariate patterns.

Rows of counts give what persons give: d in Efron's treatment of ties is the number of persons with
the event (definitions.md 20).
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.estimates.hazards.model import Errors, Model, Scale, Ties
from analysis.estimates.hazards.newton import Point, maximum, refuse_flat
from analysis.estimates.hazards.partial import Partial, partial
from analysis.estimates.hazards.patterns import Patterns, patterns
from analysis.estimates.hazards.results import Fit, method
from analysis.estimates.hazards.risk_sets import RiskSets, risk_sets
from analysis.estimates.hazards.robust import meat, reach_of_clusters
from analysis.estimates.hazards.rows import Floats, Ints, read

SLAB = 20_000
"""Rows whose residuals are held at once."""


def cox(events: pd.DataFrame, model: Model, ties: Ties = Ties.EFRON) -> Fit:
    """Return log hazard ratios of one cause, other causes and censoring ending the time at risk.

    Args:
        events: table of events by the model's columns: entry, duration (months), cause, n, and
            where weights exist w and w2 in millionths. Who is censored in a month is at risk in it.
        model: covariates, strata, errors.
        ties: how persons with the event in one month are treated.

    Raises:
        EstimationError: the coefficients cannot be estimated; the text says which and why.

    Source:
        Cox (1972), JRSS B 34, 187-220; Efron (1977); robust errors Lin and Wei (1989). Agrees with
        coxph of Therneau's survival on persons.
    """
    return cox_of(patterns(read(events, model), model), model, ties)


def cox_of(made: Patterns, model: Model, ties: Ties = Ties.EFRON) -> Fit:
    """Return the same of the patterns of a table of events under the model."""
    return fitted(made, risk_sets(made), model, Ties(ties), Scale.HAZARD_RATIO)


def fitted(made: Patterns, sets: Sequence[RiskSets], model: Model, ties: Ties, scale: Scale) -> Fit:
    """Return the coefficients at which the partial likelihood of these risk sets is highest."""
    zero = np.zeros(len(made.columns))
    place, top = maximum(lambda at: _whole(sets, at, ties), zero, made.columns)
    nothing = _whole(sets, zero, ties)
    refuse_flat(nothing, top, made.columns)
    bread = np.linalg.inv(top.information)
    errors, n_units = made.rows.errors, made.rows.persons(made.rows.n > 0)
    covariance, reaches = bread, None
    if errors is not Errors.MODEL:
        residuals = score_residuals(made, sets, place, ties)
        middle, n_units = meat(made.rows, residuals)
        covariance = bread @ middle @ bread
        if errors is Errors.CLUSTER:
            reaches = reach_of_clusters([(made.rows, residuals @ bread)], model.level)
    name = "Fine-Gray" if scale is Scale.SUBDISTRIBUTION_HAZARD_RATIO else "Cox"
    return Fit(
        model=model,
        made=made,
        scale=scale,
        method=method(f"{name}, ties by {ties.value}", errors, n_units),
        coefficients=place,
        information=top.information,
        covariance=covariance,
        log_likelihood=top.log_likelihood,
        null_log_likelihood=nothing.log_likelihood,
        n_units=n_units,
        ties=ties,
        reaches=reaches,
    )


def _whole(sets: Sequence[RiskSets], at: Floats, ties: Ties) -> Point:
    """Return the partial likelihood over all strata."""
    parts = [partial(one, at, ties) for one in sets]
    months = np.ones(len(parts[0].mean_weight))
    return Point(
        sum(one.log_likelihood for one in parts),
        np.sum([one.score(months) for one in parts], axis=0),
        np.sum([one.information(months) for one in parts], axis=0),
    )


def score_residuals(made: Patterns, sets: Sequence[RiskSets], at: Floats, ties: Ties) -> Floats:
    """Return rows x coefficients: the score residual of one person of each row, unweighted.

    Source:
        Lin and Wei (1989); with ties as Therneau and Grambsch (2000), Modeling Survival Data,
        section 7.1, treat each of d persons as present in the l-th of d risk sets with 1 - l/d.
    """
    residuals = np.empty((len(made.of_row), len(at)))
    place = np.empty(len(made.design), dtype=np.int64)
    for one in sets:
        place[one.which] = np.arange(len(one.which))
        rows = np.flatnonzero(made.stratum[made.of_row] == made.stratum[one.which[0]])
        part = partial(one, at, ties)
        for begin in range(0, len(rows), SLAB):
            some = rows[begin : begin + SLAB]
            residuals[some] = _residuals(made, part, some, place[made.of_row[some]])
    return residuals


def _residuals(made: Patterns, part: Partial, rows: Ints, pattern: Ints) -> Floats:
    """Return the residuals of one stratum's rows from sums over months."""
    x, risk = part.sets.design[pattern], part.risk[pattern, None]
    entry, duration = made.rows.entry[rows], made.rows.duration[rows]
    second = part.mean_weight[:, None] * part.sums.second
    at, out = part.at_risk[:, 1:], part.dying[:, 1:]
    # By month: the hazard, and the hazard times the mean of x at risk.
    step = np.column_stack([part.hazard, second[:, :1] * at - second[:, 1:2] * out])
    sums = np.cumsum(step, axis=0)
    spent = sums[duration] - sums[entry]
    residual = -risk * (x * spent[:, :1] - spent[:, 1:])
    if part.sets.staying is not None:
        spent = _after_exit(part.sets.staying.still, step)[duration]
        spent = spent * made.rows.exit[rows, None] / part.sets.staying.still[duration, None]
        residual -= risk * (x * spent[:, :1] - spent[:, 1:])
    event = made.rows.event[rows]
    month = duration[event]
    mean = part.expected()[month] / (part.mean_weight * part.sets.n_events)[month, None]
    # Who has the event is not wholly present in its month: what was spent too much comes back.
    back = np.column_stack(
        [part.mean_weight * part.sums.first[:, 1], second[:, 1:2] * at - second[:, 2:] * out]
    )[month]
    residual[event] += x[event] - mean + risk[event] * (x[event] * back[:, :1] - back[:, 1:])
    return np.asarray(residual)


def _after_exit(still: Floats, step: Floats) -> Floats:
    """Return by month what is spent after it, months weighted by who is still under observation."""
    later = step * still[:, None]
    return np.asarray(later.sum(axis=0) - np.cumsum(later, axis=0))
