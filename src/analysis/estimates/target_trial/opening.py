"""In which months anybody can begin: school begins in August and January, and not for everybody."""

import numpy as np

from analysis.estimates.target_trial.arrays import Ints
from analysis.estimates.target_trial.levels import FEWEST
from analysis.estimates.target_trial.people import People
from analysis.timeline.panel import Bools

FIRST_YEAR = 12


def open_months(people: People) -> Bools:
    """Return calendar month of time zero x months from 1 on: in which anybody can begin.

    A calendar month in which nobody begins is closed. So is one of the first year for those of one
    calendar month of time zero, where at least ten of them would have begun at the pace of others:
    who starts a programme in August has no place at school in September.
    """
    months = np.arange(1, people.horizon + 1)
    last = np.minimum(people.followed, people.begun)
    person, month = months_between(people.entry + 1, np.minimum(last, people.horizon))
    zero, chosen = people.origin[person] % 12, month == people.begun[person]
    shape = (12, people.horizon)
    cell = np.ravel_multi_index((zero, month - 1), shape)
    asked = np.bincount(cell, minlength=12 * people.horizon).reshape(shape)
    begun = np.bincount(cell[chosen], minlength=12 * people.horizon).reshape(shape)
    season = (np.arange(12)[:, None] + months) % 12
    in_all = np.maximum(np.bincount(season.ravel(), asked.ravel(), 12), 1)
    pace = np.bincount(season.ravel(), begun.ravel(), 12) / in_all
    expected = asked * pace[season]
    shut = (begun == 0) & (expected >= FEWEST) & (months <= FIRST_YEAR)
    return np.asarray((pace[season] > 0) & ~shut)


def can_begin(people: People, grace: int) -> Bools:
    """Return whose grace period has a month in which anybody can begin, after he enters."""
    is_open = open_months(people)[people.origin % 12][:, :grace]
    return np.asarray((is_open & (np.arange(1, grace + 1) > people.entry[:, None])).any(axis=1))


def months_between(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Return person and month of all months from first to last of each person."""
    n = np.maximum(last - first + 1, 0)
    person = np.repeat(np.arange(len(first)), n)
    return person, np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n) + first[person]
