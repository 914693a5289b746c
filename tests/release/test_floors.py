"""Floors at 0, 1, threshold - 1, threshold and threshold + 1, and with one insider subtracted."""

import pandas as pd
import pytest

from analysis.release.protect import (
    GRID,
    Shown,
    floor,
    in_fives,
    protect_counts,
    protect_events,
    protect_status,
)
from analysis.release.rounded import incidence, shares
from analysis.terms import Cause, Denominator, State


def group(n, events, place="0301"):
    """Persons who are followed for 60 months, but for those with an event in month 6."""
    rows = [(6, Cause.EVENT, events), (60, Cause.CENSORED, n - events)]
    return pd.DataFrame(
        [(place, 0, month, cause.value, count) for month, cause, count in rows if count],
        columns=["municipality", "entry", "duration", "cause", "n"],
    )


def shown(n, events):
    table = protect_events(group(n, events), ("municipality",))
    return set(table["shown"]) or {"nothing"}


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (1, "nothing"),
        (8, "nothing"),
        (9, "nothing"),
        (10, "nothing"),  # 9 once the insider has left himself out
        (11, "band"),
        (12, "band"),
        (29, "band"),
        (30, "band"),  # 29 without the insider
        (31, "full"),
        (32, "full"),
    ],
)
def test_a_group_is_judged_without_its_insider(n, expected):
    assert shown(n, n // 2) == {expected}


@pytest.mark.parametrize(
    ("events", "expected"),
    [(0, "band"), (1, "band"), (4, "band"), (5, "band"), (6, "full"), (7, "full")],
)
def test_a_curve_needs_five_events_besides_the_insider(events, expected):
    assert shown(100, events) == {expected}


@pytest.mark.parametrize(
    ("without", "expected"),
    [(0, "band"), (1, "band"), (4, "band"), (5, "band"), (6, "full"), (7, "full")],
)
def test_a_curve_needs_five_without_the_event_besides_the_insider(without, expected):
    assert shown(100, 100 - without) == {expected}


@pytest.mark.parametrize(
    ("n", "events", "others", "expected"),
    [
        (0, 0, 0, Shown.NOTHING),
        (10, 5, 5, Shown.NOTHING),
        (11, 0, 11, Shown.BAND),
        (30, 15, 15, Shown.BAND),
        (31, 5, 26, Shown.BAND),
        (31, 26, 5, Shown.BAND),
        (31, 6, 25, Shown.FULL),
    ],
)
def test_the_floor_says_how_much_may_be_shown(n, events, others, expected):
    assert floor(n, events, others) is expected


@pytest.mark.parametrize("taken", ["events", "others"])
def test_an_insider_who_subtracts_himself_brings_no_shown_group_below_the_floor(taken):
    for n in range(2, 80):
        for events in range(1, n):
            if floor(n, events, n - events) is not Shown.FULL:
                continue
            left = {"events": events, "others": n - events}
            left[taken] -= 1
            assert sum(left.values()) >= 30
            assert min(left.values()) >= 5


@pytest.mark.parametrize(
    ("n", "events", "months"),
    [
        (10, 5, []),
        (11, 5, [24]),
        (30, 15, [24]),
        (31, 15, [12, 24]),
        (40, 5, [24]),
        (40, 6, [12, 24]),
        (40, 34, [12, 24]),
        (40, 35, [24]),
    ],
)
def test_a_share_in_a_month_has_the_floors_of_a_curve(n, events, months):
    status = pd.DataFrame(
        [
            (month, state.value, count)
            for month in (12, 24)
            for state, count in ((State.IN_STATE, events), (State.NOT_IN_STATE, n - events))
        ],
        columns=["month", "state", "n"],
    )
    table = protect_status(status, (), Denominator.ALL)
    assert table["month"].tolist() == months


def test_those_who_left_count_in_the_denominator_of_all_and_not_of_the_resident():
    status = pd.DataFrame(
        [
            (12, "in_state", 20),
            (12, "not_in_state", 20),
            (12, "death", 4),
            (12, "emigration", 6),
            (12, "missing", 50),
        ],
        columns=["month", "state", "n"],
    )
    assert protect_status(status, (), Denominator.ALL)["n"].tolist() == [50]
    assert protect_status(status, (), Denominator.RESIDENT)["n"].tolist() == [40]


def test_a_month_in_which_nobody_is_in_the_state_has_no_share():
    status = pd.DataFrame({"month": [12], "state": ["not_in_state"], "n": [100]})
    assert protect_status(status, (), Denominator.ALL).empty


def test_months_off_the_grid_are_not_released():
    rows = [(month, s, 40) for month in range(1, 80) for s in ("in_state", "not_in_state")]
    status = pd.DataFrame(rows, columns=["month", "state", "n"])
    table = protect_status(status, (), Denominator.ALL)
    assert table["month"].tolist() == [3, 6, 12, 18, 24, 36, 48, 60]


def test_counts_are_rounded_to_the_nearest_five():
    counts = pd.Series([0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 1424])
    assert in_fives(counts).tolist() == [0, 0, 0, 5, 5, 5, 5, 5, 10, 10, 15, 1425]


def test_the_grid_was_fixed_before_the_data_were_seen():
    assert GRID == (0, 3, 6, 12, 18, 24, 36, 48, 60)


def test_a_curve_has_cumulative_counts_in_fives_on_the_grid():
    table = protect_events(group(63, 33), ("municipality",))
    assert table["month"].tolist() == [0, 3, 6, 12, 18, 24, 36, 48, 60]
    assert table["n"].tolist() == [65] * 9
    assert table["events"].tolist() == [0, 0, 35, 35, 35, 35, 35, 35, 35]
    assert table["censored"].tolist() == [0] * 8 + [30]


def test_a_small_group_beside_a_large_one_has_no_row():
    both = pd.concat([group(100, 50), group(10, 5, "1818")])
    table = protect_events(both, ("municipality",))
    assert set(table["municipality"]) == {"0301"}
    assert set(incidence(table, ("municipality",))["municipality"]) == {"0301"}


@pytest.mark.parametrize(
    ("events", "lower", "upper"), [(5, 0.0, 0.33), (10, 0.33, 0.67), (15, 0.67, 1.0)]
)
def test_a_band_is_a_third_of_the_scale_without_count_or_estimate(events, lower, upper):
    row = incidence(protect_events(group(20, events), ()), ()).iloc[0]
    assert (row["month"], row["lower"], row["upper"]) == (24, lower, upper)
    assert row[["estimate", "n_at_risk", "n_events"]].isna().all()


def test_a_band_holds_the_same_for_a_share_in_a_month():
    counts = pd.DataFrame({"month": [24], "n": [20], "events": [11]})
    row = shares(protect_counts(counts, ()), ()).iloc[0]
    assert (row["lower"], row["upper"]) == (0.33, 0.67)
    assert row[["estimate", "n_at_risk", "n_events"]].isna().all()


@pytest.mark.parametrize(("events", "share"), [(6, 0.04), (494, 0.96), (250, 0.5)])
def test_a_share_is_never_below_a_twentieth_or_above_nineteen(events, share):
    counts = pd.DataFrame({"month": [12], "n": [500], "events": [events]})
    assert shares(protect_counts(counts, ()), ()).iloc[0]["estimate"] == share
