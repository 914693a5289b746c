"""Excel sheets into raw columns of text, each cell as the dataset's own dialect would write it.

So a workbook gives the same registers as its CSV would. What Excel keeps beside the text decides
what is refused: a date where none may stand, a number that lost digits, a formula without a result.
"""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import DataError, nearest
from analysis.registers.cells import Written, written
from analysis.registers.contract import Table
from analysis.registers.dataset import FILE, Dataset
from analysis.registers.header import find_columns
from analysis.registers.limits import check_size
from analysis.registers.problems import Problem
from analysis.registers.values import BLANKS

OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
MOST_BYTES = 1 << 30
MOST_ENTRIES = 10_000
MERGED = (
    "no merged cells below the header: only the first of them holds the value",
    "Unmerge them in Excel, and fill every cell.",
)
NAMELESS = (
    "every value stands below the name of a column",
    "Name the column in the header, or empty the cells.",
)
Cells = list[list[Any]]


def read_workbook(path: Path, table: Table, dataset: Dataset) -> pd.DataFrame:
    """Return the raw columns of a sheet; its index is the row in the sheet.

    Raises:
        DataError: it is not a whole workbook, has no such sheet, or cells cannot be read rightly.
    """
    check_zip(path)
    declared = dataset.tables[table.name]
    values, formulas = (_sheet(path, declared.sheet, stored) for stored in (True, False))
    header_rows = declared.header_rows
    header = _header(values, header_rows)
    names = find_columns(declared.place, header, table, dataset)
    cells, last = _body(values, formulas, header_rows[-1])
    problems = _layout_problems(declared.place, values, cells, (header_rows[-1], len(header)))
    columns: dict[str, Any] = {}
    for own, name in names.items():
        at = header.index(own)
        read = [written(row[at], table.column(name), dataset.dialect) for row in cells]
        problems += _cell_problems(f"{declared.place}, column '{own}'", read, header_rows[-1] + 1)
        columns[name] = pd.Categorical([one.text for one in read])
    if problems:
        raise DataError("\n".join(map(str, problems)))
    index = pd.RangeIndex(header_rows[-1] + 1, last + 1)
    return pd.DataFrame(columns, index=index)


def check_zip(path: Path) -> None:
    """Refuse what is no workbook, or would not fit into memory, before anything is unpacked.

    Raises:
        DataError: an old or locked file, no zip file, or one that unpacks to too much.
    """
    with path.open("rb") as file:
        if file.read(4) == OLD_OR_LOCKED:
            raise DataError(
                f"{path.name}: the workbook is protected by a password, or is of the old kind .xls."
                "\n  Allowed: .xlsx without a password.\n  Save it so in Excel."
            )
    try:
        with zipfile.ZipFile(path) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk, not the file
        raise _not_whole(path) from error
    size = sum(entry.file_size for entry in entries)
    if size > MOST_BYTES or len(entries) > MOST_ENTRIES:
        raise DataError(
            f"{path.name}: unpacks to {size:,} bytes in {len(entries):,} parts.\n  Allowed:"
            f" {MOST_BYTES:,} bytes, {MOST_ENTRIES:,} parts.\n  Write the table as CSV or Parquet."
        )
    check_size(path, 0, size)


def _not_whole(path: Path) -> DataError:
    return DataError(
        f"{path.name}: not a whole Excel file; the file may be incomplete."
        f"\n  Declared in {FILE}\n  Copy it again, or save it again in Excel."
    )


def _sheet(path: Path, name: str, stored: bool) -> Any:  # noqa: ANN401 - openpyxl has no types
    """Return a sheet, with the stored results of formulas or with the formulas."""
    import warnings

    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # parts of a workbook that hold no cells
            with path.open("rb") as file:  # openpyxl leaves a damaged file open
                book = openpyxl.load_workbook(file, data_only=stored)
        sheets = {sheet.title: sheet for sheet in book.worksheets}
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception as error:  # a damaged workbook can raise anything; nothing else is done here
        raise _not_whole(path) from error
    if name and name not in sheets:
        raise DataError(
            f"{path.name}: no sheet '{name}'{nearest(name, list(sheets))}."
            f"\n  It has: {', '.join(sheets) or 'none'}.\n  Mend sheet in {FILE}."
        )
    if not name and len(sheets) != 1:
        raise DataError(
            f"{path.name}: the workbook has {len(sheets)} sheets: {', '.join(sheets)}."
            f"\n  Each table is one sheet.\n  Name it as sheet in {FILE}."
        )
    return sheets[name] if name else next(iter(sheets.values()))


def _header(sheet: Any, rows: tuple[int, ...]) -> list[str]:  # noqa: ANN401
    """Return the names of the columns; a merged cell names all that lie below it."""
    merged = {
        (row, column): sheet.cell(area.min_row, area.min_col).value
        for area in sheet.merged_cells.ranges
        if area.min_row in rows
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }
    names = []
    for column in range(1, sheet.max_column + 1):
        parts = [merged.get((row, column), sheet.cell(row, column).value) for row in rows]
        texts = [str(part).strip(BLANKS) for part in parts if part is not None]
        names.append(" ".join(dict.fromkeys(text for text in texts if text)))
    while names and not names[-1]:
        names.pop()
    return names


def _body(values: Any, formulas: Any, above: int) -> tuple[Cells, int]:  # noqa: ANN401
    """Return the cells below the header, to the last row that holds anything, and its number."""
    cells: Cells = []
    last = above
    pairs = zip(
        values.iter_rows(min_row=above + 1), formulas.iter_rows(min_row=above + 1), strict=True
    )
    for number, (row, written_in) in enumerate(pairs, start=above + 1):
        both = list(zip(row, written_in, strict=True))
        cells.append(both)
        if any(formula.value is not None for _, formula in both):
            last = number
    return cells[: last - above], last


def _layout_problems(
    place: str,
    sheet: Any,  # noqa: ANN401
    cells: Cells,
    header: tuple[int, int],
) -> list[Problem]:
    """Return merged cells among the data, and values beside the last named column."""
    above, width = header
    below = above + len(cells)
    merged = sorted(
        {
            row
            for area in sheet.merged_cells.ranges
            for row in range(max(area.min_row, above + 1), min(area.max_row, below) + 1)
        }
    )
    beside = [
        above + 1 + number
        for number, row in enumerate(cells)
        if any(formula.value is not None for _, formula in row[width:])
    ]
    found = []
    for (rule, hint), rows in ((MERGED, merged), (NAMELESS, beside)):
        if rows:
            found.append(Problem(place, rule, hint, [(row, "") for row in rows]))
    return found


def _cell_problems(where: str, read: list[Written], first: int) -> list[Problem]:
    """Return what is wrong with the cells of a column, each rule once."""
    rows: dict[str, list[tuple[int, str]]] = {}
    for number, one in _wrong(read, first):
        rows.setdefault(one.wrong, []).append((number, f"found {one.found}"))
    found = []
    for rule_hint, at in rows.items():
        rule, _, hint = rule_hint.partition("|")
        found.append(Problem(where, rule, hint, at))
    return found


def _wrong(read: list[Written], first: int) -> Iterator[tuple[int, Written]]:
    for number, one in enumerate(read, start=first):
        if one.wrong:
            yield number, one
