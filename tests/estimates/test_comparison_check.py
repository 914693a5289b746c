"""Estimators against the truth of invented worlds: a small version of benchmarks/comparisons.py."""

import pytest

from analysis.comparison_terms import Approach
from analysis.estimates.comparison_check import against_truth, of_world
from analysis.reference.comparisons import parse_comparison
from analysis.synthetic.world import World

ASKED = parse_comparison("grunnskole,horizon=60,points=24+60,landmarks=none,replicates=50")
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


def test_truth_stands_beside_what_is_told():
    rows = of_world(WORLDS[0], ASKED, (Approach.TARGET_TRIAL,))
    assert rows.loc[rows["estimand"] == "difference", "true"].eq(0).all()
    crossing = rows[rows["estimand"] == "crossing"]
    assert crossing["true"].eq(0).all()
    assert crossing["month"].isna().all()
    assert set(rows["of"]) == {"cumulative_incidence", "prevalence"}
    assert len(rows) == 2 * (2 + 1)
