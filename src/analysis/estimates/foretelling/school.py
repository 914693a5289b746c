"""How far those who went to school just after the exit had come in it when a candidate is read."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.comparison_terms import Stage
from analysis.design import MeasurementPoint
from analysis.reference.comparisons import parse_comparison
from analysis.terms import Level
from analysis.timeline.cohort import Cohort
from analysis.timeline.exposure import stages, stays
from analysis.timeline.rows import Ints

if TYPE_CHECKING:
    from analysis.estimates.live import LiveStudy

SCHOOLS = (Level.GRUNNSKOLE, Level.UPPER_SECONDARY)
WITHIN = 12
"""Who went to school is who was in it in one of the months 0 to WITHIN since the exit."""
REMAINED = (Stage.IN_PROGRESS, Stage.COMPLETED)
"""Those whom the ones who left without completing are held against, each apart."""


def school_stays(study: "LiveStudy", people: Cohort) -> dict[Level, pd.DataFrame]:
    """Return the stays in each school of those who went to it within WITHIN months of the exit.

    Who has an ended spell of which the register does not tell whether it was completed, is left
    out. Empty where the registers do not tell who completes.

    Returns:
        What `stays` returns, by school.
    """
    if not study.registers.has("education", "completed"):
        return {}
    spells = study.registers.tables["education"]
    untold = spells[spells["end"].notna() & spells["completed"].isna()]
    found = {}
    for level in SCHOOLS:
        every = stays(study.registers, people, parse_comparison(level.value))
        went = every[(every["begun"] <= WITHIN) & (every["left"].fillna(WITHIN) >= 0)]
        unknown = untold.loc[untold["level"] == level, "person"]
        told = every["person"].isin(went["person"]) & ~every["person"].isin(unknown)
        found[level] = every[told.to_numpy(dtype=bool)].reset_index(drop=True)
    return found


def at_stages(
    every: pd.DataFrame, people: Cohort, point: MeasurementPoint
) -> dict[Stage, NDArray[np.bool_]]:
    """Return who of those who went to a school is at which stage, in the month that is read.

    Who left it less than BREAK_MONTHS ago is still in it, as after a summer.

    Args:
        every: their stays, of `school_stays`.
        people: of whom they are some.
        point: the month, or each one's own November.
    """
    month = _months_read(people, point)
    stage = np.full(len(month), Stage.NOT_BEGUN.value, dtype=object)
    for one in np.unique(month):
        own = month == one
        stage[own] = stages(every, people.frame.index[own], int(one))
    return {name: np.asarray(stage == name) for name in (Stage.LEFT, *REMAINED)}


def _months_read(people: Cohort, point: MeasurementPoint) -> Ints:
    """Return in which month since his exit each person is read."""
    exit_month = people.frame["origin"].to_numpy(dtype=np.int64)
    later = point.read_in - 1 - exit_month % 12 if point.read_in else 0
    return np.asarray(point.month + later + 0 * exit_month)
