"""Columns in which nothing is wrong: seen in one look at all values, before any is read by itself.

A look answers for a whole column or not at all. What it lets pass breaks no rule of `values` and
`ids`; any other column is read there, value by value.
"""

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.compiled import compiled, each_share
from analysis.registers.contract import Column, Kind
from analysis.registers.dataset import Dataset
from analysis.registers.ids import MAY_BEGIN, any_total
from analysis.registers.rules import ENDS
from analysis.registers.text_numbers import Form

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
EARLIEST, LATEST = pd.Timestamp("1900-01-02"), pd.Timestamp("2100-12-31")
DAY = 24 * 60 * 60
EARLIEST_DAY, LATEST_DAY = EARLIEST.value // 10**9 // DAY, LATEST.value // 10**9 // DAY
PARTS = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
"""Of a second, in the units in which pandas keeps dates."""
NO_DATE = np.iinfo(np.int64).min
LETTERS = np.zeros(256, dtype=bool)
LETTERS[[*range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1)]] = True
BEGINS = np.zeros(256, dtype=bool)
BEGINS[[ord(letter) for letter in MAY_BEGIN]] = True
PLAIN = bytes(sign for sign in range(0x21, 0x7F) if chr(sign) not in "+.=") + b"\n"
"""Signs of ids that can be nothing else: a blank may be a mistake, 7.0 a whole number, 1E+10 one
that lost its digits, and N=20 a total. Ids are joined by line ends."""
IS_PLAIN = np.zeros(256, dtype=bool)
IS_PLAIN[list(PLAIN[:-1])] = True


class Scale(NamedTuple):
    """How numbers from `low` to `high` are kept: whole multiples of 1/scale, of so many bits."""

    bits: Literal[32, 64]
    scale: int
    low: float
    high: float


SCALES = {
    Kind.HOURS: Scale(32, 100, 0, 168),
    Kind.MONEY: Scale(64, 1, 0, 1e12),
    Kind.WEIGHT: Scale(64, 1_000_000, 1e-6, 1e6),
}


@dataclass(frozen=True)
class ReadColumn:
    """A column in the contract's type.

    Attributes:
        values: by row.
        broken: 'rule|hint' -> by row, whether it breaks the rule.
        empty: by row, whether nothing is there.
        stripped: number of rows whose value had blanks around it.
        open_ends: number of rows with the declared code of an open end.
    """

    values: pd.Series
    broken: dict[str, Bools]
    empty: Bools
    stripped: int
    open_ends: int


def clean_column(
    raw: pd.Series, column: Column, dataset: Dataset, seen: Form | Bools | None = None
) -> ReadColumn | None:
    """Return a raw column in the contract's type, or None where a value must be looked at.

    What has been `seen` of it when it was made: the form of its categories, or where dates of
    which all others are right are missing.
    """
    if dataset.missing or raw.empty:
        return None
    if column.kind is Kind.ID and isinstance(raw.dtype, pd.CategoricalDtype):
        is_plain = (isinstance(seen, Form) and has_plain(seen)) or are_plain(raw.cat.categories)
        is_clean = is_plain and raw.cat.codes.min() >= 0
        return ReadColumn(raw, {}, np.zeros(len(raw), dtype=bool), 0, 0) if is_clean else None
    has_codes = column.name in ENDS and bool(dataset.open_dates)
    if column.kind is Kind.DATE and raw.dtype.kind == "M" and not has_codes:
        return _dates(raw, column, seen if isinstance(seen, np.ndarray) else None)
    nets = column.corrected and dataset.repairs.net_negative_hours
    if column.kind in SCALES and raw.dtype == np.float64 and column.may_be_blank and not nets:
        return _scaled(raw, SCALES[column.kind])
    return None


def has_plain(form: Form) -> bool:
    """Tell whether `are_plain` would be told of any texts of a form."""
    if not len(form.has) or form.has[0, 0]:  # one text is empty
        return False
    signs = form.has[:, 1:].any(axis=0)
    is_word = (form.has[0] & BEGINS).any() and (form.has[1:2] & LETTERS).any()
    return not (is_word or np.any(signs & ~IS_PLAIN[1:]))


def are_plain(ids: pd.Index) -> bool:
    """Tell whether ids are texts of plain letters, digits and signs, and none is called a total."""
    texts = ids.tolist()
    if set(map(type, texts)) != {str}:
        return False
    together = "\n".join([*texts, ""])
    if not together.isascii() or "\n\n" in together or together[0] == "\n":
        return False
    signs = together.encode("ascii")
    if signs.translate(None, PLAIN) or signs.count(b"\n") != len(texts):
        return False
    sign = np.frombuffer(signs, dtype=np.uint8)
    first = np.append(0, np.flatnonzero(sign == ord("\n"))[:-1] + 1)
    words = np.flatnonzero(BEGINS[sign[first]] & LETTERS[sign[first + 1]])
    return not any_total([texts[place] for place in words])


def dates_of_days(days: NDArray[np.int32], empty: Bools) -> tuple[NDArray[np.datetime64], bool]:
    """Return days since 1970 as dates, none where `empty`, and if the others are 1900 to 2100."""
    seconds = np.empty(len(days), dtype=np.int64)
    right = each_share(len(days), lambda *rows: _seconds_of_days(days, empty, seconds, *rows))
    return seconds.view("datetime64[s]"), all(right)


@compiled
def _seconds_of_days(
    days: NDArray[np.int32], empty: Bools, seconds: Ints, begin: int, end: int
) -> bool:
    """Fill seconds; tell whether all days are between 1900 and 2100."""
    right = True
    for i in range(begin, end):
        seconds[i] = NO_DATE if empty[i] else np.int64(days[i]) * DAY
        right &= empty[i] | (EARLIEST_DAY <= days[i]) & (days[i] <= LATEST_DAY)
    return right


def _dates(raw: pd.Series, column: Column, missing: Bools | None) -> ReadColumn | None:
    """Return dates without a time of day or a time zone, all of them between 1900 and 2100."""
    if isinstance(raw.dtype, pd.DatetimeTZDtype):
        return None
    if missing is not None:
        is_clean = column.may_be_blank or not missing.any()
        return ReadColumn(raw, {}, missing, 0, 0) if is_clean else None
    values = np.ascontiguousarray(raw.to_numpy())
    day = DAY * PARTS[np.datetime_data(values.dtype)[0]]
    given, empty = values.view(np.int64), np.empty(len(values), dtype=bool)
    right = each_share(len(values), lambda *rows: _are_days(given, day, empty, *rows))
    if not all(right) or (empty.any() and not column.may_be_blank):
        return None
    own = values.flags.writeable  # or else memory of Arrow, in which loops could not write
    dates = pd.Series(values.astype("datetime64[s]", copy=not own), raw.index)
    return ReadColumn(dates, {}, empty, 0, 0)


@compiled
def _are_days(given: Ints, day: int, empty: Bools, begin: int, end: int) -> bool:
    """Tell whether dates, in units of which a day has so many, are whole days; fill the missing."""
    for i in range(begin, end):
        empty[i] = given[i] == NO_DATE
        number = given[i] // day
        is_day = number * day == given[i] and EARLIEST_DAY <= number <= LATEST_DAY
        if not (is_day or empty[i]):
            return False
    return True


def _scaled(raw: pd.Series, form: Scale) -> ReadColumn | None:
    """Return numbers as whole multiples; halves as they are written go up, all being 0 or more."""
    values = np.ascontiguousarray(raw.to_numpy())
    whole = np.empty(len(values), dtype=f"int{form.bits}")
    empty = np.empty(len(values), dtype=bool)
    scale, low, high = float(form.scale), float(form.low), float(form.high)
    right = each_share(
        len(values), lambda *rows: _as_whole(values, scale, (low, high), whole, empty, *rows)
    )
    if not all(right):
        return None
    return ReadColumn(pd.Series(pd.arrays.IntegerArray(whole, empty), raw.index), {}, empty, 0, 0)


@compiled
def _as_whole(
    values: Floats,
    scale: float,
    bounds: tuple[float, float],
    whole: NDArray[Any],
    empty: Bools,
    begin: int,
    end: int,
) -> bool:
    """Fill whole multiples, 0 where a number is missing; tell whether all are within bounds."""
    for i in range(begin, end):
        empty[i] = np.isnan(values[i])
        if empty[i]:
            whole[i] = 0
            continue
        if values[i] < bounds[0] or values[i] > bounds[1]:
            return False
        written = np.rint(values[i] * scale * 1e6) / 1e6  # without the noise of binary fractions
        whole[i] = np.floor(written + 0.5)
    return True
