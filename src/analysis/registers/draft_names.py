"""Names of columns that are known, and which of a file's columns they most likely are.

A name is compared without case, blanks and punctuation, and however æ, ø and å are written.
"""

import tomllib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import IntEnum
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from analysis.registers.contract import Column, Table

NORDIC = str.maketrans({"æ": "a", "ø": "o", "å": "a", "ð": "d"})
SHORTEST_CLOSE = 5
"""Shorter names are known exactly or not at all: 'fra' and 'far' are too near."""
CLOSENESS = 0.85


class Strength(IntEnum):
    """How a column was recognised; the first is the surest."""

    OWN = 0  # it has the contract's own name
    KNOWN = 1  # a known name
    CLOSE = 2  # it resembles a known name


@dataclass(frozen=True)
class Match:
    """A column of a file that is most likely a column of the contract."""

    own: str
    strength: Strength
    known: str


@cache
def known_names() -> dict[str, Any]:
    """Return the content of column_names.toml: tables, columns, names not used, codes, words."""
    source = files("analysis.reference") / "column_names.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


@lru_cache(maxsize=1 << 14)
def fold(name: str) -> str:
    """Return a name as it is compared: 'Kjønn', 'KJOENN' and 'kjonn' are the same."""
    letters = unicodedata.normalize("NFKD", name.casefold().translate(NORDIC)).casefold()
    plain = "".join(filter(str.isalnum, letters.translate(NORDIC)))
    for pair, single in (("ae", "a"), ("oe", "o"), ("aa", "a")):
        plain = plain.replace(pair, single)
    return plain


def names_of(table: Table, column: Column) -> list[str]:
    """Return the known names of a column of the contract, best first."""
    columns = known_names()["columns"]
    lists = (columns[part].get(column.name, []) for part in ("any", table.name))
    return [column.name, *(name for names in lists for name in names)]


def reason_not_used(table: Table, own: str) -> str:
    """Return why a known name is not used in a table, or an empty text."""
    for entry in known_names()["not_used"]:
        if table.name in entry.get("tables", [table.name]) and fold(own) in map(
            fold, entry["names"]
        ):
            return str(entry["why"])
    return ""


def match_columns(
    table: Table,
    header: Sequence[str],
    fits: Callable[[str, Column], bool],
    last_names: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Match]:
    """Return contract name -> the column of a file that it most likely is.

    Args:
        table: of the contract.
        header: the file's names, each once.
        fits: whether the values of an own column may be those of a column of the contract. One
            that does not fit is taken for a needed column only, where no other is there.
        last_names: name over two rows of a sheet -> its lower part, which may be the known one.
    """
    found = sorted(
        (
            (not fits(own, column), match.strength, place, number, column.name, match)
            for number, column in enumerate(table.columns)
            for own in header
            for place, match in _match(table, column, own, last_names.get(own, ""))
        ),
        key=lambda entry: entry[:4],
    )
    matches: dict[str, Match] = {}
    for misfit, strength, _, _, name, match in found:
        optional = misfit and strength is not Strength.OWN and not table.column(name).needed
        taken = name in matches or match.own in [other.own for other in matches.values()]
        if not (optional or taken):
            matches[name] = match
    return matches


def _match(table: Table, column: Column, own: str, last: str) -> list[tuple[int, Match]]:
    """Return the place among the known names and the match, or nothing."""
    if own == column.name:
        return [(0, Match(own, Strength.OWN, own))]
    if own in table.names or reason_not_used(table, own) or reason_not_used(table, last):
        return []
    names = names_of(table, column)
    folded = _folded(table.name, column.name, tuple(names))
    mine = fold(own)
    if mine in folded:
        place = folded.index(mine)
        return [(place, Match(own, Strength.KNOWN, names[place]))]
    if last and fold(last) in folded and not _is_known(table, mine):
        place = folded.index(fold(last))
        return [(place, Match(own, Strength.CLOSE, names[place]))]
    if len(mine) < SHORTEST_CLOSE or _is_known(table, mine):
        return []
    close = get_close_matches(mine, folded, n=1, cutoff=CLOSENESS)
    if close and _digits(close[0]) == _digits(mine):
        place = folded.index(close[0])
        return [(place, Match(own, Strength.CLOSE, names[place]))]
    return []


@cache
def _folded(table: str, column: str, names: tuple[str, ...]) -> list[str]:
    return [fold(name) for name in names]


def _is_known(table: Table, mine: str) -> bool:
    """Tell whether a folded name is known of any column of the table."""
    return any(
        mine in _folded(table.name, column.name, tuple(names_of(table, column)))
        for column in table.columns
    )


def _digits(name: str) -> str:
    return "".join(filter(str.isdigit, name))
