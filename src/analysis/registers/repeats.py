"""Rows that speak of the same thing twice: the same is kept once and counted, a conflict stops.

Frames keep their file's rows as index here, so that a conflict can be shown by its rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.registers.contract import Table
from analysis.registers.order import Order, order_of_rows

ONE_VALUE_A_PERSON = (
    "settled",
    "sex",
    "birth_year",
    "country_of_origin",
    "admission",
    "prior_education",
    "weight",
)
JOB = ("person_id", "employer_id", "kind")
JOB_VALUES = ("hours_per_week", "monthly_earnings", "contract", "subsidised")
ONE_THING = {
    "jobs": JOB,
    "education": ("person_id", "level"),
    "residence": ("person_id", "municipality"),
    "labour_office": ("person_id", "status"),
}
"""What makes two overlapping spells of a table one thing, so that they are joined."""
ALIKE = {"benefits": ("person_id", "kind"), "activities": ("person_id", "kind")}
"""What makes two overlapping spells alike; two benefits of a kind may well be two."""
HINT = "Keep the row that is right."
TWO_CONTRACTS = (
    "Keep the row that is right; where they are two contracts, give each an employer_id of its own,"
    " or move that column to ignored under [tables.jobs]: then each row is a job of its own."
)
NOTHING_SAID = (
    "a row of participants holds more than an id",
    "Fill in dates and municipality, or take the row out; a row of totals is no person.",
)
FOREVER = 2**62


@dataclass(frozen=True)
class Conflict:
    """Rows that contradict each other in a column.

    Attributes:
        column: where they differ.
        rule: what holds where they do not.
        rows: of the file.
        hint: what to do.
        things: by row, the number of the person, programme or job that it speaks of; empty where
            each row is wrong by itself.
    """

    column: str
    rule: str
    rows: pd.Index
    hint: str = HINT
    things: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


def identical_rows(frame: pd.DataFrame) -> tuple[Order, NDArray[np.bool_]]:
    """Return the order of rows, and by place in it whether the row before is the same."""
    order = order_of_rows(frame)
    repeated = order.shared.copy()
    repeated[repeated] = frame.iloc[order.place[repeated]].duplicated().to_numpy()
    return order, repeated


def conflicts(frame: pd.DataFrame, table: Table) -> list[Conflict]:
    """Return where rows of one person, programme or job contradict each other."""
    found = []
    if table.name == "participants":
        found += _of_persons(frame)
    if table.one_row_a_person:
        found += _twice(frame, ["person_id"], "one row a person")
    if table.name == "jobs" and "employer_id" in frame:
        found += conflicts_of_values(_overlapping(frame, JOB), JOB_VALUES)
    return [conflict for conflict in found if len(conflict.rows)]


def _of_persons(frame: pd.DataFrame) -> list[Conflict]:
    rule, hint = NOTHING_SAID
    silent = np.ones(len(frame), dtype=bool)
    for name in frame.columns.difference(["person_id", "household_id"]):
        silent &= silent.any() and frame[name].isna().to_numpy(dtype=bool)
    silence = [Conflict("person_id", rule, frame.index[silent], hint)] if silent.any() else []
    person = frame["person_id"].cat.codes.to_numpy()
    if (person[1:] > person[:-1]).all():  # each has one row
        return silence
    several = frame[frame.duplicated("person_id", keep=False)]
    if several.empty:
        return silence
    found = []
    for name in [name for name in ONE_VALUE_A_PERSON if name in frame]:
        known = several[several[name].notna()]
        values = known.drop_duplicates(["person_id", name])
        persons = values.loc[values.duplicated("person_id"), "person_id"]
        mixed = known[known["person_id"].isin(persons)]
        things = _numbers(mixed, ["person_id"])
        found.append(Conflict(name, "one value a person", mixed.index, HINT, things))
    programme = [name for name in ("person_id", "programme_start") if name in frame]
    return [*found, *silence, *_twice(several, programme, "one row a person and programme", found)]


def _twice(
    frame: pd.DataFrame, key: list[str], rule: str, told: Sequence[Conflict] = ()
) -> list[Conflict]:
    """Return for each column the rows of one key that differ in it, without those told already."""
    rows = frame[frame.duplicated(key, keep=False)]
    things = _numbers(rows, key)
    words = f"{rule}; these rows are of one, and differ here"
    found = []
    for name in rows.columns.difference(key, sort=False):
        values = pd.Series(pd.factorize(rows[name], use_na_sentinel=False)[0])
        differs = (values.groupby(things).transform("nunique") > 1).to_numpy(dtype=bool)
        before = [conflict.rows for conflict in told if conflict.column == name]
        if before:  # at most one: whoever is told of already is not told again
            is_told = pd.Series(rows.index.isin(before[0])).groupby(things).transform("any")
            differs &= ~is_told.to_numpy(dtype=bool)
        found.append(Conflict(str(name), words, rows.index[differs], HINT, things[differs]))
    return found


def _numbers(rows: pd.DataFrame, key: list[str]) -> NDArray[np.int64]:
    """Return by row the number of its key, where rows of one key have one number."""
    numbers = rows.groupby(key, observed=True, dropna=False, sort=False).ngroup()
    return np.asarray(numbers, dtype=np.int64)


def join_spells(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return a table with overlapping spells of one thing and equal values joined into one spell.

    A job is person + employer + kind (definitions.md 2); without employer_id no jobs are joined.
    Spells that merely follow each other, or differ in another value, stay apart.
    """
    if table.name not in ONE_THING or (table.name == "jobs" and "employer_id" not in frame):
        return frame
    values = [str(name) for name in frame if name not in ("start", "end")]
    spells = _overlapping(frame, ONE_THING[table.name], values)
    if spells.empty:
        return frame
    last = spells["end"].groupby(spells["stretch"]).transform("max")
    is_open = spells["end"].isna().groupby(spells["stretch"]).transform("any")
    first = ~spells.duplicated("stretch")
    joined = frame.drop(index=spells.index[~first])
    joined.loc[spells.index[first], "end"] = last.mask(is_open)[first]
    return joined


def overlaps(frame: pd.DataFrame, table: Table) -> int:
    """Return how many spells overlap an earlier one of the same state or kind.

    Of jobs only those of one job are alike, and such an overlap is joined or stops.
    """
    alike = {**ONE_THING, **ALIKE}
    if table.name not in alike or table.name == "jobs":
        return 0
    spells = _overlapping(frame, alike[table.name])
    return len(spells) - spells["stretch"].nunique()


def places_at_once(residence: pd.DataFrame) -> int:
    """Return how many spells overlap an earlier one of the same person in another municipality.

    Spells of one municipality are joined already.
    """
    known = residence[residence["municipality"].notna()]
    spells = _overlapping(known, ("person_id",))
    several = spells.groupby("stretch")["municipality"].transform("nunique") > 1
    return int(several.sum()) - spells.loc[several, "stretch"].nunique()


def conflicts_of_values(spells: pd.DataFrame, names: Sequence[str]) -> list[Conflict]:
    """Return where spells of one job, those of one `stretch`, have different values."""
    found = []
    for name in [name for name in names if name in spells]:
        values = spells.drop_duplicates(["stretch", name])
        mixed = values.loc[values.duplicated("stretch"), "stretch"]
        wrong = spells[spells["stretch"].isin(mixed)]
        rule = f"overlapping spells of one job have the same {name}"
        things = wrong["stretch"].to_numpy(dtype=np.int64)
        found.append(Conflict(name, rule, wrong.index, TWO_CONTRACTS, things))
    return found


def _overlapping(
    frame: pd.DataFrame, keys: Sequence[str], values: Sequence[str] = ()
) -> pd.DataFrame:
    """Return the spells that overlap another of the same keys, with `stretch`, ordered by start.

    A stretch is a set of spells that reach each other; a last day is part of its spell. A missing
    key is like no other; `values` must be the same as well, where missing is the same as missing.
    """
    key = [name for name in keys if name in frame]
    usable = frame[[*key, "start"]].notna().all(axis=1).to_numpy()
    rows = frame[usable & frame.duplicated(key, keep=False).to_numpy()]
    same = rows.groupby([*key, *(set(values) - set(key))], observed=True, dropna=False)
    group = same.ngroup().to_numpy()
    start = rows["start"].astype("int64").to_numpy()
    end = rows["end"].astype("int64").where(rows["end"].notna(), FOREVER).to_numpy()
    order = np.lexsort((end, start, group))
    group, start = group[order], start[order]
    reach = pd.Series(end[order]).groupby(group).cummax()
    earlier = reach.groupby(group).shift(1, fill_value=-FOREVER).to_numpy()
    stretch = np.cumsum(start > earlier)
    several = np.bincount(stretch, minlength=1)[stretch] > 1 if len(stretch) else start > 0
    found: pd.DataFrame = rows.iloc[order[several]]
    return found.assign(stretch=stretch[several])
