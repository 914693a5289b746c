"""Who could be followed to a measurement point by calendar (definitions.md 14).

All pictures of a dataset end in the same calendar month, so a shorter one came later.
"""

import pytest

from analysis.design import MeasurementPoint, StudyDesign
from analysis.errors import DesignError
from analysis.estimates.live import open_live
from analysis.reference.measures import parse_measure
from analysis.terms import OriginName
from analysis.timeline.cohort import cohort
from analysis.timeline.panel import Panel
from analysis.timeline.tables import events_table, status_table

from .pictures import follow, read_pictures


@pytest.fixture
def counts(tmp_path):
    """Return a function: pictures, measure and month -> state -> number of persons."""

    def ask(pictures, measure, point, **drawn):
        registers = read_pictures(tmp_path, pictures, **drawn)
        people = cohort(registers, OriginName.SETTLEMENT)
        table = status_table(Panel(registers), people, parse_measure(measure), [point])
        return dict(zip(table["state"], table["n"], strict=True))

    return ask


ONE_MONTH = "any_job,run_months=1"


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        (1, {"in_state": 3}),
        (3, {"in_state": 3}),
        (4, {"in_state": 2}),
        (5, {"in_state": 1, "not_in_state": 1}),
        (6, {"not_in_state": 1}),
        (7, {}),
    ],
)
def test_cohort_that_cannot_be_followed_to_a_point_is_left_out(counts, month, expected):
    pictures = ["WWWWW.", "WWWW.", "WWW"]
    assert counts(pictures, ONE_MONTH, MeasurementPoint(month)) == expected


@pytest.mark.parametrize(
    ("pictures", "expected"),
    [
        (["WW....", "......"], {"in_state": 1, "not_in_state": 1}),
        (["X.....", "D.....", "WX...."], {"emigration": 2, "death": 1}),
        (["W     ", "......"], {"missing": 1, "not_in_state": 1}),
        (["WWWWWW", "W", "X"], {"in_state": 1}),
    ],
)
def test_eligibility_is_decided_without_the_outcome(counts, pictures, expected):
    assert counts(pictures, ONE_MONTH, MeasurementPoint(2)) == expected


@pytest.mark.parametrize(
    ("month", "measure", "expected"),
    [
        (4, "any_job", {"in_state": 1}),
        (5, "any_job", {}),  # C = 6 - 3 + 1: month 5 cannot be judged, though work is visible
        (3, "any_job,gap_months=1", {"in_state": 1}),
        (4, "any_job,gap_months=1", {}),
        (6, "any_job,dated_at=confirmation", {"in_state": 1}),
        (7, "any_job,dated_at=confirmation", {}),
    ],
)
def test_a_point_must_lie_where_runs_can_be_judged(counts, month, measure, expected):
    assert counts(["WWWWWW"], measure, MeasurementPoint(month)) == expected


@pytest.mark.parametrize(
    ("month_0", "months", "expected"),
    [
        ("2015-01", 22, {"in_state": 1}),  # to November 2016
        ("2015-01", 21, {}),  # to October 2016
        ("2015-12", 11, {"in_state": 1}),
        ("2015-12", 10, {}),
        ("2015-11", 12, {"in_state": 1}),
        ("2015-11", 11, {}),
    ],
)
def test_november_is_reached_by_calendar_month_not_by_months_since(
    counts, month_0, months, expected
):
    point = MeasurementPoint(12, read_in=11)
    assert counts(["W" * months], "november", point, month_0=month_0) == expected


def test_cohorts_of_one_year_reach_november_together(counts):
    point = MeasurementPoint(12, read_in=11)
    pictures = ["W" * 22, "W" * 16, "." * 11, "W" * 10]  # January, July, December; January
    state = {"in_state": 2, "not_in_state": 1}
    assert counts(pictures, "november", point, month_0="2015-01") == state


def test_second_november_is_a_year_after_the_first(counts):
    picture = "." * 22 + "." * 11 + "W"
    assert counts([picture], "november", MeasurementPoint(24, 11), month_0="2015-01") == {
        "in_state": 1
    }
    assert counts([picture], "november", MeasurementPoint(12, 11), month_0="2015-01") == {
        "not_in_state": 1
    }


@pytest.mark.parametrize(
    ("month_0", "months", "expected"),
    [
        ("2015-01", 22, [12]),
        ("2015-01", 33, [12]),  # to October 2017
        ("2015-01", 34, [12, 24]),
        ("2015-12", 22, [12]),  # to October 2017
        ("2015-12", 23, [12, 24]),
        ("2015-07", 28, [12, 24]),
    ],
)
def test_every_november_that_somebody_reaches_is_a_measurement_point(
    tmp_path, month_0, months, expected
):
    read_pictures(tmp_path, ["." * months], month_0=month_0)
    design = StudyDesign(measure="november", origin="settlement")
    assert open_live(tmp_path).status(design, ())["month"].tolist() == expected


def test_who_is_not_eligible_for_a_point_is_still_at_risk_of_the_event(tmp_path):
    registers = read_pictures(tmp_path, ["WWWWW.", "WWW", "..."])
    table = events_table(follow(registers, ONE_MONTH))
    assert table.values.tolist() == [[0, 1, "event", 2], [0, 3, "censored", 1]]


@pytest.mark.parametrize(("month", "read_in"), [(0, None), (-1, None), (13, 11), (6, 11)])
def test_point_before_month_1_or_within_a_year_is_refused(month, read_in):
    with pytest.raises(DesignError, match="A measurement point is at least month 1"):
        MeasurementPoint(month, read_in)
