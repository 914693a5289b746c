"""What takes long is made once a study, also where it cannot be made."""

import pytest

from analysis.comparison_terms import Approach
from analysis.errors import EstimationError
from analysis.estimates.once import once
from analysis.reference.comparisons import parse_comparison

KEY = (parse_comparison("grunnskole"), Approach.G_FORMULA)


def test_an_answer_is_made_once():
    kept, made = {}, iter([[1], [2]])
    assert once(kept, KEY, lambda: next(made)) is once(kept, KEY, lambda: next(made))
    assert next(made) == [2]


def test_a_reason_is_found_once_and_given_each_time():
    kept, asked = {}, []

    def make():
        asked.append(1)
        raise EstimationError("Nobody begins.")

    for _ in range(2):
        with pytest.raises(EstimationError, match="Nobody begins"):
            once(kept, KEY, make)
    assert asked == [1]
