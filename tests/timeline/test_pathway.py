"""States by the order of definitions.md 16, on months given by hand."""

from dataclasses import fields, replace

import numpy as np
import pytest

from analysis.timeline.pathway import Months, joined, situations

NOTHING = np.zeros((1, 3), dtype=bool)
SEEN = ~NOTHING
NOBODY = Months(**{field.name: NOTHING for field in fields(Months)})


def state(**held):
    months = replace(NOBODY, seen=SEEN, by_calendar=SEEN, **dict.fromkeys(held, SEEN))
    told = situations(months)
    return told.names[told.codes[0, 1]]


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
    assert state(**dict.fromkeys(held, True)) == expected


def test_who_is_not_seen_has_no_state():
    seen = np.array([[True, True, False]])
    assert situations(replace(NOBODY, seen=seen)).codes.tolist() == [[8, 8, -1]]


@pytest.mark.parametrize(
    ("before", "after"),
    [("EE..EE", "EEEEEE"), ("EE...E", "EE...E"), (".E....", ".E...."), ("E.E..E", "EEEEEE")],
)
def test_a_break_of_a_summer_is_no_end_of_school(before, after):
    held = np.array([[one == "E" for one in before]])
    assert "".join("E" if one else "." for one in joined(held)[0]) == after
