"""Intervals of incidence within each municipality, for all of them at once and in one month.

They are those of a curve of each municipality by itself (survival.py), which thousands of curves
would take minutes for: the influence of a person is written out, not carried along the curve.
"""

import numpy as np

from analysis.estimates.intervals import log_log, none_of
from analysis.estimates.quantiles import below_upper, normal_quantile
from analysis.estimates.units import FREE, REACHED, Counts, Floats, Ints, Rows

LEVEL = 0.95


def limits_within(
    rows: Rows, unit: Ints, counts: Counts, share: Floats, month: int
) -> tuple[Floats, Floats]:
    """Return the log(-log) limits by person of each unit's share in a month.

    Where nobody has had the event the upper limit is Wilson's for those at risk. Where everybody
    has, the limits are those of a month before, and missing here: ask for that unit's own curve.

    Args:
        rows: the table of events of all units.
        unit: of each row: 0, 1, …
        counts: units x months x states and arcs; exits compete.
        share: units x months: the share that has had the event.
        month: months since the origin.

    Source:
        As `incidence` and `share_rows`, of survival.py.
    """
    error = np.sqrt(_variance(rows, unit, counts, share, month))
    free = 1 - share[:, month]
    low, high = log_log(free, error, normal_quantile(below_upper(LEVEL)))
    at_risk = counts.at_risk[:, month, FREE]
    low = np.where(free >= 1, 1 - none_of(np.maximum(at_risk, 0), LEVEL), low)
    return 1 - high, 1 - low


def _variance(rows: Rows, unit: Ints, counts: Counts, share: Floats, month: int) -> Floats:
    """Return the sum over each unit's persons of their squared influence on its share.

    A person at risk in a month lowers its hazards, and raises those of what he does in it: reaching
    adds S(r-1) / Y(r), and any move takes (F(t) - F(r)) / (Y(r) (1 - h(r))) from what comes after.
    """
    some = slice(0, month + 1)
    at_risk, reached = counts.at_risk[:, some, FREE], counts.moves[:, some, 0]
    moved = counts.moves[:, some].sum(axis=2)
    divisor = np.where(at_risk > 0, at_risk, np.inf)
    left = at_risk - moved
    free = np.cumprod(1 - moved / divisor, axis=1)
    before = np.concatenate([np.ones((len(free), 1)), free[:, :-1]], axis=1)
    reaching = before / divisor
    later = share[:, [month]] - share[:, some]
    moving = np.where(left > 0, later, 0) / np.where(left > 0, left, 1)
    at_risk_so_far = np.cumsum((reaching * reached - moving * moved) / divisor, axis=1)
    entry, end = np.minimum(rows.entry, month), np.minimum(rows.duration, month)
    influence = at_risk_so_far[unit, entry] - at_risk_so_far[unit, end]
    done = rows.duration <= month
    influence += np.where(done & (rows.to == REACHED), reaching[unit, end], 0)
    influence -= np.where(done & (rows.to != FREE), moving[unit, end], 0)
    return np.bincount(unit, rows.n * influence**2, minlength=len(free)).astype(np.float64)
