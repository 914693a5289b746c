"""The calendar of the invented world: months are numbered from January 2000, which is 0."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Bools: TypeAlias = NDArray[np.bool_]
Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Days: TypeAlias = NDArray[np.datetime64]
Texts: TypeAlias = NDArray[np.object_]

EPOCH, EPOCH_YEAR = "2000-01", 2000

NEVER = 10_000
"""A month that never comes."""

JANUARY, MAY, JUNE, JULY, AUGUST, SEPTEMBER, DECEMBER = 0, 4, 5, 6, 7, 8, 11
"""Remainders of a month's number by twelve."""

NO_DAY = np.datetime64("NaT", "D")
DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class Window:
    """Which years the registers show, and in which years the programmes of the persons end."""

    first_year: int = 2005
    last_year: int = 2024
    first_exit: int = 2005
    last_exit: int = 2019

    @property
    def first(self) -> int:
        """The first month that the registers show."""
        return (self.first_year - EPOCH_YEAR) * 12

    @property
    def end(self) -> int:
        """The month after the last that the registers show."""
        return (self.last_year + 1 - EPOCH_YEAR) * 12

    @property
    def after_last(self) -> np.datetime64:
        """The day after the last that the registers show."""
        return np.datetime64(f"{self.last_year + 1}-01-01", "D")

    @property
    def before_first(self) -> np.datetime64:
        """The day before the first that the registers show."""
        return np.datetime64(f"{self.first_year}-01-01", "D") - DAY


def day_of(month: Ints | int, day: Ints | int) -> Days:
    """Return the date of a day (1 to 28) in a numbered month."""
    first = np.datetime64(EPOCH, "M") + np.asarray(month, dtype=np.int64)
    return np.asarray(first.astype("datetime64[D]") + (np.asarray(day, dtype=np.int64) - 1))


def last_day_of(month: Ints) -> Days:
    """Return the last date of each numbered month."""
    return np.asarray(day_of(month + 1, 1) - DAY)


def month_of(days: Days) -> Ints:
    """Return the numbered month of each date; NEVER where there is none."""
    months = (days.astype("datetime64[M]") - np.datetime64(EPOCH, "M")).astype(np.int64)
    return np.where(np.isnat(days), NEVER, months)


def year_of(month: Ints) -> Ints:
    """Return the calendar year of each numbered month."""
    return np.asarray(EPOCH_YEAR + month // 12)


def day_in_month(days: Days) -> Ints:
    """Return the day of the month, from 1."""
    return np.asarray((days - days.astype("datetime64[M]").astype("datetime64[D]")).astype(int) + 1)


def month_number(year_and_month: float) -> int:
    """Return the number of a calendar month that is written as 202003 for March 2020."""
    year, month = divmod(int(year_and_month), 100)
    return (year - EPOCH_YEAR) * 12 + month - 1
