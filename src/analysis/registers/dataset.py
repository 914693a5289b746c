"""dataset.toml: what its owner declares about a folder of registers. Nothing here is guessed."""

import codecs
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from analysis.errors import DataError, nearest
from analysis.registers.contract import NEEDED_TABLES, TABLES, Kind
from analysis.registers.letters import ENCODINGS
from analysis.terms import Access, SelectedBy

FILE = "dataset.toml"
FORMATS = {".parquet": "Parquet", ".csv": "CSV"}
SCHEMES = ("norway", "own")
TRANSLATED = (Kind.CODE, Kind.TEXT, Kind.AREA)
"""Kinds of columns whose values may be translated by `codes`."""
Code = TypeVar("Code", Access, SelectedBy)


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
        if self.decimal not in (".", ","):
            raise ValueError('\'decimal\' is "." or ","')
        if len(self.delimiter) != 1 or self.delimiter in '"\r\n':
            raise ValueError('\'delimiter\' is one character, such as ";" or "\\t"')
        if not _is_encoding(self.encoding):
            hint = nearest(self.encoding, list(ENCODINGS))
            raise ValueError(f"'encoding' is one of {', '.join(ENCODINGS)}{hint}")
        if sorted(re.findall("%.", self.date_format)) not in (
            ["%Y", "%d", "%m"],
            ["%d", "%m", "%y"],
        ):
            raise ValueError("'date_format' has %Y, %m and %d, such as \"%d.%m.%Y\"")
        if set(self.yes) & set(self.no):
            raise ValueError("'yes' and 'no' have a word in common")


@dataclass(frozen=True)
class TableFile:
    """One table's file, and the owner's names for its columns and codes.

    Attributes:
        file: name of a file in the dataset's folder.
        columns: the contract's name -> the file's own name.
        codes: the contract's name of a column -> own code -> the contract's code.
        ignored: own names of columns that are not read.
    """

    file: str
    columns: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()

    def own(self, column: str) -> str:
        """Return the file's own name of a column of the contract."""
        return self.columns.get(column, column)


@dataclass(frozen=True)
class Dataset:
    """The content of dataset.toml; months are counted from January 1970."""

    name: str
    access: Access
    selected_by: SelectedBy
    first_observed: int
    last_observed: int
    source: str
    contact: str
    delivered: str = ""
    area_scheme: str = "norway"
    missing: tuple[str, ...] = ()
    open_dates: tuple[str, ...] = ()
    dialect: Dialect = field(default_factory=Dialect)
    tables: dict[str, TableFile] = field(default_factory=dict)
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


def read_dataset(folder: Path) -> Dataset:
    """Read dataset.toml of a folder.

    Raises:
        DataError: the file is missing, is no TOML, or declares what the contract does not know.
    """
    path = folder / FILE
    if not path.is_file():
        raise DataError(
            f"No {FILE} in {folder}.\nA dataset is a folder with {FILE} and one file per table."
            "\nWrite one; README.md, 'Your own registers', has an example."
        )
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(
            f"{FILE} is not valid TOML in UTF-8.\n{path}: {error}"
            "\nMend that place; README.md, 'Your own registers', has an example."
        ) from error
    try:
        return _dataset(content)
    except ValueError as error:
        raise DataError(f"{FILE}: {error}.\nin {path}\nMend that line.") from error


def _dataset(content: dict[str, Any]) -> Dataset:
    _only(content, Dataset.__dataclass_fields__, "the file")
    for name in ("name", "access", "selected_by", "first_observed", "last_observed"):
        if name not in content:
            raise ValueError(f"'{name}' is missing")
    dataset = Dataset(
        name=_text(content, "name"),
        access=_one_of(content, "access", Access),
        selected_by=_one_of(content, "selected_by", SelectedBy),
        first_observed=_month(content, "first_observed"),
        last_observed=_month(content, "last_observed"),
        source=_text(content, "source"),
        contact=_text(content, "contact"),
        delivered=str(content.get("delivered", "")),
        area_scheme=_text(content, "area_scheme", "norway"),
        missing=_texts(content, "missing"),
        open_dates=_texts(content, "open_dates"),
        dialect=_dialect(_table(content, "dialect", "[dialect]")),
        tables=_tables(_table(content, "tables", "[tables]")),
        seed=_whole_number(content, "seed"),
    )
    if dataset.last_observed < dataset.first_observed:
        raise ValueError("'last_observed' lies before 'first_observed'")
    if dataset.area_scheme not in SCHEMES:
        hint = nearest(dataset.area_scheme, list(SCHEMES))
        raise ValueError(f"'area_scheme' is one of {', '.join(SCHEMES)}{hint}")
    return dataset


def _dialect(content: dict[str, Any]) -> Dialect:
    _only(content, Dialect.__dataclass_fields__, "[dialect]")
    words: dict[str, Any] = {name: _texts(content, name) for name in {"yes", "no"} & set(content)}
    rest = {name: content[name] for name in content if name not in words}
    words.update(_own_words(rest, "[dialect]"))
    return Dialect(**words)


def _is_encoding(name: str) -> bool:
    try:
        return codecs.lookup(name).name in {codecs.lookup(known).name for known in ENCODINGS}
    except LookupError:
        return False


def _tables(content: dict[str, Any]) -> dict[str, TableFile]:
    _only(content, TABLES, "[tables]")
    missing = [name for name in NEEDED_TABLES if name not in content]
    if missing:
        raise ValueError(f"[tables.{missing[0]}] is missing")
    tables = {name: _table_file(name, _table(content, name, "[tables]")) for name in content}
    used: dict[str, str] = {}
    for name, table in tables.items():
        if table.file in used:
            raise ValueError(f"[tables.{used[table.file]}] and [tables.{name}] have the same file")
        used[table.file] = name
    return tables


def _table_file(name: str, content: dict[str, Any]) -> TableFile:
    where = f"[tables.{name}]"
    _only(content, TableFile.__dataclass_fields__, where)
    if not isinstance(content.get("file"), str) or not content["file"]:
        raise ValueError(f'{where} needs file = "…"')
    columns = _own_words(_table(content, "columns", where), f"[tables.{name}.columns]")
    _only(columns, TABLES[name].names, f"[tables.{name}.columns]")
    own = [columns.get(column, column) for column in TABLES[name].names]
    for column in columns.values():
        if own.count(column) > 1:
            raise ValueError(f"[tables.{name}.columns] gives two columns the own name '{column}'")
    codes = _table(content, "codes", where)
    _only(codes, TABLES[name].names, f"[tables.{name}.codes]")
    return TableFile(
        content["file"],
        columns,
        {column: _codes(codes, name, column) for column in codes},
        _texts(content, "ignored"),
    )


def _codes(content: dict[str, Any], table: str, name: str) -> dict[str, str]:
    where = f"[tables.{table}.codes.{name}]"
    column = TABLES[table].column(name)
    codes = _own_words(_table(content, name, f"[tables.{table}.codes]"), where)
    if column.kind not in TRANSLATED:
        raise ValueError(f"{where}: a column of kind '{column.kind}' has no codes")
    for target in codes.values():
        if column.codes and target not in column.codes:
            hint = nearest(target, list(column.codes))
            raise ValueError(f"{where}: '{target}' is none of {', '.join(column.codes)}{hint}")
    return codes


def _own_words(content: dict[str, Any], where: str) -> dict[str, str]:
    for name, value in content.items():
        if not isinstance(value, str):
            raise ValueError(f"'{name}' in {where} is a text in quotes")
    return dict(content)


def _only(content: dict[str, Any], allowed: Iterable[str], where: str) -> None:
    names = list(allowed)
    for name in content:
        if name not in names:
            raise ValueError(f"'{name}' is not known in {where}{nearest(name, names)}")


def _table(content: dict[str, Any], name: str, where: str) -> dict[str, Any]:
    value = content.get(name, {})
    if not isinstance(value, dict):
        raise ValueError(f"'{name}' in {where} is a table of its own")
    return value


def _text(content: dict[str, Any], name: str, default: str = "") -> str:
    value = content.get(name, default)
    if not isinstance(value, str):
        raise ValueError(f"'{name}' is a text in quotes")
    if not value.strip():
        raise ValueError(f"'{name}' is missing or empty")
    return value.strip()


def _texts(content: dict[str, Any], name: str) -> tuple[str, ...]:
    values = content.get(name, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"'{name}' is a list of texts in quotes")
    return tuple(values)


def _whole_number(content: dict[str, Any], name: str) -> int | None:
    value = content.get(name)
    if value is not None and type(value) is not int:
        raise ValueError(f"'{name}' is a whole number")
    return value


def _month(content: dict[str, Any], name: str) -> int:
    try:
        return month_number(str(content[name]))
    except ValueError as error:
        raise ValueError(f"'{name}': {error}") from error


def _one_of(content: dict[str, Any], name: str, codes: type[Code]) -> Code:
    allowed = [code.value for code in codes]
    if content[name] not in allowed:
        hint = nearest(str(content[name]), allowed)
        raise ValueError(f"'{name}' is one of {', '.join(allowed)}{hint}")
    return codes(content[name])
