"""A dataset folder into registers: every row used, or left out and counted by reason."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import DesignError
from analysis.registers.contract import PROGRAMME_DATES, TABLES, Table
from analysis.registers.dataset import Dataset, read_dataset
from analysis.registers.files import read_raw
from analysis.registers.problems import Problems
from analysis.registers.repeats import find_conflicts, join_job_spells
from analysis.registers.values import read_column, rule_of, text_of

Count = tuple[str, str, int]


@dataclass(frozen=True)
class Registers:
    """The registers of one dataset, in the contract's types.

    Attributes:
        dataset: what dataset.toml declares.
        ids: person_id by person; `person` in every table is the position here (sorted by id).
        tables: table name -> frame; absent tables are absent.
        rows: one row per table and fate: `table`, `fate` (used, or the reason), `rows`; the rows of
            a table add up to those of its file.
    """

    dataset: Dataset
    ids: pd.Index
    tables: dict[str, pd.DataFrame]
    rows: pd.DataFrame

    @property
    def n_persons(self) -> int:
        """Number of persons."""
        return len(self.ids)

    def has(self, table: str, column: str | None = None) -> bool:
        """Tell whether a table, or a column of it, is there."""
        return table in self.tables and (column is None or column in self.tables[table])

    def need(self, table: str, column: str, why: str) -> None:
        """Raise DesignError where a table or column that something needs is absent."""
        if not self.has(table, column):
            raise DesignError(
                f"{why} needs {table}.{column}, which this dataset does not have."
                "\nAdd it to the dataset, or choose another definition."
            )


def read_registers(folder: Path) -> Registers:
    """Read and check all tables that dataset.toml declares.

    Raises:
        DataError: with every problem found: file, row, column, shape of the value, rule.
    """
    dataset = read_dataset(folder)
    problems = Problems()
    frames: dict[str, pd.DataFrame] = {}
    for name in dataset.tables:
        frames[name] = _read_table(folder, TABLES[name], dataset, problems)
    _check_programmes(frames, dataset, problems)
    problems.stop_if_any()
    counts: list[Count] = []
    for name, frame in frames.items():
        frames[name] = _without_repeats(name, frame, counts)
        find_conflicts(frames[name], TABLES[name], dataset.tables[name].file, problems)
    problems.stop_if_any()
    return _assemble(dataset, frames, counts)


def _read_table(folder: Path, table: Table, dataset: Dataset, problems: Problems) -> pd.DataFrame:
    raw = read_raw(folder, table, dataset)
    declared = dataset.tables[table.name]
    holds = np.zeros(len(raw), dtype=bool)
    for name in raw:
        holds |= (text_of(raw[name]) != "").to_numpy(dtype=bool)
    raw = raw[holds]  # a line that holds nothing is no row
    columns = {}
    for name in raw:
        column = table.column(str(name))
        codes = declared.codes.get(column.name, {})
        columns[name], bad = read_column(raw[name], column, codes, dataset)
        if bad.any():
            problems.add_rows(declared.file, column.name, bad, raw[name], rule_of(column, codes))
    frame = pd.DataFrame(columns, index=raw.index)
    for first, second in table.in_order:
        if {first, second} <= set(frame):
            bad = (frame[second] < frame[first]).to_numpy(dtype=bool)
            rule = f"'{second}' does not come before '{first}'|Mend the dates."
            problems.add_rows(declared.file, second, bad, raw[second], rule)
    return frame


def _check_programmes(
    frames: dict[str, pd.DataFrame], dataset: Dataset, problems: Problems
) -> None:
    participants = frames["participants"]
    file = dataset.tables["participants"].file
    if not set(PROGRAMME_DATES) & set(participants):
        problems.add(file, "programme_start", f"one of {', '.join(PROGRAMME_DATES)} is needed")
    if participants.empty:
        problems.add(file, "person_id", "there is no participant")


def _without_repeats(name: str, frame: pd.DataFrame, counts: list[Count]) -> pd.DataFrame:
    once = frame.drop_duplicates()
    counts.append((name, "identical_row", len(frame) - len(once)))
    return once


def _assemble(dataset: Dataset, frames: dict[str, pd.DataFrame], counts: list[Count]) -> Registers:
    ids = pd.Index(sorted(frames["participants"]["person_id"].unique()), name="person_id")
    tables: dict[str, pd.DataFrame] = {}
    for name, frame in frames.items():
        if name == "jobs":
            joined = join_job_spells(frame)
            counts.append((name, "joined_to_another_spell", len(frame) - len(joined)))
            frame = joined
        if "person_id" in frame:
            person = ids.get_indexer(frame["person_id"])
            counts.append((name, "not_a_participant", int((person < 0).sum())))
            frame = frame.drop(columns="person_id")
            frame.insert(0, "person", person.astype(np.int32))
            frame = frame[person >= 0]
        counts.append((name, "used", len(frame)))
        if name == "participants":  # the only table whose order could matter: first programme first
            by = [n for n in ("person", "programme_start", "programme_end") if n in frame]
            frame = frame.sort_values(by, kind="stable")
        tables[name] = frame.reset_index(drop=True)
    rows = pd.DataFrame(counts, columns=["table", "fate", "rows"])
    return Registers(dataset, ids, tables, rows[rows["rows"] > 0].reset_index(drop=True))
