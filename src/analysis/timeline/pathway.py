"""What each person does in each month: school, work, the programme, the labour office.

Registers overlap; where one state is to be told, the first of an order counts (definitions.md 16).
The order stands here; the walk of the g-formula finds who is in which.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.comparison import Exposure
from analysis.comparison_terms import Situation
from analysis.compiled import compiled, each_share
from analysis.design import Measure, MeasurementPoint
from analysis.terms import Benefit, Level, OriginName, State
from analysis.timeline.cohort import Cohort, cohort
from analysis.timeline.exposure import BREAK_MONTHS, are_of
from analysis.timeline.kernels import NEVER, NOTHING, SURE
from analysis.timeline.months import month_of
from analysis.timeline.panel import Bools, Panel
from analysis.timeline.rows import Bytes, Ints, Marks
from analysis.timeline.states import NAMES, States, states

ORDER = tuple(Situation)
"""States of a pathway; of two at once the first counts."""
LOOKING = ("unemployed", "on_measures")
"""Statuses at the labour office that are states; reduced capacity for work is none."""
GONE, MISSING, IN_STATE = (
    tuple(NAMES.index(name) for name in (State.DEATH, State.EMIGRATION)),
    NAMES.index(State.MISSING),
    NAMES.index(State.IN_STATE),
)
"""Codes of the states of a measure."""


@dataclass(frozen=True, eq=False)
class Months:
    """What a cohort does in months 0 to `last` since the origin; people x months each.

    Attributes:
        seen: whether the person is followed to the month (definitions.md 5), or gone by then.
        by_calendar: whether he could be followed to it.
        gone: whether he has died or emigrated by then.
        stable: whether he is in the measure's state.
        work: whether he has any job.
        grunnskole, upper_secondary, higher: whether he is in school of that level.
        programme: whether he has not left the introduction programme.
        looking: whether the labour office has him as unemployed or on measures.
    """

    seen: Bools
    by_calendar: Bools
    gone: Bools
    stable: Bools
    work: Bools
    grunnskole: Bools
    upper_secondary: Bools
    higher: Bools
    programme: Bools
    looking: Bools


def months_of(panel: Panel, people: Cohort, measure: Measure, last: int) -> Months:
    """Return what the people of a cohort do in months 0 to `last`.

    Tables that the dataset does not have say nothing. In month 0 everybody is seen, and nobody is
    in the measure's state.

    Raises:
        DesignError: the dataset lacks what the measure needs.
    """
    codes = _from_month_0(states(panel, people, measure, _points(last)))
    level = {
        Level(name): _holds(panel, people, Exposure("education", name), last) for name in Level
    }
    gone = np.isin(codes, GONE)
    return Months(
        seen=np.logical_and.accumulate((codes >= 0) & (codes != MISSING), axis=1),
        by_calendar=codes >= 0,
        gone=gone,
        stable=codes == IN_STATE,
        work=_at_work(panel, people, last) & ~gone,
        grunnskole=level[Level.GRUNNSKOLE] & ~gone,
        upper_secondary=level[Level.UPPER_SECONDARY] & ~gone,
        higher=level[Level.HIGHER] & ~gone,
        programme=_in_programme(panel, people, last) & ~gone,
        looking=_looking(panel, people, last) & ~gone,
    )


def spells_of(panel: Panel, people: Cohort, exposure: Exposure, last: int) -> tuple[Bools, Ints]:
    """Return in which months 0 to `last` an exposure holds, and the month it is completed in.

    The months are people x months, that of a spell's first day among them, as `exposures` dates a
    beginning; the month of completion is that in which a completed spell ends, before 0 where it
    lies before the origin, NEVER where there is none.
    """
    done = np.full(panel.registers.n_persons, NEVER, dtype=np.int64)
    if exposure.can_be_completed and panel.registers.has("education", "completed"):
        spells = panel.registers.tables["education"]
        completed = spells["completed"].fillna(value=False).astype(bool)
        ended = spells[(spells["level"] == exposure.kind) & completed & spells["end"].notna()]
        np.minimum.at(done, ended["person"].to_numpy(), month_of(ended["end"]))
    mine = done[people.frame.index.to_numpy()]
    since = np.where(mine == NEVER, NEVER, mine - people.frame["origin"].to_numpy())
    held = _holds(panel, people, exposure, last)
    if panel.registers.has(exposure.table):
        spells = panel.registers.tables[exposure.table]
        spells = spells[are_of(spells, exposure)]
        row = people.frame.index.get_indexer(pd.Index(spells["person"]))
        month = month_of(spells["start"]) - people.frame["origin"].to_numpy()[row]
        inside = (row >= 0) & (month >= 0) & (month < last)
        row, month = row[inside], month[inside]
        held[row, month] |= held[row, month + 1]  # who begins late in a month is seen in the next
    return joined(held), since


def joined(held: Bools) -> Bools:
    """Return people x months with breaks of a summer between two months filled, as in `stays`."""
    month = np.arange(held.shape[1])
    before = np.maximum.accumulate(np.where(held, month, -NEVER), axis=1)
    behind = np.where(held, month, NEVER)[:, ::-1]
    after = np.minimum.accumulate(behind, axis=1)[:, ::-1]
    return np.asarray(after - before <= BREAK_MONTHS)


def receives(panel: Panel, people: Cohort, last: int) -> Bools:
    """Return in which months people receive a benefit other than that of the programme itself."""

    def chosen() -> Bools:
        kind = panel.registers.tables["benefits"]["kind"].astype(object)
        return (kind != Benefit.INTRODUCTION_BENEFIT).to_numpy(dtype=bool)

    return _where(panel, people, ("benefits", chosen), last)


def _points(last: int) -> list[MeasurementPoint]:
    return [MeasurementPoint(month) for month in range(1, last + 1)]


def _from_month_0(told: States) -> NDArray[np.signedinteger]:
    """Return codes of states with a month 0, in which nobody is in the state."""
    outside = np.full((len(told.codes), 1), 1, dtype=told.codes.dtype)
    return np.concatenate([outside, told.codes], axis=1)


def _holds(panel: Panel, people: Cohort, exposure: Exposure, last: int) -> Bools:
    """Return the months in which a spell of the exposure holds."""
    tables = panel.registers.tables
    chosen = (exposure.table, lambda: are_of(tables[exposure.table], exposure))
    return _where(panel, people, chosen, last)


def _at_work(panel: Panel, people: Cohort, last: int) -> Bools:
    rows = len(panel.registers.tables["jobs"])
    return _where(panel, people, ("jobs", lambda: np.ones(rows, dtype=bool)), last)


def _looking(panel: Panel, people: Cohort, last: int) -> Bools:
    def chosen() -> Bools:
        return panel.registers.tables["labour_office"]["status"].isin(LOOKING).to_numpy(dtype=bool)

    return _where(panel, people, ("labour_office", chosen), last)


def _in_programme(panel: Panel, people: Cohort, last: int) -> Bools:
    """Return the months before the exit; who has not left is in it throughout."""
    exits = cohort(panel.registers, OriginName.EXIT).frame["origin"]
    mine = exits.reindex(people.frame.index).to_numpy(dtype=float)
    left = mine - people.frame["origin"].to_numpy()
    return np.arange(last + 1) < np.where(np.isnan(left), np.inf, left)[:, None]


def _where(panel: Panel, people: Cohort, rows: tuple[str, Callable[[], Bools]], last: int) -> Bools:
    """Return the months in which chosen rows of a table hold; none without the table."""
    table, chosen = rows
    n = len(people.frame)
    held = np.zeros((n, last + 1), dtype=np.uint8)
    if panel.registers.has(table):
        marks = panel.marks(table, np.where(chosen(), SURE, NOTHING).astype(np.uint8))
        person = people.frame.index.to_numpy(dtype=np.int64)
        shift = people.frame["origin"].to_numpy(dtype=np.int64) - panel.first
        each_share(n, lambda begin, end: _lay(marks, person, shift, held, begin, end))
    return held.astype(bool)


@compiled
def _lay(marks: Marks, person: Ints, shift: Ints, held: Bytes, begin: int, end: int) -> None:
    """Fill in which months on their clock marks hold of people begin to end (people x months)."""
    for i in range(begin, end):
        for row in range(marks.begin[person[i]], marks.begin[person[i] + 1]):
            if marks.what[row] == NOTHING:
                continue
            first = max(marks.first[row] - shift[i], 0)
            last = min(marks.last[row] - shift[i], held.shape[1] - 1)
            for month in range(first, last + 1):
                held[i, month] = 1
