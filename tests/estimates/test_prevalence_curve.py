"""Shares in a state with the influence of units: by hand, and as the table of counts has them."""

from math import sqrt

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from analysis.errors import EstimationError
from analysis.estimates.prevalence import (
    _marks,
    prevalence,
    prevalence_curve,
    prevalence_rows,
    wilson,
)
from analysis.terms import Denominator
from analysis.timeline.states import NAMES, States

CODES = {".": "not_in_state", "S": "in_state", "X": "emigration", "D": "death", " ": "missing"}
Z = norm.ppf(0.975)


def drawn(*pictures):
    """Return states from one string a person; `_` is not eligible."""
    codes = [[NAMES.index(CODES[one]) if one != "_" else -1 for one in row] for row in pictures]
    return States(NAMES, tuple(range(1, len(pictures[0]) + 1)), np.array(codes, dtype=np.int8))


FEW = drawn(".SS.", ".SSS", "..XX", ". .S", "SS._")


def test_the_share_is_among_those_counted_in_the_month():
    curve = prevalence_curve(FEW, Denominator.ALL)
    assert curve.estimate == pytest.approx([0, 1 / 5, 3 / 4, 2 / 5, 2 / 4])
    assert curve.n_at_risk.tolist() == [5, 5, 4, 5, 4]
    assert curve.n_events.tolist() == [0, 1, 3, 2, 2]
    resident = prevalence_curve(FEW, Denominator.RESIDENT)
    assert resident.estimate == pytest.approx([0, 1 / 5, 3 / 4, 2 / 4, 2 / 3])
    assert curve.method == "share of all who could be followed, the gone among them; by person"


def test_the_variance_by_person_is_binomial_and_months_of_a_person_belong_together():
    curve = prevalence_curve(FEW, Denominator.ALL)
    covariance = curve.influence.covariance()
    share, n = np.array([1 / 5, 3 / 4, 2 / 5, 2 / 4]), np.array([5, 4, 5, 4])
    assert np.diag(covariance)[1:] == pytest.approx(share * (1 - share) / n)
    assert (covariance[0] == 0).all()
    # Months 2 and 3 of the five: counted in both are all but the fourth, who is missing in 2.
    own = [(1 / 4, 3 / 5), (1 / 4, 3 / 5), (-3 / 4, -2 / 5), (0, -2 / 5), (1 / 4, -2 / 5)]
    assert covariance[2, 3] == pytest.approx(sum(a * b for a, b in own) / (4 * 5))


def test_clusters_are_units_and_a_large_one_pulls_the_share():
    # Twelve places: in eleven two persons, in one eight; who is in the state by place and month.
    sizes = [2] * 11 + [8]
    inside = [0, 1, 2, 1, 0, 0, 2, 1, 1, 0, 1, 7]
    pictures = ["S" * k + "." * (n - k) for n, k in zip(sizes, inside, strict=True)]
    states = drawn(*"".join(pictures))
    place = pd.Series([f"{number:02d}" for number, n in enumerate(sizes) for _ in range(n)])
    curve = prevalence_curve(states, Denominator.ALL, place)
    share = 16 / 30
    parts = [
        (k - n * share) ** 2 / 30**2 / (1 - n / 30) for n, k in zip(sizes, inside, strict=True)
    ]
    assert curve.influence.variance()[1] == pytest.approx(sum(parts))
    assert curve.method.endswith("clustered, 12 municipalities, Student's t")
    few = prevalence_curve(states, Denominator.ALL, place.where(place < "05", "05"))
    assert few.method.endswith("by person")


def test_limits_are_of_the_logit_and_wilsons_where_nobody_or_everybody_is_in_the_state():
    rows = prevalence_rows(prevalence_curve(drawn(*["..S"] * 3, ".SS", ".SS"), Denominator.ALL))
    assert rows.loc[0, ["estimate", "lower", "upper"]].tolist() == [0, 0, 0]
    low, high = wilson(np.array([0, 5]), np.array([5, 5]))
    assert rows.loc[[1, 3], "lower"].to_numpy() == pytest.approx(low)
    assert rows.loc[[1, 3], "upper"].to_numpy() == pytest.approx(high)
    spread = np.exp(Z * sqrt(0.4 * 0.6 / 5) / (0.4 * 0.6))
    assert rows.loc[2, "lower"] == pytest.approx(2 / 3 / spread / (1 + 2 / 3 / spread))
    assert rows.loc[2, "upper"] == pytest.approx(2 / 3 * spread / (1 + 2 / 3 * spread))


@pytest.mark.parametrize("denominator", list(Denominator))
def test_shares_are_those_of_the_table_of_status(denominator):
    rng = np.random.default_rng(2)
    states = States(NAMES, tuple(range(1, 9)), rng.integers(-1, 5, (300, 8)).astype(np.int8))
    names = np.array([*NAMES, ""])[states.codes]
    counted = pd.DataFrame(
        {"month": np.tile(states.months, 300), "state": names.ravel(), "n": 1}
    ).query("state != ''")
    table = counted.groupby(["month", "state"], as_index=False)["n"].sum()
    expected = prevalence(table, denominator)
    found = prevalence_rows(prevalence_curve(states, denominator)).iloc[1:]
    for name in ("estimate", "n_at_risk", "n_events"):
        assert found[name].to_numpy() == pytest.approx(expected[name].to_numpy())
    assert _marks(states, denominator)[1].sum() == expected["n_at_risk"].sum()


def test_the_curve_ends_before_a_month_in_which_nobody_is_counted():
    assert prevalence_curve(drawn(".S S", "..__"), Denominator.ALL).last == 2
    with pytest.raises(EstimationError, match="Nobody's state is seen"):
        prevalence_curve(drawn(" SS", "_SS"), Denominator.ALL)
