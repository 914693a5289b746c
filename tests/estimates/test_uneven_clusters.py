"""The reach of intervals by cluster: by hand for two clusters, and by many normal clusters."""

import numpy as np
import pytest

from analysis.estimates.quantiles import student_quantile
from analysis.estimates.uneven_clusters import (
    HALF,
    UPPER,
    _law,
    _reach,
    degrees_of_freedom,
    reach_of_draws,
)

UNEVEN = 1 / np.arange(1.0, 31)
ONE_HALF = np.array([10.0, *[1.0] * 10])
ONCE = np.array([1, 1])


def shares(size):
    return np.asarray(size, dtype=float) / np.sum(size)


@pytest.mark.parametrize("n", [2, 10, 357])
def test_equal_clusters_have_one_degree_less_than_there_are(n):
    alone = np.array([0.0, 0.3, 1.0])
    assert list(degrees_of_freedom(shares(np.ones(n)), alone)) == [n - 1] * 3
    nearly = shares(np.linspace(1, 1.0001, n))
    assert degrees_of_freedom(nearly, alone) == pytest.approx([n - 1] * 3, rel=2e-3)


@pytest.mark.parametrize("large", [0.5, 0.7, 0.95])
def test_two_clusters_of_independent_persons_have_one_degree_whatever_their_sizes(large):
    # Error and difference of the two are then independent, and their ratio is Cauchy's.
    share = np.array([large, 1 - large])
    for reach in (1.0, 3.0, 12.7062047):
        beyond = 1 - 2 / np.pi * np.arctan(reach)
        assert _law(share, ONCE, share, 1 / (1 - share)).beyond(reach) == pytest.approx(
            beyond, abs=1e-5
        )


def test_two_clusters_that_differ_are_further_off_together():
    # Error x and root of the variance y = (0.3 a - 0.7 b) / sqrt(0.21) are normal: their ratio is
    # Cauchy's around r = cov / var(y), as wide as sqrt(var(x) / var(y) - r²).
    share, part = np.array([0.7, 0.3]), np.array([0.8, 0.2])
    load = np.array([0.3, -0.7]) / np.sqrt(0.21)
    around, spread = load @ part, load**2 @ part
    middle, wide = around / spread, np.sqrt(1 / spread - (around / spread) ** 2)
    for reach in (1.0, 3.0):
        ends = np.arctan((np.array([reach, -reach]) - middle) / wide) / np.pi
        assert _law(share, ONCE, part, 1 / (1 - share)).beyond(reach) == pytest.approx(
            1 - np.ptp(ends), abs=1e-5
        )


@pytest.mark.parametrize("size", [UNEVEN, ONE_HALF], ids=["uneven", "one half"])
@pytest.mark.parametrize("alone", [0.0, 0.2, 1.0])
def test_intervals_of_normal_clusters_hold_in_95_of_100(size, alone):
    share = shares(size)
    part = alone * share + (1 - alone) * share**2 / np.sum(share**2)
    drawn = np.random.default_rng(5).standard_normal((100_000, len(share))) * np.sqrt(part)
    error = drawn.sum(axis=1)
    away = drawn - share * error[:, None]
    variance = away**2 @ (1 / (1 - share))
    (degrees,) = degrees_of_freedom(share, np.array([alone]))
    reach = student_quantile(UPPER, degrees)
    assert np.mean(error**2 <= reach**2 * variance) == pytest.approx(0.95, abs=0.0025)


@pytest.mark.parametrize("size", [UNEVEN, ONE_HALF], ids=["uneven", "one half"])
def test_reaches_between_those_computed_lie_on_the_way(size):
    share = shares(size)
    alone = np.linspace(0, 1, 41)
    degrees = degrees_of_freedom(share, alone)
    often = 1 / (1 - share)
    exact = [_reach(share, np.ones(len(share), dtype=int), one, often) for one in alone]
    np.testing.assert_allclose(student_quantile(UPPER, degrees), exact, rtol=0.002)
    for one in (0, 7, 20, 40):  # whatever else is asked with it
        assert degrees_of_freedom(share, alone[[one]]) == degrees[one]
    assert len(degrees_of_freedom(share, np.zeros(0))) == 0


@pytest.mark.parametrize("n", [2, 10, 357])
def test_draws_of_equal_clusters_need_the_lost_degree_and_its_variance(n):
    hand = student_quantile(UPPER, n - 1) * np.sqrt(n / (n - 1))
    assert reach_of_draws(shares(np.ones(n))) == pytest.approx(hand)
    assert reach_of_draws(shares(np.linspace(1, 1.0001, n))) == pytest.approx(hand, rel=2e-3)


@pytest.mark.parametrize("size", [UNEVEN, ONE_HALF], ids=["uneven", "one half"])
@pytest.mark.parametrize(("alone", "near"), [(HALF, 0.0025), (0.0, 0.025), (1.0, 0.025)])
def test_draws_of_normal_clusters_reach_95_of_100_whatever_part_is_of_persons(size, alone, near):
    share = shares(size)
    part = alone * share + (1 - alone) * share**2 / np.sum(share**2)
    normal = np.random.default_rng(6).standard_normal((100_000, len(share))) * np.sqrt(part)
    error = normal.sum(axis=1)
    variance = np.sum((normal - share * error[:, None]) ** 2, axis=1)  # of draws, not corrected
    held = error**2 <= reach_of_draws(share) ** 2 * variance
    assert np.mean(held) == pytest.approx(0.95, abs=near)


def test_one_cluster_with_nearly_all_has_one_degree():
    assert degrees_of_freedom(shares([1000, 1, 1]), np.array([0.0])) >= 1
