"""The door to a target trial: from persons who are compared to tidy rows, fitted once a study."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.comparison_terms import Approach
from analysis.estimates.followed import Followed
from analysis.estimates.once import Kept, once
from analysis.estimates.target_trial.answerable import refuse_too_few, refuse_unlike
from analysis.estimates.target_trial.diagnostics import Diagnostics, diagnostics
from analysis.estimates.target_trial.interaction import Contrasted
from analysis.estimates.target_trial.opening import expansion
from analysis.estimates.target_trial.people import people_of
from analysis.estimates.target_trial.trial import TargetTrial, target_trial
from analysis.terms import Estimand

SEED = 1938
"""The draws are the same for every question, so that the same question has the same answer."""


def emulated(compared: Followed) -> pd.DataFrame:
    """Return the tidy rows of the target trial of persons who are compared.

    Args and Raises as `people_of` and `target_trial`.
    """
    return _done(compared).rows()


def contrasted(compared: Followed) -> Contrasted:
    """Return the target trial of a group of persons, and what holding it against others needs.

    Args and Raises as `emulated`.
    """
    return to_contrast(_done(compared), len(compared.frame))


def to_contrast(done: TargetTrial, persons: int) -> Contrasted:
    """Return of a target trial of so many persons what holding it against others needs."""
    is_told = {told.estimand: told.is_told for told in done.told()}
    return Contrasted(done.rows(), done.pairs(), done.drawn.kept, is_told, persons)


def foreseen(everybody: Followed) -> pd.DataFrame:
    """Return in tidy rows how large the expansion to person-months will be, before it is made.

    The estimate is a model's person-months, and `n_at_risk` the persons that they are of.

    Raises:
        DesignError: as `people_of`.
    """
    asked = everybody.comparison
    rows = expansion(people_of(everybody), asked.grace_months, asked.stay_months)
    rows = rows.rename(columns={"months": "estimate", "persons": "n_at_risk"})
    missing, how = float("nan"), "counted from first and last months; no person-month is made"
    rows = rows.assign(estimand=Estimand.EXPANSION.value, n_events=0, method=how)
    return rows.assign(month=missing, lower=missing, upper=missing)


@dataclass(frozen=True, eq=False)
class Tried:
    """What is kept of a target trial; its person-months, which are many, are let go.

    Attributes:
        rows: its tidy rows.
        diagnostics: whether its weights can be believed.
        method: how it was estimated.
    """

    rows: pd.DataFrame
    diagnostics: Diagnostics
    method: str


def tried(kept: Kept, everybody: Followed) -> Tried:
    """Return the target trial of everybody who is compared, estimated when first asked for.

    Args:
        kept: what a study has made so far; the trial is added, or why there is none.
        everybody: who is compared.

    Raises:
        EstimationError: as `target_trial`, or what it tells would be of too few or of others (see
            answerable.py); the same again each time.
    """

    def make() -> Tried:
        done = _done(everybody)
        return Tried(done.rows(), diagnostics(done), done.method)

    return once(kept, (everybody.comparison, Approach.TARGET_TRIAL), make)


def _done(compared: Followed) -> TargetTrial:
    people, comparison = people_of(compared), compared.comparison
    refuse_too_few(people, comparison)
    draws = np.random.default_rng(SEED)
    done = target_trial(people, comparison, draws, comparison.replicates)
    refuse_unlike(done)
    return done
