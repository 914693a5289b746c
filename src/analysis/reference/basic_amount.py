"""The basic amount of the national insurance (G) by date, and yearly amounts written with it."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

HUNDREDTHS = 100
LARGEST_NOK, LARGEST_G = 10_000_000, 10
"""What a yearly amount may be at most; sums of pay are exact far beyond it."""
MAY = 4
"""Place of May in the year: G changes on its 1st; a month has the G of its 15th."""
_MULTIPLE = re.compile(r"([0-9]{1,2})(?:\.([0-9]{1,2}))? ?[Gg]")


@dataclass(frozen=True)
class Amount:
    """A yearly amount: whole NOK, or hundredths of the basic amount of each month.

    Attributes:
        nok: whole NOK a year; 0 where the amount is written with G.
        basic_amounts: hundredths of G; 0 where it is written in NOK.
    """

    nok: int = 0
    basic_amounts: int = 0

    def __str__(self) -> str:
        """Return the amount as it is written: '100000', '2G'."""
        return f"{self.basic_amounts / HUNDREDTHS:g}G" if self.basic_amounts else str(self.nok)


@cache
def basic_amounts() -> dict[int, int]:
    """Return year -> G from 1 May of that year; years without a source at hand are absent."""
    text = files("analysis.reference").joinpath("basic_amount.toml").read_text(encoding="utf-8")
    return {int(date[:4]): int(row["amount"]) for date, row in tomllib.loads(text).items()}


def basic_amount_in(month: int, own: Mapping[int, int]) -> int | None:
    """Return the G of a calendar month (counted from January 1970), or None where it is not known.

    Args:
        month: the month.
        own: year -> G that a dataset declares; it wins.
    """
    year = year_of(month)
    return own.get(year, basic_amounts().get(year))


def year_of(month: int) -> int:
    """Return the year from whose 1 May the G of a calendar month is in force."""
    return 1970 + (month - MAY) // 12


def read_amount(value: object) -> Amount | None:
    """Return the yearly amount that a text or number writes; None for 'any'.

    Raises:
        ValueError: it is no amount, or too small or too large for one.
    """
    if value == "any":
        return None
    text = "" if isinstance(value, bool) else str(value).strip()
    multiple = _MULTIPLE.fullmatch(text)
    if multiple:
        whole, part = multiple.groups()
        amount = Amount(basic_amounts=int(whole) * HUNDREDTHS + int((part or "0").ljust(2, "0")))
    elif re.fullmatch("[0-9]{1,12}", text):
        amount = Amount(nok=int(text))
    else:
        raise ValueError(f"'{value}' is not an amount: whole NOK a year (100000), or 2G, 1.5G")
    within = 0 < amount.nok <= LARGEST_NOK or 0 < amount.basic_amounts <= LARGEST_G * HUNDREDTHS
    if not within:
        raise ValueError(
            f"an amount lies between 1 and {LARGEST_NOK} NOK, or 0.01G and {LARGEST_G}G"
        )
    return amount
