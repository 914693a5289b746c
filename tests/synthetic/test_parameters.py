import tomllib
from importlib.resources import files

import numpy as np
import pytest

from analysis.synthetic.dates import NEVER, day_of, last_day_of, month_of
from analysis.synthetic.parameters import draw_code, draw_number, effects, ladder, numbers


def content():
    text = (files("analysis.synthetic") / "parameters.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


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
    [p for p in PARAMETERS if p[2]["unit"].startswith("share") and isinstance(p[2]["value"], dict)],
)
def test_shares_add_up_to_one(section, name, entry):
    assert sum(entry["value"].values()) == pytest.approx(1)


def test_ranks_become_codes_in_the_order_of_the_ladder():
    # full_hours: 37.5 hours has share 0.85, 35.5 the rest
    ranks = np.array([0.0, 0.849, 0.851, 0.999])
    assert draw_code("terms", "full_hours", ranks).tolist() == [0, 0, 1, 1]
    assert draw_number("terms", "full_hours", ranks).tolist() == [37.5, 37.5, 35.5, 35.5]


def test_a_code_without_an_effect_has_none():
    assert effects("upper_secondary", "prior", ("none", "grunnskole")).tolist() == [0.0, 0.1]


def test_a_single_number_is_no_ladder():
    assert "woman" in numbers("work")
    assert "age" not in numbers("work")
    with pytest.raises(TypeError, match=r"^work\.woman is a single number$"):
        ladder("work", "woman")


def test_month_0_is_january_2010():
    assert day_of(0, 15) == np.datetime64("2010-01-15")
    assert last_day_of(np.array([25])).tolist() == [np.datetime64("2012-02-29").item()]
    dates = np.array(["2009-12-31", "2010-01-01", "2023-12-31", "NaT"], dtype="datetime64[D]")
    assert month_of(dates).tolist() == [-1, 0, 167, NEVER]
