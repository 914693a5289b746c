"""Where each person lives, and when he leaves the country or dies.

Both are drawn before the careers and do not depend on them: a life goes on in the invented world
after its departure, but the registers do not see it.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.synthetic.dates import (
    DAY,
    NEVER,
    NO_DAY,
    Bools,
    Days,
    Ints,
    day_in_month,
    day_of,
    month_of,
    year_of,
)
from analysis.synthetic.municipalities import code_of_date
from analysis.synthetic.parameters import draw_position
from analysis.synthetic.persons import Persons
from analysis.synthetic.programmes import Programmes
from analysis.synthetic.records import Records
from analysis.synthetic.setting import Setting
from analysis.synthetic.spells import Known, in_order

OSLO = "0301"


@dataclass(frozen=True)
class Stays(Records):
    """One row a person. Columns of `moved` and `to`: with the programme, first and second move.

    `moved_month` is the first month on whose 15th the new home holds. `gone` is the date of
    departure, NaT where there is none; `death` says which kind it is.
    """

    moved: Days
    moved_month: Ints
    to: Ints
    gone: Days
    death: Bools


def draw_stays(persons: Persons, programmes: Programmes, setting: Setting) -> Stays:
    """Draw moves after the programme, and departures from programme start on."""
    window = setting.window
    gone, death = _departures(persons, programmes, setting)
    after_transfer = np.where(programmes.second_place < 0, persons.place, programmes.second_place)
    draw = _Moves(persons.household, setting)
    first, first_to = draw.first(after_transfer, programmes.exit_month)
    second, second_to = draw.second(first, first_to)
    moved = np.column_stack([programmes.moved, first, second])
    seen = (moved < window.after_last) & (np.isnat(gone)[:, None] | (moved < gone[:, None]))
    moved = np.where(seen, moved, NO_DAY)
    month = month_of(moved) + (seen & (day_in_month(moved) > 15))
    return Stays(
        moved=moved,
        moved_month=np.where(seen, month, NEVER),
        to=np.column_stack([programmes.second_place, first_to, second_to]),
        gone=gone,
        death=death,
    )


def _departures(persons: Persons, programmes: Programmes, setting: Setting) -> tuple[Days, Bools]:
    window, luck, p = setting.window, setting.luck, setting.p
    stays, number = p.numbers("stays"), persons.number
    older = p.effects("stays", "death_age", tuple(p.codes("stays", "death_age")))[persons.age]
    emigration = luck.wait("emigration", stays["emigration"], persons.household)
    death = luck.wait("death", stays["death"] * older, number)
    after = np.minimum(np.ceil(np.minimum(emigration, death)), NEVER).astype(np.int64)
    month = month_of(programmes.start) + after
    date = day_of(np.minimum(month, window.end), luck.between("day of departure", number, (1, 28)))
    return np.where(month < window.end, date, NO_DAY), death < emigration


@dataclass(frozen=True)
class _Moves:
    """Draws moves; those who live together move together."""

    mover: Ints
    setting: Setting

    @property
    def number(self) -> dict[str, float]:
        """The numbers of the model that concern stays."""
        return self.setting.p.numbers("stays")

    def first(self, place: Ints, exit_month: Ints) -> tuple[Days, Ints]:
        """Most moves come in the year after exit: the chance is one number then, another later."""
        stays, places = self.number, self.setting.places
        small = places.inhabitants < stays["small_below"]
        leaving = np.where(small, stays["small_place"], 1.0)
        leaving = np.where(places.code == OSLO, stays["oslo"], leaving)[place]
        strain = self.setting.luck.wait("first move", leaving, self.mover)
        first_year = 12 * stays["move_first_year"]
        wait = np.where(
            strain < first_year,
            strain / stays["move_first_year"],
            12 + (strain - first_year) / stays["move_later"],
        )
        return self._move("first", place, exit_month + 1 + wait.astype(np.int64))

    def second(self, first: Days, first_to: Ints) -> tuple[Days, Ints]:
        """A second move comes at one chance a month."""
        wait = self.setting.luck.wait("second move", self.number["move_later"], self.mover)
        return self._move("second", first_to, month_of(first) + np.ceil(wait).astype(np.int64))

    def _move(self, which: str, place: Ints, month: Ints) -> tuple[Days, Ints]:
        luck, end = self.setting.luck, self.setting.window.end
        pull = self.setting.places.share ** self.number["pull"]
        to = draw_position(pull, luck.uniform(f"{which} move to", self.mover))
        on_first = luck.uniform(f"{which} move on first", self.mover)
        day = luck.between(f"{which} move day", self.mover, (1, 28))
        day = np.where(on_first < self.number["move_on_first"], 1, day)
        away = (month < end) & (to != place)
        return np.where(away, day_of(np.minimum(month, end), day), NO_DAY), to


def residence_table(persons: Persons, settled: Days, stays: Stays, known: Known) -> pd.DataFrame:
    """Return the residence spells, contiguous from settlement to the day before departure.

    The code is that of the date on which the spell begins.
    """
    start = np.column_stack([settled, stays.moved])
    place = np.column_stack([persons.place, stays.to])
    row, column = np.nonzero(~np.isnat(start))
    begins, lives = start[row, column], place[row, column]
    last = np.append(row[1:] != row[:-1], True)[: len(row)]
    next_begins = np.where(last, stays.gone[row], np.append(begins[1:], NO_DAY)[: len(row)])
    ends = next_begins - DAY
    rank = known.setting.luck.uniform("part of municipality", known.number[row])
    seen = (begins < known.setting.window.after_last) & ~(ends <= known.setting.window.before_first)
    seen &= ~(begins >= stays.gone[row])
    frame = pd.DataFrame(
        {
            "person_id": known.ids[row],
            "municipality": code_of_date(lives, year_of(month_of(begins)), rank, known.setting.p),
            "start": begins,
            "end": ends,
        }
    )
    return in_order(frame[seen], ["start"])


def departures_table(stays: Stays, known: Known) -> pd.DataFrame:
    """Return one row for each person who emigrated or died."""
    gone = ~np.isnat(stays.gone) & ~(stays.gone <= known.setting.window.before_first)
    frame = pd.DataFrame(
        {
            "person_id": known.ids[gone],
            "date": stays.gone[gone],
            "cause": np.where(stays.death[gone], "death", "emigration").astype(object),
        }
    )
    return in_order(frame, [])
