"""Faults in how a file is written: texts in cells of CSV, rows and columns, encodings, cuts."""

from collections.abc import Callable

import numpy as np

from analysis.registers.account import Remark
from analysis.synthetic.faults import HEADER, Change, Fault, Ground, Plant, Right, cell

CSV, PARQUET = ("csv",), ("parquet",)
BOM, BOM_16 = b"\xef\xbb\xbf", b"\xff\xfe"


def _with_blank(blank: str) -> Plant:
    def plant(ground: Ground, fault: Fault) -> None:
        texts = ground.of(fault)["country_of_origin"]
        places = ground.pick(fault, texts.notna())
        written = [text + blank for text in texts.iloc[places]]
        ground.put(fault, places, "country_of_origin", written)

    return plant


def _row(change: Callable[[bytes], bytes], planted: str) -> Plant:
    """Return what changes the line of one row."""

    def plant(ground: Ground, fault: Fault) -> None:
        rows = np.ones(len(ground.of(fault)), dtype=bool)
        place = int(ground.pick(fault, rows, times=1)[0])
        ground.mark(fault, place, "", planted)
        ground.changes.append((fault.table, lambda content: _at_line(content, place + 1, change)))

    return plant


def _at_line(content: bytes, number: int, change: Change) -> bytes:
    lines = content.split(b"\n")
    lines[number] = change(lines[number])
    return b"\n".join(lines)


def _names(column: str, planted: str, change: Change) -> Plant:
    """Return what changes all lines of a file, and shows in the names of its columns."""

    def plant(ground: Ground, fault: Fault) -> None:
        ground.mark(fault, HEADER, column, planted)
        ground.changes.append((fault.table, change))

    return plant


def _whole(planted: str, change: Change) -> Plant:
    """Return what changes a file as a whole, so that no row is named."""

    def plant(ground: Ground, fault: Fault) -> None:
        ground.mark(fault, None, "", planted)
        ground.changes.append((fault.table, change))

    return plant


def _latin_1(ground: Ground, fault: Fault) -> None:
    """Write the names of municipalities in Latin-1, which lacks letters of Sámi names."""
    names = ground.of(fault)["name"]
    first = int(np.flatnonzero([not name.isascii() for name in names])[0])
    ground.mark(fault, first, "", "letters in Latin-1, from this row on")
    ground.changes.append((fault.table, _in_latin_1))


def _in_latin_1(content: bytes) -> bytes:
    return content.decode("utf-8").encode("latin-1", errors="replace")


def _norwegian_kind(line: bytes) -> bytes:
    person, _, rest = line.split(b",", 2)
    return b",".join([person, "språkpraksis".encode("cp865"), rest])


def _last_line(ground: Ground, fault: Fault) -> None:
    ground.mark(fault, len(ground.tables[fault.table]) - 1, "", "no end of the last line")
    ground.changes.append((fault.table, lambda content: content.rstrip(b"\r\n")))


def _without_last_column(content: bytes) -> bytes:
    lines = content.removesuffix(b"\n").split(b"\n")
    return b"\n".join([line.rpartition(b",")[0] for line in lines]) + b"\n"


def _with_column(content: bytes) -> bytes:
    first, *lines = content.removesuffix(b"\n").split(b"\n")
    return b"\n".join([first + b",note", *[line + b",x" for line in lines]]) + b"\n"


def _csv(name: str, table: str, what: str, plant: Plant) -> Fault:
    return Fault(name, table, Right.ERROR, what, plant, formats=CSV)


FILE_FAULTS = (
    _csv("decimal_comma", "jobs", "Hours have a decimal comma.", cell("hours_per_week", "37,5")),
    _csv("infinite_hours", "jobs", "Hours are 1e400.", cell("hours_per_week", "1e400")),
    _csv("no_such_day", "jobs", "A date is the 31 February.", cell("start", "2016-02-31")),
    _csv("no_such_month", "jobs", "A date lies in month 13.", cell("start", "2020-13-01")),
    _csv(
        "day_first",
        "jobs",
        "A date is written as 03.04.2020, and that is not declared.",
        cell("start", "03.04.2020"),
    ),
    _csv(
        "time_zone",
        "jobs",
        "A date has a time of day in another time zone.",
        cell("start", "2020-01-31T23:30Z"),
    ),
    Fault(
        "trailing_blanks",
        "participants",
        Right.REPAIR,
        "A text ends with blanks.",
        _with_blank("  "),
        Remark.STRIPPED,
        CSV,
    ),
    Fault(
        "no_break_space",
        "participants",
        Right.REPAIR,
        "A text ends with a blank that does not break.",
        _with_blank("\u00a0"),
        Remark.STRIPPED,
        CSV,
    ),
    _csv(
        "short_row",
        "labour_office",
        "A row has a field less than the header.",
        _row(lambda line: line.rpartition(b",")[0], "a row without its last field"),
    ),
    _csv(
        "unclosed_quote",
        "benefits",
        "A quote is not closed in its row.",
        _row(lambda line: line.replace(b",", b',"', 1), "a quote that is not closed"),
    ),
    _csv(
        "missing_column",
        "departures",
        "A column that is needed is not there.",
        _names("cause", "no such column", _without_last_column),
    ),
    _csv(
        "extra_column",
        "departures",
        "A column is not in the contract.",
        _names("note", "a column that is not in the contract", _with_column),
    ),
    _csv(
        "renamed_column",
        "departures",
        "A column has another name, and nobody has declared it.",
        _names("dato", "another name of date", lambda text: text.replace(b",date", b",dato", 1)),
    ),
    _csv(
        "wrong_delimiter",
        "family",
        "Semicolons stand between values, and nobody has declared it.",
        _names("", "semicolons between values", lambda text: text.replace(b",", b";")),
    ),
    _csv("latin_1", "areas", "A file is in Latin-1, and nobody has declared it.", _latin_1),
    _csv(
        "cp865",
        "activities",
        "A text is in code page 865, and nobody has declared it.",
        _row(_norwegian_kind, "a text in code page 865"),
    ),
    _csv(
        "utf_16",
        "participation",
        "A file is in UTF-16, and nobody has declared it.",
        _whole("UTF-16", lambda text: BOM_16 + text.decode("utf-8").encode("utf-16-le")),
    ),
    Fault(
        "byte_order_mark",
        "residence",
        Right.REPAIR,
        "A file begins with a byte order mark.",
        _whole("a byte order mark", lambda content: BOM + content),
        formats=CSV,
    ),
    Fault(
        "windows_line_ends",
        "education",
        Right.REPAIR,
        "Lines end as Windows ends them.",
        _whole("CRLF", lambda content: content.replace(b"\n", b"\r\n")),
        formats=CSV,
    ),
    Fault(
        "no_last_line_end",
        "jobs",
        Right.WARNING,
        "The last line has no end, so that its last value may have been cut.",
        _last_line,
        Remark.NO_LAST_LINE_END,
        CSV,
    ),
    Fault(
        "truncated_file",
        "participation",
        Right.ERROR,
        "A file was cut in copying.",
        _whole("the first half of the file", lambda content: content[: len(content) // 2]),
        formats=PARQUET,
    ),
    Fault(
        "empty_file",
        "family",
        Right.ERROR,
        "A file has 0 bytes.",
        _whole("0 bytes", lambda content: b""),
        formats=PARQUET,
    ),
)
