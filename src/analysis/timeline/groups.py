"""Groups made from what registers hold: age, country of origin, county, size of the municipality.

Each is decided by counts of participants or by public facts, never by an outcome. What is decided
by counts belongs to the whole dataset: a part of it would have other countries.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.reference.places import county_name
from analysis.registers.read import Registers
from analysis.terms import UNKNOWN

AGES = (("under_18", 0), ("18-25", 18), ("26-35", 26), ("36-45", 36), ("46-55", 46), ("56+", 56))
"""Bands of Statistics Norway's table of participants, each with its first year of age."""
OLDEST = 120
LARGEST_COUNTRIES = 8
OTHER = "other"
"""The group of all countries that are not among the largest."""
SIZES = (("under_5000", 0), ("5000-19999", 5_000), ("20000-99999", 20_000), ("100000+", 100_000))
"""Bands of inhabitants, each with its least number; the first three limits are usual in Norway."""


def with_age(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a cohort's frame with `age`: the band of the age reached in the year of the origin.

    Args:
        frame: birth_year and year as texts; without birth_year it is returned as it is. Ages below
            0 or above OLDEST are unknown.
    """
    if "birth_year" not in frame:
        return frame
    born = pd.to_numeric(frame["birth_year"].mask(frame["birth_year"] == UNKNOWN))
    age = frame["year"].astype(int) - born.astype("Float64")
    return frame.assign(age=_banded(age.where(age.between(0, OLDEST)), AGES))


def with_made_groups(
    groups: pd.DataFrame, registers: Registers, taken: pd.DataFrame
) -> pd.DataFrame:
    """Return groups with those made of them, where the registers have their columns.

    `country` is one of the LARGEST_COUNTRIES by number of participants (the alphabet decides
    between equals), or OTHER. `county` is that of the municipality, `municipality_size` the band of
    its last known population. `taken` are the rows of participants that the groups come from.
    """
    made = {}
    if "country_of_origin" in groups:
        made["country"] = _largest(groups["country_of_origin"])
    if "municipality" in groups and has_county(registers):
        made["county"] = county(registers, taken["municipality"])
    if "municipality" in groups and registers.has("areas", "population"):
        made["municipality_size"] = _sizes(taken["municipality"], registers.tables["areas"])
    return groups.assign(**made)


def has_county(registers: Registers) -> bool:
    """Return whether the county of a municipality can be told."""
    return registers.has("areas", "county") or registers.dataset.area_scheme == "norway"


def county(registers: Registers, municipality: pd.Series) -> pd.Series:
    """Return the county of municipalities: by the table of areas, else the code's first digits.

    Of several rows of an area the last year that has a county holds. Norway's codes of counties
    become names here, where the area scheme is known: elsewhere "03" may be anything.
    """
    is_norway = registers.dataset.area_scheme == "norway"
    name = county_name if is_norway else str
    if registers.has("areas", "county"):
        areas = registers.tables["areas"].sort_values("year")
        last = areas[areas["county"].notna()].drop_duplicates("code", keep="last")
        named = dict(zip(last["code"].astype(str), last["county"].astype(str), strict=True))
        return _each(municipality, lambda code: name(named.get(code, UNKNOWN)))
    return _each(municipality, lambda code: code if code == UNKNOWN else name(code[:2]))


def _each(texts: pd.Series, made: Callable[[str], str]) -> pd.Series:
    """Return what is made of texts, each different one once; unknown where there is none."""
    place, different = coded(texts)
    return pd.Series(np.array([*map(made, different), UNKNOWN], dtype=object)[place], texts.index)


def coded(values: pd.Series) -> tuple[NDArray[np.integer], pd.Index]:
    """Return by value its place among the different ones, -1 where there is none, and these."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy(), values.cat.categories
    place, different = pd.factorize(values)
    return place, pd.Index(different)


def _largest(country: pd.Series) -> pd.Series:
    """Return each country that is among the largest, else OTHER; unknown stays unknown."""
    named = country[~country.isin([UNKNOWN, OTHER])]
    persons = named.value_counts().rename_axis("name").reset_index(name="n")
    ordered = persons.sort_values(["n", "name"], ascending=[False, True])
    kept = [*ordered["name"].head(LARGEST_COUNTRIES), UNKNOWN]
    return country.where(country.isin(kept), OTHER)


def _sizes(municipality: pd.Series, areas: pd.DataFrame) -> pd.Series:
    known = areas[areas["population"].notna()].sort_values("year")
    last = known.drop_duplicates("code", keep="last")
    band = dict(zip(last["code"].astype(str), _banded(last["population"], SIZES), strict=True))
    return _each(municipality, lambda code: band.get(code, UNKNOWN))


def _banded(number: pd.Series, bands: tuple[tuple[str, int], ...]) -> np.ndarray:
    """Return the band of each number as text, unknown where there is none."""
    names = np.array([UNKNOWN, *(name for name, _ in bands)], dtype=object)
    value = number.astype("Float64").fillna(-1).to_numpy(dtype=float)
    return names[np.searchsorted([least for _, least in bands], value, side="right")]
