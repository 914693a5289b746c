"""Rare levels are joined by a rule that a reader can follow, and named.

Levels are (months, choices). At the pace of one choice in fifty months, ten take 500.
"""

import numpy as np
import pytest

from analysis.estimates.target_trial.levels import Counted, coded

LARGE, COMMON, SPARSE, SPARSER = (3000, 60), (2000, 40), (200, 4), (100, 2)
AVOIDED, NEVER = (2000, 3), (2000, 0)


def counted(levels, ordered):
    months, chosen = np.array(levels).T
    return Counted("covariate", tuple("abcdef"[: len(levels)]), months, chosen, ordered)


def groups(found, names="abcdef"):
    """Return level -> label of its coefficient, empty for the reference."""
    labels = [one.level for one in found.columns]
    return {names[code]: labels[at] if at >= 0 else "" for code, at in enumerate(found.column)}


@pytest.mark.parametrize(
    ("levels", "ordered", "expected"),
    [
        ([LARGE, COMMON, COMMON], False, {"a": "", "b": "b", "c": "c"}),
        ([LARGE, SPARSE, COMMON], False, {"a": "", "b": "", "c": "c"}),
        ([LARGE, SPARSE, SPARSER], False, {"a": "", "b": "", "c": ""}),
        ([LARGE, (400, 8), COMMON, SPARSE], False, {"a": "", "b": "b + d", "c": "c", "d": "b + d"}),
        ([SPARSE, SPARSER], False, {"a": "", "b": ""}),
        (
            [SPARSE, (400, 8), LARGE, COMMON],
            True,
            {"a": "a to b", "b": "a to b", "c": "", "d": "d"},
        ),
        ([COMMON, LARGE, SPARSE], True, {"a": "a", "b": "", "c": ""}),
        ([COMMON, SPARSE, SPARSER, LARGE], True, {"a": "a", "b": "", "c": "", "d": ""}),
        ([LARGE, AVOIDED, COMMON], False, {"a": "", "b": "b", "c": "c"}),
        ([LARGE, NEVER, COMMON], False, {"a": "", "b": "b", "c": "c"}),
    ],
)
def test_a_level_that_is_hardly_met_is_joined(levels, ordered, expected):
    assert groups(coded(counted(levels, ordered))) == expected


def test_joined_levels_are_named_with_what_they_were_joined_to():
    joined = coded(counted([COMMON, LARGE, SPARSE], ordered=True)).joined
    assert [(one.level, one.chosen, one.to) for one in joined] == [("c", 4, "b to c")]
    joined = coded(counted([LARGE, SPARSE, COMMON], ordered=False)).joined
    assert [(one.level, one.months, one.to) for one in joined] == [("b", 200, "a")]


def test_a_level_at_which_nobody_chooses_is_held_at_half_a_choice():
    found = coded(counted([LARGE, NEVER, COMMON], ordered=False))
    pace = 100 / 7000
    assert found.held[0] == pytest.approx(np.log(0.5 / (2000 * pace)))
    assert np.isnan(found.held[1])
    assert not found.joined


def test_others_are_held_against_the_most_common_level_at_which_anybody_chooses():
    found = coded(counted([(9000, 0), LARGE, COMMON], ordered=False))
    assert groups(found) == {"a": "a", "b": "", "c": "c"}
    assert np.isfinite(found.held[0])
    assert np.isnan(found.held[1])
