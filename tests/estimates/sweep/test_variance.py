"""Shares of variance, effects, the joint test and ranges of ranks, against hand and R."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.errors import DesignError
from analysis.estimates.sweep.counts import Counted, Counts
from analysis.estimates.sweep.effects import effect_rows, test_rows
from analysis.estimates.sweep.ranks import rank_rows
from analysis.estimates.sweep.specifications import ASKED, specifications
from analysis.estimates.sweep.table import Table
from analysis.estimates.sweep.variance import additive, components, variance_rows
from analysis.reference.grids import parse_grid
from analysis.reference.measures import parse_measure

FIXED = "choices,gap_months=0,run_months=1,education=yes,denominator=all"
TWO_BY_TWO = parse_grid(f"{FIXED},hours_per_week=1,point=12+24")
curve_test = test_rows
curve_test.__test__ = False


def counts_of(grid, share, n=1000, women=None):
    """Return counts of S x J shares of n persons, half of them women; with their own shares."""
    found, _ = specifications(grid, parse_measure)
    share = np.asarray(share, dtype=float)
    persons = np.full((share.shape[1], 3), n // 2)
    persons[:, 2] = 0
    women = share if women is None else np.asarray(women, dtype=float)
    rows = []
    for one, everybody, of_women in zip(found, share, women, strict=True):
        events = np.zeros_like(persons)
        events[:, 0] = np.rint(of_women * n / 2)
        events[:, 1] = np.rint(everybody * n) - events[:, 0]
        rows.append(Counted(one, persons, events, None))
    codes = tuple(f"{place:04}" for place in range(share.shape[1]))
    return Counts(
        grid=grid,
        rows=rows,
        codes=codes,
        people={},
        shared=np.zeros(share.shape[1]),
        impossible=[],
        asked=found,
        baseline=(),
    )


def test_a_table_of_two_ways_splits_as_by_hand():
    # grunnskole no/yes x month 12/24; three municipalities.
    share = [[0.30, 0.40, 0.50], [0.50, 0.60, 0.70], [0.40, 0.50, 0.60], [0.60, 0.70, 0.80]]
    of = counts_of(TWO_BY_TWO, share)
    of_hand = {
        # means .40 .60 .50 .70: grunnskole .5 against .6, the month .45 against .65
        "grunnskole": 0.05**2,
        "point": 0.10**2,
        "choices_together": 0.0,
        "municipality": 2 / 3 * 0.10**2,
        "municipality_and_choices": 0.0,
    }
    table = Table(np.array(share), np.full((4, 3), 10**9), of.weight, np.zeros(3), of.codes)
    found = components(of, table, np.full((1, 3), 1 / 3))
    told = {name: value[0] for name, value in found.items()}
    assert {name: told[name] for name in of_hand} == pytest.approx(of_hand, abs=1e-8)
    assert told["chance"] == pytest.approx(0, abs=1e-8)


def test_interactions_are_told_apart_from_main_effects():
    # The month matters only where grunnskole counts; the second place gains by the month alone.
    of = counts_of(TWO_BY_TWO, [[0.4, 0.4], [0.4, 0.4], [0.4, 0.4], [0.6, 0.8]])
    share = np.array([[0.4, 0.4], [0.4, 0.4], [0.4, 0.4], [0.6, 0.8]])
    table = Table(share, np.full((4, 2), 10**9), of.weight, np.zeros(2), of.codes)
    told = {k: v[0] for k, v in components(of, table, np.full((1, 2), 0.5)).items()}
    # national .4 .4 .4 .7: each main effect .075, and so the interaction
    assert told["grunnskole"] == pytest.approx(0.075**2)
    assert told["point"] == pytest.approx(0.075**2)
    assert told["choices_together"] == pytest.approx(0.075**2)
    assert told["municipality"] == pytest.approx(0.025**2)
    # total .0231… less the others
    total = (share**2).mean() - share.mean() ** 2
    assert told["municipality_and_choices"] == pytest.approx(total - 3 * 0.075**2 - 0.025**2)


def test_chance_is_taken_from_municipalities_that_do_not_differ():
    rng = np.random.default_rng(1)
    places, n = 200, 50
    # One draw a municipality for all specifications: the same persons.
    same = rng.binomial(n, 0.5, places) / n
    of = replace(counts_of(TWO_BY_TWO, [same] * 4, n), shared=same * (1 - same) / (n - 1))
    told = variance_rows(of).set_index("component")
    assert told.loc["municipality", "estimate"] < 0.25
    assert told.loc["chance", "estimate"] > 0.75
    # Were they taken for others in each specification, all would be left to municipalities.
    apart = replace(of, shared=of.shared / 4)
    assert variance_rows(apart).set_index("component").loc["municipality", "estimate"] > 0.6


def test_shares_add_up_and_intervals_hold_them():
    rng = np.random.default_rng(2)
    place, effect = rng.normal(0, 0.1, 30), np.array([0, 0.1, 0.02, 0.12])
    share = np.clip(0.5 + effect[:, None] + place + rng.normal(0, 0.02, (4, 30)), 0.05, 0.95)
    rows = variance_rows(counts_of(TWO_BY_TWO, share)).set_index("component")
    shares = rows.drop(index="point_less_municipality")
    assert shares["estimate"].sum() == pytest.approx(1)
    assert (rows["lower"] <= rows["estimate"] + 1e-9).all()
    assert (rows["upper"] >= rows["estimate"] - 1e-9).all()
    difference = rows.loc["point", "estimate"] - rows.loc["municipality", "estimate"]
    assert rows.loc["point_less_municipality", "estimate"] == pytest.approx(difference)
    assert (rows["n_at_risk"].iloc[0], rows["n_events"].iloc[0]) == (30, 4)


def test_additive_effects_of_a_balanced_grid_are_sums_of_squares_of_aov():
    """In R: y <- c(.31,.52,.44,.55,.41,.66,.50,.71,.48,.69,.59,.88); h <- gl(3,4); g <- gl(2,2,12);

    p <- gl(2,1,12); print(summary(aov(y ~ g + h + p))[[1]][["Sum Sq"]], digits = 12).
    """
    grid = parse_grid(f"{FIXED},hours_per_week=1+20+30,point=12+24")
    # The grid runs over grunnskole, hours, point; R's vector over hours, grunnskole, point.
    y = np.array([0.31, 0.52, 0.44, 0.55, 0.41, 0.66, 0.50, 0.71, 0.48, 0.69, 0.59, 0.88])
    y = y.reshape(3, 2, 2).transpose(1, 0, 2).reshape(1, -1)
    of = counts_of(grid, np.tile(y.T, (1, 2)))
    told = additive(of, of.weight, y)
    assert {name: value[0] * 12 for name, value in told.items()} == pytest.approx(
        {"grunnskole": 0.03, "hours_per_week": 0.0844666666667, "point": 0.1365333333333}
    )


def test_of_an_unbalanced_grid_the_order_does_not_matter_and_they_sum_to_what_all_explain():
    grid = parse_grid(
        "choices,education=yes,denominator=all,hours_per_week=1,run_months=1+3,grunnskole=no"
    )
    found, fallen = specifications(grid, parse_measure)
    assert (len(found), len(fallen) // len(ASKED)) == (24, 8)
    run = np.array([one.measure.run_months == 3 for one in found], dtype=float)
    gap = np.array([one.measure.gap_months == 1 for one in found], dtype=float)
    y = (0.5 - 0.1 * run + 0.04 * gap)[None, :]
    of = counts_of(grid, np.tile(y.T, (1, 2)))
    told = {name: value[0] for name, value in additive(of, of.weight, y).items()}
    assert sum(told.values()) == pytest.approx(y.var())
    # By hand: alone, and beyond the other, averaged. Of 24, 16 have three months, 8 a gap.
    alone_run = y.var() - sum(y[0][run == one].var() * (run == one).mean() for one in (0, 1))
    alone_gap = y.var() - sum(y[0][gap == one].var() * (gap == one).mean() for one in (0, 1))
    assert told["run_months"] == pytest.approx((alone_run + y.var() - alone_gap) / 2)
    assert told["gap_months"] == pytest.approx((alone_gap + y.var() - alone_run) / 2)
    assert told["point"] == pytest.approx(0, abs=1e-12)


def test_an_effect_is_the_mean_over_pairs_that_differ_in_nothing_else():
    rng = np.random.default_rng(3)
    place = rng.normal(0, 0.05, 12)
    share = 0.5 + np.array([[0.0], [0.10], [0.02], [0.16]]) + place
    noise = rng.normal(0, 0.01, (4, 12))
    share += noise - noise.mean(axis=1, keepdims=True)
    rows = effect_rows(counts_of(TWO_BY_TWO, share, 10_000)).set_index(["quantity", "option"])
    month, school = rows.loc[("level", "24")], rows.loc[("level", "yes")]
    assert month["estimate"] == pytest.approx(0.12, abs=1e-4)
    assert (month["lowest"], month["highest"]) == pytest.approx((0.10, 0.14), abs=1e-4)
    assert school["estimate"] == pytest.approx(0.04, abs=1e-4)
    assert (month["against"], month["n_events"]) == ("12", 2)
    # What municipalities share by specification falls away; t with 11 degrees of freedom.
    half = 2.2009852 * ((noise[1] + noise[3] - noise[0] - noise[2]) / 2).std(ddof=1)
    centred = half * np.sqrt(1 / 12)
    limits = (month["estimate"] - centred, month["estimate"] + centred)
    assert (month["lower"], month["upper"]) == pytest.approx(limits, rel=0.03)


def test_fewer_than_ten_municipalities_give_effects_without_an_interval():
    share = np.array([[0.3], [0.4], [0.5], [0.7]]) * np.ones(3)
    rows = effect_rows(counts_of(TWO_BY_TWO, share))
    rows = rows[rows["quantity"] == "level"]
    assert len(rows) == 2
    assert rows[["lower", "upper"]].isna().all().all()
    assert rows["method"].str.endswith("no interval: fewer than ten municipalities").all()


@pytest.mark.parametrize("places", [1, 9])
def test_a_joint_test_of_few_municipalities_is_refused_with_how_many_it_takes(places):
    with pytest.raises(
        DesignError, match=r"^A joint test takes 10 municipalities or more with per"
    ):
        curve_test(counts_of(TWO_BY_TWO, np.full((4, places), 0.5)))
    assert len(curve_test(counts_of(TWO_BY_TWO, np.full((4, 10), 0.5)))) == 3


def test_effects_of_a_single_specification_are_refused_by_their_rule():
    single = parse_grid(f"{FIXED},hours_per_week=1,point=12,grunnskole=no")
    with pytest.raises(DesignError, match="differ in one choice alone"):
        effect_rows(counts_of(single, np.full((1, 12), 0.5)))


def test_a_joint_test_without_any_gap_is_refused_as_that():
    of = counts_of(TWO_BY_TWO, np.full((4, 12), 0.5))
    nobody = np.array([0, 0, 1])  # neither women nor men
    persons = np.full((12, 1), 1000) * nobody
    rows = [replace(row, n_at_risk=persons, n_events=persons // 2) for row in of.rows]
    with pytest.raises(DesignError, match="registers tell of none"):
        curve_test(replace(of, rows=rows))


def test_a_gap_in_every_municipality_is_beyond_chance_and_none_is_not():
    rng = np.random.default_rng(4)
    share = np.full((4, 40), 0.5)
    lower = share - 0.08 + rng.normal(0, 0.01, 40)
    told = curve_test(counts_of(TWO_BY_TWO, share, 400, lower)).set_index("statistic")
    assert told.loc["same_sign", "estimate"] == 1
    assert told.loc["median", "estimate"] == pytest.approx(-0.16, abs=0.01)
    assert told.loc["median", "p"] < 0.001
    assert told.loc["beyond_chance", "p"] < 0.1
    gaps = 2 * (np.rint(lower[0] * 200) / 200 - 0.5)  # women less men, by municipality
    reach = 2.0226909 * gaps.std(ddof=1) / np.sqrt(40)  # t with 39 degrees of freedom
    assert told.loc["median", "upper"] == pytest.approx(reach, rel=0.1)
    assert told.loc["median", "lower"] == pytest.approx(-reach, rel=0.1)
    assert told.loc["same_sign", "p"] > 0.9  # four that are alike have one sign by chance as well
    mixed = share + 0.08 * rng.choice([-1, 1], 40)
    mixed -= mixed.mean() - 0.5
    nothing = curve_test(counts_of(TWO_BY_TWO, share, 400, mixed)).set_index("statistic")
    assert nothing.loc["median", "p"] > 0.5
    assert nothing.loc["beyond_chance", "estimate"] == 0


def test_ranks_by_definition_are_the_best_and_worst_and_both_are_wider():
    share = [[0.7, 0.5, 0.3], [0.7, 0.5, 0.3], [0.3, 0.5, 0.7], [0.7, 0.3, 0.5]]
    rows = rank_rows(counts_of(TWO_BY_TWO, share, 10_000)).set_index(["over", "municipality"])
    definition = rows.loc["definition"]
    assert definition["estimate"].tolist() == [1, 2, 3]
    assert definition["lower"].tolist() == [1, 2, 1]
    assert definition["upper"].tolist() == [3, 3, 3]
    assert rows.loc["chance"][["lower", "upper"]].to_numpy().tolist() == [[1, 1], [2, 2], [3, 3]]
    few = rank_rows(counts_of(TWO_BY_TWO, share, 20)).set_index(["over", "municipality"])
    assert (few.loc["both", "lower"] <= few.loc["definition", "lower"]).all()
    assert (few.loc["both", "upper"] >= few.loc["chance", "upper"]).all()
    assert few.loc["chance", "upper"].iloc[0] > 1


def test_what_changes_nothing_has_an_effect_of_none():
    rng = np.random.default_rng(5)
    share = np.tile(0.5 + rng.normal(0, 0.05, 12), (4, 1))
    rows = effect_rows(counts_of(TWO_BY_TWO, share))
    assert (rows[["estimate", "lower", "upper", "lowest", "highest"]] == 0).all().all()


def test_too_few_large_municipalities_are_refused_by_name():
    of = counts_of(TWO_BY_TWO, np.full((4, 3), 0.5), 18)
    with pytest.raises(DesignError) as error:
        variance_rows(of)
    assert str(error.value) == (
        "Fewer than two municipalities have 20 persons in every specification of the grid"
        f" '{of.grid.name}'.\nLeave out points that few can be followed to."
    )
