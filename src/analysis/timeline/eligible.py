"""Who is compared: decided at time zero, and everybody else by a named reason.

The reasons of a cohort and of its follow-up come first (LeftOut); of the others, the first of
NotCompared that holds.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.comparison import Comparison
from analysis.comparison_terms import NotCompared
from analysis.errors import DesignError
from analysis.timeline.outcome import Outcome

Bools = NDArray[np.bool_]


def eligible(found: Outcome, exposed: pd.DataFrame, comparison: Comparison) -> Outcome:
    """Return the persons who may begin or not begin at time zero, with what they did.

    Neither duration, event nor cause is looked at. Who is already in stable work (definitions.md
    10) is left out; where month 0 is not observed that is unknown, and he stays, as in the truth of
    an invented world.

    Args:
        found: the outcome of the comparison's design, dated at confirmation.
        exposed: what `exposures` tells of the same cohort.
        comparison: says who is compared.

    Returns:
        The outcome of the compared, its frame with columns begun, left and completed. `left_out`
        has one reason (LeftOut, NotCompared) of every other participant: both add up to all.

    Raises:
        DesignError: who is compared is told by sex or prior education, and the dataset has none.
    """
    _check(found.frame, comparison)
    frame = found.frame.join(exposed)
    holds = _reasons(frame, comparison)
    reason = np.select(list(holds.values()), [name.value for name in holds], default="")
    kept = reason == ""
    left_out = pd.Series(reason[~kept], index=frame.index[~kept], dtype="object")
    weight = None if found.weight is None else found.weight[kept]
    return Outcome(frame[kept], pd.concat([found.left_out, left_out]), weight)


def _check(frame: pd.DataFrame, comparison: Comparison) -> None:
    asked = {"sex": comparison.sex, "prior_education": comparison.prior_education}
    for name, value in asked.items():
        if value and name not in frame:
            raise DesignError(
                f"The comparison '{comparison.name}' is of persons by {name}, and the dataset has"
                f" no participants.{name}.\nAdd it to the dataset, or ask with {name}=any."
            )


def _reasons(frame: pd.DataFrame, comparison: Comparison) -> dict[NotCompared, Bools]:
    """Return whom each reason leaves out, in the order in which they are asked."""
    reasons: dict[NotCompared, Bools] = {}
    if comparison.sex:
        reasons[NotCompared.OTHER_SEX] = (frame["sex"] != comparison.sex).to_numpy(dtype=bool)
    if comparison.prior_education:
        asked = frame["prior_education"].isin(comparison.prior_education)
        reasons[NotCompared.OTHER_PRIOR_EDUCATION] = ~asked.to_numpy(dtype=bool)
    begun = (frame["begun"] <= 0).fillna(False)
    reasons[NotCompared.BEGUN_BEFORE] = begun.to_numpy(dtype=bool)
    reasons[NotCompared.ALREADY_THERE] = (frame["already_there"] == "yes").to_numpy(dtype=bool)
    return reasons
