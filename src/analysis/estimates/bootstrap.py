"""Bootstrap of a curve by drawing municipalities, without fitting anything anew.

Tables add up: a draw of municipalities with replacement is a sum of their tables, each as often as
it was drawn. So all replicates are one product of matrices, draws x municipalities and
municipalities x counts by month, and their curves are computed side by side.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import EstimationError
from analysis.estimates.curve import Curve
from analysis.estimates.quantiles import normal_share
from analysis.estimates.survival import incidence, survival
from analysis.estimates.units import EXITS_CENSOR, EXITS_COMPETE, Floats, by_cluster, rows_of
from analysis.terms import Estimand

CURVES = {
    Estimand.SURVIVAL: (survival, EXITS_CENSOR),
    Estimand.CUMULATIVE_INCIDENCE: (incidence, EXITS_COMPETE),
}


@dataclass(frozen=True, eq=False)
class Replicates:
    """A curve, and what it is in each draw of clusters.

    Attributes:
        curve: of the clusters as they are.
        drawn: replicates x clusters; how often each cluster was drawn.
        shares: replicates x months; missing from the month in which nobody drawn is at risk.
    """

    curve: Curve
    drawn: Floats
    shares: Floats

    def error(self) -> Floats:
        """Return the standard deviation of the replicates by month."""
        error: Floats = np.std(self.shares, axis=0, ddof=1)
        return error

    def interval(self, level: float = 0.95) -> pd.DataFrame:
        """Return the tidy rows of the curve with expanded percentile intervals by month.

        Plain percentiles trust few clusters, or large ones, too much. So they are those at which a
        normal with the spread of the draws reaches as far as the clustered interval of the curve:
        for G equal clusters, by Student's t with G - 1 and G / (G - 1) of the variance.

        A draw in which nobody is at risk any more counts in the lower limit as the least that it
        can still come to, and in the upper one as the most.

        Source:
            Hesterberg (2015), The American Statistician 69, 371-386, for equal units; bounds:
            Manski (1990).
        """
        beyond = normal_share(-self._reach(level))
        lower, upper = (
            np.array([np.quantile(one, at) for one, at in zip(bound.T, tail, strict=True)])
            for bound, tail in zip(self._bounds(), (beyond, 1 - beyond), strict=True)
        )
        name, _, _ = self.curve.method.partition(";")
        n, clusters = self.drawn.shape
        basis = f"bootstrap of {clusters} clusters, {n} replicates"
        method = f"{name}; {basis}, expanded percentile interval"
        return self.curve.tidy(lower, upper).assign(method=method)

    def _reach(self, level: float) -> Floats:
        """Return by month how many standard deviations of the draws the limits reach."""
        known = np.isfinite(self.shares)
        n = np.maximum(known.sum(axis=0), 2)
        away = np.where(known, self.shares, 0)
        away -= known * (away.sum(axis=0) / n)
        spread = np.sqrt(np.sum(away**2, axis=0) / (n - 1))
        reach = self.curve.influence.reach(level) * self.curve.error()
        far = np.divide(reach, spread, out=np.full(len(reach), np.inf), where=spread > 0)
        return np.asarray(far)

    def _bounds(self) -> tuple[Floats, Floats]:
        """Return the least and the most that each draw can be by month, where it ends before."""
        known = np.isfinite(self.shares)
        if self.curve.estimand is Estimand.SURVIVAL:
            return np.where(known, self.shares, 0), np.fmin.accumulate(self.shares, axis=1)
        return np.fmax.accumulate(self.shares, axis=1), np.where(known, self.shares, 1)


def bootstrap(
    events: pd.DataFrame,
    rng: "np.random.Generator | int",
    cluster: str = "municipality",
    replicates: int = 1000,
    estimand: Estimand = Estimand.CUMULATIVE_INCIDENCE,
) -> Replicates:
    """Draw clusters with replacement, as many as there are, and return the curve of each draw.

    It answers how the curve would vary if other municipalities had taken these persons in. The same
    generator gives the same replicates, whatever the order of the rows.

    Args:
        events: one group's table of events by cluster: cluster, entry, duration (months), cause, n;
            where weights exist w and w2.
        rng: where the draws come from; a whole number is a seed of a new generator.
        cluster: the column of clusters.
        replicates: how many draws.
        estimand: SURVIVAL (exits censored) or CUMULATIVE_INCIDENCE (exits competing).

    Raises:
        EstimationError: nobody is in the group, clusters are fewer than ten or one has nearly
            everybody, fewer than two replicates, no seed, or another estimand.

    Source:
        Field and Welsh (2007), the cluster bootstrap; Efron (1981), of censored data.
    """
    if estimand not in CURVES:
        raise EstimationError(
            f"There is no bootstrap of {estimand}.\nAllowed: {', '.join(CURVES)}."
        )
    if replicates < 2:
        raise EstimationError("A bootstrap has at least 2 replicates.")
    draws = _generator(rng)
    rows = rows_of(events, cluster)
    if not rows.clusters:
        raise EstimationError(
            f"Fewer than ten clusters in '{cluster}' have persons, or one has nearly everybody:"
            " their spread cannot be told.\nTake the interval by person."
        )
    estimand = Estimand(estimand)  # as its text too
    make, arcs = CURVES[estimand]
    curve = make(events, cluster)
    counts = by_cluster(rows, arcs).counts
    n = len(rows.clusters)
    drawn = draws.multinomial(n, np.full(n, 1 / n), size=replicates).astype(np.float64)
    months = slice(0, curve.last + 1)
    at_risk = drawn @ counts.at_risk[:, months, 0]
    moves = [drawn @ counts.moves[:, months, arc] for arc in range(len(arcs))]
    return Replicates(curve, drawn, shares(estimand, at_risk, moves))


def _generator(rng: "np.random.Generator | int") -> np.random.Generator:
    is_seed = isinstance(rng, int | np.integer) and not isinstance(rng, bool) and rng >= 0
    if not (is_seed or isinstance(rng, np.random.Generator)):
        raise EstimationError(
            f"Draws do not come from {rng!r}."
            "\nAllowed: a seed (a whole number from 0 on), or numpy.random.default_rng(seed)."
        )
    return np.random.default_rng(rng)


def shares(estimand: Estimand, at_risk: Floats, moves: Sequence[Floats]) -> Floats:
    """Return replicates x months of the share, from those of persons at risk and of moves."""
    divisor = np.where(at_risk > 0, at_risk, np.inf)
    free = np.cumprod(1 - sum(moves) / divisor, axis=1)
    shares = free
    if estimand is Estimand.CUMULATIVE_INCIDENCE:
        before = np.concatenate([np.ones((len(free), 1)), free[:, :-1]], axis=1)
        shares = np.cumsum(before * moves[0] / divisor, axis=1)
    begun = np.maximum.accumulate(at_risk, axis=1) > 0
    later = np.maximum.accumulate(at_risk[:, ::-1], axis=1)[:, ::-1]
    later = np.concatenate([later[:, 1:], np.zeros((len(free), 1))], axis=1) > 0
    over = (at_risk <= 0) | ((free <= 0) & later)  # as the support of a curve
    return np.where(np.maximum.accumulate(begun & over, axis=1), np.nan, shares)
