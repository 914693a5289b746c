"""CSV: what is no row, no text or another dialect stops with its row; plain variants are read."""

import re

import pytest

from analysis.registers.read import read_registers

from .folders import JOBS, PARTICIPANTS, breaks, fates, refusal, remarks

HEADER = "person_id,start,end,hours_per_week\n"
DIALECT = '[dialect]\nencoding = "{}"\n'


def test_short_row_is_an_error_with_its_row_and_never_filled(folder):
    jobs = JOBS + "b,2015-08-01,2015-12-31\nb,2016-08-01\n"
    assert refusal(folder({"jobs": jobs})) == breaks(
        "jobs.csv: every row has 4 fields, as the header has.",
        "  row 3: 3 fields",
        "  row 4: 2 fields",
        "  Mend the rows; a text that holds the delimiter stands in quotes.",
    )


def test_long_row_is_an_error_with_its_row(folder):
    assert refusal(folder({"jobs": JOBS + "b,2015-08-01,,37,5\n"})) == breaks(
        "jobs.csv: every row has 4 fields, as the header has.",
        "  row 3: 5 fields",
        "  Mend the rows; a text that holds the delimiter stands in quotes.",
    )


def test_long_row_of_blanks_is_an_error(folder):
    assert "row 3: 6 fields" in refusal(folder({"jobs": JOBS + ",,,,,\n"}))


@pytest.mark.parametrize(
    "rows",
    [
        'a,2015-08-01,2015-12-31,10\n"b,2015-08-01,,\na,2016-01-01,,\n',  # to the end of the file
        'a,2015-08-01,2015-12-31,10\n"b,2015-08-01,,\n"a",2016-01-01,,\n',  # to the next quote
        'a,2015-08-01,2015-12-31,10\nb,2015-08-01,"2016\n01-01",5\n',  # a line break in a value
        'a,2015-08-01,2015-12-31,10\n"b"c,2015-08-01,,\n',
    ],
)
def test_quote_that_is_not_closed_is_an_error_with_the_row_where_it_starts(folder, rows):
    assert refusal(folder({"jobs": HEADER + rows})) == breaks(
        "jobs.csv, row 3: a quote is not closed in its row, or text follows it.",
        '  Allowed: "a text in quotes", on one line; a quote inside it is written twice.',
        "  Mend the row.",
    )


def test_quoted_text_may_hold_the_delimiter_and_quotes(folder):
    text = 'person_id,municipality,programme_start,exit_reason\na,0301,2015-06-10,"ill, ""long"""\n'
    participants = read_registers(folder({"participants": text})).tables["participants"]
    assert participants["exit_reason"].tolist() == ['ill, "long"']


@pytest.mark.parametrize(("declared", "found"), [(",", ";"), (";", ","), (",", "\t"), (",", "|")])
def test_another_delimiter_is_named(folder, declared, found):
    text = PARTICIPANTS.replace(",", found)
    both = {"participants": text, "jobs": JOBS.replace(",", declared)}
    path = folder(both, f"[dialect]\ndelimiter = '{declared}'\n")
    assert refusal(path) == breaks(
        f"participants.csv: the delimiter '{declared}' gives 1 column(s); found '{found}'.",
        "  row 1",
        "  Declare delimiter under [dialect] in dataset.toml.",
    )


@pytest.mark.parametrize(
    ("written", "likely"),
    [("latin-1", "latin-1"), ("cp1252", "latin-1"), ("cp865", "cp865")],
)
def test_file_that_is_not_utf_8_names_row_byte_and_likely_encoding(folder, written, likely):
    text = (
        "person_id,municipality,programme_start,track\na,0301,2015-06-10,x\nb,4601,2015-06-10,sør\n"
    )
    assert refusal(folder({"participants": text}, encoding=written)) == breaks(
        "participants.csv, row 3, byte 20: the text is not utf-8.",  # b,4601,2015-06-10,s are 19
        f"  Most likely it is {likely}.",
        f'  Write encoding = "{likely}" under [dialect] in dataset.toml, which holds for all its'
        " files; or save this one as utf-8.",
    )


def test_what_a_wrong_encoding_is_told_to_write_reads_the_file(folder):
    text = "person_id,municipality,programme_start,track\na,0301,2015-06-10,sør\n"
    path = folder({"participants": text}, encoding="latin-1")
    line = re.search(r"Write (encoding = \S+) under \[dialect\]", refusal(path))[1]
    path = folder({"participants": text}, f"[dialect]\n{line}\n", encoding="latin-1")
    assert read_registers(path).tables["participants"]["track"].tolist() == ["sør"]


def test_header_in_another_encoding_is_row_1(folder):
    text = "person_id,municipality,programme_start,år\na,0301,2015-06-10,x\n"
    said = refusal(folder({"participants": text}, encoding="latin-1"))
    assert "\nparticipants.csv, row 1, byte 40: the text is not utf-8.\n" in said


@pytest.mark.parametrize("written", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("declared", ["utf-8", "latin-1"])
def test_utf_16_is_named_whatever_is_declared(folder, written, declared):
    path = folder({"jobs": JOBS.encode(written)}, DIALECT.format(declared))
    assert refusal(path) == breaks(
        f"jobs.csv: the text is not {declared}.",
        "  Most likely it is utf-16.",
        '  Write encoding = "utf-16" under [dialect] in dataset.toml, which holds for all its'
        f" files; or save this one as {declared}.",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252", "cp850", "cp865", "utf-16"])
def test_each_declared_encoding_reads_the_same(folder, encoding):
    text = "person_id,municipality,programme_start,track\na,0301,2015-06-10,Sør-Tromsø æøå ÆØÅ\n"
    path = folder({"participants": text}, DIALECT.format(encoding), encoding=encoding)
    participants = read_registers(path).tables["participants"]
    assert participants["track"].tolist() == ["Sør-Tromsø æøå ÆØÅ"]


@pytest.mark.parametrize(
    ("written", "declared"),
    [
        ("utf-8", "latin-1"),
        ("utf-8", "cp1252"),
        ("utf-8", "cp865"),
        ("cp865", "latin-1"),
        ("cp865", "cp1252"),
        ("latin-1", "cp865"),
    ],
)
def test_text_read_in_a_wrong_encoding_is_an_error_with_its_row(folder, written, declared):
    areas = "code,name,year\n0301,Oslo,2015\n5501,Tromsø,2015\n"
    path = folder({"areas": areas}, DIALECT.format(declared), encoding=written)
    told = refusal(path).splitlines()
    assert told[1] == (
        "areas.csv, column 'name': the text was read in another encoding than it was written in."
    )
    assert told[2].startswith("  row 3: found 'aaaa")
    assert told[3] == (
        "  Declare encoding under [dialect]; a Parquet file is written again from its source."
    )


def test_header_read_in_a_wrong_encoding_is_an_error(folder):
    text = PARTICIPANTS.replace("municipality", "bosted_øst")
    path = folder(
        {"participants": text},
        DIALECT.format("latin-1"),
        {"participants": 'columns = { municipality = "bosted_øst" }'},
    )
    assert refusal(path) == breaks(
        "participants.csv: the header was read in another encoding than it was written in.",
        "  The header has: aaaaaa_aa, aaaaaa_a¸aa, aaaaaaaaa_aaaaa.",
        "  Declare encoding under [dialect] in dataset.toml.",
    )


@pytest.mark.parametrize(
    "jobs",
    [
        "\ufeff" + JOBS,
        JOBS.replace("\n", "\r\n"),
        JOBS.rstrip("\n"),
        JOBS.replace("37.5", "37.5   "),
        JOBS.replace(",", "\u00a0,"),
        JOBS.replace("a,", '"a",').replace("2015-08-01", '"2015-08-01"'),
    ],
    ids=["BOM", "CRLF", "no last line end", "trailing blanks", "NBSP", "quotes"],
)
def test_plain_variants_of_a_file_read_the_same(folder, jobs):
    table = read_registers(folder({"jobs": jobs})).tables["jobs"]
    assert table.astype(str).to_numpy().tolist() == [["0", "2015-08-01", "2015-12-31", "3750"]]


def test_lines_that_hold_nothing_are_counted_and_left_out(folder):
    registers = read_registers(folder({"jobs": JOBS + "\n   \n,,,\n \u00a0,,,\n"}))
    assert fates(registers, "jobs") == {"empty_row": 4, "used": 1}


def test_rows_after_an_empty_line_keep_their_row_in_the_source_file(folder):
    told = refusal(folder({"jobs": JOBS + "\nb,2015-13-01,,1\n"}))
    assert "  row 4: found '9999-99-99'" in told


@pytest.mark.parametrize("rest", ["", "\n\n"])
def test_table_with_a_header_and_no_rows_is_read(folder, rest):
    registers = read_registers(folder({"jobs": HEADER + rest}))
    assert len(registers.tables["jobs"]) == 0
    assert registers.tables["jobs"]["start"].dtype == "datetime64[s]"


@pytest.mark.parametrize("content", ["", "\n"])
def test_participants_without_rows_are_an_error(folder, content):
    header = PARTICIPANTS.partition("\n")[0] + "\n"
    assert refusal(folder({"participants": header + content})) == breaks(
        "participants.csv: a dataset has at least one participant.",
        "  Write one row a person and programme.",
    )


@pytest.mark.parametrize(
    ("magic", "kind"),
    [
        (b"\x1f\x8b\x08", "a gzip file"),
        (b"PK\x03\x04", "a zip or Excel file"),
        (b"PAR1", "a Parquet file"),
        (b"\x80\x04\x95", "a pickle"),
    ],
)
def test_packed_or_binary_content_is_refused(folder, magic, kind):
    assert refusal(folder({"jobs": magic + b"\x00" * 50})) == breaks(
        f"jobs.csv: this is {kind}, not text.",
        "  Allowed: CSV as it is, not packed.",
        "  Unpack it, or write the table as CSV or Parquet.",
    )


@pytest.mark.parametrize("ends", ["\r", "\r\n", "\n"])
def test_each_kind_of_line_end_reads_the_same(folder, ends):
    jobs = (JOBS + "b,2015-09-01,,20\n").replace("\n", ends)
    registers = read_registers(folder({"jobs": jobs}))
    assert registers.tables["jobs"]["hours_per_week"].tolist() == [3750, 2000]
    assert remarks(registers) == {}


def test_line_ends_of_several_kinds_in_one_file_read_the_same(folder):
    rows = "a,2015-08-01,,1\r\nb,2015-08-01,,2\ra,2016-08-01,,3\nb,2016-08-01,,4\r\n"
    registers = read_registers(folder({"jobs": HEADER + rows}))
    assert sorted(registers.tables["jobs"]["hours_per_week"]) == [100, 200, 300, 400]
    told = refusal(folder({"jobs": HEADER + rows.replace(",,4", ",,-4")}))
    assert "  row 5: found '-9'" in told


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(("end", "count"), [("", 1), ("\n", 0), ("\r\n", 0), ("\r", 0)])
def test_last_line_without_an_end_is_read_and_counted(folder, encoding, end, count):
    path = folder({"jobs": JOBS.rstrip("\n") + end}, DIALECT.format(encoding), encoding=encoding)
    registers = read_registers(path)
    assert registers.tables["jobs"]["hours_per_week"].tolist() == [3750]
    assert remarks(registers) == ({("jobs", "", "no_last_line_end"): 1} if count else {})


@pytest.mark.parametrize("place", [10, 200_000])
def test_nul_character_is_an_error_with_its_row(folder, place):
    rows = "".join(f"a,2015-08-01,,{number % 50}\n" for number in range(place))
    assert refusal(folder({"jobs": HEADER + rows + "b,2015\0-08-01,,1\n"})) == breaks(
        f"jobs.csv, row {place + 2}: a NUL character stands in the text.",
        "  Allowed: letters, digits and signs; the file may be damaged.",
        "  Copy it again, or write it again from its source.",
    )


@pytest.mark.parametrize("sign", ["\x01", "\x07", "\x0b", "\x1b", "\x7f"])
def test_control_character_in_a_text_is_an_error_with_its_row(folder, sign):
    text = f"person_id,municipality,programme_start,track\na,0301,2015-06-10,x{sign}y\n"
    assert refusal(folder({"participants": text})) == breaks(
        "participants.csv, column 'track': a text holds a control character, which is no letter or"
        " sign.",
        "  row 2: found 'a?a'",
        "  Take it out; the file may be damaged.",
    )


def test_value_longer_than_the_parser_takes_is_an_error_with_its_row(folder):
    jobs = JOBS + "b,2015-08-01,," + "9" * 131_073 + "\n"
    assert refusal(folder({"jobs": jobs})) == breaks(
        "jobs.csv, row 3: a value is longer than any register's.",
        "  Allowed: 131,072 characters a value.",
        "  Mend the row; the file may be damaged, or have another delimiter.",
    )


def test_quote_left_open_over_very_many_rows_is_still_told_as_a_quote(folder):
    rows = "a,2015-08-01,,1\n" * 20_000
    told = refusal(folder({"jobs": JOBS + '"b,2015-08-01,,2\n' + rows}))
    assert told.splitlines()[1] == (
        "jobs.csv, row 3: a quote is not closed in its row, or text follows it."
    )


@pytest.mark.parametrize("place", [1, 249, 250, 251, 600])
def test_faults_are_told_by_row_wherever_blocks_of_rows_end(folder, place):
    rows = ["a,2015-08-01,,1"] * 700
    rows[place] = "a,2015-08-01"
    told = refusal(folder({"jobs": HEADER + "\n".join(rows) + "\n"})).splitlines()
    assert told[2] == f"  row {place + 2}: 2 fields"


def test_header_of_over_a_thousand_columns_is_refused(folder):
    wide = ",".join(f"month_{number}" for number in range(998))
    many = JOBS.partition("\n")[0] + "," + wide
    assert refusal(folder({"jobs": many.replace(",month_997", "") + "\n"})) != ""
    assert refusal(folder({"jobs": many + "\n"})) == breaks(
        "jobs.csv: the header has 1,002 columns.",
        "  row 1; allowed: 1,000 columns.",
        "  Write one row a spell or person, not a column a month; leave out other columns.",
    )


@pytest.mark.parametrize(
    ("written", "track"),
    [
        ('x "y" z', 'x "y" z'),
        ('x"y', 'x"y'),
        (' "x"', '"x"'),
        ('"x ""y"""', 'x "y"'),
        ("'x'", "'x'"),
        ("x\\", "x\\"),
        ("#x", "#x"),
        ("x\u2028y", "x\u2028y"),
        ("NA", "NA"),
        ("null", "null"),
    ],
)
def test_odd_texts_are_read_as_they_stand(folder, written, track):
    text = (
        f"person_id,municipality,programme_start,track,exit_reason\na,0301,2015-06-10,{written},z\n"
    )
    participants = read_registers(folder({"participants": text})).tables["participants"]
    assert participants[["track", "exit_reason"]].to_numpy().tolist() == [[track, "z"]]
