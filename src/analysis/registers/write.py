"""Registers to a folder: dataset.toml and a file or sheet a table, the same bytes each time.

Used by the synthetic world and by converters; a release is written elsewhere.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from analysis.errors import DataError
from analysis.registers.contract import TABLES
from analysis.registers.dataset import FILE, month_number
from analysis.registers.write_statistics import DATE_FORMATS, write_statistics
from analysis.registers.write_workbook import write_workbook

if TYPE_CHECKING:
    import pyarrow as pa

FILE_FORMATS = ("parquet", "csv", "xlsx", "dta", "sav", "xpt")
"""What registers are written as; dataset.toml needs no dialect to read any of them again."""
OUTCOMES = (".csv", ".parquet")
"""Endings of a file of outcomes."""
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
    columns_known(tables)
    check_free(folder, dataset)
    folder.mkdir(parents=True, exist_ok=True)
    declared = {name: {"file": file} for name, file in files_of(tables, file_format).items()}
    if file_format == "xlsx":
        declared = {name: {"file": WORKBOOK, "sheet": name} for name in tables}
        write_workbook(folder / WORKBOOK, tables)
    else:
        for name, frame in tables.items():
            _write_table(folder / declared[name]["file"], frame)
    write_declaration(folder, dataset, declared)


def files_of(tables: Iterable[str], file_format: str) -> dict[str, str]:
    """Return table -> name of the file that it is written to."""
    whole = file_format == "xlsx"
    return {name: WORKBOOK if whole else f"{name}.{file_format}" for name in tables}


def rewrite(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Write a file of a dataset again with other bytes, as planted faults need it."""
    path.write_bytes(change(path.read_bytes()))


def columns_known(tables: Mapping[str, pd.DataFrame]) -> None:
    """Raise DataError where a table or column is not in the contract."""
    for name, frame in tables.items():
        unknown = set(frame) - set(TABLES[name].names) if name in TABLES else {name}
        if unknown:
            raise DataError(f"'{sorted(map(str, unknown))[0]}' is not in the contract.")


def write_declaration(
    folder: Path, dataset: Mapping[str, object], declared: Mapping[str, Mapping[str, str]]
) -> None:
    """Write dataset.toml: what the dataset is, and the file of each table."""
    import tomlkit

    text = tomlkit.dumps({**dataset, "tables": declared})
    (folder / FILE).write_text(text, encoding="utf-8", newline="\n")


def check_free(folder: Path, dataset: Mapping[str, object]) -> None:
    """Raise DataError where another dataset lies in the folder: it is not written over."""
    for field in ("first_observed", "last_observed"):
        month_number(str(dataset[field]))
    path, name = folder / FILE, str(dataset["name"])
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
    if path.suffix == ".csv":
        dates = {
            str(name): frame[name].dt.strftime("%Y-%m-%d")
            for name in frame
            if pd.api.types.is_datetime64_any_dtype(frame[name])
        }
        frame.assign(**dates).to_csv(path, index=False, lineterminator="\n")
        return
    import pyarrow.parquet as pq

    pq.write_table(parquet_table(frame), path, compression="zstd")


def write_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> list[Path]:
    """Write frames beside a dataset as CSV, and return their files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        _write_table(folder / f"{name}.csv", frame)
    return [folder / f"{name}.csv" for name in tables]


def parquet_table(frame: pd.DataFrame) -> "pa.Table":
    """Return a frame as Parquet keeps it: dates without a time of day, nothing of pandas."""
    import pyarrow as pa

    table = pa.Table.from_pandas(frame, preserve_index=False)
    for name in frame:
        if pd.api.types.is_datetime64_any_dtype(frame[name]):
            place = table.column_names.index(str(name))
            table = table.set_column(place, str(name), table.column(place).cast(pa.date32()))
    return table.replace_schema_metadata(None)


def check_outcomes_file(path: Path) -> None:
    """Raise DataError where outcomes cannot be written to a file, before they are made."""
    if path.suffix not in OUTCOMES:
        raise DataError(f"{path.name}: outcomes are written as {' or '.join(OUTCOMES)}.")
    if path.is_dir():
        raise DataError(f"{path} is a folder.\nName a file with --out.")
    file = next((one for one in path.parents if one.exists()), path.parent)
    if file.exists() and not file.is_dir():
        raise DataError(f"{file} is a file, not a folder.\nName another with --out.")


def write_outcomes(path: Path, frame: pd.DataFrame, ids: pd.Index) -> None:
    """Write one row a person: person_id and the columns of an outcome; whole or not at all.

    Args:
        path: a file ending in .csv or .parquet; its folder is made where it is absent.
        frame: index person, the columns of an outcome.
        ids: person_id by person.

    Raises:
        DataError: the ending is another, or a folder or file is in the way.
    """
    check_outcomes_file(path)
    words = dict.fromkeys(frame.select_dtypes("category"), object)
    table = frame.astype(words).reset_index(drop=True)
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
