"""Registers and outcomes as files: the same bytes twice, whole or not at all, no formulas."""

import datetime as dt
import time
import tomllib
import zipfile

import openpyxl
import pandas as pd
import pytest

from analysis.cli import data
from analysis.errors import DataError
from analysis.registers import write_workbook
from analysis.registers.read import read_registers
from analysis.registers.write import FILE_FORMATS, write_outcomes, write_registers

DATASET = {
    "name": "small",
    "access": "invented",
    "selected_by": "started",
    "first_observed": "2015-01",
    "last_observed": "2017-12",
    "source": "written by hand",
    "contact": "nobody",
}
TABLES = {
    "participants": pd.DataFrame(
        {
            "person_id": ["a", "b"],
            "municipality": ["0301", None],
            "programme_start": pd.to_datetime(["2015-06-10", None]),
            "weight": [0.33, 1.0],
        }
    ),
    "jobs": pd.DataFrame(
        {
            "person_id": ["a"],
            "start": pd.to_datetime(["2015-08-01"]),
            "end": pd.to_datetime([None]),
            "subsidised": [True],
        }
    ),
}


def test_the_command_line_offers_every_format_that_can_be_written():
    assert data.FILE_FORMATS == FILE_FORMATS


@pytest.mark.parametrize("file_format", ["csv", "parquet", "dta", "sav", "xpt"])
def test_what_is_written_is_read_again(tmp_path, file_format):
    write_registers(tmp_path, DATASET, TABLES, file_format)
    registers = read_registers(tmp_path)
    assert registers.tables["participants"]["weight"].tolist() == [330_000, 1_000_000]
    assert registers.tables["participants"]["municipality"].isna().tolist() == [False, True]
    assert registers.tables["jobs"]["end"].isna().all()
    assert registers.tables["jobs"]["subsidised"].tolist() == [True]


@pytest.mark.parametrize("file_format", FILE_FORMATS)
def test_same_frames_give_the_same_bytes(tmp_path, file_format):
    for name in ("one", "two"):
        write_registers(tmp_path / name, DATASET, TABLES, file_format)
        time.sleep(1.1 if name == "one" else 0)  # a time of writing would be another
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    tables = [f"jobs.{file_format}", f"participants.{file_format}"]
    assert files == ["dataset.toml", *(["registers.xlsx"] if file_format == "xlsx" else tables)]
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "clock"),
    [
        ("jobs.dta", b"<timestamp>\x1101 Jan 1960 00:00</timestamp>"),
        ("jobs.sav", b"01 Jan 6000:00:00"),
        ("jobs.xpt", b"01JAN60:00:00:00"),
    ],
)
def test_time_of_writing_is_no_part_of_a_file(tmp_path, name, clock):
    write_registers(tmp_path, DATASET, TABLES, name.rpartition(".")[2])
    content = (tmp_path / name).read_bytes()
    assert clock in content
    now = time.localtime()
    for form in ("%d %b %Y", "%d %b %y", "%d%b%y"):
        assert time.strftime(form, now).upper().encode() not in content.upper()


def workbook(tmp_path, tables=TABLES):
    write_registers(tmp_path, DATASET, tables, "xlsx")
    return openpyxl.load_workbook(tmp_path / "registers.xlsx")


def test_a_workbook_has_a_sheet_a_table_with_cells_of_their_types(tmp_path):
    book = workbook(tmp_path)
    assert book.sheetnames == ["participants", "jobs"]
    rows = list(book["participants"].values)
    assert rows[0] == ("person_id", "municipality", "programme_start", "weight")
    assert rows[1] == ("a", "0301", dt.datetime(2015, 6, 10), 0.33)
    assert rows[2] == ("b", None, None, 1)
    assert book["participants"]["B2"].number_format == "@"
    assert book["participants"]["C2"].number_format == "yyyy-mm-dd"
    assert list(book["jobs"].values)[1] == ("a", dt.datetime(2015, 8, 1), None, True)
    text = (tmp_path / "dataset.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["tables"] == {
        name: {"file": "registers.xlsx", "sheet": name} for name in TABLES
    }


def test_text_in_a_workbook_is_never_a_formula(tmp_path):
    jobs = TABLES["jobs"].assign(person_id="=1+1")
    cell = workbook(tmp_path, {**TABLES, "jobs": jobs})["jobs"]["A2"]
    assert (cell.data_type, cell.value) == ("s", "=1+1")


def test_parts_of_a_workbook_have_no_date(tmp_path):
    assert workbook(tmp_path).properties.modified == dt.datetime(1980, 1, 1)
    with zipfile.ZipFile(tmp_path / "registers.xlsx") as archive:
        parts = archive.infolist()
    assert [part.filename for part in parts] == sorted(part.filename for part in parts)
    assert {part.date_time for part in parts} == {(1980, 1, 1, 0, 0, 0)}


def test_table_longer_than_a_sheet_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(write_workbook, "MOST_ROWS", 2)
    with pytest.raises(DataError) as caught:
        workbook(tmp_path)
    assert str(caught.value) == (
        "registers.xlsx: participants has 2 rows.\n  Allowed: 1, as a sheet of Excel has."
        "\n  Write the registers as Parquet."
    )


def test_control_character_is_refused_in_a_workbook(tmp_path):
    jobs = TABLES["jobs"].assign(person_id="a\x07")
    with pytest.raises(DataError) as caught:
        workbook(tmp_path, {**TABLES, "jobs": jobs})
    assert str(caught.value) == (
        "registers.xlsx: jobs has a text with a control character."
        "\n  Allowed: text that can be printed.\n  Write the registers as Parquet."
    )


@pytest.mark.parametrize(
    ("tables", "name"),
    [({"job": TABLES["jobs"]}, "job"), ({"jobs": TABLES["jobs"].assign(salary=1)}, "salary")],
)
def test_table_or_column_outside_the_contract_is_refused(tmp_path, tables, name):
    with pytest.raises(DataError) as caught:
        write_registers(tmp_path / "out", DATASET, tables)
    assert str(caught.value) == f"'{name}' is not in the contract."
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t"])
def test_text_that_a_spreadsheet_would_run_is_quoted_in_outcomes(tmp_path, first):
    frame = pd.DataFrame({"duration": [3], "cause": ["event"]}, index=[1])
    ids = pd.Index(["a", f"{first}1+1"], dtype=object)
    write_outcomes(tmp_path / "out.csv", frame, ids)
    written = pd.read_csv(tmp_path / "out.csv", dtype=str)
    assert written.to_numpy().tolist() == [[f"'{first}1+1", "3", "event"]]


def test_outcomes_of_another_ending_are_refused(tmp_path):
    with pytest.raises(DataError) as caught:
        write_outcomes(tmp_path / "out.xlsx", pd.DataFrame(), pd.Index([]))
    assert str(caught.value) == "out.xlsx: outcomes are written as .csv or .parquet."


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_nothing_but_the_whole_file_is_left(tmp_path, name):
    frame = pd.DataFrame({"duration": [3], "cause": ["event"]})
    write_outcomes(tmp_path / "new" / name, frame, pd.Index(["a"], dtype=object))
    assert [path.name for path in (tmp_path / "new").iterdir()] == [name]
