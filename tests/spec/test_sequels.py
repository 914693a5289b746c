"""From a first job to stable work, and from stable work to its loss: clocks of their own.

The month of the first job is month 1 of its clock. Stable work begins its clock in the month that
the measure dates it, which is month 0 there.
"""

import pytest

from analysis.errors import DesignError
from analysis.reference.measures import parse_measure
from analysis.terms import OriginName
from analysis.timeline.cohort import cohort
from analysis.timeline.outcome import outcomes
from analysis.timeline.panel import Panel
from analysis.timeline.sequels import first_job, first_jobs, loss

from .pictures import read_pictures

NOBODY = "not followed"


def asked(folder, picture, measure):
    """Return panel, people, measure and outcome of one person drawn as a picture."""
    panel = Panel(read_pictures(folder, [picture]))
    people, chosen = cohort(panel.registers, OriginName.SETTLEMENT), parse_measure(measure).dated()
    return panel, people, chosen, outcomes(panel, people, chosen)


def told(outcome):
    """Return 'event at 3', or that the person is not followed."""
    if outcome.frame.empty:
        return NOBODY
    (row,) = outcome.frame.itertuples()
    assert row.entry == 0
    assert row.event == (row.cause == "event")
    return f"{row.cause} at {row.duration}"


def of_first_job(folder, picture, measure="any_job"):
    panel, people, chosen, found = asked(folder, picture, measure)
    made = first_job(first_jobs(panel, people), chosen, found)
    return told(made.stable), told(made.lost)


@pytest.mark.parametrize(
    ("picture", "stable", "lost"),
    [
        ("..WWW...", "event at 1", "other at 1"),  # stable from the first month on
        ("..W.WWW..", "event at 3", "event at 2"),
        (".WW.WW..", "censored at 5", "event at 3"),  # C = 6, which is month 5 of the clock
        ("WW......", "censored at 6", "event at 3"),
        ("..WX....", "emigration at 2", "emigration at 2"),
        ("..W.D...", "death at 3", "event at 2"),
        ("....WW.", "censored at 1", "censored at 1"),  # the loss comes after C = 5
        ("W|WWW...", NOBODY, NOBODY),  # had the job when the clock started
        ("W|.WWW..", "event at 1", "other at 1"),
        (".....WW", NOBODY, NOBODY),  # C = 5: of a job found in 6 nothing can be judged
        ("........", NOBODY, NOBODY),
        ("EEE.WWW.", "event at 1", "other at 1"),  # school is no job
        ("--.W.WWW.", "event at 3", "event at 2"),  # counted from the job, not from the entry
        ("..W. ....", NOBODY, NOBODY),  # L = 4, C = 2
    ],
)
def test_first_job_is_followed_to_stable_work_and_to_its_loss(tmp_path, picture, stable, lost):
    assert of_first_job(tmp_path, picture) == (stable, lost)


def test_a_small_job_can_become_stable_only_later(tmp_path):
    # Six months in a row are stable: of the first job two, and after a month without, six.
    picture = ".WW.WWWWWW...."
    assert of_first_job(tmp_path, picture, "any_job,run_months=6") == ("event at 4", "event at 3")


def test_dated_at_confirmation_stable_work_comes_when_it_is_confirmed(tmp_path):
    assert of_first_job(tmp_path, "..WWW...", "any_job,dated_at=confirmation") == (
        "event at 3",
        "other at 3",
    )


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("..WWW....", "event at 3"),
        ("WWWWX....", "emigration at 4"),
        ("WWWD.....", "death at 3"),
        (".WWWWWWW", "censored at 4"),  # C = 6, from month 2 on
        ("WWW.WWW..", "event at 3"),  # only the first stable work is followed
        ("....WWW", NOBODY),  # begins in C = 5
        ("WWWWWW...", "event at 6"),
        ("W|WWW....", "event at 3"),
        (".WW.WW..", NOBODY),  # never stable
        ("WWWW ......", "censored at 1"),  # L = 4, C = 2
    ],
)
def test_stable_work_is_followed_to_its_loss(tmp_path, picture, expected):
    assert told(loss(*asked(tmp_path, picture, "any_job"))) == expected


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("WWW.W..W...", "event at 6"),  # two months in a row fail; one does not
        ("W.WW.......", "event at 5"),
        ("WWW.WX......", "emigration at 5"),
    ],
)
def test_a_tolerated_month_is_no_loss(tmp_path, picture, expected):
    assert told(loss(*asked(tmp_path, picture, "any_job,gap_months=1"))) == expected


def test_dated_at_confirmation_the_clock_starts_there(tmp_path):
    picture = "..WWWWW...."  # confirmed in 5, lost in 8
    assert told(loss(*asked(tmp_path, picture, "any_job,dated_at=confirmation"))) == "event at 3"


def test_a_measure_read_once_a_year_has_no_loss(tmp_path):
    with pytest.raises(DesignError) as caught:
        loss(*asked(tmp_path, "WWW......", "november"))
    assert str(caught.value) == (
        "The measure 'november' is read once a year: what lasts cannot be told from it."
        "\nAsk of a measure that looks at every month."
    )


def test_a_measure_that_counts_school_has_no_first_job(tmp_path):
    with pytest.raises(DesignError) as caught:
        of_first_job(tmp_path, "WWW......", "any_job,counts=employment+education")
    assert str(caught.value) == (
        "The measure 'any_job,counts=employment+education' counts more than jobs: it can be reached"
        " before any job."
        "\nAsk for first jobs of a measure whose counts are employment or self_employment."
    )
