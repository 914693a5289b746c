"""dataset.toml: all that is wrong is said at once, with line, key, what is allowed, what to do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cli import main
from analysis.errors import DataError
from analysis.registers.dataset import FILE
from analysis.registers.declaration import read_dataset

from .folders import DECLARED, refusal, write_folder

TABLES = '[tables.participants]\nfile = "p.csv"\n[tables.jobs]\nfile = "j.csv"\n'
GOOD = DECLARED + TABLES
QUOTES = "Write one of these, in quotes."
TOP = (
    "name, access, selected_by, first_observed, last_observed, source, contact, delivered,"
    " area_scheme, split_rule, missing, open_dates, dialect, repairs, tables, tax,"
    " basic_amount, seed"
)
JOB_COLUMNS = (
    "person_id, start, end, hours_per_week, monthly_earnings, employer_id, kind, contract,"
    " subsidised"
)
NAMES = "Mend the name, or take it out. Allowed: {}."


def error_of(folder, text):
    """Return the lines of the error for a dataset.toml, without the one that names the file."""
    (folder / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_dataset(folder)
    first, where, *lines = str(caught.value).splitlines()
    assert where == f"in {folder / FILE}"
    return [first, *lines]


def told(folder, text, line, rule, hint):
    """Hold the one error for a dataset.toml against its line, rule and hint."""
    where = f"dataset.toml, line {line}" if line else "dataset.toml"
    assert error_of(folder, text) == [
        "dataset.toml is wrong in 1 place; no table was read.",
        f"{where}: {rule}.",
        f"  {hint}",
    ]


def test_folder_without_the_file_is_no_dataset(tmp_path):
    with pytest.raises(DataError) as caught:
        read_dataset(tmp_path)
    assert str(caught.value) == (
        f"No dataset.toml in {tmp_path}."
        "\nA dataset is a folder with dataset.toml and one file per table."
        "\nWrite one; README.md, 'Your own registers', has an example."
    )


def test_text_that_is_no_toml_names_line_and_column(tmp_path):
    (tmp_path / FILE).write_text('name = "small"\naccess = invented\n', encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_dataset(tmp_path)
    assert str(caught.value) == (
        "dataset.toml is not valid TOML in UTF-8."
        f"\n{tmp_path / FILE}: Invalid value (at line 2, column 10)"
        "\nMend that place; README.md, 'Your own registers', has an example."
    )


def test_file_in_latin_1_is_not_valid(tmp_path):
    (tmp_path / FILE).write_bytes(GOOD.replace("by hand", "på øya").encode("latin-1"))
    with pytest.raises(DataError, match=r"dataset\.toml is not valid TOML in UTF-8\."):
        read_dataset(tmp_path)


@pytest.mark.parametrize(
    "variant", ["\ufeff" + GOOD, GOOD.replace("\n", "\r\n")], ids=["BOM", "CRLF"]
)
def test_byte_order_mark_and_windows_line_ends_are_read(tmp_path, variant):
    (tmp_path / FILE).write_bytes(variant.encode())
    assert read_dataset(tmp_path).name == "small"


@pytest.mark.parametrize(
    ("name", "add"),
    [
        ("name", '"…"'),
        ("access", '"…", one of invented, public, confidential'),
        ("selected_by", '"…", one of settled, started, left'),
        ("first_observed", '"YYYY-MM"'),
        ("last_observed", '"YYYY-MM"'),
        ("source", '"…"'),
        ("contact", '"…"'),
    ],
)
def test_missing_key_is_named(tmp_path, name, add):
    text = "\n".join(line for line in GOOD.splitlines() if not line.startswith(f"{name} ="))
    told(tmp_path, text, None, f"'{name}' is missing", f"Add a line {name} = {add}.")


LIST = 'Write it so: {} = ["…"].'
TEXT = 'Write it so: {} = "…".'


@pytest.mark.parametrize(
    ("line", "rule", "hint"),
    [
        (
            'contct = "x"',
            "'contct' is not known in the file (nearest: contact)",
            NAMES.format(TOP),
        ),
        ('missing = "9"', "'missing' is a list of texts in quotes", LIST.format("missing")),
        ("missing = [9]", "'missing' is a list of texts in quotes", LIST.format("missing")),
        (
            "open_dates = [9999-12-31]",
            "'open_dates' is a list of texts in quotes",
            LIST.format("open_dates"),
        ),
        ('seed = "7"', "'seed' is a whole number", "Write it in digits, without quotes."),
        ("seed = true", "'seed' is a whole number", "Write it in digits, without quotes."),
        ("delivered = 2024", "'delivered' is a text in quotes", TEXT.format("delivered")),
        ("area_scheme = 1", "'area_scheme' is one of norway, own", QUOTES),
        ('area_scheme = "norwai"', "'area_scheme' is one of norway, own (nearest: norway)", QUOTES),
        (
            'split_rule = "larges"',
            "'split_rule' is one of refuse, largest, keep (nearest: largest)",
            QUOTES,
        ),
        (
            "dialect = 5",
            "'dialect' is a table of its own",
            "Write [dialect], and its keys in the lines below it.",
        ),
        (
            'dialect.delimeter = ";"',
            "'delimeter' is not known in [dialect] (nearest: delimiter)",
            NAMES.format("delimiter, encoding, decimal, date_format, yes, no"),
        ),
        (
            "dialect.delimiter = 5",
            "'delimiter' in [dialect] is a text in quotes",
            TEXT.format("delimiter"),
        ),
        (
            'dialect.delimiter = ";;"',
            """'delimiter' in [dialect] is one character, such as ";" or "\\t\"""",
            "Write the character that stands between two values.",
        ),
        (
            'dialect.decimal = "komma"',
            """'decimal' in [dialect] is "." or ",\"""",
            "Write one of the two, in quotes.",
        ),
        (
            'dialect.encoding = "utf8-ish"',
            "'encoding' in [dialect] is one of utf-8, latin-1, cp1252, cp850, cp865, utf-16,"
            " utf-16-le, utf-16-be (nearest: utf-8)",
            QUOTES,
        ),
        (
            'dialect.date_format = "%Y-%m-%d %H:%M"',
            """'date_format' in [dialect] has %Y, %m and %d, such as "%d.%m.%Y\"""",
            "Write them in the order of the dates in the files.",
        ),
        (
            'dialect.yes = "J"',
            "'yes' in [dialect] is a list of texts in quotes",
            LIST.format("yes"),
        ),
        (
            'dialect.yes = ["NEI"]',
            "'yes' in [dialect] and 'no' have a word in common",
            "Write each word in one of them; the case of letters does not matter.",
        ),
        (
            'repairs.net_negative_hours = "yes"',
            "'net_negative_hours' in [repairs] is true or false",
            "Write it without quotes.",
        ),
        (
            "repairs.residence_gap_days = 367",
            "'residence_gap_days' in [repairs] is a number of days from 0 to 366",
            "Write it in digits, without quotes.",
        ),
        (
            "repairs.fill = 3",
            "'fill' is not known in [repairs]",
            NAMES.format("net_negative_hours, residence_gap_days"),
        ),
        (
            'tax = "gross"',
            "'tax' is one of before, after, undeclared",
            QUOTES,
        ),
        (
            "basic_amount.2012 = 82000",
            "'2012' in [basic_amount]: a basic amount holds from 1 May of a year",
            'Write the date so: "2012-05-01".',
        ),
        (
            "basic_amount.2012-05-01 = 82000.5",
            "'2012-05-01' in [basic_amount] is whole NOK a year, from 1000 to 1000000",
            "Write it in digits, without quotes or blanks.",
        ),
        (
            "basic_amount.2012-05-01 = 999",
            "'2012-05-01' in [basic_amount] is whole NOK a year, from 1000 to 1000000",
            "Write it in digits, without quotes or blanks.",
        ),
        (
            "basic_amount = 82000",
            "'basic_amount' is a table of its own",
            "Write [basic_amount], and its keys in the lines below it.",
        ),
    ],
)
def test_mistakes_in_the_declarations(tmp_path, line, rule, hint):
    told(tmp_path, DECLARED + line + "\n" + TABLES, 8, rule, hint)


def test_basic_amounts_are_read_by_the_year_of_their_first_of_may(tmp_path):
    amounts = '[basic_amount]\n"2012-05-01" = 82000\n2013-05-01 = 85000\n'
    (tmp_path / FILE).write_text(DECLARED + amounts + TABLES, encoding="utf-8")
    assert read_dataset(tmp_path).basic_amount == {2012: 82_000, 2013: 85_000}
    (tmp_path / FILE).write_text(GOOD, encoding="utf-8")
    assert read_dataset(tmp_path).basic_amount == {}


MONTH = 'Write it in quotes, such as first_observed = "2015-01".'


@pytest.mark.parametrize(
    ("old", "new", "line", "rule", "hint"),
    [
        ('"small"', "5", 1, "'name' is a text in quotes", TEXT.format("name")),
        ('"small"', '" "', 1, "'name' is empty", "Fill it in."),
        (
            '"invented"',
            '"confidental"',
            2,
            "'access' is one of invented, public, confidential (nearest: confidential)",
            QUOTES,
        ),
        ('"invented"', "5", 2, "'access' is one of invented, public, confidential", QUOTES),
        ('"invented"', "[]", 2, "'access' is one of invented, public, confidential", QUOTES),
        (
            '"started"',
            '"start"',
            3,
            "'selected_by' is one of settled, started, left (nearest: started)",
            QUOTES,
        ),
        (
            '"2015-01"',
            '"2015-13"',
            4,
            "'first_observed': a month lies between 01 and 12",
            MONTH,
        ),
        ('"2015-01"', '"2015-1"', 4, "'first_observed': a month is written YYYY-MM", MONTH),
        ('"2015-01"', "2015-01-01", 4, "'first_observed': a month is written YYYY-MM", MONTH),
        (
            '"2015-01"',
            '"2018-01"',
            5,
            "'last_observed' lies before 'first_observed'",
            "Mend one of the two months.",
        ),
    ],
)
def test_mistakes_in_a_value(tmp_path, old, new, line, rule, hint):
    told(tmp_path, GOOD.replace(old, new), line, rule, hint)


@pytest.mark.parametrize("written", ['"in June"', "2024-05-01", "2024-05-01T10:00:00"])
def test_delivery_is_a_text_or_a_date(tmp_path, written):
    (tmp_path / FILE).write_text(f"{DECLARED}delivered = {written}\n{TABLES}", encoding="utf-8")
    assert read_dataset(tmp_path).delivered == written.strip('"').replace("T", " ")


EXCEL = "Take it out, or name a workbook (.xlsx, .xlsm) as file."
FOLLOW = "'header_rows' in [tables.jobs] is a list of rows that follow, from 1 to 100"
SO = "Write it so: header_rows = [2], or [2, 3] for a header in two rows."
COLUMN = "Give each the name of another column."
STANDS_FIRST = "the name that is known here stands first."


@pytest.mark.parametrize(
    ("tables", "line", "rule", "hint"),
    [
        ('tables = "p.csv"', 8, "'tables' is a table of its own",
         "Write [tables], and its keys in the lines below it."),
        ('[tables.participants]\nfile = "p.csv"', None, "[tables.jobs] is missing",
         'Add a line [tables.jobs], and below it file = "…".'),
        (TABLES + '[tables.famly]\nfile = "f.csv"', 12,
         "'famly' is not known in [tables] (nearest: family)",
         NAMES.format("participants, jobs, education, activities, benefits, labour_office,"
                      " residence, departures, family, participation, areas")),
        (TABLES + '[tables]\nfamily = "f.csv"', 13, "'family' in [tables] is a table of its own",
         "Write [tables.family], and its keys in the lines below it."),
        (TABLES.replace('"j.csv"', "5"), 11, "'file' in [tables.jobs] is a text in quotes",
         TEXT.format("file")),
        (TABLES.replace('"j.csv"', '""'), 11, "'file' in [tables.jobs] is empty", "Fill it in."),
        (TABLES.replace('file = "j.csv"', ""), 10, "'file' in [tables.jobs] is missing",
         'Add a line file = "…".'),
        (TABLES + 'fil = "x"', 12, "'fil' is not known in [tables.jobs] (nearest: file)",
         NAMES.format("file, columns, codes, ignored, sheet, header_rows")),
        (TABLES.replace("j.csv", "p.csv"), 10,
         "[tables.participants] and [tables.jobs] have the same file",
         "Give each table a file of its own, or a sheet of its own in a workbook."),
        (TABLES.replace("j.csv", "p.xlsx").replace("p.csv", "p.xlsx").replace(
            'xlsx"\n', 'xlsx"\nsheet = "S"\n'), 11,
         "[tables.participants] and [tables.jobs] have the same sheet",
         "Give each table a file of its own, or a sheet of its own in a workbook."),
        (TABLES + 'sheet = "x"', 12, "'sheet' in [tables.jobs] is for Excel files only", EXCEL),
        (TABLES + "header_rows = [2]", 12,
         "'header_rows' in [tables.jobs] is for Excel files only", EXCEL),
        (TABLES.replace("j.csv", "j.xlsx") + "header_rows = [2, 4]", 12, FOLLOW, SO),
        (TABLES.replace("j.csv", "j.xlsx") + "header_rows = 2", 12, FOLLOW, SO),
        (TABLES + "columns = 5", 12, "'columns' in [tables.jobs] is a table of its own",
         "Write [tables.jobs.columns], and its keys in the lines below it."),
        (TABLES + "columns.start = 5", 12, "'start' in [tables.jobs.columns] is a text in quotes",
         TEXT.format("start")),
        (TABLES + 'columns.start = ""', 12, "'start' in [tables.jobs.columns] is empty",
         "Fill it in."),
        (TABLES + 'columns.strt = "fra"', 12,
         "'strt' is not known in [tables.jobs.columns] (nearest: start)",
         NAMES.format(JOB_COLUMNS)),
        (TABLES + 'columns.Fra = "start"', 12, "'Fra' is not known in [tables.jobs.columns]",
         f'Write start = "Fra": {STANDS_FIRST}'),
        (TABLES + 'columns = { start = "dato", end = "dato" }', 12,
         "[tables.jobs.columns] gives start and end the same own name 'dato'", COLUMN),
        (TABLES + 'columns = { start = "end" }', 12,
         "[tables.jobs.columns] gives start and end the same own name 'end'", COLUMN),
        (TABLES + 'ignored = "x"', 12, "'ignored' in [tables.jobs] is a list of texts in quotes",
         LIST.format("ignored")),
        (TABLES + 'columns.kind = "Type"\nignored = ["Type"]', 13,
         "'Type' is ignored in [tables.jobs], and read as kind",
         "Take it out of ignored, or name another column for kind."),
        (TABLES + 'ignored = ["start"]', 12,
         "'start' is ignored in [tables.jobs], and read as start",
         "Take it out of ignored, or name another column for start."),
        (TABLES + 'codes.knd = { L = "employee" }', 12,
         "'knd' is not known in [tables.jobs.codes] (nearest: kind)", NAMES.format(JOB_COLUMNS)),
        (TABLES + 'codes.kind = "L"', 12, "'kind' in [tables.jobs.codes] is a table of its own",
         "Write [tables.jobs.codes.kind], and its keys in the lines below it."),
        (TABLES + "codes.kind = { L = 1 }", 12,
         "'L' in [tables.jobs.codes.kind] is a text in quotes", TEXT.format("L")),
        (TABLES + 'codes.kind = { L = "employe" }', 12,
         "'L' in [tables.jobs.codes.kind] is one of employee, self_employed (nearest: employee)",
         QUOTES),
        (TABLES + 'codes.kind = { employee = "L" }', 12,
         "'employee' in [tables.jobs.codes.kind] is one of employee, self_employed",
         'Write L = "employee": your own code stands first.'),
        (TABLES + 'codes.start = { x = "2015-01-01" }', 12,
         "[tables.jobs.codes.start]: a column of kind 'date' has no codes",
         "Take it out. Allowed: employer_id, kind, contract."),
    ],
)  # fmt: skip
def test_mistakes_in_the_tables(tmp_path, tables, line, rule, hint):
    told(tmp_path, DECLARED + tables, line, rule, hint)


def test_only_participants_and_jobs_are_needed(tmp_path):
    assert list(read_dataset(write_folder(tmp_path)).tables) == ["participants", "jobs"]


def test_name_of_a_file_is_taken_as_it_stands(tmp_path):
    (tmp_path / FILE).write_text(GOOD.replace("j.csv", "j.csv "), encoding="utf-8")
    assert read_dataset(tmp_path).tables["jobs"].file == "j.csv "


MANY = """\
name = "small"
access = "confidental"
first_observed = "2015-13"
last_observed = "2017-12"
source = ""
contact = "nobody"
missing = [
  "9",

  8,
]

[tables.job]
file = "j.csv"

[tables.education]
columns.strt = "Fra"
ignored = "x"

[dialect]
decimal = "komma"

[tables.participants]
file = "p.csv"
codes.sex = { K = "femal" }
"""


def test_all_that_is_wrong_is_said_at_once_in_the_order_of_the_file(tmp_path):
    columns = "person_id, level, start, end, completed"
    tables = (
        "participants, jobs, education, activities, benefits, labour_office, residence,"
        " departures, family, participation, areas"
    )
    assert error_of(tmp_path, MANY) == [
        "dataset.toml is wrong in 12 places; no table was read.",
        "dataset.toml: 'selected_by' is missing.",
        '  Add a line selected_by = "…", one of settled, started, left.',
        "dataset.toml: [tables.jobs] is missing.",
        '  Add a line [tables.jobs], and below it file = "…".',
        "dataset.toml, line 2: 'access' is one of invented, public, confidential"
        " (nearest: confidential).",
        f"  {QUOTES}",
        "dataset.toml, line 3: 'first_observed': a month lies between 01 and 12.",
        f"  {MONTH}",
        "dataset.toml, line 5: 'source' is empty.",
        "  Fill it in.",
        "dataset.toml, line 7: 'missing' is a list of texts in quotes.",
        '  Write it so: missing = ["…"].',
        "dataset.toml, line 13: 'job' is not known in [tables] (nearest: jobs).",
        f"  {NAMES.format(tables)}",
        "dataset.toml, line 16: 'file' in [tables.education] is missing.",
        '  Add a line file = "…".',
        "dataset.toml, line 17: 'strt' is not known in [tables.education.columns]"
        " (nearest: start).",
        f"  {NAMES.format(columns)}",
        "dataset.toml, line 18: 'ignored' in [tables.education] is a list of texts in quotes.",
        '  Write it so: ignored = ["…"].',
        """dataset.toml, line 21: 'decimal' in [dialect] is "." or ",".""",
        "  Write one of the two, in quotes.",
        "dataset.toml, line 25: 'K' in [tables.participants.codes.sex] is one of female, male"
        " (nearest: female).",
        f"  {QUOTES}",
    ]


@pytest.mark.parametrize("verb", [["check"], ["report", "--municipality", "0301"]])
def test_no_table_is_read_where_the_declaration_is_partly_wrong(tmp_path, capsys, verb):
    write_folder(tmp_path, {"jobs": "this,is,no\ntable\n"}, 'seed = "7"\n')
    assert main([verb[0], str(tmp_path), *verb[1:]]) == 2
    assert "jobs.csv" not in refusal(tmp_path)
    said = capsys.readouterr().err
    assert "dataset.toml is wrong in 1 place; no table was read." in said
    assert "jobs.csv" not in said


@pytest.mark.parametrize("count", [20, 21, 500])
def test_of_a_kind_twenty_are_listed_and_the_others_counted(tmp_path, count):
    codes = "".join(f'c{number} = "x"\n' for number in range(count))
    text = f'{GOOD}[tables.jobs.codes.kind]\n{codes}[dialect]\nbom = "x"\n'
    lines = error_of(tmp_path, text)
    assert lines[0] == f"dataset.toml is wrong in {count + 1} places; no table was read."
    where = [line.partition(":")[0] for line in lines[1:] if not line.startswith(" ")]
    more = [f"… and {count - 20} more values that are not allowed."] if count > 20 else []
    listed = [f"dataset.toml, line {13 + number}" for number in range(20)]
    assert where == [*listed, *more, f"dataset.toml, line {13 + count + 1}"]


PLANTED = {
    "source": ('source = "written by hand"', "source = 1", "'source' is a text in quotes"),
    "access": ('"invented"', '"secret"', "'access' is one of invented, public, confidential"),
    "month": ('"2017-12"', '"2017-99"', "'last_observed': a month lies between 01 and 12"),
    "key": ('contact = "nobody"', 'contact = "x"\nwhose = 1', "'whose' is not known in the file"),
    "selected": ('selected_by = "started"\n', "", "'selected_by' is missing"),
    "decimal": ('decimal = "."', 'decimal = ""', """'decimal' in [dialect] is "." or ",\""""),
    "dates": ("%d.%m.%Y", "%d.%m", "'date_format' in [dialect] has %Y, %m and %d,"),
    "gap": ("days = 3", "days = -1", "'residence_gap_days' in [repairs] is a number of days"),
    "table": ("[tables.family]", "[tables.fam]", "'fam' is not known in [tables]"),
    "file": ('file = "p.csv"', "", "'file' in [tables.participants] is missing"),
    "column": ('sex = "S"', 'sx = "S"', "'sx' is not known in [tables.participants.columns]"),
    "code": ('"female"', '"f"', "'K' in [tables.participants.codes.sex] is one of female, male"),
    "ignored": ('["Note"]', '["Fra"]', "'Fra' is ignored in [tables.jobs], and read as start"),
    "sheet": ("# sheet", 'sheet = "A"', "'sheet' in [tables.jobs] is for Excel files only"),
}
"""Fault -> what is replaced, by what, and what is said of it; each alone, and in any company."""
WHOLE = f"""{DECLARED}
[dialect]
decimal = "."
date_format = "%d.%m.%Y"
[repairs]
residence_gap_days = 3
[tables.participants]
file = "p.csv"
columns = {{ sex = "S" }}
codes.sex = {{ K = "female" }}
[tables.jobs]
file = "j.csv"
columns.start = "Fra"
ignored = ["Note"]
# sheet
[tables.family]
file = "f.csv"
"""


def test_file_in_which_faults_are_planted_is_right(tmp_path):
    (tmp_path / FILE).write_text(WHOLE, encoding="utf-8")
    assert read_dataset(tmp_path).tables["jobs"].own("start") == "Fra"


@settings(max_examples=60)
@given(names=st.lists(st.sampled_from(sorted(PLANTED)), min_size=1, unique=True))
def test_every_planted_fault_is_found_and_nothing_else(tmp_path_factory, names):
    text = WHOLE
    for name in names:
        old, new, _ = PLANTED[name]
        assert text.count(old) == 1, name
        text = text.replace(old, new)
    lines = error_of(tmp_path_factory.mktemp("planted"), text)
    places = f"{len(names)} place{'s' if len(names) > 1 else ''}"
    assert lines[0] == f"dataset.toml is wrong in {places}; no table was read."
    said = [line for line in lines[1:] if not line.startswith(" ")]
    assert len(said) == len(names)
    numbers = [int(line.split("line ")[1].split(":")[0]) if ", line " in line else 0
               for line in said]  # fmt: skip
    assert numbers == sorted(numbers)
    for name in names:
        assert sum(PLANTED[name][2] in line for line in said) == 1, name
