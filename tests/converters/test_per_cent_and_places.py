"""Rows that contradict themselves or each other are refused by file and row."""

import csv
from pathlib import Path

import pytest

from analysis.converters.ssb import convert_ssb
from analysis.errors import DataError

REAL = Path(__file__).parents[2].parent / "shared" / "data" / "ssb_intro"
HEADER = (
    "level,region,status_year,years_since_exit,exit_cohort,sex,n_total,n_work_or_edu,"
    "n_unemployed_or_measures,n_other_or_unknown"
)
PER_CENT = f"{HEADER},pct_work_or_edu,pct_unemployed_or_measures,pct_other_or_unknown"
EXITS = (
    "level,region,exit_year,sex,n_total,n_work,n_education,n_grunnskole,n_qualification,"
    "n_social_assistance,n_other_benefit,n_other,pct_work"
)
COUNTRY = (
    "status_year,exit_year,sex,n_total,n_work_or_edu,n_work_only,n_work_and_edu,n_edu_only,"
    "n_unemployed_or_measures,n_other_or_unknown,pct_work_or_edu,pct_edu_only"
)


@pytest.fixture
def table(tmp_path):
    """Return a function that writes rows below a header, and returns the file."""

    def write(rows, header=HEADER, name="status.csv"):
        path = tmp_path / name
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return path

    return write


def refused(*files):
    with pytest.raises(DataError) as error:
        convert_ssb(files)
    return str(error.value)


@pytest.mark.parametrize(
    "row",
    [
        "nation,00,2012,1,2011,both,200,125,25,50,62,12,25",  # 62.5 and 12.5: a half either way
        "nation,00,2012,1,2011,both,200,125,25,50,63,13,25",
        "kommune,1201,2012,1,2011,both,20,:,:,6,62,:,30",
        "kommune,1201,2012,1,2011,both,:,12,:,6,62,:,30",
        "kommune,1201,2012,1,2011,both,0,0,0,0,0,0,0",
        "kommune,1201,2012,1,2011,both,20,10,4,6,,,",
        "bydel,030112,2014,1,2013,both,14,5,:,:,62,:,25",
    ],
)
def test_per_cent_that_is_of_its_count_or_cannot_be_told_passes(table, row):
    assert len(convert_ssb([table([row], PER_CENT)])[0].frame) == 3


@pytest.mark.parametrize(
    ("header", "row", "words"),
    [
        (
            PER_CENT,
            "fylke,12,2012,1,2011,both,200,125,25,50,64,12,25",
            "status.csv, row 2, column 'pct_work_or_edu': n_work_or_edu of n_total in per cent",
        ),
        (
            PER_CENT,
            "fylke,12,2012,1,2011,both,200,125,25,50,62,12,24",
            "status.csv, row 2, column 'pct_other_or_unknown': n_other_or_unknown of n_total",
        ),
        (
            PER_CENT,
            "fylke,12,2012,1,2011,both,:,125,25,50,999,12,25",
            "status.csv, row 2, column 'pct_work_or_edu': a whole per cent, or ':'",
        ),
        (
            PER_CENT,
            "bydel,030112,2014,1,2013,both,14,5,:,:,62,x,25",
            "status.csv, row 2, column 'pct_unemployed_or_measures': a whole per cent, or ':'",
        ),
        (
            EXITS,
            "fylke,01,2014,both,100,20,30,10,10,10,10,10,30",
            "status.csv, row 2, column 'pct_work': n_work of n_total in per cent",
        ),
        (
            COUNTRY,
            "2017,2016,both,100,50,20,20,10,20,30,50,20",
            "status.csv, row 2, column 'pct_edu_only': n_edu_only of n_total in per cent",
        ),
    ],
)
def test_per_cent_that_contradicts_its_count_is_named(table, header, row, words):
    assert words in refused(table([row], header))


def test_headers_that_are_exchanged_are_found_in_the_published_table(tmp_path):
    if not REAL.is_dir():
        pytest.skip("the published tables are not there")
    text = (REAL / "status_after_exit_2011_2014.csv").read_text(encoding="utf-8")
    header, _, rows = text.partition("\n")
    names = next(csv.reader([header]))
    work, unemployed = names.index("n_work_or_edu"), names.index("n_unemployed_or_measures")
    names[work], names[unemployed] = names[unemployed], names[work]
    path = tmp_path / "exchanged.csv"
    path.write_text(",".join(names) + "\n" + rows, encoding="utf-8")
    assert "column 'pct_work_or_edu': n_work_or_edu of n_total" in refused(path)


BERGEN = "kommune,1201,2012,1,2011,both,20,9,5,6"
KEY = "level municipality, code 1201, exit_year 2011, years_after 1, sex all"


def test_statuses_that_do_not_add_up_are_named_by_file_and_row(table):
    path = table(["kommune,1211,2012,1,2011,both,20,9,5,6", "", BERGEN.replace("9,5,6", "9,5,7")])
    assert refused(path) == (
        f"status.csv, row 4: {KEY}: the statuses do not add up to n."
        "\nGive the table as it was published."
    )


def test_a_figure_that_stands_twice_is_named_by_both_files_and_rows(table):
    first, again = table([BERGEN]), table(["", "", BERGEN], name="again.csv")
    assert refused(first, again) == (
        f"status.csv, row 2 and again.csv, row 4: {KEY} stands twice."
        "\nGive each published table once."
    )


def test_of_municipalities_above_their_county_its_row_and_the_largest_are_named(table):
    rows = ["fylke,12,2012,1,2011,both,30,20,4,6", "kommune,1211,2012,1,2011,both,20,9,10,1"]
    own = table([BERGEN], name="own.csv")
    assert refused(table(rows), own) == (
        "status.csv, row 2: the municipalities of a county have more persons than the county:"
        " county 12, exit_year 2011, years_after 1, sex all, status other; the largest of them is"
        " own.csv, row 2."
        "\nTheir rows are out of place in the file."
        "\nLeave the municipalities of these years out, or get the table anew."
    )
