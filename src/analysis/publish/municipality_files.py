"""Municipalities from a file: a code a line, or CSV with a header and parameters of their own.

Everything in it is text, so that 0301 keeps its zero; each row is one line.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from analysis.errors import DesignError, nearest
from analysis.publish.parameter_files import check_ending, read_text
from analysis.publish.parameters import Place, Setting, from_text
from analysis.registers.values import BLANKS

CODE = ("municipality", "kommunenr", "kommune", "code")
"""What the column of codes may be called."""
DELIMITERS = (",", ";")


def read_places(file: Path, allowed: list[str]) -> tuple[Place, ...]:
    """Return the municipalities of a file, with what a CSV file says of each.

    Raises:
        DesignError: the file cannot be read, names none, or a row or column is not what it must be.
    """
    check_ending(file)
    lines = read_text(file).split("\n")
    if file.suffix.lower() == ".csv":
        places = _of_table(file, lines, allowed)
    else:
        codes = [line.partition("#")[0].strip(BLANKS).strip('"') for line in lines]
        places = [
            Place(code, f"{file.name}, row {row}") for row, code in enumerate(codes, 1) if code
        ]
    if not places:
        raise DesignError(f"{file} names no municipality.\nWrite one code a line, such as 0301.")
    return tuple(places)


def _of_table(file: Path, lines: list[str], allowed: list[str]) -> list[Place]:
    rows = _rows(file, lines)
    row, header = next(rows, (1, [""]))
    names = [_column(file, name, allowed) for name in header]
    for name in names:
        if names.count(name) > 1:
            raise DesignError(f"{file.name}, row {row}: the column '{name}' stands twice.")
    if CODE[0] not in names:
        raise DesignError(
            f"{file.name}, row {row}: no column '{CODE[0]}'.\nThe header has: {', '.join(header)}."
            "\nWrite the names of the columns in the first row."
        )
    places: dict[str, Place] = {}
    for row, cells in rows:
        place = _place(file, row, dict(zip(names, cells, strict=True)), allowed)
        if place.code in places:
            first = places[place.code].door
            raise DesignError(
                f"{file.name}, row {row}: {place.code} stands twice; first in {first}."
                "\nA municipality has one row."
            )
        places[place.code] = place
    return list(places.values())


def _rows(file: Path, lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the cells of each row that is not empty, header first."""
    width, delimiter = 0, ","
    for number, line in enumerate(lines, 1):
        if not line.strip(BLANKS):
            continue
        if not width:
            delimiter = _delimiter(file, number, line)
        cells = _cells(file, number, line.strip("\r"), delimiter)
        width = width or len(cells)
        if len(cells) != width:
            raise DesignError(
                f"{file.name}, row {number}: {len(cells)} fields, and the header has {width}."
                f"\nA text that holds '{delimiter}' stands in quotes."
            )
        yield number, cells


def _delimiter(file: Path, row: int, header: str) -> str:
    found = [one for one in DELIMITERS if one in header]
    if len(found) > 1:
        raise DesignError(f"{file.name}, row {row}: the header holds both ',' and ';'.")
    return found[0] if found else DELIMITERS[0]


def _cells(file: Path, row: int, line: str, delimiter: str) -> list[str]:
    try:
        (cells,) = csv.reader([line], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError) as error:
        raise DesignError(
            f"{file.name}, row {row}: a quote is not closed in its row, or text follows it."
            '\nAllowed: "a text in quotes", on one line; a quote inside it is written twice.'
        ) from error
    return [cell.strip(BLANKS) for cell in cells]


def _column(file: Path, name: str, allowed: list[str]) -> str:
    """Return the one name of a column."""
    plain = name.casefold()
    if plain in CODE:
        return CODE[0]
    if plain not in allowed:
        known = [*CODE, *allowed]
        raise DesignError(
            f"{file.name}: no parameter is called '{name}'{nearest(plain, known)}."
            f"\nAllowed columns: {', '.join(known)}."
        )
    return plain


def _place(file: Path, row: int, cells: dict[str, str], allowed: list[str]) -> Place:
    door = f"{file.name}, row {row}"
    code = cells.pop(CODE[0])
    if not code:
        raise DesignError(f"{door}: the municipality is missing.\nWrite its code, such as 0301.")
    own: dict[str, Setting] = {
        name: from_text(name, text, allowed, door) for name, text in cells.items() if text
    }
    return Place(code, door, own)
