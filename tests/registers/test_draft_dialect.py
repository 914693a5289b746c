"""How text is written, from samples of it: what is sure is proposed, what is not is left open."""

import tomllib

import pytest

from analysis.errors import DataError
from analysis.registers.draft import draft_dataset, write_draft
from analysis.registers.read import read_registers

from .test_draft import fill_in


def office(folder, fra="13.02.2015", til="14.03.2015", *, hours="7,5", start="13.01.2015"):
    """Write participants and two rows of jobs with dates and hours as given."""
    (folder / "deltakere.csv").write_text(
        f"Løpenr;Kommunenr;Startdato\na;5501;{start}\n", encoding="utf-8"
    )
    (folder / "jobber.csv").write_text(
        f"Løpenr;Fra;Til;Timer\na;{fra};{til};{hours}\n", encoding="utf-8"
    )
    return folder


def dialect(folder):
    return tomllib.loads(draft_dataset(folder).text)["dialect"]


@pytest.mark.parametrize(
    ("date", "date_format"),
    [
        ("2015-03-04", "%Y-%m-%d"),
        ("03.04.2015", "%d.%m.%Y"),
        ("3.4.2015", "%d.%m.%Y"),
        ("13/04/2015", "%d/%m/%Y"),
        ("04/13/2015", "%m/%d/%Y"),
        ("20150304", "%Y%m%d"),
        ("03042015", "%d%m%Y"),
        ("03-04-2015", "%d-%m-%Y"),
        ("03.04.15", "%d.%m.%y"),
        ("2015/03/04", "%Y/%m/%d"),
        ("2015.03.04", "%Y.%m.%d"),
    ],
)
def test_the_one_way_in_which_dates_can_be_read_is_proposed(tmp_path, date, date_format):
    assert dialect(office(tmp_path, date, date, start=date))["date_format"] == date_format


def test_dates_that_can_be_read_in_two_ways_must_be_declared(tmp_path):
    office(tmp_path, "03/04/2015", "05/04/2015", start="01/02/2015")
    draft = write_draft(tmp_path)
    assert (
        'date_format = ""  # CONFIRM: the dates seen can be read in several ways:'
        " %d/%m/%Y or %m/%d/%Y; write the right one\n"
    ) in draft.text
    assert draft.told[-2] == (
        "Now fill in name, source, contact, first_observed, last_observed, date_format,"
        " and look at each line marked CONFIRM in dataset.toml."
    )
    with pytest.raises(DataError, match="'first_observed'"):
        read_registers(fill_in(tmp_path))
    path = tmp_path / "dataset.toml"
    text = path.read_text(encoding="utf-8")
    for key, month in (("first_observed", "2015-01"), ("last_observed", "2015-12")):
        text = text.replace(f'{key} = ""', f'{key} = "{month}"')
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"'date_format' in \[dialect\] has %Y, %m and %d"):
        read_registers(tmp_path)


def test_one_date_that_can_be_read_in_one_way_only_decides_for_all_files(tmp_path):
    office(tmp_path, "03/04/2015", "25/04/2015", start="01/02/2015")
    assert dialect(tmp_path)["date_format"] == "%d/%m/%Y"


def test_dates_of_one_file_in_two_ways_must_be_declared(tmp_path):
    office(tmp_path, "13/04/2015", "04/25/2015", start="01/02/2015")
    assert dialect(tmp_path)["date_format"] == ""


def test_a_few_dates_the_other_way_round_are_not_voted_away(tmp_path):
    office(tmp_path)
    days = ["13/04/2015", "14/04/2015", "04/15/2015"]
    rows = "".join(f"a;{day};;7\n" for day in days)
    (tmp_path / "jobber.csv").write_text("Løpenr;Fra;Til;Timer\n" + rows, encoding="utf-8")
    (tmp_path / "deltakere.csv").unlink()
    assert dialect(tmp_path)["date_format"] == ""


def test_two_files_that_write_dates_differently_are_named(tmp_path):
    draft = draft_dataset(office(tmp_path, "2015-03-04", "2015-03-05"))
    assert (
        'date_format = ""  # CONFIRM: dates are written in different ways: deltakere.csv'
        " %d.%m.%Y, jobber.csv %Y-%m-%d; write them in one way, and name it\n"
    ) in draft.text


def test_of_three_files_the_way_of_two_is_taken_and_the_other_named(tmp_path):
    office(tmp_path, "2015-03-04", "2015-03-05")
    (tmp_path / "bosted.csv").write_text(
        "Løpenr;Kommunenr;Fra;Til\na;5501;13.04.2015;\n", encoding="utf-8"
    )
    assert (
        'date_format = "%d.%m.%Y"  # CONFIRM: most files have it, but one must hold for all:'
        " deltakere.csv %d.%m.%Y, jobber.csv %Y-%m-%d, bosted.csv %d.%m.%Y\n"
    ) in draft_dataset(tmp_path).text


@pytest.mark.parametrize("code", ["31.12.9999", "31.12.2999", "31.12.2099"])
def test_codes_of_open_ends_are_declared_and_do_not_end_what_is_observed(tmp_path, code):
    text = draft_dataset(office(tmp_path, til=code)).text
    content = tomllib.loads(text)
    assert content["open_dates"] == [code]
    assert content["last_observed"] == "2015-02"


@pytest.mark.parametrize(
    ("hours", "decimal"), [("7,5", ","), ("7.5", "."), ("7", ","), ("ukjent", ",")]
)
def test_the_decimal_sign_is_the_one_seen_or_that_of_files_with_semicolons(
    tmp_path, hours, decimal
):
    assert dialect(office(tmp_path, hours=hours))["decimal"] == decimal


def test_files_with_two_delimiters_and_encodings_are_named(tmp_path):
    office(tmp_path)
    (tmp_path / "bosted.csv").write_bytes("Løpenr,Kommunenr,Fra,Til\n".encode("cp865"))
    text = draft_dataset(tmp_path).text
    assert (
        "delimiter = \";\"  # CONFIRM: one must hold for all text files, but bosted.csv has ',':"
        " write those anew\n"
        'encoding = "utf-8"  # CONFIRM: one must hold for all text files, but bosted.csv has'
        " 'cp865': write those anew\n"
    ) in text


@pytest.mark.parametrize(
    ("yes", "no", "more"),
    [("J", "N", ("j", "n")), ("ja", "nei", None), ("1", "0", None), ("True", "False", None)],
)
def test_words_for_yes_and_no_are_declared_where_they_are_not_the_usual(tmp_path, yes, no, more):
    office(tmp_path)
    (tmp_path / "jobber.csv").write_text(
        f"Løpenr;Fra;Til;Lønnstilskudd\na;13.02.2015;;{yes}\na;13.03.2015;;{no}\n",
        encoding="utf-8",
    )
    found = dialect(tmp_path)
    if more is None:
        assert not {"yes", "no"} & set(found)
    else:
        assert (found["yes"][-1], found["no"][-1]) == more


def test_a_word_that_is_neither_yes_nor_no_is_counted_and_not_shown(tmp_path):
    office(tmp_path)
    (tmp_path / "jobber.csv").write_text(
        "Løpenr;Fra;Til;Lønnstilskudd\na;13.02.2015;;Kari\n", encoding="utf-8"
    )
    text = draft_dataset(tmp_path).text
    assert "# jobber.csv, column Lønnstilskudd: 1 word that is not yes or no.\n" in text
    assert "Kari" not in text


def test_dates_of_a_sheet_may_be_cells_and_texts_and_its_numbers_have_no_sign(tmp_path):
    import datetime as dt

    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Jobber"
    sheet.append(["Løpenr", "Fra", "Til", "Timer"])
    sheet.append(["a", dt.datetime(2015, 8, 1), "31.12.2015", 37.5])
    sheet.append(["b", "13.08.2015", dt.datetime(2016, 3, 31), "7,5"])
    sheet.append(["c", "14.08.2015", dt.datetime(2016, 3, 31), 20.25])
    book.save(tmp_path / "registre.xlsx")
    drafted = tomllib.loads(draft_dataset(tmp_path).text)
    assert drafted["dialect"] == {"decimal": ",", "date_format": "%d.%m.%Y"}
    assert (drafted["first_observed"], drafted["last_observed"]) == ("2015-08", "2016-03")
