"""Ready-made outcomes: every row that cannot be is told at once; what is written is read back."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.registers.ready_outcomes import read_outcomes
from analysis.registers.write import write_outcomes

from .folders import breaks

HEADER = "person_id,entry,duration,event,cause,sex\n"
FORM = (
    "  Write it as CSV in UTF-8 with commas, or as Parquet: person_id, duration, event, and others."
)
WHOLE_ENTRY = (
    "out.csv, column 'entry': entry is a whole number of months, 0 to 1200.",
    "  Write the last month in which the person is not at risk,"
    " 0 for those at risk from the origin.",
)
WHOLE_DURATION = (
    "out.csv, column 'duration': duration is a whole number of months, 1 to 1200.",
    "  Write the months from the origin to the event, or to the end of follow-up.",
)
ZERO_OR_ONE = (
    "out.csv, column 'event': event is 0 or 1.",
    "  Write 1 for who reached the event, 0 for the others.",
)
AT_ODDS = (
    "out.csv, column 'cause': cause is event where event is 1, and only there.",
    "  Mend the cause or the event.",
)
LATE = (
    "out.csv, column 'duration': duration is later than entry.",
    "  Mend the months, or leave out whose event or end of follow-up comes before entry.",
)


@pytest.fixture
def file(tmp_path):
    """Return a function that writes a file and returns its path."""

    def write(content, name="out.csv"):
        path = tmp_path / name
        if isinstance(content, pd.DataFrame):
            content.to_parquet(path, index=False)
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def refusal(path):
    with pytest.raises(DataError) as caught:
        read_outcomes(path)
    return str(caught.value)


def test_table_of_outcomes_is_read_in_its_types(file):
    text = HEADER + "b,0,3,1,event,female\na,2,7,0,censored,\nc,0,1,0,death,male\n"
    frame = read_outcomes(file(text))
    assert frame.to_dict("list") == {
        "person_id": ["b", "a", "c"],
        "entry": [0, 2, 0],
        "duration": [3, 7, 1],
        "event": [1, 0, 0],
        "cause": ["event", "censored", "death"],
        "sex": ["female", "unknown", "male"],
    }
    assert frame.dtypes.astype(str).tolist()[1:4] == ["int64", "int64", "int8"]


def test_entry_and_cause_may_be_absent(file):
    frame = read_outcomes(file("person_id,duration,event\na,3,1\nb,2,0\n"))
    assert frame["entry"].tolist() == [0, 0]
    assert frame["cause"].tolist() == ["event", "censored"]


def test_code_of_a_municipality_keeps_its_zero(file):
    frame = read_outcomes(file("person_id,duration,event,municipality\na,3,1,0301\n"))
    assert frame["municipality"].tolist() == ["0301"]


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_what_outcomes_writes_is_read_back(tmp_path, name):
    ids = pd.Index(["=1+1", "-2", "007", "'x"], dtype=object)
    frame = pd.DataFrame(
        {
            "entry": [0, 5, 0, 0],
            "duration": [3, 9, 12, 1],
            "event": np.array([1, 0, 0, 1], dtype=np.int8),
            "cause": ["event", "emigration", "censored", "event"],
            "already_there": ["no", "unknown", "no", "yes"],
            "country_of_origin": ["@home", "unknown", "Syria", "+x"],
        }
    )
    write_outcomes(tmp_path / name, frame, ids)
    read = read_outcomes(tmp_path / name)
    assert read["person_id"].tolist() == list(ids)
    assert read.drop(columns="person_id").to_dict("list") == frame.to_dict("list")


def test_outcomes_of_the_command_line_are_read_back(tmp_path):
    from analysis.cli import main

    world, written = tmp_path / "world", tmp_path / "out.csv"
    assert main(["synthesize", str(world), "--persons", "60", "--seed", "3"]) == 0
    assert main(["outcomes", str(world), "--out", str(written)]) == 0
    plain = pd.read_csv(written, dtype={"municipality": str})
    read = read_outcomes(written)
    assert len(read) == len(plain) > 0
    for name in ("duration", "event", "cause", "municipality"):
        assert read[name].tolist() == plain[name].tolist()


@pytest.mark.parametrize(
    ("months", "shape"),
    [
        ("", "(empty)"),
        ("0", "9"),
        ("-3", "-9"),
        ("2.5", "9.9"),
        ("NaN", "aaa"),
        ("inf", "aaa"),
        ("1e2", "9a9"),
        ("1201", "9999"),
        ("x", "a"),
    ],
)
def test_duration_that_is_no_month_is_an_error(file, months, shape):
    text = HEADER + f"a,0,3,1,event,f\nb,0,{months},1,event,f\n"
    assert refusal(file(text)) == breaks(
        WHOLE_DURATION[0], f"  row 3: found '{shape}'", WHOLE_DURATION[1]
    )


@pytest.mark.parametrize(("months", "shape"), [("", "(empty)"), ("-1", "-9"), ("1.5", "9.9")])
def test_entry_that_is_no_month_is_an_error(file, months, shape):
    text = HEADER + f"a,{months},3,1,event,f\n"
    assert refusal(file(text)) == breaks(
        WHOLE_ENTRY[0], f"  row 2: found '{shape}'", WHOLE_ENTRY[1]
    )


@pytest.mark.parametrize(
    ("code", "shape"),
    [
        ("2", "9"),
        ("9", "9"),
        ("ja", "aa"),
        ("JA ", "aa "),
        ("True", "aaaa"),
        ("-1", "-9"),
        ("0.5", "9.9"),
        ("", "(empty)"),
    ],
)
def test_event_that_is_neither_0_nor_1_is_an_error(file, code, shape):
    text = HEADER + f"a,0,3,{code},event,f\n"
    assert refusal(file(text)) == breaks(
        ZERO_OR_ONE[0], f"  row 2: found '{shape}'", ZERO_OR_ONE[1]
    )


def test_event_that_is_true_in_parquet_is_an_error(file):
    frame = pd.DataFrame({"person_id": ["a"], "duration": [3], "event": [True]})
    told = refusal(file(frame, "out.parquet"))
    assert told == breaks(
        "out.parquet, column 'event': event is 0 or 1.", "  row 1: found 'aaaa'", ZERO_OR_ONE[1]
    )


def test_missing_time_and_event_in_parquet_are_errors_with_their_rows(file):
    frame = pd.DataFrame({"person_id": ["a", "b"], "duration": [3, np.nan], "event": [np.nan, 1]})
    assert refusal(file(frame, "out.parquet")) == breaks(
        WHOLE_DURATION[0].replace("csv", "parquet"),
        "  row 2: found '(empty)'",
        WHOLE_DURATION[1],
        ZERO_OR_ONE[0].replace("csv", "parquet"),
        "  row 1: found '(empty)'",
        ZERO_OR_ONE[1],
    )


@pytest.mark.parametrize(("entry", "duration"), [("3", "3"), ("4", "3")])
def test_event_at_or_before_entry_is_an_error(file, entry, duration):
    text = HEADER + f"a,{entry},{duration},1,event,f\n"
    assert refusal(file(text)) == breaks(LATE[0], "  row 2: found '9'", LATE[1])


def test_cause_outside_the_code_list_is_an_error(file):
    text = HEADER + "a,0,3,0,moved,f\nb,0,3,0,,f\n"
    assert refusal(file(text)) == breaks(
        "out.csv, column 'cause': cause is one of event, death, emigration, censored, other.",
        "  row 2: found 'aaaaa'",
        "  row 3: found '(empty)'",
        "  Write why each person's time at risk ended.",
    )


@pytest.mark.parametrize(("event", "cause"), [("1", "death"), ("0", "event"), ("1", "censored")])
def test_cause_at_odds_with_event_is_an_error(file, event, cause):
    text = HEADER + f"a,0,3,{event},{cause},f\n"
    shape = "a" * len(cause)
    assert refusal(file(text)) == breaks(AT_ODDS[0], f"  row 2: found '{shape}'", AT_ODDS[1])


def test_person_who_stands_twice_is_an_error(file):
    text = HEADER + "a,0,3,1,event,f\nb,0,3,1,event,f\na,0,3,1,event,f\n"
    assert refusal(file(text)) == breaks(
        "out.csv, column 'person_id': one row a person.",
        "  row 2: found 'a'",
        "  row 4: found 'a'",
        "  Keep the row that is right.",
    )


def test_all_that_is_wrong_is_told_at_once(file):
    text = HEADER + "a,3,3,1,event,f\na,0,0,2,x,f\n,0,1,0,event,f\n"
    assert refusal(file(text)) == breaks(
        "out.csv, column 'person_id': a value is needed in every row.",
        "  row 4: found '(empty)'",
        "  Fill it in, or take the row out.",
        WHOLE_DURATION[0],
        "  row 3: found '9'",
        WHOLE_DURATION[1],
        ZERO_OR_ONE[0],
        "  row 3: found '9'",
        ZERO_OR_ONE[1],
        "out.csv, column 'cause': cause is one of event, death, emigration, censored, other.",
        "  row 3: found 'a'",
        "  Write why each person's time at risk ended.",
        "out.csv, column 'person_id': one row a person.",
        "  row 2: found 'a'",
        "  row 3: found 'a'",
        "  Keep the row that is right.",
        LATE[0],
        "  row 2: found '9'",
        LATE[1],
        AT_ODDS[0],
        "  row 4: found 'aaaaa'",
        AT_ODDS[1],
    )


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "person_id;duration;event\na;3;1\n",
            ["out.csv: the delimiter ',' gives 1 column(s); found ';'.", "  row 1", FORM],
        ),
        (
            "person_id,durasjon,event\na,3,1\n",
            [
                "out.csv: no column 'duration' (nearest: durasjon).",
                "  The header has: person_id, durasjon, event.",
                FORM,
            ],
        ),
        (
            "person_id,duration,event,track\na,3,1,sør\n".encode("latin-1"),
            [
                "out.csv, row 2, byte 8: the text is not utf-8.",
                "  Most likely it is latin-1.",
                FORM,
            ],
        ),
        (b"", ["out.csv: the file is incomplete: 0 bytes.", FORM, "  Copy it again."]),
    ],
    ids=["delimiter", "column", "encoding", "empty"],
)
def test_file_of_another_form_is_told_what_form_is_read(file, text, lines):
    assert refusal(file(text)) == "\n".join(lines)


def test_table_without_persons_is_an_error(file):
    assert refusal(file(HEADER)) == breaks(
        "out.csv: an outcomes file has at least one person.", "  Write one row a person."
    )


def test_garbled_group_is_an_error_that_names_no_dataset(file):
    told = refusal(file("person_id,duration,event,track\na,3,1,sÃ¸r\n"))
    assert told == breaks(
        "out.csv, column 'track': the text was read in another encoding than it was written in.",
        "  row 2: found 'aa¸a'",
        FORM,
    )
