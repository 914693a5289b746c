"""Log-rank and Fleming-Harrington: tests of equal hazards from the table of events.

In each month with events the events of a group are held against its share of those at risk. Exits
are censored, as in Kaplan-Meier. Persons tied in a month take the hypergeometric variance; weights
and clusters take that of the influence of persons or clusters on the score.
"""

from dataclasses import dataclass
from functools import cached_property
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
    robust,
)
from analysis.estimates.influence import Clusters, Influence, of_clusters
from analysis.estimates.units import EXITS_CENSOR, MILLION, REACHED, Floats, Ints


@dataclass(frozen=True)
class Emphasis:
    """Which months weigh more: S^rho (1 - S)^gamma, S being survival of all before the month.

    rho stresses early differences, gamma late ones; both 0 is the log-rank test. Neither is chosen
    after a look at the curves.
    """

    rho: float = 0.0
    gamma: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what would give months without anybody infinite weight."""
        if self.rho < 0 or self.gamma < 0:
            raise EstimationError("rho and gamma of a test are at least 0.")

    def __str__(self) -> str:
        """Return the name of the test."""
        if self.rho == self.gamma == 0:
            return "log-rank"
        return f"Fleming-Harrington ({self.rho:g}, {self.gamma:g})"


LOG_RANK = Emphasis()


@dataclass(frozen=True, eq=False)
class Months:
    """What is compared in each month.

    Attributes:
        those: who are compared.
        share: strata x groups x months; of those at risk.
        events: strata x groups x months.
        hazard: strata x months; of all groups together.
        spread: strata x months; the hypergeometric variance but for the shares.
        before: strata x months; survival of all before the month.
    """

    those: Compared
    share: Floats
    events: Floats
    hazard: Floats
    spread: Floats
    before: Floats

    @cached_property
    def kinds(self) -> tuple[tuple[Ints, ...], Floats, Floats]:
        """Kinds of persons in their order, so that no sum depends on the order of rows.

        Stratum, group, entry, duration, state, cluster; sums of weights, and of their squares.
        """
        those, rows = self.those, self.those.rows
        columns = those.stratum, those.group, rows.entry, rows.duration, rows.to, rows.cluster
        shape = tuple(int(column.max()) + 1 for column in columns)
        cells, cell = np.unique(np.ravel_multi_index(columns, shape), return_inverse=True)
        w, w2 = (np.bincount(cell, of).astype(np.float64) for of in (rows.w, rows.w2))
        return tuple(np.unravel_index(cells, shape)), w, w2

    def weights(self, emphasis: Emphasis) -> Floats:
        """Return strata x months of weights."""
        weights: Floats = self.before**emphasis.rho * (1 - self.before) ** emphasis.gamma
        return weights

    def expected(self) -> Floats:
        """Return the events of each group if all hazards were equal."""
        together: Floats = self.share * self.events.sum(axis=1, keepdims=True)
        return together

    def score(self, weights: Floats) -> Floats:
        """Return observed less expected events of each group, weighted."""
        score: Floats = ((self.events - self.expected()) * weights[:, None, :]).sum(axis=(0, 2))
        return score

    def variance(self, one: Floats, other: Floats) -> Floats:
        """Return groups x groups: covariance of the scores under two weights, by ties."""
        scale = one * other * self.spread
        shares = self.share * scale[:, None, :]
        variance: Floats = -np.tensordot(shares, self.share, axes=([0, 2], [0, 2]))
        # Not as a difference of sums: who is at risk alone has none at all, not one of rounding.
        np.fill_diagonal(variance, (shares * (1 - self.share)).sum(axis=(0, 2)))
        return variance


def log_rank(
    events: pd.DataFrame,
    group: str,
    strata: str | None = None,
    cluster: str | None = None,
    emphasis: Emphasis = LOG_RANK,
) -> Equality:
    """Test whether the hazards of groups are equal, deaths and emigration censored.

    Args:
        events: a table of events: groups, entry, duration (months), cause, n; where weights exist
            w and w2. A person is at risk from the month after entry to the month of `duration`.
        group: its column of groups, two or more.
        strata: its column of strata, within which groups are compared; None: one stratum.
        cluster: its column of clusters; None: by person.
        emphasis: which months weigh more.

    Returns:
        Chi-square with groups - 1 degrees of freedom; with clusters F, whose denominator has
        fewer degrees the more unequal the clusters are (influence.py).

    Raises:
        EstimationError: one group, a group without persons, no events, or groups that are never at
            risk together.

    Source:
        Mantel (1966); Fleming and Harrington (1991), chapter 7; the robust variance is that of the
        score of a Cox model, Lin and Wei (1989).
    """
    return log_rank_of(months_of(compared(events, group, strata, cluster)), emphasis)


def log_rank_of(months: Months, emphasis: Emphasis) -> Equality:
    """Return the same of groups that are compared by month."""
    those = months.those
    weights = months.weights(emphasis)
    unit = MILLION if those.rows.weighted else 1
    table = observed_and_expected(
        those, *(part.sum(axis=(0, 2)) / unit for part in (months.events, months.expected()))
    )
    score, clusters, left = months.score(weights), those.rows.clusters, nan
    if clusters or those.rows.weighted:
        statistic, left, p = robust(score, influence_of(months, weights))
        method = f"clustered, {len(clusters)} clusters, F" if clusters else "robust by person"
    # Also of clusters and weights: their variance is rounding, not 0, where none are compared.
    by_ties = chi_square(score, months.variance(weights, weights))
    if not clusters and not those.rows.weighted:
        statistic = by_ties
        p, method = p_of_chi_square(statistic, len(score) - 1), "hypergeometric variance"
    method = f"{emphasis}, exits as censoring; {method}{'; stratified' if those.stratified else ''}"
    return Equality(str(emphasis), statistic, len(score) - 1, left, p, table, method)


def months_of(those: Compared) -> Months:
    """Return what is compared in each month, exits censored."""
    at_risk, moves = those.counts(EXITS_CENSOR)
    everybody, events = at_risk.sum(axis=1), moves[..., 0]
    divisor = np.where(everybody > 0, everybody, np.inf)
    together = events.sum(axis=1)
    hazard = together / divisor
    free = np.cumprod(1 - hazard, axis=1)
    before = np.concatenate([np.ones((len(free), 1)), free[:, :-1]], axis=1)
    return Months(
        those=those,
        share=at_risk / divisor[:, None, :],
        events=events,
        hazard=hazard,
        spread=together * (everybody - together) / np.maximum(everybody - 1, 1),
        before=before,
    )


def influence_of(months: Months, weights: Floats) -> Influence:
    """Return what each kind of persons of weight 1, or each cluster, adds to the groups' scores.

    A person of group g adds, in the month of his event, 1 at g less everybody's share; and the
    contrary, times the hazard, in each month at risk.
    """
    (stratum, group, entry, duration, to, cluster), w, w2 = months.kinds
    pull = weights * months.hazard
    own_sum = np.cumsum(pull, axis=1)
    share = np.ascontiguousarray(months.share.transpose(0, 2, 1))  # by group last: read by row
    share_sum = np.cumsum(pull[:, :, None] * share, axis=1)
    event = np.where(to == REACHED, weights[stratum, duration], 0.0)
    own = event - (own_sum[stratum, duration] - own_sum[stratum, entry])
    adds = share_sum[stratum, duration] - share_sum[stratum, entry]
    adds -= event[:, None] * share[stratum, duration]
    adds[np.arange(len(group)), group] += own
    by_person, codes = Influence(adds, w2), months.those.rows.clusters
    if not codes:
        return by_person
    by_cluster = np.column_stack([np.bincount(cluster, w * one) for one in adds.T]).astype(
        np.float64
    )
    size = np.bincount(cluster, w).astype(np.float64)
    return of_clusters(by_cluster, Clusters(codes, size, by_person))
