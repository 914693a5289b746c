"""Columns that are missing, unknown or renamed: the error names them and the nearest."""

import pandas as pd
import pytest

from analysis.registers.read import read_registers

from .folders import JOBS, PARTICIPANTS, breaks, refusal


def test_missing_column_is_an_error_with_the_nearest_name(folder):
    text = PARTICIPANTS.replace("municipality", "municipalty")
    assert refusal(folder({"participants": text})) == breaks(
        "participants.csv: no column 'municipality' (nearest: municipalty).",
        "participants.csv: column 'municipalty' is not in the contract (nearest: municipality).",
        "  The header has: person_id, municipalty, programme_start.",
        "  Name your own columns under [tables.participants.columns] in dataset.toml.",
        "  To leave them out, write under [tables.participants]:",
        '  ignored = ["municipalty"]',
    )


def test_all_missing_columns_are_named_at_once(folder):
    told = refusal(folder({"jobs": "start\n2015-01-01\n"})).splitlines()
    assert told[1:3] == ["jobs.csv: no column 'end'.", "jobs.csv: no column 'person_id'."]


def test_header_in_another_case_names_the_column_found(folder):
    told = refusal(folder({"jobs": JOBS.replace("person_id", "PERSON_ID")}))
    assert "jobs.csv: no column 'person_id' (nearest: PERSON_ID)." in told


def test_unknown_column_is_an_error_so_that_a_misspelt_one_is_never_lost(folder):
    assert refusal(folder({"jobs": JOBS.replace("hours_per_week", "hour_per_week")})) == breaks(
        "jobs.csv: column 'hour_per_week' is not in the contract (nearest: hours_per_week).",
        "  The header has: person_id, start, end, hour_per_week.",
        "  Name your own columns under [tables.jobs.columns] in dataset.toml.",
        "  To leave them out, write under [tables.jobs]:",
        '  ignored = ["hour_per_week"]',
    )


def test_a_column_of_the_contract_may_be_ignored_and_each_row_is_then_a_job_of_its_own(folder):
    jobs = (
        "person_id,start,end,hours_per_week,employer_id\n"
        "a,2015-08-01,2015-12-31,10,Fisk\na,2015-09-01,2015-10-31,20,Fisk\n"
    )
    assert "one job" in refusal(folder({"jobs": jobs}))
    path = folder({"jobs": jobs}, tables_toml={"jobs": 'ignored = ["employer_id"]'})
    read = read_registers(path).tables["jobs"]
    assert "employer_id" not in read
    assert len(read) == 2


def test_unknown_column_is_left_out_where_it_is_declared_as_ignored(folder):
    text = JOBS.replace("hours_per_week", "case_worker")
    path = folder({"jobs": text}, tables_toml={"jobs": 'ignored = ["case_worker"]'})
    assert list(read_registers(path).tables["jobs"]) == ["person", "start", "end"]


def test_column_without_a_name_is_said_so(folder):
    jobs = JOBS.replace("week\n", "week,,\n").replace("37.5", "37.5,x,")
    assert refusal(folder({"jobs": jobs})) == breaks(
        "jobs.csv: column 5 has no name in the header.",
        "jobs.csv: column 6 has no name in the header.",
        "  The header has: person_id, start, end, hours_per_week, (no name), (no name).",
        "  Name your own columns under [tables.jobs.columns] in dataset.toml.",
        "  To leave them out, write under [tables.jobs]:",
        '  ignored = [""]',
    )
    ignored = {"jobs": 'ignored = [""]'}
    assert len(read_registers(folder({"jobs": jobs}, tables_toml=ignored)).tables["jobs"]) == 1


def test_column_without_a_name_is_no_trait_of_an_area(folder):
    areas = "code,name,year,\n0301,Oslo,2015,7\n"
    assert "areas.csv: column 4 has no name in the header." in refusal(folder({"areas": areas}))


def test_renamed_column_that_is_not_there_names_both_names(folder):
    path = folder(tables_toml={"jobs": 'columns = { hours_per_week = "timer" }'})
    assert "jobs.csv: no column 'timer' for jobs.hours_per_week." in refusal(path)


def test_column_that_stands_twice_is_an_error(folder):
    assert refusal(folder({"jobs": JOBS.replace("end", "start")})) == breaks(
        "jobs.csv: column 'start' stands twice in the header, as columns 2 and 3.",
        "  Give each column a name of its own, in one row; a name over several columns or rows is"
        " written out in each.",
    )


def test_name_that_repeats_in_a_header_of_values_is_not_shown(folder):
    text = refusal(folder({"jobs": "Oslo,Nordmann,Oslo\nOslo,Nordmann,Bergen\n"}))
    assert "no name in the header is known" in text
    assert "Oslo" not in text


def test_file_without_a_header_is_refused_without_showing_its_values(folder):
    told = refusal(folder({"jobs": "kari,2015-08-01,2015-12-31,37.5\n"}))
    assert told == breaks(
        "jobs.csv, row 1: there is no header; the row looks like data:"
        " aaaa, 9999-99-99, 9999-99-99, 99.9.",
        "  Allowed: the names of the columns in the first row.",
        "  Write them there.",
    )


def test_two_columns_may_swap_their_names(folder):
    text = JOBS.replace("start,end", "end,start")
    columns = 'columns = { start = "end", end = "start" }'
    table = read_registers(folder({"jobs": text}, tables_toml={"jobs": columns})).tables["jobs"]
    assert (table["start"] < table["end"]).all()


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_order_of_columns_does_not_matter(folder, file_format):
    frame = pd.DataFrame([["2015-12-31", "a", "2015-08-01"]], columns=["end", "person_id", "start"])
    jobs = frame if file_format == "parquet" else frame.to_csv(index=False)
    assert list(read_registers(folder({"jobs": jobs})).tables["jobs"]) == ["person", "start", "end"]


def test_file_of_texts_without_a_header_is_refused_without_showing_its_values(folder):
    text = refusal(folder({"jobs": "Ola,Nordmann,Oslo\nKari,Nordmann,Oslo\n"}))
    assert text == breaks(
        "jobs.csv: no name in the header is known; if it holds values, the names stand elsewhere.",
        "  The header has: aaa, aaaaaaaa, aaaa.",
        "  Needed: person_id, start, end. Write the names of the columns in the first row, or say"
        " under [tables.jobs.columns] in dataset.toml what yours are called.",
    )


def test_header_wholly_in_capital_letters_still_names_the_nearest(folder):
    told = refusal(folder({"jobs": JOBS.replace("person_id,start,end", "PERSON_ID,START,END")}))
    assert "jobs.csv: no column 'person_id' (nearest: PERSON_ID)." in told
