"""Quantiles and tails are those of scipy's objects, bit by bit."""

import numpy as np
import pytest
from scipy.stats import chi2, f, norm
from scipy.stats import t as student

from analysis.estimates.quantiles import (
    chi_square_beyond,
    f_beyond,
    normal_quantile,
    normal_share,
    student_quantile,
)

SHARES = (0.0005, 0.025, 0.5, 0.9, 0.975, 0.9995)


@pytest.mark.parametrize("share", SHARES)
def test_normal_quantiles_and_shares(share):
    assert normal_quantile(share) == norm.ppf(share)
    assert normal_share(norm.ppf(share)) == norm.cdf(norm.ppf(share))


@pytest.mark.parametrize("share", SHARES)
def test_student_s_quantiles_down_to_one_degree_and_up_to_the_normal(share):
    degrees = np.array([1, 2.5, 30, 1000, np.inf])
    assert np.array_equal(student_quantile(share, degrees), student.ppf(share, degrees))
    assert student_quantile(share, np.inf) == pytest.approx(norm.ppf(share))


@pytest.mark.parametrize("statistic", [0.0, 0.3, 3.84, 60.0])
@pytest.mark.parametrize("degrees", [1, 2, 7])
def test_tails_of_chi_square_and_f(statistic, degrees):
    assert chi_square_beyond(statistic, degrees) == chi2.sf(statistic, degrees)
    assert f_beyond(statistic, degrees, 11.5) == f.sf(statistic, degrees, 11.5)


def test_a_statistic_that_rounding_takes_below_0_is_no_sign_of_a_difference():
    assert chi_square_beyond(-1e-17, 2) == f_beyond(-1e-17, 2, 30) == 1
