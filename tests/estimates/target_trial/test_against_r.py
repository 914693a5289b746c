"""The arms of a target trial against clone, censor and weight written out plainly in R.

The script, its invented extract and outputs lie in `../r/`.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.comparison_terms import Arm
from analysis.estimates.target_trial import kernels
from analysis.estimates.target_trial.curves import curves
from analysis.estimates.target_trial.fit import fit, likelihood_at
from analysis.estimates.target_trial.weights import ARMS, Weighting, prepare, sums
from analysis.terms import Estimand

from .invented import GRACE, HORIZON, STAY, read

R = Path(__file__).parents[1] / "r"
NAMES = dict(zip(ARMS, (Arm.BEGIN, Arm.NOT_BEGIN), strict=True))


@pytest.fixture(scope="module")
def people():
    return read(R)


@pytest.fixture(scope="module", params=[1, 0.95])
def trial(people, request):
    return prepare(people, GRACE, STAY, Weighting(request.param))


@pytest.fixture(scope="module")
def models(people):
    made = prepare(people, GRACE, STAY, Weighting())
    return fit(made.begin), fit(made.leave)


def expected(name):
    return pd.read_csv(R / f"target_trial_{name}.csv")


def coefficient(model, covariate, level, against):
    """Return the log odds of a level against another one."""
    names = [(one.covariate, one.level) for one in model.choices.names]
    there = [(covariate, one) for one in (level, against)]
    values = [model.coefficients[names.index(one)] if one in names else 0.0 for one in there]
    return values[0] - values[1]


@pytest.mark.parametrize("place", [0, 1], ids=["begin", "leave"])
def test_models_are_those_of_glm_on_person_months(models, place):
    model, theirs = models[place], expected("coefficients").iloc[place]
    found = likelihood_at(model.choices, model.coefficients[:-1])
    assert found.log_likelihood == pytest.approx(theirs["log_likelihood"], abs=1e-6)
    assert coefficient(model, "sex", "female", "male") == pytest.approx(theirs["female"], abs=1e-6)
    assert coefficient(model, "work", "now", "none") == pytest.approx(theirs["works"], abs=1e-6)
    assert np.abs(found.score).max() < 1e-6


@pytest.mark.parametrize("arm", ARMS, ids=lambda arm: NAMES[arm].value)
def test_weights_are_those_written_out_in_r(people, models, arm):
    made = prepare(people, GRACE, STAY, Weighting(1))
    months = np.arange(1, HORIZON + 1)
    weights = np.zeros((len(people), HORIZON))
    odds = models[0].odds, models[1].odds
    kernels.in_months(arm, made.arms, *odds, months, made.path, weights)
    theirs = expected("weights")
    theirs = theirs[theirs["arm"] == NAMES[arm]]
    assert (weights > 0).sum(axis=0).tolist() == theirs["followed"].tolist()
    assert weights.sum(axis=0) == pytest.approx(theirs["weight"].to_numpy(), rel=1e-7)
    assert weights.max(axis=0) == pytest.approx(theirs["largest"].to_numpy(), rel=1e-7)


@pytest.mark.parametrize("estimand", [Estimand.CUMULATIVE_INCIDENCE, Estimand.PREVALENCE])
@pytest.mark.parametrize("arm", ARMS, ids=lambda arm: NAMES[arm].value)
def test_curves_are_those_of_survfit_with_these_weights(trial, models, arm, estimand):
    everybody = np.ones(len(trial.begin.places), dtype=np.int64)
    odds = models[0].odds, models[1].odds
    found = curves(sums(trial, odds, everybody, trial.path))[estimand][arm, 1:]
    theirs = expected("curves")
    theirs = theirs[theirs["arm"] == NAMES[arm]]
    theirs = theirs[theirs["share"] == trial.weighting.truncated_at]
    column = "incidence" if estimand is Estimand.CUMULATIVE_INCIDENCE else "prevalence"
    assert found == pytest.approx(theirs[column].to_numpy(), abs=1e-6)
