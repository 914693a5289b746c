"""A missing month is neither work nor no work (definitions.md 5)."""

import pytest

from .pictures import follow, read_pictures, told

CONFIRMED = "any_job,dated_at=confirmation"


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("..... WWW", "censored at 3"),  # L = 5
        ("WWW.. ...", "event at 1"),
        ("..WW WWWW", "censored at 2"),
        ("..WW ....", "censored at 2"),
        (".. WWW...", "left out: follow_up_too_short"),  # C = 0
        ("... WWW..", "censored at 1"),
        ("... W W W", "censored at 1"),  # the first missing month decides
    ],
)
def test_missing_month_stops_follow_up_at_the_month_before(outcome, picture, expected):
    assert outcome(picture) == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (".....WW.W..", "event at 6"),
        (".....WW W..", "censored at 4"),  # L = 7, C = 7 - 4 + 1
        (".....WWW ..", "censored at 5"),
        ("....WWW.  .", "event at 5"),
    ],
)
def test_missing_month_is_never_a_tolerated_gap(outcome, picture, expected):
    assert outcome(picture, "any_job,gap_months=1") == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("..... WWW", "censored at 5"),
        ("..WWW ...", "event at 5"),
        ("..WW WWWW", "censored at 4"),
    ],
)
def test_dated_at_confirmation_the_record_stops_before_the_missing_month(
    outcome, picture, expected
):
    assert outcome(picture, CONFIRMED) == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (".......   ", "censored at 5"),  # L = 7
        ("....WWW   ", "event at 5"),
        (".......X..", "emigration at 8"),
        (".......D  ", "death at 8"),
        ("....... X.", "censored at 5"),  # nobody saw month 8
    ],
)
def test_residence_that_ends_without_a_departure_is_missing_not_emigration(
    outcome, picture, expected
):
    assert outcome(picture) == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("....      ", "censored at 8"),
        ("....  WWW.", "event at 7"),
        (" WWW......", "event at 2"),
        ("...X......", "censored at 8"),
    ],
)
def test_without_residence_and_departures_everybody_is_present(outcome, picture, expected):
    assert outcome(picture, without=("residence", "departures")) == expected


def test_without_residence_departures_still_count(outcome):
    assert outcome("..  X.....", without=("residence",)) == "emigration at 5"


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (".WWW..", "event at 2"),
        ("......", "censored at 4"),
    ],
)
def test_months_after_the_last_observed_are_not_followed(tmp_path, picture, expected):
    registers = read_pictures(tmp_path, [picture])
    assert told(follow(registers, "any_job")) == [expected]
    longer = read_pictures(tmp_path, [picture, "." * 9])  # the same, observed from earlier
    assert told(follow(longer, "any_job"))[0] == expected


def test_a_missing_month_of_one_person_says_nothing_of_another(tmp_path):
    registers = read_pictures(tmp_path, ["....WWW", ".. .WWW", "....WWW"])
    sentences = ["event at 5", "left out: follow_up_too_short", "event at 5"]
    assert told(follow(registers, "any_job")) == sentences


@pytest.mark.parametrize(
    ("blank_month", "expected"),
    [
        (3, "censored at 2"),  # September 2015
        (5, "censored at 4"),  # November 2015
        (16, "censored at 15"),  # October 2016
        (18, "event at 17"),  # December 2016
    ],
)
def test_missing_month_stops_also_a_measure_that_is_read_once_a_year(
    outcome, blank_month, expected
):
    whole = "." * 16 + "W" + "." * 5  # June 2015 is month 0, November 2016 month 17
    torn = whole[: blank_month - 1] + " " + whole[blank_month:]
    assert outcome(torn, "november") == expected


def test_month_0_outside_the_residence_is_unknown_also_for_november(outcome):
    assert outcome(" |" + "." * 22, "november") == "censored at 22, month 0 unknown"
