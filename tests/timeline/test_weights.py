"""Weights are whole millionths, with exact sums, or refused."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DesignError
from analysis.timeline.tables import add_up
from analysis.timeline.weights import HIGHEST, squares, weights

TOO_LARGE = (
    "participants.weight is too large: its sums, or those of its squares, are no exact numbers.\n"
    "Allowed: at most 3000 a person, and squares that sum to at most 4611686018427.\n"
    "Divide all weights by one number."
)


def of(*values):
    """Return programmes with weights."""
    return pd.DataFrame({"weight": pd.array(values, dtype="Int64")})


def test_square_is_rounded_to_the_nearest_millionth_for_each_person():
    weight = np.array([1, 707, 708, 1_000_000, 1_500_000, HIGHEST], dtype=np.int64)
    # 707 x 707 = 499,849 and 708 x 708 = 501,264 millionths of a millionth
    assert squares(weight).tolist() == [0, 0, 1, 1_000_000, 2_250_000, 9_000_000_000_000]


def test_weights_are_those_of_the_persons():
    assert weights(of(1, 2_500_000)).tolist() == [1, 2_500_000]
    assert weights(of()).tolist() == []


def test_somebody_without_a_weight_is_refused_by_number():
    with pytest.raises(DesignError) as refused:
        weights(of(1, None, 3))
    assert str(refused.value) == (
        "participants.weight is empty for 1 of 3 persons.\n"
        "Nobody can be counted without one, and none is no weight of 1.\n"
        "Fill them in, or name the column under 'ignored' in dataset.toml."
    )


@pytest.mark.parametrize("values", [(HIGHEST + 1,), (2**62, 2**62)])
def test_weights_whose_sums_are_not_exact_are_refused(values):
    with pytest.raises(DesignError) as refused:
        weights(of(*values))
    assert str(refused.value) == TOO_LARGE


def test_sums_of_partitions_that_pass_64_bits_are_refused():
    part = pd.DataFrame({"month": [1], "state": ["in_state"], "n": [1], "w": [1], "w2": [2**62]})
    with pytest.raises(DesignError, match="too large"):
        add_up([part, part], (), ["month", "state"])
