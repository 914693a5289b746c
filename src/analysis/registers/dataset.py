"""dataset.toml: what its owner declares about a folder of registers. Nothing here is guessed."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from analysis.errors import DataError, nearest
from analysis.registers.contract import NEEDED_TABLES, TABLES
from analysis.terms import Access, SelectedBy

FILE = "dataset.toml"
FORMATS = {".parquet": "Parquet", ".csv": "CSV"}
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
        if self.decimal not in (".", ",") or len(self.delimiter) != 1:
            raise ValueError("decimal is '.' or ',', delimiter is one character")


@dataclass(frozen=True)
class TableFile:
    """One table's file, and the owner's names for its columns and codes."""

    file: str
    columns: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)


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
        raise DataError(f"{FILE} is not valid TOML in UTF-8.\n{path}: {error}") from error
    try:
        return _dataset(content)
    except ValueError as error:
        raise DataError(f"{FILE}: {error}.\nin {path}") from error


def _dataset(content: dict[str, Any]) -> Dataset:
    tables = _tables(content.pop("tables", {}))
    dialect = content.pop("dialect", {})
    _only(content, list(Dataset.__dataclass_fields__), "the file")
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
        area_scheme=str(content.get("area_scheme", "norway")),
        missing=_texts(content, "missing"),
        open_dates=_texts(content, "open_dates"),
        dialect=_dialect(dialect),
        tables=tables,
        seed=content.get("seed"),
    )
    if dataset.last_observed < dataset.first_observed:
        raise ValueError("'last_observed' lies before 'first_observed'")
    if dataset.area_scheme not in ("norway", "own"):
        raise ValueError('\'area_scheme\' is "norway" or "own"')
    return dataset


def _dialect(content: dict[str, Any]) -> Dialect:
    _only(content, list(Dialect.__dataclass_fields__), "[dialect]")
    for name in ("yes", "no"):
        if name in content:
            content[name] = _texts(content, name)
    return Dialect(**content)


def _tables(content: dict[str, Any]) -> dict[str, TableFile]:
    for name, table in content.items():
        if name not in TABLES:
            raise ValueError(f"no table '{name}' in the contract{nearest(name, list(TABLES))}")
        _only(table, ["file", "columns", "codes"], f"[tables.{name}]")
        if not isinstance(table.get("file"), str):
            raise ValueError(f'[tables.{name}] needs file = "…"')
        _only(table.get("columns", {}), TABLES[name].names, f"[tables.{name}.columns]")
        _only(table.get("codes", {}), TABLES[name].names, f"[tables.{name}.codes]")
    missing = [name for name in NEEDED_TABLES if name not in content]
    if missing:
        raise ValueError(f"[tables.{missing[0]}] is missing")
    return {name: TableFile(**table) for name, table in content.items()}


def _only(content: dict[str, Any], allowed: list[str], where: str) -> None:
    for name in content:
        if name not in allowed:
            raise ValueError(f"'{name}' is not known in {where}{nearest(name, allowed)}")


def _text(content: dict[str, Any], name: str) -> str:
    if not isinstance(content.get(name), str) or not content[name].strip():
        raise ValueError(f"'{name}' is missing or empty")
    return str(content[name]).strip()


def _texts(content: dict[str, Any], name: str) -> tuple[str, ...]:
    values = content.get(name, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"'{name}' is a list of texts")
    return tuple(values)


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
