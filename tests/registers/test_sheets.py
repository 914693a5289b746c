"""A workbook's file: damaged or growing ones are refused, and only cells are read."""

import datetime as dt
import re
import zipfile

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from analysis.errors import DataError
from analysis.registers.sheets import ERROR, NO_RESULT, Area, Cell, read_sheet

NOT_WHOLE = (
    "r.xlsx: not a whole Excel file; the file may be incomplete."
    "\n  Declared in dataset.toml\n  Copy it again, or save it again in Excel."
)
PART = "xl/worksheets/sheet1.xml"


@pytest.fixture
def saved(tmp_path):
    """Return a function that saves a workbook with one sheet, "Ark1", after `change` edited it."""

    def save(change=None):
        book = openpyxl.Workbook()
        book.active.title = "Ark1"
        if change:
            change(book)
        book.save(tmp_path / "r.xlsx")
        return tmp_path / "r.xlsx"

    return save


def rewrite(path, part, change):
    """Replace the text of one part of a workbook; None takes the part out."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    new = change(parts.pop(part).decode())
    if new is not None:
        parts[part] = new.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return path


def with_rows(path, rows):
    """Replace the rows of the first sheet by XML."""
    new = f"<sheetData>{rows}</sheetData>"
    return rewrite(
        path, PART, lambda text: re.sub(r"<sheetData ?/>|<sheetData>.*</sheetData>", new, text)
    )


def held(sheet):
    """Return (row, column) -> cell."""
    return {
        (row, column): sheet.cells[place]
        for column, places in sheet.columns.items()
        for row, place in places.items()
    }


def refused(path, name=""):
    with pytest.raises(DataError) as caught:
        read_sheet(path, name)
    return str(caught.value)


def test_cells_come_with_row_column_and_format(saved):
    def change(book):
        book["Ark1"]["B3"] = 301
        book["Ark1"]["B3"].number_format = "0000"
        book["Ark1"]["D1"] = "a"
        book["Ark1"]["D3"] = dt.datetime(2015, 6, 10)
        book["Ark1"].merge_cells("B5:C6")

    sheet = read_sheet(saved(change), "Ark1")
    assert held(sheet) == {
        (3, 2): Cell(301, "0000"),
        (1, 4): Cell("a"),
        (3, 4): Cell(dt.datetime(2015, 6, 10), "yyyy-mm-dd h:mm:ss"),
    }
    assert sheet.merged == [Area(2, 5, 3, 6)]


def test_formula_is_its_stored_result(saved):
    rows = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c>'
        '<c r="B1" t="str"><f>"a"</f><v>a</v></c>'
        '<c r="C1" t="str"><f>""</f><v></v></c>'
        '<c r="D1"><f>1+1</f><v></v></c>'
        '<c r="E1"><f>1+1</f></c>'
        '<c r="F1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    assert held(read_sheet(with_rows(saved(), rows), "")) == {
        (1, 1): Cell(2),
        (1, 2): Cell("a"),
        (1, 4): Cell(None, fault=NO_RESULT),  # C1 holds the empty text, which is a result
        (1, 5): Cell(None, fault=NO_RESULT),
        (1, 6): Cell("#DIV/0!", fault=ERROR),
    }


def test_format_far_below_and_beside_makes_no_cells(saved):
    def change(book):
        book["Ark1"]["A1"] = 1
        book["Ark1"].cell(1_048_576, 16_384).number_format = "0.00"

    assert held(read_sheet(saved(change), "")) == {(1, 1): Cell(1)}


def test_charts_pictures_comments_and_lists_are_no_matter(saved):
    def change(book):
        sheet = book["Ark1"]
        sheet["A1"] = 1
        sheet["A1"].comment = Comment("a", "b")
        sheet.add_data_validation(DataValidation("list", formula1='"a,b"', sqref="A1:A9"))
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=2))
        sheet.add_chart(chart, "C3")
        book.create_chartsheet("Figur").add_chart(BarChart())

    path = saved(change)
    for part in ("xl/charts/chart1.xml", "xl/comments/comment1.xml", "xl/chartsheets/sheet1.xml"):
        rewrite(path, part, lambda _: "<not><a/>chart</not>")
    assert held(read_sheet(path, "")) == {(1, 1): Cell(1)}


def test_sheet_of_a_chart_alone_is_no_table(saved):
    assert refused(saved(lambda book: book.create_chartsheet("Figur")), "Figur") == (
        "r.xlsx: no sheet 'Figur'.\n  It has: Ark1.\n  Mend sheet in dataset.toml."
    )


def test_external_links_are_not_followed(saved):
    path = saved(lambda book: book["Ark1"].append([1]))
    space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    link = f'<externalReference xmlns:r="{space}" r:id="rId99"/>'
    rewrite(
        path,
        "xl/workbook.xml",
        lambda text: text.replace(
            "</sheets>", f"</sheets><externalReferences>{link}</externalReferences>"
        ),
    )
    assert held(read_sheet(path, "")) == {(1, 1): Cell(1)}


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="B1"><v>1</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="x"><v>1</v></c></row>',  # would be the text "1"
        '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',  # no such text
        '<row r="1"><c r="A1" s="999"><v>1</v></c></row>',  # no such format
        '<row r="1"><c r="A1"><v>one</v></c></row>',
    ],
)
def test_cell_that_contradicts_itself_belongs_to_a_damaged_file(saved, rows):
    assert refused(with_rows(saved(), rows)) == NOT_WHOLE


@pytest.mark.parametrize(
    "part", [PART, "xl/workbook.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"]
)
def test_workbook_without_a_part_it_needs_is_damaged(saved, part):
    assert refused(rewrite(saved(), part, lambda _: None)) == NOT_WHOLE


def test_workbook_whose_formats_are_gone_is_damaged_and_its_dates_are_no_numbers(saved):
    path = saved(lambda book: book["Ark1"].append([dt.datetime(2015, 6, 10)]))
    assert refused(rewrite(path, "xl/styles.xml", lambda _: None)) == NOT_WHOLE


def test_workbook_that_is_much_larger_than_its_file_is_refused(saved):
    path = saved()
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        with packed.open("xl/bomb.xml", "w") as entry:
            for _ in range(70):
                entry.write(b"\0" * (1 << 20))
    with zipfile.ZipFile(path) as packed:
        size, n_parts = sum(part.file_size for part in packed.infolist()), len(packed.infolist())
    assert refused(path) == (
        f"r.xlsx: unpacks to {size:,} bytes in {n_parts} parts."
        "\n  Allowed: 1,073,741,824 bytes, 10,000 parts. Over 67,108,864 bytes: 200 times the file."
        "\n  Write the table as CSV or Parquet."
    )


def test_workbook_of_very_many_parts_is_refused(saved):
    path = saved()
    with zipfile.ZipFile(path, "a") as packed:
        for number in range(10_001):
            packed.writestr(f"xl/{number}", "")
    assert "bytes in 10,0" in refused(path)


def test_file_that_cannot_be_opened_is_not_called_damaged(tmp_path):
    with pytest.raises(IsADirectoryError):
        read_sheet(tmp_path, "")


def hide(book):
    sheet = book.active
    for row in range(1, 6):
        sheet.append([row, "a", "b", "c"])
    sheet.append([])
    for row in (2, 4, 6):  # the sixth holds nothing
        sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions.group("B", "C", hidden=True)


def test_hidden_rows_and_columns_are_told_and_kept(saved):
    sheet = read_sheet(saved(hide), "")
    assert (sheet.name, sheet.hidden) == ("Ark1", False)
    assert sheet.hidden_rows == (2, 4)
    assert sheet.hidden_columns == {2, 3}
    assert {row for row, _ in held(sheet)} == {1, 2, 3, 4, 5}


@pytest.mark.parametrize(
    ("state", "hidden"), [("hidden", True), ("veryHidden", True), ("visible", False)]
)
def test_hidden_sheet_is_told(saved, state, hidden):
    def change(book):
        book.active.append(["a"])
        book.create_sheet("Ark2")
        book.active.sheet_state = state
        book.active = 1

    assert read_sheet(saved(change), "Ark1").hidden is hidden


def test_columns_hidden_to_the_right_edge_are_no_more_than_a_sheet_has(saved):
    path = rewrite(
        with_rows(saved(), '<row r="1"><c r="A1"><v>1</v></c></row>'),
        PART,
        lambda text: text.replace(
            "<sheetData>", '<cols><col min="2" max="99999" hidden="1"/></cols><sheetData>'
        ),
    )
    assert max(read_sheet(path, "").hidden_columns) == 1 << 14
