"""Who qualifies in month 0 and starts a run in month 1 (definitions.md 10)."""

import pytest


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("W|WWW...", "event at 1, already there"),
        (".|WWW...", "event at 1"),
        ("WWW...", "event at 1"),
        (" |WWW...", "event at 1, month 0 unknown"),
        (" |......", "censored at 4, month 0 unknown"),
        ("W|.WWW..", "event at 2"),
        ("W|WW....", "censored at 4"),
        ("W|......", "censored at 4"),
        ("W|X.....", "emigration at 1"),
    ],
)
def test_already_there_is_an_event_in_month_1_told_apart(outcome, picture, expected):
    assert outcome(picture) == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("W|WWW...", "event at 3, already there"),
        (".|WWW...", "event at 3"),
        ("W|.WWW..", "event at 4"),
    ],
)
def test_dated_at_confirmation_already_there_is_told_of_the_same_persons(
    outcome, picture, expected
):
    assert outcome(picture, "any_job,dated_at=confirmation") == expected


def test_already_there_is_unknown_where_registers_begin_after_month_0(outcome):
    sentence = "event at 1, month 0 unknown"
    assert outcome("W|WWW...", first_observed="2015-07") == sentence


def test_month_0_counts_for_what_the_measure_counts(outcome):
    measure = "any_job,counts=employment+education"
    assert outcome("E|WWW...", measure) == "event at 1, already there"
    assert outcome("E|WWW...", "any_job") == "event at 1"
