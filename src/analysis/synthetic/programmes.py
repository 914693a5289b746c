"""The introduction programme of each person: how long, where, and whether it ended early.

A few go on in another municipality; registers keep that as two programmes, and the first end is
no exit (definitions.md 12).
"""

from dataclasses import dataclass

import numpy as np

from analysis.synthetic.dates import NO_DAY, Bools, Days, Ints, day_of, month_of
from analysis.synthetic.municipalities import Municipalities
from analysis.synthetic.parameters import draw_number, numbers
from analysis.synthetic.persons import Persons

ANY_LENGTH = 0
SECOND_PART = 6
"""Months that must be left of a programme after the latest transfer."""


@dataclass(frozen=True)
class Programmes:
    """One element a person; without a transfer its three dates are NaT.

    `end` is the end of the last programme as planned, also where that lies after what is observed.
    """

    end: Days
    interrupted: Bools
    first_end: Days
    moved: Days
    second_start: Days
    second_place: Ints

    @property
    def exit_month(self) -> Ints:
        """Month in which the last programme ends."""
        return month_of(self.end)


def draw_programmes(
    persons: Persons, places: Municipalities, rng: np.random.Generator
) -> Programmes:
    """Draw length, interruption and transfer."""
    length, interrupted = _length(len(persons), rng)
    second_place = rng.choice(len(places.code), len(persons), p=places.share)
    transferred = rng.random(len(persons)) < numbers("programme")["transferred"]
    long_enough = length > numbers("programme")["latest_transfer"] + SECOND_PART
    transferred &= long_enough & (second_place != persons.place)
    first_end, moved, second_start = _transfer(persons, transferred, rng)
    return Programmes(
        end=_end(persons, length, rng),
        interrupted=interrupted,
        first_end=first_end,
        moved=moved,
        second_start=second_start,
        second_place=np.where(transferred, second_place, -1),
    )


def _length(persons: int, rng: np.random.Generator) -> tuple[Ints, Bools]:
    programme = numbers("programme")
    usual = draw_number("programme", "length", rng.random(persons))
    drawn = rng.normal(programme["any_mean"], programme["any_spread"], persons)
    drawn = np.clip(np.round(drawn), programme["shortest"], programme["longest"])
    planned = np.where(usual == ANY_LENGTH, drawn, usual)
    interrupted = rng.random(persons) < programme["interrupted"]
    early = np.round(3 + rng.random(persons) * (planned - 3))
    return np.where(interrupted, early, planned).astype(np.int64), interrupted


def _end(persons: Persons, length: Ints, rng: np.random.Generator) -> Days:
    """Many end on the day before the anniversary, the others some days from it."""
    start = persons.programme_start
    day = (start - start.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64) + 1
    anniversary = day_of(month_of(start) + length, day)
    exact = rng.random(len(length)) < numbers("programme")["exact_end"]
    return np.asarray(anniversary - 1 - np.where(exact, 0, rng.integers(-10, 11, len(length))))


def _transfer(
    persons: Persons, transferred: Bools, rng: np.random.Generator
) -> tuple[Days, Days, Days]:
    count, programme = len(persons), numbers("programme")
    earliest, latest = (int(programme[name]) for name in ("earliest_transfer", "latest_transfer"))
    after = rng.integers(earliest, latest + 1, count)
    month = month_of(persons.programme_start) + after
    first_end = day_of(month, rng.integers(1, 29, count))
    moved = first_end + rng.integers(1, 11, count)
    second_start = moved + rng.integers(0, 61, count)
    return (
        np.where(transferred, first_end, NO_DAY),
        np.where(transferred, moved, NO_DAY),
        np.where(transferred, second_start, NO_DAY),
    )
