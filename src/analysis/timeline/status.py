"""Whether each person's month qualifies for a measure, does not, or is missing.

What a measure needs of the registers is told here too.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.design import Measure
from analysis.reference.measure_rules import JOBS
from analysis.registers.read import Registers
from analysis.terms import Counts, Level, Unit
from analysis.timeline.benefits import check_kinds, received
from analysis.timeline.jobs import at_work
from analysis.timeline.months import NONE, OPEN, month_of
from analysis.timeline.panel import Bools, Panel, departures, presence
from analysis.timeline.pay import paid

QUALIFIES, NOT, MISSING = np.int8(1), np.int8(0), np.int8(-1)
LEVELS = {
    Counts.EDUCATION: ("upper_secondary", "higher"),
    Counts.GRUNNSKOLE: ("grunnskole",),
}


def qualifies(panel: Panel, measure: Measure) -> NDArray[np.int8]:
    """Return QUALIFIES, NOT or MISSING by person and calendar month, for one measure.

    A month is missing where residence does not cover it, or where a value that decides is missing
    (definitions.md 5). From the month of departure on nothing qualifies and nothing is missing.

    Raises:
        DesignError: the measure needs a table, column or kind of benefit that the dataset does not
            have.
    """
    check_columns(panel.registers, measure)
    if measure.amount:
        amount, unknown = paid(panel, measure)
        sure, possible = (amount > 0) & ~unknown, (amount > 0) | unknown
    else:
        sure, possible = _counted(panel, measure)
    allowed = ~received(panel, measure)
    sure, possible = sure & allowed, possible & allowed
    status = np.where(sure, QUALIFIES, np.where(possible, MISSING, NOT))
    calendar = panel.first + np.arange(panel.n_months)
    if measure.read_in is not None:
        status[:, calendar % 12 + 1 != measure.read_in] = NOT
    status[~presence(panel)] = MISSING
    gone, _ = departures(panel.registers)
    status[(gone[:, None] != NONE) & (calendar >= gone[:, None])] = NOT
    return status


def _counted(panel: Panel, measure: Measure) -> tuple[Bools, Bools]:
    """Return where work, school and what is completed surely qualify, and where they might."""
    sure, possible = at_work(panel, measure)
    for counted, levels in LEVELS.items():
        if counted in measure.counts:
            taught = _education(panel, levels)
            sure, possible = sure | taught, possible | taught
    if measure.completed:
        done, perhaps = _completed(panel, measure.completed)
        whatever = not measure.counts
        sure, possible = done & (sure | whatever), perhaps & (possible | whatever)
    return sure, possible


def columns_of(measure: Measure) -> dict[tuple[str, str], bool]:
    """Return (table, column) -> whether a measure needs it; it does without the others."""
    only_self = JOBS & set(measure.counts) == {Counts.SELF_EMPLOYMENT}
    school = bool(set(LEVELS) & set(measure.counts)) or measure.completed is not None
    asked = {
        ("jobs", "hours_per_week"): (bool(measure.hours_per_week), True),
        ("jobs", "monthly_earnings"): (measure.amount is not None, True),
        ("jobs", "contract"): (measure.contract is not None, True),
        ("jobs", "kind"): (measure.counts_jobs, only_self),
        ("jobs", "subsidised"): (measure.subsidised is not None, False),
        ("education", "level"): (school, True),
        ("education", "completed"): (measure.completed is not None, True),
        ("benefits", "kind"): (bool(measure.without), True),
        ("benefits", "monthly_amount"): (measure.income is not None, True),
        ("participants", "household_id"): (measure.unit is Unit.HOUSEHOLD, False),
        ("residence", "start"): (True, False),
        ("departures", "date"): (True, False),
    }
    return {place: needed for place, (used, needed) in asked.items() if used}


def check_columns(registers: Registers, measure: Measure) -> None:
    """Raise DesignError where a measure needs what the dataset does not have."""
    for (table, column), needed in columns_of(measure).items():
        if needed:
            registers.need(table, column, f"The measure '{measure.name}'")
    check_kinds(registers, measure)


def _education(panel: Panel, levels: tuple[str, ...]) -> Bools:
    spells = panel.registers.tables["education"]
    chosen = spells[spells["level"].isin(levels)]
    return panel.layer(levels, lambda: panel.holds(chosen).astype(np.int32)) > 0


def _completed(panel: Panel, level: Level) -> tuple[Bools, Bools]:
    """Return where a level is surely completed, and where it is or might be.

    It is from the calendar month in which a completed spell ends; a spell without an end has not
    ended, whatever else stands there.
    """
    spells = panel.registers.tables["education"]
    ended = spells[(spells["level"] == level) & spells["end"].notna()]
    calendar = panel.first + np.arange(panel.n_months)

    def since(rows: pd.DataFrame) -> Bools:
        first = np.full(panel.registers.n_persons, OPEN, dtype=np.int64)
        np.minimum.at(first, rows["person"].to_numpy(dtype=np.int64), month_of(rows["end"]))
        return first[:, None] <= calendar

    completed = ended["completed"]
    return since(ended[completed.fillna(False)]), since(ended[completed.fillna(True)])
