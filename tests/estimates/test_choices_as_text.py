"""A choice given as its text is the choice, and not silently another one."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates.bands import BandKind, band
from analysis.estimates.bootstrap import bootstrap
from analysis.estimates.hazards.cox import cox
from analysis.estimates.hazards.discrete_time import discrete_time
from analysis.estimates.hazards.fine_gray import fine_gray
from analysis.estimates.hazards.model import Link, Model, Ties, by_levels
from analysis.estimates.intervals import LowerLimit
from analysis.estimates.prevalence import prevalence
from analysis.estimates.survival import kaplan_meier, survival
from analysis.terms import Denominator, Estimand

EVENTS = pd.DataFrame(
    {
        "sex": ["female", "male"] * 12,
        "place": [str(place) for place in range(24)],
        "entry": 0,
        "duration": np.arange(24) % 7 + 1,
        "cause": ["event", "event", "censored", "death"] * 6,
        "n": 2,
    }
)
STATUS = pd.DataFrame({"month": 12, "state": ["in_state", "not_in_state", "death"], "n": [3, 5, 4]})
SEX = Model(by_levels("sex"))


def drawn(estimand):
    draws = np.random.default_rng(1)
    return bootstrap(EVENTS, draws, "place", 20, estimand).interval()


@pytest.mark.parametrize(
    ("ask", "choices"),
    [
        (lambda one: kaplan_meier(EVENTS, lower=one), LowerLimit),
        (lambda one: band(survival(EVENTS), (1, 5), kind=one, blocks=1), BandKind),
        (drawn, [Estimand.SURVIVAL, Estimand.CUMULATIVE_INCIDENCE]),
        (lambda one: prevalence(STATUS, one), Denominator),
        (lambda one: cox(EVENTS, SEX, one).frame, Ties),
        (lambda one: fine_gray(EVENTS, SEX, one).frame, Ties),
        (lambda one: discrete_time(EVENTS, SEX, one).frame, Link),
    ],
)
def test_a_choice_as_text_gives_what_the_choice_gives(ask, choices):
    for one in choices:
        pd.testing.assert_frame_equal(ask(str(one)), ask(one))
