"""Raw columns into numbers, dates and codes, once; what cannot be read is a problem, never a guess.

Each reader takes a raw column and returns its values with a mask of the rows that break the rule;
an empty value is missing in every format.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.registers.contract import Column, Kind
from analysis.registers.dataset import Dataset
from analysis.registers.files import BLANKS

Read = tuple[pd.Series, NDArray[np.bool_]]


@dataclass(frozen=True)
class RawColumn:
    """A column as it stands in the file, and what is declared of it."""

    values: pd.Series
    blank: NDArray[np.bool_]
    column: Column
    codes: dict[str, str]
    dataset: Dataset


EARLIEST, LATEST = pd.Timestamp("1900-01-02"), pd.Timestamp("2100-12-31")

RULES = {
    Kind.ID: "a person_id is a text that is not empty|",
    Kind.DATE: "a date is written as dataset.toml declares and lies between 1900 and 2100|"
    "Declare date_format under [dialect], or the code of an open end in open_dates.",
    Kind.AREA: "a municipality code is four digits kept as text (0301, not 301)|"
    'Write the column as text, or set area_scheme = "own".',
    Kind.HOURS: "hours a week lie between 0 and 168|Declare decimal under [dialect].",
    Kind.MONEY: "an amount is a number of NOK, not negative|Declare decimal under [dialect].",
    Kind.WEIGHT: "a weight is a positive number|Declare decimal under [dialect].",
    Kind.YEAR: "a year is four digits between 1900 and 2100|",
    Kind.YES_NO: "yes and no are written as [dialect] declares|Declare yes and no under [dialect].",
    Kind.NUMBER: "a number is written as [dialect] declares|Declare decimal under [dialect].",
}


def read_column(raw: pd.Series, column: Column, codes: dict[str, str], dataset: Dataset) -> Read:
    """Return the values of a raw column in the contract's type, and which rows break the rule."""
    blank = _blank(raw, dataset.missing)
    values, bad = _READERS[column.kind](RawColumn(raw, blank, column, codes, dataset))
    bad = bad & ~blank
    return values, (bad | blank if not column.may_be_blank else bad)


def rule_of(column: Column, codes: dict[str, str]) -> str:
    """Return 'rule|hint' for a column, naming its codes where it has some."""
    if column.kind in (Kind.CODE, Kind.TEXT):
        allowed = ", ".join(codes or column.codes) or "not empty"
        hint = f"Translate your own codes under [tables.….codes.{column.name}]."
        return f"allowed: {allowed}|{hint}"
    return RULES[column.kind]


def text_of(raw: pd.Series) -> pd.Series:
    """Return a raw column as text without blanks around it; missing is the empty text."""
    if isinstance(raw.dtype, pd.CategoricalDtype):
        raw = raw.astype(object)
    if pd.api.types.is_float_dtype(raw.dtype):
        whole = raw.dropna()
        if bool((whole == np.floor(whole)).all()):
            raw = raw.astype("Int64")  # an integer column with gaps is read as a float
    text = raw.astype("string").fillna("")
    return text.str.strip(BLANKS)


def _blank(raw: pd.Series, missing: tuple[str, ...]) -> NDArray[np.bool_]:
    blank = raw.isna().to_numpy()
    if raw.dtype == object or isinstance(raw.dtype, pd.StringDtype | pd.CategoricalDtype):
        blank = blank | text_of(raw).isin(["", *missing]).to_numpy(dtype=bool)
    elif missing:
        blank = blank | raw.astype("string").isin(missing).fillna(False).to_numpy(dtype=bool)
    return np.asarray(blank, dtype=bool)


def _none(n: int) -> NDArray[np.bool_]:
    return np.zeros(n, dtype=bool)


def _id(raw: RawColumn) -> Read:
    return text_of(raw.values), _none(len(raw.values))


def _text(raw: RawColumn) -> Read:
    return text_of(raw.values).mask(raw.blank, pd.NA).replace(raw.codes).astype("category"), _none(
        len(raw.values)
    )


def _area(raw: RawColumn) -> Read:
    text = text_of(raw.values).mask(raw.blank, pd.NA).replace(raw.codes)
    bad = _none(len(raw.values))
    if raw.dataset.area_scheme == "norway":
        bad = ~text.str.fullmatch(r"[0-9]{4}").fillna(True).to_numpy(dtype=bool)
    return text.astype("category"), bad


def _code(raw: RawColumn) -> Read:
    text = text_of(raw.values).mask(raw.blank, pd.NA)
    translated = text.map(raw.codes) if raw.codes else text
    bad = ~translated.isin(raw.column.codes).to_numpy(dtype=bool)
    return translated.astype(pd.CategoricalDtype(list(raw.column.codes))), bad


def _yes_no(raw: RawColumn) -> Read:
    if pd.api.types.is_bool_dtype(raw.values.dtype):
        return raw.values.astype("boolean"), _none(len(raw.values))
    text = text_of(raw.values).str.lower()
    yes = text.isin(raw.dataset.dialect.yes).to_numpy(dtype=bool)
    no = text.isin(raw.dataset.dialect.no).to_numpy(dtype=bool)
    return pd.Series(yes, raw.values.index, dtype="boolean").mask(~(yes | no)), ~(yes | no)


def _date(raw: RawColumn) -> Read:
    if pd.api.types.is_datetime64_any_dtype(raw.values.dtype):
        zoned = isinstance(raw.values.dtype, pd.DatetimeTZDtype)
        plain = raw.values.dt.tz_localize(None) if zoned else raw.values
        dates = plain.astype("datetime64[s]")
        bad = (plain != plain.dt.normalize()).to_numpy(dtype=bool) | zoned
        text = plain.dt.strftime("%Y-%m-%d") if raw.dataset.open_dates else None
    else:
        text = text_of(raw.values)
        dates = _parse_dates(text, raw.dataset.dialect.date_format)
        bad = dates.isna().to_numpy(dtype=bool)
    is_open = (
        text.isin(raw.dataset.open_dates).to_numpy(dtype=bool)
        if text is not None and raw.column.name in ("end", "programme_end")
        else _none(len(raw.values))
    )
    outside = ((dates < EARLIEST) | (dates > LATEST)).to_numpy(dtype=bool)
    return dates.mask(is_open | raw.blank), (bad | outside) & ~is_open


def _parse_dates(text: pd.Series, date_format: str) -> pd.Series:
    # Dates repeat: each distinct text is parsed once.
    distinct = pd.Series(text.unique(), dtype="string")
    parsed = pd.to_datetime(distinct, format=date_format, errors="coerce", exact=True)
    if isinstance(parsed.dtype, pd.DatetimeTZDtype):
        parsed = parsed.dt.tz_localize(None).where(parsed.isna())
    parsed = parsed.where(parsed == parsed.dt.normalize())
    lookup = pd.Series(parsed.astype("datetime64[s]").to_numpy(), index=distinct.to_numpy())
    return text.map(lookup).astype("datetime64[s]")


def _number(raw: pd.Series, decimal: str) -> pd.Series:
    """Return the numbers of a column as float64; NaN where it is no finite number."""
    if pd.api.types.is_bool_dtype(raw.dtype):
        return pd.Series(np.nan, raw.index)
    if pd.api.types.is_numeric_dtype(raw.dtype):
        number = pd.to_numeric(raw).astype("Float64").astype("float64")
    else:
        text = text_of(raw)
        if decimal == ",":
            text = text.where(~text.str.contains(".", regex=False), "x")
            text = text.str.replace(",", ".", regex=False)
        plain = text.str.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?").to_numpy(dtype=bool)
        number = pd.to_numeric(text.where(plain), errors="coerce").astype("float64")
    return number.where(np.isfinite(number))


def _scaled(
    dtype: Literal["Int32", "Int64", "Float64"], scale: int, low: float, high: float
) -> Callable[[RawColumn], Read]:
    def read(raw: RawColumn) -> Read:
        number = _number(raw.values, raw.dataset.dialect.decimal)
        bad = ~((number >= low) & (number <= high)).to_numpy(dtype=bool)
        scaled = number.mask(bad) * scale
        whole = scaled if dtype == "Float64" else scaled.round()
        return whole.astype(dtype), bad

    return read


_READERS: dict[Kind, Callable[[RawColumn], Read]] = {
    Kind.ID: _id,
    Kind.DATE: _date,
    Kind.AREA: _area,
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.HOURS: _scaled("Int32", 100, 0, 168),
    Kind.MONEY: _scaled("Int64", 1, 0, 1e12),
    Kind.WEIGHT: _scaled("Int64", 1_000_000, 1e-6, 1e6),
    Kind.YEAR: _scaled("Int32", 1, 1900, 2100),
    Kind.YES_NO: _yes_no,
    Kind.NUMBER: _scaled("Float64", 1, -1e15, 1e15),
}
