"""Which file or sheet is which table: by the names of its columns, then by its own name."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.registers.contract import PROGRAMME_DATES, TABLES, Column, Table
from analysis.registers.draft_files import Sample
from analysis.registers.draft_names import Match, Strength, fold, known_names, match_columns
from analysis.registers.draft_values import fits

NAMED = 3
"""What a telling name of the file weighs, in columns."""
MOST_COLUMNS = 500
"""A file with more is no table of spells, and would take long to compare."""
TELLING = {
    "participants": (*PROGRAMME_DATES, "sex", "birth_year", "exit_reason"),
    "jobs": ("hours_per_week", "monthly_earnings", "employer_id", "contract", "subsidised"),
    "education": ("level",),
    "residence": ("municipality",),
    "departures": ("cause",),
    "areas": ("code",),
}
"""One of these must be there, or else the file's name must say what it is. The other tables have
no column of their own: only a name tells them."""


@dataclass(frozen=True)
class Guess:
    """A sample that is most likely a table of the contract.

    Attributes:
        table: of the contract.
        sample: the file or sheet.
        matches: contract name -> its column.
        word: the word in the name that says so; empty where none does.
    """

    table: Table
    sample: Sample
    matches: dict[str, Match]
    word: str

    @property
    def score(self) -> float:
        """How well it fits, in columns; needed ones that are absent count against it."""
        weak = sum(match.strength is Strength.CLOSE for match in self.matches.values())
        named = NAMED if self.word else 0
        return len(self.matches) + named - 2 * len(self.absent) - weak / 2

    @property
    def absent(self) -> list[str]:
        """Needed columns that were not found."""
        return [name for name in self.table.needed if name not in self.matches]

    def values(self, name: str) -> tuple[object, ...]:
        """Return the values of a column by the contract's name."""
        return self.sample.values(self.matches[name].own)

    def is_fit(self, name: str) -> bool:
        """Tell whether the values of a column look like what the contract has there."""
        return fits(self.values(name), self.table.column(name))

    @property
    def unused(self) -> list[str]:
        """Own columns that are not read."""
        read = {match.own for match in self.matches.values()}
        return [own for own in self.sample.header if own not in read]


@dataclass(frozen=True)
class Guesses:
    """What became of every sample.

    Attributes:
        tables: table name -> the sample that is it, in the contract's order.
        rivals: samples that fit a table that another fits better.
        others: samples that fit no table.
    """

    tables: dict[str, Guess]
    rivals: tuple[Guess, ...]
    others: tuple[Sample, ...]


def guess_tables(samples: Sequence[Sample]) -> Guesses:
    """Return which sample is which table, each at most once; the better one gets it."""
    best = {number: _best(sample) for number, sample in enumerate(samples)}
    found = [(number, guess) for number, guesses in best.items() for guess in guesses]
    found.sort(key=lambda one: (-one[1].score, list(TABLES).index(one[1].table.name), one[0]))
    tables: dict[str, Guess] = {}
    placed: set[int] = set()
    for number, guess in found:
        if guess.table.name not in tables and number not in placed:
            tables[guess.table.name] = guess
            placed.add(number)
    rivals = [best[number][0] for number in best if best[number] and number not in placed]
    others = [sample for number, sample in enumerate(samples) if not best[number]]
    ordered = {name: tables[name] for name in TABLES if name in tables}
    return Guesses(ordered, tuple(rivals), tuple(others))


def guess_one(table: Table, sample: Sample) -> Guess:
    """Return a sample as a table, however badly it fits."""

    def fit(own: str, column: Column) -> bool:
        return fits(sample.values(own), column)

    matches = match_columns(table, sample.header, fit, sample.last_names)
    return Guess(table, sample, matches, _words(sample).get(table.name, ""))


def _best(sample: Sample) -> list[Guess]:
    """Return the tables that a sample fits best: one, or several that it fits as well."""
    if len(sample.header) > MOST_COLUMNS:
        return []
    guesses = [guess_one(table, sample) for table in TABLES.values()]
    fitting = [guess for guess in guesses if _is_it(guess)]
    top = max((guess.score for guess in fitting), default=0.0)
    return [guess for guess in fitting if guess.score == top]


def _is_it(guess: Guess) -> bool:
    if guess.word:
        return len(guess.matches) > 1
    telling = TELLING.get(guess.table.name, ())
    return not guess.absent and any(name in guess.matches for name in telling)


def _words(sample: Sample) -> dict[str, str]:
    """Return table -> the word in the name that says so: of the sheet, or else of the file."""
    for name in (sample.sheet, Path(sample.file).stem):
        found = {table: word for table in TABLES if (word := _word(table, name))}
        if found:
            return found
    return {}


def _word(table: str, name: str) -> str:
    words: list[str] = [table, *known_names()["tables"].get(table, [])]
    parts = _parts(name)
    for word in sorted(words, key=len, reverse=True):
        if fold(word) in parts or _is_long_part(fold(word), fold(name)):
            return word
    return ""


def _is_long_part(word: str, name: str) -> bool:
    return len(word) >= 6 and word in name


def _parts(name: str) -> set[str]:
    """Return the folded words of a name: 'Jobber_2019 (ny)' has jobber, 2019 and ny."""
    plain = "".join(sign if sign.isalpha() else " " for sign in name)
    return {fold(part) for part in plain.split()}
