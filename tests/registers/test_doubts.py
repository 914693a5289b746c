"""Dates that cannot be in their order: used as they stand, and counted."""

import pytest

from analysis.registers.contract import TABLES
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


def test_end_of_a_spell_after_the_last_observed_month_is_no_doubt(folder):
    for table in ("jobs", "education", "activities", "benefits", "labour_office", "residence"):
        assert told(folder, table, end="2020-01-01") == set()


def test_exit_registered_after_the_last_observed_month_is_no_doubt(folder):
    dates = {"programme_start": START, "programme_end": END, "registered": "2020-01-01"}
    assert told(folder, "participants", **dates) == set()


@pytest.mark.parametrize(("end", "after"), [("2017-12-31", False), ("2018-01-01", True)])
def test_exit_after_the_last_observed_month_is_counted(folder, end, after):
    expected = {("programme_end", "after_last_observed")} if after else set()
    assert told(folder, "participants", programme_start=START, programme_end=end) == expected


def left_out(folder, rows, lost, remark="hardly_any_participants", ids=("a", "b")):
    """Return what is counted where so many of the rows of jobs are of no participant."""
    persons = ["x"] * lost + [ids[n % len(ids)] for n in range(rows - lost)]
    jobs = [
        {"person_id": who, "start": f"2015-{1 + n // 28:02d}-{1 + n % 28:02d}", "end": ""}
        for n, who in enumerate(persons)
    ]
    counted = remarks(read_registers(folder({"jobs": file_of("jobs", *jobs)})))
    return counted.get(("jobs", "person_id", remark), 0)


@pytest.mark.parametrize(
    ("rows", "lost", "told"),
    [
        (1, 1, 1),  # all of them
        (9, 9, 9),
        (10, 9, 0),  # 9 in 10, but too few rows to say
        (11, 10, 10),
        (20, 18, 18),
        (20, 17, 0),
        (30, 26, 0),
        (30, 27, 27),
        (12, 0, 0),
    ],
)
def test_table_that_loses_nearly_all_rows_as_no_participants_is_told(folder, rows, lost, told):
    assert left_out(folder, rows, lost) == told


@pytest.mark.parametrize(
    ("rows", "lost", "told"),
    [(10, 1, 0), (10, 2, 2), (30, 3, 0), (30, 4, 4), (30, 26, 26), (30, 27, 0)],
)
def test_table_that_loses_more_than_a_tenth_of_its_rows_is_told(folder, rows, lost, told):
    assert left_out(folder, rows, lost, "many_not_participants") == told


@pytest.mark.parametrize(
    "table", [name for name, table in TABLES.items() if "person_id" in table.names][1:]
)
def test_every_table_of_persons_tells_that_no_row_is_of_a_participant(folder, table):
    counted = remarks(read_registers(folder({table: file_of(table, person_id="x")})))
    assert counted == {(table, "person_id", "hardly_any_participants"): 1}


@pytest.mark.parametrize(
    ("ids", "rows"),
    [
        (("7", "007"), 2),
        (("7", "007", "07", "8"), 3),
        (("07", "007"), 2),
        (("7", "70", "17"), 0),  # zeros behind and letters before are another id
        (("0", "00"), 2),
        (("p7", "p07"), 0),
        (("7", "8"), 0),
    ],
)
def test_ids_that_differ_only_by_zeros_in_front_are_counted(folder, ids, rows):
    table = file_of("participants", *({"person_id": own} for own in ids))
    jobs = file_of("jobs", person_id=ids[0])
    expected = {("participants", "person_id", "differs_by_zeros_in_front"): rows} if rows else {}
    assert remarks(read_registers(folder({"participants": table, "jobs": jobs}))) == expected


@pytest.mark.parametrize(
    ("table", "column"), [("jobs", "employer_id"), ("participants", "household_id")]
)
def test_other_ids_that_differ_only_by_zeros_in_front_are_counted(folder, table, column):
    starts = "start" if table == "jobs" else "programme_start"
    rows = [{column: own, starts: f"2015-0{n}-01"} for n, own in enumerate(("7", "07", "8"), 1)]
    counted = remarks(read_registers(folder({table: file_of(table, *rows)})))
    assert counted == {(table, column, "differs_by_zeros_in_front"): 2}


@pytest.mark.parametrize(("date", "before"), [("2015-01-01", False), ("2014-12-31", True)])
@pytest.mark.parametrize("table", ["family", "participation"])
def test_event_before_the_first_observed_month(folder, table, date, before):
    expected = {("date", "before_first_observed")} if before else set()
    assert told(folder, table, date=date) == expected


def test_spell_that_began_before_the_first_observed_month_is_no_doubt(folder):
    assert told(folder, "jobs", start="2010-01-01") == set()
