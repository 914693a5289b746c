"""Dates into months, against the calendar of the standard library."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analysis.terms import MonthlyRule
from analysis.timeline.months import NONE, months_and_days, spell_columns

FIRST = (2015 - 1970) * 12  # January 2015


def dates(texts):
    """Return dates as the readers keep them."""
    return pd.Series(pd.to_datetime(texts)).astype("datetime64[s]")


def test_every_day_of_three_centuries_has_its_month_and_day():
    days = [date(1850, 1, 1) + timedelta(days=number) for number in range(300 * 366)]
    month, day = months_and_days(pd.Series(np.array(days, dtype="datetime64[s]")))
    assert month.tolist() == [(one.year - 1970) * 12 + one.month - 1 for one in days]
    assert day.tolist() == [one.day for one in days]


def test_no_date_has_no_month():
    month, day = months_and_days(dates([None, "1969-12-31"]))
    assert month.tolist() == [NONE, -1]
    assert day.tolist() == [0, 31]


@pytest.mark.parametrize(
    ("start", "end", "on_15th", "any_day"),
    [
        ("2015-01-15", "2015-01-15", (0, 0), (0, 0)),
        ("2015-01-16", "2015-02-14", (0, -1), (0, 1)),
        ("2015-01-16", "2015-02-15", (1, 1), (0, 1)),
        ("2015-02-01", None, (1, 11), (1, 11)),
        ("2014-01-01", "2014-12-31", (0, -1), (0, -1)),  # before the first month
        ("2014-01-01", "2015-01-14", (0, -1), (0, 0)),
        ("2014-01-01", "2016-03-01", (0, 11), (0, 11)),
        ("2015-12-16", None, (0, -1), (11, 11)),
        ("2016-01-01", None, (0, -1), (0, -1)),  # after the last month
        ("2014-12-16", "2015-01-15", (0, 0), (0, 0)),
        ("2015-12-15", "2015-12-31", (11, 11), (11, 11)),
        (None, "2015-06-30", (0, -1), (0, -1)),
        (None, None, (0, -1), (0, -1)),
    ],
)
def test_spell_decides_its_months_as_far_as_they_are_observed(start, end, on_15th, any_day):
    spells = pd.DataFrame({"start": dates([start]), "end": dates([end])})
    expected = {
        MonthlyRule.DAY_15: on_15th,
        MonthlyRule.OVERLAP: any_day,
        MonthlyRule.DAY_WEIGHTED: any_day,
    }
    for rule, columns in expected.items():
        first, last = spell_columns(spells, rule, FIRST, 12)
        assert (first[0], last[0]) == columns
