"""The ground in which faults are planted: whose rows are chosen, and how rows are marked."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DesignError
from analysis.synthetic.dates import Window
from analysis.synthetic.faults import Fault, Ground, Right, cell, shown
from analysis.synthetic.luck import Luck

JOBS = pd.DataFrame(
    {
        "person_id": ["a", "a", "b", "c"],
        "start": pd.to_datetime(["2015-01-01", "2016-01-01", "2015-02-01", "2015-03-01"]),
        "employer_id": ["e", "", None, "f"],
    }
)


def fault(name="one"):
    return Fault(name, "jobs", Right.ERROR, "Something.", cell("employer_id", "x"))


@pytest.fixture
def ground():
    return Ground({"jobs": JOBS}, Window(), Luck(3), {"jobs": JOBS})


def test_rows_of_one_fault_are_of_different_persons(ground):
    places = ground.pick(fault(), np.ones(4, dtype=bool), times=4)
    assert list(JOBS["person_id"].iloc[places]) == ["a", "b", "c"]


def test_person_who_holds_a_fault_holds_no_other(ground):
    assert list(ground.pick(fault("one"), np.array([True, False, False, False]))) == [0]
    assert list(ground.pick(fault("two"), np.array([True, True, True, False]))) == [2]
    with pytest.raises(DesignError) as caught:
        ground.pick(fault("three"), np.array([True, True, True, False]))
    assert str(caught.value) == (
        "--faults: this world has no row of jobs left for 'three'."
        "\nTake more --persons, or leave the fault out."
    )


def test_text_is_put_beside_dates_as_a_csv_file_shows_them(ground):
    one = fault()
    ground.put(one, np.array([1]), "start", ["2016-02-31"])
    written = ["2015-01-01", "2016-02-31", "2015-02-01", "2015-03-01"]
    assert list(ground.tables["jobs"]["start"]) == written
    assert JOBS["start"].dt.year.tolist() == [2015, 2016, 2015, 2015]
    assert [(m.place, m.column, m.planted) for m in ground.marks] == [(1, "start", "'2016-02-31'")]


def test_rows_are_added_at_the_end_and_marked_there(ground):
    ground.add(fault(), JOBS.iloc[[0]], "", "a second row", also=["both"])
    assert ground.tables["jobs"]["person_id"].tolist() == ["a", "a", "b", "c", "a"]
    assert [(m.place, m.counted_as) for m in ground.marks] == [(4, ""), (4, "both")]


def test_cell_that_holds_nothing_is_not_taken_for_one_that_does(ground):
    cell("employer_id", "x")(ground, fault())
    assert ground.tables["jobs"]["employer_id"].tolist()[1:3] == ["", None]
    assert [mark.place for mark in ground.marks] == [0, 3]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("=1+1", "'=1+1'"),
        (None, "nothing"),
        (pd.NaT, "nothing"),
        (pd.Timestamp("9999-12-31"), "'9999-12-31'"),
        (-7.5, "'-7.5'"),
    ],
)
def test_what_was_planted_is_told_so_that_no_spreadsheet_runs_it(value, said):
    assert shown(value) == said
