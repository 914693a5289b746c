"""Faults are told as they stand in the file: own shapes, rows that belong together, the header."""

import datetime as dt

import openpyxl
import pandas as pd
import pytest

from analysis.registers.read import read_registers

from .folders import DECLARED, JOBS, PARTICIPANTS, breaks, fates, refusal

AGAIN = "the names of the columns stand once, above all rows; here they stand again."
TAKE_OUT = (
    "  Take the row out; where two extracts were put together, look whether both have the same"
    " columns in the same order."
)
SAME_HOURS = "overlapping spells of one job have the same hours_per_week."
TWO_CONTRACTS = (
    "  Keep the row that is right; where they are two contracts, give each an employer_id of its"
    " own, or move that column to ignored under [tables.jobs]: then each row is a job of its own."
)
TABLES = """\
[tables.participants]
file = "registre.xlsx"
sheet = "Deltakere"
columns = { programme_end = "Sluttdato", sex = "Kjønn" }
codes.sex = { K = "female", M = "male" }
[tables.jobs]
file = "registre.xlsx"
sheet = "Jobber"
columns = { hours_per_week = "Timer", employer_id = "Arbeidsgiver" }
"""
SHEETS = {
    "Deltakere": [
        ["person_id", "municipality", "programme_start", "Sluttdato", "Kjønn"],
        ["a", "0301", dt.date(2015, 4, 3), dt.date(2016, 6, 30), "K"],
        ["b", "0301", dt.date(2015, 4, 3), dt.date(2016, 6, 30), "M"],
    ],
    "Jobber": [
        ["person_id", "start", "end", "Timer", "Arbeidsgiver"],
        ["a", dt.date(2016, 8, 1), None, 18.75, "Skolen"],
        ["b", dt.date(2016, 8, 1), dt.date(2016, 9, 1), 37.5, "Skolen"],
    ],
}


@pytest.fixture
def workbook(tmp_path):
    """Return a function that writes a dataset of one workbook with more rows in a sheet."""

    def write(sheet, *rows, date_format="dd.mm.yyyy"):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, known in SHEETS.items():
            for row in [*known, *(rows if name == sheet else ())]:
                (book[name] if name in book.sheetnames else book.create_sheet(name)).append(row)
            for cells in book[name].iter_rows():
                for cell in cells:
                    if cell.is_date:
                        cell.number_format = date_format
        book.save(tmp_path / "registre.xlsx")
        (tmp_path / "dataset.toml").write_text(DECLARED + TABLES, encoding="utf-8")
        return tmp_path

    return write


@pytest.mark.parametrize(
    ("date_format", "shape"),
    [
        ("dd.mm.yyyy", "'99.99.9999'"),
        ("yyyy-mm-dd", "'9999-99-99'"),
        ("mm-dd-yy", "a date cell"),
        ("[$-414]d. mmmm yyyy;@", "a date cell"),
    ],
)
def test_person_pasted_twice_is_told_with_dates_as_the_sheet_shows_them(
    workbook, date_format, shape
):
    again = ["a", "0301", dt.date(2015, 4, 3), dt.date(2016, 7, 31), "K"]
    path = workbook("Deltakere", again, date_format=date_format)
    assert refusal(path) == breaks(
        "registre.xlsx, sheet 'Deltakere', column 'Sluttdato' (participants.programme_end): one row"
        " a person and programme; these rows are of one, and differ here.",
        f"  rows 2 and 4: found {shape} and {shape}",
        "  Keep the row that is right.",
    )


def test_two_contracts_with_one_employer_are_told_with_hours_as_they_stand(workbook):
    path = workbook("Jobber", ["a", dt.date(2016, 9, 1), None, 7.5, "Skolen"])
    assert refusal(path) == breaks(
        f"registre.xlsx, sheet 'Jobber', column 'Timer' (jobs.hours_per_week): {SAME_HOURS}",
        "  rows 2 and 4: found '99.99' and '9.9'",
        TWO_CONTRACTS,
    )


@pytest.mark.parametrize("way_out", ["other employers", "ignored"])
def test_the_ways_out_of_two_contracts_lead_out(workbook, way_out):
    employer = "Skolen, kontrakt 2" if way_out == "other employers" else "Skolen"
    path = workbook("Jobber", ["a", dt.date(2016, 9, 1), None, 7.5, employer])
    if way_out == "ignored":
        text = (path / "dataset.toml").read_text(encoding="utf-8")
        text = text.replace(', employer_id = "Arbeidsgiver"', "")
        (path / "dataset.toml").write_text(text + 'ignored = ["Arbeidsgiver"]\n', encoding="utf-8")
    assert fates(read_registers(path), "jobs") == {"used": 3}


def test_own_codes_and_missing_values_are_told_as_they_stand(workbook):
    path = workbook("Deltakere", ["a", "0301", dt.date(2017, 4, 3), None, "M"])
    assert refusal(path).splitlines()[1:3] == [
        "registre.xlsx, sheet 'Deltakere', column 'Kjønn' (participants.sex): one value a person.",
        "  rows 2 and 4: found 'a' and 'a'",
    ]


def test_date_before_another_is_told_as_the_sheet_shows_it(workbook):
    path = workbook("Jobber", ["a", dt.date(2016, 8, 2), dt.date(2016, 8, 1), None, None])
    assert "  row 4: found '99.99.9999'" in refusal(path)


def test_date_cell_outside_the_years_is_told_as_the_sheet_shows_it(workbook):
    path = workbook("Jobber", ["a", dt.date(2101, 8, 2), None, None, None])
    assert "  row 4: found '99.99.9999'" in refusal(path)


def test_values_of_other_files_are_told_as_they_stand(folder):
    row = {"person_id": "a", "start": dt.date(2015, 1, 1), "end": None, "employer_id": "e"}
    frame = pd.DataFrame([{**row, "hours_per_week": hours} for hours in (18.75, 20.0)])
    told = refusal(folder({"jobs": frame})).splitlines()
    assert told[1:3] == [
        f"jobs.parquet, column 'hours_per_week': {SAME_HOURS}",
        "  rows 1 and 2: found '99.99' and '99.9'",
    ]


@pytest.mark.parametrize("name", ["hours_per_week", " Hours_per_week "])
def test_header_that_stands_again_in_the_middle_is_told_once(folder, name):
    jobs = JOBS + f"person_id,start,end,{name}\nb,2015-08-01,,20\n"
    assert refusal(folder({"jobs": jobs})) == breaks(
        f"jobs.csv: {AGAIN}", "  row 3: the names of the columns", TAKE_OUT
    )


def test_header_that_stands_again_in_a_sheet_is_told_beside_other_faults(workbook):
    path = workbook("Jobber", SHEETS["Jobber"][0], ["a", dt.date(2016, 8, 1), None, 200, "x"])
    assert refusal(path) == breaks(
        f"registre.xlsx, sheet 'Jobber': {AGAIN}",
        "  row 4: the names of the columns",
        TAKE_OUT,
        "registre.xlsx, sheet 'Jobber', column 'Timer' (jobs.hours_per_week): hours a week are a"
        " number between 0 and 168.",
        "  row 5: found '999'",
        "  Mend the value.",
    )


def test_row_that_repeats_only_some_names_is_a_row_like_others(folder):
    people = PARTICIPANTS + "person_id,municipality,2015-06-10\n"
    told = refusal(folder({"participants": people}))
    assert AGAIN not in told
    assert "  row 4: found 'aaaaaaaaaaaa'" in told
