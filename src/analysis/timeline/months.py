"""Days into months: which calendar months a spell decides (definitions.md 2).

A month is a whole number, counted from January 1970; `NONE` stands for no month.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.terms import MonthlyRule

Ints = NDArray[np.int64]
NONE = -(10**6)
OPEN = 10**6
MIDDLE = 15


def month_of(dates: pd.Series) -> Ints:
    """Return the calendar month of each date; NONE where there is no date."""
    months = dates.dt.year * 12 + dates.dt.month - 1 - 1970 * 12
    return np.asarray(months.fillna(NONE), dtype=np.int64)


def spell_months(start: pd.Series, end: pd.Series, rule: MonthlyRule) -> tuple[Ints, Ints]:
    """Return the first and last month that each spell decides; last < first where it decides none.

    A spell includes its last day; an empty end is open and reaches every later month. Under
    `day_weighted` the months touched are returned, as under `overlap`.
    """
    first = month_of(start)
    last = np.where(end.isna(), OPEN, month_of(end))
    if rule is MonthlyRule.DAY_15:
        first = first + (start.dt.day > MIDDLE).to_numpy(dtype=np.int64)
        last = last - (end.dt.day < MIDDLE).to_numpy(dtype=np.int64)
    return first, last


def days_in(month: Ints) -> Ints:
    """Return the number of days of each calendar month."""
    starts = month.astype("datetime64[M]")
    days = (starts + 1).astype("datetime64[D]") - starts.astype("datetime64[D]")
    return np.asarray(days.astype(np.int64))


def days_cut(start: pd.Series, end: pd.Series) -> tuple[Ints, Ints]:
    """Return the days of its first month before a spell, and of its last month after it."""
    before = start.dt.day.fillna(1).to_numpy(dtype=np.int64) - 1
    last = month_of(end)
    after = np.where(last == NONE, 0, days_in(np.maximum(last, 0)) - end.dt.day.fillna(0))
    return before, after.astype(np.int64)
