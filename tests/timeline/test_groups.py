"""Groups made from what registers hold: age at the origin, country, size of the municipality."""

from dataclasses import replace
from datetime import date

import pytest

from analysis.terms import OriginName
from analysis.timeline.cohort import cohort

from ..spec.pictures import read_tables

OBSERVED = ("2010-01", "2020-12")


def people(folder, rows, areas=(), **declared):
    """Return the frame of those who left the programme, by a number a person."""
    participants = [
        {
            "person_id": f"p{number:03d}",
            "municipality": "0301",
            "programme_start": date(2012, 1, 10),
            "programme_end": date(2014, 6, 10),
            **row,
        }
        for number, row in enumerate(rows)
    ]
    tables = {"participants": participants, "jobs": []}
    if areas:
        tables["areas"] = list(areas)
    registers = read_tables(folder, tables, OBSERVED)
    registers = replace(registers, dataset=replace(registers.dataset, **declared))
    return cohort(registers, OriginName.EXIT).frame.sort_index()


@pytest.mark.parametrize(
    ("born", "age"),
    [
        (1997, "under_18"),
        (1996, "18-25"),
        (1989, "18-25"),
        (1988, "26-35"),
        (1979, "26-35"),
        (1978, "36-45"),
        (1969, "36-45"),
        (1968, "46-55"),
        (1959, "46-55"),
        (1958, "56+"),
        (None, "unknown"),
    ],
)
def test_age_is_that_reached_in_the_year_of_the_origin(tmp_path, born, age):
    # Exit is in 2014; the year of birth alone is known, so nobody's birthday decides.
    frame = people(tmp_path, [{"birth_year": born}, {"birth_year": 1980}])
    assert frame["age"].iloc[0] == age


def test_without_birth_years_there_is_no_age(tmp_path):
    assert "age" not in people(tmp_path, [{}])


def test_countries_are_the_eight_with_most_participants_and_others(tmp_path):
    names = [name for name in "abcdefghij" for _ in range(2 if name in "j" else 1)]
    frame = people(tmp_path, [{"country_of_origin": name} for name in [*names, None, "other"]])
    # j has two persons; of those with one, the alphabet takes a to g.
    expected = dict(zip("abcdefghij", [*"abcdefg", "other", "other", "j"], strict=True))
    shown = dict(zip(frame["country_of_origin"], frame["country"], strict=True))
    assert shown == {**expected, "unknown": "unknown", "other": "other"}


def test_a_country_s_size_is_counted_before_anybody_is_left_out(tmp_path):
    never_left = [{"country_of_origin": "z", "programme_end": None}] * 3
    left = [{"country_of_origin": name} for name in "abcdefghz"]
    frame = people(tmp_path, [*never_left, *left])
    assert set(frame["country"]) == {*"abcdefg", "other", "z"}


AREAS = [
    ("0301", 2013, 634_463),
    ("1804", 2013, 20_000),
    ("5538", 2013, 19_999),
    ("5605", 2013, 4_000),
    ("5605", 2014, 5_000),
    ("5605", 2015, None),
    ("5632", 2013, 4_999),
]


def test_size_is_the_band_of_the_last_known_population(tmp_path):
    areas = [
        {"code": code, "name": code, "year": year, "population": population}
        for code, year, population in AREAS
    ]
    codes = ["0301", "1804", "5538", "5605", "5632", "1101", None]
    frame = people(tmp_path, [{"municipality": code} for code in codes], areas)
    assert list(frame["municipality_size"]) == [
        "100000+",
        "20000-99999",
        "5000-19999",
        "5000-19999",
        "under_5000",
        "unknown",
        "unknown",
    ]


def test_county_is_that_of_the_areas_else_the_first_digits_of_the_code(tmp_path):
    areas = [
        {"code": "0301", "name": "Oslo", "year": 2013, "county": "Akershus"},
        {"code": "0301", "name": "Oslo", "year": 2014, "county": "Oslo"},
        {"code": "0301", "name": "Oslo", "year": 2015, "county": None},
    ]
    rows = [{"municipality": code} for code in ["0301", "1101", None]]
    (tmp_path / "areas").mkdir()
    named = people(tmp_path / "areas", rows, areas)
    assert list(named["county"]) == ["Oslo", "unknown", "unknown"]
    (tmp_path / "codes").mkdir()
    assert list(people(tmp_path / "codes", rows)["county"]) == [
        "Oslo-Oslove",
        "Rogaland",
        "unknown",
    ]


@pytest.mark.parametrize(("scheme", "name"), [("norway", "Oslo-Oslove"), ("own", "03")])
def test_a_county_s_code_has_norway_s_name_only_in_norway(tmp_path, scheme, name):
    areas = [{"code": "0301", "name": "Somewhere", "year": 2014, "county": "03"}]
    assert list(people(tmp_path, [{}], areas, area_scheme=scheme)["county"]) == [name]


def test_without_populations_there_is_no_size(tmp_path):
    assert "municipality_size" not in people(tmp_path, [{}])
