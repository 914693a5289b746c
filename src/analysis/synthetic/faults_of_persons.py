"""Faults in the values of participants: codes, ids, texts and dates that cannot be."""

from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.reference.places import Period, code_periods
from analysis.registers.account import Remark
from analysis.registers.identity import WEIGHTS
from analysis.synthetic.dates import Bools
from analysis.synthetic.faults import Fault, Ground, Right, cell
from analysis.synthetic.luck import Luck

OSLO = "0301"
"""A code that has always meant the same place."""


def once(ground: Ground) -> Bools:
    """Tell of each row of participants whether it is its person's only one, and has ended."""
    rows = ground.clean["participants"]
    alone = ~rows.duplicated("person_id", keep=False) & rows["programme_end"].notna()
    return np.asarray(alone, dtype=bool)


def _young(ground: Ground, fault: Fault) -> None:
    places = ground.pick(fault, once(ground))
    years = ground.of(fault)["programme_start"].dt.year.iloc[places] - 5
    ground.put(fault, places, "birth_year", [int(year) for year in years])


def _without_zero(ground: Ground, fault: Fault) -> None:
    codes = ground.of(fault)["municipality"]
    places = ground.pick(fault, codes.str.startswith("0"))
    ground.put(fault, places, "municipality", [code[1:] for code in codes.iloc[places]])


def _later_code(ground: Ground, fault: Fault) -> None:
    """Write the code of 2024 where another was in use."""
    rows = ground.of(fault)
    last = rows["programme_end"].dt.year.fillna(ground.window.last_year)
    later = [_later(code, year) for code, year in zip(rows["municipality"], last, strict=True)]
    places = ground.pick(fault, once(ground) & np.array([code != "" for code in later]))
    ground.put(fault, places, "municipality", [later[place] for place in places])


def _later(code: str, year: float) -> str:
    """Return the code of 2024 of a municipality, if it was not yet in use in a year, else ''."""
    now = {new for period in periods_of_code(code) for new in period.now}
    if len(now) != 1:
        return ""
    later = now.pop()
    known = periods_of_code(later)
    return later if len(known) == 1 and known[0].first > year else ""


@cache
def periods_of_code(code: str) -> list[Period]:
    """Return the periods in which a municipality code was in use."""
    return [period for period in code_periods() if period.code == code]


def _identity_numbers(ground: Ground, fault: Fault) -> None:
    """Give more than one person in a hundred an identity number for an id, in every table."""
    rows = ground.of(fault)
    places = ground.pick(fault, once(ground), rows["person_id"].nunique() // 100 + 1)
    before = rows["person_id"].iloc[places]
    numbers = dict(zip(before, never_issued(ground.luck, len(places)), strict=True))
    for name, frame in ground.tables.items():
        if name != fault.table and "person_id" in frame:
            ground.tables[name] = frame.assign(person_id=frame["person_id"].replace(numbers))
    ground.put(fault, places, "person_id", [numbers[one] for one in before])


def never_issued(luck: Luck, number: int) -> list[str]:
    """Return numbers with the date and check digits of an identity number that nobody can have.

    Years 40 to 53 stand with the digits 500 to 899 for no century.

    Source: Skatteetaten, on the build of the national identity number.
    """
    who = np.arange(number * 4 + 40)
    parts = {"day": (1, 28), "month": (1, 12), "year": (40, 53), "individual": (500, 899)}
    drawn = {name: luck.between(f"number {name}", who, bounds) for name, bounds in parts.items()}
    texts = [f"{d:02}{m:02}{y:02}{i}" for d, m, y, i in zip(*drawn.values(), strict=True)]
    digits: NDArray[np.int64] = np.array([list(text) for text in texts], dtype=np.int64)
    first = -(digits @ WEIGHTS[0, :9]) % 11
    second = -(np.column_stack([digits, first]) @ WEIGHTS[1, :10]) % 11
    whole = [
        f"{text}{one}{two}"
        for text, one, two in zip(texts, first, second, strict=True)
        if one < 10 and two < 10
    ]
    return list(dict.fromkeys(whole))[:number]


PERSON_FAULTS = (
    Fault(
        "undeclared_open_date",
        "participants",
        Right.ERROR,
        "2999-12-31 stands for an open end, and nobody has declared it.",
        cell("programme_end", pd.Timestamp("2999-12-31")),
    ),
    Fault(
        "date_of_1900",
        "participants",
        Right.ERROR,
        "1900-01-01 stands for a date that is not known.",
        cell("settled", pd.Timestamp("1900-01-01")),
    ),
    Fault(
        "unknown_municipality",
        "participants",
        Right.ERROR,
        "A municipality has a code that no municipality has had.",
        cell("municipality", "9998"),
    ),
    Fault(
        "municipality_without_zero",
        "participants",
        Right.ERROR,
        "A municipality code went through a number: 301 in place of 0301.",
        _without_zero,
    ),
    Fault(
        "municipality_of_another_date",
        "participants",
        Right.REPAIR,
        "A programme has the code of 2024, which was not in use then.",
        _later_code,
        Remark.CODE_OF_ANOTHER_DATE,
    ),
    Fault(
        "missing_municipality",
        "participants",
        Right.WARNING,
        "A programme has no municipality.",
        cell("municipality", None),
        Remark.UNKNOWN_MUNICIPALITY,
    ),
    Fault(
        "undeclared_code",
        "participants",
        Right.ERROR,
        "A sex is written as 2, a code that nobody has declared.",
        cell("sex", "2"),
    ),
    Fault(
        "unlikely_age",
        "participants",
        Right.WARNING,
        "A participant is five years old.",
        _young,
        Remark.UNLIKELY_AGE,
    ),
    Fault(
        "identity_numbers",
        "participants",
        Right.ERROR,
        "More than 1 in 100 ids look like national identity numbers; these can be nobody's.",
        _identity_numbers,
    ),
    Fault(
        "garbled_text",
        "participants",
        Right.ERROR,
        "A text in UTF-8 was read as Latin-1 and written again.",
        cell("country_of_origin", "SÃ¸r-Sudan"),
    ),
    Fault(
        "formula",
        "participants",
        Right.KEPT,
        "A text is a formula, which a spreadsheet would run.",
        cell("country_of_origin", "=1+1"),
    ),
    Fault(
        "markup",
        "participants",
        Right.KEPT,
        "A text is markup, which a browser would run.",
        cell("country_of_origin", "<script>alert(1)</script>"),
    ),
)
