"""Published tables as text files: rows under the line that they stand in, and what is refused.

The index of a frame is the line of the file, blank lines and a title above the header counted, so
that whoever looks for a row finds it.
"""

import csv
import io
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path

import pandas as pd

from analysis.errors import DataError
from analysis.official_terms import Level
from analysis.reference.places import code_periods

DELIMITERS = (",", ";", "\t")
LATIN = "cp1252"
"""What files are in that are not in UTF-8: StatBank's older downloads."""
NOT_GIVEN = "9999"
"""The code of those whose municipality is not given."""
LINE = "row"
"""Name of an index of lines; other indexes have names of their own."""


def read_lines(file: Path) -> pd.DataFrame:
    """Return the cells of a text file as text; its columns are those of its header.

    The header is the first row of several cells: a title stands alone above it. Rows that end
    early are filled with nothing.

    Raises:
        DataError: the file is absent, holds no table, a column stands twice, or a row has more
            cells than the header.
    """
    if not file.is_file():
        raise DataError(f"No file {file}.\nName the tables, or the folder that they lie in.")
    text = _text(file)
    rows = _rows(text, max(DELIMITERS, key=lambda one: _width(text, one)), file.name)
    header = next((place for place, (_, cells) in enumerate(rows) if len(cells) > 1), None)
    if header is None:
        raise _no_table(file.name)
    names = rows[header][1]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise DataError(
            f"{file.name}: column '{twice[0]}' stands twice.\nGive the table as it was published."
        )
    body = rows[header + 1 :]
    if any(len(cells) > len(names) for _, cells in body):
        raise _no_table(file.name)
    filled = [[*cells, *[""] * (len(names) - len(cells))] for _, cells in body]
    index = pd.Index([line for line, _ in body], name=LINE, dtype="int64")
    return pd.DataFrame(filled, index, names, dtype=str)


def refuse(holds: "pd.Series[bool]", name: str, column: str, rule: str) -> None:
    """Raise DataError with file, row, column and rule where a rule does not hold."""
    if not holds.all():
        where = holds.index[~holds.to_numpy(dtype=bool)][0]
        raise DataError(
            f"{name}, {holds.index.name} {where}, column '{column}': {rule}."
            "\nGive the table as it was published."
        )


def refuse_unknown(level: pd.Series, code: pd.Series, name: str) -> None:
    """Raise DataError where a municipality has a code that none has, or has ever had."""
    known = [NOT_GIVEN, *(period.code for period in code_periods())]
    holds = (level != Level.MUNICIPALITY) | code.isin(known)
    refuse(holds, name, "region", f"a municipality's code of some year, or {NOT_GIVEN}")


def _text(file: Path) -> str:
    """Return a file as text; letters that are none in UTF-8 are those of LATIN."""
    content = file.read_bytes()
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise DataError(f"{file.name} is not UTF-8: it is UTF-16.\nSave it as CSV in UTF-8.")
    if b"\0" in content:
        raise DataError(
            f"{file.name} is not UTF-8: it is no text.\nSave the table as CSV in UTF-8."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode(LATIN, errors="replace")


def _width(text: str, delimiter: str) -> int:
    """Return how many cells the first row of several has; lines may end in CR alone."""
    lines = csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=delimiter)
    return next((len(cells) for cells in lines if len(cells) > 1), 0)


def _rows(text: str, delimiter: str, name: str) -> list[tuple[int, list[str]]]:
    """Return the rows that are not blank, each with the line in which it begins."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, begins = [], 1
    try:
        for cells in lines:
            if any(cell.strip() for cell in cells):
                rows.append((begins, [cell.strip() for cell in cells]))
            begins = lines.line_num + 1
    except csv.Error as error:
        raise _no_table(name) from error
    return rows


def _no_table(name: str) -> DataError:
    return DataError(
        f"{name} is no CSV in UTF-8 whose rows have no more cells than its header."
        "\nGive it as it was saved."
    )
