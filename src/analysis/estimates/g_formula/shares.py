"""Shares and times from counts of a walk; leading axes (draws, copies) are carried along."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.estimates.g_formula import walk
from analysis.estimates.g_formula.parts import Floats
from analysis.terms import Estimand

Numbers = NDArray[Any]


def persons(counts: Numbers) -> Numbers:
    """Return who could be followed to each month, the gone among them."""
    return np.asarray(counts[..., : walk.STATES].sum(axis=-1))


def occupation(counts: Numbers) -> Floats:
    """Return the share in each state of a pathway: months x states."""
    whole = persons(counts)[..., None]
    return _share(counts[..., : walk.STATES], whole)


def prevalence(counts: Numbers) -> Floats:
    """Return the share in the measure's state by month; the gone are in the denominator."""
    return occupation(counts)[..., walk.IS_STABLE]


def incidence(counts: Numbers) -> Floats:
    """Return the share that has come into the state by a month, exits competing.

    Source:
        Aalen and Johansen (1978); observation may end at any month, as in a study.
    """
    at_risk = counts[..., walk.AT_RISK]
    moves = counts[..., walk.EVENT], counts[..., walk.GONE_FIRST]
    event, gone = (_share(move, at_risk) for move in moves)
    event[..., 0] = gone[..., 0] = 0
    free = np.cumprod(1 - event - gone, axis=-1)
    before = np.concatenate([np.ones_like(free[..., :1]), free[..., :-1]], axis=-1)
    return np.asarray(np.cumsum(before * event, axis=-1))


def months_in(share: Floats, axis: int = -1) -> Floats:
    """Return mean months in a state to each horizon: the area under months before it."""
    total = np.cumsum(share, axis=axis)
    zero = np.zeros_like(np.take(total, [0], axis=axis))
    kept = np.take(total, np.arange(share.shape[axis] - 1), axis=axis)
    return np.asarray(np.concatenate([zero, kept], axis=axis))


SHARES = {Estimand.CUMULATIVE_INCIDENCE: incidence, Estimand.PREVALENCE: prevalence}


def at_risk_and_events(estimand: Estimand, counts: Numbers) -> tuple[Numbers, Numbers]:
    """Return the numbers behind a share by month: at risk or told of, with the event or in it."""
    if estimand is Estimand.PREVALENCE:
        return persons(counts), counts[..., walk.IS_STABLE]
    return counts[..., walk.AT_RISK], counts[..., walk.EVENT]


def _share(part: Numbers, whole: Numbers) -> Floats:
    known = np.broadcast_to(whole, part.shape) > 0
    return np.asarray(np.divide(part, whole, out=np.full(part.shape, np.nan), where=known))
