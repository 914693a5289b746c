"""Tests of equal groups by hand: months, ties, strata, late entry, clusters, and refusals."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import multivariate_normal, norm, ttest_1samp
from scipy.stats import t as student

from analysis.errors import EstimationError
from analysis.estimates.equality import compared
from analysis.estimates.gray import gray
from analysis.estimates.log_rank import LOG_RANK, Emphasis, influence_of, log_rank, months_of
from analysis.estimates.max_combo import max_combo, p_of_largest

TESTS = (log_rank, max_combo, gray)


def table(*rows):
    return pd.DataFrame(rows, columns=["group", "entry", "duration", "cause", "n"])


@pytest.fixture
def four():
    """Return a: events in 1 and 3; b: an event in 2, one censored in 3."""
    return table(
        ("a", 0, 1, "event", 1),
        ("a", 0, 3, "event", 1),
        ("b", 0, 2, "event", 1),
        ("b", 0, 3, "censored", 1),
    )


@pytest.fixture(scope="module")
def many():
    """Return two groups in fourteen places, with ties, late entry, exits and censoring."""
    rng = np.random.default_rng(4)
    n = 400
    entry = rng.integers(0, 4, n)
    frame = pd.DataFrame(
        {
            "group": rng.choice(["a", "b"], n),
            "place": rng.integers(0, 14, n).astype(str),
            "entry": entry,
            "duration": entry + rng.integers(1, 20, n),
            "cause": rng.choice(["event", "event", "death", "emigration", "censored"], n),
        }
    )
    return frame.groupby(list(frame)).size().rename("n").reset_index()


def test_log_rank_by_hand(four):
    # Expected in a: 1/2 + 1/3 + 1/2 = 4/3, observed 2; variance 1/4 + 2/9 + 1/4 = 13/18.
    test = log_rank(four, "group")
    assert test.statistic == pytest.approx((2 / 3) ** 2 / (13 / 18))
    assert test.p == pytest.approx(2 * norm.sf((2 / 3) / np.sqrt(13 / 18)))
    assert test.groups["observed"].tolist() == [2, 1]
    assert test.groups["expected"].tolist() == pytest.approx([4 / 3, 5 / 3])


def test_ties_take_the_hypergeometric_variance():
    # Three of six have the event in month 1, two of them in a: 3 x 3 / 5 x 1/4 is the variance.
    rows = table(
        ("a", 0, 1, "event", 2),
        ("a", 0, 1, "censored", 1),
        ("b", 0, 1, "event", 1),
        ("b", 0, 1, "censored", 2),
    )
    assert log_rank(rows, "group").statistic == pytest.approx(0.5**2 / 0.45)


def test_late_differences_weigh_by_who_has_left(four):
    # Survival before months 1, 2, 3 is 1, 3/4, 1/2: weights 0, 1/4, 1/2.
    test = log_rank(four, "group", emphasis=Emphasis(0, 1))
    score = -1 / 3 * 1 / 4 + 1 / 2 * 1 / 2
    assert test.statistic == pytest.approx(score**2 / (2 / 9 / 16 + 1 / 4 / 4))


def test_strata_with_the_same_counts_double_the_statistic(four):
    twice = pd.concat([four.assign(county="x"), four.assign(county="y")])
    for test in (log_rank, gray):
        once = test(four, "group").statistic
        assert test(twice, "group", "county").statistic == pytest.approx(2 * once)


def test_groups_are_compared_within_strata_only():
    rows = table(
        ("a", 0, 1, "event", 9),
        ("b", 0, 1, "event", 1),
        ("a", 0, 2, "censored", 1),
        ("b", 0, 2, "censored", 9),
    ).assign(county=["x", "y", "x", "y"])
    assert log_rank(rows, "group").p < 0.01
    with pytest.raises(EstimationError, match="never at risk together"):
        log_rank(rows, "group", "county")


@pytest.mark.parametrize("test", TESTS)
def test_a_clock_that_starts_later_for_all_changes_nothing(many, test):
    early = many[many["entry"] == 0]
    late = early.assign(entry=7, duration=early["duration"] + 7)
    assert test(late, "group").statistic == pytest.approx(test(early, "group").statistic)


@pytest.mark.parametrize("test", TESTS)
def test_order_of_rows_names_of_groups_and_split_rows_do_not_matter(many, test):
    one = test(many, "group")
    renamed = many.sample(frac=1, random_state=1).replace({"group": {"a": "z"}})
    split = pd.concat([renamed.assign(n=renamed["n"] - 1), renamed.assign(n=1)])
    for other in (test(renamed, "group"), test(split, "group")):
        assert other.statistic == pytest.approx(one.statistic, rel=1e-12)
        assert other.p == pytest.approx(one.p, rel=1e-9)
        assert sorted(other.groups["n_persons"]) == sorted(one.groups["n_persons"])


def test_who_leaves_is_censored_in_log_rank_and_competes_in_gray():
    # Half of b leaves before it can have the event; those who stay are like a.
    stay = [("event", 2, 20), ("event", 3, 10), ("censored", 4, 10)]
    rows = [(name, 0, month, cause, n) for name in "ab" for cause, month, n in stay]
    rows = table(*rows, ("b", 0, 1, "emigration", 40))
    assert log_rank(rows, "group").statistic == pytest.approx(0, abs=1e-9)
    assert gray(rows, "group").p < 0.01


def test_clusters_take_f_which_for_two_groups_is_t_squared(many):
    test = log_rank(many, "group", cluster="place")
    assert test.degrees == 1
    assert 9 < test.denominator < 13
    assert test.p == pytest.approx(2 * student.sf(np.sqrt(test.statistic), test.denominator))
    assert test.method == "log-rank, exits as censoring; clustered, 14 clusters, F"


def test_clusters_of_one_size_are_tested_by_the_mean_of_their_scores(many):
    persons = many.loc[many.index.repeat(many["n"])].iloc[:396].assign(n=1)
    equal = persons.assign(place=np.char.zfill((np.arange(396) % 12).astype(str), 2))
    those = compared(equal, "group", cluster="place")
    months = months_of(those)
    scores = influence_of(months, months.weights(LOG_RANK)).by_unit[:, 0]
    t, p = ttest_1samp(scores, 0)
    test = log_rank(equal, "group", cluster="place")
    assert (test.statistic, test.p) == pytest.approx((t**2, p))


def test_clusters_of_one_size_leave_one_degree_less_for_each_group(many):
    persons = many.loc[many.index.repeat(many["n"])].iloc[:396].assign(n=1)
    equal = persons.assign(place=np.char.zfill((np.arange(396) % 12).astype(str), 2))
    three = equal.assign(group=np.array(["x", "y", "z"])[np.arange(396) // 12 % 3])
    assert log_rank(equal, "group", cluster="place").denominator == pytest.approx(11)
    assert log_rank(three, "group", cluster="place").denominator == pytest.approx(10)


def test_fewer_than_ten_clusters_are_left_aside(many):
    few = many.assign(place=(many["place"].astype(int) % 9).astype(str))
    assert log_rank(few, "group", cluster="place").statistic == log_rank(few, "group").statistic


def test_weights_take_the_robust_variance_whatever_their_unit(many):
    once = many.assign(w=many["n"] * 10**6 * 3, w2=many["n"] * 10**6 * 9)
    twice = many.assign(w=many["n"] * 10**6 * 6, w2=many["n"] * 10**6 * 36)
    test = log_rank(once, "group")
    assert test.statistic == pytest.approx(log_rank(twice, "group").statistic)
    assert test.statistic == pytest.approx(log_rank(many, "group").statistic, rel=0.1)
    assert test.groups["observed"].sum() == 3 * log_rank(many, "group").groups["observed"].sum()
    assert test.method == "log-rank, exits as censoring; robust by person"


def test_a_test_is_one_tidy_row(four):
    rows = log_rank(four, "group").tidy()
    assert rows.to_dict("records") == [
        {
            "test": "log-rank",
            "statistic": pytest.approx(8 / 13),
            "degrees_of_freedom": 1,
            "denominator": pytest.approx(np.nan, nan_ok=True),
            "p": pytest.approx(0.43276, abs=1e-5),
            "n_groups": 2,
            "n_persons": 4,
            "n_events": 3,
            "method": "log-rank, exits as censoring; hypergeometric variance",
        }
    ]


def test_the_largest_of_independent_or_equal_z_has_the_chance_it_must_have():
    inside = 2 * norm.cdf(2.1) - 1
    for n in (1, 2, 3):
        assert p_of_largest(2.1, np.eye(n)) == pytest.approx(1 - inside**n, abs=1e-5)
    assert p_of_largest(2.1, np.ones((4, 4))) == pytest.approx(1 - inside, abs=1e-9)


def test_the_largest_of_two_correlated_z_has_the_chance_of_a_square():
    correlation = np.array([[1, 0.7], [0.7, 1]])
    normal = multivariate_normal(cov=correlation)
    square = normal.cdf([2.2, 2.2], lower_limit=[-2.2, -2.2])
    assert p_of_largest(2.2, correlation) == pytest.approx(1 - square, abs=1e-5)


def test_max_combo_is_at_least_as_large_as_each_of_its_tests(many):
    combo = max_combo(many, "group")
    each = [
        log_rank(many, "group", emphasis=Emphasis(*powers))
        for powers in ((0, 0), (0, 1), (1, 0), (1, 1))
    ]
    assert combo.statistic**2 == pytest.approx(max(test.statistic for test in each))
    least = min(test.p for test in each)
    assert least < combo.p < 4 * least


@pytest.mark.parametrize("test", TESTS)
def test_one_group_cannot_be_tested(four, test):
    with pytest.raises(EstimationError) as refused:
        test(four[four["group"] == "a"], "group")
    assert str(refused.value) == (
        "'group' holds 1 group: there is nothing to compare.\nA test needs at least two groups."
    )


@pytest.mark.parametrize("test", TESTS)
def test_without_events_nothing_can_be_tested(four, test):
    with pytest.raises(EstimationError) as refused:
        test(four.assign(cause="censored"), "group")
    assert str(refused.value) == (
        "Nobody in these groups has the event: there is nothing to compare."
    )


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("kind", ["row", "category"])
def test_a_group_without_persons_is_refused(four, test, kind):
    rows = pd.concat([four, table(("c", 0, 1, "event", 0))])
    if kind == "category":
        rows = four.assign(group=pd.Categorical(four["group"], categories=["a", "b", "c"]))
    with pytest.raises(EstimationError) as refused:
        test(rows, "group")
    assert str(refused.value) == (
        "1 of the groups in 'group' have no persons."
        "\nLeave groups without persons out before the test."
    )


def test_a_missing_group_is_not_dropped(four):
    with pytest.raises(EstimationError) as refused:
        log_rank(four.assign(group=["a", "b", None, "b"]), "group")
    assert str(refused.value) == (
        "Column 'group' is missing in some rows of the table of events."
        "\nName what is not known, for instance 'unknown': it is a group of its own."
    )


@pytest.mark.parametrize("test", TESTS)
def test_groups_that_are_never_at_risk_together_are_refused(test):
    rows = table(("a", 0, 3, "event", 5), ("b", 3, 6, "event", 5))
    with pytest.raises(EstimationError) as refused:
        test(rows, "group")
    assert str(refused.value) == (
        "The groups cannot all be compared: in the months with events, some of them are never at"
        " risk together with the others."
        "\nLeave those groups out, join groups, or take fewer strata."
    )


@pytest.mark.parametrize("end", ["event", "censored"])
def test_gray_refuses_a_group_that_cannot_be_followed_to_those_who_enter_later(four, end):
    # Of "c" nobody is left after month 2, by the event or unseen, when another comes into view.
    alone = table(("c", 0, 2, end, 1), ("c", 2 + (end == "censored"), 5, "event", 1))
    rows = pd.concat([four, alone])
    with pytest.raises(EstimationError, match="before others come into view"):
        gray(rows, "group")
    together = pd.concat([rows, table(("c", 0, 4, "censored", 1))])
    assert 0 <= gray(together, "group").p <= 1


def test_max_combo_and_gray_refuse_weights(four):
    weighted = four.assign(w=2 * 10**6, w2=4 * 10**6)
    with pytest.raises(EstimationError) as refused:
        max_combo(weighted, "group")
    assert str(refused.value) == (
        "The max-combo test is not for weights."
        "\nUse log_rank, or the difference of curves with its band."
    )
    with pytest.raises(EstimationError) as refused:
        gray(weighted, "group")
    assert str(refused.value) == (
        "Gray's test is not for weights.\nUse the difference of curves with its band."
    )


def test_max_combo_is_for_two_groups(four):
    with pytest.raises(EstimationError) as refused:
        max_combo(four.assign(group=["a", "b", "c", "a"]), "group")
    assert str(refused.value) == (
        "The max-combo test compares two groups, and there are 3.\nUse log_rank for more."
    )


def test_more_groups_than_clusters_are_refused(many):
    rows = many.assign(group=many["place"])
    with pytest.raises(EstimationError) as refused:
        log_rank(
            rows.assign(group=rows["group"] + rows["entry"].astype(str)), "group", None, "place"
        )
    assert str(refused.value) == (
        "14 clusters cannot tell 56 groups apart."
        "\nA clustered test needs more clusters than groups, and large ones count for less."
    )


def test_powers_below_0_are_refused(four):
    with pytest.raises(EstimationError, match="rho and gamma of a test are at least 0"):
        Emphasis(-1, 0)
    with pytest.raises(EstimationError, match="rho of Gray's test is at least 0"):
        gray(four, "group", rho=-1)
