"""The fast engine and the slow one agree on every person, whatever the registers hold."""

import pytest
from hypothesis import HealthCheck, given, settings

from analysis.design import MeasurementPoint
from analysis.errors import DesignError
from analysis.terms import MonthlyRule
from analysis.timeline.panel import Panel

from . import reference_engine
from .fast_engine import Fast, write_and_read
from .generated import many_asked

ALIKE = settings(
    max_examples=300,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


def slow(world, ask, question):
    """Return person_id -> what the slow engine answers."""
    persons = {row["person_id"] for row in world.tables["participants"]}
    return {person: ask(world.of(person), question) for person in persons}


def names_no_kind_that_is_there(world, measure):
    """Tell whether no benefit is of those that must be absent, or no event of those asked for."""
    kinds = {row["kind"] for row in world.tables["benefits"]}
    events = {row["kind"] for row in world.tables["participation"]}
    if any(asked and not events & set(asked) for asked in (measure.participation, measure.among)):
        return True
    return bool(measure.without) and bool(kinds) and not kinds & set(measure.without)


def compare(world, panel, question):
    """Assert that both engines say the same of everybody."""
    fast = Fast(panel, question)
    if names_no_kind_that_is_there(world, question.measure):
        with pytest.raises(DesignError, match="a kind that no row has"):
            fast.outcome()
        return
    assert fast.outcomes() == slow(world, reference_engine.outcome, question)
    months = range(1, world.last - world.first + 12)
    points = [MeasurementPoint(month) for month in months]
    assert fast.states(points) == slow(world, reference_engine.states, question)
    if question.measure.read_in:
        points = [MeasurementPoint(12 * k, question.measure.read_in) for k in range(1, 6)]
        years = slow(world, reference_engine.readings, question)
        expected = {p: {12 * k: state for k, state in seen.items()} for p, seen in years.items()}
        assert fast.states(points) == expected


@pytest.mark.no_cover  # lines that other tests run
@ALIKE
@given(many_asked())
def test_both_engines_agree_on_every_person(asked):
    world, questions = asked
    registers = write_and_read(world)
    panels = {rule: Panel(registers, rule) for rule in MonthlyRule}  # shared, as in a study
    for question in questions:
        compare(world, panels[question.rule], question)
