"""Run as a program of its own: reads one file of Stata, SPSS or SAS for `statistics_files`.

The C library that reads these formats can crash on a damaged file, wait forever, or ask for all
memory. Here it takes only this process with it, which says which kind of failure it was, and prints
no word of the file. A line of JSON tells header, formats, types and rows; an Arrow stream of the
columns follows where they were asked for and fit.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

SECONDS, VALUES_A_SECOND = 60, 100_000
"""How long a file may take: a minute, and time by its size at a tenth of the usual speed."""
AT_ONCE = 8_000_000
"""Values that are held as Python objects at once; the rest waits for another pass."""
OBSERVATIONS = re.compile(rb"HEADER RECORD\*{7}OBS(V8|  ) {3}HEADER RECORD!{7}(.{15})", re.DOTALL)
RECORD = 80


class NotWhole(Exception):
    """The file does not hold what its header says."""


BROKEN = (NotWhole, ValueError, TypeError, LookupError, ArithmeticError)
"""How Python ends where the header of a damaged file leads astray."""


class SeveralTables(Exception):
    """A SAS transport file with more than one table."""


class WithoutPandas:
    """Keeps pandas out: pyarrow would load it to look at a list, which takes half of the time."""

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        """Refuse pandas; everything else is found as usual."""
        if name == "pandas":
            raise ModuleNotFoundError(name)


def main() -> None:
    """Answer the question on standard input, JSON as `answer` takes it, on standard output."""
    sys.meta_path.insert(0, WithoutPandas())
    import pyarrow as pa

    told, columns = answer(json.loads(sys.stdin.read()))
    out = sys.stdout.buffer
    out.write(json.dumps(told).encode() + b"\n")
    if columns is not None:
        with pa.ipc.new_stream(out, columns.schema) as stream:
            stream.write_table(columns)


def answer(asked: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    """Return what there is to tell of a file, and an Arrow table of columns or None.

    Args:
        asked: `path`; `names` of columns; `encoding` or None; `memory`, bytes this process may
            take; `max_rows`, `max_bytes` and `max_values`, above which the columns are not read.
    """
    import pyarrow as pa
    import pyreadstat

    try:
        return _read_as_encoded(asked)
    except SeveralTables:
        failure = "several"
    except MemoryError:
        failure = "memory"
    except UnicodeError:
        failure = "encoding"
    except pyreadstat.ReadstatError as error:
        of_letters = "encoding" in str(error) or "character set" in str(error)
        failure = "encoding" if of_letters else "damaged"
    except (*BROKEN, pyreadstat.PyreadstatError, pa.ArrowException):
        failure = "damaged"
    return {"failure": failure}, None


def _limit(memory: int, seconds: int) -> None:
    """Limit memory and time, and leave no core file behind, which would hold persons."""
    if sys.platform != "win32":
        import resource
        import signal

        signal.alarm(seconds)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if sys.platform == "linux":
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _read_as_encoded(asked: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    """Read with the file's own encoding; with the declared one where the file has none or fails."""
    import pyreadstat

    _limit(asked["memory"], SECONDS)
    declared = asked["encoding"]
    if declared and _is_old_stata(Path(asked["path"])):
        return _read(asked, declared)
    try:
        return _read(asked, None)
    except (UnicodeError, pyreadstat.ReadstatError):
        if not declared:
            raise
        return _read(asked, declared)


def _is_old_stata(path: Path) -> bool:
    """Tell whether this is Stata's before 14, which does not say its encoding."""
    with path.open("rb") as file:
        start = file.read(64)
    tag = re.match(rb"<stata_dta><header><release>(\d{3})", start)
    return path.suffix.lower() == ".dta" and (tag is None or tag[1] < b"118")


def _read(asked: dict[str, Any], encoding: str | None) -> tuple[dict[str, Any], Any]:
    import pyreadstat

    path = Path(asked["path"])
    readers: dict[str, Callable[..., Any]] = {
        ".dta": pyreadstat.read_dta,
        ".sav": pyreadstat.read_sav,
        ".zsav": pyreadstat.read_sav,
        ".xpt": pyreadstat.read_xport,
        ".sas7bdat": pyreadstat.read_sas7bdat,
    }
    read = readers[path.suffix.lower()]
    plain = {"disable_datetime_conversion": True, "output_format": "dict", "encoding": encoding}
    meta = read(str(path), metadataonly=True, **plain)[1]
    width = sum(meta.variable_storage_width.values())
    rows = meta.number_rows
    if path.suffix.lower() == ".xpt":
        rows = _transport_rows(path, width)
    told = {
        "header": [name or "" for name in meta.column_names],
        "formats": meta.original_variable_types,
        "types": meta.readstat_variable_types,
        "rows": rows or 0,
        "bytes": (rows or 0) * width,
        "encoding": meta.file_encoding,
    }
    names = [name for name in asked["names"] if name in meta.column_names]
    most = min(asked["max_rows"], asked["max_values"] // max(1, len(names)))
    if not names or told["rows"] > most or told["bytes"] > asked["max_bytes"]:
        return told, None
    values = max((rows or 0) * len(names) + path.stat().st_size, 1)
    _limit(asked["memory"], SECONDS + values // VALUES_A_SECOND)
    if rows is None:  # SPSS may leave the number open
        plain["row_limit"] = most + 1
    columns = _columns(lambda some: read(str(path), usecols=some, **plain)[0], names, told)
    found = columns.num_rows
    if rows is not None and found != rows:
        raise NotWhole
    return {**told, "rows": found, "bytes": found * width}, columns


def _columns(
    read: Callable[[list[str]], dict[str, list[Any]]], names: list[str], told: dict[str, Any]
) -> Any:  # noqa: ANN401 (pyarrow has no types)
    """Return an Arrow table of the columns; a text column holds each distinct text once."""
    import pyarrow as pa

    arrays: dict[str, Any] = {}
    for some in _batches(names, told["rows"]):
        values = read(some)
        for name in some:
            kind = told["types"][name]
            if kind == "string":
                arrays[name] = pa.array(values.pop(name), pa.string()).dictionary_encode()
            elif kind in ("float", "double"):
                arrays[name] = pa.array(values.pop(name), pa.float64())
            else:
                arrays[name] = pa.array(values.pop(name), pa.int64())
    return pa.table(arrays)


def _batches(names: list[str], rows: int) -> Iterator[list[str]]:
    size = max(1, AT_ONCE // max(1, rows))
    for first in range(0, len(names), size):
        yield names[first : first + size]


def _transport_rows(path: Path, width: int) -> int:
    """Return the number of rows of a SAS transport file, which the library does not check.

    Records of 80 bytes follow the header; the last is filled up with blanks. Version 8 may tell the
    number of rows in its header.
    """
    import mmap

    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        found = OBSERVATIONS.search(content)
        if found is None or found.start() % RECORD or len(content) % RECORD or not width:
            raise NotWhole
        start = found.start() + RECORD
        if _holds_record(content, b"HEADER RECORD*******MEMB", start):
            raise SeveralTables
        told = found[2].strip(b" ")
        rows, left = divmod(len(content) - start, width)
        if found[1] == b"V8" and told.isdigit() and int(told):
            if not 0 <= (len(content) - start) - int(told) * width < RECORD:
                raise NotWhole
            return int(told)
        if left >= RECORD or content[len(content) - left :].strip(b" "):
            raise NotWhole
        blank = b" " * width
        while rows and content[start + (rows - 1) * width : start + rows * width] == blank:
            rows -= 1  # filling, as the library takes it
        return rows


def _holds_record(content: Any, record: bytes, start: int) -> bool:  # noqa: ANN401 (mmap is no bytes)
    place = content.find(record, start)
    while place >= 0 and place % RECORD:
        place = content.find(record, place + 1)
    return bool(place >= 0)


if __name__ == "__main__":
    main()
