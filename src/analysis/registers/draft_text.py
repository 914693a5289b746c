"""The beginning of a CSV file, and how the file is most likely written."""

import codecs
import csv
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import DataError
from analysis.registers.letters import likely_encoding
from analysis.registers.text_files import DELIMITERS, NOT_TEXT, SAMPLE
from analysis.registers.values import BLANKS

MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
BOM = "\ufeff"
CP1252_HOLES = b"\x81\x8d\x8f\x90\x9d"


@dataclass(frozen=True)
class TextForm:
    """How a text file is written; empty where its beginning does not tell.

    Attributes:
        encoding: one of those that a dataset may declare; empty: letters of ASCII only.
        delimiter: one character; empty: one column.
    """

    encoding: str
    delimiter: str


def sample_csv(path: Path, limit: int) -> tuple[TextForm, list[list[str]], bool]:
    """Return form, header and at most `limit` rows, and whether these are all.

    Raises:
        DataError: it is not text, or its first line is longer than what is looked at.
    """
    with path.open("rb") as file:
        start = file.read(SAMPLE)
        whole = not file.read(1)
    for magic, kind in NOT_TEXT.items():
        if start.startswith(magic):
            raise DataError(f"this is {kind}, not text")
    encoding = _encoding(start, whole)
    decoder = codecs.getincrementaldecoder(encoding or "utf-8")()
    text = decoder.decode(start, final=whole).removeprefix(BOM)
    if not whole:
        text, line_end, _ = text.rpartition("\n")
        if not line_end:
            raise DataError(f"the first line is longer than {SAMPLE:,} bytes")
    lines = text.splitlines()
    if not lines or not lines[0].strip(BLANKS):
        raise DataError("the first line is empty; the names of the columns stand there")
    delimiter = _delimiter(lines[: limit + 1])
    rows = _rows(lines, delimiter or ",")
    header = [name.strip(BLANKS) for name in rows[0]]
    form = TextForm(encoding, delimiter)
    return form, [header, *rows[1 : limit + 1]], whole and len(rows) <= limit + 1


def _rows(lines: list[str], delimiter: str) -> list[list[str]]:
    """Return the fields of each line; one whose quote is not closed is left to the reader."""
    return [next(csv.reader([line], delimiter=delimiter), []) for line in lines]


def _encoding(start: bytes, whole: bool) -> str:
    """Return the likely encoding of the first bytes of a file; empty for ASCII."""
    for mark, encoding in MARKS.items():
        if start.startswith(mark):
            return encoding
    if b"\0" in start:
        return "utf-16-be" if start[::2].count(0) > start[1::2].count(0) else "utf-16-le"
    if start.isascii():
        return ""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start, final=whole)
    except UnicodeDecodeError:
        return _eight_bits(start)
    return "utf-8"


def _eight_bits(start: bytes) -> str:
    """Return cp1252 for Latin-1: the same letters, and the dashes and quotes of Windows."""
    encoding = likely_encoding(start)
    if encoding == "latin-1" and not any(byte in start for byte in CP1252_HOLES):
        return "cp1252"
    return encoding


def _delimiter(lines: list[str]) -> str:
    """Return the delimiter that cuts the lines into the most fields, the same in nearly all."""
    widths = {}
    for delimiter in DELIMITERS:
        rows = [len(row) for row in _rows(lines, delimiter) if row]
        alike = rows.count(rows[0]) / len(rows)
        widths[delimiter] = (alike >= 0.9, rows[0])
    best = max(widths, key=lambda delimiter: widths[delimiter])
    return best if widths[best][1] > 1 else ""
