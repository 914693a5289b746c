"""Pathways: who is in which state by month, how long, and what follows school."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.comparison_terms import CLOCKS, Arm, Sequel
from analysis.errors import EstimationError
from analysis.estimates.g_formula import walk
from analysis.estimates.g_formula.lived import Course, GFormula
from analysis.estimates.g_formula.parts import Floats
from analysis.estimates.g_formula.rows import Told, tidy
from analysis.estimates.g_formula.shares import months_in, occupation, persons
from analysis.terms import Estimand
from analysis.timeline.pathway import ORDER

FOLLOWS = {
    Sequel.SCHOOL_BEGUN: walk.FOLLOWED_ON,
    Sequel.SCHOOL_COMPLETED: walk.FOLLOWED_DONE_ON,
    Sequel.STABLE_WORK: walk.FOLLOWED_STABLE,
    Sequel.WORK: walk.FOLLOWED_WORK,
    Sequel.GONE: walk.FOLLOWED_GONE,
}
HORIZONS = (60, 120)
"""Months up to which time in a state is told."""


def occupations(made: GFormula) -> pd.DataFrame:
    """Return the share in each state by month, as observed and on each course; they add up to 1.

    Returns:
        group (the course), state, and the tidy columns without measure and origin; n_at_risk is who
        could be followed to the month, n_events who is in the state.

    Source:
        definitions.md 16; no claim that transitions are Markov.
    """
    parts = []
    for name, course in _courses(made).items():
        share, drawn = occupation(course.counts), occupation(course.drawn)
        whole = persons(course.counts)
        for place, state in enumerate(ORDER):
            told = Told(share[:, place], drawn[..., place], whole, course.counts[:, place])
            rows = tidy(made, told, Estimand.OCCUPATION, (0.0, 1.0))
            parts.append(rows.assign(group=str(name), state=str(state)))
    return pd.concat(parts, ignore_index=True)


def times(made: GFormula) -> pd.DataFrame:
    """Return mean months in each state up to five and ten years, as observed and on each course.

    Returns:
        As `occupations`; month is the horizon. The months of all states add up to it.
    """
    horizons = [month for month in HORIZONS if month <= made.comparison.horizon]
    parts = []
    for name, course in _courses(made).items():
        share, drawn = occupation(course.counts), occupation(course.drawn)
        mean, of_draws = months_in(share, axis=0), months_in(drawn, axis=-2)
        whole = persons(course.counts)
        for place, state in enumerate(ORDER):
            told = Told(mean[:, place], of_draws[..., place], whole, course.counts[:, place])
            rows = tidy(made, told, Estimand.TIME_IN_STATE, (0.0, np.inf))
            parts.append(rows.assign(group=str(name), state=str(state)))
    rows = pd.concat(parts, ignore_index=True)
    return rows[rows["month"].isin(horizons)].reset_index(drop=True)


def what_follows(made: GFormula) -> pd.DataFrame:
    """Return what follows upon beginning, and upon completing, the exposure.

    Returns:
        group (the course), clock (begun or completed), what (Sequel), and the tidy columns; month
        is months since, n_at_risk who could be followed so long, n_events who has come there by
        then (school) or is there then (all else). The gone stay in the denominator.

    Raises:
        EstimationError: nobody begins on any course.
    """
    parts = []
    for name, course in _courses(made).items():
        for place, clock in enumerate(CLOCKS):
            follow, drawn = course.follow[place], course.drawn_follow[:, :, place]
            whole = follow[:, walk.FOLLOWED]
            if not whole.any():
                continue
            for what, column in FOLLOWS.items():
                share, of_draws = (
                    _part(one[..., column], one[..., walk.FOLLOWED]) for one in (follow, drawn)
                )
                told = Told(share, of_draws, whole, follow[:, column])
                rows = tidy(made, told, Estimand.WHAT_FOLLOWS, (0.0, 1.0))
                parts.append(rows.assign(group=str(name), clock=clock, what=str(what)))
    if not parts:
        raise EstimationError("Nobody begins the exposure: nothing can follow.")
    rows = pd.concat(parts, ignore_index=True)
    return rows[rows["n_at_risk"] > 0].reset_index(drop=True)


def _courses(made: GFormula) -> Mapping[str, Course]:
    return {Arm.OBSERVED: made.observed, **made.courses}


def _part(part: Floats, whole: Floats) -> Floats:
    return np.asarray(np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0))
