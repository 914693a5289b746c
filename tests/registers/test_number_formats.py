"""Number formats of Excel: which show the number that is stored, and what the others show."""

import datetime as dt

import pytest

from analysis.registers.contract import Kind
from analysis.registers.number_formats import (
    section_for,
    shape_of_date,
    shape_shown,
    shows_another,
)

ORDINARY = [
    "General",
    "@",
    "0",
    "0.00",
    "#,##0",
    "#,##0.00",
    "# ?",
    "0000",
    "[$-414]0000;-0000",
    "000000\\ 00000",
    "0.00E+00",
    "[Red]0;[Blue]-0",
    "[>=100]0;0.0",
    "_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ",
    "_-* #,##0.00_-;\\-* #,##0.00_-;_-* \"-\"??_-;_-@_-",
    "_(* #,##0_);_(* \\(#,##0\\);_(* \"-\"_);_(@_)",
    "#,##0;[RED]-#,##0",
]  # fmt: skip
KRONER = [
    '"kr" #,##0.00',
    '#,##0\\ "kr"',
    '#,##0",-"',
    '"NOK" 0',
    "#,##0.00 [$kr-414];[RED]-#,##0.00 [$kr-414]",
    "[$kr-414]\\ #,##0",
    "_-\"kr\"\\ * #,##0.00_-;\\-\"kr\"\\ * #,##0.00_-;_-\"kr\"\\ * \"-\"??_-;_-@_-",
]  # fmt: skip
ANOTHER = [
    ('"P"000', 7, "'a999'"),
    ('000"/15"', 7, "'999/99'"),
    ("000-000", 123456, "'999-999'"),
    ("0-0", 123456, "'99999-9'"),
    ("0%", 0.5, "'99%'"),
    ("0.0\\ %", 0.125, "'99,9 %'"),
    ('0 "%"', 50, "'99 %'"),
    ("#,##0,", 25000, "'99'"),
    ("#,##0.0,,", 2500000, "'9,9'"),
    ('0.0,"k"', 2500, "'9,9a'"),
    ("# ?/?", 0.5, "a fraction"),
    ("# ??/100", 0.5, "a fraction"),
    ('General" år"', 2, "'9 aa'"),
    ('"over"', 7, "'aaaa'"),
    (";;;", 7, "nothing"),
    ('0;0;"ukjent"', 0, "'aaaaaa'"),
    ("[$€-2]\\ 0", 7, "'€ 9'"),
    ('[<10]"få";0', 7, "'aa'"),
]
NUMBERS = (Kind.HOURS, Kind.MONEY, Kind.YEAR, Kind.WEIGHT, Kind.NUMBER, Kind.YES_NO)
CODES = (Kind.ID, Kind.AREA, Kind.TEXT, Kind.CODE)


def another(number_format, value, kind):
    return shows_another(section_for(value, number_format), value, kind)


@pytest.mark.parametrize("number_format", ORDINARY)
@pytest.mark.parametrize("kind", [*NUMBERS, *CODES])
@pytest.mark.parametrize("value", [7, 1250])
def test_digits_blanks_colours_and_accounting_show_the_number(number_format, kind, value):
    assert not another(number_format, value, kind)


@pytest.mark.parametrize("number_format", ORDINARY)
@pytest.mark.parametrize("value", [-7.5, 0, 1250.75])
def test_signs_and_a_dash_for_nothing_show_the_number(number_format, value):
    assert not another(number_format, value, Kind.HOURS)


@pytest.mark.parametrize("number_format", KRONER)
def test_kroner_belong_to_amounts_alone(number_format):
    for value in (-100, 0, 25000.5):
        assert not another(number_format, value, Kind.MONEY)
    assert another(number_format, 25000, Kind.HOURS)
    assert another(number_format, 25000, Kind.ID)


@pytest.mark.parametrize(("number_format", "value", "shown"), ANOTHER)
@pytest.mark.parametrize("kind", [*NUMBERS, *CODES])
def test_what_shows_another_number_is_known_and_shown_by_shape(number_format, value, shown, kind):
    if number_format in ("000-000", "0-0") and kind in NUMBERS:
        return  # a hyphen is a sign of numbers
    assert another(number_format, value, kind)
    assert shape_shown(section_for(value, number_format), value, ",") == shown


def test_section_is_that_of_the_number():
    number_format = '0;"minus" 0;"zero"'
    assert [another(number_format, value, Kind.HOURS) for value in (1, -1, 0)] == [
        False,
        True,
        True,
    ]


def test_zero_that_is_hidden_is_no_other_number():
    assert not another("0;-0;;@", 0, Kind.HOURS)


@pytest.mark.parametrize(
    ("number_format", "zeros"),
    [("0000", 4), ("[$-414]0000;-0000", 4), ("_ 0000_ ", 4), ("0,000", 4), ("#,##0.00", 1)],
)
def test_zeros_in_front_are_counted(number_format, zeros):
    assert section_for(301, number_format).zeros == zeros


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("dd.mm.yyyy", "'99.99.9999'"),
        ("DD.MM.YYYY", "'99.99.9999'"),
        ("dd\\.mm\\.yyyy;@", "'99.99.9999'"),
        ("[$-414]dd\\.mm\\.yy;@", "'99.99.99'"),
        ("d.m.yyyy", "'9.99.9999'"),
        ("yyyy-mm-dd", "'9999-99-99'"),
        ("dd mm yyyy", "'99 99 9999'"),
        ("mm-dd-yy", "a date cell"),  # Excel's short date, 03.11.2020 in Norway
        ("dd/mm/yyyy", "a date cell"),  # the sign is that of the machine
        ("[$-414]d. mmmm yyyy;@", "a date cell"),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "a date cell"),
        ("yyyy-mm-dd h:mm:ss", "a date cell"),
        ("General", "a date cell"),
    ],
)
def test_date_is_shown_in_the_shape_of_its_format(number_format, shown):
    assert shape_of_date(dt.date(2020, 11, 3), number_format) == shown
