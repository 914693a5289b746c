"""The introduction programme of each person: how long, where, and whether it ended early.

A few go on in another municipality; registers keep that as two programmes, and the first end is
no exit (definitions.md 12).
"""

from dataclasses import dataclass

import numpy as np

from analysis.synthetic.dates import (
    NO_DAY,
    Bools,
    Days,
    Ints,
    day_in_month,
    day_of,
    month_of,
    year_of,
)
from analysis.synthetic.luck import Luck
from analysis.synthetic.parameters import Parameters, draw_position
from analysis.synthetic.persons import UKRAINE, Persons, origins
from analysis.synthetic.records import Records
from analysis.synthetic.setting import Setting

ANY_LENGTH = 0
SECOND_PART = 6
"""Months that must be left of a programme after the latest transfer."""
NEW_LAW = 2021


@dataclass(frozen=True)
class Programmes(Records):
    """One element a person; without a transfer its three dates are NaT.

    `end` is the end of the last programme as planned, also where that lies after what is observed.
    """

    settled: Days
    start: Days
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


def draw_programmes(persons: Persons, setting: Setting) -> Programmes:
    """Draw length, interruption, transfer and settlement; the month of the end is given."""
    number, luck, p = persons.number, setting.luck, setting.p
    length, interrupted = _length(persons, luck, p)
    second_place = draw_position(setting.places.share, luck.uniform("second place", number))
    transferred = luck.uniform("transferred", number) < p.numbers("programme")["transferred"]
    long_enough = length > p.numbers("programme")["latest_transfer"] + SECOND_PART
    transferred &= long_enough & (second_place != persons.place)
    settled, start = _settle_and_start(persons, length, luck, p)
    first_end, moved, second_start = _transfer(persons, start, transferred, luck, p)
    return Programmes(
        settled=settled,
        start=start,
        end=_end(persons, start, luck, p),
        interrupted=interrupted,
        first_end=first_end,
        moved=moved,
        second_start=second_start,
        second_place=np.where(transferred, second_place, -1),
    )


def _length(persons: Persons, luck: Luck, p: Parameters) -> tuple[Ints, Bools]:
    """Draw months from start to end: the old law's two or three years, or the new law's."""
    programme, number = p.numbers("programme"), persons.number
    rank = luck.uniform("usual length", number)
    after_law = year_of(persons.exit) - (persons.exit % 12 < 6) > NEW_LAW
    ukrainian = origins(p)[persons.origin] == UKRAINE
    usual = np.select(
        [ukrainian, after_law],
        [p.draw_number("programme", name, rank) for name in ("length_ukraine", "length_new")],
        p.draw_number("programme", "length", rank),
    )
    drawn = programme["any_mean"] + programme["any_spread"] * luck.normal("any length", number)
    drawn = np.clip(np.round(drawn), programme["shortest"], programme["longest"])
    planned = np.where(usual == ANY_LENGTH, drawn, usual)
    interrupted = luck.uniform("interrupted", number) < programme["interrupted"]
    early = np.round(3 + luck.uniform("stopped early", number) * (planned - 3))
    return np.where(interrupted, early, planned).astype(np.int64), interrupted


def _settle_and_start(
    persons: Persons, length: Ints, luck: Luck, p: Parameters
) -> tuple[Days, Days]:
    """Draw the day of the start, and settlement no later than it; couples settle together."""
    number, programme = persons.number, p.numbers("programme")
    month = persons.exit - length
    wait = luck.between("wait", persons.household, (0, int(programme["wait"])))
    on_first = luck.uniform("start on first", number) < programme["start_on_first"]
    start_day = np.where(on_first, 1, luck.between("start day", number, (1, 28)))
    settled_day = np.where(
        wait > 0,
        luck.between("settled day", persons.household, (1, 28)),
        luck.between("settled day at once", number, (1, start_day)),
    )
    return day_of(month - wait, settled_day), day_of(month, start_day)


def _end(persons: Persons, start: Days, luck: Luck, p: Parameters) -> Days:
    """Many end on the day before the anniversary, the others on any day of that month."""
    day = day_in_month(start)
    exact = luck.uniform("exact end", persons.number) < p.numbers("programme")["exact_end"]
    other = luck.between("end day", persons.number, (1, 28))
    return day_of(persons.exit, np.where(exact & (day > 1), day - 1, other))


def _transfer(
    persons: Persons, start: Days, transferred: Bools, luck: Luck, p: Parameters
) -> tuple[Days, Days, Days]:
    programme, number = p.numbers("programme"), persons.number
    earliest, latest = (int(programme[name]) for name in ("earliest_transfer", "latest_transfer"))
    month = month_of(start) + luck.between("transfer", number, (earliest, latest))
    first_end = day_of(month, luck.between("transfer day", number, (1, 28)))
    moved = first_end + luck.between("moved", number, (1, 10))
    second_start = moved + luck.between("second start", number, (0, 60))
    return (
        np.where(transferred, first_end, NO_DAY),
        np.where(transferred, moved, NO_DAY),
        np.where(transferred, second_start, NO_DAY),
    )
