"""A ready-made table of outcomes: one row a person, made here or elsewhere.

There is no dataset.toml beside it: the file is CSV in UTF-8 with commas, or Parquet, and columns
have the names that `analysis outcomes` gives them.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import DataError
from analysis.registers.contract import Column, Kind, Table
from analysis.registers.dataset import FILE, Dataset, TableFile
from analysis.registers.doubts import identity_numbers
from analysis.registers.files import read_raw
from analysis.registers.identity import IDENTITY_NUMBERS, TOLERATED
from analysis.registers.problems import Problem, Problems
from analysis.registers.values import read_column, text_of
from analysis.registers.write import FORMULA
from analysis.terms import UNKNOWN, Access, Cause, SelectedBy

Bools = NDArray[np.bool_]
OUTCOMES = Table(
    "outcomes",
    (
        Column("person_id", Kind.ID, needed=True, may_be_blank=False),
        Column("entry", Kind.NUMBER),
        Column("duration", Kind.NUMBER, needed=True),
        Column("event", Kind.NUMBER, needed=True),
        Column("cause", Kind.TEXT),
    ),
    keeps_others=True,
)
FORM = (
    "  Write it as CSV in UTF-8 with commas, or as Parquet: person_id, duration, event, and others."
)
RULES = {
    "entry": "entry is a whole number of months, 0 to 1200|"
    "Write the last month in which the person is not at risk, 0 for those at risk from the origin.",
    "duration": "duration is a whole number of months, 1 to 1200|"
    "Write the months from the origin to the event, or to the end of follow-up.",
    "event": "event is 0 or 1|Write 1 for who reached the event, 0 for the others.",
    "cause": f"cause is one of {', '.join(Cause)}|Write why each person's time at risk ended.",
}
LATE = (
    "duration is later than entry|"
    "Mend the months, or leave out whose event or end of follow-up comes before entry."
)
AT_ODDS = "cause is event where event is 1, and only there|Mend the cause or the event."
TWICE = "one row a person|Keep the row that is right."


def read_outcomes(path: Path) -> pd.DataFrame:
    """Read and check a ready-made table of outcomes, such as `analysis outcomes` writes.

    Needed are person_id, duration (whole months since the origin, >= 1) and event (0 or 1). Without
    a column entry (the last month not at risk) everybody enters in month 0; without a column cause
    who has no event is censored. Every other column is a group, kept as text, in which an empty
    value is the group "unknown".

    Args:
        path: a file ending in .csv or .parquet.

    Returns:
        one row a person in the order of the file: person_id (text), entry and duration (int64),
        event (int8), cause (a code of Cause, as text), then the groups.

    Raises:
        DataError: with every problem found: file, row, column, shape of the value, rule.
    """
    whole = path.resolve()
    try:
        raw = read_raw(whole.parent, OUTCOMES, _undeclared(whole.name))
        if whole.suffix.lower() == ".csv":
            raw = raw.apply(_without_quotes)
        return _checked(raw, whole.name)
    except DataError as error:
        raise _in_own_words(error) from error


def _checked(raw: pd.DataFrame, file: str) -> pd.DataFrame:
    """Return a table of outcomes whose every row and column keeps its rule."""
    problems = Problems()
    if raw.empty:
        rule, hint = "an outcomes file has at least one person", "Write one row a person."
        problems.add(Problem(file, rule, hint))
    frame = pd.DataFrame({str(name): _read(raw[name], file, problems) for name in raw})
    _check_together(frame, raw, file, problems)
    problems.stop_if_any()
    return _complete(frame)


def _undeclared(file: str) -> Dataset:
    """Return what a dataset would declare that has all defaults."""
    return Dataset(
        name="outcomes",
        access=Access.CONFIDENTIAL,
        selected_by=SelectedBy.LEFT,
        first_observed=0,
        last_observed=0,
        source="",
        contact="",
        tables={"outcomes": TableFile(file)},
    )


def _in_own_words(error: DataError) -> DataError:
    """Return an error that says how the file is written, since no dataset.toml declares it."""
    lines = str(error).split("\n")
    lines = [FORM if FILE in line or "[dialect]" in line else line for line in lines]
    return DataError("\n".join(lines))


def _without_quotes(raw: pd.Series) -> pd.Series:
    """Return texts without the quote that kept a spreadsheet from running them."""
    quoted = tuple(f"'{first}" for first in FORMULA)
    plain = [text[1:] if text.startswith(quoted) else text for text in raw.cat.categories]
    return raw.astype(object).map(dict(zip(raw.cat.categories, plain, strict=True)))


def _read(raw: pd.Series, file: str, problems: Problems) -> pd.Series:
    """Return a column as numbers, a cause, an id or a group; NaN where a rule is broken."""
    name = str(raw.name)
    where = f"{file}, column '{name}'"
    if name in RULES:
        values, bad = _cause(raw) if name == "cause" else _number(raw)
        problems.add_rows(where, bad, raw, RULES[name])
        return values
    kind = OUTCOMES.column(name) if name == "person_id" else Column(name, Kind.TEXT)
    column = read_column(raw, kind, {}, _undeclared(file))
    for rule_hint, bad in column.broken.items():
        problems.add_rows(where, bad, raw, rule_hint)
    rows, share = identity_numbers(column.values)
    if share > TOLERATED:
        problems.add_rows(where, rows, raw, IDENTITY_NUMBERS)
    text = column.values.astype(object)
    return text if name == "person_id" else text.fillna(UNKNOWN)


def _cause(raw: pd.Series) -> tuple[pd.Series, Bools]:
    text = text_of(raw).astype(object)
    known = text.isin(list(Cause))
    return text.where(known), ~known.to_numpy()


def _number(raw: pd.Series) -> tuple[pd.Series, Bools]:
    """Return whole numbers; a column with gaps may have been written as 1.0."""
    low, high = {"entry": (0, 1200), "duration": (1, 1200), "event": (0, 1)}[str(raw.name)]
    text = text_of(raw)
    whole = text.str.fullmatch(r"[0-9]{1,9}(\.0+)?").to_numpy(dtype=bool)
    number = pd.to_numeric(text.where(whole)).astype("Float64").astype("float64")
    right = (number >= low) & (number <= high)
    return number.where(right), ~right.to_numpy()


def _check_together(frame: pd.DataFrame, raw: pd.DataFrame, file: str, problems: Problems) -> None:
    """Note what is wrong with a row as a whole, and persons who stand twice."""
    ids = frame["person_id"]
    checks = {TWICE: ("person_id", ids.duplicated(keep=False) & ids.notna())}
    if "entry" in frame:
        checks[LATE] = ("duration", frame["duration"] <= frame["entry"])
    if "cause" in frame:
        is_event = (frame["cause"] == Cause.EVENT).astype("float64")
        known = frame["cause"].notna() & frame["event"].notna()
        checks[AT_ODDS] = ("cause", known & (is_event != frame["event"]))
    for rule_hint, (name, bad) in checks.items():
        where = f"{file}, column '{name}'"
        problems.add_rows(where, bad.to_numpy(dtype=bool), raw[name], rule_hint)


def _complete(frame: pd.DataFrame) -> pd.DataFrame:
    """Return entry, duration, event and cause in their types, first, then the groups."""
    by_event = np.where(frame["event"] == 1, Cause.EVENT.value, Cause.CENSORED.value)
    front = {
        "person_id": frame["person_id"],
        "entry": frame.get("entry", pd.Series(0, frame.index)).astype("int64"),
        "duration": frame["duration"].astype("int64"),
        "event": frame["event"].astype("int8"),
        "cause": frame.get("cause", pd.Series(by_event, frame.index, dtype=object)),
    }
    groups = frame.drop(columns=list(front), errors="ignore")
    return pd.concat([pd.DataFrame(front), groups], axis=1).reset_index(drop=True)
