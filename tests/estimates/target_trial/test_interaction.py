"""Interaction on the additive scale: by hand, and in groups that share their municipalities."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

from analysis.estimates.contrast import Pair
from analysis.estimates.curve import Curve
from analysis.estimates.influence import Influence
from analysis.estimates.target_trial.answer import to_contrast
from analysis.estimates.target_trial.curves import curves
from analysis.estimates.target_trial.fit import fit
from analysis.estimates.target_trial.interaction import Contrasted, interactions
from analysis.estimates.target_trial.replicates import draw
from analysis.estimates.target_trial.trial import target_trial
from analysis.estimates.target_trial.weights import Weighting, prepare
from analysis.reference.comparisons import parse_comparison
from analysis.terms import Estimand

from .invented import GRACE, STAY, invent

STATE = Estimand.PREVALENCE
DRAWS = 30


def group(shares, away, kept, persons):
    """A group of persons whose arms are told in month 1; away: draws x both arms."""
    often = np.full(len(away), 1 / (len(away) - 1))
    arms = []
    for arm, share in enumerate(shares):
        by_unit = np.column_stack([np.zeros(len(away)), away[:, arm]])
        months = np.array([0.0, share])
        n = np.array([persons, 10])
        arms.append(Curve(STATE, months, Influence(by_unit, often), n, n // 2, "by hand"))
    both = Influence(np.concatenate([one.influence.by_unit for one in arms], axis=1), often)
    is_told = {STATE: np.ones(len(arms[0].estimate), dtype=bool)}
    return Contrasted(pd.DataFrame(), {STATE: Pair(*arms, both)}, np.array(kept), is_told, persons)


def test_it_is_the_difference_of_differences_over_the_draws_that_both_groups_have():
    women = group((0.5, 0.3), np.array([[0.02, 0], [-0.02, 0], [0, 0]]), [1, 1, 0, 1], 40)
    men = group((0.6, 0.55), np.array([[0.01, 0], [-0.01, 0], [0.05, 0]]), [1, 1, 1, 0], 50)
    kept = [replace(one, kept=one.kept.astype(bool)) for one in (women, men)]
    rows = interactions("sex", dict(zip(("f", "m"), kept, strict=True)), (1, 9))
    (row,) = rows[rows["estimand"] == "interaction"].to_dict("records")
    # 20 points less 5 are 15. In the two draws of both, women are 0.01 and -0.01 further away.
    assert (row["sex"], row["against"], row["month"]) == ("f", "m", 1)
    assert row["estimate"] == pytest.approx(0.15)
    half = 12.706205 * np.sqrt(2 * 0.01**2)  # Student's t of one degree: two draws
    assert (row["lower"], row["upper"]) == pytest.approx((0.15 - half, 0.15 + half))
    assert (row["n_at_risk"], row["group"], row["of"]) == (40, "begin", "prevalence")
    assert "the same draws" in row["method"]
    # One number by itself needs no wider limits.
    (band,) = rows[rows["estimand"] == "interaction_band"].to_dict("records")
    assert (band["lower"], band["upper"]) == pytest.approx((row["lower"], row["upper"]))


def test_how_far_groups_are_apart_under_each_strategy_has_the_interval_of_the_same_draws():
    women = group((0.5, 0.3), np.array([[0.02, 0.01], [-0.02, -0.01], [0, 0]]), [1, 1, 1], 40)
    men = group((0.6, 0.55), np.array([[0.01, 0.01], [-0.01, -0.01], [0, 0]]), [1, 1, 1], 50)
    kept = [replace(one, kept=one.kept.astype(bool)) for one in (women, men)]
    rows = interactions("sex", dict(zip(("f", "m"), kept, strict=True)), (1,))
    gaps = rows[rows["estimand"] == "group_difference"].set_index("group")
    assert gaps["estimate"].to_dict() == pytest.approx({"begin": -0.1, "not_begin": -0.25})
    # Women move 0.01 more than men if all begin: sqrt((0.01^2 + 0.01^2) / 2) is 0.01. If nobody
    # does both move alike, in every draw, and nothing is left to chance.
    told = gaps.loc["begin", ["lower", "upper"]].tolist()
    assert told == pytest.approx([-0.1 - 0.04302653, -0.1 + 0.04302653])  # t of two degrees
    assert gaps.loc["not_begin", ["lower", "upper"]].isna().all()
    assert gaps["n_at_risk"].tolist() == [20, 20]  # one arm of each


@pytest.mark.parametrize(("alike", "within"), [(False, 0.974679), (True, 0.95)])
def test_limits_of_all_groups_at_once_are_those_of_the_largest_of_normal_values(alike, within):
    """Of two independent normal values both are within their share of sqrt(0.95) at once."""
    reach = student.ppf(0.5 + within / 2, 3)  # four draws
    one = np.array([[0.01, 0], [-0.01, 0], [0.01, 0], [-0.01, 0]])
    two = one if alike else np.array([[0.01, 0], [0.01, 0], [-0.01, 0], [-0.01, 0]])
    away = {"a": one, "b": two, "c": np.zeros((4, 2))}
    made = {
        name: group((0.5, 0.3), draws, np.ones(4, dtype=bool), 50 if name == "c" else 40)
        for name, draws in away.items()
    }
    rows = interactions("age", made, (1,))
    bands = rows[rows["estimand"] == "interaction_band"]
    assert bands["age"].tolist() == ["a", "b"]
    half = (bands["upper"] - bands["lower"]) / 2
    assert half.to_numpy() == pytest.approx(reach * np.sqrt(4 * 0.01**2 / 3), rel=0.01)


@pytest.fixture(scope="module")
def people():
    return invent(900, np.random.default_rng(8), places=15)


@pytest.fixture(scope="module")
def trials(people):
    asked = parse_comparison(f"grunnskole,horizon=36,points=24+36,stay_months={STAY}")
    drawn = tuple(np.unique(people.place.astype(str)))
    found = {}
    for sex in ("female", "male"):
        some = replace(people.of((people.traits["sex"] == sex).to_numpy()), drawn=drawn)
        done = target_trial(some, asked, np.random.default_rng(3), DRAWS)
        found[sex] = to_contrast(done, len(some)), done
    return found


def test_groups_are_drawn_by_the_same_draws(trials):
    women, men = (done for _, done in trials.values())
    times = [pd.DataFrame(one.drawn.times, columns=one.trial.begin.places) for one in (women, men)]
    both = times[0].columns.intersection(times[1].columns)
    assert len(both) >= 10
    pd.testing.assert_frame_equal(times[0][both], times[1][both])


def test_its_interval_is_that_of_whole_draws_of_everybody(people, trials):
    """A second way: each group's arms again under the same times, drawn here."""
    rows = interactions("sex", {sex: one for sex, (one, _) in trials.items()}, (24, 36))
    gains = rows[rows["estimand"] == "interaction"]
    row = gains[(gains["of"] == STATE) & (gains["month"] == 36)].iloc[0]
    gaps = {}
    for sex, (_, done) in trials.items():
        trial = prepare(done.trial.people, GRACE, STAY, Weighting())
        again = draw(trial, fit(trial.begin), fit(trial.leave), np.random.default_rng(3), DRAWS)
        shares = curves(again.sums)[STATE][:, :, 36]
        gaps[sex] = shares[:, 0] - shares[:, 1]
    other, first = str(row["sex"]), str(row["against"])
    plain = np.std(gaps[other] - gaps[first], ddof=1)
    told = (row["upper"] - row["lower"]) / 2 / 1.959964
    assert plain < told < 1.35 * plain  # deviations are widened, each by its own group's places
    by = {sex: one.rows for sex, (one, _) in trials.items()}
    differences = {
        sex: frame.query("estimand == 'difference' and of == 'prevalence' and month == 36")
        for sex, frame in by.items()
    }
    gap = differences[other]["estimate"].item() - differences[first]["estimate"].item()
    assert row["estimate"] == pytest.approx(gap)


def test_a_group_with_few_there_in_a_month_is_held_against_nobody_in_it(trials):
    (women, done), (men, _) = trials.values()
    told = next(one for one in done.told() if one.estimand is STATE)
    assert list(told.events[:, [24, 36]].min(axis=0)) == [54, 26]
    for least, months in ((10, {24, 36}), (30, {24})):
        is_told = {**women.is_told, STATE: (told.events >= least).all(axis=0)}
        groups = {"female": replace(women, is_told=is_told), "male": men}
        rows = interactions("sex", groups, (24, 36))
        assert set(rows.loc[rows["of"] == STATE, "month"]) == months
