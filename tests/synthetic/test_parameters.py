import tomllib
from importlib.resources import files

import numpy as np
import pytest

from analysis.synthetic.dates import NEVER, day_of, last_day_of, month_of
from analysis.synthetic.parameters import parameters, worlds


def content():
    text = (files("analysis.synthetic") / "parameters.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def is_of_shares(entry):
    told = entry["unit"].startswith("share of") and "by year" not in entry["unit"]
    return told and isinstance(entry["value"], dict)


PARAMETERS = [
    (section, name, entry)
    for section, parameters in content().items()
    for name, entry in parameters.items()
]


@pytest.mark.parametrize(("section", "name", "entry"), PARAMETERS)
def test_every_parameter_has_a_value_a_unit_and_a_source(section, name, entry):
    assert set(entry) == {"value", "unit", "source"}
    assert entry["unit"].strip()
    assert entry["source"].startswith(("assumption", "published: ", "set so that ", "as "))


@pytest.mark.parametrize(
    ("section", "name", "entry"),
    [p for p in PARAMETERS if is_of_shares(p[2])],
)
def test_shares_add_up_to_one(section, name, entry):
    assert sum(entry["value"].values()) == pytest.approx(1)


def test_ranks_become_codes_in_the_order_of_the_ladder():
    # full_hours: 37.5 hours has share 0.85, 35.5 the rest
    ranks = np.array([0.0, 0.849, 0.851, 0.999])
    assert parameters().draw_code("terms", "full_hours", ranks).tolist() == [0, 0, 1, 1]
    assert parameters().draw_number("terms", "full_hours", ranks).tolist() == [
        37.5,
        37.5,
        35.5,
        35.5,
    ]


def test_a_code_without_an_effect_has_none():
    assert parameters().effects("upper_secondary", "prior", ("none", "grunnskole")).tolist() == [
        0.0,
        0.1,
    ]


def test_a_single_number_is_no_ladder():
    assert "woman" in parameters().numbers("work")
    assert "age" not in parameters().numbers("work")
    with pytest.raises(KeyError):
        parameters().ladder("work", "woman")


def test_between_two_years_a_number_lies_in_proportion_and_outside_it_stays():
    # persons.women: 0.465 in 2013, 0.435 in 2016, 0.50 in 2005
    years = np.array([1990, 2013, 2014, 2016])
    found = parameters().by_year("persons", "women", years)
    assert found == pytest.approx([0.50, 0.465, 0.455, 0.435])


@pytest.mark.parametrize("name", sorted(worlds()))
def test_another_world_differs_only_in_numbers_that_the_usual_one_has(name):
    usual = content()
    assert worlds()[name]["about"].endswith(".")
    for section, changed in worlds()[name].items():
        if section == "about":
            continue
        for parameter, value in changed.items():
            assert parameter in usual[section], (section, parameter)
            assert type(value) is type(usual[section][parameter]["value"]) or parameter == "power"
            if not isinstance(value, dict):
                assert parameters(name).numbers(section)[parameter] == value
                assert parameters(name).numbers(section) != parameters().numbers(section)


def test_every_wave_of_countries_and_ages_lists_the_same_codes():
    for section in ("origin", "age"):
        waves = [parameters().codes(section, wave) for wave in parameters().waves(section)]
        assert len(set(waves)) == 1


def test_month_0_is_january_2000():
    assert day_of(0, 15) == np.datetime64("2000-01-15")
    assert last_day_of(np.array([25])).tolist() == [np.datetime64("2002-02-28").item()]
    dates = np.array(["1999-12-31", "2000-01-01", "2023-12-31", "NaT"], dtype="datetime64[D]")
    assert month_of(dates).tolist() == [-1, 0, 287, NEVER]
