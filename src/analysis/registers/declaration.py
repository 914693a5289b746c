"""dataset.toml into a Dataset: every key is known, of its type, and says where it is wrong."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from analysis.errors import DataError, nearest
from analysis.registers.contract import NEEDED_TABLES, TABLES
from analysis.registers.dataset import (
    FILE,
    SCHEMES,
    SPLIT_RULES,
    TRANSLATED,
    Dataset,
    Dialect,
    Repairs,
    TableFile,
    month_number,
)
from analysis.terms import Access, SelectedBy

Code = TypeVar("Code", Access, SelectedBy)
SHEETS = (".xlsx", ".xlsm")


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
        area_scheme=_choice(content, "area_scheme", SCHEMES),
        split_rule=_choice(content, "split_rule", SPLIT_RULES),
        missing=_texts(content, "missing"),
        open_dates=_texts(content, "open_dates"),
        dialect=_dialect(_table(content, "dialect", "[dialect]")),
        repairs=_repairs(_table(content, "repairs", "[repairs]")),
        tables=_tables(_table(content, "tables", "[tables]")),
        seed=_whole_number(content, "seed"),
    )
    if dataset.last_observed < dataset.first_observed:
        raise ValueError("'last_observed' lies before 'first_observed'")
    return dataset


def _dialect(content: dict[str, Any]) -> Dialect:
    _only(content, Dialect.__dataclass_fields__, "[dialect]")
    words: dict[str, Any] = {name: _texts(content, name) for name in {"yes", "no"} & set(content)}
    rest = {name: content[name] for name in content if name not in words}
    words.update(_own_words(rest, "[dialect]"))
    return Dialect(**words)


def _repairs(content: dict[str, Any]) -> Repairs:
    _only(content, Repairs.__dataclass_fields__, "[repairs]")
    net, days = content.get("net_negative_hours", False), content.get("residence_gap_days", 0)
    if not isinstance(net, bool):
        raise ValueError("'net_negative_hours' in [repairs] is true or false")
    if type(days) is not int or not 0 <= days <= 366:
        raise ValueError("'residence_gap_days' in [repairs] is a number of days from 0 to 366")
    return Repairs(net, days)


def _tables(content: dict[str, Any]) -> dict[str, TableFile]:
    _only(content, TABLES, "[tables]")
    missing = [name for name in NEEDED_TABLES if name not in content]
    if missing:
        raise ValueError(f"[tables.{missing[0]}] is missing")
    tables = {name: _table_file(name, _table(content, name, "[tables]")) for name in content}
    used: dict[tuple[str, str], str] = {}
    for name, table in tables.items():
        place = (table.file, table.sheet)
        if place in used:
            what = "sheet" if table.sheet else "file"
            raise ValueError(f"[tables.{used[place]}] and [tables.{name}] have the same {what}")
        used[place] = name
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
        *_place_in_workbook(content, where),
    )


def _place_in_workbook(content: dict[str, Any], where: str) -> tuple[str, tuple[int, ...]]:
    """Return the sheet and the rows of its header, which only a workbook has."""
    for key in {"sheet", "header_rows"} & set(content):
        if not str(content["file"]).lower().endswith(SHEETS):
            raise ValueError(f"'{key}' in {where} is for Excel files only")
    sheet = _text(content, "sheet") if "sheet" in content else ""
    rows = content.get("header_rows", [1])
    whole = isinstance(rows, list) and rows and all(type(row) is int for row in rows)
    if not whole or rows != list(range(rows[0], rows[0] + len(rows))) or not 1 <= rows[0] <= 100:
        raise ValueError(f"'header_rows' in {where} is a list of rows that follow, such as [2, 3]")
    return sheet, tuple(rows)


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


def _choice(content: dict[str, Any], name: str, allowed: tuple[str, ...]) -> str:
    """Return a text that is one of those allowed; the first is the default."""
    value = _text(content, name, allowed[0])
    if value not in allowed:
        raise ValueError(f"'{name}' is one of {', '.join(allowed)}{nearest(value, list(allowed))}")
    return value


def _one_of(content: dict[str, Any], name: str, codes: type[Code]) -> Code:
    allowed = [code.value for code in codes]
    if content[name] not in allowed:
        hint = nearest(str(content[name]), allowed)
        raise ValueError(f"'{name}' is one of {', '.join(allowed)}{hint}")
    return codes(content[name])
