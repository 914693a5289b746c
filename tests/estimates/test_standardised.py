"""One group less another, alike in other traits: by hand, and as least squares has it."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from analysis.errors import DesignError, EstimationError
from analysis.estimates.live import open_live
from analysis.estimates.standardised import FEWEST, standardised, standardised_rows
from analysis.reference.comparisons import parse_comparison

from ..release.invented import shared_dataset

BY = ("sex", "prior_education")


def status(*rows):
    """The table of status in one month: municipality, sex, level, who is in the state, and not."""
    long = [
        (place, sex, level, 12, state, n)
        for place, sex, level, *both in rows
        for state, n in zip(("in_state", "not_in_state"), both, strict=True)
    ]
    return pd.DataFrame(long, columns=["municipality", *BY, "month", "state", "n"])


TWO_LEVELS = status(
    ("0301", "female", "none", 5, 25),
    ("4601", "female", "none", 5, 25),
    ("0301", "female", "higher", 12, 8),
    ("0301", "male", "none", 8, 12),
    ("0301", "male", "higher", 30, 10),
    ("4601", "male", "higher", 36, 4),
)


def told(table, by=BY):
    rows = standardised_rows(table, "resident", by, "municipality")
    return rows.set_index(["prior_education", "estimand"])


def test_the_gap_at_equal_education_is_that_of_the_levels_by_their_persons():
    # none: 10/60 - 8/20; higher: 12/20 - 66/80; 80 and 100 persons.
    found = told(TWO_LEVELS)
    none, higher = 1 / 6 - 0.4, 0.6 - 0.825
    assert found.loc[("none", "group_difference"), "estimate"] == pytest.approx(none)
    assert found.loc[("higher", "group_difference"), "estimate"] == pytest.approx(higher)
    equal = found.loc[("", "standardised_difference")]
    assert equal["estimate"] == pytest.approx((80 * none + 100 * higher) / 180)
    plain = found.loc[("", "group_difference")]
    assert plain["estimate"] == pytest.approx(22 / 80 - 74 / 100)
    assert (plain["sex"], plain["against"]) == ("female", "male")  # the larger group is taken away
    assert (equal["n_at_risk"], equal["n_events"]) == (180, 96)
    assert "by person" in equal["method"]  # two municipalities tell no spread


def test_limits_by_person_add_the_chance_within_levels_and_that_of_their_mix():
    within = (80 / 180) ** 2 * (5 / 36 / 60 + 0.24 / 20)
    within += (100 / 180) ** 2 * (0.24 / 20 + 0.825 * 0.175 / 80)
    none, higher = 1 / 6 - 0.4, 0.6 - 0.825
    mean = (80 * none + 100 * higher) / 180
    mix = (80 * (none - mean) ** 2 + 100 * (higher - mean) ** 2) / 180**2
    half = 1.959963984540054 * np.sqrt(within + mix)
    equal = told(TWO_LEVELS).loc[("", "standardised_difference")]
    assert equal["upper"] - equal["estimate"] == pytest.approx(half)
    assert equal["estimate"] - equal["lower"] == pytest.approx(half)


def test_a_level_without_a_counterpart_is_left_out_and_few_tell_nothing():
    table = pd.concat([TWO_LEVELS, status(("0301", "male", "unknown", 6, 1))], ignore_index=True)
    found = told(table)
    assert (
        "; 7 without a counterpart left out;"
        in found.loc[("", "standardised_difference"), "method"]
    )
    assert "unknown" not in found.index.get_level_values(0)
    few = status(("0301", "female", "none", 4, FEWEST - 5), ("0301", "male", "none", 20, 20))
    assert told(few).empty


def test_the_same_mix_tells_the_plain_gap():
    n = np.array([[[30.0, 60.0], [20.0, 40.0]]])
    events = np.array([[[10.0, 30.0], [5.0, 30.0]]])
    whole = standardised(n.sum(axis=1, keepdims=True), events.sum(axis=1, keepdims=True))
    assert standardised(n, events).estimate == pytest.approx(whole.estimate)


def test_against_persons_in_clusters(tmp_path_factory):
    """The plain gap and its sum of squares are those of a regression on persons."""
    study = open_live(shared_dataset(tmp_path_factory.getbasetemp()))
    design = parse_comparison("grunnskole").design
    rows = study.estimates(design.ask("standardised_difference", BY)).frame
    month = 24
    table = study.status(design, (*BY, "municipality"))
    counted = table[(table["month"] == month) & (table["state"] != "missing")]
    persons = counted.loc[counted.index.repeat(counted["n"])]
    persons = persons.assign(y=(persons["state"] == "in_state").astype(float))
    here = rows[rows["month"] == month].set_index(["prior_education", "estimand"])
    plain = here.loc[("", "group_difference")]
    sign = 1 if plain["sex"] == "female" else -1
    fit = smf.ols("y ~ C(sex, Treatment('male'))", persons).fit()
    assert sign * plain["estimate"] == pytest.approx(fit.params.iloc[1])
    share = persons.groupby(["prior_education", "sex"], observed=True)["y"].agg(["mean", "size"])
    wide = share.unstack()
    gap = wide["mean", "female"] - wide["mean", "male"]
    weight = wide["size"].sum(axis=1)
    equal = here.loc[("", "standardised_difference")]
    assert sign * equal["estimate"] == pytest.approx((gap * weight).sum() / weight.sum())
    assert equal["lower"] < equal["estimate"] < equal["upper"]


@pytest.mark.parametrize("by", [("sex",), ("sex", "municipality")])
def test_what_groups_are_made_alike_in_must_be_named(by):
    with pytest.raises(DesignError, match="Name two columns"):
        standardised_rows(TWO_LEVELS, "resident", by, "municipality")


def test_one_group_has_nothing_to_be_compared_with():
    table = TWO_LEVELS[TWO_LEVELS["sex"] == "male"]
    with pytest.raises(EstimationError, match="fewer than two groups of sex"):
        standardised_rows(table, "resident", BY, "municipality")


def test_weights_are_refused_and_not_left_out_in_silence():
    with pytest.raises(EstimationError, match="counts persons"):
        told(TWO_LEVELS.assign(w=1, w2=1))
