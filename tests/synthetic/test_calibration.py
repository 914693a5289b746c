"""The world against published figures, at 100,000 persons."""

import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.reference.published import published
from analysis.synthetic.calibration import calibration, row_of, targets
from analysis.synthetic.counted import Counts, november, status
from analysis.synthetic.dates import Window
from analysis.synthetic.observed import observe
from analysis.synthetic.world import World, tables_of

PERSONS = 100_000


@pytest.fixture(scope="module")
def table():
    return calibration(tables_of(World(PERSONS, window=Window(last_exit=2024))))


@pytest.fixture(scope="module")
def listed():
    return targets()


def test_every_target_has_a_figure_a_tolerance_and_a_source(listed):
    for target in listed:
        assert target["tolerance"] > 0
        assert len(target["source"]) > 5
        assert isinstance(target["published"], (int, float))


@pytest.mark.parametrize(
    ("terms", "figure"),
    [
        ({"what": "november", "exit": 2016, "after": 1, "sex": "women"}, 50),
        ({"what": "november", "exit": 2015, "after": 1, "sex": "both"}, 61),
        ({"what": "november", "exit": 2013, "after": 5}, 67),
        ({"what": "november", "exit": 2022, "sex": "men"}, 73),
        ({"what": "november_minus_direct", "exit": 2016}, 62 - 46),
        ({"what": "status", "sex": "women", "row": "other"}, 39),
        ({"what": "earns", "sex": "women", "level": 90000}, (40 + 50) / 2),
        ({"what": "participants_aged", "year": 2018, "ages": "18-25"}, 26.5),
        ({"what": "participants", "year": 2023, "code": "Ukraine"}, 67.1),
        ({"what": "grunnskole_by_county", "which": "highest"}, 15.4),
        ({"what": "gone"}, 5),
    ],
)
def test_a_target_has_the_figure_of_the_published_row_that_it_names(listed, terms, figure):
    (found,) = [one for one in listed if terms.items() <= one.items()]
    assert found["published"] == pytest.approx(figure)


def test_only_what_is_not_printed_as_a_figure_stands_in_the_targets_themselves(listed):
    own = {target["what"] for target in listed if "from" not in target}
    assert own == {
        "employed_change",
        "self_supported_change",
        "leavers_per_municipality",
        "none_left",
        "spread",
        "rank_same",
        "rank_next",
        "county_ranks",
    }


@pytest.mark.parametrize(
    ("terms", "number"),
    [
        ({"series": "november"}, 2),  # the leavers of 2015 have two sources
        ({"series": "november", "source": "ssb_10824"}, 0),
        ({"series": "november", "source": "ntb_2017", "years_after": 2}, 0),
    ],
)
def test_a_target_that_names_no_row_or_two_is_refused(terms, number):
    target = {"what": "november", "exit": 2015, "after": 1, "from": terms}
    with pytest.raises(DataError) as refused:
        row_of(target, published(), "from")
    assert str(refused.value).startswith(
        f"targets.toml: {number} published figures where there must be one."
        "\nnovember exit 2015 after 1: from = {'place': 'Norway',"
    )


def test_every_figure_is_met_or_its_miss_is_explained(table):
    missed = table[~table["met"]]
    unexplained = missed.loc[missed["note"] == "", ["figure", "published", "obtained"]]
    assert unexplained.empty, unexplained.to_string()


def test_nearly_all_figures_are_met(table, listed):
    assert len(table) == len(listed) > 110
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
