"""What a value may be by the kind of its column, in the words in which it is refused.

Each rule is 'rule|hint': what is allowed, and what to do.
"""

import re

from analysis.registers.contract import Column, Kind
from analysis.registers.dataset import Dataset

RULES = {
    Kind.ID: "an id is text or a whole number|Write the column as text.",
    Kind.DATE: "a date without time of day, written as date_format declares, 1900 to 2100|"
    "Declare date_format under [dialect], or the code of an open end in open_dates.",
    Kind.AREA: "a municipality code is four digits kept as text (0301, not 301)|"
    'Write the column as text, or set area_scheme = "own".',
    Kind.HOURS: "hours a week are a number between 0 and 168|"
    "Declare decimal under [dialect]; mend corrections.",
    Kind.MONEY: "an amount is a number of NOK, not negative|"
    "Declare decimal under [dialect]; mend corrections.",
    Kind.WEIGHT: "a weight is a number above 0|Declare decimal under [dialect].",
    Kind.YEAR: "a year is a whole number between 1900 and 2100|Write the year with four digits.",
    Kind.YES_NO: "yes and no are written as [dialect] declares|Declare yes and no under [dialect].",
    Kind.NUMBER: "a number is written as [dialect] declares|Declare decimal under [dialect].",
}
TABLE = "TABLE"
"""Stands in a hint for the name of the table, which a column does not know."""
CORRECTIONS = "or set net_negative_hours = true under [repairs]"
NETTED_RULES = {
    Kind.HOURS: "hours a week are a number up to 168, in a correction down to -168|"
    "Declare decimal under [dialect]; mend the others.",
    Kind.MONEY: "an amount is a number of NOK|Declare decimal under [dialect].",
}
"""Rules where negative hours are declared to be corrections."""
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


def rule_of(column: Column, codes: dict[str, str], dataset: Dataset) -> str:
    """Return 'rule|hint' for a column, naming its codes where it has some."""
    if column.kind in (Kind.CODE, Kind.TEXT):
        allowed = ", ".join(codes or column.codes) or "text"
        hint = f"Translate your own codes under [tables.{TABLE}.codes.{column.name}]."
        return f"allowed: {allowed}|{hint}"
    if column.corrected and dataset.repairs.net_negative_hours:
        return NETTED_RULES[column.kind]
    if column.corrected:
        return f"{RULES[column.kind].removesuffix('.')}, {CORRECTIONS}."
    return RULES[column.kind]
