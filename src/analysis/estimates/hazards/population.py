"""Hazards of a population by month, from a model of months; who they are is the reader's choice."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import DesignError, EstimationError
from analysis.estimates.hazards.links import exponential, hazard, hazard_slope
from analysis.estimates.hazards.results import Baseline, Fit
from analysis.estimates.hazards.rows import Floats, Ints, encode


@dataclass(frozen=True, eq=False)
class Months:
    """One fit's hazards of a population, patterns x months from month 1.

    Attributes:
        fit: the fit.
        baseline: its baseline.
        stratum: by pattern.
        interval: by month, the interval of the baseline.
        design: by month, the place of its matrix in `designs`.
        designs: matrices patterns x coefficients, one for each period of changing coefficients.
        hazard: the hazard.
        slope: its derivative by the linear predictor.
    """

    fit: Fit
    baseline: Baseline
    stratum: Ints
    interval: Ints
    design: Ints
    designs: tuple[Floats, ...]
    hazard: Floats
    slope: Floats


def population_of(fit: Fit) -> pd.DataFrame:
    """Return the persons that a fit was made on, a row a pattern: covariates, strata, n, w.

    Persons are counted with the covariates that they begin with.
    """
    rows = fit.made.rows
    _, first = np.unique(rows.person, return_index=True)
    columns = {
        name: np.array(rows.levels[name])[codes[first]] for name, codes in rows.codes.items()
    }
    frame = pd.DataFrame({**columns, "n": rows.n[first], "w": rows.w[first]})
    return frame.groupby(list(columns), sort=True, observed=True).sum().reset_index()


def hazards_of(fit: Fit, population: pd.DataFrame) -> Months:
    """Return the hazards of each pattern of a population in each month that the fit saw."""
    baseline = fit.baseline
    if baseline is None:
        raise DesignError("Absolute risks come from a model of months: fit one with discrete_time.")
    months = np.arange(1, fit.made.rows.last + 1)
    interval = np.searchsorted(baseline.bounds, months) - 1
    starts = np.array([0, *fit.model.changes])
    design = np.searchsorted(starts, months) - 1
    columns = [_column(fit, population, place) for place in range(len(fit.coefficients))]
    designs = tuple(_in_period(fit, columns, int(start)) for start in starts)
    stratum = _stratum(fit, population)
    predictors = np.column_stack([one @ fit.coefficients for one in designs])
    odds = exponential(baseline.level[stratum][:, interval] + predictors[:, design])
    return Months(
        fit=fit,
        baseline=baseline,
        stratum=stratum,
        interval=interval,
        design=design,
        designs=designs,
        hazard=hazard(baseline.link, odds),
        slope=hazard_slope(baseline.link, odds),
    )


def _column(fit: Fit, population: pd.DataFrame, place: int) -> Floats:
    """Return one column of the design for a population, whatever the month."""
    column = fit.made.columns[place]
    if column.covariate not in population:
        raise EstimationError(f"The population has no column '{column.covariate}'.")
    values = population[column.covariate]
    if not column.level:
        if values.isna().any():
            raise EstimationError(
                f"The column '{column.covariate}' of the population has missing values."
            )
        return np.asarray(values.to_numpy(dtype=np.float64) - fit.made.centre[place])
    _known(values, fit, column.covariate)
    return np.asarray(values.astype(str) == column.level, dtype=np.float64)


def _known(values: "pd.Series[str]", fit: Fit, name: str) -> Ints:
    """Return the positions of values among the levels of a fit."""
    if values.isna().any():
        raise EstimationError(f"The column '{name}' of the population has missing values.")
    codes, found = encode(values)
    levels = fit.made.rows.levels[name]
    strange = [one for one in found if one not in levels]
    if strange:
        raise EstimationError(
            f"The model saw nobody with level '{strange[0]}' of '{name}'.\n"
            f"Levels: {', '.join(levels)}."
        )
    return np.array([levels.index(one) for one in found], dtype=np.int64)[codes]


def _in_period(fit: Fit, columns: list[Floats], start: int) -> Floats:
    """Return the design in the months after a start: 0 outside a coefficient's months."""
    at_work = [
        one.first - 1 <= start and (one.last is None or start < one.last)
        for one in fit.made.columns
    ]
    return np.asarray(np.column_stack(columns) * np.array(at_work))


def _stratum(fit: Fit, population: pd.DataFrame) -> Ints:
    strata = fit.made.strata
    if not fit.model.strata:
        return np.zeros(len(population), dtype=np.int64)
    missing = [name for name in strata if name not in population]
    if missing:
        raise EstimationError(f"The population has no column '{missing[0]}'.")
    wanted = population[list(strata)].astype(str)
    places = strata.astype(str).assign(place=np.arange(len(strata)))
    place = wanted.merge(places, how="left", on=list(strata))["place"]
    if place.isna().any():
        raise EstimationError("The population has a stratum in which the model saw nobody.")
    return np.asarray(place, dtype=np.int64)
