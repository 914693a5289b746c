"""What a fitted model says: tidy rows, and what absolute risks are made of."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimates.hazards.model import Errors, Link, Model, Scale, Ties
from analysis.estimates.hazards.patterns import Column, Patterns
from analysis.estimates.hazards.rows import Floats, Ints
from analysis.estimates.quantiles import below_upper, normal_quantile

TIDY = (
    "covariate",
    "level",
    "reference",
    "first_month",
    "last_month",
    "estimate",
    "std_error",
    "lower",
    "upper",
    "scale",
    "ratio",
    "ratio_lower",
    "ratio_upper",
    "n",
    "n_events",
    "method",
)
"""Columns of a fit's rows: estimate and interval are on the log scale, ratios their exponentials;
n is persons at the level, n_events those of them with the event, in the months of the row."""
WORDS = {
    Errors.MODEL: "errors from the information",
    Errors.PERSON: "robust errors by person",
    Errors.CLUSTER: "robust errors by cluster",
}


@dataclass(frozen=True, eq=False)
class Baseline:
    """The hazard of the reference in a model of months, and how well it is known.

    Attributes:
        link: the shape of the model.
        bounds: the last month before each interval, and the last month of all.
        level: strata x intervals: the linear predictor; -inf where nobody has the event, inf where
            everybody has.
        weight: strata x intervals: information of the level, coefficients given; 0 where infinite.
        mean: strata x intervals x coefficients: means of the design under those weights.
    """

    link: Link
    bounds: Ints
    level: Floats
    weight: Floats
    mean: Floats


@dataclass(frozen=True, eq=False)
class Fit:
    """Coefficients of a hazard model.

    Attributes:
        model: what was asked for.
        made: the patterns that it was fitted on.
        scale: what ratios are.
        method: model, ties or link, and where the errors come from.
        coefficients: on the log scale.
        information: of the coefficients, the baseline at its best.
        covariance: of the coefficients, robust where the method says so.
        log_likelihood: at the coefficients.
        null_log_likelihood: with all coefficients 0.
        n_units: persons, or clusters, that the errors are taken over.
        ties: how a partial likelihood treated ties; None: a model of months.
        baseline: of a model of months; None: a partial likelihood.
        reaches: of errors by cluster, standard errors to either side of each coefficient.
    """

    model: Model
    made: Patterns
    scale: Scale
    method: str
    coefficients: Floats
    information: Floats
    covariance: Floats
    log_likelihood: float
    null_log_likelihood: float
    n_units: int
    ties: Ties | None = None
    baseline: Baseline | None = None
    reaches: Floats | None = None

    @property
    def std_errors(self) -> Floats:
        """Standard errors of the coefficients."""
        return np.sqrt(np.diag(self.covariance))

    @property
    def n(self) -> int:
        """Persons."""
        return self.made.rows.persons(np.ones(len(self.made.rows.n), dtype=bool))

    @property
    def n_events(self) -> int:
        """Persons with the event."""
        return self.made.rows.events(np.ones(len(self.made.rows.n), dtype=bool))

    @property
    def frame(self) -> pd.DataFrame:
        """One row a coefficient, columns TIDY."""
        counts = [self.persons(column) for column in self.made.columns]
        normal = normal_quantile(below_upper(self.model.level))
        reach = normal if self.reaches is None else self.reaches
        columns = self.made.columns
        frame = pd.DataFrame(
            {
                "covariate": [one.covariate for one in columns],
                "level": [one.level for one in columns],
                "reference": [one.reference for one in columns],
                "first_month": [one.first for one in columns],
                "last_month": pd.array([one.last for one in columns], dtype="Int64"),
                "estimate": self.coefficients,
                "std_error": self.std_errors,
                "lower": self.coefficients - reach * self.std_errors,
                "upper": self.coefficients + reach * self.std_errors,
                "scale": self.scale.value,
                "n": [n for n, _ in counts],
                "n_events": [events for _, events in counts],
                "method": self.method,
            }
        )
        ratios = {"ratio": "estimate", "ratio_lower": "lower", "ratio_upper": "upper"}
        with np.errstate(over="ignore"):  # the ratio of a limit that is as good as none is infinite
            return frame.assign(**{to: np.exp(frame[of]) for to, of in ratios.items()})[list(TIDY)]

    def persons(self, column: Column) -> tuple[int, int]:
        """Return persons and events at the level, and in the months, of a column."""
        made = self.made
        starts = np.array([0, *self.model.changes])[made.rows.period]
        here = (starts >= column.first - 1) & (starts < (column.last or made.rows.last))
        if column.level:
            levels = made.rows.levels[column.covariate]
            here &= made.rows.codes[column.covariate] == levels.index(column.level)
        return made.rows.persons(here), made.rows.events(here)


def method(kind: str, errors: Errors, n_units: int) -> str:
    """Return the line that says how a fit was made."""
    return f"{kind}; {WORDS[errors]} ({n_units})"
