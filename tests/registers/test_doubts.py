"""Dates that cannot be in their order: used as they stand, and counted."""

import pytest

from analysis.registers.read import read_registers

from .folders import file_of, remarks


def told(folder, table, **values):
    """Return what is counted in a table of one row."""
    counted = remarks(read_registers(folder({table: file_of(table, **values)})))
    assert all(where == table and rows == 1 for (where, _, _), rows in counted.items())
    return {(column, remark) for _, column, remark in counted}


START, END = "2015-06-10", "2016-06-10"


@pytest.mark.parametrize(
    ("settled", "start", "end", "late"),
    [
        ("2015-06-10", START, END, False),
        ("2015-06-11", START, END, True),
        ("2016-06-10", "", END, False),
        ("2016-06-11", "", END, True),
        ("2016-06-11", "", "", False),
        ("", START, END, False),
    ],
)
def test_settlement_after_the_programme_began_or_ended(folder, settled, start, end, late):
    dates = {"settled": settled, "programme_start": start, "programme_end": end}
    expected = {("settled", "settled_after_programme")} if late else set()
    assert told(folder, "participants", **dates) == expected


@pytest.mark.parametrize(
    ("birth_year", "unlikely"),
    [("2016", True), ("2006", True), ("2005", False), ("1915", False), ("1914", True), ("", False)],
)
def test_age_of_less_than_10_or_more_than_100_in_the_programme(folder, birth_year, unlikely):
    expected = {("birth_year", "unlikely_age")} if unlikely else set()
    for dates in (
        {"programme_start": START},
        {"programme_start": "", "programme_end": "2015-12-31"},
    ):
        assert told(folder, "participants", birth_year=birth_year, **dates) == expected


@pytest.mark.parametrize(
    ("registered", "end", "early"),
    [("2016-06-09", END, True), ("2016-06-10", END, False), ("2016-06-09", "", False)],
)
def test_exit_registered_before_it_took_place(folder, registered, end, early):
    expected = {("registered", "registered_before_exit")} if early else set()
    dates = {"programme_start": START, "programme_end": end}
    assert told(folder, "participants", registered=registered, **dates) == expected


BEGINS = [
    ("participants", "settled"),
    ("participants", "programme_start"),
    *((name, "start") for name in ("jobs", "education", "activities", "benefits")),
    *((name, "start") for name in ("labour_office", "residence")),
    *((name, "date") for name in ("departures", "family", "participation")),
]


@pytest.mark.parametrize(("date", "after"), [("2017-12-31", False), ("2018-01-01", True)])
@pytest.mark.parametrize(("table", "column"), BEGINS)
def test_what_begins_or_happens_after_the_last_observed_month(folder, table, column, date, after):
    others = {"programme_start": ""} if column == "settled" else {"end": ""}
    expected = {(column, "after_last_observed")} if after else set()
    assert told(folder, table, **{**others, column: date}) == expected


def test_end_after_the_last_observed_month_is_no_doubt(folder):
    assert told(folder, "jobs", end="2020-01-01") == set()
    assert told(folder, "participants", programme_start=START, programme_end="2020-01-01") == set()


@pytest.mark.parametrize(("date", "before"), [("2015-01-01", False), ("2014-12-31", True)])
@pytest.mark.parametrize("table", ["family", "participation"])
def test_event_before_the_first_observed_month(folder, table, date, before):
    expected = {("date", "before_first_observed")} if before else set()
    assert told(folder, table, date=date) == expected


def test_spell_that_began_before_the_first_observed_month_is_no_doubt(folder):
    assert told(folder, "jobs", start="2010-01-01") == set()
