"""A dataset folder into registers: every row used, or left out and counted by reason."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import DataError, DesignError
from analysis.registers.account import Account, Fate, Remark
from analysis.registers.areas import PERIOD, area_conflicts, present_areas
from analysis.registers.contract import PROGRAMME_DATES, TABLES
from analysis.registers.dataset import Dataset
from analysis.registers.declaration import read_dataset
from analysis.registers.doubts import (
    identity_columns,
    identity_numbers,
    remark_doubts,
    remark_strangers,
)
from analysis.registers.files import raw_tables
from analysis.registers.hidden import Hidden
from analysis.registers.identity import IDENTITY_NUMBERS, TOLERATED
from analysis.registers.ids import lost_zeros
from analysis.registers.merged_areas import merge_areas
from analysis.registers.order import order_of_rows, ordered, renumbered, taken
from analysis.registers.parquet_files import DAYS, IDS
from analysis.registers.problems import Problem
from analysis.registers.repairs import fill_gaps, net_corrections
from analysis.registers.repeats import conflicts, identical_rows, join_spells
from analysis.registers.source import Source, header_again, tell, tell_conflicts
from analysis.registers.text_files import lacks_line_end
from analysis.registers.text_numbers import Distinct, form_of
from analysis.registers.values import read_column
from analysis.registers.workbooks import HIDDEN

LACKING = "{why} needs {column}, which this dataset does not have"
"""Why something cannot be had; pages tell it in their language."""


@dataclass(frozen=True)
class Registers:
    """The registers of one dataset, in the contract's types.

    Attributes:
        dataset: what dataset.toml declares.
        ids: person_id by person; `person` in every table is the position here (sorted by id).
        tables: table name -> frame; absent tables are absent. Rows are in the order of person,
            dates and the other columns, whatever their order in the file.
        rows: one row per table and fate: `table`, `fate` (used, or the reason), `rows`; the rows of
            a table add up to those of its file.
        remarks: repairs and warnings: `table`, `column`, `remark`, `rows` (values it holds for).
        hidden: what sheets of Excel hide and is read.
    """

    dataset: Dataset
    ids: pd.Index
    tables: dict[str, pd.DataFrame]
    rows: pd.DataFrame
    remarks: pd.DataFrame
    hidden: tuple[Hidden, ...] = ()

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
                f"{LACKING.format(why=why, column=f'{table}.{column}')}."
                "\nAdd it to the dataset, or choose another definition."
            )


def read_registers(folder: Path) -> Registers:
    """Read and check all tables that dataset.toml declares.

    Raises:
        DataError: with every problem found: file, row, column, shape of the value, rule.
    """
    dataset = read_dataset(folder)
    account = Account()
    frames: dict[str, pd.DataFrame] = {}
    for name, made in raw_tables(folder, dataset):
        try:
            raw = made()
        except DataError as error:
            account.problems.add(error)
            continue
        hidden = raw.attrs.pop(HIDDEN, None)
        if hidden:
            account.hide(hidden, len(raw))
        cut = lacks_line_end(folder / dataset.tables[name].file)
        account.remark(name, "", Remark.NO_LAST_LINE_END, cut)
        ids: Distinct | None = raw.attrs.pop(IDS, None)
        frames[name] = _read_table(raw, Source(folder, TABLES[name], dataset), account, ids)
    if "participants" in frames:
        _check_participants(frames["participants"], dataset, account)
    account.problems.stop_if_any()
    return _assemble(folder, dataset, frames, account)


def _read_table(
    raw: pd.DataFrame, source: Source, account: Account, ids: Distinct | None
) -> pd.DataFrame:
    """Return a table without empty and repeated rows; its index is the row in the file.

    Rows come in the order of `order_of_rows`.
    """
    table, dataset = source.table, source.dataset
    days: dict[str, NDArray[np.bool_]] = raw.attrs.pop(DAYS, {})
    columns: dict[str, pd.Series] = {}
    wrong = header_again(raw, source, account.problems)
    told, empty = wrong.copy(), np.ones(len(raw), dtype=bool)
    found: list[tuple[str, NDArray[np.bool_], str]] = []
    for name in list(map(str, raw)):
        values = raw.pop(name)  # a raw column is large, and done with here
        codes = dataset.tables[table.name].codes.get(name, {})
        seen = form_of(values, ids) if name not in days else days[name]
        column = read_column(values, table.column(name), codes, dataset, seen)
        columns[name], empty = column.values, empty & column.empty
        found += [(name, bad, rule_hint) for rule_hint, bad in column.broken.items()]
        account.remark(table.name, name, Remark.STRIPPED, column.stripped)
        account.remark(table.name, name, Remark.OPEN_DATE, column.open_ends)
    frame = pd.DataFrame(columns, copy=False)
    for name, bad, rule_hint in found:
        tell(source, name, frame.index[bad & ~empty & ~told], rule_hint, account.problems)
        wrong |= bad
    for first, second in table.in_order:
        dates = [frame[name].to_numpy() for name in (first, second) if name in frame]
        if len(dates) == 2 and (bad := dates[1] < dates[0]).any():
            own = dataset.tables[table.name].own(first)
            rule_hint = f"a date is not before '{own}'|Mend the dates."
            tell(source, second, frame.index[bad], rule_hint, account.problems)
            wrong |= bad
    account.count(table.name, Fate.EMPTY, empty.sum())
    frame, wrong = _where(frame, ~empty), wrong[~empty]
    frame, refused = _with_present_codes(frame, source, account)
    wrong |= refused
    order, repeats = identical_rows(frame)
    net = table.name == "jobs" and dataset.repairs.net_negative_hours
    repeated = frame.index[frame.duplicated(keep=False).to_numpy()] if net else frame.index[:0]
    account.count(table.name, Fate.IDENTICAL, repeats.sum())
    order = order.where(~repeats)
    frame = taken(frame, order)
    wrong = wrong[order.place] if wrong.any() else wrong[: len(frame)]
    right = _where(frame, ~wrong)
    if net:
        netted, unclear = net_corrections(right, repeated)
        tell_conflicts(source, unclear, account.problems)
        account.count(table.name, Fate.NETTED, len(right) - len(netted))
        account.remark(table.name, "", Remark.CORRECTED, len(right) - len(netted))
        right = taken(netted, order_of_rows(netted))
    _check_rows(right, source, account, ids)
    return frame if wrong.any() else right


def _with_present_codes(
    frame: pd.DataFrame, source: Source, account: Account
) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
    """Return a table with municipalities in codes of 2024, and whose codes cannot be read."""
    refused = np.zeros(len(frame), dtype=bool)
    table = source.table
    present = present_areas(frame, table, source.dataset)
    for name, codes in present.items():
        for rule_hint, bad in codes.broken.items():
            tell(source, name, frame.index[bad], rule_hint, account.problems)
            refused |= bad
        for remark, rows in codes.remarks.items():
            account.remark(table.name, name, remark, rows)
    columns = {str(name): frame[name] for name in frame} if present else {}
    columns |= {name: codes.values for name, codes in present.items()}
    if table.name == "areas" and present:
        columns[PERIOD] = pd.Series(present["code"].period, frame.index)
    return pd.DataFrame(columns, copy=False) if present else frame, refused


def _where(frame: pd.DataFrame, kept: NDArray[np.bool_]) -> pd.DataFrame:
    """Return the rows that are kept, without a copy where all are."""
    return frame if kept.all() else frame[kept]


def _check_rows(
    frame: pd.DataFrame, source: Source, account: Account, ids: Distinct | None
) -> None:
    """Note conflicts among the rows that are right one by one, and ids that are no pseudonyms."""
    table = source.table
    of_areas = area_conflicts(frame) if table.name == "areas" else []
    tell_conflicts(source, [*conflicts(frame, table), *of_areas], account.problems)
    for name in identity_columns(frame, table):
        rows, share = identity_numbers(frame[name], form_of(frame[name], ids))
        if share > TOLERATED:
            tell(source, name, frame.index[rows], IDENTITY_NUMBERS, account.problems)
        account.remark(table.name, name, Remark.IDENTITY_NUMBER, rows.sum())


def _check_participants(frame: pd.DataFrame, dataset: Dataset, account: Account) -> None:
    file = dataset.tables["participants"].place
    if not set(PROGRAMME_DATES) & set(frame):
        rule = f"one of {', '.join(PROGRAMME_DATES)} is needed"
        account.problems.add(Problem(file, rule, "Add a date, or name your own column for it."))
    if frame.empty:
        rule = "a dataset has at least one participant"
        account.problems.add(Problem(file, rule, "Write one row a person and programme."))


def _assemble(
    folder: Path, dataset: Dataset, frames: dict[str, pd.DataFrame], account: Account
) -> Registers:
    ids = _ids_in_order(frames["participants"]["person_id"])
    read = dict(frames)
    for name in [name for name in frames if "person_id" in frames[name]]:
        frames[name] = _of_participants(
            frames[name], ids, Source(folder, TABLES[name], dataset), account
        )
    account.problems.stop_if_any()
    tables: dict[str, pd.DataFrame] = {}
    _fill_gaps(frames, dataset, account)
    for name in list(frames):
        frame = frames.pop(name)
        joined = join_spells(frame, TABLES[name])
        account.count(name, Fate.JOINED, len(frame) - len(joined))
        frame = joined
        if name == "areas":
            merged = merge_areas(frame)
            account.count(name, Fate.MERGED_AREA, len(frame) - len(merged))
            frame = merged
        remark_doubts(frame, TABLES[name], dataset, account)
        account.count(name, Fate.USED, len(frame))
        is_ordered = frame is read.pop(name)  # as it was read, its persons too
        frame = _with_persons(frame)
        tables[name] = renumbered(frame) if is_ordered else ordered(frame)
    hidden = tuple(account.hidden)
    return Registers(dataset, ids, tables, account.rows(), account.remarks(), hidden)


def _ids_in_order(column: pd.Series) -> pd.Index:
    """Return the distinct ids of a column in their order."""
    ids: pd.Index = column.cat.categories
    used = np.bincount(column.cat.codes, minlength=len(ids)) > 0
    ids = ids if used.all() else ids[used]
    if not ids.is_monotonic_increasing:
        ids = pd.Index(sorted(ids), dtype=object)
    return ids.rename("person_id")


def _fill_gaps(frames: dict[str, pd.DataFrame], dataset: Dataset, account: Account) -> None:
    """Fill short gaps in residence where that is declared."""
    days = dataset.repairs.residence_gap_days
    if days and "residence" in frames:
        filled, gaps = fill_gaps(frames["residence"], frames.get("departures"), days)
        frames["residence"] = filled
        account.remark("residence", "end", Remark.GAP_FILLED, gaps)


def _of_participants(
    frame: pd.DataFrame, ids: pd.Index, source: Source, account: Account
) -> pd.DataFrame:
    """Return the rows of participants, with `ids` as the categories of person_id.

    Ids that went through a number in one table and not in another, 7 beside 007, are noted.
    """
    column, name = frame["person_id"], source.table.name
    person, categories = column.cat.codes.to_numpy(), column.cat.categories
    are_these = categories.to_numpy() is ids.to_numpy()  # a look at a million texts is spared
    if not are_these:
        person = ids.get_indexer(categories)[person]
    known = person >= 0
    if not known.all():
        bad, rule_hint = lost_zeros(column[~known], ids)
        account.problems.add_rows(source.place("person_id"), bad, column[~known], rule_hint)
    account.count(name, Fate.NOT_A_PARTICIPANT, (~known).sum())
    remark_strangers(name, known, account)
    if are_these and known.all():
        return frame
    placed = pd.Categorical.from_codes(person, ids)  # type: ignore[arg-type]
    return _where(frame.assign(person_id=placed), known)


def _with_persons(frame: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the place of each person_id in the order of ids as `person`."""
    columns = {str(name): frame[name] for name in frame}
    if "person_id" not in columns:
        return frame
    person = pd.Series(frame["person_id"].cat.codes, dtype="int32")
    placed = {"person_id": ("person", person)}
    return pd.DataFrame(
        dict(placed.get(name, (name, values)) for name, values in columns.items()), copy=False
    )
