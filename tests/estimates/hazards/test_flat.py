"""Where a likelihood is flat far out, or all in one month, no coefficient or test is told."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import EstimationError
from analysis.estimates.hazards.cox import cox
from analysis.estimates.hazards.discrete_time import discrete_time
from analysis.estimates.hazards.model import Link, Model, by_levels
from analysis.estimates.hazards.newton import Point, maximum
from analysis.estimates.hazards.patterns import Column
from analysis.estimates.hazards.proportional import proportional

LEVEL = Model(by_levels("level"))


def rows(*found):
    return pd.DataFrame(found, columns=["level", "entry", "duration", "cause", "n"])


@pytest.mark.parametrize("link", Link)
def test_a_coefficient_that_ran_until_all_was_flat_is_refused(link):
    """All of a have the event before anybody of b has it."""
    apart = rows(
        ("a", 0, 1, "event", 20),
        ("a", 0, 3, "event", 20),
        ("b", 0, 4, "event", 20),
        ("b", 0, 6, "censored", 20),
    )
    two = rows(("a", 0, 1, "event", 1), ("b", 0, 2, "event", 1))
    for events in (apart, two):
        with pytest.raises(EstimationError, match="the coefficient grows without end"):
            discrete_time(events, LEVEL, link)


RUN_OFF = "ac1 ae1 ac1 ac2 ce3 cc4 be3 cc3 ae2 ae2 ce4"
CAUSES = {"c": "censored", "e": "event"}


def test_a_search_that_runs_off_is_refused_without_a_warning():
    """On the way a score by its information overflows, and information is nought by nought."""
    persons = rows(
        *((level, 0, int(month), CAUSES[cause], 1) for level, cause, month in RUN_OFF.split())
    )
    with pytest.raises(EstimationError, match="the coefficient grows without end"):
        discrete_time(persons, LEVEL)


def test_a_coefficient_without_information_is_refused_beside_a_hair_of_it():
    """A search came here; scaled by the root of nothing, it had no eigenvalues."""
    columns = [Column("school", level, "f", 1, None) for level in "abcde"]
    upper = np.array(
        [
            [0, -1.72748392e-30, -2.78487175e-17, 0, 0],
            [0, 8.07187650e-12, -7.39668890e-48, -1.11805010e-12, 1.98457917e-12],
            [0, 0, 0, 0, 0],
            [0, 0, 0, 1.26964498, -0.841154761],
            [0, 0, 0, 0, 1.32436126],
        ]
    )
    here = Point(-18.2, np.full(5, 1e-12), upper + np.triu(upper, 1).T)
    with pytest.raises(EstimationError, match="the coefficient grows without end"):
        maximum(lambda place: here, np.zeros(5), columns)


@pytest.mark.parametrize("pieces", [(), (3,)])
@pytest.mark.parametrize("link", [Link.CLOGLOG, Link.LOGIT])
def test_a_level_of_whom_all_have_the_event_at_once_is_refused(link, pieces):
    at_once = rows(("a", 0, 1, "event", 20), ("b", 0, 1, "event", 20), ("b", 0, 6, "event", 20))
    with pytest.raises(EstimationError, match="the coefficient grows without end"):
        discrete_time(at_once, LEVEL, link, pieces)


def test_a_large_coefficient_that_has_an_end_is_told():
    strong = rows(
        ("a", 0, 1, "event", 99_999),
        ("a", 0, 1, "censored", 1),
        ("b", 0, 1, "event", 1),
        ("b", 0, 1, "censored", 99_999),
    )
    odds = discrete_time(strong, LEVEL, Link.LOGIT).frame.iloc[0]
    assert abs(odds["estimate"]) == pytest.approx(2 * 11.512915, rel=1e-5)
    assert odds["std_error"] == pytest.approx(2**0.5, rel=1e-3)


def test_proportionality_in_one_month_of_events_cannot_be_told():
    events = rows(
        ("a", 0, 1, "event", 9),
        ("b", 0, 1, "event", 5),
        ("a", 0, 2, "censored", 3),
        ("b", 0, 2, "censored", 3),
    )
    with pytest.raises(EstimationError, match="in too few months with events"):
        proportional(cox(events, LEVEL))


def test_proportionality_does_not_take_weights_for_persons():
    """With twice the weight of everybody the statistic came out twice as large."""
    events = rows(
        ("a", 0, 1, "event", 9),
        ("b", 0, 1, "event", 5),
        ("a", 0, 2, "event", 3),
        ("b", 0, 3, "event", 3),
        ("b", 0, 3, "censored", 3),
    )
    weighted = events.assign(w=events["n"] * 2 * 10**6, w2=events["n"] * 4 * 10**6)
    assert len(proportional(cox(events, LEVEL))) == 2
    with pytest.raises(EstimationError, match="is not for weights"):
        proportional(cox(weighted, LEVEL))
