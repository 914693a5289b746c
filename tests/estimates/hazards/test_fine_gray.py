"""Fine-Gray on rows of counts against coxph on the rows of R's finegray, and against crr."""

import numpy as np
import pytest

from analysis.errors import DesignError
from analysis.estimates.hazards.fine_gray import fine_gray
from analysis.estimates.hazards.model import Covariate, Errors, Model, Scale, Ties

TOLERANCE = 1e-6


@pytest.mark.parametrize("ties", list(Ties))
@pytest.mark.parametrize("sample", ["late", "start"])
@pytest.mark.parametrize("by", ["who", "place"])
def test_those_gone_stay_at_risk_with_the_weights_of_finegray(
    events, sex_and_age, expected, sample, ties, by
):
    rows = events if sample == "late" else events[events["entry"] == 0]
    clustered = {"errors": Errors.CLUSTER, "cluster": "place"} if by == "place" else {}
    fit = fine_gray(rows, Model(sex_and_age, **clustered), ties)
    estimate, error, log_likelihood = expected(f"fine-gray {sample} {ties.lower()} {by}")
    np.testing.assert_allclose(fit.frame["estimate"], estimate, atol=TOLERANCE, rtol=0)
    np.testing.assert_allclose(fit.frame["std_error"], error, atol=TOLERANCE, rtol=0)
    assert fit.log_likelihood == pytest.approx(log_likelihood, abs=TOLERANCE)
    assert set(fit.frame["scale"]) == {Scale.SUBDISTRIBUTION_HAZARD_RATIO}


def test_strata_have_hazards_of_their_own_and_one_law_of_censoring(events, sex_and_age, expected):
    fit = fine_gray(events, Model(sex_and_age, strata=("county",)))
    estimate, error, log_likelihood = expected("fine-gray strata")
    np.testing.assert_allclose(fit.frame["estimate"], estimate, atol=TOLERANCE, rtol=0)
    np.testing.assert_allclose(fit.frame["std_error"], error, atol=TOLERANCE, rtol=0)
    assert fit.log_likelihood == pytest.approx(log_likelihood, abs=TOLERANCE)


def test_weights_of_persons_multiply_those_for_censoring(weighted, sex_and_age, expected):
    fit = fine_gray(weighted, Model(sex_and_age))
    estimate, error, log_likelihood = expected("fine-gray weights")
    np.testing.assert_allclose(fit.frame["estimate"], estimate, atol=TOLERANCE, rtol=0)
    np.testing.assert_allclose(fit.frame["std_error"], error, atol=TOLERANCE, rtol=0)
    assert fit.log_likelihood == pytest.approx(log_likelihood, abs=TOLERANCE)


def test_coefficients_are_those_of_crr_where_censoring_comes_last_in_a_month(
    events, sex_and_age, expected
):
    fit = fine_gray(events[events["entry"] == 0], Model(sex_and_age), Ties.BRESLOW)
    estimate, error, log_likelihood = expected("crr")
    np.testing.assert_allclose(fit.frame["estimate"], estimate, atol=TOLERANCE, rtol=0)
    assert fit.log_likelihood == pytest.approx(log_likelihood, abs=TOLERANCE)
    # crr counts that the weights are estimated; ours, as finegray, takes them as known.
    np.testing.assert_allclose(fit.frame["std_error"], error, rtol=0.02)


def test_nothing_may_change_by_month_for_those_who_left(events):
    model = Model((Covariate("sex", "m", changes=(6,)),))
    with pytest.raises(DesignError, match=r"^A Fine-Gray model keeps those who left at risk"):
        fine_gray(events, model)
