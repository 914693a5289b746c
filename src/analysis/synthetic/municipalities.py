"""The 357 municipalities with real names, codes and inhabitants, and a character that is invented.

What a municipality is like (labour market, quality of its programme, use of grunnskole, whom it
receives) is drawn at random, so that it can never be read as a judgement of the real place.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from analysis.reference.places import code_periods, municipalities
from analysis.synthetic.dates import Floats, Ints, Texts
from analysis.synthetic.luck import Luck
from analysis.synthetic.parameters import Parameters


@dataclass(frozen=True)
class Municipalities:
    """One element a municipality; the four characters are log odds around 0.

    The characters are centred on participants, so that the country's level does not move with them.
    `share` is the part of all participants.
    """

    code: Texts
    inhabitants: Ints
    share: Floats
    labour_market: Floats
    quality: Floats
    school_practice: Floats
    composition: Floats


def draw_municipalities(luck: Luck, p: Parameters) -> Municipalities:
    """Draw the character of each municipality, and how many it receives."""
    facts = municipalities()
    inhabitants = np.array([place.inhabitants for place in facts.values()])
    number = np.arange(len(facts))
    taken = p.numbers("municipalities")
    weight = inhabitants ** taken["power"] * np.exp(
        taken["receives"] * luck.normal("receives", number)
    )
    share = weight / weight.sum()

    def character(name: str) -> Floats:
        county = np.array([int(place.county) for place in facts.values()])
        drawn = taken[name] * luck.normal(name, number)
        by_county = taken.get(f"{name}_county", 0.0)
        drawn = drawn + by_county * luck.normal(f"{name} county", county)
        return np.asarray(drawn - share @ drawn)

    return Municipalities(
        code=np.array(list(facts), dtype=object),
        inhabitants=inhabitants,
        share=share,
        labour_market=character("labour_market"),
        quality=character("quality"),
        school_practice=character("school_practice"),
        composition=character("composition"),
    )


def leavers_by_year(places: Municipalities, years: Ints, luck: Luck, p: Parameters) -> Floats:
    """Return a weight for each municipality (row) and year: few leave evenly, some not at all."""
    number, taken = np.arange(len(places.code)), p.numbers("municipalities")
    weights = p.by_year("programme", "leavers", years) * np.ones((len(number), 1))
    small = places.inhabitants < taken["takes_part_below"]
    uneven = taken["uneven"] * np.exp(-places.inhabitants / taken["even_above"])
    for column, year in enumerate(years):
        weights[:, column] *= np.exp(uneven * luck.normal("uneven", number, int(year)))
        skips = luck.uniform("takes part", number, int(year)) >= taken["takes_part"]
        weights[:, column] *= np.where(small & skips, NEARLY_NONE, 1.0)
    return weights


NEARLY_NONE = 1e-6
"""What is left of a year without leavers, so that somebody can leave where all years are so."""


def allot(persons: int, places: Municipalities) -> Ints:
    """Return the number of participants of each municipality, by largest remainders.

    Sizes are fixed and not drawn, so that the small municipalities are small under every seed.
    """
    exact = places.share * persons
    count = np.floor(exact).astype(np.int64)
    largest = np.argsort(count - exact, kind="stable")[: persons - count.sum()]
    count[largest] += 1
    return count


def code_of_date(place: Ints, year: Ints, rank: Floats, p: Parameters) -> Texts:
    """Return the code that a municipality of 2024 had in a year.

    Args:
        place: position in Municipalities, by row.
        year: calendar year, by row.
        rank: from 0 to 1, by row: in which part of it, where it was several then.
        p: the numbers of the model.
    """
    main_part = p.numbers("municipalities")["main_part"]
    codes = np.empty(len(place), dtype=object)
    for one in np.unique(year):
        rows = np.flatnonzero(year == one)
        count, table = _codes_in(int(one))
        others = count[place[rows]] - 1
        beyond = (rank[rows] - main_part) / (1 - main_part)
        chosen = np.where(beyond < 0, 0, 1 + np.floor(beyond * others).astype(np.int64))
        codes[rows] = table[place[rows], np.minimum(chosen, others)]
    return codes


@cache
def _codes_in(year: int) -> tuple[Ints, Texts]:
    """Return how many codes lay in each municipality in a year, and these, the main one first.

    The main one is taken to be its own code, or else the lowest: towns have low numbers.
    """
    positions = {code: number for number, code in enumerate(municipalities())}
    found: list[list[str]] = [[] for _ in positions]
    for period in code_periods():
        if period.first <= year <= period.last:
            for now in period.now:
                found[positions[now]].append(period.code)
    table = np.full((len(found), max(map(len, found))), "", dtype=object)
    for now, row in positions.items():
        codes = sorted(found[row])
        codes.sort(key=now.__ne__)
        table[row, : len(codes)] = codes
    return np.array([len(codes) for codes in found]), table
