"""Loops are shared out among threads without a trace, and compiled wherever they may be kept."""

import threading

import numba
import numpy as np
import pytest

from analysis import compiled


def doubled(values, begin, end):
    for i in range(begin, end):
        values[i] *= 2


@pytest.mark.parametrize("n_rows", [0, 1, 2, 3, 7])
@pytest.mark.parametrize("n_cores", [1, 2, 3])
def test_shares_are_all_rows_once_and_in_their_order(monkeypatch, n_rows, n_cores):
    monkeypatch.setattr(compiled, "ALONE", 0)
    monkeypatch.setattr(compiled, "cores", lambda: n_cores)
    shares = compiled.each_share(n_rows, lambda begin, end: list(range(begin, end)))
    assert [row for share in shares for row in share] == list(range(n_rows))


def test_blocks_are_all_rows_once(monkeypatch):
    monkeypatch.setattr(compiled, "BLOCK", 3)
    assert list(compiled.blocks(2, 9)) == [(2, 5), (5, 8), (8, 9)]
    assert list(compiled.blocks(4, 4)) == []


def test_loop_is_compiled_where_no_folder_can_be_written(monkeypatch):
    monkeypatch.setattr(numba.core.caching.CacheImpl, "_locator_classes", [])
    values = np.array([1, 2, 3], dtype=np.int64)
    compiled.compiled(doubled)(values, 0, 2)
    assert values.tolist() == [2, 4, 3]


def test_fault_in_a_share_is_not_lost(monkeypatch):
    monkeypatch.setattr(compiled, "ALONE", 0)
    monkeypatch.setattr(compiled, "cores", lambda: 2)

    def fails(begin, end):
        raise ArithmeticError(begin)

    with pytest.raises(ArithmeticError):
        compiled.each_share(10, fails)


def test_the_next_item_is_worked_on_beside_what_is_done_with_this_one():
    begun, done = threading.Event(), []

    def work(item):
        if item == "second":
            begun.set()
        return item.upper()

    for item, made in compiled.one_ahead(work, ["first", "second", "third"]):
        done.append((item, made()))
        assert begun.wait(timeout=10)
    assert done == [("first", "FIRST"), ("second", "SECOND"), ("third", "THIRD")]
    assert list(compiled.one_ahead(work, [])) == []


def test_fault_of_an_item_is_raised_where_it_is_asked_for():
    (_, first), (_, second) = compiled.one_ahead(lambda item: 1 // item, [0, 1])
    assert second() == 1
    with pytest.raises(ZeroDivisionError):
        first()
