"""Kaplan-Meier and Aalen-Johansen against R's survival and cmprsk on an invented extract.

The R script and its outputs lie in `r/`: ties, late entry, competing exits.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.estimates.survival import aalen_johansen, kaplan_meier, median

R = Path(__file__).parent / "r"
TOLERANCE = 1e-6
SAMPLES = ("all", "no_late_entry", "only_a")


@pytest.fixture(scope="module")
def extract():
    return pd.read_csv(R / "extract.csv")


def events_of(extract, sample):
    chosen = {
        "all": extract,
        "no_late_entry": extract[extract["entry"] == 0],
        "only_a": extract[extract["group"] == "a"],
    }[sample]
    return chosen.groupby(["entry", "duration", "cause"]).size().rename("n").reset_index()


def expected(name, sample):
    rows = pd.read_csv(R / name, skipinitialspace=True)
    return rows[rows["sample"] == sample].set_index("month")


@pytest.mark.parametrize("sample", SAMPLES)
def test_kaplan_meier_with_late_entry_is_that_of_survfit(extract, sample):
    ours = kaplan_meier(events_of(extract, sample)).set_index("month")
    theirs = expected("survival_km.csv", sample)
    for name in ("estimate", "lower", "upper", "n_at_risk", "n_events"):
        known = theirs[name].astype(float).dropna()  # R has no limits where survival is 0
        assert len(known) >= len(theirs) - 1
        np.testing.assert_allclose(ours.loc[known.index, name], known, atol=TOLERANCE, rtol=0)


@pytest.mark.parametrize("sample", SAMPLES)
def test_aalen_johansen_and_its_error_are_those_of_survfit(extract, sample):
    ours = aalen_johansen(events_of(extract, sample)).set_index("month")
    theirs = expected("survival_aj.csv", sample)
    ours = ours.loc[theirs.index]
    np.testing.assert_allclose(ours["estimate"], theirs["estimate"], atol=TOLERANCE, rtol=0)
    free = 1 - ours["estimate"]
    scale = np.abs(free * np.log(free))
    error = np.log(np.log(1 - ours["upper"]) / np.log(free)) / 1.959963984540054 * scale
    np.testing.assert_allclose(error, theirs["std_error"], atol=TOLERANCE, rtol=0)


def test_aalen_johansen_is_the_cumulative_incidence_of_cmprsk(extract):
    ours = aalen_johansen(events_of(extract, "no_late_entry")).set_index("month")
    theirs = pd.read_csv(R / "survival_cmprsk.csv").set_index("month")
    np.testing.assert_allclose(
        ours.loc[theirs.index, "estimate"], theirs["estimate"], atol=TOLERANCE, rtol=0
    )


@pytest.mark.parametrize("sample", SAMPLES)
def test_median_and_its_interval_are_those_of_survfit(extract, sample):
    ours = median(kaplan_meier(events_of(extract, sample))).iloc[0]
    rows = pd.read_csv(R / "survival_median.csv").set_index("sample").loc[sample]
    assert [ours[name] for name in ("estimate", "lower", "upper")] == list(rows)
