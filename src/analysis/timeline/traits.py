"""What is known of people at time zero: the covariates that do not change."""

from collections.abc import Sequence

import pandas as pd

from analysis.comparison import SOURCES
from analysis.terms import UNKNOWN, Covariate
from analysis.timeline.panel import Panel

TRAITS = {
    Covariate.SEX: "sex",
    Covariate.AGE: "age",
    Covariate.COUNTRY_OF_ORIGIN: "country",
    Covariate.ADMISSION: "admission",
    Covariate.PRIOR_EDUCATION: "prior_education",
    Covariate.TRACK: "track",
}
"""Covariates that are known at time zero, and the columns of a cohort that hold them."""


def traits(panel: Panel, frame: pd.DataFrame, asked: Sequence[Covariate]) -> pd.DataFrame:
    """Return covariates known at time zero as texts, a row a person; those not there are left out.

    Args:
        panel: the registers by month.
        frame: of the cohort; index person.
        asked: covariates; those that change are passed over.
    """
    found = {one: frame[name] for one, name in TRAITS.items() if one in asked and name in frame}
    if Covariate.COUNTY in asked and has_county(panel):
        found[Covariate.COUNTY] = county(panel, frame["municipality"])
    texts = {str(one): column.astype(str) for one, column in found.items()}
    return pd.DataFrame(texts, index=frame.index)


def lacking_traits(
    panel: Panel, frame: pd.DataFrame, asked: Sequence[Covariate]
) -> list[Covariate]:
    """Return the covariates known at time zero that were asked for and are not there."""
    known = [one for one in asked if one in TRAITS or one is Covariate.COUNTY]
    there = set(traits(panel, frame.head(0), asked).columns)
    return [one for one in known if str(one) not in there]


def has_county(panel: Panel) -> bool:
    """Return whether the county of a municipality can be told."""
    known = panel.registers.has(*SOURCES[Covariate.COUNTY])
    return known or panel.registers.dataset.area_scheme == "norway"


def county(panel: Panel, municipality: pd.Series) -> pd.Series:
    """Return the county of municipalities: by the table of areas, else the code's first digits.

    Of several rows of an area the last year that has a county holds.
    """
    if panel.registers.has(*SOURCES[Covariate.COUNTY]):
        areas = panel.registers.tables["areas"].sort_values("year")
        last = areas[areas["county"].notna()].drop_duplicates("code", keep="last")
        named = dict(zip(last["code"].astype(str), last["county"].astype(str), strict=True))
        return municipality.map(named).fillna(UNKNOWN)
    return municipality.where(municipality == UNKNOWN, municipality.str[:2])
