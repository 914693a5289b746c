"""The highest and lowest of several groups, chosen after looking, against chance."""

import numpy as np
import pytest

from analysis.design import Row
from analysis.estimates.compare import Difference, difference, wider


@pytest.mark.parametrize(
    ("groups", "z"), [(1, 1.96), (2, 1.96), (4, 2.569), (5, 2.728), (8, 3.031)]
)
def test_it_is_as_tables_of_the_studentised_range_have_it(groups, z):
    # q of infinitely many degrees of freedom over the root of 2: 3.633, 3.858 and 4.286 (Tukey).
    assert wider(groups) * 1.96 == pytest.approx(z, abs=2e-3)


def row(share, reach):
    return Row(24, share, share - reach, share + reach, 100, 50)


def test_twenty_points_are_beyond_chance_of_two_and_within_that_of_five():
    high, low = row(0.6, 0.12), row(0.4, 0.12)  # 0.17 apart by chance of two, 0.236 of five
    assert difference(high, low) is Difference.HIGHER
    assert difference(high, low, 4) is Difference.SAME
    assert difference(low, high, 5) is Difference.SAME


@pytest.mark.parametrize("groups", [3, 6])
def test_of_equal_groups_one_in_twenty_pictures_tells_of_a_difference(groups):
    shares = 0.5 + 0.05 * np.random.default_rng(1).standard_normal((4000, groups))
    told = [
        difference(row(high, 0.098), row(low, 0.098), groups) is not Difference.SAME
        for high, low in zip(shares.max(axis=1), shares.min(axis=1), strict=True)
    ]
    assert np.mean(told) == pytest.approx(0.05, abs=0.011)
