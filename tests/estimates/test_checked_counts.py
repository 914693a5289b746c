"""Tables of status and of transitions, and levels, that give no number are refused."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import EstimationError
from analysis.estimates.bands import band
from analysis.estimates.bootstrap import bootstrap
from analysis.estimates.means import means
from analysis.estimates.occupation import occupation
from analysis.estimates.prevalence import prevalence
from analysis.estimates.pseudo_values import pseudo_values
from analysis.estimates.survival import aalen_johansen, kaplan_meier, nelson_aalen, survival
from analysis.terms import Denominator, Estimand

FIRST = [True, False, False, False]
STATUS = pd.DataFrame(
    {
        "place": ["a", "b", "a", "b"],
        "month": [12, 12, 24, 24],
        "state": ["in_state", "not_in_state", "in_state", "not_in_state"],
        "n": [3, 7, 5, 5],
    }
)
MOVES = pd.DataFrame(
    {
        "month": [1, 1, 2, 2],
        "from_state": ["out", "out", "in", "out"],
        "to_state": ["in", "out", "in", "out"],
        "n": [3, 7, 3, 7],
    }
)
EVENTS = pd.DataFrame(
    {
        "place": [str(place) for place in range(24)],
        "entry": 0,
        "duration": np.arange(24) % 6 + 1,
        "cause": ["event", "censored", "event"] * 8,
        "n": 2,
    }
)


def shares(status, **asked):
    return prevalence(status, Denominator.ALL, **asked)


@pytest.mark.parametrize(
    ("status", "asked", "said"),
    [
        (STATUS, {"by": ("plac",)}, r"'plac' \(nearest: place\)"),
        (STATUS, {"cluster": "plac"}, r"'plac' \(nearest: place\)"),
        (STATUS.assign(place=STATUS["place"].mask(FIRST)), {"by": ("place",)}, "missing values"),
        (STATUS.assign(place=STATUS["place"].mask(FIRST)), {"cluster": "place"}, "missing values"),
        (STATUS.assign(state="inside"), {}, "No state 'inside'"),
        (STATUS.assign(n=[-3, 7, 5, 5]), {}, "below 0"),
        (STATUS.assign(estimate=1), {"by": ("estimate",)}, "can be named 'estimate'"),
        (STATUS, {"by": ("month",)}, "can be named 'month'"),
    ],
)
def test_status_that_would_be_counted_wrongly_is_refused(status, asked, said):
    with pytest.raises(EstimationError, match=said):
        shares(status, **asked)


def test_months_and_groups_without_anybody_have_no_share():
    some = shares(STATUS.assign(n=[0, 0, 5, 5]))
    assert some["month"].tolist() == [24]
    named = STATUS.assign(place=pd.Categorical(STATUS["place"], categories=["a", "b", "c"]))
    by_place = shares(named, by=("place",))
    assert by_place["place"].tolist() == ["a", "a", "b", "b"]
    assert by_place["estimate"].tolist() == [1, 1, 0, 0]


@pytest.mark.parametrize(
    ("moves", "states", "said"),
    [
        (MOVES.drop(columns="to_state"), ["in", "out"], "no column 'to_state'"),
        (MOVES.assign(month=MOVES["month"].mask(FIRST)), ["in", "out"], "'month' of the table"),
        (MOVES.assign(n=[-3, 7, 3, 7]), ["in", "out"], "below 0"),
        (MOVES.assign(w=0, w2=0), ["in", "out"], "Weights must be above 0"),
        (MOVES, ["in", "out", "in"], "each named once"),
        (MOVES.iloc[[1]], ["out"], "two states or more"),
    ],
)
def test_transitions_that_would_be_counted_wrongly_are_refused(moves, states, said):
    with pytest.raises(EstimationError, match=said):
        occupation(moves, states)


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_level_that_is_no_share_is_refused_and_gives_no_empty_limits(level):
    draws = bootstrap(EVENTS, np.random.default_rng(1), "place", replicates=20)
    asked = (
        lambda: kaplan_meier(EVENTS, level=level),
        lambda: aalen_johansen(EVENTS, "place", level=level),
        lambda: nelson_aalen(EVENTS, level=level),
        lambda: means(survival(EVENTS), level=level),
        lambda: band(survival(EVENTS), (1, 4), level=level, blocks=1),
        lambda: shares(STATUS, level=level),
        lambda: draws.interval(level),
    )
    for ask in asked:
        with pytest.raises(EstimationError, match=r"between 0 and 1.\nFor 95 % it is 0.95"):
            ask()


def test_parts_of_months_and_no_draws_are_refused():
    with pytest.raises(EstimationError, match="does not lie on the curve"):
        band(survival(EVENTS), (1, 3.5), blocks=1)
    with pytest.raises(EstimationError, match="at least 1 block"):
        band(survival(EVENTS), (1, 4), blocks=0)
    with pytest.raises(EstimationError, match=r"Nobody is followed to month 3\.5"):
        pseudo_values(EVENTS, Estimand.SURVIVAL, 3.5)
