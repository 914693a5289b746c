"""Rank agreement, turned pairs and ranks: by hand, by R, and as published."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.converters.ssb import convert_ssb
from analysis.design import Estimates, Source, StudyDesign
from analysis.errors import DesignError
from analysis.estimates.ranks import by_chance, rank_agreement, ranks, spearman, turned_pairs
from analysis.release.series import PublishedStudy
from analysis.terms import Access

REAL = Path(__file__).parents[2].parent / "shared" / "data" / "ssb_intro"
SOURCE = Source("invented", Access.INVENTED, "2020-12", "drawn by hand", "nobody")
FIRST = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
SECOND = [2, 1, 4, 3, 7, 5, 6, 10, 8, 9]


def scores(shares, n=100, months=(12, 24), measure="november"):
    """Return estimates of municipalities a, b, …: one list of shares a month."""
    rows = [
        {
            "municipality": chr(97 + place),
            "measure": measure,
            "origin": "exit",
            "month": month,
            "estimand": "prevalence",
            "estimate": share,
            "lower": 0.0,
            "upper": 1.0,
            "n_at_risk": float(n),
            "n_events": share * n,
            "method": "by hand",
        }
        for month, column in zip(months, shares, strict=True)
        for place, share in enumerate(column)
    ]
    return Estimates(pd.DataFrame(rows), None, SOURCE)


def test_agreement_is_spearman_s_as_in_r():
    rho, lower, upper = spearman(np.column_stack([FIRST, SECOND]).astype(float))
    assert rho == pytest.approx(0.9030303030)  # R: cor(x, y, method = "spearman")
    # By hand: z = atanh(0.90303) = 1.48840, error sqrt((1 + 0.90303^2 / 2) / 7) = 0.44845
    limits = np.tanh([1.48840 - 0.87894, 1.48840 + 0.87894])
    assert [lower, upper] == pytest.approx(limits.tolist(), abs=1e-4)


def test_the_same_order_has_no_limits_and_a_column_of_equals_no_correlation():
    order = np.array(FIRST, dtype=float)
    rho, *limits = spearman(np.column_stack([order, order**2]))
    assert rho == 1
    assert np.isnan(limits).all()
    assert spearman(np.column_stack([order, -order]))[0] == -1
    assert np.isnan(spearman(np.column_stack([order, np.ones(10)]))).all()


def test_turned_pairs_are_those_that_kendall_counts_as_discordant():
    pairs, turned = turned_pairs(np.column_stack([FIRST, SECOND]).astype(float))
    assert pairs == 45
    assert 1 - 2 * turned / pairs == pytest.approx(0.7333333333)  # R: method = "kendall"


def test_pairs_that_are_equal_at_one_moment_cannot_turn():
    assert turned_pairs(np.array([[1.0, 1.0], [1.0, 2.0], [2.0, 0.0]])) == (2, 2)


def test_rows_are_of_each_two_scores_of_measures_and_months():
    one = scores([np.arange(5) / 10, np.arange(5) / 10])
    other = scores([np.arange(5)[::-1] / 10], months=(12,), measure="full_time")
    found = rank_agreement([one, other]).frame
    told = found[found["estimand"] == "rank_agreement"]
    assert told[["measure", "month", "other_measure", "other_month"]].values.tolist() == [
        ["full_time", 12, "november", 12],
        ["full_time", 12, "november", 24],
        ["november", 12, "november", 24],
    ]
    assert told["estimate"].tolist() == pytest.approx([-1, -1, 1])
    turned = found[found["estimand"] == "turned_pairs"]
    assert turned["estimate"].tolist() == [1.0, 1.0, 0.0]
    assert set(turned["n_at_risk"]) == {10}


def test_the_few_and_the_withheld_are_in_no_row():
    shares = np.array([[0.1, 0.2, 0.3, 0.4, 0.5, np.nan]] * 2)
    assert set(rank_agreement([scores(shares)]).frame["n_at_risk"]) == {5, 10}
    assert rank_agreement([scores(shares, n=19)]).frame.empty
    assert rank_agreement([scores([[0.1, 0.2, 0.3]] * 2)]).frame.empty
    assert rank_agreement([scores([[0.5] * 5] * 2)]).frame.empty  # nothing to order


def test_ranks_have_the_highest_share_first_and_the_room_that_chance_leaves():
    shares = [[0.8, 0.5, 0.5, 0.2], [0.2, 0.5, 0.6, 0.8]]
    found = ranks(scores(shares, n=1000)).frame.set_index(["month", "municipality"])
    assert found.loc[12, "estimate"].tolist() == [1, 2, 2, 4]
    assert found.loc[24, "estimate"].tolist() == [4, 3, 2, 1]
    assert found.loc[12, ["lower", "upper"]].values.tolist() == [[1, 1], [2, 3], [2, 3], [4, 4]]
    small = ranks(scores([[0.6, 0.5, 0.45, 0.4]], n=20, months=(12,))).frame
    assert small[["lower", "upper"]].values.tolist()[1:] == [[1, 4]] * 3


def test_few_draws_hold_no_less_of_the_places_than_many():
    """Of 200 draws the fifth from either end: 191 of 201 gaps between them are inside."""
    share, n = np.full(60, 0.5), np.full(60, 30.0)
    widths = {
        draws: np.mean([
            np.subtract(*by_chance(share, n, np.random.default_rng(seed), draws)[::-1]).mean()
            for seed in range(20)
        ])
        for draws in (200, 4000)
    }  # fmt: skip
    assert widths[200] == pytest.approx(widths[4000], rel=0.01)


@pytest.mark.parametrize("least", [0, -5, "20", 2.5])
def test_leavers_that_are_no_whole_number_from_one_are_refused(least):
    for ask in (lambda: ranks(scores([[0.8], [0.5]]), least), lambda: rank_agreement([], least)):
        with pytest.raises(DesignError, match="least is a whole number of leavers of at least 1"):
            ask()


def test_a_municipality_without_enough_leavers_once_is_ranked_nowhere():
    short = scores([[0.8, 0.5, 0.2], [0.8, np.nan, 0.2]])
    assert set(ranks(short).frame["municipality"]) == {"a", "c"}
    assert ranks(scores([[0.8], [0.7]])).frame.empty
    beyond = scores([[0.8, 0.1], [0.7, 0.2]], months=(12, 72))
    assert ranks(beyond).frame["month"].tolist() == [12, 12]


def test_a_month_that_few_municipalities_reach_does_not_decide_who_is_ranked():
    late = scores([[0.8, 0.5, 0.2], [0.7, 0.5, 0.1], [0.6, np.nan, np.nan]], months=(12, 24, 36))
    found = ranks(late).frame
    assert found["month"].tolist() == [12, 12, 12, 24, 24, 24]
    assert set(found["municipality"]) == {"a", "b", "c"}


@pytest.mark.skipif(not REAL.is_dir(), reason="the published tables are not there")
def test_published_years_order_municipalities_as_alike_as_was_published():
    series, _ = convert_ssb([REAL])
    study = PublishedStudy(series, "published", is_printed=True)
    asked = StudyDesign("november").ask("prevalence", ("municipality", "year"))
    found = rank_agreement([study.estimates(asked)]).frame
    told = found[found["estimand"] == "rank_agreement"]
    told = told.set_index(["year", "month", "other_month"])[["estimate", "n_at_risk"]].round(2)
    published = {
        ("2010", 12, 24): [0.71, 29],
        ("2011", 12, 24): [0.67, 38],
        ("2012", 12, 24): [0.73, 37],
        ("2010", 12, 48): [0.50, 28],
        ("2011", 12, 36): [0.54, 38],  # 0.5448
    }
    assert {key: told.loc[key].tolist() for key in published} == published
