"""The official measure in all its rows, and the activity at exit (domain.md 1b)."""

from datetime import date

import pytest

from analysis.design import StudyDesign
from analysis.errors import DesignError
from analysis.estimates.live import LiveStudy

from .pictures import read_tables

OBSERVED = ("2012-01", "2018-12")
OFFICIAL = StudyDesign("november")
LEFT = {"jan": date(2014, 1, 20), "dec": date(2014, 12, 20), "next": date(2015, 6, 20)}
NOVEMBER = {year: (date(year, 11, 1), date(year, 11, 30)) for year in range(2014, 2019)}


def person(name, left="jan", sex="female", reason=""):
    return {
        "person_id": name,
        "municipality": "0301",
        "settled": date(2012, 1, 10),
        "programme_start": date(2012, 2, 10),
        "programme_end": LEFT[left],
        "sex": sex,
        "exit_reason": reason,
    }


def job(name, year, hours=1.0, kind="employee"):
    start, end = NOVEMBER[year]
    return {"person_id": name, "start": start, "end": end, "hours_per_week": hours, "kind": kind}


def school(name, year, level="upper_secondary"):
    start, end = NOVEMBER[year]
    return {"person_id": name, "level": level, "start": start, "end": end}


def office(name, year, status):
    start, end = NOVEMBER[year]
    return {"person_id": name, "status": status, "start": start, "end": end}


PEOPLE = [
    person("works", reason="work"),
    person("works and learns", left="dec", reason="education"),
    person("learns", sex="male", reason="education"),
    person("in grunnskole", reason="grunnskole"),
    person("unemployed", sex="male"),
    person("on measures", sex="male", reason="job_seeker"),
    person("both at once", left="dec", reason="job_seeker"),
    person("reduced capacity"),
    person("less than an hour", sex="male", reason="work"),
    person("emigrated", reason="work"),
    person("left in 2015", left="next", reason="education"),
]
JOBS = [
    job("works", 2015),
    job("works and learns", 2015, kind="self_employed"),
    job("less than an hour", 2015, hours=0.9),
    job("unemployed", 2014),  # the year of exit is no year after it
    job("left in 2015", 2016),
    {**job("learns", 2015), "start": date(2015, 10, 1), "end": date(2015, 11, 14)},
]
SCHOOLS = [
    school("works and learns", 2015),
    school("learns", 2015, "higher"),
    school("in grunnskole", 2015, "grunnskole"),
]
OFFICE = [
    office("unemployed", 2015, "unemployed"),
    office("on measures", 2015, "on_measures"),
    office("both at once", 2015, "unemployed"),
    office("both at once", 2015, "on_measures"),
    office("reduced capacity", 2015, "reduced_capacity"),
    office("works", 2015, "unemployed"),  # work comes first
]
TABLES = {
    "participants": PEOPLE,
    "jobs": JOBS,
    "education": SCHOOLS,
    "labour_office": OFFICE,
    "departures": [
        {"person_id": "emigrated", "date": date(2015, 11, 10), "cause": "emigration"},
    ],
}


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("official")
    return LiveStudy(read_tables(folder, TABLES, OBSERVED))


def counts(study, estimand, by=(), **where):
    frame = study.estimates(OFFICIAL.ask(estimand, by)).frame
    for name, value in where.items():
        frame = frame[frame[name] == value]
    return frame.set_index("status")["n_events"].to_dict(), set(frame["n_at_risk"])


def test_everybody_resident_is_in_one_row_and_work_and_education_is_its_own(study):
    rows, n = counts(study, "official_status", ("year",), year="2014", month=12)
    assert rows == {
        "employed": 1,
        "employed_and_education": 1,
        "education": 1,
        "unemployed": 2,
        "on_measures": 1,
        "other": 3,
    }
    assert n == {9}  # ten left in 2014, one has emigrated


def test_one_year_after_is_the_next_november_whatever_month_of_exit(study):
    rows, _ = counts(study, "official_status", ("year",), year="2015", month=12)
    assert rows["employed"] == 1
    later, n = counts(study, "official_status", ("year",), year="2014", month=24)
    assert later["employed"] == later["education"] == 0
    assert n == {9}


def test_the_first_three_rows_are_the_official_share(study):
    share = study.estimates(OFFICIAL.ask("prevalence", ("year",))).frame
    rows = study.estimates(OFFICIAL.ask("official_status", ("year",))).frame
    reached = rows[rows["status"].isin(["employed", "employed_and_education", "education"])]
    summed = reached.groupby(["year", "month"])["n_events"].sum()
    assert summed.tolist() == share.set_index(["year", "month"])["n_events"].tolist()
    assert share["n_events"].max() == 3


def test_by_sex_the_rows_add_up_to_all(study):
    women, _ = counts(
        study, "official_status", ("year", "sex"), year="2014", month=12, sex="female"
    )
    men, _ = counts(study, "official_status", ("year", "sex"), year="2014", month=12, sex="male")
    both, _ = counts(study, "official_status", ("year",), year="2014", month=12)
    assert {name: women[name] + men[name] for name in both} == both
    assert men["education"] == 1


def test_without_the_labour_office_the_others_are_one_row(tmp_path):
    tables = {name: rows for name, rows in TABLES.items() if name != "labour_office"}
    rows, _ = counts(
        LiveStudy(read_tables(tmp_path, tables, OBSERVED)),
        "official_status", ("year",), year="2014", month=12,
    )  # fmt: skip
    assert not {"unemployed", "on_measures"} & set(rows)  # not seen, which is not nobody
    assert rows["other"] == 6


def test_at_exit_there_is_one_activity_and_missing_stays_in_the_denominator(study):
    rows, n = counts(study, "at_exit")
    assert rows == {
        "work": 3,
        "education": 3,
        "grunnskole": 1,
        "job_seeker": 2,
        "unknown": 2,
        "work_or_education": 6,
        "grunnskole_too": 7,
    }
    assert n == {11}


def test_what_is_not_read_once_a_year_after_exit_is_refused(study):
    for design in (StudyDesign("any_job"), StudyDesign("november", origin="programme_start")):
        with pytest.raises(DesignError, match="measure=november"):
            study.estimates(design.ask("official_status"))
    with pytest.raises(DesignError, match="origin=exit"):
        study.estimates(StudyDesign("november", origin="settlement").ask("at_exit"))
