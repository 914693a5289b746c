"""Mean months within a horizon, their differences and ratios: by hand and where they end."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import EstimationError
from analysis.estimates.means import difference, mean_within, means, ratio
from analysis.estimates.pseudo_values import pseudo_values
from analysis.estimates.survival import incidence, survival
from analysis.terms import Estimand


def table(*rows):
    return pd.DataFrame(rows, columns=["entry", "duration", "cause", "n"])


def clustered(rng, persons=300, clusters=12):
    """Return persons without censoring, a group and a municipality each."""
    return pd.DataFrame(
        {
            "entry": 0,
            "duration": rng.integers(1, 30, persons),
            "cause": "event",
            "n": 1,
            "sex": rng.choice(["a", "b"], persons),
            "municipality": 1000 + np.arange(persons) % clusters,
        }
    )


def test_mean_by_hand():
    curve = survival(table((0, 1, "event", 1), (0, 2, "censored", 1), (0, 3, "event", 2)))
    # Survival 1, 3/4, 3/4, 0 from months 0, 1, 2, 3 on.
    assert means(curve)["estimate"].tolist() == pytest.approx([1, 1.75, 2.5])
    assert means(curve)["month"].tolist() == [1, 2, 3]
    assert means(curve)["n_events"].tolist() == [0, 1, 1]


def test_a_mean_of_those_of_whom_none_has_the_event_has_a_limit_for_chance():
    rows = table((0, 3, "censored", 4), (0, 5, "censored", 6))
    none = 1.959963984540054**2
    first, second = none / (10 + none), none / (6 + none)  # at most such a share by months 3 and 5
    away = np.array([0, 1, 2, 3]) * first, 4 * second
    away = [*away[0], away[1]]  # month 0 is certain
    free, since = means(survival(rows)), means(incidence(rows))
    months = np.arange(1, 6)
    np.testing.assert_allclose(free[["estimate", "upper"]].T, [months, months])
    np.testing.assert_allclose(free["lower"], months - away)
    np.testing.assert_allclose(since[["estimate", "lower"]], 0)
    np.testing.assert_allclose(since["upper"], away)


def test_without_a_variance_a_mean_has_no_interval():
    at_once = means(survival(table((0, 2, "event", 3), (0, 2, "event", 2))))
    assert at_once["estimate"].tolist() == [1, 2]
    assert at_once[["lower", "upper"]].notna().all(axis=None)  # nobody yet, in month 1
    gone = means(survival(table((0, 1, "event", 3), (0, 4, "censored", 1))))
    assert gone.loc[0, ["lower", "upper"]].tolist() == [1, 1]
    one = survival(table((0, 3, "censored", 9)))
    assert ratio(one, one)[["lower", "upper"]].isna().all(axis=None)
    # Two months of each mean may be lost by a share that is none of nine: Wilson's limit.
    away = 2 * 1.959963984540054**2 / (9 + 1.959963984540054**2)
    apart = difference(one, one).set_index("month").loc[3]
    assert apart[["estimate", "lower", "upper"]].tolist() == pytest.approx([0, -away, away])
    together = one.less(one)
    assert difference(one, one, together=together)[["lower", "upper"]].isna().all(axis=None)


def test_without_censoring_the_error_is_that_of_a_mean_of_cut_times():
    rows = clustered(np.random.default_rng(1))
    cut = rows["duration"].clip(upper=12)
    ours = mean_within(survival(rows), 12)
    assert ours.months == pytest.approx(cut.mean())
    assert ours.error() == pytest.approx(cut.std(ddof=0) / np.sqrt(len(cut)))


def test_months_free_and_months_since_the_event_add_up_to_the_horizon():
    rows = clustered(np.random.default_rng(2))
    free, since = mean_within(survival(rows), 10), mean_within(incidence(rows), 10)
    assert free.months + since.months == pytest.approx(10)
    assert free.error() == pytest.approx(since.error())


def test_a_horizon_beyond_all_follow_up_is_refused():
    curve = survival(table((0, 2, "event", 1), (0, 5, "censored", 3)))
    assert mean_within(curve, 5).months == pytest.approx(2 + 3 * 0.75)
    with pytest.raises(EstimationError) as error:
        mean_within(curve, 6)
    assert str(error.value) == (
        "Nobody is followed to month 6: the curve ends in month 5."
        "\nAllowed: a horizon of at most 5 months."
    )
    with pytest.raises(EstimationError, match="A horizon is at least 1 month"):
        mean_within(curve, 0)


def test_where_all_have_had_the_event_nothing_is_left_to_follow():
    curve = survival(table((0, 2, "event", 1), (0, 4, "event", 1)))
    assert mean_within(curve, 9).months == pytest.approx(3)


def test_where_nobody_has_had_the_event_nothing_is_known_of_later_months():
    for curve in (survival(table((0, 5, "censored", 4))), incidence(table((0, 5, "death", 4)))):
        assert mean_within(curve, 5).months == 5 * curve.estimate[-1]
        with pytest.raises(EstimationError, match="Nobody is followed to month 50"):
            mean_within(curve, 50)
    with pytest.raises(EstimationError, match="at least 1 month, and whole"):
        mean_within(curve, 3.5)


def test_means_of_different_states_are_not_held_against_each_other():
    rows = table((0, 2, "event", 1), (0, 3, "censored", 1))
    for against in (difference, ratio):
        with pytest.raises(EstimationError, match="are not held against each other"):
            against(survival(rows), incidence(rows))


def logit_limits(mean, error, reach, horizon):
    share = mean / horizon
    away = reach * error / horizon / (share * (1 - share)) * np.array([-1, 1])
    return horizon / (1 + np.exp(-(np.log(share / (1 - share)) + away)))


def error_of_few(curve, horizon):
    """Return the error of a mean, of D events D / (D - 1) of its square."""
    n_events = curve.n_events[:horizon].sum()
    return mean_within(curve, horizon).error() * np.sqrt(n_events / (n_events - 1))


def test_a_mean_s_limits_allow_for_few_events():
    curve = survival(clustered(np.random.default_rng(3)).iloc[:20])
    found = means(curve).set_index("month").loc[12]
    hand = logit_limits(found["estimate"], error_of_few(curve, 12), 1.959963984540054, 12)
    assert found[["lower", "upper"]].tolist() == pytest.approx(hand.tolist())


def test_limits_of_independent_persons_are_squared_and_added():
    rows = clustered(np.random.default_rng(3))
    one, other = (survival(part) for _, part in rows.groupby("sex"))
    found = difference(one, other).set_index("month").loc[12]
    mean, limits = [], []
    for curve in (one, other):
        mean.append(mean_within(curve, 12).months)
        limits.append(logit_limits(mean[-1], error_of_few(curve, 12), 1.959963984540054, 12))
    assert found["estimate"] == pytest.approx(mean[0] - mean[1])
    above = np.hypot(limits[0][1] - mean[0], mean[1] - limits[1][0])
    assert found["upper"] - found["estimate"] == pytest.approx(above)
    assert "independent by person" in found["method"]


def test_difference_of_groups_that_share_municipalities_counts_each_once():
    rows = clustered(np.random.default_rng(4))
    one, other = (survival(part, "municipality") for _, part in rows.groupby("sex"))
    assert one.influence.clusters.codes == other.influence.clusters.codes
    found = difference(one, other).set_index("month").loc[12]
    # By hand: each municipality's sum of (time - mean) / n, that of b taken from that of a.
    cut = rows.assign(time=rows["duration"].clip(upper=12))
    by_sex = cut.groupby("sex")["time"]
    moved = (cut["time"] - by_sex.transform("mean")) / by_sex.transform("size")
    signed = moved.where(cut["sex"] == "a", -moved)
    by_place = signed.groupby(cut["municipality"]).sum()
    error = np.sqrt(12 / 11 * (by_place**2).sum())
    from scipy.stats import t

    mean, own, away = [], [], []
    for curve in (one, other):
        mean.append(mean_within(curve, 12).months)
        own.append(mean_within(curve, 12).error())
        limits = logit_limits(mean[-1], own[-1], t.ppf(0.975, 11), 12)
        away.append(np.abs(limits - mean[-1]))
    alike = (own[0] ** 2 + own[1] ** 2 - error**2) / 2 / own[0] / own[1]
    up, down = away[0][1], away[1][0]
    half = found["upper"] - found["estimate"]
    assert half == pytest.approx(np.sqrt(up**2 + down**2 - 2 * alike * up * down), rel=1e-9)
    assert "clustered, 12 municipalities" in found["method"]


def test_ratio_and_difference_agree_on_the_estimate_and_on_chance():
    rows = clustered(np.random.default_rng(5))
    one, other = (survival(part) for _, part in rows.groupby("sex"))
    apart = [mean_within(curve, 20) for curve in (one, other)]
    found = ratio(one, other).set_index("month").loc[20]
    assert found["estimate"] == pytest.approx(apart[0].months / apart[1].months)
    few = [error_of_few(curve, 20) for curve in (one, other)]
    error = np.hypot(few[0] / apart[0].months, few[1] / apart[1].months)
    assert np.log(found["upper"] / found["estimate"]) == pytest.approx(1.959963984540054 * error)


def test_a_mean_of_no_months_has_no_ratio():
    one = incidence(table((0, 2, "event", 1), (0, 3, "event", 1)))
    assert ratio(one, one)["estimate"].isna().tolist() == [True, True, False]


def test_pseudo_values_without_censoring_are_each_persons_own_outcome():
    rows = table((0, 1, "event", 2), (0, 3, "event", 1), (0, 6, "event", 3))
    at = pseudo_values(rows, Estimand.SURVIVAL, 3)["pseudo_value"]
    assert at.tolist() == pytest.approx([0, 0, 1])
    mean = pseudo_values(rows, Estimand.RESTRICTED_MEAN, 5)["pseudo_value"]
    assert mean.tolist() == pytest.approx([1, 3, 5])


def test_pseudo_values_that_cannot_be_are_refused():
    rows = table((0, 1, "event", 2), (0, 3, "event", 1))
    for estimand, month, text in (
        (Estimand.PREVALENCE, 1, "There are no pseudo-values of prevalence"),
        (Estimand.SURVIVAL, 4, "Nobody is followed to month 4"),
        (Estimand.SURVIVAL, 3, "Without some person nobody is at risk before month 3"),
    ):
        with pytest.raises(EstimationError, match=text):
            pseudo_values(rows, estimand, month)
    with pytest.raises(EstimationError, match="Persons with weights have no pseudo-values"):
        pseudo_values(rows.assign(w=5, w2=9), Estimand.SURVIVAL, 1)
