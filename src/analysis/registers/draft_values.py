"""What the values of a column tell of how they are written; only shapes and codes leave here."""

import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache, lru_cache

from analysis.registers.contract import Column, Kind
from analysis.registers.draft_names import fold, known_names
from analysis.registers.values import BLANKS

DATE_FORMATS = {
    "%Y-%m-%d": r"\d{4}-\d{1,2}-\d{1,2}",
    "%d.%m.%Y": r"\d{1,2}\.\d{1,2}\.\d{4}",
    "%d/%m/%Y": r"\d{1,2}/\d{1,2}/\d{4}",
    "%m/%d/%Y": r"\d{1,2}/\d{1,2}/\d{4}",
    "%Y%m%d": r"\d{8}",
    "%d%m%Y": r"\d{8}",
    "%d-%m-%Y": r"\d{1,2}-\d{1,2}-\d{4}",
    "%d.%m.%y": r"\d{1,2}\.\d{1,2}\.\d{2}",
    "%Y.%m.%d": r"\d{4}\.\d{1,2}\.\d{1,2}",
    "%Y/%m/%d": r"\d{4}/\d{1,2}/\d{1,2}",
}
"""Ways of writing a date, and their shape. Dots and hyphens are day first, by Norwegian habit."""
NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
MOST = 0.95
MAX_CODES, LONGEST_CODE = 20, 40
LABEL = re.compile(r"\d|[^\W\d_]+([ _/().,-]+[^\W\d_]+)*[ .)]*")
"""What a label of a code looks like: a single digit, or words."""


def text_of(value: object) -> str:
    """Return a value as text without blanks around it; nothing is the empty text."""
    if value is None or value != value:
        return ""
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        return str(int(value))
    return str(value).strip(BLANKS)


def texts_of(values: Iterable[object]) -> list[str]:
    """Return the texts of a column, without blanks, dates and words for missing."""
    texts = [text_of(value) for value in values if not isinstance(value, date)]
    return [text for text in texts if text and text.casefold() not in _missing_words()]


def are_names(values: Sequence[object]) -> bool:
    """Tell whether most of what stands in a column of ids has no digit, as names have none."""
    texts = texts_of(values)
    return 2 * sum(not any(map(str.isdigit, text)) for text in texts) > len(texts)


def missing_words(values: Sequence[object], column: Column) -> list[str]:
    """Return the words for missing in a column; numbers only where codes stand."""
    texts = {text_of(value) for value in values if isinstance(value, str | int | float)}
    coded = column.kind in (Kind.CODE, Kind.YES_NO)
    known = known_codes(values, column)
    return sorted(
        text
        for text in texts
        if text.casefold() in _missing_words()
        and text not in known
        and (coded or not text.isdigit())
    )


@cache
def _missing_words() -> set[str]:
    return {word.casefold() for word in known_names()["words"]["missing"]}


def fits(values: Sequence[object], column: Column) -> bool:
    """Tell whether at least half of what stands in a column may be of the contract's kind."""
    texts = texts_of(values)
    dates = sum(isinstance(value, date) for value in values)
    if not texts and not dates:
        return True
    if column.kind is Kind.DATE:
        good = dates + sum(bool(formats_of(text)) for text in texts)
    elif column.kind in (Kind.HOURS, Kind.MONEY, Kind.WEIGHT, Kind.NUMBER):
        good = sum(bool(NUMBER.fullmatch(text)) for text in texts)
    elif column.kind is Kind.YEAR:
        good = sum(bool(re.fullmatch(r"(19|20)\d\d", text)) for text in texts)
    else:
        good = len(texts) + dates
    return 2 * good >= len(texts) + dates


@lru_cache(maxsize=1 << 16)
def formats_of(text: str) -> set[str]:
    """Return the ways of writing a date that a text can be read in."""
    return {form for form in DATE_FORMATS if _parsed(text, form)}


def _parsed(text: str, form: str) -> date | None:
    if not re.fullmatch(DATE_FORMATS[form], text, re.ASCII):
        return None
    try:
        found = datetime.strptime(text, form).date()
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2100 or is_open_year(found.year) else None


def is_open_year(year: int) -> bool:
    """Tell whether a date of that year most likely means that there is no end."""
    return str(year) in known_names()["words"]["open_years"]


def date_format(texts: Iterable[str]) -> set[str]:
    """Return the ways in which nearly all dates of one file can be read; empty: in none."""
    distinct = set(texts)
    counts = dict.fromkeys(DATE_FORMATS, 0)
    for text in distinct:
        for form in formats_of(text):
            counts[form] += 1
    best = max(counts.values())
    if not best or best < MOST * sum(bool(formats_of(text)) for text in distinct):
        return set()
    return {form for form, count in counts.items() if count == best}


def dates_of(values: Iterable[object], form: str) -> list[date]:
    """Return the dates of a column, as dates or as texts of a format; open ends are left out."""
    found = [
        _day(value) if isinstance(value, date) else _in(text_of(value), form) for value in values
    ]
    return [one for one in found if one is not None and _is_a_day(one)]


def _day(value: date) -> date:
    """Return a cell of Excel, which has a time of day, as its day."""
    return value.date() if isinstance(value, datetime) else value


def _in(text: str, form: str) -> date | None:
    return _parsed(text, form) if form else None


def _is_a_day(one: date) -> bool:
    return 1900 < one.year <= 2100 and not is_open_year(one.year)


def open_ends(values: Iterable[object]) -> list[str]:
    """Return the codes of open ends that stand in a column, as they are written."""
    found = set()
    for value in values:
        if isinstance(value, date):
            if is_open_year(value.year):
                found.add(value.strftime("%Y-%m-%d"))
        elif any(_is_open(text_of(value), form) for form in DATE_FORMATS):
            found.add(text_of(value))
    return sorted(found)


def _is_open(text: str, form: str) -> bool:
    found = _parsed(text, form)
    return found is not None and is_open_year(found.year)


def decimal_signs(texts: Iterable[str]) -> dict[str, int]:
    """Return how many numbers have a point and how many a comma before their decimals."""
    found = [match[1][0] for text in texts if (match := NUMBER.fullmatch(text)) and match[1]]
    return {sign: found.count(sign) for sign in (".", ",")}


def known_codes(values: Sequence[object], column: Column) -> dict[str, str]:
    """Return own code -> the contract's code, for those whose meaning is known."""
    texts = {text_of(value) for value in values if not isinstance(value, date)}
    meanings = {
        fold(word): target
        for target, words in known_names()["codes"].get(column.name, {}).items()
        for word in [target, *words]
    }
    found = {text: meanings.get(fold(text)) for text in sorted(texts)}
    return {text: target for text, target in found.items() if target and LABEL.fullmatch(text)}


def unknown_codes(values: Sequence[object], column: Column) -> tuple[list[str], int]:
    """Return codes whose meaning is not known, and how many there are.

    Codes are shown only where the column is one of codes: few values, each a digit or words, and
    each standing there twice on average. Anything else may be a person's.
    """
    texts, known = texts_of(values), known_codes(values, column)
    distinct = sorted(set(texts))
    unknown = [text for text in distinct if text not in known]
    words = all(LABEL.fullmatch(text) and len(text) <= LONGEST_CODE for text in unknown)
    few = len(distinct) <= MAX_CODES and 2 * len(distinct) <= len(texts)
    return (unknown if words and few else []), len(unknown)


def yes_and_no(texts: Iterable[str]) -> tuple[list[str], list[str], int]:
    """Return the words for yes and for no, as written, and how many others there are."""
    distinct = sorted(set(texts))
    words = known_names()["words"]
    yes, no = ([text for text in distinct if text.casefold() in words[of]] for of in ("yes", "no"))
    return yes, no, len(distinct) - len(yes) - len(no)
