"""Covariate patterns: each combination of levels once, as a row of the design matrix."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from analysis.errors import EstimationError
from analysis.estimates.hazards.model import Covariate, Model
from analysis.estimates.hazards.rows import Bools, Floats, Ints, Rows, joined

THIN = 1e-9
"""Variance left of a column, of 1, below which it is a combination of those before it."""


@dataclass(frozen=True)
class Column:
    """One coefficient: a level against the reference, in months first to last.

    Attributes:
        covariate: its covariate.
        level: the level; empty for a number, whose coefficient is for each unit.
        reference: the level that it is compared with; empty for a number.
        first: the first month of its coefficient.
        last: the last one; None: to the end.
    """

    covariate: str
    level: str
    reference: str
    first: int = 1
    last: int | None = None

    def __str__(self) -> str:
        """Return the column as a reader would name it."""
        name = f"'{self.covariate}'" + (f", level '{self.level}'" if self.level else "")
        if self.first == 1 and self.last is None:
            return name
        until = f"{self.last}" if self.last else "the end"
        return f"{name}, months {self.first} to {until}"


@dataclass(frozen=True, eq=False)
class Patterns:
    """The rows of a table of events, and the design matrix of their patterns.

    Attributes:
        rows: the rows.
        of_row: the pattern of each row.
        design: patterns x coefficients; 0 outside a coefficient's months.
        columns: what the coefficients are.
        centre: what is taken from each column: the mean of a number, 0 for a level.
        stratum: the stratum of each pattern.
        strata: the levels of each stratum.
    """

    rows: Rows
    of_row: Ints
    design: Floats
    columns: tuple[Column, ...]
    centre: Floats
    stratum: Ints
    strata: pd.DataFrame


def patterns(rows: Rows, model: Model) -> Patterns:
    """Return the patterns of a table of events under a model.

    Raises:
        EstimationError: nobody has the event; a covariate has one level only, a level without
            events, no such reference, or is a combination of others.
    """
    if not rows.event.any():
        raise EstimationError(
            f"Nobody has the cause {model.cause} in this table: there is no hazard to model."
        )
    names = list(rows.codes)
    key = joined(
        [*rows.codes.values(), rows.period],
        [*(len(rows.levels[name]) for name in names), len(model.changes) + 1],
    )
    _, first, of_row = np.unique(key, return_index=True, return_inverse=True)
    columns, blocks, centre = [], [], []
    for covariate in model.covariates:
        for column, chosen in _columns(rows, covariate, model):
            values, mean = _values(rows, covariate, column)
            columns.append(column)
            blocks.append(values[first] * chosen[first])
            centre.append(mean)
    stratum, strata = _strata(rows, model, first)
    design = np.column_stack(blocks)
    made = Patterns(rows, of_row, design, tuple(columns), np.array(centre), stratum, strata)
    _refuse_collinear(made, np.bincount(of_row, weights=rows.w).astype(np.float64))
    return made


def _values(rows: Rows, covariate: Covariate, column: Column) -> tuple[Floats, float]:
    """Return a column by row: 1 for its level, or a number less its mean, and that mean."""
    codes, levels = rows.codes[covariate.name], rows.levels[covariate.name]
    if not covariate.numeric:
        return (codes == levels.index(column.level)).astype(np.float64), 0.0
    values = np.array(levels, dtype=np.float64)[codes]
    mean = float(np.average(values, weights=rows.w))
    return values - mean, mean


def _columns(rows: Rows, covariate: Covariate, model: Model) -> list[tuple[Column, Bools]]:
    """Return the columns of one covariate, each with the rows in whose months it is at work."""
    found = []
    starts = np.array([0, *model.changes])[rows.period]
    reference = "" if covariate.numeric else _reference(rows, covariate)
    limits = [0, *covariate.changes, None]
    for first, last in pairwise(limits):
        here = (starts >= first) & (last is None or starts < last)
        _refuse_levels(rows, covariate, here, (first, last), model)
        for level in [""] if covariate.numeric else rows.levels[covariate.name]:
            if covariate.numeric or level != reference:
                column = Column(covariate.name, level, reference, (first or 0) + 1, last)
                found.append((column, here))
    return found


def _reference(rows: Rows, covariate: Covariate) -> str:
    """Return the reference level: the stated one, or the one with most persons."""
    levels = rows.levels[covariate.name]
    if covariate.reference is None:
        codes = rows.codes[covariate.name]
        persons = [rows.persons(codes == place) for place in range(len(levels))]
        return str(levels[int(np.argmax(persons))])
    if covariate.reference not in levels:
        raise EstimationError(
            f"Nobody has the level '{covariate.reference}' of '{covariate.name}', "
            f"which is its reference.\nLevels: {', '.join(levels)}."
        )
    return covariate.reference


def _refuse_levels(
    rows: Rows,
    covariate: Covariate,
    here: Bools,
    months: tuple[int | None, int | None],
    model: Model,
) -> None:
    """Refuse a covariate whose coefficients the cross-table of levels and events cannot give."""
    codes, levels = rows.codes[covariate.name], rows.levels[covariate.name]
    if len(levels) == 1:
        raise EstimationError(
            f"The covariate '{covariate.name}' has one level only, '{levels[0]}': "
            "there is nothing to compare.\nLeave it out."
        )
    if covariate.numeric:
        return
    events = np.bincount(codes[here & rows.event], minlength=len(levels))
    present = np.bincount(codes[here], minlength=len(levels))
    for level, some, anybody in zip(levels, events, present, strict=True):
        column = Column(covariate.name, level, "", (months[0] or 0) + 1, months[1])
        if not some:
            what = f"has no {model.cause}" if anybody else "has nobody at risk"
            raise EstimationError(
                f"{column}, {what}: its coefficient would be infinite.\n"
                "Join the level with another, or leave the covariate out."
            )


def _strata(rows: Rows, model: Model, first: Ints) -> tuple[Ints, pd.DataFrame]:
    """Return the stratum of each pattern, and the levels of each stratum."""
    if not model.strata:
        return np.zeros(len(first), dtype=np.int64), pd.DataFrame(index=[0])
    codes = [rows.codes[name][first] for name in model.strata]
    key = joined(codes, [len(rows.levels[name]) for name in model.strata])
    _, where, stratum = np.unique(key, return_index=True, return_inverse=True)
    levels = {
        name: [rows.levels[name][code[place]] for place in where]
        for name, code in zip(model.strata, codes, strict=True)
    }
    return stratum.astype(np.int64), pd.DataFrame(levels)


def _refuse_collinear(made: Patterns, weight: Floats) -> None:
    """Refuse a column that is a combination of those before it, within strata."""
    n_strata = len(made.strata)
    centred = made.design.copy()
    total = np.bincount(made.stratum, weights=weight, minlength=n_strata)
    for place in range(centred.shape[1]):
        sums = np.bincount(made.stratum, weight * centred[:, place], minlength=n_strata)
        centred[:, place] -= (sums / total)[made.stratum]
    gram = centred.T @ (weight[:, None] * centred)
    before = made.design.T @ (weight[:, None] * made.design)
    for place, column in enumerate(made.columns):
        left = gram[place, place]
        if left <= THIN * max(before[place, place], 1e-300):
            raise EstimationError(
                f"{column}, is a combination of the covariates before it or of the strata: "
                "their coefficients cannot be told apart.\nLeave one of them out."
            )
        gram = gram - np.outer(gram[place], gram[place]) / left
