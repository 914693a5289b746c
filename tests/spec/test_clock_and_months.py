"""The clock, and which days decide a month (definitions.md 1, 2)."""

from datetime import date

import pytest

from analysis.design import MeasurementPoint
from analysis.reference.measures import parse_measure
from analysis.terms import OriginName
from analysis.timeline.cohort import cohort
from analysis.timeline.panel import Panel
from analysis.timeline.tables import status_table

from .pictures import follow, read_tables, states_of, told

ANY_MONTH = "any_job,run_months=1"


def person(start, *days, end=None):
    """Return the tables of one person: a programme, and a job for each pair of days."""
    jobs = [
        {"person_id": "p", "start": first, "end": last, "hours_per_week": 37.5}
        for first, last in days
    ]
    programme = {"municipality": "0301", "programme_start": start, "programme_end": end}
    return {"participants": [{"person_id": "p", **programme}], "jobs": jobs, "education": []}


@pytest.mark.parametrize("origin_day", [1, 14, 15, 16, 30])
def test_month_of_the_origin_is_month_0_whatever_its_day(tmp_path, origin_day):
    job = (date(2015, 7, 1), date(2015, 7, 31))
    tables = person(date(2015, 6, origin_day), job)
    registers = read_tables(tmp_path, tables, ("2015-06", "2015-12"))
    assert told(follow(registers, ANY_MONTH, "programme_start")) == ["event at 1"]


def test_month_of_the_origin_is_never_at_risk(outcome):
    assert outcome("W|.....", ANY_MONTH) == "censored at 5"


def test_july_1993_is_month_1_after_a_start_in_june_1993(tmp_path):
    tables = person(date(1993, 6, 15), (date(1993, 9, 1), None))
    registers = read_tables(tmp_path, tables, ("1993-07", "1999-06"))
    sentence = "event at 3, month 0 unknown"
    assert told(follow(registers, ANY_MONTH, "programme_start")) == [sentence]


@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        ("day_15", date(2015, 7, 14), "SSS"),
        ("day_15", date(2015, 7, 15), "SSS"),
        ("day_15", date(2015, 7, 16), ".SS"),
        ("overlap", date(2015, 7, 16), "SSS"),
        ("overlap", date(2015, 7, 31), "SSS"),
        ("overlap", date(2015, 8, 1), ".SS"),
        ("day_weighted", date(2015, 7, 31), "SSS"),  # without an amount any day is enough
        ("day_weighted", date(2015, 8, 1), ".SS"),
    ],
)
def test_first_day_of_a_spell_decides_its_first_month(tmp_path, rule, start, expected):
    tables = person(date(2015, 6, 10), (start, date(2015, 9, 30)))
    registers = read_tables(tmp_path, tables, ("2015-06", "2015-09"))
    assert states_of(registers, ANY_MONTH, 3, "programme_start", rule) == expected


@pytest.mark.parametrize(
    ("rule", "end", "expected"),
    [
        ("day_15", date(2015, 8, 14), "S.."),
        ("day_15", date(2015, 8, 15), "SS."),
        ("day_15", date(2015, 8, 16), "SS."),
        ("overlap", date(2015, 7, 31), "S.."),
        ("overlap", date(2015, 8, 1), "SS."),
        ("day_weighted", date(2015, 7, 31), "S.."),
        ("day_weighted", date(2015, 8, 1), "SS."),
        ("day_15", None, "SSS"),
        ("overlap", None, "SSS"),
        ("day_weighted", None, "SSS"),
    ],
)
def test_spell_includes_its_last_day_and_an_empty_end_is_open(tmp_path, rule, end, expected):
    tables = person(date(2015, 6, 10), (date(2015, 7, 1), end))
    registers = read_tables(tmp_path, tables, ("2015-06", "2015-09"))
    assert states_of(registers, ANY_MONTH, 3, "programme_start", rule) == expected


@pytest.mark.parametrize(
    ("job_day", "rule", "expected"),
    [
        (14, "day_15", "..."),
        (15, "day_15", ".S."),
        (16, "day_15", "..."),
        (1, "overlap", ".S."),
        (31, "overlap", ".S."),
        (1, "day_weighted", ".S."),
    ],
)
def test_job_of_one_day(tmp_path, job_day, rule, expected):
    the_day = date(2015, 8, job_day)
    tables = person(date(2015, 6, 10), (the_day, the_day))
    registers = read_tables(tmp_path, tables, ("2015-06", "2015-09"))
    assert states_of(registers, ANY_MONTH, 3, "programme_start", rule) == expected


@pytest.mark.parametrize(
    ("exit_month", "month"),
    [(1, 22), (2, 21), (6, 17), (10, 13), (11, 12), (12, 11)],
)
def test_november_of_the_year_after_an_exit_is_month_11_to_22(tmp_path, exit_month, month):
    job = (date(2016, 11, 1), date(2016, 11, 30))
    tables = person(date(2014, 3, 1), job, end=date(2015, exit_month, 20))
    registers = read_tables(tmp_path, tables, ("2014-01", "2016-11"))
    assert told(follow(registers, "november", "exit")) == [f"event at {month}"]
    point = MeasurementPoint(12, read_in=11)
    people = cohort(registers, OriginName.EXIT)
    table = status_table(Panel(registers), people, parse_measure("november"), [point])
    assert table.values.tolist() == [[12, "in_state", 1]]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2016, 11, 15), date(2016, 11, 15), "in_state"),
        (date(2016, 1, 1), date(2016, 11, 14), "not_in_state"),
        (date(2016, 11, 16), date(2016, 12, 31), "not_in_state"),
        (date(2016, 11, 14), date(2016, 11, 16), "in_state"),
    ],
)
def test_november_is_read_on_its_15th(tmp_path, start, end, expected):
    tables = person(date(2014, 3, 1), (start, end), end=date(2015, 6, 20))
    registers = read_tables(tmp_path, tables, ("2014-01", "2016-12"))
    people, point = cohort(registers, OriginName.EXIT), MeasurementPoint(12, read_in=11)
    table = status_table(Panel(registers), people, parse_measure("november"), [point])
    assert table["state"].tolist() == [expected]


def test_every_november_from_month_1_counts_for_incidence(tmp_path):
    job = (date(2015, 11, 1), date(2015, 11, 30))
    tables = person(date(2014, 3, 1), job, end=date(2015, 1, 20))
    registers = read_tables(tmp_path, tables, ("2014-01", "2016-11"))
    assert told(follow(registers, "november", "exit")) == ["event at 10"]
    point = MeasurementPoint(12, read_in=11)
    people = cohort(registers, OriginName.EXIT)
    table = status_table(Panel(registers), people, parse_measure("november"), [point])
    assert table["state"].tolist() == ["not_in_state"]
