"""CSV files: read twice, first to find where a row is not a row, then for the values.

A row ends with its line: a quote that is not closed would otherwise swallow the rows after it.
"""

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.errors import DataError
from analysis.registers.contract import Table
from analysis.registers.dataset import FILE, Dataset, Dialect
from analysis.registers.header import find_columns
from analysis.registers.letters import likely_encoding
from analysis.registers.problems import Problem
from analysis.registers.values import BLANKS

DELIMITERS = ",;\t|"
SAMPLE = 1 << 16
NOT_TEXT = {
    b"\x1f\x8b": "a gzip file",
    b"PK\x03\x04": "a zip or Excel file",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"PAR1": "a Parquet file",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"\x28\xb5\x2f\xfd": "a zstandard file",
    b"\x80\x04\x95": "a pickle",
    b"\x80\x05\x95": "a pickle",
}


def read_csv(path: Path, table: Table, dataset: Dataset) -> pd.DataFrame:
    """Return the raw columns of a CSV file.

    Raises:
        DataError: it is not text of the declared dialect, or rows are not as long as the header.
    """
    dialect = dataset.dialect
    _check_content(path, dialect)
    encoding = codecs.lookup(dialect.encoding).name
    encoding = "utf-8-sig" if encoding == "utf-8" else encoding
    rows = _rows(path, encoding, dialect)
    header = [name.strip(BLANKS) for name in next(rows, [])]
    _check_delimiter(path, header, dialect)
    names = find_columns(path.name, header, table, dataset)
    n_rows = _check_rows(path, header, rows)
    places = {header.index(own): name for own, name in names.items()}
    index = pd.RangeIndex(2, n_rows + 2)
    if not n_rows:
        return pd.DataFrame(columns=list(places.values()), index=index, dtype="category")
    frame = pd.read_csv(
        path,
        sep=dialect.delimiter,
        encoding=encoding,
        dtype="category",
        header=0,
        names=list(range(len(header))),
        usecols=list(places),
        na_filter=False,
        index_col=False,
        skip_blank_lines=False,
        low_memory=False,
    )
    return frame.set_axis(index, axis=0).rename(columns=places)[list(places.values())]


def _check_content(path: Path, dialect: Dialect) -> None:
    with path.open("rb") as file:
        start = file.read(SAMPLE)
    for magic, kind in NOT_TEXT.items():
        if start.startswith(magic):
            raise DataError(
                f"{path.name}: this is {kind}, not text.\n  Allowed: CSV as it is, not packed."
                "\n  Unpack it, or write the table as CSV or Parquet."
            )
    if b"\0" in start and not codecs.lookup(dialect.encoding).name.startswith("utf-16"):
        raise _wrong_encoding(path, dialect, None, start)


def _wrong_encoding(path: Path, dialect: Dialect, row: int | None, sample: bytes) -> DataError:
    where = f", row {row}" if row else ""
    return DataError(
        f"{path.name}{where}: the text is not {dialect.encoding}."
        f"\n  Most likely it is {likely_encoding(sample)}."
        f"\n  Declare encoding under [dialect] in {FILE}."
    )


def _rows(path: Path, encoding: str, dialect: Dialect) -> Iterator[list[str]]:
    """Yield the fields of each row, header first; each row is one line."""
    number = 0
    with path.open(encoding=encoding, newline="") as file:
        rows = csv.reader(file, delimiter=dialect.delimiter, strict=True)
        try:
            for number, row in enumerate(rows, start=1):
                if rows.line_num != number:
                    raise _open_quote(path, number)
                yield row
        except csv.Error as error:
            raise _open_quote(path, number + 1) from error
        except UnicodeError as error:
            raise _wrong_encoding(path, dialect, *_first_wrong(path, encoding)) from error


def _open_quote(path: Path, row: int) -> DataError:
    return DataError(
        f"{path.name}, row {row}: a quote is not closed in its row, or text follows it."
        '\n  Allowed: "a text in quotes", on one line; a quote inside it is written twice.'
        "\n  Mend the row."
    )


def _first_wrong(path: Path, encoding: str) -> tuple[int | None, bytes]:
    """Return the first row that is not of the encoding, and its bytes; row None where unknown."""
    with path.open("rb") as file:
        if encoding.startswith("utf-16"):
            return None, file.read(SAMPLE)
        for number, line in enumerate(file, start=1):
            try:
                line.decode(encoding)
            except UnicodeError:
                return number, line
    return None, b""


def _check_delimiter(path: Path, header: list[str], dialect: Dialect) -> None:
    line = "".join(header)
    found = max(DELIMITERS, key=line.count)
    if line.count(found) >= len(header):
        raise DataError(
            f"{path.name}: the delimiter '{dialect.delimiter}' gives {len(header)} column(s);"
            f" found '{found}'.\n  row 1\n  Declare delimiter under [dialect] in {FILE}."
        )


def _check_rows(path: Path, header: list[str], rows: Iterator[list[str]]) -> int:
    """Return the number of rows after the header; an empty line is a row that holds nothing."""
    width, number = len(header), 1
    wrong = []
    for number, row in enumerate(rows, start=2):
        if len(row) > width or (len(row) < width and "".join(row).strip(BLANKS)):
            wrong.append((number, f"{len(row)} fields"))
    if wrong:
        rule = f"every row has {width} fields, as the header has"
        hint = "Mend the rows; a text that holds the delimiter stands in quotes."
        raise DataError(str(Problem(path.name, rule, hint, wrong)))
    return number - 1
