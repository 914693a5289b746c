"""The door to a target trial: from persons who are compared to tidy rows."""

import numpy as np
import pandas as pd

from analysis.estimates.followed import Followed
from analysis.estimates.target_trial.people import people_of
from analysis.estimates.target_trial.trial import target_trial

SEED = 1938
"""The draws are the same for every question, so that the same question has the same answer."""


def emulated(compared: Followed) -> pd.DataFrame:
    """Return the tidy rows of the target trial of persons who are compared.

    Args and Raises as `people_of` and `target_trial`.
    """
    people = people_of(compared)
    comparison = compared.comparison
    draws = np.random.default_rng(SEED)
    return target_trial(people, comparison, draws, comparison.replicates).rows()
