"""Bootstrap of municipalities: against full refits, the clustered interval, and refusals."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm
from scipy.stats import t as student

from analysis.errors import EstimationError
from analysis.estimates.bootstrap import bootstrap
from analysis.estimates.survival import incidence, survival
from analysis.terms import Estimand

REFITS = {Estimand.SURVIVAL: survival, Estimand.CUMULATIVE_INCIDENCE: incidence}


def places(n_places, persons, seed=5):
    """Return a table of events of places that differ in how soon the event comes."""
    rng = np.random.default_rng(seed)
    place = np.repeat(np.arange(n_places), persons)
    entry = rng.choice([0, 0, 0, 2, 5], len(place))
    pace = 0.04 * np.exp(0.4 * rng.standard_normal(n_places))[place]
    times = np.column_stack(
        [rng.geometric(pace), rng.geometric(0.01, len(place)), rng.integers(20, 60, len(place))]
    )
    frame = pd.DataFrame(
        {
            "municipality": np.char.add("m", np.char.zfill(place.astype(str), 3)),
            "entry": entry,
            "duration": entry + times.min(axis=1),
            "cause": np.array(["event", "emigration", "censored"])[times.argmin(axis=1)],
        }
    )
    return frame.groupby(list(frame)).size().rename("n").reset_index()


@pytest.fixture(scope="module")
def events():
    return places(40, 30)


def drawn_again(events, names, times):
    """Return the table with each municipality as often as it was drawn, each time another one."""
    copies = [
        events[events["municipality"] == name].assign(municipality=f"{name}-{copy}")
        for name, count in zip(names, times, strict=True)
        for copy in range(int(count))
    ]
    return pd.concat(copies)


@pytest.mark.parametrize("estimand", REFITS)
@pytest.mark.parametrize("weighted", [False, True])
def test_a_replicate_is_the_curve_of_the_municipalities_drawn(events, estimand, weighted):
    if weighted:
        weight = 1 + np.arange(len(events)) % 3
        events = events.assign(w=events["n"] * weight * 10**6, w2=events["n"] * weight**2 * 10**6)
    done = bootstrap(events, np.random.default_rng(1), replicates=5, estimand=estimand)
    for times, shares in zip(done.drawn, done.shares, strict=True):
        again = drawn_again(events, done.curve.influence.clusters.codes, times)
        refit = REFITS[estimand](again)
        months = min(refit.last, done.curve.last) + 1
        np.testing.assert_allclose(shares[:months], refit.estimate[:months], rtol=0, atol=1e-12)


def test_each_replicate_draws_as_many_municipalities_as_there_are(events):
    done = bootstrap(events, np.random.default_rng(1), replicates=300)
    assert (done.drawn.sum(axis=1) == 40).all()
    assert done.drawn.mean(axis=0) == pytest.approx(np.ones(40), abs=0.3)


def test_spread_of_replicates_is_the_clustered_error(events):
    done = bootstrap(events, np.random.default_rng(1), replicates=4000)
    months = slice(3, 40)
    # The bootstrap does not correct the variance of clusters for their size.
    theirs = np.sqrt(np.sum(done.curve.influence.by_unit**2, axis=0))[months]
    np.testing.assert_allclose(done.error()[months], theirs, rtol=0.06)


def test_percentiles_are_expanded_by_student_s_t_of_the_clusters(events):
    done = bootstrap(events, np.random.default_rng(1), replicates=2000)
    rows = done.interval(0.9).set_index("month")
    share = done.shares[:, 12]
    error = np.sqrt(40 / 39 * np.sum(done.curve.influence.by_unit[:, 12] ** 2))  # 40 of one size
    tail = norm.cdf(-student.ppf(0.95, 39) * error / np.std(share, ddof=1))
    assert 0.03 < tail < 0.05
    assert rows.loc[12, "lower"] == pytest.approx(np.quantile(share, tail))
    assert rows.loc[12, "upper"] == pytest.approx(np.quantile(share, 1 - tail))
    assert rows.loc[12, "estimate"] == done.curve.estimate[12]
    assert rows["method"].unique().tolist() == [
        "Aalen-Johansen, exits competing; bootstrap of 40 clusters, 2000 replicates,"
        " expanded percentile interval"
    ]


def test_the_same_seed_gives_the_same_replicates_in_any_order_of_rows(events):
    once = bootstrap(events, np.random.default_rng(7), replicates=50)
    mixed = events.sample(frac=1, random_state=2)
    again = bootstrap(mixed, np.random.default_rng(7), replicates=50)
    np.testing.assert_array_equal(once.shares, again.shares)
    other = bootstrap(events, np.random.default_rng(8), replicates=50)
    assert (once.shares != other.shares).any()


def test_a_draw_ends_where_nobody_drawn_is_at_risk():
    short = places(12, 5)
    last = int(short["duration"].max())
    long = pd.DataFrame(
        [{"municipality": "m000", "entry": 0, "duration": last + 5, "cause": "censored", "n": 1}]
    )
    done = bootstrap(pd.concat([short, long]), np.random.default_rng(1), replicates=100)
    without = done.drawn[:, 0] == 0
    assert without.any()
    np.testing.assert_array_equal(np.isnan(done.shares[:, last + 5]), without)
    # Of those nothing is known after their last month but that no share falls; a third are many.
    rows = done.interval().set_index("month")
    assert rows.loc[last + 5, "upper"] == 1
    ends = np.isfinite(done.shares).sum(axis=1) - 1
    least = done.shares[np.arange(100), ends]
    assert least.min() <= rows.loc[last + 5, "lower"] <= np.quantile(least, 0.025)
    falls = bootstrap(pd.concat([short, long]), 1, replicates=100, estimand=Estimand.SURVIVAL)
    assert falls.interval().set_index("month").loc[last + 5, "lower"] == 0


def test_too_few_clusters_replicates_and_other_estimands_are_refused(events):
    few = events[events["municipality"] < "m009"]
    with pytest.raises(EstimationError) as refused:
        bootstrap(few, np.random.default_rng(1))
    assert str(refused.value) == (
        "Fewer than ten clusters in 'municipality' have persons, or one has nearly everybody: their"
        " spread cannot be told.\nTake the interval by person."
    )
    with pytest.raises(EstimationError, match="at least 2 replicates"):
        bootstrap(events, np.random.default_rng(1), replicates=1)
    with pytest.raises(EstimationError) as refused:
        bootstrap(events, np.random.default_rng(1), estimand=Estimand.MEDIAN)
    assert str(refused.value) == (
        "There is no bootstrap of median.\nAllowed: survival, cumulative_incidence."
    )


def test_a_seed_is_that_of_a_new_generator(events):
    seeded = bootstrap(events, 7, replicates=5)
    drawn = bootstrap(events, np.random.default_rng(7), replicates=5)
    np.testing.assert_array_equal(seeded.shares, drawn.shares)


@pytest.mark.parametrize("rng", [None, True, -1, 1.0, "1", np.random])
def test_what_is_neither_a_seed_nor_a_generator_is_refused(events, rng):
    with pytest.raises(EstimationError, match=r"Draws do not come from .*\nAllowed: a seed"):
        bootstrap(events, rng)
