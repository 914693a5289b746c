"""How often tests refuse groups that are equal: 5 of 100 worlds is right.

    python -m benchmarks.equal_groups [--worlds 1000] [--seed 2026]

Worlds are those of the method check, where both groups have one hazard: by person, or of thirty
municipalities that differ; late entry, exits, and censoring from month 40 on. Shares are reported
and fail nothing.
"""

import argparse
import sys
from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.estimates.gray import gray
from analysis.estimates.known_worlds import NO_PLACES, UNEVEN, World
from analysis.estimates.log_rank import Emphasis, log_rank
from analysis.estimates.max_combo import max_combo

PERSONS = (100, 1000)


def refused(events: pd.DataFrame, cluster: str | None) -> Iterator[tuple[str, bool]]:
    """Yield each test, and whether it refused equal groups."""
    yield "log-rank", log_rank(events, "group", cluster=cluster).p < 0.05
    late = log_rank(events, "group", cluster=cluster, emphasis=Emphasis(0, 1))
    yield "Fleming-Harrington (0, 1)", late.p < 0.05
    if cluster is None:
        yield "max-combo", max_combo(events, "group").p < 0.05
        yield "Gray, late entry", gray(events, "group").p < 0.05


def shares(world: World, worlds: int, rng: np.random.Generator) -> "pd.Series[float]":
    """Return the share of worlds in which each test refused."""
    drawn = (world.draw(rng).events for _ in range(worlds))
    return pd.DataFrame(dict(refused(events, world.cluster)) for events in drawn).mean()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--worlds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=2026)
    asked = parser.parse_args()
    columns = {}
    for persons in PERSONS:
        for places in (NO_PLACES, UNEVEN):
            world = World(persons, places, ratio=1.0)
            rng = np.random.default_rng([asked.seed, persons, len(places.sizes)])
            columns[f"{persons}, {places.name}"] = 100 * shares(world, asked.worlds, rng)
    print("per cent of worlds in which equal groups were refused; 5 is right")
    print(pd.DataFrame(columns).round(1).to_string())
    return 0


if __name__ == "__main__":
    sys.exit(main())
