"""Tables add up, and nothing depends on the order of rows or on the names of persons."""

from dataclasses import replace
from datetime import date
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from analysis import compiled
from analysis.design import MeasurementPoint
from analysis.reference.measures import parse_measure
from analysis.terms import Contract, Counts
from analysis.timeline import counting, kernels, tables
from analysis.timeline.tables import (
    EVENT_KEYS,
    PAIR_KEYS,
    STATE_KEYS,
    TRANSITION_KEYS,
    add_up,
)

from .fast_engine import Fast
from .generated import cases
from .reference_months import Question, World

OFTEN = settings(
    max_examples=25,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
POINTS = [MeasurementPoint(month) for month in range(1, 30)]


def persons_of(world):
    """Return every person_id of the participants."""
    return sorted({row["person_id"] for row in world.tables["participants"]})


def with_rows(world, change):
    """Return a world whose rows of each table are changed by a function of rows."""
    return replace(world, tables={name: change(rows) for name, rows in world.tables.items()})


def counted(table, keys):
    """Return a table of counts as a dictionary: key -> n, with weights also w and w2."""
    sums = [name for name in ("n", "w", "w2") if name in table]
    keyed = table[keys].itertuples(index=False, name=None)
    return dict(zip(keyed, table[sums].itertuples(index=False, name=None), strict=True))


def four_tables(fast, by=()):
    """Return the four tables of one question, each with its keys."""
    return [
        (fast.events(by), EVENT_KEYS),
        (fast.status(POINTS, by), STATE_KEYS),
        (fast.pairs(POINTS[:12], POINTS[12:24], by), PAIR_KEYS),
        (fast.transitions(POINTS, by), TRANSITION_KEYS),
    ]


@pytest.mark.no_cover  # lines that other tests run
@OFTEN
@given(cases(), st.randoms(use_true_random=False))
def test_order_of_rows_and_names_of_persons_never_matter(case, random):
    world, question = case
    names = persons_of(world)
    new = dict(zip(names, random.sample(["a", "b", "x", "y9", "z"], len(names)), strict=True))

    def change(rows):
        renamed = [{**row, "person_id": new[row["person_id"]]} for row in rows]
        return random.sample(renamed, len(renamed))

    first, second = Fast.of(world, question), Fast.of(with_rows(world, change), question)
    assert second.outcomes() == {new[p]: told for p, told in first.outcomes().items()}
    assert second.states(POINTS) == {new[p]: told for p, told in first.states(POINTS).items()}
    for (one, _), (other, _) in zip(four_tables(first), four_tables(second), strict=True):
        assert one.equals(other)


def split(world, names):
    """Return the registers of some persons, and those of the others."""
    here = with_rows(world, lambda rows: [row for row in rows if row["person_id"] in names])
    there = with_rows(world, lambda rows: [row for row in rows if row["person_id"] not in names])
    return here, there


@pytest.mark.no_cover  # lines that other tests run
@OFTEN
@given(cases(4), st.data())
def test_tables_of_two_partitions_add_up_to_those_of_the_whole(case, data):
    world, question = case
    names = persons_of(world)
    assume(len(names) > 1)
    here = data.draw(st.sets(st.sampled_from(names), min_size=1, max_size=len(names) - 1))
    whole = Fast.of(world, question)
    parts = [Fast.of(part, question) for part in split(world, here)]
    assert {p: told for part in parts for p, told in part.outcomes().items()} == whole.outcomes()
    for by in ((), ("municipality", "sex", "year")):
        of_parts = [four_tables(part, by) for part in parts]
        for (table, keys), *same in zip(four_tables(whole, by), *of_parts, strict=True):
            total = add_up([part for part, _ in same], by, keys)
            assert counted(total, [*by, *keys]) == counted(table, [*by, *keys])


@OFTEN
@given(cases())
def test_tables_by_group_sum_to_those_without_groups(case):
    fast = Fast.of(*case)
    for by in (("municipality",), ("sex", "year")):
        for (grouped, keys), (table, _) in zip(
            four_tables(fast, by), four_tables(fast), strict=True
        ):
            assert counted(add_up([grouped], (), keys), keys) == counted(table, keys)


@OFTEN
@given(cases(6))
def test_shares_blocks_and_rounds_change_nothing(case):
    fast = Fast.of(*case)
    by = ("municipality", "sex")
    whole = [fast.outcomes(), *(table for table, _ in four_tables(fast, by))]
    small = {"ALONE": 0, "BLOCK": 1, "cores": lambda: 3}
    with patch.multiple(compiled, **small), patch.object(counting, "CELLS", 1):
        cut = [fast.outcomes(), *(table for table, _ in four_tables(fast, by))]
    assert whole[0] == cut[0]
    for one, other in zip(whole[1:], cut[1:], strict=True):
        assert one.equals(other)


def test_loops_are_compiled_for_one_kind_of_arrays_only():
    for loop in (kernels.ends, kernels.states, counting._add, tables._pair):
        assert len(loop.signatures) <= 1


@OFTEN
@given(cases())
def test_every_person_is_followed_or_left_out_by_one_reason(case):
    world, question = case
    fast = Fast.of(world, question)
    assert sorted(fast.outcomes()) == persons_of(world)
    found = fast.outcome()
    assert len(found.frame) + len(found.left_out) == len(persons_of(world))
    assert fast.events()["n"].sum() == len(found.frame)
    assert (found.frame["duration"] > found.frame["entry"]).all()
    assert (found.frame["duration"] >= 1).all()


@st.composite
def stricter(draw, measure):
    """Return a measure that asks for more than another in one way."""
    ways = [{"run_months": measure.run_months + 1}] if measure.read_in is None else []
    ways += [{"gap_months": measure.gap_months - 1}] if measure.gap_months else []
    if measure.counts_jobs:
        ways += [{"subsidised": False}] if measure.subsidised is None else []
        ways += [{"hours_per_week": measure.hours_per_week + 100}] if measure.hours_per_week else []
        ways += [{"contract": Contract.PERMANENT}] if measure.contract is None else []
    fewer = tuple(name for name in measure.counts if name is not Counts.GRUNNSKOLE)
    ways += [{"counts": fewer}] if fewer and fewer != measure.counts else []
    assume(ways)  # that a rule of hours is stricter than any job is drawn in tests/spec
    return replace(measure, **draw(st.sampled_from(ways)))


@pytest.mark.no_cover  # lines that other tests run
@OFTEN
@given(cases(), st.data())
def test_stricter_measure_never_gives_an_earlier_event(case, data):
    world, question = case
    measure = data.draw(stricter(question.measure))
    lax = Fast.of(world, question)
    strict = Fast(lax.panel, replace(question, measure=measure))
    of_lax, limits = lax.outcomes(), (lax.limits(), strict.limits())
    for person, told in strict.outcomes().items():
        followed = isinstance(told, tuple) and isinstance(of_lax[person], tuple)
        if not followed or told[3] != "event":
            continue
        if told[1] <= min(limit[person] for limit in limits):  # up to the smaller C
            assert of_lax[person][3] == "event"
            assert of_lax[person][1] <= told[1]


def test_reason_of_one_person_does_not_depend_on_who_else_is_there():
    early = {"settled": date(2015, 6, 1), "programme_start": date(2015, 7, 1)}
    late = {"settled": date(2016, 5, 1), "programme_start": date(2016, 9, 1)}
    dates = {"municipality": "0301", "programme_end": None}
    rows = [{"person_id": "p0", **early, **dates}, {"person_id": "p1", **late, **dates}]
    question = Question(parse_measure("any_job").dated(), "settlement", "day_15")
    first, last = 45 * 12, 46 * 12 + 5  # January 2015 to June 2016: before the second starts
    alone, together = (
        Fast.of(World({"participants": some, "jobs": []}, first, last, "started"), question)
        for some in (rows[1:], rows)
    )
    assert alone.outcomes()["p1"] == together.outcomes()["p1"] == "follow_up_too_short"
