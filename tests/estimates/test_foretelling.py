"""What foretells lasting self-support: persons by hand, municipalities by known variances."""

from datetime import date

import numpy as np
import pytest

from analysis.design import MeasurementPoint, StudyDesign
from analysis.errors import DesignError, EstimationError
from analysis.estimates.foretelling.candidates import Candidate, candidates
from analysis.estimates.live import LiveStudy
from analysis.reference.measures import parse_measure

from ..spec.pictures import day, read_tables

EXIT = 12 * (2010 - 1970)  # January 2010, in calendar months
LATER = StudyDesign("any_job,run_months=1")
"""The target is then: at work in every month of the sixth year."""


def work(name, first, last, hours=37.5):
    """Return a job from month `first` to `last` since the exit."""
    start, end = day(EXIT + first, 1), day(EXIT + last, 0)
    return {"person_id": name, "start": start, "end": end, "hours_per_week": hours}


def person(name, sex="female", left=EXIT):
    return {
        "person_id": name,
        "municipality": "0301",
        "settled": date(2007, 1, 10),
        "programme_start": date(2008, 1, 10),
        "programme_end": day(left, 10),
        "sex": sex,
    }


TABLES = {
    "participants": [
        person("early and late"),
        person("late", sex="male"),
        person("early, in small jobs", sex="male"),
        person("not quite a year", sex="male"),
        person("emigrated"),
        person("left too late", left=EXIT + 24),
    ],
    "jobs": [
        work("early and late", 10, 72),
        work("late", 61, 72),
        work("early, in small jobs", 10, 30, hours=4),
        work("not quite a year", 61, 71),
        work("emigrated", 10, 25),
        work("left too late", 1, 60),
    ],
    "education": [{"person_id": "left too late", "level": "higher", "start": day(EXIT, 1)}],
    "departures": [{"person_id": "emigrated", "date": day(EXIT + 30, 10), "cause": "emigration"}],
}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder = tmp_path_factory.mktemp("foretelling")
    study = LiveStudy(read_tables(folder, TABLES, ("2007-01", "2016-03")))
    frame = study.estimates(LATER.ask("foretelling")).frame
    return frame.set_index(["candidate", "month", "quantity"]).sort_index()


def test_only_complete_cohorts_foretell_and_the_gone_are_not_self_supporting(told):
    # Three of five are at work at month 12; two are all the sixth year, one of them at both.
    rows = told.loc[("any_job", 12)]
    columns = ["estimate", "n_events", "n_at_risk"]
    assert rows.loc["sensitivity", columns].tolist() == [1 / 2, 1, 2]
    assert rows.loc["predictive_value", columns].tolist() == pytest.approx([1 / 3, 1, 3])
    # By hand: (5 * 1 - 3 * 2) / sqrt(3 * 2 * 2 * 3)
    assert rows.loc["correlation", "estimate"] == pytest.approx(-1 / 6)


def test_the_gone_are_a_category_of_their_own(told):
    rows = told.loc[("any_job", 12, "gone_later"), ["estimate", "n_events", "n_at_risk"]]
    assert rows.tolist() == pytest.approx([1 / 3, 1, 3])  # the emigrated, of three at work then


def test_who_is_counted_for_small_jobs_alone_is_told(told):
    assert told.loc[("any_job", 12, "small"), "n_events"] == 1
    assert told.loc[("part_time", 12, "small"), "n_events"] == 0


def test_whom_a_measure_misses_is_told_by_the_gap_of_its_sensitivity(told):
    assert told.loc[("any_job", 12, "gap_women"), "estimate"] == 1  # the woman caught, the man not


def test_a_november_is_among_residents(told):
    # November 2012 is month 34 of an exit in January 2010: the emigrated has left.
    assert told.loc[("november", 24, "correlation"), "n_at_risk"] == 4
    assert told.loc[("november", 12, "correlation"), "n_at_risk"] == 5


def test_one_municipality_has_no_interval_and_no_order(told):
    rows = told.loc[("any_job", 12)]
    assert np.isnan(rows.loc["sensitivity", "lower"])
    assert np.isnan(rows.loc["municipal_agreement", "estimate"])
    assert "too few" in rows.loc["municipal_agreement", "method"]


def test_a_candidate_looks_at_no_month_that_it_foretells():
    assert max(one.point.month for one in candidates()) == 48
    assert {one.measure.name for one in candidates()} >= {"november", "any_job", "earnings_2g"}
    with pytest.raises(DesignError, match="looks to month 61"):
        Candidate(parse_measure("any_job"), MeasurementPoint(59))
    assert Candidate(parse_measure("any_job"), MeasurementPoint(58)).wait == 60
    assert Candidate(parse_measure("november"), MeasurementPoint(48, 11)).wait == 52.5


def test_simple_measures_have_few_rules():
    point = MeasurementPoint(12)
    rules = {name: Candidate(parse_measure(name), point).rules for name in ("any_job", "part_time")}
    assert rules == {"any_job": 2, "part_time": 3}
    assert Candidate(parse_measure("any_job,run_months=1,counts=employment"), point).rules == 0


def test_a_candidate_that_the_registers_do_not_tell_says_why(told):
    rows = told.loc[("earnings_1g", 12)]
    assert rows.index.tolist() == ["absent"]
    assert "monthly_earnings" in rows.loc["absent", "method"]


def test_registers_that_end_too_early_foretell_nothing(tmp_path):
    study = LiveStudy(read_tables(tmp_path, TABLES, ("2007-01", "2014-12")))
    with pytest.raises(EstimationError, match="month 72"):
        study.estimates(LATER.ask("foretelling"))
    with pytest.raises(DesignError, match="origin=exit"):
        study.estimates(StudyDesign("any_job", origin="settlement").ask("foretelling"))
