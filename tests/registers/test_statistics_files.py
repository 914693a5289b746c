"""Files of Stata, SPSS and SAS: dates by format, codes as they stand, whole files only."""

import pickle
import subprocess
from contextlib import suppress

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from analysis.errors import DataError
from analysis.registers import limits, statistics_files, statistics_worker
from analysis.registers.read import read_registers
from analysis.registers.statistics_dates import (
    DAYS,
    MILLISECONDS,
    OTHER,
    PLAIN,
    SECONDS,
    SPSS_SECONDS,
    dates_of,
    unit_of,
)

from .folders import breaks, refusal, write_folder

DAY = {"dta": 86_400, "sav": 1, "xpt": 86_400}
EPOCH = {"dta": "1960-01-01", "sav": "1582-10-14", "xpt": "1960-01-01"}
DATE = {"dta": "%td", "sav": "DATE11", "xpt": "DATE9."}
WRITERS = {
    "dta": pyreadstat.write_dta,
    "sav": pyreadstat.write_sav,
    "xpt": pyreadstat.write_xport,
}
KINDS = {"dta": "Stata", "sav": "SPSS", "xpt": "SAS transport"}
ENDINGS = list(WRITERS)


def number(ending, *days):
    """Return dates as the numbers that a format counts."""
    seconds = np.array(days, dtype="datetime64[s]") - np.datetime64(EPOCH[ending], "s")
    return np.where(np.isnat(seconds), np.nan, seconds.astype(np.int64) / DAY[ending])


def jobs(ending, **columns):
    """Return two jobs with dates as numbers."""
    start, end = number(ending, "2015-08-01", "2016-08-01"), number(ending, "2015-12-31", "NaT")
    return pd.DataFrame({"person_id": ["a", "b"], "start": start, "end": end, **columns})


def with_file(tmp_path, ending, frame, table="jobs", toml=None, declared="", **options):
    """Return a folder where a table is a file of that ending."""
    forms = {name: DATE[ending] for name in ("start", "end", "programme_start") if name in frame}
    forms.update(options.pop("variable_format", {}))
    folder = write_folder(tmp_path, declared=declared, tables_toml={table: toml} if toml else None)
    WRITERS[ending](frame, folder / f"{table}.{ending}", variable_format=forms, **options)
    return renamed(folder, f"{table}.csv", f"{table}.{ending}")


def renamed(folder, old, new):
    path = folder / "dataset.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return folder


def read_jobs(folder):
    return read_registers(folder).tables["jobs"]


def values_of(column):
    return [
        None if missing else value for value, missing in zip(column, column.isna(), strict=True)
    ]


def rewritten(folder, name, change):
    content = (folder / name).read_bytes()
    new = change(content)
    assert new != content
    (folder / name).write_bytes(new)
    return folder


@pytest.mark.parametrize(
    ("kind", "form", "unit"),
    [
        ("Stata", "%td", DAYS),
        ("Stata", "%tdDD/NN/CCYY", DAYS),
        ("Stata", "%-d", DAYS),
        ("Stata", "%tc", MILLISECONDS),
        ("Stata", "%tCCCYY-NN-DD_HH:MM:SS", MILLISECONDS),
        ("Stata", "%tcHH:MM:SS", OTHER),
        ("Stata", "%tm", OTHER),
        ("Stata", "%tq", OTHER),
        ("Stata", "%9.0g", PLAIN),
        ("Stata", "", PLAIN),
        ("SPSS", "DATE11", SPSS_SECONDS),
        ("SPSS", "EDATE10", SPSS_SECONDS),
        ("SPSS", "DATETIME23.2", SPSS_SECONDS),
        ("SPSS", "MOYR8", OTHER),
        ("SPSS", "TIME8", OTHER),
        ("SPSS", "F8.2", PLAIN),
        ("SAS transport", "DATE9.", DAYS),
        ("SAS transport", "DATE9", DAYS),
        ("SAS", "YYMMDD10.", DAYS),
        ("SAS", "DDMMYYP10.", DAYS),
        ("SAS", "E8601DA10.", DAYS),
        ("SAS", "DATETIME22.3", SECONDS),
        ("SAS", "e8601dt19.", SECONDS),
        ("SAS", "MONYY7.", OTHER),
        ("SAS", "YYQ6.", OTHER),
        ("SAS", "TIME8.", OTHER),
        ("SAS", "BEST12.", PLAIN),
        ("SAS", "COMMA10.2", PLAIN),
        ("SAS", "", PLAIN),
    ],
)
def test_a_format_says_what_numbers_count(kind, form, unit):
    assert unit_of(kind, form) is unit


def test_dates_are_counted_from_their_own_first_day():
    for unit, value in ((DAYS, 0.0), (SECONDS, 0.0), (MILLISECONDS, 0.0)):
        assert dates_of(pd.Series([value]), unit).tolist() == [pd.Timestamp("1960-01-01")]
    assert dates_of(pd.Series([86_400.0]), SPSS_SECONDS)[0] == pd.Timestamp("1582-10-15").as_unit(
        "s"
    )


def test_part_of_a_second_or_day_never_becomes_midnight():
    second, day = pd.Series([0.4, 86_399.9]), pd.Series([0.000001, 0.5])
    for number, unit in ((second, SECONDS), (second * 1000, MILLISECONDS), (day, DAYS)):
        dates = dates_of(number, unit)
        assert (dates != dates.dt.normalize()).all()


@pytest.mark.parametrize("value", [1e300, -1e300, np.inf, 3e6])
def test_a_day_outside_the_calendar_is_no_date(value):
    date = dates_of(pd.Series([value]), DAYS)
    assert date.dtype == "datetime64[s]"
    assert (date != date.dt.normalize()).all()


@pytest.mark.parametrize("ending", ENDINGS)
def test_dates_are_read_and_an_open_end_by_its_code(tmp_path, ending):
    frame = jobs(ending)
    frame["end"] = number(ending, "2015-12-31", "9999-12-31")
    folder = with_file(tmp_path, ending, frame, declared='open_dates = ["9999-12-31"]\n')
    assert values_of(read_jobs(folder)["start"]) == [
        pd.Timestamp("2015-08-01"),
        pd.Timestamp("2016-08-01"),
    ]
    assert values_of(read_jobs(folder)["end"]) == [pd.Timestamp("2015-12-31"), None]


@pytest.mark.parametrize(
    ("ending", "form", "scale"),
    [("dta", "%tc", 86_400_000), ("sav", "DATETIME20", 1), ("xpt", "DATETIME20.", 86_400)],
)
def test_moment_is_a_date_at_midnight_only(tmp_path, ending, form, scale):
    frame = jobs(ending)
    forms = {"start": form, "end": form}
    frame[["start", "end"]] *= scale
    folder = with_file(tmp_path, ending, frame, variable_format=forms)
    assert read_jobs(folder)["start"].tolist()[0] == pd.Timestamp("2015-08-01")
    frame.loc[1, "start"] += 3600 * (1000 if ending == "dta" else 1)
    told = refusal(with_file(tmp_path, ending, frame, variable_format=forms))
    assert f"jobs.{ending}, column 'start': a date without time of day" in told
    assert "  row 2: found '9999-99-99 99:99:99'\n" in told


@pytest.mark.parametrize(
    ("ending", "form", "shown"),
    [
        ("dta", "%tm", "%tm"),
        ("dta", "%tcHH:MM", "%tcHH:MM"),
        ("sav", "MOYR8", "MOYR8"),
        ("sav", "TIME8", "TIME8"),
        ("xpt", "MONYY7.", "MONYY7"),
        ("xpt", "TIME8.", "TIME8"),
    ],
)
def test_month_quarter_or_time_is_no_date(tmp_path, ending, form, shown):
    told = refusal(with_file(tmp_path, ending, jobs(ending), variable_format={"end": form}))
    assert told == breaks(
        f"jobs.{ending}, column 'end': by its format '{shown}' a month, a quarter, a time of day"
        " or the like, no date.",
        "  Allowed: a date or text. Give the column a format of dates, or write it as text and"
        " declare date_format.",
    )


@pytest.mark.parametrize(("ending", "form"), [("dta", "%9.0g"), ("sav", "F8.2"), ("xpt", "BEST9.")])
def test_number_without_a_date_format_is_no_date(tmp_path, ending, form):
    told = refusal(with_file(tmp_path, ending, jobs(ending), variable_format={"end": form}))
    assert told == breaks(
        f"jobs.{ending}, column 'end': a number without a date format, no date.",
        "  Allowed: a date or text. Give the column a format of dates, or write it as text and"
        " declare date_format.",
    )


@pytest.mark.parametrize("ending", ENDINGS)
def test_column_of_blanks_needs_no_date_format(tmp_path, ending):
    frame = jobs(ending, end=np.nan)
    plain = {"dta": "%9.0g", "sav": "F8.2", "xpt": "BEST9."}[ending]
    folder = with_file(tmp_path, ending, frame, variable_format={"end": plain})
    assert values_of(read_jobs(folder)["end"]) == [None, None]


@pytest.mark.parametrize("ending", ENDINGS)
def test_dates_as_text_are_read_as_declared(tmp_path, ending):
    frame = jobs(ending).assign(end=["31.12.2015", "  "], start=["01.08.2015", "01.08.2016"])
    forms = {"dta": "%10s", "sav": "A10", "xpt": "$CHAR10."}
    folder = with_file(
        tmp_path,
        ending,
        frame,
        declared='[dialect]\ndate_format = "%d.%m.%Y"\n',
        variable_format=dict.fromkeys(("start", "end"), forms[ending]),
    )
    renamed(folder, "jobs.csv", f"jobs.{ending}")
    (folder / "participants.csv").write_text(
        "person_id,municipality,programme_start\na,0301,10.06.2015\nb,4601,10.07.2015\n"
    )
    assert values_of(read_jobs(folder)["end"]) == [pd.Timestamp("2015-12-31"), None]


@pytest.mark.parametrize(("ending", "shown"), [("dta", "%td"), ("sav", "DATE11"), ("xpt", "DATE9")])
def test_date_where_a_number_is_read_is_refused(tmp_path, ending, shown):
    frame = jobs(ending, hours_per_week=[1.0, 2.0])
    forms = {"hours_per_week": DATE[ending]}
    assert refusal(with_file(tmp_path, ending, frame, variable_format=forms)) == breaks(
        f"jobs.{ending}, column 'hours_per_week': by its format '{shown}' it holds dates or times,"
        " where a value of kind 'hours' is read.",
        "  Allowed: text, or a format of numbers.",
        "  Give the column such a format.",
    )


@pytest.mark.parametrize("ending", ENDINGS)
def test_codes_are_the_numbers_of_the_file_and_not_their_labels(tmp_path, ending):
    frame = jobs(ending, kind=[1.0, 2.0], subsidised=[1.0, np.nan])
    labels = {"variable_value_labels": {"kind": {1.0: "two", 2.0: "one"}}}
    toml = 'codes.kind = { 1 = "employee", 2 = "self_employed" }'
    options = labels if ending == "sav" else {}
    found = read_jobs(with_file(tmp_path, ending, frame, toml=toml, **options))
    assert found["kind"].tolist() == ["employee", "self_employed"]
    assert values_of(found["subsidised"]) == [True, None]


def test_labelled_whole_numbers_of_stata_are_codes(tmp_path):
    frame = jobs("dta", kind=[1, 2])
    labels = {"kind": {1: "two", 2: "one"}}
    toml = 'codes.kind = { 1 = "employee", 2 = "self_employed" }'
    folder = with_file(tmp_path, "dta", frame, toml=toml, variable_value_labels=labels)
    assert read_jobs(folder)["kind"].tolist() == ["employee", "self_employed"]


def test_what_an_spss_file_declares_as_missing_is_missing(tmp_path):
    frame = jobs("sav", hours_per_week=[99.0, 37.5], employer_id=["UKJENT", "e1"])
    missing = {"hours_per_week": [{"lo": 90, "hi": 99}], "employer_id": ["UKJENT"]}
    found = read_jobs(with_file(tmp_path, "sav", frame, missing_ranges=missing))
    assert values_of(found["hours_per_week"]) == [None, 3750]
    assert values_of(found["employer_id"]) == [None, "e1"]


def test_tagged_missing_of_stata_is_missing(tmp_path):
    frame = jobs("dta", hours_per_week=pd.Series(["a", 37.5], dtype=object))
    missing = {"hours_per_week": ["a"]}
    found = read_jobs(with_file(tmp_path, "dta", frame, missing_user_values=missing))
    assert values_of(found["hours_per_week"]) == [None, 3750]


def test_tagged_missing_of_sas_is_missing(tmp_path):
    folder = with_file(tmp_path, "xpt", jobs("xpt", hours_per_week=[99.0, 37.5]))
    rewritten(folder, "jobs.xpt", lambda b: b.replace(b"\x42\x63" + bytes(6), b"A" + bytes(7)))
    assert values_of(read_jobs(folder)["hours_per_week"]) == [None, 3750]


@pytest.mark.parametrize("ending", ENDINGS)
def test_blanks_around_text_do_not_matter(tmp_path, ending):
    frame = jobs(ending, employer_id=["e1  ", "e1"])
    found = read_jobs(with_file(tmp_path, ending, frame))
    assert found["employer_id"].tolist() == ["e1", "e1"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_ids_may_be_whole_numbers(tmp_path, ending):
    frame = jobs(ending).assign(person_id=[2.0**52 + 1, 7.0])
    folder = with_file(tmp_path, ending, frame)
    (folder / "participants.csv").write_text(
        f"person_id,municipality,programme_start\n{2**52 + 1},0301,2015-06-10\n7,4601,2015-07-10\n"
    )
    assert len(read_jobs(folder)) == 2


@pytest.mark.parametrize("ending", ENDINGS)
def test_municipality_as_a_number_has_lost_its_zero(tmp_path, ending):
    frame = pd.DataFrame(
        {
            "person_id": ["a", "b"],
            "municipality": np.array([4601, 5001], dtype="int32"),
            "programme_start": number(ending, "2015-06-10", "2015-07-10"),
        }
    )
    told = refusal(with_file(tmp_path, ending, frame, "participants"))
    where = f"participants.{ending}, column 'municipality': "
    assert where + "a municipality code is four digits kept as text" in told
    assert "  row 1: found '9999" in told
    assert "  row 2: found '9999" in told
    assert "  Write the column as text" in told


def test_short_floats_of_stata_are_the_decimals_that_were_meant(tmp_path):
    frame = pd.DataFrame(
        {
            "code": ["0301", "0301"],
            "name": ["Oslo", "Oslo"],
            "year": np.array([2015, 2016], dtype="int16"),
            "unemployment": np.array([3.7, np.nan], dtype="float32"),
        }
    )
    folder = write_folder(tmp_path, {"areas": "code,name,year\n"})
    frame.to_stata(folder / "areas.dta", write_index=False, version=118)
    areas = read_registers(renamed(folder, "areas.csv", "areas.dta")).tables["areas"]
    assert values_of(areas["unemployment"]) == [3.7, None]
    assert areas["year"].tolist() == [2015, 2016]


def test_ids_in_short_floats_of_stata_have_lost_digits(tmp_path):
    frame = pd.DataFrame({"person_id": np.array([16_777_216, 1], dtype="float32")})
    frame = frame.assign(start="2015-08-01", slutt="2015-12-31")  # pandas writes no column "end"
    folder = write_folder(tmp_path, tables_toml={"jobs": 'columns = { end = "slutt" }'})
    frame.to_stata(folder / "jobs.dta", write_index=False, version=118)
    assert refusal(renamed(folder, "jobs.csv", "jobs.dta")).startswith(
        breaks(
            "jobs.dta, column 'person_id': numbers of type 'float' from 16777216 on have lost"
            " their last digits.",
            "  Allowed: text, 'long' or 'double'.",
            "  Write the column anew from its source.",
        )
    )


LETTERS = "Ærø båt"


def test_old_stata_file_is_read_in_its_code_page(tmp_path):
    frame = pd.DataFrame(
        {
            "person_id": ["a"],
            "start": pd.to_datetime(["2015-08-01"]),
            "slutt": pd.to_datetime([None]),
            "employer_id": [LETTERS],
        }
    )
    folder = write_folder(tmp_path, tables_toml={"jobs": 'columns = { end = "slutt" }'})
    dates = {"start": "td", "slutt": "td"}
    frame.to_stata(folder / "jobs.dta", write_index=False, version=114, convert_dates=dates)
    found = read_jobs(renamed(folder, "jobs.csv", "jobs.dta"))
    assert found["employer_id"].tolist() == [LETTERS]
    assert found["start"].tolist() == [pd.Timestamp("2015-08-01")]


def in_code_page(content, encoding):
    """Return a file with its letters in another code page, at the same widths."""
    for letter in "Æøå":
        content = content.replace(letter.encode(), letter.encode(encoding) + b" ")
    return content


@pytest.mark.parametrize(
    ("ending", "encoding"),
    [("dta", "cp865"), ("dta", "cp850"), ("xpt", "latin-1"), ("xpt", "cp865")],
)
def test_declared_encoding_is_used_where_the_file_names_none(tmp_path, ending, encoding):
    frame = jobs(ending, employer_id=[LETTERS, "e"])
    options = {"version": 10} if ending == "dta" else {}
    declared = f'[dialect]\nencoding = "{encoding}"\n'
    folder = with_file(tmp_path, ending, frame, declared=declared, **options)
    rewritten(folder, f"jobs.{ending}", lambda b: in_code_page(b, encoding))
    assert read_jobs(folder)["employer_id"].tolist()[0] == "Æ rø  bå t"


def test_encoding_that_an_spss_file_names_is_used(tmp_path):
    folder = with_file(tmp_path, "sav", jobs("sav", employer_id=[LETTERS, "e"]))
    rewritten(folder, "jobs.sav", lambda b: in_code_page(b, "cp850").replace(b"UTF-8", b"CP850"))
    assert read_jobs(folder)["employer_id"].tolist()[0] == "Æ rø  bå t"


@pytest.mark.parametrize("ending", ["sav", "xpt"])
def test_text_in_another_encoding_is_an_error(tmp_path, ending):
    folder = with_file(tmp_path, ending, jobs(ending, employer_id=[LETTERS, "e"]))
    rewritten(folder, f"jobs.{ending}", lambda b: in_code_page(b, "latin-1"))
    assert refusal(folder) == breaks(
        f"jobs.{ending}: the text is neither in the encoding that the file names nor in utf-8.",
        "  [tables.jobs] in dataset.toml",
        "  Declare encoding under [dialect] in dataset.toml, or write the file as UTF-8.",
    )


def not_whole(ending):
    return breaks(
        f"jobs.{ending}: not a whole {KINDS[ending]} file; the file may be incomplete.",
        "  [tables.jobs] in dataset.toml",
        "  Copy it again, or write it again.",
    )


def many_jobs(ending):
    """Return 50 jobs, more than one record of any format."""
    frame = jobs(ending, employer_id=["e" * 30, "f"])
    return pd.concat([frame.iloc[:1]] * 50, ignore_index=True)


@pytest.mark.parametrize("share", [0.01, 0.2, 0.5, 0.9])
@pytest.mark.parametrize("ending", ENDINGS)
def test_truncated_file_is_incomplete(tmp_path, ending, share):
    folder = with_file(tmp_path, ending, many_jobs(ending))
    rewritten(folder, f"jobs.{ending}", lambda b: b[: int(len(b) * share)])
    assert refusal(folder) == not_whole(ending)


@pytest.mark.parametrize("version", [5, 8])
@pytest.mark.parametrize("left_out", [80, 800, 79])
def test_transport_file_that_lacks_records_is_incomplete(tmp_path, version, left_out):
    frame = many_jobs("xpt").rename(columns={"person_id": "pid", "employer_id": "eid"})
    toml = 'columns = { person_id = "pid", employer_id = "eid" }'
    folder = with_file(tmp_path, "xpt", frame, toml=toml, file_format_version=version)
    rewritten(folder, "jobs.xpt", lambda b: b[:-left_out])
    assert refusal(folder) == not_whole("xpt")


def test_transport_file_without_a_number_of_rows_is_read_to_its_end(tmp_path):
    frame = many_jobs("xpt").rename(columns={"person_id": "pid", "employer_id": "eid"})
    toml = 'columns = { person_id = "pid", employer_id = "eid" }'
    folder = with_file(tmp_path, "xpt", frame, toml=toml, file_format_version=5)
    rows = read_registers(folder).rows
    assert rows.loc[rows["table"] == "jobs", "rows"].sum() == 50


def test_transport_file_of_several_tables_is_refused(tmp_path):
    folder = with_file(tmp_path, "xpt", jobs("xpt"))
    rewritten(folder, "jobs.xpt", lambda b: b + b[b.index(b"HEADER RECORD*******MEMB") :])
    assert refusal(folder) == breaks(
        "jobs.xpt: the file holds several tables.",
        "  [tables.jobs] in dataset.toml",
        "  Write one a file.",
    )


@pytest.mark.parametrize(
    ("ending", "told", "claimed"),
    [
        ("dta", b"<N>" + (50).to_bytes(8, "little"), b"<N>" + (60).to_bytes(8, "little")),
        ("sav", (50).to_bytes(4, "little"), (60).to_bytes(4, "little")),
        ("xpt", b"!!!!!!!             50", b"!!!!!!!             60"),
    ],
)
def test_header_that_claims_more_rows_is_an_error(tmp_path, ending, told, claimed):
    folder = with_file(tmp_path, ending, many_jobs(ending))
    rewritten(folder, f"jobs.{ending}", lambda b: b.replace(told, claimed, 1))
    assert refusal(folder) == not_whole(ending)


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04" * 100, b"person_id,start,end\n" * 50, pickle.dumps("never loaded"), b"\0" * 9],
)
@pytest.mark.parametrize("ending", ENDINGS)
def test_file_of_another_kind_is_no_whole_file(tmp_path, ending, content):
    folder = with_file(tmp_path, ending, jobs(ending))
    (folder / f"jobs.{ending}").write_bytes(content)
    assert refusal(folder) == not_whole(ending)


@pytest.mark.parametrize("ending", ENDINGS)
def test_file_of_too_many_rows_is_refused_from_its_header(tmp_path, ending, monkeypatch):
    folder = with_file(tmp_path, ending, many_jobs(ending))
    monkeypatch.setattr(limits, "MAX_ROWS", 49)
    told = refusal(folder).splitlines()
    assert told[1].startswith(f"jobs.{ending}: too large to read at once: 50 rows, ")


@pytest.mark.parametrize("ending", ENDINGS)
def test_table_without_rows_has_none(tmp_path, ending):
    folder = with_file(tmp_path, ending, jobs(ending).iloc[:0])
    assert len(read_jobs(folder)) == 0


@pytest.mark.parametrize("ending", ENDINGS)
def test_unknown_column_is_named(tmp_path, ending):
    told = refusal(with_file(tmp_path, ending, jobs(ending, empoyer_id=["e", "f"])))
    assert (
        f"jobs.{ending}: column 'empoyer_id' is not in the contract (nearest: employer_id)." in told
    )


def test_compressed_spss_files_are_read(tmp_path):
    for ending, options in (("sav", {"row_compress": True}), ("zsav", {"compress": True})):
        folder = with_file(tmp_path, "sav", many_jobs("sav"), **options)
        (folder / "jobs.sav").rename(folder / f"file.{ending}")
        renamed(folder, "jobs.sav", f"file.{ending}")
        assert read_jobs(folder)["employer_id"].tolist() == ["e" * 30]


CRASHED = "import os, signal; os.kill(os.getpid(), signal.{})"
TOLD = """print('{{"failure": "{}"}}')"""


AGAIN = "Copy it again, or write it again."


@pytest.mark.parametrize(
    ("program", "told", "hint"),
    [
        (CRASHED.format("SIGSEGV"), "not a whole SPSS file; the file may be incomplete.", AGAIN),
        (CRASHED.format("SIGALRM"), "reading it does not end; it is damaged.", AGAIN),
        *(
            (
                program,
                "reading it takes more memory than is free, or than 8 GB; the file is too large or"
                " damaged.",
                "Copy it again, write the table as Parquet, or use a larger machine.",
            )
            for program in (TOLD.format("memory"), CRASHED.format("SIGKILL"))
        ),
    ],
)
def test_reader_that_crashes_hangs_or_takes_all_memory_ends_alone(
    tmp_path, monkeypatch, program, told, hint
):
    folder = with_file(tmp_path, "sav", jobs("sav"))
    (tmp_path / "worker.py").write_text(program)
    monkeypatch.setattr(statistics_worker, "__file__", str(tmp_path / "worker.py"))
    assert refusal(folder) == breaks(
        f"jobs.sav: {told}", "  [tables.jobs] in dataset.toml", f"  {hint}"
    )


@pytest.mark.parametrize("ending", ENDINGS)
def test_file_that_does_not_fit_into_memory_is_refused_from_its_header(
    tmp_path, ending, monkeypatch
):
    folder = with_file(tmp_path, ending, many_jobs(ending))
    monkeypatch.setattr(statistics_files, "BYTES_A_VALUE", 10**12)  # so that none would fit
    monkeypatch.setattr(limits, "BYTES_A_VALUE", 10**12)
    told = refusal(folder)
    assert f"jobs.{ending}: too large for this machine: 50 rows with 4 columns need about" in told


def test_fault_of_the_worker_itself_is_no_fault_of_the_file(tmp_path, monkeypatch):
    folder = with_file(tmp_path, "sav", jobs("sav"))
    (tmp_path / "worker.py").write_text("1 / 0")
    monkeypatch.setattr(statistics_worker, "__file__", str(tmp_path / "worker.py"))
    with pytest.raises(subprocess.CalledProcessError):
        read_registers(folder)


def test_worker_does_not_load_pandas(tmp_path, monkeypatch):
    folder = with_file(tmp_path, "sav", jobs("sav"))
    run = f"import runpy; runpy.run_path({statistics_worker.__file__!r}, run_name='__main__')\n"
    loaded = "import sys; sys.exit('pandas' in sys.modules)"
    (tmp_path / "worker.py").write_text(run + loaded)
    monkeypatch.setattr(statistics_worker, "__file__", str(tmp_path / "worker.py"))
    assert len(read_registers(folder).tables["jobs"])


@pytest.mark.no_cover  # lines that other tests run
@pytest.mark.parametrize("ending", ENDINGS)
def test_damaged_file_is_read_or_refused_and_nothing_else(tmp_path, ending):
    folder = with_file(tmp_path, ending, many_jobs(ending))
    path = folder / f"jobs.{ending}"
    whole = path.read_bytes()
    rng = np.random.default_rng(8)
    for _ in range(12):
        content = bytearray(whole[: rng.integers(1, len(whole))] if rng.random() < 0.2 else whole)
        for place in rng.integers(0, min(len(content), 1500), rng.integers(1, 9)):
            content[place] = rng.integers(256)
        path.write_bytes(content)
        with suppress(DataError):
            read_registers(folder)
