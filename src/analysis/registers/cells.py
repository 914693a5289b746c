"""One cell of a sheet as text of the dataset's dialect, or why it cannot be read rightly."""

import datetime as dt
import math
import re
from dataclasses import dataclass

from analysis.registers.contract import Column, Kind
from analysis.registers.dataset import Dataset, Dialect
from analysis.registers.number_formats import (
    section_for,
    shape_of_date,
    shape_shown,
    shows_another,
    text_section,
)
from analysis.registers.problems import shape_of
from analysis.registers.rules import ENDS
from analysis.registers.sheets import ERROR, NO_RESULT, Cell

DIGITS = 15
"""Excel keeps so many digits of a number."""
CONTROL = re.compile("_x00([01][0-9A-Fa-f])_")
"""How a workbook writes a control character in a text: _x000D_."""
SHOWN_AS_TEXT = (Kind.ID, Kind.AREA, Kind.TEXT, Kind.CODE)
WHOLE_ONLY = (Kind.ID, Kind.AREA, Kind.TEXT)
FIRST_SHORT, LAST_SHORT = 1969, 2068
"""The years that a year of two digits can mean."""
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
LOST_ZEROS = (
    "a number in a column of texts is whole; Excel drops zeros behind a decimal sign|"
    "Format the column as text in Excel, and write the value again."
)
SHORT_YEAR = (
    f"date_format has a year of two digits, which means {FIRST_SHORT} to {LAST_SHORT} only|"
    "Declare date_format with %Y under [dialect]."
)
SHOWN_OTHERWISE = (
    "a value is read as it is stored; the number format of this cell shows something else|"
    "Format the column as Number or as Text in Excel, look whether what it shows then is right,"
    " write what is not, and save."
)
YES_OR_NO = "this column does not hold TRUE or FALSE|Write the value as text."


@dataclass(frozen=True)
class Written:
    """A cell as text; `wrong` is 'rule|hint' where it cannot be read, `found` what stands there."""

    text: str = ""
    wrong: str = ""
    found: str = ""


def written(cell: Cell, column: Column, dataset: Dataset) -> Written:
    """Return a cell as the dataset's dialect writes its value.

    Args:
        cell: the cell as it is stored.
        column: what the column may hold.
        dataset: how dates and numbers are written, and which codes stand for nothing or an open
            end; a cell that holds such a code is that code, whatever else is wrong with it.
    """
    codes = dataset.missing + (dataset.open_dates if column.name in ENDS else ())
    found = _written(cell, column, dataset.dialect)
    texts = [found.text]
    if isinstance(cell.value, dt.date) and found.text:
        texts.append(cell.value.isoformat()[:10])
    code = next((text for text in texts if text in codes), "")
    return Written(code) if code else found


def found_in(cell: Cell, dialect: Dialect) -> str:
    """Return what is said to stand in a cell: its shape as the sheet shows it, or its kind."""
    value = cell.value
    if cell.fault:
        return "a failed formula" if cell.fault == ERROR else "a formula"
    if isinstance(value, bool):
        return "TRUE or FALSE"
    if isinstance(value, dt.date):
        return shape_of_date(value, cell.number_format)
    if isinstance(value, dt.time | dt.timedelta):
        return "a time"
    if isinstance(value, int | float):
        text = _digits(value, dialect)
        zeros = section_for(value, cell.number_format).zeros if text.isdigit() else 0
        return f"'{shape_of(text.zfill(zeros))}'"
    return f"'{shape_of(value)}'"


def _written(cell: Cell, column: Column, dialect: Dialect) -> Written:
    value = cell.value
    if cell.fault == ERROR:
        return Written(str(value), FAILED, "a failed formula")
    if cell.fault == NO_RESULT:
        return Written("", NOT_CALCULATED, "a formula")
    if isinstance(value, bool):
        return _yes_no(value, column, dialect)
    if isinstance(value, dt.date):
        return _date(value, cell.number_format, column, dialect)
    if isinstance(value, dt.time | dt.timedelta):
        return Written("", TIME, "a time")
    if isinstance(value, int | float):
        return _number(value, cell.number_format, column, dialect)
    text = CONTROL.sub(lambda code: chr(int(code[1], 16)), str(value))
    return _text(text, cell.number_format, column)


def _yes_no(value: bool, column: Column, dialect: Dialect) -> Written:
    text = str(value).upper()
    if column.kind is not Kind.YES_NO:
        return Written(text, YES_OR_NO, "TRUE or FALSE")
    words = dialect.yes if value else dialect.no
    return Written(words[0] if words else text)


def _date(value: dt.date, number_format: str, column: Column, dialect: Dialect) -> Written:
    if isinstance(value, dt.datetime) and value.time() != dt.time():
        what = "a date with a time of day"
        return Written("", TIME if column.kind is Kind.DATE else NOT_A_DATE, what)
    year = f"{value.year:04d}"  # strftime writes the year 999 with three digits
    form = dialect.date_format.replace("%Y", year).replace("%y", year[2:])
    text = form.replace("%m", f"{value.month:02d}").replace("%d", f"{value.day:02d}")
    if column.kind is not Kind.DATE:
        return Written(text, NOT_A_DATE, "a date")
    if "%y" in dialect.date_format and not FIRST_SHORT <= value.year <= LAST_SHORT:
        return Written(text, SHORT_YEAR, shape_of_date(value, number_format))
    return Written(text)


def _number(value: float, shown_as: str, column: Column, dialect: Dialect) -> Written:
    text = _digits(value, dialect)
    if column.kind is Kind.DATE:
        return Written(text, NUMBER_AS_DATE, "a number")
    section = section_for(value, shown_as)
    if math.isfinite(value) and shows_another(section, value, column.kind):
        shown = shape_shown(section, value, dialect.decimal)
        found = f"'{shape_of(text)}', which the sheet shows as {shown}"
        return Written(text, SHOWN_OTHERWISE, found)
    if not float(value).is_integer():
        wrong = LOST_ZEROS if column.kind in WHOLE_ONLY else ""
        return Written(text, wrong, "a number with a fraction" if wrong else "")
    if column.kind in SHOWN_AS_TEXT:
        if len(text.lstrip("-")) > DIGITS:
            return Written("", LOST_DIGITS, "a number of more than 15 digits")
        text = text.zfill(section.zeros)  # 301 that Excel shows as 0301
    return Written(text)


def _text(text: str, shown_as: str, column: Column) -> Written:
    section = text_section(shown_as)
    if section and text.strip() and shows_another(section, 1, column.kind):
        return Written(
            text, SHOWN_OTHERWISE, f"'{shape_of(text)}', which the sheet shows in another way"
        )
    return Written(text)


def _digits(value: float, dialect: Dialect) -> str:
    """Return a number as it is stored, with the decimal sign of the dialect."""
    if float(value).is_integer():
        return str(int(value))
    return repr(float(value)).replace(".", dialect.decimal)
