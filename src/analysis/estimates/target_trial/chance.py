"""Draws as units of influence, so that bands, contrasts and crossings are those of all curves.

Deviations are widened first (influence.py): a normal reach of the draws' standard error would trust
few municipalities, or large ones, too much. So would it few draws: the reach is Student's, of one
degree less than draws.
"""

from dataclasses import dataclass

import numpy as np

from analysis.estimates.contrast import Pair
from analysis.estimates.curve import Curve
from analysis.estimates.influence import Influence, widened
from analysis.estimates.target_trial.arrays import Floats, Ints
from analysis.estimates.target_trial.levels import FEWEST
from analysis.terms import Estimand
from analysis.timeline.panel import Bools


@dataclass(frozen=True, eq=False)
class Told:
    """One estimand in both arms, as far as all draws tell it.

    Attributes:
        estimand: incidence or prevalence.
        estimate: arms x months.
        drawn: draws x arms x months.
        n, events: arms x months: persons at risk, or told of; with the event, or in the state.
        weighted: arms x months: how many persons those of `n` stand for.
    """

    estimand: Estimand
    estimate: Floats
    drawn: Floats
    n: Floats
    events: Floats
    weighted: Floats

    @property
    def is_told(self) -> Bools:
        """By month, whether FEWEST persons of each arm had the event, or are in the state.

        Of fewer, draws are alike by chance, and limits too narrow; of none they have no width.
        """
        many = self.events
        if self.estimand is not Estimand.PREVALENCE:
            many = np.cumsum(many, axis=1)
        return np.asarray((many >= FEWEST).all(axis=0))

    @property
    def last(self) -> int:
        """The last month that every draw tells in both arms."""
        known = np.isfinite(self.estimate).all(axis=0) & np.isfinite(self.drawn).all(axis=(0, 1))
        return int(np.argmin(np.append(known, False))) - 1


def pair(told: Told, size: Ints, method: str) -> Pair:
    """Return both arms as curves, with the influence of draws on both at once.

    Args:
        told: the arms.
        size: persons by municipality.
        method: how they were estimated.
    """
    months = slice(0, told.last + 1)
    away = told.drawn[:, :, months] - told.drawn[:, :, months].mean(axis=0)
    away = widened(size) * away
    often = np.full(len(away), 1 / (len(away) - 1))
    curves = [
        Curve(
            estimand=told.estimand,
            estimate=told.estimate[arm, months],
            influence=Influence(away[:, arm], often, drawn=True),
            n_at_risk=told.n[arm, months],
            n_events=told.events[arm, months],
            method=method,
        )
        for arm in range(len(told.estimate))
    ]
    both = Influence(np.concatenate([away[:, 0], away[:, 1]], axis=1), often, drawn=True)
    return Pair(curves[0], curves[1], both)
