"""Runs of qualifying months (definitions.md 6-8, 13), on arrays of persons x months.

Column j is month j + 1 on the clock; months that nobody can see must be False. With run length k
and g tolerated months, a run holds k qualifying months within k + g months from its first.
"""

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]


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


def _padded_sums(qualifies: Bools) -> NDArray[np.int32]:
    total = np.zeros((len(qualifies), qualifies.shape[1] + 1), dtype=np.int32)
    np.cumsum(qualifies, axis=1, dtype=np.int32, out=total[:, 1:])
    return total
