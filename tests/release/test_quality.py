"""Answers about registers in a release: counts in fives, small tables and groups left out."""

import pytest

from analysis.design import StudyDesign
from analysis.study import open_study

QUESTIONS = ("rows", "missing_values", "findings", "uses")


def answer(study, estimand, by=()):
    return study.estimates(StudyDesign().ask(estimand, by)).frame


@pytest.fixture(scope="module")
def studies(dataset, release):
    return open_study(dataset), open_study(release)


@pytest.mark.parametrize("estimand", QUESTIONS)
def test_release_answers_what_persons_answer(studies, estimand):
    live, released = (answer(study, estimand) for study in studies)
    assert len(released)
    assert set(released) == set(live)


@pytest.mark.parametrize("estimand", ["rows", "missing_values", "findings"])
def test_counts_are_in_fives_within_two_of_the_true_ones(studies, estimand):
    live, released = (answer(study, estimand) for study in studies)
    keys = [name for name in ("table", "column", "fate", "finding") if name in live]
    both = released.merge(live, on=keys, suffixes=("", "_true"), validate="1:1")
    assert len(both) == len(released)
    for name in ("n_events", "n_at_risk"):
        assert (both[name] % 5 == 0).all()
        assert (abs(both[name] - both[f"{name}_true"]) <= 2).all()


def test_table_of_thirty_rows_is_left_out_and_a_larger_one_is_not(studies):
    live, released = (answer(study, "rows") for study in studies)
    small = set(live.loc[live["n_at_risk"] <= 30, "table"])
    assert small == {"areas"}
    assert set(released["table"]) == set(live["table"]) - small


def test_faults_of_a_small_municipality_are_left_out(studies):
    by = ("municipality",)
    live, released = (answer(study, "register_faults", by) for study in studies)
    exits = live.groupby("municipality")["n_at_risk"].max()
    few = set(exits[exits <= 30].index)
    assert few
    assert not few & set(released["municipality"])
    assert set(released["municipality"]) <= set(exits[exits > 30].index)
    assert len(released)


def test_shares_of_faults_are_never_0_or_100_per_cent(studies):
    released = answer(studies[1], "register_faults", ("municipality",))
    assert ((released["estimate"] > 0) & (released["estimate"] < 1)).all()
