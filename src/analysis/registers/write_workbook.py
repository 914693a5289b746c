"""Frames as one Excel workbook, a sheet a table: the same bytes from the same frames.

Text stands in text cells, so that 0301 keeps its zero and no text is a formula.
"""

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import DataError

MOST_ROWS = 1_048_576
"""What a sheet holds, with its header."""
CONTROLS = r"[\x00-\x08\x0b\x0c\x0e-\x1f]"
"""What XML has no place for."""
CLOCK = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
FIXED = b"1980-01-01T00:00:00Z"
FIRST_DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a zip archive has."""


def write_workbook(path: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write tables as the sheets of a workbook, under their names.

    Raises:
        DataError: a table has more rows than a sheet, or a text that a sheet cannot hold.
    """
    from openpyxl import Workbook

    for name, frame in tables.items():
        _check(path, name, frame)
    book = Workbook(write_only=True)
    for name, frame in tables.items():
        sheet = book.create_sheet(name)
        for cells in _rows(sheet, frame):
            sheet.append(cells)
    book.save(path)
    _fix_clock(path)


def _check(path: Path, name: str, frame: pd.DataFrame) -> None:
    """Raise DataError where a sheet cannot hold a table, before any is written."""
    if len(frame) >= MOST_ROWS:
        raise DataError(
            f"{path.name}: {name} has {len(frame):,} rows."
            f"\n  Allowed: {MOST_ROWS - 1:,}, as a sheet of Excel has."
            "\n  Write the registers as Parquet."
        )
    for _, values in frame.select_dtypes(exclude=["number", "datetime"]).items():
        if values.astype("string").str.contains(CONTROLS).any():
            raise DataError(
                f"{path.name}: {name} has a text with a control character."
                "\n  Allowed: text that can be printed.\n  Write the registers as Parquet."
            )


def _rows(sheet: Any, frame: pd.DataFrame) -> Iterator[list[Any]]:  # noqa: ANN401 (no types)
    """Yield header and rows as cells; a missing value is no cell."""
    from openpyxl.cell import WriteOnlyCell

    def text(value: str) -> Any:  # noqa: ANN401 (openpyxl has no types)
        cell = WriteOnlyCell(sheet, value)
        cell.data_type, cell.number_format = "s", "@"  # or else "=1" would be a formula
        return cell

    def date(value: Any) -> Any:  # noqa: ANN401 (openpyxl has no types)
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "yyyy-mm-dd"
        return cell

    yield [text(str(name)) for name in frame]
    columns: list[list[Any]] = []
    filled: list[Any]
    make: Callable[[Any], Any] | None
    for _, values in frame.items():
        known = values.notna().tolist()
        if pd.api.types.is_datetime64_any_dtype(values):
            filled, make = values.astype("datetime64[s]").tolist(), date
        elif pd.api.types.is_numeric_dtype(values):
            filled, make = values.astype(object).tolist(), None
        else:
            filled, make = values.astype("string").tolist(), text
        columns.append(
            [
                None if not there else make(value) if make else value
                for value, there in zip(filled, known, strict=True)
            ]
        )
    yield from map(list, zip(*columns, strict=True))


def _fix_clock(path: Path) -> None:
    """Write the archive anew, in order of names and without the time of writing."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in sorted(archive.namelist())}
    parts["docProps/core.xml"] = CLOCK.sub(FIXED, parts["docProps/core.xml"])
    new = path.with_name(f".{path.name}")
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, FIRST_DATE), content, zipfile.ZIP_DEFLATED)
    new.replace(path)
