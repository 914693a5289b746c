import numpy as np
import pandas as pd
import pytest

from analysis.registers.order import by_person_and_day, day_number, order_of, shared


@pytest.mark.parametrize("largest", [3, 2**61], ids=["packed", "too large to pack"])
def test_equal_keys_keep_their_order(largest):
    key = np.array([largest, 0, 2, 0, largest], dtype=np.int64)
    assert order_of(key).tolist() == [1, 3, 2, 0, 4]


def test_rows_that_stand_in_order_stay_where_they_are():
    key = np.array([0, 0, 2, 2**61], dtype=np.int64)
    assert order_of(key).tolist() == [0, 1, 2, 3]


def test_rows_are_ordered_by_person_and_then_by_day():
    person = np.array([1, 0, 1, -1, 1, 0], dtype=np.int8)
    days = ["2015-08-02", "2016-01-01", None, "2017-01-01", "2015-08-01", "1900-01-02"]
    key = by_person_and_day(person, pd.Series(days, dtype="datetime64[s]"))
    assert order_of(key).tolist() == [3, 5, 1, 2, 4, 0]


def test_no_rows_have_an_order():
    nothing = np.zeros(0, dtype=np.int64)
    assert order_of(nothing).tolist() == []
    assert shared(nothing, order_of(nothing)).tolist() == []


def test_rows_that_share_a_key_are_found_in_their_order():
    key = np.array([5, 1, 5, 2], dtype=np.int64)
    assert shared(key, order_of(key)).tolist() == [False, False, True, True]


def test_days_are_counted_from_1900_and_no_date_comes_first():
    dates = pd.Series(["1900-01-02", "1901-01-01", "2100-12-31", None], dtype="datetime64[s]")
    assert day_number(dates).tolist() == [1, 365, 73413, 0]
    assert day_number(dates).max() < 2**17
