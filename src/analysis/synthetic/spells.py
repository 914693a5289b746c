"""From months to dates: spells of jobs, school, benefits and the labour office, as registers keep.

A spell never begins before the first day of its first month nor ends after the last day of its
last one, so what does not overlap in months does not overlap in days. Spells of the dead and the
gone end the day before they go.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.synthetic.dates import (
    DAY,
    JANUARY,
    NO_DAY,
    Bools,
    Days,
    Ints,
    Texts,
    day_of,
    last_day_of,
    month_of,
)
from analysis.synthetic.jobs import PLACES, JobSpells
from analysis.synthetic.schooling import LEVELS, SchoolSpells
from analysis.synthetic.setting import Setting
from analysis.synthetic.welfare import StandingSpells

WEEKS_A_MONTH = 52 / 12


@dataclass(frozen=True)
class Known:
    """What turns numbers into what registers write; `ids`, `number` and `gone` are by person."""

    ids: Texts
    number: Ints
    gone: Days
    setting: Setting


def jobs_table(spells: JobSpells, known: Known) -> pd.DataFrame:
    """Return the jobs table; who is self-employed, having no contract, is kept as permanent."""
    jobs, gone = spells.jobs, known.gone[spells.person]
    start, end = _job_dates(spells, known)
    number = jobs.employer.astype(str).astype(object)
    frame = pd.DataFrame(
        {
            "person_id": known.ids[spells.person],
            "start": start,
            "end": _cut(end, gone),
            "hours_per_week": jobs.hours,
            "monthly_earnings": np.round(jobs.hours * WEEKS_A_MONTH * jobs.pay).astype(np.int64),
            "employer_id": "e-" + known.setting.places.code[jobs.town] + "-" + number,
            "kind": _either(jobs.self_employed, "self_employed", "employee"),
            "contract": _either(jobs.permanent, "permanent", "temporary"),
            "subsidised": jobs.subsidised,
        }
    )
    seen = _seen(start, end, gone, known)
    frame = _twice(frame[seen], spells.person[seen], known)
    return in_order(frame, ["start", "employer_id", "end"])


def education_table(spells: SchoolSpells, known: Known) -> pd.DataFrame:
    """Return the education table; what a departure cuts short is not completed."""
    gone = known.gone[spells.person]
    start, planned = _school_dates(spells, known)
    end = _cut(planned, gone)
    frame = pd.DataFrame(
        {
            "person_id": known.ids[spells.person],
            "level": np.array(LEVELS, dtype=object)[spells.level],
            "start": start,
            "end": end,
            "completed": spells.completed & (end == planned),
        }
    )
    return in_order(frame[_seen(start, planned, gone, known)], ["start"])


def standing_table(
    spells: StandingSpells, column: str, codes: tuple[str, ...], known: Known
) -> pd.DataFrame:
    """Return spells of whole months with their code in a column of that name."""
    gone = known.gone[spells.person]
    start = day_of(spells.start, 1)
    end = np.where(spells.last >= known.setting.window.end, NO_DAY, last_day_of(spells.last))
    frame = pd.DataFrame(
        {
            "person_id": known.ids[spells.person],
            column: np.array(codes, dtype=object)[spells.code],
            "start": start,
            "end": _cut(end, gone),
        }
    )
    return in_order(frame[_seen(start, end, gone, known)], ["start"])


def in_order(frame: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return a frame in the order of persons and of some columns, its dates as seconds."""
    dates = {
        str(name): frame[name].astype("datetime64[s]")
        for name in frame
        if pd.api.types.is_datetime64_any_dtype(frame[name])
    }
    return frame.assign(**dates).sort_values(["person_id", *by], ignore_index=True)


def _job_dates(spells: JobSpells, known: Known) -> tuple[Days, Days]:
    """Jobs begin mostly on the 1st or about the middle of a month, and end mostly with it."""
    first, last, luck, p = spells.jobs.start, spells.last, known.setting.luck, known.setting.p
    who, when = known.number[spells.person], first * PLACES + spells.place
    kind = p.draw_code("terms", "start_day", luck.uniform("start day of job", who, when))
    rank = luck.uniform("day of job", who, when)
    early, late = 2 + (rank * 13).astype(np.int64), 16 + (rank * 5).astype(np.int64)
    day = np.select([~spells.jobs.new | (kind == 0), kind == 1, kind == 2], [1, 15, late], early)
    share = p.numbers("terms")["end_with_month"]
    with_month = luck.uniform("job ends with month", who, when) < share
    whole_month = spells.goes_on | (first == last) | with_month
    within = day_of(last, 1 + (luck.uniform("last day of job", who, when) * 28).astype(np.int64))
    end = np.where(whole_month, last_day_of(last), within)
    return day_of(first, day), np.where(last >= known.setting.window.end, NO_DAY, end)


def _school_dates(spells: SchoolSpells, known: Known) -> tuple[Days, Days]:
    """School years run from about 15 August, or 3 January, to about 20 June."""
    who, first, luck = known.number[spells.person], spells.start, known.setting.luck
    day = np.where(first % 12 == JANUARY, 3, 15)
    day = day + (luck.uniform("school begins", who, first) * 6).astype(np.int64)
    rank = luck.uniform("school ends", who, first)
    usual, other = 17 + (rank * 6).astype(np.int64), 1 + (rank * 28).astype(np.int64)
    start = day_of(first, day)
    end = day_of(spells.last, np.where(spells.completed, usual, other))
    end = np.where(end < start, last_day_of(spells.last), end)
    return start, np.where(spells.last >= known.setting.window.end, NO_DAY, end)


def _twice(jobs: pd.DataFrame, who: Ints, known: Known) -> pd.DataFrame:
    """Tell some long spells in two rows that overlap, as employers who report anew do."""
    start, end = jobs["start"].to_numpy(), jobs["end"].to_numpy()
    first = month_of(start.astype("datetime64[D]"))
    last = month_of(end.astype("datetime64[D]"))
    row = np.flatnonzero((last - first > 6) & ~np.isnat(end))
    chance = known.setting.p.numbers("recording")["told_twice"]
    row = row[known.setting.luck.uniform("told twice", known.number[who[row]], first[row]) < chance]
    half = (first[row] + last[row]) // 2
    again = jobs.iloc[row].assign(start=day_of(half, 1))
    jobs = jobs.assign(end=_put(end, row, last_day_of(half)))
    return pd.concat([jobs, again], ignore_index=True)


def _put(values: Days, row: Ints, new: Days) -> Days:
    changed = values.copy()
    changed[row] = new.astype(values.dtype)
    return changed


def _seen(start: Days, end: Days, gone: Days, known: Known) -> Bools:
    """What begins before the departure and does not end before the registers begin."""
    return ~(start >= gone) & ~(end <= known.setting.window.before_first)


def _cut(end: Days, gone: Days) -> Days:
    """End spells on the day before departure at the latest; NaT is open, or no departure."""
    return np.where((end < gone) | np.isnat(gone), end, gone - DAY)


def _either(condition: Bools, yes: str, no: str) -> Texts:
    return np.where(condition, yes, no).astype(object)
