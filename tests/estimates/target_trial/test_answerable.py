"""What a target trial refuses to answer: of a handful, or in weights that do not stand for all."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.estimates.target_trial.answerable import LEAST, refuse_too_few, refuse_unlike
from analysis.estimates.target_trial.diagnostics import diagnostics, mean_weights
from analysis.estimates.target_trial.levels import FEWEST
from analysis.estimates.target_trial.trial import target_trial
from analysis.reference.comparisons import parse_comparison
from analysis.timeline.kernels import NEVER

from .invented import invent

SCHOOL = parse_comparison("grunnskole,horizon=36,points=24,landmarks=24,stay_months=20")


@pytest.fixture(scope="module")
def people():
    return invent(1500, np.random.default_rng(5))


def in_time(people):
    return people.begun <= np.minimum(SCHOOL.grace_months, people.duration)


def begun_by(people, n):
    """The people, of whom only the first n who begin in time ever begin."""
    others = np.flatnonzero(in_time(people))[n:]
    begun = people.begun.copy()
    begun[others] = NEVER
    return replace(people, begun=begun)


def test_so_many_begin_in_time_that_they_can_stand_for_others(people):
    refuse_too_few(begun_by(people, LEAST), SCHOOL)
    with pytest.raises(EstimationError) as caught:
        refuse_too_few(begun_by(people, LEAST - 1), SCHOOL)
    assert str(caught.value) == (
        "Fewer than 20 persons begin education:grunnskole within 12 months: they stand for nobody"
        " else.\nAsk for a longer grace_months, or for more persons."
    )


def test_who_has_the_event_first_does_not_begin_in_time(people):
    some = begun_by(people, LEAST)
    there = np.flatnonzero(in_time(some))[0]
    duration = some.duration.copy()
    duration[there] = some.begun[there] - 1
    with pytest.raises(EstimationError, match="Fewer than 20"):
        refuse_too_few(replace(some, duration=duration), SCHOOL)


def staying(people, n):
    """The people, all of whom leave after four months but for n who can be seen to stay."""
    end = people.begun + SCHOOL.stay_months - 1
    seen = in_time(people) & (end <= np.minimum(people.followed, people.duration))
    out = np.where(people.begun < NEVER, people.begun + 4, NEVER)
    out[np.flatnonzero(seen)[:n]] = NEVER
    return replace(people, out=out)


def test_so_many_stay_that_it_is_seen_what_that_leads_to(people):
    refuse_too_few(staying(people, FEWEST), SCHOOL)
    with pytest.raises(EstimationError) as caught:
        refuse_too_few(staying(people, FEWEST - 1), SCHOOL)
    assert str(caught.value) == (
        "Of those who begin education:grunnskole in time fewer than 10 complete it or stay for 20"
        " months: nobody shows what that leads to.\nHalf of those who leave are there for 4 months"
        " at most: ask for fewer stay_months."
    )
    refuse_too_few(staying(people, 0), replace(SCHOOL, stay_months=4))


def trial(people):
    return target_trial(people, SCHOOL, np.random.default_rng(1), draws=5)


def test_mean_weights_are_those_of_the_table_of_weights(people):
    done = trial(people)
    table = diagnostics(done).weights
    grace = table[table["month"] == SCHOOL.grace_months].set_index("arm")["mean"]
    assert mean_weights(done, SCHOOL.grace_months) == pytest.approx(grace.to_dict())
    refuse_unlike(done)


def test_weights_that_stand_for_a_part_only_are_refused(people):
    # Nearly all who follow `begin` are those who were in work first, with weights far below 1.
    few = begun_by(people, LEAST)
    with pytest.raises(EstimationError, match="weights of those who follow 'begin' are 0"):
        refuse_unlike(trial(few))
