"""Who comes into view late, and what brought persons into a dataset (definitions.md 11)."""

from datetime import date

import pytest

from analysis.errors import DesignError

from .pictures import follow, read_tables, told

CONFIRMED = "any_job,dated_at=confirmation"
UNSEEN = "left out: history_unseen"
IN_PROGRESS = "left out: in_progress_at_entry"
TOO_SHORT = "left out: follow_up_too_short"


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("--.WWWW.", "entry 2, event at 4"),
        ("--WWW...", "entry 2, event at 3"),
        ("--......", "entry 2, censored at 6"),
        ("--X.....", "entry 2, emigration at 3"),
        ("w-.WWW..", "entry 2, event at 4"),
    ],
)
def test_late_entrant_is_at_risk_from_the_month_after_entry(outcome, picture, expected):
    assert outcome(picture) == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("  .WWWW.", UNSEEN),
        (" ..WWWW.", UNSEEN),
        (" -.WWWW.", UNSEEN),
        ("- -.WWW.", UNSEEN),
        (" |-.WWW..", "entry 1, event at 3, month 0 unknown"),  # only months from 1 are asked of
        ("- .WWW..", TOO_SHORT),  # entry 1 and a missing month 2: L = 1
        ("      ", TOO_SHORT),  # never seen: L = 0
        (" X......", TOO_SHORT),  # never seen before he left
    ],
)
def test_who_is_not_seen_before_entry_is_left_out(outcome, picture, expected):
    assert outcome(picture) == expected


def test_registers_that_begin_after_month_1_do_not_show_the_history(outcome):
    assert outcome("..WWW...", first_observed="2015-07") == "event at 3, month 0 unknown"
    assert outcome("..WWW...", first_observed="2015-08") == UNSEEN
    assert outcome("---WWW..", first_observed="2015-09") == UNSEEN


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("www-....", UNSEEN),
        ("www.....", UNSEEN),
        ("wwwWWW..", UNSEEN),
        ("-www-WWW..", UNSEEN),
        ("ww-.....", "entry 3, censored at 6"),
    ],
)
def test_run_completed_before_entry_leaves_a_person_out(outcome, picture, expected):
    assert outcome(picture) == expected
    assert outcome(picture, CONFIRMED) == expected.replace("at 6", "at 8")


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("-ww.....", IN_PROGRESS),  # however it ends
        ("-wwW....", IN_PROGRESS),
        ("--w.....", IN_PROGRESS),
        ("--wWW...", IN_PROGRESS),
        ("--wX....", IN_PROGRESS),
        ("-w-.....", "entry 3, censored at 6"),  # can no longer reach 3
        ("-w-WWW..", "entry 3, event at 4"),
        ("ww-WWW..", "entry 3, event at 4"),
    ],
)
def test_run_in_progress_at_entry_leaves_a_person_out(outcome, picture, expected):
    assert outcome(picture) == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("ww-......", IN_PROGRESS),  # months 1, 2 and perhaps 4
        ("-w-......", IN_PROGRESS),  # months 2, 4 and 5 would do
        ("w--......", "entry 3, censored at 6"),
        ("ww--.....", "entry 4, censored at 6"),
        ("w-ww.....", UNSEEN),
    ],
)
def test_tolerated_months_keep_a_run_in_progress_for_longer(outcome, picture, expected):
    assert outcome(picture, "any_job,gap_months=1") == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("w-......", IN_PROGRESS),  # month 3 is the last that would do
        ("w--.....", "entry 3, censored at 6"),
        ("-w......", IN_PROGRESS),
    ],
)
def test_run_is_in_progress_to_the_last_month_of_its_window(outcome, picture, expected):
    assert outcome(picture, "any_job,run_months=2,gap_months=1") == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("-wwW....", "entry 3, event at 4"),
        ("-ww.....", "entry 3, censored at 8"),
        ("--wWW...", "entry 3, event at 5"),
        ("--wX....", "entry 3, emigration at 4"),
        ("w-wWWW..", "entry 3, event at 5"),
    ],
)
def test_dated_at_confirmation_a_run_in_progress_stays(outcome, picture, expected):
    assert outcome(picture, CONFIRMED) == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("-w...", UNSEEN),
        ("--W..", "entry 2, event at 3"),
        ("w-...", UNSEEN),
    ],
)
def test_run_of_one_month_is_completed_in_its_month(outcome, picture, expected):
    assert outcome(picture, "any_job,run_months=1") == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("----...", "entry 4, censored at 5"),  # C = 7 - 3 + 1
        ("-----..", TOO_SHORT),
        ("------.", TOO_SHORT),
    ],
)
def test_who_cannot_be_judged_after_entry_is_left_out(outcome, picture, expected):
    assert outcome(picture) == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("-----..", "entry 5, censored at 7"),
        ("------.", "entry 6, censored at 7"),
        ("-------", TOO_SHORT),
    ],
)
def test_dated_at_confirmation_one_month_after_entry_is_enough(outcome, picture, expected):
    assert outcome(picture, CONFIRMED) == expected


@pytest.mark.parametrize("picture", ["-X-.....", "--D-....", "X--....."])
def test_who_is_gone_by_entry_is_left_out(outcome, picture):
    assert outcome(picture) == "left out: gone_at_entry"


def settled(folder, selected_by, origin="settlement", start=date(2015, 10, 1)):
    """Return what is told of one settled in June 2015, at work from August to October."""
    dates = {
        "settled": date(2015, 6, 20),
        "programme_start": start,
        "programme_end": date(2016, 2, 1),
    }
    work = {"start": date(2015, 8, 1), "end": date(2015, 10, 31)}
    tables = {
        "participants": [{"person_id": "p", "municipality": "0301", **dates}],
        "jobs": [{"person_id": "p", **work}],
    }
    registers = read_tables(folder, tables, ("2015-06", "2016-06"), selected_by)
    return told(follow(registers, "any_job", origin))[0]


@pytest.mark.parametrize(
    ("selected_by", "start", "expected"),
    [
        ("settled", date(2015, 10, 1), "event at 2"),
        ("started", date(2015, 6, 1), "event at 2"),
        ("started", date(2015, 6, 30), "event at 2"),
        ("started", date(2015, 5, 1), "event at 2"),  # started before he was settled
        ("started", date(2015, 7, 31), "entry 1, event at 2"),
        ("started", date(2015, 8, 1), IN_PROGRESS),
        ("started", date(2015, 9, 1), IN_PROGRESS),
        ("started", date(2015, 10, 1), UNSEEN),
        ("started", date(2015, 11, 1), UNSEEN),
    ],
)
def test_in_a_dataset_of_starters_risk_begins_with_the_programme(
    tmp_path, selected_by, start, expected
):
    assert settled(tmp_path, selected_by, start=start) == expected


@pytest.mark.parametrize("origin", ["settlement", "programme_start"])
def test_origin_before_the_exit_is_refused_in_a_dataset_of_leavers(tmp_path, origin):
    with pytest.raises(DesignError, match=f"The origin '{origin}' is refused"):
        settled(tmp_path, "left", origin)


@pytest.mark.parametrize(
    ("selected_by", "origin"),
    [
        ("left", "exit"),
        ("started", "exit"),
        ("started", "programme_start"),
        ("settled", "exit"),
        ("settled", "programme_start"),
        ("settled", "settlement"),
    ],
)
def test_origin_after_what_brought_persons_in_has_no_late_entry(tmp_path, selected_by, origin):
    assert "entry" not in settled(tmp_path, selected_by, origin)
