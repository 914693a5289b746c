"""Shares at a measurement point, and who is in their denominator."""

import pandas as pd
import pytest

from analysis.design import Row
from analysis.estimates.compare import Difference, difference
from analysis.estimates.prevalence import prevalence, wilson
from analysis.terms import Denominator

STATUS = pd.DataFrame(
    [
        (24, "in_state", 30),
        (24, "not_in_state", 10),
        (24, "death", 2),
        (24, "emigration", 8),
        (24, "missing", 50),
    ],
    columns=["month", "state", "n"],
)


def test_the_gone_stay_in_the_denominator_of_all():
    row = prevalence(STATUS, Denominator.ALL).iloc[0]
    assert (row["n_events"], row["n_at_risk"], row["estimate"]) == (30, 50, 0.6)


def test_the_gone_are_not_among_those_alive_and_resident():
    row = prevalence(STATUS, Denominator.RESIDENT).iloc[0]
    assert (row["n_events"], row["n_at_risk"], row["estimate"]) == (30, 40, 0.75)


def test_a_month_in_which_nobody_is_in_the_state_has_share_zero():
    row = prevalence(STATUS[STATUS["state"] != "in_state"], Denominator.ALL).iloc[0]
    assert (row["n_events"], row["estimate"]) == (0, 0)


def test_wilson_interval_of_a_published_example():
    """81 of 263: 0.2553 to 0.3662 (Newcombe, 1998, Statistics in Medicine 17, table I)."""
    lower, upper = wilson(pd.Series([81.0]).to_numpy(), pd.Series([263.0]).to_numpy())
    assert lower[0] == pytest.approx(0.2553, abs=5e-5)
    assert upper[0] == pytest.approx(0.3662, abs=5e-5)


def row(estimate, lower, upper):
    return Row(24, estimate, lower, upper, 100, 50)


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        (row(0.60, 0.50, 0.70), row(0.55, 0.53, 0.57), Difference.SAME),
        (row(0.70, 0.62, 0.78), row(0.55, 0.53, 0.57), Difference.HIGHER),
        (row(0.40, 0.32, 0.48), row(0.55, 0.53, 0.57), Difference.LOWER),
        (row(0.55, 0.53, 0.57), row(0.55, 0.53, 0.57), Difference.SAME),
        (row(0.60, 0.54, 0.66), row(0.50, 0.42, 0.58), Difference.SAME),  # hypot(6, 8) = 10
    ],
)
def test_shares_are_told_apart_only_beyond_chance(here, there, expected):
    assert difference(here, there) is expected
