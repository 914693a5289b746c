"""Registers larger than memory to a folder: part by part into one Parquet file a table.

The same parts give the same bytes. Files take their names when all parts are written, so that a
stop on the way leaves what was there before.
"""

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from analysis.registers.write import check_free, columns_known, parquet_table, write_declaration

if TYPE_CHECKING:
    import pyarrow.parquet as pq

ENDING = ".parquet"


def write_parts(
    folder: Path, dataset: Mapping[str, object], parts: Iterable[Mapping[str, pd.DataFrame]]
) -> dict[str, int]:
    """Write a dataset of the contract whose tables come in parts.

    Args:
        folder: made where it is absent; files of the same names are replaced.
        dataset: the fields of dataset.toml without the tables.
        parts: table name -> frame with the contract's own column names; each table has the same
            columns of the same kinds in every part that holds it.

    Returns:
        Rows by table.

    Raises:
        DataError: a table or column is not in the contract, or another dataset lies in the folder.
    """
    check_free(folder, dataset)
    folder.mkdir(parents=True, exist_ok=True)
    rows: dict[str, int] = {}
    with ExitStack() as open_files:
        writers: dict[str, pq.ParquetWriter] = {}
        for part in parts:
            columns_known(part)
            for name, frame in part.items():
                _append(folder, name, frame, writers, open_files)
                rows[name] = rows.get(name, 0) + len(frame)
    for name in rows:
        _unfinished(folder, name).replace(folder / f"{name}{ENDING}")
    write_declaration(folder, dataset, {name: {"file": f"{name}{ENDING}"} for name in rows})
    return rows


def _unfinished(folder: Path, name: str) -> Path:
    return folder / f".{name}.part{ENDING}"


def _append(
    folder: Path,
    name: str,
    frame: pd.DataFrame,
    writers: "dict[str, pq.ParquetWriter]",
    open_files: ExitStack,
) -> None:
    import pyarrow.parquet as pq

    table = parquet_table(frame)
    if name not in writers:
        writer = pq.ParquetWriter(_unfinished(folder, name), table.schema, compression="zstd")
        writers[name] = open_files.enter_context(writer)
    writers[name].write_table(table.cast(writers[name].schema))
