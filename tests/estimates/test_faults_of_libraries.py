"""Known faults of libraries, which curves must not share; and what they get right."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates.means import mean_within
from analysis.estimates.survival import aalen_johansen, cumulative_hazard, incidence, survival
from analysis.terms import Cause


@pytest.fixture(scope="module")
def waltons():
    from lifelines.datasets import load_waltons

    flies = load_waltons()
    return {name: as_events(rows["T"], rows["E"]) for name, rows in flies.groupby("group")}


def as_events(months, event):
    causes = np.where(event, Cause.EVENT.value, Cause.CENSORED.value)
    rows = pd.DataFrame({"entry": 0, "duration": np.asarray(months, dtype=int), "cause": causes})
    return rows.assign(n=1)


def tied():
    """Return three months with events, exits and censoring in each, in persons."""
    counts = {"event": (40, 30, 20), "death": (5, 5, 5), "emigration": (5, 5, 5)}
    counts["censored"] = (20, 20, 40)
    rows = [
        (0, month, cause, n)
        for cause, numbers in counts.items()
        for month, n in enumerate(numbers, start=1)
    ]
    return pd.DataFrame(rows, columns=["entry", "duration", "cause", "n"])


def test_restricted_mean_of_waltons_flies_and_its_error_are_those_published(waltons):
    # Greenwood's sum over events of d / (n (n - d)), times the squared area beyond each.
    mean = mean_within(survival(waltons["miR-137"]), 10)
    assert round(mean.months, 3) == 9.794
    assert round(mean.error(), 3) == 0.123


def test_variance_of_a_mean_is_not_that_of_the_time(waltons):
    from lifelines import KaplanMeierFitter
    from lifelines.utils import restricted_mean_survival_time

    rows = waltons["miR-137"]
    fitted = KaplanMeierFitter().fit(rows["duration"], rows["cause"] == "event")
    theirs, of_the_time = restricted_mean_survival_time(fitted, t=10, return_variance=True)
    mean = mean_within(survival(rows), 10)
    assert mean.months == pytest.approx(theirs)
    # Nobody is censored here, so that the mean is one of 34 times, each cut at 10.
    assert mean.error() ** 2 == pytest.approx(of_the_time / 34)


def test_ties_of_events_and_exits_are_not_broken_at_random():
    rows = tied()
    ours = aalen_johansen(rows)["estimate"].iloc[-1]
    free, reached, at_risk = 1.0, 0.0, 200
    for events, exits, censored in ((40, 10, 20), (30, 10, 20), (20, 10, 40)):
        reached += free * events / at_risk
        free *= 1 - (events + exits) / at_risk
        at_risk -= events + exits + censored
    assert ours == pytest.approx(reached, abs=1e-12)
    assert aalen_johansen(rows.sample(frac=1, random_state=1))["estimate"].iloc[-1] == ours


def test_statsmodels_agrees_on_ties_but_has_no_late_entry():
    from statsmodels.duration.survfunc import CumIncidenceRight

    rows = tied()
    each = rows.loc[rows.index.repeat(rows["n"])]
    status = each["cause"].map({"event": 1, "death": 2, "emigration": 2, "censored": 0})
    theirs = CumIncidenceRight(each["duration"].to_numpy(), status.to_numpy())
    assert incidence(rows).estimate[-1] == pytest.approx(theirs.cinc[0][-1])
    late = pd.concat([rows, rows.assign(entry=1)[rows["duration"] > 1]], ignore_index=True)
    ignoring_entry = incidence(late.assign(entry=0)).estimate[-1]
    # In months 2 and 3 all counts are doubled: hazards, and so the curve, are those of before.
    assert incidence(late).estimate[-1] == pytest.approx(incidence(rows).estimate[-1])
    assert abs(ignoring_entry - incidence(rows).estimate[-1]) > 0.02


def test_the_hazard_of_waltons_flies_is_that_of_lifelines(waltons):
    from lifelines import NelsonAalenFitter

    rows = waltons["control"]
    fitted = NelsonAalenFitter(nelson_aalen_smoothing=False)
    fitted.fit(rows["duration"], rows["cause"] == "event")
    theirs = fitted.cumulative_hazard_.iloc[:, 0]
    ours = cumulative_hazard(rows).estimate[theirs.index.astype(int)]
    np.testing.assert_allclose(ours, theirs, atol=1e-9)
