"""In the state in a month, may be lost again (definitions.md 13).

S in the state, `.` not, X emigrated, D dead, blank not seen, _ not eligible.
"""

import numpy as np
import pytest

from analysis.design import MeasurementPoint
from analysis.estimates.prevalence import prevalence
from analysis.reference.measures import parse_measure
from analysis.terms import Denominator, OriginName
from analysis.timeline.cohort import cohort
from analysis.timeline.panel import Panel
from analysis.timeline.tables import status_table

from .pictures import read_pictures

CONFIRMED = "any_job,dated_at=confirmation"


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("WWW.WW..", "SSS...__"),
        ("WWW.WWW..", "SSS.SSS__"),
        ("W.WWW...", "..SSS.__"),
        ("WWWWW...", "SSSSS.__"),
        ("....WWW", "....S__"),
        (".....WW", ".....__"),
        ("W|WW.....", ".....__"),
    ],
)
def test_state_holds_from_the_first_to_the_last_month_of_a_run(states, picture, expected):
    assert states(picture) == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("W.WW......", "SSSSS..___"),  # a month off within the run, and one after it
        ("WWW.W..W..", "SSSSSS.___"),
        ("WWW.W.W...", "SSSSSSS___"),
        ("WWW..WWW..", "SSSS.SS___"),
        ("W.W.W.....", ".......___"),  # never 3 of 4
    ],
)
def test_state_holds_until_more_than_the_tolerated_months_in_a_row_fail(states, picture, expected):
    assert states(picture, "any_job,gap_months=1") == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("WWW.WW..", "..S....."),
        ("WWWW....", "..SS...."),
        ("....WWW", "......S"),
        ("WWW.WWW.", "..S...S."),
    ],
)
def test_dated_at_confirmation_the_state_holds_from_there(states, picture, expected):
    assert states(picture, CONFIRMED) == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("W.WW....", "...SS..."),
        ("WWW.W..W", "..SSSS.."),
        ("WWW..WWW", "..SS...S"),
    ],
)
def test_confirmed_state_is_lost_and_must_be_confirmed_again(states, picture, expected):
    assert states(picture, f"{CONFIRMED},gap_months=1") == expected


def test_state_of_a_single_month_is_that_of_the_month(states):
    assert states("W..WEGW.", "any_job,run_months=1") == "S..S..S."


def test_incidence_keeps_what_prevalence_loses(outcome, states):
    assert outcome("WWW.....") == "event at 1"
    assert states("WWW.....") == "SSS...__"


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("WWX.....", "..XXXX__"),
        ("WWWX....", "SSSXXX__"),
        ("WWWD....", "SSSDDD__"),
        ("X.......", "XXXXXX__"),
        ("X|.......", "_______"),  # gone in month 0
    ],
)
def test_the_gone_stay_as_gone(states, picture, expected):
    assert states(picture) == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("WWW. ....", "SS     __"),  # L = 4, C = 2; eligible by calendar to month 7
        ("WWW......", "SSS....__"),
        ("...  X...", ".      __"),  # nobody saw month 4: no exit after it is used
    ],
)
def test_months_after_a_missing_one_are_not_seen(states, picture, expected):
    assert states(picture) == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("--.WWW..", "__.SSS__"),
        ("-wwW....", "___S..__"),
        ("www-....", "____..__"),
        ("---X....", "___XXX__"),
        (" -.WWW..", "________"),
        ("-X-.....", "________"),
    ],
)
def test_late_entrant_counts_from_after_entry(states, picture, expected):
    assert states(picture) == expected


def shares(folder, pictures, measure, points):
    """Return month -> (in the state, denominator) of a measure."""
    registers = read_pictures(folder, pictures)
    chosen = parse_measure(measure)
    people = cohort(registers, OriginName.SETTLEMENT)
    table = status_table(Panel(registers), people, chosen, points)
    rows = prevalence(table, chosen.denominator)
    return {row.month: (row.n_events, row.n_at_risk) for row in rows.itertuples()}


FOUR = ["WWWWW.", "..X...", "WWD...", "..    "]


@pytest.mark.parametrize(
    ("denominator", "expected"),
    [
        (Denominator.ALL, {1: (2, 4), 2: (2, 4), 3: (1, 3), 6: (0, 3)}),
        (Denominator.RESIDENT, {1: (2, 4), 2: (2, 4), 3: (1, 1), 6: (0, 1)}),
    ],
)
def test_the_gone_stay_in_the_denominator_of_all_and_the_unseen_in_none(
    tmp_path, denominator, expected
):
    measure = f"any_job,run_months=1,denominator={denominator}"
    points = [MeasurementPoint(month) for month in expected]
    assert shares(tmp_path, FOUR, measure, points) == expected


def test_november_is_a_share_of_those_alive_and_resident(tmp_path):
    # June 2015 is month 0, so November of the next year is month 17.
    years = [17 * "." + "W", 16 * "." + "W.", "X" + 17 * ".", 16 * "." + "E."]
    points = [MeasurementPoint(12, read_in=11)]
    assert shares(tmp_path, [*years, 18 * "."], "november", points) == {12: (2, 4)}


def test_only_november_with_grunnskole_counts_grunnskole(tmp_path):
    years, points = [16 * "." + "G.", 18 * "."], [MeasurementPoint(12, read_in=11)]
    assert shares(tmp_path, years, "november", points) == {12: (0, 2)}
    assert shares(tmp_path, years, "november_grunnskole", points) == {12: (1, 2)}


def test_share_is_that_of_the_counts_shown(tmp_path):
    registers = read_pictures(tmp_path, FOUR)
    measure = parse_measure("any_job,run_months=1")
    people, points = cohort(registers, OriginName.SETTLEMENT), [MeasurementPoint(1)]
    rows = prevalence(status_table(Panel(registers), people, measure, points), Denominator.ALL)
    assert np.allclose(rows["estimate"], 2 / 4)
