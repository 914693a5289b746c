"""Bands hold a whole curve as often as they say; benchmarks.bands draws more worlds."""

import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom

WORLDS = 100


@pytest.fixture(scope="module")
def benchmark():
    sys.path.insert(0, str(Path(__file__).parents[2]))
    try:
        from benchmarks import bands
    finally:
        sys.path.pop(0)
    return bands


@pytest.mark.slow
@pytest.mark.parametrize(("persons", "clusters"), [(100, 0), (1000, 0)])
def test_95_per_cent_bands_hold_a_whole_curve_in_93_or_more_of_a_hundred_worlds(
    benchmark, monkeypatch, persons, clusters
):
    monkeypatch.setattr("analysis.estimates.bands.BLOCKS", 1)  # fewer draws, for time
    rng = np.random.default_rng([21, persons, clusters])
    found = benchmark.coverage(benchmark.World(persons, clusters), WORLDS, rng)
    # Widened by the chance of so many worlds: one of 18 shares in a hundred lies outside.
    low = binom.ppf(0.0005, WORLDS, 0.93) / WORLDS
    assert found.between(low, 0.999).all(), found
