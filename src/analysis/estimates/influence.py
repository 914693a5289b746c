"""What each unit contributes to estimates, so that a variance is a sum over units of squares.

Log-rank tests, simultaneous bands and contrasts are made from the same: a linear map of estimates
is that map of influences (`through`), and two groups add (`plus`).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from analysis.estimates.quantiles import below_upper, normal_quantile, student_quantile
from analysis.estimates.uneven_clusters import degrees_of_freedom, reach_of_draws
from analysis.estimates.units import Floats, Ints

MIDDLE = 0.975


@dataclass(frozen=True, eq=False)
class Clusters:
    """The clusters that are units, and what tells how far their number is to be trusted.

    Attributes:
        codes: in their order.
        size: persons or weights.
        within: the influence of persons, were they independent.
    """

    codes: tuple[str, ...]
    size: Floats
    within: "Influence"

    @property
    def share(self) -> Floats:
        """The share of each cluster in all."""
        share: Floats = self.size / self.size.sum()
        return share


@dataclass(frozen=True, eq=False)
class Influence:
    """What each unit contributes to estimates, by weight 1 of a person or by whole cluster.

    Attributes:
        by_unit: units x estimates.
        often: the square of a unit counts so often. For clusters 1 / (1 - share): a large one pulls
            the estimate towards itself and seems nearer to it than it is (CR2); for G equal ones
            this is G / (G - 1).
        clusters: which the units are; None where they are persons or draws.
        drawn: whether they are draws of a bootstrap, of which few know the variance badly.
    """

    by_unit: Floats
    often: Floats
    clusters: Clusters | None = None
    drawn: bool = False

    def variance(self) -> Floats:
        """Return the variance of each estimate."""
        variance: Floats = self.often @ self.by_unit**2
        return variance

    def covariance(self) -> Floats:
        """Return the estimates x estimates of covariances."""
        return self.by_unit.T @ (self.often[:, None] * self.by_unit)

    def degrees(self) -> Floats:
        """Return the degrees of freedom of each variance; infinite for persons, one less for draws.

        They are those of a working model: persons vary by what they would if they were independent,
        and clusters by the rest. G equal clusters have G - 1.

        Source:
            That of `degrees_of_freedom`.
        """
        if self.clusters is None:
            return np.full(self.by_unit.shape[1], len(self.by_unit) - 1 if self.drawn else np.inf)
        variance = self.variance()
        of_persons = self.clusters.within.variance() / np.where(variance > 0, variance, np.inf)
        return degrees_of_freedom(self.clusters.share, np.clip(of_persons, 0, 1))

    def reach(self, level: float = 0.95) -> Floats:
        """Return the standard errors to either side of each estimate: normal, or Student's t."""
        return student_quantile(below_upper(level), self.degrees())

    def through(self, linear: Callable[[Floats], Floats]) -> "Influence":
        """Return the influence on a linear map of the estimates, applied to units x estimates."""
        clusters = self.clusters
        if clusters is not None:
            clusters = replace(clusters, within=clusters.within.through(linear))
        return Influence(linear(self.by_unit), self.often, clusters, self.drawn)

    def by_person(self) -> "Influence":
        """Return the influence of persons, were they independent."""
        return self if self.clusters is None else self.clusters.within

    def plus(self, other: "Influence") -> "Influence":
        """Return the influence on the sum of these estimates and those of another group.

        A cluster with persons in both contributes to both at once; persons are independent. Where
        one group has too few clusters, both are by person.
        """
        here, there = self.clusters, other.clusters
        if here is None or there is None:
            one, two = self.by_person(), other.by_person()
            by_unit = np.concatenate([one.by_unit, two.by_unit])
            return Influence(by_unit, np.concatenate([one.often, two.often]))
        codes = tuple(sorted({*here.codes, *there.codes}))
        size = _placed(here.size, here.codes, codes) + _placed(there.size, there.codes, codes)
        by_unit = _placed(self.by_unit, here.codes, codes)
        by_unit += _placed(other.by_unit, there.codes, codes)
        return of_clusters(by_unit, Clusters(codes, size, here.within.plus(there.within)))


def clustered(n: int) -> str:
    """Return how a method names its units."""
    return f"clustered, {n} municipalities, Student's t"


def units_of(influence: Influence) -> str:
    """Return how the method of a difference names its units."""
    known = influence.clusters
    return clustered(len(known.codes)) if known else "independent by person"


def of_clusters(by_unit: Floats, clusters: Clusters) -> Influence:
    """Return the influence of clusters, the larger ones corrected for the pull of their size."""
    return Influence(by_unit, 1 / (1 - clusters.share), clusters)


def widened(size: Ints) -> float:
    """Return how much wider deviations of draws of units are taken, by the persons of each unit.

    Draws trust few units, and large ones, too much: a normal reach of what is widened is right.

    Source:
        `reach_of_draws`.
    """
    return reach_of_draws(size / size.sum()) / normal_quantile(MIDDLE)


def _placed(values: Floats, codes: tuple[str, ...], among: tuple[str, ...]) -> Floats:
    """Return the values of clusters among more of them; 0 for those without."""
    placed = np.zeros((len(among), *values.shape[1:]))
    placed[np.searchsorted(among, codes)] = values
    return placed
