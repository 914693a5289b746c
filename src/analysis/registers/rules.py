"""What a value may be by the kind of its column, in the words in which it is refused.

Each rule is 'rule|hint': what is allowed, and what to do.
"""

import re
from collections.abc import Iterable

from analysis.registers.contract import Column, Kind
from analysis.registers.dataset import Dataset
from analysis.registers.date_texts import example_of, shape_of_format

ENDS = ("end", "programme_end")
RULES = {
    Kind.ID: "an id is text or a whole number|Write the column as text.",
    Kind.AREA: "a municipality code is four digits kept as text (0301, not 301)|"
    'Write the column as text, or set area_scheme = "own".',
    Kind.YEAR: "a year is a whole number between 1900 and 2100|Write the year with four digits.",
    Kind.YES_NO: "yes and no are written as [dialect] declares|Declare yes and no under [dialect].",
}
NUMBERS = {
    Kind.HOURS: "hours a week are a number between 0 and 168",
    Kind.MONEY: "an amount is a number of NOK, not negative",
    Kind.WEIGHT: "a weight is a number above 0",
    Kind.NUMBER: "a number is written as [dialect] declares",
}
TABLE = "TABLE"
"""Stands in a hint for the name of the table, which a column does not know."""
NETTED = {
    Kind.HOURS: "hours a week are a number up to 168, in a correction down to -168",
    Kind.MONEY: "an amount is a number of NOK",
}
"""Rules where negative hours are declared to be corrections."""
CORRECTION = "Mend it; where it is a correction, set net_negative_hours = true under [repairs]."
OUT_OF_RANGE = "Mend the value."
CONTROL = (
    "a text holds a control character, which is no letter or sign|"
    "Take it out; the file may be damaged."
)
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
MISSING = "a value is needed in every row|Fill it in, or take the row out."
GARBLED = (
    "the text was read in another encoding than it was written in|"
    "Declare encoding under [dialect]; a Parquet file is written again from its source."
)


def rules_of(
    texts: Iterable[str], column: Column, codes: dict[str, str], dataset: Dataset
) -> list[str]:
    """Return 'rule|hint' for each wrong value of a column: what is allowed, and what helps it.

    Args:
        texts: wrong values as text; numbers that a file keeps as numbers have the dialect's sign.
        column: what the column holds.
        codes: own codes that are declared for it.
        dataset: how numbers and dates are declared to be written.
    """
    if column.kind in NUMBERS:
        nets = column.corrected and dataset.repairs.net_negative_hours
        rule = (NETTED if nets else NUMBERS)[column.kind]
        return [f"{rule}|{_way_out(text, column, dataset)}" for text in texts]
    if column.kind is Kind.DATE:
        form = dataset.dialect.date_format
        rule = (
            f"a date without time of day, written as date_format says: {form}"
            f" (as {example_of(form)}), 1900 to 2100"
        )
        return [f"{rule}|{_mended(text, column, form)}" for text in texts]
    rule = _rule(column, codes)
    return [rule for _ in texts]


def _way_out(text: str, column: Column, dataset: Dataset) -> str:
    """Return what to do about a text that is no number, or none that is allowed."""
    sign = dataset.dialect.decimal
    other = "," if sign == "." else "."
    if re.fullmatch(rf"[+-]?[0-9]+\{other}[0-9]+", text):
        return (
            f"Write '{sign}' before decimals, and no other sign in a number; or declare"
            f' decimal = "{other}" under [dialect], where all numbers are written so.'
        )
    if not re.fullmatch(rf"[+-]?[0-9]+(\{sign}[0-9]+)?", text):
        return (
            f"Write digits only, with '{sign}' before decimals; leave unknown values empty, or"
            " declare their word in missing."
        )
    nets = dataset.repairs.net_negative_hours
    return CORRECTION if text[0] == "-" and column.corrected and not nets else OUT_OF_RANGE


def _mended(text: str, column: Column, date_format: str) -> str:
    """Return what to do about a text that is no date: there is no such day, or it has no form."""
    end = "; declare the code of an open end in open_dates" if column.name in ENDS else ""
    if shape_of_format(date_format).fullmatch(text):
        return f"Mend the date{end}."
    return f"Write the date so, or declare another date_format under [dialect]{end}."


def _rule(column: Column, codes: dict[str, str]) -> str:
    if column.kind in (Kind.CODE, Kind.TEXT):
        allowed = ", ".join(codes or column.codes) or "text"
        hint = f"Translate your own codes under [tables.{TABLE}.codes.{column.name}]."
        return f"allowed: {allowed}|{hint}"
    return RULES[column.kind]
