"""The models against R's glm, and lives by luck against an exact g-formula written out in R.

Script and outputs lie in `../r/`: g_formula.R moves the shares of all states on month by month.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.estimates.g_formula import shares, walk
from analysis.estimates.g_formula.apart import weighed
from analysis.estimates.g_formula.engine import NATURAL, engine
from analysis.estimates.g_formula.fit import cells_of, fitted
from analysis.estimates.g_formula.parts import Rule

from .tiny import COMPARISON, LAST, PLACES, TERMS, lives_of

R = Path(__file__).parents[1] / "r"
COPIES = 60
LUCK = 0.006
"""Four standard errors of a share among 2,000 persons who live 60 times."""
RULES = {
    "natural": NATURAL,
    "begin": Rule(walk.IN_TIME, 3, 99, 0),
    "not_begin": Rule(walk.NEVER_BEGIN, 0, 0, 0),
}
MODELS = {"goes": walk.GOES, "begins": walk.BEGINS, "finds": walk.FINDS, "loses": walk.LOSES}


@pytest.fixture(scope="module")
def rows():
    return pd.read_csv(R / "g_formula_months.csv")


@pytest.fixture(scope="module")
def made(rows):
    return engine(lives_of(rows), COMPARISON, PLACES, TERMS)


def told(name):
    return pd.read_csv(R / name, skipinitialspace=True)


@pytest.mark.parametrize("model", MODELS)
def test_coefficients_are_those_of_glm(rows, model):
    asked = rows[rows[model] >= 0]
    exposed = asked["exposed"] | (asked["begins"] == 1)
    levels = {
        "goes": [asked["works"]],
        "begins": [asked["month"], asked["works"]],
        "finds": [exposed.astype(int)],
        "loses": [exposed.astype(int)],
    }[model]
    sizes = np.array([LAST + 1 if one.name == "month" else 2 for one in levels])
    key = np.ravel_multi_index([one.to_numpy() for one in levels], sizes) * 2 + asked[model]
    found = fitted(cells_of(key.to_numpy(), sizes), sizes, prior=np.inf).coefficient
    expected = told("g_formula_coefficients.csv").query("model == @model")["value"].to_numpy()
    if model == "begins":
        base = found[1] + found[7]
        ours = [base, *(found[2:7] - found[1]), found[8] - found[7]]
    else:
        ours = [found[0], found[1] - found[0]]
    np.testing.assert_allclose(ours, expected, atol=1e-6)


@pytest.mark.parametrize("strategy", RULES)
def test_lives_by_luck_come_to_the_exact_shares(made, strategy):
    counts = sum(made.lived(RULES[strategy], copy).counts.sum(axis=0) for copy in range(COPIES))
    expected = told("g_formula.csv").query("strategy == @strategy")
    ours = shares.prevalence(counts)[1:]
    np.testing.assert_allclose(ours, expected["prevalence"], atol=LUCK)
    gone = shares.occupation(counts)[1:, walk.IS_GONE]
    begun = counts[1:, walk.EVER_BEGUN] / shares.persons(counts)[1:]
    assert (begun - expected["exposed"].to_numpy() <= gone + LUCK).all()
    assert (begun >= expected["exposed"].to_numpy() - LUCK).all()


def test_strategies_share_their_luck(made):
    begin, never = (made.lived(RULES[name]).counts for name in ("begin", "not_begin"))
    again = made.lived(RULES["begin"]).counts
    np.testing.assert_array_equal(begin, again)
    first = slice(0, 1)
    np.testing.assert_array_equal(begin[:, first], never[:, first])


def test_observed_persons_walk_as_they_were_seen(made, rows):
    counts = made.observed().counts.sum(axis=0)
    last = rows.groupby("person").tail(1)
    works = (last["works"] == 1) & (last["loses"] != 1) | (last["finds"] == 1)
    here = (last["month"] == LAST) & (last["goes"] == 0)
    assert counts[LAST, walk.IS_STABLE] == (works & here).sum()
    assert counts[LAST, walk.IS_GONE] == (last["goes"] == 1).sum()
    found = rows[rows["finds"] == 1].groupby("person")["month"].min()
    np.testing.assert_array_equal(
        counts[1:, walk.EVENT], found.value_counts().reindex(range(1, LAST + 1), fill_value=0)
    )


def test_natural_course_comes_to_what_was_observed(made):
    counts = sum(made.lived(NATURAL, copy).counts.sum(axis=0) for copy in range(COPIES))
    seen = shares.prevalence(made.observed().counts.sum(axis=0))
    np.testing.assert_allclose(shares.prevalence(counts), seen, atol=0.03)


@pytest.mark.parametrize("strategy", ["begin", "not_begin"])
def test_weights_of_a_strategy_have_a_mean_of_one(made, strategy):
    weight = weighed(made, RULES[strategy], (0, 2, LAST)).weight
    assert (weight[:, 0] == 1).all()
    np.testing.assert_allclose(weight.mean(axis=0), 1, atol=0.12)


def test_weight_is_the_chance_under_the_rule_by_that_of_what_was_chosen(made, rows):
    hazards = told("g_formula_coefficients.csv").query("model == 'begins'")["value"].to_numpy()

    def hazard(month, works):
        step = 0 if month == 1 else hazards[month - 1]
        return 1 / (1 + np.exp(-(hazards[0] + step + hazards[6] * works)))

    first = rows[(rows["month"] == 1) & (rows["begins"] == 1)]["person"].iloc[0]
    weight = weighed(made, RULES["begin"], (1,)).weight[first, 0]
    nobody = np.prod([1 - hazard(month, 0) for month in (1, 2, 3)])
    assert weight == pytest.approx(1 / (1 - nobody), rel=1e-3)
    never = weighed(made, RULES["not_begin"], (1,)).weight[:, 0]
    assert never[first] == 0
    other = rows[(rows["month"] == 1) & (rows["begins"] == 0)]["person"].iloc[0]
    assert never[other] == pytest.approx(1 / (1 - hazard(1, 0)), rel=1e-3)
