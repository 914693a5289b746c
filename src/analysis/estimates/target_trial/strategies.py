"""What either strategy asks of people, month by month: to begin or not, and to stay."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from analysis.errors import EstimationError
from analysis.estimates.target_trial.arrays import Grace
from analysis.estimates.target_trial.choices import (
    SEASON,
    TIME,
    YEAR,
    Choices,
    Clock,
    Rows,
    choices,
)
from analysis.estimates.target_trial.opening import (
    may_begin,
    may_leave,
    months_between,
    open_months,
)
from analysis.estimates.target_trial.people import People
from analysis.timeline.panel import Bools

SINCE_START = (0, 6, 12, 18, 24, 30, 36, 48, 60, 84)
SINCE_BEGUN = (0, 3, 6, 12, 18, 24)
"""Months after which another band begins."""
BEGUN = "begun"


def beginnings(people: People, grace: int) -> tuple[Choices, Grace]:
    """Return the months in which people may begin, and those of the grace period by time zero.

    Raises:
        EstimationError: nobody begins.
    """
    person, month = months_between(*may_begin(people))
    is_open_in = open_months(people)
    is_open = is_open_in[people.origin[person] % 12, month - 1]
    person, month = person[is_open], month[is_open]
    rows = Rows(person, month, month == people.begun[person])
    if not rows.chosen.any():
        raise EstimationError("Nobody begins the exposure: there is nothing to compare.")
    clock, grace_months = _start_clock(people, rows, is_open_in[:, :grace])
    return choices("begin", people, rows, clock), grace_months


def _start_clock(people: People, rows: Rows, within: Bools) -> tuple[Clock, Grace]:
    """Return year, calendar month and months since time zero, for all who could be asked."""
    origins, kind = np.unique(people.origin, return_inverse=True)
    months = np.arange(1, people.horizon + 1)
    calendar = origins[:, None] + months
    first = int(calendar.min()) // 12
    band = np.broadcast_to(np.searchsorted(SINCE_START, months) - 1, calendar.shape)
    years = int(calendar.max()) // 12 - first + 1
    key = ((calendar // 12 - first) * 12 + calendar % 12) * len(SINCE_START) + band
    keys, pattern = np.unique(key, return_inverse=True)
    pattern = pattern.reshape(key.shape)
    since_first, time = np.divmod(keys, len(SINCE_START))
    year, season = np.divmod(since_first, 12)
    clock = Clock(
        of_row=pattern[kind[rows.person], rows.month - 1],
        codes={YEAR: year, SEASON: season, TIME: time},
        names={
            YEAR: tuple(str(1970 + first + at) for at in range(years)),
            SEASON: tuple(str(at + 1) for at in range(12)),
            TIME: _bands(SINCE_START),
        },
    )
    if not people.by_year:
        del clock.codes[YEAR], clock.names[YEAR]
    inside = within[origins % 12]
    n = inside.sum(axis=1)
    order = np.argsort(~inside, axis=1, kind="stable")[:, : max(int(n.max()), 1)]
    return clock, Grace(
        kind=kind.astype(np.int64),
        n=n.astype(np.int64),
        month=(order + 1).astype(np.int16),
        clock=np.take_along_axis(pattern, order, axis=1).astype(np.int64),
    )


def leavings(people: People, stay: int, grace: int) -> Choices:
    """Return the months in which people in the exposure may leave it before they may.

    All who begin are looked at, also those who begin after the grace period, as a group apart.
    """
    person, month = months_between(*may_leave(people, stay))
    rows = Rows(person, month, month == people.out[person])
    since = np.searchsorted(SINCE_BEGUN, month - people.begun[person]) - 1
    half = (people.origin[person] + month) % 12 // 6
    late = (people.begun > grace)[person].astype(np.int64)
    keys, of_row = np.unique((since * 2 + half) * 2 + late, return_inverse=True)
    clock = Clock(
        of_row=of_row,
        codes={TIME: keys // 4, SEASON: keys // 2 % 2, BEGUN: keys % 2},
        names={
            TIME: _bands(SINCE_BEGUN),
            SEASON: ("January to June", "July to December"),
            BEGUN: ("in the grace period", "later"),
        },
    )
    return choices("leave", people, rows, clock)


def _bands(bounds: Sequence[int]) -> tuple[str, ...]:
    inner = [f"{low + 1}-{high}" for low, high in pairwise(bounds)]
    return (*inner, f"{bounds[-1] + 1}+")
