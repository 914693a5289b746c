import numpy as np
import pandas as pd
import pytest

from analysis.reference.places import TEN, municipalities
from analysis.registers.contract import TABLES
from analysis.synthetic.world import make_world

GLOPPEN = "4650"
LAST_DAY = pd.Timestamp("2023-12-31")


def leavers(tables):
    last = tables["participants"].groupby("person_id").tail(1)
    return last[last["programme_end"].dt.year.between(2012, 2021)]


def test_same_seed_gives_the_same_frames():
    first = make_world(300, np.random.default_rng(7)).tables
    second = make_world(300, np.random.default_rng(7)).tables
    for name in first:
        pd.testing.assert_frame_equal(first[name], second[name])


def test_another_seed_gives_other_frames():
    first = make_world(300, np.random.default_rng(7)).tables
    second = make_world(300, np.random.default_rng(8)).tables
    assert not first["jobs"].equals(second["jobs"])


def test_chance_outside_the_generator_changes_nothing():
    np.random.seed(1)
    first = make_world(50, np.random.default_rng(7)).tables["jobs"]
    np.random.seed(2)
    pd.testing.assert_frame_equal(first, make_world(50, np.random.default_rng(7)).tables["jobs"])


def test_every_table_and_column_is_one_of_the_contract(tables):
    assert set(tables) == {
        "participants",
        "jobs",
        "education",
        "residence",
        "departures",
        "areas",
    }
    for name, table in tables.items():
        assert set(table.columns) <= set(TABLES[name].names)
        assert set(TABLES[name].needed) <= set(table.columns)


def test_codes_are_those_of_the_contract(tables):
    for name, table in tables.items():
        for column in table.columns:
            codes = TABLES[name].column(column).codes
            if codes:
                assert set(table[column]) <= {*codes, ""}, (name, column)


@pytest.mark.parametrize("persons", [1, 2, 100, 1000])
def test_dates_are_seconds_and_booleans_are_booleans_in_a_world_of_any_size(persons):
    tables = make_world(persons, np.random.default_rng(3)).tables
    assert tables["participants"]["person_id"].nunique() == persons
    dates = {
        "participants": ["settled", "programme_start", "programme_end"],
        "jobs": ["start", "end"],
        "education": ["start", "end"],
        "residence": ["start", "end"],
        "departures": ["date"],
    }
    for name, columns in dates.items():
        assert {str(tables[name][column].dtype) for column in columns} == {"datetime64[s]"}
    assert tables["jobs"]["subsidised"].dtype == bool
    assert tables["education"]["completed"].dtype == bool


def test_world_without_persons_is_refused():
    with pytest.raises(ValueError, match=r"^A world needs at least 1 person, not 0\.$"):
        make_world(0, np.random.default_rng(1))


def test_dataset_says_that_it_is_invented(world):
    assert world.dataset["access"] == "invented"
    assert world.dataset["selected_by"] == "started"
    assert (world.dataset["first_observed"], world.dataset["last_observed"]) == (
        "2010-01",
        "2023-12",
    )
    assert "oppdiktede data" in str(world.dataset["name"])


def test_nothing_lies_outside_the_observed_months(tables):
    for table in tables.values():
        for column in table.select_dtypes("datetime"):
            dates = table[column].dropna()
            assert dates.min() >= pd.Timestamp("2010-01-01")
            assert dates.max() <= LAST_DAY


def test_codes_are_text_with_their_leading_zero(tables):
    codes = {
        *tables["participants"]["municipality"],
        *tables["residence"]["municipality"],
        *tables["areas"]["code"],
    }
    assert "0301" in codes
    assert all(isinstance(code, str) and len(code) == 4 for code in codes)


def test_thirty_municipalities_of_2024_take_part_and_the_ten_are_among_them(tables):
    codes = set(tables["participants"]["municipality"])
    assert len(codes) == 30
    assert set(TEN) <= codes <= set(municipalities())
    assert set(tables["areas"]["code"]) == codes
    assert {"Ås", "Guovdageaidnu - Kautokeino"} <= set(tables["areas"]["name"])


def test_sizes_give_long_reports_short_ones_and_one_below_ten(tables):
    sizes = leavers(tables)["municipality"].value_counts()
    assert sizes.idxmax() == "0301"
    assert 0.22 < sizes["0301"] / sizes.sum() < 0.28
    assert sum(sizes[code] > 80 for code in TEN) >= 7
    assert 10 <= sizes[GLOPPEN] <= 25
    assert 0 < sizes.min() < 10


@pytest.mark.parametrize("seed", range(5))
def test_gloppen_stays_small_under_every_seed(seed):
    sizes = leavers(make_world(6000, np.random.default_rng(seed)).tables)["municipality"]
    assert 10 <= sum(sizes == GLOPPEN) <= 25


def test_a_person_id_tells_nothing_about_the_municipality(tables):
    participants = tables["participants"].drop_duplicates("person_id")
    number = participants["person_id"].str.removeprefix("p-").astype(int)
    assert sorted(number) == list(range(1, 6001))
    oslo = participants["municipality"] == "0301"
    assert abs(number[oslo].mean() - number[~oslo].mean()) < 250  # about five standard errors
