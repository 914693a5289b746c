"""Sums over everybody at risk in a month, for all months at once.

Months are whole, so what enters and leaves is a sparse matrix patterns x months; a sum over the
risk sets is that matrix times the values of patterns, added up from the last month backwards.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from analysis.estimates.hazards.patterns import Patterns
from analysis.estimates.hazards.rows import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Staying:
    """Who stays at risk after an exit, with a weight that falls by month (Fine and Gray, 1999).

    Attributes:
        gone: patterns x months: weights of those who leave by another cause in the month, divided
            by `still` of that month.
        still: by month, the share of persons not yet censored before it, times that of the
            entered.
    """

    gone: csr_matrix
    still: Floats


@dataclass(frozen=True, eq=False)
class RiskSets:
    """The risk sets of one stratum, months 0 to the last; nobody is at risk in month 0.

    Attributes:
        which: the patterns of the stratum.
        design: patterns x coefficients.
        moves: patterns x months: weights of those whose last month it is, less those of the ones
            who enter after it.
        dying: patterns x months: weights of those with the event.
        n_events: persons with the event by month, whatever their weights.
        staying: who stays at risk after an exit; None: nobody.
    """

    which: Ints
    design: Floats
    moves: csr_matrix
    dying: csr_matrix
    n_events: Ints
    staying: Staying | None = None

    def at_risk(self, values: Floats) -> Floats:
        """Return months x values: the weighted sum of patterns' values over the risk sets."""
        sums = np.cumsum((self.moves.T @ values)[::-1], axis=0)[::-1]
        if self.staying is None:
            return sums
        gone = np.cumsum(self.staying.gone.T @ values, axis=0)
        before = np.concatenate([np.zeros_like(gone[:1]), gone[:-1]])
        return sums + (before.T * self.staying.still).T

    def over_months(self, values: Floats) -> Floats:
        """Return patterns x values: the weighted sum of months' values over the time at risk."""
        sums = self.moves @ np.cumsum(values, axis=0)
        if self.staying is None:
            return np.asarray(sums)
        later = (values.T * self.staying.still).T
        return np.asarray(sums + self.staying.gone @ (later.sum(axis=0) - np.cumsum(later, axis=0)))


def risk_sets(made: Patterns, still: Floats | None = None) -> list[RiskSets]:
    """Return the risk sets by stratum.

    Args:
        made: the patterns.
        still: by month, the share of persons still under observation before it, where those who
            leave by another cause stay at risk; None: they leave.
    """
    return [_of_stratum(made, one, still) for one in range(len(made.strata))]


def _of_stratum(made: Patterns, stratum: int, still: Floats | None) -> RiskSets:
    rows, which = made.rows, np.flatnonzero(made.stratum == stratum)
    place = np.empty(len(made.design), dtype=np.int64)
    place[which] = np.arange(len(which))
    here = made.stratum[made.of_row] == stratum
    pattern, shape = place[made.of_row], (len(which), rows.last + 1)

    def by_month(chosen: Bools, months: Ints, weight: Floats) -> csr_matrix:
        cells = (pattern[chosen], months[chosen])
        return csr_matrix((weight[chosen], cells), shape=shape)

    moves = by_month(here, rows.duration, rows.w) - by_month(here, rows.entry, rows.w)
    left, event = here & rows.exit, here & rows.event
    staying = None
    if still is not None:
        share = np.where(left, still[rows.duration], 1)
        staying = Staying(by_month(left, rows.duration, rows.w / share), still)
    counts = np.bincount(rows.duration[event], weights=rows.n[event], minlength=rows.last + 1)
    return RiskSets(
        which=which,
        design=made.design[which],
        moves=moves.tocsr(),
        dying=by_month(event, rows.duration, rows.w),
        n_events=np.rint(counts).astype(np.int64),
        staying=staying,
    )
