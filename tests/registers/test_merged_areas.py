"""Areas table: old municipalities that are one now become one row a year, and no row is lost."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.reference.places import STILL, code_periods
from analysis.registers.read import read_registers

from .folders import breaks, fates, refusal, remarks

AREAS = "code,name,year,population,unemployment,lon\n"


def areas(*rows):
    return AREAS + "".join(f"{row}\n" for row in rows)


def test_municipalities_that_are_one_now_are_one_row_a_year(folder):
    table = areas(
        "1017,Songdalen,2018,6000,4.0,7.8",
        "1001,Kristiansand,2018,90000,3.0,8.0",
        "1018,Søgne,2018,12000,2.5,7.7",
        "1001,Kristiansand,2019,91000,2.0,8.0",
        "0301,Oslo,2018,680000,2.2,10.7",
    )
    registers = read_registers(folder({"areas": table}))
    # 6,000 x 4 + 90,000 x 3 + 12,000 x 2.5 = 324,000 of 108,000 persons
    rows = registers.tables["areas"].astype({"code": object, "name": object})
    assert rows.sort_values(["code", "year"]).to_numpy().tolist() == [
        ["0301", "Oslo", 2018, 680000.0, 2.2, 10.7],
        ["4204", "Kristiansand", 2018, 108000.0, 3.0, 8.0],
        ["4204", "Kristiansand", 2019, 91000.0, 2.0, 8.0],
    ]
    assert fates(registers, "areas") == {"merged_area": 2, "used": 3}
    assert remarks(registers)["areas", "code", "municipality_recoded"] == 4


def test_without_every_population_nothing_is_weighed_and_the_name_is_the_official_one(folder):
    table = areas("1017,Songdalen,2018,,4.0,7.8", "1001,Krs,2018,90000,3.0,7.8")
    rows = read_registers(folder({"areas": table})).tables["areas"]
    assert rows["name"].tolist() == ["Kristiansand"]
    assert rows[["population", "unemployment"]].isna().all(axis=None)
    assert rows["lon"].tolist() == [7.8]  # the same in both


def test_areas_without_a_population_are_merged_too(folder):
    table = "code,name,year,county\n1017,Songdalen,2018,Agder\n1001,Krs,2018,Agder\n"
    rows = read_registers(folder({"areas": table})).tables["areas"]
    assert rows.astype(object).to_numpy().tolist() == [["4204", "Kristiansand", 2018, "Agder"]]


def test_one_unemployment_that_is_missing_makes_that_of_the_whole_missing(folder):
    table = areas("1017,Songdalen,2018,6000,,7.8", "1001,Kristiansand,2018,90000,3.0,8.0")
    rows = read_registers(folder({"areas": table})).tables["areas"]
    assert rows["population"].tolist() == [96000.0]
    assert rows["unemployment"].isna().all()


@pytest.mark.parametrize("scheme", ["norway", "own"])
def test_an_area_and_year_with_two_values_are_refused(folder, scheme):
    table = areas("1001,a,2018,1,1,1", "1001,a,2018,2,1,1", "1001,a,2019,2,1,1")
    assert refusal(folder({"areas": table}, f'area_scheme = "{scheme}"\n')) == breaks(
        "areas.csv, column 'code': one row an area and year.",
        "  row 2: found '9999'",
        "  row 3: found '9999'",
        "  Keep the row that is right.",
    )


def test_an_area_and_year_said_twice_alike_are_kept_once(folder):
    table = areas("1001,a,2018,1,1,1", "1001,a,2018,1,1,1")
    assert fates(read_registers(folder({"areas": table})), "areas") == {
        "identical_row": 1,
        "used": 1,
    }


def test_one_place_under_codes_of_two_dates_is_not_added_to_itself(folder):
    table = areas("1201,Bergen,2019,280000,1,1", "4601,Bergen,2019,280000,1,1")
    assert refusal(folder({"areas": table})) == breaks(
        "areas.csv, column 'code': codes of one area and year were in use in the same years.",
        "  row 2: found '9999'",
        "  row 3: found '9999'",
        "  Keep the row that is right.",
    )


single = sorted(one.code for one in code_periods() if len(one.now) == 1 and one.last < STILL)
area_rows = st.dictionaries(
    st.tuples(st.sampled_from([*single[::7], "1001", "1017", "1018"]), st.integers(2015, 2019)),
    st.integers(1, 700_000),
    min_size=1,
    max_size=25,
)


@pytest.mark.no_cover  # lines that other tests run
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(area_rows)
def test_merging_loses_no_row_and_no_inhabitant(folder, rows):
    in_2019 = {one.code for one in code_periods() if one.first <= 2019 <= one.last}
    rows = {key: people for key, people in rows.items() if key[0] in in_2019} or {("1001", 2019): 5}
    table = areas(*(f"{code},a,{year},{people},1.5,1" for (code, year), people in rows.items()))
    registers = read_registers(folder({"areas": table}))
    found = registers.tables["areas"]
    assert sum(fates(registers, "areas").values()) == len(rows)
    assert not found.duplicated(["code", "year"]).any()
    assert found["population"].sum() == sum(rows.values())
    assert found["unemployment"].sub(1.5).abs().max() < 1e-9
