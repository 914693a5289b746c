"""When stable employment is reached: entry, duration, event and cause, one row a person.

The order of this module is that of definitions.md: months seen, who is left out, runs, the end.
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.design import Measure
from analysis.terms import Cause, Dating, LeftOut
from analysis.timeline.benefits import received
from analysis.timeline.cohort import Cohort
from analysis.timeline.months import NONE, Ints
from analysis.timeline.panel import Bools, Panel, departures
from analysis.timeline.pay import balance, check_amounts
from analysis.timeline.runs import Sums, can_still_succeed, confirmed_in, first_month, succeeds_from
from analysis.timeline.status import MISSING, QUALIFIES, qualifies

NEVER = 10**6


@dataclass(frozen=True)
class Clock:
    """The months of a cohort, counted from each person's origin; rows are those of the cohort.

    Attributes:
        qualifies: persons x months 1..; False where not seen.
        seen: persons x months 1..; whether the month is observed and not missing.
        month_0: QUALIFIES, NOT or MISSING in the month of the origin.
        entry: last month not at risk.
        followed_to: L, the last month seen (definitions.md 5, 7).
        calendar_end: last observed month by the calendar alone; decides who is eligible.
        gone: month of departure; NEVER where there is none.
        gone_cause: death or emigration, or missing.
        sums: what runs must reach in all, under a rule of earnings or income.
    """

    qualifies: Bools
    seen: Bools
    month_0: NDArray[np.int8]
    entry: Ints
    followed_to: Ints
    calendar_end: Ints
    gone: Ints
    gone_cause: pd.Series
    sums: Sums | None = None

    def limit(self, measure: Measure) -> Ints:
        """Return where records stop: C for runs dated at the start, else L (definitions.md 7)."""
        if measure.dated_at is Dating.CONFIRMATION:
            return self.followed_to
        return self.followed_to - measure.window + 1

    def succeeds(self, measure: Measure) -> Bools:
        """Tell of each month whether a run that starts in it succeeds."""
        if self.sums:
            return self.sums.succeeds_from(self.qualifies, measure.run_months)
        return succeeds_from(self.qualifies, measure.run_months, measure.gap_months)

    def confirmed(self, measure: Measure) -> Bools:
        """Tell of each month whether it confirms a run."""
        if self.sums:
            return self.sums.confirmed_in(self.qualifies, measure.run_months)
        return confirmed_in(self.qualifies, measure.run_months, measure.gap_months)

    def in_progress_at_entry(self, measure: Measure) -> Bools:
        """Tell of each person whether a run started by entry is undecided and could succeed."""
        if self.sums:
            return self.sums.can_still_succeed(self.qualifies, self.entry, measure.run_months)
        k, g = measure.run_months, measure.gap_months
        return can_still_succeed(self.qualifies, self.entry, k, g)


@dataclass(frozen=True)
class Outcome:
    """One measure on one cohort.

    Attributes:
        frame: index person; entry, duration (months since the origin, >= 1), event (0/1), cause,
            already_there (yes, no, unknown) and the cohort's groups.
        left_out: index person; the reason of everybody else.
    """

    frame: pd.DataFrame
    left_out: pd.Series


def clock(panel: Panel, people: Cohort, measure: Measure) -> Clock:
    """Lay the months of a cohort on its clock."""
    status = qualifies(panel, measure)
    origin = people.frame["origin"].to_numpy()
    entry = people.frame["entry"].to_numpy()
    calendar_end = panel.first + panel.n_months - 1 - origin
    gone_month, gone_cause = departures(panel.registers)
    gone_at = gone_month[people.frame.index]
    gone = np.where(gone_at == NONE, NEVER, gone_at - origin)
    on_clock = _aligned(status, people.frame.index.to_numpy(), origin - panel.first)
    months = np.arange(1, on_clock.shape[1])
    seen = (on_clock[:, 1:] != MISSING) & (months <= calendar_end[:, None])
    lost = ~seen & (months > entry[:, None]) & (months <= calendar_end[:, None])
    followed_to = np.where(lost.any(axis=1), lost.argmax(axis=1), calendar_end)
    in_sight = months <= followed_to[:, None]
    sums = None
    if measure.amount and len(origin):
        check_amounts(panel.registers.dataset, measure, int(origin.min()) + 1)
        sums = _sums(panel, people, measure, in_sight & (months < gone[:, None]))
    return Clock(
        qualifies=(on_clock[:, 1:] == QUALIFIES) & in_sight,
        seen=seen,
        month_0=on_clock[:, 0],
        entry=entry,
        followed_to=followed_to,
        calendar_end=calendar_end,
        gone=gone,
        gone_cause=gone_cause.loc[people.frame.index],
        sums=sums,
    )


def _sums(panel: Panel, people: Cohort, measure: Measure, in_sight: Bools) -> Sums:
    """Lay what a run must reach on the clock of a cohort."""
    person, origin = people.frame.index.to_numpy(), people.frame["origin"].to_numpy()
    shift = origin - panel.first
    excluded = _aligned(received(panel, measure).astype(np.int8), person, shift)[:, 1:]
    beyond = _aligned(balance(panel, measure), person, shift)[:, 1:]
    return Sums(usable=in_sight & (excluded == 0), balance=beyond)


Months = TypeVar("Months", NDArray[np.int8], NDArray[np.int64])


def _aligned(status: Months, person: Ints, shift: Ints) -> Months:
    """Return months 0.. of each person; MISSING outside the observed calendar."""
    n_months = status.shape[1]
    width = max(int(n_months - shift.min()), 2) if len(shift) else 2
    column = shift[:, None] + np.arange(width)
    inside = (column >= 0) & (column < n_months)
    taken = status[person[:, None], np.clip(column, 0, n_months - 1)]
    return np.where(inside, taken, MISSING)


def outcomes(panel: Panel, people: Cohort, measure: Measure) -> Outcome:
    """Return when, and why, each person's time at risk ended.

    Args:
        panel: the registers by month.
        people: who is followed, from which month.
        measure: what counts; dated at the start unless it says otherwise.

    Raises:
        DesignError: the dataset lacks what the measure needs.
    """
    measure = measure.dated()
    time = clock(panel, people, measure)
    limit = time.limit(measure)
    start, reached = _first_run(time, measure, limit)
    exit_month = np.where(time.gone <= limit, time.gone, NEVER)
    event = reached > 0
    cause = np.where(
        event,
        Cause.EVENT.value,
        np.where(exit_month < NEVER, time.gone_cause, Cause.CENSORED.value),
    )
    duration = np.where(event, reached, np.minimum(exit_month, limit))
    already = (time.month_0 == QUALIFIES) & (start == 1)
    frame = people.frame.drop(columns="origin").assign(
        duration=duration,
        event=event.astype(np.int8),
        cause=cause,
        already_there=np.where(time.month_0 == MISSING, "unknown", np.where(already, "yes", "no")),
    )
    reasons = pd.Series(_left_out(time, measure, limit), index=people.frame.index, dtype="object")
    kept = reasons.isna()
    front = ["entry", "duration", "event", "cause", "already_there"]
    columns = front + [name for name in frame if name not in front]
    return Outcome(frame.loc[kept, columns], pd.concat([people.left_out, reasons[~kept]]))


def _first_run(time: Clock, measure: Measure, limit: Ints) -> tuple[Ints, Ints]:
    """Return the first month of the first run that succeeds, and the month that it is dated at."""
    months = np.arange(1, time.qualifies.shape[1] + 1)
    starts = time.succeeds(measure)
    if measure.dated_at is Dating.CONFIRMATION:
        return first_month(starts), first_month(time.confirmed(measure))
    start = first_month(starts & (months <= limit[:, None]))
    return start, start


def _left_out(time: Clock, measure: Measure, limit: Ints) -> NDArray[np.object_]:
    """Return the reason why each person has no row, None where he has (definitions.md 5-11)."""
    months = np.arange(1, time.seen.shape[1] + 1)
    before = months <= np.minimum(time.entry, time.calendar_end)[:, None]
    unseen_before = (before & ~time.seen).any(axis=1)
    late_to_be_seen = ~time.seen[:, 0] & (time.seen & (months < time.gone[:, None])).any(axis=1)
    reached_before = (time.confirmed(measure) & before).any(axis=1)
    reasons = {
        LeftOut.GONE_AT_ENTRY: time.gone <= time.entry,
        LeftOut.HISTORY_UNSEEN: unseen_before | late_to_be_seen | reached_before,
        LeftOut.FOLLOW_UP_TOO_SHORT: limit <= time.entry,
    }
    if measure.dated_at is not Dating.CONFIRMATION:
        reasons[LeftOut.IN_PROGRESS_AT_ENTRY] = time.in_progress_at_entry(measure)
    chosen = np.full(len(time.entry), None, dtype=object)
    for reason, holds in reversed(reasons.items()):
        chosen[holds] = reason
    return chosen
