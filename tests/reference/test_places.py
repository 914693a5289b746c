from collections import Counter

import pytest

from analysis.reference.places import TEN, code_of, kept_names, municipalities, place_name


def test_norway_had_357_municipalities_in_2024():
    assert len(municipalities()) == 357


def test_codes_are_text_of_four_digits_in_order():
    codes = list(municipalities())
    assert codes == sorted(codes)
    assert all(isinstance(code, str) and len(code) == 4 and code.isdigit() for code in codes)
    assert codes[0] == "0301"


def test_each_municipality_lies_in_the_county_that_its_code_begins_with():
    assert all(place.code[:2] == place.county for place in municipalities().values())


def test_inhabitants_add_up_to_the_country_of_1_january_2024():
    assert sum(place.inhabitants for place in municipalities().values()) == 5_550_203


@pytest.mark.parametrize(
    ("code", "name", "county_name", "inhabitants"),
    [
        ("0301", "Oslo", "Oslo-Oslove", 717_710),
        ("3218", "Ås", "Akershus", 22_005),
        ("5612", "Guovdageaidnu - Kautokeino", "Finnmark-Finnmárkku", 2_848),
        ("5538", "Storfjord - Omasvuotna - Omasvuono", "Troms-Romssa", 1_825),
    ],
)
def test_names_keep_their_letters_and_double_forms(code, name, county_name, inhabitants):
    place = municipalities()[code]
    assert (place.name, place.county_name, place.inhabitants) == (name, county_name, inhabitants)


def test_two_names_belong_to_two_municipalities_each():
    names = Counter(place.name for place in municipalities().values())
    assert sorted(name for name, count in names.items() if count > 1) == ["Herøy", "Våler"]


def test_the_ten_are_the_case_municipalities_in_their_order():
    assert [municipalities()[code].name.split(" - ")[0] for code in TEN] == [
        "Oslo",
        "Bergen",
        "Trondheim",
        "Kristiansand",
        "Tromsø",
        "Stjørdal",
        "Gloppen",
        "Arendal",
        "Bamble",
        "Notodden",
    ]


def test_a_kept_municipality_is_named_with_the_last_year_of_its_code():
    assert kept_names() == {
        "1507": "Ålesund (to 2023)",
        "1850": "Tysfjord (to 2019)",
        "5012": "Snillfjord (to 2019)",
    }


@pytest.mark.parametrize(
    ("code", "name"), [("1508", "Ålesund"), ("1507", "Ålesund (to 2023)"), ("BFS", "BFS")]
)
def test_a_place_is_named_whether_it_is_there_kept_or_not_known(code, name):
    assert place_name(code) == name


def test_a_code_that_was_read_as_a_number_is_its_code_again():
    assert code_of(301) == code_of("0301") == "0301"
    assert code_of(4601) == "4601"
    assert code_of("") == ""
