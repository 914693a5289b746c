"""Intervals hold what is true as often as they say; benchmarks.coverage draws more worlds."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from analysis.errors import DesignError
from analysis.estimates import checked_intervals, method_check
from analysis.estimates.checked_intervals import BANDS, Interval
from analysis.estimates.known_worlds import EQUAL, NO_PLACES, UNEVEN
from analysis.estimates.method_check import (
    ABOVE,
    BELOW,
    CHANCE,
    Check,
    check_of,
    departures,
    outside,
)
from analysis.terms import Access

WORLDS = 200
CURVES = (Interval.AALEN_JOHANSEN, Interval.TIME_IN_STATE, Interval.PREVALENCE)


def counted(*counts):
    frame = pd.DataFrame(counts, columns=["n_events", "n_at_risk"])
    worlds = frame["n_at_risk"].where(frame["n_at_risk"] > 0)
    return frame.assign(estimate=frame["n_events"] / worlds)


def within(rows, low, high):
    """The band, widened by the chance of so many worlds: one of 2,000 right shares lies outside."""
    n = rows["n_at_risk"]
    ends = binom.ppf(0.0005, n, low) / n, binom.ppf(0.9995, n, high) / n
    return rows["estimate"].between(*ends)


@pytest.mark.no_cover  # lines that other tests run
def test_intervals_by_person_hold_what_is_true_in_93_to_97_of_a_hundred_worlds():
    asked = tuple(one for one in Interval if one not in BANDS)
    check = Check(WORLDS, (100,), (NO_PLACES,), intervals=asked)
    rows = method_check.method_check(check).frame
    of_models = rows["interval"] == Interval.ABSOLUTE_RISK  # without any who leave there is none
    assert (rows["without"] < np.where(of_models, 0.2, 0.1) * WORLDS).all()
    median = rows["interval"] == Interval.MEDIAN  # in whole months it holds more than it must
    assert within(rows[~median], 0.93, 0.97).all(), rows
    assert within(rows[median], 0.93, 0.995).all()


@pytest.mark.no_cover  # lines that other tests run
def test_clustered_intervals_hold_it_where_few_municipalities_have_most_persons():
    check = Check(WORLDS, (1000,), (UNEVEN,), intervals=CURVES)
    rows = method_check.method_check(check).frame
    assert (rows["without"] == 0).all()
    assert within(rows, 0.93, 0.97).all(), rows


@pytest.mark.no_cover  # lines that other tests run
@pytest.mark.slow
def test_bands_hold_whole_curves():
    check = Check(100, (100,), (NO_PLACES,), intervals=tuple(BANDS))  # few persons are hardest
    rows = method_check.method_check(check).frame
    assert within(rows, 0.93, 0.999).all(), rows


def test_an_interval_that_is_too_narrow_is_found_out(monkeypatch):
    narrow = checked_intervals.share_rows
    monkeypatch.setattr(checked_intervals, "share_rows", lambda curve: narrow(curve, level=0.8))
    check = Check(WORLDS, (100,), (NO_PLACES,), intervals=(Interval.AALEN_JOHANSEN,))
    rows = method_check.method_check(check).frame
    assert set(departures(rows)) == {BELOW}
    assert outside(rows).all()
    assert rows["estimate"].between(0.7, 0.9).all()


def test_each_world_counts_once_with_an_interval_or_without():
    asked = (Interval.KAPLAN_MEIER, Interval.MEDIAN, Interval.COX)
    check = Check(40, (12,), (NO_PLACES, EQUAL), months=(60, 100), intervals=asked)
    rows = method_check.method_check(check).frame
    assert (rows["n_at_risk"] + rows["without"] == 40).all()
    of_curve = rows[rows["interval"] == Interval.KAPLAN_MEIER]
    assert of_curve.loc[of_curve["month"] == 100, "without"].gt(5).all()  # nobody so far
    of_median = rows[rows["interval"] == Interval.MEDIAN]
    assert (of_median["width"] < np.inf).all()


def test_rows_are_the_same_whatever_else_is_checked():
    asked = (Interval.KAPLAN_MEIER, Interval.COX)
    one = method_check.method_check(Check(5, (50,), (EQUAL,), intervals=asked)).frame
    among = method_check.method_check(Check(5, (30, 50), (NO_PLACES, EQUAL), intervals=asked)).frame
    chosen = among[(among["persons"] == 50) & (among["places"] == "equal")]
    pd.testing.assert_frame_equal(one, chosen.reset_index(drop=True))


def test_bias_and_width_are_means_over_worlds(monkeypatch):
    told = iter([(True, 0.2, 0.1), (False, 0.4, -0.3), (True, np.inf, np.nan)])

    def held(asked, interval):
        return [checked_intervals.Held(None, *next(told))]

    monkeypatch.setattr(method_check, "held", held)
    (row,) = method_check.method_check(
        Check(3, (10,), (NO_PLACES,), intervals=(Interval.MEDIAN,))
    ).frame.to_dict("records")
    assert (row["n_events"], row["n_at_risk"], row["without"]) == (2, 3, 0)
    assert row["width"] == pytest.approx(0.3)
    assert row["bias"] == pytest.approx(-0.1)


def test_a_hazard_ratio_is_checked_where_municipalities_follow_the_stable_law(monkeypatch):
    asked = {}

    def held(one, interval):
        others = ", others leave" if one.world.found_until else ""
        asked.setdefault(interval, []).append(one.world.places.law.value + others)
        return []

    monkeypatch.setattr(method_check, "held", held)
    some = (Interval.KAPLAN_MEIER, Interval.COX)
    rows = method_check.method_check(Check(2, (50,), (EQUAL,), intervals=some)).frame
    assert asked == {Interval.KAPLAN_MEIER: ["gamma"] * 2, Interval.COX: ["stable"] * 2}
    method_check.method_check(
        Check(1, (50,), (EQUAL,), intervals=(Interval.FINE_GRAY, Interval.ABSOLUTE_RISK))
    )
    assert asked[Interval.ABSOLUTE_RISK] == ["stable"]
    assert asked[Interval.FINE_GRAY] == ["stable, others leave"]
    assert list(rows["without"]) == [2] * 5


def test_peto_s_limit_is_checked_by_person_only():
    check = Check(2, (50,), (NO_PLACES, EQUAL), intervals=(Interval.KAPLAN_MEIER_PETO,))
    assert list(method_check.method_check(check).frame["places"]) == ["none"] * 4


def test_the_bootstrap_is_checked_where_there_are_municipalities_to_draw():
    check = Check(2, (50,), (NO_PLACES, EQUAL), intervals=(Interval.BOOTSTRAP,))
    assert list(method_check.method_check(check).frame["places"]) == ["equal"] * 4


def test_departures_are_more_than_chance():
    rows = counted((190, 200), (184, 200), (170, 200), (200, 200), (0, 0))
    assert list(departures(rows)) == [CHANCE, CHANCE, BELOW, ABOVE, CHANCE]
    # 0.95 ** 200 is 0.000035: among 2,000 other rows that are right it may be chance.
    many = pd.concat([rows.iloc[[3]], counted(*[(190, 200)] * 2000)], ignore_index=True)
    assert set(departures(many)) == {CHANCE}


def test_the_worst_of_many_rows_is_held_to_its_number():
    # 180 of 200: p is 0.00307, a departure among 16 rows at 0.05 but not among 17.
    for n, expected in ((16, BELOW), (17, CHANCE)):
        rows = counted((180, 200), *[(190, 200)] * (n - 1))
        assert departures(rows)[0] == expected


def test_outside_is_below_93_or_above_97():
    rows = counted((93, 100), (929, 1000), (97, 100), (971, 1000), (0, 0))
    assert list(outside(rows)) == [False, True, False, True, False]


def test_its_rows_are_of_invented_worlds_and_of_no_release_of_persons():
    asked = (Interval.KAPLAN_MEIER,)
    found = method_check.method_check(Check(2, (20,), (NO_PLACES,), intervals=asked, seed=7))
    assert found.source.access is Access.INVENTED
    assert found.source.seed == 7
    assert found.release_id == "method-check-7-2"
    assert set(found.frame["estimand"]) == {"coverage"}


def test_a_notebook_s_parameters_are_read():
    check = check_of(7, "30+1000", "none+uneven", "no", 3)
    assert (check.worlds, check.persons, check.seed) == (7, (30, 1000), 3)
    assert check.places == (NO_PLACES, UNEVEN)
    assert not set(check.intervals) & set(BANDS)
    assert check_of(1, "30").intervals == tuple(Interval)


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        (("30,100",), "Sizes of worlds are whole numbers joined by plus, not '30,100'."),
        (("0",), "Sizes of worlds are whole numbers joined by plus, not '0'."),
        (("30", "even"), "No kind of municipalities 'even'"),
        (("30", "none", "maybe"), "No answer on bands 'maybe'"),
    ],
)
def test_a_parameter_that_cannot_be_is_refused(wrong, text):
    with pytest.raises(DesignError) as refused:
        check_of(1, *wrong)
    assert str(refused.value).startswith(text)


def test_a_check_of_nothing_is_refused():
    with pytest.raises(DesignError, match=r"A check needs worlds, sizes"):
        Check(0)
