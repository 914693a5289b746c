"""One cell of a sheet as text of the dataset's dialect, or why it cannot be read rightly."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from analysis.registers.contract import Column, Kind
from analysis.registers.dataset import Dialect

DIGITS = 15
"""Excel keeps so many digits of a number."""
ZEROS = re.compile("0+")
SHOWN_AS_TEXT = (Kind.ID, Kind.AREA, Kind.TEXT, Kind.CODE)
NOT_A_DATE = (
    "this column holds no dates, and Excel has made a date of the cell|"
    "Format the column as text in Excel, and write the value again."
)
NUMBER_AS_DATE = (
    "a date is a date cell or a text; this cell is a number|Format the cell as a date in Excel."
)
TIME = "a time of day or a duration is not read|Write a date, or a number."
FAILED = "the formula in the cell has failed|Mend it in Excel, or write the value."
NOT_CALCULATED = (
    "the formula in the cell has no stored result|Open the workbook in Excel and save it there."
)
LOST_DIGITS = (
    "Excel keeps 15 digits of a number; this one has more, and lost some|"
    "Write the column as text, from its source."
)
YES_OR_NO = "this column does not hold TRUE or FALSE|Write the value as text."


@dataclass(frozen=True)
class Written:
    """A cell as text; `wrong` is 'rule|hint' where it cannot be read, `found` what stands there."""

    text: str = ""
    wrong: str = ""
    found: str = ""


def written(cell: tuple[Any, Any], column: Column, dialect: Dialect) -> Written:
    """Return a cell as the dialect writes its value.

    Args:
        cell: the cell with the stored value, and the cell with the formula.
        column: what the column may hold.
        dialect: how dates and numbers are written.
    """
    stored, formula = cell
    value = stored.value
    if stored.data_type == "e":
        return Written(wrong=FAILED, found="a failed formula")
    if value is None:
        if formula.value is not None:
            return Written(wrong=NOT_CALCULATED, found="a formula")
        return Written()
    if isinstance(value, bool):
        return _yes_no(value, column, dialect)
    if isinstance(value, dt.datetime | dt.date):
        return _date(value, column, dialect)
    if isinstance(value, dt.time | dt.timedelta):
        return Written(wrong=TIME, found="a time")
    if isinstance(value, int | float):
        return _number(value, str(stored.number_format), column, dialect)
    return Written(str(value))


def _yes_no(value: bool, column: Column, dialect: Dialect) -> Written:
    if column.kind is not Kind.YES_NO:
        return Written(wrong=YES_OR_NO, found="TRUE or FALSE")
    return Written(dialect.yes[0] if value else dialect.no[0])


def _date(value: dt.datetime | dt.date, column: Column, dialect: Dialect) -> Written:
    if column.kind is not Kind.DATE:
        return Written(wrong=NOT_A_DATE, found="a date")
    if isinstance(value, dt.datetime) and value.time() != dt.time():
        return Written(wrong=TIME, found="a date with a time of day")
    year = f"{value.year:04d}"  # strftime writes the year 999 with three digits
    form = dialect.date_format.replace("%Y", year).replace("%y", year[2:])
    return Written(form.replace("%m", f"{value.month:02d}").replace("%d", f"{value.day:02d}"))


def _number(value: float, shown_as: str, column: Column, dialect: Dialect) -> Written:
    if column.kind is Kind.DATE:
        return Written(wrong=NUMBER_AS_DATE, found="a number")
    whole = float(value).is_integer()
    if whole:
        text = str(int(value))
        if column.kind in SHOWN_AS_TEXT and len(text.lstrip("-")) > DIGITS:
            return Written(wrong=LOST_DIGITS, found="a number of more than 15 digits")
        if column.kind in SHOWN_AS_TEXT and ZEROS.fullmatch(shown_as):
            text = text.zfill(len(shown_as))  # 301 that Excel shows as 0301
        return Written(text)
    return Written(repr(float(value)).replace(".", dialect.decimal))
