"""The beginning of every tabular file of a folder: names of columns, and values of the first rows.

However large a file is, only its beginning is read.
"""

import json
import re
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from analysis.errors import DataError
from analysis.registers import draft_worker
from analysis.registers.dataset import FORMATS
from analysis.registers.draft_text import TextForm, sample_csv
from analysis.registers.draft_workbooks import sample_workbook
from analysis.registers.header import NO_NAME

ROWS = 1000
SECONDS = 60
TIME = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Sample:
    """The beginning of a file, or of a sheet of a workbook.

    Attributes:
        file: name of the file.
        header: names of its columns, without blanks around them.
        columns: the values of each column, in the first rows.
        whole: whether these are all rows.
        sheet: name of the sheet; empty where the file is no workbook.
        header_rows: rows of the sheet that hold the names.
        form: how a text file is written; None in other files.
        last_names: name over two rows of a sheet -> its lower part.
    """

    file: str
    header: tuple[str, ...]
    columns: tuple[tuple[object, ...], ...]
    whole: bool
    sheet: str = ""
    header_rows: tuple[int, ...] = (1,)
    form: TextForm | None = None
    last_names: Mapping[str, str] = field(default_factory=dict)

    def values(self, own: str) -> tuple[object, ...]:
        """Return the values of a column by its name."""
        return self.columns[self.header.index(own)]

    @property
    def place(self) -> str:
        """The file, and the sheet of a workbook."""
        return f"{self.file}, sheet {self.sheet}" if self.sheet else self.file


@dataclass(frozen=True)
class Beginnings:
    """What a folder holds: samples, and why a file could not be read."""

    samples: tuple[Sample, ...]
    unread: dict[str, str]


def sample_folder(folder: Path) -> Beginnings:
    """Return the beginning of every tabular file of a folder, in the order of names.

    Raises:
        DataError: the folder is not there, or holds no tabular file.
    """
    if not folder.is_dir():
        raise DataError(f"No folder {folder}.\nName the folder that holds your files.")
    paths = sorted(path for path in folder.iterdir() if _is_tabular(path))
    if not paths:
        raise DataError(
            f"No tabular file in {folder}.\nAllowed: files ending in {', '.join(FORMATS)}."
            "\nPut your files into that folder itself, not into folders below it."
        )
    samples: list[Sample] = []
    unread: dict[str, str] = {}
    for path in paths:
        try:
            for sample in _sample(path, folder):
                fault = _fault_of_header(sample)
                if fault:
                    unread[sample.place] = fault
                else:
                    samples.append(sample)
        except MemoryError:
            raise
        except DataError as error:
            unread[path.name] = str(error)
        except Exception as error:  # files are made by anybody, and each library fails in its own
            unread[path.name] = f"not a whole {_format(path)} file ({type(error).__name__})"
    return Beginnings(tuple(samples), unread)


def _is_tabular(path: Path) -> bool:
    hidden = path.name.startswith((".", "~$"))  # `~$` is what Excel lays beside an open workbook
    return path.suffix.lower() in FORMATS and path.is_file() and not hidden


def _format(path: Path) -> str:
    return FORMATS[path.suffix.lower()]


def _sample(path: Path, folder: Path) -> list[Sample]:
    if not path.resolve().is_relative_to(folder.resolve()):
        raise DataError("the file lies outside the folder")
    if path.stat().st_size == 0:
        raise DataError("the file is incomplete: 0 bytes")
    with warnings.catch_warnings():  # of libraries, on what a workbook holds beside its cells
        warnings.simplefilter("ignore")
        return list(SAMPLERS[_format(path)](path))


def _fault_of_header(sample: Sample) -> str:
    """Return what is wrong: the first row is data, which must not be shown, or names repeat."""
    for name in sample.header:
        if (any(map(str.isdigit, name)) and not any(map(str.isalpha, name))) or TIME.match(name):
            return "there is no header: the row where names should stand looks like data"
    if len(set(sample.header)) < len(sample.header):
        two_rows = "; if the names stand in two rows, merge each upper one over its columns"
        return "two columns have the same name; give each a name of its own" + (
            two_rows if sample.sheet else ""
        )
    return ""


def _text_sample(path: Path) -> Iterator[Sample]:
    form, rows, whole = sample_csv(path, ROWS)
    header, columns = _turned(rows)
    yield Sample(path.name, header, columns, whole, form=form)


def _workbook_samples(path: Path) -> Iterator[Sample]:
    for sheet in sample_workbook(path, ROWS):
        header, columns = _named(*_turned([sheet.header, *sheet.rows]))
        lower = dict(zip(sheet.header, sheet.last_names, strict=True))
        yield Sample(
            file=path.name,
            header=header,
            columns=columns,
            whole=sheet.whole,
            sheet=sheet.name,
            header_rows=sheet.header_rows,
            last_names=lower if len(sheet.header_rows) > 1 else {},
        )


def _turned(
    rows: Sequence[Sequence[object]],
) -> tuple[tuple[str, ...], tuple[tuple[object, ...], ...]]:
    """Return header and columns of rows; a short row is filled with nothing."""
    header = [str(name) for name in rows[0]]
    width = len(header)
    full = [[*row[:width], *[None] * (width - len(row))] for row in rows[1:]]
    return tuple(header), tuple(tuple(row[place] for row in full) for place in range(width))


def _named(
    header: tuple[str, ...], columns: tuple[tuple[object, ...], ...]
) -> tuple[tuple[str, ...], tuple[tuple[object, ...], ...]]:
    """Return the columns of a sheet without the empty ones between them."""
    kept = [
        place
        for place, name in enumerate(header)
        if name or any(value is not None for value in columns[place])
    ]
    return tuple(header[place] for place in kept), tuple(columns[place] for place in kept)


def _parquet_sample(path: Path) -> Iterator[Sample]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path, buffer_size=1 << 16) as file:
        n_rows, names = file.metadata.num_rows, tuple(map(str, file.schema_arrow.names))
        batch = next(file.iter_batches(batch_size=ROWS, use_threads=False), None)
        columns: list[tuple[object, ...]] = [() for _ in names]
        if batch is not None:
            columns = [tuple(column.to_pylist()) for column in batch.columns]
    yield Sample(path.name, names, tuple(columns), n_rows <= ROWS)


def _statistics_sample(path: Path) -> Iterator[Sample]:
    # -P: the modules beside the worker are not to be found under the names of others
    worker = [sys.executable, "-P", str(Path(draft_worker.__file__)), str(path.resolve())]
    try:
        done = subprocess.run([*worker, str(ROWS)], capture_output=True, timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        raise DataError("reading it does not end; it is damaged") from error
    if done.returncode:
        raise DataError(f"not a whole {_format(path)} file, or not in the encoding that it names")
    told = json.loads(done.stdout)
    columns = tuple(tuple(map(_dated, column)) for column in told["columns"])
    whole = all(len(column) < ROWS for column in columns)
    yield Sample(path.name, tuple(told["names"]), columns, whole)


def _dated(value: object) -> object:
    return date.fromisoformat(value["date"]) if isinstance(value, dict) else value


SAMPLERS: dict[str, Callable[[Path], Iterator[Sample]]] = {
    "CSV": _text_sample,
    "Parquet": _parquet_sample,
    "Excel": _workbook_samples,
    "Stata": _statistics_sample,
    "SPSS": _statistics_sample,
    "SAS transport": _statistics_sample,
    "SAS": _statistics_sample,
}
"""Format -> what reads its beginning."""


def shown(text: str, length: int = 60) -> str:
    """Return a name of somebody's making as it may stand in a comment or on a screen: one line."""
    if not text:
        return NO_NAME
    plain = "".join(sign if sign.isprintable() else "?" for sign in text[:length])
    return plain + "…" * (len(text) > length)
