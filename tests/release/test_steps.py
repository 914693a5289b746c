"""Steps that are no finer than chance, and limits that tell no more of what they hide."""

import numpy as np
import pandas as pd
import pytest

from analysis.release.steps import in_steps, step_of


@pytest.mark.parametrize(
    ("persons", "step"),
    [(60_000, 0.01), (10_000, 0.01), (9_999, 0.02), (2_500, 0.02), (2_499, 0.05), (400, 0.05),
     (399, 0.1), (100, 0.1), (99, None), (30, None)],
)  # fmt: skip
def test_a_step_is_no_finer_than_one_over_the_root_of_the_persons(persons, step):
    assert step_of(persons) == step


def told(share, beside, step):
    rows = pd.DataFrame(
        {"estimate": [share], "lower": [share - beside], "upper": [share + beside], "method": "m"}
    )
    (row,) = in_steps(rows, step)[["estimate", "lower", "upper"]].to_numpy()
    return tuple(row)


@pytest.mark.parametrize("share", [0.626, 0.637, 0.65, 0.674])
def test_limits_tell_nothing_of_where_within_its_step_a_share_lies(share):
    # 0.027 to either side, and half a step of 0.05: within two steps
    assert told(share, 0.027, 0.05) == pytest.approx((0.65, 0.55, 0.75))


@pytest.mark.parametrize("share", np.linspace(0.08, 0.92, 43))
@pytest.mark.parametrize("step", [0.01, 0.02, 0.05, 0.1])
def test_limits_in_steps_hold_the_limits_they_are_made_of(share, step):
    estimate, lower, upper = told(share, 0.03, step)
    assert abs(estimate - share) <= step / 2 + 1e-9
    assert lower <= share - 0.03 + 1e-9
    assert upper >= share + 0.03 - 1e-9


@pytest.mark.parametrize(
    ("share", "step", "code"),
    [(0.02, 0.01, 0.04), (0.0, 0.05, 0.04), (0.04, 0.1, 0.04), (0.98, 0.02, 0.96), (1, 0.1, 0.96)],
)
def test_nobody_and_everybody_are_never_told(share, step, code):
    estimate, lower, upper = told(share, 0.01, step)
    assert estimate == code
    assert lower <= code <= upper
