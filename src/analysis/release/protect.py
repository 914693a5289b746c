"""Counts that may be shown: a fixed grid of months, counts in fives, floors.

The protection is provisional: cells are rounded one by one, so it is used for invented and public
persons only. Everything shown is computed from the rounded counts (disclosure.md section 2).
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import DisclosureError
from analysis.estimates.prevalence import RESIDENT, gone_states
from analysis.estimates.units import EXITS
from analysis.release.remainder import AROUND, BASE, told_of
from analysis.terms import Access, Cause, Denominator, State
from analysis.timeline.rows import Ints

Count = TypeVar("Count", pd.Series, Ints)

GRID = (0, 3, 6, 12, 18, 24, 36, 48, 60)
CURVE_PERSONS, CURVE_EVENTS, BAND_PERSONS = 30, 5, 10
INSIDERS = 1
"""Floors hold also when so many insiders subtract themselves."""
BAND_MONTH = 24
COUNTS = ["events", "exits", "censored"]


class Shown(StrEnum):
    """How much of a group may be shown."""

    FULL = "full"
    BAND = "band"
    NOTHING = "nothing"


def check_access(access: Access) -> None:
    """Raise DisclosureError where persons are confidential."""
    if access is Access.CONFIDENTIAL:
        raise DisclosureError(
            "These registers are confidential, and are not released.\n"
            "The protection in this version is provisional: it rounds each count by itself, which"
            " does not withstand differencing.\n"
            'Allowed: access = "invented" or "public". A notebook opened on the dataset itself'
            " answers every question, in the confidential room."
        )


def floor(n: float, events: float, others: float) -> Shown:
    """Return how much of a group may be shown, from its true counts."""
    if n - INSIDERS < BAND_PERSONS:
        return Shown.NOTHING
    few = min(events, others) - INSIDERS < CURVE_EVENTS
    if n - INSIDERS < CURVE_PERSONS or few:
        return Shown.BAND
    return Shown.FULL


def in_fives(count: Count) -> Count:
    """Return counts rounded to the nearest multiple of 5."""
    return ((count + AROUND) // BASE * BASE).astype(np.int64)


def protect_events(events: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    """Return cumulative counts in fives on the grid, for groups above the floor.

    Args:
        events: the table of events of one design (groups, entry, duration, cause, n), without late
            entry.
        by: group columns.

    Returns:
        Groups, shown, month, n, events, exits, censored; a group in a broad band ends at
        BAND_MONTH; a group of which nothing may be shown has none.
    """
    rows = []
    groups = groups_of(events, by)
    for (values, group), shown in zip(groups, _shown(events, groups, by), strict=True):
        n, last = group["n"].sum(), _last(group)
        if shown is Shown.BAND:
            last = min(last, BAND_MONTH)
        cumulative = _until(group, [month for month in GRID if month <= last])
        if shown is not Shown.NOTHING:
            rows.append(cumulative.assign(n=n, shown=shown.value, **values))
    columns = [*by, "shown", "month", "n", *COUNTS]
    if not rows:
        return pd.DataFrame(columns=columns)
    table = pd.concat(rows, ignore_index=True)
    return table.assign(**{name: in_fives(table[name]) for name in ["n", *COUNTS]})[columns]


def _shown(
    events: pd.DataFrame, groups: Sequence[tuple[object, pd.DataFrame]], by: tuple[str, ...]
) -> list[Shown]:
    """Return how much of each group may be shown, beside everybody where groups are of one kind."""
    floors = [floor_of(group) for _, group in groups]
    if len(by) != 1 or floor_of(events) is not Shown.FULL:
        return floors
    last = _last(events)
    counts = [[*_split(group, last)] for _, group in groups]
    of_persons = np.array([[sum(split), split[0]] for split in counts], dtype=np.float64)
    told = told_of(of_persons, [one is Shown.FULL for one in floors])
    lowered = [Shown.BAND if one is Shown.FULL else one for one in floors]
    return [one if kept else low for one, low, kept in zip(floors, lowered, told, strict=True)]


def floor_of(group: pd.DataFrame) -> Shown:
    """Return how much of a group may be shown, from its rows of the table of events."""
    return floor(group["n"].sum(), *_split(group, _last(group)))


def _last(group: pd.DataFrame) -> int:
    return min(int(group["duration"].max()), GRID[-1])


def protect_status(
    status: pd.DataFrame, by: tuple[str, ...], denominator: Denominator
) -> pd.DataFrame:
    """Return the denominator and those in the state, in fives, for groups above the floor.

    Returns:
        Groups, shown, month, n, events: months of the grid (years for a yearly reading).
    """
    return protect_counts(in_state(status, by, denominator), by)


def in_state(status: pd.DataFrame, by: tuple[str, ...], denominator: Denominator) -> pd.DataFrame:
    """Return how many are counted, n, and are in the state, events, by group and month of GRID."""
    counted = RESIDENT if denominator is Denominator.RESIDENT else (*RESIDENT, *gone_states())
    rows = status[status["state"].isin(counted) & status["month"].isin(GRID)]
    keys = [*by, "month"]
    wide = rows.groupby(keys, observed=True)["n"].sum().rename("n").reset_index()
    inside = rows[rows["state"] == State.IN_STATE].groupby(keys, observed=True)["n"].sum()
    events = inside.reindex(pd.MultiIndex.from_frame(wide[keys]) if by else wide["month"])
    return wide.assign(events=events.fillna(0).to_numpy(dtype=np.int64))


def protect_counts(counts: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    """Return `events` of `n` by group and month in fives, for groups above the floor."""
    pairs = zip(counts["n"], counts["events"], strict=True)
    floors = pd.Series([floor(n, events, n - events).value for n, events in pairs], counts.index)
    shown = floors.mask((floors == Shown.FULL) & ~_told(counts, floors, by), Shown.BAND.value)
    fives = counts.assign(shown=shown, n=in_fives(counts["n"]), events=in_fives(counts["events"]))
    few = (fives["shown"] == Shown.BAND) & (fives["month"] != BAND_MONTH)
    kept = fives[(fives["shown"] != Shown.NOTHING) & ~few]
    return kept[[*by, "shown", "month", "n", "events"]].reset_index(drop=True)


def _told(counts: pd.DataFrame, floors: pd.Series, by: tuple[str, ...]) -> NDArray[np.bool_]:
    """Tell which groups may be told of beside everybody, in each month and further group."""
    counts = counts.reset_index(drop=True)
    told = np.ones(len(counts), dtype=bool)
    for _, some in counts.groupby([*by[1:], "month"], observed=True) if by else ():
        n, events = some["n"], some["events"]
        everybody = floor(n.sum(), events.sum(), n.sum() - events.sum())
        if len(some) > 1 and everybody is Shown.FULL:
            each = np.column_stack([n, events, n - events]).astype(np.float64)
            told[some.index] = told_of(each, list(floors.iloc[some.index] == Shown.FULL))
    return told


def groups_of(
    table: pd.DataFrame, by: tuple[str, ...]
) -> list[tuple[dict[str, str], pd.DataFrame]]:
    """Return each group's values and rows; one group without values where `by` is empty."""
    if not by:
        return [({}, table)] if len(table) else []
    grouped = table.groupby(list(by), observed=True)
    return [(dict(zip(by, map(str, values), strict=True)), rows) for values, rows in grouped]


def _until(group: pd.DataFrame, months: list[int]) -> pd.DataFrame:
    """Return the counts up to each month; arrays, because there are many small groups."""
    done = group["duration"].to_numpy() <= np.array(months)[:, None]
    counts = {name: (done & of_it) @ group["n"].to_numpy() for name, of_it in _ends(group).items()}
    return pd.DataFrame({"month": months, **counts})


def _ends(group: pd.DataFrame) -> dict[str, NDArray[np.bool_]]:
    """Return which rows each of COUNTS counts."""
    cause = group["cause"].to_numpy(dtype=object)
    exits = np.logical_or.reduce([cause == one for one in EXITS])
    return {"events": cause == Cause.EVENT, "exits": exits, "censored": cause == Cause.CENSORED}


def _split(group: pd.DataFrame, last: int) -> tuple[int, int]:
    n = group["n"].to_numpy()
    events = int(n[_ends(group)["events"] & (group["duration"].to_numpy() <= last)].sum())
    return events, int(n.sum()) - events
