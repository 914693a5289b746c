"""Which exit counts, and which municipality (definitions.md 12)."""

from datetime import date

import pytest

from analysis.registers.dataset import month_text
from analysis.terms import OriginName
from analysis.timeline.cohort import cohort

from .pictures import read_tables


def people(folder, programmes, origin=OriginName.EXIT, last="2016-12", **options):
    """Return the cohort of one person with programmes (start, end, municipality)."""
    rows = [
        {
            "person_id": "p",
            "programme_start": start,
            "programme_end": end,
            "municipality": municipality,
        }
        for start, end, municipality in programmes
    ]
    registers = read_tables(folder, {"participants": rows, "jobs": []}, ("2014-01", last))
    return cohort(registers, origin, **options)


def exit_of(folder, programmes, **options):
    """Return the month of the exit that counts, or why there is none."""
    found = people(folder, programmes, **options)
    if len(found.left_out):
        return found.left_out.item().value
    return month_text(found.frame["origin"].item())


FIRST = (date(2014, 3, 1), date(2015, 6, 15), "0301")


def then(start, end=date(2016, 2, 10), municipality="4601"):
    """Return the programmes of one who begins again."""
    return [FIRST, (start, end, municipality)]


@pytest.mark.parametrize(
    ("programmes", "expected"),
    [
        ([FIRST], "2015-06"),
        (then(date(2015, 6, 20)), "2016-02"),
        (then(date(2015, 7, 1)), "2016-02"),
        (then(date(2015, 9, 1)), "2016-02"),
        (then(date(2015, 9, 30)), "2016-02"),  # calendar months: June to September are 3
        (then(date(2015, 10, 1)), "2015-06"),  # 4
        (then(date(2015, 5, 1)), "2016-02"),  # begun before the first was closed
        (then(date(2015, 9, 1), None), "no_origin"),
        (then(date(2015, 10, 1), None), "2015-06"),
        ([(date(2014, 3, 1), None, "0301")], "no_origin"),
    ],
)
def test_exit_followed_by_a_start_within_three_months_is_no_exit(tmp_path, programmes, expected):
    assert exit_of(tmp_path, programmes) == expected
    assert exit_of(tmp_path, programmes[::-1]) == expected


@pytest.mark.parametrize(
    ("transfer_months", "start", "expected"),
    [
        (0, date(2015, 6, 30), "2016-02"),
        (0, date(2015, 7, 1), "2015-06"),
        (6, date(2015, 12, 31), "2016-02"),
        (6, date(2016, 1, 1), "2015-06"),
    ],
)
def test_months_of_a_transfer_are_a_parameter(tmp_path, transfer_months, start, expected):
    found = exit_of(tmp_path, then(start), transfer_months=transfer_months)
    assert found == expected


def test_one_move_after_another_is_one_programme(tmp_path):
    moves = [*then(date(2015, 9, 1)), (date(2016, 5, 1), date(2016, 7, 1), "1103")]
    assert exit_of(tmp_path, moves) == "2016-07"


def test_first_exit_counts_where_a_programme_is_taken_up_again_later(tmp_path):
    again = [*then(date(2015, 8, 1)), (date(2016, 6, 1), date(2016, 8, 1), "1103")]
    assert exit_of(tmp_path, again) == "2016-02"


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (date(2016, 9, 30), "2016-09"),
        (date(2016, 10, 1), "exit_not_certain"),
        (date(2016, 12, 31), "exit_not_certain"),
        (date(2017, 1, 1), "origin_after_last_observed"),
    ],
)
def test_exit_in_the_last_three_observed_months_is_not_yet_certain(tmp_path, end, expected):
    assert exit_of(tmp_path, [(date(2014, 3, 1), end, "0301")]) == expected


@pytest.mark.parametrize("transfer_months", [0, 1, 3])
def test_exit_after_the_last_observed_month_has_not_been_seen(tmp_path, transfer_months):
    planned = [(date(2014, 3, 1), date(2017, 1, 1), "0301")]
    found = exit_of(tmp_path, planned, transfer_months=transfer_months)
    assert found == "origin_after_last_observed"


@pytest.mark.parametrize(
    ("transfer_months", "expected"),
    [(0, "2016-12"), (1, "exit_not_certain"), (3, "exit_not_certain")],
)
def test_months_not_yet_certain_are_those_of_a_transfer(tmp_path, transfer_months, expected):
    programme = [(date(2014, 3, 1), date(2016, 12, 1), "0301")]
    assert exit_of(tmp_path, programme, transfer_months=transfer_months) == expected


@pytest.mark.parametrize(
    ("start", "expected"), [(date(2016, 12, 31), "2016-12"), (date(2017, 1, 1), None)]
)
def test_start_after_the_last_observed_month_has_not_been_seen(tmp_path, start, expected):
    found = people(tmp_path, [(start, None, "0301")], origin=OriginName.PROGRAMME_START)
    reasons = found.left_out.tolist()
    if expected is None:
        assert reasons == ["origin_after_last_observed"]
    else:
        assert reasons == []
        assert month_text(found.frame["origin"].item()) == expected


def test_programmes_begin_with_the_first_start(tmp_path):
    found = people(tmp_path, then(date(2015, 9, 1)), OriginName.PROGRAMME_START)
    assert month_text(found.frame["origin"].item()) == "2014-03"


@pytest.mark.parametrize(
    ("origin", "start", "municipality"),
    [
        (OriginName.EXIT, date(2015, 9, 1), "4601"),  # moved: where it was left
        (OriginName.EXIT, date(2015, 10, 1), "0301"),  # two programmes: that of the exit
        (OriginName.PROGRAMME_START, date(2015, 9, 1), "0301"),
        (OriginName.PROGRAMME_START, date(2015, 10, 1), "0301"),
    ],
)
def test_municipality_is_where_the_programme_was_taken(tmp_path, origin, start, municipality):
    found = people(tmp_path, then(start), origin)
    assert found.frame["municipality"].item() == municipality


def test_municipality_of_an_exit_is_where_the_last_programme_to_end_was_taken(tmp_path):
    long = (date(2014, 3, 1), date(2016, 2, 10), "0301")
    within = (date(2015, 5, 1), date(2015, 8, 1), "4601")
    found = people(tmp_path, [long, within])
    assert month_text(found.frame["origin"].item()) == "2016-02"
    assert found.frame["municipality"].item() == "0301"


def test_municipality_of_residence_does_not_count(tmp_path):
    start, end, _ = FIRST
    participant = {"municipality": "0301", "programme_start": start, "programme_end": end}
    home = {"municipality": "5601", "start": start, "end": None}
    tables = {
        "participants": [{"person_id": "p", **participant}],
        "jobs": [],
        "residence": [{"person_id": "p", **home}],
    }
    registers = read_tables(tmp_path, tables, ("2014-01", "2016-12"))
    assert cohort(registers, OriginName.EXIT).frame["municipality"].item() == "0301"
