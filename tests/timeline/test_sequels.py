"""First jobs and losses agree with the slow engine, person by person."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from analysis.terms import MonthlyRule
from analysis.timeline.panel import Panel
from analysis.timeline.sequels import FIRST_JOB, first_job, first_jobs, loss

from . import reference_engine
from .fast_engine import Fast, write_and_read
from .generated import cases

ALIKE = settings(
    max_examples=150,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
JOBS = {"employment", "self_employment"}


def told(outcome, ids):
    """Return person_id -> (duration, cause)."""
    rows = zip(outcome.frame.index, outcome.frame["duration"], outcome.frame["cause"], strict=True)
    return {ids[person]: (duration, cause) for person, duration, cause in rows}


def reached(own, question):
    """Return (duration, cause, already there) of a person who is followed, else None."""
    row = reference_engine.outcome(own, question)
    return None if isinstance(row, str) else (row[1], row[3], row[4])


def end_of_state(own, question, begin):
    """Return in which month the state of month `begin` ends, and why, walking month by month."""
    state, month = reference_engine.states(own, question), begin
    while state.get(month + 1) == "in_state":
        month += 1
    after = state.get(month + 1, "missing")
    if after == "missing":
        return month, "censored"
    return month + 1, {"not_in_state": "event"}.get(after, after)


def slow_loss(own, question):
    row = reached(own, question)
    if row is None or row[1] != "event":
        return None
    end, why = end_of_state(own, question, row[0])
    return (end - row[0], why) if end > row[0] else None


def slow_first_job(own, question):
    """Return what becomes of the first job: (duration, cause) of stable work, and of the loss."""
    any_job = replace(question, measure=FIRST_JOB)
    job, stable = reached(own, any_job), reached(own, question)
    if job is None or stable is None or job[1] != "event" or job[2] == "yes":
        return None
    month_0 = job[0] - 1
    if stable[0] <= month_0:
        return None
    end, why = end_of_state(own, any_job, job[0])
    loses = why == "event" and end <= stable[0]
    other = "other" if stable[1] == "event" else stable[1]
    lost = (end - month_0, "event") if loses else (stable[0] - month_0, other)
    return (stable[0] - month_0, stable[1]), lost


def everybody(world, ask, question):
    """Return person_id -> what the slow engine answers, of those whom it follows."""
    persons = sorted({row["person_id"] for row in world.tables["participants"]})
    answers = {person: ask(world.of(person), question) for person in persons}
    return {person: answer for person, answer in answers.items() if answer is not None}


@pytest.mark.no_cover  # lines that other tests run
@ALIKE
@given(cases(4))
def test_both_engines_agree_on_what_follows(case):
    world, question = case
    measure = replace(question.measure, read_in=None).dated()
    question = replace(question, measure=measure)
    panel = Panel(write_and_read(world), MonthlyRule(question.rule))
    fast = Fast(panel, question)
    people, ids = fast.people, fast.ids
    found = fast.outcome()
    lost = loss(panel, people, measure, found)
    assert told(lost, ids) == everybody(world, slow_loss, question)
    if measure.counts and set(measure.counts) <= JOBS:
        of = first_job(first_jobs(panel, people), measure, found)
        slow = everybody(world, slow_first_job, question)
        assert told(of.stable, ids) == {person: answer[0] for person, answer in slow.items()}
        assert told(of.lost, ids) == {person: answer[1] for person, answer in slow.items()}
