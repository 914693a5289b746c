"""How often bands hold a whole true curve, and how often tests refuse groups that are equal.

    python -m benchmarks.bands [--worlds 1000] [--seed 2026]

Worlds are those of benchmarks.coverage: by person, or of municipalities that differ; late entry,
exits, and censoring from month 40 on. A band is over months 6 to 60, or to the month before the
curve ends. Groups are drawn by lot, so that they are equal: 5 per cent of tests should refuse
them. Shares are reported and fail nothing; tests/estimates/test_band_coverage.py holds them.
"""

import argparse
import sys
from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.estimates.bands import BandKind, band, difference_band
from analysis.estimates.curve import Curve
from analysis.estimates.gray import gray
from analysis.estimates.log_rank import Emphasis, log_rank
from analysis.estimates.max_combo import max_combo
from analysis.estimates.survival import incidence, survival
from benchmarks.coverage import CLUSTERS, World

MONTHS = (6, 60)
PERSONS = (100, 1000)


def stretch(*curves: Curve) -> tuple[int, int]:
    """Return the months of a band."""
    return MONTHS[0], min(MONTHS[1], *(curve.last for curve in curves))


def holds(limits: pd.DataFrame, truth: "pd.Series[float]") -> bool:
    """Tell whether all limits hold what is true."""
    true = truth.loc[limits["month"]].to_numpy()
    return bool(((limits["lower"] <= true) & (true <= limits["upper"])).all())


def bands(events: pd.DataFrame, truth: pd.DataFrame, cluster: str | None) -> Iterator:
    """Yield what was asked, and whether the band held."""
    for name, make in (("survival", survival), ("cumulative incidence", incidence)):
        curve = make(events, cluster)
        true = truth[curve.estimand.value]
        for kind in BandKind:
            yield f"{name}, {kind}", holds(band(curve, stretch(curve), kind=kind), true)
    groups = [incidence(part, cluster) for _, part in events.groupby("group")]
    limits = difference_band(*groups, stretch(*groups))
    yield "difference of incidence of equal groups", holds(limits, true * 0)


def tests(events: pd.DataFrame, cluster: str | None) -> Iterator:
    """Yield what was asked, and whether equal groups were not refused."""
    yield "log-rank not refused", log_rank(events, "group", cluster=cluster).p >= 0.05
    late = log_rank(events, "group", cluster=cluster, emphasis=Emphasis(0, 1))
    yield "Fleming-Harrington (0, 1) not refused", late.p >= 0.05
    if cluster is None:
        yield "max-combo not refused", max_combo(events, "group").p >= 0.05
        yield "Gray, late entry, not refused", gray(events, "group").p >= 0.05


def coverage(world: World, worlds: int, rng: np.random.Generator) -> "pd.Series[float]":
    """Return the share of worlds in which each band held, or each test did not refuse."""
    truth = world.truth(MONTHS[1])
    cluster = "municipality" if world.clusters else None
    found = []
    for _ in range(worlds):
        events = world.draw(rng)
        persons = events.loc[events.index.repeat(events["n"])].drop(columns="n")
        halved = persons.assign(group=rng.choice(["a", "b"], len(persons)))
        events = halved.groupby(list(halved)).size().rename("n").reset_index()
        found.append({**dict(bands(events, truth, cluster)), **dict(tests(events, cluster))})
    return pd.DataFrame(found).mean()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--worlds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=2026)
    asked = parser.parse_args()
    columns = {}
    for persons in PERSONS:
        for clusters in (0, CLUSTERS[persons]):
            rng = np.random.default_rng([asked.seed, persons, clusters])
            units = f"{clusters} municipalities" if clusters else "by person"
            found = coverage(World(persons, clusters), asked.worlds, rng)
            columns[f"{persons}, {units}"] = 100 * found
    print("per cent of worlds in which it held; 95 is right")
    print(pd.DataFrame(columns).round(1).to_string())
    return 0


if __name__ == "__main__":
    sys.exit(main())
