"""dataset.toml: what it may declare, and the full text where it declares something else."""

import pytest

from analysis.errors import DataError
from analysis.registers.dataset import FILE, month_number, month_text
from analysis.registers.declaration import read_dataset

from .folders import DECLARED, write_folder

TABLES = '[tables.participants]\nfile = "p.csv"\n[tables.jobs]\nfile = "j.csv"\n'
GOOD = DECLARED + TABLES


def said_of(folder, text):
    """Return the error for a dataset.toml, without the place that every error names."""
    (folder / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_dataset(folder)
    what, where, to_do = str(caught.value).splitlines()
    assert where == f"in {folder / FILE}"
    assert to_do == "Mend that line."
    return what


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
    "name", ["name", "access", "selected_by", "first_observed", "last_observed"]
)
def test_missing_key_is_named(tmp_path, name):
    text = "\n".join(line for line in GOOD.splitlines() if not line.startswith(f"{name} ="))
    assert said_of(tmp_path, text) == f"dataset.toml: '{name}' is missing."


@pytest.mark.parametrize("name", ["source", "contact"])
def test_source_and_contact_are_needed(tmp_path, name):
    text = "\n".join(line for line in GOOD.splitlines() if not line.startswith(f"{name} ="))
    assert said_of(tmp_path, text) == f"dataset.toml: '{name}' is missing or empty."


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('contct = "x"', "'contct' is not known in the file (nearest: contact)"),
        ('missing = "9"', "'missing' is a list of texts in quotes"),
        ("missing = [9]", "'missing' is a list of texts in quotes"),
        ("open_dates = [9999-12-31]", "'open_dates' is a list of texts in quotes"),
        ('seed = "7"', "'seed' is a whole number"),
        ("seed = true", "'seed' is a whole number"),
        ("area_scheme = 1", "'area_scheme' is a text in quotes"),
        ('area_scheme = "norwai"', "'area_scheme' is one of norway, own (nearest: norway)"),
        ("dialect = 5", "'dialect' in [dialect] is a table of its own"),
        ('dialect.delimeter = ";"', "'delimeter' is not known in [dialect] (nearest: delimiter)"),
        ("dialect.delimiter = 5", "'delimiter' in [dialect] is a text in quotes"),
        ('dialect.delimiter = ";;"', """'delimiter' is one character, such as ";" or "\\t\""""),
        ('dialect.decimal = "komma"', """'decimal' is "." or ",\""""),
        (
            'dialect.encoding = "utf8-ish"',
            "'encoding' is one of utf-8, latin-1, cp1252, cp850, cp865, utf-16, utf-16-le,"
            " utf-16-be (nearest: utf-8)",
        ),
        (
            'dialect.date_format = "dd.mm.yyyy"',
            """'date_format' has %Y, %m and %d, such as "%d.%m.%Y\"""",
        ),
        (
            'dialect.date_format = "%Y-%m-%d %H:%M"',
            """'date_format' has %Y, %m and %d, such as "%d.%m.%Y\"""",
        ),
        ('dialect.yes = "J"', "'yes' is a list of texts in quotes"),
        ('dialect.yes = ["0"]', "'yes' and 'no' have a word in common"),
    ],
)
def test_mistakes_in_the_declarations(tmp_path, lines, said):
    assert said_of(tmp_path, DECLARED + lines + "\n" + TABLES) == f"dataset.toml: {said}."


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"small"', "5", "'name' is a text in quotes"),
        ('"small"', '" "', "'name' is missing or empty"),
        (
            '"invented"',
            '"confidental"',
            "'access' is one of invented, public, confidential (nearest: confidential)",
        ),
        ('"invented"', "5", "'access' is one of invented, public, confidential"),
        (
            '"started"',
            '"start"',
            "'selected_by' is one of settled, started, left (nearest: started)",
        ),
        ('"2015-01"', '"2015-13"', "'first_observed': a month lies between 01 and 12"),
        ('"2015-01"', '"2015-1"', "'first_observed': a month is written YYYY-MM"),
        ('"2015-01"', "2015-01-01", "'first_observed': a month is written YYYY-MM"),
        ('"2015-01"', '"2018-01"', "'last_observed' lies before 'first_observed'"),
    ],
)
def test_mistakes_in_a_value(tmp_path, old, new, said):
    assert said_of(tmp_path, GOOD.replace(old, new)) == f"dataset.toml: {said}."


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ("", "[tables.participants] is missing"),
        ('tables = "p.csv"', "'tables' in [tables] is a table of its own"),
        ('[tables.participants]\nfile = "p.csv"', "[tables.jobs] is missing"),
        ('[tables.job]\nfile = "j.csv"', "'job' is not known in [tables] (nearest: jobs)"),
        (TABLES.replace('"j.csv"', "5"), '[tables.jobs] needs file = "…"'),
        (TABLES + 'fil = "x"', "'fil' is not known in [tables.jobs] (nearest: file)"),
        (
            TABLES.replace("j.csv", "p.csv"),
            "[tables.participants] and [tables.jobs] have the same file",
        ),
        (TABLES + "columns = 5", "'columns' in [tables.jobs] is a table of its own"),
        (TABLES + "columns.start = 5", "'start' in [tables.jobs.columns] is a text in quotes"),
        (
            TABLES + 'columns.strt = "fra"',
            "'strt' is not known in [tables.jobs.columns] (nearest: start)",
        ),
        (
            TABLES + 'columns = { start = "dato", end = "dato" }',
            "[tables.jobs.columns] gives two columns the own name 'dato'",
        ),
        (
            TABLES + 'columns = { start = "end" }',
            "[tables.jobs.columns] gives two columns the own name 'end'",
        ),
        (TABLES + 'ignored = "x"', "'ignored' is a list of texts in quotes"),
        (
            TABLES + 'codes.knd = { L = "employee" }',
            "'knd' is not known in [tables.jobs.codes] (nearest: kind)",
        ),
        (TABLES + 'codes.kind = "L"', "'kind' in [tables.jobs.codes] is a table of its own"),
        (TABLES + "codes.kind = { L = 1 }", "'L' in [tables.jobs.codes.kind] is a text in quotes"),
        (
            TABLES + 'codes.kind = { L = "employe" }',
            "[tables.jobs.codes.kind]: 'employe' is none of employee, self_employed"
            " (nearest: employee)",
        ),
        (
            TABLES + 'codes.start = { x = "2015-01-01" }',
            "[tables.jobs.codes.start]: a column of kind 'date' has no codes",
        ),
    ],
)
def test_mistakes_in_the_tables(tmp_path, tables, said):
    assert said_of(tmp_path, DECLARED + tables) == f"dataset.toml: {said}."


def test_only_participants_and_jobs_are_needed(tmp_path):
    assert list(read_dataset(write_folder(tmp_path)).tables) == ["participants", "jobs"]


@pytest.mark.parametrize(("text", "number"), [("1970-01", 0), ("1969-12", -1), ("2015-06", 545)])
def test_months_are_counted_from_january_1970(text, number):
    assert month_number(text) == number
    assert month_text(number) == text
