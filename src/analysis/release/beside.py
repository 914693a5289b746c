"""Released counts that published ones of the same leavers would open by subtraction: left out.

Whoever has a published series takes it from a released count: all cohorts less those published are
the others, and one rule's count less the official one are those who differ. The series is public,
so it is the release that gives way, whether or not a page shows both.
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.design import Measure, StudyDesign
from analysis.errors import DesignError
from analysis.estimates.live import LiveStudy
from analysis.official_terms import REACHED, Level, OfficialStatus
from analysis.reference.series import AT_EXIT, OFFICIAL, Series
from analysis.release.deduced import deduced_counts
from analysis.release.protect import Shown, floor, in_state, protect_counts, protect_status
from analysis.release.remainder import AROUND, BASE

WORDS = ("name", "label_nb", "label_en", "source")
"""Fields of a measure that change no count."""
COHORT, PLACES = ("year",), ("municipality", "year")
SUMMED = [
    *("n", "events", "official", "open", "rest", "rest_events"),
    *("low", "high", "others", "told"),
]


def without_differences(
    study: LiveStudy,
    design: StudyDesign,
    by: tuple[str, ...],
    protected: pd.DataFrame,
    published: Series | None,
) -> pd.DataFrame:
    """Return the protected counts that a published series of the same leavers does not open.

    Only measures read of the same leavers on the same days as the official one are concerned. Of
    these nothing is returned where the dataset cannot answer the official one, or where the series
    tells its statuses apart and the measure is not the official one or more.

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
    if _tells_parts(published, by) and not _is_more(measure, official):
        return protected.iloc[:0]
    if by == ("sex",):  # both sexes together are everybody
        denominator = measure.denominator
        everybody = protect_status(study.status(design, ()), (), denominator)
        together = without_differences(study, design, (), everybody, published)
        protected = protected[protected["month"].isin(together["month"])].reset_index(drop=True)
    cells = (COHORT,) if "municipality" in by else (COHORT, PLACES)
    for within in cells:
        try:
            sums = _known(study, design, published, by, within)
        except DesignError:  # the dataset lacks what the official measure needs
            return protected.iloc[:0]
        if measure == official:
            protected = of_the_same(protected, sums, by)
        else:
            theirs = sums.assign(events=sums["official"])[[*by, "month", "n", "events"]]
            theirs = of_the_same(protect_counts(theirs, by), sums, by)
            protected = of_another(protected, theirs, sums, by)
    return protected


def _tells_parts(published: Series, by: tuple[str, ...]) -> bool:
    """Tell whether a series has rows of parts of the official count; everybody may be one place."""
    levels = [Level.MUNICIPALITY] if "municipality" in by else [Level.MUNICIPALITY, Level.COUNTRY]
    rows = published.frame
    of_them = rows["level"].isin(levels) & (rows["years_after"] != AT_EXIT)
    parts = set(REACHED) - {OfficialStatus.WORK_OR_EDUCATION}
    return bool((of_them & rows["status"].isin(parts)).any())


def _is_more(measure: Measure, official: Measure) -> bool:
    """Tell whether a measure counts whoever the official one counts, and otherwise is the same."""
    words = {name: getattr(official, name) for name in WORDS}
    same = replace(measure, **words, counts=official.counts, denominator=official.denominator)
    return same == official and set(measure.counts) >= set(official.counts)


def _known(
    study: LiveStudy,
    design: StudyDesign,
    published: Series,
    by: tuple[str, ...],
    within: tuple[str, ...],
) -> pd.DataFrame:
    """Return the sums of what is known of cohorts, of the country or of the study's own places."""
    groups = (*by, *within)
    rows = published.frame[published.frame["years_after"] != AT_EXIT]
    known = deduced_counts(rows, REACHED, groups).reset_index()
    official = _counts(study, StudyDesign(OFFICIAL), groups)
    return sums_of(_counts(study, design, groups), official, known, by, within)


def _counts(study: LiveStudy, design: StudyDesign, groups: tuple[str, ...]) -> pd.DataFrame:
    counts = in_state(
        study.status(design, groups), groups, study.measure(design.measure).denominator
    )
    return counts.assign(**{name: counts[name].astype(str) for name in groups})


def sums_of(
    asked: pd.DataFrame,
    official: pd.DataFrame,
    known: pd.DataFrame,
    by: tuple[str, ...],
    within: tuple[str, ...] = COHORT,
) -> pd.DataFrame:
    """Return what an attacker may know of each group and month, over all cells together.

    Args:
        asked: n and events by group, cell and month, by the rule asked for.
        official: the same by the official rule.
        known: what was published, as `deduced_counts` returns it.
        by: group columns.
        within: columns of the cells, which are cohorts, or cohorts of a place.

    Returns:
        Groups, month, n, events, official; open: how many cells are not published in full; rest and
        rest_events: of those who are not published exactly; low and high: between which the
        official events are, by all that was published, if it is of everybody; others: how many
        persons more than were published there are; told: how many cells have a published row.
    """
    keys = [*by, "month"]
    cell = [*keys, *within]
    theirs = official.rename(columns={"events": "official"})[[*cell, "official"]]
    limits = ["low", "high", "published", "exact_n", "exact_events"]
    bounds = known.rename(columns={"n": "published"})[[*cell, *limits]]
    bounds = bounds.astype(dict.fromkeys(limits, float))
    rows = asked.merge(theirs, on=cell).merge(bounds, on=cell, how="left")
    n, told = rows["n"], rows["low"].notna()
    exact = rows["exact_n"].where(told, 0)  # unknown where nobody knows of how many the exact are
    is_open = ~(n <= exact)
    rest = (n - exact).clip(lower=0).fillna(0)
    at_most = rows["high"].fillna(np.inf)
    rows = rows.assign(
        open=is_open.astype(int),
        rest=rest,
        rest_events=(rows["events"] - rows["exact_events"].fillna(0)).clip(0, rest),
        told=told.astype(int),
        low=rows["low"].fillna(0),
        high=at_most.where(~is_open, at_most.clip(upper=n)),
        others=(n - rows["published"]).clip(lower=0).fillna(0),
    )
    return rows.groupby(keys)[SUMMED].sum().reset_index()


def of_the_same(protected: pd.DataFrame, sums: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    """Return official counts that tell nothing of what was not published, or of enough persons.

    A count in fives stands for BASE counts. It stays where nothing was published, or all of it;
    where all that published counts allow is among them, so that nobody learns more; or where those
    not published exactly pass the floors of a group of their own, and no fewer than BASE counts
    are left of them, whether or not the published are taken for everybody. Where none is left
    they are of other people.
    """
    rows = _beside(protected, sums, by)
    first, last = rows["shown_events"] - AROUND, rows["shown_events"] + AROUND
    is_told = (first > rows["low"]) | (last < rows["high"] + rows["others"])
    many = _pass(rows["rest"], rows["rest_events"])
    for high in (rows["high"], rows["high"] + rows["others"]):
        left = np.minimum(last, high) - np.maximum(first, rows["low"]) + 1
        many &= (left >= BASE) | (left <= 0)
    keep = (rows["told"] == 0) | (rows["open"] == 0) | ~is_told | many
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
    at_most = rows["high"] + rows["others"]
    narrows = np.where(wider, last < at_most, first > rows["low"])
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
