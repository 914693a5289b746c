"""Raw columns into numbers, dates and codes, once; what cannot be read is a problem, never a guess.

Values repeat, so each distinct value of a column is read once. A reader takes the distinct values
and returns what they mean, with a mask of those that break the rule; an empty value is missing in
every format.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.registers.clean_columns import EARLIEST, LATEST, SCALES, ReadColumn, clean_column
from analysis.registers.contract import Column, Kind
from analysis.registers.dataset import Dataset
from analysis.registers.date_texts import parse_dates
from analysis.registers.ids import ids_and_texts
from analysis.registers.letters import is_garbled, odd_texts
from analysis.registers.rules import CONTROL, CONTROLS, ENDS, GARBLED, MISSING, rules_of
from analysis.registers.text_numbers import Form

Bools = NDArray[np.bool_]
Meaning = tuple[pd.Series, Bools]
BLANKS = " \t\r\n\u00a0\u202f\u200b\ufeff"
EXACT = 2.0**53
"""From here on a float does not tell neighbouring whole numbers apart."""
TEXTS = (Kind.ID, Kind.TEXT, Kind.AREA)


@dataclass(frozen=True)
class RawColumn:
    """The distinct values of a column as they stand in the file, and what is declared of them."""

    values: pd.Series
    column: Column
    codes: dict[str, str]
    dataset: Dataset

    @cached_property
    def text(self) -> pd.Series:
        """The values as text without blanks around it; missing is the empty text."""
        return text_of(self.values)

    @cached_property
    def blank(self) -> Bools:
        """Where nothing is there, or a declared code for it."""
        blank = self.values.isna().to_numpy(dtype=bool)
        if _is_text(self.values):
            blank = blank | (self.text == "").to_numpy(dtype=bool)
        return np.asarray(blank | self.is_one_of(self.dataset.missing))

    @cached_property
    def is_open(self) -> Bools:
        """Where the declared code of an open end stands."""
        codes = self.dataset.open_dates if self.column.name in ENDS else ()
        return np.asarray(self.is_one_of(codes) & ~self.blank)

    def is_one_of(self, codes: tuple[str, ...]) -> Bools:
        """Tell which values are one of the declared codes, as a text, a number or a date."""
        values, dialect = self.values, self.dataset.dialect
        if not codes or pd.api.types.is_bool_dtype(values.dtype):
            return _none(values)
        if pd.api.types.is_numeric_dtype(values.dtype):
            numbers = _number(pd.Series(codes, dtype="string"), dialect.decimal).dropna()
            return np.asarray(values.isin(numbers), dtype=bool)
        if pd.api.types.is_datetime64_any_dtype(values.dtype):
            iso, own = (values.dt.strftime(form) for form in ("%Y-%m-%d", dialect.date_format))
            return np.asarray(iso.isin(codes) | own.isin(codes), dtype=bool)
        return np.asarray(self.text.isin(codes), dtype=bool)


def read_column(
    raw: pd.Series,
    column: Column,
    codes: dict[str, str],
    dataset: Dataset,
    seen: Form | Bools | None = None,
) -> ReadColumn:
    """Return a raw column in the contract's type, and which rows break which rule.

    Args:
        raw: as the file has it.
        column: of the contract.
        codes: own codes that are declared for it.
        dataset: what is declared.
        seen: what is known of it, as in `clean_column`.
    """
    clean = clean_column(raw, column, dataset, seen)
    if clean is not None:
        return clean
    place, distinct = _distinct(raw)
    given = RawColumn(distinct, column, codes, dataset)
    blank, stripped = given.blank, _none(distinct)
    values, bad = _READERS[column.kind](given)
    broken = _by_rule(given, bad & ~blank)
    if not column.may_be_blank:
        broken[MISSING] = blank
    if _is_text(distinct):
        texts = given.text.tolist()
        whole = distinct.fillna("").tolist()
        if whole != texts:
            stripped = np.array([a != b for a, b in zip(whole, texts, strict=True)])
        if column.kind in TEXTS:
            broken |= (found := _unreadable(texts, ~blank & ~bad))
            clear = ~np.any([blank, bad, *found.values()], axis=0)
            broken |= ids_and_texts(texts, column, clear)
    values = values.mask(blank | bad).take(place)
    return ReadColumn(
        values.set_axis(raw.index),
        {rule: rows[place] for rule, rows in broken.items() if rows.any()},
        blank[place],
        int(stripped[place].sum()) if stripped.any() else 0,
        int(given.is_open[place].sum()) if given.is_open.any() else 0,
    )


def _by_rule(given: RawColumn, wrong: Bools) -> dict[str, Bools]:
    """Return 'rule|hint' -> which of the wrong values it is said of."""
    texts = given.text[wrong] if wrong.any() else pd.Series(dtype="string")
    if pd.api.types.is_numeric_dtype(given.values.dtype):
        texts = texts.str.replace(".", given.dataset.dialect.decimal, regex=False)
    rules = np.full(len(wrong), "", dtype=object)
    rules[wrong] = rules_of(texts, given.column, given.codes, given.dataset)
    return {rule: rules == rule for rule in dict.fromkeys(rules[wrong])}


def _unreadable(texts: list[str], among: Bools) -> dict[str, Bools]:
    """Return 'rule|hint' -> which texts hold signs that no person wrote."""
    odd = odd_texts(texts)
    found = {rule: np.zeros(len(texts), dtype=bool) for rule in (CONTROL, GARBLED)}
    for place in np.flatnonzero(odd & among):
        rule = CONTROL if CONTROLS.search(texts[place]) else GARBLED
        found[rule][place] = rule is CONTROL or is_garbled(texts[place])
    return found


def _distinct(raw: pd.Series) -> tuple[NDArray[np.intp], pd.Series]:
    """Return by row the place of its value among the distinct ones; a missing value is the last."""
    if isinstance(raw.dtype, pd.CategoricalDtype):
        place, values = raw.cat.codes.to_numpy(), raw.cat.categories
    else:
        place, values = pd.factorize(raw)
    distinct = pd.Series(values).reindex(range(len(values) + 1))
    return np.where(place < 0, len(values), place).astype(np.intp), distinct


def _is_text(values: pd.Series) -> bool:
    return values.dtype == object or isinstance(values.dtype, pd.StringDtype)


def text_of(raw: pd.Series) -> pd.Series:
    """Return values as text without blanks around it; missing is the empty text."""
    if pd.api.types.is_float_dtype(raw.dtype):
        known = raw.dropna().astype("float64")
        if bool((_is_whole(known) & (known.abs() < EXACT)).all()):
            raw = raw.astype("Int64")  # an integer column with gaps is written as a float
    texts = raw.astype("string").fillna("").tolist()
    if any(blank in "".join(texts) for blank in BLANKS):  # a million texts are seen as one first
        texts = [text.strip(BLANKS) for text in texts]
    return pd.Series(texts, raw.index, dtype="string")


def _is_whole(number: pd.Series) -> pd.Series:
    return pd.Series(np.isfinite(number) & (np.floor(number) == number))


def _none(values: pd.Series) -> Bools:
    return np.zeros(len(values), dtype=bool)


def _id(raw: RawColumn) -> Meaning:
    bad = _none(raw.values)
    if pd.api.types.is_float_dtype(raw.values.dtype):
        number = raw.values.astype("float64")
        bad = ~(_is_whole(number) & (number.abs() < EXACT)).to_numpy(dtype=bool)
    text = raw.text
    if ".0" in "".join(text.tolist()):
        was_float = text.str.fullmatch(r"[0-9]+\.0")  # 301 in a program without whole numbers
        text = text.mask(was_float, text.str.removesuffix(".0"))
    return _by_first_sight(text.mask(raw.blank)), bad


def _by_first_sight(texts: pd.Series) -> pd.Series:
    """Return texts as categories in no order: a million ids are not sorted, since nobody asks."""
    place, distinct = pd.factorize(texts.astype(object))
    categories = pd.Categorical.from_codes(place, pd.Index(distinct))  # type: ignore[arg-type]
    return pd.Series(categories, texts.index)


def _text(raw: RawColumn) -> Meaning:
    text = raw.text.mask(raw.blank).replace(raw.codes)
    return text.astype("category"), _none(raw.values)


def _area(raw: RawColumn) -> Meaning:
    text = raw.text.mask(raw.blank).replace(raw.codes)
    bad = _none(raw.values)
    if raw.dataset.area_scheme == "norway":
        bad = ~text.str.fullmatch(r"[0-9]{4}").fillna(True).to_numpy(dtype=bool)
        bad |= pd.api.types.is_float_dtype(raw.values.dtype)
    return text.astype("category"), bad


def _code(raw: RawColumn) -> Meaning:
    text = raw.text.mask(raw.blank)
    translated = text.map(raw.codes).astype("string") if raw.codes else text
    bad = ~translated.isin(raw.column.codes).to_numpy(dtype=bool)
    return translated.astype(pd.CategoricalDtype(list(raw.column.codes))), bad


def _yes_no(raw: RawColumn) -> Meaning:
    if pd.api.types.is_bool_dtype(raw.values.dtype):
        return raw.values.astype("boolean"), _none(raw.values)
    text = raw.text.str.casefold()
    dialect = raw.dataset.dialect
    yes = text.isin([word.casefold() for word in dialect.yes]).to_numpy(dtype=bool)
    no = text.isin([word.casefold() for word in dialect.no]).to_numpy(dtype=bool)
    return pd.Series(yes, raw.values.index, dtype="boolean"), ~(yes | no)


def _date(raw: RawColumn) -> Meaning:
    if pd.api.types.is_datetime64_any_dtype(raw.values.dtype):
        zoned = isinstance(raw.values.dtype, pd.DatetimeTZDtype)
        plain = raw.values.dt.tz_localize(None) if zoned else raw.values
        dates = plain.astype("datetime64[s]")
        bad = (plain != plain.dt.normalize()).to_numpy(dtype=bool) | zoned
    else:
        dates = parse_dates(raw.text, raw.dataset.dialect.date_format)
        bad = dates.isna().to_numpy(dtype=bool)
    bad |= ((dates < EARLIEST) | (dates > LATEST)).to_numpy(dtype=bool)
    return dates.mask(raw.is_open), bad & ~raw.is_open


def _number(raw: pd.Series, decimal: str) -> pd.Series:
    """Return the numbers of a column as float64; NaN where it is no finite number."""
    if pd.api.types.is_bool_dtype(raw.dtype) or pd.api.types.is_datetime64_any_dtype(raw.dtype):
        return pd.Series(np.nan, raw.index)
    if pd.api.types.is_numeric_dtype(raw.dtype):
        number = pd.to_numeric(raw).astype("Float64").astype("float64")
    else:
        text = text_of(raw)
        plain = text.str.fullmatch(rf"[+-]?[0-9]+(\{decimal}[0-9]+)?").to_numpy(dtype=bool)
        text = text.str.replace(decimal, ".", regex=False)
        number = pd.to_numeric(text.where(plain), errors="coerce").astype("float64")
    return number.where(np.isfinite(number))


def _scaled(kind: Kind) -> Callable[[RawColumn], Meaning]:
    """Return a reader of numbers as whole multiples of 1/scale; halves are rounded away from 0.

    So a value and its correction add up to 0. A half is a half of the number as it is written:
    0.285 hours are 29 hundredths.
    """
    bits, scale, low, high = SCALES[kind]

    def read(raw: RawColumn) -> Meaning:
        number = _number(raw.values, raw.dataset.dialect.decimal)
        nets = raw.column.corrected and raw.dataset.repairs.net_negative_hours
        bad = ~((number >= (-high if nets else low)) & (number <= high)).to_numpy(dtype=bool)
        written = (number.mask(bad) * scale).round(6)  # without the noise of binary fractions
        return (np.sign(written) * np.floor(written.abs() + 0.5)).astype(f"Int{bits}"), bad

    return read


def _year(raw: RawColumn) -> Meaning:
    number = _number(raw.values, raw.dataset.dialect.decimal)
    bad = ~((number >= 1900) & (number <= 2100) & _is_whole(number)).to_numpy(dtype=bool)
    return number.mask(bad).astype("Int32"), bad


def _real(raw: RawColumn) -> Meaning:
    number = _number(raw.values, raw.dataset.dialect.decimal)
    return number.astype("Float64"), number.isna().to_numpy(dtype=bool)


_READERS: dict[Kind, Callable[[RawColumn], Meaning]] = {
    Kind.ID: _id,
    Kind.DATE: _date,
    Kind.AREA: _area,
    Kind.TEXT: _text,
    Kind.CODE: _code,
    **{kind: _scaled(kind) for kind in SCALES},
    Kind.YEAR: _year,
    Kind.YES_NO: _yes_no,
    Kind.NUMBER: _real,
}
