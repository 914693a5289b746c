"""Limits of a difference from those of its parts: published ones, and parts that go together."""

import numpy as np
import pytest

from analysis.estimates.intervals import square_and_add
from analysis.estimates.prevalence import wilson


@pytest.mark.parametrize(
    ("one", "other", "published"),
    [
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((10, 10), (0, 20), (0.6791, 1.0000)),
    ],
)
def test_wilson_s_limits_squared_and_added_are_those_of_newcombe(one, other, published):
    """Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10."""
    parts, errors = [], []
    for events, n in (one, other):
        share = np.array([events / n])
        parts.append((share, *wilson(np.array([events]), np.array([n]))))
        errors.append(np.sqrt(share * (1 - share) / n))
    limits = square_and_add(parts[0], parts[1], (*errors, np.hypot(*errors)))
    assert [float(limit[0]) for limit in limits] == pytest.approx(published, abs=5e-5)


def test_limits_as_far_to_either_side_give_the_plain_interval_of_parts_that_go_together():
    own, against, gap = (np.array([error]) for error in (0.3, 0.2, 0.15))
    parts = [
        (np.array([at]), at - 1.96 * error, at + 1.96 * error)
        for at, error in ((0.6, own), (0.5, against))
    ]
    limits = square_and_add(parts[0], parts[1], (own, against, gap))
    hand = [0.1 - 1.96 * 0.15, 0.1 + 1.96 * 0.15]
    assert [float(limit[0]) for limit in limits] == pytest.approx(hand)
