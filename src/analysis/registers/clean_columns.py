"""Columns in which nothing is wrong: seen in one look at all values, before any is read by itself.

A look answers for a whole column or not at all. What it lets pass breaks no rule of `values` and
`ids`; any other column is read there, value by value.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.registers.contract import Column, Kind
from analysis.registers.dataset import Dataset
from analysis.registers.ids import MAY_BEGIN, any_total
from analysis.registers.rules import ENDS

Bools = NDArray[np.bool_]
EARLIEST, LATEST = pd.Timestamp("1900-01-02"), pd.Timestamp("2100-12-31")
LETTERS = np.zeros(256, dtype=bool)
LETTERS[[*range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1)]] = True
BEGINS = np.zeros(256, dtype=bool)
BEGINS[[ord(letter) for letter in MAY_BEGIN]] = True
PLAIN = bytes(sign for sign in range(0x21, 0x7F) if chr(sign) not in "+.=") + b"\n"
"""Signs of ids that can be nothing else: a blank may be a mistake, 7.0 a whole number, 1E+10 one
that lost its digits, and N=20 a total. Ids are joined by line ends."""

BLOCK = 1 << 15
"""Numbers turned together, so that they stay in the fastest memory."""


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


def clean_column(raw: pd.Series, column: Column, dataset: Dataset) -> ReadColumn | None:
    """Return a raw column in the contract's type, or None where a value must be looked at."""
    if dataset.missing or raw.empty:
        return None
    if column.kind is Kind.ID and isinstance(raw.dtype, pd.CategoricalDtype):
        is_clean = raw.cat.codes.min() >= 0 and are_plain(raw.cat.categories)
        return ReadColumn(raw, {}, np.zeros(len(raw), dtype=bool), 0, 0) if is_clean else None
    has_codes = column.name in ENDS and bool(dataset.open_dates)
    if column.kind is Kind.DATE and raw.dtype.kind == "M" and not has_codes:
        return _dates(raw, column)
    nets = column.corrected and dataset.repairs.net_negative_hours
    if column.kind in SCALES and raw.dtype == np.float64 and column.may_be_blank and not nets:
        return _scaled(raw, SCALES[column.kind])
    return None


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


def _dates(raw: pd.Series, column: Column) -> ReadColumn | None:
    """Return dates without a time of day or a time zone, all of them between 1900 and 2100."""
    if isinstance(raw.dtype, pd.DatetimeTZDtype):
        return None
    values = raw.to_numpy()
    days = values.astype("datetime64[D]")
    empty = np.isnat(days)
    if empty.any() and not column.may_be_blank:
        return None
    known = days[~empty] if empty.any() else days
    whole = (days == values) | empty
    if len(known) and not (EARLIEST <= known.min() and known.max() <= LATEST and whole.all()):
        return None
    return ReadColumn(pd.Series(days.astype("datetime64[s]"), raw.index), {}, empty, 0, 0)


def _scaled(raw: pd.Series, form: Scale) -> ReadColumn | None:
    """Return numbers as whole multiples; halves as they are written go up, all being 0 or more."""
    values = raw.to_numpy()
    whole = np.zeros(len(values), dtype=f"int{form.bits}")
    empty = np.isnan(values)
    for first in range(0, len(values), BLOCK):
        rows = slice(first, first + BLOCK)
        number = np.where(empty[rows], form.low, values[rows])
        if number.min() < form.low or number.max() > form.high:
            return None
        whole[rows] = np.floor(np.round(number * form.scale, 6) + 0.5)
    whole[empty] = 0
    return ReadColumn(pd.Series(pd.arrays.IntegerArray(whole, empty), raw.index), {}, empty, 0, 0)
