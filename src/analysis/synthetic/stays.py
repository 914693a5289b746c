"""Where each person lives, and when he leaves the country or dies.

Both are drawn before the careers and do not depend on them: a life goes on in the invented world
after its departure, but the registers do not see it.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.synthetic.dates import (
    AFTER_LAST,
    MONTHS,
    NEVER,
    NO_DAY,
    Bools,
    Days,
    Floats,
    Ints,
    Texts,
    day_of,
    month_of,
)
from analysis.synthetic.municipalities import Municipalities
from analysis.synthetic.parameters import numbers
from analysis.synthetic.persons import Persons
from analysis.synthetic.programmes import Programmes


@dataclass(frozen=True)
class Stays:
    """One row a person. Columns of `moved` and `to`: with the programme, first and second move.

    `gone` is the date of departure, NaT where there is none; `death` says which kind it is.
    """

    moved: Days
    to: Ints
    gone: Days
    death: Bools

    def home(self, first: Ints, month: int) -> Ints:
        """Return the municipality on the 15th of a month, `first` being that of settlement."""
        there = first
        for number in range(self.to.shape[1]):
            there = np.where(self.moved[:, number] <= day_of(month, 15), self.to[:, number], there)
        return there


def draw_stays(
    persons: Persons, programmes: Programmes, places: Municipalities, rng: np.random.Generator
) -> Stays:
    """Draw moves after the programme, and departures from programme start on."""
    gone, death = _departures(persons, rng)
    after_transfer = np.where(programmes.second_place < 0, persons.place, programmes.second_place)
    first, first_to = _first_move(after_transfer, programmes.exit_month, places, rng)
    second, second_to = _second_move(first, first_to, places, rng)
    moved = np.column_stack([programmes.moved, first, second])
    seen = (moved < AFTER_LAST) & (np.isnat(gone)[:, None] | (moved < gone[:, None]))
    return Stays(
        moved=np.where(seen, moved, NO_DAY),
        to=np.column_stack([programmes.second_place, first_to, second_to]),
        gone=gone,
        death=death,
    )


def _wait(chance: float, persons: int, rng: np.random.Generator) -> Ints:
    """Months until something with an even chance a month; at least 1."""
    return np.ceil(rng.exponential(1 / chance, persons)).astype(np.int64).clip(1, NEVER)


def _departures(persons: Persons, rng: np.random.Generator) -> tuple[Days, Bools]:
    stays, count = numbers("stays"), len(persons)
    emigration = _wait(stays["emigration"], count, rng)
    death = _wait(stays["death"], count, rng)
    month = month_of(persons.programme_start) + np.minimum(emigration, death)
    date = day_of(month, rng.integers(1, 29, count))
    return np.where(month < MONTHS, date, NO_DAY), death < emigration


def _first_move(
    place: Ints, exit_month: Ints, places: Municipalities, rng: np.random.Generator
) -> tuple[Days, Ints]:
    """Most moves come in the year after exit: the chance is one number then, another later."""
    stays = numbers("stays")
    leaving = np.where(places.inhabitants < stays["small_below"], stays["small_place"], 1.0)
    leaving = np.where(places.code == "0301", stays["oslo"], leaving)[place]
    strain = rng.exponential(1.0, len(place)) / leaving
    first_year = 12 * stays["move_first_year"]
    wait: Floats = np.where(
        strain < first_year,
        strain / stays["move_first_year"],
        12 + (strain - first_year) / stays["move_later"],
    )
    return _move(place, exit_month + 1 + wait.astype(np.int64), places, rng)


def _second_move(
    first: Days, first_to: Ints, places: Municipalities, rng: np.random.Generator
) -> tuple[Days, Ints]:
    wait = _wait(numbers("stays")["move_later"], len(first), rng)
    return _move(first_to, month_of(first) + wait, places, rng)


def _move(
    place: Ints, month: Ints, places: Municipalities, rng: np.random.Generator
) -> tuple[Days, Ints]:
    to = rng.choice(len(places.code), len(place), p=places.share)
    on_first = rng.random(len(place)) < numbers("stays")["move_on_first"]
    day = np.where(on_first, 1, rng.integers(1, 29, len(place)))
    away = (month < MONTHS) & (to != place)
    return np.where(away, day_of(np.minimum(month, MONTHS), day), NO_DAY), to


def residence_table(persons: Persons, stays: Stays, codes: Texts) -> pd.DataFrame:
    """Return the residence spells, contiguous from settlement to the day before departure."""
    start = np.column_stack([persons.settled, stays.moved])
    place = np.column_stack([persons.place, stays.to])
    row, column = np.nonzero(~np.isnat(start))
    begins, who = start[row, column], persons.person_id[row]
    last = np.append(row[1:] != row[:-1], True)[: len(row)]
    next_begins = np.where(last, stays.gone[row], np.append(begins[1:], NO_DAY)[: len(row)])
    frame = pd.DataFrame(
        {
            "person_id": who,
            "municipality": codes[place[row, column]],
            "start": begins.astype("datetime64[s]"),
            "end": (next_begins - np.timedelta64(1, "D")).astype("datetime64[s]"),
        }
    )
    return frame.sort_values(["person_id", "start"], ignore_index=True)


def departures_table(persons: Persons, stays: Stays) -> pd.DataFrame:
    """Return one row for each person who emigrated or died."""
    gone = ~np.isnat(stays.gone)
    frame = pd.DataFrame(
        {
            "person_id": persons.person_id[gone],
            "date": stays.gone[gone].astype("datetime64[s]"),
            "cause": np.where(stays.death[gone], "death", "emigration").astype(object),
        }
    )
    return frame.sort_values("person_id", ignore_index=True)
