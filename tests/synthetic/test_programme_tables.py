import numpy as np
import pandas as pd
import pytest

from analysis.synthetic.dates import NO_DAY, Window
from analysis.synthetic.luck import Luck
from analysis.synthetic.municipalities import draw_municipalities
from analysis.synthetic.parameters import parameters
from analysis.synthetic.programme_tables import basic_amounts, benefits_table
from analysis.synthetic.setting import Setting
from analysis.synthetic.spells import Known

NOBODY = {"person_id": str, "kind": str, "start": "datetime64[s]", "end": "datetime64[s]"}


def benefits(start, end, born, helped=()):
    p, luck = parameters(), Luck(1)
    setting = Setting(draw_municipalities(luck, p), Window(), luck, p)
    known = Known(np.array(["a"], dtype=object), np.array([0]), np.array([NO_DAY]), setting)
    dates = {"programme_start": pd.Timestamp(start), "programme_end": pd.Timestamp(end)}
    people = pd.DataFrame([{"person_id": "a", "birth_year": born, **dates}])
    columns = ["person_id", "kind", "start", "end"]
    rows = pd.DataFrame([("a", *row) for row in helped], columns=columns).astype(NOBODY)
    return benefits_table(people, rows, known)


def test_introduction_benefit_is_a_sixth_of_g_and_follows_it_each_may():
    # G: 90,068 from May 2015, 92,576 from May 2016, 93,634 from May 2017
    rows = benefits("2015-09-01", "2017-06-15", born=1980)
    assert rows["start"].astype(str).tolist() == ["2015-09-01", "2016-05-01", "2017-05-01"]
    assert rows["end"].astype(str).tolist() == ["2016-04-30", "2017-04-30", "2017-06-15"]
    assert rows["monthly_amount"].tolist() == [15011, 15429, 15606]


def test_who_is_younger_than_25_has_two_thirds_of_it():
    rows = benefits("2015-09-01", "2016-06-15", born=1991)
    assert rows["monthly_amount"].tolist() == [10008, 15429]  # 24 in 2015, 25 in 2016


def test_qualification_benefit_follows_g_too_and_an_open_spell_stays_open():
    rows = benefits(
        "2015-09-01", "2016-03-31", 1980, [("qualification_benefit", "2024-02-01", "NaT")]
    )
    last = rows[rows["kind"] == "qualification_benefit"]
    assert last["start"].astype(str).tolist() == ["2024-02-01", "2024-05-01"]
    assert last["end"].isna().tolist() == [False, True]
    assert last["monthly_amount"].iloc[0] == 19770  # 118,620 from May 2023


def test_social_assistance_is_uneven_and_kept_whole(tables):
    helped = tables["benefits"].query("kind == 'social_assistance'")
    assert helped["monthly_amount"].nunique() > 1000
    whole = benefits(
        "2015-09-01", "2016-03-31", 1980, [("social_assistance", "2016-04-01", "2016-07-31")]
    )
    assert (whole["kind"] == "social_assistance").sum() == 1


def test_every_year_of_the_registers_has_a_basic_amount_that_rises():
    amounts = basic_amounts(parameters())
    assert set(range(2003, 2025)) <= set(amounts)
    assert (np.diff([amounts[year] for year in range(2003, 2025)]) > 0).all()


@pytest.mark.parametrize(("year", "before", "after"), [(2009, 70256, 75641), (2012, 79216, 88370)])
def test_an_invented_basic_amount_lies_between_the_published_ones(year, before, after):
    assert before < basic_amounts(parameters())[year] < after
