"""Rules and origins by their names: the same as by their enum, or refused with what is allowed."""

from datetime import date

import pytest

from analysis.errors import DesignError
from analysis.terms import MonthlyRule
from analysis.timeline.cohort import cohort
from analysis.timeline.panel import Panel

from ..spec.pictures import read_tables

PERSON = {"person_id": "a", "municipality": "0301", "programme_end": date(2014, 6, 10)}
JOB = {"person_id": "a", "start": date(2014, 7, 16), "end": date(2014, 8, 14)}  # on no 15th


@pytest.fixture(scope="module")
def registers(tmp_path_factory):
    tables = {"participants": [PERSON], "jobs": [JOB]}
    return read_tables(tmp_path_factory.mktemp("names"), tables, ("2014-01", "2015-12"))


def months(panel):
    _, first, last = panel.spells("jobs")
    return [(a, b) for a, b in zip(first.tolist(), last.tolist(), strict=True)]


@pytest.mark.parametrize("rule", MonthlyRule)
def test_a_rule_by_its_name_is_the_rule(registers, rule):
    assert Panel(registers, rule.value).rule is rule
    assert months(Panel(registers, rule.value)) == months(Panel(registers, rule))


def test_the_job_of_no_15th_decides_no_month_and_touches_two(registers):
    assert months(Panel(registers, "day_15")) == [(0, -1)]
    assert months(Panel(registers, "overlap")) == [(6, 7)]


def test_a_rule_or_an_origin_that_does_not_exist_is_refused_with_those_that_do(registers):
    with pytest.raises(DesignError, match=r"(?s)'rubbish'.*Allowed: day_15, overlap, day_weighted"):
        Panel(registers, "rubbish")
    with pytest.raises(DesignError, match=r"(?s)'exitt' \(nearest: exit\).*Allowed: .*settlement"):
        cohort(registers, "exitt")
    assert cohort(registers, "exit").frame.index.tolist() == [0]
