"""What published rows say of one another: of both sexes and each, of a county and its places.

A page shows each row as it was printed and bounds it by itself; whoever protects persons counts
what anybody can deduce by adding and subtracting.
"""

from collections.abc import Collection

import numpy as np
import pandas as pd

from analysis.estimates.published_series import BLOCK, BOUNDS, bounded, summed
from analysis.official_terms import EVERYBODY, Level
from analysis.terms import Sex

PLACE = BLOCK[:-1]
"""Columns of a block but sex."""
SEXES = (EVERYBODY, Sex.MALE.value, Sex.FEMALE.value)
EXACT = ["exact_n", "exact_events"]
NOTHING_TOLD = {"low": 0.0, "high": np.inf, "others_low": 0.0, "others_high": np.inf}
"""Bounds of a row that was not published."""
AMONG = {"low": "others_low", "high": "others_high", "others_low": "low", "others_high": "high"}
"""The same bounds of the others."""
TURNED = {"low": "high", "high": "low", "others_low": "others_high", "others_high": "others_low"}


def deduced_counts(
    frame: pd.DataFrame, statuses: Collection[str], by: tuple[str, ...]
) -> pd.DataFrame:
    """Return what can be deduced of the persons in any of some statuses, by groups and month.

    Args:
        frame: rows of a series.
        statuses: whose persons are counted together.
        by: of municipality, year (of exit) and sex.

    Returns:
        The columns of `published_counts`, as narrow as rows of counties, then of both sexes and of
        each make them, if a county is the sum of the municipalities that are published of it;
        exact_n and exact_events: of blocks, or of one sex of a block, of which it is known exactly
        how many are in the statuses; exact_n is missing where nobody knows of how many.
    """
    level = Level.MUNICIPALITY if "municipality" in by else Level.COUNTRY
    blocks = bounded(frame[frame["level"] == level], statuses)
    if level is Level.MUNICIPALITY:
        blocks = _within(blocks, bounded(frame[frame["level"] == Level.COUNTY], statuses))
    sexes = _deduced(blocks)
    asked = SEXES[1:] if "sex" in by else SEXES[:1]
    rows = [sexes[sex].assign(sex=sex).reset_index() for sex in asked]
    return summed(pd.concat(rows, ignore_index=True), by)


def _within(places: pd.DataFrame, counties: pd.DataFrame) -> pd.DataFrame:
    """Return blocks of municipalities as narrow as their county's leaves them beside each other."""
    keys = [name for name in BLOCK if name not in ("level", "code")]
    county = places["code"].str[:2]
    wholes = counties.assign(county=counties["code"])[["county", *keys, *BOUNDS]]
    whole = places.assign(county=county)[["county", *keys]].merge(
        wholes, "left", ["county", *keys], validate="m:1"
    )
    whole = whole[BOUNDS].set_axis(places.index).fillna(NOTHING_TOLD)
    groups = [county, *(places[key] for key in keys)]
    own = places[BOUNDS].rename(columns=TURNED)[BOUNDS]  # the most of others leaves the least
    rest = whole - pd.DataFrame({name: _of_others(own[name], groups) for name in BOUNDS})
    narrowed = _narrowed(places[BOUNDS], rest.assign(n=rest["n"].where(rest["n"] >= 0)))
    return places.assign(**narrowed)


def _of_others(own: pd.Series, groups: list[pd.Series]) -> pd.Series:
    """Return the sum of all others of a group: infinite, or missing, where that of one is."""
    finite = own.where(np.isfinite(own), 0.0)
    total = finite.groupby(groups).transform("sum") - finite
    for told, value in ((own == np.inf, np.inf), (own.isna(), np.nan)):
        others = told.astype(int).groupby(groups).transform("sum") - told
        total = total.mask(others > 0, value)
    return total


def _deduced(blocks: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the bounds of both sexes together and of each, one row a place, year and reading."""
    places = pd.MultiIndex.from_frame(blocks[PLACE].drop_duplicates())
    rows = [blocks[blocks["sex"] == sex].set_index(PLACE)[BOUNDS].reindex(places) for sex in SEXES]
    is_both, is_men, is_women = (frame["low"].notna() for frame in rows)
    both, men, women = (frame.fillna(NOTHING_TOLD) for frame in rows)
    of_men = _with_exact(_narrowed(men, _less(both, women)))
    of_women = _with_exact(_narrowed(women, _less(both, men)))
    of_both = _with_exact(_narrowed(both, men + women))
    is_exact = of_both["low"] == of_both["high"]
    parts = {name: of_both[name].where(is_exact, of_men[name] + of_women[name]) for name in EXACT}
    found = (
        of_both.assign(**parts)[is_both | is_men | is_women],
        of_men[is_men | (is_both & is_women)],
        of_women[is_women | (is_both & is_men)],
    )
    return dict(zip(SEXES, found, strict=True))


def _less(whole: pd.DataFrame, part: pd.DataFrame) -> pd.DataFrame:
    """Return the bounds of a whole without a part: at least what is left of the most of it."""
    rest = whole - part.rename(columns=TURNED)[BOUNDS]
    return rest.assign(n=rest["n"].where(rest["n"] >= 0))


def _narrowed(own: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return bounds where both hold; its own where none can, since they are not of the same."""
    n = own["n"].fillna(other["n"])
    made = pd.DataFrame({"n": n})
    for low, high in (("low", "high"), ("others_low", "others_high")):
        least = np.fmax(own[low], other[low])
        most = np.fmin(own[high], other[high])
        least = np.fmax(least, n - np.fmin(own[AMONG[high]], other[AMONG[high]]))
        most = np.fmin(most, n - np.fmax(own[AMONG[low]], other[AMONG[low]]))
        fits = least <= most
        made[low] = np.where(fits, least, own[low])
        made[high] = np.where(fits, most, own[high])
    return made[BOUNDS]


def _with_exact(frame: pd.DataFrame) -> pd.DataFrame:
    is_exact = frame["low"] == frame["high"]
    exact = {
        "exact_n": frame["n"].where(is_exact, 0),
        "exact_events": frame["low"].where(is_exact, 0),
    }
    return frame.assign(**exact)
