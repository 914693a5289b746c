"""States by the order of definitions.md 16, of persons as the walk has them, by hand."""

import numpy as np
import pytest

from analysis.comparison_terms import Situation
from analysis.estimates.g_formula import walk
from analysis.estimates.g_formula.lives import places
from analysis.estimates.g_formula.parts import Places
from analysis.reference.comparisons import parse_comparison
from analysis.timeline.pathway import ORDER

HELD = {
    "gone": (walk.GONE, 1),
    "stable": (walk.WORK, walk.STABLE * walk.LONG + 3),
    "work": (walk.WORK, walk.WORKING * walk.LONG + 3),
    "grunnskole": (walk.EXPOSURE, walk.IN * walk.LONG + 3),
    "upper_secondary": (walk.THROUGH, walk.IN * walk.LONG + 3),
    "higher": (walk.OTHER, 3),
    "programme": (walk.PROGRAMME, 0),
    "looking": (walk.LOOKING, 3),
}
"""Variables of a person who is in a state."""
DONE = {"grunnskole": (walk.EXPOSURE, walk.COMPLETED * walk.LONG + 3)}


def state(*held, exposure="grunnskole", **done):
    """Return the state of a person; who is in no programme has left it five months ago."""
    x = np.zeros(walk.FIXED, dtype=np.int64)
    x[walk.PROGRAMME] = 5
    for name in held:
        variable, value = HELD[name]
        x[variable] = max(x[variable], value) if value else 0
    for variable, value in done.values():
        x[variable] = value
    shown = Places(*places(parse_comparison(exposure)))
    return str(ORDER[walk._state.py_func(x, shown)])


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ((), "none"),
        (("looking",), "registered"),
        (("looking", "work"), "unstable_work"),
        (("work", "programme"), "programme"),
        (("programme", "higher"), "other_education"),
        (("higher", "grunnskole"), "grunnskole"),
        (("grunnskole", "upper_secondary"), "upper_secondary"),
        (("upper_secondary", "work", "stable"), "stable_work"),
        (("stable", "gone"), "gone"),
    ],
)
def test_of_two_states_at_once_the_first_counts(held, expected):
    assert state(*held) == expected


def test_who_has_completed_or_never_begun_is_not_in_school():
    assert state(**DONE) == "none"


def test_an_exposure_that_is_no_school_is_no_state():
    assert state("grunnskole", exposure="work_practice") == "none"


def test_the_numbers_of_states_are_their_places_in_the_order():
    known = {
        walk.IS_GONE: Situation.GONE,
        walk.IS_STABLE: Situation.STABLE_WORK,
        walk.IS_IN_PROGRAMME: Situation.PROGRAMME,
        walk.IS_WORKING: Situation.UNSTABLE_WORK,
        walk.IS_LOOKING: Situation.LOOKING,
        walk.IS_NONE: Situation.NONE,
    }
    assert {place: list(Situation)[place] for place in known} == known
    assert len(Situation) == walk.STATES
