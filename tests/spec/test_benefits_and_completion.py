"""What a measure asks beside work: benefits that are absent, a level that is completed (29)."""

from datetime import date

import pytest

from analysis.errors import DesignError

from .money import read_money
from .pictures import follow, read_pictures, read_tables, states_of, told

EARNED = "any_job,earnings=120000,without=social_assistance"
AT_WORK = "any_job,without=social_assistance"
HELP = "social_assistance"
PAID = (10_000, 10_000, 10_000, "", "")


@pytest.fixture
def outcome(tmp_path):
    """Return a function: pay, benefits and a measure -> 'event at 3' of person p."""

    def ask(measure, pay=PAID, **drawn):
        return told(follow(read_money(tmp_path, pay, **drawn), measure))[0]

    return ask


@pytest.mark.parametrize("measure", [EARNED, AT_WORK])
@pytest.mark.parametrize(
    ("month", "expected"),
    [(1, "censored at 3"), (2, "censored at 3"), (3, "censored at 3"), (4, "event at 1")],
)
def test_no_month_of_a_run_may_have_the_benefit(outcome, measure, month, expected):
    assert outcome(measure, benefits=[(month, HELP, 1)]) == expected


def test_a_benefit_that_is_not_named_does_not_matter(outcome):
    benefits = [(2, "housing_allowance", 1), (5, HELP, 1)]
    assert outcome(EARNED, benefits=benefits) == "event at 1"
    assert outcome(AT_WORK, benefits=benefits) == "event at 1"


def test_a_benefit_in_a_month_without_pay_breaks_the_run_of_a_sum(outcome):
    benefits = [(2, HELP, 1)]
    assert outcome(EARNED, pay=(30_000, "", "", "", ""), benefits=benefits) == "censored at 3"
    assert outcome(EARNED, pay=(30_000, "", "", "", "")) == "event at 1"


def test_a_benefit_in_a_tolerated_month_is_tolerated(outcome):
    pay = (10_000, "", 10_000, 10_000, "")
    measure = f"{AT_WORK},gap_months=1"
    assert outcome(measure, pay=pay, benefits=[(2, HELP, 1)]) == "event at 1"


def test_missing_pay_does_not_matter_in_a_month_with_the_benefit(outcome):
    pay = (None, 10_000, 10_000, 10_000, "")
    assert outcome(EARNED, pay=pay, benefits=[(1, HELP, 1)]) == "event at 2"
    assert outcome(EARNED, pay=pay) == "left out: history_unseen"  # month 1 is missing


def test_a_run_broken_by_a_benefit_is_not_open_at_entry(outcome):
    pay = ("", 10_000, "", "", "", 30_000, "", "")
    benefits = [(3, HELP, 1)]
    assert outcome(EARNED, pay=pay, entry=3, benefits=benefits) == "entry 3, event at 6"
    assert outcome(EARNED, pay=pay, entry=3) == "left out: in_progress_at_entry"


@pytest.mark.parametrize("measure", [EARNED, AT_WORK])
@pytest.mark.parametrize(
    ("unit", "homes", "expected"),
    [
        ("household", {"p": "h", "q": "h"}, "censored at 3"),
        ("person", {"p": "h", "q": "h"}, "event at 1"),
        ("household", {"p": "h", "q": "other"}, "event at 1"),
        ("household", {"p": None, "q": None}, "event at 1"),  # person only
        ("household", {"p": "h", "q": None}, "event at 1"),
    ],
)
def test_a_benefit_of_the_household_counts_where_it_is_known(
    outcome, measure, unit, homes, expected
):
    benefits = [(3, HELP, 1, "q")]
    asked = f"{measure},unit={unit}"
    assert outcome(asked, benefits=benefits, households=homes) == expected


def test_without_household_id_a_benefit_is_that_of_the_person(outcome):
    people = {"p": None, "q": None}
    columns = ("monthly_earnings", "monthly_amount")
    drawn = {"households": people, "optional": columns}
    asked = f"{EARNED},unit=household"
    assert outcome(asked, benefits=[(3, HELP, 1, "q")], **drawn) == "event at 1"
    assert outcome(asked, benefits=[(3, HELP, 1, "p")], **drawn) == "censored at 3"


def test_a_benefit_of_a_person_in_no_household_is_his_own(outcome):
    asked = f"{EARNED},unit=household"
    benefits = [(3, HELP, 1, "p")]
    homes = {"p": None, "q": "h"}
    assert outcome(asked, benefits=benefits, households=homes) == "censored at 3"


def test_the_three_benefits_of_self_sufficient(outcome):
    # Twelve months from July 2015 ask for 2 x 90,486 = 180,972.
    pay = [180_972, *[""] * 11]
    assert outcome("self_sufficient", pay=pay) == "event at 1"
    assert outcome("self_sufficient", pay=[180_971, *[""] * 11]) == "censored at 1"
    for kind in (HELP, "introduction_benefit", "qualification_benefit"):
        benefits = [(12, kind, 50_000)]
        assert outcome("self_sufficient", pay=pay, benefits=benefits) == "censored at 1"
        earlier = [(0, kind, 50_000)]
        assert outcome("self_sufficient", pay=pay, benefits=earlier) == "event at 1"


NO_SUCH_KIND = (
    "The measure 'any_job,without=social_assistance' asks for benefits of a kind that no row has:"
    " social_assistance.\nNobody would seem to receive one."
    "\nName your own kinds under [tables.benefits.codes.kind] in dataset.toml."
)


def test_benefits_of_other_kinds_only_are_refused(tmp_path):
    registers = read_money(tmp_path, PAID, benefits=[(1, "Sosialhjelp", 1)])
    with pytest.raises(DesignError) as error:
        follow(registers, AT_WORK)
    assert str(error.value) == NO_SUCH_KIND


def test_a_measure_without_benefits_needs_their_register(tmp_path):
    registers = read_pictures(tmp_path, ["WWWWW"])
    with pytest.raises(DesignError, match=r"needs benefits\.kind, which this dataset"):
        follow(registers, AT_WORK)


DONE = "upper_secondary_completed"


@pytest.fixture
def pupil(tmp_path):
    """Return a function: rows of education -> registers of months June to December 2015."""

    def made(*spells, gone=None, jobs=()):
        tables = {
            "participants": [
                {"municipality": "0301", "programme_start": date(2014, 1, 10)}
                | {"programme_end": date(2015, 6, 10)}
            ],
            "jobs": jobs,
            "education": [
                {"level": "upper_secondary", "start": date(2012, 8, 1), **spell} for spell in spells
            ],
            "departures": [{"date": gone, "cause": "emigration"}] if gone else [],
        }
        named = {name: [{"person_id": "p", **row} for row in rows] for name, rows in tables.items()}
        return read_tables(tmp_path, named, ("2015-06", "2015-12"), optional=("completed",))

    return made


def ended(day, completed=True, **values):
    """Return a spell of education that ends on a day."""
    return {"end": day, "completed": completed, **values}


@pytest.mark.parametrize(
    ("spell", "expected"),
    [
        (ended(date(2015, 8, 10)), "event at 2"),  # the month of the end, though before its 15th
        (ended(date(2015, 8, 31)), "event at 2"),
        (ended(date(2015, 6, 20)), "event at 1, already there"),  # in the month of the exit
        (ended(date(2013, 6, 20)), "event at 1, already there"),  # before anything is observed
        (ended(date(2015, 8, 10), completed=False), "censored at 6"),
        (ended(None), "censored at 6"),  # it has not ended
        (ended(date(2016, 6, 20)), "censored at 6"),
        (ended(date(2015, 8, 10), level="higher"), "censored at 6"),
        (ended(date(2015, 8, 10), level="grunnskole"), "censored at 6"),
        (ended(date(2015, 8, 10), completed=None), "censored at 1"),  # missing from August on
    ],
)
def test_a_level_is_completed_from_the_month_in_which_its_spell_ends(pupil, spell, expected):
    assert told(follow(pupil(spell), DONE, "exit")) == [expected]


def test_what_is_completed_stays_completed(pupil):
    again = ended(date(2015, 11, 10), completed=False, start=date(2015, 10, 1))
    registers = pupil(ended(date(2015, 8, 10)), again)
    assert states_of(registers, DONE, 6, "exit") == ".SSSSS"


def test_a_spell_of_unknown_result_does_not_matter_after_one_that_was_completed(pupil):
    unknown = ended(date(2015, 10, 10), completed=None)
    earlier = ended(date(2015, 8, 10), start=date(2011, 8, 1))
    assert told(follow(pupil(earlier, {**unknown, "start": date(2015, 9, 1)}), DONE, "exit")) == [
        "event at 2"
    ]


def test_nothing_is_completed_in_the_month_of_a_departure(pupil):
    registers = pupil(ended(date(2015, 8, 10)), gone=date(2015, 8, 20))
    assert told(follow(registers, DONE, "exit")) == ["emigration at 2"]


def test_completion_is_asked_beside_work_where_the_measure_counts_work(pupil):
    job = {"start": date(2015, 7, 1), "end": date(2015, 12, 31)}
    registers = pupil(ended(date(2015, 9, 10)), jobs=[job])
    measure = "any_job,completed=upper_secondary"
    assert told(follow(registers, measure, "exit")) == ["event at 3"]
    assert told(follow(registers, "any_job", "exit")) == ["event at 1"]
    assert told(follow(pupil(ended(date(2015, 9, 10))), measure, "exit")) == ["censored at 4"]


def test_a_measure_of_completion_needs_to_know_what_was_completed(tmp_path):
    registers = read_pictures(tmp_path, ["EEEE"])
    with pytest.raises(DesignError, match=r"needs education\.completed, which this dataset"):
        follow(registers, DONE)
