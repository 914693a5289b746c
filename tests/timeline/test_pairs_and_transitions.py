"""Who is in one state at one point and in another at another (definitions.md 17), by hand."""

import numpy as np
import pandas as pd
import pytest

from analysis.design import MeasurementPoint
from analysis.errors import DesignError
from analysis.reference.measures import parse_measure
from analysis.terms import OriginName
from analysis.timeline.cohort import Cohort, cohort
from analysis.timeline.panel import Panel
from analysis.timeline.states import States, states
from analysis.timeline.tables import pairs_table, transitions_table

from ..spec.pictures import read_pictures

NAMES = ("work", "school", "none")


def people(weight=None):
    """Return three persons, two of one municipality."""
    frame = pd.DataFrame({"municipality": ["0301", "0301", "4601"]})
    weight = None if weight is None else np.array(weight, dtype=np.int64)
    return Cohort(frame, frame, pd.Series(dtype=object), weight)


def coded(*rows, months=None):
    """Return the states of persons: w work, s school, . none, _ not eligible."""
    codes = np.array([["ws.".find(char) for char in row] for row in rows], dtype=np.int8)
    return States(NAMES, tuple(months or range(1, len(rows[0]) + 1)), codes)


def rows_of(table):
    """Return the rows of a table as tuples."""
    return [tuple(row) for row in table.itertuples(index=False)]


def test_transitions_are_counted_by_the_month_that_is_entered():
    table = transitions_table(people(), coded("w.w", "www", "_s."))
    assert list(table) == ["month", "from_state", "to_state", "n"]
    assert sorted(rows_of(table)) == [
        (2, "work", "none", 1),
        (2, "work", "work", 1),
        (3, "none", "work", 1),
        (3, "school", "none", 1),
        (3, "work", "work", 1),
    ]


def test_transitions_by_group_carry_sums_of_weights_and_of_their_squares():
    table = transitions_table(people([500_000, 3_000_000, 1]), coded("ww", "ww", "s."))
    assert rows_of(table) == [
        (2, "work", "work", 2, 3_500_000, 9_250_000),  # 0.25 + 9
        (2, "school", "none", 1, 1, 0),
    ]
    by_place = transitions_table(
        people([500_000, 3_000_000, 1]), coded("ww", "ww", "s."), ("municipality",)
    )
    assert [row[0] for row in rows_of(by_place)] == ["0301", "4601"]


def test_pairs_take_columns_two_by_two_and_leave_out_who_is_not_eligible_for_both():
    first, second = (
        coded("w.", "s_", "ww", months=(12, 24)),
        coded("ww", "ww", "_.", months=(60, 72)),
    )
    assert sorted(rows_of(pairs_table(people(), first, second))) == [
        (12, "school", 60, "work", 1),
        (12, "work", 60, "work", 1),
        (24, "none", 72, "work", 1),
        (24, "work", 72, "none", 1),
    ]


def test_transitions_of_a_measure_follow_its_states(tmp_path):
    registers = read_pictures(tmp_path, ["WWW.X...", "..WWW..."])
    who = cohort(registers, OriginName.SETTLEMENT)
    points = [MeasurementPoint(month) for month in range(1, 7)]
    found = states(Panel(registers), who, parse_measure("any_job"), points)
    table = transitions_table(who, found)
    expected = {  # SSS.XX and ..SSS.
        (2, "in_state", "in_state", 1),
        (2, "not_in_state", "not_in_state", 1),
        (3, "in_state", "in_state", 1),
        (3, "not_in_state", "in_state", 1),
        (4, "in_state", "not_in_state", 1),
        (4, "in_state", "in_state", 1),
        (5, "not_in_state", "emigration", 1),
        (5, "in_state", "in_state", 1),
        (6, "emigration", "emigration", 1),
        (6, "in_state", "not_in_state", 1),
    }
    assert set(rows_of(table)) == expected


def test_nobody_gives_empty_tables_with_their_columns():
    nobody = Cohort(people().frame.iloc[:0], people().frame, pd.Series(dtype=object))
    none = States(NAMES, (1, 2), np.zeros((0, 2), dtype=np.int8))
    table = transitions_table(nobody, none, ("municipality",))
    assert list(table) == ["municipality", "month", "from_state", "to_state", "n"]
    assert table.empty


def test_months_that_do_not_follow_each_other_are_no_transitions():
    with pytest.raises(DesignError, match=r"^Transitions need the states of months that follow"):
        transitions_table(people(), coded("ww", "ww", "ww", months=(1, 3)))


def test_pairs_of_other_people_or_numbers_of_points_are_refused():
    with pytest.raises(DesignError, match=r"^Pairs need the states of everybody"):
        pairs_table(people(), coded("w", "w", "w"), coded("w", "w"))
    with pytest.raises(DesignError, match=r"^Pairs need as many points here as there"):
        pairs_table(people(), coded("w", "w", "w"), coded("ww", "ww", "ww"))


@pytest.mark.parametrize(
    ("months", "codes", "words"),
    [
        ((1,), [[0, 1]], "one column for each of their months"),
        ((1, 2), [[0, 3]], "the position of a name"),
        ((1, 2), [[0, -2]], "the position of a name"),
    ],
)
def test_states_without_a_name_or_month_are_refused(months, codes, words):
    with pytest.raises(DesignError, match=words):
        States(NAMES, months, np.array(codes, dtype=np.int8))
