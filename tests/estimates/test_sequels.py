"""Who left before the event, by hand; with those who came there and the others: everybody."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates.strata import left_first
from analysis.estimates.survival import aalen_johansen
from analysis.terms import Cause


@pytest.fixture
def ten():
    """Ten persons: three come in month 1 and one dies in it; two of six leave in month 2."""
    rows = [
        (1, Cause.EVENT, 3),
        (1, Cause.DEATH, 1),
        (2, Cause.EMIGRATION, 2),
        (2, Cause.CENSORED, 1),
        (3, Cause.EVENT, 1),
        (3, Cause.OTHER, 1),
        (3, Cause.CENSORED, 1),
    ]
    frame = pd.DataFrame(rows, columns=["duration", "cause", "n"])
    return frame.assign(entry=0, cause=frame["cause"].astype(str))


def test_left_first_is_the_incidence_of_all_that_competes(ten):
    rows = left_first(ten)
    # 1 of 10; then 2 of 6 of the 0.6 that are left; then 1 of 3 of the 0.4 that are left.
    assert np.allclose(rows["estimate"], [0, 0.1, 0.1 + 0.6 / 3, 0.3 + 0.4 / 3])
    assert rows["estimand"].unique() == ["left_first"]
    assert rows["n_at_risk"].tolist() == [10, 10, 6, 3]


def test_event_and_exits_leave_those_still_without(ten):
    together = left_first(ten)["estimate"] + aalen_johansen(ten)["estimate"]
    assert np.allclose(1 - together, [1, 0.6, 0.4, 0.4 / 3])
