"""The areas table: what registers of places say of them, a row a municipality and year."""

import numpy as np
import pandas as pd

from analysis.reference.places import municipalities
from analysis.synthetic.municipalities import code_of_date
from analysis.synthetic.setting import Setting


def areas_table(setting: Setting) -> pd.DataFrame:
    """Return the areas table: a row a municipality and year, in the codes of that year.

    Inhabitants are known for 1 January 2024 only; unemployment is invented.
    """
    window, luck, p = setting.window, setting.luck, setting.p
    facts = list(municipalities().values())
    number, frames = np.arange(len(facts)), []
    for year in range(window.first_year, window.last_year + 1):
        years = np.full(len(facts), year)
        chance = luck.normal("unemployment", number, year)
        strain = -setting.places.labour_market - p.by_year("work", "demand", years) + 0.1 * chance
        frame = pd.DataFrame(
            {
                "code": code_of_date(number, years, np.zeros(len(facts)), p),
                "name": [place.name for place in facts],
                "year": year,
                "population": [place.inhabitants if year == 2024 else None for place in facts],
                "unemployment": np.round(3.0 * np.exp(strain), 1),
                "county": [place.county_name for place in facts],
            }
        )
        frames.append(frame.drop_duplicates("code"))
    return pd.concat(frames, ignore_index=True)
