"""Shares and times from counts, by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from analysis.estimates.g_formula import rows, shares, walk
from analysis.estimates.influence import widened
from analysis.terms import Estimand


def counts(**columns):
    """Months x columns: ten persons, of whom the named columns hold so many by month."""
    months = len(next(iter(columns.values())))
    table = np.zeros((months, walk.COLUMNS))
    for name, values in columns.items():
        table[:, getattr(walk, name)] = values
    rest = 10 - table[:, : walk.STATES].sum(axis=1)
    table[:, walk.IS_NONE] += rest
    return table


def test_the_gone_stay_in_the_denominator_of_prevalence():
    table = counts(IS_STABLE=[0, 2, 4], IS_GONE=[0, 0, 5])
    assert shares.prevalence(table).tolist() == [0, 0.2, 0.4]


def test_incidence_has_exits_competing():
    table = counts(AT_RISK=[10, 10, 6], EVENT=[0, 2, 3], GONE_FIRST=[0, 2, 0])
    np.testing.assert_allclose(shares.incidence(table), [0, 0.2, 0.2 + 0.6 * 0.5])


def test_observation_may_end_before_the_last_month():
    table = counts(AT_RISK=[10, 10, 4], EVENT=[0, 2, 1], GONE_FIRST=[0, 0, 0])
    np.testing.assert_allclose(shares.incidence(table), [0, 0.2, 0.2 + 0.8 * 0.25])


def test_states_add_up_to_one():
    table = counts(IS_STABLE=[0, 2, 4], IS_GONE=[0, 0, 5])
    np.testing.assert_allclose(shares.occupation(table).sum(axis=1), 1)


def test_months_in_a_state_are_the_months_before_the_horizon():
    assert shares.months_in(np.array([0.0, 0.5, 1.0, 1.0])).tolist() == [0, 0, 0.5, 1.5]


def test_draws_are_carried_along():
    table = counts(IS_STABLE=[0, 2, 4], AT_RISK=[10, 10, 6], EVENT=[0, 2, 3], GONE_FIRST=[0] * 3)
    two = np.stack([table, table])
    for share in shares.SHARES.values():
        np.testing.assert_allclose(share(two)[1], share(table))
    assert shares.months_in(shares.occupation(two), axis=-2).shape == (2, 3, walk.STATES)


@pytest.mark.parametrize("estimand", list(shares.SHARES))
def test_numbers_behind_a_share_give_it(estimand):
    table = counts(IS_STABLE=[0, 2, 4], AT_RISK=[10, 10, 6], EVENT=[0, 2, 3])
    whole, part = shares.at_risk_and_events(estimand, table)
    expected = 0.4 if estimand is Estimand.PREVALENCE else 0.5
    assert part[2] / whole[2] == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([1, -1], [3, -3], 6),  # (1 * 3 + 1 * 3) / 1: what both halves do
        ([1, -1], [-1, 1], 0.5),  # no more than luck: a quarter of the variance of one, 2
        ([4, 0, -4], [1, 0, -1], 4),  # (4 + 0 + 4) / 2, of variances 16 and 1
    ],
)
def test_error_over_draws_is_what_moves_both_halves(first, second, expected):
    drawn = np.array([first, second], dtype=float)[..., None] + 0.3
    assert rows.standard_error(drawn) == pytest.approx([expected**0.5])


def test_limits_reach_as_far_as_so_few_draws_know():
    """Three draws in halves that move alike: an error of 0.1, and Student's t of two degrees."""
    half = np.array([[0.1], [0.0], [-0.1]])
    told = rows.Told(np.array([0.3]), np.stack([half, half]), np.array([10.0]), np.array([3.0]))
    size = np.full(40, 25)
    lower, upper = rows.limits(SimpleNamespace(size=size), told, (-1, 1))
    reach = 4.302653 * 0.1 * widened(size)
    assert (lower, upper) == (pytest.approx([0.3 - reach]), pytest.approx([0.3 + reach]))
