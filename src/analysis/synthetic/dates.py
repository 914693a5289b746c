"""The calendar of the invented world: months are numbered from January 2010, which is 0."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Bools: TypeAlias = NDArray[np.bool_]
Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Days: TypeAlias = NDArray[np.datetime64]
Texts: TypeAlias = NDArray[np.object_]

FIRST = "2010-01"
LAST = "2023-12"
MONTHS = 168
"""Number of months observed: 0 is January 2010, 167 is December 2023."""

NEVER = 10_000
"""A month that never comes."""

JANUARY, JUNE, JULY, AUGUST, SEPTEMBER = 0, 5, 6, 7, 8
"""Remainders of a month's number by twelve."""

NO_DAY = np.datetime64("NaT", "D")
DAY = np.timedelta64(1, "D")
AFTER_LAST = np.datetime64("2024-01-01", "D")


def day_of(month: Ints | int, day: Ints | int) -> Days:
    """Return the date of a day (1 to 28) in a numbered month."""
    first = np.datetime64(FIRST, "M") + np.asarray(month, dtype=np.int64)
    return np.asarray(first.astype("datetime64[D]") + (np.asarray(day, dtype=np.int64) - 1))


def last_day_of(month: Ints) -> Days:
    """Return the last date of each numbered month."""
    return np.asarray(day_of(month + 1, 1) - np.timedelta64(1, "D"))


def month_of(days: Days) -> Ints:
    """Return the numbered month of each date; NEVER where there is none."""
    months = (days.astype("datetime64[M]") - np.datetime64(FIRST, "M")).astype(np.int64)
    return np.where(np.isnat(days), NEVER, months)


def month_number(year_and_month: float) -> int:
    """Return the number of a calendar month that is written as 202003 for March 2020."""
    year, month = divmod(int(year_and_month), 100)
    return (year - 2010) * 12 + month - 1
