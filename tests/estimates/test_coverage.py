"""Intervals hold what is true as often as they say; benchmarks.coverage draws more worlds."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom

PATH = Path(__file__).parents[2] / "benchmarks" / "coverage.py"
WORLDS = 200


@pytest.fixture(scope="module")
def benchmark():
    spec = importlib.util.spec_from_file_location("coverage_benchmark", PATH)
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("persons", "clusters"), [(100, 0), (1000, 60)])
def test_95_per_cent_intervals_hold_what_is_true_in_93_to_97_of_a_hundred_worlds(
    benchmark, persons, clusters
):
    rng = np.random.default_rng([20, persons, clusters])
    found = benchmark.coverage(benchmark.World(persons, clusters), WORLDS, rng)
    # The band, widened by the chance of 200 worlds: one of 20 estimates in 10,000 lies outside.
    low = binom.ppf(0.0005, WORLDS, 0.93) / WORLDS
    high = binom.ppf(0.9995, WORLDS, 0.97) / WORLDS
    assert (found["worlds"] > 0.9 * WORLDS).all()
    assert found["held"].astype(float).between(low, high).all(), found
