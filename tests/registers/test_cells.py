"""One cell of a sheet: the text that the dialect would write for it, or why it cannot be read."""

import datetime as dt

import pytest

from analysis.registers.cells import (
    FAILED,
    LOST_DIGITS,
    LOST_ZEROS,
    NOT_A_DATE,
    NUMBER_AS_DATE,
    SHORT_YEAR,
    SHOWN_OTHERWISE,
    TIME,
    Written,
    written,
)
from analysis.registers.contract import Column, Kind
from analysis.registers.dataset import Dataset, Dialect
from analysis.registers.sheets import ERROR, Cell
from analysis.terms import Access, SelectedBy

NORWEGIAN = Dialect(decimal=",", date_format="%d.%m.%Y", yes=("ja",), no=("nei",))
SHORT = Dialect(date_format="%d.%m.%y")


def dataset(dialect=NORWEGIAN, missing=(), open_dates=()):
    return Dataset(
        name="small",
        access=Access.INVENTED,
        selected_by=SelectedBy.LEFT,
        first_observed=0,
        last_observed=1,
        source="written by hand",
        contact="nobody",
        missing=missing,
        open_dates=open_dates,
        dialect=dialect,
    )


def read(value, kind=Kind.TEXT, number_format="General", name="column", **declared):
    return written(Cell(value, number_format), Column(name, kind), dataset(**declared))


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (" Åse ", Kind.TEXT, " Åse "),
        ("37.5", Kind.HOURS, "37.5"),  # a text is as it stands, right or wrong
        (37.5, Kind.HOURS, "37,5"),
        (37.0, Kind.HOURS, "37"),
        (-4, Kind.HOURS, "-4"),
        (1e-05, Kind.HOURS, "1e-05"),  # no rule takes it for a number
        (1e300, Kind.NUMBER, str(int(1e300))),
        (True, Kind.YES_NO, "ja"),
        (False, Kind.YES_NO, "nei"),
        (dt.datetime(2020, 4, 3), Kind.DATE, "03.04.2020"),
        (dt.date(2020, 4, 3), Kind.DATE, "03.04.2020"),
        (dt.datetime(1900, 1, 2), Kind.DATE, "02.01.1900"),
        (dt.datetime(9999, 12, 31), Kind.DATE, "31.12.9999"),
        (123456789012345, Kind.ID, "123456789012345"),
    ],
)
def test_cell_is_written_as_the_dialect_would_write_it(value, kind, text):
    assert read(value, kind) == Written(text)


@pytest.mark.parametrize(
    ("number_format", "text"),
    [
        ("General", "301"),
        ("0", "301"),
        ("0000", "0301"),
        ("00000000000", "00000000301"),
        ("000000\\ 00000", "00000000301"),  # the blank is no part of the number
        ("[$-414]0000;-0000", "0301"),
        ("_ 0000_ ", "0301"),
        ("0,000", "0301"),
        ("#,##0", "301"),
        ("0.00", "301"),
    ],
)
@pytest.mark.parametrize("kind", [Kind.ID, Kind.AREA, Kind.TEXT, Kind.CODE])
def test_zeros_that_excel_shows_in_front_are_kept_in_texts(number_format, text, kind):
    assert read(301, kind, number_format) == Written(text)


def test_zeros_that_excel_shows_are_no_matter_in_numbers():
    assert read(37, Kind.HOURS, "0000") == Written("37")


@pytest.mark.parametrize(
    ("value", "number_format", "kind", "found"),
    [
        (7, '"P"000', Kind.ID, "'9', which the sheet shows as 'a999'"),
        (0.5, "0%", Kind.HOURS, "'9,9', which the sheet shows as '99%'"),
        (25000, "#,##0,", Kind.MONEY, "'99999', which the sheet shows as '99'"),
        (0.5, "# ?/?", Kind.NUMBER, "'9,9', which the sheet shows as a fraction"),
        ("007", '"P"@', Kind.ID, "'999', which the sheet shows in another way"),
        ("007", "0;-0;0;", Kind.ID, "'999', which the sheet shows in another way"),
    ],
)
def test_value_that_the_sheet_shows_otherwise_is_refused(value, number_format, kind, found):
    cell = read(value, kind, number_format)
    assert (cell.wrong, cell.found) == (SHOWN_OTHERWISE, found)


@pytest.mark.parametrize("number_format", ["@", "General", "0;-0;0;@", "_-* #,##0_-;_-@_-"])
def test_text_with_an_ordinary_format_is_that_text(number_format):
    assert read("007", Kind.ID, number_format) == Written("007")


def test_declared_missing_code_may_be_shown_otherwise():
    assert read(99, Kind.HOURS, '0" ukjent"', missing=("99",)) == Written("99")


def test_control_character_of_a_text_is_that_character():
    assert read("Skolen_x000D_\nKafé_x0041_") == Written("Skolen\r\nKafé_x0041_")


@pytest.mark.parametrize(
    ("value", "kind", "rule"),
    [
        (dt.datetime(2020, 2, 1), Kind.TEXT, NOT_A_DATE),
        (dt.datetime(2020, 2, 1, 12), Kind.HOURS, NOT_A_DATE),
        (dt.datetime(2020, 2, 1, 12), Kind.DATE, TIME),
        (dt.timedelta(hours=37), Kind.HOURS, TIME),
        (43924, Kind.DATE, NUMBER_AS_DATE),
        (43924.5, Kind.DATE, NUMBER_AS_DATE),
        (1234567890123456, Kind.ID, LOST_DIGITS),
        (1e15, Kind.TEXT, LOST_DIGITS),
        (1.1, Kind.ID, LOST_ZEROS),  # 1.10 may have been written
        (float("inf"), Kind.AREA, LOST_ZEROS),
    ],
)
def test_cell_of_which_excel_has_lost_something_is_refused(value, kind, rule):
    assert read(value, kind).wrong == rule


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (dt.date(1968, 12, 31), None),
        (dt.date(1969, 1, 1), "01.01.69"),
        (dt.date(2068, 12, 31), "31.12.68"),
        (dt.date(2069, 1, 1), None),
    ],
)
def test_year_that_two_digits_do_not_tell_is_refused(day, text):
    expected = Written(text) if text else Written(f"{day:%d.%m.%y}", SHORT_YEAR, "'99.99.9999'")
    assert read(day, Kind.DATE, "dd.mm.yyyy", dialect=SHORT) == expected


@pytest.mark.parametrize(
    ("code", "dialect"),
    [
        ("31.12.9999", NORWEGIAN),
        ("9999-12-31", NORWEGIAN),
        ("9999-12-31", Dialect()),
        ("9999-12-31", SHORT),
    ],
)
def test_code_of_an_open_end_is_known_in_a_date_cell(code, dialect):
    cell = dt.datetime(9999, 12, 31)
    declared = {"dialect": dialect, "open_dates": (code,)}
    assert read(cell, Kind.DATE, name="end", **declared) == Written(code)


def test_code_of_an_open_end_is_a_date_like_others_where_nothing_ends():
    cell = dt.datetime(9999, 12, 31)
    start = read(cell, Kind.DATE, name="start", open_dates=("9999-12-31",))
    assert start == Written("31.12.9999")


def test_missing_code_is_known_whatever_kind_of_cell_holds_it():
    missing = ("99", "#N/A", "1900-01-01")
    assert read(99, Kind.DATE, missing=missing) == Written("99")
    assert read(dt.datetime(1900, 1, 1), Kind.DATE, missing=missing) == Written("1900-01-01")
    error = Cell("#N/A", fault=ERROR)
    hours = Column("hours_per_week", Kind.HOURS)
    assert written(error, hours, dataset(missing=missing)) == Written("#N/A")
    assert written(error, hours, dataset()).wrong == FAILED


def test_empty_missing_code_does_not_hide_a_lost_number():
    assert read(1234567890123456, Kind.ID, missing=("",)).wrong == LOST_DIGITS


@pytest.mark.parametrize(("value", "text"), [(True, "TRUE"), (False, "FALSE")])
def test_truth_without_a_declared_word_is_left_to_the_rule_of_yes_and_no(value, text):
    assert read(value, Kind.YES_NO, dialect=Dialect(yes=(), no=())) == Written(text)
