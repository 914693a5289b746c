"""Released counts that published ones of the same leavers would open by subtraction: left out.

Whoever has a published series takes it from a released count: all cohorts less those published are
the others, and one rule's count less the official one are those who differ. The series is public,
so it is the release that gives way, whether or not a page shows both.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis.design import StudyDesign
from analysis.estimates.live import LiveStudy
from analysis.estimates.published_series import published_counts
from analysis.official_terms import REACHED
from analysis.reference.series import AT_EXIT, OFFICIAL, Series
from analysis.release.protect import BASE, Shown, floor, in_state, protect_counts

AROUND = BASE // 2
"""How far a true count may be from the multiple of BASE that is shown for it."""
SUMMED = ["n", "events", "official", "rest", "rest_events", "low", "high", "told"]


def without_differences(
    study: LiveStudy,
    design: StudyDesign,
    by: tuple[str, ...],
    protected: pd.DataFrame,
    published: Series | None,
) -> pd.DataFrame:
    """Return the protected counts that a published series of the same leavers does not open.

    Only measures read of the same leavers on the same days as the official one are concerned.

    Args:
        study: persons.
        design: whose counts they are.
        by: group columns.
        protected: counts in fives, as `protect_status` returns them.
        published: the series that is laid beside them, if any.
    """
    measure, official = study.measure(design.measure), study.measure(OFFICIAL)
    whole = StudyDesign(OFFICIAL)
    same_days = (measure.read_in, design.origin) == (official.read_in, whole.origin)
    if published is None or not same_days:
        return protected
    rows = published.frame[published.frame["years_after"] != AT_EXIT]
    known = published_counts(rows, REACHED, (*by, "year")).reset_index()
    sums = sums_of(_by_year(study, design, by), _by_year(study, whole, by), known, by)
    if measure == official:
        return of_the_same(protected, sums, by)
    theirs = sums.assign(events=sums["official"])[[*by, "month", "n", "events"]]
    return of_another(protected, of_the_same(protect_counts(theirs, by), sums, by), sums, by)


def _by_year(study: LiveStudy, design: StudyDesign, by: tuple[str, ...]) -> pd.DataFrame:
    groups = (*by, "year")
    counts = in_state(
        study.status(design, groups), groups, study.measure(design.measure).denominator
    )
    return counts.assign(**{name: counts[name].astype(str) for name in groups})


def sums_of(
    asked: pd.DataFrame, official: pd.DataFrame, known: pd.DataFrame, by: tuple[str, ...]
) -> pd.DataFrame:
    """Return what an attacker may know of each group and month, over all cohorts together.

    Args:
        asked: n and events by group, month and year of exit, by the rule asked for.
        official: the same by the official rule.
        known: what was published: low and high of the events, and n, missing where withheld.
        by: group columns.

    Returns:
        Groups, month, n, events, official; rest and rest_events: of the cohorts that are not
        published in full; low and high: between which the official events are, by all that was
        published; told: how many cohorts have a published row.
    """
    keys = [*by, "month"]
    theirs = official.rename(columns={"events": "official"})[[*keys, "year", "official"]]
    limits = ["low", "high", "published"]
    bounds = known.rename(columns={"n": "published"})[[*keys, "year", *limits]]
    bounds = bounds.astype(dict.fromkeys(limits, float))
    rows = asked.merge(theirs, on=[*keys, "year"]).merge(bounds, on=[*keys, "year"], how="left")
    is_open = (rows["low"] != rows["high"]) | rows["published"].isna()
    at_most = rows["high"].fillna(np.inf)
    rows = rows.assign(
        rest=rows["n"].where(is_open, 0),
        rest_events=rows["events"].where(is_open, 0),
        told=rows["low"].notna().astype(int),
        low=rows["low"].fillna(0),
        high=at_most.where(~is_open, at_most.clip(upper=rows["n"])),
    )
    return rows.groupby(keys)[SUMMED].sum().reset_index()


def of_the_same(protected: pd.DataFrame, sums: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    """Return official counts that tell nothing of what was not published, or of enough persons.

    A count in fives stands for BASE counts. It stays where nothing was published, or all of it;
    where all that published counts allow is among them, so that nobody learns more; or where the
    cohorts not published in full pass the floors of a group of their own, and no fewer than BASE
    counts are left of them. Where none is left the published are of other people.
    """
    rows = _beside(protected, sums, by)
    first, last = rows["shown_events"] - AROUND, rows["shown_events"] + AROUND
    left = np.minimum(last, rows["high"]) - np.maximum(first, rows["low"]) + 1
    is_told = (first > rows["low"]) | (last < rows["high"])
    many = _pass(rows["rest"], rows["rest_events"]) & ((left >= BASE) | (left <= 0))
    keep = (rows["told"] == 0) | (rows["rest"] == 0) | ~is_told | many
    return protected[keep.to_numpy()].reset_index(drop=True)


def of_another(
    protected: pd.DataFrame, official: pd.DataFrame, sums: pd.DataFrame, by: tuple[str, ...]
) -> pd.DataFrame:
    """Return counts by another rule, of which the official ones leave enough unknown.

    Who counts by one rule and not by the other is a group of its own: it passes the floors, and
    BASE counts of it are possible; nor may the other rule's count narrow what was withheld. A count
    also stays where the published say no more than the released official one does.

    Args:
        protected: counts in fives by the rule.
        official: the official ones that are released.
        sums: as `sums_of` returns them.
        by: group columns.
    """
    rows = _beside(protected, sums, by)
    keys = [*by, "month"]
    theirs = official.rename(columns={"events": "theirs"})[[*keys, "theirs"]]
    released = rows[keys].merge(theirs, on=keys, how="left")["theirs"].set_axis(rows.index)
    no_more = (rows["low"] <= released - AROUND) & (rows["high"] >= released + AROUND)
    apart, wider = rows["events"] - rows["official"], rows["events"] >= rows["official"]
    first, last = rows["shown_events"] - AROUND, rows["shown_events"] + AROUND
    least = np.maximum(np.where(wider, first - rows["high"], rows["low"] - last), 0)
    most = np.where(wider, last - rows["low"], rows["high"] - first)
    most = np.minimum(most, np.where(wider, rows["n"] - rows["low"], rows["high"]))
    narrows = np.where(wider, last < rows["high"], first > rows["low"])
    many = _pass(rows["n"], apart.abs()) & (most - least + 1 >= BASE) & ~narrows
    keep = (rows["told"] == 0) | no_more | many
    return protected[keep.to_numpy()].reset_index(drop=True)


def _beside(protected: pd.DataFrame, sums: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    shown = protected[[*by, "month"]].assign(shown_events=protected["events"])
    shown = shown.assign(**{name: shown[name].astype(str) for name in by})
    return shown.merge(sums, on=[*by, "month"], how="left", validate="1:1")


def _pass(n: Iterable[float], events: Iterable[float]) -> pd.Series:
    """Tell of which groups a share may be shown."""
    pairs = zip(n, events, strict=True)
    return pd.Series([floor(all_, some, all_ - some) is Shown.FULL for all_, some in pairs])
