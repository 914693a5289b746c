"""In which months anybody can begin or leave: school begins in August and January, not for all."""

import numpy as np
import pandas as pd

from analysis.estimates.target_trial.arrays import Ints
from analysis.estimates.target_trial.levels import FEWEST
from analysis.estimates.target_trial.people import People
from analysis.timeline.kernels import NEVER
from analysis.timeline.panel import Bools

FIRST_YEAR = 12


def open_months(people: People) -> Bools:
    """Return calendar month of time zero x months from 1 on: in which anybody can begin.

    A calendar month in which nobody begins is closed. So is one of the first year for those of one
    calendar month of time zero, where at least ten of them would have begun at the pace of others:
    who starts a programme in August has no place at school in September.
    """
    months = np.arange(1, people.horizon + 1)
    first, last = may_begin(people)
    asked = _in_months(people, first, last)
    begins = (people.begun >= first) & (people.begun <= last)
    at = np.where(begins, people.begun, NEVER)
    begun = _in_months(people, at, np.where(begins, at, 0))
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


def may_begin(people: People) -> tuple[Ints, Ints]:
    """Return the first and the last month in which each may begin, were every month open."""
    last = np.minimum(np.minimum(people.followed, people.begun), people.horizon)
    return people.entry + 1, last


def may_leave(people: People, stay: int) -> tuple[Ints, Ints]:
    """Return the first and the last month in which each may leave before he should; or none.

    All who begin are looked at, also those who begin after the grace period.
    """
    began = people.begun_by(people.horizon)
    until = np.minimum(people.begun + stay - 1, people.completed - 1)
    last = np.minimum.reduce([people.followed, people.out, until])
    last = np.where(began, np.minimum(last, people.horizon), 0)
    return np.where(began, people.begun + 1, 1), last


def expansion(people: People, grace: int, stay: int) -> pd.DataFrame:
    """Return how large the expansion to person-months will be, without making it.

    Args:
        people: who is compared.
        grace: months after time zero within which the exposure is begun.
        stay: months to stay in it, where it is not completed before.

    Returns:
        model (begin, leave); persons; months, in which they may choose, summed over persons. It is
        what `beginnings` and `leavings` make of those who can begin.
    """
    some = people.of(can_begin(people, grace))
    asked = _in_months(some, *may_begin(some))
    first, last = may_leave(some, stay)
    months = [asked[open_months(some)].sum(), np.maximum(last - first + 1, 0).sum()]
    told = {"model": ["begin", "leave"], "persons": len(some), "months": months}
    return pd.DataFrame(told).astype({"months": "int64"})


def _in_months(people: People, first: Ints, last: Ints) -> Ints:
    """Return calendar month of time zero x months from 1 on: persons between two months of theirs.

    Counted by who comes and who goes, so that nobody is copied to every month of his.
    """
    shape, there = (12, people.horizon + 2), last >= first
    zero = people.origin[there] % 12
    change = np.zeros(shape, dtype=np.int64)
    np.add.at(change, (zero, first[there]), 1)
    np.add.at(change, (zero, last[there] + 1), -1)
    return change.cumsum(axis=1)[:, 1 : people.horizon + 1]


def months_between(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Return person and month of all months from first to last of each person."""
    n = np.maximum(last - first + 1, 0)
    person = np.repeat(np.arange(len(first)), n)
    return person, np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n) + first[person]
