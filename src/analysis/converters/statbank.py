"""Statistics Norway's own downloads of table 10824: a row a value, as text file or JSON-stat.

StatBank saves tables with a title above the header or without, parted by commas, semicolons or
tabs, in UTF-8 or in Latin letters of before; with texts ("Menn") or codes ("1"); the figure and the
year as columns, or spread over the header ("Deltakere (personer) 2014"); and as JSON-stat 2, where
codes always are. Variables and their codes: table 10824; marks: the standard signs of Statistics
Norway (":" withheld, ".." not available, "." not applicable).
"""

import json
import re
from collections.abc import Mapping
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.converters.published_csv import LINE, refuse, refuse_unknown
from analysis.errors import DataError
from analysis.official_terms import EVERYBODY, Level, OfficialStatus
from analysis.terms import Sex

VARIABLES = {
    "region": "region",
    "kjønn": "sex",
    "kjonn": "sex",
    "sex": "sex",
    "avsluttet eller avbrutt introduksjonsprogram": "after",
    "introavbrudd": "after",
    "arbeidsmarkedsstatus": "status",
    "statistikkvariabel": "contents",
    "contentscode": "contents",
    "contents": "contents",
    "år": "year",
    "tid": "year",
    "year": "year",
}
"""Names and codes of the variables, in small letters, and what they are called here."""
AGE = ("alder", "age")
NEEDED = ("region", "sex", "after", "status", "year")
SEXES = {
    **{"0": EVERYBODY, "begge kjønn": EVERYBODY, "both sexes": EVERYBODY},
    **{"1": Sex.MALE.value, "menn": Sex.MALE.value, "males": Sex.MALE.value},
    **{"2": Sex.FEMALE.value, "kvinner": Sex.FEMALE.value, "females": Sex.FEMALE.value},
}
TOTAL = "total"
STATUSES = {
    **{"00": TOTAL, "arbeidssituasjon i alt": TOTAL},
    "1": OfficialStatus.WORK_OR_EDUCATION,
    "sysselsatt og / eller under utdanning, i alt": OfficialStatus.WORK_OR_EDUCATION,
    "2": OfficialStatus.UNEMPLOYED_OR_MEASURES,
    "registrert arbeidsledig og/eller på tiltak, i alt": OfficialStatus.UNEMPLOYED_OR_MEASURES,
    **{"3": OfficialStatus.OTHER, "annen eller ukjent status, i alt": OfficialStatus.OTHER},
}
PARTS = (
    OfficialStatus.WORK_OR_EDUCATION,
    OfficialStatus.UNEMPLOYED_OR_MEASURES,
    OfficialStatus.OTHER,
)
YEARS = {"ett": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5}
PER_CENT = re.compile("prosent|per ?cent|DeltakereProg1$")
WITHHELD, NOTHING = ":", ("..", ".", "")
COUNTRY = ("0", "00", "hele landet", "the whole country")
COUNT = "[0-9]{1,9}"
KEYS = ["level", "code", "status_year", "years_after", "sex"]


def is_statbank(table: pd.DataFrame) -> bool:
    """Tell whether a table's header names variables of StatBank."""
    named = {VARIABLES.get(str(name).lower()) for name in table}
    return {"region", "after", "status"} <= named


def refuse_by_age(table: pd.DataFrame, name: str) -> None:
    """Refuse a download without regions, as table 10809 is: it is by sex and age.

    Raises:
        DataError: the header names variables of StatBank, and no region.
    """
    columns = [str(column).lower() for column in table]
    named = {VARIABLES.get(column) for column in columns}
    if "region" not in named and ({"after", "status"} <= named or {*AGE} & {*columns}):
        raise DataError(
            f"{name}: a table of StatBank without regions, such as 10809 (by sex and age), is not"
            " read: what its variables and codes mean is not documented here, and is not guessed."
            "\nTable 10824 has the same former participants of the whole country by sex: give that"
            " one, with region 'Hele landet' among its regions."
        )


def read_json(file: Path) -> pd.DataFrame:
    """Return a JSON-stat dataset as a row a value, variables by code.

    Raises:
        DataError: the file is no JSON-stat dataset of version 2.
    """
    try:
        told = json.loads(file.read_bytes().decode("utf-8-sig"))
        sizes = [int(size) for size in told["size"]]
        codes = [_codes(told["dimension"][name]["category"]) for name in told["id"]]
        values, n = told["value"], prod(sizes)
        if told.get("class") != "dataset" or sizes != [len(each) for each in codes]:
            raise ValueError("its sizes are not those of its categories")
        shown = [_shown(values, told.get("status") or {}, place, n) for place in range(n)]
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise DataError(
            f"{file.name} is no dataset of JSON-stat 2: {error}.\nGive it as it was saved."
        ) from error
    index = pd.RangeIndex(1, n + 1, name="value")
    rows = pd.DataFrame(list(product(*codes)), index, told["id"], dtype=str)
    return rows.assign(value=shown)


def _codes(category: Mapping[str, Any]) -> list[str]:
    """Return the codes of a variable in their order; a single one may have a label only."""
    index = category.get("index", list(category.get("label", {})))
    return list(index) if isinstance(index, list) else sorted(index, key=lambda one: index[one])


def _shown(values: Any, status: Any, place: int, n: int) -> str:  # noqa: ANN401 - list or object
    """Return a value as a table would print it: the number, or the mark in its place."""
    value = values.get(str(place)) if isinstance(values, dict) else values[place]
    if isinstance(values, list) and len(values) != n:
        raise ValueError("its values are not as many as its sizes say")
    if value is not None:
        return f"{value:g}" if value != int(value) else str(int(value))
    return str(status.get(str(place), "") if isinstance(status, dict) else status[place] or "")


def after_exit(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the statuses after exit that a download holds, in the columns of a series.

    Rows of economic regions are left out, and places and years of which nothing is published.

    Raises:
        DataError: a variable is absent or unknown, a value cannot be read, or a figure is absent.
    """
    rows = _long(table, name)
    keys = _keys(rows, name)
    kept = keys["level"].notna()
    rows, keys = rows[kept], keys[kept]
    refuse_unknown(keys["level"], keys["code"], name)
    counts = rows["value"].str.fullmatch(COUNT) | rows["value"].isin([WITHHELD, *NOTHING])
    refuse(counts, name, "value", f"a count, '{WITHHELD}' where withheld, or one of . ..")
    twice = keys.assign(status=rows["status"]).duplicated()
    refuse(~twice, name, "value", "the same region, sex, years, status and year stand once")
    by = [keys[key] for key in KEYS] + [rows["status"]]
    wide = rows["value"].groupby(by).first().unstack()
    lines = rows.index.to_series().groupby(by).first().unstack()
    made = _series(wide.reindex(columns=[TOTAL, *PARTS]), lines, name)
    made.index.name = rows.index.name
    return made


def _long(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a row a count, with NEEDED and value; the header's years become rows."""
    known = {str(column): VARIABLES.get(str(column).lower()) for column in table}
    stub = {column: told for column, told in known.items() if told}
    others = [column for column, told in known.items() if not told]
    spread = [column for column in others if re.search("(?:^| )[0-9]{4}$", column)]
    if "year" not in stub.values() and spread == others:
        rows = table.rename(columns=stub).melt(
            [*stub.values()], others, "figure", "value", ignore_index=False
        )
        figure = rows.pop("figure").str
        rows = rows.assign(year=figure[-4:], contents=rows.get("contents", "") + figure[:-4])
    elif len(others) == 1:
        rows = table.rename(columns={**stub, others[0]: "value"})
    else:
        raise _unknown(name, others)
    absent = [needed for needed in NEEDED if needed not in rows]
    if absent:
        raise _unknown(name, others)
    if "contents" in rows:
        rows = rows[~rows["contents"].str.contains(PER_CENT)]
    rows.index.name = table.index.name or LINE
    status = rows["status"].str.lower().map(STATUSES)
    refuse(status.notna(), name, "arbeidsmarkedsstatus", f"one of {', '.join(STATUSES)}")
    return rows.assign(status=status.astype(str))


def _unknown(name: str, others: list[str]) -> DataError:
    return DataError(
        f"{name}: it cannot be told what '{others[0] if others else 'value'}' is."
        "\nOf table 10824, region, kjønn, avsluttet eller avbrutt introduksjonsprogram and"
        " arbeidsmarkedsstatus stand in columns of their own; statistikkvariabel and år may stand"
        " in the header. Save it so, or as JSON-stat 2."
    )


def _keys(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    sex = rows["sex"].str.lower().map(SEXES)
    refuse(sex.notna(), name, "kjønn", f"one of {', '.join(SEXES)}")
    after = rows["after"].map(_years)
    rule = "a code from 01 to 05, or a text that tells from one to five years"
    refuse(after.notna(), name, "avsluttet eller avbrutt introduksjonsprogram", rule)
    refuse(rows["year"].str.fullmatch("[0-9]{4}"), name, "år", "a year of four digits")
    places = {region: _place(region) for region in rows["region"].unique()}
    place = rows["region"].map(places)
    rule = "a code, alone or before the name, or the whole country"
    refuse(place.notna(), name, "region", rule)
    return pd.DataFrame(
        {
            "level": place.str[0],
            "code": place.str[1],
            "status_year": rows["year"].astype(int),
            "years_after": after.astype(int),
            "sex": sex,
        },
        rows.index,
    )


def _years(text: str) -> int | None:
    """Return the years since the exit that a code or a text tells."""
    number = re.search("(?<![0-9])0?([1-5])(?![0-9])", text)
    if number:
        return int(number[1])
    word = re.search(rf"\b({'|'.join(YEARS)})\b", text.lower())
    return YEARS[word[1]] if word else None


def _place(region: str) -> tuple[Level | None, str] | None:
    """Return level and code of a region; no level where it is none that a series has."""
    if region.lower() in COUNTRY:
        return Level.COUNTRY, "00"
    code = re.match("(N?[0-9]+a?)(?: |$)", region)
    if code is None:
        return None
    digits = code[1].removesuffix("a")
    if digits.startswith("N"):
        return None, digits
    levels = {2: Level.COUNTY, 4: Level.MUNICIPALITY, 6: Level.DISTRICT}
    return (levels[len(digits)], digits) if len(digits) in levels else None


def _series(wide: pd.DataFrame, lines: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a row a status, by line; blocks in which nothing stands are not published: left out.

    Args:
        wide: what stands in a block, by status.
        lines: where it stands.
        name: of the file.
    """
    nothing = wide.isin(NOTHING)
    told = wide[~nothing.all(axis=1)]
    partly = told.isin(NOTHING) | told.isna()
    if partly.to_numpy().any():
        where = dict(zip(KEYS, partly[partly.any(axis=1)].index[0], strict=True))
        key = ", ".join(f"{column} {value}" for column, value in where.items())
        raise DataError(
            f"{name}: {key}: not every status has a count, or '{WITHHELD}'."
            "\nChoose all four statuses of arbeidsmarkedsstatus."
        )
    if len(told) > 1 and (told[TOTAL] == "100").all():
        raise DataError(f"{name}: these are per cent.\nChoose persons as well.")
    numbers = told.apply(lambda column: pd.to_numeric(column.where(column != WITHHELD)))
    keys = told.index.to_frame(index=False)
    parts = [
        keys.assign(
            status=str(status),
            n=numbers[TOTAL].astype("Int64").array,
            persons=numbers[status].astype("Int64").array,
        ).set_axis(lines.loc[told.index, status])
        for status in PARTS
    ]
    rows = pd.concat(parts)
    return rows.assign(exit_year=rows["status_year"] - rows["years_after"])
