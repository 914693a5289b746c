"""Simultaneous bands: against distributions that are known, pointwise intervals, and refusals."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from analysis.errors import EstimationError
from analysis.estimates.bands import BandKind, band, difference_band
from analysis.estimates.max_combo import p_of_largest
from analysis.estimates.survival import (
    aalen_johansen,
    cumulative_hazard,
    incidence,
    kaplan_meier,
    survival,
)


def persons(n, seed=3, pace=0.05):
    rng = np.random.default_rng(seed)
    times = np.column_stack(
        [rng.geometric(pace, n), rng.geometric(0.01, n), rng.integers(20, 60, n)]
    )
    return pd.DataFrame(
        {
            "place": np.char.zfill(rng.integers(0, 12, n).astype(str), 2),
            "entry": 0,
            "duration": times.min(axis=1),
            "cause": np.array(["event", "death", "censored"])[times.argmin(axis=1)],
            "n": 1,
        }
    )


@pytest.fixture(scope="module")
def events():
    return persons(300)


def standard_errors(rows, curve):
    """Return how many standard errors a band of incidence reaches up, on the log(-log) scale."""
    months = rows["month"].to_numpy()
    free = 1 - curve.estimate[months]
    scale = curve.error()[months] / np.abs(free * np.log(free))
    return np.log(np.log(1 - rows["upper"]) / np.log(free)) / scale


def test_a_band_of_one_month_is_the_pointwise_interval(events):
    rows = band(incidence(events), (12, 12))
    assert standard_errors(rows, incidence(events))[0] == pytest.approx(norm.ppf(0.975), rel=1e-9)
    clustered = incidence(events, "place")
    reach = standard_errors(band(clustered, (12, 12)), clustered)[0]
    assert reach > 1.05 * norm.ppf(0.975)
    assert reach == pytest.approx(clustered.influence.reach()[12], rel=0.01)


def test_a_band_of_three_months_leaves_out_one_draw_in_twenty(events):
    curve = survival(events)
    months = [10, 11, 12]
    rows = band(curve, (10, 12))
    free = curve.estimate[months]
    scale = curve.error()[months] / np.abs(free * np.log(free))
    reach = np.log(np.log(rows["lower"]) / np.log(free)) / scale
    assert reach.max() == pytest.approx(reach.min())
    covariance = curve.influence.covariance()[np.ix_(months, months)]
    error = np.sqrt(np.diag(covariance))
    missed = p_of_largest(float(reach.iloc[0]), covariance / np.outer(error, error))
    assert missed == pytest.approx(0.05, abs=0.002)


def test_hall_and_wellner_without_censoring_is_kolmogorovs_band():
    # One in n has the event each month: the limits lie equally far from survival. In continuous
    # time the distance is 1.358 / sqrt(n) (Smirnov, 1948); what happens between months is not seen,
    # which takes 0.583 / n away (Siegmund, 1985).
    n = 400
    rows = pd.DataFrame({"entry": 0, "duration": np.arange(1, n + 1), "cause": "event", "n": 1})
    limits = band(survival(rows), (1, n - 1), kind=BandKind.HALL_WELLNER).iloc[40:-4]
    free = limits["estimate"]
    reach = np.log(np.log(limits["lower"]) / np.log(free)) * np.abs(free * np.log(free))
    assert reach.max() == pytest.approx(reach.min())
    assert reach.iloc[0] * np.sqrt(n) == pytest.approx(1.358 - 0.583 / np.sqrt(n), abs=0.01)


@pytest.mark.parametrize("kind", BandKind)
@pytest.mark.parametrize("cluster", [None, "place"])
def test_a_band_holds_the_curve_and_stays_between_0_and_1(events, kind, cluster):
    for make in (survival, incidence):
        rows = band(make(events, cluster), (1, 50), kind=kind)
        known = rows.dropna(subset=["lower"])
        assert len(known) == len(rows)
        assert known["lower"].between(0, 1).all()
        assert known["upper"].between(0, 1).all()
        assert (known["lower"] <= known["estimate"]).all()
        assert (known["estimate"] <= known["upper"]).all()


def test_a_band_is_wider_than_intervals_and_wider_over_more_months(events):
    for make, pointwise in ((survival, kaplan_meier), (incidence, aalen_johansen)):
        interval = pointwise(events).iloc[10:21].reset_index(drop=True)
        short, long = (
            band(make(events), months).set_index("month") for months in ((10, 20), (2, 50))
        )
        month = interval["month"]
        assert (short.loc[month, "lower"].to_numpy() < interval["lower"]).all()
        assert (short.loc[month, "upper"].to_numpy() > interval["upper"]).all()
        assert (long.loc[month, "lower"] < short.loc[month, "lower"]).all()


def test_fewer_draws_give_nearly_the_same_band(events):
    for rows in (
        [band(incidence(events), (6, 40), blocks=blocks) for blocks in (1, 10)],
        [difference_band(incidence(events), incidence(events), (6, 40), blocks=n) for n in (1, 10)],
    ):
        width = [(one["upper"] - one["lower"]).to_numpy() for one in rows]
        assert 0 < np.abs(width[0] / width[1] - 1).max() < 0.03


def test_the_same_band_comes_whatever_the_order_of_rows(events):
    mixed = events.sample(frac=1, random_state=1)
    weight = {"w": (1 + events.index % 3) * 10**6, "w2": (1 + events.index % 3) ** 2 * 10**6}
    weighted = events.assign(**weight)
    for cluster in (None, "place"):
        once, again = (band(incidence(rows, cluster), (3, 40)) for rows in (events, mixed))
        pd.testing.assert_frame_equal(once, again, check_exact=True)
        shuffled = weighted.loc[mixed.index]
        once, again = (band(incidence(rows, cluster), (3, 40)) for rows in (weighted, shuffled))
        pd.testing.assert_frame_equal(once, again, check_exact=True)


def test_what_a_band_is_stands_in_its_method(events):
    assert band(incidence(events), (6, 30))["method"].unique().tolist() == [
        "Aalen-Johansen, exits competing; infinitesimal jackknife by person,"
        " log(-log) 0.95 band equal_precision, simultaneous in months 6 to 30"
    ]


def test_difference_turned_around_changes_its_sign_only(events):
    one, other = incidence(events), incidence(persons(200, 8, 0.08))
    here, there = difference_band(one, other, (6, 40)), difference_band(other, one, (6, 40))
    np.testing.assert_allclose(here["estimate"], one.estimate[6:41] - other.estimate[6:41])
    np.testing.assert_allclose(here["lower"], -there["upper"], atol=1e-12)
    assert here["n_at_risk"].iloc[0] == one.n_at_risk[6] + other.n_at_risk[6]


def test_before_the_first_event_the_limits_of_a_difference_are_wilson_s_of_each_group():
    late = persons(200).query("duration > 3")
    curve = incidence(late)
    n = curve.n_at_risk[3]
    limits = difference_band(curve, curve, (2, 20)).set_index("month")
    z = np.sqrt(n * limits.loc[3, "upper"] / (1 - limits.loc[3, "upper"]))  # none of n
    assert limits.loc[3, "lower"] == -limits.loc[3, "upper"]
    assert 2.2 < z < 3.2  # of 19 months at once
    share, error = curve.estimate[4], curve.error()[4]
    away = z * error / ((1 - share) * -np.log1p(-share)) * np.array([-1, 1])
    low, high = 1 - (1 - share) ** np.exp(away)
    assert limits.loc[4, "upper"] == pytest.approx(np.hypot(high - share, share - low))


def test_before_the_first_event_a_difference_of_the_same_units_has_no_limits():
    late = persons(200).query("duration > 3")
    one, other = incidence(late), incidence(late.iloc[::2])
    limits = difference_band(one, other, (2, 20), together=one.less(other)).set_index("month")
    assert limits.loc[[2, 3], ["lower", "upper"]].isna().all(axis=None)
    assert limits.loc[4:, ["lower", "upper"]].notna().all(axis=None)


def test_a_group_against_itself_in_the_same_clusters_has_no_variance(events):
    # Each cluster adds as much to one curve as to the other.
    curve = incidence(events, "place")
    with pytest.raises(EstimationError, match="nothing is uncertain"):
        difference_band(curve, curve, (6, 40))


def test_curves_that_have_no_band_are_refused(events):
    with pytest.raises(EstimationError) as refused:
        band(cumulative_hazard(events), (6, 20))
    assert str(refused.value) == ("A band is of shares.\nAsk for survival or cumulative incidence.")
    curve = incidence(events)
    for within in ((0, 12), (12, 6), (6, curve.last + 1)):
        with pytest.raises(EstimationError) as refused:
            band(curve, within)
        assert str(refused.value) == (
            f"A band over months {within[0]} to {within[1]} does not lie on the curve."
            f"\nAllowed: months 1 to {curve.last}, the first before the last."
        )
    with pytest.raises(EstimationError) as refused:
        band(incidence(events.assign(cause="censored")), (6, 20))
    assert str(refused.value) == (
        "In these months nothing is uncertain: nobody has had the event yet, or everybody has."
        "\nAsk for other months."
    )


def test_curves_that_cannot_be_subtracted_are_refused(events):
    with pytest.raises(EstimationError) as refused:
        difference_band(survival(events), incidence(events), (6, 20))
    assert str(refused.value) == (
        "Curves of survival and cumulative_incidence have no difference."
        "\nAsk for one estimand in both groups."
    )


def test_of_a_clustered_curve_and_one_by_person_the_difference_is_by_person(events):
    other = persons(200, 8, 0.08)
    both = difference_band(survival(events), survival(other), (6, 40))
    mixed = difference_band(survival(events, "place"), survival(other), (6, 40))
    pd.testing.assert_frame_equal(mixed, both)


def test_where_nothing_has_happened_yet_a_band_is_not_closed():
    # Twenty persons, and the first event in month 4: Wilson's limit, at the level of the band.
    rows = pd.DataFrame(
        {
            "entry": 0,
            "duration": [4, 6, 9, 20],
            "cause": ["event"] * 3 + ["censored"],
            "n": [2, 3, 5, 10],
        }
    )
    limits = band(survival(rows), (1, 12)).set_index("month")
    assert limits.loc[3, "upper"] == 1
    assert 0.7 < limits.loc[3, "lower"] < 20 / (20 + norm.ppf(0.975) ** 2)
    above = band(incidence(rows), (1, 12)).set_index("month")
    assert above.loc[3, "upper"] == pytest.approx(1 - limits.loc[3, "lower"], rel=0.02)


def test_where_nothing_has_happened_yet_a_band_of_hall_and_wellner_is_as_wide_as_it_begins():
    rows = pd.DataFrame(
        {"entry": 0, "duration": [4, 6, 9, 20], "cause": "event", "n": [2, 3, 5, 10]}
    )
    curve = survival(rows)
    limits = band(curve, (1, 12), kind=BandKind.HALL_WELLNER).set_index("month")
    free, error = curve.estimate[6], curve.error()[6]
    reach = np.log(np.log(limits.loc[6, "lower"]) / np.log(free)) * free * -np.log(free)
    critical = reach * np.sqrt(20) / (free + 20 * error**2 / free)  # c S (1 + sigma²) / sqrt(n)
    assert limits.loc[3, "upper"] == 1
    assert limits.loc[3, "lower"] == pytest.approx(1 - critical / np.sqrt(20))
