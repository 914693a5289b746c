import numpy as np
import pandas as pd
import pytest

from analysis.synthetic.parameters import parameters
from analysis.synthetic.terms import Employers

LAST_DAY = pd.Timestamp("2024-12-31")


@pytest.mark.parametrize(
    ("held", "wanted", "steps", "then"),
    [
        (37.5, 3.0, 1, 35.5),
        (37.5, 3.0, 2, 28.0),
        (3.0, 37.5, 1, 7.5),
        (15.0, 18.75, 2, 18.75),
        (28.0, 37.5, 1, 35.5),
        (22.5, 22.5, 2, 22.5),
    ],
)
def test_hours_move_by_so_many_steps_towards_those_wanted(held, wanted, steps, then):
    employers = Employers(np.array([4]), parameters())
    moved = employers._moved(np.array([held]), np.array([wanted]), np.array([steps]))
    assert moved.tolist() == [then]


def renewals(tables):
    """Return jobs and the terms that follow them at the same employer on the next day."""
    jobs = tables["jobs"].sort_values(["person_id", "employer_id", "start"])
    later = jobs.groupby(["person_id", "employer_id"]).shift(-1)
    follows = (later["start"] - jobs["end"]).dt.days == 1
    return jobs[follows], later[follows]


def hourly(jobs):
    return jobs["monthly_earnings"] / jobs["hours_per_week"]


def test_pay_an_hour_never_falls_and_rarely_jumps_at_renewed_terms(tables):
    before, after = renewals(tables)
    rise = hourly(after) / hourly(before)
    assert len(rise) > 10_000
    assert (rise < 0.995).mean() < 0.001  # some lose a job and are hired again the next day
    assert 1.0 < rise.median() < 1.05
    assert (rise > 1.2).mean() < 0.01


def test_earnings_a_month_rarely_halve_or_double_at_renewed_terms(tables):
    before, after = renewals(tables)
    change = after["monthly_earnings"] / before["monthly_earnings"]
    assert (change < 0.5).mean() < 0.04  # full time becomes part time beside school
    assert (change > 2).mean() < 0.02


def test_pay_is_settled_every_may_for_nearly_all_who_stay(tables):
    jobs = tables["jobs"]
    jobs = jobs[jobs["employer_id"].str.split("-").str[2].astype(int) % 3 == 1]  # main jobs
    lasts = (jobs["end"].fillna(pd.Timestamp("2024-12-31")) - jobs["start"]).dt.days
    assert (lasts > 500).mean() < 0.03  # now and then a year brings no rise


def test_terms_that_follow_differ_from_those_before(tables):
    before, after = renewals(tables)
    columns = ["hours_per_week", "monthly_earnings", "contract", "subsidised"]
    same = (before[columns] == after[columns]).all(axis=1)
    assert same.mean() < 0.001  # some lose a job and are hired again the next day


def test_full_time_beside_full_time_school_is_rare_and_short(tables):
    school = tables["education"].assign(end=lambda t: t["end"].fillna(LAST_DAY))
    jobs = (
        tables["jobs"].query("hours_per_week >= 30").assign(end=lambda t: t["end"].fillna(LAST_DAY))
    )
    pairs = school.merge(jobs, on="person_id", suffixes=("", "_job"))
    end = pairs[["end", "end_job"]].min(axis=1)
    both = (end - pairs[["start", "start_job"]].max(axis=1)).dt.days.clip(lower=0).sum()
    assert 0.005 < both / (school["end"] - school["start"]).dt.days.sum() < 0.08


def test_pay_of_a_person_moves_less_than_pay_between_persons(tables):
    jobs = tables["jobs"]
    year = jobs["start"].dt.year
    log = np.log(hourly(jobs)) - np.log(hourly(jobs)).groupby(year).transform("mean")
    of_person = log.groupby(jobs["person_id"])
    within, between = of_person.std().median(), of_person.mean().std()
    assert within < 0.9 * between
