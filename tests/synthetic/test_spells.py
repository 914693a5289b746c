from collections import defaultdict
from itertools import accumulate, pairwise

import pandas as pd

LAST_DAY = pd.Timestamp("2024-12-31")


def rows_by_person(table):
    rows = defaultdict(list)
    for row in table.to_dict("records"):
        rows[row["person_id"]].append(row)
    return rows


def test_jobs_at_one_employer_overlap_only_where_they_are_told_twice_in_the_same_terms(tables):
    jobs = tables["jobs"].sort_values(["person_id", "employer_id", "start"])
    before = jobs.groupby(["person_id", "employer_id"]).shift()
    follows = jobs.duplicated(["person_id", "employer_id"])
    twice = follows & (jobs["start"] <= before["end"])
    assert follows.sum() > 1000
    assert 0.001 < twice.mean() < 0.02
    terms = ["hours_per_week", "monthly_earnings", "kind", "contract"]
    assert (jobs.loc[twice, terms] == before.loc[twice, terms]).all(axis=None)


def test_other_terms_at_an_employer_follow_without_a_gap_on_the_first_of_a_month(tables):
    jobs = tables["jobs"].sort_values(["person_id", "employer_id", "start"])
    ends = jobs.groupby(["person_id", "employer_id"])["end"].shift()
    next_month = (jobs["start"] - ends).dt.days < 28
    followers = jobs[jobs.duplicated(["person_id", "employer_id"]) & next_month]
    unbroken = followers["start"] == ends[followers.index] + pd.Timedelta(days=1)
    assert len(followers) > 1000
    assert unbroken.mean() > 0.95  # the rest were hired again within four weeks
    assert (followers["start"].dt.day == 1)[unbroken].mean() > 0.99


def test_some_hold_several_jobs_at_once_and_some_lose_one_and_return(tables):
    together = again = 0
    for jobs in rows_by_person(tables["jobs"]).values():
        ends = [LAST_DAY if pd.isna(job["end"]) else job["end"] for job in jobs]
        latest = list(accumulate(ends, max))
        gaps = [(job["start"] - end).days for job, end in zip(jobs[1:], latest[:-1], strict=True)]
        together += any(gap <= 0 for gap in gaps)
        again += any(gap > 60 for gap in gaps)
    assert together > 500
    assert again > 1000


def test_jobs_are_full_time_part_time_small_short_open_and_of_every_kind(tables):
    jobs = tables["jobs"]
    days = (jobs["end"] - jobs["start"]).dt.days
    assert (jobs["hours_per_week"] >= 30).mean() > 0.3
    assert (jobs["hours_per_week"] < 5).mean() > 0.01
    assert jobs["hours_per_week"].min() >= 1
    assert (days < 62).mean() > 0.02
    assert jobs["end"].isna().sum() > 1000
    assert 0.01 < (jobs["kind"] == "self_employed").mean() < 0.1
    assert 0.2 < (jobs["contract"] == "permanent").mean() < 0.8
    assert 0.01 < jobs["subsidised"].mean() < 0.2
    assert not jobs.loc[jobs["kind"] == "self_employed", "subsidised"].any()


def test_pay_follows_hours(tables):
    jobs = tables["jobs"]
    hourly = jobs["monthly_earnings"] / jobs["hours_per_week"] / (52 / 12)
    assert hourly.between(80, 700).all()


def test_holiday_jobs_are_over_by_september(tables):
    jobs = tables["jobs"]
    number = jobs["employer_id"].str.split("-").str[2].astype(int)
    holiday = jobs[number % 3 == 0]  # employers of the third place: 3, 6, 9, …
    assert len(holiday) > 100
    assert set(holiday["start"].dt.month) <= {6, 7}
    assert set(holiday["end"].dropna().dt.month) <= {6, 7, 8}


def test_only_who_had_less_than_grunnskole_goes_to_grunnskole_and_only_once(tables):
    school = tables["education"].query("level == 'grunnskole'")
    prior = tables["participants"].groupby("person_id")["prior_education"].first()
    assert set(school["person_id"].map(prior)) == {"none", "primary", ""}
    assert not school["person_id"].duplicated().any()
    assert 0.10 < len(school) / 8000 < 0.30


def test_grunnskole_begins_after_programme_start_and_school_starts_in_august_or_january(tables):
    school = tables["education"]
    start = tables["participants"].groupby("person_id")["programme_start"].first()
    grunnskole = school[school["level"] == "grunnskole"]
    assert (grunnskole["start"] > grunnskole["person_id"].map(start)).all()
    assert set(grunnskole["start"].dt.month) == {1, 8}
    assert set(school.loc[school["level"] != "grunnskole", "start"].dt.month) == {8}


def test_who_had_less_than_grunnskole_completes_it_before_upper_secondary(tables):
    participants = tables["participants"].query("programme_start >= '2005-01-01'")  # all is seen
    prior = participants.groupby("person_id")["prior_education"].first()
    school = rows_by_person(tables["education"])
    went = 0
    for person in prior.index[prior.isin(["none", "primary"])]:
        for spell in school[person]:
            if spell["level"] == "upper_secondary":
                went += 1
                assert any(
                    earlier["level"] == "grunnskole"
                    and earlier["completed"]
                    and earlier["end"] < spell["start"]
                    for earlier in school[person]
                )
    assert went > 50


def test_nobody_sits_in_two_schools_at_once_and_open_school_is_not_completed(tables):
    for spells in rows_by_person(tables["education"]).values():
        for one, following in pairwise(spells):
            assert one["end"] < following["start"]
    still = tables["education"]["end"].isna()
    assert still.sum() > 100
    assert not tables["education"].loc[still, "completed"].any()


def test_school_that_a_departure_cuts_short_is_not_completed(tables):
    gone = tables["departures"].set_index("person_id")["date"]
    school = tables["education"]
    cut = school["end"] == school["person_id"].map(gone) - pd.Timedelta(days=1)
    assert cut.sum() > 10
    assert not school.loc[cut, "completed"].any()
