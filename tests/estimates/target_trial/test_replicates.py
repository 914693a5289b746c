"""Drawn municipalities against full refits by a second, obvious implementation."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.estimates.target_trial.curves import curves
from analysis.estimates.target_trial.fit import fit, refit
from analysis.estimates.target_trial.replicates import draw
from analysis.estimates.target_trial.weights import ARMS, Weighting, prepare
from analysis.terms import Estimand

from . import plain
from .invented import GRACE, STAY, invent

DRAWS = 60


@pytest.fixture(scope="module")
def trial():
    """A county is one municipality, so that some draws have nobody of it."""
    people = invent(400, np.random.default_rng(5), places=12)
    county = np.where(people.place == "0000", "one", "others")
    people = replace(people, traits=people.traits.assign(county=county))
    return prepare(people, GRACE, STAY, Weighting(0.97))


@pytest.fixture(scope="module")
def models(trial):
    return fit(trial.begin), fit(trial.leave)


@pytest.fixture(scope="module")
def drawn(trial, models):
    return draw(trial, *models, np.random.default_rng(3), DRAWS)


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_draw_is_what_fitting_everything_anew_gives(trial, models, drawn, at):
    times = drawn.times[at]
    often = times[trial.begin.place]
    again = [plain.refitted(model.choices, often, model.coefficients) for model in models]
    found = curves(drawn.sums[at])
    for arm in ARMS:
        incidence, prevalence = plain.arm_of(trial, *again, arm, times)
        ours = found[Estimand.CUMULATIVE_INCIDENCE][arm, 1:]
        assert ours == pytest.approx(incidence, abs=1e-6)
        assert found[Estimand.PREVALENCE][arm, 1:] == pytest.approx(prevalence, abs=1e-6)


def test_a_level_that_a_draw_lacks_keeps_its_coefficient(trial, models, drawn):
    begin = models[0]
    lacking = drawn.times[:3][(drawn.times[:3] @ begin.chosen == 0).any(axis=1)]
    assert len(lacking), "the draws compared above should hold one"
    coefficients, ended = refit(begin, lacking[0])
    same = coefficients == begin.coefficients
    names = [one.level for one, kept in zip(begin.choices.names, same, strict=False) if kept]
    assert ended
    assert names == ["one"]


def test_the_same_generator_gives_the_same_draws(trial, models, drawn):
    again = draw(trial, *models, np.random.default_rng(3), DRAWS)
    assert np.array_equal(again.sums, drawn.sums)
    assert drawn.kept.all()
    assert len(drawn.kept) == DRAWS


def test_nine_municipalities_cannot_be_drawn(trial, models):
    few = replace(trial, begin=replace(trial.begin, places=trial.begin.places[:9]))
    with pytest.raises(EstimationError) as error:
        draw(few, *models, np.random.default_rng(1), 100)
    assert str(error.value) == (
        "A bootstrap has at least 10 municipalities and 2 draws:"
        " here are 9 municipalities and 100 draws."
    )
