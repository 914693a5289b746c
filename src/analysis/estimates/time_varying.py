"""The hazard of the event by time since an exposure began, and since it was completed or left.

It describes: lock-in while it lasts, gain after it. What steers who begins in a month, past work
and benefits, is not adjusted for, since it lies on the way from earlier exposure to the event; so
the ratios are no effects (definitions.md 24), and every row says so.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.comparison_terms import Approach
from analysis.errors import EstimationError
from analysis.estimates.followed import Followed
from analysis.estimates.hazards.cox import cox
from analysis.estimates.hazards.discrete_time import discrete_time
from analysis.estimates.hazards.model import Covariate, Errors, Model, by_levels
from analysis.estimates.hazards.results import Fit
from analysis.estimates.hazards.stretches import (
    CUTS,
    NOT_BEGUN,
    first_months,
    level_of,
    stretches,
)
from analysis.estimates.strata import CLUSTER
from analysis.terms import Cause, Estimand
from analysis.terms import Covariate as Of
from analysis.timeline.traits import TRAITS

BASELINE = {**TRAITS, Of.YEAR: "year"}
"""Covariates that are known at time zero, and the columns of a cohort that hold them."""
EXPOSURE = "exposure"
NOTE = "description: past work and benefits may steer who begins"


def by_cox(everybody: Followed) -> pd.DataFrame:
    """Return hazard ratios by a Cox model with start-stop rows; as `_ratios`."""
    return _ratios(everybody, Approach.COX, cox)


def by_discrete_time(everybody: Followed) -> pd.DataFrame:
    """Return hazard ratios by a complementary log-log model of months; as `_ratios`."""
    return _ratios(everybody, Approach.DISCRETE_TIME, discrete_time)


def _ratios(
    everybody: Followed, approach: Approach, model_of: Callable[[pd.DataFrame, Model], Fit]
) -> pd.DataFrame:
    """Return the hazard of the event at each time since the exposure began, against not begun.

    Time at risk ends with the event, an exit or the end of follow-up, and at the horizon.

    Returns:
        Columns of `grouped_rows`: group is the stage, month the first month of a level in months
        since the stage began (it reaches to the next row's), n_at_risk the persons ever at it. A
        level without events has the ratio 0 and no upper limit.

    Raises:
        EstimationError: nobody has the event before, or after, beginning; or coefficients cannot be
            told apart, and the text names which covariate.
    """
    rows = _at_risk(everybody)
    told = rows.groupby(EXPOSURE).agg(
        n=("person", "nunique"), n_events=("cause", lambda cause: int((cause == Cause.EVENT).sum()))
    )
    kept, covariates = _informative(rows, _baseline(everybody))
    clustered = everybody.clustered and CLUSTER in kept
    model = Model(
        (Covariate(EXPOSURE, NOT_BEGUN), *by_levels(*covariates)),
        errors=Errors.CLUSTER if clustered else Errors.PERSON,
        cluster=CLUSTER if clustered else None,
        person="person",
    )
    fit = model_of(kept, model)
    adjusted = f"adjusted for {', '.join(covariates)}" if covariates else "not adjusted"
    return _tidy(told, fit).assign(
        approach=approach.value, landmark=0, method=f"{NOTE}; {adjusted}; {fit.method}"
    )


def _tidy(told: pd.DataFrame, fit: Fit) -> pd.DataFrame:
    """Return the ratios of a fit's levels of exposure, in order; told has their persons."""
    levels = [(stage, first) for stage in CUTS for first in first_months(stage)]
    names = pd.DataFrame(
        {
            "level": [level_of(stage, first) for stage, first in levels],
            "group": [stage.value for stage, _ in levels],
            "month": [first for _, first in levels],
        }
    ).set_index("level")
    made = names.join(told, how="inner")
    of_levels = fit.frame[fit.frame["covariate"] == EXPOSURE].set_index("level")
    ratios = of_levels[["ratio", "ratio_lower", "ratio_upper"]].reindex(made.index)
    nothing = (made["n_events"] == 0).to_numpy()
    rows = made.rename(columns={"n": "n_at_risk"}).assign(
        against=NOT_BEGUN,
        of="hazard",
        estimand=Estimand.HAZARD_RATIO.value,
        estimate=np.where(nothing, 0.0, ratios["ratio"]),
        lower=np.where(nothing, 0.0, ratios["ratio_lower"]),
        upper=ratios["ratio_upper"],
    )
    return rows.reset_index(drop=True)


def _at_risk(everybody: Followed) -> pd.DataFrame:
    """Return start-stop rows up to the horizon, with what is known of persons at time zero."""
    frame, horizon = everybody.frame, everybody.comparison.horizon
    beyond = frame["duration"] > horizon
    frame = frame.assign(
        duration=frame["duration"].clip(upper=horizon),
        cause=frame["cause"].mask(beyond, Cause.CENSORED.value),
    )
    frame = frame[frame["entry"] < frame["duration"]]
    rows = stretches(frame, everybody.stays)
    columns = [*_baseline(everybody), CLUSTER]
    known = frame[[name for name in dict.fromkeys(columns) if name in frame]]
    return rows.join(known, on="person")


def _baseline(everybody: Followed) -> list[str]:
    """Return the columns that the comparison adjusts for and that are known at time zero."""
    asked = [BASELINE[one] for one in everybody.comparison.adjustment if one in BASELINE]
    return [name for name in asked if name in everybody.frame]


def _informative(rows: pd.DataFrame, covariates: list[str]) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows of levels that have events, and the covariates that still have two levels.

    A level without events has a ratio of 0, so that its time tells nothing of other ratios: the
    likelihood at its highest is that of the other rows.

    Raises:
        EstimationError: nobody has the event before beginning, or nobody after it.
    """
    names = [EXPOSURE, *covariates]
    while True:
        happened = rows[rows["cause"] == Cause.EVENT]
        kept = pd.concat([rows[name].isin(happened[name]) for name in names], axis=1).all(axis=1)
        if kept.all():
            break
        rows = rows[kept]
    if NOT_BEGUN not in set(rows[EXPOSURE]) or rows[EXPOSURE].nunique() < 2:
        raise EstimationError(
            "Nobody has the event before, or nobody after, beginning: there is no ratio to tell."
        )
    return rows, [name for name in covariates if rows[name].nunique() > 1]
