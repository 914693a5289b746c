"""The world against published figures, at 100,000 persons."""

import pandas as pd
import pytest

from analysis.synthetic.calibration import calibration, targets
from analysis.synthetic.counted import Counts, november, status
from analysis.synthetic.dates import Window
from analysis.synthetic.observed import observe
from analysis.synthetic.world import World, tables_of

PERSONS = 100_000


@pytest.fixture(scope="module")
def table():
    return calibration(tables_of(World(PERSONS, window=Window(last_exit=2024))))


def test_every_target_has_a_figure_a_tolerance_and_a_source():
    for target in targets():
        assert target["tolerance"] > 0
        assert len(target["source"]) > 5
        assert isinstance(target["published"], (int, float))


def test_every_figure_is_met_or_its_miss_is_explained(table):
    missed = table[~table["met"]]
    unexplained = missed.loc[missed["note"] == "", ["figure", "published", "obtained"]]
    assert unexplained.empty, unexplained.to_string()


def test_nearly_all_figures_are_met(table):
    assert len(table) == len(targets()) > 110
    assert table["met"].mean() > 0.9


def test_an_impossible_figure_is_not_called_met(table):
    assert not table.set_index("figure").loc["employed_in year 2020 first 2005 last 2019", "met"]


def row(person, **values):
    return {"person_id": person, **values}


def small_registers():
    """Four leavers of 2016: Ann works an hour, Bo studies, Cy does neither, Di has emigrated."""
    day = pd.Timestamp
    participants = [
        row(
            person,
            municipality="0301",
            settled=day("2014-01-10"),
            programme_start=day("2014-06-01"),
            programme_end=day("2016-05-31"),
            sex=sex,
            birth_year=1985,
            country_of_origin="Syria",
            exit_reason="work",
        )
        for person, sex in (("a", "female"), ("b", "male"), ("c", "male"), ("d", "female"))
    ]
    stay = [row(p, municipality="0301", start=day("2014-01-10"), end=pd.NaT) for p in "abc"]
    stay.append(row("d", municipality="0301", start=day("2014-01-10"), end=day("2017-11-14")))
    job = row("a", start=day("2017-11-15"), end=day("2017-11-15"), hours_per_week=1.0)
    few = row("c", start=day("2017-01-01"), end=pd.NaT, hours_per_week=0.99)
    school = row("b", level="higher", start=day("2017-08-15"), end=pd.NaT)
    grunnskole = row("c", level="grunnskole", start=day("2017-08-15"), end=pd.NaT)
    office = row("c", status="unemployed", start=day("2017-11-01"), end=day("2017-11-30"))
    frames = {
        "participants": participants,
        "jobs": [job, few],
        "education": [school, grunnskole],
        "residence": stay,
        "labour_office": [office],
    }
    return {name: pd.DataFrame(rows) for name, rows in frames.items()}


def test_the_november_share_is_that_of_three_persons_counted_by_hand():
    counts = Counts(observe(small_registers()))
    assert november(counts, {"exit": 2016, "after": 1}) == pytest.approx(200 / 3)
    assert november(counts, {"exit": 2016, "after": 1, "sex": "men"}) == pytest.approx(50)
    assert november(counts, {"exit": 2016, "after": 1, "sex": "women"}) == pytest.approx(100)


@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("employed", 100 / 3),
        ("education", 100 / 3),
        ("employed_and_education", 0),
        ("unemployed", 100 / 3),
        ("on_measures", 0),
        ("other", 0),
    ],
)
def test_the_six_rows_are_those_of_three_persons_counted_by_hand(name, share):
    counts = Counts(observe(small_registers()))
    assert status(counts, {"exit": 2016, "row": name}) == pytest.approx(share)
