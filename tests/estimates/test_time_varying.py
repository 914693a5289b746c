"""Hazard ratios by time since an exposure began: what is told, and levels that have no events."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import EstimationError
from analysis.estimates.followed import Followed
from analysis.estimates.hazards.discrete_time import discrete_time
from analysis.estimates.hazards.model import Model, by_levels
from analysis.estimates.time_varying import _at_risk, _informative, by_cox, by_discrete_time
from analysis.reference.comparisons import parse_comparison
from analysis.timeline.outcome import Outcome

N, LASTS = 4000, 12
MONTHS = ["begun", "left", "completed"]


def world(seed=9):
    """Return persons whose hazard is halved in the exposure and doubled after completing it."""
    rng = np.random.default_rng(seed)
    begun = 1 + rng.geometric(0.05, N)
    month = np.arange(1, 61)
    before, after = month <= begun[:, None], month > begun[:, None] + LASTS
    hazard = 0.02 * np.where(before, 1, np.where(after, 2, 0.5))
    happens = rng.random((N, 60)) < hazard
    duration = np.where(happens.any(axis=1), happens.argmax(axis=1) + 1, 60)
    frame = pd.DataFrame(
        {
            "entry": 0,
            "duration": duration,
            "cause": np.where(happens.any(axis=1), "event", "censored"),
            "begun": begun,
            "left": begun + LASTS,
            "completed": begun + LASTS,
            "sex": rng.choice(["female", "male"], N),
            "municipality": rng.choice([f"{code:04d}" for code in range(30)], N),
        }
    )
    return frame.astype(dict.fromkeys(MONTHS, "Int64"))


def followed(frame, text="grunnskole,horizon=60,landmarks=24,points=24"):
    every = frame.rename_axis("person").reset_index()[["person", *MONTHS]]
    every = every[every["begun"].notna()]
    return Followed(parse_comparison(text), Outcome(frame, pd.Series(dtype="object")), every, None)


@pytest.mark.parametrize("model", [by_cox, by_discrete_time])
def test_lock_in_and_then_gain_are_found(model):
    rows = model(followed(world())).set_index(["group", "month"])
    truth = pd.Series(2.0, rows.index).mask(rows.index.get_level_values(0) == "in_progress", 0.5)
    inside = (rows["lower"] <= truth) & (truth <= rows["upper"])
    assert rows.index.tolist() == [
        ("in_progress", 1),
        ("in_progress", 7),
        ("completed", 1),
        ("completed", 13),
        ("completed", 37),
    ]
    assert inside.all()
    assert (
        rows.loc["in_progress", "upper"].max() < 1 < rows.loc["completed", "lower"].iloc[:2].min()
    )
    assert (
        rows["method"]
        .str.startswith(
            "description: past work and benefits may steer who begins; adjusted for sex; "
        )
        .all()
    )
    assert rows["method"].str.endswith("robust errors by cluster (30)").all()


def test_time_beyond_the_horizon_is_not_looked_at():
    short = by_cox(followed(world(), "grunnskole,horizon=24,landmarks=12,points=12"))
    frame = world()
    assert short["n_events"].sum() < (frame["cause"] == "event").sum()
    later = frame.assign(duration=frame["duration"].where(frame["duration"] <= 24, 60))
    later = later.assign(cause=frame["cause"].where(frame["duration"] <= 24, "death"))
    again = by_cox(followed(later, "grunnskole,horizon=24,landmarks=12,points=12"))
    pd.testing.assert_frame_equal(short, again)


def test_a_level_without_events_has_a_ratio_of_nought_and_changes_no_other():
    frame = world()
    # Nobody has the event within six months of beginning.
    since = frame["duration"] - frame["begun"]
    frame = frame.assign(cause=frame["cause"].mask(since.between(1, 6), "censored"))
    rows = by_discrete_time(followed(frame)).set_index(["group", "month"])
    first = rows.loc[("in_progress", 1)]
    assert (first["estimate"], first["lower"], first["n_events"]) == (0, 0, 0)
    assert np.isnan(first["upper"])
    assert first["n_at_risk"] > 1000
    # With one event of next to no weight in the level the others are the same.
    every = _at_risk(followed(frame))
    (one, *_) = every.index[(every["exposure"] == "in_progress 01") & (every["duration"] == 30)]
    light = every.index == one
    every = every.assign(w=np.where(light, 1, 10**6), w2=np.where(light, 1, 10**6))
    every.loc[one, "cause"] = "event"
    later = every["person"].eq(every.loc[one, "person"]) & (
        every["entry"] > every.loc[one, "entry"]
    )
    fit = discrete_time(every[~later], Model(by_levels("exposure", "sex"), person="person"))
    ratios = fit.frame.set_index("level")["ratio"]
    assert ratios["in_progress 01"] < 1e-6
    for months in (1, 13, 37):
        found = rows.loc[("completed", months), "estimate"]
        assert found == pytest.approx(ratios[f"completed {months:02d}"], rel=1e-3)


def test_levels_of_other_covariates_without_events_tell_nothing_either():
    rows = pd.DataFrame(
        {
            "exposure": ["not_begun", "not_begun", "completed 01", "completed 01", "not_begun"],
            "cause": ["event", "censored", "event", "censored", "censored"],
            "age": ["old", "old", "young", "old", "nobody's"],
            "track": ["one"] * 5,
        }
    )
    kept, covariates = _informative(rows, ["age", "track"])
    assert kept.index.tolist() == [0, 1, 2, 3]
    assert covariates == ["age"]


def test_without_events_on_both_sides_there_is_no_ratio():
    frame = world().assign(begun=pd.array([pd.NA] * N, dtype="Int64"))
    with pytest.raises(EstimationError, match="Nobody has the event before, or nobody after"):
        by_cox(followed(frame.assign(completed=frame["begun"])))
