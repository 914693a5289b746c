"""What may be told of counties, beside the municipalities in them and the country around them.

A county is the sum of its municipalities, and the country that of its counties. Whoever takes those
that are told away from their sum has what is left: a group like any other, which is empty or passes
the floors, or else the sum is not told.
"""

import numpy as np
import pandas as pd

from analysis.comparison_terms import Arm
from analysis.estimates.strata import COUNTY
from analysis.estimates.units import Floats
from analysis.release.protect import Shown, floor, floor_of, groups_of, protect_events
from analysis.terms import UNKNOWN
from analysis.timeline.tables import EVENT_KEYS, add_up

BY = (COUNTY, "group")
PLACE = ("municipality", "group")
ARMS = (Arm.BEGIN.value, Arm.NOT_BEGIN.value)


def counts_of_counties(events: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return protected counts of groups by county, only those with a curve.

    Args:
        events: the table of events by county, municipality and group.
        places: protected counts of the municipalities' groups that are told.
    """
    known = events[events[COUNTY] != UNKNOWN]
    counts = protect_events(add_up([known], BY, EVENT_KEYS), BY)
    told = pd.MultiIndex.from_frame(places[list(PLACE)].astype(str))
    left = known[~pd.MultiIndex.from_frame(known[list(PLACE)].astype(str)).isin(told)]
    few = [tuple(of.values()) for of, rows in groups_of(left, BY) if floor_of(rows) != Shown.FULL]
    full = counts[counts["shown"] == Shown.FULL]
    kept = ~pd.MultiIndex.from_frame(full[list(BY)]).isin(few)
    return full[kept].reset_index(drop=True)


def months_above_floors(curves: pd.DataFrame) -> list[int]:
    """Return the months in which both arms of a target trial are above the floors."""
    counts = zip(curves["n_at_risk"], curves["n_events"], strict=True)
    full = [floor(n, events, n - events) is Shown.FULL for n, events in counts]
    arms = curves.loc[full, "month"].value_counts()
    return sorted(int(month) for month in arms.index[arms == len(ARMS)])


def months_of_counties(counties: pd.DataFrame, whole: pd.DataFrame) -> dict[str, list[int]]:
    """Return the months in which each county may be told beside the country and the others.

    Only of those in which the country is. Where those that are left of the country are too few,
    the smallest county is not told either.

    Args:
        counties: one curve of both arms by county: counts by month, and of the county's persons.
        whole: the same of the country.
    """
    own = {str(name): rows for name, rows in counties.groupby(COUNTY)}
    passed = {name: months_above_floors(rows) for name, rows in own.items()}
    told: dict[str, list[int]] = {name: [] for name in own}
    for month in months_above_floors(whole):
        arms = {name: _arms(own[name], month) for name in own if month in passed[name]}
        names = sorted(arms, key=lambda name: float(arms[name][0, 0]))
        while names and not _is_safe(_arms(whole, month) - sum(arms[name] for name in names)):
            names = names[1:]
        for name in names:
            told[name].append(month)
    return told


def _arms(curves: pd.DataFrame, month: int) -> Floats:
    """Return arms x (persons, those in the state) in a month."""
    now = curves[curves["month"] == month].set_index("group")
    return now.loc[list(ARMS), ["n_at_risk", "n_events"]].to_numpy(dtype=np.float64)


def _is_safe(left: Floats) -> bool:
    """Tell whether in each arm nobody is left, or enough to be told of."""
    return all(n <= 0 or floor(n, events, n - events) is Shown.FULL for n, events in left)
