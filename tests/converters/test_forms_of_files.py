"""Files that are no plain CSV in UTF-8: read where they can be, else refused by name."""

import random

import pandas as pd
import pytest

from analysis.cli import main
from analysis.converters.ssb import convert_ssb

TABLE = """\
level,region,status_year,years_since_exit,exit_cohort,sex,n_total,n_work_or_edu,\
n_unemployed_or_measures,n_other_or_unknown
nation,00,2012,1,2011,both,100,60,10,30
fylke,12,2012,1,2011,both,30,20,4,6
"""


@pytest.mark.parametrize("title", ["", "Former participants\n\n"])
def test_lines_that_end_in_cr_alone_are_lines(tmp_path, title):
    plain, macintosh = tmp_path / "plain.csv", tmp_path / "macintosh.csv"
    plain.write_bytes((title + TABLE).encode())
    macintosh.write_bytes((title + TABLE).replace("\n", "\r").encode())
    pd.testing.assert_frame_equal(convert_ssb([macintosh])[0].frame, convert_ssb([plain])[0].frame)


def test_rows_are_counted_by_lines_that_end_in_cr_alone_too(tmp_path, capsys):
    path = tmp_path / "macintosh.csv"
    path.write_bytes(TABLE.replace("30,20", "30,x").replace("\n", "\r").encode())
    assert main(["convert", "ssb", str(path), str(tmp_path / "out")]) == 2
    assert "macintosh.csv, row 3, column 'n_work_or_edu'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (TABLE.encode("utf-16"), "is not UTF-8: it is UTF-16.\nSave it as CSV in UTF-8."),
        (b"\xfe\xff" + TABLE.encode("utf-16-be"), "is not UTF-8: it is UTF-16."),
        (TABLE.encode("utf-16-le"), "is not UTF-8: it is no text.\nSave the table as CSV in"),
        (b"PK\x03\x04\r\x00,\r\n,", "is not UTF-8: it is no text."),
        (b"\x89PNG\r\n\x1a\n,,\r\x01,\r,", "its columns are of none of the tables"),
        (b'a,b\n"c"d,e\n', "is no CSV in UTF-8 whose rows"),
        (b"\x7f\r" * 9, "is no CSV in UTF-8 whose rows"),
    ],
)
def test_what_is_no_table_is_refused_by_name(tmp_path, capsys, content, words):
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    assert main(["convert", "ssb", str(path), str(tmp_path / "out")]) == 2
    told = capsys.readouterr().err
    assert "table.csv" in told
    assert words in told


def test_bytes_of_any_kind_are_refused_and_never_a_failure(tmp_path, capsys):
    drawn = random.Random(10824)
    path = tmp_path / "table.csv"
    for _ in range(200):
        letters = bytes([*range(1, 256), *b'\r\n,;\t"' * 20])
        path.write_bytes(bytes(drawn.choices(letters, k=400)))
        assert main(["convert", "ssb", str(path), str(tmp_path / "out")]) == 2
        assert "table.csv" in capsys.readouterr().err
