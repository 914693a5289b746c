"""The table of codes: the study's ten, every code of today, each year's number, and its source."""

import csv
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from analysis.reference.places import (
    FROM_BEFORE,
    STILL,
    TEN,
    Period,
    code_periods,
    municipalities,
    periods_of,
)

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "norway_municipalities"
CHANGES = SHARED / "municipality_code_changes_2008_2024.csv"
YEARS = (2013, 2018, 2020, 2024)
HISTORY = {
    "Oslo": ("0301", "0301", "0301", "0301"),
    "Bergen": ("1201", "1201", "4601", "4601"),
    "Trondheim": ("1601", "5001", "5001", "5001"),
    "Kristiansand": ("1001", "1001", "4204", "4204"),
    "Tromsø": ("1902", "1902", "5401", "5501"),
    "Stjørdal": ("1714", "5035", "5035", "5035"),
    "Gloppen": ("1445", "1445", "4650", "4650"),
    "Arendal": ("0906", "0906", "4203", "4203"),
    "Bamble": ("0814", "0814", "3813", "4012"),
    "Notodden": ("0807", "0807", "3808", "4005"),
}
"""Name -> code in 2013-17, 2018-19, 2020-23 and from 2024: Statistics Norway, KLASS 131."""
NUMBERS = {
    2002: 434, 2004: 434, 2005: 433, 2006: 431, 2007: 431, 2008: 430, 2011: 430, 2012: 429,
    2013: 428, 2016: 428, 2017: 426, 2018: 422, 2019: 422, 2020: 356, 2023: 356, 2024: 357,
}  # fmt: skip
"""Year -> how many municipalities Norway had."""


def in_use(year):
    return {period.code: period for period in code_periods() if period.first <= year <= period.last}


@pytest.mark.parametrize("name", HISTORY)
@pytest.mark.parametrize("time", range(4))
def test_each_of_the_ten_is_found_under_each_of_its_codes(name, time):
    present = HISTORY[name][-1]
    assert present in TEN
    for year in (YEARS[time], {2013: 2017, 2018: 2019, 2020: 2023}.get(YEARS[time], 2030)):
        assert in_use(year)[HISTORY[name][time]].now == (present,)


@pytest.mark.parametrize("name", HISTORY)
def test_a_code_of_the_ten_is_not_in_use_before_or_after_its_time(name):
    for year, code in zip(YEARS, HISTORY[name], strict=True):
        others = set(HISTORY[name]) - {code}
        assert not others & set(in_use(year))


def test_every_code_of_2024_means_itself():
    today = in_use(2024)
    assert len(today) == 357
    assert {code: period.now for code, period in today.items()} == {
        code: (code,) for code in municipalities()
    }


@pytest.mark.parametrize("year", NUMBERS)
def test_each_year_has_as_many_codes_as_norway_had_municipalities(year):
    assert len(in_use(year)) == NUMBERS[year]


def test_nothing_is_lost_from_year_to_year():
    for year in range(2001, 2024):
        assert {code for one in in_use(year).values() for code in one.now} == set(municipalities())


def test_periods_of_a_code_come_in_order_and_do_not_overlap():
    for one, other in pairwise(code_periods()):
        assert one.first <= one.last
        assert one.code < other.code or one.last < other.first


def test_no_code_has_been_used_for_two_places_since_2002():
    codes = [period.code for period in code_periods()]
    assert len(codes) == len(set(codes)) == 850


def test_a_code_that_is_used_again_has_a_period_for_each_place():
    written = """
        [first_used]
        2010 = "0001"
        2020 = "0001 0002"
        [last_used.2004]
        0002 = "0001"
        [last_used.2014]
        0003 = "0001"
        [split.0009]
        name = "Nine"
        into = "0002 0003"
        last_used = { 0009 = 2012 }
    """
    assert periods_of(tomllib.loads(written), ("0001", "0002", "0003")) == (
        Period("0001", FROM_BEFORE, 2004, ("0002",)),
        Period("0001", 2010, 2014, ("0003",)),
        Period("0001", 2020, STILL, ("0001",)),
        Period("0002", 2020, STILL, ("0002",)),
        Period("0003", FROM_BEFORE, STILL, ("0003",)),
        Period("0009", FROM_BEFORE, 2012, ("0002", "0003"), "0009"),
    )


def test_three_municipalities_were_split_under_nine_codes():
    split = {period.code: (period.last, period.kept) for period in code_periods() if period.kept}
    assert split == {
        "1504": (2019, "1507"),
        "1507": (2023, "1507"),
        "1523": (2019, "1507"),
        "1529": (2019, "1507"),
        "1534": (2019, "1507"),
        "1546": (2019, "1507"),
        "1613": (2017, "5012"),
        "1850": (2019, "1850"),
        "5012": (2019, "5012"),
    }
    assert {period.kept for period in code_periods() if len(period.now) > 1} == {
        "1507",
        "1850",
        "5012",
    }


@pytest.mark.parametrize(
    ("code", "now", "largest"),
    [
        ("1507", ("1508", "1580"), "1508"),  # Ålesund 58,509, Haram 9,357
        ("1850", ("1806", "1875"), "1806"),  # Narvik 21,580, Hamarøy 2,729
        ("5012", ("5055", "5056", "5059"), "5059"),  # Heim 6,093, Hitra 5,323, Orkland 18,793
    ],
)
def test_the_largest_successor_has_most_inhabitants(code, now, largest):
    period = in_use(2019 if code != "1507" else 2023)[code]
    assert (period.now, period.largest) == (now, largest)


@pytest.mark.parametrize(
    ("code", "last", "now"),
    [
        ("0718", 2001, "3905"),
        ("1842", 2004, "1804"),
        ("1569", 2005, "1576"),
        ("1572", 2005, "1576"),
        ("1154", 2005, "1160"),
        ("1159", 2005, "1160"),
        ("1503", 2007, "1505"),
        ("1556", 2007, "1505"),
    ],
)
def test_codes_that_ended_before_2008_are_known_to_their_last_year(code, last, now):
    (period,) = [period for period in code_periods() if period.code == code]
    assert (period.first, period.last, period.now) == (FROM_BEFORE, last, (now,))


def test_every_code_of_the_source_is_here_with_its_years_and_meaning():
    if not CHANGES.is_file():
        pytest.skip(f"{CHANGES.name} is not there")
    source = {}
    with CHANGES.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            years = int(row["first_year"]), int(row["last_year"])
            source.setdefault((row["code_original"], *years), set()).add(row["code_2024"])
    assert len(source) == 842
    later = {"1160": 2006, "1505": 2008, "1576": 2006}  # told by the source of the older changes
    expected = {
        (
            code,
            later.get(code, FROM_BEFORE) if first == 2008 else 2024 if first == 2023 else first,
            STILL if last == 2024 else last,
            frozenset(now),
        )
        for (code, first, last), now in source.items()
    }
    ours = {(one.code, one.first, one.last, frozenset(one.now)) for one in code_periods()}
    assert expected <= ours
    assert len(ours - expected) == 8
