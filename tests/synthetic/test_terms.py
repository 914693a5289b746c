import numpy as np
import pytest

from analysis.synthetic.parameters import parameters
from analysis.synthetic.terms import Employers


@pytest.mark.parametrize(
    ("held", "wanted", "then"),
    [
        (37.5, 3.0, 35.5),
        (3.0, 37.5, 7.5),
        (15.0, 18.75, 18.75),
        (28.0, 37.5, 35.5),
        (22.5, 22.5, 22.5),
    ],
)
def test_new_terms_move_hours_by_one_step(held, wanted, then):
    employers = Employers(np.array([4]), parameters())
    assert employers._a_step(np.array([held]), np.array([wanted])).tolist() == [then]


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
    assert 1.02 < rise.median() < 1.07
    assert rise.quantile(0.95) < 1.25


def test_earnings_a_month_rarely_halve_or_double_at_renewed_terms(tables):
    before, after = renewals(tables)
    change = after["monthly_earnings"] / before["monthly_earnings"]
    assert (change < 0.5).mean() < 0.005
    assert (change > 2).mean() < 0.03


def test_pay_of_a_person_moves_less_than_pay_between_persons(tables):
    jobs = tables["jobs"]
    year = jobs["start"].dt.year
    log = np.log(hourly(jobs)) - np.log(hourly(jobs)).groupby(year).transform("mean")
    of_person = log.groupby(jobs["person_id"])
    within, between = of_person.std().median(), of_person.mean().std()
    assert within < 0.9 * between
