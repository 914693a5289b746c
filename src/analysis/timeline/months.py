"""Days into months: which calendar months a spell decides (definitions.md 2).

A month is a whole number, counted from January 1970; `NONE` stands for no month. Dates are whole
seconds since then, as the readers' datetime64[s] are inside.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.compiled import compiled, each_share, part_of_loop
from analysis.terms import MonthlyRule
from analysis.timeline.rows import Ints, Shorts

NONE = -(10**6)
MIDDLE = 15
NO_DATE = np.iinfo(np.int64).min
DAY = 24 * 60 * 60


def month_of(dates: pd.Series) -> Ints:
    """Return the calendar month of each date; NONE where there is no date."""
    return months_and_days(dates)[0]


def months_and_days(dates: pd.Series) -> tuple[Ints, Ints]:
    """Return the calendar month and the day of the month; NONE and 0 where there is no date."""
    seconds = seconds_of(dates)
    month, day = np.empty_like(seconds), np.empty_like(seconds)
    each_share(len(seconds), lambda *rows: _months_and_days(seconds, month, day, *rows))
    return month, day


def seconds_of(dates: pd.Series) -> Ints:
    """Return dates as seconds since 1970; NO_DATE where there is none."""
    return np.ascontiguousarray(dates.to_numpy(dtype="datetime64[s]")).view(np.int64)


def spell_columns(
    spells: pd.DataFrame, rule: MonthlyRule, first_month: int, n_months: int
) -> tuple[Shorts, Shorts]:
    """Return the first and last column of the months that each spell decides.

    Column 0 is `first_month`. A spell includes its last day; one without an end is open. Under
    `day_weighted` the months touched are returned, as under `overlap`. Where a spell decides no
    month that is observed, the last column lies before the first.
    """
    start, end = seconds_of(spells["start"]), seconds_of(spells["end"])
    first, last = np.empty(len(start), dtype=np.int16), np.empty(len(start), dtype=np.int16)
    months = np.array([first_month, first_month + n_months], dtype="datetime64[M]")
    window = tuple(months.astype("datetime64[s]").astype(np.int64).tolist())
    by_day = _columns_by_day(np.arange(*months.astype("datetime64[D]")), rule)
    each_share(
        len(start), lambda *rows: _spell_columns(start, end, window, *by_day, first, last, *rows)
    )
    return first, last


def _columns_by_day(days: NDArray[np.datetime64], rule: MonthlyRule) -> tuple[Shorts, Shorts]:
    """Return the first column of a spell that starts on a day, and the last of one that ends on it.

    Before the observed days stands that of earlier ones, behind them that of later ones.
    """
    month = days.astype("datetime64[M]")
    day = (days - month.astype("datetime64[D]")).astype(np.int64) + 1
    column = (month - month[0]).astype(np.int64)
    late, early = (day > MIDDLE, day < MIDDLE) if rule is MonthlyRule.DAY_15 else (0, 0)
    n_months = column[-1] + 1
    first = np.concatenate([[0], column + late, [n_months]])
    last = np.concatenate([[-1], column - early, [n_months - 1]])
    return first.astype(np.int16), last.astype(np.int16)


def days_in(month: Ints) -> Ints:
    """Return the number of days of each calendar month."""
    starts = month.astype("datetime64[M]")
    days = (starts + 1).astype("datetime64[D]") - starts.astype("datetime64[D]")
    return np.asarray(days.astype(np.int64))


def days_cut(start: pd.Series, end: pd.Series) -> tuple[Ints, Ints]:
    """Return the days of its first month before a spell, and of its last month after it."""
    before = months_and_days(start)[1] - 1
    month, day = months_and_days(end)
    after = np.where(month == NONE, 0, days_in(np.maximum(month, 0)) - day)
    return before, after.astype(np.int64)


@part_of_loop
def _civil(seconds: int) -> tuple[int, int]:
    """Return the calendar month and the day of the month of a date.

    Source: Howard Hinnant (2013), chrono-compatible low-level date algorithms, civil_from_days.
    """
    days = seconds // DAY + 719468  # since 1 March of the year 0
    era = days // 146097
    day_of_era = days - era * 146097
    year = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year + year // 4 - year // 100)
    since_march = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * since_march + 2) // 5 + 1
    return (year + era * 400 - 1970) * 12 + since_march + 2, day


@compiled
def _months_and_days(seconds: Ints, month: Ints, day: Ints, begin: int, end: int) -> None:
    """Fill month and day (rows) of rows begin to end."""
    for i in range(begin, end):
        if seconds[i] == NO_DATE:
            month[i], day[i] = NONE, 0
        else:
            month[i], day[i] = _civil(seconds[i])


@part_of_loop
def _observed(seconds: int, window: tuple[int, int]) -> int:
    """Return the place of a date among the observed days, from 1; 0 before, one more behind."""
    within = min(max(seconds, window[0] - DAY), window[1]) - window[0] + DAY
    return int(np.uint64(within) // np.uint64(DAY))


@compiled
def _spell_columns(
    start: Ints,
    end: Ints,
    window: tuple[int, int],
    first_of: Shorts,
    last_of: Shorts,
    first: Shorts,
    last: Shorts,
    begin: int,
    stop: int,
) -> None:
    """Fill the first and last columns of rows begin to stop; the window ends with the last day."""
    for i in range(begin, stop):
        open_until = last_of[last_of.size - 1]
        since = first_of[_observed(start[i], window)]
        until = open_until if end[i] == NO_DATE else last_of[_observed(end[i], window)]
        decides = start[i] != NO_DATE and since <= until
        first[i] = since if decides else 0
        last[i] = until if decides else -1
