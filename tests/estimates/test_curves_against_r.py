"""Curves, their areas and pseudo-values against R's survival, by each kind of unit.

The R script, its invented extract (ties, late entry, weights, clusters, exits) and outputs lie in
`r/`. R does not correct clusters for their size: ours is taken back before the comparison.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.errors import EstimationError
from analysis.estimates.curve import Curve
from analysis.estimates.influence import Influence
from analysis.estimates.intervals import LowerLimit
from analysis.estimates.means import difference, mean_within, means, ratio
from analysis.estimates.pseudo_values import pseudo_values
from analysis.estimates.survival import (
    cumulative_hazard,
    in_state,
    incidence,
    kaplan_meier,
    quantile,
    survival,
)
from analysis.estimates.units import FREE, GONE, REACHED
from analysis.terms import Estimand

R = Path(__file__).parent / "r"
TOLERANCE = {"rtol": 0, "atol": 1e-6}
SAMPLES = ("all", "only_a", "no_late_entry", "few")
UNITS = ("person", "weighted", "cluster", "weighted_cluster")
STATES = {"free": FREE, "event": REACHED, "exit": GONE}


@pytest.fixture(scope="module")
def extract():
    rows = pd.read_csv(R / "clustered.csv", dtype={"cluster": str})
    millionths = (rows["weight"] * 1e6).round().astype("int64")
    return rows.assign(n=1, w=millionths, w2=(rows["weight"] ** 2 * 1e6).round().astype("int64"))


def events_of(extract, sample, units="person"):
    """Return the table of events of a sample, with weights only where they are asked for."""
    free = extract[extract["entry"] == 0]
    rows = {
        "all": extract,
        "only_a": extract[extract["group"] == "a"],
        "no_late_entry": free,
        "few": free.iloc[:10],
    }[sample]
    counted = ["n", "w", "w2"] if "weighted" in units else ["n"]
    keys = ["cluster", "entry", "duration", "cause"]
    return rows.groupby(keys)[counted].sum().reset_index()


def clusters_of(units):
    return "cluster" if "cluster" in units else None


def expected(name, sample, units=None):
    rows = pd.read_csv(R / f"curves_{name}.csv", skipinitialspace=True)
    rows = rows[rows["sample"] == sample]
    return rows if units is None else rows[rows["units"] == units].set_index("month")


def as_r(curve: Curve):
    """Return the standard errors by month, without the correction for the size of clusters."""
    return pd.Series(error_as_r(curve.influence))


def error_as_r(influence: Influence):
    if influence.clusters is None:
        return np.sqrt(influence.variance())
    return np.sqrt(np.sum(influence.by_unit**2, axis=0))


@pytest.mark.parametrize("sample", SAMPLES)
def test_greenwood_and_its_interval_are_those_of_survfit(extract, sample):
    theirs = expected("km", sample, "greenwood")
    ours = kaplan_meier(events_of(extract, sample)).set_index("month").loc[theirs.index]
    error = as_r(survival(events_of(extract, sample)))[theirs.index]
    alive = theirs["estimate"] > 0
    np.testing.assert_allclose(error[alive], theirs["std_error"][alive], **TOLERANCE)
    inside = alive & (theirs["estimate"] < 1)
    for name in ("estimate", "lower", "upper"):
        np.testing.assert_allclose(ours[name][inside], theirs[name][inside], **TOLERANCE)


@pytest.mark.parametrize("units", UNITS)
@pytest.mark.parametrize("sample", ["all", "only_a", "no_late_entry"])
def test_robust_and_clustered_errors_of_survival_and_hazard_are_those_of_survfit(
    extract, sample, units
):
    events, theirs = events_of(extract, sample, units), expected("km", sample, units)
    if units == "person":  # R's robust error: ours by person is Greenwood's, unless weights differ
        events = with_weight_one_but_robust(events)
    curve = survival(events, clusters_of(units))
    hazard = cumulative_hazard(events, clusters_of(units))
    months = theirs.index
    np.testing.assert_allclose(curve.estimate[months], theirs["estimate"], **TOLERANCE)
    np.testing.assert_allclose(as_r(curve)[months], theirs["std_error"], **TOLERANCE)
    np.testing.assert_allclose(hazard.estimate[months], theirs["hazard"], **TOLERANCE)
    np.testing.assert_allclose(as_r(hazard)[months], theirs["hazard_error"], **TOLERANCE)


def with_weight_one_but_robust(events):
    """Return every person with weight 2: the robust error of weight 1."""
    return events.assign(w=2 * 10**6 * events["n"], w2=4 * 10**6 * events["n"])


@pytest.mark.parametrize("units", UNITS)
@pytest.mark.parametrize("sample", ["all", "only_a", "no_late_entry"])
def test_errors_of_incidence_and_exits_are_those_of_survfit(extract, sample, units):
    events, theirs = events_of(extract, sample, units), expected("aj", sample, units)
    for curve, value, error in (
        (incidence(events, clusters_of(units)), "estimate", "std_error"),
        (in_state(events, GONE, clusters_of(units)), "gone", "gone_error"),
    ):
        np.testing.assert_allclose(curve.estimate[theirs.index], theirs[value], **TOLERANCE)
        np.testing.assert_allclose(as_r(curve)[theirs.index], theirs[error], **TOLERANCE)


@pytest.mark.parametrize("kind", ["modified", "peto"])
def test_lower_limits_of_a_flat_curve_are_those_of_survfit(extract, kind):
    rows = pd.read_csv(R / "curves_lower.csv", skipinitialspace=True)
    theirs = rows[(rows["kind"] == kind) & (rows["units"] == "greenwood")].set_index("month")
    ours = kaplan_meier(events_of(extract, "all"), lower=LowerLimit(kind)).set_index("month")
    np.testing.assert_allclose(ours.loc[theirs.index, "lower"], theirs["lower"], **TOLERANCE)


def test_peto_s_limit_is_refused_of_clusters(extract):
    with pytest.raises(EstimationError) as refused:
        kaplan_meier(events_of(extract, "all"), clusters_of("cluster"), lower=LowerLimit.PETO)
    assert str(refused.value) == (
        "Peto's lower limit is of independent persons, and too high for clusters."
        "\nAsk for the modified one, or for intervals by person."
    )


@pytest.mark.parametrize("sample", SAMPLES)
def test_quantiles_and_their_intervals_are_those_of_survfit(extract, sample):
    curve = kaplan_meier(events_of(extract, sample))
    for theirs in expected("quantile", sample).itertuples():
        ours = quantile(curve, theirs.share).iloc[0]
        values = [ours["estimate"], ours["lower"], ours["upper"]]
        np.testing.assert_array_equal(values, [theirs.estimate, theirs.lower, theirs.upper])


@pytest.mark.parametrize("sample", SAMPLES)
def test_restricted_means_and_their_errors_are_those_of_survfit(extract, sample):
    curve = survival(events_of(extract, sample))
    for theirs in expected("mean", sample).itertuples():
        ours = mean_within(curve, theirs.horizon)
        np.testing.assert_allclose(ours.months, theirs.estimate, **TOLERANCE)
        np.testing.assert_allclose(ours.error(), theirs.std_error, **TOLERANCE)


@pytest.mark.parametrize("units", ["greenwood", *UNITS])
def test_differences_and_ratios_of_means_are_those_of_survfit(extract, units):
    counted = ["n", "w", "w2"] if "weighted" in units else ["n"]
    keys = ["group", "cluster", "entry", "duration", "cause"]
    events = extract.groupby(keys)[counted].sum().reset_index()
    if units == "person":
        events = with_weight_one_but_robust(events)
    one, other = (survival(events[events["group"] == of], clusters_of(units)) for of in "ab")
    gap, share = (make(one, other).set_index("month") for make in (difference, ratio))
    rows = pd.read_csv(R / "curves_compared.csv", skipinitialspace=True)
    for theirs in rows[rows["units"] == units].itertuples():
        means = [mean_within(curve, theirs.horizon) for curve in (one, other)]
        felt = [mean.influence for mean in means]
        apart = felt[0].plus(felt[1].through(np.negative))
        logs = [
            at.through(lambda own, at=mean: own / at.months)
            for at, mean in zip(felt, means, strict=True)
        ]
        of_logs = logs[0].plus(logs[1].through(np.negative))
        np.testing.assert_allclose(gap["estimate"][theirs.horizon], theirs.difference, **TOLERANCE)
        np.testing.assert_allclose(share["estimate"][theirs.horizon], theirs.ratio, **TOLERANCE)
        np.testing.assert_allclose(error_as_r(apart), theirs.difference_error, **TOLERANCE)
        np.testing.assert_allclose(error_as_r(of_logs), theirs.log_ratio_error, **TOLERANCE)
        if "cluster" in units:  # the rows' own intervals are of these; by person, D / (D - 1) wider
            reach = of_logs.reach() * np.sqrt(of_logs.variance())
            np.testing.assert_allclose(share["upper"][theirs.horizon], theirs.ratio * np.exp(reach))


@pytest.mark.parametrize("sample", ["all", "no_late_entry"])
def test_mean_months_in_each_state_are_those_of_survfit(extract, sample):
    for theirs in expected("time", sample).itertuples():
        curve = in_state(events_of(extract, sample), STATES[theirs.state])
        ours = mean_within(curve, theirs.horizon)
        np.testing.assert_allclose(ours.months, theirs.estimate, **TOLERANCE)
        np.testing.assert_allclose(ours.error(), theirs.std_error, **TOLERANCE)
        row = means(curve).set_index("month").loc[theirs.horizon]
        np.testing.assert_allclose(row["estimate"], theirs.estimate, **TOLERANCE)


def test_pseudo_values_are_those_of_leaving_each_person_out_of_survfit(extract):
    theirs = pd.read_csv(R / "curves_pseudo.csv", skipinitialspace=True).set_index("person")
    only_a = extract[extract["group"] == "a"].set_index("person").drop(columns=["w", "w2"])
    for name, estimand in (
        ("survival", Estimand.SURVIVAL),
        ("incidence", Estimand.CUMULATIVE_INCIDENCE),
        ("mean", Estimand.RESTRICTED_MEAN),
    ):
        ours = pseudo_values(only_a, estimand, 12)["pseudo_value"]
        np.testing.assert_allclose(ours[theirs.index], theirs[name], **TOLERANCE)
