"""Groups by what persons have done so far, among those still without the event at a landmark.

Nobody is classified by his future, so that no time is immortal; what is answered is conditional: it
says nothing of those who had the event before.

Source:
    Anderson, Cain and Gelber (1983), "Analysis of survival by tumor response", J Clin Oncol 1,
    710-719; van Houwelingen (2007), Scand J Statist 34, 70-85.
"""

import pandas as pd

from analysis.comparison_terms import Approach, Stage
from analysis.errors import EstimationError
from analysis.estimates.followed import Followed
from analysis.estimates.grouped import grouped_rows
from analysis.timeline.exposure import stages

NOTE = "conditional on being followed and without the event in month {}; not adjusted"


def landmark(everybody: Followed) -> pd.DataFrame:
    """Return not begun, in progress, completed and left at each landmark of the comparison.

    Months are since the landmark. Each group is held against who has not begun; who left without
    completing it is a group of its own, so that the groups are everybody still followed.

    Returns:
        Columns of `grouped_rows`. Landmarks at which nobody is followed, or everybody has begun,
        have no rows; groups without persons neither.

    Raises:
        EstimationError: no landmark has a group to hold others against.
    """
    months = everybody.comparison.asked_landmarks
    parts = [_at(everybody, month) for month in months]
    if all(part.empty for part in parts):
        asked = ", ".join(map(str, months)) or "none"
        raise EstimationError(
            f"At no landmark (asked: {asked}) is anybody followed who has not begun"
            f" {everybody.comparison.exposure}.\nAsk for earlier landmarks."
        )
    return pd.concat(parts, ignore_index=True)


def _at(everybody: Followed, month: int) -> pd.DataFrame:
    still = everybody.from_month(month)
    stage = stages(still.stays, still.frame.index, month)
    present = [name for name in Stage if (stage == name).any()]
    if Stage.NOT_BEGUN not in present:
        return pd.DataFrame()
    groups = {name.value: still.some(stage == name) for name in present}
    return grouped_rows(Approach.LANDMARK, groups, Stage.NOT_BEGUN.value, NOTE.format(month))
