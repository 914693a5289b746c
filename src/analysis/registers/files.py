"""Files into raw columns: every value as it stands in the file, and nothing repaired silently.

A raw table has the contract's column names and the index 0.. in file order; text files give text,
Parquet gives its own types. What a value means is decided in `values`.
"""

import codecs
from pathlib import Path

import pandas as pd

from analysis.errors import DataError, nearest
from analysis.registers.contract import Table
from analysis.registers.dataset import FORMATS, Dataset, TableFile

DELIMITERS = ",;\t|"
MAX_ROWS = 200_000_000
BLANKS = " \t\r\n\u00a0\u202f\u200b\ufeff"


def read_raw(folder: Path, table: Table, dataset: Dataset) -> pd.DataFrame:
    """Read one table's file into raw columns under the contract's names.

    Raises:
        DataError: the file is missing, incomplete, of an unknown format, or its columns are not
            those that dataset.toml declares.
    """
    declared = dataset.tables[table.name]
    path = folder / declared.file
    if not path.is_file():
        raise DataError(f"The file of table '{table.name}' is missing.\n{path.name}")
    if path.suffix not in FORMATS:
        raise DataError(
            f"{path.name}: files of type '{path.suffix}' are not read."
            f"\nAllowed: {', '.join(FORMATS)}."
        )
    if path.stat().st_size == 0:
        raise DataError(f"{path.name}: the file is empty (0 bytes); it may be incomplete.")
    names = _own_names(table, declared)
    read = _read_parquet if path.suffix == ".parquet" else _read_csv
    return read(path, names, table, dataset)


def _own_names(table: Table, declared: TableFile) -> dict[str, str]:
    """Return own name -> contract name; a column that is not renamed keeps the contract's."""
    names = {declared.columns.get(name, name): name for name in table.names}
    if len(names) != len(table.names):
        raise DataError(f"dataset.toml gives two columns of '{table.name}' the same own name.")
    return names


def _check_header(path: Path, header: list[str], names: dict[str, str], table: Table) -> None:
    twice = {name for name in header if header.count(name) > 1}
    if twice:
        raise DataError(f"{path.name}: column '{sorted(twice)[0]}' stands twice in the header.")
    declared = {own for own, name in names.items() if own != name}
    needed = {own for own, name in names.items() if name in table.needed}
    for own in sorted(needed | declared):
        if own not in header:
            raise DataError(
                f"{path.name}: no column '{own}' for {table.name}.{names[own]}"
                f"{nearest(own, header)}.\nFound: {', '.join(header)}."
                f"\nName your own column under [tables.{table.name}.columns] in dataset.toml."
            )


def _read_parquet(
    path: Path, names: dict[str, str], table: Table, dataset: Dataset
) -> pd.DataFrame:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
        _check_header(path, file.schema_arrow.names, names, table)
        if file.metadata.num_rows > MAX_ROWS:
            raise DataError(f"{path.name}: {file.metadata.num_rows} rows; at most {MAX_ROWS}.")
        wanted = [own for own in names if own in file.schema_arrow.names]
        frame: pd.DataFrame = file.read(columns=wanted).to_pandas(date_as_object=False)
    except pa.ArrowException as error:
        raise DataError(
            f"{path.name}: not a whole Parquet file; it may be incomplete.\n{error}"
        ) from error
    return frame.reset_index(drop=True).rename(columns=names)


def _read_csv(path: Path, names: dict[str, str], table: Table, dataset: Dataset) -> pd.DataFrame:
    dialect = dataset.dialect
    encoding = _encoding(path, dialect.encoding)
    header = _header(path, encoding, dialect.delimiter)
    _check_header(path, header, names, table)
    try:
        frame = pd.read_csv(
            path,
            sep=dialect.delimiter,
            encoding=encoding,
            dtype=str,
            header=None,
            skiprows=1,
            names=header,
            keep_default_na=False,
            na_filter=False,
            index_col=False,
            on_bad_lines="error",
            skip_blank_lines=False,
            low_memory=False,
        )
    except pd.errors.EmptyDataError:
        frame = pd.DataFrame(columns=header, dtype=str)
    except pd.errors.ParserError as error:
        raise DataError(
            f"{path.name}: a row has too many fields, or a quote is not closed.\n{error}"
        ) from error
    return frame[[own for own in names if own in header]].rename(columns=names)


def _encoding(path: Path, declared: str) -> str:
    """Return the encoding to read with; raise DataError where the bytes are not of it."""
    try:
        name = codecs.lookup(declared).name
    except LookupError as error:
        raise DataError(f"dataset.toml: no encoding '{declared}'.") from error
    name = "utf-8-sig" if name == "utf-8" else name
    decoder = codecs.getincrementaldecoder(name)()
    with path.open("rb") as file:
        try:
            while block := file.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            raise DataError(
                f"{path.name}: not {declared}.\nMost likely it is {_likely(path)}."
                f"\nDeclare encoding under [dialect] in dataset.toml."
            ) from error
    return name


def _likely(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(1 << 16)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    norwegian = "æøåÆØÅ"
    counts = {
        name: sum(start.count(letter.encode(name)) for letter in norwegian)
        for name in ("latin-1", "cp865")
    }
    return max(counts, key=lambda name: counts[name])


def _header(path: Path, encoding: str, delimiter: str) -> list[str]:
    with path.open(encoding=encoding, newline="") as file:
        line = file.readline()
    header = [name.strip(BLANKS + '"') for name in line.rstrip("\r\n").split(delimiter)]
    if len(header) == 1:
        found = max(DELIMITERS, key=line.count)
        if found != delimiter and line.count(found):
            raise DataError(
                f"{path.name}: the delimiter '{delimiter}' gives one column; found '{found}'."
                "\nDeclare delimiter under [dialect] in dataset.toml."
            )
    return header
