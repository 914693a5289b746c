"""Hazard ratios between groups as a study answers them, and whether they are those of all months.

The groups of a question are the covariates of one model, so that with several each is compared
among persons who are alike in the others. A ratio is description: nothing else is adjusted for.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.errors import EstimationError
from analysis.estimates.division import Division
from analysis.estimates.hazards.patterns import Column
from analysis.estimates.hazards.proportional import proportional
from analysis.estimates.hazards.results import Fit
from analysis.terms import EVERY, Cause, Estimand

FIRST_YEAR = 12
"""The month after which a ratio may be another, where it is not taken as one for all months."""
DISCRETE_TIME, COX = "discrete time", "Cox"
FitOf = Callable[[Division], Fit]
FITS: tuple[tuple[str, FitOf], ...] = (
    (DISCRETE_TIME, lambda division: division.discrete_time()),
    (COX, lambda division: division.cox),
    (DISCRETE_TIME, lambda division: division.discrete_time((FIRST_YEAR,))),
)
"""The primary model of monthly data (definitions.md 20), the other one, and a ratio by period."""
NUMBERS = ["estimate", "lower", "upper"]
MONTHS = ["first_month", "last_month"]
OF_LEVEL, OF_COUNT = ["covariate", "level", "reference"], ["n_at_risk", "n_events", "method"]
COLUMNS = [*OF_LEVEL, *MONTHS, *NUMBERS, *OF_COUNT]
Row = dict[str, object]


def ratio_rows(division: Division) -> pd.DataFrame:
    """Return the ratio of each group's monthly hazard to that of the largest, exits as censoring.

    Args:
        division: of the table of events; each column is a covariate of the model.

    Returns:
        Groups (the level; `every` in the columns of other covariates), model, reference (the level
        with most persons), first_month and last_month of the ratio (missing: to the end), month
        (missing), estimand, estimate (the ratio; 1 for the reference), lower, upper, n_at_risk
        (persons at the level in those months), n_events, method. A ratio is given for all months by
        both models, and by the model of months for the first year and later. A level where nobody
        has the event is left out of the models and has no ratio; a fit that cannot be had has none
        either: `method` says why.

    Raises:
        DesignError: no column has two groups.

    Source:
        That of `discrete_time` and `cox`.
    """
    found = [row for name in division.by for row in _left_out(division, name)]
    for name, fit in FITS:
        found += [{**row, "model": name} for row in _fitted(fit, division)]
    rows = pd.DataFrame(found, columns=[*COLUMNS, "model"]).astype(dict.fromkeys(MONTHS, "Int64"))
    groups = {name: rows["level"].where(rows["covariate"] == name, EVERY) for name in division.by}
    named = rows.assign(**groups, month=np.nan, estimand=Estimand.HAZARD_RATIO.value)
    return named.drop(columns=["covariate", "level"])


def proportionality_rows(division: Division) -> pd.DataFrame:
    """Return a test for each covariate, and all, that its hazard ratios are those of all months.

    Args and Raises: as `ratio_rows`.

    Returns:
        Groups (`every`), covariate, statistic, degrees_of_freedom, month (missing), estimand,
        estimate (p), lower and upper (missing), n_at_risk (persons), n_events, method. By person; a
        fit that cannot be had has one row, without an estimate.

    Source:
        That of `proportional`.
    """
    by, kept = division.by, division.kept
    try:
        tests = proportional(division.cox)
    except EstimationError as error:
        tests = pd.DataFrame({"covariate": [", ".join(by)], "method": _why(error)})
        tests = tests.assign(chi_square=np.nan, df=np.nan, p_value=np.nan)
    named = {"chi_square": "statistic", "df": "degrees_of_freedom", "p_value": "estimate"}
    return tests.rename(columns=named).assign(
        **dict.fromkeys(by, EVERY),
        month=np.nan,
        estimand=Estimand.PROPORTIONALITY.value,
        lower=np.nan,
        upper=np.nan,
        n_at_risk=int(kept["n"].sum()),
        n_events=_n_events(kept),
        method=tests["method"] + "; by person",
    )


def _fitted(fit: FitOf, division: Division) -> list[Row]:
    """Return the ratios of a fit and the references, or every level without a ratio and why."""
    try:
        fitted = fit(division)
    except EstimationError as error:
        levels = division.levels
        pairs = [(name, level) for name, found in levels.items() for level in found]
        return [_counted(division.kept, *pair) | {"method": _why(error)} for pair in pairs]
    ratios = {"ratio": "estimate", "ratio_lower": "lower", "ratio_upper": "upper"}
    frame = fitted.frame.drop(columns=list(ratios.values()))
    frame = frame.rename(columns={**ratios, "n": "n_at_risk"})
    references = dict.fromkeys(
        replace(column, level=column.reference) for column in fitted.made.columns
    )
    found = [_reference(fitted, column) for column in references]
    return [*found, *({str(k): v for k, v in row.items()} for row in frame.to_dict("records"))]


def _reference(fitted: Fit, column: Column) -> Row:
    """Return the row of a reference in the months of a ratio; an event after them is none yet."""
    persons, events = fitted.persons(column)
    return {
        **{"covariate": column.covariate, "level": column.level, "reference": column.level},
        **{"first_month": column.first, "last_month": column.last},
        **dict.fromkeys(NUMBERS, 1.0),
        **{"n_at_risk": persons, "n_events": events, "method": fitted.method},
    }


def _left_out(division: Division, name: str) -> list[Row]:
    """Return the levels of a covariate that are in no model, because nobody has the event."""
    levels, kept = (set(one[name].unique()) for one in (division.events, division.kept))
    method = "no ratio: nobody at this level has the event"
    aside = sorted(map(str, levels - kept))
    return [_counted(division.events, name, level) | {"method": method} for level in aside]


def _counted(events: pd.DataFrame, name: str, level: str) -> Row:
    """Return a level's row of persons and events, without a ratio."""
    here = events[events[name].astype(str) == level]
    counts = {"n_at_risk": int(here["n"].sum()), "n_events": _n_events(here)}
    return {"covariate": name, "level": level, **counts}


def _n_events(events: pd.DataFrame) -> int:
    return int(events.loc[events["cause"] == Cause.EVENT, "n"].sum())


def _why(error: EstimationError) -> str:
    """Return the fault of an error as a method: what could not be estimated is said."""
    return f"no ratio: {str(error).splitlines()[0]}"
