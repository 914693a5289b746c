"""Groups that are never at risk together have no test, and rounding is not taken for one."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import EstimationError
from analysis.estimates.log_rank import log_rank
from analysis.estimates.max_combo import max_combo

MILLION = 10**6


@pytest.fixture(params=range(3))
def apart(request):
    draws = np.random.default_rng(request.param)
    n, late = 300, np.repeat([0, 20], 150)
    return pd.DataFrame(
        {
            "group": np.where(late, "b", "a"),
            "place": draws.integers(0, 20, n),
            "entry": late,
            "duration": late + draws.integers(1, 12, n),
            "cause": draws.choice(["event", "death", "censored"], n, p=[0.4, 0.1, 0.5]),
            "n": 1,
        }
    )


@pytest.mark.parametrize("cluster", [None, "place"])
def test_no_rounding_is_taken_for_a_comparison(apart, cluster):
    weight = 1 + np.arange(len(apart)) % 4
    weighted = apart.assign(w=weight * MILLION, w2=weight**2 * MILLION)
    for events in (apart, weighted):
        with pytest.raises(EstimationError, match="never at risk together"):
            log_rank(events, "group", cluster=cluster)


def test_nor_for_the_largest_of_several(apart):
    with pytest.raises(EstimationError, match="never at risk together"):
        max_combo(apart, "group")
