"""Files into raw columns: every value as it stands in the file, and nothing repaired silently.

A raw table has the contract's column names; its index is the row in the source file (a CSV file's
header is row 1). Text comes as categories, each distinct text once; Parquet keeps its own types.
What a value means is decided in `values`.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from analysis.compiled import one_ahead
from analysis.errors import DataError
from analysis.registers.contract import TABLES, Table
from analysis.registers.dataset import FILE, FORMATS, Dataset
from analysis.registers.limits import check_size
from analysis.registers.parquet_files import IDS, unpack_parquet
from analysis.registers.statistics_files import read_statistics
from analysis.registers.text_files import read_csv
from analysis.registers.text_numbers import Distinct
from analysis.registers.workbooks import read_workbook

READERS: dict[str, Callable[[Path, Table, Dataset], pd.DataFrame]] = {
    "CSV": read_csv,
    "Excel": read_workbook,
    "Stata": read_statistics,
    "SPSS": read_statistics,
    "SAS transport": read_statistics,
    "SAS": read_statistics,
}
"""Format -> its reader; Parquet is unpacked beside other work."""

Made = Callable[[Distinct | None], pd.DataFrame]
"""What makes raw columns of a file that is unpacked, given the ids of participants."""


def raw_tables(folder: Path, dataset: Dataset) -> Iterator[tuple[str, Callable[[], pd.DataFrame]]]:
    """Yield each table's name with what returns, or raises, its raw columns as `read_raw` does.

    A file is unpacked, and raw columns are made of one before it, beside what is done with these.
    """
    known: dict[str, Distinct | None] = {}

    def make(table: tuple[str, Callable[[], Made]]) -> pd.DataFrame:
        name, unpacked = table
        raw = unpacked()(known.get("participants"))
        if name == "participants":
            known[name] = raw.attrs.get(IDS)
        return raw

    unpacked = one_ahead(lambda name: unpack(folder, TABLES[name], dataset), dataset.tables)
    for (name, _), made in one_ahead(make, unpacked):
        yield name, made


def read_raw(folder: Path, table: Table, dataset: Dataset) -> pd.DataFrame:
    """Read one table's file into raw columns under the contract's names.

    Args:
        folder: the dataset's.
        table: of the contract.
        dataset: what is declared.

    Raises:
        DataError: the file is missing, incomplete, too large or of an unknown format, or its
            columns are not those that dataset.toml declares.
    """
    return unpack(folder, table, dataset)(None)


def unpack(folder: Path, table: Table, dataset: Dataset) -> Made:
    """Return what reads a table's file as `read_raw` does; a Parquet file is unpacked at once.

    Its argument is the ids of another table: a Parquet file's ids become the same texts.
    """
    path = _path(folder, table, dataset)
    form = FORMATS[path.suffix.lower()]
    if form == "Parquet":
        return unpack_parquet(path, table, dataset)
    return lambda _: READERS[form](path, table, dataset)


def _path(folder: Path, table: Table, dataset: Dataset) -> Path:
    path = folder / dataset.tables[table.name].file
    where = f"[tables.{table.name}] in {FILE}"
    if not path.resolve().is_relative_to(folder.resolve()):
        raise DataError(
            f"{path.name}: the file lies outside the dataset's folder.\n  {where}"
            "\n  Put the file itself into the folder."
        )
    if path.suffix.lower() not in FORMATS:
        raise DataError(
            f"{path.name}: files of type '{path.suffix}' are not read.\n  {where}"
            f"\n  Allowed: {', '.join(FORMATS)}. Write the table as one of these."
        )
    if not path.is_file():
        raise DataError(
            f"{path.name}: the file is missing.\n  {where}\n  Put it there, or mend its name."
        )
    size = path.stat().st_size
    if size == 0:
        raise DataError(
            f"{path.name}: the file is incomplete: 0 bytes.\n  {where}\n  Copy it again."
        )
    check_size(path, 0, size)
    return path
