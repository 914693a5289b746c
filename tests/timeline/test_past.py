"""What was known before each month: one person, every register, and the month told by hand.

Month 0 is June 2015; the codes of month m tell of the end of month m - 1.
"""

from datetime import date

import pandas as pd
import pytest

from analysis.terms import Covariate, OriginName
from analysis.timeline.cohort import cohort
from analysis.timeline.panel import Panel
from analysis.timeline.past import past
from analysis.timeline.traits import lacking_traits, traits
from tests.spec.pictures import read_tables

LAST = 12
PERSON = {
    "person_id": "a",
    "municipality": "0301",
    "sex": "female",
    "birth_year": 1990,
    "programme_start": date(2015, 6, 20),
    "programme_end": date(2015, 11, 3),
}
TABLES = {
    "participants": [PERSON, {**PERSON, "person_id": "b", "sex": "male"}],
    "jobs": [
        {"person_id": "a", "start": date(2015, 5, 1), "end": date(2015, 5, 31)},
        {"person_id": "a", "start": date(2015, 8, 1), "end": date(2016, 1, 31)},
    ],
    "benefits": [
        {"person_id": "a", "kind": "introduction_benefit", "start": "2015-06-20"},
        {"person_id": "a", "kind": "social_assistance", "start": "2015-09-01"},
    ],
    "participation": [
        {"person_id": "a", "date": date(2015, 8, 3), "kind": "language_test_a2"},
        {"person_id": "a", "date": date(2015, 10, 3), "kind": "language_test_b1"},
        {"person_id": "a", "date": date(2015, 7, 3), "kind": "election"},
    ],
    "family": [
        {"person_id": "a", "date": date(2012, 8, 20), "kind": "birth"},
        {"person_id": "b", "date": date(2015, 9, 20), "kind": "birth"},
    ],
    "residence": [
        {"person_id": "a", "municipality": "0301", "start": date(2015, 1, 1)},
        {"person_id": "a", "municipality": "4601", "start": date(2015, 9, 20)},
        {"person_id": "b", "municipality": "4601", "start": date(2015, 1, 1)},
        {"person_id": "b", "municipality": "0301", "start": date(2015, 3, 1)},
    ],
    "areas": [
        {"code": "0301", "name": "Oslo", "year": 2015, "unemployment": 2.0, "county": "Oslo"},
        {"code": "0301", "name": "Oslo", "year": 2016, "unemployment": 3.0, "county": "Oslo"},
    ],
}
ENDS = {
    "benefits": ["2015-09-30", "2015-10-31"],
    "residence": ["2015-09-19", None, "2015-02-28", None],
}


@pytest.fixture(scope="module")
def registers(tmp_path_factory):
    tables = {name: [dict(row) for row in rows] for name, rows in TABLES.items()}
    for name, ends in ENDS.items():
        for row, end in zip(tables[name], ends, strict=True):
            row["end"] = end and date.fromisoformat(end)
            if isinstance(row["start"], str):
                row["start"] = date.fromisoformat(row["start"])
    return read_tables(tmp_path_factory.mktemp("past"), tables, ("2015-01", "2016-12"), "started")


@pytest.fixture(scope="module")
def told(registers):
    people = cohort(registers, OriginName.PROGRAMME_START)
    return past(Panel(registers), people.frame, tuple(Covariate), LAST)


def runs(told, covariate, person=0):
    """Return the levels of months 0 to 12 as level x months in a row."""
    words = pd.Series([told.levels[covariate][code] for code in told.codes[covariate][person]])
    return [
        (part.iloc[0], len(part)) for _, part in words.groupby(words.ne(words.shift()).cumsum())
    ]


@pytest.mark.parametrize(
    ("covariate", "expected"),
    [
        # May is a month before month 0; July none; August to January a job.
        (
            Covariate.WORK,
            [("begun", 1), ("ended", 2), ("begun", 2), ("steady", 4), ("ended", 2), ("none", 2)],
        ),
        (
            Covariate.BENEFITS,
            [("no", 4), ("social_assistance", 2), ("no", 7)],  # the programme tells its own
        ),
        (Covariate.LANGUAGE, [("no", 3), ("language_test_a2", 2), ("language_test_b1", 8)]),
        (Covariate.BIRTHS, [("small, female", 3), ("older, female", 10)]),
        (Covariate.MOVES, [("no", 4), ("yes", 9)]),
        (
            Covariate.PROGRAMME,
            [("ended before", 1), ("goes on", 5), ("just ended", 6), ("ended before", 1)],
        ),
        (Covariate.UNEMPLOYMENT, [("lowest quarter", 8), ("third quarter", 5)]),
    ],
    ids=lambda value: value if isinstance(value, Covariate) else "",
)
def test_the_past_of_a_month_ends_with_the_month_before(told, covariate, expected):
    assert runs(told, covariate) == expected


def test_children_of_men_are_told_apart_from_those_of_women(told):
    assert runs(told, Covariate.BIRTHS, 1) == [("no", 4), ("small, male", 9)]


def test_a_move_before_time_zero_is_no_move_since(told):
    assert runs(told, Covariate.MOVES, 1) == [("no", 13)]


def test_what_registers_lack_is_named(registers, told):
    frame = cohort(registers, OriginName.PROGRAMME_START).frame
    assert told.lacking == (Covariate.PARTNER,)
    assert lacking_traits(frame, tuple(Covariate)) == [
        Covariate.COUNTRY_OF_ORIGIN,
        Covariate.ADMISSION,
        Covariate.PRIOR_EDUCATION,
        Covariate.TRACK,
    ]
    known = traits(frame, tuple(Covariate))
    assert known.iloc[0].to_dict() == {"sex": "female", "age": "18-25", "county": "Oslo"}
    assert traits(frame, (Covariate.SEX,)).columns.tolist() == ["sex"]


def work_of(folder, *jobs):
    tables = {"participants": TABLES["participants"], "jobs": list(jobs)}
    registers = read_tables(folder, tables, ("2015-01", "2016-12"), "started")
    people = cohort(registers, OriginName.PROGRAMME_START)
    told = past(Panel(registers), people.frame, (Covariate.WORK,), LAST)
    return [told.levels[Covariate.WORK][code] for code in told.codes[Covariate.WORK][0]]


JULY = {"person_id": "a", "start": date(2015, 7, 20), "end": date(2015, 9, 29)}
DECEMBER = {"person_id": "a", "start": date(2015, 12, 31), "end": date(2015, 12, 31)}


@pytest.mark.parametrize(
    ("contracts", "expected"),
    [
        (("permanent", "temporary"), "begun"),
        (("temporary", "temporary"), "summer"),
        ((None, None), "summer"),  # nobody knows better
    ],
)
def test_work_is_that_at_the_end_of_a_month_and_of_summer_apart(tmp_path, contracts, expected):
    """Not on the 15th: from 20 July he works, as one who chooses in August does."""
    jobs = [
        {**job, **({} if contract is None else {"contract": contract})}
        for job, contract in zip((JULY, DECEMBER), contracts, strict=True)
    ]
    # From June 2015: the choice of August, month 2, is the first to know of it.
    assert work_of(tmp_path, *jobs)[:9] == [
        "none", "none", expected, expected, "ended", "ended", "none", "begun", "ended",
    ]  # fmt: skip


def test_who_has_another_job_beside_that_of_a_summer_has_begun_work(tmp_path):
    beside = {**JULY, "start": date(2015, 8, 1), "end": date(2015, 12, 31)}
    work = work_of(tmp_path, JULY, {**beside, "employer_id": "e"})
    assert work[:6] == ["none", "none", "summer", "begun", "steady", "steady"]


def test_without_covariates_of_time_zero_everybody_has_a_row(registers):
    people = cohort(registers, OriginName.PROGRAMME_START)
    assert traits(people.frame, (Covariate.WORK,)).shape == (2, 0)
