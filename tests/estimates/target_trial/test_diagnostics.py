"""What is to be looked at before an answer is believed: by hand from the weights."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.comparison_terms import Arm
from analysis.estimates.target_trial import kernels
from analysis.estimates.target_trial.diagnostics import diagnostics
from analysis.estimates.target_trial.fit import fit
from analysis.estimates.target_trial.trial import target_trial
from analysis.estimates.target_trial.weights import Weighting
from analysis.reference.comparisons import parse_comparison

from .invented import GRACE, HORIZON, STAY, invent

COMPARISON = parse_comparison(
    f"grunnskole,horizon={HORIZON},stay_months={STAY},points=24+36,landmarks=24"
)


@pytest.fixture(scope="module")
def done():
    people = invent(1200, np.random.default_rng(5), places=12)
    return target_trial(people, COMPARISON, np.random.default_rng(3), 2, Weighting(0.98))


@pytest.fixture(scope="module")
def told(done):
    return diagnostics(done)


def weights(done, arm, month):
    """Return the weights of people in one month, neither stabilised nor truncated."""
    found = np.zeros((len(done.trial.people), 1))
    odds, months = (done.begin.odds, done.leave.odds), np.array([month])
    kernels.in_months(arm, done.trial.arms, *odds, months, done.trial.path, found)
    return found[:, 0]


def test_weights_are_told_at_the_end_of_grace_and_at_points(told):
    assert told.weights["month"].tolist() == [GRACE, 24, 36] * 2
    assert told.weights["arm"].tolist() == [Arm.BEGIN] * 3 + [Arm.NOT_BEGIN] * 3


def test_the_table_of_weights_is_that_of_the_weights(done, told):
    row = told.weights.query("arm == 'not_begin' and month == 24").iloc[0]
    raw = weights(done, kernels.NEVER, 24)
    seen = done.trial.people.followed >= 24
    stable = raw[raw > 0] * (raw > 0).sum() / seen.sum()
    assert row["n"] == (raw > 0).sum()
    assert row["largest_before"] == pytest.approx(stable.max())
    cut = np.minimum(stable, row["largest"])
    assert row["truncated"] == pytest.approx((stable > row["largest"]).mean())
    assert row["mean"] == pytest.approx(cut.mean())
    assert row["median"] == pytest.approx(np.median(cut))
    assert row["effective"] == pytest.approx(cut.sum() ** 2 / (cut**2).sum())
    assert 0 < row["effective"] < row["n"]


def test_stabilised_weights_are_about_one_in_the_mean(told):
    assert told.weights["mean"].between(0.85, 1.15).all()


def test_weighting_brings_what_was_known_at_time_zero_into_balance(told):
    last = told.balance.query("month == 36 and arm == 'not_begin'")
    age = last.query("covariate == 'age' and level == '18-25'").iloc[0]
    assert age["before"] < age["all"] - 0.05  # the young begin, and are missing
    assert abs(age["after"] - age["all"]) < 0.03
    spread = np.sqrt(age["all"] * (1 - age["all"]))
    assert age["difference_before"] == pytest.approx((age["before"] - age["all"]) / spread)
    assert last["difference_after"].abs().max() < 0.5 * last["difference_before"].abs().max()
    assert last.groupby("covariate")["all"].sum().tolist() == pytest.approx([1, 1, 1])


def test_who_has_no_counterpart_is_named(done):
    """Nobody of one sex begins in time."""
    people = done.trial.people
    male = (people.traits["sex"] == "male").to_numpy()
    begun = np.where(male & (people.begun <= GRACE), 10**6, people.begun)
    out, completed = (np.where(male, 10**6, one) for one in (people.out, people.completed))
    changed = replace(people, begun=begun, out=out, completed=completed)
    told = diagnostics(target_trial(changed, COMPARISON, np.random.default_rng(3), 2))
    rows = told.positivity.set_index("level")
    assert rows["counterpart"].to_dict() == {
        **dict.fromkeys(["female", "18-25", "26-35", "36-45", "none"], "yes"),
        "male": "no",
    }
    assert rows.loc["male", ["persons", "begin_in_time"]].tolist() == [male.sum(), 0]
    assert rows.loc["male", "begin"] == (male & (begun <= people.followed)).sum() > 0


def test_the_chance_to_begin_in_time_is_that_of_those_who_do(done, told):
    """A model with a coefficient for each level meets its level's share of those who may begin."""
    women = told.positivity.set_index("level").loc["female"]
    assert women["chance"] == pytest.approx(women["begin_in_time"] / women["persons"], abs=0.05)


def test_coefficients_and_joined_levels_are_told_by_model(done, told):
    assert len(told.coefficients) == len(done.begin.choices.names) + len(done.leave.choices.names)
    assert set(told.coefficients["model"]) == {"begin", "leave"}
    again = fit(done.trial.begin).coefficients[:-1]
    assert told.coefficients.query("model == 'begin'")["log_odds"].tolist() == pytest.approx(again)
    assert list(told.joined) == ["model", "covariate", "level", "months", "chosen", "to"]
    assert told.size == done.trial.size
    assert "person-months of 1,200 persons" in told.size
    assert isinstance(told.joined, pd.DataFrame)


def test_a_strategy_of_one_month_has_no_model_of_leaving_and_joins_nothing_in_it():
    people = invent(600, np.random.default_rng(5), places=12)
    brief = replace(COMPARISON, stay_months=1)
    found = diagnostics(target_trial(people, brief, np.random.default_rng(3), 2))
    of_leaving = found.expansion.set_index("model").iloc[1]
    assert of_leaving["months"] == 0
    assert set(found.joined["model"]) <= {found.expansion["model"].iloc[0]}
