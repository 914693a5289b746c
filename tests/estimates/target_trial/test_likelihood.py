"""The linear algebra of a search, against numpy's."""

import numpy as np
import pytest

from analysis.estimates.target_trial.likelihood import invert


def squared(rows):
    return rows.T @ rows


@pytest.fixture
def rows():
    return np.random.default_rng(1).normal(size=(9, 6))


def test_an_inverse_is_numpys(rows):
    matrix = squared(rows)
    room = np.zeros((8, 8))
    room[:6, :6] = matrix
    invert(room, 6, np.zeros(8))
    assert room[:6, :6] == pytest.approx(np.linalg.inv(matrix), abs=1e-12)
    assert not room[6:].any()


def test_what_others_tell_is_as_if_it_were_not_there(rows):
    repeated = np.column_stack([rows, rows[:, 0] + rows[:, 1]])
    matrix = squared(repeated)
    found = matrix.copy()
    invert(found, 7, np.zeros(7))
    assert found[:6, :6] == pytest.approx(np.linalg.inv(squared(rows)), abs=1e-12)
    assert not found[6].any()
    assert not found[:, 6].any()
