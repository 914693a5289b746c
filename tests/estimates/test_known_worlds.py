"""Worlds where truth is a formula: by hand, and against what is drawn."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DesignError
from analysis.estimates.known_persons import LEFT, LOST, STATES, WORKS
from analysis.estimates.known_worlds import EQUAL, UNEVEN, Law, Places, World
from analysis.terms import State

HALVES = World(10, hazard=(0.5,), ratio=1, leaving=0.5, losing=0.5, late=0)
MANY = World(100_000, late=0)


@pytest.fixture(scope="module")
def drawn():
    return MANY.draw(np.random.default_rng(8))


def test_truth_of_halves_is_that_by_hand():
    truth = HALVES.truth(3)
    expected = {
        "survival": [1, 1 / 2, 1 / 4, 1 / 8],
        "cumulative_hazard": [0, 1 / 2, 1, 3 / 2],
        # Work comes before leaving within a month: a half, then a half of the quarter still here.
        "cumulative_incidence": [0, 1 / 2, 5 / 8, 21 / 32],
        "left_first": [0, 1 / 4, 5 / 16, 21 / 64],
        # Of those who work, a quarter neither lose it nor leave in a month.
        "in_work": [0, 1 / 2, 1 / 8 + 1 / 8, 1 / 32 + 1 / 16],
        "restricted_mean": [0, 1, 3 / 2, 7 / 4],
        "time_in_state": [0, 0, 1 / 2, 9 / 8],
        "mean_difference": [0, 0, 0, 0],
        "mean_ratio": [np.nan, 1, 1, 1],
        "curve_difference": [0, 0, 0, 0],
    }
    pd.testing.assert_frame_equal(
        truth, pd.DataFrame(expected, dtype=float), check_index_type=False, check_names=False
    )
    assert HALVES.median(3) == 1


def test_no_median_where_fewer_than_half_come_to_work():
    assert np.isnan(World(10, leaving=0.2).median(120))


def test_group_b_has_its_hazards_and_a_has_those_stated():
    world = World(10, hazard=(0.1, 0.2), ratio=2)
    free = world.free(3)
    assert free[0] == pytest.approx([1, 0.9, 0.72, 0.576])
    assert free[1] == pytest.approx(free[0] ** 2)


@pytest.mark.parametrize(
    "places", [replace(EQUAL, law=Law.STABLE), Places("alike", (1.0, 2.0), Law.STABLE, alike=0.6)]
)
def test_hazards_of_all_municipalities_together_are_proportional(places):
    world = World(10, places, ratio=1.5)
    first, second = world.free(60)[:, 1:]
    ratios = np.log(np.log(second) / np.log(first))
    assert ratios == pytest.approx(places.alike * np.log(1.5))
    assert world.log_ratio == pytest.approx(ratios[0])


def test_under_a_gamma_law_no_ratio_is_true():
    with pytest.raises(DesignError, match="hazards are not proportional"):
        assert World(10, EQUAL).log_ratio
    first, second = World(10, EQUAL).free(60)[:, 1:]
    ratios = np.log(second) / np.log(first)
    assert ratios[-1] < ratios[0] - 0.03


def test_where_only_the_others_leave_the_subdistribution_has_the_ratio_stated():
    world = replace(MANY, found_until=36, leaving=0.02, hazard=(0.03,), ratio=1.5)
    drawn = world.draw(np.random.default_rng(3))
    assert drawn.free_until[drawn.works].max() == 36
    assert (drawn.free_until[~drawn.works] > 36).mean() > 0.3  # who never finds work may stay long
    for month in (6, 20, 36):
        for group, power in enumerate((1, 1.5)):
            mine = drawn.group == group
            found = (drawn.works & (drawn.free_until <= month))[mine].mean()
            assert found == pytest.approx(1 - 0.97 ** (month * power), abs=0.01)
    assert world.log_ratio == pytest.approx(np.log(1.5))
    with pytest.raises(DesignError, match="ratios are true, and no curve is told"):
        world.truth(60)


@pytest.mark.parametrize(
    ("law", "mean"),
    [
        (Law.STABLE, lambda at: np.exp(-(at**0.6))),
        (Law.GAMMA, lambda at: (1 + 0.25 * at) ** -4),
    ],
)
def test_multiples_follow_their_law(law, mean):
    places = Places("many", (1.0,) * 200_000, law, variance=0.25, alike=0.6)
    multiples = places.multiples(np.random.default_rng(1))
    for at in (0.1, 0.5, 1.0, 3.0):
        shares = np.exp(-at * multiples)  # their mean is the Laplace transform
        error = shares.std() / np.sqrt(len(shares))
        assert shares.mean() == pytest.approx(mean(at), abs=4 * error)
        assert places.free(np.array([at]))[0] == pytest.approx(mean(at))


def test_what_is_drawn_is_as_true(drawn):
    truth = MANY.truth(60)
    for month in (1, 12, 36, 60):
        reached = drawn.works & (drawn.free_until <= month)
        left = ~drawn.works & (drawn.free_until <= month)
        works = drawn.states(60)[:, month] == 1  # nobody is lost from sight before 40
        works = works[drawn.followed >= month]
        for column, found in (
            ("cumulative_incidence", reached),
            ("left_first", left),
            ("in_work", works),
            ("curve_difference", None),
        ):
            true = truth.loc[month, column]
            if found is None:
                shares = [reached[drawn.group == group] for group in (1, 0)]
                estimate = shares[0].mean() - shares[1].mean()
                error = np.sqrt(sum(one.var() / len(one) for one in shares))
            else:
                estimate, error = found.mean(), found.std() / np.sqrt(len(found))
            assert estimate == pytest.approx(true, abs=4 * error), (month, column)


def test_municipalities_have_the_persons_that_their_sizes_say():
    assert list(np.bincount(EQUAL.of_persons(1000))) == [100] * 10
    assert list(np.bincount(Places("three", (5, 3, 1.5)).of_persons(19))) == [10, 6, 3]
    for persons in (30, 100, 1000):
        found = np.bincount(UNEVEN.of_persons(persons))
        assert found.sum() == persons
        assert (np.diff(found) <= 0).all()


def test_who_is_gone_before_he_comes_into_view_is_not_seen():
    world = World(10_000, hazard=(0.5,), late=1.0)
    drawn = world.draw(np.random.default_rng(3))
    assert len(drawn.entry) < 5000
    assert (drawn.free_until > drawn.entry).all()
    assert (drawn.entry >= 1).all()


def test_tables_are_those_of_a_slow_walk_through_every_month():
    world = World(300, Places("few", (1.0, 1.0, 1.0)))
    drawn = world.draw(np.random.default_rng(4))
    moves, seen = {}, {}
    for at in range(len(drawn.entry)):
        before = None
        for month in range(61):
            if month < drawn.entry[at] or month > drawn.followed[at]:
                before = None
                continue
            if month < drawn.free_until[at]:
                now = "free"
            elif drawn.works[at] and month < drawn.works_until[at]:
                now = WORKS
            elif drawn.works[at] and month < drawn.here_until[at]:
                now = LOST
            else:
                now = LEFT
            if before is not None:
                key = (f"{1000 + drawn.place[at]}", month, before, now)
                moves[key] = moves.get(key, 0) + 1
            if drawn.entry[at] == 0 and month in (12, 60):
                state = {WORKS: State.IN_STATE, LEFT: State.EMIGRATION}.get(now, State.NOT_IN_STATE)
                seen[month, state.value] = seen.get((month, state.value), 0) + 1
            before = now
    table = drawn.transitions(60)
    keys = ["municipality", "month", "from_state", "to_state"]
    assert table.set_index(keys)["n"].to_dict() == moves
    assert drawn.status((12, 60)).groupby(["month", "state"])["n"].sum().to_dict() == seen
    assert set(table["to_state"]) == set(STATES)


def test_the_table_of_events_stops_where_a_person_is_lost_from_sight():
    drawn = World(5000, followed=(20, 30)).draw(np.random.default_rng(5))
    events = drawn.events
    assert (events["duration"] <= drawn.followed).all()
    late = drawn.free_until > drawn.followed
    assert (events.loc[late, "cause"] == "censored").all()
    assert set(events.loc[~late & drawn.works, "cause"]) == {"event"}
    assert set(events.loc[~late & ~drawn.works, "cause"]) == {"emigration"}


@pytest.mark.parametrize(
    "wrong", [{"persons": 0}, {"hazard": ()}, {"late": 2.0}, {"followed": (12, 40)}, {"ratio": 0.0}]
)
def test_a_world_that_cannot_be_is_refused(wrong):
    with pytest.raises(DesignError):
        World(**{"persons": 10, **wrong})


def test_municipalities_that_cannot_be_are_refused():
    with pytest.raises(DesignError, match=r"Sizes of municipalities and their variance"):
        Places("none of any size", (1.0, 0.0))
