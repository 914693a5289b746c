"""Files that are not there, not whole, not of a known kind or too large; Parquet's own types."""

import datetime as dt
import pickle
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.registers import limits
from analysis.registers.read import read_registers

from .folders import JOBS, breaks, refusal, remarks

DAY = dt.date(2015, 8, 1)


def jobs_frame(**columns):
    return pd.DataFrame({"person_id": ["a"], "start": [DAY], "end": [DAY], **columns})


def test_missing_file_is_named(folder):
    path = folder()
    (path / "jobs.csv").unlink()
    assert refusal(path) == breaks(
        "jobs.csv: the file is missing.",
        "  [tables.jobs] in dataset.toml",
        "  Put it there, or mend its name.",
    )


@pytest.mark.parametrize("name", ["jobs.csv", "jobs.parquet"])
def test_file_of_0_bytes_is_incomplete(folder, name):
    path = folder({"jobs": b""} if name == "jobs.csv" else {"jobs": jobs_frame()})
    (path / name).write_bytes(b"")
    assert refusal(path) == breaks(
        f"{name}: the file is incomplete: 0 bytes.",
        "  [tables.jobs] in dataset.toml",
        "  Copy it again.",
    )


@pytest.mark.parametrize("share", [0.05, 0.5, 0.99])
def test_truncated_parquet_is_incomplete(folder, share):
    path = folder({"jobs": jobs_frame(employer_id=["e" * 1000])})
    content = (path / "jobs.parquet").read_bytes()
    (path / "jobs.parquet").write_bytes(content[: int(len(content) * share)])
    assert refusal(path) == breaks(
        "jobs.parquet: not a whole Parquet file; the file may be incomplete.",
        "  [tables.jobs] in dataset.toml",
        "  Copy it again, or write it again.",
    )


def test_damaged_pages_of_a_parquet_are_an_error(folder):
    path = folder()
    frame = jobs_frame(employer_id=["e" * 1000]).loc[[0] * 50].assign(start=DAY)
    frame["employer_id"] = [f"{number}" * 300 for number in range(50)]
    frame.to_parquet(path / "jobs.parquet", compression="zstd", index=False)
    text = (path / "dataset.toml").read_text(encoding="utf-8").replace("jobs.csv", "jobs.parquet")
    (path / "dataset.toml").write_text(text, encoding="utf-8")
    content = bytearray((path / "jobs.parquet").read_bytes())
    content[60:700] = b"\xff" * 640
    (path / "jobs.parquet").write_bytes(bytes(content))
    assert "jobs.parquet: not a whole Parquet file" in refusal(path)


@pytest.mark.parametrize("name", ["jobs.csv.gz", "jobs.pkl", "jobs.zip", "jobs.txt", "jobs"])
def test_other_kinds_of_files_are_refused_unread(folder, name):
    path = folder()
    (path / name).write_bytes(pickle.dumps("never loaded"))
    text = (path / "dataset.toml").read_text(encoding="utf-8").replace("jobs.csv", name)
    (path / "dataset.toml").write_text(text, encoding="utf-8")
    suffix = name.rpartition(".")[2] if "." in name else ""
    assert refusal(path) == breaks(
        f"{name}: files of type '{'.' if suffix else ''}{suffix}' are not read.",
        "  [tables.jobs] in dataset.toml",
        "  Allowed: .parquet, .csv, .xlsx, .xlsm, .dta, .sav, .zsav, .xpt, .sas7bdat."
        " Write the table as one of these.",
    )


def test_pickle_named_parquet_is_refused(folder):
    path = folder({"jobs": jobs_frame()})
    (path / "jobs.parquet").write_bytes(pickle.dumps("never loaded" * 10))
    assert "jobs.parquet: not a whole Parquet file" in refusal(path)


def test_ending_in_capital_letters_is_read(folder):
    path = folder()
    (path / "jobs.csv").rename(path / "JOBS.CSV")
    text = (path / "dataset.toml").read_text(encoding="utf-8").replace("jobs.csv", "JOBS.CSV")
    (path / "dataset.toml").write_text(text, encoding="utf-8")
    assert len(read_registers(path).tables["jobs"]) == 1


@pytest.mark.parametrize("how", ["up", "absolute", "link"])
def test_file_outside_the_folder_is_refused(tmp_path, folder, how):
    path = folder()
    outside = tmp_path.parent / f"outside_{how}.csv"
    outside.write_text(JOBS, encoding="utf-8")
    name = {"up": f"../{outside.name}", "absolute": str(outside), "link": "link.csv"}[how]
    if how == "link":
        (path / "link.csv").symlink_to(outside)
    text = (path / "dataset.toml").read_text(encoding="utf-8").replace("jobs.csv", name)
    (path / "dataset.toml").write_text(text, encoding="utf-8")
    assert refusal(path) == breaks(
        f"{'link.csv' if how == 'link' else outside.name}:"
        " the file lies outside the dataset's folder.",
        "  [tables.jobs] in dataset.toml",
        "  Put the file itself into the folder.",
    )


def test_parquet_of_many_rows_in_few_bytes_is_refused_from_its_metadata(folder, monkeypatch):
    path = folder({"jobs": jobs_frame()})
    many = pa.table({name: pa.array(["a"] * 300_000) for name in ("person_id", "start", "end")})
    pq.write_table(many, path / "jobs.parquet")
    monkeypatch.setattr(limits, "MAX_ROWS", 200_000)
    assert (path / "jobs.parquet").stat().st_size < 20_000
    told = refusal(path).splitlines()
    assert told[1].startswith("jobs.parquet: too large to read at once: 300,000 rows, ")
    assert told[2] == "  Allowed: 200,000 rows, 8,589,934,592 bytes."
    assert told[3].startswith("  Take out the rows of those who are no participants, or split")


def test_file_of_many_bytes_is_refused_before_it_is_read(folder, monkeypatch):
    monkeypatch.setattr(limits, "MAX_BYTES", 100)
    told = refusal(folder({"jobs": JOBS + "a,2016-08-01,2016-12-31,37.5\n" * 4}))
    assert "jobs.csv: too large to read at once: 0 rows, 180 bytes." in told


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        (pa.array([["x"]]), "list<element: string>"),
        (pa.array([b"x"]), "binary"),
        (pa.array([{"a": 1}]), "struct<a: int64>"),
        (pa.array([dt.time(1)]), "time64[us]"),
    ],
)
def test_columns_of_other_types_are_refused(folder, column, kind):
    path = folder({"jobs": jobs_frame()})
    table = pa.Table.from_pandas(jobs_frame()).append_column("employer_id", column)
    pq.write_table(table, path / "jobs.parquet")
    assert refusal(path) == breaks(
        f"jobs.parquet, column 'employer_id': values of type '{kind}' are not read.",
        "  Allowed: text, numbers, dates, true and false. Write the column as one.",
    )


@pytest.mark.parametrize(
    "hours",
    [
        pa.array([37.5], pa.float16()),
        pa.array([37.5], pa.float32()),
        pa.array([Decimal("37.50")]),
        pa.array(["37.5"]).dictionary_encode(),
        pa.array(["37.5"], pa.large_string()),
    ],
    ids=["float16", "float32", "decimal", "dictionary", "large text"],
)
def test_numbers_of_each_type_become_the_same_hundredths(folder, hours):
    path = folder({"jobs": jobs_frame()})
    table = pa.Table.from_pandas(jobs_frame()).append_column("hours_per_week", hours)
    pq.write_table(table, path / "jobs.parquet")
    assert read_registers(path).tables["jobs"]["hours_per_week"].tolist() == [3750]


def test_row_of_a_parquet_is_counted_from_1(folder):
    frame = pd.concat([jobs_frame(hours_per_week=[10.0]), jobs_frame(hours_per_week=[-1.0])])
    assert "  row 2: found '-9.9'" in refusal(folder({"jobs": frame}))


def test_whole_numbers_with_gaps_keep_every_digit(folder):
    path = folder({"jobs": jobs_frame()})
    columns = {"person_id": ["a", "a"], "start": [DAY, DAY], "end": [DAY, None]}
    pq.write_table(pa.table({**columns, "employer_id": [2**53 + 1, None]}), path / "jobs.parquet")
    jobs = read_registers(path).tables["jobs"]
    assert jobs["employer_id"].dropna().tolist() == ["9007199254740993"]


def test_column_that_was_an_index_in_pandas_is_a_column(folder):
    path = folder({"jobs": jobs_frame()})
    jobs_frame().set_index("person_id").to_parquet(path / "jobs.parquet")
    assert len(read_registers(path).tables["jobs"]) == 1


def test_blanks_in_a_parquet_text_are_stripped_and_counted(folder):
    frame = jobs_frame(person_id=[" a\u00a0"], kind=["employee "])
    registers = read_registers(folder({"jobs": frame}))
    assert len(registers.tables["jobs"]) == 1
    assert remarks(registers) == {
        ("jobs", "person_id", "blanks_stripped"): 1,
        ("jobs", "kind", "blanks_stripped"): 1,
    }


def test_parquet_column_without_any_value_is_missing_throughout(folder):
    path = folder({"jobs": jobs_frame()})
    table = pa.Table.from_pandas(jobs_frame()).append_column("employer_id", pa.nulls(1))
    pq.write_table(table, path / "jobs.parquet")
    assert read_registers(path).tables["jobs"]["employer_id"].isna().all()


def test_infinite_hours_are_an_error(folder):
    assert "hours a week are a number" in refusal(
        folder({"jobs": jobs_frame(hours_per_week=[np.inf])})
    )


@pytest.mark.parametrize(
    ("file_format", "rows", "need"),
    [("csv", "3,500", "0.5"), ("parquet", "5,000", "0.7")],  # rows x 3 columns x 48 bytes
)
def test_file_that_needs_more_memory_than_is_free_is_refused(
    folder, monkeypatch, file_format, rows, need
):
    frame = jobs_frame().loc[[0] * 5000]
    path = folder({"jobs": frame if file_format == "parquet" else frame.to_csv(index=False)})
    for reader in ("text_files", "parquet_files"):
        monkeypatch.setattr(f"analysis.registers.{reader}.free_memory", lambda: 500_000)
    assert refusal(path) == breaks(
        f"jobs.{file_format}: too large for this machine: {rows} rows with 3 columns need about"
        f" {need} MB of memory.",
        "  Allowed: what is free, 0.5 MB.",
        "  Take out the rows of those who are no participants, declare columns that are not needed"
        " as ignored, or use a larger machine.",
    )


def test_memory_is_that_of_the_container_where_it_is_the_smaller(tmp_path, monkeypatch):
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(limits, "_limit_files", lambda: [limit])
    machine = limits.memory.__wrapped__()
    limit.write_text("max\n", encoding="ascii")
    assert limits.memory.__wrapped__() == machine > 2**28
    limit.write_text("123456789\n", encoding="ascii")
    assert limits.memory.__wrapped__() == 123_456_789


def test_free_memory_is_what_this_process_has_not_taken(monkeypatch):
    monkeypatch.setattr(limits, "memory", lambda: 2**50)
    assert 2**50 - 2**36 < limits.free_memory() < 2**50 - 2**24
    monkeypatch.setattr(limits, "memory", lambda: 1000)
    assert limits.free_memory() == 0


def test_parquet_of_over_a_thousand_columns_is_refused(folder):
    path = folder({"jobs": jobs_frame()})
    wide = {f"month_{number}": [1] for number in range(998)}
    pq.write_table(pa.table({"person_id": ["a"], "start": [DAY], "end": [DAY], **wide}),
                   path / "jobs.parquet")  # fmt: skip
    assert "jobs.parquet: the header has 1,001 columns." in refusal(path)


@pytest.mark.parametrize("column", ["person_id", "employer_id"])
def test_parquet_texts_that_are_not_utf_8_are_refused_by_row(folder, column):
    path = folder({"jobs": jobs_frame(employer_id=["e"]).assign(start=DAY)})
    table = pq.read_table(path / "jobs.parquet")
    offsets = pa.py_buffer(bytes([0, 0, 0, 0, 2, 0, 0, 0]))
    latin = pa.StringArray.from_buffers(1, offsets, pa.py_buffer("så".encode("latin-1")[:2]))
    place = table.column_names.index(column)
    pq.write_table(table.set_column(place, column, latin), path / "jobs.parquet")
    assert refusal(path) == breaks(
        f"jobs.parquet: {column}: texts are in UTF-8.",
        "  row 1: other letters",
        "  Write the file again with texts in UTF-8.",
    )
