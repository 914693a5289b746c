"""What is used as it stands, and yet worth a warning: counted, listed with the data's quality."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.compiled import compiled
from analysis.registers.account import Account, Remark
from analysis.registers.contract import Kind, Table
from analysis.registers.dataset import Dataset
from analysis.registers.identity import any_like_one, hold_identity_numbers
from analysis.registers.ids import twins_by_zeros
from analysis.registers.order import DAY_BITS, day_number, order_of
from analysis.registers.repeats import overlaps, places_at_once
from analysis.registers.text_numbers import Form

WEEK = 168_00
"""Hours of a week, in hundredths."""
YOUNGEST, OLDEST = 10, 100
"""Ages in a programme that are no slip of the pen."""
NAMES = (Kind.ID, Kind.TEXT, Kind.AREA)
"""Kinds of columns in which an identity number may stand."""
EVENTS = ("family", "participation")
IDS = ("person_id", "employer_id", "household_id")
NO_DAY = (1 << DAY_BITS) - 1
"""The number of a day after all others."""
STRANGE, FEWEST = 0.9, 10
"""From this share of a table's rows on, if there are so many, hardly any is of a participant."""
MANY = 0.1
"""Above this share of a table's rows it is a warning that they are left out."""
Bools = NDArray[np.bool_]


def remark_doubts(frame: pd.DataFrame, table: Table, dataset: Dataset, account: Account) -> None:
    """Count what is worth a warning in the rows of a table."""
    found: list[tuple[str, Remark, int]] = []
    if table.name == "participants":
        found += _of_participants(frame)
    if table.name == "jobs" and "hours_per_week" in frame:
        found.append(("hours_per_week", Remark.LONG_WEEK, long_weeks(frame)))
    if table.name == "residence":
        found.append(("start", Remark.TWO_PLACES, places_at_once(frame)))
    found.append(("start", Remark.OVERLAP, overlaps(frame, table)))
    found += _outside(frame, table, dataset)
    for name in IDS:
        if name in frame and isinstance(frame[name].dtype, pd.CategoricalDtype):
            found.append((name, Remark.ZEROS_DIFFER, int(twins_by_zeros(frame[name]).sum())))
    for column, remark, rows in found:
        account.remark(table.name, column, remark, rows)


def remark_strangers(table: str, known: Bools, account: Account) -> None:
    """Warn where many, or nearly all, rows of a table are of persons who are no participants.

    Their ids may come from another pseudonymisation or extract, which nothing else would show.
    """
    strange = int((~known).sum())
    if strange == len(known) or (strange >= FEWEST and strange >= STRANGE * len(known)):
        account.remark(table, "person_id", Remark.STRANGERS, strange)
    elif strange > MANY * len(known):
        account.remark(table, "person_id", Remark.MANY_STRANGERS, strange)


def identity_columns(frame: pd.DataFrame, table: Table) -> list[str]:
    """Return the columns in which a national identity number may stand."""
    return [
        column.name for column in table.columns if column.kind in NAMES and column.name in frame
    ]


def identity_numbers(texts: pd.Series, form: Form | None = None) -> tuple[Bools, float]:
    """Return in which rows an identity number stands, and the share of distinct texts with one.

    `form` is that of the categories, where it is known.
    """
    if not any_like_one(texts.cat.categories, form):
        return np.zeros(len(texts), dtype=bool), 0.0
    used = texts.cat.remove_unused_categories().cat
    holds = hold_identity_numbers(used.categories)
    rows = np.append(holds, False)[used.codes.to_numpy()]  # a missing text has the code -1
    return rows, float(holds.mean()) if len(holds) else 0.0


def _of_participants(frame: pd.DataFrame) -> list[tuple[str, Remark, int]]:
    """Count missing municipalities, and dates that are out of the order in which things happen."""
    nothing = np.full(len(frame), np.datetime64("NaT", "s"))
    names = ("programme_start", "programme_end", "settled", "registered")
    dates = [frame[name].to_numpy() if name in frame else nothing for name in names]
    start, end, settled, registered = dates
    found = [
        ("municipality", Remark.UNKNOWN_MUNICIPALITY, frame["municipality"].isna().to_numpy()),
        ("settled", Remark.SETTLED_LATE, (settled > start) | (settled > end)),
        ("registered", Remark.REGISTERED_EARLY, registered < end),
    ]
    if "birth_year" in frame:
        begun = pd.Series(np.where(np.isnat(start), end, start), frame.index, dtype="datetime64[s]")
        age = begun.dt.year.astype("Int32") - frame["birth_year"]
        unlikely = ((age < YOUNGEST) | (age > OLDEST)).to_numpy(dtype=bool, na_value=False)
        found.append(("birth_year", Remark.UNLIKELY_AGE, unlikely))
    return [(column, remark, int(holds.sum())) for column, remark, holds in found]


def _outside(frame: pd.DataFrame, table: Table, dataset: Dataset) -> list[tuple[str, Remark, int]]:
    """Count what begins or happens outside the months that the registers cover.

    A spell or a programme may well begin before them, the end of a spell may be planned; an event
    is dated. So is the exit from the programme, from which a clock starts.
    """
    months = np.array([dataset.first_observed, dataset.last_observed + 1], dtype="datetime64[M]")
    first, after = months.astype("datetime64[s]")
    ends = {"end", "registered"}
    begins = [
        column.name
        for column in table.columns
        if column.kind is Kind.DATE and column.name in frame and column.name not in ends
    ]
    dates = {name: frame[name].to_numpy() for name in begins}
    found = [
        (name, Remark.AFTER_OBSERVED, int((date >= after).sum())) for name, date in dates.items()
    ]
    if table.name in EVENTS:
        early = int((dates["date"] < first).sum())
        found.append(("date", Remark.BEFORE_OBSERVED, early))
    return found


def long_weeks(jobs: pd.DataFrame) -> int:
    """Return how many spells begin on a day on which a person's hours exceed those of a week."""
    person = jobs["person_id"].cat.codes.to_numpy().astype(np.int32, copy=False)
    hours = jobs["hours_per_week"].to_numpy(dtype=np.int32, na_value=0)
    together = np.zeros(len(jobs["person_id"].cat.categories), dtype=np.int64)
    may = np.empty(len(jobs), dtype=bool)
    _work_much(person, hours, together, may)
    some = np.flatnonzero(may)  # mostly few
    person, hours = person[some], hours[some].astype(np.int64)
    start, end = (day_number(pd.Series(jobs[name].to_numpy()[some])) for name in ("start", "end"))
    after = np.where(end == 0, NO_DAY, end + 1)
    is_start = np.repeat([True, False], len(person))
    key = np.tile(person.astype(np.int64) << DAY_BITS, 2) + np.concatenate([start, after])
    order = order_of((key << 1) + is_start).place
    steps = np.concatenate([hours, -hours])[order]
    # Each person's steps add up to 0, so that the running sum begins anew with each person.
    return int(((np.cumsum(steps) > WEEK) & is_start[order]).sum())


@compiled
def _work_much(
    person: NDArray[np.int32], hours: NDArray[np.int32], together: NDArray[np.int64], may: Bools
) -> None:
    """Fill the hours of each person's spells together, and which spells are of more than a week."""
    for i in range(person.size):
        together[person[i]] += hours[i]
    for i in range(person.size):
        may[i] = together[person[i]] > WEEK
