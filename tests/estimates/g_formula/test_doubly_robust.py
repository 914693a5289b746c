"""Doubly robust shares against what is true of the tiny persons: right if either models are.

What is true is the law by which they are drawn, moved on month by month under a strategy.
"""

from types import SimpleNamespace

import numpy as np
import pytest

from analysis.estimates.g_formula import doubly_robust as tested
from analysis.estimates.g_formula import walk
from analysis.estimates.g_formula.apart import lived_from, weighed
from analysis.estimates.g_formula.engine import engine
from analysis.estimates.g_formula.lived import GFormula, rules

from .tiny import CONSTANT, LAST, PLACES, TERMS, drawn, lives_of, odds

PERSONS, GRACE, COPIES = 12_000, 3, 8
COMPARISON = SimpleNamespace(
    adjustment=(), asked_points=(LAST,), grace_months=GRACE, stay_months=99
)
CLOSE = 0.025
"""Four standard errors of the least certain share, of those who begin."""
NOT_OF_LIFE = TERMS | {walk.FINDS: [CONSTANT], walk.LOSES: [CONSTANT]}
NOT_OF_CHOICE = TERMS | {walk.BEGINS: [CONSTANT]}


def hazard(month):
    """Of beginning, without work."""
    return odds(-1.6 + 0.2 * month)


def true(begins):
    """Return prevalence and incidence in the last month where all begin in time, or nobody does."""
    free, states = {0: 1.0, 1: 0.0}, {}  # by exposure; after the first event by exposure and work
    states = {(exposed, works): 0.0 for exposed in (0, 1) for works in (0, 1)}
    reached = 0.0
    for month in range(1, LAST + 1):
        free = {exposed: share * (1 - odds(-4)) for exposed, share in free.items()}
        states = {key: share * (1 - odds(-4 - 0.5 * key[1])) for key, share in states.items()}
        if begins and month <= GRACE:
            nobody = np.prod([1 - hazard(one) for one in range(month, GRACE + 1)])
            now = free[0] * hazard(month) / (1 - nobody)
            free = {0: free[0] - now, 1: free[1] + now}
        finds = {exposed: odds(-1 + 0.7 * exposed) for exposed in (0, 1)}
        loses = {exposed: odds(-2 - exposed) for exposed in (0, 1)}
        moved = {}
        for exposed in (0, 1):
            without, works = states[exposed, 0], states[exposed, 1]
            first = free[exposed] * finds[exposed]
            free[exposed] -= first
            reached += first
            gained = without * finds[exposed] - works * loses[exposed]
            moved |= {(exposed, 0): without - gained, (exposed, 1): works + gained + first}
        states = moved
    return states[0, 1] + states[1, 1], reached


TRUE = {"begin": true(begins=True), "not_begin": true(begins=False)}


@pytest.fixture(scope="module")
def lives():
    return lives_of(drawn(PERSONS, seed=7))


def told(lives, terms, monkeypatch, stages=(0, 2, 4)):
    monkeypatch.setattr(tested, "STAGES", stages)
    models = engine(lives, COMPARISON, PLACES, terms)
    made = GFormula(COMPARISON, None, {}, np.bincount(lives.persons.cluster), models)
    rows = tested.doubly_robust(made, COPIES)
    return rows[rows["estimand"] != "difference"].set_index(["group", "of"])["estimate"]


@pytest.mark.parametrize(
    ("terms", "stages"),
    [(TERMS, (0, 2, 4)), (NOT_OF_LIFE, (0, 2, 4)), (NOT_OF_CHOICE, tuple(range(LAST)))],
    ids=["both right", "models of life wrong", "models of choice wrong"],
)
def test_shares_are_true_where_either_models_are(lives, terms, stages, monkeypatch):
    shares = told(lives, terms, monkeypatch, stages)
    for group, expected in TRUE.items():
        ours = [shares[group, of] for of in ("prevalence", "cumulative_incidence")]
        np.testing.assert_allclose(ours, expected, atol=CLOSE, err_msg=group)


def test_shares_are_false_where_both_models_are(lives, monkeypatch):
    """So the truth is told by the correction, not by a test that would let anything pass."""
    shares = told(lives, NOT_OF_LIFE | {walk.BEGINS: [CONSTANT]}, monkeypatch, (0,))
    gap = shares["begin", "prevalence"] - shares["not_begin", "prevalence"]
    assert abs(gap - (TRUE["begin"][0] - TRUE["not_begin"][0])) > CLOSE


def test_nobody_stands_for_more_than_two_and_a_half_times_what_those_who_follow_do():
    """Of eight without the event four follow: they stand for two each, nobody for more than five.

    The ninth has had the event, and the tenth is not told of.
    """
    weight = np.array([1.0, 2.0, 6.5, 40.0, 0.001, 0.0, 0.0, 0.0, 9.0, 500.0])
    free = np.array([*[True] * 8, False, False])
    ours = tested.limited(weight, free)
    assert ours.tolist() == [1, 2, 5, 5, 0.001, 0, 0, 0, 5, 5]


def test_weights_stay_where_nobody_without_the_event_follows():
    weight = np.array([0.0, 60.0])
    assert tested.limited(weight, np.array([True, False])).tolist() == [0, 60]


def test_a_share_is_what_models_foretell_and_what_persons_add_one_by_one(monkeypatch):
    """A second implementation; a low limit, as few of the tiny persons have large weights."""
    monkeypatch.setattr(tested, "STAGES", (0, 3))
    monkeypatch.setattr(tested, "LARGEST", 0.5)
    models = engine(lives_of(drawn(400, seed=3)), COMPARISON, PLACES, NOT_OF_LIFE)
    made = GFormula(COMPARISON, None, {}, np.bincount(models.lives.persons.cluster), models)
    rows = tested.doubly_robust(made, COPIES)
    chosen = (rows["group"] == "begin") & (rows["of"] == "prevalence")
    ours = rows.loc[chosen & (rows["estimand"] == "prevalence"), "estimate"].item()
    rule = rules(COMPARISON)["begin"]
    seen = weighed(models, rule, (0, 3, LAST))
    first, second = (
        lived_from(models, rule, (month, LAST), (seen.state[:, at], seen.weight[:, at] > 0), COPIES)
        for at, month in enumerate((0, 3))
    )
    limit = []
    for at in (1, 2):
        free = [i for i in range(400) if seen.state[i, at, walk.HAD] == 0]
        limit.append(0.5 * len(free) / sum(seen.weight[i, at] >= 0.01 for i in free))
    total, cut = 0.0, 0
    for i, (_, early, last) in enumerate(seen.weight):
        late = last * (early > 0)
        cut += last > limit[1]
        total += first[0][i, 0] + min(early, limit[0]) * (second[0][i, 0] - first[0][i, 0])
        total += min(late, limit[1]) * (seen.stable[i, 2] - second[0][i, 0])
    assert cut > 0
    assert ours == pytest.approx(total / 400)
