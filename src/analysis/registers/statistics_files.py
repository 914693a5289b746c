"""Files of Stata, SPSS and SAS into raw columns; a worker process reads them (statistics_worker).

Codes are read, not their labels. What the file itself declares as missing is missing. A date is a
number that the column's format makes a date: without one of the formats named here it is none.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import DataError
from analysis.registers import limits, statistics_worker
from analysis.registers.contract import Column, Kind, Table
from analysis.registers.dataset import FILE, FORMATS, Dataset
from analysis.registers.header import find_columns
from analysis.registers.limits import (
    BYTES_A_VALUE,
    GB,
    check_memory,
    check_size,
    check_width,
    free_memory,
)
from analysis.registers.statistics_dates import Unit, dates_of, unit_of

MEMORY = 8_000_000_000
"""Bytes that the worker may take, where so many are free; more than a file needs that is read."""
ENDED_BY = {14: "slow", 9: "memory"}
"""Signals: its alarm, and the system's own end of what takes all memory."""
EXACT_FLOAT = 2.0**24
"""From here on Stata's short float does not tell neighbouring whole numbers apart."""


def read_statistics(path: Path, table: Table, dataset: Dataset) -> pd.DataFrame:
    """Return the raw columns of a Stata, SPSS, SAS transport or sas7bdat file.

    Raises:
        DataError: it is not whole, too large, not in the encoding that it names, or has columns or
            formats that are not read.
    """
    free = free_memory()
    told, content = _told_by_worker(path, table, dataset, free)
    check_width(path, len(told["header"]))
    names = find_columns(path.name, told["header"], table, dataset)
    check_size(path, told["rows"], told["bytes"])
    check_memory(path, told["rows"], len(names), 0, free)
    columns = {
        name: _column(path, own, table.column(name), told, content.column(own))
        for own, name in names.items()
    }
    return pd.DataFrame(columns).set_axis(pd.RangeIndex(1, told["rows"] + 1))


def _told_by_worker(
    path: Path, table: Table, dataset: Dataset, free: int
) -> tuple[dict[str, Any], Any]:
    """Return what the worker tells of a file, and the Arrow table of the columns it has read."""
    import pyarrow as pa

    path.open("rb").close()  # a file that may not be read is no damaged file
    encoding = dataset.dialect.encoding
    asked = {
        "path": str(path.resolve()),
        "names": [dataset.tables[table.name].own(name) for name in table.names],
        "encoding": None if encoding.lower() in ("utf-8", "utf8") else _iconv_name(encoding),
        "max_rows": limits.MAX_ROWS,
        "max_bytes": limits.MAX_BYTES,
        "max_values": free // BYTES_A_VALUE,
        "memory": min(free, MEMORY),
    }
    # -P: the modules beside the worker are not to be found under the names of others
    program = [sys.executable, "-P", str(Path(statistics_worker.__file__))]
    done = subprocess.run(program, input=json.dumps(asked).encode(), capture_output=True)
    if done.returncode > 0:
        done.check_returncode()  # the worker itself is broken, not the file
    if done.returncode < 0:
        failure = ENDED_BY.get(-done.returncode, "damaged")
        raise _failed(path, table, dataset, failure)
    end = done.stdout.index(b"\n")
    told: dict[str, Any] = json.loads(done.stdout[:end])
    if "failure" in told:
        raise _failed(path, table, dataset, told["failure"])
    stream = pa.py_buffer(done.stdout).slice(end + 1)
    return told, pa.ipc.open_stream(stream).read_all() if len(stream) else None


def _iconv_name(encoding: str) -> str:
    """Return an encoding's name as the library knows it; Python's latin-1 is ISO-8859-1."""
    import codecs

    return codecs.lookup(encoding).name.replace("iso8859-", "iso-8859-").upper()


def _failed(path: Path, table: Table, dataset: Dataset, failure: str) -> DataError:
    kind = FORMATS[path.suffix.lower()]
    where = f"\n  [tables.{table.name}] in {FILE}"
    again = "\n  Copy it again, or write it again."
    if failure == "encoding":
        encoding = dataset.dialect.encoding
        return DataError(
            f"{path.name}: the text is neither in the encoding that the file names nor in"
            f" {encoding}.{where}"
            f"\n  Declare encoding under [dialect] in {FILE}, or write the file as UTF-8."
        )
    if failure == "several":
        return DataError(f"{path.name}: the file holds several tables.{where}\n  Write one a file.")
    if failure == "memory":
        return DataError(
            f"{path.name}: reading it takes more memory than is free, or than {MEMORY / GB:.0f} GB;"
            f" the file is too large or damaged.{where}"
            "\n  Copy it again, write the table as Parquet, or use a larger machine."
        )
    if failure == "slow":
        return DataError(f"{path.name}: reading it does not end; it is damaged.{where}{again}")
    return DataError(
        f"{path.name}: not a whole {kind} file; the file may be incomplete.{where}{again}"
    )


def _column(
    path: Path,
    own: str,
    column: Column,
    told: dict[str, Any],
    values: Any,  # noqa: ANN401 (pyarrow has no types)
) -> pd.Series:
    """Return a raw column in the type that its kind, and the file's type and format, give."""
    raw: pd.Series = values.to_pandas()
    kind, form = told["types"][own], (told["formats"][own] or "").strip()
    if kind == "string":
        return raw
    if kind == "float":
        raw = _as_written(path, own, column, raw)
    elif kind != "double":
        raw = raw.astype("Int64")
    unit = unit_of(FORMATS[path.suffix.lower()], form)
    if column.kind == Kind.DATE:
        if unit.seconds:
            return dates_of(raw, unit)
        if raw.notna().any():
            raise _no_date(path, own, form, unit)
    elif not unit.is_plain and not (column.kind == Kind.YEAR and form.startswith("%ty")):
        raise DataError(
            f"{path.name}, column '{own}': by its format '{form}' it holds dates or times, where"
            f" a value of kind '{column.kind}' is read."
            "\n  Allowed: text, or a format of numbers.\n  Give the column such a format."
        )
    return raw.astype("float64") if column.kind == Kind.AREA else raw  # a number has lost its zeros


def _as_written(path: Path, own: str, column: Column, raw: pd.Series) -> pd.Series:
    """Return Stata's short floats as the shortest decimals that they are: 0.3, not 0.300000012."""
    if column.kind in (Kind.ID, Kind.TEXT) and bool((raw.abs() >= EXACT_FLOAT).any()):
        raise DataError(
            f"{path.name}, column '{own}': numbers of type 'float' from 16777216 on have lost their"
            " last digits.\n  Allowed: text, 'long' or 'double'."
            "\n  Write the column anew from its source."
        )
    place, distinct = pd.factorize(raw)
    short = np.asarray(distinct, dtype=np.float32).astype(str).astype(np.float64)
    return pd.Series(np.append(short, np.nan)[place], raw.index)


def _no_date(path: Path, own: str, form: str, unit: Unit) -> DataError:
    what = "a number without a date format"
    if form and not unit.is_plain:
        what = f"by its format '{form}' a month, a quarter, a time of day or the like"
    return DataError(
        f"{path.name}, column '{own}': {what}, no date."
        "\n  Allowed: a date or text. Give the column a format of dates,"
        " or write it as text and declare date_format."
    )
