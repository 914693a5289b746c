"""Registers and outcomes as files: the same bytes twice, whole or not at all, no formulas."""

import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.registers.read import read_registers
from analysis.registers.write import write_outcomes, write_registers

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


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_what_is_written_is_read_again(tmp_path, file_format):
    write_registers(tmp_path, DATASET, TABLES, file_format)
    registers = read_registers(tmp_path)
    assert registers.tables["participants"]["weight"].tolist() == [330_000, 1_000_000]
    assert registers.tables["participants"]["municipality"].isna().tolist() == [False, True]
    assert registers.tables["jobs"]["end"].isna().all()
    assert registers.tables["jobs"]["subsidised"].tolist() == [True]


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_same_frames_give_the_same_bytes(tmp_path, file_format):
    for name in ("one", "two"):
        write_registers(tmp_path / name, DATASET, TABLES, file_format)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files == ["dataset.toml", f"jobs.{file_format}", f"participants.{file_format}"]
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


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
