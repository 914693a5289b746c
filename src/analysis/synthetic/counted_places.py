"""The same of municipalities and counties: sizes, spread, ranks, and moves between them."""

from itertools import pairwise
from typing import TypeAlias

import numpy as np
import pandas as pd

from analysis.reference.places import code_periods, municipalities
from analysis.synthetic.counted import Counts, Terms, in_grunnskole, took_part
from analysis.synthetic.dates import Floats, Texts
from analysis.synthetic.observed import share

Shares: TypeAlias = "pd.Series[float]"
ENOUGH = 20
"""Leavers from which a municipality's share is compared."""


def grunnskole_by_county(counts: Counts, terms: Terms) -> float:
    """Lowest or highest of these shares by county."""
    there = took_part(counts, terms["year"])
    school = pd.Series(in_grunnskole(counts, terms["year"])[there])
    shares = 100 * school.groupby(_county(counts)[there]).mean()
    return float(shares.min() if terms["which"] == "lowest" else shares.max())


def first_home(counts: Counts, terms: Terms) -> float:
    """Share of the settled of a year who live in their first municipality five years later."""
    lives, first = _home_after_five(counts, terms["settled"])
    return share((lives == first) & (lives != ""), lives != "")


def moved_to_oslo(counts: Counts, terms: Terms) -> float:
    """Share of the settled of a year elsewhere who live in Oslo five years later."""
    lives, first = _home_after_five(counts, terms["settled"])
    return share((lives == "0301") & (first != "0301"), lives != "")


def leavers_per_municipality(counts: Counts, terms: Terms) -> float:
    """Quantile of the number of leavers of a year over municipalities of that date."""
    return float(np.percentile(_leavers_by_code(counts, terms["exit"]), terms["quantile"]))


def none_left(counts: Counts, terms: Terms) -> float:
    """Share of municipalities of that date with no leaver in a year."""
    return float(100 * (_leavers_by_code(counts, terms["exit"]) == 0).mean())


def spread(counts: Counts, terms: Terms) -> float:
    """Standard deviation of the one-year share between municipalities with enough leavers."""
    return float(_by_place(counts, terms["exit"], 1).std())


def rank_same(counts: Counts, terms: Terms) -> float:
    """Rank correlation over municipalities of the same leavers at two times."""
    return _rank(*(_by_place(counts, terms["exit"], after) for after in (1, terms["later"])))


def rank_next(counts: Counts, terms: Terms) -> float:
    """Rank correlation over municipalities of leavers of two years in a row."""
    return _rank(*(_by_place(counts, terms["exit"] + more, 1) for more in (0, 1)))


def county_ranks(counts: Counts, terms: Terms) -> float:
    """Mean rank correlation over counties of leavers of two years in a row."""
    county = _county(counts)
    years = [
        _by_place(counts, year, 1, county) for year in range(terms["first"], terms["last"] + 1)
    ]
    return float(np.mean([_rank(one, two) for one, two in pairwise(years)]))


def _now() -> dict[str, str]:
    """Return code of any date -> code of 2024; the first where it was split."""
    return {period.code: period.now[0] for period in code_periods()}


def _county(counts: Counts) -> Texts:
    facts = municipalities()
    now = counts.seen.persons["municipality"].map(_now())
    return now.map(lambda code: facts[code].county).to_numpy(dtype=object)


def _home_after_five(counts: Counts, settled: int) -> tuple[Texts, Texts]:
    """Return, of the settled of a year, home after five years (blank if none) and first home."""
    persons = counts.seen.persons
    rows = np.flatnonzero(persons["settled"].dt.year == settled)
    stays = counts.seen.tables["residence"]
    stays = stays.assign(home=stays["municipality"].map(_now()))
    first = stays.drop_duplicates("row").set_index("row")["home"]
    on = (persons["settled"] + pd.DateOffset(years=5)).to_numpy()[stays["row"]]
    holds = (stays["start"] <= on) & (stays["end"].isna() | (stays["end"] >= on))
    lives = stays[holds].set_index("row")["home"]
    return (
        lives.reindex(rows).fillna("").to_numpy(dtype=object),
        first.reindex(rows).fillna("").to_numpy(dtype=object),
    )


def _leavers_by_code(counts: Counts, year: int) -> Floats:
    codes = {one.code for one in code_periods() if one.first <= year <= one.last}
    left = counts.seen.persons["municipality"][counts.seen.exit_year == year]
    return np.asarray(left.value_counts().reindex(sorted(codes), fill_value=0), dtype=float)


def _by_place(counts: Counts, year: int, after: int, place: Texts | None = None) -> Shares:
    now = counts.status(after)
    among = now.counted & (counts.seen.exit_year == year)
    code = counts.seen.persons["municipality"].to_numpy() if place is None else place
    success = pd.Series(now.success[among].astype(float)).groupby(code[among])
    shares = 100 * success.mean()
    return shares[success.size() >= ENOUGH]


def _rank(one: Shares, two: Shares) -> float:
    both = pd.concat([one, two], axis=1, join="inner").rank()
    return float(both.corr().to_numpy()[0, 1])
