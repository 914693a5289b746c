"""Counts by group and month that add up: the table of a whole is the sum over any partition.

Everything that is shown is computed from these (definitions.md 17).
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.design import Measure, MeasurementPoint
from analysis.terms import Dating, State
from analysis.timeline.cohort import Cohort
from analysis.timeline.months import Ints
from analysis.timeline.outcome import Clock, Outcome, clock
from analysis.timeline.panel import Bools, Panel
from analysis.timeline.runs import held, within

EVENT_KEYS = ["entry", "duration", "cause"]
STATE_KEYS = ["month", "state"]
STATES = tuple(State)


def events_table(outcome: Outcome, by: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return persons by group, entry, duration (months) and cause; column n."""
    keys = [*by, *EVENT_KEYS]
    return outcome.frame.groupby(keys, observed=True).size().rename("n").reset_index()


def status_table(
    panel: Panel,
    people: Cohort,
    measure: Measure,
    points: Sequence[MeasurementPoint],
    by: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Return eligible persons by group, measurement point and state; columns month, state, n.

    Eligible is who could be followed to the point by calendar; the gone stay with their cause, and
    who is not seen is MISSING (definitions.md 13, 14). Late entrants count from after their entry,
    where the months before it were seen.
    """
    measure = measure.dated()
    time = clock(panel, people, measure)
    limit = time.limit(measure)
    reach = limit - time.followed_to + time.calendar_end
    last = np.minimum(time.entry, time.calendar_end)[:, None]
    before = np.arange(1, time.seen.shape[1] + 1) <= last
    in_study = ~(before & ~time.seen).any(axis=1) & (time.gone > time.entry)
    months = _months_of(points, people.frame["origin"].to_numpy())
    eligible = in_study[:, None] & (reach[:, None] >= months) & (months > time.entry[:, None])
    codes = _states_at(time, _in_state(time, measure), limit, months)
    return _count(people.frame[list(by)], points, codes, eligible)


def _months_of(points: Sequence[MeasurementPoint], origin: Ints) -> Ints:
    """Return persons x points: the month of each point on each person's clock.

    A reading once a year takes the k-th such calendar month after the year of the origin.
    """
    columns = [
        np.full(len(origin), point.month)
        if point.read_in is None
        else point.month + (point.read_in - 1) - origin % 12
        for point in points
    ]
    return np.column_stack(columns)


def _states_at(time: Clock, state: Bools, limit: Ints, months: Ints) -> NDArray[np.int8]:
    """Return persons x points: the position in STATES."""
    column = np.clip(months, 1, state.shape[1]) - 1
    codes = np.where(np.take_along_axis(state, column, axis=1), 0, 1).astype(np.int8)
    codes[months > limit[:, None]] = STATES.index(State.MISSING)
    gone = (time.gone[:, None] <= months) & (time.gone <= time.followed_to)[:, None]
    by_death = (time.gone_cause == State.DEATH).to_numpy(dtype=bool)[:, None]
    codes[gone & by_death] = STATES.index(State.DEATH)
    codes[gone & ~by_death] = STATES.index(State.EMIGRATION)
    return codes


def _count(
    groups: pd.DataFrame,
    points: Sequence[MeasurementPoint],
    codes: NDArray[np.int8],
    eligible: Bools,
) -> pd.DataFrame:
    """Return rows of counts from persons x points of states, the empty ones left away."""
    if groups.shape[1]:
        group = groups.groupby(list(groups), sort=True, observed=True).ngroup().to_numpy()
        names = groups.assign(group=group).drop_duplicates("group").sort_values("group")
    else:
        group, names = np.zeros(len(groups), dtype=np.int64), pd.DataFrame({"group": [0]})
    shape = (len(names), len(points), len(STATES))
    cell = (group[:, None] * shape[1] + np.arange(shape[1])) * shape[2] + codes
    counts = np.bincount(cell[eligible], minlength=int(np.prod(shape)))
    where = np.unravel_index(np.flatnonzero(counts), shape)
    rows = names.drop(columns="group").iloc[where[0]].reset_index(drop=True)
    return rows.assign(
        month=np.array([point.month for point in points])[where[1]],
        state=np.array([state.value for state in STATES])[where[2]],
        n=counts[counts > 0],
    )


def add_up(
    tables: Sequence[pd.DataFrame], by: tuple[str, ...], keys: Sequence[str]
) -> pd.DataFrame:
    """Return the sum of tables over partitions, or over groups that are not in `by`."""
    together = pd.concat(tables, ignore_index=True)
    return together.groupby([*by, *keys], observed=True)["n"].sum().reset_index()


def _in_state(time: Clock, measure: Measure) -> Bools:
    """Tell of each month whether its person is in the state (definitions.md 13).

    A run of earnings or income is exactly its months. Dated at confirmation, the state goes on as
    long as the months up to now reach the amount.
    """
    k, g = measure.run_months, measure.gap_months
    confirmation = measure.dated_at is Dating.CONFIRMATION
    if time.sums and confirmation:
        return held(time.sums.reached(k), time.confirmed(measure), g)
    if confirmation:
        return held(time.qualifies, time.confirmed(measure), g)
    months = np.arange(1, time.qualifies.shape[1] + 1)
    begins = time.succeeds(measure) & (months <= time.limit(measure)[:, None])
    return within(begins, k) if time.sums else held(time.qualifies, begins, g)
