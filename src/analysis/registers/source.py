"""Where faults of a table stand: its file is looked into once more, and shown as it stands there.

What has been read is in the contract's types: 18,75 hours are 1875 hundredths, K is "female", and a
date cell of Excel is a date. A second look costs time only where something is wrong, and memory
only then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.registers.contract import Table
from analysis.registers.dataset import FORMATS, Dataset
from analysis.registers.files import read_raw
from analysis.registers.problems import SHOWN, TOGETHER, Problem, Problems, Rows, shape_of
from analysis.registers.repeats import Conflict
from analysis.registers.rules import TABLE
from analysis.registers.workbooks import found_in_workbook

HEADER_AGAIN = (
    "the names of the columns stand once, above all rows; here they stand again",
    "Take the row out; where two extracts were put together, look whether both have the same"
    " columns in the same order.",
)


@dataclass(frozen=True)
class Source:
    """One table's file, and what is declared of it."""

    folder: Path
    table: Table
    dataset: Dataset

    def place(self, name: str) -> str:
        """Return file and column as the dataset names them, and the contract's name beside."""
        return place_of(self.table, name, self.dataset)

    def found(self, name: str, rows: Sequence[int]) -> list[str]:
        """Return what is said to stand in some rows of a column."""
        values = self._again[name].loc[list(rows)]
        return [str(value) if self._is_sheet else f"'{shape_of(value)}'" for value in values]

    @property
    def _path(self) -> Path:
        return self.folder / self.dataset.tables[self.table.name].file

    @property
    def _is_sheet(self) -> bool:
        return FORMATS[self._path.suffix.lower()] == "Excel"

    @cached_property
    def _again(self) -> pd.DataFrame:
        if self._is_sheet:
            return found_in_workbook(self._path, self.table, self.dataset)
        return read_raw(self.folder, self.table, self.dataset)


def place_of(table: Table, name: str, dataset: Dataset) -> str:
    """Return file and column as a dataset names them, and the contract's name beside."""
    declared = dataset.tables[table.name]
    own = declared.own(name)
    of = "" if own == name else f" ({table.name}.{name})"
    return f"{declared.place}, column '{own}'{of}"


def tell(source: Source, name: str, rows: pd.Index, rule_hint: str, problems: Problems) -> None:
    """Note rows, if any, in which a column breaks a rule; `rule_hint` is 'rule|hint'."""
    ordered = [int(row) for row in rows.sort_values()]
    shown = [f"found {found}" for found in source.found(name, ordered[:SHOWN])] if ordered else []
    shown += [""] * (len(ordered) - len(shown))
    _note(source, name, rule_hint, list(zip(ordered, shown, strict=True)), problems)


def tell_conflicts(source: Source, conflicts: Sequence[Conflict], problems: Problems) -> None:
    """Note rows that contradict each other; those that speak of one thing stand in one line."""
    for conflict in conflicts:
        rule_hint = f"{conflict.rule}|{conflict.hint}"
        if not len(conflict.things):
            tell(source, conflict.column, conflict.rows, rule_hint, problems)
            continue
        by_thing = pd.Series(conflict.rows, dtype="int64").groupby(np.asarray(conflict.things))
        things = sorted(tuple(sorted(map(int, rows))) for _, rows in by_thing)
        lines: list[tuple[Rows, str]] = []
        for number, rows in enumerate(things):
            found = source.found(conflict.column, rows[:TOGETHER]) if number < SHOWN else []
            lines.append((rows, f"found {_listed(found)}"))
        _note(source, conflict.column, rule_hint, lines, problems)


def _listed(found: list[str]) -> str:
    """Return texts as a list in words: a, b and c."""
    return " and ".join(filter(None, [", ".join(found[:-1]), *found[-1:]]))


def _note(
    source: Source,
    name: str,
    rule_hint: str,
    rows: Sequence[tuple[Rows, str]],
    problems: Problems,
) -> None:
    if rows:
        rule, _, hint = rule_hint.replace(TABLE, source.table.name).partition("|")
        problems.add(Problem(source.place(name), rule, hint, rows))


def header_again(raw: pd.DataFrame, source: Source, problems: Problems) -> NDArray[np.bool_]:
    """Tell of each row whether it repeats the names of the columns, and note those that do."""
    declared = source.dataset.tables[source.table.name]
    again = np.ones(len(raw), dtype=bool)
    by_cost = sorted(raw, key=lambda name: _n_texts(raw[name]))  # most often the first shows it
    for name in by_cost:
        again &= _holds(raw[name], declared.own(str(name)))
        if not again.any():
            return again
    rows = [(int(row), "the names of the columns") for row in raw.index[again]]
    problems.add(Problem(declared.place, *HEADER_AGAIN, rows))
    return again


def _n_texts(values: pd.Series) -> int:
    if isinstance(values.dtype, pd.CategoricalDtype):
        return len(values.cat.categories)
    is_text = values.dtype == object or isinstance(values.dtype, pd.StringDtype)
    return len(values) if is_text else 0


def _holds(values: pd.Series, text: str) -> NDArray[np.bool_]:
    """Tell where a column holds a text, however its letters are cased and its blanks are set."""
    if not isinstance(values.dtype, pd.CategoricalDtype):
        if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_datetime64_any_dtype(values):
            return np.zeros(len(values), dtype=bool)
        values = values.astype("category")
    wanted = " ".join(text.split()).casefold()
    distinct = [" ".join(str(one).split()).casefold() for one in values.cat.categories]
    places = [place for place, one in enumerate(distinct) if one == wanted]
    return np.isin(values.cat.codes.to_numpy(), places)
