"""What a measure asks of the registers, and which months it makes qualify, or leaves missing."""

import numpy as np
from numpy.typing import NDArray

from analysis.design import Measure
from analysis.reference.measure_rules import JOBS
from analysis.registers.read import Registers
from analysis.terms import Counts, Level, Unit
from analysis.timeline.benefits import check_kinds, received
from analysis.timeline.jobs import at_work
from analysis.timeline.kernels import (
    BARRED,
    BY_FLAGS,
    BY_HOURS,
    BY_PAY,
    DONE,
    HOME,
    MISSING,
    NOT,
    NOTHING,
    OPEN,
    PERHAPS,
    QUALIFIES,
    SURE,
    UNREAD,
)
from analysis.timeline.months import month_of
from analysis.timeline.panel import NO_AMOUNTS, NO_MARKS, Panel, departures, home
from analysis.timeline.participation import check_events, taken_part
from analysis.timeline.pay import paid, to_reach
from analysis.timeline.rows import Asked, Codes, Ints, Marks

LEVELS = {
    Counts.EDUCATION: ("upper_secondary", "higher"),
    Counts.GRUNNSKOLE: ("grunnskole",),
}


def asked(panel: Panel, measure: Measure) -> Asked:
    """Return what makes a month qualify for one measure, for the loops over months.

    A month is missing where residence does not cover it, or where a value that decides is missing
    (definitions.md 5). From the month of departure on nothing qualifies and nothing is missing.

    Raises:
        DesignError: the measure needs a table, column or kind of benefit that the dataset does not
            have.
    """
    check_columns(panel.registers, measure)
    amounts, taken_off = paid(panel, measure) if measure.amount else at_work(panel, measure)
    gone, by_death = departures(panel)
    rule, (needed, cap, scale) = _to_reach(panel, measure)
    return Asked(
        amounts=amounts,
        taken_off=taken_off,
        school=_education(panel, measure),
        done=_done(panel, measure),
        barred=received(panel, measure),
        home=home(panel),
        gone=gone,
        by_death=by_death,
        rule=rule,
        meaning=_meaning(measure, panel.registers.has("residence")),
        ground=_ground(panel, measure.read_in),
        unit=panel.unit,
        once=np.ones(panel.n_months, dtype=np.int64),
        needed=needed,
        cap=cap,
        scale=scale,
    )


def _to_reach(panel: Panel, measure: Measure) -> tuple[int, tuple[Ints, Ints, Ints]]:
    """Return the rule, and by month what is needed, what counts at most, and parts of a unit."""
    if measure.amount:
        return BY_PAY, to_reach(panel, measure)
    if measure.hours_per_week:
        return BY_HOURS, (measure.hours_per_week * panel.unit, NO_AMOUNTS, NO_AMOUNTS)
    return BY_FLAGS, (NO_AMOUNTS, NO_AMOUNTS, NO_AMOUNTS)


def _ground(panel: Panel, read_in: int | None) -> NDArray[np.uint8]:
    """Return the flags that hold of everybody: months in which no status is read."""
    month = (panel.first + np.arange(panel.n_months)) % 12 + 1
    unread = month != (month if read_in is None else read_in)
    return np.where(unread, UNREAD, NOTHING).astype(np.uint8)


def _meaning(measure: Measure, is_covered: bool) -> Codes:
    """Return what flags together mean: QUALIFIES, NOT or MISSING (2 * UNREAD flags)."""
    flags = np.arange(2 * UNREAD)

    def has(flag: int) -> NDArray[np.bool_]:
        return flags & flag > 0

    sure, possible = has(SURE), has(SURE | OPEN)
    if measure.completed or measure.participation:
        whatever = not measure.counts
        sure, possible = has(DONE) & (sure | whatever), has(PERHAPS) & (possible | whatever)
    status = np.where(sure, QUALIFIES, np.where(possible, MISSING, NOT))
    status[has(BARRED) | has(UNREAD)] = NOT
    if is_covered:
        status[~has(HOME)] = MISSING
    return status.astype(np.int8)


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
        ("participation", "kind"): (bool(measure.participation), True),
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
    check_events(registers, measure)


def _education(panel: Panel, measure: Measure) -> Marks:
    """Return where a school that the measure counts makes a month qualify."""
    taught = [
        level for counted, levels in LEVELS.items() if counted in measure.counts for level in levels
    ]
    if not taught:
        return NO_MARKS

    def build() -> Marks:
        counted = panel.registers.tables["education"]["level"].isin(taught)
        return panel.marks("education", np.where(counted, SURE, NOTHING).astype(np.uint8))

    return panel.layer(("education", *taught), build)


def _done(panel: Panel, measure: Measure) -> Marks:
    """Return where what nobody loses again is there: a level completed, or taking part."""
    if measure.completed:
        return _completed(panel, measure.completed)
    return taken_part(panel, measure.participation)


def _completed(panel: Panel, level: Level) -> Marks:
    """Return where a level is surely completed, and where it is or might be.

    It is from the calendar month in which a completed spell ends; a spell without an end has not
    ended, whatever else stands there.
    """

    def build() -> Marks:
        spells = panel.registers.tables["education"]
        ended = spells[(spells["level"] == level) & spells["end"].notna()]
        surely = ended["completed"].fillna(False).to_numpy(dtype=bool)
        perhaps = ended["completed"].fillna(True).to_numpy(dtype=bool)
        what = np.where(surely, DONE | PERHAPS, np.where(perhaps, PERHAPS, NOTHING))
        since = np.clip(month_of(ended["end"]) - panel.first, 0, panel.n_months)
        until = np.full(len(ended), panel.n_months - 1)
        person = ended["person"].to_numpy(dtype=np.int64)
        return panel.marks_of(person, (since, until), what.astype(np.uint8))

    return panel.layer(("completed", level), build)
