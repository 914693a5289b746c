"""The 357 municipalities of Norway as they stood on 1 January 2024, and the codes of before.

A code is text, because 0301 is not 301. A name is not a key: there are two Herøy and two Våler.
A code is no key either without its date: in another period it may have meant another place.

Source: codes, counties and inhabitants on 1 January 2024 from Statistics Norway (SSB), table 07459,
under NLOD and CC BY; names from Kartverket, CC BY 4.0, double names as they are there; codes of
before: municipality_codes.toml.
"""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from analysis.errors import DesignError, closest

TEN = ("0301", "4601", "5001", "4204", "5501", "5035", "4650", "4203", "4012", "4005")
"""Oslo, Bergen, Trondheim, Kristiansand, Tromsø, Stjørdal, Gloppen, Arendal, Bamble, Notodden."""
FROM_BEFORE, STILL = 0, 9999
"""First and last year of a code that is older than the table, and of one that is in use."""


@dataclass(frozen=True)
class Municipality:
    """One municipality: four-digit code, official name, county, inhabitants on 1 January 2024."""

    code: str
    name: str
    county: str
    county_name: str
    inhabitants: int


@dataclass(frozen=True)
class Period:
    """Years in which a code was in use, and what it meant in them.

    Attributes:
        code: four digits.
        first: first year, from 1 January; FROM_BEFORE where the table does not reach.
        last: last year, to 31 December; STILL where the code is in use.
        now: codes of 2024 of the municipalities that lie there; several where it was split.
        kept: the code under which a split municipality is kept as an area of its own.
    """

    code: str
    first: int
    last: int
    now: tuple[str, ...]
    kept: str = ""

    @property
    def largest(self) -> str:
        """The code of 2024 with most inhabitants."""
        return max(self.now, key=lambda code: municipalities()[code].inhabitants)


@cache
def municipalities() -> dict[str, Municipality]:
    """Return every municipality by its code, in the order of codes."""
    source = files("analysis.reference") / "municipalities.csv"
    with source.open(encoding="utf-8") as file:
        rows = [
            Municipality(
                code=row["code"],
                name=row["name"],
                county=row["county"],
                county_name=row["county_name"],
                inhabitants=int(row["inhabitants"]),
            )
            for row in csv.DictReader(file)
        ]
    return {row.code: row for row in rows}


@cache
def code_periods() -> tuple[Period, ...]:
    """Return the periods of every code, in the order of codes and years."""
    return periods_of(_codes(), tuple(municipalities()))


def periods_of(content: Mapping[str, Any], in_use: tuple[str, ...]) -> tuple[Period, ...]:
    """Return the periods of codes that are written as in municipality_codes.toml.

    Args:
        content: first_used, last_used and split.
        in_use: codes of 2024.
    """
    begun: dict[str, list[int]] = {}
    for year, codes in content["first_used"].items():
        for code in codes.split():
            begun.setdefault(code, []).append(int(year))
    ended = [(code, STILL, (code,), "") for code in in_use]
    for year, places in content["last_used"].items():
        ended += [
            (code, int(year), (now,), "") for now, codes in places.items() for code in codes.split()
        ]
    for kept, split in content["split"].items():
        now = tuple(split["into"].split())
        ended += [(code, last, now, kept) for code, last in split["last_used"].items()]
    periods = []
    for code, last, now, kept in sorted(ended):
        first = max((year for year in begun.get(code, []) if year <= last), default=FROM_BEFORE)
        periods.append(Period(code, first, last, now, kept))
    return tuple(periods)


@cache
def kept_names() -> dict[str, str]:
    """Return code -> name, such as 'Snillfjord (to 2019)', of split municipalities when kept."""
    return {
        code: f"{split['name']} (to {max(split['last_used'].values())})"
        for code, split in _codes()["split"].items()
    }


def place_name(code: str) -> str:
    """Return the name of a municipality of 2024 or of a kept one; else the code itself."""
    known = municipalities().get(code)
    return known.name if known else kept_names().get(code, code)


SOME = 10
"""Codes that a message lists."""


def code_of(given: str | int) -> str:
    """Return the code of a municipality as text: to papermill's -p, 0301 is the number 301."""
    return str(given).zfill(4) if isinstance(given, int) else given


def area_name(code: str, areas: Mapping[str, str]) -> str:
    """Return the name of an area among others.

    Args:
        code: as text.
        areas: code -> name of all that there are.

    Raises:
        DesignError: there is no such area, naming the nearest.
    """
    if code in areas:
        return areas[code]
    whole = code.zfill(4)  # 301 is what spreadsheets make of 0301
    codes = {**{name: of for of, name in areas.items()}, **{of: of for of in areas}}
    meant = [one.now for one in code_periods() if one.code == code]  # 1902 is 5501 now
    now = {place[0] for place in meant if len(place) == 1} & set(areas)
    known = min(now) if now else whole if whole in areas else code
    best = closest(known, list(codes))
    close = f" (nearest: {codes[best]} {areas[codes[best]]})" if best else ""
    more = f" and {len(areas) - SOME} more" if len(areas) > SOME else ""
    allowed = ", ".join(list(areas)[:SOME])
    raise DesignError(f"No municipality '{code}' here{close}.\nAllowed: {allowed}{more}.")


@cache
def _county_names() -> dict[str, str]:
    return {place.county: place.county_name for place in municipalities().values()}


def county_name(code: str) -> str:
    """Return the name of a county of 2024; else the code itself, which may be a name."""
    return _county_names().get(code, code)


@cache
def _codes() -> dict[str, Any]:
    source = files("analysis.reference") / "municipality_codes.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))
