"""Rows of old municipalities that are one municipality now, merged into one row a year."""

import pandas as pd

from analysis.reference.places import place_name
from analysis.registers.areas import PERIOD

KEY = ["code", "year"]
TEXTS = ("name", "county")


def merge_areas(areas: pd.DataFrame) -> pd.DataFrame:
    """Return the areas table with one row a municipality of 2024 and year.

    Population is summed and unemployment is weighted by it; the rest is that of the row with most
    inhabitants. Where a population is missing neither is known: the name is the official one, and
    of the rest stays what is the same in all rows.
    """
    if PERIOD not in areas:
        return areas
    rows = areas.sort_values([*KEY, PERIOD]).drop(columns=PERIOD)
    several = rows.duplicated(KEY, keep=False)
    if not several.any():
        return areas.drop(columns=PERIOD)
    texts = [name for name in TEXTS if name in rows]
    rows = rows.astype(dict.fromkeys(["code", *texts], "string"))
    merged = pd.concat([rows[~several], _merged(rows[several])])
    return merged.astype(dict.fromkeys(["code", *texts], "category"))


def _merged(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row a code and year; rows come ordered by these and by their old codes."""
    group = rows.groupby(KEY, sort=False).ngroup()
    if "population" in rows:
        people = rows["population"]
    else:
        people = pd.Series(pd.NA, rows.index, dtype="Float64")
    largest = rows.loc[people.fillna(-1).groupby(group).idxmax()]
    known = people.notna().groupby(group).all().to_numpy(dtype=bool)
    total = people.groupby(group).sum().set_axis(largest.index)
    changed = {}
    for name in [name for name in rows if name not in KEY]:
        same = rows[name].groupby(group).nunique(dropna=False).eq(1).to_numpy(dtype=bool)
        changed[str(name)] = largest[name].where(known | same)
    changed["name"] = largest["name"].where(known, largest["code"].map(place_name))
    if "population" in rows:
        changed["population"] = total.where(known)
    if "unemployment" in rows:
        persons = (rows["unemployment"] * people).groupby(group).sum().set_axis(largest.index)
        given = rows["unemployment"].notna().groupby(group).all().to_numpy(dtype=bool)
        changed["unemployment"] = (persons / total).where(known & given & total.gt(0))
    return largest.assign(**changed)
