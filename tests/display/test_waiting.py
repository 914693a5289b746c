"""Sentences on mean months of waiting and of work, from numbers by hand."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from analysis.display.waiting import months

from .conftest import NONE, rows

CURVE = rows((0, 0, 0, 0), (12, 0.3, 0.2, 0.4), (24, 0.5, 0.4, 0.6), (60, 0.7, 0.6, 0.8))
LIVE = replace(CURVE, release_id=None)
WAIT = ((24, 14.04, 13.5, 14.6), (48, 20, 19, 21), (60, 22.25, 21, 23.55), (96, 30, 28, 32))


def told(html):
    return re.findall("<p>(.*?)</p>", html)


def in_states(**means):
    frames = [
        rows((60, mean, mean - 1, mean + 1), release_id=None).frame.assign(state=state)
        for state, mean in means.items()
    ]
    return replace(LIVE, frame=pd.concat(frames, ignore_index=True))


@pytest.fixture
def inside():
    return in_states(in_state=25, not_in_state=33.5, death=0.25, emigration=1.25)


def test_months_are_told_within_the_last_horizon_that_half_can_be_followed_to(inside):
    wait = rows(*WAIT, release_id=None, estimand="restricted_mean")
    assert told(months(wait, inside, LIVE, "en").html) == [
        "Within the first 60 months it takes 22.2 months on average until they have been in stable"
        " work (95% confidence interval 21.0–23.6).",
        "Whoever has not come there by then counts with all 60; whoever dies or leaves the country"
        " is followed until then only.",
        "Of the 60 months they have 25.0 with stable work on average (24.0–26.0) and 33.5 without,"
        " and in 1.5 they are dead or out of the country. What was lost is taken off, and what came"
        " again is counted.",
    ]
    shorter = replace(LIVE, frame=LIVE.frame[LIVE.frame["month"] < 60])
    first = told(months(wait, inside, shorter, "nb").html)[0]
    assert first.startswith("I de første 24 månedene går det i gjennomsnitt 14,0 måneder før")


def test_a_release_tells_limits_and_names_what_it_does_not_hold():
    wait = rows((24, None, 13, 16), (60, None, 21, 26), estimand="restricted_mean")
    first, _, last = told(months(wait, NONE, CURVE, "en").html)
    assert first.startswith("Within the first 60 months it takes between 21 and 26 months on aver")
    assert last == (
        "Not in this release, as it cannot be had rightly from protected counts: months on average"
        " that they are there, and that they are not. On the dataset itself the notebook shows it."
    )


def test_what_persons_cannot_tell_is_named_too():
    wait, none = (replace(one, release_id=None) for one in (rows(*WAIT), NONE))
    last = told(months(wait, none, LIVE, "nb").html)[-1]
    assert last == (
        "Lar seg ikke regne ut for dette målet eller av disse registrene:"
        " måneder i gjennomsnitt som de er der, og som de ikke er der."
    )


def test_where_nobody_can_be_followed_for_a_year_no_mean_is_told(inside):
    short = replace(LIVE, frame=LIVE.frame[LIVE.frame["month"] < 12])
    texts = told(months(rows(*WAIT, release_id=None), inside, short, "en").html)
    assert texts == ["Too few can be followed for a whole year for an average to be stated."]


def test_the_words_are_those_of_the_measure(inside):
    school = replace(LIVE, frame=LIVE.frame.assign(measure="upper_secondary_completed"))
    wait = rows(*WAIT, release_id=None, estimand="restricted_mean")
    texts = told(months(wait, inside, school, "en").html)
    assert "stable work" not in " ".join(texts)
    assert "until they have completed upper secondary" in texts[0]
