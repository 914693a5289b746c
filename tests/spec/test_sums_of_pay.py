"""Runs of earnings and income (definitions.md 6, 13, 29): k months that reach a sum.

Where nothing else is said the amount is 120,000 NOK a year, 10,000 a month, and a run three months.
"""

from dataclasses import replace

import pytest

from analysis.errors import DesignError

from .money import read_money
from .pictures import follow, states_of, told

EARNED = "any_job,earnings=120000"
INCOME = "any_job,income=120000"
CONFIRMED = f"{EARNED},dated_at=confirmation"


@pytest.fixture
def outcome(tmp_path):
    """Return a function: pay by month and a measure -> 'event at 3'."""

    def ask(pay, measure=EARNED, rule="day_15", **drawn):
        registers = read_money(tmp_path, pay, **drawn)
        return told(follow(registers, measure, rule=rule))[0]

    return ask


@pytest.fixture
def states(tmp_path):
    """Return a function: pay by month and a measure -> the states of its months."""

    def ask(pay, measure=EARNED, **drawn):
        return states_of(read_money(tmp_path, pay, **drawn), measure, len(pay))

    return ask


@pytest.mark.parametrize(
    ("pay", "expected"),
    [
        ((10_000, 10_000, 10_000), "event at 1"),
        ((10_000, 10_000, 9_999), "censored at 1"),
        ((10_000, 9_999, 10_000, 10_001), "event at 2"),
        ((30_000, "", ""), "event at 1"),  # a month without pay may lie within the run
        ((1, "", 29_999), "event at 1"),
        ((1, "", 29_998), "censored at 1"),
        (("", "", 30_000, "", ""), "event at 3"),  # but a run starts with pay
        ((0, 0, 30_000, 0, 0), "event at 3"),  # a job without pay is none
        (("", "", "", 30_000, ""), "censored at 3"),  # C = 5 - 3 + 1
        ((15_000, "", "", 15_000, ""), "censored at 3"),  # exactly three months, not four
        ((30_000, ""), "left out: follow_up_too_short"),
    ],
)
def test_a_run_succeeds_when_its_months_reach_the_sum(outcome, pay, expected):
    assert outcome(pay) == expected


@pytest.mark.parametrize(
    ("pay", "expected"),
    [
        (
            (30_000, "", "", ""),
            "event at 3",
        ),  # confirmed in its last month, not where it is reached
        (("", 10_000, 10_000, 10_000), "event at 4"),
        (("", "", 30_000, ""), "censored at 4"),
    ],
)
def test_a_run_is_confirmed_in_its_last_month(outcome, pay, expected):
    assert outcome(pay, CONFIRMED) == expected


def test_jobs_of_a_month_are_added(outcome):
    other = [(month, {"monthly_earnings": 1}) for month in (1, 2, 3)]
    assert outcome((9_999, 9_999, 9_999), jobs=other) == "event at 1"
    assert outcome((9_999, 9_999, 9_999), jobs=other[:2]) == "censored at 1"


@pytest.mark.parametrize(
    ("measure", "pay", "expected"),
    [
        # March and April 2016 ask for 90,068 / 12 each, May for 92,576 / 12: 22,726 in all.
        ("earnings=1G", (7_505, 7_505, 7_716), "event at 1"),
        ("earnings=1G", (7_505, 7_505, 7_715), "censored at 1"),
        ("earnings=1G", (22_726, "", ""), "event at 1"),
        ("earnings=1G", (22_725, "", ""), "censored at 1"),
        ("earnings=2G", (45_452, "", ""), "event at 1"),
        ("earnings=2G", (45_451, "", ""), "censored at 1"),
        ("earnings=1.5G", (34_089, "", ""), "event at 1"),
        ("earnings=1.5G", (34_088, "", ""), "censored at 1"),
    ],
)
def test_each_month_asks_for_a_twelfth_of_its_own_basic_amount(outcome, measure, pay, expected):
    assert outcome(pay, f"any_job,{measure}", month_0="2016-02") == expected


def test_earnings_1g_is_the_basic_amounts_of_twelve_months(outcome):
    # July 2015 to April 2016 at 90,068, May and June 2016 at 92,576: 90,486 in all.
    year = [90_485, *[""] * 10, 1]
    assert outcome(year, "earnings_1g") == "event at 1"
    assert outcome([90_485, *[""] * 11], "earnings_1g") == "censored at 1"


@pytest.mark.parametrize(
    ("pay", "expected"),
    [
        ((10_000, None, 10_000, 10_000, 10_000), "left out: follow_up_too_short"),
        ((10_000, 10_000, 10_000, None, 10_000), "event at 1"),
        (("", "", "", "", "", None, 30_000, "", ""), "censored at 3"),
    ],
)
def test_a_month_of_missing_pay_is_missing(outcome, pay, expected):
    assert outcome(pay) == expected


def test_pay_that_is_missing_beside_known_pay_is_missing_too(outcome):
    unknown = [(2, {"monthly_earnings": None})]
    assert outcome((30_000, 10_000, 10_000), jobs=unknown) == "left out: follow_up_too_short"


@pytest.mark.parametrize(
    ("measure", "values", "expected"),
    [
        ("counts=employment", {"kind": "self_employed", "monthly_earnings": None}, "event at 1"),
        ("contract=permanent", {"contract": "temporary", "monthly_earnings": None}, "event at 1"),
        ("contract=permanent", {"contract": None, "monthly_earnings": 0}, "event at 1"),
        ("contract=permanent", {"contract": None, "monthly_earnings": 1}, "left out: "),
    ],
)
def test_a_value_is_missing_only_where_it_decides(outcome, measure, values, expected):
    known = {"kind": "employee", "contract": "permanent", "monthly_earnings": 10_000}
    jobs = [*((month, known) for month in (1, 2, 3)), (2, {"kind": "employee", **values})]
    assert outcome(("", "", ""), f"{EARNED},{measure}", jobs=jobs).startswith(expected)


@pytest.mark.parametrize(
    ("pay", "gone", "expected"),
    [
        ((10_000, 10_000, 10_000), 4, "event at 1"),
        ((10_000, 10_000, 10_000), 3, "emigration at 3"),
        ((30_000, 10_000, 10_000), 3, "emigration at 3"),  # reached, but cut short
    ],
)
def test_a_run_cut_short_by_an_exit_is_no_success(outcome, pay, gone, expected):
    assert outcome(pay, gone=gone, last=8) == expected


def test_pay_in_month_0_and_a_run_from_month_1_is_already_there(outcome):
    there = [(0, {"monthly_earnings": 1})]
    assert outcome((10_000, 10_000, 10_000), jobs=there) == "event at 1, already there"


@pytest.mark.parametrize(
    ("pay", "expected"),
    [
        ((10_000, 10_000, 10_000, 1, 1, 1, 1, 1), "SSS...__"),
        ((30_000, "", "", "", "", "", "", ""), "SSS...__"),
        ((10_000, 10_000, 10_000, 10_000, 1, 1, 1, 1), "SSSS..__"),
        (("", 10_000, 10_000, 10_000, "", "", "", ""), ".SSS..__"),
    ],
)
def test_the_state_is_exactly_the_months_of_runs_that_succeed(states, pay, expected):
    assert states(pay) == expected


@pytest.mark.parametrize(
    ("pay", "expected"),
    [
        ((10_000, 10_000, 10_000, 10_000, 1, 1), "..SS.."),
        ((30_000, "", "", ""), "..S."),
        ((30_000, "", 30_000, "", "", ""), "..SSS."),  # months 2 to 4 still reach it
        (("", "", 30_000, "", "", ""), "....S."),  # months 1 to 3 reach it, but start without pay
    ],
)
def test_confirmed_the_state_lasts_while_the_months_up_to_now_reach_the_sum(states, pay, expected):
    assert states(pay, CONFIRMED) == expected


@pytest.mark.parametrize(
    ("amount", "expected"),
    [(31_000, "event at 1"), (30_999, "censored at 1")],
)
def test_pay_counts_by_its_days_under_day_weighted(outcome, amount, expected):
    # Ten of the 31 days of July.
    short = {"start": "2015-07-01", "end": "2015-07-10", "monthly_earnings": amount}
    jobs = [(1, short)]
    measure = f"{EARNED},run_months=1"
    assert outcome(("",), measure, jobs=jobs, rule="day_weighted") == expected
    assert outcome(("",), measure, jobs=jobs, rule="overlap") == "event at 1"
    assert outcome(("",), measure, jobs=jobs) == "censored at 1"


@pytest.mark.parametrize(
    ("pay", "measure", "expected"),
    [
        ((10_000, "", ""), EARNED, "left out: in_progress_at_entry"),  # months 1 to 3, entry 2
        (("", 1, ""), EARNED, "left out: in_progress_at_entry"),
        ((10_000, "", ""), CONFIRMED, "entry 2, censored at 8"),
        ((10_000, "", ""), f"{EARNED},run_months=2", "entry 2, censored at 7"),  # decided by entry
        ((20_000, "", ""), f"{EARNED},run_months=2", "left out: history_unseen"),  # reached before
        (("", "", 10_000, 10_000, 10_000), EARNED, "entry 2, event at 3"),
    ],
)
def test_late_entry_leaves_out_runs_that_are_open_or_reached(outcome, pay, measure, expected):
    assert outcome(pay, measure, entry=2, last=8) == expected


def test_income_is_pay_and_all_benefits_of_the_person(outcome):
    benefits = [(1, "unemployment_benefit", 4_000), (1, "housing_allowance", 1_000)]
    benefits += [(2, "housing_allowance", 10_000), (3, "housing_allowance", 10_000)]
    assert outcome((5_000, "", ""), INCOME, benefits=benefits) == "event at 1"
    assert outcome((4_999, "", ""), INCOME, benefits=benefits) == "censored at 1"
    assert outcome(("", "", ""), INCOME, benefits=[(1, "pension", 30_000)]) == "event at 1"
    assert outcome((30_000, "", ""), EARNED, benefits=[(2, "pension", None)]) == "event at 1"
    others = [(1, "pension", 30_000, "q")]
    homes = {"p": "h", "q": "h"}
    assert outcome(("", "", ""), INCOME, benefits=others, households=homes) == "censored at 1"


def test_a_benefit_without_an_amount_makes_the_month_missing_for_income(outcome):
    pay = (10_000, 10_000, 10_000)
    unknown = [(3, "pension", None)]
    assert outcome(pay, INCOME, benefits=unknown) == "left out: follow_up_too_short"


@pytest.mark.parametrize(
    ("optional", "measure", "needed"),
    [
        ((), EARNED, "jobs.monthly_earnings"),
        (("monthly_earnings",), INCOME, "benefits.monthly_amount"),
    ],
)
def test_a_measure_refuses_registers_without_the_amounts(tmp_path, optional, measure, needed):
    registers = read_money(tmp_path, ["", ""], optional=optional)
    with pytest.raises(DesignError, match=f"needs {needed}"):
        follow(registers, measure)


LACKING = (
    "The measure 'any_job,earnings=1G' needs the basic amount (G) from 1 May of 2012, 2013, which"
    " is not in the package's list."
    "\nAdd it to dataset.toml, in whole NOK: [basic_amount], and below it a line such as"
    ' "2012-05-01" = …\nOr write the amount in NOK: earnings=100000.'
)


def test_a_month_without_a_basic_amount_is_refused_by_its_years(tmp_path):
    registers = read_money(tmp_path, [10_000] * 15, month_0="2012-03")
    with pytest.raises(DesignError) as error:
        follow(registers, "any_job,earnings=1G")
    assert str(error.value) == LACKING
    assert told(follow(registers, EARNED)) == ["event at 1"]


def test_the_dataset_can_give_the_amounts_that_are_lacking(tmp_path):
    # April 2012 asks for 79,216 / 12, May and June for 84,004 / 12 each: 20,602 in all.
    registers = read_money(tmp_path, [20_602, "", ""], month_0="2012-03")
    own = replace(registers.dataset, basic_amount={2012: 84_004})
    given = replace(registers, dataset=own)
    assert told(follow(given, "any_job,earnings=1G")) == ["event at 1"]
    less = replace(registers, dataset=replace(own, basic_amount={2012: 84_005}))
    assert told(follow(less, "any_job,earnings=1G")) == ["censored at 1"]


def test_months_before_everybodys_clock_need_no_basic_amount(tmp_path):
    registers = read_money(tmp_path, [10_000] * 3, month_0="2014-04")  # 2013's ends in April
    assert told(follow(registers, "any_job,earnings=1G")) == ["event at 1"]
