"""The 357 municipalities of Norway as they stood on 1 January 2024.

A code is text, because 0301 is not 301. A name is not a key: there are two Herøy and two Våler.

Source: codes, counties and inhabitants on 1 January 2024 from Statistics Norway (SSB), table 07459,
under NLOD and CC BY; names from Kartverket, CC BY 4.0, double names as they are there.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

TEN = ("0301", "4601", "5001", "4204", "5501", "5035", "4650", "4203", "4012", "4005")
"""Oslo, Bergen, Trondheim, Kristiansand, Tromsø, Stjørdal, Gloppen, Arendal, Bamble, Notodden."""


@dataclass(frozen=True)
class Municipality:
    """One municipality: four-digit code, official name, county, inhabitants on 1 January 2024."""

    code: str
    name: str
    county: str
    county_name: str
    inhabitants: int


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
