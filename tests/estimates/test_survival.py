"""Curves from counts: by hand, by lifelines, and where nothing can be said."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import EstimationError
from analysis.estimates.survival import (
    aalen_johansen,
    kaplan_meier,
    median,
    nelson_aalen,
    quantile,
)
from analysis.estimates.units import persons, rows_of

CAUSES = ("event", "death", "emigration", "censored")
SOME_LATE = st.integers(0, 4)


def table(*rows):
    return pd.DataFrame(rows, columns=["entry", "duration", "cause", "n"])


def test_within_a_month_events_come_before_exits_and_exits_before_censoring():
    at = persons(rows_of(table((0, 2, "event", 1), (0, 2, "death", 1), (0, 2, "censored", 1))))
    assert at.at_risk[:, 0].tolist() == [0, 3, 3]
    assert at.moves.tolist() == [[0, 0], [0, 0], [1, 1]]


def test_a_late_entrant_is_at_risk_from_the_month_after_entry():
    at = persons(rows_of(table((0, 4, "censored", 1), (2, 4, "event", 1))))
    assert at.at_risk[:, 0].tolist() == [0, 1, 1, 2, 2]


def test_kaplan_meier_by_hand():
    curve = kaplan_meier(table((0, 1, "event", 1), (0, 2, "censored", 1), (0, 3, "event", 2)))
    assert curve["estimate"].tolist() == pytest.approx([1, 3 / 4, 3 / 4, 0])
    assert curve["n_at_risk"].tolist() == [4, 4, 3, 2]


def test_those_who_leave_are_not_counted_as_if_work_could_come_later():
    rows = table((0, 1, "emigration", 5), (0, 2, "event", 5))
    assert aalen_johansen(rows)["estimate"].iloc[-1] == pytest.approx(0.5)
    assert kaplan_meier(rows)["estimate"].iloc[-1] == pytest.approx(0)


def test_aalen_johansen_by_hand():
    rows = table((0, 1, "event", 2), (0, 1, "death", 1), (0, 2, "event", 1), (0, 2, "censored", 6))
    curve = aalen_johansen(rows)
    assert curve["estimate"].tolist() == pytest.approx([0, 2 / 10, 2 / 10 + 7 / 10 * 1 / 7])


def test_nobody_is_no_estimate():
    with pytest.raises(EstimationError) as error:
        kaplan_meier(table())
    assert str(error.value) == "Nobody is in this group: there is nothing to estimate."


def test_nobody_with_the_event_gives_no_median_but_a_limit_for_chance():
    curve = kaplan_meier(table((0, 5, "censored", 10)))
    assert curve[["estimate", "upper"]].to_numpy().tolist() == [[1, 1]] * 6
    wilson = 10 / (10 + 1.959963984540054**2)
    assert curve["lower"].tolist() == pytest.approx([1, *[wilson] * 5])
    assert np.isnan(median(curve)["estimate"].iloc[0])


def test_a_curve_ends_where_nobody_is_at_risk_though_others_enter_later():
    # In months 3 and 4 nobody is seen; R goes on as if nothing could happen then (1/2, then 1/3).
    rows = table(
        *((0, 1, "event", 1), (0, 2, "censored", 1)),
        *((4, 6, "event", 1), (4, 7, "event", 1), (4, 8, "censored", 1)),
    )
    for make, last in ((kaplan_meier, 0.5), (aalen_johansen, 0.5), (nelson_aalen, 0.5)):
        curve = make(rows)
        assert curve["month"].tolist() == [0, 1, 2]
        assert curve["estimate"].iloc[-1] == last
        assert "; ends as nobody is at risk in month 3" in curve["method"].iloc[0]


def test_a_curve_ends_before_all_at_risk_move_though_others_are_seen_free_later():
    # One of one has the event in month 2; R's curve is 0 from then on, with three seen free.
    rows = table((0, 2, "event", 1), (2, 4, "event", 1), (2, 5, "event", 1), (2, 6, "censored", 1))
    for make in (kaplan_meier, aalen_johansen, nelson_aalen):
        curve = make(rows)
        assert curve["month"].tolist() == [0, 1]
        why = "ends before month 2: all at risk move in it, but others are free later"
        assert why in curve["method"].iloc[0]
    both = kaplan_meier(pd.concat([rows, table((0, 3, "censored", 1))]))
    assert both["estimate"].tolist() == pytest.approx([1, 1, 1 / 2, 1 / 2, 1 / 3, 1 / 6, 1 / 6])


def test_a_curve_begins_with_those_who_are_free_when_first_anybody_is_at_risk():
    curve = kaplan_meier(table((3, 5, "event", 1), (3, 6, "censored", 1)))
    assert curve["estimate"].tolist() == [1, 1, 1, 1, 1, 0.5, 0.5]
    assert "of those free in month 4, the first with anybody at risk" in curve["method"].iloc[0]


def test_a_sum_of_hazards_has_a_limit_for_chance_where_nobody_or_everybody_has_the_event():
    z2 = 1.959963984540054**2
    curve = nelson_aalen(table((0, 3, "censored", 4), (0, 5, "censored", 6)))
    assert (curve[["estimate", "lower"]] == 0).all(axis=None)
    # Of ten none: Wilson's limit of survival is n / (n + z²); a sum of hazards is at most its -log.
    limits = [0, *[np.log(1 + z2 / 10)] * 3, *[np.log(1 + z2 / 6)] * 2]
    assert curve["upper"].tolist() == pytest.approx(limits)
    at_once = nelson_aalen(table((0, 1, "event", 3))).iloc[-1]
    assert at_once[["estimate", "lower", "upper"]].tolist() == pytest.approx([1, 3 / (3 + z2), 1])
    late = nelson_aalen(table((2, 4, "censored", 5)))
    assert late["upper"].isna().tolist() == [False, True, True, False, False]


def test_everybody_with_the_event_leaves_the_limit_of_the_month_before():
    curve = kaplan_meier(table((0, 1, "event", 3), (0, 2, "event", 3)))
    assert curve[["estimate", "lower"]].iloc[-1].tolist() == [0, 0]
    assert curve["upper"].iloc[-1] == curve["upper"].iloc[-2] < 1


def test_everybody_with_the_event_at_once_leaves_a_limit_for_chance():
    curve = aalen_johansen(table((0, 1, "event", 3)))
    wilson = 3 / (3 + 1.959963984540054**2)
    assert curve[["estimate", "lower", "upper"]].iloc[-1].tolist() == pytest.approx([1, wilson, 1])


def test_median_of_incidence_is_the_first_month_at_a_half():
    curve = aalen_johansen(table((0, 3, "event", 5), (0, 9, "event", 5)))
    assert median(curve)["estimate"].iloc[0] == 3


@st.composite
def tables(draw, causes=CAUSES, entries=SOME_LATE):
    rows = []
    for _ in range(draw(st.integers(1, 12))):
        entry = draw(entries)
        duration = entry + draw(st.integers(1, 8))
        rows.append((entry, duration, draw(st.sampled_from(causes)), draw(st.integers(1, 9))))
    return table(*rows).groupby(["entry", "duration", "cause"])["n"].sum().reset_index()


@pytest.mark.no_cover  # lines that other tests run
@given(tables())
def test_survival_lies_in_0_to_1_and_never_rises(rows):
    estimate = kaplan_meier(rows)["estimate"].to_numpy()
    assert ((estimate >= 0) & (estimate <= 1)).all()
    assert (np.diff(estimate) <= 1e-12).all()


@pytest.mark.no_cover  # lines that other tests run
@given(tables())
def test_incidences_of_all_causes_add_up_to_at_most_one(rows):
    relabelled = rows.assign(
        cause=rows["cause"].map(
            {"event": "death", "death": "event", "emigration": "event", "censored": "censored"}
        )
    )
    relabelled = relabelled.groupby(["entry", "duration", "cause"])["n"].sum().reset_index()
    of_event, of_exit = aalen_johansen(rows)["estimate"], aalen_johansen(relabelled)["estimate"]
    assert ((of_event + of_exit) <= 1 + 1e-9).all()


@pytest.mark.no_cover  # lines that other tests run
@given(tables(causes=("event",), entries=st.just(0)))
def test_without_censoring_kaplan_meier_is_the_share_still_without_the_event(rows):
    curve = kaplan_meier(rows)
    total = rows["n"].sum()
    for month, estimate in zip(curve["month"], curve["estimate"], strict=True):
        assert estimate == pytest.approx(rows.loc[rows["duration"] > month, "n"].sum() / total)


@pytest.mark.no_cover  # lines that other tests run
@given(tables(causes=("event", "censored")))
def test_without_exits_incidence_is_one_minus_survival(rows):
    survival, incidence = kaplan_meier(rows), aalen_johansen(rows)
    np.testing.assert_allclose(incidence["estimate"], 1 - survival["estimate"], atol=1e-12)


@pytest.mark.no_cover  # lines that other tests run
@settings(max_examples=25)
@given(tables(causes=("event", "censored")))
def test_kaplan_meier_is_that_of_lifelines(rows):
    from lifelines import KaplanMeierFitter

    curve = kaplan_meier(rows).set_index("month")
    if "ends" in curve["method"].iloc[0]:
        return  # lifelines goes on, or raises
    fitted = KaplanMeierFitter().fit(
        rows["duration"], rows["cause"] == "event", entry=rows["entry"], weights=rows["n"]
    )
    theirs = fitted.survival_function_.iloc[:, 0]
    ours = curve["estimate"].reindex(theirs.index, method="ffill")
    np.testing.assert_allclose(ours, theirs, atol=1e-9)


def test_a_column_of_clusters_that_is_not_there_is_named_with_those_that_are():
    rows = table((0, 1, "event", 5)).assign(municipality="0301")
    with pytest.raises(EstimationError, match=r"(?s)'kommune' of clusters.*Allowed: municipality"):
        aalen_johansen(rows, cluster="kommune")


def test_a_quantile_is_of_one_group_s_shares_in_any_order_of_rows():
    rows = table(
        *((0, month, cause, 5) for month in range(1, 9) for cause in ("event", "censored"))
    )
    curve = kaplan_meier(rows)
    expected = quantile(curve, 0.3)
    pd.testing.assert_frame_equal(quantile(curve.iloc[::-1], 0.3), expected)
    for wrong in (curve.iloc[:0], pd.concat([curve, curve]), nelson_aalen(rows)):
        with pytest.raises(EstimationError, match="one group's survival or incidence by month"):
            median(wrong)
    for share in (0, 1, 1.5, np.nan):
        with pytest.raises(EstimationError, match="a share between 0 and 1"):
            quantile(curve, share)
