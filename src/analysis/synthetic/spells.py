"""From months to dates: spells with first and last day, as registers keep them.

A spell never begins before the first day of its first month nor ends after the last day of its
last one, so what does not overlap in months does not overlap in days.
"""

import numpy as np
import pandas as pd

from analysis.synthetic.dates import (
    DAY,
    JANUARY,
    MONTHS,
    NO_DAY,
    Bools,
    Days,
    Texts,
    day_of,
    last_day_of,
)
from analysis.synthetic.jobs import JobSpells
from analysis.synthetic.municipalities import Municipalities
from analysis.synthetic.parameters import draw_code, numbers
from analysis.synthetic.persons import Persons
from analysis.synthetic.schooling import LEVELS, SchoolSpells
from analysis.synthetic.stays import Stays

WEEKS_A_MONTH = 52 / 12


def jobs_table(
    spells: JobSpells,
    persons: Persons,
    stays: Stays,
    places: Municipalities,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return the jobs table; who is self-employed, having no contract, is kept as permanent."""
    jobs, gone = spells.jobs, stays.gone[spells.person]
    start, end = _job_dates(spells, rng)
    number = jobs.employer.astype(str).astype(object)
    frame = pd.DataFrame(
        {
            "person_id": persons.person_id[spells.person],
            "start": start.astype("datetime64[s]"),
            "end": _cut(end, gone).astype("datetime64[s]"),
            "hours_per_week": jobs.hours,
            "monthly_earnings": np.round(jobs.hours * WEEKS_A_MONTH * jobs.pay).astype(np.int64),
            "employer_id": "e-" + places.code[jobs.town] + "-" + number,
            "kind": _either(jobs.self_employed, "self_employed", "employee"),
            "contract": _either(jobs.permanent, "permanent", "temporary"),
            "subsidised": jobs.subsidised,
        }
    )
    seen = frame[~(start >= gone)]
    return seen.sort_values(["person_id", "start", "employer_id"], ignore_index=True)


def education_table(
    spells: SchoolSpells, persons: Persons, stays: Stays, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the education table; what a departure cuts short is not completed."""
    gone = stays.gone[spells.person]
    start, planned = _school_dates(spells, rng)
    end = _cut(planned, gone)
    frame = pd.DataFrame(
        {
            "person_id": persons.person_id[spells.person],
            "level": np.array(LEVELS, dtype=object)[spells.level],
            "start": start.astype("datetime64[s]"),
            "end": end.astype("datetime64[s]"),
            "completed": spells.completed & (end == planned),
        }
    )
    return frame[~(start >= gone)].sort_values(["person_id", "start"], ignore_index=True)


def _job_dates(spells: JobSpells, rng: np.random.Generator) -> tuple[Days, Days]:
    """Jobs begin mostly on the 1st or about the middle of a month, and end mostly with it."""
    first, last, count = spells.jobs.start, spells.last, len(spells.last)
    kind = draw_code("terms", "start_day", rng.random(count))
    early, late = rng.integers(2, 15, count), rng.integers(16, 21, count)
    day = np.select([~spells.jobs.new | (kind == 0), kind == 1, kind == 2], [1, 15, late], early)
    with_month = rng.random(count) < numbers("terms")["end_with_month"]
    whole_month = spells.goes_on | (first == last) | with_month
    within = day_of(last, rng.integers(1, 29, count))
    end = np.where(whole_month, last_day_of(last), within)
    return day_of(first, day), np.where(last >= MONTHS, NO_DAY, end)


def _school_dates(spells: SchoolSpells, rng: np.random.Generator) -> tuple[Days, Days]:
    """School years run from about 15 August, or 3 January, to about 20 June."""
    count = len(spells.start)
    first_day = np.where(spells.start % 12 == JANUARY, 3, 15) + rng.integers(0, 6, count)
    usual, other = rng.integers(17, 23, count), rng.integers(1, 29, count)
    start = day_of(spells.start, first_day)
    end = day_of(spells.last, np.where(spells.completed, usual, other))
    end = np.where(end < start, last_day_of(spells.last), end)
    return start, np.where(spells.last >= MONTHS, NO_DAY, end)


def _cut(end: Days, gone: Days) -> Days:
    """End spells on the day before departure at the latest; NaT is open, or no departure."""
    return np.where((end < gone) | np.isnat(gone), end, gone - DAY)


def _either(condition: Bools, yes: str, no: str) -> Texts:
    return np.where(condition, yes, no).astype(object)
