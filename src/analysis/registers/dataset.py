"""What the owner of a folder of registers declares about it. Nothing here is guessed."""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis.errors import nearest
from analysis.registers.contract import Kind
from analysis.registers.letters import ENCODINGS
from analysis.terms import Access, SelectedBy, Tax

FILE = "dataset.toml"
FORMATS = {
    ".parquet": "Parquet",
    ".csv": "CSV",
    ".xlsx": "Excel",
    ".xlsm": "Excel",
    ".dta": "Stata",
    ".sav": "SPSS",
    ".zsav": "SPSS",
    ".xpt": "SAS transport",
    ".sas7bdat": "SAS",
}
SCHEMES = ("norway", "own")
SPLIT_RULES = ("refuse", "largest", "keep")
TRANSLATED = (Kind.CODE, Kind.TEXT, Kind.AREA)
"""Kinds of columns whose values may be translated by `codes`."""


@dataclass(frozen=True)
class Dialect:
    """How text files are written."""

    delimiter: str = ","
    encoding: str = "utf-8"
    decimal: str = "."
    date_format: str = "%Y-%m-%d"
    yes: tuple[str, ...] = ("true", "1", "yes", "ja")
    no: tuple[str, ...] = ("false", "0", "no", "nei")

    def __post_init__(self) -> None:
        """Check what can be checked before a file is opened."""
        for name, (rule, _) in broken_rules(vars(self)).items():
            raise ValueError(f"'{name}' {rule}")


def broken_rules(dialect: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Return the fields of a dialect that are wrong: what is allowed, and what to do."""
    broken = {}
    if dialect["decimal"] not in (".", ","):
        broken["decimal"] = ('is "." or ","', "Write one of the two, in quotes.")
    if len(dialect["delimiter"]) != 1 or dialect["delimiter"] in '"\r\n':
        rule = 'is one character, such as ";" or "\\t"'
        broken["delimiter"] = (rule, "Write the character that stands between two values.")
    if not _is_encoding(dialect["encoding"]):
        close = nearest(dialect["encoding"][:60], list(ENCODINGS))
        rule = f"is one of {', '.join(ENCODINGS)}{close}"
        broken["encoding"] = (rule, "Write one of these, in quotes.")
    if sorted(re.findall("%.", dialect["date_format"])) not in (
        ["%Y", "%d", "%m"],
        ["%d", "%m", "%y"],
    ):
        rule = 'has %Y, %m and %d, such as "%d.%m.%Y"'
        broken["date_format"] = (rule, "Write them in the order of the dates in the files.")
    yes, no = ({word.strip().casefold() for word in dialect[name]} for name in ("yes", "no"))
    if yes & no:
        hint = "Write each word in one of them; the case of letters does not matter."
        broken["yes"] = ("and 'no' have a word in common", hint)
    return broken


@dataclass(frozen=True)
class TableFile:
    """One table's file, and the owner's names for its columns and codes.

    Attributes:
        file: name of a file in the dataset's folder.
        columns: the contract's name -> the file's own name.
        codes: the contract's name of a column -> own code -> the contract's code.
        ignored: own names of columns that are not read.
        sheet: name of a workbook's sheet; empty: the workbook has one sheet.
        header_rows: rows of a sheet that hold the names of columns; rows above are titles. Names
            over several rows are joined, a merged cell names all columns below it.
    """

    file: str
    columns: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    sheet: str = ""
    header_rows: tuple[int, ...] = (1,)

    @property
    def place(self) -> str:
        """The file, and the sheet where it has several, as messages name it."""
        return f"{self.file}, sheet '{self.sheet}'" if self.sheet else self.file

    def own(self, column: str) -> str:
        """Return the file's own name of a column of the contract."""
        return self.columns.get(column, column)


@dataclass(frozen=True)
class Repairs:
    """Repairs that are made only where they are declared; each is counted.

    Attributes:
        net_negative_hours: negative hours are corrections, and are added to what they correct
            within the job and month.
        residence_gap_days: gaps in a person's residence of at most so many days are filled.
    """

    net_negative_hours: bool = False
    residence_gap_days: int = 0


@dataclass(frozen=True)
class Dataset:
    """The content of dataset.toml; months are counted from January 1970.

    Attributes:
        split_rule: what becomes of a municipality that was split: "refuse", "largest" (its largest
            successor) or "keep" (an area of its own under its old code).
        tax: whether pay and benefits are before or after tax.
        basic_amount: year -> basic amount (G) in NOK from its 1 May, for years that the package's
            list lacks; it wins over the list.
    """

    name: str
    access: Access
    selected_by: SelectedBy
    first_observed: int
    last_observed: int
    source: str
    contact: str
    delivered: str = ""
    area_scheme: str = "norway"
    split_rule: str = "refuse"
    missing: tuple[str, ...] = ()
    open_dates: tuple[str, ...] = ()
    dialect: Dialect = field(default_factory=Dialect)
    repairs: Repairs = field(default_factory=Repairs)
    tables: dict[str, TableFile] = field(default_factory=dict)
    tax: Tax = Tax.UNDECLARED
    basic_amount: dict[int, int] = field(default_factory=dict)
    seed: int | None = None


def month_number(text: str) -> int:
    """Return the month 'YYYY-MM' as months since January 1970."""
    year, dash, month = text.partition("-")
    if not (dash and len(year) == 4 and len(month) == 2 and (year + month).isdigit()):
        raise ValueError("a month is written YYYY-MM")
    if not 1 <= int(month) <= 12:
        raise ValueError("a month lies between 01 and 12")
    return (int(year) - 1970) * 12 + int(month) - 1


def month_text(number: int) -> str:
    """Return months since January 1970 as 'YYYY-MM'."""
    return f"{1970 + number // 12}-{number % 12 + 1:02d}"


def _is_encoding(name: str) -> bool:
    try:
        return codecs.lookup(name).name in {codecs.lookup(known).name for known in ENCODINGS}
    except LookupError:
        return False
