"""What Statistics Norway and the programme's register would tell of each person who left."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.design import Measure, MeasurementPoint
from analysis.official_terms import SIX, OfficialStatus
from analysis.registers.read import Registers
from analysis.terms import UNKNOWN, Counts, OriginName, State
from analysis.timeline.cohort import Cohort, programmes
from analysis.timeline.panel import Bools, Panel
from analysis.timeline.rows import Ints
from analysis.timeline.states import NAMES, States, states

WORK = (Counts.EMPLOYMENT, Counts.SELF_EMPLOYMENT)
AT_OFFICE = {OfficialStatus.UNEMPLOYED: "unemployed", OfficialStatus.ON_MEASURES: "on_measures"}
"""Statuses at the labour office that have a row; reduced capacity for work has none."""
OUTSIDE = tuple(map(str, (State.DEATH, State.EMIGRATION, State.MISSING)))
"""A measure's states that are in no row of the table."""
STATUSES = (*map(str, SIX), *OUTSIDE)
IN_STATE = NAMES.index(State.IN_STATE)


def official_states(
    panel: Panel, people: Cohort, measure: Measure, points: Sequence[MeasurementPoint]
) -> States:
    """Return each person's status at the k-th November after the year of exit.

    Work and education may be at once; who has neither is unemployed, on measures, or other, the
    first that holds. Without a table of the labour office everybody else is other. The gone and the
    unseen have their own states; not eligible is -1. The first three are together those in the
    measure's state.

    Args:
        panel: registers by month.
        people: who left.
        measure: the official one, whose work and education count.
        points: one a year, as of a measure that is read once a year.

    Raises:
        DesignError: the dataset lacks what the measure needs.
    """
    whole = states(panel, people, measure, points).codes
    works, learns = (_part(panel, people, measure, points, is_work) for is_work in (True, False))
    held = {
        OfficialStatus.EMPLOYED_AND_EDUCATION: works & learns,
        OfficialStatus.EMPLOYED: works,
        OfficialStatus.EDUCATION: whole == IN_STATE,  # where work is not seen, school is enough
        **_looking(panel, people, points),
        OfficialStatus.OTHER: np.ones(whole.shape, dtype=bool),
    }
    first = np.argmax(np.stack(list(held.values())), axis=0)
    codes = np.array([STATUSES.index(name) for name in held], dtype=np.int8)[first]
    for name in OUTSIDE:
        codes[whole == NAMES.index(name)] = STATUSES.index(name)
    codes[whole < 0] = -1
    return States(STATUSES, tuple(point.month for point in points), codes)


def _part(
    panel: Panel,
    people: Cohort,
    measure: Measure,
    points: Sequence[MeasurementPoint],
    is_work: bool,
) -> Bools:
    """Return people x points: whether work alone, or education alone, is enough for the measure."""
    counts = tuple(one for one in measure.counts if (one in WORK) == is_work)
    if not counts:
        return np.zeros((len(people.frame), len(points)), dtype=bool)
    hours = measure.hours_per_week if is_work else 0
    part = replace(measure, name=f"{measure.name}, in part", counts=counts, hours_per_week=hours)
    return np.asarray(states(panel, people, part, points).codes == IN_STATE)


def _looking(
    panel: Panel, people: Cohort, points: Sequence[MeasurementPoint]
) -> dict[OfficialStatus, Bools]:
    """Return people x points of those whom the labour office has, by what it has them as."""
    table = "labour_office"
    shape = (len(people.frame), len(points))
    if not panel.registers.has(table):
        return {}
    spells = panel.registers.tables[table]
    _, first, last = panel.spells(table)
    row = people.frame.index.get_indexer(pd.Index(spells["person"]))
    column = _columns(panel, people, points)
    found = {}
    for name, status in AT_OFFICE.items():
        chosen = np.flatnonzero((row >= 0) & (spells["status"] == status).to_numpy(dtype=bool))
        held = np.zeros(shape, dtype=bool)
        for at in range(shape[1]):
            read = column[row[chosen], at]
            here = chosen[(first[chosen] <= read) & (read <= last[chosen])]
            held[row[here], at] = True
        found[name] = held
    return found


def _columns(panel: Panel, people: Cohort, points: Sequence[MeasurementPoint]) -> Ints:
    """Return people x points: the column of the panel that a point is read in."""
    origin = people.frame["origin"].to_numpy(dtype=np.int64)[:, None]
    month = np.array([point.month for point in points], dtype=np.int64)
    read = np.array([point.read_in or 0 for point in points], dtype=np.int64)
    moved = np.where(read > 0, read - 1 - origin % 12, 0)
    return np.asarray(origin + month + moved - panel.first)


def exit_reasons(registers: Registers, people: Cohort, transfer_months: int) -> pd.Series:
    """Return each leaver's main activity as the programme's register has it; unknown where none.

    Raises:
        DesignError: the dataset has no such column.
    """
    registers.need("participants", "exit_reason", "The activity at exit")
    rows = programmes(registers.tables["participants"], OriginName.EXIT, transfer_months)
    reasons: pd.Series = rows.loc[people.frame.index, "exit_reason"].astype(object)
    return reasons.where(reasons.notna(), UNKNOWN).astype(str)
