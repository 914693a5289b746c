"""Files into raw columns: every value as it stands in the file, and nothing repaired silently.

A raw table has the contract's column names; its index is the row in the source file (a CSV file's
header is row 1). Text comes as categories, each distinct text once; Parquet keeps its own types.
What a value means is decided in `values`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import DataError
from analysis.registers.contract import Table
from analysis.registers.dataset import FILE, FORMATS, Dataset
from analysis.registers.header import find_columns
from analysis.registers.text_files import read_csv

MAX_ROWS = 50_000_000
MAX_BYTES = 8 << 30


def read_raw(folder: Path, table: Table, dataset: Dataset) -> pd.DataFrame:
    """Read one table's file into raw columns under the contract's names.

    Raises:
        DataError: the file is missing, incomplete, too large or of an unknown format, or its
            columns are not those that dataset.toml declares.
    """
    path = _path(folder, table, dataset)
    read = _read_parquet if path.suffix.lower() == ".parquet" else read_csv
    return read(path, table, dataset)


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
    _check_size(path, 0, size)
    return path


def _check_size(path: Path, rows: int, size: int) -> None:
    if rows > MAX_ROWS or size > MAX_BYTES:
        raise DataError(
            f"{path.name}: too large to read at once: {rows:,} rows, {size:,} bytes."
            f"\n  Allowed: {MAX_ROWS:,} rows, {MAX_BYTES:,} bytes."
            "\n  Take out the rows of those who are no participants, or split the dataset."
        )


def _read_parquet(path: Path, table: Table, dataset: Dataset) -> pd.DataFrame:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        schema = pq.read_schema(path)
        names = find_columns(path.name, schema.names, table, dataset)
        _check_types(path, [schema.field(own) for own in names])
        texts = [own for own in names if _is_text(schema.field(own).type)]
        with pq.ParquetFile(path, read_dictionary=texts) as file:
            meta = file.metadata
            groups = [meta.row_group(group) for group in range(meta.num_row_groups)]
            _check_size(path, meta.num_rows, sum(group.total_byte_size for group in groups))
            content = _plain_types(file.read(columns=list(names)))
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk, not the file
        raise DataError(
            f"{path.name}: not a whole Parquet file; the file may be incomplete."
            f"\n  [tables.{table.name}] in {FILE}\n  Copy it again, or write it again."
        ) from error
    whole = [pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32()]
    types: dict[Any, Any] = {**dict.fromkeys(whole, pd.Int64Dtype()), pa.bool_(): pd.BooleanDtype()}
    frame: pd.DataFrame = content.to_pandas(
        types_mapper=types.get,
        date_as_object=False,
        ignore_metadata=True,
        split_blocks=True,
        self_destruct=True,
    )
    del content
    pa.default_memory_pool().release_unused()  # or else it is held beside the frames
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return frame.rename(columns=names)


def _is_text(kind: Any) -> bool:  # noqa: ANN401 (pyarrow has no types)
    import pyarrow.types as is_

    return bool(is_.is_string(kind) or is_.is_large_string(kind))


def _check_types(path: Path, fields: Sequence[Any]) -> None:
    import pyarrow.types as is_

    for field in fields:
        kind = field.type.value_type if is_.is_dictionary(field.type) else field.type
        readable = (is_.is_integer, is_.is_floating, is_.is_decimal, is_.is_boolean, is_.is_date)
        if not (
            _is_text(kind)
            or is_.is_timestamp(kind)
            or is_.is_null(kind)
            or any(test(kind) for test in readable)
        ):
            raise DataError(
                f"{path.name}, column '{field.name}': values of type '{kind}' are not read."
                "\n  Allowed: text, numbers, dates, true and false. Write the column as one."
            )


def _plain_types(content: Any) -> Any:  # noqa: ANN401 (pyarrow has no types)
    """Return a table without types that pandas does not have: decimals, short floats."""
    import pyarrow as pa
    import pyarrow.types as is_

    for place, field in enumerate(content.schema):
        plain = field.type
        if is_.is_decimal(plain):
            plain = pa.string() if plain.scale <= 0 else pa.float64()
        elif is_.is_floating(plain):
            plain = pa.float64()
        elif is_.is_uint64(plain):
            plain = pa.string()
        if plain != field.type:
            content = content.set_column(place, field.name, content.column(place).cast(plain))
    return content
