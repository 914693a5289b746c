"""Death and emigration compete with the event (definitions.md 9)."""

from datetime import date

import pytest

from .pictures import follow, read_tables, told

CONFIRMED = "any_job,dated_at=confirmation"


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("..X.....", "emigration at 3"),
        ("..D.....", "death at 3"),
        ("X.......", "emigration at 1"),
    ],
)
def test_person_who_emigrates_or_dies_leaves_by_that_cause_that_month(outcome, picture, expected):
    assert outcome(picture) == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("WWX.....", "emigration at 3"),
        ("WWD.....", "death at 3"),
        ("WWWX....", "event at 1"),
        (".WWX....", "emigration at 4"),
        ("..XWWW..", "emigration at 3"),  # jobs that go on after he left
        ("WXWWW...", "emigration at 2"),
    ],
)
def test_in_the_month_of_an_exit_nothing_qualifies(outcome, picture, expected):
    assert outcome(picture) == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("WWXW....", "emigration at 3"),
        ("WW.W.X..", "event at 1"),
        ("W.WX....", "emigration at 4"),
    ],
)
def test_month_of_an_exit_is_no_tolerated_gap_before_more_work(outcome, picture, expected):
    assert outcome(picture, "any_job,gap_months=1") == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("...X..", "emigration at 4"),  # C = 6 - 3 + 1
        ("....X.", "censored at 4"),
        (".....X", "censored at 4"),
        ("..WWWX", "event at 3"),
        ("...WWX", "censored at 4"),
    ],
)
def test_exit_after_the_last_month_that_can_be_judged_is_not_used(outcome, picture, expected):
    assert outcome(picture) == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("....X.", "emigration at 5"),
        (".....X", "emigration at 6"),
        ("...WWX", "emigration at 6"),
        ("..WWWX", "event at 5"),
        ("..WWX.", "emigration at 5"),
    ],
)
def test_dated_at_confirmation_exits_count_to_the_last_month(outcome, picture, expected):
    assert outcome(picture, CONFIRMED) == expected


@pytest.mark.parametrize("picture", ["X|......", "D|......", "X|WWW..."])
def test_who_is_gone_in_month_0_is_left_out(outcome, picture):
    assert outcome(picture) == "left out: gone_at_entry"


def test_who_left_before_month_0_is_left_out(tmp_path):
    assert left_on(tmp_path, date(2015, 2, 3)) == "left out: gone_at_entry"


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (date(2015, 6, 30), "left out: gone_at_entry"),
        (date(2015, 7, 1), "emigration at 1"),
        (date(2015, 8, 31), "emigration at 2"),
        (date(2015, 9, 1), "emigration at 3"),
        (date(2015, 12, 31), "emigration at 6"),
        (date(2016, 1, 1), "censored at 6"),
    ],
)
def test_exit_is_dated_by_its_calendar_month_whatever_its_day(tmp_path, left, expected):
    assert left_on(tmp_path, left) == expected


def left_on(folder, left):
    """Return what is told of one who leaves on a day; June 2015 is month 0, C is month 6."""
    programme = {"municipality": "0301", "programme_start": date(2015, 6, 10)}
    tables = {
        "participants": [{"person_id": "p", **programme}],
        "jobs": [],
        "departures": [{"person_id": "p", "date": left, "cause": "emigration"}],
    }
    registers = read_tables(folder, tables, ("2015-01", "2016-02"))
    return told(follow(registers, "any_job", "programme_start"))[0]
