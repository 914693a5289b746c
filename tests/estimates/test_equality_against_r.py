"""Tests of equal hazards and incidences against R's survival, cmprsk and mvtnorm.

The R script and its outputs lie in `r/`. R corrects clusters neither for their size nor by
F: both are taken back before the comparison.
"""

from pathlib import Path

import pandas as pd
import pytest

from analysis.estimates.equality import chi_square, compared
from analysis.estimates.gray import gray
from analysis.estimates.hazards.cox import cox
from analysis.estimates.hazards.model import Covariate, Errors, Model
from analysis.estimates.hazards.wald import wald
from analysis.estimates.log_rank import LOG_RANK, Emphasis, influence_of, log_rank, months_of
from analysis.estimates.max_combo import max_combo

R = Path(__file__).parent / "r"


@pytest.fixture(scope="module")
def extract():
    rows = pd.read_csv(R / "clustered.csv", dtype={"cluster": str})
    person = rows["person"]
    return rows.assign(
        n=1,
        w=(rows["weight"] * 1e6).round().astype("int64"),
        w2=(rows["weight"] ** 2 * 1e6).round().astype("int64"),
        third=(person // 6 % 3).map({0: "x", 1: "y", 2: "z"}),
        stratum=(person // 3 % 2).map({0: "north", 1: "south"}),
    )


def golden(name):
    rows = pd.read_csv(R / f"equality_{name}.csv", skipinitialspace=True)
    return [pytest.param(row, id="-".join(map(str, row))) for row in rows.itertuples(index=False)]


def events_of(extract, case):
    """Return the table of events of a case, with its groups, strata, weights and clusters."""
    units = getattr(case, "units", "none")
    sample = getattr(case, "sample", "no_late_entry" if units == "none" else units)
    rows = {
        "no_late_entry": extract[extract["entry"] == 0],
        "exact": extract[extract["person"] % 3 == 0],
    }.get(sample, extract)
    counted = ["n", "w", "w2"] if "weighted" in units else ["n"]
    keys = ["group", "third", "stratum", "cluster", "entry", "duration", "cause"]
    return rows.groupby(keys)[counted].sum().reset_index()


def strata_of(case):
    strata = getattr(case, "strata", "none")
    return None if strata == "none" else strata


@pytest.mark.parametrize("case", golden("survdiff"))
def test_log_rank_and_rho_are_those_of_survdiff(extract, case):
    ours = log_rank(
        events_of(extract, case), case.group, strata_of(case), emphasis=Emphasis(case.rho)
    )
    assert ours.statistic == pytest.approx(case.statistic, abs=1e-6)
    assert ours.p == pytest.approx(case.p, abs=1e-6)


@pytest.mark.parametrize("case", golden("fleming_harrington"))
def test_fleming_harrington_with_late_entry_is_that_written_out_in_r(extract, case):
    emphasis = Emphasis(case.rho, case.gamma)
    ours = log_rank(events_of(extract, case), case.group, strata_of(case), emphasis=emphasis)
    assert ours.statistic == pytest.approx(case.statistic, abs=1e-6)


def as_r(events, case, emphasis=LOG_RANK):
    """Return chi-square by clusters without the correction for their size, and without F."""
    those = compared(events, case.group, strata_of(case), "cluster")
    months = months_of(those)
    weights = months.weights(emphasis)
    by_cluster = influence_of(months, weights).by_unit
    return chi_square(months.score(weights), by_cluster.T @ by_cluster)


@pytest.mark.parametrize("case", golden("cox"))
def test_late_entry_weights_and_clusters_are_those_of_a_score_test_of_coxph(extract, case):
    events = events_of(extract, case)
    ours = log_rank(events, case.group, strata_of(case)).statistic
    if "cluster" in case.units:
        ours = as_r(events, case)
    assert ours == pytest.approx(case.statistic, abs=1e-6)


@pytest.mark.parametrize("case", golden("robust"))
def test_robust_fleming_harrington_is_that_written_out_in_r(extract, case):
    events, emphasis = events_of(extract, case), Emphasis(case.rho, case.gamma)
    ours = log_rank(events, case.group, emphasis=emphasis).statistic
    if "cluster" in case.units:
        ours = as_r(events, case, emphasis)
    assert ours == pytest.approx(case.statistic, abs=1e-6)


@pytest.mark.parametrize("case", golden("max_combo"))
def test_max_combo_is_the_normal_of_four_correlated_z(extract, case):
    ours = max_combo(events_of(extract, case), "group", strata_of(case))
    assert ours.statistic == pytest.approx(case.statistic, abs=1e-6)
    assert ours.p == pytest.approx(case.p, abs=1e-5)


@pytest.mark.parametrize("case", golden("wald"))
def test_wald_is_that_of_coxph(extract, case):
    errors = {"errors": Errors.CLUSTER, "cluster": "cluster"} if case.units == "cluster" else {}
    rows = extract.groupby([case.group, "cluster", "entry", "duration", "cause"])["n"].sum()
    fit = cox(rows.reset_index(), Model((Covariate(case.group),), **errors))
    assert wald(fit).chi_square == pytest.approx(case.statistic, abs=1e-6)


@pytest.mark.parametrize("case", golden("gray"))
def test_gray_is_that_of_cuminc(extract, case):
    ours = gray(events_of(extract, case), case.group, strata_of(case), case.rho)
    assert ours.statistic == pytest.approx(case.statistic, abs=1e-6)
    assert ours.p == pytest.approx(case.p, abs=1e-6)
