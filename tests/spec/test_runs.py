"""Runs, how far they can be judged, and where they are dated (definitions.md 6, 7, 8)."""

import pytest

from analysis.errors import DesignError
from analysis.reference.measures import parse_measure
from analysis.terms import Dating

CONFIRMED = "any_job,dated_at=confirmation"


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("..WWW...", "event at 3"),
        (".WW.WW..", "censored at 6"),
        ("WWW.....", "event at 1"),
        ("WW.WWW..", "event at 4"),
        ("WWW.WWW.", "event at 1"),
        ("........", "censored at 6"),
    ],
)
def test_run_of_three_months_is_dated_at_its_first(outcome, picture, expected):
    assert outcome(picture) == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (".....WW", "censored at 5"),  # C = 7 - 3 + 1, not 7
        ("....WWW", "event at 5"),
        ("....WW.", "censored at 5"),
        ("...", "censored at 1"),
        ("WWW", "event at 1"),
        ("..", "left out: follow_up_too_short"),
        ("WW", "left out: follow_up_too_short"),
    ],
)
def test_record_stops_at_the_last_month_in_which_a_start_can_be_judged(outcome, picture, expected):
    assert outcome(picture) == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (".W.WW...", "event at 2"),
        ("....WWW", "censored at 4"),  # C = 7 - 4 + 1: visible, but after C
        ("...WWW.", "event at 4"),
        ("...WW.W", "event at 4"),
        ("W.W.W...", "censored at 5"),  # two months off in all
        ("..W.WW..", "event at 3"),  # starts in a qualifying month, not in 2
        ("...", "left out: follow_up_too_short"),
        ("....", "censored at 1"),
    ],
)
def test_one_month_in_all_may_fail_to_qualify(outcome, picture, expected):
    assert outcome(picture, "any_job,gap_months=1") == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("W.W.W...", "event at 1"),
        ("W..WW...", "event at 1"),
        ("W...WWW.", "censored at 4"),
        ("...W..WW", "event at 4"),
        ("....WWWW", "censored at 4"),
    ],
)
def test_two_months_in_all_may_fail_together_or_apart(outcome, picture, expected):
    assert outcome(picture, "any_job,gap_months=2") == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("..W", "event at 3"),
        ("...", "censored at 3"),
        (".", "censored at 1"),
        ("W", "event at 1"),
    ],
)
def test_run_of_one_month_can_be_judged_to_the_last(outcome, picture, expected):
    assert outcome(picture, "any_job,run_months=1") == expected


def test_only_months_from_the_first_count_in_a_run(outcome):
    assert outcome("W|WW......") == "censored at 6"


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ("employment", "censored at 7"),
        ("education", "censored at 7"),
        ("employment+education", "event at 2"),
        ("employment+grunnskole", "event at 5"),
        ("employment+education+grunnskole", "event at 2"),
    ],
)
def test_work_and_education_mix_from_month_to_month(outcome, counts, expected):
    assert outcome(".WEEWGW..", f"any_job,counts={counts}") == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("..WWW...", "event at 5"),
        ("....WWW", "event at 7"),
        (".....WW", "censored at 7"),
        (".WW.WW..", "censored at 8"),
        ("..", "censored at 2"),
    ],
)
def test_dated_at_confirmation_the_event_is_in_the_month_of_the_kth(outcome, picture, expected):
    assert outcome(picture, CONFIRMED) == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (".W.WW..", "event at 5"),
        ("....WWW", "event at 7"),  # not held back by C
        ("W..WWW.", "event at 6"),
        ("WWWW...", "event at 3"),
        ("W.W.WW.", "event at 6"),
    ],
)
def test_a_month_off_delays_the_confirmation(outcome, picture, expected):
    assert outcome(picture, f"{CONFIRMED},gap_months=1") == expected


def test_tolerated_months_are_refused_for_a_run_of_one_month():
    with pytest.raises(DesignError, match="gap_months needs run_months over 1"):
        parse_measure("any_job,run_months=1,gap_months=1")


@pytest.mark.parametrize(
    ("stated", "context", "decided"),
    [
        ("any", Dating.START, Dating.START),
        ("any", Dating.CONFIRMATION, Dating.CONFIRMATION),
        ("start", Dating.CONFIRMATION, Dating.START),
        ("confirmation", Dating.START, Dating.CONFIRMATION),
    ],
)
def test_context_decides_the_dating_and_a_stated_value_wins(stated, context, decided):
    assert parse_measure(f"any_job,dated_at={stated}").dated(context).dated_at is decided


def test_no_preset_states_its_dating():
    for name in ("november", "any_job", "danish_grant", "part_time", "full_time"):
        assert parse_measure(name).dated_at is None
