"""Shares from published counts, with bounds where a count was withheld."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from analysis.estimates.prevalence import wilson
from analysis.official_terms import EVERYBODY, Level
from analysis.reference.places import code_periods
from analysis.reference.series import AT_EXIT, KEYS
from analysis.terms import Estimand

BLOCK = KEYS[:-1]
BOUNDS = ["low", "high", "others_low", "others_high", "n"]
SHOWN = "published counts; Wilson interval"
PARTLY = "counts withheld in part: no estimate, and bounds of what it can be"


def bounded(frame: pd.DataFrame, statuses: Collection[str]) -> pd.DataFrame:
    """Return what is known of the persons in any of some statuses, one row a block of a table.

    A withheld count is at least one person; at exit, where the source withholds none and few alike,
    it may be nobody. It is at most what the other counts of its own row leave: no row is held
    against another, which could undo what protects persons.

    Args:
        frame: rows of a series; statuses of a block leave nobody out.
        statuses: whose persons are counted together.

    Returns:
        Columns of the block; low and high, others_low and others_high: persons in the statuses and
        in the others, infinite where nothing bounds them; n, missing where withheld.
    """
    least = np.where(frame["years_after"] == AT_EXIT, 0.0, 1.0)
    low = frame["persons"].astype("Float64").fillna(pd.Series(least, frame.index)).astype(float)
    own = frame["status"].isin(list(statuses))
    shown = frame["persons"].notna()
    parts = frame[BLOCK].assign(
        low=low.where(own, 0.0),
        others_low=low.where(~own, 0.0),
        hidden=(own & ~shown).astype(int),
        others_hidden=(~own & ~shown).astype(int),
        n=frame["n"].astype("Float64").astype(float),
    )
    sums = parts.groupby(BLOCK, sort=False).agg(
        low=("low", "sum"),
        others_low=("others_low", "sum"),
        hidden=("hidden", "sum"),
        others_hidden=("others_hidden", "sum"),
        n=("n", "first"),
    )
    for name, hidden, rest in (
        ("high", "hidden", "others_low"),
        ("others_high", "others_hidden", "low"),
    ):
        most = (sums["n"] - sums[rest]).fillna(np.inf)
        lowest = sums["low" if name == "high" else "others_low"]
        sums[name] = lowest.where(sums[hidden] == 0, most)
    return sums[BOUNDS].reset_index()


def published_counts(
    frame: pd.DataFrame, statuses: Collection[str], by: tuple[str, ...], is_printed: bool = False
) -> pd.DataFrame:
    """Return what is known of the persons in any of some statuses, by groups and month.

    Args:
        frame: rows of a series.
        statuses: whose persons are counted together.
        by: of municipality, year (of exit) and sex.
        is_printed: municipalities are those of their time, not those of 2024 that they became.

    Returns:
        The columns of `bounded`, by groups and month: n is missing where it was withheld of one.
    """
    return summed(bounded(_asked(frame, by), statuses), by, is_printed)


def summed(blocks: pd.DataFrame, by: tuple[str, ...], is_printed: bool = False) -> pd.DataFrame:
    """Return blocks of a table together, by groups and month.

    Args:
        blocks: what is known of each, as `bounded` returns it, or with further columns of persons.
        by: of municipality, year (of exit) and sex.
        is_printed: municipalities are those of their time, not those of 2024 that they became.

    Returns:
        The columns of persons; n and exact_n are missing where it is of one.
    """
    persons = list(blocks.columns.difference(BLOCK, sort=False))
    blocks = blocks[blocks["n"] != 0]
    blocks = blocks.assign(month=12 * blocks["years_after"], year=blocks["exit_year"].astype(str))
    if "municipality" in by:
        places = blocks["code"] if is_printed else codes_of_2024(blocks)
        blocks = blocks.assign(municipality=places)
    keys = [*by, "month"]
    sums = blocks.groupby(keys)[persons].sum(min_count=1)
    whole = [name for name in persons if name in ("n", "exact_n")]
    withheld = blocks[whole].isna().groupby([blocks[name] for name in keys]).any()
    sums[whole] = sums[whole].mask(withheld)
    return sums


def published_shares(
    frame: pd.DataFrame, statuses: Collection[str], by: tuple[str, ...], is_printed: bool = False
) -> pd.DataFrame:
    """Return tidy rows: the share in any of some statuses, by groups and month.

    Month is 12 k for the k-th November after the year of exit, and 0 for the activity at exit. All
    are leavers alive and resident. Where nothing is withheld limits are Wilson's; else there is no
    estimate, and limits are those of what it can be.

    Args:
        frame: rows of a series.
        statuses: whose persons are counted together.
        by: of municipality, year (of exit) and sex.
        is_printed: municipalities are those of their time, not those of 2024 that they became.
    """
    return _tidy(published_counts(frame, statuses, by, is_printed)).reset_index()


def _tidy(sums: pd.DataFrame) -> pd.DataFrame:
    exact = (sums["low"] == sums["high"]) & sums["n"].notna()
    events, n = sums["low"].where(exact), sums["n"]
    lower, upper = wilson(events.to_numpy(float), n.to_numpy(float))
    least = sums["low"] / (sums["low"] + sums["others_high"])
    most = 1 - sums["others_low"] / (sums["others_low"] + sums["high"])
    return pd.DataFrame(
        {
            "estimand": Estimand.PREVALENCE.value,
            "estimate": events / n,
            "lower": np.where(exact, lower, least),
            "upper": np.where(exact, upper, most.fillna(1)),
            "n_at_risk": n,
            "n_events": events,
            "method": np.where(exact, SHOWN, PARTLY),
        },
        index=sums.index,
    )


def told_apart(
    frame: pd.DataFrame, by: tuple[str, ...], column: str, is_printed: bool = False
) -> pd.DataFrame:
    """Return tidy rows as `published_shares`, of each status alone, its name in a column.

    A table that tells only a sum has no rows of its parts.
    """
    frame = _asked(frame, by)
    block = pd.MultiIndex.from_frame(frame[BLOCK])
    parts = []
    for status in frame["status"].unique():
        tells = block.isin(block[(frame["status"] == status).to_numpy(dtype=bool)])
        rows = published_shares(frame[tells], [status], by, is_printed)
        parts.append(rows.assign(**{column: status}))
    return pd.concat(parts, ignore_index=True)


def _asked(frame: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    """Return the rows of municipalities or of the country, by sex or of everybody."""
    level = Level.MUNICIPALITY if "municipality" in by else Level.COUNTRY
    both = frame["sex"] == EVERYBODY
    return frame[(frame["level"] == level) & (~both if "sex" in by else both)]


def codes_of_2024(blocks: pd.DataFrame) -> pd.Series:
    """Return the code of 2024 of each row's municipality, as it was called in the year told of.

    A municipality that was split keeps a code of its own; one that is not known keeps its code.
    A table may call a place what it was called before or after: a code that was not in use in the
    year stands for the one place that it ever meant, or is not known where it meant several.
    """
    year = blocks["exit_year"] + blocks["years_after"]
    pairs = list(zip(blocks["code"], year, strict=True))
    known = {pair: _place_of(*pair) for pair in set(pairs)}
    return pd.Series([known[pair] for pair in pairs], index=blocks.index)


def _place_of(code: str, year: int) -> str:
    periods = [one for one in code_periods() if one.code == code]
    then = [one for one in periods if one.first <= year <= one.last]
    meant = {one.kept or one.now[0] for one in then or periods}
    return meant.pop() if len(meant) == 1 else code
