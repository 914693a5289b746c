"""The test of proportional hazards against R's cox.zph."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DesignError
from analysis.estimates.hazards.cox import cox
from analysis.estimates.hazards.discrete_time import discrete_time
from analysis.estimates.hazards.model import Covariate, Model, Ties
from analysis.estimates.hazards.proportional import Clock, proportional

R = Path(__file__).parents[1] / "r"
CLOCKS = {"km": Clock.KAPLAN_MEIER, "identity": Clock.MONTH, "log": Clock.LOG_MONTH}


@pytest.fixture(scope="module")
def fits(events, stretches, sex_and_age):
    of_stretches = (
        Covariate("received", "no"),
        Covariate("prior", "no"),
        Covariate("age", None, True),
    )
    return {
        "cox efron": cox(events, Model(sex_and_age)),
        "cox breslow": cox(events, Model(sex_and_age), Ties.BRESLOW),
        "cox strata": cox(events, Model(sex_and_age, strata=("county",))),
        "stretches": cox(stretches, Model(of_stretches, person="person")),
    }


@pytest.mark.parametrize("clock", list(CLOCKS))
@pytest.mark.parametrize("case", ["cox efron", "cox breslow", "cox strata", "stretches"])
def test_score_test_is_that_of_cox_zph(fits, case, clock):
    rows = pd.read_csv(R / "hazards_proportional.csv", skipinitialspace=True)
    theirs = rows[(rows["case"] == case) & (rows["clock"] == clock)]
    ours = proportional(fits[case], CLOCKS[clock])
    assert list(ours["df"]) == list(theirs["df"])
    for name in ("chi_square", "p_value"):
        np.testing.assert_allclose(ours[name], theirs[name].astype(float), atol=1e-6, rtol=0)


def test_a_model_of_months_has_no_such_test(events, sex_and_age):
    with pytest.raises(DesignError) as refused:
        proportional(discrete_time(events, Model(sex_and_age)))
    assert str(refused.value) == "Proportional hazards are tested on a Cox model of one cause."
