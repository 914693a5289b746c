"""How reliable a municipality's number is, held against variances that are known."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates.foretelling.answer import quantities
from analysis.estimates.foretelling.counts import Foretold, Later
from analysis.estimates.foretelling.signal import needed_by, pooled, signal_rows
from analysis.timeline.cohort import Cohort

YEARS = 10


def municipalities(true, n, rng):
    """Return persons of municipalities with known shares in years, the same number in each.

    Args:
        true: shares by municipality, or by municipality and year.
        n: leavers a year, of all municipalities or of each.
        rng: the source of chance.
    """
    true = true.reshape(len(true), -1) * np.ones((1, YEARS))
    n = np.broadcast_to(n, len(true))
    place = np.repeat(np.arange(len(true)), n * YEARS)
    year = np.concatenate([np.repeat(np.arange(YEARS), each) for each in n])
    inside = rng.random(len(place)) < true[place, year]
    frame = pd.DataFrame({"municipality": place}, index=np.arange(len(place)))
    people = Cohort(frame, frame, pd.Series(dtype=object))
    nobody = np.zeros(len(place), dtype=bool)
    after = Later(people, inside, nobody, place, tuple(map(str, range(len(true)))), 2001 + year)
    return Foretold(inside, ~nobody, nobody, {}), after


def draws(places, rng):
    return rng.multinomial(places, np.full(places, 1 / places), 400).astype(float)


def told(one, after, rng):
    """Return rows of signal by where their class begins and by cohorts."""
    rows = pd.DataFrame(signal_rows(one, after, draws(len(after.places), rng)))
    return rows.set_index(["leavers", "cohorts"]).sort_index()


@pytest.mark.parametrize(("n", "size", "spread"), [(7, 5, 0.1), (30, 20, 0.05), (3, 0, 0.15)])
def test_the_share_of_signal_is_that_of_known_variances(n, size, spread):
    rng = np.random.default_rng(11)
    true = rng.normal(0.5, spread, 400)
    found = told(*municipalities(true, n, rng), rng)
    noise = (true * (1 - true)).mean() / n
    for cohorts in (1, 2, 3, 5):
        share = true.var() / (true.var() + noise / cohorts)
        row = found.loc[(size, cohorts)]
        assert row["lower"] < share < row["upper"]
        assert row["estimate"] == pytest.approx(share, abs=0.05)
        assert row["upper"] - row["lower"] < 0.2
    assert found.index.get_level_values("leavers").unique().tolist() == [size]


def test_sizes_that_differ_more_than_others_have_shares_of_their_own():
    rng = np.random.default_rng(13)
    true = np.concatenate([rng.normal(0.5, 0.15, 300), rng.normal(0.5, 0.03, 300)])
    found = told(*municipalities(true, np.repeat([6, 12], 300), rng), rng)
    # By hand: 0.0225 / (0.0225 + 0.2275 / 6) and 0.0009 / (0.0009 + 0.2491 / 12)
    assert found.loc[(5, 1), "estimate"] == pytest.approx(0.37, abs=0.06)
    assert found.loc[(10, 1), "estimate"] == pytest.approx(0.04, abs=0.03)
    assert found.loc[(5, 1), "n_at_risk"] == 300 * 6 * YEARS


def test_it_is_what_an_analysis_of_variance_gives():
    """A second way: one-way random effects of a table without gaps, years' means taken out."""
    rng = np.random.default_rng(17)
    one, after = municipalities(rng.normal(0.4, 0.1, 500), 8, rng)
    table = one.inside.reshape(500, YEARS, 8).mean(axis=2)
    table = table - table.mean(axis=0)
    between = YEARS * table.mean(axis=1).var(ddof=1)
    within = ((table - table.mean(axis=1)[:, None]) ** 2).sum() / (500 * (YEARS - 1))
    intraclass = (between - within) / (between + (YEARS - 1) * within)
    assert told(one, after, rng).loc[(5, 1), "estimate"] == pytest.approx(intraclass, abs=0.02)


def test_what_moves_a_municipality_for_one_year_is_noise_and_what_moves_all_is_neither():
    rng = np.random.default_rng(19)
    lasting, passing = rng.normal(0.5, 0.1, 400), rng.normal(0, 0.1, (400, YEARS))
    year = np.linspace(-0.15, 0.15, YEARS)
    true = (lasting[:, None] + passing + year).clip(0, 1)
    found = told(*municipalities(true, 25, rng), rng)
    noise = 0.01 + (true * (1 - true)).mean() / 25
    assert found.loc[(20, 1), "estimate"] == pytest.approx(0.01 / (0.01 + noise), abs=0.05)


def test_municipalities_that_are_alike_have_no_signal():
    rng = np.random.default_rng(23)
    found = told(*municipalities(np.full(400, 0.5), 8, rng), rng)
    assert found.loc[(5, 1), "estimate"] < 0.03
    assert found["lower"].max() == 0


@pytest.mark.parametrize(("places", "is_told"), [(9, False), (10, True)])
def test_a_class_of_few_municipalities_is_not_told(places, is_told):
    rng = np.random.default_rng(29)
    n = np.concatenate([np.full(30, 6), np.full(places, 60)])
    found = told(*municipalities(rng.normal(0.5, 0.1, len(n)), n, rng), rng)
    assert (50 in found.index.get_level_values("leavers")) == is_told
    assert 5 in found.index.get_level_values("leavers")


def test_pooling_is_by_hand():
    assert pooled(np.array([0.2, 0.2, 1]), np.array([1, 3, 3])) == pytest.approx([0.2, 3 / 7, 1])


def test_leavers_needed_are_those_of_known_variances():
    rng = np.random.default_rng(4)
    true = rng.normal(0.5, 0.1, 2000).clip(0.01, 0.99)
    one, after = municipalities(true, 4, rng)
    drawn = rng.multinomial(2000, np.full(2000, 1 / 2000), 200).astype(float)
    found = needed_by(one, after, drawn)
    # 0.7 / 0.3 * p (1 - p) / variance of the true shares, of all persons together
    noise = one.inside.mean() * (1 - one.inside.mean())
    assert found["estimate"] == pytest.approx(0.7 / 0.3 * noise / true.var(), rel=0.1)
    assert found["lower"] < found["estimate"] < found["upper"]


@pytest.mark.parametrize(("places", "is_told"), [(9, False), (10, True)])
def test_leavers_needed_are_told_of_ten_municipalities_or_more(places, is_told):
    rng = np.random.default_rng(6)
    one, after = municipalities(np.linspace(0.2, 0.8, places), 40, rng)
    drawn = rng.multinomial(places, np.full(places, 1 / places), 200).astype(float)
    assert np.isfinite(needed_by(one, after, drawn)["estimate"]) == is_told


def test_where_municipalities_are_alike_no_number_of_leavers_is_enough():
    rng = np.random.default_rng(5)
    one, after = municipalities(np.full(300, 0.5), 4, rng)
    drawn = rng.multinomial(300, np.full(300, 1 / 300), 200).astype(float)
    assert needed_by(one, after, drawn)["upper"] == np.inf


def test_draws_of_municipalities_give_the_interval_of_a_ratio():
    rng = np.random.default_rng(7)
    one, after = municipalities(np.full(400, 0.3), 5, rng)
    sums, found = quantities(one, after)
    ratio, counts = found["predictive_value"]
    assert counts["n_at_risk"] == one.inside.sum()
    assert ratio(sums.sum(axis=0)[None, :])[0] == 1  # inside is what came later, here
