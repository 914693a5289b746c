"""Hazard ratios between groups as a study answers them, and whether they are those of all months.

The groups of a question are the covariates of one model, so that with several each is compared
among persons who are alike in the others. A ratio is description: nothing else is adjusted for.
"""

from collections.abc import Callable, Hashable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import DesignError, EstimationError
from analysis.estimates.hazards.cox import cox
from analysis.estimates.hazards.discrete_time import discrete_time
from analysis.estimates.hazards.model import Covariate, Errors, Model
from analysis.estimates.hazards.proportional import proportional
from analysis.estimates.hazards.results import Fit
from analysis.terms import EVERY, Cause, Estimand

CLUSTER = "municipality"
FIRST_YEAR = 12
"""The month after which a ratio may be another, where it is not taken as one for all months."""
DISCRETE_TIME, COX = "discrete time", "Cox"
FitOf = Callable[[pd.DataFrame, Model], Fit]
FITS: tuple[tuple[str, tuple[int, ...], FitOf], ...] = (
    (DISCRETE_TIME, (), discrete_time),
    (COX, (), cox),
    (DISCRETE_TIME, (FIRST_YEAR,), discrete_time),
)
"""The primary model of monthly data (definitions.md 20), the other one, and a ratio by period."""
NUMBERS = ["estimate", "lower", "upper"]
MONTHS = ["first_month", "last_month"]
OF_LEVEL, OF_COUNT = ["covariate", "level", "reference"], ["n_at_risk", "n_events", "method"]
COLUMNS = [*OF_LEVEL, *MONTHS, *NUMBERS, *OF_COUNT]
Row = dict[str, object]


def ratio_rows(events: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    """Return the ratio of each group's monthly hazard to that of the largest, exits as censoring.

    Args:
        events: the table of events by `by` and municipality.
        by: group columns, each a covariate of the model.

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
    kept, levels = _with_events(events, by)
    found = [row for name in by for row in _left_out(events, kept, name)]
    for name, changes, fit in FITS:
        model = partial(_model, levels, by, changes)
        found += [{**row, "model": name} for row in _fitted(fit, kept, levels, model)]
    rows = pd.DataFrame(found, columns=[*COLUMNS, "model"]).astype(dict.fromkeys(MONTHS, "Int64"))
    groups = {name: rows["level"].where(rows["covariate"] == name, EVERY) for name in by}
    named = rows.assign(**groups, month=np.nan, estimand=Estimand.HAZARD_RATIO.value)
    return named.drop(columns=["covariate", "level"])


def proportionality_rows(events: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    """Return a test for each covariate, and all, that its hazard ratios are those of all months.

    Args and Raises: as `ratio_rows`.

    Returns:
        Groups (`every`), covariate, statistic, degrees_of_freedom, month (missing), estimand,
        estimate (p), lower and upper (missing), n_at_risk (persons), n_events, method. By person; a
        fit that cannot be had has one row, without an estimate.

    Source:
        That of `proportional`.
    """
    kept, levels = _with_events(events, by)
    try:
        tests = proportional(cox(kept, _model(levels, by, ())))
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


def _with_events(
    events: pd.DataFrame, by: tuple[str, ...]
) -> tuple[pd.DataFrame, dict[str, list[str]]]:
    """Return the rows at levels where somebody has the event, and the levels of each covariate.

    A level without events pulls its ratio to 0 without end, where its persons count for nothing in
    any risk set: the ratios of the others are those without them.
    """
    if not any(events[name].nunique() > 1 for name in by):
        raise DesignError(
            "A hazard ratio needs at least two groups.\nName a group column that has them."
        )
    kept, before = events, -1
    while len(kept) != before:
        before = len(kept)
        for name in by:
            with_event = kept.loc[(kept["cause"] == Cause.EVENT) & (kept["n"] > 0), name].unique()
            kept = kept[kept[name].isin(with_event)]
    levels = {name: sorted(map(str, kept[name].unique())) for name in by}
    return kept, {name: found for name, found in levels.items() if len(found) > 1}


def _model(levels: dict[str, list[str]], by: tuple[str, ...], changes: tuple[int, ...]) -> Model:
    """Return the model, its errors clustered unless the groups are municipalities.

    Raises:
        EstimationError: no covariate has two levels with events.
    """
    if not levels:
        raise EstimationError("Fewer than two groups have the event.")
    covariates = tuple(Covariate(name, changes=changes) for name in levels)
    if CLUSTER in by:
        return Model(covariates)
    return Model(covariates, errors=Errors.CLUSTER, cluster=CLUSTER)


def _fitted(
    fit: FitOf, kept: pd.DataFrame, levels: dict[str, list[str]], model: Callable[[], Model]
) -> list[Row]:
    """Return the ratios of a fit and the references, or every level without a ratio and why."""
    try:
        frame = fit(kept, model()).frame
    except EstimationError as error:
        pairs = [(name, level) for name, found in levels.items() for level in found]
        return [_counted(kept, *pair) | {"method": _why(error)} for pair in pairs]
    ratios = {"ratio": "estimate", "ratio_lower": "lower", "ratio_upper": "upper"}
    frame = frame.drop(columns=list(ratios.values())).rename(columns={**ratios, "n": "n_at_risk"})
    same = ["reference", *MONTHS, "method"]
    references = frame.drop_duplicates(["covariate", "reference", "first_month"])
    found = [
        _counted(_within(kept, row), str(row["covariate"]), str(row["reference"]))
        | dict.fromkeys(NUMBERS, 1.0)
        | {name: row[name] for name in same}
        for row in references.to_dict("records")
    ]
    return [*found, *({str(k): v for k, v in row.items()} for row in frame.to_dict("records"))]


def _left_out(events: pd.DataFrame, kept: pd.DataFrame, name: str) -> list[Row]:
    """Return the levels of a covariate that are in no model, because nobody has the event."""
    aside = sorted({*events[name].astype(str)} - {*kept[name].astype(str)})
    method = "no ratio: nobody at this level has the event"
    return [_counted(events, name, level) | {"method": method} for level in aside]


def _counted(events: pd.DataFrame, name: str, level: str) -> Row:
    """Return a level's row of persons and events, without a ratio."""
    here = events[events[name].astype(str) == level]
    counts = {"n_at_risk": int(here["n"].sum()), "n_events": _n_events(here)}
    return {"covariate": name, "level": level, **counts}


def _within(events: pd.DataFrame, row: dict[Hashable, Any]) -> pd.DataFrame:
    """Return who is at risk in the months of a ratio; an event after them has not come yet."""
    first, last = row["first_month"], row["last_month"]
    last = int(events["duration"].max()) if pd.isna(last) else last
    there = events[(events["duration"] >= first) & (events["entry"] < last)]
    known = there["cause"].where(there["duration"] <= last, Cause.CENSORED.value)
    return pd.DataFrame(there.assign(cause=known))


def _n_events(events: pd.DataFrame) -> int:
    return int(events.loc[events["cause"] == Cause.EVENT, "n"].sum())


def _why(error: EstimationError) -> str:
    """Return the fault of an error as a method: what could not be estimated is said."""
    return f"no ratio: {str(error).splitlines()[0]}"
