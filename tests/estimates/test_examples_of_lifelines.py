"""Example data that ship with lifelines, against R's survival and against what was published.

The R script and its outputs lie in `r/`; the data are lifelines' own.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.estimates.hazards.cox import cox
from analysis.estimates.hazards.model import Covariate, Model, Ties
from analysis.estimates.hazards.proportional import proportional
from analysis.estimates.log_rank import log_rank
from analysis.estimates.means import mean_within
from analysis.estimates.survival import kaplan_meier, median, survival

R = Path(__file__).parent / "r"
TOLERANCE = {"rtol": 0, "atol": 1e-6}
MODELS = {
    "rossi": ("fin", "age", "race", "wexp", "mar", "paro", "prio"),
    "leukemia": ("sex", "logWBC", "Rx"),
    "larynx": ("age", "Stage_II", "Stage_III", "Stage_IV"),
}
GROUPS = {"leukemia": "Rx", "lung": "sex", "rossi": "fin"}


def examples(name):
    """Return one of lifelines' data sets as a table of events, a row a person."""
    from lifelines import datasets

    rows = getattr(datasets, f"load_{name}")()
    rows = rows.rename(columns={"week": "time", "arrest": "event", "t": "time"})
    rows = rows.rename(columns={"status": "event", "death": "event"})
    tenths = 10 if name == "larynx" else 1  # its years have one decimal
    cause = np.where(rows["event"] == 1, "event", "censored")
    duration = (rows["time"] * tenths).round().astype("int64")
    return rows.assign(entry=0, duration=duration, cause=cause, n=1)


def expected(name, data):
    rows = pd.read_csv(R / f"examples_{name}.csv", skipinitialspace=True)
    return rows[rows["data"] == data]


def fitted(name, ties=Ties.EFRON):
    covariates = tuple(Covariate(one, numeric=True) for one in MODELS[name])
    return cox(examples(name), Model(covariates), ties)


@pytest.mark.parametrize("name", list(MODELS))
def test_cox_and_its_proportional_hazards_are_those_of_coxph(name):
    fit, theirs = fitted(name), expected("cox", name)
    rows, tests = fit.frame, proportional(fit)
    assert list(rows["covariate"]) == list(theirs["covariate"])
    for ours, column in ((rows["estimate"], "estimate"), (rows["std_error"], "std_error")):
        np.testing.assert_allclose(ours, theirs[column], **TOLERANCE)
    np.testing.assert_allclose(tests["p_value"][:-1], theirs["proportional"], **TOLERANCE)
    whole = expected("fits", name).iloc[0]
    found = [fit.log_likelihood, fit.null_log_likelihood, tests["p_value"].iloc[-1]]
    np.testing.assert_allclose(
        found, whole[["log_likelihood", "null", "proportional"]].astype(float), **TOLERANCE
    )


def test_rossi_is_as_published():
    # Fox (2002), Cox Proportional-Hazards Regression for Survival Data, the first model.
    assert list(fitted("rossi").frame["estimate"].round(4)) == [
        *(-0.3794, -0.0574, 0.3139, -0.1498, -0.4337, -0.0849, 0.0915)
    ]


@pytest.mark.parametrize("name", list(GROUPS))
def test_medians_means_and_log_rank_of_groups_are_those_of_survfit_and_survdiff(name):
    events, theirs = examples(name), expected("curves", name)
    for row in theirs.itertuples():
        group = events[events[GROUPS[name]] == row.group]
        found = median(kaplan_meier(group)).iloc[0]
        ours = [found["estimate"], found["lower"], found["upper"]]
        np.testing.assert_array_equal(ours, [row.median, row.lower, row.upper])
        mean = mean_within(survival(group), row.horizon)
        np.testing.assert_allclose(
            [mean.months, mean.error()], [row.mean, row.mean_error], atol=1e-6
        )
    test = log_rank(events, GROUPS[name])
    np.testing.assert_allclose(test.statistic, theirs["log_rank"].iloc[0], **TOLERANCE)


def test_the_log_rank_of_leukaemia_in_remission_is_as_published():
    # Freireich's trial of 6-MP: chi-square 16.79 (Kleinbaum and Klein, Survival Analysis, ch. 2).
    assert round(log_rank(examples("leukemia"), "Rx").statistic, 2) == 16.79
