"""Models of months on rows of counts against R's glm, and statsmodels, on person-months."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DesignError
from analysis.estimates.hazards.cox import cox
from analysis.estimates.hazards.discrete_time import discrete_time
from analysis.estimates.hazards.model import Covariate, Errors, Link, Model

TOLERANCE = 1e-6
NAMES = {"cloglog": Link.CLOGLOG, "logit": Link.LOGIT, "log": Link.LOG}
PIECES = {"month": (), "piece": (6, 12)}
ERRORS = {
    "model": {"errors": Errors.MODEL},
    "person": {"errors": Errors.PERSON},
    "place": {"errors": Errors.CLUSTER, "cluster": "place"},
}


@pytest.mark.parametrize("errors", list(ERRORS))
@pytest.mark.parametrize("pieces", list(PIECES))
@pytest.mark.parametrize("link", list(NAMES))
def test_rows_of_counts_give_what_glm_gives_on_person_months(
    events, sex_and_age, expected, link, pieces, errors
):
    fit = discrete_time(events, Model(sex_and_age, **ERRORS[errors]), NAMES[link], PIECES[pieces])
    estimate, error, log_likelihood = expected(f"{link} {pieces} {errors}")
    np.testing.assert_allclose(fit.frame["estimate"], estimate, atol=TOLERANCE, rtol=0)
    np.testing.assert_allclose(fit.frame["std_error"], error, atol=TOLERANCE, rtol=0)
    assert fit.log_likelihood == pytest.approx(log_likelihood, abs=TOLERANCE)


@pytest.mark.parametrize("pieces", list(PIECES))
@pytest.mark.parametrize("link", list(NAMES))
def test_weighted_rows_give_what_a_weighted_glm_gives(
    weighted, sex_and_age, expected, link, pieces
):
    fit = discrete_time(weighted, Model(sex_and_age), NAMES[link], PIECES[pieces])
    estimate, error, _ = expected(f"{link} {pieces} weights")
    np.testing.assert_allclose(fit.frame["estimate"], estimate, atol=TOLERANCE, rtol=0)
    np.testing.assert_allclose(fit.frame["std_error"], error, atol=TOLERANCE, rtol=0)


def test_coefficients_that_change_and_strata_are_those_of_statsmodels(persons):
    import statsmodels.api as sm

    covariates = (Covariate("sex", "m", changes=(8,)), Covariate("age", "middle"))
    fit = discrete_time(persons, Model(covariates, strata=("county",)), pieces=(4, 8, 16))
    months = pd.concat(
        [
            rows.loc[rows.index.repeat(rows["duration"] - rows["entry"])]
            for _, rows in persons.groupby("person")
        ]
    )
    months["month"] = months["entry"] + months.groupby("person").cumcount() + 1
    happens = (months["month"] == months["duration"]) & (months["cause"] == "event")
    piece = pd.cut(months["month"], [0, 4, 8, 16, 99]).cat.codes.astype(str)
    woman = months["sex"] == "f"
    x = pd.get_dummies(months["county"] + piece).assign(
        early=woman & (months["month"] <= 8),
        late=woman & (months["month"] > 8),
        old=months["age"] == "old",
        young=months["age"] == "young",
    )
    family = sm.families.Binomial(link=sm.families.links.CLogLog())
    theirs = sm.GLM(happens.astype(float), x.astype(float), family=family).fit(tol=1e-13)
    last = ["early", "late", "old", "young"]
    np.testing.assert_allclose(fit.frame["estimate"], theirs.params[last], atol=1e-6)
    np.testing.assert_allclose(fit.frame["std_error"], theirs.bse[last], atol=1e-6)


@pytest.mark.parametrize("fit", [cox, discrete_time])
def test_a_stratum_without_events_says_nothing(persons, sex_and_age, fit):
    idle = persons.assign(county="west", cause="censored", entry=0, duration=60)
    model = Model(sex_and_age, strata=("county",))
    np.testing.assert_allclose(
        fit(pd.concat([persons, idle]), model).coefficients,
        fit(persons, model).coefficients,
        atol=1e-9,
    )


@pytest.mark.parametrize("fit", [cox, discrete_time])
def test_stretches_added_up_over_persons_give_the_same_coefficients(stretches, fit):
    covariates = (Covariate("received", "no"), Covariate("prior", "no"))
    keys = ["received", "prior", "entry", "duration", "cause"]
    counts = stretches.groupby(keys)["n"].sum().reset_index()
    assert len(counts) < len(stretches)
    by_person = fit(stretches, Model(covariates, person="person"))
    by_count = fit(counts, Model(covariates))
    for name in ("estimate", "std_error"):
        np.testing.assert_allclose(by_count.frame[name], by_person.frame[name], atol=1e-9)


def test_without_a_difference_the_baseline_is_the_share_of_each_month():
    """Two equal groups: the ratio is 1, and the hazard of a month is events over persons."""
    rows = pd.DataFrame(
        {
            "group": ["a", "b"] * 3,
            "entry": 0,
            "duration": [1, 1, 2, 2, 2, 2],
            "cause": ["event"] * 4 + ["censored"] * 2,
            "n": [1, 1, 1, 1, 2, 2],
        }
    )
    fit = discrete_time(rows, Model((Covariate("group", "a"),)))
    assert fit.frame["estimate"].item() == pytest.approx(0, abs=1e-9)
    hazard = 1 - np.exp(-np.exp(fit.baseline.level[0]))
    np.testing.assert_allclose(hazard, [1 / 4, 1 / 3], atol=1e-9)


def test_pieces_that_do_not_rise_are_refused(events, sex_and_age):
    with pytest.raises(DesignError) as refused:
        discrete_time(events, Model(sex_and_age), pieces=(6, 6))
    assert str(refused.value) == "Pieces begin after whole, rising months that are at least 1."
