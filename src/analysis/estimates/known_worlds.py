"""Invented worlds small enough that what is true in them is a formula: what methods are held to.

Everybody begins free, may come to work, may lose it again (once), and may leave the country at any
time. Some come into view late; all are lost from sight by the calendar. Municipalities differ by a
multiple of the hazard, which follows a gamma law. Where hazard ratios are asked it follows a stable
law, since then hazards of two groups that are proportional in each municipality are so in all of
them together; but that law has municipalities far beyond all others.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from analysis.errors import DesignError
from analysis.estimates.known_persons import Drawn
from analysis.estimates.units import Floats, Ints

HAZARD = (*(0.015,) * 6, *(0.035,) * 24, 0.015)
LEAST = 1e-12


class Law(StrEnum):
    """How the multiples of municipalities are spread."""

    GAMMA = "gamma"
    STABLE = "stable"


@dataclass(frozen=True)
class Places:
    """The municipalities of a world.

    Attributes:
        name: what they are called; "none" where persons are independent.
        sizes: how many persons each has, in relation to each other; empty: none.
        law: of the multiples of the hazard.
        variance: of multiples under the gamma law; their mean is 1.
        alike: the index of the stable law, at 1 all are one. The logarithm of multiples has the
            variance (1 / alike ** 2 - 1) * pi ** 2 / 6, about as under the gamma law.
    """

    name: str
    sizes: tuple[float, ...] = ()
    law: Law = Law.GAMMA
    variance: float = 0.16
    alike: float = 0.95

    def __post_init__(self) -> None:
        """Refuse municipalities that cannot be."""
        if not 0.5 <= self.alike < 1 or min((self.variance, *self.sizes)) <= 0:
            raise DesignError(
                "Sizes of municipalities and their variance are above 0, and alike from 0.5 to 1."
            )

    def of_persons(self, persons: int) -> Ints:
        """Return the municipality of each person, 0, 1, …: the sizes as nearly as can be."""
        if not self.sizes:
            return np.zeros(persons, dtype=np.int64)
        exact = persons * np.array(self.sizes) / sum(self.sizes)
        whole = np.floor(exact).astype(np.int64)
        whole[np.argsort(whole - exact, kind="stable")[: persons - whole.sum()]] += 1
        return np.repeat(np.arange(len(whole)), whole)

    def multiples(self, rng: np.random.Generator) -> Floats:
        """Return what the hazard of each municipality is multiplied by.

        Source:
            Kanter (1975), Annals of Probability 3, 697-707, for the draw of the stable law.
        """
        if not self.sizes:
            return np.ones(1)
        if self.law is Law.GAMMA:
            return rng.gamma(1 / self.variance, self.variance, len(self.sizes))
        angle, wait = rng.uniform(0, np.pi, len(self.sizes)), rng.exponential(size=len(self.sizes))
        by, rest = self.alike, 1 - self.alike
        drawn = np.sin(by * angle) / np.sin(angle) ** (1 / by)
        multiples: Floats = drawn * (np.sin(rest * angle) / wait) ** (rest / by)
        return multiples

    def free(self, hazard: Floats) -> Floats:
        """Return the share still free in all municipalities together, by summed hazard in one of 1.

        Source:
            Hougaard (1984), Biometrika 71, 75-83: the Laplace transform of the multiples.
        """
        if not self.sizes:
            return np.asarray(np.exp(-hazard))
        if self.law is Law.GAMMA:
            return np.asarray((1 + self.variance * hazard) ** (-1 / self.variance))
        return np.asarray(np.exp(-(hazard**self.alike)))


NO_PLACES = Places("none")
EQUAL = Places("equal", (1.0,) * 10)
UNEVEN = Places("uneven", tuple(1 / rank for rank in range(1, 31)))
"""The largest of thirty has a quarter of all persons, the smallest one in 120."""


@dataclass(frozen=True)
class World:
    """How a world is drawn; hazards are by month.

    Attributes:
        persons: who begin; those who are gone before they come into view are never seen.
        places: the municipalities.
        hazard: of coming to work, in group "a", in months 1, 2, …; the last one goes on.
        ratio: hazard ratio of group "b", to which half belong by lot.
        leaving: chance of leaving the country in a month.
        found_until: the last month in which work is found. Who ever finds it stays until then, and
            only the others leave, so that ratios of the subdistribution are what is stated; None:
            everybody may leave first.
        losing: chance of losing work in a month after the one in which it was found.
        late: share of persons who come into view late, in one of the months 1 to `latest`.
        latest: the last month of late entry.
        followed: the first and last month in which a person may be lost from sight by calendar.
    """

    persons: int
    places: Places = NO_PLACES
    hazard: tuple[float, ...] = HAZARD
    ratio: float = 1.5
    leaving: float = 0.004
    found_until: int | None = None
    losing: float = 0.02
    late: float = 0.3
    latest: int = 12
    followed: tuple[int, int] = (40, 120)

    def __post_init__(self) -> None:
        """Refuse a world that cannot be."""
        shares = (*self.hazard, self.leaving, self.losing)
        if self.persons < 1 or not self.hazard or not all(0 < share < 1 for share in shares):
            raise DesignError("A world has persons, and hazards between 0 and 1.")
        if not 0 <= self.late <= 1 or self.ratio <= 0 or self.latest < 1:
            raise DesignError("A share lies between 0 and 1, and a hazard ratio above 0.")
        if not self.latest < self.followed[0] <= self.followed[1]:
            raise DesignError("Nobody may be lost from sight before the last month of late entry.")

    @property
    def cluster(self) -> str | None:
        """The column of municipalities; None where persons are independent."""
        return "municipality" if self.places.sizes else None

    def draw(self, rng: np.random.Generator) -> Drawn:
        """Return the persons of one world."""
        n, last = self.persons, self.followed[1]
        place = self.places.of_persons(n)
        group = rng.integers(0, 2, n)
        pull = self.places.multiples(rng)[place] * self.ratio**group
        # The first month in which the summed hazard has used up a person's luck.
        found = 1 + np.searchsorted(self._summed(last)[1:], rng.exponential(size=n) / pull)
        left = rng.geometric(self.leaving, n)
        works = found <= (left if self.found_until is None else self.found_until)
        free_until = np.where(works, found, left)
        after = found + rng.geometric(self.leaving, n)
        lost = np.minimum(found + rng.geometric(self.losing, n), after)
        begun = np.where(rng.random(n) < self.late, rng.integers(1, self.latest + 1, n), 0)
        seen = free_until > begun
        return Drawn(
            place=place[seen],
            group=group[seen],
            entry=begun[seen],
            free_until=free_until[seen],
            works=works[seen],
            works_until=np.where(works, lost, left)[seen],
            here_until=np.where(works, after, left)[seen],
            followed=rng.integers(self.followed[0], self.followed[1] + 1, n)[seen],
        )

    def _summed(self, last: int) -> Floats:
        """Return by month 0 to `last` the sum of -log(1 - hazard) of group "a"."""
        hazard = np.full(last, self.hazard[-1])
        hazard[: min(last, len(self.hazard))] = self.hazard[:last]
        return np.concatenate([[0.0], np.cumsum(-np.log1p(-hazard))])

    @property
    def proportional(self) -> bool:
        """Whether hazards of the groups are proportional in all municipalities together."""
        return not self.places.sizes or self.places.law is Law.STABLE

    @property
    def log_ratio(self) -> float:
        """What is true of the log hazard ratio of group "b", all municipalities together.

        Where only those leave who never find work, it is that of the subdistribution hazard.

        Raises:
            DesignError: hazards are not proportional.

        Source:
            Hougaard (1986), Biometrika 73, 387-396: stable law, proportional hazards.
        """
        if not self.proportional:
            raise DesignError("Under a gamma law hazards are not proportional: no ratio is true.")
        return float((self.places.alike if self.places.sizes else 1) * np.log(self.ratio))

    def free(self, last: int) -> Floats:
        """Return groups a, b x months 0 to `last`: the share not yet in work, nobody leaving."""
        by_group = self._summed(last) * np.array([[1.0], [self.ratio]])
        return self.places.free(by_group)

    def truth(self, last: int) -> pd.DataFrame:
        """Return what is true by month 0 to `last`: a column an estimand.

        Differences and the ratio are of group "b" against "a"; the others are of everybody.

        Raises:
            DesignError: only those leave who never find work.
        """
        if self.found_until is not None:
            raise DesignError("Where only the others leave, ratios are true, and no curve is told.")
        free = self.free(last)
        here = (1 - self.leaving) ** np.arange(last + 1)
        alone, reached = free.mean(axis=0), self._reached(free)
        mean = _until(free)
        return pd.DataFrame(
            {
                "survival": alone,
                "cumulative_hazard": np.r_[0, np.cumsum(1 - alone[1:] / alone[:-1])],
                "cumulative_incidence": reached.mean(axis=0),
                "left_first": 1 - reached.mean(axis=0) - alone * here,
                "in_work": self._in_work(alone),
                "restricted_mean": _until(alone),
                "time_in_state": _until(reached.mean(axis=0)),
                "mean_difference": mean[1] - mean[0],
                "mean_ratio": mean[1] / np.where(mean[0] > 0, mean[0], np.nan),
                "curve_difference": reached[1] - reached[0],
            },
            index=pd.RangeIndex(last + 1, name="month"),
        )

    def _reached(self, free: Floats) -> Floats:
        """Return the share that has come to work by month, leaving the country competing."""
        here = (1 - self.leaving) ** np.arange(free.shape[-1] - 1)
        moved = -np.diff(free, axis=-1) * here
        return np.concatenate([np.zeros((len(free), 1)), np.cumsum(moved, axis=-1)], axis=-1)

    def _in_work(self, free: Floats) -> Floats:
        """Return the share that works in a month: found it by then, and has not lost it or left."""
        months = np.arange(len(free) - 1)
        found = -np.diff(free) * (1 - self.leaving) ** months
        stays = ((1 - self.losing) * (1 - self.leaving)) ** months
        return np.concatenate([[0.0], np.convolve(found, stays)[: len(months)]])

    def median(self, last: int) -> float:
        """Return the month by which half have come to work; missing where they do not."""
        over = np.flatnonzero(self._reached(self.free(last)).mean(axis=0) >= 0.5 - LEAST)
        return float(over[0]) if len(over) else float("nan")


def _until(share: Floats) -> Floats:
    """Return the area under a curve by month up to each horizon."""
    areas: Floats = np.cumsum(share, axis=-1) - share
    return areas
