"""Shares at a measurement point, and who is in their denominator."""

import numpy as np
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


MILLION = 10**6


def weighted(table, weight):
    """The table with every person of one weight."""
    n = table["n"]
    return table.assign(w=round(n * weight * MILLION), w2=round(n * weight**2 * MILLION))


def test_weights_give_their_own_share_and_as_many_persons_as_vary_so():
    # One of weight 3 in the state, one of 1 not: 3/4, with variance (9/16 + 9/16) / 16 = 9/128:
    # that of (3/16) / (9/128) = 8/3 persons.
    table = weighted(STATUS.iloc[:2].assign(n=1), 1)
    table.loc[0, ["w", "w2"]] = 3 * MILLION, 9 * MILLION
    row = prevalence(table, Denominator.ALL).iloc[0]
    assert (row["n_events"], row["n_at_risk"], row["estimate"]) == (1, 2, 0.75)
    assert (row["lower"], row["upper"]) == wilson(np.array(2.0), np.array(8 / 3))
    alike = table.assign(state=["not_in_state", "death"])
    row = prevalence(alike, Denominator.ALL).iloc[0]
    assert row["upper"] == wilson(np.array(0), np.array(16 / 10))[1]  # Kish: 4² / (9 + 1)


@pytest.mark.parametrize("cluster", [None, "municipality"])
def test_one_weight_for_everybody_changes_nothing(cluster):
    table = by_place(*[(2, 8), (8, 2), (5, 15)] * 4)
    plain = prevalence(table, Denominator.ALL, cluster=cluster)
    same = prevalence(weighted(table, 2.5), Denominator.ALL, cluster=cluster)
    pd.testing.assert_frame_equal(plain, same)


def test_a_municipality_whose_persons_weigh_more_counts_for_more():
    # Ten of ten persons, 2 or 8 in the state; those of 8 weigh 3: (2 + 24) / 40.
    table = weighted(by_place(*[(2, 8), (8, 2)] * 5), 1)
    heavy = table["municipality"].isin([f"p{place:02}" for place in range(1, 10, 2)])
    table.loc[heavy, "w"] *= 3
    table.loc[heavy, "w2"] *= 9
    row = prevalence(table, Denominator.ALL, cluster="municipality").iloc[0]
    assert row["estimate"] == pytest.approx(0.65)
    # Shares of all weights: 1/40 x 5 clusters x 10 and 3/40 x 5 x 10; squares by 1 / (1 - share).
    low, high = 10 * (0.2 - 0.65) / 200, 30 * (0.8 - 0.65) / 200
    variance = 5 * low**2 / (1 - 10 / 200) + 5 * high**2 / (1 - 30 / 200)
    z, half = 1.959963984540054, (row["upper"] - row["lower"]) / 2
    assert half > 0.95 * z * np.sqrt(variance)
    assert "clustered, 10 municipalities" in row["method"]


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


def by_place(*counts):
    """A table of status from (in the state, not in it) a municipality."""
    rows = [
        (f"p{place:02}", 24, state, n)
        for place, pair in enumerate(counts)
        for state, n in zip(("in_state", "not_in_state"), pair, strict=True)
    ]
    return pd.DataFrame(rows, columns=["municipality", "month", "state", "n"])


def clustered_row(*counts):
    return prevalence(by_place(*counts), Denominator.ALL, cluster="municipality").iloc[0]


def test_municipalities_that_differ_are_as_many_persons_as_vary_so():
    # Ten of ten persons, half of them with 2 and half with 8 in the state. A share of ten such has
    # the variance 0.09 / 9 = 0.01: that of 25 independent persons. 9 degrees, Student's t 2.262157.
    row = clustered_row(*[(2, 8), (8, 2)] * 5)
    z, n = 2.262157, 25
    half = z / (1 + z**2 / n) * (0.25 / n + z**2 / (4 * n**2)) ** 0.5
    assert row["estimate"] == 0.5
    assert (row["lower"], row["upper"]) == pytest.approx((0.5 - half, 0.5 + half), abs=1e-6)
    assert (row["n_events"], row["n_at_risk"]) == (50, 100)
    assert row["method"].endswith("Wilson interval, clustered, 10 municipalities, Student's t")


@pytest.mark.parametrize("counts", [[(5, 5)] * 10, [(0, 10)] * 10, [(10, 0)] * 10])
def test_municipalities_alike_by_chance_leave_the_width_of_persons(counts):
    row = clustered_row(*counts)
    alone = prevalence(by_place(*counts), Denominator.ALL).iloc[0]
    assert row["lower"] == pytest.approx(alone["lower"])
    assert row["upper"] == pytest.approx(alone["upper"])


def test_of_the_intervals_by_person_and_by_municipality_the_wider_one_is_told():
    # Half of ten have 4 and half 6 of ten in the state: 1/900, against 1/400 of persons, and
    # 2.262157² of it is less than 1.959964² of those. Of a hundred 36 and 64 differ by more.
    alike, differ = clustered_row(*[(4, 6), (6, 4)] * 5), clustered_row(*[(36, 64), (64, 36)] * 5)
    assert alike["upper"] == pytest.approx(wilson(np.array(50), np.array(100))[1])
    z, n = 2.262157, 0.25 / (0.14**2 / 9)  # as many independent persons
    half = z / (1 + z**2 / n) * (0.25 / n + z**2 / (4 * n**2)) ** 0.5
    assert differ["upper"] == pytest.approx(0.5 + half, abs=1e-6)


def test_fewer_than_ten_municipalities_give_an_interval_by_person():
    counts = [(2, 8), (8, 2)] * 4
    row = clustered_row(*counts)
    pd.testing.assert_series_equal(row, prevalence(by_place(*counts), Denominator.ALL).iloc[0])


def test_each_group_has_municipalities_of_its_own():
    some = by_place(*[(2, 8), (8, 2)] * 5).assign(sex="female")
    few = by_place(*[(2, 8), (8, 2)] * 2).assign(sex="male")
    rows = prevalence(pd.concat([some, few]), Denominator.ALL, ("sex",), cluster="municipality")
    assert list(rows["sex"]) == ["female", "male"]
    assert list(rows["n_at_risk"]) == [100, 40]
    assert ["clustered" in method for method in rows["method"]] == [True, False]
    assert rows["upper"][0] == pytest.approx(clustered_row(*[(2, 8), (8, 2)] * 5)["upper"])
