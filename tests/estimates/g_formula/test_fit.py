"""Levels without, or only with, events; the step of a draw against a new fit."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from analysis.errors import EstimationError
from analysis.estimates.g_formula import walk
from analysis.estimates.g_formula.engine import engine
from analysis.estimates.g_formula.fit import Cells, cells_of, fitted

from .tiny import COMPARISON, CONSTANT, PLACES, TERMS, drawn, lives_of


def cells(level, n, events):
    return Cells(np.array(level), np.array(n, dtype=float), np.array(events, dtype=float))


def hazard(found, *places):
    return expit(found.coefficient[list(places)].sum())


def test_one_term_has_the_shares_of_its_levels():
    found = fitted(cells([[0], [1]], [40, 10], [10, 5]), np.array([2]), prior=np.inf)
    assert hazard(found, 0) == pytest.approx(0.25)
    assert hazard(found, 1) == pytest.approx(0.5)


def test_level_in_which_nobody_decides_so_is_0_and_the_others_are_as_without_it():
    both = cells([[0, 0], [1, 0], [0, 1], [1, 1]], [40, 10, 30, 9], [10, 5, 0, 0])
    found = fitted(both, np.array([2, 2]), prior=np.inf)
    assert hazard(found, 0, 2) == pytest.approx(0.25)
    assert hazard(found, 1, 2) == pytest.approx(0.5)
    assert hazard(found, 0, 3) == hazard(found, 1, 3) == 0


def test_level_in_which_everybody_decides_so_is_1():
    found = fitted(cells([[0], [1]], [40, 6], [10, 6]), np.array([2]))
    assert hazard(found, 1) == pytest.approx(1)


def test_what_is_never_seen_outweighs_what_is_always_seen_in_the_rest():
    seldom = cells([[0, 0], [1, 0], [0, 1]], [40, 5, 30], [10, 5, 0])
    found = fitted(seldom, np.array([2, 2]))
    assert hazard(found, 1, 2) == pytest.approx(1)
    assert hazard(found, 0, 3) == 0
    last = cells([[0, 0], [1, 0], [1, 1], [0, 1]], [40, 5, 3, 30], [10, 5, 0, 0])
    assert hazard(fitted(last, np.array([2, 2])), 1, 3) == 0


def test_level_that_nobody_at_risk_had_is_not_known():
    found = fitted(cells([[0], [2]], [40, 10], [10, 5]), np.array([3]))
    assert found.known.tolist() == [True, False, True]


def test_events_apart_without_a_prior_are_refused():
    found = fitted(cells([[0, 0], [1, 1]], [9, 9], [3, 4]), np.array([2, 2]))
    assert hazard(found, 0, 2) == pytest.approx(3 / 9, abs=0.01)
    with pytest.raises(EstimationError, match="grows without end"):
        fitted(cells([[0, 0], [1, 1]], [9, 9], [3, 4]), np.array([2, 2]), prior=np.inf)


def test_cells_count_decisions_by_their_key():
    found = cells_of(np.array([2 * 5, 2 * 5 + 1, 2 * 3, 2 * 5]), np.array([2, 3]))
    assert found.level.tolist() == [[1, 0], [1, 2]]
    assert found.n.tolist() == [1, 3]
    assert found.events.tolist() == [0, 1]


def test_work_begun_in_june_or_july_is_found_and_lost_by_models_of_its_own():
    rows = drawn(1500, 5)
    rows["since"] = rows["month"].where(rows["finds"] == 1).groupby(rows["person"]).ffill()
    terms = TERMS | {walk.FINDS: [CONSTANT], walk.LOSES: [CONSTANT]}
    march = 482  # months 3 and 4 are June and July; work found until August is lost by September
    made = engine(lives_of(rows, origin=march), COMPARISON, PLACES, terms)
    for process, decided, summer in (
        (walk.FINDS, "finds", rows["month"].between(3, 4)),
        (walk.LOSES, "loses", rows["since"].between(3, 5)),
    ):
        asked = rows[decided] >= 0
        for model, chosen in ((process, ~summer), (walk.SUMMER + process, summer)):
            found = made.models.coefficient[made.models.begins[made.models.terms[model]]]
            assert expit(found) == pytest.approx(rows[asked & chosen][decided].mean(), abs=1e-4)


def test_a_draw_moves_coefficients_as_far_as_a_new_fit_does():
    rows = drawn(1200, 8)
    made = engine(lives_of(rows, clusters=30), COMPARISON, PLACES, TERMS)
    often = np.random.default_rng(4).multinomial(30, np.full(30, 1 / 30))
    again = [
        rows[rows["person"] % 30 == cluster].assign(copy=copy)
        for cluster, times in enumerate(often)
        for copy in range(times)
    ]
    anew = np.concatenate([[at] * len(one) for at, one in enumerate(again)])
    drawn_rows = pd.concat(again)
    person = drawn_rows["person"].to_numpy() + 10_000 * anew
    drawn_rows = drawn_rows.assign(person=np.unique(person, return_inverse=True)[1])
    refit = engine(lives_of(drawn_rows), COMPARISON, PLACES, TERMS).models.coefficient
    step = made.redrawn(often)
    free = np.abs(refit) < 20
    free[made.models.begins[made.models.terms[walk.HOPES]] :] = False  # held: they make a covariate
    moved = np.abs(refit - made.models.coefficient)[free].max()
    assert moved > 0.1
    np.testing.assert_allclose(step[free], refit[free], atol=moved / 3)
