"""Thirty municipalities with real names, codes and inhabitants, and a character that is invented.

What a municipality is like (labour market, quality of its programme, use of grunnskole, whom it
receives) is drawn at random, so that it can never be read as a judgement of the real place.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.reference.places import municipalities
from analysis.synthetic.dates import Floats, Ints, Texts
from analysis.synthetic.parameters import ladder, numbers


@dataclass(frozen=True)
class Municipalities:
    """One element a municipality; the four characters are log odds around 0.

    The characters are centred on participants, so that the country's level does not move with them.
    """

    code: Texts
    inhabitants: Ints
    share: Floats
    labour_market: Floats
    quality: Floats
    school_practice: Floats
    composition: Floats


def draw_municipalities(rng: np.random.Generator) -> Municipalities:
    """Draw the character of each municipality.

    It is the first draw of a world: the same seed gives it again without the persons.
    """
    sizes = ladder("municipalities", "participants")
    facts = municipalities()
    share = np.array(list(sizes.values())) / sum(sizes.values())
    return Municipalities(
        code=np.array(list(sizes), dtype=object),
        inhabitants=np.array([facts[code].inhabitants for code in sizes]),
        share=share,
        labour_market=_character("labour_market", share, rng),
        quality=_character("quality", share, rng),
        school_practice=_character("school_practice", share, rng),
        composition=_character("composition", share, rng),
    )


def _character(name: str, share: Floats, rng: np.random.Generator) -> Floats:
    drawn = numbers("municipalities")[name] * rng.standard_normal(len(share))
    return np.asarray(drawn - share @ drawn)


def allot(persons: int, places: Municipalities) -> Ints:
    """Return the number of participants of each municipality, by largest remainders.

    Sizes are fixed and not drawn, so that the small municipalities are small under every seed.
    """
    exact = places.share * persons
    count = np.floor(exact).astype(np.int64)
    largest = np.argsort(count - exact, kind="stable")[: persons - count.sum()]
    count[largest] += 1
    return count


def areas_table(places: Municipalities) -> pd.DataFrame:
    """Return the areas table: one row a municipality, inhabitants on 1 January 2024."""
    facts = [municipalities()[code] for code in sorted(places.code)]
    return pd.DataFrame(
        {
            "code": [place.code for place in facts],
            "name": [place.name for place in facts],
            "year": 2024,
            "population": [place.inhabitants for place in facts],
            "county": [place.county_name for place in facts],
        }
    )
