"""E-values against those published, and where there is nothing to explain."""

import numpy as np
import pytest

from analysis.estimates.e_value import e_value


def test_the_e_value_of_smoking_and_of_breast_feeding_are_those_published():
    # VanderWeele and Ding (2017): RR 10.73 (8.02 to 14.36) has 20.9, its limit 15.5; RR 3.9 (1.8 to
    # 8.7) has 7.2 and 3.0; a protective 0.8 (0.71 to 0.91) has 1.8 and 1.43.
    ratio, lower, upper = np.array([[10.73, 3.9, 0.8], [8.02, 1.8, 0.71], [14.36, 8.7, 0.91]])
    estimate, limit = e_value(ratio, lower, upper)
    assert estimate == pytest.approx([20.95, 7.26, 1.81], abs=0.01)
    assert limit == pytest.approx([15.52, 3.0, 1.43], abs=0.01)


def test_an_interval_that_holds_one_needs_no_confounder():
    estimate, limit = e_value(np.array([1.2, 0.9, 1.0]), np.array([0.9] * 3), np.array([1.5] * 3))
    assert estimate == pytest.approx([1.2 + 0.24**0.5, (1 + 0.1**0.5) / 0.9, 1])
    assert limit.tolist() == [1, 1, 1]


def test_a_ratio_that_is_missing_has_none():
    estimate, limit = e_value(np.array([np.nan]), np.array([np.nan]), np.array([np.nan]))
    assert np.isnan(estimate).all()
    assert np.isnan(limit).all()
