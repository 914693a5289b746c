"""How often intervals of curves hold what is true, in many small invented worlds.

    python -m benchmarks.coverage [--worlds 1000] [--seed 2026]

Time runs in months. Some enter late, some leave, all are censored at last. In worlds by person
everybody has one hazard; in clustered ones each municipality has one of two, and few have most of
the persons. What is true is known in closed form: the mean of the curves of the hazards.
Shares are reported and fail nothing; tests/estimates/test_coverage.py holds them to a band.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimates.means import means
from analysis.estimates.survival import (
    aalen_johansen,
    incidence,
    kaplan_meier,
    nelson_aalen,
    survival,
)

MONTHS = (12, 24, 36, 60)
PERSONS = (30, 100, 1000)
CLUSTERS = {30: 20, 100: 25, 1000: 60}
HAZARD, EXIT = 0.03, 0.004
SPREAD = (0.5, 1.5)
"""The hazards of the two kinds of municipality, as multiples of HAZARD."""
FOLLOWED = (40, 121)
"""Months of follow-up from the origin: from, to."""


@dataclass(frozen=True)
class World:
    """How a world is drawn: so many persons, in so many clusters, or independent ones (0)."""

    persons: int
    clusters: int = 0

    @property
    def kinds(self) -> tuple[float, ...]:
        """The monthly hazards; each is as frequent as another."""
        return tuple(HAZARD * by for by in SPREAD) if self.clusters else (HAZARD,)

    def draw(self, rng: np.random.Generator) -> pd.DataFrame:
        """Return a table of events, with the column `municipality`."""
        n = 4 * self.persons
        size = rng.pareto(2.0, max(self.clusters, 1)) + 0.3
        place = rng.choice(len(size), n, p=size / size.sum())
        hazard = rng.choice(self.kinds, len(size))[place]
        left = rng.geometric(hazard + EXIT)  # the first month in which anything happens
        reached = rng.random(n) < hazard / (hazard + EXIT)
        entry = np.where(rng.random(n) < 0.3, rng.integers(1, 13, n), 0)
        seen = np.flatnonzero(left > entry)[: self.persons]
        censored = rng.integers(*FOLLOWED, n)
        cause = np.where(reached, "event", "emigration")
        frame = pd.DataFrame(
            {
                "municipality": place + 1000,
                "entry": entry,
                "duration": np.minimum(left, censored),
                "cause": np.where(left <= censored, cause, "censored"),
            }
        )
        return frame.iloc[seen].groupby(list(frame)).size().rename("n").reset_index()

    def truth(self, last: int) -> pd.DataFrame:
        """Return what is true by month: a column an estimand."""
        months = np.arange(last + 1)
        kinds = np.array(self.kinds)[:, None]
        alive = ((1 - kinds) ** months).mean(axis=0)
        reached = (kinds / (kinds + EXIT) * (1 - (1 - kinds - EXIT) ** months)).mean(axis=0)
        hazard = 1 - alive[1:] / alive[:-1]
        return pd.DataFrame(
            {
                "survival": alive,
                "cumulative_incidence": reached,
                "cumulative_hazard": np.concatenate([[0], np.cumsum(hazard)]),
                "restricted_mean": np.concatenate([[0], np.cumsum(alive)[:-1]]),
                "time_in_state": np.concatenate([[0], np.cumsum(reached)[:-1]]),
            },
            index=months,
        )


def rows(events: pd.DataFrame, cluster: str | None) -> Iterator[pd.DataFrame]:
    """Return the tidy rows of every interval by month."""
    yield kaplan_meier(events, cluster)
    yield aalen_johansen(events, cluster)
    yield nelson_aalen(events, cluster)
    yield means(survival(events, cluster))
    yield means(incidence(events, cluster))


def coverage(world: World, worlds: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return estimand, month, held (a share of the worlds with an interval) and worlds with one."""
    truth = world.truth(max(MONTHS)).stack()
    found = []
    for _ in range(worlds):
        events = world.draw(rng)
        for frame in rows(events, "municipality" if world.clusters else None):
            at = frame[frame["month"].isin(MONTHS)]
            true = truth.reindex(pd.MultiIndex.from_frame(at[["month", "estimand"]])).to_numpy()
            known = at["lower"].notna() & at["upper"].notna()
            held = (at["lower"] - 1e-12 <= true) & (true <= at["upper"] + 1e-12)
            found.append(at[["estimand", "month"]].assign(held=held.where(known)))
    together = pd.concat(found)
    grouped = together.groupby(["estimand", "month"], sort=False)["held"]
    return grouped.agg(held="mean", worlds="count").reset_index()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--worlds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=2026)
    asked = parser.parse_args()
    for persons in PERSONS:
        for clusters in (0, CLUSTERS[persons]):
            rng = np.random.default_rng([asked.seed, persons, clusters])
            found = coverage(World(persons, clusters), asked.worlds, rng)
            table = found.assign(held=100 * found["held"].astype(float)).pivot(
                index="estimand", columns="month", values="held"
            )
            units = f"clustered, {clusters} municipalities" if clusters else "by person"
            print(f"{persons} persons, {units}: per cent of intervals that hold what is true")
            print(table.round(1).to_string(), end="\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
