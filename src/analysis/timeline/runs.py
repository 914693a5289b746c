"""Runs of qualifying months (definitions.md 6-8, 13), on arrays of persons x months.

Column j is month j + 1 on the clock; months that nobody can see must be False. With run length k
and g tolerated months, a run holds k qualifying months within k + g months from its first.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Sums:
    """What a run of exactly k calendar months must reach in all, under earnings or income.

    Attributes:
        usable: persons x months; months seen, before any departure, without an excluded benefit:
            a run has no others.
        balance: persons x months; what is paid beyond the month's part of the amount.
    """

    usable: Bools
    balance: NDArray[np.int64]

    def reached(self, run_months: int) -> Bools:
        """Tell of each month whether the k months that end in it are usable and reach the sum."""
        found = np.zeros_like(self.usable)
        k = run_months
        if k <= self.usable.shape[1]:
            usable, total = _padded_sums(self.usable), _padded_sums(self.balance, np.int64)
            whole = usable[:, k:] - usable[:, :-k] == k
            found[:, k - 1 :] = whole & (total[:, k:] - total[:, :-k] >= 0)
        return found

    def succeeds_from(self, qualifies: Bools, run_months: int) -> Bools:
        """Tell of each month whether a run that starts in it succeeds."""
        found = np.zeros_like(qualifies)
        n = qualifies.shape[1] - run_months + 1
        if n > 0:
            found[:, :n] = qualifies[:, :n] & self.reached(run_months)[:, run_months - 1 :]
        return found

    def confirmed_in(self, qualifies: Bools, run_months: int) -> Bools:
        """Tell of each month whether it is the last of a run that succeeds."""
        found = np.zeros_like(qualifies)
        n = qualifies.shape[1] - run_months + 1
        if n > 0:
            found[:, run_months - 1 :] = self.succeeds_from(qualifies, run_months)[:, :n]
        return found

    def can_still_succeed(
        self, qualifies: Bools, seen: NDArray[np.int64], run_months: int
    ) -> NDArray[np.bool_]:
        """Tell of each person whether a run started by month `seen` is open: pay has no bound."""
        months = np.arange(1, qualifies.shape[1] + 1)
        past = months <= seen[:, None]
        broken = np.where(past & ~self.usable, months, 0).max(axis=1, initial=0)
        begun = past & (months > np.maximum(broken, seen - run_months + 1)[:, None])
        return np.asarray((begun & qualifies).any(axis=1))


def within(begins: Bools, run_months: int) -> Bools:
    """Tell of each month whether it lies in a run of exactly k months that began at a flag."""
    total = _padded_sums(begins)
    back = np.maximum(np.arange(begins.shape[1]) + 1 - run_months, 0)
    return np.asarray(total[:, 1:] - total[:, back] > 0)


def succeeds_from(qualifies: Bools, run_months: int, gap_months: int) -> Bools:
    """Tell of each month whether a run that starts in it succeeds."""
    window = run_months + gap_months
    total = _padded_sums(qualifies)
    n_months = qualifies.shape[1]
    upto = np.minimum(np.arange(n_months) + window, n_months)
    return qualifies & (total[:, upto] - total[:, :-1] >= run_months)


def confirmed_in(qualifies: Bools, run_months: int, gap_months: int) -> Bools:
    """Tell of each month whether it is the k-th qualifying month of some run."""
    window = run_months + gap_months
    total = _padded_sums(qualifies)
    back = np.maximum(np.arange(qualifies.shape[1]) + 1 - window, 0)
    return qualifies & (total[:, 1:] - total[:, back] >= run_months)


def can_still_succeed(
    qualifies: Bools, seen: NDArray[np.int64], run_months: int, gap_months: int
) -> Bools:
    """Tell of each person whether a run started by month `seen` is open and could still succeed.

    Months after `seen` are taken as if they all qualified; runs whose window ends by `seen` are
    decided and do not count.
    """
    months = np.arange(1, qualifies.shape[1] + 1)
    past = months <= seen[:, None]
    hoped = (qualifies & past) | ~past
    window = run_months + gap_months
    undecided = past & (months + window - 1 > seen[:, None])
    padded = np.pad(hoped, ((0, 0), (0, window)), constant_values=True)
    could = succeeds_from(padded, run_months, gap_months)[:, : qualifies.shape[1]]
    return np.asarray((could & undecided & qualifies).any(axis=1))


def held(qualifies: Bools, begins: Bools, gap_months: int) -> Bools:
    """Tell of each month whether a state holds.

    It holds from where it begins until more than `gap_months` months in a row do not qualify.
    """
    state = np.zeros_like(qualifies)
    now = np.zeros(len(qualifies), dtype=bool)
    pause = np.zeros(len(qualifies), dtype=np.int64)
    for month in range(qualifies.shape[1]):
        pause = np.where(qualifies[:, month], 0, pause + 1)
        now = (now & (pause <= gap_months)) | begins[:, month]
        state[:, month] = now
    return state


def first_month(flags: Bools) -> NDArray[np.int64]:
    """Return the first month (1, 2, …) in which a flag is set; 0 where it never is."""
    return np.where(flags.any(axis=1), flags.argmax(axis=1) + 1, 0)


def _padded_sums(
    values: NDArray[np.bool_] | NDArray[np.int64], kind: type[np.signedinteger] = np.int32
) -> NDArray[np.signedinteger]:
    total = np.zeros((len(values), values.shape[1] + 1), dtype=kind)
    np.cumsum(values, axis=1, dtype=kind, out=total[:, 1:])
    return total
