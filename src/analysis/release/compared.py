"""The one comparison that a release holds: the main answer, and groups of a place.

Weights are made of persons (definitions.md 18), so that of the main answer only result rows leave:
of whole years, in whole per cent, with counts in fives, where both arms are above the floors. In a
municipality persons are too few to be made comparable: what it has is described by tables of
counts, of groups that are formed at one month and not by what they did later. A county has groups
too, and where enough have begun a main answer of its own.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.comparison import Comparison
from analysis.comparison_terms import Approach, Stage
from analysis.design import Estimates, Spec
from analysis.estimates.live import LiveStudy
from analysis.estimates.strata import COUNTY
from analysis.release.counties import (
    PLACE,
    counts_of_counties,
    months_above_floors,
    months_of_counties,
)
from analysis.release.protect import BAND_PERSONS, GRID, Shown, floor, in_fives, protect_events
from analysis.release.rounded import incidence, two_digits
from analysis.terms import UNKNOWN, Estimand
from analysis.timeline.exposure import stages
from analysis.timeline.tables import EVENT_KEYS, add_up, events_table

SCHOOL = "grunnskole,landmarks=36,contrasts=difference,replicates=200"
"""Two hundred draws tell a standard error to a twentieth, and take a quarter of a minute."""
YEAR = 12
STATE = Estimand.PREVALENCE.value
EVER = Estimand.CUMULATIVE_INCIDENCE.value
METHOD = "; released in whole per cent, counts in fives"
COUNTS = ["n_at_risk", "n_events"]


def answers_of(
    study: LiveStudy, comparison: Comparison
) -> Iterator[tuple[Spec, pd.DataFrame, pd.DataFrame | None]]:
    """Yield what is released of a comparison: the spec, its rows, and protected counts behind them.

    Raises:
        DesignError: the dataset lacks what tells who begins.
        EstimationError: nobody is compared.
    """
    whole = comparison.ask(Approach.TARGET_TRIAL)
    everybody = study.estimates(whole).frame
    yield whole, main_answer(everybody), None
    events = groups_after_landmark(study, comparison)
    places = counts_of_places(events)
    yield (
        comparison.ask(Approach.LANDMARK, ("municipality",)),
        curves_of(places, comparison, PLACE),
        places,
    )
    if COUNTY in events:
        counties = _comparable(counts_of_counties(events, places), COUNTY)
        by = comparison.ask(Approach.LANDMARK, (COUNTY,))
        yield by, curves_of(counties, comparison, (COUNTY, "group")), counties
        by = comparison.ask(Approach.TARGET_TRIAL, (COUNTY,))
        yield by, answers_of_counties(study.estimates(by).frame, everybody), None


def main_answer(rows: pd.DataFrame, within: list[int] | None = None) -> pd.DataFrame:
    """Return what is released of the target trial: both arms by year, and their difference.

    Args:
        rows: of the approach, of everybody or of one county, by month.
        within: months that may be told; None: those in which both arms are above the floors.

    Returns:
        Rows of prevalence of both arms in whole years, and of its difference at the comparison's
        points; only of months that may be told.
    """
    told = rows[(rows["of"] == STATE) & rows["estimate"].notna() & (rows["month"] % YEAR == 0)]
    curves = told[told["estimand"] == STATE]
    passed = months_above_floors(curves) if within is None else within
    zero = curves[(curves["month"] == 0) & bool(passed)]
    arms = two_digits(curves[curves["month"].isin(passed)], from_month=1)
    gaps = told[(told["estimand"] == Estimand.DIFFERENCE) & told["month"].isin(passed)]
    parts = [zero.assign(lower=0.0, upper=0.0), arms, _whole_points(gaps)]
    made = pd.concat([part for part in parts if len(part)] or [told.iloc[:0]], ignore_index=True)
    counts = {name: in_fives(made[name].astype(int)) for name in COUNTS}
    made = made.assign(**counts, weighted=np.nan, method=made["method"] + METHOD)
    of_arms = made["against"] == ""
    both = made[of_arms].groupby("month")[COUNTS].sum()  # rounded again they would tell more
    made.loc[~of_arms, COUNTS] = both.reindex(made.loc[~of_arms, "month"]).to_numpy()
    return made


def _whole_points(gaps: pd.DataFrame) -> pd.DataFrame:
    """Return differences in whole points, and limits that hold them."""
    lower, upper = np.floor(gaps["lower"] * 100) / 100, np.ceil(gaps["upper"] * 100) / 100
    return gaps.assign(estimate=gaps["estimate"].round(2), lower=lower, upper=upper)


def answers_of_counties(rows: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Return what is released of the target trial by county: as of everybody.

    Args:
        rows: of the approach by county, by month; without numbers where too few begin.
        whole: of the approach, of everybody.
    """
    rows = rows[rows[COUNTY] != UNKNOWN]  # what is left of the country
    curves, country = (_yearly(frame) for frame in (rows, whole))
    parts = [
        main_answer(rows[rows[COUNTY] == name], within=months)
        for name, months in months_of_counties(curves, country).items()
    ]
    return pd.concat(parts, ignore_index=True) if parts else main_answer(rows)


def _yearly(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the curve of both arms in whole years after time zero."""
    curve = rows[(rows["of"] == STATE) & (rows["estimand"] == STATE) & rows["estimate"].notna()]
    return curve[(curve["month"] > 0) & (curve["month"] % YEAR == 0)]


def groups_after_landmark(study: LiveStudy, comparison: Comparison) -> pd.DataFrame:
    """Return the table of events after the comparison's landmark, by place and stage.

    Months are since the landmark; places are municipalities and, where they are known, counties.
    """
    everybody = study.followed(comparison)
    (landmark,) = comparison.asked_landmarks
    still = everybody.from_month(landmark)
    stage = stages(still.stays, still.frame.index, landmark)
    outcome = replace(still.outcome, frame=still.frame.assign(group=stage))
    counties = (COUNTY,) if COUNTY in still.frame else ()
    return events_table(outcome, (*counties, *PLACE))


def counts_of_places(events: pd.DataFrame) -> pd.DataFrame:
    """Return protected counts by municipality and stage, of those that have a curve.

    Only where those who have not begun have one to be held against.
    """
    counts = protect_events(add_up([events], PLACE, EVENT_KEYS), PLACE)
    return _comparable(counts[counts["shown"] == Shown.FULL], PLACE[0])


def _comparable(full: pd.DataFrame, place: str) -> pd.DataFrame:
    """Return the places where some have begun and others not."""
    begun = full["group"] != Stage.NOT_BEGUN
    both = set(full.loc[begun, place]) & set(full.loc[~begun, place])
    return full[full[place].isin(both)].reset_index(drop=True)


def curves_of(counts: pd.DataFrame, comparison: Comparison, by: tuple[str, ...]) -> pd.DataFrame:
    """Return the curves of protected counts: who has come into the state since the landmark."""
    rows = incidence(counts, by)
    return rows[rows["estimand"] == EVER].assign(
        approach=Approach.LANDMARK.value,
        landmark=comparison.asked_landmarks[0],
        against="",
        of=EVER,
        weighted=np.nan,
    )


def told_groups(rows: Estimates, place: str) -> Estimates:
    """Return the groups of places that a release would tell of, as they were estimated.

    Args:
        rows: groups at the landmark by place, of a study of any kind.
        place: the column of places.
    """
    if rows.release_id is not None:
        return rows
    frame = rows.frame
    curves = frame[(frame["of"] == EVER) & (frame["estimand"] == EVER) & (frame["against"] == "")]
    full = curves.groupby([place, "group"]).filter(_is_told)
    followed = full[(full["month"] == 0) | (full["n_at_risk"] >= BAND_PERSONS)]
    return replace(rows, frame=_comparable(followed, place))


def _is_told(curve: pd.DataFrame) -> bool:
    """Tell whether a group passes the floors, from its curve by month."""
    persons = int(curve.loc[curve["month"] == 0, "n_at_risk"].max())
    events = int(curve.loc[curve["month"] <= GRID[-1], "n_events"].sum())
    return floor(persons, events, persons - events) is Shown.FULL


def told_answer(rows: Estimates) -> Estimates:
    """Return the target trial of one county where a release would tell of it, as it was estimated.

    Args:
        rows: of the approach, of one county, of a study of any kind.
    """
    frame = rows.frame
    if rows.release_id is not None or frame.empty:
        return rows
    months = months_above_floors(_yearly(frame))
    return replace(rows, frame=frame[frame["month"].isin([0, *months] if months else [])])
