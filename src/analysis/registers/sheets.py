"""A workbook's file into the cells of one sheet as they are stored; their meaning is in `cells`.

Of a workbook only the list of sheets, the table of texts, the formats and the sheet itself are
read: a picture, chart or comment can neither be misread nor stop the reading. A whole sheet of
openpyxl holds either formulas or their results, and makes cells up to the last that has a colour;
therefore openpyxl's parts are used here one by one, and each sheet is read once.
"""

import errno
import zipfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import pandas as pd

from analysis.errors import DataError, nearest
from analysis.registers.dataset import FILE

OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
MOST_BYTES = 1 << 30
MOST_ENTRIES = 10_000
SMALL, MOST_TIMES = 1 << 26, 200
"""A workbook of more bytes than SMALL is at most so many times its file; rows alike give 20."""
LAST_ROW, LAST_COLUMN = 1 << 20, 1 << 14
KINDS = ("n", "s", "b", "d", "e")
"""Of stored values: number, text, truth, date, error."""
ERROR, NO_RESULT = "e", "f"
Key = tuple[str, int, object]
"""Kind, format and value of a cell."""


@dataclass(frozen=True)
class Cell:
    """What cells have in common that hold the same.

    Attributes:
        value: a text, number, truth, date, time or duration.
        number_format: how Excel shows it.
        fault: ERROR where the value is an error of Excel, NO_RESULT for a formula without one.
    """

    value: object
    number_format: str = "General"
    fault: str = ""


@dataclass(frozen=True)
class Area:
    """Merged cells: their first and last column and row, counted from 1."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True)
class Sheet:
    """The cells of a sheet that hold something.

    Attributes:
        cells: each distinct cell once.
        columns: number of a column -> place in `cells` by row; both are counted from 1.
        merged: merged cells.
        name: of the sheet.
        hidden: whether the sheet is.
        hidden_rows: rows that are and hold something, in their order.
        hidden_columns: columns that are.
    """

    cells: list[Cell]
    columns: dict[int, pd.Series]
    merged: list[Area]
    name: str = ""
    hidden: bool = False
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: frozenset[int] = frozenset()


def read_sheet(path: Path, name: str) -> Sheet:
    """Return the cells of a sheet; without a name, of the only one.

    Raises:
        DataError: the file is no whole workbook, is locked or too large, or has no such sheet.
    """
    import warnings

    from openpyxl.reader.excel import ExcelReader

    try:
        with path.open("rb") as file, warnings.catch_warnings():
            # openpyxl warns of parts that it leaves out; none of them is read here.
            warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
            _check_lock(path, file)
            reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
            _check_packing(path, reader.archive.infolist())
            parts = _parts(reader)
            chosen = _chosen(path, name, list(parts))
            target, hidden = parts[chosen]
            with reader.archive.open(target) as part:
                return replace(_sheet(part, reader), name=chosen, hidden=hidden)
    except (DataError, MemoryError):
        raise
    except Exception as error:  # a damaged workbook can raise anything; nothing else is done here
        if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
            raise  # the disk, not the file
        raise DataError(
            f"{path.name}: not a whole Excel file; the file may be incomplete."
            f"\n  Declared in {FILE}\n  Copy it again, or save it again in Excel."
        ) from error


def _check_lock(path: Path, file: IO[bytes]) -> None:
    start = file.read(len(OLD_OR_LOCKED))
    file.seek(0)
    if start == OLD_OR_LOCKED:
        raise DataError(
            f"{path.name}: the workbook is protected by a password, or is of the old kind .xls."
            "\n  Allowed: .xlsx without a password.\n  Save it so in Excel."
        )


def _check_packing(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    """Raise DataError where a workbook grows beyond measure, before any of it is unpacked."""
    size = sum(entry.file_size for entry in entries)
    too_dense = size > SMALL and size > MOST_TIMES * path.stat().st_size
    if size > MOST_BYTES or len(entries) > MOST_ENTRIES or too_dense:
        raise DataError(
            f"{path.name}: unpacks to {size:,} bytes in {len(entries):,} parts."
            f"\n  Allowed: {MOST_BYTES:,} bytes, {MOST_ENTRIES:,} parts."
            f" Over {SMALL:,} bytes: {MOST_TIMES} times the file."
            "\n  Write the table as CSV or Parquet."
        )


def _parts(reader: Any) -> dict[str, tuple[str, bool]]:  # noqa: ANN401 (openpyxl has no types)
    """Read what the sheets refer to; return name -> part of those with cells, and if hidden."""
    from openpyxl.styles.stylesheet import apply_stylesheet

    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    found = list(reader.parser.find_sheets())
    if not found:
        raise ValueError("a workbook has a sheet")
    return {
        sheet.name: (rel.target, sheet.state != "visible")
        for sheet, rel in found
        if rel.Type.endswith("/worksheet")
    }


def _chosen(path: Path, name: str, sheets: list[str]) -> str:
    """Return the name of the sheet to read."""
    if name and name not in sheets:
        raise DataError(
            f"{path.name}: no sheet '{name}'{nearest(name, sheets)}."
            f"\n  It has: {', '.join(sheets) or 'none with cells'}.\n  Mend sheet in {FILE}."
        )
    if not name and len(sheets) != 1:
        raise DataError(
            f"{path.name}: the workbook has {len(sheets)} sheets:"
            f" {', '.join(sheets) or 'none with cells'}."
            f"\n  Each table is one sheet.\n  Name it as sheet in {FILE}."
        )
    return name or sheets[0]


def _sheet(part: IO[bytes], reader: Any) -> Sheet:  # noqa: ANN401 (openpyxl has no types)
    """Return the cells of a sheet's part."""
    from openpyxl.utils import range_boundaries
    from openpyxl.worksheet._reader import COL_TAG, MERGE_TAG, ROW_TAG, WorkSheetParser
    from openpyxl.xml.functions import iterparse

    book = reader.wb
    of_dates = {"date_formats": book._date_formats, "timedelta_formats": book._timedelta_formats}
    parser = WorkSheetParser(part, reader.shared_strings, True, book.epoch, **of_dates)
    columns: dict[int, tuple[array[int], array[int]]] = {}
    merged: list[Area] = []
    places: dict[Key, int] = {}
    hidden_rows: list[int] = []
    hidden_columns: set[int] = set()
    row = 0
    for _, element in iterparse(part):
        if element.tag == ROW_TAG:
            number, stored = parser.parse_row(element)
            row = _next(row, number, LAST_ROW)
            held_here = list(_held(row, stored, element))
            if held_here and _is_hidden(element):
                hidden_rows.append(row)
            for column, key in held_here:
                rows, held = columns.setdefault(column, (array("i"), array("i")))
                rows.append(row)
                held.append(places.setdefault(key, len(places)))
            element.clear()
        elif element.tag == COL_TAG and _is_hidden(element):
            first, last = int(element.get("min")), min(int(element.get("max")), LAST_COLUMN)
            hidden_columns.update(range(first, last + 1))
        elif element.tag == MERGE_TAG:
            areas = [range_boundaries(area.get("ref")) for area in element]
            merged += [Area(*map(int, area)) for area in areas]
    series = {column: pd.Series(held, rows) for column, (rows, held) in columns.items()}
    cells = [_cell(book, *key) for key in places]
    return Sheet(
        cells,
        series,
        merged,
        hidden_rows=tuple(hidden_rows),
        hidden_columns=frozenset(hidden_columns),
    )


def _is_hidden(element: Any) -> bool:  # noqa: ANN401 (openpyxl has no types)
    """Tell whether a row, or columns, are hidden: by hand, in a folded group or by a filter."""
    return element.get("hidden") in ("1", "true")


def _next(before: int, number: int, last: int) -> int:
    """Return the number of a row or column; one out of order belongs to a damaged file."""
    if not before < number <= last:
        raise ValueError(f"{number} after {before}")
    return number


def _held(row: int, cells: list[dict[str, Any]], element: Any) -> Iterator[tuple[int, Key]]:  # noqa: ANN401
    """Yield column and content of the cells of a row that hold something."""
    from openpyxl.worksheet._reader import FORMULA_TAG

    column = 0
    for cell, tree in zip(cells, element, strict=True):
        kind, value = cell["data_type"], cell["value"]
        if value is None:
            # A formula whose result is the empty text has the type "str".
            if tree.find(FORMULA_TAG) is None or tree.get("t") == "str":
                continue
            kind = NO_RESULT
        elif kind not in KINDS:
            raise ValueError(f"a cell of kind {kind}")
        if cell["row"] != row:
            raise ValueError(f"a cell of row {cell['row']} in row {row}")
        column = _next(column, cell["column"], LAST_COLUMN)
        yield column, (kind, cell["style_id"], value)


def _cell(book: Any, kind: str, style: int, value: object) -> Cell:  # noqa: ANN401
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

    own = book._cell_styles[style].numFmtId - BUILTIN_FORMATS_MAX_SIZE
    if own >= 0:
        shown = book._number_formats[own]
    else:
        shown = BUILTIN_FORMATS.get(own + BUILTIN_FORMATS_MAX_SIZE, "General")
    return Cell(value, shown, kind if kind in (ERROR, NO_RESULT) else "")
