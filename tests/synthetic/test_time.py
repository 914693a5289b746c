from collections import defaultdict
from itertools import pairwise

import pandas as pd

from analysis.reference.places import code_periods
from analysis.synthetic.dates import Window
from analysis.synthetic.world import World, tables_of

FIRST_DAY = pd.Timestamp("2005-01-01")


def rows_by_person(table):
    rows = defaultdict(list)
    for row in table.to_dict("records"):
        rows[row["person_id"]].append(row)
    return rows


def holds(spell, day):
    return spell["start"] <= day and (pd.isna(spell["end"]) or spell["end"] >= day)


def present(code):
    """Codes of 2024 of a municipality, whatever the date of its code."""
    return {now for period in code_periods() if period.code == code for now in period.now}


def test_nothing_happens_after_departure(tables):
    gone = tables["departures"].set_index("person_id")["date"]
    assert len(gone) > 200
    for name in ("jobs", "education", "residence", "benefits", "labour_office", "activities"):
        table = tables[name][tables[name]["person_id"].isin(gone.index)]
        assert len(table) > 100
        date_gone = table["person_id"].map(gone)
        assert (table["start"] < date_gone).all()
        assert (table["end"] < date_gone).all()  # an open end would be False
    programmes = tables["participants"].query("person_id in @gone.index")
    assert (programmes["programme_end"] < programmes["person_id"].map(gone)).sum() > 200
    assert not (programmes["programme_end"] >= programmes["person_id"].map(gone)).any()
    assert programmes["programme_end"].notna().all()
    for name in ("family", "participation"):
        table = tables[name][tables[name]["person_id"].isin(gone.index)]
        assert len(table) > 50
        assert (table["date"] < table["person_id"].map(gone)).all()


def test_residence_is_unbroken_from_settlement_to_departure_or_now(tables):
    settled = tables["participants"].groupby("person_id")["settled"].first()
    gone = tables["departures"].set_index("person_id")["date"]
    residence = rows_by_person(tables["residence"])
    assert set(residence) == set(settled.index)
    for person, spells in residence.items():
        if settled[person] >= FIRST_DAY:  # a home that was left before is not in the registers
            assert spells[0]["start"] == settled[person]
        for one, following in pairwise(spells):
            assert following["start"] == one["end"] + pd.Timedelta(days=1)
        if person in gone.index:
            assert spells[-1]["end"] == gone[person] - pd.Timedelta(days=1)
        else:
            assert pd.isna(spells[-1]["end"])


def test_spells_end_on_or_after_the_day_they_start(tables):
    for name in ("jobs", "education", "residence", "benefits", "labour_office", "activities"):
        closed = tables[name].dropna(subset="end")
        assert (closed["end"] >= closed["start"]).all()


def test_programmes_come_after_settlement_and_in_order(tables):
    participants = tables["participants"]
    assert (participants["settled"] <= participants["programme_start"]).all()
    ended = participants.dropna(subset="programme_end")
    assert (ended["programme_end"] >= ended["programme_start"]).all()
    ends = participants.drop_duplicates("person_id", keep="last")["programme_end"].dt.year
    assert (ends.min(), ends.max()) == (2005, 2024)


def test_some_programmes_are_still_running_when_observation_ends():
    window = Window(last_year=2019, last_exit=2021)
    participants = tables_of(World(4000, seed=1, window=window))["participants"]
    running = participants["programme_end"].isna()
    assert 20 < running.sum() < 1000
    assert set(participants.loc[running, "exit_reason"]) == {""}
    assert participants.loc[running, "registered"].isna().all()


def test_half_of_the_programmes_last_about_two_years(tables):
    once = tables["participants"].groupby("person_id").filter(lambda rows: len(rows) == 1)
    once = once[once["programme_end"].dt.year < 2021]
    months = (once["programme_end"] - once["programme_start"]).dt.days / 30.44
    assert 23 < months.median() < 25
    assert (months.between(35, 37)).mean() > 0.1
    assert (once["exit_reason"] == "interrupted").mean() > 0.05


def test_who_goes_on_elsewhere_begins_again_within_three_calendar_months(tables):
    twice = tables["participants"].groupby("person_id").filter(lambda rows: len(rows) == 2)
    assert twice["person_id"].nunique() > 50
    residence = rows_by_person(tables["residence"])
    for _, (first, second) in (
        (person, rows.to_dict("records")) for person, rows in twice.groupby("person_id")
    ):
        gap = (second["programme_start"].year - first["programme_end"].year) * 12
        gap += second["programme_start"].month - first["programme_end"].month
        assert 0 <= gap <= 3
        assert second["programme_start"] > first["programme_end"]
        assert first["municipality"] != second["municipality"]
        lives = [
            present(spell["municipality"])
            for spell in residence[second["person_id"]]
            if holds(spell, second["programme_start"])
        ]
        assert lives == [present(second["municipality"])]


def test_births_of_a_household_lie_nine_months_apart_or_more(tables):
    births = tables["family"].sort_values(["person_id", "date"])
    apart = births.groupby("person_id")["date"].diff().dt.days.dropna()
    assert len(apart) > 1000
    assert apart.min() > 9 * 30.4
