"""Where the hidden confounder is known, what analysis says of it is laid beside what it does."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates.comparison_check import registers_of
from analysis.estimates.hidden_check import hidden_check
from analysis.reference.comparisons import parse_comparison
from analysis.synthetic.world import World, frailty

ASKED = parse_comparison("grunnskole,horizon=60,points=60,landmarks=none,replicates=10")
PERSONS = 8000


@pytest.fixture(scope="module")
def found():
    return hidden_check(World(PERSONS, seed=3, name="unmeasured"), ASKED).iloc[0]


def test_a_confounder_as_strong_as_it_is_explains_what_the_answer_is_off_by(found):
    assert found["off"] > 1.2  # the frail stay away, and the trial is fooled
    assert found["bound"] > found["off"]
    assert found["told"] / found["bound"] < found["true"]


def test_one_as_strong_as_prior_education_does_not(found):
    """What registers have to compare with may be weaker than what they do not have."""
    assert 1 < found["as_prior_education"] < found["off"]


def test_the_confounder_is_stronger_than_the_e_value_asks_for(found):
    assert min(found["of_exposure"], found["of_outcome"]) > found["e_value"]


def test_its_strength_is_that_of_the_frail_who_begin():
    world = World(PERSONS, seed=3, name="unmeasured")
    study = registers_of(world)
    everybody = study.followed(ASKED)
    of_all = frailty(world).reindex(study.registers.ids[everybody.frame.index]).to_numpy()
    order = np.argsort(of_all)
    n = len(order)
    begins = pd.Series(everybody.begins_in_time).to_numpy()[order]
    first, last = begins[: n // 5].mean(), begins[-(n // 5) :].mean()
    told = hidden_check(world, ASKED).iloc[0]["of_exposure"]
    assert told == pytest.approx(last / first, rel=0.05)  # fifths differ by a person
