"""Shares counted person by person, as slowly as a clerk, against published ones."""

from collections import defaultdict
from datetime import date

import numpy as np
import pandas as pd
import pytest

LAST_DAY = pd.Timestamp("2023-12-31")


def leavers(tables):
    last = tables["participants"].groupby("person_id").tail(1)
    return last[last["programme_end"].dt.year.between(2012, 2021)]


def rows_by_person(table):
    rows = defaultdict(list)
    for row in table.to_dict("records"):
        rows[row["person_id"]].append(row)
    return rows


def holds(spell, day):
    return spell["start"] <= day and (pd.isna(spell["end"]) or spell["end"] >= day)


def november_shares(tables, years_after):
    """Count person by person, as the official rule reads: alive, resident, in work or school."""
    jobs, education, residence = (
        rows_by_person(tables[name]) for name in ("jobs", "education", "residence")
    )
    counted = {"male": [], "female": []}
    for leaver in leavers(tables).to_dict("records"):
        person, year = leaver["person_id"], leaver["programme_end"].year + years_after
        day = pd.Timestamp(date(year, 11, 15))
        if day > LAST_DAY or not any(holds(spell, day) for spell in residence[person]):
            continue
        works = any(holds(job, day) and job["hours_per_week"] >= 1 for job in jobs[person])
        learns = any(
            holds(school, day) and school["level"] in ("upper_secondary", "higher")
            for school in education[person]
        )
        counted[leaver["sex"]].append(works or learns)
    both = counted["male"] + counted["female"]
    return {
        "all": 100 * sum(both) / len(both),
        **{sex: 100 * sum(values) / len(values) for sex, values in counted.items()},
    }


def test_official_share_after_one_year_is_near_71_50_and_62(tables):
    shares = november_shares(tables, 1)
    assert shares["male"] == pytest.approx(71, abs=4)
    assert shares["female"] == pytest.approx(50, abs=4)
    assert shares["all"] == pytest.approx(62, abs=4)


def test_official_share_rises_to_year_five_and_the_gap_narrows(tables):
    first, fifth = november_shares(tables, 1), november_shares(tables, 5)
    assert 2 < fifth["all"] - first["all"] < 10
    assert fifth["male"] - fifth["female"] < first["male"] - first["female"]


def test_nearly_half_of_the_employed_work_part_time_and_women_more_often(tables):
    jobs = rows_by_person(tables["jobs"])
    part_time = {"male": [], "female": []}
    for leaver in leavers(tables).to_dict("records"):
        day = pd.Timestamp(date(leaver["programme_end"].year + 1, 11, 15))
        held = [job["hours_per_week"] for job in jobs[leaver["person_id"]] if holds(job, day)]
        if held:
            part_time[leaver["sex"]].append(sum(held) < 30)
    both = part_time["male"] + part_time["female"]
    assert np.mean(both) == pytest.approx(0.45, abs=0.07)
    assert np.mean(part_time["female"]) > np.mean(part_time["male"]) + 0.1


def test_about_five_in_a_hundred_emigrate_and_few_die(tables):
    causes = tables["departures"]["cause"].value_counts() / 6000
    assert causes["emigration"] == pytest.approx(0.05, abs=0.015)
    assert 0 < causes["death"] < 0.015


def test_about_three_in_four_live_in_the_first_municipality_after_five_years(tables):
    residence = rows_by_person(tables["residence"])
    same = []
    for spells in residence.values():
        day = spells[0]["start"] + pd.Timedelta(days=1826)
        then = [spell["municipality"] for spell in spells if holds(spell, day)]
        if day <= LAST_DAY and then:
            same.append(then[0] == spells[0]["municipality"])
    assert np.mean(same) == pytest.approx(0.74, abs=0.05)
