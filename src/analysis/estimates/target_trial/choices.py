"""Months in which people choose, as a model sees them: what they were like when they chose.

A month of a person is described by three patterns: of the person (what is known at time zero), of
his history (what was known by the month before), and of the clock (year, calendar month, months
since the start). Odds are a product of three numbers, so that a model is three short tables, and
person-months only point to them.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.estimates.hazards.patterns import THIN, Column
from analysis.estimates.target_trial import likelihood
from analysis.estimates.target_trial.arrays import Columns, Floats, Ints, Months, Odds
from analysis.estimates.target_trial.levels import FEWEST, REFERENCE, Counted, Joined, coded
from analysis.estimates.target_trial.people import People
from analysis.terms import Covariate
from analysis.timeline.groups import AGES
from analysis.timeline.panel import Bools
from analysis.timeline.past import Past

SEASON, TIME, YEAR = "calendar_month", "months_since", Covariate.YEAR.value
ORDERED = (TIME, Covariate.AGE, YEAR, Covariate.LANGUAGE, Covariate.UNEMPLOYMENT)
"""Covariates whose neighbouring levels are alike."""
TOLD_ALREADY = "what others tell"


@dataclass(frozen=True, eq=False)
class Choices:
    """Months in which people may choose, as a model sees them.

    Attributes:
        what: "begin" or "leave".
        months: the person-months.
        columns: coefficients by pattern.
        names: the coefficients; the first is everybody's.
        held: of each coefficient, the value that it is held at; missing where it is estimated.
        joined: rare levels, and what they were joined to.
        place: of each person, the position of his municipality among `places`.
        places: municipalities in their order.
    """

    what: str
    months: Months
    columns: Columns
    names: tuple[Column, ...]
    held: Floats
    joined: tuple[Joined, ...]
    place: Ints
    places: tuple[str, ...]

    @property
    def size(self) -> str:
        """How large the expansion is, to be told before it is used."""
        n, patterns = len(self.months.month), len(self.columns.history) + len(self.columns.clock)
        return (
            f"{self.what}: {n:,} person-months of {len(self.place):,} persons,"
            f" {patterns:,} patterns of history and clock, {len(self.names)} coefficients"
        )


@dataclass(frozen=True, eq=False)
class Clock:
    """Patterns of the clock.

    Attributes:
        of_row: the pattern of each person-month.
        codes: of each covariate, the code of each pattern.
        names: of each covariate, the names of its codes.
    """

    of_row: Ints
    codes: dict[str, Ints]
    names: dict[str, tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class Rows:
    """Person-months in which one may choose."""

    person: Ints
    month: Ints
    chosen: Bools


def choices(what: str, people: People, rows: Rows, clock: Clock) -> Choices:
    """Return person-months as patterns, and the coefficients that can be told of them."""
    places, place = np.unique(people.place, return_inverse=True)
    history, codes = _histories(people.past, rows)
    n_history = int(history.max(initial=-1)) + 1
    n_clock = len(next(iter(clock.codes.values())))
    traits, trait_names = _traits(people.traits)
    everybody = np.arange(len(people))
    parts = (
        (rows.person, everybody, traits, trait_names),
        (history, np.arange(n_history), codes, _names(people.past)),
        (clock.of_row, np.arange(n_clock), clock.codes, clock.names),
    )
    names = [Column("everybody", "", "")]
    joined: list[Joined] = []
    held = [np.nan]
    tables = []
    for pattern, patterns, by_pattern, level_names in parts:
        table = []
        for covariate, code in by_pattern.items():
            found = coded(_counted(covariate, level_names[covariate], code[pattern], rows.chosen))
            column = found.column[code]
            table.append(np.where(column == REFERENCE, REFERENCE, column + len(names)))
            names += found.columns
            held += found.held
            joined += found.joined
        tables.append(np.reshape(np.array(table, dtype=np.int64), (len(table), len(patterns))).T)
    columns = Columns(*(np.where(one == REFERENCE, len(names), one) for one in tables))
    months = Months(
        begin=np.searchsorted(rows.person, np.arange(len(people) + 1)).astype(np.int64),
        month=rows.month.astype(np.int16),
        history=history,
        clock=clock.of_row.astype(np.int64),
        chosen=rows.chosen.astype(np.uint8),
    )
    made = Choices(
        what=what,
        months=months,
        columns=columns,
        names=tuple(names),
        held=np.array(held),
        joined=tuple(joined),
        place=place.astype(np.int64),
        places=tuple(map(str, places)),
    )
    return _without_repeated(made)


def _without_repeated(choices: Choices) -> Choices:
    """Return a model without the coefficients that are combinations of those before them.

    What covariates tell twice, one tells: after an exit, months since it and the programme's end.
    """
    n = len(choices.names)
    gram = np.zeros((1, n + 1, n + 1))
    room = np.zeros(1 + sum(one.shape[1] for one in choices.columns), dtype=np.int64)
    even = Odds(*(np.ones(len(one)) for one in choices.columns))
    one_place = np.zeros(len(choices.place), dtype=np.int64)
    likelihood.information(choices.months, choices.columns, even, one_place, room, gram)
    left, before = gram[0, :n, :n], np.diag(gram[0]).copy()
    kept = np.ones(n, dtype=bool)
    for at in range(n):
        kept[at] = left[at, at] > THIN * max(before[at], 1e-300)
        if kept[at]:
            left = left - np.outer(left[at], left[at]) / left[at, at]
    places = np.append(np.where(kept, np.cumsum(kept) - 1, kept.sum()), kept.sum())
    names = tuple(one for one, is_kept in zip(choices.names, kept, strict=True) if is_kept)
    repeated = tuple(
        Joined(one.covariate, one.level, 0, 0, TOLD_ALREADY)
        for one, is_kept in zip(choices.names[1:], kept[1:], strict=True)
        if not is_kept and len(choices.months.month)  # else there is nothing to tell
    )
    columns = Columns(*(places[one] for one in choices.columns))
    joined = (*choices.joined, *repeated)
    return replace(choices, names=names, held=choices.held[kept], columns=columns, joined=joined)


def _counted(covariate: str, names: tuple[str, ...], code: Ints, chosen: Bools) -> Counted:
    months = np.bincount(code, minlength=len(names)).astype(np.int64)
    done = np.bincount(code[chosen], minlength=len(names)).astype(np.int64)
    fewest = 1 if covariate == SEASON else FEWEST
    return Counted(covariate, names, months, done, covariate in ORDERED, fewest)


def _traits(traits: pd.DataFrame) -> tuple[dict[str, Ints], dict[str, tuple[str, ...]]]:
    """Return codes of what is known at time zero, levels in their order."""
    codes, names = {}, {}
    for covariate in traits:
        levels = sorted(traits[covariate].unique(), key=lambda name: (_rank(name), name))
        codes[str(covariate)] = pd.Index(levels).get_indexer(traits[covariate])
        names[str(covariate)] = tuple(levels)
    return codes, names


def _rank(level: str) -> int:
    ages = [name for name, _ in AGES]
    return ages.index(level) if level in ages else len(ages)


def _names(past: Past) -> dict[str, tuple[str, ...]]:
    return {str(covariate): names for covariate, names in past.levels.items()}


def _histories(past: Past, rows: Rows) -> tuple[Ints, dict[str, Ints]]:
    """Return the pattern of history of each person-month, and the codes of each pattern."""
    key = np.zeros(len(rows.person), dtype=np.int64)
    for covariate, names in past.levels.items():
        key = key * len(names) + past.codes[covariate][rows.person, rows.month]
    keys, pattern = np.unique(key, return_inverse=True)
    codes: dict[str, Ints] = {}
    for covariate, names in reversed(past.levels.items()):
        keys, code = np.divmod(keys, len(names))
        codes[str(covariate)] = code
    return pattern.astype(np.int64), codes
