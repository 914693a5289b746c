"""What a release tells of what foretells: steps of shares and gaps, floors, and no way back."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.estimates.foretelling.signal import signal_rows
from analysis.release.foretold import foretold

from ..estimates.test_signal import draws, municipalities


def foretelling(**told):
    """Rows of one candidate, from quantity -> (estimate, persons, events)."""
    rows = [
        ("any_job", 12, name, estimate, estimate - 0.021, estimate + 0.021, n, events, "m")
        for name, (estimate, n, events) in told.items()
    ]
    names = "candidate month quantity estimate lower upper n_at_risk n_events method".split()
    return pd.DataFrame(rows, columns=names)


def test_what_foretells_is_told_in_the_step_of_its_own_persons_and_without_counts():
    rows = foretold(
        foretelling(
            sensitivity=(0.713, 2600, 1854),
            predictive_value=(0.538, 450, 242),
            correlation=(0.4, 4000, 1854),
            small=(0.01, 450, 4),  # four persons
            gap_women=(0.088, 2100, 1533),  # and 500 men
            gap_in_grunnskole=(0.087, 2570, 1830),  # and 30 others
            municipal_agreement=(0.687, 10, np.nan),
            leavers_needed=(87.2, 9, np.nan),
        )
    )
    shown = rows.set_index("quantity")[["estimate", "lower", "upper"]].round(2)
    assert list(shown.index) == [
        "sensitivity", "predictive_value", "gap_women", "municipal_agreement",
    ]  # fmt: skip
    assert tuple(shown.loc["sensitivity"]) == (0.72, 0.68, 0.76)  # steps of 0.02
    assert tuple(shown.loc["predictive_value"]) == (0.55, 0.5, 0.6)  # of 0.05
    assert tuple(shown.loc["gap_women"]) == (0.1, 0.05, 0.15)  # of 0.05, from 500
    assert tuple(shown.loc["municipal_agreement"]) == (0.69, 0.66, 0.71)
    assert rows[["n_at_risk", "n_events"]].isna().all(axis=None)


def test_every_count_may_be_any_of_its_five_whatever_is_told():
    """A share of all, a gap and one of those who left, at edges of steps and of floors."""
    rng = np.random.default_rng(11)
    fives = np.array([(1400, 455), (700, 180), (500, 160), (520, 10)])

    def told(counts):
        (n, inside), women, left, still = counts.tolist()
        names = {"sensitivity": (n, inside), "gap_women": tuple(women), STILL: tuple(left)}
        names |= {LEFT: tuple(left), REMAIN: tuple(still)}
        rows = foretelling(**{name: (0.0, *count) for name, count in names.items()})
        share = rows["n_events"] / rows["n_at_risk"]
        less = {"gap_women": (inside - women[1]) / (n - women[0]), STILL: still[1] / still[0]}
        share -= rows["quantity"].map(less).fillna(0)
        limits = {"lower": share - 0.03, "upper": share + 0.03}
        return foretold(rows.assign(estimate=share, **limits)).reset_index(drop=True)

    base = told(fives)
    assert set(base["quantity"]) == {"sensitivity", "gap_women", STILL}
    for _ in range(40):
        others = fives[0] - fives[1] + rng.integers(-2, 3, 2)  # those who are no women
        moved = fives + rng.integers(-2, 3, fives.shape)
        if (abs(moved[1] + others - fives[0]) > 2).any():
            continue
        moved[0] = moved[1] + others
        pd.testing.assert_frame_equal(told(moved), base)


def test_leavers_are_told_in_fives_with_limits_that_hold_them():
    rows = foretelling(sensitivity=(0.7, 2600, 1854), leavers_needed=(87.2, 10, np.nan))
    rows.loc[1, ["lower", "upper"]] = 41.0, np.inf
    (row,) = foretold(rows).loc[[1], ["estimate", "lower", "upper"]].to_numpy()
    assert tuple(row) == (90, 40, np.inf)


STILL = "left_less_in_progress_grunnskole"
LEFT, REMAIN = "counted_left_grunnskole", "counted_in_progress_grunnskole"


def test_all_who_may_be_overlooked_are_told_by_the_same_rules():
    told = {"sensitivity": (0.5, 5000, 2500)}
    names = ("gap_women", "gap_little_schooling", "gap_in_grunnskole")
    rows = foretold(foretelling(**told, **{name: (0.1, 2500, 1300) for name in names}))
    assert {*rows["quantity"]} == {"sensitivity", *names}


@pytest.mark.parametrize(
    ("left", "remain", "step"),
    [
        ((2500, 1300), (10_000, 6000), 0.02),
        ((10_000, 6000), (420, 200), 0.05),  # by who remained, who are fewer
        ((97, 50), (10_000, 6000), None),
        ((420, 4), (10_000, 6000), None),  # four who left are counted
        ((420, 200), (10_000, 9996), None),  # four who remained are not
        ((0, 0), (10_000, 6000), None),
    ],
)
def test_who_left_a_school_is_told_where_both_sides_pass_and_in_the_step_of_the_smaller(
    left, remain, step
):
    gap = (left[1] / max(left[0], 1)) - remain[1] / remain[0]
    rows = foretelling(**{STILL: (gap, *left), LEFT: (0.5, *left), REMAIN: (0.4, *remain)})
    rows = foretold(rows).set_index("quantity")
    assert list(rows.index) == ([STILL] if step else [])  # the two shares never
    if step:
        assert rows.loc[STILL, "estimate"] == pytest.approx(round(gap / step) * step)


def signals(*told, persons):
    """Rows of one class's shares of signal, from (cohorts, share, reach to either side)."""
    rows = [
        {"candidate": "any_job", "month": 12, "quantity": "signal", "leavers": 5.0}
        | {"cohorts": float(cohorts), "estimate": share, "lower": share - reach}
        | {"upper": share + reach, "n_at_risk": persons, "n_events": persons // 2, "method": "m"}
        for cohorts, share, reach in told
    ]
    return pd.DataFrame(rows)


def test_signal_of_cohorts_pooled_follows_from_that_of_one_as_it_is_told():
    given = signals((1, 0.2349, 0.031), (3, 0.4795, 0.05), persons=2600)
    rows = foretold(given).set_index("cohorts")
    assert tuple(rows.loc[1, ["estimate", "lower", "upper"]]) == (0.24, 0.18, 0.3)  # steps of 0.02
    # 3 x / (1 + 2 x), by hand, of 0.24 and its limits
    assert rows.loc[3, "estimate"] == pytest.approx(0.72 / 1.48)
    assert rows.loc[3, "lower"] == pytest.approx(0.54 / 1.36)
    assert rows.loc[3, "upper"] == pytest.approx(0.9 / 1.6)
    assert rows["n_at_risk"].isna().all()
    assert foretold(signals((1, 0.2349, 0.031), persons=97)).empty


def test_signal_is_never_less_than_nothing_or_more_than_all():
    rows = foretold(signals((1, 0.01, 0.2), (5, 0.05, 0.2), persons=2600))
    assert rows[["lower", "upper"]].min(axis=None) == 0
    assert foretold(signals((1, 0.9, 0.2), (5, 0.9, 0.2), persons=2600))["upper"].max() == 1


@pytest.mark.parametrize("sizes", [(100, 100), (100, 380), (130, 400), (400, 100)])
def test_no_small_count_comes_back_from_a_share_and_a_gap_together(sizes):
    """An attacker knows how many are in both groups, which nobody is told.

    Every pair of counts is released; those that are told alike stay open. Near none and near all
    the floors cut what is open, so that a few counts come back, of eight persons or more.
    """
    own, other = np.indices([n + 1 for n in sizes]).reshape(2, -1)
    n_own, n_other = sizes
    frame = {"candidate": "any_job", "month": np.arange(len(own)), "method": "m"}
    whole = {"quantity": "sensitivity", "estimate": (own + other) / (n_own + n_other)}
    whole |= {"n_at_risk": n_own + n_other, "n_events": own + other}
    gap = {"quantity": "gap_women", "estimate": own / n_own - other / n_other}
    gap |= {"n_at_risk": n_own, "n_events": own}
    both = pd.concat([pd.DataFrame(frame | told) for told in (whole, gap)], ignore_index=True)
    both = both.assign(lower=both["estimate"] - 0.05, upper=both["estimate"] + 0.05)
    told = foretold(both).pivot(index="month", columns="quantity", values="estimate").dropna()
    told = told.assign(own=own[told.index], other=other[told.index])
    alike = told.groupby(["sensitivity", "gap_women"])
    left = np.minimum(alike["own"].transform("nunique"), alike["other"].transform("nunique"))
    for name, n in (("own", n_own), ("other", n_other)):
        assert np.minimum(told[name], n - told[name]).min() == 8  # of ten in fives
        told[name] /= n
    assert (left < 5).mean() < 0.02
    assert left[(told[["own", "other"]] - 0.5).abs().max(axis=1) < 0.4].min() >= 5


def test_one_person_seldom_moves_what_is_told_of_signal():
    """Ten municipalities, the fewest: what is told stays where a person's outcome is another."""
    rng = np.random.default_rng(31)
    changed = []
    for _ in range(20):
        one, after = municipalities(rng.normal(0.5, 0.1, 10), 8, rng)
        told = []
        for someone in (None, int(rng.integers(len(one.inside)))):
            inside = one.inside.copy()
            if someone is not None:
                inside[someone] ^= True
            other = replace(one, inside=inside)
            rows = pd.DataFrame(signal_rows(other, after, draws(10, np.random.default_rng(37))))
            keys = {"candidate": "any_job", "month": 12, "quantity": "signal"}
            told.append(foretold(rows.assign(**keys))[["estimate", "lower", "upper"]])
        changed.append(not told[0].equals(told[1]))
    assert np.mean(changed) <= 0.1
