"""Gray's test: whether groups reach the event equally often, deaths and emigration competing.

Log-rank asks who goes there faster among those still here; Gray's test asks who ever gets there. In
it those who left stay at risk, in the number that would still be followed.
"""

from dataclasses import dataclass
from math import nan

import numpy as np
import pandas as pd

from analysis.errors import EstimationError
from analysis.estimates.equality import (
    Compared,
    Equality,
    chi_square,
    compared,
    observed_and_expected,
    p_of_chi_square,
)
from analysis.estimates.units import EXITS_COMPETE, Floats


@dataclass(frozen=True, eq=False)
class _Stratum:
    """One stratum by group and month, in the notation of Gray (1988), section 2.

    Attributes:
        at_risk: groups x months.
        events, exits: groups x months.
        before, free: groups x months; free of event and exit before and after the month.
        not_yet: groups x months; 1 - incidence of the event before the month.
        followed: groups x months; at risk over free before, R_k / (1 - F_k) in the paper.
        all_followed: months.
        pooled, pooled_before: months; incidence if all groups were one, after and before.
    """

    at_risk: Floats
    events: Floats
    exits: Floats
    before: Floats
    free: Floats
    not_yet: Floats
    followed: Floats
    all_followed: Floats
    pooled: Floats
    pooled_before: Floats

    def expected(self) -> Floats:
        """Return groups x months: events if all groups had one subdistribution hazard."""
        still = self.followed * self.not_yet
        share = still / _above_0(still.sum(axis=0))
        expected: Floats = share * self.events.sum(axis=0)
        return expected

    def weights(self, rho: float) -> Floats:
        """Return months: (1 - pooled incidence) to the power of rho."""
        weights: Floats = (1 - self.pooled_before) ** rho
        return weights

    def variance(self, rho: float) -> Floats:
        """Return groups x groups: the covariance of the scores.

        An event moves its group's score now, and through the group's incidence all later ones; an
        exit only the later ones.
        """
        part = self.followed / _above_0(self.all_followed)
        hazard = self.events.sum(axis=0) / _above_0(self.all_followed * (1 - self.pooled_before))
        kept = np.divide(
            1 - self.pooled, self.free, out=np.zeros_like(self.free), where=self.free > 0
        )
        by_events, by_exits = self._spread_of_events(), self._spread_of_exits()
        total = np.zeros((len(part), len(part)))
        for group, followed in enumerate(self.followed):  # one at a time, for memory
            steps = -part * followed
            steps[group] += followed
            steps *= self.weights(rho)
            summed = np.cumsum(steps * hazard, axis=1)
            later = summed[:, -1:] - summed
            now = steps + (1 - kept[group]) * later
            total += (now * by_events[group]) @ now.T
            total += (kept[group] ** 2 * later * by_exits[group]) @ later.T
        return total

    def _spread_of_events(self) -> Floats:
        """Return groups x months of variances, ties as in the hypergeometric distribution."""
        together = self.events.sum(axis=0)
        tied = 1 - (together - 1) / _above_0(self.all_followed * self.before - 1)
        tied = np.where(together > 1, tied, 1.0)
        spread: Floats = tied * self.before * together / _above_0(self.all_followed * self.at_risk)
        return spread

    def _spread_of_exits(self) -> Floats:
        tied = 1 - (self.exits - 1) / _above_0(self.at_risk - 1)
        tied = np.where(self.exits > 1, tied, 1.0)
        spread: Floats = tied * self.before**2 * self.exits / _above_0(self.at_risk) ** 2
        return spread


def gray(events: pd.DataFrame, group: str, strata: str | None = None, rho: float = 0.0) -> Equality:
    """Test whether the cumulative incidence of the event is equal in groups.

    Late entrants count from the month after their entry, as in the curves: the score and its
    variance ask only who is at risk. Gray wrote for persons followed from the start.

    Args:
        events: a table of events: groups, entry, duration (months), cause, n; no weights.
        group: its column of groups, two or more.
        strata: its column of strata, within which groups are compared; None: one stratum.
        rho: months weigh (1 - incidence of all before)^rho; above 0 stresses early differences.

    Returns:
        Chi-square with groups - 1 degrees of freedom.

    Raises:
        EstimationError: one group, a group without persons, no events, groups that are never at
            risk together, a group of whom nobody is at risk in a month between others, weights, or
            rho below 0.

    Source:
        Gray (1988); ties and order of sums as in R's cmprsk 2.2 (Gray); late entry: the risk set of
        Geskus (2011).
    """
    return gray_of(compared(events, group, strata), rho)


def gray_of(those: Compared, rho: float = 0.0) -> Equality:
    """Return the same of groups that are compared."""
    if rho < 0:
        raise EstimationError("rho of Gray's test is at least 0.")
    if those.rows.weighted:
        raise EstimationError(
            "Gray's test is not for weights.\nUse the difference of curves with its band."
        )
    parts = [_stratum(*part) for part in zip(*those.counts(EXITS_COMPETE), strict=True)]
    observed = sum(part.events.sum(axis=1) for part in parts)
    expected = sum(part.expected().sum(axis=1) for part in parts)
    table = observed_and_expected(those, np.asarray(observed), np.asarray(expected))
    score = sum((part.events - part.expected()) @ part.weights(rho) for part in parts)
    variance = sum(part.variance(rho) for part in parts)
    statistic = chi_square(np.asarray(score), np.asarray(variance))
    degrees = len(those.names) - 1
    late = "; late entry" if (those.rows.entry > 0).any() else ""
    method = f"Gray, rho {rho:g}, exits competing{late}{'; stratified' if those.stratified else ''}"
    return Equality(
        "Gray", statistic, degrees, nan, p_of_chi_square(statistic, degrees), table, method
    )


def _stratum(at_risk: Floats, moves: Floats) -> _Stratum:
    """Return one stratum from groups x months at risk, and groups x months x arcs."""
    events, exits = moves[..., 0], moves[..., 1]
    free = np.cumprod(1 - (events + exits) / _above_0(at_risk), axis=1)
    before = _earlier(free, 1.0)
    reached = np.cumsum(before * events / _above_0(at_risk), axis=1)
    _refuse_gaps(at_risk, before)
    followed = np.divide(at_risk, before, out=np.zeros_like(before), where=before > 0)
    all_followed = followed.sum(axis=0)
    pooled = np.cumsum(events.sum(axis=0) / _above_0(all_followed))
    return _Stratum(
        at_risk=at_risk,
        events=events,
        exits=exits,
        before=before,
        free=free,
        not_yet=1 - _earlier(reached, 0.0),
        followed=followed,
        all_followed=all_followed,
        pooled=pooled,
        pooled_before=_earlier(pooled, 0.0),
    )


def _refuse_gaps(at_risk: Floats, before: Floats) -> None:
    """Refuse a group whose incidence cannot be followed to all its months with persons at risk.

    Raises:
        EstimationError: nobody is at risk in a month, or all who were have moved, and others enter
            later.
    """
    here = at_risk > 0
    unseen = np.maximum.accumulate(np.maximum.accumulate(here, axis=1) & ~here, axis=1)
    if (here & (unseen | (before <= 0))).any():
        raise EstimationError(
            "In a group all at risk have moved, or are lost from sight, before others come into"
            " view: how many reach the event cannot be followed from the start."
            "\nTest hazards by log_rank, or join groups."
        )


def _earlier(values: Floats, first: float) -> Floats:
    """Return what stood before each month, along the last axis."""
    start = np.full((*values.shape[:-1], 1), first)
    return np.concatenate([start, values[..., :-1]], axis=-1)


def _above_0(values: Floats) -> Floats:
    """Return values to divide by: infinity for 0, where there is nothing to divide."""
    return np.where(values > 0, values, np.inf)
