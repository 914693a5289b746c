"""The beginning of files of every format, and of files that are none."""

import datetime
import zipfile

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from analysis.errors import DataError
from analysis.registers.draft_files import sample_folder, shown
from analysis.registers.draft_text import TextForm

NO_HEADER = "there is no header: the row where names should stand looks like data"
TEXT = "Løpenr;Fra\n1;ærlig\n2;å\n"


def sample(folder):
    found = sample_folder(folder)
    assert not found.unread
    return found.samples[0]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("latin-1", "cp1252"),
        ("cp1252", "cp1252"),
        ("cp865", "cp865"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_the_encoding_of_a_text_file_is_found(tmp_path, written, expected):
    (tmp_path / "a.csv").write_bytes(TEXT.encode(written))
    found = sample(tmp_path)
    assert found.form == TextForm(expected, ";")
    assert found.header == ("Løpenr", "Fra")
    assert found.columns == (("1", "2"), ("ærlig", "å"))
    assert found.whole


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_cuts_all_rows_alike(tmp_path, delimiter):
    rows = [["id", "a, b", "c;d"], ["1", "7,5", "x"], ["2", "0,5", "y"]]
    text = "\n".join(delimiter.join(f'"{field}"' for field in row) for row in rows)
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    found = sample(tmp_path)
    assert found.form == TextForm("", delimiter)
    assert found.header == ("id", "a, b", "c;d")


def test_a_decimal_comma_does_not_hide_the_semicolon(tmp_path):
    (tmp_path / "a.csv").write_text("id;timer\n1;7,5\n2;37,5\n", encoding="utf-8")
    assert sample(tmp_path).form == TextForm("", ";")


def test_only_the_beginning_of_a_long_text_file_is_read(tmp_path):
    with (tmp_path / "a.csv").open("w", encoding="utf-8") as file:
        file.write("id;å\n")
        for _ in range(100):
            file.write("1;ø\n" * 10_000)
    found = sample(tmp_path)
    assert len(found.columns[0]) == 1000
    assert not found.whole
    assert found.form == TextForm("utf-8", ";")


def test_a_letter_that_is_cut_by_the_end_of_the_beginning_is_no_fault(tmp_path):
    (tmp_path / "a.csv").write_text("id;navn\n" + "1;" + "ø" * 100_000, encoding="utf-8")
    assert sample(tmp_path).form == TextForm("utf-8", ";")
    (tmp_path / "a.csv").write_text("id;navn\n" + " 1;" + "ø" * 100_000, encoding="utf-8")
    assert sample(tmp_path).form == TextForm("utf-8", ";")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "the file is incomplete: 0 bytes"),
        (b"\x1f\x8b\x08", "this is a gzip file, not text"),
        (b"\n1;2\n", "the first line is empty; the names of the columns stand there"),
        (b"x" * 100_000, "the first line is longer than 65,536 bytes"),
        (b"a;a\n1;2\n", "two columns have the same name; give each a name of its own"),
        (b"p-1;03.04.2015\n", NO_HEADER),
        (b"p-1;2015-04-03T00:00:00\n", NO_HEADER),
    ],
)
def test_a_text_file_that_is_none_is_named_with_its_fault(tmp_path, content, why):
    (tmp_path / "a.csv").write_bytes(content)
    assert sample_folder(tmp_path).unread == {"a.csv": why}


def test_parquet_is_sampled_with_the_types_it_has(tmp_path):
    days = pd.to_datetime(["2015-01-02"] * 3000)
    frame = pd.DataFrame({"id": np.arange(3000), "fra": days})
    frame.to_parquet(tmp_path / "a.parquet", index=False, row_group_size=700)
    found = sample(tmp_path)
    assert found.header == ("id", "fra")
    assert 0 < len(found.columns[0]) <= 1000
    assert found.columns[1][0] == datetime.datetime(2015, 1, 2)
    assert not found.whole
    assert found.form is None


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.dta", pyreadstat.write_dta),
        ("a.sav", pyreadstat.write_sav),
        ("a.xpt", pyreadstat.write_xport),
    ],
)
def test_files_of_statistics_programs_are_sampled(tmp_path, name, write):
    frame = pd.DataFrame({"id": ["a"] * 1500, "timer": [7.5] * 1500})
    write(frame, str(tmp_path / name))
    found = sample(tmp_path)
    assert [own.lower() for own in found.header] == ["id", "timer"]
    assert found.columns == (("a",) * 1000, (7.5,) * 1000)
    assert not found.whole


def test_dates_and_gaps_of_a_statistics_program_come_as_they_are(tmp_path):
    days = [datetime.date(2015, 1, 2), None]
    frame = pd.DataFrame({"fra": days, "timer": [7.5, None], "navn": ["å", ""]})
    pyreadstat.write_sav(frame, str(tmp_path / "a.sav"))
    found = sample(tmp_path)
    assert found.columns[0] == (datetime.date(2015, 1, 2), None)
    assert found.columns[1][0] == 7.5
    assert found.columns[2] == ("å", "")
    assert found.whole


def test_a_file_on_which_the_library_crashes_is_named(tmp_path, monkeypatch):
    program = tmp_path / "crashes.py"
    program.write_text("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "utf-8")
    monkeypatch.setattr("analysis.registers.draft_worker.__file__", str(program))
    (tmp_path / "a.sav").write_bytes(b"x")
    why = "not a whole SPSS file, or not in the encoding that it names"
    assert sample_folder(tmp_path).unread == {"a.sav": why}


def test_a_file_on_which_the_library_waits_is_named(tmp_path, monkeypatch):
    program = tmp_path / "waits.py"
    program.write_text("import time; time.sleep(60)", "utf-8")
    monkeypatch.setattr("analysis.registers.draft_worker.__file__", str(program))
    monkeypatch.setattr("analysis.registers.draft_files.SECONDS", 0.2)
    (tmp_path / "a.dta").write_bytes(b"x")
    assert sample_folder(tmp_path).unread == {"a.dta": "reading it does not end; it is damaged"}


def workbook(path, *sheets):
    book = Workbook()
    book.remove(book.active)
    for title, rows, merged in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for area in merged:
            sheet.merge_cells(area)
    book.save(path)


def test_every_sheet_of_a_workbook_that_holds_something_is_sampled(tmp_path):
    day = datetime.datetime(2015, 1, 2)
    workbook(
        tmp_path / "bok.xlsx",
        ("Deltakere", [["Løpenr", "Startdato"], [1, day]], []),
        ("Tom", [], []),
        ("Jobber", [["Løpenr", "Fra", "Til"], ["a", day, None]], []),
    )
    found = sample_folder(tmp_path).samples
    assert [(one.sheet, one.header, one.header_rows) for one in found] == [
        ("Deltakere", ("Løpenr", "Startdato"), (1,)),
        ("Jobber", ("Løpenr", "Fra", "Til"), (1,)),
    ]
    assert found[0].columns == ((1,), (day,))
    assert found[1].place == "bok.xlsx, sheet Jobber"


def test_titles_above_the_names_of_columns_are_left_out(tmp_path):
    rows = [
        ["Deltakere i introduksjonsprogrammet", None, None],
        ["Uttrekk 2024", None, None],
        [None, None, None],
        ["Løpenr", "Kommunenr", "Startdato"],
        ["a", "5501", "02.02.2015"],
    ]
    workbook(tmp_path / "bok.xlsx", ("Ark1", rows, ["A1:C1"]))
    found = sample(tmp_path)
    assert found.header_rows == (4,)
    assert found.header == ("Løpenr", "Kommunenr", "Startdato")
    assert found.columns[1] == ("5501",)


def test_names_over_two_rows_are_joined_below_merged_cells(tmp_path):
    rows = [
        ["Jobber i kommunen", None, None, None],
        ["Løpenr", "Periode", None, "Timer"],
        [None, "Fra", "Til", "per uke"],
        ["a", "02.02.2015", "", 37.5],
    ]
    workbook(tmp_path / "bok.xlsx", ("Ark1", rows, ["A1:D1", "B2:C2", "A2:A3"]))
    found = sample(tmp_path)
    assert found.header_rows == (2, 3)
    assert found.header == ("Løpenr", "Periode Fra", "Periode Til", "Timer per uke")


def test_names_over_two_rows_that_are_not_merged_are_said_to_need_it(tmp_path):
    rows = [["Løpenr", "Fra", "Fra"], [None, "dato", "dato"], ["a", "02.02.2015", None]]
    workbook(tmp_path / "bok.xlsx", ("Ark1", rows, []))
    assert sample_folder(tmp_path).unread == {
        "bok.xlsx, sheet Ark1": "two columns have the same name; give each a name of its own;"
        " if the names stand in two rows, merge each upper one over its columns"
    }


def test_empty_columns_of_a_sheet_are_no_columns(tmp_path):
    rows = [["Løpenr", None, "Fra", None], ["a", None, "02.02.2015", None]]
    workbook(tmp_path / "bok.xlsx", ("Ark1", rows, []))
    assert sample(tmp_path).header == ("Løpenr", "Fra")


def test_a_sheet_at_fault_does_not_hide_the_others(tmp_path):
    workbook(
        tmp_path / "bok.xlsx",
        ("Data", [["1234", "5678"], ["1", "2"]], []),
        ("Jobber", [["Løpenr", "Fra"], ["a", "b"]], []),
    )
    found = sample_folder(tmp_path)
    assert [one.sheet for one in found.samples] == ["Jobber"]
    assert list(found.unread) == ["bok.xlsx, sheet Data"]


def test_a_workbook_that_unpacks_to_too_much_is_not_opened(tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.registers.draft_workbooks.LARGEST_PART", 1 << 20)
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", b"0" * (1 << 21))
    assert sample_folder(tmp_path).unread == {
        "a.xlsx": "the workbook is too large to look into; write the sheet as CSV"
    }


def check_bytes(folder, ending, content):
    (folder / f"a{ending}").write_bytes(content)
    found = sample_folder(folder)
    assert found.unread or all(one.file == f"a{ending}" for one in found.samples)


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(st.sampled_from([".csv", ".parquet", ".xlsx"]), st.binary(min_size=1, max_size=300))
def test_whatever_bytes_a_file_has_it_is_sampled_or_named(tmp_path_factory, ending, content):
    check_bytes(tmp_path_factory.mktemp("bytes"), ending, content)


@pytest.mark.parametrize("ending", [".dta", ".sav", ".zsav", ".xpt", ".sas7bdat"])
def test_a_file_of_a_statistics_program_that_is_none_is_named(tmp_path, ending):
    (tmp_path / f"a{ending}").write_bytes(b"$FL2@(#) " + bytes(range(256)) * 8)
    assert list(sample_folder(tmp_path).unread) == [f"a{ending}"]


def test_a_file_outside_the_folder_is_not_read(tmp_path):
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "a.csv").write_text("id;b\n", encoding="utf-8")
    (inside / "a.csv").symlink_to(tmp_path / "a.csv")
    assert sample_folder(inside).unread == {"a.csv": "the file lies outside the folder"}


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text("id;b\n", encoding="utf-8")
    with pytest.raises(DataError, match="No folder "):
        sample_folder(tmp_path / "a.csv")


def test_a_name_is_shown_on_one_line_without_signs_that_a_terminal_obeys():
    assert shown("a\x1b[31m\nb") == "a?[31m?b"
    assert shown("x" * 61) == "x" * 60 + "…"
    assert shown("") == "(no name)"
