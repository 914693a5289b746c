"""Whether coefficients are the same in all months: the test of Schoenfeld residuals."""

from enum import StrEnum

import numpy as np
import pandas as pd

from analysis.errors import DesignError, EstimationError
from analysis.estimates.hazards.model import Scale
from analysis.estimates.hazards.newton import FLAT
from analysis.estimates.hazards.partial import partial
from analysis.estimates.hazards.results import Fit
from analysis.estimates.hazards.risk_sets import risk_sets
from analysis.estimates.hazards.rows import Floats, Rows
from analysis.estimates.quantiles import chi_square_beyond

GLOBAL = "all covariates"


class Clock(StrEnum):
    """The function of the month that a coefficient is tested to be linear in."""

    KAPLAN_MEIER = "Kaplan-Meier"
    MONTH = "month"
    LOG_MONTH = "log month"


def proportional(fit: Fit, clock: Clock = Clock.KAPLAN_MEIER) -> pd.DataFrame:
    """Return a test for each covariate, and for all, that its coefficients do not change by month.

    Args:
        fit: a fit by `cox`.
        clock: what the coefficients may be linear in, if they change.

    Returns:
        Columns covariate, chi_square, df, p_value, method; the last row is of all covariates.

    Raises:
        DesignError: the fit is not a Cox model.
        EstimationError: persons have weights, or there are too few months with events for a
            coefficient to change in.

    Source:
        Grambsch and Therneau (1994), Biometrika 81, 515-526, as a score test: cox.zph of R's
        survival from version 3.
    """
    if fit.ties is None or fit.scale is not Scale.HAZARD_RATIO:
        raise DesignError("Proportional hazards are tested on a Cox model of one cause.")
    if fit.made.rows.weighted:  # twice the weights would be taken for twice the persons
        raise EstimationError(
            "The test of proportional hazards is not for weights.\nFit the model without them."
        )
    g = _centred_clock(fit.made.rows, clock)
    parts = [partial(one, fit.coefficients, fit.ties) for one in risk_sets(fit.made)]
    once, plain, twice = (
        np.sum([part.information(weight) for part in parts], axis=0)
        for weight in (np.ones(len(g)), g, g**2)
    )
    score = np.sum([part.score(g) for part in parts], axis=0)
    information = np.block([[once, plain], [plain, twice]])
    names = [one.covariate for one in fit.made.columns]
    tests = {name: [place for place, one in enumerate(names) if one == name] for name in names}
    found = []
    for name, places in {**tests, GLOBAL: list(range(len(names)))}.items():
        chi_square = _score_test(information, score, places)
        found.append((name, chi_square, len(places), chi_square_beyond(chi_square, len(places))))
    frame = pd.DataFrame(found, columns=["covariate", "chi_square", "df", "p_value"])
    return frame.assign(method=f"score test of scaled Schoenfeld residuals against {clock.value}")


def _score_test(information: Floats, score: Floats, places: list[int]) -> float:
    """Return the statistic of added coefficients for the clock times these columns."""
    n = len(score)
    kept = [*range(n), *(n + place for place in places)]
    u = np.concatenate([np.zeros(n), score[places]])
    part = information[np.ix_(kept, kept)]
    scale = np.sqrt(np.diag(part))
    if not scale.min() > 0 or np.linalg.eigvalsh(part / np.outer(scale, scale))[0] < FLAT:
        raise EstimationError(
            "Whether hazards are proportional cannot be told: some level is at risk with others in"
            " too few months with events.\nJoin levels, or leave the test out."
        )
    return float(u @ np.linalg.solve(part, u))


def _centred_clock(rows: Rows, clock: Clock) -> Floats:
    """Return by month the clock less its mean over persons with the event."""
    months = np.arange(rows.last + 1)
    events = np.bincount(rows.duration, weights=rows.n * rows.event, minlength=len(months))
    if clock is Clock.MONTH:
        g = months.astype(np.float64)
    elif clock is Clock.LOG_MONTH:
        g = np.log(np.maximum(months, 1))
    else:
        ends = np.bincount(rows.duration, weights=rows.n, minlength=len(months))
        starts = np.bincount(rows.entry, weights=rows.n, minlength=len(months))
        at_risk = np.cumsum(starts) - starts - np.cumsum(ends) + ends
        curve = np.cumprod(1 - events / np.maximum(at_risk, 1))
        g = 1 - np.concatenate([[1.0], curve[:-1]])
    return g - np.average(g, weights=events)
