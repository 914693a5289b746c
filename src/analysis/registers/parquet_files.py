"""Parquet files into raw columns, in the types that the file has."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import DataError
from analysis.registers.clean_columns import dates_of_days
from analysis.registers.contract import Kind, Table
from analysis.registers.dataset import FILE, Dataset
from analysis.registers.header import find_columns
from analysis.registers.limits import (
    BYTES_A_TEXT,
    check_memory,
    check_size,
    check_width,
    free_memory,
)
from analysis.registers.problems import Problem
from analysis.registers.text_numbers import Distinct, are_ascii, numbered

Unpacked = tuple[Any, dict[str, str], list[str]]
IDS, DAYS = "ids", "days"
"""Attributes of a raw frame: the distinct ids, where they have numbers; and by column of which all
dates are right, where none is."""


def unpack_parquet(
    path: Path, table: Table, dataset: Dataset
) -> Callable[[Distinct | None], pd.DataFrame]:
    """Unpack a Parquet file, and return what makes raw columns of it.

    Its argument is the ids of another table: where no id is another, they are the categories.

    Args:
        path: of the file.
        table: of the contract.
        dataset: what is declared.

    Raises:
        DataError: it is not whole, too large, or has columns or types that are not read.
    """
    return partial(_frame, [_content(path, table, dataset)])


def _content(path: Path, table: Table, dataset: Dataset) -> Unpacked:
    """Return a file as an Arrow table, own name -> contract name, and the own names of ids."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    # Arrow's own pool costs half a second of the system's time for five million rows, and memory.
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        schema = pq.read_schema(path)
        check_width(path, len(schema.names))
        names = find_columns(path.name, schema.names, table, dataset)
        _check_types(path, [schema.field(own) for own in names])
        texts = [own for own in names if _is_text(schema.field(own).type)]
        ids = [own for own in texts if _is_id(names[own], table)]
        with pq.ParquetFile(path, read_dictionary=[*set(texts) - set(ids)]) as file:
            meta = file.metadata
            groups = [meta.row_group(group) for group in range(meta.num_row_groups)]
            check_size(path, meta.num_rows, sum(group.total_byte_size for group in groups))
            texts_at_most = _bytes_of(meta, names) // BYTES_A_TEXT
            check_memory(path, meta.num_rows, len(names), texts_at_most, free_memory())
            content = file.read(columns=list(names))
        _check_letters(path, content)
        content = _plain_types(content)
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk, not the file
        raise DataError(
            f"{path.name}: not a whole Parquet file; the file may be incomplete."
            f"\n  [tables.{table.name}] in {FILE}\n  Copy it again, or write it again."
        ) from error
    return content, names, ids


def _check_letters(path: Path, content: Any) -> None:  # noqa: ANN401 (pyarrow has no types)
    """Refuse texts that are not UTF-8, which a writer of Parquet may have let through."""
    import pyarrow as pa

    problems = []
    for own, column in zip(content.column_names, content.columns, strict=True):
        if _is_text(column.type) and are_ascii(column.chunks):
            continue
        try:
            column.validate(full=True)
        except pa.ArrowInvalid:
            values = column.cast(pa.large_binary()).to_pylist()
            rows = [(row, "other letters") for row, value in enumerate(values, 1) if _odd(value)]
            hint = "Write the file again with texts in UTF-8."
            problems.append(Problem(f"{path.name}: {own}", "texts are in UTF-8", hint, rows))
    if problems:
        raise DataError("\n".join(map(str, problems)))


def _odd(value: bytes | None) -> bool:
    try:
        (value or b"").decode()
    except UnicodeDecodeError:
        return True
    return False


def _is_id(name: str, table: Table) -> bool:
    return any(column.name == name and column.kind is Kind.ID for column in table.columns)


def _frame(unpacked: list[Unpacked], known: Distinct | None) -> pd.DataFrame:
    """Return an Arrow table as raw columns: texts as categories, ids in order where they can be.

    It is taken out of the list, so that each column is let go when it has been made.
    """
    import pyarrow as pa

    content, names, ids = unpacked.pop()
    made: dict[int, pd.Series] = {}
    days: dict[str, NDArray[np.bool_]] = {}
    distinct: Distinct | None = None
    for place, field in enumerate(content.schema):
        column = content.column(place)
        if pa.types.is_date32(field.type):
            made[place], empty, are_right = _dates(column)
            days |= {names[field.name]: empty} if are_right else {}
        elif field.name in ids and (found := numbered(column.chunks, known)):
            codes, distinct = found
            made[place] = pd.Series(pd.Categorical.from_codes(codes, distinct.texts))  # type: ignore[arg-type]
        elif field.name in ids:
            content = content.set_column(place, field.name, column.dictionary_encode())
        del column
    own_names = content.column_names
    n_rows, content = len(content), content.drop_columns([own_names[place] for place in made])
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
    columns = {str(own): frame[own] for own in frame}
    columns |= {own_names[place]: values for place, values in made.items()}
    ordered = {names[own]: columns[own].array for own in own_names}
    frame = pd.DataFrame(ordered, pd.RangeIndex(1, n_rows + 1), copy=False)
    if days:
        frame.attrs[DAYS] = days
    if distinct is not None:
        frame.attrs[IDS] = distinct
    return frame


def _dates(column: Any) -> tuple[pd.Series, NDArray[np.bool_], bool]:  # noqa: ANN401
    """Return days of Arrow as dates in seconds, as they are kept, as `dates_of_days` does."""
    import pyarrow as pa

    days = column.combine_chunks().view(pa.int32())
    empty = np.zeros(len(days), dtype=bool)
    if days.null_count:
        empty[:] = days.is_null().to_numpy(zero_copy_only=False)
        days = days.fill_null(0)
    dates, are_right = dates_of_days(days.to_numpy(), empty)
    return pd.Series(dates), empty, are_right


def _bytes_of(meta: Any, names: Iterable[str]) -> int:  # noqa: ANN401 (pyarrow has no types)
    """Return the bytes of some columns when they are unpacked, as the file says."""
    chunks = [
        meta.row_group(group).column(place)
        for group in range(meta.num_row_groups)
        for place in range(meta.num_columns)
    ]
    wanted = set(names)
    return sum(chunk.total_uncompressed_size for chunk in chunks if chunk.path_in_schema in wanted)


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
