import pandas as pd
import pytest

from analysis.registers.problems import shape_of

from .folders import breaks, refusal


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ("2020-13", "9999-99"),
        ("Åse Øy", "aaa aa"),
        ("", "(empty)"),
        (None, "(empty)"),
        (float("nan"), "(empty)"),
        (pd.NaT, "(empty)"),
        (pd.Timestamp("2015-01-31"), "9999-99-99"),
        (pd.Timestamp("2015-01-31 23:30"), "9999-99-99 99:99:99"),
        (-1.5, "-9.9"),
        ("a" * 30, "a" * 24 + "…"),
        ("x\x1b[31m\x00", "a?[99a?"),
        (True, "aaaa"),
        ("x\u20607\u00a0\u3164", "a?9??"),
    ],
)
def test_shape_shows_no_letter_and_no_digit(value, shape):
    assert shape_of(value) == shape


def test_twenty_rows_of_a_kind_are_listed_and_the_rest_counted(folder):
    jobs = "person_id,start,end,hours_per_week\n" + "a,2015-08-01,,-1\n" * 23
    jobs += "a,2015-13-01,,1\n"
    assert refusal(folder({"jobs": jobs})) == breaks(
        "jobs.csv, column 'start': a date without time of day, written as date_format says:"
        " %Y-%m-%d (as 2016-12-31), 1900 to 2100.",
        "  row 25: found '9999-99-99'",
        "  Mend the date.",
        "jobs.csv, column 'hours_per_week': hours a week are a number between 0 and 168.",
        *(f"  row {row}: found '-9'" for row in range(2, 22)),
        "  and 3 more rows",
        "  Mend it; where it is a correction, set net_negative_hours = true under [repairs].",
    )
