"""Every fault that can be planted is read back, and the reader does what is right of it."""

import filecmp
import re
from collections import Counter
from functools import cache

import pandas as pd
import pytest

from analysis import cli
from analysis.errors import DataError, DesignError
from analysis.registers.identity import pass_as_identity_numbers
from analysis.registers.quality import findings, rows_by_fate
from analysis.registers.read import read_registers
from analysis.registers.register_faults import register_faults
from analysis.synthetic import world
from analysis.synthetic.faults import Right
from analysis.synthetic.faults_of_persons import never_issued
from analysis.synthetic.luck import Luck
from analysis.synthetic.planting import FAULTS, chosen_faults

NO_DOUBT = {"used", "municipality_recoded", "municipality_split", "correction_netted"}
"""What every row of the invented world may be counted as, and a correction is beside its fate."""
SLOW = [pytest.param(one, marks=pytest.mark.slow) for one in ("sav", "xpt")]
BY_NAME = {fault.name: fault for fault in FAULTS}
HIDES = {
    "short_row",
    "unclosed_quote",
    "missing_column",
    "extra_column",
    "renamed_column",
    "wrong_delimiter",
    "latin_1",
    "cp865",
    "utf_16",
    "truncated_file",
    "empty_file",
}
"""Faults of a whole file: as long as they are there, no value of it is read."""
SAID = {
    "conflicting_sex": "one value a person",
    "conflicting_prior_education": "one value a person",
    "conflicting_exit": "one row a person and programme; these rows are of one, and differ here",
    "exit_before_start": "a date is not before 'programme_start'",
    "undeclared_open_date": "a date without time of day",
    "date_of_1900": "a date without time of day",
    "unknown_municipality": "no municipality of Norway has had this code",
    "municipality_without_zero": "a municipality code is four digits kept as text",
    "undeclared_code": "allowed: female, male",
    "identity_numbers": "no value is a national identity number",
    "garbled_text": "the text was read in another encoding",
    "overlapping_job_of_other_hours": "overlapping spells of one job have the same hours_per_week",
    "end_before_start": "a date is not before 'start'",
    "missing_start": "a value is needed in every row",
    "negative_hours": "hours a week are a number between 0 and 168",
    "hours_over_168": "hours a week are a number between 0 and 168",
    "spreadsheet_id": "an id is not a number with an exponent",
    "id_without_zeros": "an id is written in the same way in every table",
    "decimal_comma": "hours a week are a number between 0 and 168",
    "infinite_hours": "hours a week are a number between 0 and 168",
    "no_such_day": "a date without time of day",
    "no_such_month": "a date without time of day",
    "day_first": "a date without time of day",
    "time_zone": "a date without time of day",
    "short_row": "every row has 4 fields, as the header has",
    "unclosed_quote": "a quote is not closed in its row",
    "missing_column": "no column 'cause'",
    "extra_column": "column 'note' is not in the contract",
    "renamed_column": "no column 'date' (nearest: dato)",
    "wrong_delimiter": "the delimiter ',' gives 1 column(s); found ';'",
    "latin_1": "the text is not utf-8.\n  Most likely it is latin-1",
    "cp865": "the text is not utf-8.\n  Most likely it is cp865",
    "utf_16": "the text is not utf-8.\n  Most likely it is utf-16",
    "truncated_file": "the file may be incomplete",
    "empty_file": "the file is incomplete: 0 bytes",
}
"""What the reader says of each fault that stops it."""
BESIDE_CORRECTIONS = {
    "negative_hours": "a correction, which has negative hours or pay, starts and ends in one",
    "hours_over_168": "hours a week are a number up to 168",
    "decimal_comma": "hours a week are a number up to 168",
    "infinite_hours": "hours a week are a number up to 168",
}
"""What it says of hours where the dataset declares that corrections are netted."""


def formats_of(faults):
    """Return each kind with CSV, or with the format that can hold it; all formats come together."""
    return [(fault, "csv" if "csv" in fault.formats else fault.formats[0]) for fault in faults]


def of(right):
    return [fault for fault in FAULTS if fault.right is right]


def write(folder, file_format, faults=None, persons=500):
    """Write a world, and return its list of faults."""
    made = ["synthesize", str(folder), "--persons", str(persons), "--seed", "3"]
    made += ["--format", file_format, *(["--faults", faults] if faults else [])]
    assert cli.main(made) == 0
    if not faults:
        return None
    texts = dict.fromkeys(["column", "counted_as", "planted"], str)
    listed = pd.read_csv(folder / "faults.csv", dtype=texts, keep_default_na=False)
    return listed.assign(row=pd.to_numeric(listed["row"]).astype("Int64"))


def counts(registers):
    """Return what the reader counts: (table or persons, name) -> number."""
    parts = [
        rows_by_fate(registers).rename(columns={"fate": "name"}),
        findings(registers).rename(columns={"finding": "name"}),
        register_faults(registers).rename(columns={"finding": "name"}).assign(table="exits"),
    ]
    counted = pd.concat([part[["name", "n_events"]] for part in parts])
    return Counter(counted.groupby("name")["n_events"].sum().to_dict())


def without_doubt(grown):
    return {name: n for name, n in grown.items() if name not in NO_DOUBT}


def refusal(folder):
    with pytest.raises(DataError) as caught:
        read_registers(folder)
    return str(caught.value)


def rows_said(text, mark, said):
    """Return the rows that a refusal names in a file and column for a reason."""
    column = f", column '{mark.column}'" if mark.column and mark.row != 1 else ""
    rows = set()
    for block in re.split(r"\n(?=[a-z])", text):
        if block.startswith(mark.file + column) and said in block:
            lines = re.findall(r"(?:^  |, )rows? ([0-9, and]+)", block, re.MULTILINE)
            rows |= {int(number) for line in lines for number in re.findall("[0-9]+", line)}
    return rows


def blocks_said(text, mark, said):
    return [b for b in re.split(r"\n(?=[a-z])", text) if b.startswith(mark.file) and said in b]


PARTS_OF = world.parts_of


@cache
def drawn(one):
    return list(PARTS_OF(one))


@pytest.fixture(autouse=True)
def drawn_once(monkeypatch):
    """A world is drawn once for all tests, as its seed says; each plants in a copy of its own."""

    def parts(one):
        return ({name: table.copy() for name, table in part.items()} for part in drawn(one))

    monkeypatch.setattr(world, "parts_of", parts)


@pytest.fixture(scope="session")
def clean(tmp_path_factory):
    """The same world without faults, by format."""
    found = {}
    for file_format in ("csv", "parquet"):
        folder = tmp_path_factory.mktemp(file_format)
        write(folder, file_format)
        found[file_format] = folder
    return found


@pytest.fixture(scope="session")
def before(clean):
    """What is read in the same world without faults, by format."""
    return {file_format: read_registers(folder) for file_format, folder in clean.items()}


def test_every_kind_that_stops_has_its_words_and_no_other():
    assert set(SAID) == {fault.name for fault in of(Right.ERROR)}


def test_kinds_have_names_and_sentences_of_their_own():
    assert len(BY_NAME) == len(FAULTS)
    assert len({fault.what for fault in FAULTS}) == len(FAULTS)
    for fault in FAULTS:
        assert re.fullmatch("[a-z][a-z0-9_]*", fault.name)
        assert fault.what.endswith(".")
        counts_it = fault.right in (Right.REPAIR, Right.WARNING)
        unchanged = fault.name in ("byte_order_mark", "windows_line_ends")  # no value changes
        assert bool(fault.counted_as) is (counts_it and not unchanged), fault.name


@pytest.mark.no_cover  # lines that other tests run
@pytest.mark.parametrize(("fault", "file_format"), formats_of(of(Right.ERROR)),
                         ids=lambda one: getattr(one, "name", one))  # fmt: skip
def test_error_stops_the_reader_at_the_listed_place_and_nowhere_else(fault, file_format, tmp_path):
    listed = write(tmp_path, file_format, fault.name)
    text = refusal(tmp_path)
    assert set(listed["right"]) == {"error"}
    assert len(listed) >= 1
    for mark in listed.itertuples():
        assert blocks_said(text, mark, SAID[fault.name])
        if pd.notna(mark.row) and mark.row > 1:
            assert mark.row in rows_said(text, mark, SAID[fault.name])
    if fault.name not in ("identity_numbers", "renamed_column"):  # told of in several places
        assert all(SAID[fault.name] in block for block in re.split(r"\n(?=[a-z])", text)[1:])
    files = set(re.findall(r"^([a-z_]+\.[a-z]+)[:,]", text, re.MULTILINE))
    if fault.name == "identity_numbers":  # the same ids stand in every table
        files = {"participants" + "." + file_format} & files
    assert files == set(listed["file"])
    assert cli.main(["check", str(tmp_path), "--out", str(tmp_path / "check")]) == 2


@pytest.mark.no_cover  # lines that other tests run
@pytest.mark.parametrize(("fault", "file_format"),
                         formats_of([*of(Right.REPAIR), *of(Right.WARNING)]),
                         ids=lambda one: getattr(one, "name", one))  # fmt: skip
def test_repair_or_warning_is_counted_as_often_as_listed(fault, file_format, before, tmp_path):
    listed = write(tmp_path, file_format, fault.name)
    grown = counts(read_registers(tmp_path)) - counts(before[file_format])
    wanted = Counter(listed.loc[listed["counted_as"] != "", "counted_as"])
    assert without_doubt(grown) == wanted
    assert set(listed["right"]) == {fault.right.value}


@pytest.mark.parametrize("name", ["byte_order_mark", "windows_line_ends"])
def test_how_a_file_begins_and_its_lines_end_changes_no_value(name, clean, tmp_path):
    listed = write(tmp_path, "csv", name)
    table = listed.loc[0, "table"]
    assert (tmp_path / f"{table}.csv").read_bytes() != (clean["csv"] / f"{table}.csv").read_bytes()
    one, other = (read_registers(folder).tables[table] for folder in (clean["csv"], tmp_path))
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.no_cover  # lines that other tests run
@pytest.mark.parametrize(("fault", "file_format"), formats_of(of(Right.KEPT)),
                         ids=lambda one: getattr(one, "name", one))  # fmt: skip
def test_value_that_is_kept_is_read_as_it_was_planted(fault, file_format, before, tmp_path):
    listed = write(tmp_path, file_format, fault.name)
    clean, after = before[file_format], read_registers(tmp_path)
    value = 50 if fault.name == "half_an_hour" else listed["planted"].iloc[0][1:-1]
    column = listed["column"].iloc[0]
    read, was = (one.tables[fault.table][column].astype(object) for one in (after, clean))
    assert (read == value).sum() - (was == value).sum() == len(listed)
    assert not without_doubt(counts(after) - counts(clean))


@pytest.mark.no_cover  # lines that other tests run
@pytest.mark.parametrize("file_format", ["csv", "parquet", "xlsx", "dta", *SLOW])
def test_repairs_and_warnings_together_are_counted_as_listed(file_format, before, tmp_path):
    listed = write(tmp_path, file_format, "repairs+warnings+kept")
    grown = counts(read_registers(tmp_path)) - counts(before["parquet"])
    wanted = Counter(listed.loc[listed["counted_as"] != "", "counted_as"])
    assert without_doubt(grown) == wanted
    assert set(listed["fault"]) == {
        fault.name
        for fault in FAULTS
        if fault.right is not Right.ERROR and file_format in fault.formats
    }


@pytest.mark.no_cover  # lines that other tests run
@pytest.mark.parametrize("file_format", ["csv", "parquet", "xlsx", "dta"])
def test_all_faults_together_are_told_at_once(file_format, tmp_path):
    listed = write(tmp_path, file_format, "all")
    text = refusal(tmp_path)
    whole = set(listed.loc[listed["fault"].isin(HIDES), "file"])
    told = listed[(listed["right"] == "error") & (listed["fault"] != "id_without_zeros")]
    for mark in told.itertuples():
        if mark.fault in HIDES:
            assert blocks_said(text, mark, SAID[mark.fault].partition(" (nearest")[0])
            continue
        assert mark.file not in whole, "a kind that no reader can see beside another"
        if file_format == "xlsx":
            mark = mark._replace(file=f"registers.xlsx, sheet '{mark.table}'")
        said = BESIDE_CORRECTIONS.get(mark.fault, SAID[mark.fault])
        assert mark.row in rows_said(text, mark, said), mark.fault


def test_the_same_seed_gives_the_same_bytes_whatever_the_order_of_names(tmp_path):
    orders = ("identical_rows+short_row+netted_hours", "netted_hours+short_row+identical_rows")
    for number, names in enumerate(orders):
        drawn.cache_clear()
        write(tmp_path / str(number), "csv", names, persons=200)
    names = sorted(path.name for path in (tmp_path / "0").iterdir())
    assert "faults.csv" in names
    same = filecmp.cmpfiles(tmp_path / "0", tmp_path / "1", names, shallow=False)
    assert same == (names, [], [])


def test_rows_without_a_fault_are_those_of_the_world_without_faults(clean, tmp_path):
    listed = write(tmp_path, "csv", "repairs+warnings")
    for name in ("participants", "jobs", "residence"):
        before = (clean["csv"] / f"{name}.csv").read_bytes().splitlines()
        content = (tmp_path / f"{name}.csv").read_bytes().removeprefix(b"\xef\xbb\xbf")
        after = content.splitlines()[: len(before)]
        differ = {n for n, (a, b) in enumerate(zip(before, after, strict=True), 1) if a != b}
        rows = listed[(listed["table"] == name) & (listed["row"] <= len(before))]
        last = {len(before)} & set(rows["row"])  # a line without its end is the same line
        assert differ <= set(rows["row"])
        assert set(rows["row"]) - last <= differ


def test_without_faults_nothing_tells_of_them(clean, tmp_path):
    write(tmp_path, "csv", "identical_rows")
    assert "Faults were planted" in (tmp_path / "dataset.toml").read_text(encoding="utf-8")
    write(tmp_path, "csv")
    names = sorted(path.name for path in clean["csv"].iterdir())
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    same = filecmp.cmpfiles(clean["csv"], tmp_path, names, shallow=False)
    assert same == (names, [], [])


@pytest.mark.parametrize(
    ("faults", "file_format", "said"),
    [
        (
            "short_rows",
            "csv",
            "--faults: no fault 'short_rows' (nearest: short_row).\nAllowed: all, errors, repairs,"
            " warnings, kept, or names with plus between them; --faults list tells them all.",
        ),
        (
            "errors+short_row",
            "parquet",
            "--faults: files of format parquet cannot hold 'short_row'.\nWrite --format csv, or"
            " leave the fault out.",
        ),
        (
            "empty_file",
            "csv",
            "--faults: files of format csv cannot hold 'empty_file'.\nWrite --format parquet, or"
            " leave the fault out.",
        ),
    ],
)
def test_fault_that_cannot_be_is_refused_before_anything_is_written(
    faults, file_format, said, tmp_path, capsys
):
    with pytest.raises(DesignError) as caught:
        chosen_faults(faults, file_format)
    assert str(caught.value) == said
    made = ["synthesize", str(tmp_path / "w"), "--format", file_format, "--faults", faults]
    assert cli.main(made) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "w").exists()


def test_world_too_small_for_a_fault_is_refused_and_not_written(tmp_path, capsys):
    made = ["synthesize", str(tmp_path / "w"), "--persons", "5", "--faults", "job_after_death"]
    assert cli.main(made) == 2
    assert capsys.readouterr().err == (
        "analysis synthesize: --faults: this world has no row of jobs left for 'job_after_death'."
        "\nTake more --persons, or leave the fault out.\n"
    )
    assert not (tmp_path / "w").exists()


def test_kinds_are_told_without_writing_anything(tmp_path, capsys):
    assert cli.main(["synthesize", str(tmp_path / "w"), "--faults", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(FAULTS) + 1
    assert lines[-1] == "Groups: all, errors, repairs, warnings, kept."
    for fault, line in zip(FAULTS, lines, strict=False):
        assert line.split()[:2] == [fault.name, fault.right.value]
        assert fault.what in line
    assert not (tmp_path / "w").exists()


def test_identity_numbers_that_are_planted_can_be_nobody_s():
    numbers = never_issued(Luck(3), 500)
    assert len(set(numbers)) == 500
    assert pass_as_identity_numbers(pd.Index(numbers, dtype=object)).all()
    for number in numbers:
        # 500-749 were given with years 54 to 99, 500-999 with 00 to 39, 900-999 with 40 to 99.
        assert 40 <= int(number[4:6]) <= 53
        assert 500 <= int(number[6:9]) <= 899


def test_more_than_one_id_in_a_hundred_looks_like_an_identity_number(tmp_path):
    listed = write(tmp_path, "csv", "identity_numbers", persons=250)
    assert len(listed) == 3  # of 250 ids, 2 are not more than 1 in 100
