"""Taking part in society: an event that nobody loses, and who could have taken part (14)."""

from datetime import date

import pytest

from analysis.errors import DesignError

from .pictures import follow, read_pictures, read_tables, states_of, told

TESTED, JOINED = "language_test", "membership"
VOTED = "election"


@pytest.fixture
def person(tmp_path):
    """Return a function: events -> registers of months June to December 2015, exit in June."""

    def made(*events, gone=None):
        tables = {
            "participants": [
                {"municipality": "0301", "programme_start": date(2014, 1, 10)}
                | {"programme_end": date(2015, 6, 10)}
            ],
            "jobs": [],
            "participation": [{"kind": kind, "date": day} for kind, day in events],
            "departures": [{"date": gone, "cause": "emigration"}] if gone else [],
        }
        named = {name: [{"person_id": "p", **row} for row in rows] for name, rows in tables.items()}
        return read_tables(tmp_path, named, ("2015-06", "2015-12"))

    return made


B1, A2, B2 = "language_test_b1", "language_test_a2", "language_test_b2"


@pytest.mark.parametrize(
    ("events", "expected", "states"),
    [
        ([(B1, date(2015, 8, 1))], "event at 2", ".SSSSS"),
        ([(B1, date(2015, 8, 31))], "event at 2", ".SSSSS"),  # the month of the event, on any day
        ([(B2, date(2015, 8, 31)), (B1, date(2015, 10, 1))], "event at 2", ".SSSSS"),
        ([(B1, date(2015, 6, 30))], "event at 1, already there", "SSSSSS"),  # month of the exit
        ([(B1, date(2014, 3, 1))], "event at 1, already there", "SSSSSS"),  # before it is observed
        ([(A2, date(2015, 8, 1)), (B1, date(2016, 1, 1))], "censored at 6", "......"),
    ],
)
def test_who_has_passed_a_test_has_passed_it_from_that_month_on(person, events, expected, states):
    registers = person(*events)
    assert told(follow(registers, TESTED, "exit")) == [expected]
    assert states_of(registers, TESTED, 6, "exit") == states


def test_which_levels_count_is_a_field(person):
    registers = person((A2, date(2015, 8, 1)), (B1, date(2015, 11, 1)))
    lower = f"{TESTED},participation={A2}+{B1}+{B2}"
    assert told(follow(registers, lower, "exit")) == ["event at 2"]
    assert told(follow(registers, TESTED, "exit")) == ["event at 5"]


def test_nobody_takes_part_in_the_month_of_a_departure(person):
    registers = person((JOINED, date(2015, 8, 10)), gone=date(2015, 8, 20))
    assert told(follow(registers, JOINED, "exit")) == ["emigration at 2"]
    assert states_of(registers, JOINED, 6, "exit") == ".XXXXX"


RIGHT, VOTE = "election_right", "election"
AUGUST, OCTOBER = date(2015, 8, 31), date(2015, 10, 5)


@pytest.mark.parametrize(
    ("events", "states"),
    [
        ([(RIGHT, AUGUST), (VOTE, OCTOBER), (RIGHT, OCTOBER)], "_..SSS"),
        ([(RIGHT, AUGUST), (VOTE, AUGUST)], "_SSSSS"),
        ([(RIGHT, date(2014, 9, 1)), (VOTE, AUGUST)], ".SSSSS"),  # could before the exit
        ([(RIGHT, OCTOBER), (VOTE, date(2016, 9, 1))], "___..."),
    ],
)
def test_of_elections_only_who_could_vote_by_then_is_counted(person, events, states):
    assert states_of(person(*events), VOTED, 6, "exit") == states


def test_who_never_could_vote_is_in_no_denominator_and_the_gone_stay_gone(tmp_path, person):
    registers = person((RIGHT, AUGUST), (VOTE, OCTOBER), gone=date(2015, 11, 20))
    assert states_of(registers, VOTED, 6, "exit") == "_..SXX"


@pytest.mark.parametrize("measure", [TESTED, VOTED])
def test_without_the_table_the_measure_is_refused_by_name(tmp_path, measure):
    registers = read_pictures(tmp_path, ["WWWWW"])
    for ask in (lambda: follow(registers, measure), lambda: states_of(registers, measure, 3)):
        with pytest.raises(DesignError, match=r"needs participation\.kind, which this dataset"):
            ask()


def test_a_kind_that_no_row_has_is_refused(person):
    with pytest.raises(DesignError) as error:
        follow(person((JOINED, AUGUST)), TESTED, "exit")
    assert str(error.value) == (
        "The measure 'language_test' asks for participation of a kind that no row has:"
        " language_test_b1, language_test_b2.\nNobody would seem to have taken part."
        "\nName your own kinds under [tables.participation.codes.kind] in dataset.toml."
    )
    with pytest.raises(DesignError, match="a kind that no row has: election_right"):
        follow(person((VOTE, AUGUST)), VOTED, "exit")
