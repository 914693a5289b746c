"""Excel: one sheet a table; what Excel made of a value is read as shown, or refused by row."""

import datetime as dt
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest

from analysis.registers.hidden import Hidden, stretches
from analysis.registers.read import read_registers

from .folders import DECLARED, breaks, refusal, remarks

TABLE_NAMES = ("participants", "jobs")
SHEETS = {
    "Deltakere": [
        ["person_id", "municipality", "programme_start", "programme_end", "birth_year"],
        ["007", "0301", dt.datetime(2015, 4, 3), dt.datetime(2016, 6, 30), 1980],
        ["008", "4601", "03.05.2015", None, 1990],
    ],
    "Jobber": [
        ["person_id", "start", "end", "hours_per_week", "subsidised"],
        ["007", dt.datetime(2016, 8, 1), "31.12.9999", 37.5, True],
        ["008", "01.04.2016", dt.date(2016, 6, 30), "0,5", "nei"],
    ],
}
DIALECT = """\
open_dates = ["31.12.9999"]
[dialect]
delimiter = ";"
decimal = ","
date_format = "%d.%m.%Y"
"""
TABLES = """\
[tables.participants]
file = "registre.xlsx"
sheet = "Deltakere"
{participants}
[tables.jobs]
file = "registre.xlsx"
sheet = "Jobber"
{jobs}
"""


def book_of(sheets):
    """Return a workbook of sheets by name, each a list of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return book


@pytest.fixture
def workbook(tmp_path):
    """Return a function that writes a dataset of one workbook; `change` may edit it before."""

    def write(change=None, participants="", jobs=""):
        book = book_of(SHEETS)
        if change:
            change(book)
        book.save(tmp_path / "registre.xlsx")
        tables = TABLES.format(participants=participants, jobs=jobs)
        (tmp_path / "dataset.toml").write_text(DECLARED + DIALECT + tables, encoding="utf-8")
        return tmp_path

    return write


def jobs_of(folder):
    return read_registers(folder).tables["jobs"]


def put(sheet, cell, value, number_format=None):
    """Return a change of one cell."""

    def change(book):
        book[sheet][cell] = value
        if number_format:
            book[sheet][cell].number_format = number_format

    return change


def test_workbook_and_csv_give_the_same_registers(workbook, tmp_path):
    from_excel = read_registers(workbook())
    folder = tmp_path / "csv"
    folder.mkdir()
    (folder / "d.csv").write_text(
        "person_id;municipality;programme_start;programme_end;birth_year\n"
        "007;0301;03.04.2015;30.06.2016;1980\n008;4601;03.05.2015;;1990\n",
        encoding="utf-8",
    )
    (folder / "j.csv").write_text(
        "person_id;start;end;hours_per_week;subsidised\n"
        "007;01.08.2016;31.12.9999;37,5;ja\n008;01.04.2016;30.06.2016;0,5;nei\n",
        encoding="utf-8",
    )
    tables = '[tables.participants]\nfile = "d.csv"\n[tables.jobs]\nfile = "j.csv"\n'
    (folder / "dataset.toml").write_text(DECLARED + DIALECT + tables, encoding="utf-8")
    from_csv = read_registers(folder)
    for name in ("participants", "jobs"):
        pd.testing.assert_frame_equal(from_excel.tables[name], from_csv.tables[name])
    assert from_excel.remarks.equals(from_csv.remarks)
    assert from_excel.rows.equals(from_csv.rows)


@pytest.mark.parametrize(("value", "number_format"), [("0301", None), (301, "0000")])
def test_code_that_excel_shows_as_0301_is_0301(workbook, value, number_format):
    registers = read_registers(workbook(put("Deltakere", "B2", value, number_format)))
    assert registers.tables["participants"]["municipality"].iloc[0] == "0301"


def test_id_that_excel_shows_with_zeros_keeps_them(workbook):
    def change(book):
        for sheet, cell in (("Deltakere", "A2"), ("Jobber", "A2")):
            put(sheet, cell, 7, "000")(book)

    assert list(read_registers(workbook(change)).ids) == ["007", "008"]


def test_code_that_lost_its_zero_is_an_error(workbook):
    assert refusal(workbook(put("Deltakere", "B2", 301))) == breaks(
        "registre.xlsx, sheet 'Deltakere', column 'municipality': a municipality code is four"
        " digits kept as text (0301, not 301).",
        "  row 2: found '999'",
        '  Write the column as text, or set area_scheme = "own".',
    )


NAME_IT = (
    "Name the column in the header, or empty the cells; to leave out all columns without a name,"
    ' write "" in ignored under [tables.jobs].'
)
WRONG = [
    (
        ("Deltakere", "C2", dt.datetime(2015, 4, 3, 12, 30)),
        "sheet 'Deltakere', column 'programme_start': a time of day or a duration is not read.",
        "row 2: found a date with a time of day",
        "Write a date, or a number.",
    ),
    (
        ("Deltakere", "A2", dt.datetime(2015, 4, 3)),
        "sheet 'Deltakere', column 'person_id': this column holds no dates, and Excel has made a"
        " date of the cell.",
        "row 2: found a date",
        "Format the column as text in Excel, and write the value again.",
    ),
    (
        ("Deltakere", "C3", 42127),
        "sheet 'Deltakere', column 'programme_start': a date is a date cell or a text; this cell is"
        " a number.",
        "row 3: found a number",
        "Format the cell as a date in Excel.",
    ),
    (
        ("Deltakere", "A3", 1234567890123456),
        "sheet 'Deltakere', column 'person_id': Excel keeps 15 digits of a number; this one has"
        " more, and lost some.",
        "row 3: found a number of more than 15 digits",
        "Write the column as text, from its source.",
    ),
    (
        ("Jobber", "D2", "=35+2.5"),
        "sheet 'Jobber', column 'hours_per_week': the formula in the cell has no stored result.",
        "row 2: found a formula",
        "Open the workbook in Excel and save it there.",
    ),
    (
        ("Jobber", "D2", "#N/A"),
        "sheet 'Jobber', column 'hours_per_week': the formula in the cell has failed.",
        "row 2: found a failed formula",
        "Mend it in Excel, or write the value.",
    ),
    (
        ("Jobber", "D3", True),
        "sheet 'Jobber', column 'hours_per_week': this column does not hold TRUE or FALSE.",
        "row 3: found TRUE or FALSE",
        "Write the value as text.",
    ),
    (
        ("Jobber", "D3", dt.time(7, 30)),
        "sheet 'Jobber', column 'hours_per_week': a time of day or a duration is not read.",
        "row 3: found a time",
        "Write a date, or a number.",
    ),
    (
        ("Jobber", "H3", "a note"),
        "sheet 'Jobber': every value stands below the name of a column.",
        "row 3: found 'a aaaa' in column H",
        NAME_IT,
    ),
    (
        ("Jobber", "H3", dt.datetime(2020, 11, 3), "dd.mm.yyyy"),
        "sheet 'Jobber': every value stands below the name of a column.",
        "row 3: found '99.99.9999' in column H",
        NAME_IT,
    ),
]


NAMES_STAND = (
    "  The names were read in row 1; if they stand in another row of the sheet, or over two rows,"
    " write header_rows, such as [1, 2], under [tables.jobs] in dataset.toml."
)
SHOWN_OTHERWISE = (
    "a value is read as it is stored; the number format of this cell shows something else."
)
MEND_FORMAT = (
    "Format the column as Number or as Text in Excel, look whether what it shows then is right,"
    " write what is not, and save."
)
WRONG += [
    (
        ("Deltakere", "A2", 7, '"P"000'),
        f"sheet 'Deltakere', column 'person_id': {SHOWN_OTHERWISE}",
        "row 2: found '9', which the sheet shows as 'a999'",
        MEND_FORMAT,
    ),
    (
        ("Jobber", "D3", 0.5, "0%"),
        f"sheet 'Jobber', column 'hours_per_week': {SHOWN_OTHERWISE}",
        "row 3: found '9,9', which the sheet shows as '99%'",
        MEND_FORMAT,
    ),
]


@pytest.mark.parametrize(("cell", "rule", "row", "hint"), WRONG)
def test_cell_that_cannot_be_read_rightly_is_an_error_with_its_row(workbook, cell, rule, row, hint):
    expected = breaks(f"registre.xlsx, {rule}", f"  {row}", f"  {hint}")
    assert refusal(workbook(put(*cell))) == expected


@pytest.mark.parametrize(
    "number_format",
    [
        "General",
        "0.00",
        "#,##0.00",
        "@",
        '_-* #,##0.00_-;\\-* #,##0.00_-;_-* "-"??_-;_-@_-',
        '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ ',
    ],
)
def test_hours_in_an_ordinary_format_are_read(workbook, number_format):
    folder = workbook(put("Jobber", "D2", 37.5, number_format))
    assert list(jobs_of(folder)["hours_per_week"]) == [3750, 50]


def test_pay_with_kroner_in_its_format_is_read(workbook):
    def change(book):
        book["Jobber"]["E1"] = "monthly_earnings"
        for cell, value in (("E2", 25000), ("E3", 0)):
            accounting = '_-"kr"\\ * #,##0.00_-;\\-"kr"\\ * #,##0.00_-;_-"kr"\\ * "-"??_-;_-@_-'
            put("Jobber", cell, value, accounting)(book)

    assert list(jobs_of(workbook(change))["monthly_earnings"]) == [25000, 0]


def test_everything_wrong_in_a_sheet_comes_at_once(workbook):
    def change(book):
        for cell in (("Jobber", "D2", "=35+2.5"), ("Jobber", "B3", 42127), ("Jobber", "H3", "x")):
            put(*cell)(book)

    text = refusal(workbook(change))
    assert "has no stored result" in text
    assert "this cell is a number" in text
    assert "below the name of a column" in text


def test_merged_cells_below_the_header_are_an_error(workbook):
    text = refusal(workbook(lambda book: book["Jobber"].merge_cells("A2:A3")))
    assert text == breaks(
        "registre.xlsx, sheet 'Jobber': no merged cells below the header: only the first of them"
        " holds the value.",
        "  row 2: cells A2:A3",
        "  Unmerge them in Excel, and fill every cell.",
    )


def test_name_merged_with_the_cell_of_the_first_row_is_an_error(workbook):
    text = refusal(workbook(lambda book: book["Jobber"].merge_cells("D1:D2")))
    assert "  row 2: cells D1:D2\n  Unmerge them in Excel, and fill every cell." in text


def test_merged_cells_of_a_column_that_is_not_read_are_no_matter(workbook):
    def change(book):
        for cell, text in (("F1", "Merknad"), ("F2", "begge")):
            book["Jobber"][cell] = text
        book["Jobber"].merge_cells("F2:F3")

    assert len(jobs_of(workbook(change, jobs='ignored = ["Merknad"]'))) == 2


def test_cells_that_are_not_read_may_hold_anything(workbook):
    def change(book):
        for cell, value in (("F1", "Merknad"), ("F2", "=1+1"), ("F3", "#N/A"), ("H3", "  ")):
            book["Jobber"][cell] = value

    assert len(jobs_of(workbook(change, jobs='ignored = ["Merknad"]'))) == 2


def test_own_name_of_a_column_is_shown_beside_the_contracts(workbook):
    def change(book):
        book["Jobber"]["D1"] = "Timer"
        book["Jobber"]["D3"] = True

    text = refusal(workbook(change, jobs='columns = { hours_per_week = "Timer" }'))
    place = "registre.xlsx, sheet 'Jobber', column 'Timer' (jobs.hours_per_week)"
    assert f"{place}: this column does not hold TRUE or FALSE.\n" in text


def test_more_rows_than_twenty_are_counted(workbook):
    def change(book):
        for _ in range(30):
            book["Jobber"].append(["007", 42127, None, 1])

    text = refusal(workbook(change))
    assert text.count("found a number") == 20
    assert "  row 23: found a number\n  and 10 more rows\n" in text


def test_name_broken_over_lines_is_one_name(workbook):
    def change(book):
        book["Jobber"]["D1"] = "Timer\nper uke"
        book["Jobber"]["E1"] = "Til-\nskudd"

    columns = 'columns = { hours_per_week = "Timer per uke", subsidised = "Til-\\nskudd" }'
    assert list(jobs_of(workbook(change, jobs=columns))["hours_per_week"]) == [3750, 50]


def test_header_that_stands_in_another_row_is_asked_for(workbook):
    def change(book):
        book["Jobber"].insert_rows(1)
        book["Jobber"]["A1"] = "Uttrekk"

    assert refusal(workbook(change)) == breaks(
        "registre.xlsx, sheet 'Jobber': no name in the header is known; if it holds values, the"
        " names stand elsewhere.",
        "  The header has: aaaaaaa.",
        "  Needed: person_id, start, end. Write the names of the columns in the first row, or say"
        " under [tables.jobs.columns] in dataset.toml what yours are called.",
        NAMES_STAND,
    )


def test_names_over_two_rows_that_seem_to_repeat_are_asked_for(workbook):
    def change(book):
        for column, name in enumerate(["Person", "Periode", "Periode", "Timer"], start=1):
            book["Jobber"].cell(1, column).value = name

    path = workbook(change, jobs='columns = { person_id = "Person" }')
    assert refusal(path) == breaks(
        "registre.xlsx, sheet 'Jobber': column 'Periode' stands twice in the header, as columns B"
        " and C.",
        "  Give each column a name of its own, in one row; a name over several columns or rows is"
        " written out in each.",
        NAMES_STAND,
    )


def test_empty_columns_between_the_others_are_no_columns(workbook):
    def change(book):
        book["Jobber"].insert_cols(2)
        book["Jobber"].insert_cols(4)

    assert list(jobs_of(workbook(change))["hours_per_week"]) == [3750, 50]


def test_value_in_a_column_without_a_name_between_the_others_is_an_error(workbook):
    def change(book):
        book["Jobber"].insert_cols(2)
        book["Jobber"]["B3"] = 18.75

    assert refusal(workbook(change)) == breaks(
        "registre.xlsx, sheet 'Jobber': every value stands below the name of a column.",
        "  row 3: found '99,99' in column B",
        f"  {NAME_IT}",
    )
    assert len(jobs_of(workbook(change, jobs='ignored = [""]'))) == 2


def test_title_above_and_headings_merged_over_two_rows_are_read_as_declared(workbook):
    def change(book):
        sheet = book["Jobber"]
        sheet.insert_rows(1, amount=2)
        sheet["A1"] = "Uttrekk 2024"
        sheet.merge_cells("A1:E1")
        for column, name in enumerate(["Person", "Jobb", None, None, "Tilskudd"], start=1):
            sheet.cell(2, column).value = name
        for column, name in enumerate([None, "fra", "til", "timer", None], start=1):
            sheet.cell(3, column).value = name
        for area in ("A2:A3", "B2:D2", "E2:E3"):
            sheet.merge_cells(area)

    columns = (
        "header_rows = [2, 3]\n"
        'columns = { person_id = "Person", start = "Jobb fra", end = "Jobb til",'
        ' hours_per_week = "Jobb timer", subsidised = "Tilskudd" }'
    )
    jobs = jobs_of(workbook(change, jobs=columns))
    assert list(jobs["hours_per_week"]) == [3750, 50]


def test_error_counts_rows_as_the_sheet_does(workbook):
    def change(book):
        book["Jobber"].insert_rows(1)
        book["Jobber"]["D4"] = "mange"

    text = refusal(workbook(change, jobs="header_rows = [2]"))
    assert "  row 4: found 'aaaaa'" in text


def test_empty_rows_inside_are_counted_and_those_behind_are_not(workbook):
    def change(book):
        book["Jobber"].insert_rows(3)
        book["Jobber"].cell(4000, 3).value = "  "
        book["Jobber"].cell(5000, 3).number_format = "0.00"

    registers = read_registers(workbook(change))
    rows = registers.rows[registers.rows["table"] == "jobs"]
    assert dict(zip(rows["fate"], rows["rows"], strict=True)) == {"empty_row": 1, "used": 2}


def test_hidden_rows_are_rows(workbook):
    def change(book):
        book["Jobber"].row_dimensions[2].hidden = True

    assert len(jobs_of(workbook(change))) == 2


def test_dates_of_a_workbook_that_counts_from_1904_are_right(workbook):
    def change(book):
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    registers = read_registers(workbook(change))
    assert str(registers.tables["participants"]["programme_end"].iloc[0].date()) == "2016-06-30"


def test_declared_code_of_an_open_end_is_known_as_a_date_cell(workbook):
    jobs = jobs_of(workbook(put("Jobber", "C2", dt.datetime(9999, 12, 31))))
    assert jobs["end"].isna().sum() == 1


OFFICE = """\
missing = ["ukjent"]
open_dates = ["31.12.9999"]
[dialect]
delimiter = ";"
decimal = ","
date_format = "%d.%m.%Y"
yes = ["ja"]
no = ["nei"]
[tables.participants]
file = "{participants}"
columns = {{ person_id = "Løpenr", municipality = "Kommune nr", sex = "Kjønn",\
 programme_start = "Program fra", programme_end = "Program til" }}
codes.sex = {{ K = "female", M = "male" }}
{of_participants}
[tables.jobs]
file = "{jobs}"
columns = {{ person_id = "Løpenr", start = "Periode fra", end = "Periode til",\
 hours_per_week = "Timer per uke", subsidised = "Tilskudd" }}
{of_jobs}
"""
OFFICE_SHEETS = {
    "Deltakere": [
        ["Deltakere i introduksjonsprogrammet"],
        ["Løpenr", "Kommune nr", "Program", None, "Kjønn"],
        [None, None, "fra", "til", None],
        ["007", "0301", dt.datetime(2015, 4, 3), dt.datetime(2016, 6, 30), "K"],
        ["008", 301, "03.05.2015", None, "M"],
        [9, 1902, dt.date(2015, 4, 3), "30.06.2016 ", "ukjent"],
        ["010", "1902", "03.04.2015", None, "K "],
    ],
    "Jobber": [
        ["Arbeidsforhold", None, None, None, None, None, "per 31.12.2017"],
        ["Løpenr", "Periode", None, "Timer per uke", "Tilskudd"],
        [None, "fra", "til", None, None],
        ["007", dt.datetime(2016, 8, 1), dt.datetime(9999, 12, 31), 37.5, True],
        [8, "01.04.2016", "31.12.9999", "0,5", "nei"],
        [None],
        ["009", dt.datetime(2016, 1, 31), dt.datetime(2016, 3, 1), 20, False],
        ["010", "01.04.2016", None, "ukjent", "ukjent"],
    ],
}
OFFICE_CSV = {
    "deltakere.csv": "Løpenr;Kommune nr;Program fra;Program til;Kjønn\n"
    "007;0301;03.04.2015;30.06.2016;K\n008;0301;03.05.2015;;M\n"
    "009;1902;03.04.2015;30.06.2016 ;ukjent\n010;1902;03.04.2015;;K \n",
    "jobber.csv": "Løpenr;Periode fra;Periode til;Timer per uke;Tilskudd\n"
    "007;01.08.2016;31.12.9999;37,5;ja\n008;01.04.2016;31.12.9999;0,5;nei\n;;;;\n"
    "009;31.01.2016;01.03.2016;20;nei\n010;01.04.2016;;ukjent;ukjent\n",
}


def test_workbook_of_a_municipal_office_gives_the_registers_of_its_csv(tmp_path):
    book = book_of(OFFICE_SHEETS)
    merged = {
        "Deltakere": ("A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3"),
        "Jobber": ("A2:A3", "B2:C2", "D2:D3", "E2:E3"),
    }
    for name, areas in merged.items():
        for area in areas:
            book[name].merge_cells(area)
    formats = {("Deltakere", "B5"): "0000", ("Deltakere", "B6"): "0000", ("Jobber", "A5"): "000"}
    for (name, cell), number_format in {**formats, ("Deltakere", "A6"): "000"}.items():
        book[name][cell].number_format = number_format
    in_excel, in_csv = tmp_path / "excel", tmp_path / "csv"
    in_excel.mkdir()
    in_csv.mkdir()
    book.save(in_excel / "registre.xlsx")
    for name, text in OFFICE_CSV.items():
        (in_csv / name).write_text(text, encoding="utf-8")
    where = 'sheet = "{}"\nheader_rows = [2, 3]'
    of = {
        f"of_{table}": where.format(name) for table, name in zip(TABLE_NAMES, merged, strict=True)
    }
    excel = OFFICE.format(**dict.fromkeys(TABLE_NAMES, "registre.xlsx"), **of)
    files = dict(zip(TABLE_NAMES, OFFICE_CSV, strict=True))
    csv = OFFICE.format(**files, of_participants="", of_jobs="")
    (in_excel / "dataset.toml").write_text(DECLARED + excel, encoding="utf-8")
    (in_csv / "dataset.toml").write_text(DECLARED + csv, encoding="utf-8")
    from_excel, from_csv = read_registers(in_excel), read_registers(in_csv)
    assert list(from_csv.ids) == ["007", "008", "009", "010"]
    assert list(from_excel.ids) == list(from_csv.ids)
    for name in TABLE_NAMES:
        pd.testing.assert_frame_equal(from_excel.tables[name], from_csv.tables[name])
    pd.testing.assert_frame_equal(from_excel.rows, from_csv.rows)
    pd.testing.assert_frame_equal(from_excel.remarks, from_csv.remarks)


@pytest.mark.parametrize(
    ("sheet", "message"),
    [
        (
            'sheet = "Jober"',
            "registre.xlsx: no sheet 'Jober' (nearest: Jobber)."
            "\n  It has: Deltakere, Jobber.\n  Mend sheet in dataset.toml.",
        ),
        (
            "",
            "registre.xlsx: the workbook has 2 sheets: Deltakere, Jobber."
            "\n  Each table is one sheet.\n  Name it as sheet in dataset.toml.",
        ),
    ],
)
def test_sheet_that_is_not_there_or_not_named_is_an_error(workbook, sheet, message):
    folder = workbook()
    path = folder / "dataset.toml"
    text = path.read_text(encoding="utf-8").replace('sheet = "Jobber"', sheet)
    path.write_text(text, encoding="utf-8")
    assert refusal(folder) == breaks(message)


NOT_WHOLE = (
    "registre.xlsx: not a whole Excel file; the file may be incomplete."
    "\n  Declared in dataset.toml\n  Copy it again, or save it again in Excel."
)


@pytest.mark.parametrize("share", [0.2, 0.9, 0.99])
def test_truncated_workbook_is_incomplete(workbook, share):
    folder = workbook()
    content = (folder / "registre.xlsx").read_bytes()
    (folder / "registre.xlsx").write_bytes(content[: int(len(content) * share)])
    assert refusal(folder) == breaks(NOT_WHOLE)  # once, though it holds two tables


def test_zip_file_that_is_no_workbook_is_refused(workbook):
    folder = workbook()
    with zipfile.ZipFile(folder / "registre.xlsx", "w") as packed:
        packed.writestr("a.txt", "no workbook")
    assert NOT_WHOLE in refusal(folder)


def test_locked_or_old_workbook_says_how_to_save_it(workbook):
    folder = workbook()
    (folder / "registre.xlsx").write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    assert (
        "registre.xlsx: the workbook is protected by a password, or is of the old kind .xls."
        "\n  Allowed: .xlsx without a password.\n  Save it so in Excel."
    ) in refusal(folder)


def test_bomb_is_refused_before_it_is_unpacked(workbook):
    folder = workbook()
    with zipfile.ZipFile(folder / "registre.xlsx", "a", zipfile.ZIP_DEFLATED) as packed:
        with packed.open("xl/bomb.xml", "w", force_zip64=True) as entry:
            for _ in range(1100):
                entry.write(b"\0" * (1 << 20))
    assert "registre.xlsx: unpacks to 1,1" in refusal(folder)
    assert "Allowed: 1,073,741,824 bytes, 10,000 parts." in refusal(folder)


def test_xml_bomb_is_refused(workbook):
    folder = workbook()
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    with zipfile.ZipFile(folder / "registre.xlsx") as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts["xl/worksheets/sheet1.xml"] = bomb.encode()
    with zipfile.ZipFile(folder / "registre.xlsx", "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    assert NOT_WHOLE in refusal(folder)


@pytest.mark.no_cover  # lines that other tests run
def test_broken_workbooks_are_refused_or_read(workbook):
    from analysis.errors import DataError

    folder = workbook()
    path = folder / "registre.xlsx"
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    right = read_registers(folder).tables
    whole, rng, refused = path.read_bytes(), np.random.default_rng(5), 0
    inside = [name for name in parts if "sheet" in name or "workbook" in name or "shared" in name]
    for number in range(150):
        if number % 2:
            changed = bytearray(whole)
            changed[int(rng.integers(len(changed)))] ^= 1 << int(rng.integers(8))
            path.write_bytes(bytes(changed))
        else:
            name = inside[int(rng.integers(len(inside)))]
            content = bytearray(parts[name])
            content[int(rng.integers(len(content)))] = int(rng.integers(32, 127))
            with zipfile.ZipFile(path, "w") as packed:
                for other, one in parts.items():
                    packed.writestr(other, bytes(content) if other == name else one)
        try:
            registers = read_registers(folder)
        except DataError:
            refused += 1
        else:
            assert registers.rows["rows"].sum() <= 4
            if number % 2:  # a zip file has check sums: what is read of it is what was written
                assert all(registers.tables[name].equals(right[name]) for name in right)
    assert 30 < refused < 150


def test_what_is_hidden_is_read_and_told_with_file_sheet_and_rows(workbook):
    def hide(book):
        jobs = book["Jobber"]
        jobs.row_dimensions[1].hidden = True  # the header: it is no row of the table
        jobs.row_dimensions[3].hidden = True
        jobs.column_dimensions["D"].hidden = True
        jobs.column_dimensions["H"].hidden = True  # it holds nothing
        book["Deltakere"].sheet_state = "hidden"
        book.active = 1

    plain, registers = read_registers(workbook()), read_registers(workbook(hide))
    for name in TABLE_NAMES:
        pd.testing.assert_frame_equal(registers.tables[name], plain.tables[name])
    assert plain.hidden == ()
    assert registers.hidden == (
        Hidden("participants", "registre.xlsx", "Deltakere", True, (), ()),
        Hidden("jobs", "registre.xlsx", "Jobber", False, (3,), ("hours_per_week",)),
    )
    assert remarks(registers) == {
        **remarks(plain),
        ("participants", "", "hidden_sheet"): 2,
        ("jobs", "", "hidden_row"): 1,
        ("jobs", "", "hidden_column"): 2,
    }


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ((4,), "4"),
        ((4, 5, 6, 7, 9), "4-7, 9"),
        ((2, 3), "2-3"),
        (
            tuple(range(2, 43, 2)),
            "2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, +1",
        ),
    ],
)
def test_rows_are_told_by_stretches(rows, text):
    assert stretches(rows) == text
