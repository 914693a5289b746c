"""Pictures of persons, made into registers on disk; README.md has the alphabet.

Nothing is short-cut: a picture becomes rows of the contract's tables, these are written as a
dataset and read again, and only then followed.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

import pandas as pd

from analysis.design import MeasurementPoint
from analysis.reference.measures import parse_measure
from analysis.registers.contract import TABLES, Kind
from analysis.registers.dataset import month_number, month_text
from analysis.registers.read import Registers, read_registers
from analysis.registers.write import write_registers
from analysis.terms import MonthlyRule, OriginName
from analysis.timeline.cohort import cohort
from analysis.timeline.outcome import Outcome, outcomes
from analysis.timeline.panel import Panel
from analysis.timeline.tables import status_table

MONTH_0 = "2015-06"
ORIGIN_DAY, LEAVING_DAY = 10, 20
CAUSES = {"X": "emigration", "D": "death"}
LEVELS = {"E": "upper_secondary", "G": "grunnskole"}
STATES = {
    "in_state": "S",
    "not_in_state": ".",
    "emigration": "X",
    "death": "D",
    "missing": " ",
}
NOT_ELIGIBLE = "_"
HOURS = ("hours_per_week",)
Row = dict[str, object]


def day(month: int, number: int) -> date:
    """Return a day of a calendar month counted from January 1970; 0 is its last day."""
    if number == 0:
        return day(month + 1, 1) - timedelta(days=1)
    return date(1970 + month // 12, month % 12 + 1, number)


def read_tables(
    folder: Path,
    tables: Mapping[str, Sequence[Row]],
    observed: tuple[str, str],
    selected_by: str = "settled",
    file_format: str = "parquet",
    optional: tuple[str, ...] = (),
) -> Registers:
    """Write rows as a dataset observed from month to month, and read it again.

    A table has its needed columns, those that a row names, and the `optional` ones.
    """
    dataset = {
        "name": "pictures",
        "access": "invented",
        "selected_by": selected_by,
        "first_observed": observed[0],
        "last_observed": observed[1],
        "source": "drawn by hand",
        "contact": "nobody",
    }
    frames = {name: _frame(name, rows, optional) for name, rows in tables.items()}
    write_registers(folder, dataset, frames, file_format)
    return read_registers(folder)


def _frame(table: str, rows: Sequence[Row], optional: tuple[str, ...]) -> pd.DataFrame:
    contract = TABLES[table]
    used = {*contract.needed, *optional}.union(*rows)
    names = [name for name in contract.names if name in used]
    frame = pd.DataFrame(rows, columns=names)
    dates = [name for name in names if contract.column(name).kind is Kind.DATE]
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in dates})


def read_pictures(
    folder: Path,
    pictures: Sequence[str],
    *,
    month_0: str = MONTH_0,
    first_observed: str | None = None,
    without: tuple[str, ...] = (),
    file_format: str = "parquet",
) -> Registers:
    """Write and read persons drawn as pictures; all are observed to the same last month.

    Args:
        folder: where the dataset is written.
        pictures: one a person; a shorter one has a later month 0.
        month_0: calendar month of the origin of the longest picture.
        first_observed: first observed calendar month, where it is not `month_0`.
        without: tables that the dataset does not have.
        file_format: parquet or csv.
    """
    lengths = [len(picture.rpartition("|")[2]) for picture in pictures]
    last = month_number(month_0) + max(lengths)
    tables: dict[str, list[Row]] = {
        name: [] for name in ("participants", "jobs", "education", "residence", "departures")
    }
    for number, (picture, length) in enumerate(zip(pictures, lengths, strict=True)):
        for table, row in _person_rows(picture, last - length):
            tables[table].append({"person_id": f"p{number:02d}", **row})
    kept = {name: rows for name, rows in tables.items() if name not in without}
    observed = (first_observed or month_0, month_text(last))
    return read_tables(folder, kept, observed, "started", file_format, HOURS)


def _person_rows(picture: str, origin: int) -> Iterable[tuple[str, Row]]:
    zero, bar, months = picture.rpartition("|")
    drawn = (zero if bar else ".") + months  # position j is month j
    entry = max((j for j, char in enumerate(drawn) if j and char in "-w"), default=0)
    gone = next((j for j, char in enumerate(drawn) if char in CAUSES), None)

    def spell(first: int, last: int) -> Row:
        leaves = gone is not None and last in (gone - 1, gone)
        end = day(origin + gone, LEAVING_DAY) if leaves else day(origin + last, 0)
        return {"start": day(origin + first, 1), "end": end}

    yield (
        "participants",
        {
            "municipality": "0301",
            "settled": day(origin, ORIGIN_DAY),
            "programme_start": day(origin + entry, ORIGIN_DAY),
        },
    )
    for first, last in stretches(drawn, lambda char: char in "Ww"):
        yield "jobs", {**spell(first, last), "hours_per_week": 37.5}
    for letter, level in LEVELS.items():
        for first, last in stretches(drawn, lambda char, letter=letter: char == letter):
            yield "education", {**spell(first, last), "level": level}
    lived = drawn if gone is None else drawn[: gone + 1]
    for first, last in stretches(lived, lambda char: char != " "):
        yield "residence", {**spell(first, last), "municipality": "0301"}
    if gone is not None:
        date_gone = day(origin + gone, LEAVING_DAY)
        yield "departures", {"date": date_gone, "cause": CAUSES[drawn[gone]]}


def stretches(drawn: str, holds: Callable[[str], bool]) -> list[tuple[int, int]]:
    """Return first and last position of each stretch of characters that hold."""
    parts = [
        [j for j, _ in part]
        for held, part in groupby(enumerate(drawn), lambda item: holds(item[1]))
        if held
    ]
    return [(part[0], part[-1]) for part in parts]


def follow(
    registers: Registers,
    measure: str,
    origin: str = "settlement",
    rule: str = "day_15",
) -> Outcome:
    """Return the outcome of a measure, written as everywhere, on registers."""
    people = cohort(registers, OriginName(origin))
    return outcomes(Panel(registers, MonthlyRule(rule)), people, parse_measure(measure))


def told(outcome: Outcome) -> list[str]:
    """Return one sentence a person, such as 'entry 2, event at 4', in order of person_id."""
    told_of = {person: f"left out: {reason}" for person, reason in outcome.left_out.items()}
    there = {"yes": ", already there", "no": "", "unknown": ", month 0 unknown"}
    for person, row in outcome.frame.iterrows():
        entry = f"entry {row['entry']}, " if row["entry"] else ""
        assert row["event"] == (row["cause"] == "event")
        told_of[person] = f"{entry}{row['cause']} at {row['duration']}{there[row['already_there']]}"
    return [told_of[person] for person in sorted(told_of)]


def states_of(
    registers: Registers,
    measure: str,
    n_months: int,
    origin: str = "settlement",
    rule: str = "day_15",
) -> str:
    """Return the states of the only person in months 1 to n_months, one character a month."""
    assert registers.n_persons == 1
    table = status_table(
        Panel(registers, MonthlyRule(rule)),
        cohort(registers, OriginName(origin)),
        parse_measure(measure),
        [MeasurementPoint(month) for month in range(1, n_months + 1)],
    )
    drawn: defaultdict[int, str] = defaultdict(lambda: NOT_ELIGIBLE)
    drawn.update({row.month: STATES[row.state] for row in table.itertuples()})
    assert (table["n"] == 1).all()
    return "".join(drawn[month] for month in range(1, n_months + 1))
