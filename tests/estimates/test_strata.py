"""Curves of every group: the same in any order and partition; clusters, and where there are few."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from scipy.stats import t

from analysis.errors import DesignError, EstimationError
from analysis.estimates.strata import COMPARISONS, CURVES, curve_rows, needed
from analysis.estimates.survival import in_state, incidence, survival
from analysis.estimates.units import FREE, GONE, REACHED
from analysis.terms import Estimand

KEYS = ["sex", "municipality", "entry", "duration", "cause"]


def persons(rng, n=400, places=12):
    entry = np.where(rng.random(n) < 0.3, rng.integers(1, 5, n), 0)
    frame = pd.DataFrame(
        {
            "sex": rng.choice(["female", "male"], n),
            "municipality": [f"{1100 + k}" for k in rng.integers(0, places, n)],
            "entry": entry,
            "duration": entry + rng.integers(1, 25, n),
            "cause": rng.choice(
                ["event", "death", "emigration", "censored"], n, p=[0.5, 0.05, 0.1, 0.35]
            ),
        }
    )
    weight = rng.integers(200, 3000, n) * 1000
    return frame.assign(n=1, w=weight, w2=weight**2 // 10**6)


def counted(frame, sums=("n",)):
    return frame.groupby(KEYS)[list(sums)].sum().reset_index()


@pytest.fixture
def people():
    return persons(np.random.default_rng(8))


@pytest.mark.parametrize("estimand", [*CURVES, *COMPARISONS])
@pytest.mark.parametrize("sums", [("n",), ("n", "w", "w2")])
def test_order_index_and_partition_change_nothing(people, estimand, sums):
    by = ("sex",)
    expected = curve_rows(counted(people, sums), estimand, by)
    shuffled = counted(people, sums).sample(frac=1, random_state=3)
    assert_frame_equal(curve_rows(shuffled, estimand, by), expected, check_exact=True)
    halves = [counted(people[people.index % 2 == k], sums) for k in (1, 0)]
    apart = pd.concat(halves)  # the index repeats, and so do rows of one kind
    assert_frame_equal(curve_rows(apart, estimand, by), expected, check_exact=True)


def test_persons_one_by_one_give_what_counts_give(people):
    one_by_one = people[[*KEYS, "n"]]
    for estimand in CURVES:
        expected = curve_rows(counted(people), estimand)
        assert_frame_equal(curve_rows(one_by_one, estimand), expected, check_exact=True)


def test_intervals_are_clustered_unless_groups_are_municipalities_or_they_are_few(people):
    events = counted(people)
    method = curve_rows(events, Estimand.SURVIVAL)["method"].iloc[0]
    assert "clustered, 12 municipalities, Student's t" in method
    within = curve_rows(events, Estimand.SURVIVAL, ("municipality",))["method"]
    assert within.str.contains("Greenwood by person").all()
    few = events[events["municipality"] < "1109"]
    assert "Greenwood by person" in curve_rows(few, Estimand.SURVIVAL)["method"].iloc[0]
    ten = events[events["municipality"] < "1110"]
    assert "clustered, 10" in curve_rows(ten, Estimand.SURVIVAL)["method"].iloc[0]
    assert needed(("sex",)) == ("sex", "municipality")
    assert needed(("municipality",)) == ("municipality",)


def test_each_group_is_estimated_alone(people):
    events = counted(people)
    both = curve_rows(events, Estimand.CUMULATIVE_INCIDENCE, ("sex",))
    for sex, rows in events.groupby("sex"):
        alone = curve_rows(rows, Estimand.CUMULATIVE_INCIDENCE)
        found = both[both["sex"] == sex].drop(columns="sex").reset_index(drop=True)
        assert_frame_equal(found, alone, check_exact=True)


def test_equal_clusters_have_one_degree_less_than_their_number():
    rows = [("0", f"{1100 + k}", 0, 1 + k % 3, "event") for k in range(12)]
    rows += [("0", f"{1100 + k}", 0, 4, "censored") for k in range(12)]
    curve = survival(pd.DataFrame(rows, columns=KEYS).assign(n=5), "municipality")
    assert curve.influence.degrees()[1:] == pytest.approx(np.full(4, 11))
    assert curve.influence.reach()[1] == pytest.approx(t.ppf(0.975, 11))
    assert curve.influence.often == pytest.approx(np.full(12, 12 / 11))


def test_a_place_with_most_of_the_persons_leaves_few_degrees(people):
    half = people.assign(municipality=people["municipality"].where(people.index % 2 == 0, "0301"))
    degrees = survival(half, "municipality").influence.degrees()
    assert (degrees[1:] < 6).all()  # of 20 others of one size, 19
    most = people.assign(municipality=people["municipality"].where(people.index % 4 == 0, "0301"))
    curve = survival(most, "municipality")  # sizes count for 1.8 equal places: by person
    assert np.isinf(curve.influence.degrees()).all()
    assert "by person" in curve.method


def test_covariance_of_a_curve_has_its_variance_on_the_diagonal(people):
    for cluster in (None, "municipality"):
        influence = incidence(counted(people), cluster).influence
        covariance = influence.covariance()
        assert np.diag(covariance) == pytest.approx(influence.variance())
        assert np.linalg.eigvalsh(covariance).min() > -1e-12


def test_states_add_up_to_one_and_so_their_influences_to_nothing(people):
    curves = [in_state(counted(people), state, "municipality") for state in (FREE, REACHED, GONE)]
    assert sum(curve.estimate for curve in curves) == pytest.approx(
        np.ones(len(curves[0].estimate))
    )
    assert sum(curve.influence.by_unit for curve in curves) == pytest.approx(0)


@pytest.mark.no_cover  # lines that other tests run
@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_the_influences_of_all_units_add_up_to_nothing(seed):
    people = persons(np.random.default_rng(seed), 300, 12)
    of_persons = incidence(people.drop(columns=["w", "w2"])).influence
    assert of_persons.often @ of_persons.by_unit == pytest.approx(0, abs=1e-12)
    of_places = incidence(people, "municipality").influence
    assert of_places.by_unit.sum(axis=0) == pytest.approx(0, abs=1e-12)


def test_a_month_with_nobody_at_risk_ends_the_curve_and_is_named():
    rows = pd.DataFrame(
        [(0, 2, "event", 3), (0, 3, "censored", 2), (5, 8, "event", 4)],
        columns=["entry", "duration", "cause", "n"],
    )
    curve = survival(rows)
    assert curve.last == 3
    assert curve.method.endswith("ends as nobody is at risk in month 4")


def test_before_anybody_is_at_risk_nothing_is_claimed():
    rows = pd.DataFrame([(4, 6, "event", 1), (4, 8, "censored", 1)])
    rows.columns = ["entry", "duration", "cause", "n"]
    assert "of those free in month 5, the first with anybody at risk" in survival(rows).method


def test_what_cannot_be_estimated_is_said(people):
    events = counted(people)
    with pytest.raises(EstimationError, match="Nobody is left to follow"):
        curve_rows(events[:0], Estimand.SURVIVAL)
    with pytest.raises(DesignError, match="needs at least two groups"):
        curve_rows(events, Estimand.MEAN_RATIO)
    with pytest.raises(EstimationError, match="ends before its entry"):
        survival(events.assign(entry=99))
    never = events.assign(cause="censored")
    row = curve_rows(never, Estimand.MEDIAN).iloc[0]
    assert np.isnan(row["estimate"])
    assert row["method"].endswith("; not reached")


def test_a_comparison_names_the_group_that_it_is_against(people):
    rows = curve_rows(counted(people), Estimand.MEAN_DIFFERENCE, ("sex",))
    assert set(rows["sex"]) == {"male"}
    assert rows["method"].str.endswith("against sex female").all()


def test_quarters_carry_their_share(people):
    rows = curve_rows(counted(people), Estimand.QUANTILE)
    assert rows["share"].tolist() == [0.25, 0.5, 0.75]
    median = curve_rows(counted(people), Estimand.MEDIAN)
    assert rows["estimate"].iloc[1] == median["estimate"].iloc[0]
