"""CSV files: what is no row, no text or another dialect stops; the rest becomes columns of texts.

A row ends with its line: a quote that is not closed would otherwise swallow the rows after it. One
parser finds the rows and reads the values, so that the two never disagree. Rows are read by the
thousand; only where one of them is no row are they read again one by one, to say which.
"""

import codecs
import csv
from array import array
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.errors import DataError
from analysis.registers.contract import Table
from analysis.registers.dataset import FILE, Dataset, Dialect
from analysis.registers.header import find_columns
from analysis.registers.letters import likely_encoding
from analysis.registers.limits import check_memory, check_width, free_memory
from analysis.registers.problems import Problem
from analysis.registers.values import BLANKS

if TYPE_CHECKING:
    from _csv import Reader

DELIMITERS = ",;\t|"
SAMPLE = 1 << 16
AT_ONCE = 250
"""Rows read at once: so few that they stay in the fastest memory, which halves the time."""
NUL = b"\0"
NOT_TEXT = {
    b"\x1f\x8b": "a gzip file",
    b"PK\x03\x04": "a zip or Excel file",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"PAR1": "a Parquet file",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"\x28\xb5\x2f\xfd": "a zstandard file",
    b"7z\xbc\xaf\x27\x1c": "a 7z file",
    b"Rar!\x1a": "a rar file",
    b"\x80\x04\x95": "a pickle",
    b"\x80\x05\x95": "a pickle",
}


class _Numbers(dict[str, int]):
    """Text -> its number, in the order in which texts are met."""

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        return number


def read_csv(path: Path, table: Table, dataset: Dataset) -> pd.DataFrame:
    """Return the raw columns of a CSV file.

    Raises:
        DataError: it is not text of the declared dialect, or rows are not as long as the header.
    """
    dialect = dataset.dialect
    _check_content(path, dialect)
    with path.open(encoding=_codec(dialect), newline="") as file:
        rows = csv.reader(file, delimiter=dialect.delimiter, strict=True)
        try:
            header = [name.strip(BLANKS) for name in next(rows, [])]
            if rows.line_num > 1:
                raise csv.Error("a name holds a line end")
            check_width(path, len(header))
            _check_delimiter(path, header, dialect)
            names = find_columns(path.name, header, table, dataset)
            places = {name: header.index(own) for own, name in names.items()}
            columns, n_rows = _columns(path, rows, len(header), list(places.values()))
        except (csv.Error, UnicodeError) as error:
            raise _fault(path, dialect) from error
    index = pd.RangeIndex(2, n_rows + 2)
    return pd.DataFrame(dict(zip(places, columns, strict=True)), index=index, copy=False)


def lacks_line_end(path: Path) -> bool:
    """Tell whether a CSV file ends without a line end: its last value may have been cut."""
    if path.suffix.lower() != ".csv" or not path.is_file():
        return False
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - 4, 0))
        end = file.read().replace(NUL, b"")  # UTF-16 has them beside a line end
    return not end.endswith((b"\n", b"\r"))


def _codec(dialect: Dialect) -> str:
    name = codecs.lookup(dialect.encoding).name
    return "utf-8-sig" if name == "utf-8" else name


def _columns(
    path: Path, rows: "Reader", width: int, places: list[int]
) -> tuple[list[pd.Categorical], int]:
    """Return the columns at some places, and the number of rows.

    An empty line is a row that holds nothing.

    Raises:
        csv.Error: a row is not as long as the header, or is not one line.
    """
    texts, numbers = [_Numbers() for _ in places], [array("i") for _ in places]
    n_rows, free = 0, free_memory()
    while block := list(islice(rows, AT_ONCE)):
        n_rows += len(block)
        if rows.line_num != n_rows + 1:
            raise csv.Error("a value holds a line end")
        if set(map(len, block)) != {width}:
            block = [_filled(row, width) for row in block]
        check_memory(path, n_rows, len(places), sum(map(len, texts)), free)
        fields = list(zip(*block, strict=True))
        for place, text, number in zip(places, texts, numbers, strict=True):
            number.extend(map(text.__getitem__, fields[place]))
    return [_categorical(*pair) for pair in zip(texts, numbers, strict=True)], n_rows


def _filled(row: list[str], width: int) -> list[str]:
    """Return a row as it is, or one of nothing where its line is blank."""
    if len(row) == width:
        return row
    if _is_no_row(row, width):
        raise csv.Error("a row is not as long as the header")
    return [""] * width


def _is_no_row(row: list[str], width: int) -> bool:
    return len(row) > width or (len(row) < width and "".join(row).strip(BLANKS) != "")


def _categorical(texts: _Numbers, numbers: "array[int]") -> pd.Categorical:
    kinds = pd.CategoricalDtype(pd.Index(list(texts), dtype=object))
    texts.clear()
    codes = np.frombuffer(numbers, dtype=np.intc)
    return pd.Categorical.from_codes(codes, dtype=kinds)  # type: ignore[arg-type]


def _check_content(path: Path, dialect: Dialect) -> None:
    with path.open("rb") as file:
        start = file.read(SAMPLE)
    for magic, kind in NOT_TEXT.items():
        if start.startswith(magic):
            raise DataError(
                f"{path.name}: this is {kind}, not text.\n  Allowed: CSV as it is, not packed."
                "\n  Unpack it, or write the table as CSV or Parquet."
            )
    if _codec(dialect).startswith("utf-16"):
        return
    if start.count(NUL) * 4 > len(start):  # every second byte, in UTF-16 of Latin letters
        raise _wrong_encoding(path, dialect, "", start)
    row = 1
    with path.open("rb") as file:
        while block := file.read(1 << 22):
            if NUL in block:
                row += block[: block.index(NUL)].count(b"\n")
                raise DataError(
                    f"{path.name}, row {row}: a NUL character stands in the text."
                    "\n  Allowed: letters, digits and signs; the file may be damaged."
                    "\n  Copy it again, or write it again from its source."
                )
            row += block.count(b"\n")


def _wrong_encoding(path: Path, dialect: Dialect, where: str, sample: bytes) -> DataError:
    likely = likely_encoding(sample)
    return DataError(
        f"{path.name}{where}: the text is not {dialect.encoding}."
        f"\n  Most likely it is {likely}."
        f'\n  Write encoding = "{likely}" under [dialect] in {FILE}, which holds for all its files;'
        f" or save this one as {dialect.encoding}."
    )


def _fault(path: Path, dialect: Dialect) -> DataError:
    """Return what is wrong with the rows of a file: the first that cannot be read, or all lengths.

    Rows are counted from the header, which is row 1.
    """
    encoding, number, width = _codec(dialect), 0, 0
    wrong = []
    with path.open(encoding=encoding, newline="") as file:
        rows = csv.reader(file, delimiter=dialect.delimiter, strict=True)
        try:
            for number, row in enumerate(rows, start=1):
                if rows.line_num != number:
                    return _open_quote(path, number)
                width = width or len(row)
                if _is_no_row(row, width):
                    wrong.append((number, f"{len(row)} fields"))
        except csv.Error as error:
            is_long = "field limit" in str(error) and rows.line_num == number + 1
            return (_too_long if is_long else _open_quote)(path, number + 1)
        except UnicodeError:
            return _wrong_encoding(path, dialect, *_first_wrong(path, encoding))
    rule = f"every row has {width} fields, as the header has"
    hint = "Mend the rows; a text that holds the delimiter stands in quotes."
    return DataError(str(Problem(path.name, rule, hint, wrong)))


def _open_quote(path: Path, row: int) -> DataError:
    return DataError(
        f"{path.name}, row {row}: a quote is not closed in its row, or text follows it."
        '\n  Allowed: "a text in quotes", on one line; a quote inside it is written twice.'
        "\n  Mend the row."
    )


def _too_long(path: Path, row: int) -> DataError:
    return DataError(
        f"{path.name}, row {row}: a value is longer than any register's."
        f"\n  Allowed: {csv.field_size_limit():,} characters a value."
        "\n  Mend the row; the file may be damaged, or have another delimiter."
    )


def _first_wrong(path: Path, encoding: str) -> tuple[str, bytes]:
    """Return row and byte, counted from 1, that are not of the encoding, and the row's bytes."""
    with path.open("rb") as file:
        if encoding.startswith("utf-16"):
            return "", file.read(SAMPLE)
        for number, line in enumerate(file, start=1):
            try:
                line.decode(encoding)
            except UnicodeDecodeError as error:
                return f", row {number}, byte {error.start + 1}", line
    return "", b""


def _check_delimiter(path: Path, header: list[str], dialect: Dialect) -> None:
    line = "".join(header)
    found = max(DELIMITERS, key=line.count)
    if line.count(found) >= len(header):
        raise DataError(
            f"{path.name}: the delimiter '{dialect.delimiter}' gives {len(header)} column(s);"
            f" found '{found}'.\n  row 1\n  Declare delimiter under [dialect] in {FILE}."
        )
