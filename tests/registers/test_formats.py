"""The same registers in every format that can be written: the same persons, months and answers."""

import datetime as dt
from functools import cache

import numpy as np
import pandas as pd
import pytest

from analysis.cli import main
from analysis.design import MeasurementPoint
from analysis.reference.measures import parse_measure
from analysis.registers.contract import TABLES
from analysis.registers.dataset import FORMATS
from analysis.registers.files import READERS
from analysis.registers.read import read_registers
from analysis.registers.write import FILE_FORMATS, write_registers
from analysis.synthetic.world import World, tables_of
from analysis.terms import MonthlyRule, OriginName
from analysis.timeline.cohort import cohort
from analysis.timeline.panel import Panel
from analysis.timeline.states import states

OTHERS = [name for name in FILE_FORMATS if name != "parquet" and FORMATS[f".{name}"] in READERS]
MEASURES = (
    "any_job,run_months=6",
    "any_job,hours_per_week=20",
    "november",
)
DATASET = {
    "name": "every table",
    "access": "invented",
    "selected_by": "started",
    "first_observed": "2015-01",
    "last_observed": "2017-12",
    "source": "written by hand",
    "contact": "nobody",
    "missing": ["9999"],
    "open_dates": ["9999-12-31"],
}
NAME = "Å bære ærfugl på Tromsøya"


def dates(*days):
    return pd.array(np.array(days, dtype="datetime64[s]"))


def spells(kind=None, **columns):
    """Return three spells of two persons: one ends, one is open by a code, one by a blank."""
    frame = {
        "person_id": ["007", "åse", "åse"],
        "start": dates("2015-08-01", "2015-02-28", "2016-02-29"),
        "end": dates("2015-12-31", "9999-12-31", "NaT"),
        **columns,
    }
    return pd.DataFrame({**frame, "kind": kind} if kind else frame)


def every_table():
    """Return all tables of the contract with all columns: blanks, codes, zeros, letters, halves."""
    participants = pd.DataFrame(
        {
            "person_id": ["007", "åse", "z 9"],
            "municipality": ["0301", None, "5501"],
            "settled": dates("2014-12-31", "NaT", "2015-01-01"),
            "programme_start": dates("2015-01-02", "2015-03-01", "2015-04-30"),
            "programme_end": dates("2015-06-10", "NaT", "9999-12-31"),
            "sex": ["female", None, "male"],
            "birth_year": pd.array([1980, None, 9999], dtype="Int64"),
            "country_of_origin": ["Côte d’Ivoire", "", "Ærø"],
            "admission": ["0012", None, None],
            "prior_education": ["none", "grunnskole", None],
            "exit_reason": [None, None, "fullført"],
            "track": [None, None, None],
            "household_id": ["01", "01", None],
            "weight": [0.333333, 1.0, np.nan],
            "registered": dates("NaT", "NaT", "NaT"),
        }
    )
    jobs = spells(
        ["employee", "self_employed", "employee"],
        hours_per_week=[37.5, 0.285, np.nan],
        monthly_earnings=pd.array([31_234, None, 9999], dtype="Int64"),
        employer_id=["000123", NAME, None],
        contract=["permanent", None, "temporary"],
        subsidised=pd.array([True, None, False], dtype="boolean"),
    )
    education = spells(
        level=["grunnskole", "higher", "upper_secondary"], completed=[True, False, True]
    )
    return {
        "participants": participants,
        "jobs": jobs,
        "education": education,
        "activities": spells(
            ["språk", "praksis", "språk"],
            name=[NAME, None, "x" * 300],
            hours_per_week=[0.5, 0.99, 1.0],
        ),
        "benefits": spells(["01", "02", "01"], monthly_amount=pd.array([1, None, 3], "Int64")),
        "labour_office": spells(status=["registrert", "01", "ø"]),
        "residence": spells(municipality=["0301", "1804", None]),
        "departures": pd.DataFrame(
            {"person_id": ["z 9"], "date": dates("2017-01-31"), "cause": ["emigration"]}
        ),
        "family": pd.DataFrame(
            {"person_id": ["007"], "date": dates("2016-12-24"), "kind": ["barn"]}
        ),
        "participation": pd.DataFrame(
            {"person_id": ["007"], "date": dates("2016-09-01"), "kind": ["valg"]}
        ),
        "areas": pd.DataFrame(
            {
                "code": ["0301", "5501"],
                "name": ["Oslo", "Tromsø"],
                "year": [2017, 2017],
                "population": [666_759, np.nan],
                "unemployment": [0.1, 3.7],
                "centrality": [1000.0, 850.5],
                "lon": [10.75, 18.96],
                "lat": [59.91, -0.0],
                "county": ["03", "55"],
            }
        ),
    }


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Return (which registers, format) -> the folder they were written to."""
    world = World(300, seed=4)
    written = {"small": (DATASET, every_table()), "world": (world.dataset, tables_of(world))}
    places = {}
    for name, content in written.items():
        for file_format in ("parquet", *OTHERS):
            places[name, file_format] = tmp_path_factory.mktemp(f"{name}_{file_format}")
            write_registers(places[name, file_format], *content, file_format)
    return places


@pytest.fixture(scope="module")
def registers(folders):
    """Return (which registers, format) -> what is read."""
    return {key: read_registers(folder) for key, folder in folders.items()}


def test_the_small_registers_have_every_column_of_the_contract():
    for name, table in TABLES.items():
        assert sorted(every_table()[name]) == sorted(table.names), name


@pytest.mark.parametrize("file_format", OTHERS)
@pytest.mark.parametrize("name", ["small", "world"])
def test_every_format_gives_the_same_registers(registers, name, file_format):
    expected, found = registers[name, "parquet"], registers[name, file_format]
    assert found.ids.equals(expected.ids)
    assert list(found.tables) == list(expected.tables)
    for table, frame in expected.tables.items():
        pd.testing.assert_frame_equal(found.tables[table], frame, check_exact=True)
    pd.testing.assert_frame_equal(found.rows, expected.rows)
    pd.testing.assert_frame_equal(found.remarks, expected.remarks)


@pytest.mark.parametrize("file_format", OTHERS)
@pytest.mark.parametrize("rule", MonthlyRule)
def test_every_format_gives_the_same_months(registers, file_format, rule):
    both = [registers["world", name] for name in ("parquet", file_format)]
    points = [MeasurementPoint(month) for month in range(1, 61)]
    for text in MEASURES:
        measure = parse_measure(text, {})
        expected, found = (
            states(Panel(one, rule), cohort(one, OriginName.PROGRAMME_START), measure, points).codes
            for one in both
        )
        assert 0 < (expected == 0).sum() < expected.size
        np.testing.assert_array_equal(found, expected)


@pytest.fixture(scope="module")
def outcomes_of(folders, tmp_path_factory):
    """Return a function: the bytes of outcomes of the world in a format."""

    @cache
    def ask(file_format):
        out = tmp_path_factory.mktemp("outcomes") / "outcomes.csv"
        asked = ["--measure", MEASURES[0], "--out", str(out)]
        assert main(["outcomes", str(folders["world", file_format]), *asked]) == 0
        return out.read_bytes()

    return ask


@pytest.mark.parametrize("file_format", ["csv", "dta"])
def test_formats_that_give_the_same_registers_give_the_same_bytes_of_outcomes(
    outcomes_of, file_format
):
    expected = outcomes_of("parquet")
    assert len(expected.splitlines()) > 100
    assert outcomes_of(file_format) == expected


def values_of(column):
    """Return the values of a column, None where it is missing."""
    return [
        None if missing else value for value, missing in zip(column, column.isna(), strict=True)
    ]


def test_what_the_small_registers_hold_is_read_as_it_was_meant(registers):
    tables = registers["small", "dta"].tables
    jobs = tables["jobs"]
    assert values_of(jobs["hours_per_week"]) == [3750, 29, None]
    assert jobs["end"].isna().tolist() == [False, True, True]
    assert values_of(jobs["employer_id"]) == ["000123", NAME, None]
    assert values_of(jobs["monthly_earnings"]) == [31_234, None, None]
    assert values_of(jobs["subsidised"]) == [True, None, False]
    assert tables["residence"]["municipality"].astype(object).tolist()[:2] == ["0301", "1804"]
    assert tables["participants"]["settled"].tolist()[0] == dt.datetime(2014, 12, 31)
    assert tables["areas"]["unemployment"].tolist() == [0.1, 3.7]


@pytest.mark.parametrize("blank", ["", " ", "\u00a0", " \u00a0 ", None])
@pytest.mark.parametrize("file_format", ["parquet", *OTHERS])
def test_blank_text_is_missing_in_every_format(tmp_path, file_format, blank):
    jobs = pd.DataFrame({**spells(), "employer_id": [blank, "x", blank]})
    places = pd.DataFrame(
        {
            "person_id": ["007", "åse"],
            "municipality": ["0301", blank],
            "programme_start": dates("2015-01-02", "2015-03-01"),
        }
    )
    write_registers(tmp_path, DATASET, {"participants": places, "jobs": jobs}, file_format)
    found = read_registers(tmp_path).tables
    assert values_of(found["jobs"]["employer_id"]) == [None, "x", None]
    assert values_of(found["participants"]["municipality"]) == ["0301", None]
