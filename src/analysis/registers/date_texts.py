"""Dates as texts of a declared format: which texts have its shape, and what day they mean."""

import re

import pandas as pd

PARTS = {"%Y": "2016", "%y": "16", "%m": "12", "%d": "31"}


def shape_of_format(date_format: str) -> re.Pattern[str]:
    """Return the shape of a format; a day or month may have one digit where signs part them."""
    apart = re.search("%[Ymdy]%", date_format) is None
    part = {"%Y": "[0-9]{4}", "%y": "[0-9]{2}"}
    short = "[0-9]{1,2}" if apart else "[0-9]{2}"
    return re.compile(
        "".join(
            part.get(piece, short) if piece[0] == "%" else re.escape(piece)
            for piece in re.findall("%.|[^%]+", date_format)
        )
    )


def parse_dates(text: pd.Series, date_format: str) -> pd.Series:
    """Return dates; a text of another shape than the format's is none, nor is a word such as now.

    pandas reads some words as the clock's time, and 1112015 by %d%m%Y as the 11th of January.
    """
    shape = shape_of_format(date_format).pattern
    written = text.where(text.str.fullmatch(shape).fillna(False).astype(bool))
    parsed = pd.to_datetime(written, format=date_format, errors="coerce", exact=True)
    return parsed.astype("datetime64[s]")


def example_of(date_format: str) -> str:
    """Return the last day of 2016 as a format writes it."""
    return re.sub("%[Yymd]", lambda part: PARTS[part[0]], date_format)
