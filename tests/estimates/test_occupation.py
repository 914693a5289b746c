"""Occupation of states from transitions: by hand, by shares, and against the table of events."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import EstimationError
from analysis.estimates.occupation import occupation
from analysis.estimates.survival import incidence
from analysis.terms import Estimand

STATES = ("work", "school", "gone")


def transitions(paths, cluster=None):
    """Return the table of transitions of paths, one letter a month from month 0; . is not seen."""
    names = {"w": "work", "s": "school", "g": "gone", ".": "missing"}
    rows = [
        (name, month, names[path[month - 1]], names[path[month]])
        for path, name in zip(paths, cluster or [""] * len(paths), strict=True)
        for month in range(1, len(path))
    ]
    frame = pd.DataFrame(rows, columns=["municipality", "month", "from_state", "to_state"])
    return frame.groupby(list(frame)).size().rename("n").reset_index()


def test_where_everybody_is_seen_occupation_is_the_share_in_the_state():
    paths = ["swws", "ssww", "wssg", "sggg", "wwww", "swsw"]
    found = occupation(transitions(paths), STATES)
    for state, letter in zip(STATES, "wsg", strict=True):
        shares = [np.mean([path[month] == letter for path in paths]) for month in range(4)]
        assert found[state].estimate == pytest.approx(shares)
        inside = [sum(path[month] == letter for path in paths) for month in range(4)]
        assert found[state].n_events.tolist() == inside


def test_shares_add_up_to_one_and_those_not_seen_are_left_out_of_a_month():
    found = occupation(transitions(["sw..", "ssww", "ws.g", "sggg", "www.", "swsw"]), STATES)
    total = sum(curve.estimate for curve in found.values())
    assert total == pytest.approx(np.ones(4))
    # Month 1: four in school, of whom two work after it, one stays and one is gone.
    assert found["gone"].estimate[1] == pytest.approx(4 / 6 * 1 / 4)
    assert found["work"].n_at_risk.tolist() == [6, 6, 4, 3]


def test_clustered_errors_are_those_of_shares_where_everybody_is_seen():
    rng = np.random.default_rng(3)
    paths = ["".join(rng.choice(list("wsg"), 6)) for _ in range(240)]
    names = [f"{1100 + k % 12}" for k in range(240)]
    table = transitions(paths, names)
    curve = occupation(table, STATES, "municipality")["work"]
    inside = pd.DataFrame([[letter == "w" for letter in path] for path in paths]).astype(float)
    mean = inside.mean()
    sums = (inside - mean).groupby(names).sum()
    expected = 12 / 11 * (sums**2).sum() / 240**2
    assert curve.influence.variance() == pytest.approx(expected.to_numpy())
    assert "clustered, 12 municipalities" in curve.method


def test_one_way_to_the_event_gives_the_curve_of_the_table_of_events():
    events = pd.DataFrame(
        [(0, 1, "event", 3), (0, 2, "death", 2), (0, 2, "event", 1), (0, 3, "censored", 4)],
        columns=["entry", "duration", "cause", "n"],
    )
    paths = ["swww"] * 3 + ["ssgg"] * 2 + ["ssww"] + ["ssss"] * 4
    found = occupation(transitions(paths), STATES)
    assert found["work"].estimate == pytest.approx(incidence(events).estimate)
    assert found["work"].estimand is Estimand.OCCUPATION


def test_an_interval_by_person_says_what_it_takes_for_granted():
    curve = occupation(transitions(["sw", "ss", "ws"] * 5), STATES)["work"]
    assert "as if months of a person were independent" in curve.method
    # One month: the moves are independent between persons, and so is the state they begin in.
    share = 5 / 15 * 0 + 10 / 15 * 5 / 10
    assert curve.estimate[1] == pytest.approx(share)
    assert curve.influence.variance()[1] == pytest.approx(share * (1 - share) / 15)


def test_a_month_in_which_nobody_is_seen_is_refused():
    table = transitions(["swsw", "wsss"])
    with pytest.raises(EstimationError) as error:
        occupation(table[table["month"] != 2], STATES)
    assert str(error.value) == "Nobody's state is seen in month 2, between other months."
    with pytest.raises(EstimationError) as error:
        occupation(table[:0], STATES)
    assert str(error.value) == "Nobody's state is seen in two months that follow each other."


def test_equal_weights_change_nothing():
    table = transitions(["swsw", "wsss", "sssg"] * 4)
    plain = occupation(table, STATES)["work"]
    doubled = table.assign(w=table["n"] * 2_000_000, w2=table["n"] * 4_000_000)
    weighted = occupation(doubled, STATES)["work"]
    assert weighted.estimate == pytest.approx(plain.estimate)
    assert weighted.influence.variance() == pytest.approx(plain.influence.variance())
    assert "weighted" in weighted.method
