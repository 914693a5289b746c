"""Children, and how soon people learn Norwegian: drawn before the careers, which look at both.

Both are reasons why people go to school or not that also decide whether they work.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.synthetic.dates import NEVER, Bools, Days, Ints, Texts, day_of, month_of
from analysis.synthetic.luck import Luck
from analysis.synthetic.parameters import Parameters
from analysis.synthetic.persons import PRIOR, Persons
from analysis.synthetic.programmes import Programmes
from analysis.synthetic.records import Records
from analysis.synthetic.setting import Setting
from analysis.synthetic.spells import Known, in_order

BEFORE, AFTER = 3, 3
"""Most births of a household before settlement, and after it."""
TESTS = ("language_test_a2", "language_test_b1")


@dataclass(frozen=True)
class Families(Records):
    """One row a person: months of the births in his household, and of the tests he passes.

    NEVER stands for what does not come. Columns of `tests` are those of TESTS.
    """

    household: Ints
    births: Ints
    tests: Ints

    def small_child(self, month: int, p: Parameters) -> Bools:
        """Return in whose household a child is small in a month."""
        since = month - self.births
        small = p.numbers("family")["small_months"]
        return np.asarray(((since >= 0) & (since < small)).any(axis=1))


def draw_families(persons: Persons, programmes: Programmes, setting: Setting) -> Families:
    """Draw births by household and language tests by person."""
    luck, p = setting.luck, setting.p
    settled, start = month_of(programmes.settled), month_of(programmes.start)
    earlier = _earlier(persons, settled, luck, p)
    youngest = np.where(earlier < NEVER, earlier, -NEVER).max(axis=1)
    from_month = np.maximum(settled, youngest + int(p.numbers("family")["apart"]))
    return Families(
        household=persons.household,
        births=np.column_stack([earlier, _later(persons, settled, from_month, luck, p)]),
        tests=_tests(persons, start, luck, p),
    )


def _parents(persons: Persons, luck: Luck, p: Parameters) -> Bools:
    """Who may have children: couples, and of the others more women than men."""
    family = p.numbers("family")
    alone = np.where(persons.woman, family["lone_mothers"], family["lone_fathers"])
    return persons.coupled | (luck.uniform("parent", persons.household) < alone)


def _mother_years_old(persons: Persons) -> Ints:
    """Return the age that decides births: of couples, who are neighbours, that of the woman."""
    other = np.arange(len(persons)) + np.where(persons.number % 2 == 0, 1, -1)
    hers = persons.years_old[np.where(persons.coupled & ~persons.woman, other, 0)]
    return np.where(persons.coupled & ~persons.woman, hers, persons.years_old)


def _earlier(persons: Persons, settled: Ints, luck: Luck, p: Parameters) -> Ints:
    family, who = p.numbers("family"), persons.household
    fewest, most = int(family["apart"]), int(family["apart_most"])
    count = p.draw_number("family", "children", luck.uniform("children", who))
    count = np.where(_parents(persons, luck, p), count, 0)
    mother = _mother_years_old(persons)
    longest = 12 * (mother - int(family["first_age"])).clip(0, 17)
    shortest = 12 * (mother - int(family["last_age"]))
    columns, ago = [], np.zeros(len(who), dtype=np.int64)
    for child in range(BEFORE):
        bounds = (1 + fewest * (child > 0), most)
        ago = ago + luck.between(f"child {child} before", who, bounds)
        born = (count > child) & (ago <= longest) & (ago >= shortest)
        columns.append(np.where(born, settled - ago, NEVER))
    return np.column_stack(columns)


def _later(persons: Persons, settled: Ints, from_month: Ints, luck: Luck, p: Parameters) -> Ints:
    """Births come at one chance a month, with some time between, until an age."""
    family, who = p.numbers("family"), persons.household
    may = _parents(persons, luck, p)
    too_old = settled + 12 * (int(family["last_age"]) - _mother_years_old(persons))
    columns, last = [], from_month
    for child in range(AFTER):
        wait = luck.wait(f"child {child} after", family["birth"], who)
        born = last + np.ceil(wait).clip(1, NEVER / 2).astype(np.int64)
        born = born + int(family["apart_here"]) * (child > 0)
        columns.append(np.where(may & (born < too_old), born, NEVER))
        last = np.minimum(born, NEVER)
    return np.column_stack(columns)


def _tests(persons: Persons, start: Ints, luck: Luck, p: Parameters) -> Ints:
    """Months to a level are longer for the older and for those with little school."""
    language = p.numbers("language")
    slow = p.effects("language", "prior", PRIOR)[persons.prior]
    slow = slow + p.effects("language", "age", p.codes("language", "age"))[persons.age]
    slow = slow + language["spread"] * luck.normal("language", persons.number)
    columns = []
    rank = luck.uniform("passes", persons.number)
    for test in TESTS:
        months = np.ceil(language[test] * np.exp(slow)).clip(3, NEVER).astype(np.int64)
        passes = rank < p.effects("language", f"{test}_passed", PRIOR)[persons.prior]
        passes &= months <= language["gives_up"]
        columns.append(np.where(passes, start + months, NEVER))
    return np.column_stack(columns)


def family_table(families: Families, known: Known) -> pd.DataFrame:
    """Return a row for each birth in a household, and person in it, that the registers show."""
    row, column = np.nonzero(families.births < known.setting.window.end)
    month = families.births[row, column]
    day = known.setting.luck.between("birthday", families.household[row] * 8 + column, (1, 28))
    return events(row, day_of(month, day), np.full(len(row), "birth", object), known)


def events(row: Ints, date: Days, kind: Texts, known: Known) -> pd.DataFrame:
    """Return dated events of persons, by their rows, that the registers show."""
    frame = pd.DataFrame({"person_id": known.ids[row], "date": date, "kind": kind})
    seen = ~(date >= known.gone[row]) & (date > known.setting.window.before_first)
    return in_order(frame[seen], ["date", "kind"])
