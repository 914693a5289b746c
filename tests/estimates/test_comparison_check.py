"""Estimators against the truth of invented worlds: a small version of benchmarks/comparisons.py."""

from math import inf, nan, sqrt

import numpy as np
import pandas as pd
import pytest

from analysis.comparison_terms import Approach
from analysis.estimates.comparison_check import against_truth, of_world, summed
from analysis.reference.comparisons import parse_comparison
from analysis.synthetic.world import World

ASKED = parse_comparison("grunnskole,horizon=60,points=24+60,landmarks=none,replicates=50")
BANDS = {"curve_difference": 2}
WORLDS = [World(2500, seed=seed, name="immortal_time_only") for seed in (1, 2, 3)]


@pytest.fixture(scope="module")
def everything():
    return against_truth(WORLDS, ASKED)


@pytest.fixture(scope="module")
def checked_sets(everything):
    return everything[everything["estimand"] == "crossing"]


@pytest.fixture(scope="module")
def checked(everything):
    return everything[everything["estimand"] == "difference"]


def test_the_naive_answer_is_far_from_the_truth_and_the_trial_is_not(checked):
    """Three worlds are few, so that they are judged together, over both curves and months."""
    means = checked.groupby("approach")[["bias", "held", "alarms"]].mean()
    naive, trial = means.loc["naive"], means.loc["target_trial"]
    assert naive["bias"] < -5
    assert naive["bias"] < trial["bias"] - 3
    assert naive["held"] <= 1 / 3
    assert trial["held"] >= 2 / 3
    assert naive["alarms"] > trial["alarms"]
    assert (checked["n"] == 3).all()


def test_the_crossing_set_of_the_trial_holds_the_truth_and_the_naive_one_does_not(checked_sets):
    held = checked_sets.groupby("approach")["held"].agg(["min", "max"])
    assert held.loc["target_trial"].tolist() == [1, 1]
    assert held.loc["naive"].tolist() == [0, 0]


def test_the_band_of_the_trial_holds_the_truth_in_all_months_and_the_naive_one_does_not(everything):
    bands = everything[everything["estimand"] == "curve_difference"].set_index(["approach", "of"])
    assert len(bands) == 4
    assert bands["month"].isna().all()
    assert bands["bias"].isna().all()
    assert (bands.loc["target_trial", "held"] > 0.5).all()
    assert (bands.loc["naive", "held"] == 0).all()


def test_worlds_are_summed_in_points():
    """Errors of 2 and -4 points are -1 in the mean, and spread by 4.2; widths are 20 and 10."""
    keys = {"world": "w", "approach": "a", "of": "prevalence"}
    told = {
        "estimand": ["difference", "difference", "crossing", "crossing", "curve_difference"],
        "month": [24, 24, nan, nan, nan],
        "estimate": [0.05, 0.01, 60, inf, 0.1],
        "lower": [-0.05, -0.04, 50, 90, 0.05],
        "upper": [0.15, 0.06, inf, inf, 0.15],
        "true": [0.03, 0.05, 60, 60, 0.06],
    }
    found = summed(pd.DataFrame(told).assign(**keys)).set_index("estimand")
    numbers = ["n", "bias", "spread", "width", "held", "alarms"]
    expected = [2, -1, sqrt(18), 15, 1, 0]
    assert found.loc["difference", numbers].tolist() == pytest.approx(expected)
    others = found.loc[["crossing", "curve_difference"], numbers].to_numpy(dtype=float)
    missing = [nan, nan, nan]
    np.testing.assert_array_equal(others, [[2, *missing, 0.5, nan], [1, *missing, 1, nan]])


def test_truth_stands_beside_what_is_told():
    rows = of_world(WORLDS[0], ASKED, (Approach.TARGET_TRIAL,))
    assert rows.loc[rows["estimand"] == "difference", "true"].eq(0).all()
    crossing = rows[rows["estimand"] == "crossing"]
    assert crossing["true"].eq(0).all()
    assert crossing["month"].isna().all()
    assert set(rows["of"]) == {"cumulative_incidence", "prevalence"}
    assert rows.groupby("estimand").size().to_dict() == {"difference": 4, "crossing": 2, **BANDS}
