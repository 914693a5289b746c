from functools import partial

import numpy as np
import pandas as pd
import pytest

from analysis.registers.order import (
    by_person_and_day,
    day_number,
    order_of,
    order_of_rows,
    ordered,
    taken,
)


@pytest.mark.parametrize("largest", [3, 2**61], ids=["packed", "too large to pack"])
def test_equal_keys_keep_their_order(largest):
    key = np.array([largest, 0, 2, 0, largest], dtype=np.int64)
    assert order_of(key).place.tolist() == [1, 3, 2, 0, 4]


def test_rows_that_stand_in_order_stay_where_they_are():
    key = np.array([0, 0, 2, 2**61], dtype=np.int64)
    assert order_of(key).place.tolist() == [0, 1, 2, 3]


def test_rows_are_ordered_by_person_and_then_by_day():
    person = np.array([1, 0, 1, -1, 1, 0], dtype=np.int8)
    days = ["2015-08-02", "2016-01-01", None, "2017-01-01", "2015-08-01", "1900-01-02"]
    key = by_person_and_day(person, pd.Series(days, dtype="datetime64[s]"))
    assert order_of(key).place.tolist() == [3, 5, 1, 2, 4, 0]


def test_no_rows_have_an_order():
    nothing = np.zeros(0, dtype=np.int64)
    assert order_of(nothing).place.tolist() == order_of(nothing).shared.tolist() == []


def test_rows_that_share_a_key_are_found_in_their_order():
    key = np.array([5, 1, 5, 2], dtype=np.int64)
    assert order_of(key).shared.tolist() == [False, False, True, True]


def test_days_are_counted_from_1900_and_no_date_comes_first():
    dates = pd.Series(["1900-01-02", "1901-01-01", "2100-12-31", None], dtype="datetime64[s]")
    assert day_number(dates).tolist() == [1, 365, 73413, 0]
    assert day_number(dates).max() < 2**17


@pytest.mark.parametrize("largest", [1, 1000, 2**20, 2**45, 2**61])
def test_many_keys_are_ordered_as_numpy_orders_them(largest):
    key = np.random.default_rng(3).integers(0, largest, 3000)
    order, tied, inside = order_of(key)
    assert inside.tolist() == sorted(key.tolist())
    assert order.tolist() == np.argsort(key, kind="stable").tolist()
    times = np.unique(key, return_inverse=True, return_counts=True)
    assert tied.tolist() == (times[2][times[1]] > 1)[order].tolist()


def spells():
    """Return rows in no order, of which two are the same and two share person and first date."""
    start = ["2015-02-01", "2015-01-01", "2015-02-01", None, "2015-02-01", "2015-01-01"]
    return pd.DataFrame(
        {
            "hours": pd.array([700, 200, 600, None, 700, 100], dtype="Int32"),
            "start": np.array(start, dtype="datetime64[s]"),
            "person_id": pd.Categorical.from_codes([1, 1, 1, 1, 1, 0], pd.Index(["a", "b"])),
        },
        index=range(1, 7),
    )


def test_rows_of_one_person_and_day_are_ordered_by_all_columns():
    order, tied, _ = order_of_rows(spells())
    assert order.tolist() == [5, 3, 1, 2, 0, 4]
    assert tied.tolist() == [False, False, False, True, True, True]
    turned = spells().iloc[::-1]
    pd.testing.assert_frame_equal(ordered(turned), ordered(spells()))
    assert ordered(turned).index.equals(pd.RangeIndex(6))


def test_rows_are_taken_with_their_numbers_and_types():
    rows = spells().assign(end=pd.Series(["2016-01-01", None] * 3, dtype="datetime64[s]").array)
    order = order_of_rows(rows)
    same = partial(pd.testing.assert_frame_equal, check_index_type=False)  # numbers of 32 bits
    same(taken(rows, order), rows.take(order.place))
    some = order.where(np.array([True, False, True, True, False, False]))
    same(taken(rows, some), rows.take(order.place[[0, 2, 3]]))
    inside = rows.take(order.place)
    assert taken(inside, order_of_rows(inside)) is inside
