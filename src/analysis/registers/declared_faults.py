"""What is wrong with dataset.toml, said all at once and in the order of its lines."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from analysis.errors import DataError
from analysis.registers.dataset import FILE
from analysis.registers.problems import SHOWN, Problem

Place = tuple[str, ...]
"""The names that lead to a key, such as ("tables", "jobs", "file"); none: the file itself."""
ENDS = ("]", '"""', "'''")
"""What the last line of a value over several lines holds."""


class Wrong(StrEnum):
    """A kind of fault, as it is counted where there are too many to be listed."""

    UNKNOWN = "names that are not known"
    MISSING = "keys that are missing"
    TYPE = "values of another type"
    VALUE = "values that are not allowed"
    AGAINST = "keys that contradict others"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and what to do; `place` is the key, or where one is missing."""

    kind: Wrong
    place: Place
    rule: str
    hint: str


@dataclass
class Faults:
    """Collects what is wrong over the whole file, so that it is mended in one go."""

    found: list[Fault] = field(default_factory=list)

    def stop_if_any(self, path: Path, text: str) -> None:
        """Raise DataError with everything that was found, if anything was.

        Args:
            path: the file.
            text: what stands in it.
        """
        if self.found:
            places = f"{len(self.found)} place{'s' * (len(self.found) > 1)}"
            what = f"{FILE} is wrong in {places}; no table was read.\nin {path}"
            raise DataError("\n".join([what, *self._lines(lines_of(text))]))

    def _lines(self, numbers: dict[Place, int]) -> Iterator[str]:
        """Yield the faults by line, and how many more there are of a kind that has too many."""
        of_kind = Counter(fault.kind for fault in self.found)
        told: Counter[Wrong] = Counter()
        for fault in sorted(self.found, key=lambda fault: _line(fault.place, numbers)):
            told[fault.kind] += 1
            if told[fault.kind] <= SHOWN:
                line = _line(fault.place, numbers)
                where = f"{FILE}, line {line}" if line else FILE
                yield str(Problem(where, fault.rule, fault.hint))
            elif told[fault.kind] == SHOWN + 1:
                yield f"… and {of_kind[fault.kind] - SHOWN} more {fault.kind}."


def _line(place: Place, numbers: dict[Place, int]) -> int:
    """Return the line of a key, or of the nearest table around it; 0 for the file itself."""
    while place and place not in numbers:
        place = place[:-1]
    return numbers.get(place, 0)


def lines_of(text: str) -> dict[Place, int]:
    """Return the line on which each key and each table of a valid TOML file begins.

    The parser knows no lines; so each statement, the shortest run of lines that is valid by
    itself, is parsed alone.
    """
    numbers: dict[Place, int] = {}
    above: Place = ()
    statement: list[str] = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        statement.append(line)
        if len(statement) > 1 and not any(end in line for end in ENDS):
            continue
        said = _parsed("\n".join(statement))
        if said is None:  # the value goes on in the next line
            continue
        is_header = line.lstrip().startswith("[") and len(statement) == 1
        places = [(*(() if is_header else above), *place) for place in _places(said)]
        for place in places:
            numbers.setdefault(place, number - len(statement) + 1)
        above = places[-1] if is_header else above
        statement = []
    return numbers


def _parsed(statement: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(statement)
    except tomllib.TOMLDecodeError:
        return None


def _places(content: dict[str, Any], above: Place = ()) -> Iterator[Place]:
    for name, value in content.items():
        yield (*above, name)
        inner = value[0] if isinstance(value, list) and value else value
        if isinstance(inner, dict):
            yield from _places(inner, (*above, name))
