"""Fine and Gray's model of cumulative incidence: who leaves by another cause stays at risk.

Its ratio tells which group reaches the event more often in the end, exits included; it is no ratio
of hazards among those who are still there.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.errors import DesignError, EstimationError
from analysis.estimates.hazards.cox import fitted
from analysis.estimates.hazards.model import Errors, Model, Scale, Ties
from analysis.estimates.hazards.patterns import patterns
from analysis.estimates.hazards.results import Fit
from analysis.estimates.hazards.risk_sets import risk_sets
from analysis.estimates.hazards.rows import Bools, Floats, Ints, Rows, read


def fine_gray(events: pd.DataFrame, model: Model, ties: Ties = Ties.EFRON) -> Fit:
    """Return log subdistribution hazard ratios of one cause, the other exits competing.

    Args:
        events: table of events as `cox` takes it; all causes but the model's and censoring compete.
        model: covariates without changes; errors are by person unless by cluster.
        ties: how persons with the event in one month are treated.

    Raises:
        DesignError: covariates or coefficients change by month, which has no meaning after an exit.
        EstimationError: the coefficients cannot be estimated; the text says which and why.

    Source:
        Fine and Gray (1999), JASA 94, 496-509; late entry: Geskus (2011), Biometrics 67, 39-49.
        Errors take the weights for censoring as known, as coxph on rows of R's finegray does.
    """
    if model.changes or model.person:
        raise DesignError(
            "A Fine-Gray model keeps those who left at risk, and no covariate or coefficient of "
            "theirs can change.\nUse cause-specific hazards, or take the covariate at the start."
        )
    if model.errors is Errors.MODEL:
        model = replace(model, errors=Errors.PERSON)
    rows = read(events, model)
    made = patterns(rows, model)
    sets = risk_sets(made, still_observed(rows))
    return fitted(made, sets, model, Ties(ties), Scale.SUBDISTRIBUTION_HAZARD_RATIO)


def still_observed(rows: Rows) -> Floats:
    """Return by month the share entered and not censored before it, by Kaplan-Meier over persons.

    Censoring comes after events and exits of its month (definitions.md 4).

    Raises:
        EstimationError: at some entry nobody else is at risk, so that no share can be had.
    """
    months = rows.last + 1
    left = rows.event | rows.exit

    def count(month: Ints, chosen: Bools) -> Floats:
        counts = np.bincount(month[chosen], weights=rows.n[chosen], minlength=months)
        return counts.astype(np.float64)

    everybody = np.ones(len(left), dtype=bool)
    starts, ends = count(rows.entry, everybody), count(rows.duration, everybody)
    entered = np.cumsum(starts) - np.cumsum(ends)  # entry <= month < duration
    at_risk = entered + ends - starts
    could = np.maximum(at_risk - count(rows.duration, left), 1)
    observed = np.cumprod(1 - count(rows.duration, ~left) / could)
    present = np.ones(months)
    if (rows.entry > rows.duration.min()).any():
        share = 1 - starts / np.maximum(entered, 1)
        present = np.append(np.cumprod(share[:0:-1])[::-1], 1.0)
    still = np.concatenate([[1.0], (observed * present)[:-1]])
    if (still[rows.duration[rows.exit]] <= 0).any():
        raise EstimationError(
            "In some month everybody at risk has just entered: weights for those who left before "
            "it cannot be had.\nUse cause-specific hazards."
        )
    return still
