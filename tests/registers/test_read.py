"""A folder into registers: every row accounted for, and the same whatever format or row order."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from analysis.cli import main
from analysis.registers.read import read_registers
from analysis.terms import OriginName
from analysis.timeline.cohort import cohort

from .folders import JOBS, PARTICIPANTS, breaks, fates, refusal, remarks, write_folder

DATES = ["programme_start", "programme_end", "settled", "start", "end", "date"]
TABLES = {
    "participants": pd.DataFrame(
        {
            "person_id": ["c", "a", "a", "b"],
            "municipality": ["0301", "5501", "0301", None],
            "programme_start": ["2015-06-10", "2017-06-10", "2015-06-10", None],
            "programme_end": ["2016-06-10", None, "2016-12-10", None],
            "settled": ["2015-01-10", "2015-03-10", "2015-03-10", "2015-03-10"],
            "sex": ["female", "male", "male", None],
            "birth_year": [1980, 1990, 1990, None],
            "country_of_origin": ["Å", "=B", "=B", None],
            "weight": [0.33, 4.46, 4.46, 1.0],
        }
    ),
    "jobs": pd.DataFrame(
        {
            "person_id": ["a", "a", "b", "a", "x", "b", "a", "a"],
            "start": ["2015-08-01"] * 5 + ["2015-09-01", "2015-08-01", "2015-11-01"],
            "end": ["2015-12-31", "2015-12-31", None, "2015-12-31", None, None, "2015-12-31", None],
            "hours_per_week": [0.7, 0.2, 37.5, 0.7, 20.0, 37.5, None, 0.2],
            "monthly_earnings": [1000.5, 2000.0, 25000.0, 1000.5, 9.0, 25000.0, None, 2000.0],
            "employer_id": ["e", "f", "e", "e", "e", "e", "g", "f"],
            "kind": ["employee"] * 6 + ["self_employed", "employee"],
            "subsidised": [True, False, False, True, False, False, None, False],
        }
    ),
    "education": pd.DataFrame(
        {"person_id": ["b", "a"], "level": ["grunnskole", "higher"], "start": ["2015-08-01"] * 2,
         "end": [None, "2016-06-30"], "completed": [False, None]}
    ),
    "residence": pd.DataFrame(
        {"person_id": ["a", "x"], "municipality": ["0301", "0301"],
         "start": ["2015-01-01"] * 2, "end": [None] * 2}
    ),
    "departures": pd.DataFrame({"person_id": ["c"], "date": ["2016-12-01"], "cause": ["death"]}),
    "areas": pd.DataFrame(
        {"code": ["5501", "0301"], "name": ["Tromsø", "Oslo"], "year": [2015, 2015],
         "unemployment": [2.5, 3.25]}
    ),
}  # fmt: skip
FILE_ROWS = {name: len(table) for name, table in TABLES.items()}


def as_parquet(table):
    """Return a table with dates as dates."""
    dates = {name: pd.to_datetime(table[name]).dt.date for name in DATES if name in table}
    return table.assign(**dates)


def as_csv(table):
    return table.to_csv(index=False)


def shuffled(table, seed=3):
    return table.iloc[np.random.default_rng(seed).permutation(len(table))]


@pytest.fixture
def registers(folder):
    return read_registers(folder({name: as_csv(table) for name, table in TABLES.items()}))


def assert_same(one, other):
    assert list(one.ids) == list(other.ids)
    assert list(one.tables) == list(other.tables)
    for name, table in one.tables.items():
        pd.testing.assert_frame_equal(table, other.tables[name], check_exact=True)
        for column in table:  # bit for bit: categories and their order as well
            assert table[column].dtype == other.tables[name][column].dtype, (name, column)
    pd.testing.assert_frame_equal(one.rows, other.rows)
    pd.testing.assert_frame_equal(one.remarks, other.remarks)


def test_parquet_and_csv_give_the_same_frames(registers, tmp_path):
    (tmp_path / "other").mkdir()
    other = write_folder(tmp_path / "other", {n: as_parquet(t) for n, t in TABLES.items()})
    assert_same(registers, read_registers(other))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("write", [as_csv, as_parquet])
def test_order_of_rows_does_not_matter(registers, tmp_path, write, seed):
    (tmp_path / "other").mkdir()
    tables = {name: write(shuffled(table, seed)) for name, table in TABLES.items()}
    assert_same(registers, read_registers(write_folder(tmp_path / "other", tables)))


def test_rows_that_stand_in_order_with_others_left_out_are_read_the_same(tmp_path):
    ids = [f"p{number:02d}" for number in range(20)]
    people = pd.DataFrame({"person_id": ids[::2], "municipality": "0301", "settled": "2015-01-10"})
    jobs = pd.DataFrame({"person_id": ids * 2, "start": ["2015-08-01"] * 20 + ["2015-02-01"] * 20,
                         "end": None, "hours_per_week": np.arange(40.0)})  # fmt: skip
    turned = {"participants": people[::-1], "jobs": shuffled(pd.concat([jobs, jobs[7:9]]))}
    plain = {"participants": people, "jobs": jobs.sort_values(["person_id", "start"])}
    found = {}
    for name, (tables, write) in {"plain": (plain, as_parquet), "turned": (turned, as_csv)}.items():
        (tmp_path / name).mkdir()
        written = {table: write(frame) for table, frame in tables.items()}
        found[name] = read_registers(write_folder(tmp_path / name, written))
    assert list(found["plain"].ids) == list(found["turned"].ids) == ids[::2]
    read = found["plain"].tables["jobs"]
    pd.testing.assert_frame_equal(found["turned"].tables["jobs"], read, check_exact=True)
    assert read["person"].tolist() == [number // 2 for number in range(20)]
    assert read["hours_per_week"].tolist() == [
        100 * (number + later) for number in range(0, 20, 2) for later in (20, 0)
    ]
    assert fates(found["turned"], "jobs") == {
        "identical_row": 2, "not_a_participant": 20, "used": 20
    }  # fmt: skip


def test_columns_have_the_types_of_the_contract(registers):
    assert registers.tables["participants"].dtypes.astype(str).to_dict() == {
        "person": "int32",
        "municipality": "category",
        "settled": "datetime64[s]",
        "programme_start": "datetime64[s]",
        "programme_end": "datetime64[s]",
        "sex": "category",
        "birth_year": "Int32",
        "country_of_origin": "category",
        "weight": "Int64",
    }
    jobs = registers.tables["jobs"].dtypes.astype(str).to_dict()
    assert (jobs["hours_per_week"], jobs["monthly_earnings"]) == ("Int32", "Int64")
    assert (jobs["kind"], jobs["subsidised"]) == ("category", "boolean")


def test_person_is_the_position_of_the_id_in_sorted_order(registers):
    assert list(registers.ids) == ["a", "b", "c"]
    assert registers.tables["participants"]["person"].tolist() == [0, 0, 1, 2]


def test_every_row_is_used_or_left_out_by_a_named_reason(registers):
    assert registers.rows.groupby("table")["rows"].sum().to_dict() == FILE_ROWS
    assert fates(registers, "jobs") == {
        "identical_row": 1,
        "joined_to_another_spell": 2,
        "not_a_participant": 1,
        "used": 4,
    }
    assert fates(registers, "residence") == {"not_a_participant": 1, "used": 1}
    assert fates(registers, "areas") == {"used": 2}


def test_rows_used_are_the_rows_of_the_frames(registers):
    for name, table in registers.tables.items():
        assert len(table) == fates(registers, name)["used"]


def test_missing_municipality_is_a_warning_and_a_group_of_its_own(registers):
    assert remarks(registers)["participants", "municipality", "municipality_missing"] == 1
    people = cohort(registers, OriginName.SETTLEMENT)
    assert people.groups["municipality"].tolist() == ["0301", "unknown", "0301"]


def test_missing_municipality_is_a_group_in_the_answers(tmp_path):
    from analysis.design import StudyDesign
    from analysis.estimates.live import open_live
    from analysis.timeline.tables import events_table

    text = PARTICIPANTS + "c,,2015-06-10\n"
    study = open_live(write_folder(tmp_path, {"participants": text}))
    outcome = study.outcome(StudyDesign("any_job", "programme_start"))
    table = events_table(outcome, ("municipality",))
    assert table.groupby("municipality")["n"].sum().to_dict() == {
        "0301": 1,
        "1103": 1,
        "unknown": 1,
    }


@pytest.mark.parametrize("blank", ["", " ", "\u00a0", '""'])
def test_blank_text_is_missing(folder, blank):
    text = f"person_id,municipality,programme_start,track\na,{blank},2015-06-10,{blank}\n"
    participants = read_registers(folder({"participants": text})).tables["participants"]
    assert participants[["municipality", "track"]].isna().all(axis=None)


def test_blank_text_is_missing_in_parquet(folder):
    frame = pd.DataFrame({"person_id": ["a"] * 3, "municipality": "0301", "track": [" ", "", None]})
    frame["programme_start"] = [dt.date(year, 6, 10) for year in (2015, 2016, 2017)]
    participants = read_registers(folder({"participants": frame})).tables["participants"]
    assert participants["track"].isna().all()


@pytest.mark.parametrize(
    ("table", "text", "column", "other"),
    [
        ("jobs", "person_id,start,end\na,2015-08-02,2015-08-01\n", "end", "start"),
        (
            "participants",
            "person_id,municipality,programme_start,programme_end\na,0301,2015-06-10,2015-06-09\n",
            "programme_end",
            "programme_start",
        ),
    ],
)
def test_end_before_start_is_an_error(folder, table, text, column, other):
    assert refusal(folder({table: text})) == breaks(
        f"{table}.csv, column '{column}': a date is not before '{other}'.",
        "  row 2: found '9999-99-99'",
        "  Mend the dates.",
    )


def test_spell_of_one_day_is_a_spell(folder):
    text = "person_id,start,end\na,2015-08-01,2015-08-01\n"
    assert len(read_registers(folder({"jobs": text})).tables["jobs"]) == 1


def test_participants_without_any_date_are_an_error(folder):
    assert refusal(folder({"participants": "person_id,municipality\na,0301\n"})) == breaks(
        "participants.csv: one of settled, programme_start, programme_end is needed.",
        "  Add a date, or name your own column for it.",
    )


def test_problems_of_all_tables_come_at_once(folder):
    tables = {
        "participants": PARTICIPANTS.replace("0301", "301"),
        "jobs": JOBS.replace("37.5", "-1"),
        "education": "person_id\na\n",
        "departures": b"",
    }
    told = refusal(folder(tables))
    assert [line.partition(":")[0] for line in told.splitlines() if not line.startswith(" ")] == [
        "The registers do not keep the contract; values are shown by shape"
        " (digits as 9, letters as a).",
        "participants.csv, column 'municipality'",
        "jobs.csv, column 'hours_per_week'",
        "education.csv",
        "education.csv",
        "education.csv",
        "departures.csv",
    ]


def test_error_names_the_column_as_the_file_does(folder):
    text = JOBS.replace("hours_per_week", "timer").replace("37.5", "-1")
    columns = {"jobs": 'columns = { hours_per_week = "timer" }'}
    assert "jobs.csv, column 'timer' (jobs.hours_per_week): hours" in refusal(
        folder({"jobs": text}, tables_toml=columns)
    )


@pytest.mark.parametrize("written", ["1", "01", "001"])
def test_ids_that_differ_from_a_participants_only_by_leading_zeros_are_an_error(folder, written):
    tables = {
        "participants": "person_id,municipality,programme_start\n0001,0301,2015-06-10\n",
        "jobs": f"person_id,start,end\n{written},2015-08-01,\n",
    }
    assert refusal(folder(tables)) == breaks(
        "jobs.csv, column 'person_id': an id is written in the same way in every table;"
        " some differ from a participant's only by zeros in front (rows: 1, ids: 1).",
        f"  row 2: found '{'9' * len(written)}'",
        "  Write the ids as text in every table.",
    )


def test_no_id_and_no_value_is_shown_in_a_refusal(folder):
    secret = "Kari1971"
    text = f"person_id,municipality,programme_start,sex\n{secret},{secret},{secret},{secret}\n"
    jobs = f"person_id,start,end\n{secret},2015-01-01,2014-01-01\n{secret},{secret},{secret}\n"
    assert secret not in refusal(folder({"participants": text, "jobs": jobs}))


def test_command_line_ends_with_2_and_says_what_is_wrong(folder, capsys, tmp_path):
    path = folder({"jobs": JOBS.replace("37.5", "200")})
    assert main(["outcomes", str(path), "--out", str(tmp_path / "out.csv")]) == 2
    assert capsys.readouterr().err == "analysis outcomes: " + breaks(
        "jobs.csv, column 'hours_per_week': hours a week are a number between 0 and 168.",
        "  row 2: found '999'",
        "  Mend the value.\n",
    )
    assert not (tmp_path / "out.csv").exists()


def test_command_line_ends_with_2_where_there_is_no_dataset(capsys, tmp_path):
    assert main(["outcomes", str(tmp_path), "--out", str(tmp_path / "out.csv")]) == 2
    assert capsys.readouterr().err.startswith(f"analysis outcomes: No dataset.toml in {tmp_path}.")
