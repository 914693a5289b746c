"""The beginning of every sheet of a workbook, and the rows in which its names most likely stand."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from analysis.errors import DataError
from analysis.registers.draft_names import fold, known_names
from analysis.registers.number_formats import section_for
from analysis.registers.values import BLANKS

SEARCHED = 20
"""Rows from the top in which names are looked for."""
LARGEST_PART = 1 << 29
"""Bytes of one unpacked part of a workbook; the table of its texts is read as a whole."""
MERGED = re.compile(rb'mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
CHUNK = 1 << 20
Row = tuple[object, ...]


@dataclass(frozen=True)
class Sheet:
    """The beginning of a sheet: names of columns over one or two rows, and rows below them.

    `last_names` are those of the lower row alone: 'Fra' of 'Periode Fra'.
    """

    name: str
    header_rows: tuple[int, ...]
    header: tuple[str, ...]
    last_names: tuple[str, ...]
    rows: tuple[Row, ...]
    whole: bool


def sample_workbook(path: Path, limit: int) -> Iterator[Sheet]:
    """Yield the beginning of every sheet that holds something.

    Raises:
        DataError: a part of the workbook is too large to look into.
    """
    import openpyxl

    with zipfile.ZipFile(path) as packed:
        if max(part.file_size for part in packed.infolist()) > LARGEST_PART:
            raise DataError("the workbook is too large to look into; write the sheet as CSV")
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what a workbook says of its own size is often wrong
            cells = islice(sheet.iter_rows(), SEARCHED + limit + 1)
            rows = [tuple(_shown(cell) for cell in row) for row in cells]
            if any(not _is_blank(value) for row in rows for value in row):
                yield _sheet(sheet, rows, _merged(path, sheet), limit)
    finally:
        book.close()


def _sheet(sheet: Any, rows: list[Row], merged: list[list[int]], limit: int) -> Sheet:  # noqa: ANN401
    last = _header_row(rows)
    if last < len(rows) and _is_upper_header(rows, last + 1, merged):
        last += 1
    first = last - 1 if _is_upper_header(rows, last, merged) else last
    width = max(_width(row) for row in rows[first - 1 :])
    below = [row for row in rows[last:] if any(not _is_blank(value) for value in row)]
    return Sheet(
        name=str(sheet.title),
        header_rows=tuple(range(first, last + 1)),
        header=_names(rows, range(first, last + 1), width, merged),
        last_names=_names(rows, range(last, last + 1), width, merged),
        rows=tuple(below[:limit]),
        whole=len(rows) <= SEARCHED + limit and len(below) <= limit,
    )


def _shown(cell: Any) -> object:  # noqa: ANN401 (openpyxl has no types)
    """Return the value of a cell; a number with zeros in front as Excel shows it: 0301."""
    value: object = cell.value
    if type(value) is not int or value < 0:
        return value
    digits = str(value).zfill(section_for(value, cell.number_format).zeros)
    return value if digits == str(value) else digits


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip(BLANKS))


def _header_row(rows: Sequence[Row]) -> int:
    """Return the row, from 1, that looks most like names: known ones, then texts."""
    known = _all_known()
    best, score = 1, (0, 0)
    for number, row in enumerate(rows[:SEARCHED], start=1):
        texts = [value for value in row if isinstance(value, str) and not _is_blank(value)]
        filled = sum(not _is_blank(value) for value in row)
        names = sum(fold(text) in known for text in texts)
        this = (names, len(texts) if len(texts) == filled and filled > 1 else 0)
        if this > score and 2 * len(texts) > filled:
            best, score = number, this
    return best


def _all_known() -> set[str]:
    columns = known_names()["columns"]
    lists = [names for part in columns.values() for names in part.values()]
    own = [name for part in columns.values() for name in part]
    unused = [name for entry in known_names()["not_used"] for name in entry["names"]]
    return {fold(name) for names in lists for name in names} | set(map(fold, [*own, *unused]))


def _is_upper_header(rows: Sequence[Row], last: int, merged: list[list[int]]) -> bool:
    """Tell whether the row above names groups of columns: merged, but not over the whole table."""
    if last < 2:
        return False
    width = _width(rows[last - 1])
    across = [area[3] - area[1] + 1 for area in merged if area[0] == last - 1 == area[2]]
    down = [area for area in merged if area[0] == last - 1 and area[2] == last]
    filled = sum(not _is_blank(value) for value in rows[last - 2])
    return bool(down) or (filled > 1 and any(1 < size < width for size in across))


def _width(row: Row) -> int:
    """Return the number of cells up to the last that holds something."""
    return max((place for place, value in enumerate(row, 1) if not _is_blank(value)), default=0)


def _names(rows: list[Row], header: range, width: int, merged: list[list[int]]) -> tuple[str, ...]:
    """Return the names of the columns: the texts of the header's rows, joined by a blank."""
    names = []
    for column in range(1, width + 1):
        places = [_origin(row, column, merged) for row in header]
        distinct = [place for place in dict.fromkeys(places) if place[0] in header]
        texts = [_text(rows, *place) for place in distinct]
        names.append(" ".join(text for text in texts if text))
    return tuple(names)


def _origin(row: int, column: int, merged: list[list[int]]) -> tuple[int, int]:
    """Return the cell whose text stands in a cell: the first of a merged area."""
    for top, left, bottom, right in merged:
        if top <= row <= bottom and left <= column <= right:
            return top, left
    return row, column


def _text(rows: list[Row], row: int, column: int) -> str:
    cells = rows[row - 1]
    value = cells[column - 1] if column <= len(cells) else None
    return "" if value is None else str(value).strip(BLANKS)


def _merged(path: Path, sheet: Any) -> list[list[int]]:  # noqa: ANN401 (openpyxl has no types)
    """Return the merged areas near the top: first row and column, last row and column.

    They stand at the end of a sheet's part, which is therefore unpacked piece by piece.
    """
    from openpyxl.utils import column_index_from_string

    found = []
    with zipfile.ZipFile(path) as packed, packed.open(sheet._worksheet_path) as part:
        rest = b""
        while chunk := part.read(CHUNK):
            piece = rest + chunk
            found += [match.groups() for match in MERGED.finditer(piece)]
            rest = piece[-64:].rpartition(b">")[2]
    number = column_index_from_string
    return [
        [int(top), number(left.decode()), int(bottom), number(right.decode())]
        for left, top, right, bottom in found
        if int(top) <= SEARCHED
    ]
