"""Rows and populations that a hazard model would count wrongly are refused."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import EstimationError
from analysis.estimates.hazards.absolute import incidence
from analysis.estimates.hazards.cox import cox
from analysis.estimates.hazards.discrete_time import discrete_time
from analysis.estimates.hazards.fine_gray import fine_gray
from analysis.estimates.hazards.model import Covariate, Model, by_levels
from analysis.estimates.log_rank import log_rank

MILLION = 10**6
BY_SEX, BY_AGE = Model(by_levels("sex")), Model((Covariate("age", numeric=True),))
GOOD = pd.DataFrame(
    {
        "sex": ["female", "male"] * 12,
        "age": [20, 30, 40] * 8,
        "entry": 0,
        "duration": np.arange(24) % 7 + 1,
        "cause": ["event", "event", "censored", "event"] * 6,
        "n": 2,
    }
)
FIRST = np.arange(24) == 0
MIXED = pd.Series([1, "1"] * 12, dtype=object)


@pytest.mark.parametrize("fit", [cox, discrete_time, fine_gray])
@pytest.mark.parametrize(
    ("rows", "model", "said"),
    [
        (GOOD.assign(n=GOOD["n"].mask(FIRST, -1)), BY_SEX, "below 0 in some row"),
        (GOOD.assign(duration=GOOD["duration"] + 0.5), BY_SEX, "whole months"),
        (GOOD.assign(w=np.nan, w2=MILLION), BY_SEX, "A weight is missing"),
        (GOOD.assign(sex=MIXED), BY_SEX, "Two levels of 'sex' have one name"),
        (GOOD.assign(age="old"), BY_AGE, "'age' holds what is no number"),
        (GOOD.assign(age=np.where(FIRST, np.inf, GOOD["age"])), BY_AGE, "what is no number"),
    ],
)
def test_rows_that_would_be_counted_wrongly_are_refused(fit, rows, model, said):
    with pytest.raises(EstimationError, match=said):
        fit(rows, model)


def test_a_test_of_two_groups_with_one_name_is_refused():
    with pytest.raises(EstimationError, match="Two groups in 'sex' have one name"):
        log_rank(GOOD.assign(sex=MIXED), "sex")


@pytest.mark.parametrize(
    ("model", "population", "said"),
    [
        (BY_SEX, {"sex": ["female", None], "n": [1, 3]}, "'sex' of the population has missing"),
        (BY_AGE, {"age": [20, None], "n": [1, 3]}, "'age' of the population has missing"),
        (BY_SEX, {"sex": ["female", "male"], "n": [-1, 3]}, "'n' is at least 0"),
        (BY_SEX, {"sex": ["female", "male"], "n": [np.nan, 3]}, "'n' is at least 0"),
    ],
)
def test_a_population_that_is_not_known_has_no_risk(model, population, said):
    with pytest.raises(EstimationError, match=said):
        incidence(discrete_time(GOOD, model), pd.DataFrame(population))
