import filecmp

import numpy as np
import pandas as pd
import pytest

from analysis.reference.places import TEN, code_periods, municipalities
from analysis.registers.contract import TABLES
from analysis.registers.write_parts import write_parts
from analysis.synthetic import world as module
from analysis.synthetic.dates import Window
from analysis.synthetic.luck import Luck
from analysis.synthetic.municipalities import allot, code_of_date, draw_municipalities
from analysis.synthetic.parameters import parameters
from analysis.synthetic.strategy import Grunnskole, Strategy
from analysis.synthetic.world import World, parts_of, tables_of, whole

LAST_DAY = pd.Timestamp("2024-12-31")


def test_same_seed_gives_the_same_frames():
    first, second = (tables_of(World(300, seed=7)) for _ in range(2))
    for name in first:
        pd.testing.assert_frame_equal(first[name], second[name])


def test_another_seed_gives_other_frames():
    assert not tables_of(World(300, seed=7))["jobs"].equals(tables_of(World(300, seed=8))["jobs"])


def test_chance_outside_the_world_changes_nothing():
    np.random.seed(1)
    first = tables_of(World(50, seed=7))["jobs"]
    np.random.seed(2)
    pd.testing.assert_frame_equal(first, tables_of(World(50, seed=7))["jobs"])


@pytest.mark.no_cover  # lines that other tests run
@pytest.mark.parametrize("part", [40, 70, 1000])
def test_a_world_is_the_same_in_whatever_parts_it_is_drawn(part, monkeypatch):
    everybody = tables_of(World(200, seed=7))
    monkeypatch.setattr(module, "PART", part)
    parts = list(parts_of(World(200, seed=7)))
    assert len(parts) == -(-200 // part)
    in_parts = whole(parts)
    for name, table in everybody.items():
        ordered = [
            frame.sort_values(list(frame), ignore_index=True) for frame in (table, in_parts[name])
        ]
        pd.testing.assert_frame_equal(*ordered)


def test_the_same_world_is_written_in_the_same_bytes(tmp_path):
    world = World(300, seed=7)
    for name in ("one", "same"):
        write_parts(tmp_path / name, world.dataset, parts_of(world))
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert "jobs.parquet" in names
    assert not [name for name in names if name.startswith(".")]
    same = filecmp.cmpfiles(tmp_path / "one", tmp_path / "same", names, shallow=False)
    assert same == (names, [], [])


def test_every_table_and_column_is_one_of_the_contract(tables):
    assert set(tables) == {
        "participants",
        "jobs",
        "education",
        "activities",
        "benefits",
        "labour_office",
        "residence",
        "departures",
        "family",
        "participation",
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


@pytest.mark.parametrize("persons", [1, 2, 3, 100, 1000])
def test_dates_are_seconds_and_booleans_are_booleans_in_a_world_of_any_size(persons):
    tables = tables_of(World(persons, seed=3))
    assert tables["participants"]["person_id"].nunique() >= 0.95 * persons - 1  # some die early
    dates = {
        "participants": ["settled", "programme_start", "programme_end", "registered"],
        "departures": ["date"],
        "family": ["date"],
        "participation": ["date"],
    }
    for name in ("jobs", "education", "activities", "benefits", "labour_office", "residence"):
        dates[name] = ["start", "end"]
    for name, columns in dates.items():
        assert {str(tables[name][column].dtype) for column in columns} == {"datetime64[s]"}, name
    assert tables["jobs"]["subsidised"].dtype == bool
    assert tables["education"]["completed"].dtype == bool


def test_world_without_persons_is_refused():
    with pytest.raises(ValueError, match=r"^A world needs at least 1 person, not 0\.$"):
        World(0)


def test_dataset_says_that_it_is_invented(world):
    assert world.dataset["access"] == "invented"
    assert world.dataset["selected_by"] == "started"
    assert (world.dataset["first_observed"], world.dataset["last_observed"]) == (
        "2005-01",
        "2024-12",
    )
    assert "oppdiktede data" in str(world.dataset["name"])


def test_nothing_begins_after_the_last_observed_day_nor_ends_before_the_first(tables):
    last = tables["participants"].drop_duplicates("person_id", keep="last")
    for name, table in {**tables, "participants": last}.items():
        for column in table.select_dtypes("datetime"):
            dates = table[column].dropna()
            assert dates.max() <= LAST_DAY, (name, column)
            if column in ("end", "date", "programme_end"):
                assert dates.min() >= pd.Timestamp("2005-01-01"), (name, column)


def test_codes_are_text_with_their_leading_zero(tables):
    codes = {
        *tables["participants"]["municipality"],
        *tables["residence"]["municipality"],
        *tables["areas"]["code"],
    }
    assert "0301" in codes
    assert all(isinstance(code, str) and len(code) == 4 for code in codes)


@pytest.mark.parametrize("year", range(2005, 2025))
@pytest.mark.parametrize("rank", [0.0, 0.5, 0.81, 0.9, 0.999])
def test_every_municipality_has_a_code_of_each_year_that_leads_back_to_it(year, rank):
    places = draw_municipalities(Luck(1), parameters())
    number = np.arange(357)
    codes = code_of_date(number, np.full(357, year), np.full(357, rank), parameters())
    used = {
        period.code: period.now for period in code_periods() if period.first <= year <= period.last
    }
    for place, code in zip(places.code, codes, strict=True):
        assert place in used[code]


def test_the_ten_have_the_codes_that_they_had():
    places = draw_municipalities(Luck(1), parameters())
    number = np.array([list(places.code).index(code) for code in TEN])
    told = {
        2017: ["0301", "1201", "1601", "1001", "1902", "1714", "1445", "0906", "0814", "0807"],
        2018: ["0301", "1201", "5001", "1001", "1902", "5035", "1445", "0906", "0814", "0807"],
        2020: ["0301", "4601", "5001", "4204", "5401", "5035", "4650", "4203", "3813", "3808"],
        2024: list(TEN),
    }
    for year, codes in told.items():
        found = code_of_date(number, np.full(10, year), np.zeros(10), parameters())
        assert found.tolist() == codes


def test_programmes_and_homes_have_the_code_of_their_date(tables):
    periods = {}
    for period in code_periods():
        periods.setdefault(period.code, []).append((period.first, period.last))
    for name, column in (("participants", "programme_start"), ("residence", "start")):
        years = tables[name][column].dt.year
        for code, year in set(zip(tables[name]["municipality"], years, strict=True)):
            assert any(first <= year <= last for first, last in periods[code]), (code, year)


def test_all_municipalities_receive_and_sizes_are_fixed_before_anybody_is_drawn():
    world = World(60_000)
    sizes = allot(60_000, world.setting.places)
    assert sizes.sum() == 60_000
    assert len(sizes) == len(municipalities()) == 357
    assert sizes.min() >= 1
    assert 0.05 < sizes.max() / 60_000 < 0.12
    assert world.setting.places.code[sizes.argmax()] == "0301"


def test_a_person_id_tells_nothing_about_the_municipality(tables):
    participants = tables["participants"].drop_duplicates("person_id")
    number = participants["person_id"].str.removeprefix("p-").astype(int)
    assert number.between(1, 8000).all()
    oslo = participants["municipality"] == "0301"
    assert abs(number[oslo].mean() - number[~oslo].mean()) < 500  # about five standard errors


def test_those_who_share_a_household_are_a_couple_in_one_place_at_one_time(tables):
    first = tables["participants"].drop_duplicates("person_id")
    shared = first.groupby("household_id").filter(lambda rows: len(rows) == 2)
    assert shared["household_id"].nunique() > 500
    both = shared.groupby("household_id")
    assert (both["sex"].nunique() == 2).all()
    assert (both["country_of_origin"].nunique() == 1).all()
    assert (both["person_id"].nunique() == 2).all()
    assert first.groupby("household_id").size().max() == 2


def test_registers_outside_the_window_begin_and_end_with_it():
    window = Window(first_year=2010, last_year=2015, first_exit=2010, last_exit=2012)
    tables = tables_of(World(500, seed=2, window=window))
    ends = tables["participants"].drop_duplicates("person_id", keep="last")["programme_end"]
    assert set(ends.dt.year) == {2010, 2011, 2012}
    assert tables["jobs"]["end"].max() <= pd.Timestamp("2015-12-31")
    assert tables["jobs"]["end"].min() >= pd.Timestamp("2010-01-01")
    assert tables["areas"]["year"].agg(["min", "max"]).tolist() == [2010, 2015]


def test_inhabitants_are_those_of_2024_so_that_municipalities_have_a_size():
    areas = tables_of(World(2, 1))["areas"].set_index(["code", "year"])["population"]
    assert areas["0301", 2024] == municipalities()["0301"].inhabitants
    assert areas.groupby("year").count().loc[lambda known: known > 0].index.tolist() == [2024]


def near_the_end(name):
    """Return who begins grunnskole in a January or August, by whether his programme soon ends."""
    tables = tables_of(World(4000, seed=11, name=name))
    school = tables["education"].query("level == 'grunnskole'").drop_duplicates("person_id")
    last = tables["participants"].groupby("person_id")["programme_end"].max()
    months = (school["person_id"].map(last) - school["start"]).dt.days / 30.4
    return int(months.between(1, 5).sum()), int((months > 7).sum())


def test_where_nothing_is_hidden_nobody_begins_because_his_programme_comes_to_its_end():
    """The odds near the end are exp(1.2) = 3.3 times as high in the usual world, else alike."""
    usual, before = near_the_end("usual")
    known, as_before = near_the_end("nothing_hidden")
    assert 0.25 < known / usual < 0.6
    assert as_before == before


def test_some_persons_live_as_they_do_among_all_others():
    world = World(600, seed=7, strategy=Strategy(Grunnskole.BEGIN))
    everybody = tables_of(world)
    ids = everybody["participants"]["person_id"].drop_duplicates().sort_values().iloc[::3]
    (some,) = parts_of(world, pd.Index(ids))
    assert len(ids) > 100
    for name, table in everybody.items():
        if name != "areas":
            own = table[table["person_id"].isin(ids)].reset_index(drop=True)
            pd.testing.assert_frame_equal(some[name].reset_index(drop=True), own)
