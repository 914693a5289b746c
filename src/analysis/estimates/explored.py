"""What is asked again and again while a researcher moves a slider: shares, without clustering."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.design import Estimates, MeasurementPoint, StudyDesign
from analysis.errors import DesignError
from analysis.estimates.prevalence import wilson
from analysis.terms import Denominator, Estimand, State
from analysis.timeline.counting import Counted, count
from analysis.timeline.rows import Codes, Ints, Shorts
from analysis.timeline.states import NAMES, reader

if TYPE_CHECKING:
    from analysis.estimates.live import LiveStudy

LAST = 120
"""The last month that a slider reaches."""
GROUPS = ("sex", "municipality")


def explored(study: "LiveStudy", design: StudyDesign, point: int) -> Estimates:
    """Return the prevalence of everybody by month, and by sex and municipality at one month.

    The states of all persons are told once and counted three times. Intervals are Wilson's, by
    person: they are for looking, and what is written down is asked of the study itself.

    Args:
        study: persons.
        design: the measure, read in any month, and the origin.
        point: the month of the groups, at most LAST.

    Returns:
        Rows of PREVALENCE with columns sex and municipality, empty where rows are of everybody.

    Raises:
        DesignError: the measure is read once a year, or the point is beyond LAST.
    """
    measure, people = study.measure(design.measure), study.cohort(design)
    if measure.read_in is not None or not 1 <= point <= LAST:
        raise DesignError(
            f"A slider needs a measure that is read in any month, and a point from 1 to {LAST}."
            f"\nAsk {design.measure},read_in=any."
        )
    counts, now = _counted(study, design, point)
    here = [NAMES.index(State.IN_STATE), NAMES.index(State.NOT_IN_STATE)]
    gone = [NAMES.index(State.DEATH), NAMES.index(State.EMIGRATION)]
    whom = [*here, *gone] if measure.denominator is Denominator.ALL else here
    parts = [_rows(np.arange(1, LAST + 1), counts[:, here[0]], counts[:, whom].sum(axis=1))]
    for group in (name for name in GROUPS if name in people.frame):
        of, names = pd.factorize(people.frame[group], sort=True)
        n, events = (
            np.bincount(of[np.isin(now, chosen)], minlength=len(names))
            for chosen in (whom, here[:1])
        )
        own = _rows(np.full(len(names), point), events, n)
        parts.append(own.assign(**{group: np.asarray(names, dtype=str)[: len(own)]}))
    frame = pd.concat(parts, ignore_index=True)
    frame = frame[frame["n_at_risk"] > 0].reset_index(drop=True)
    frame = frame.assign(measure=measure.name, origin=design.origin)
    named = {name: frame[name].fillna("") if name in frame else "" for name in GROUPS}
    return Estimates(frame.assign(**named), None, study.source, measure)


def _counted(study: "LiveStudy", design: StudyDesign, point: int) -> tuple[Ints, Codes]:
    """Return how many are in each state by month (LAST x states), and each person's at the point.

    States are counted block by block: those of a million persons in all months are never there.
    """
    people = study.cohort(design)
    points = [MeasurementPoint(month) for month in range(1, LAST + 1)]
    read = reader(study.panel(design), people, study.measure(design.measure), points)
    now = np.empty(len(people.frame), dtype=np.int8)

    def codes_of(chosen: Ints) -> Shorts:
        codes = read.codes(chosen)
        now[chosen] = codes[:, point - 1]
        return codes.astype(np.int16)

    everybody = Counted(pd.DataFrame(index=people.frame.index))
    table, column, code = count(everybody, (LAST, len(NAMES)), codes_of)
    counts = np.zeros((LAST, len(NAMES)), dtype=np.int64)
    counts[column, code] = table["n"]
    return counts, now


def _rows(month: np.ndarray, events: np.ndarray, n: np.ndarray) -> pd.DataFrame:
    share = events / np.maximum(n, 1)
    lower, upper = wilson(share * n, np.maximum(n, 1).astype(np.float64))
    return pd.DataFrame(
        {
            "month": month,
            "estimand": Estimand.PREVALENCE.value,
            "estimate": share,
            "lower": lower,
            "upper": upper,
            "n_at_risk": n.astype(np.float64),
            "n_events": events.astype(np.float64),
            "method": "share; Wilson interval by person, for looking",
        }
    )
