"""Cox on rows of counts against R's coxph on persons: ties, late entry, weights, places."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates.hazards.cox import cox
from analysis.estimates.hazards.discrete_time import discrete_time
from analysis.estimates.hazards.model import Covariate, Errors, Model, Ties, by_levels

TOLERANCE = 1e-6


def same(fit, expected, places=None):
    estimate, error, log_likelihood = expected
    np.testing.assert_allclose(fit.frame["estimate"], estimate, atol=TOLERANCE, rtol=0)
    np.testing.assert_allclose(fit.frame["std_error"], error, atol=TOLERANCE, rtol=0)
    assert fit.log_likelihood == pytest.approx(log_likelihood, abs=TOLERANCE)


@pytest.mark.parametrize("ties", list(Ties))
def test_rows_of_counts_give_the_coefficients_of_persons(events, sex_and_age, expected, ties):
    fit = cox(events, Model(sex_and_age), ties)
    same(fit, expected(f"cox {ties.lower()} model"))
    assert fit.n == 320


@pytest.mark.parametrize("ties", list(Ties))
def test_robust_errors_by_person_are_those_of_score_residuals(events, sex_and_age, expected, ties):
    fit = cox(events, Model(sex_and_age, errors=Errors.PERSON), ties)
    same(fit, expected(f"cox {ties.lower()} person"))


@pytest.mark.parametrize("ties", list(Ties))
def test_robust_errors_by_cluster_are_those_of_coxph(events, sex_and_age, expected, ties):
    fit = cox(events, Model(sex_and_age, errors=Errors.CLUSTER, cluster="place"), ties)
    same(fit, expected(f"cox {ties.lower()} place"))
    assert fit.method == f"Cox, ties by {ties}; robust errors by cluster (14)"
    width = (fit.frame["upper"] - fit.frame["estimate"]) / fit.frame["std_error"]
    # Student's t with 13 degrees and 14 / 13 are for clusters of one size; these are not.
    assert (width > 2.160369 * np.sqrt(14 / 13)).all()


@pytest.mark.parametrize("fit", [cox, discrete_time])
def test_intervals_by_clusters_of_one_size_are_of_student_s_t_and_their_number(fit):
    rng = np.random.default_rng(12)
    events = pd.DataFrame(
        {
            "place": np.repeat([f"p{number:02}" for number in range(12)], 20),
            "sex": rng.choice(["f", "m"], 240),
            "entry": 0,
            "duration": rng.integers(1, 15, 240),
            "cause": rng.choice(["event", "censored"], 240),
            "n": 1,
        }
    )
    model = Model(by_levels("sex"), errors=Errors.CLUSTER, cluster="place")
    frame = fit(events, model).frame
    width = (frame["upper"] - frame["estimate"]) / frame["std_error"]
    np.testing.assert_allclose(width, 2.200985 * np.sqrt(12 / 11), rtol=1e-6)  # 11 degrees
    half = fit(events.assign(place=np.minimum(events["place"], "p10")), model).frame
    wider = (half["upper"] - half["estimate"]) / half["std_error"]
    assert wider[0] > 2.228139 * np.sqrt(11 / 10)  # 11 clusters, of which one is twice as large


@pytest.mark.parametrize("ties", list(Ties))
def test_strata_have_hazards_of_their_own(events, sex_and_age, expected, ties):
    model = Model(sex_and_age, strata=("county",), errors=Errors.PERSON)
    same(cox(events, model, ties), expected(f"cox {ties.lower()} strata"))


@pytest.mark.parametrize("ties", list(Ties))
def test_weights_count_in_sums_and_persons_in_ties(weighted, sex_and_age, expected, ties):
    same(cox(weighted, Model(sex_and_age), ties), expected(f"cox {ties.lower()} weights"))
    by_place = Model(sex_and_age, errors=Errors.CLUSTER, cluster="place")
    same(cox(weighted, by_place, ties), expected(f"cox {ties.lower()} weights place"))


def test_a_coefficient_can_change_at_stated_months(events, expected):
    covariates = (Covariate("sex", "m", changes=(6, 12)), Covariate("age", "middle"))
    fit = cox(events, Model(covariates, errors=Errors.PERSON))
    same(fit, expected("cox efron changes"))
    assert list(fit.frame["first_month"]) == [1, 7, 13, 1, 1]
    assert list(fit.frame["last_month"].fillna(0)) == [6, 12, 0, 0, 0]


@pytest.mark.parametrize("errors", [Errors.MODEL, Errors.PERSON])
def test_a_covariate_can_change_within_a_person(stretches, expected, errors):
    covariates = (
        Covariate("received", "no"),
        Covariate("prior", "no"),
        Covariate("age", None, True),
    )
    fit = cox(stretches, Model(covariates, errors=errors, person="person"))
    same(fit, expected(f"stretches {errors}"))
    assert fit.n == 100


def test_fewer_than_ten_clusters_give_errors_by_person(events, sex_and_age, expected):
    model = Model(sex_and_age, errors=Errors.CLUSTER, cluster="county")
    fit = cox(events, model)
    same(fit, expected("cox efron person"))
    assert fit.method == "Cox, ties by Efron; robust errors by person (320)"


def test_neither_order_nor_partition_of_rows_nor_type_of_column_moves_an_answer(
    persons, events, sex_and_age
):
    model = Model(sex_and_age, errors=Errors.CLUSTER, cluster="place")
    whole = cox(events, model).frame
    shuffled = persons.drop(columns="weight").sample(frac=1, random_state=3)
    odd = shuffled.set_index(np.zeros(len(shuffled), dtype=int))
    coded = odd.assign(sex=odd["sex"].astype("category").cat.set_categories(["x", "m", "f"]))
    for rows in (shuffled, odd, coded):
        pd.testing.assert_frame_equal(cox(rows, model).frame, whole, check_exact=True)


def test_the_reference_is_the_level_with_most_persons_unless_stated(persons):
    frame = cox(persons, Model(by_levels("age"))).frame
    most = persons["age"].value_counts()
    assert set(frame["reference"]) == {most.index[0]}
    young = frame[frame["level"] == most.index[1]].iloc[0]
    assert young["n"] == most.iloc[1]
    happened = persons["cause"].eq("event") & persons["age"].eq(most.index[1])
    assert young["n_events"] == happened.sum()


def test_counts_give_what_lifelines_gives_on_persons_and_not_what_it_gives_on_counts(persons):
    from lifelines import CoxPHFitter

    table = persons[["entry", "duration"]].assign(
        event=persons["cause"] == "event", woman=(persons["sex"] == "f").astype(float), n=1
    )
    counts = table.groupby(["entry", "duration", "event", "woman"])["n"].sum().reset_index()
    asked = {"duration_col": "duration", "event_col": "event", "entry_col": "entry"}
    theirs = CoxPHFitter().fit(table.drop(columns="n"), **asked)
    on_counts = CoxPHFitter().fit(counts, weights_col="n", robust=True, **asked)
    fit = cox(persons, Model((Covariate("sex", "m"),)))
    assert fit.coefficients[0] == pytest.approx(theirs.params_["woman"], abs=1e-6)
    assert fit.std_errors[0] == pytest.approx(theirs.standard_errors_["woman"], abs=1e-6)
    assert abs(fit.coefficients[0] - on_counts.params_["woman"]) > 1e-3


def test_two_pairs_of_persons_by_hand():
    """One event in month 1 of two in each group; the other group's in month 2, alone with its own.

    Month 1: e^b / (2 e^b + 2); month 2: 1 / (2 + e^b). The sum of logarithms is highest where
    1 = 2 e^b / (2 e^b + 2) + e^b / (2 + e^b), that is e^b = square root of 2.
    """
    rows = pd.DataFrame(
        {
            "group": ["a", "a", "b", "b"],
            "entry": 0,
            "duration": [1, 2, 2, 2],
            "cause": ["event", "censored", "event", "censored"],
            "n": 1,
        }
    )
    fit = cox(rows, Model((Covariate("group", "b"),)))
    assert fit.frame["ratio"].item() == pytest.approx(np.sqrt(2), abs=1e-9)
