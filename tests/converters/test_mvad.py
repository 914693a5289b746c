"""The mvad survey: five invented persons in its layout, and the published persons where present."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.cli import main
from analysis.converters.mvad import BOARDS, FIRST, MONTHS, convert_mvad
from analysis.errors import DataError
from analysis.estimates.survival import kaplan_meier, median

MVAD = Path(__file__).parents[2].parent / "shared" / "data" / "mvad" / "mvad.csv"
COLUMNS = [month.strftime("%b.%y") for month in pd.period_range(FIRST, periods=MONTHS, freq="M")]
HEADER = ["id", "weight", "male", "catholic", *BOARDS, "Grammar", "funemp", "gcse5eq", "fmpr",
          "livboth", *COLUMNS]  # fmt: skip


def person(number, board, months, male="no", gcse5eq="no", weight="0.33"):
    """Return a row; `months` is a list of (state, length)."""
    boards = ["yes" if name == board else "no" for name in BOARDS]
    states = [state for state, length in months for _ in range(length)]
    assert len(states) == MONTHS
    return [str(number), weight, male, "no", *boards, "no", "no", gcse5eq, "no", "no", *states]


FIVE = [
    person(1, "Belfast", [("employment", 72)], male="yes"),
    person(2, "Southern", [("joblessness", 2), ("FE", 36), ("HE", 34)], gcse5eq="yes"),
    person(
        3, "N.Eastern", [("training", 24), ("employment", 12), ("joblessness", 36)], weight="4.46"
    ),
    person(4, "S.Eastern", [("school", 24), ("FE", 24), ("employment", 24)]),
    person(5, "Western", [("joblessness", 72)]),
]


@pytest.fixture
def survey(tmp_path):
    """Return a function that writes rows in the survey's layout and returns the file."""

    def write(rows=FIVE, header=HEADER):
        path = tmp_path / "mvad.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header, *rows])
        return path

    return write


def rows_of(table):
    return [tuple(map(str, row)) for row in table.itertuples(index=False)]


def test_months_of_one_state_become_a_spell_to_the_last_day(survey):
    _, tables = convert_mvad(survey())
    assert rows_of(tables["jobs"]) == [
        ("1", "1993-07-01 00:00:00", "1999-06-30 00:00:00"),
        ("3", "1995-07-01 00:00:00", "1996-06-30 00:00:00"),
        ("4", "1997-07-01 00:00:00", "1999-06-30 00:00:00"),
    ]


def test_school_and_further_education_are_upper_secondary_and_he_is_higher(survey):
    _, tables = convert_mvad(survey())
    assert rows_of(tables["education"]) == [
        ("2", "1993-09-01 00:00:00", "1996-08-31 00:00:00", "upper_secondary"),
        ("2", "1996-09-01 00:00:00", "1999-06-30 00:00:00", "higher"),
        ("4", "1993-07-01 00:00:00", "1995-06-30 00:00:00", "upper_secondary"),
        ("4", "1995-07-01 00:00:00", "1997-06-30 00:00:00", "upper_secondary"),
    ]


def test_training_is_an_activity_and_no_work(survey):
    _, tables = convert_mvad(survey())
    assert rows_of(tables["activities"]) == [
        ("3", "1993-07-01 00:00:00", "1995-06-30 00:00:00", "training")
    ]


def test_participants_keep_area_sex_schooling_and_weight(survey):
    _, tables = convert_mvad(survey())
    people = tables["participants"].drop(columns="programme_start")
    assert rows_of(people)[:3] == [
        ("1", "Belfast", "male", "grunnskole", "0.33"),
        ("2", "Southern", "female", "upper_secondary", "0.33"),
        ("3", "N.Eastern", "female", "grunnskole", "4.46"),
    ]
    assert (tables["participants"]["programme_start"] == pd.Timestamp("1993-06-15")).all()


def test_spells_of_two_persons_in_the_same_state_are_two(survey):
    rows = [person(number, "Belfast", [("employment", 72)]) for number in (1, 2)]
    _, tables = convert_mvad(survey(rows))
    assert len(tables["jobs"]) == 2


def test_command_converts_and_follows_the_five(survey, tmp_path, capsys):
    assert main(["convert", "mvad", str(survey()), str(tmp_path / "data")]) == 0
    out = tmp_path / "out.csv"
    arguments = ["outcomes", str(tmp_path / "data"), "--origin", "programme_start"]
    assert main([*arguments, "--measure", "any_job,run_months=3", "--out", str(out)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[:2] == [f"{tmp_path / 'data'}: 5 persons", f"{out}: 5 persons, 3 events"]
    frame = pd.read_csv(out, dtype={"person_id": str})
    # L is month 72, the last start that can be judged month C = 72 - 3 + 1.
    assert frame[["person_id", "duration", "cause"]].to_numpy().tolist() == [
        ["1", 1, "event"],
        ["2", 70, "censored"],
        ["3", 25, "event"],
        ["4", 49, "event"],
        ["5", 70, "censored"],
    ]


def refusal(file):
    with pytest.raises(DataError) as caught:
        convert_mvad(file)
    return str(caught.value)


def test_file_that_is_not_there(tmp_path):
    file = tmp_path / "mvad.csv"
    assert refusal(file) == f"No file {file}.\nGive the path of mvad.csv."


@pytest.mark.parametrize("name", ["id", "weight", "Western", "gcse5eq", "Jul.93", "Jun.99"])
def test_file_without_a_column_of_the_survey(survey, name):
    header = ["other" if column == name else column for column in HEADER]
    assert refusal(survey(header=header)) == (
        f"mvad.csv is not the mvad file: no column '{name}'.\nGive the file as TraMineR has it."
    )


def test_empty_file(tmp_path):
    file = tmp_path / "mvad.csv"
    file.write_bytes(b"")
    assert refusal(file) == (
        "mvad.csv is not the mvad file: it is no CSV in UTF-8.\nGive the file as TraMineR has it."
    )


@pytest.mark.parametrize("state", ["work", "", "Employment"])
def test_unknown_state_names_its_row(survey, state):
    rows = [list(row) for row in FIVE]
    rows[2][-5] = state
    assert refusal(survey(rows)) == (
        "mvad.csv, row 4: a state is one of employment, training, joblessness, school, FE, HE."
        "\nGive the file as TraMineR has it."
    )


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("Belfast", "yes", "each person has 'yes' in exactly one of the five areas"),
        ("Southern", "no", "each person has 'yes' in exactly one of the five areas"),
        ("male", "", "'male' is yes or no"),
        ("gcse5eq", "9", "'gcse5eq' is yes or no"),
        ("weight", "0,57", "'weight' is a number"),
        ("id", "1", "'id' stands once"),
        ("id", "", "'id' stands once"),
    ],
)
def test_row_that_breaks_a_rule_is_named(survey, column, value, rule):
    rows = [list(row) for row in FIVE]
    rows[1][HEADER.index(column)] = value
    assert refusal(survey(rows)) == (f"mvad.csv, row 3: {rule}.\nGive the file as TraMineR has it.")


def test_command_ends_with_2_for_another_file(tmp_path, capsys):
    file = tmp_path / "other.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    assert main(["convert", "mvad", str(file), str(tmp_path / "data")]) == 2
    assert capsys.readouterr().err.startswith("analysis convert: other.csv is not the mvad file:")
    assert not (tmp_path / "data").exists()


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Return the folder of the converted survey of 712 persons."""
    if not MVAD.is_file():
        pytest.skip("mvad.csv does not lie beside this repository")
    folder = tmp_path_factory.mktemp("mvad")
    assert main(["convert", "mvad", str(MVAD), str(folder)]) == 0
    return folder


@pytest.mark.parametrize(
    ("run_months", "events", "in_month_1", "median_months"),
    [(1, 609, 173, 25), (3, 580, 65, 28), (6, 557, 64, 35), (12, 522, 59, 37)],
)
def test_published_persons_through_the_command_line(
    published, tmp_path, capsys, run_months, events, in_month_1, median_months
):
    """Events counted in mvad.csv by hand; medians of definitions.md 1."""
    out = tmp_path / "out.csv"
    measure = f"any_job,run_months={run_months}"
    arguments = ["outcomes", str(published), "--measure", measure, "--origin", "programme_start"]
    assert main([*arguments, "--out", str(out)]) == 0
    assert f"{out}: 712 persons, {events} events" in capsys.readouterr().out
    frame = pd.read_csv(out)
    assert frame["event"].sum() == events
    assert ((frame["event"] == 1) & (frame["duration"] == 1)).sum() == in_month_1
    counted = frame.groupby(["entry", "duration", "cause"]).size().rename("n").reset_index()
    assert np.array_equal(median(kaplan_meier(counted))["estimate"], [median_months])
