"""Excel sheets into raw columns of text, each cell as the dataset's own dialect would write it.

So a workbook gives the same registers as its CSV would. What Excel keeps beside the text decides
what is refused: a date where none may stand, a number that lost digits, a formula without a result.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import DataError
from analysis.registers.cells import Written, found_in, written
from analysis.registers.contract import Column, Kind, Table
from analysis.registers.dataset import FILE, Dataset, TableFile
from analysis.registers.header import find_columns
from analysis.registers.hidden import Hidden
from analysis.registers.limits import check_memory, check_width, free_memory
from analysis.registers.problems import Problem
from analysis.registers.rules import TABLE
from analysis.registers.sheets import Area, Cell, Sheet, read_sheet
from analysis.registers.values import BLANKS

HIDDEN = "hidden"
"""Name of the attribute of a frame of raw columns that says what its sheet hides."""
NOTHING = "'(empty)'"
MERGED = (
    "no merged cells below the header: only the first of them holds the value",
    "Unmerge them in Excel, and fill every cell.",
)
NAMELESS = (
    "every value stands below the name of a column",
    "Name the column in the header, or empty the cells; to leave out all columns without a name,"
    ' write "" in ignored under [tables.TABLE].',
)


def read_workbook(path: Path, table: Table, dataset: Dataset) -> pd.DataFrame:
    """Return the raw columns of a sheet; its index is the row in the sheet.

    Its attribute HIDDEN is what the sheet hides of them.

    Raises:
        DataError: it is not a whole workbook, has no such sheet, or cells cannot be read rightly.
    """
    declared = dataset.tables[table.name]
    sheet, names, places, rows = _opened(path, table, dataset)
    check_memory(path, len(rows), len(names), len(sheet.cells), free_memory())
    problems = [
        *_merged(sheet, set(places.values()), rows, declared.place),
        *_nameless(sheet, rows, table, dataset),
    ]
    columns: dict[str, pd.Categorical] = {}
    for own, name in names.items():
        held = _held(sheet, places[own], rows)
        texts, wrong = _texts(sheet, held, _column(table, name), dataset)
        columns[name] = texts
        of = "" if own == name else f" ({table.name}.{name})"
        problems += _wrong_cells(f"{declared.place}, column '{own}'{of}", wrong, rows)
    if problems:
        raise DataError("\n".join(map(str, problems)))
    frame = pd.DataFrame(columns, index=rows)
    frame.attrs[HIDDEN] = _hidden(sheet, places, rows, path, table)
    return frame


def _hidden(
    sheet: Sheet, places: dict[str, int], rows: pd.RangeIndex, path: Path, table: Table
) -> Hidden:
    """Return what is hidden among the rows and columns that are read."""
    below = tuple(row for row in sheet.hidden_rows if row in rows)
    columns = tuple(own for own, place in places.items() if place in sheet.hidden_columns)
    return Hidden(table.name, path.name, sheet.name, sheet.hidden, below, columns)


def found_in_workbook(path: Path, table: Table, dataset: Dataset) -> pd.DataFrame:
    """Return by row of a sheet and column what is said to stand there, as the sheet shows it.

    Raises:
        DataError: as `read_workbook`.
    """
    sheet, names, places, rows = _opened(path, table, dataset)
    texts = [found_in(cell, dataset.dialect) for cell in sheet.cells]
    found = np.array([*texts, NOTHING], dtype=object)  # the place of no cell is -1
    columns = {name: found[_held(sheet, places[own], rows)] for own, name in names.items()}
    return pd.DataFrame(columns, index=rows)


def _opened(
    path: Path, table: Table, dataset: Dataset
) -> tuple[Sheet, dict[str, str], dict[str, int], pd.RangeIndex]:
    """Return a sheet, own name -> contract name, own name -> column, and the rows below the header.

    Columns are counted from 1.
    """
    declared = dataset.tables[table.name]
    sheet = read_sheet(path, declared.sheet)
    header = _header(sheet, declared)
    check_width(path, len(header))
    names = _find_columns(header, table, dataset)
    places = {own: header.index(own) + 1 for own in names}
    rows = pd.RangeIndex(declared.header_rows[-1] + 1, _last_row(sheet, declared) + 1)
    return sheet, names, places, rows


def _column(table: Table, name: str) -> Column:
    """Return a column of the contract; one that a table keeps beside them is text."""
    return table.column(name) if name in table.names else Column(name, Kind.TEXT)


def _header(sheet: Sheet, declared: TableFile) -> list[str]:
    """Return the names of the columns; a merged cell names all that lie below it."""
    rows = declared.header_rows
    texts = {
        (row, column): str(sheet.cells[held[row]].value).strip(BLANKS)
        for column, held in sheet.columns.items()
        for row in rows
        if row in held.index and not _is_blank(sheet.cells[held[row]])
    }
    first_of = {
        (area.top, column): (area.top, area.left)
        for area in sheet.merged
        if (area.top, area.left) in texts
        for column in range(area.left, area.right + 1)
    }
    width = max((column for _, column in [*texts, *first_of]), default=0)
    names = []
    for column in range(1, width + 1):
        cells = dict.fromkeys(first_of.get((row, column), (row, column)) for row in rows)
        names.append(" ".join(texts[cell] for cell in cells if cell in texts))
    own = {*declared.columns.values(), *declared.ignored}
    return [name if name in own else " ".join(name.split()) for name in names]


def _find_columns(header: list[str], table: Table, dataset: Dataset) -> dict[str, str]:
    """Return own name -> contract name; a column without a name is judged by what it holds."""
    from openpyxl.utils import get_column_letter

    declared = dataset.tables[table.name]
    letters = [get_column_letter(at) for at, name in enumerate(header, start=1) if name]
    try:
        return find_columns(declared.place, list(filter(None, header)), table, dataset, letters)
    except DataError as error:
        rows = " and ".join(map(str, declared.header_rows))
        raise DataError(
            f"{error}\n  The names were read in row {rows}; if they stand in another row of the"
            " sheet, or over two rows, write header_rows, such as [1, 2], under"
            f" [tables.{table.name}] in {FILE}."
        ) from error


def _is_blank(cell: Cell) -> bool:
    """Tell whether a cell holds nothing that can be seen."""
    return isinstance(cell.value, str) and not cell.value.strip(BLANKS)


def _last_row(sheet: Sheet, declared: TableFile) -> int:
    """Return the last row that holds anything; at least the last of the header."""
    filled = np.array([not _is_blank(cell) for cell in sheet.cells], dtype=bool)
    ends = [held.index[filled[held]].max() for held in sheet.columns.values() if filled[held].any()]
    return int(max([*ends, declared.header_rows[-1]]))


def _held(sheet: Sheet, column: int, rows: pd.RangeIndex) -> NDArray[np.int64]:
    """Return by row the place of a column's cell among the distinct ones; -1 where none is."""
    if column not in sheet.columns:
        return np.full(len(rows), -1, dtype=np.int64)
    return sheet.columns[column].reindex(rows, fill_value=-1).to_numpy(dtype=np.int64)


def _texts(
    sheet: Sheet, held: NDArray[np.int64], column: Column, dataset: Dataset
) -> tuple[pd.Categorical, list[tuple[Written, NDArray[np.intp]]]]:
    """Return a column as text, and each cell that cannot be read with the positions of its rows."""
    used, which = np.unique(held, return_inverse=True)
    cells = [
        written(sheet.cells[place], column, dataset) if place >= 0 else Written()
        for place in used.tolist()
    ]
    texts = np.array([cell.text for cell in cells], dtype=object)
    wrong = [(cell, np.flatnonzero(which == at)) for at, cell in enumerate(cells) if cell.wrong]
    return pd.Categorical(texts[which]), wrong


def _wrong_cells(
    where: str, wrong: list[tuple[Written, NDArray[np.intp]]], rows: pd.RangeIndex
) -> list[Problem]:
    """Return what is wrong with the cells of a column, each rule once."""
    by_rule: dict[str, list[tuple[int, str]]] = {}
    for cell, at in wrong:
        found = [(int(rows[position]), f"found {cell.found}") for position in at]
        by_rule.setdefault(cell.wrong, []).extend(found)
    problems = []
    for rule_hint, found in by_rule.items():
        rule, _, hint = rule_hint.partition("|")
        problems.append(Problem(where, rule, hint, sorted(found)))
    return problems


def _merged(sheet: Sheet, read: set[int], rows: pd.RangeIndex, place: str) -> list[Problem]:
    """Return where cells that are read are merged: all but the first of them look empty."""
    from openpyxl.utils import get_column_letter

    def ref(area: Area) -> str:
        first, last = get_column_letter(area.left), get_column_letter(area.right)
        return f"cells {first}{area.top}:{last}{area.bottom}"

    found = [
        (max(area.top, rows.start), ref(area))
        for area in sheet.merged
        if area.bottom >= rows.start
        and area.top < rows.stop
        and any(area.left <= column <= area.right for column in read)
    ]
    return [Problem(place, *MERGED, sorted(found))] if found else []


def _nameless(sheet: Sheet, rows: pd.RangeIndex, table: Table, dataset: Dataset) -> list[Problem]:
    """Return the rows with a value in a column that has no name, unless such are ignored."""
    from openpyxl.utils import get_column_letter

    declared = dataset.tables[table.name]
    if "" in declared.ignored:
        return []
    named = {at for at, name in enumerate(_header(sheet, declared), start=1) if name}
    found: dict[int, str] = {}
    for column in sorted(set(sheet.columns) - named):
        held = sheet.columns[column]
        for row, at in zip(held.index.tolist(), held.tolist(), strict=True):
            cell = sheet.cells[at]
            if row in rows and not _is_blank(cell):
                what = found_in(cell, dataset.dialect)
                found.setdefault(row, f"found {what} in column {get_column_letter(column)}")
    rule, hint = NAMELESS
    hint = hint.replace(TABLE, table.name)
    return [Problem(declared.place, rule, hint, sorted(found.items()))] if found else []
