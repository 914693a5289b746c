"""Hours, what one job is, and values that are missing (definitions.md 2, 3, 5).

Every person here is observed from June to September 2015, June being month 0.
"""

from datetime import date

import pytest

from analysis.errors import DataError, DesignError

from .pictures import follow, read_pictures, read_tables, states_of, told

HOUR = "any_job,run_months=1,hours_per_week=1"
JULY = (date(2015, 7, 1), date(2015, 7, 31))


def job(hours=None, days=JULY, **values):
    """Return one row of jobs."""
    return {"start": days[0], "end": days[1], "hours_per_week": hours, **values}


@pytest.fixture
def july(tmp_path):
    """Return a function: rows of jobs -> the state of July: 'S', '.' or ' ' (missing)."""

    def ask(*jobs, measure=HOUR, rule="day_15", education=()):
        tables = {
            "participants": [{"municipality": "0301", "programme_start": date(2015, 6, 10)}],
            "jobs": jobs,
            "education": education,
        }
        named = {name: [{"person_id": "p", **row} for row in rows] for name, rows in tables.items()}
        registers = read_tables(tmp_path, named, ("2015-06", "2015-09"))
        return states_of(registers, measure, 3, "programme_start", rule)[0]

    return ask


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ((1.0,), "S"),
        ((0.99,), "."),
        ((0.5,), "."),
        ((0.7, 0.2, 0.1), "S"),
        ((0.1, 0.2, 0.7), "S"),
        ((0.29, 0.71), "S"),  # 0.29 is a little less than 29 hundredths as a binary fraction
        ((0.7, 0.2, 0.09), "."),
        ((0.5, 0.5), "S"),
        ((0,), "."),
        ((168,), "S"),
    ],
)
def test_hours_of_several_jobs_are_added_and_reach_one_hour_exactly(july, hours, expected):
    jobs = [job(h, employer_id=f"employer {n}", kind="employee") for n, h in enumerate(hours)]
    assert july(*jobs) == expected


def test_only_jobs_that_the_measure_counts_are_added(july):
    jobs = (job(0.6, kind="employee"), job(0.6, kind="self_employed"))
    assert july(*jobs) == "S"
    assert july(*jobs, measure=f"{HOUR},counts=employment") == "."
    assert july(*jobs, measure=f"{HOUR},counts=self_employment") == "."


def test_only_jobs_that_hold_in_the_month_are_added(july):
    august = (date(2015, 7, 16), date(2015, 8, 31))
    assert july(job(0.6), job(0.6, august)) == "."
    assert july(job(0.6), job(0.6, august), rule="overlap") == "S"


FIRST_HALF, SECOND_HALF = (JULY[0], date(2015, 7, 20)), (date(2015, 7, 10), JULY[1])
TO_THE_10TH, FROM_THE_11TH = (JULY[0], date(2015, 7, 10)), (date(2015, 7, 11), JULY[1])
FROM_THE_21ST = (date(2015, 7, 21), JULY[1])
FROM_AUGUST = (date(2015, 8, 1), None)


def test_overlapping_spells_of_one_job_are_joined_and_count_once(july):
    known = {"employer_id": "a", "kind": "employee"}
    assert july(job(0.6, FIRST_HALF, **known), job(0.6, SECOND_HALF, **known)) == "."


@pytest.mark.parametrize("later", [FROM_THE_11TH, FROM_THE_21ST])
def test_spells_of_one_job_in_one_month_are_not_added_to_each_other(july, later):
    known = {"employer_id": "a", "kind": "employee"}
    jobs = (job(0.6, TO_THE_10TH, **known), job(0.6, later, **known))
    assert july(*jobs, rule="overlap") == "."


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"employer_id": "a", "kind": "employee"}, {"employer_id": "b", "kind": "employee"}),
        ({"employer_id": "a", "kind": "employee"}, {"employer_id": "a", "kind": "self_employed"}),
        ({"kind": "employee"}, {"kind": "employee"}),
        ({"employer_id": None}, {"employer_id": "a"}),
    ],
)
def test_another_employer_or_kind_or_an_unknown_employer_is_another_job(july, first, second):
    assert july(job(0.6, FIRST_HALF, **first), job(0.6, SECOND_HALF, **second)) == "S"


def test_identical_rows_are_one_job_even_without_an_employer(july):
    assert july(job(0.6), job(0.6)) == "."


@pytest.mark.parametrize(
    ("first", "second", "column"),
    [
        (job(10), job(20), "hours_per_week"),
        (job(10), job(None), "hours_per_week"),
        (job(10, monthly_earnings=9000), job(10, monthly_earnings=9500), "monthly_earnings"),
    ],
)
def test_overlapping_spells_of_one_job_that_differ_are_an_error(july, first, second, column):
    known = {"employer_id": "a", "kind": "employee"}
    with pytest.raises(DataError, match=f"overlapping spells of one job have the same {column}"):
        july({**first, **known}, {**second, **known, "start": date(2015, 7, 10)})


def test_hours_of_one_job_may_change_from_one_spell_to_the_next(july):
    known = {"employer_id": "a", "kind": "employee"}
    assert july(job(0.6, TO_THE_10TH, **known), job(1, FROM_THE_11TH, **known)) == "S"
    assert july(job(1, TO_THE_10TH, **known), job(0.6, FROM_THE_11TH, **known)) == "."


@pytest.mark.parametrize(
    ("hours", "expected"), [((0.6, 1), "S"), ((1, 0.6), "S"), ((0.6, 0.9), ".")]
)
def test_the_larger_of_two_spells_of_one_job_counts_in_a_month(july, hours, expected):
    known = {"employer_id": "a", "kind": "employee"}
    jobs = [
        job(amount, days, **known)
        for amount, days in zip(hours, (TO_THE_10TH, FROM_THE_11TH), strict=True)
    ]
    assert july(*jobs, rule="overlap") == expected


@pytest.mark.parametrize(
    ("jobs", "measure", "expected"),
    [
        ([job(None)], HOUR, " "),
        ([job(None), job(0.9)], HOUR, " "),
        ([job(None), job(1)], HOUR, "S"),
        ([job(None)], "any_job,run_months=1", "S"),
        ([job(None, kind="self_employed")], f"{HOUR},counts=employment", "."),
        ([job(None, kind="self_employed")], f"{HOUR},counts=self_employment", " "),
        ([job(None, TO_THE_10TH), job(0.9)], HOUR, "."),
        ([job(None)], "any_job,run_months=1,counts=education", "."),
    ],
)
def test_missing_hours_matter_only_where_they_decide(july, jobs, measure, expected):
    rows = [{"kind": "employee", **row} for row in (*jobs, job(5, FROM_AUGUST))]
    assert july(*rows, measure=measure) == expected


def test_missing_hours_do_not_matter_where_education_counts(july):
    school = {"level": "higher", "start": JULY[0], "end": JULY[1]}
    measure = f"{HOUR},counts=employment+education"
    assert july(job(None), measure=measure, education=[school]) == "S"
    assert july(job(None), measure=measure) == " "


@pytest.mark.parametrize("days", [(1, 10), (11, 20), (22, 31), (10, 10)])
def test_missing_hours_decide_also_where_the_job_holds_for_a_few_days(july, days):
    few = tuple(date(2015, 7, number) for number in days)
    assert july(job(None, few), job(5, FROM_AUGUST), rule="day_weighted") == " "


@pytest.mark.parametrize(
    ("days", "hours", "expected"),
    [
        ([(1, 31)], 1.0, "S"),
        ([(1, 30)], 1.0, "."),
        ([(1, 10), (11, 20), (21, 31)], 1.0, "S"),
        ([(1, 10)], 3.1, "S"),
        ([(1, 10)], 3.09, "."),
        ([(22, 31)], 3.1, "S"),
        ([(1, 1), (3, 3), (5, 5)], 10.33, "."),  # 30.99 hours on 31 days
        ([(1, 1), (3, 3), (5, 5)], 10.34, "S"),
    ],
)
def test_hours_count_by_their_days_under_day_weighted(july, days, hours, expected):
    jobs = [job(hours, (date(2015, 7, a), date(2015, 7, b))) for a, b in days]
    assert july(*jobs, rule="day_weighted") == expected


@pytest.mark.parametrize("rule", ["day_15", "overlap", "day_weighted"])
@pytest.mark.parametrize("days", [(1, 10), (1, 20), (15, 15), (20, 31)])
def test_rule_of_hours_never_finds_more_than_any_job(july, rule, days):
    few = job(37.5, tuple(date(2015, 7, number) for number in days))
    if july(few, measure=HOUR, rule=rule) == "S":
        assert july(few, measure="any_job,run_months=1", rule=rule) == "S"


@pytest.mark.parametrize(
    ("column", "wanted", "values"),
    [
        ("contract", "permanent", {"permanent": "S", "temporary": ".", None: " "}),
        ("subsidised", "false", {False: "S", True: ".", None: " "}),
    ],
)
def test_missing_contract_or_subsidy_is_missing_where_the_measure_asks(
    july, column, wanted, values
):
    other = job(5, FROM_AUGUST, **{column: next(iter(values))})
    for value, expected in values.items():
        asked = job(5, **{column: value})
        assert july(asked, other, measure=f"{HOUR},{column}={wanted}") == expected
        assert july(asked, other) == "S"


def test_without_the_column_subsidised_every_job_is_taken_as_unsubsidised(july):
    assert july(job(5), measure=f"{HOUR},subsidised=false") == "S"


@pytest.mark.parametrize(
    ("jobs", "measure", "needed"),
    [
        ([{"start": JULY[0], "end": JULY[1]}], HOUR, "jobs.hours_per_week"),
        ([job(5)], f"{HOUR},contract=permanent", "jobs.contract"),
        ([job(5)], f"{HOUR},counts=self_employment", "jobs.kind"),
    ],
)
def test_measure_refuses_a_dataset_without_what_it_needs(july, jobs, measure, needed):
    with pytest.raises(DesignError, match=needed):
        july(*jobs, measure=measure)


@pytest.mark.parametrize("file_format", ["parquet", "csv"])
def test_result_does_not_depend_on_the_file_format(tmp_path, file_format):
    pictures = ["..WWW...", "--.WWWW.", "..D.....", ".WW.  ..", "W|WWW..."]
    registers = read_pictures(tmp_path, pictures, file_format=file_format)
    assert told(follow(registers, "any_job,hours_per_week=37.5")) == [
        "event at 3",
        "entry 2, event at 4",
        "death at 3",
        "censored at 2",
        "event at 1, already there",
    ]
