"""The three shapes of a model of months, as functions of the linear predictor.

Odds are the exponential of the predictor throughout: the expected number of events in a month
(complementary log-log and piecewise exponential), or the odds of one (logit).
"""

from dataclasses import dataclass

import numpy as np

from analysis.estimates.hazards.model import Link, Scale
from analysis.estimates.hazards.rows import Floats

SCALES = {
    Link.CLOGLOG: Scale.HAZARD_RATIO,
    Link.LOGIT: Scale.ODDS_RATIO,
    Link.LOG: Scale.HAZARD_RATIO,
}


STEEP = 300.0
"""Predictors are held within this, far beyond any hazard, so that no step of a search overflows."""


def exponential(predictor: Floats) -> Floats:
    """Return the exponential of a linear predictor."""
    return np.exp(np.clip(predictor, -STEEP, STEEP))


@dataclass(frozen=True, eq=False)
class Slopes:
    """Parts of the derivatives of a likelihood of months.

    Attributes:
        event: what each event adds to the first derivative.
        at_risk: what each month at risk takes from it.
        information: expected information of each month at risk.
    """

    event: Floats
    at_risk: Floats
    information: Floats


def slopes(link: Link, odds: Floats) -> Slopes:
    """Return the parts of the derivatives by the linear predictor.

    Source:
        McCullagh and Nelder (1989), Generalized Linear Models, sections 2.2 and 4.3.
    """
    if link is Link.LOGIT:
        p = odds / (1 + odds)
        return Slopes(np.ones_like(odds), p, p / (1 + odds))
    if link is Link.LOG:
        return Slopes(np.ones_like(odds), odds, odds)
    event = -odds / np.expm1(-odds)
    return Slopes(event, odds, event * odds * np.exp(-odds))


def log_likelihood(link: Link, odds: Floats, at_risk: Floats, events: Floats) -> float:
    """Return the log-likelihood of months at risk and events; without constants for Link.LOG."""
    if link is Link.LOGIT:
        parts = events * np.log(odds) - at_risk * np.log1p(odds)
    elif link is Link.LOG:
        parts = events * np.log(odds) - at_risk * odds
    else:
        parts = events * np.log(-np.expm1(-odds)) - (at_risk - events) * odds
    return float(parts.sum())


def hazard(link: Link, odds: Floats) -> Floats:
    """Return the probability of the event in a month, of those at risk in it."""
    return np.asarray(odds / (1 + odds) if link is Link.LOGIT else -np.expm1(-odds))


def hazard_slope(link: Link, odds: Floats) -> Floats:
    """Return the derivative of that probability by the linear predictor."""
    return np.asarray(odds / (1 + odds) ** 2 if link is Link.LOGIT else odds * np.exp(-odds))


def predictor(link: Link, share: Floats) -> Floats:
    """Return the linear predictor of a share of events among months at risk."""
    if link is Link.LOGIT:
        return np.asarray(np.log(share) - np.log1p(-share))
    return np.asarray(np.log(share if link is Link.LOG else -np.log1p(-share)))
