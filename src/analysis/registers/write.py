"""Registers to a folder: dataset.toml and a file or sheet a table, the same bytes each time.

Used by the synthetic world and by converters; a release is written elsewhere.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from analysis.errors import DataError
from analysis.registers.contract import TABLES
from analysis.registers.dataset import FILE, month_number
from analysis.registers.write_statistics import DATE_FORMATS, write_statistics
from analysis.registers.write_workbook import write_workbook

FILE_FORMATS = ("parquet", "csv", "xlsx", "dta", "sav", "xpt")
"""What registers are written as; dataset.toml needs no dialect to read any of them again."""
WORKBOOK = "registers.xlsx"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_registers(
    folder: Path,
    dataset: Mapping[str, object],
    tables: Mapping[str, pd.DataFrame],
    file_format: str = "parquet",
) -> None:
    """Write a dataset of the contract.

    Args:
        folder: made where it is absent; files of the same names are replaced.
        dataset: the fields of dataset.toml without the tables.
        tables: table name -> frame with the contract's own column names.
        file_format: one of FILE_FORMATS; an Excel workbook has a sheet a table.

    Raises:
        DataError: a table or column is not in the contract, another dataset lies in the folder, or
            a table does not fit into a sheet.
    """
    import tomlkit

    for name, frame in tables.items():
        unknown = set(frame) - set(TABLES[name].names) if name in TABLES else {name}
        if unknown:
            raise DataError(f"'{sorted(map(str, unknown))[0]}' is not in the contract.")
    for field in ("first_observed", "last_observed"):
        month_number(str(dataset[field]))
    _check_free(folder, str(dataset["name"]))
    folder.mkdir(parents=True, exist_ok=True)
    declared = {name: {"file": f"{name}.{file_format}"} for name in tables}
    if file_format == "xlsx":
        declared = {name: {"file": WORKBOOK, "sheet": name} for name in tables}
        write_workbook(folder / WORKBOOK, tables)
    else:
        for name, frame in tables.items():
            _write_table(folder / declared[name]["file"], frame)
    text = tomlkit.dumps({**dataset, "tables": declared})
    (folder / FILE).write_text(text, encoding="utf-8", newline="\n")


def _check_free(folder: Path, name: str) -> None:
    """Raise DataError where another dataset lies in the folder: it is not written over."""
    path = folder / FILE
    if path.is_file() and f"name = {json.dumps(name, ensure_ascii=False)}" not in path.read_text(
        encoding="utf-8", errors="replace"
    ):
        raise DataError(
            f"Another dataset lies in {folder}, and is not written over.\nName another folder."
        )


def _write_table(path: Path, frame: pd.DataFrame) -> None:
    if path.suffix in DATE_FORMATS:
        write_statistics(path, frame)
        return
    dates = {
        str(name): frame[name].dt.strftime("%Y-%m-%d")
        for name in frame
        if pd.api.types.is_datetime64_any_dtype(frame[name])
    }
    if path.suffix == ".csv":
        frame.assign(**dates).to_csv(path, index=False, lineterminator="\n")
        return
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, preserve_index=False)
    for name in dates:
        place = table.column_names.index(str(name))
        table = table.set_column(place, str(name), table.column(place).cast(pa.date32()))
    pq.write_table(table.replace_schema_metadata(None), path, compression="zstd")


def write_outcomes(path: Path, frame: pd.DataFrame, ids: pd.Index) -> None:
    """Write one row a person: person_id and the columns of an outcome; whole or not at all.

    Args:
        path: a file ending in .csv or .parquet.
        frame: index person, the columns of an outcome.
        ids: person_id by person.

    Raises:
        DataError: the ending is another.
    """
    if path.suffix not in (".csv", ".parquet"):
        raise DataError(f"{path.name}: outcomes are written as .csv or .parquet.")
    table = frame.reset_index(drop=True)
    table.insert(0, "person_id", ids.to_numpy()[frame.index])
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.stem}.part{path.suffix}")
    _write_table(part, _without_formulas(table) if path.suffix == ".csv" else table)
    part.replace(path)


def _without_formulas(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with texts that a spreadsheet would run as a formula quoted."""
    texts = {
        name: table[name]
        .astype(str)
        .where(~table[name].astype(str).str.startswith(FORMULA), "'" + table[name].astype(str))
        for name in table.select_dtypes(object).columns
    }
    return table.assign(**texts)
