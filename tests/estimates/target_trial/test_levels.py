"""Rare levels are joined by a rule that a reader can follow, and named."""

import numpy as np
import pytest

from analysis.estimates.target_trial.levels import Counted, coded

MANY = 1000


def counted(chosen, ordered, names="abcdef"):
    months = np.full(len(chosen), MANY)
    return Counted("covariate", tuple(names[: len(chosen)]), months, np.array(chosen), ordered)


def groups(found, names="abcdef"):
    """Return level -> label of its coefficient, empty for the reference."""
    labels = [one.level for one in found.columns]
    return {names[code]: labels[at] if at >= 0 else "" for code, at in enumerate(found.column)}


@pytest.mark.parametrize(
    ("chosen", "ordered", "expected"),
    [
        ([20, 10, 30], False, {"a": "", "b": "b", "c": "c"}),
        ([20, 9, 30], False, {"a": "", "b": "", "c": "c"}),  # to the one with most months
        ([20, 5, 30, 6], False, {"a": "a", "b": "", "c": "c", "d": ""}),
        ([20, 15, 3, 4], False, {"a": "", "b": "b", "c": "", "d": ""}),  # still rare together
        ([3, 4, 2], False, {"a": "", "b": "", "c": ""}),
        ([3, 9, 30, 20], True, {"a": "", "b": "", "c": "c", "d": "d"}),
        ([30, 20, 4], True, {"a": "a", "b": "", "c": ""}),
        ([30, 4, 4, 4, 20], True, {"a": "a", "b": "", "c": "", "d": "", "e": "e"}),
        ([30, MANY - 5, 20], True, {"a": "a", "b": "", "c": ""}),  # hardly any without a choice
    ],
)
def test_a_level_with_fewer_than_ten_choices_is_joined(chosen, ordered, expected):
    assert groups(coded(counted(chosen, ordered))) == expected


def test_joined_levels_are_named_with_what_they_were_joined_to():
    joined = coded(counted([30, 4, 20], ordered=True)).joined
    assert [(one.level, one.chosen, one.to) for one in joined] == [("b", 4, "b to c")]
    joined = coded(counted([20, 9, 30], ordered=False)).joined
    assert [(one.level, one.months, one.to) for one in joined] == [("b", MANY, "a")]
