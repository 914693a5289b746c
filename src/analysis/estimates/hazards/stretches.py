"""Start-stop rows: each person's time at risk, cut where his exposure becomes another.

A month's exposure is what was known at the end of the month before, so that who begins in the month
of his event had not begun. No stretch is called exposed before the exposure begins: there is no
immortal time.

Source:
    Therneau and Grambsch (2000), Modeling Survival Data, section 3.7; Crowley and Hu (1977),
    JASA 72, 27-36, for the heart transplants.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.comparison_terms import Stage
from analysis.terms import Cause
from analysis.timeline.exposure import BREAK_MONTHS

SINCE_START = (6, 12, 24)
"""Months after which time since the start of an exposure is another level: where it locks in."""
SINCE_END = (12, 36)
"""Months after which time since completion, or since leaving, is another level: where it gains."""
CUTS = {
    Stage.IN_PROGRESS: SINCE_START,
    Stage.COMPLETED: SINCE_END,
    Stage.LEFT: SINCE_END,
}
NOT_BEGUN = Stage.NOT_BEGUN.value
FIRST = {Stage.LEFT: BREAK_MONTHS + 1}
"""First months of a stage, where it is not the month after: leaving is known only later."""


def first_months(stage: Stage) -> tuple[int, ...]:
    """Return the first month of each level of a stage, in months since it began."""
    return (FIRST.get(stage, 1), *(month + 1 for month in CUTS[stage]))


def level_of(stage: Stage, first: int) -> str:
    """Return the name of a level: its stage and its first month."""
    return f"{stage} {first:02d}"


def stretches(frame: pd.DataFrame, every: pd.DataFrame) -> pd.DataFrame:
    """Return the stretches of persons' time at risk, one exposure each.

    Args:
        frame: index person; entry, duration (months), cause, and begun and completed, the first
            months of both or <NA>.
        every: the persons' stays: person, begun, left (<NA> while it goes on).

    Returns:
        person, entry, duration, cause (censored but for a person's last stretch), n (1), exposure:
        NOT_BEGUN, or what `level_of` names. In progress is told by months since the first start;
        completed and left by months since then. Who is back in it is in progress.
    """
    cut = _cut(frame, every[every["person"].isin(frame.index)])
    own = frame.loc[cut["person"]]
    stay = pd.merge_asof(
        cut.sort_values("entry", kind="stable").reset_index(),
        every[["person", "begun", "left"]].astype({"begun": "int64"}).sort_values("begun"),
        left_on="entry",
        right_on="begun",
        by="person",
    ).set_index("index")
    since = {
        Stage.IN_PROGRESS: cut["entry"] - own["begun"].astype("Float64").to_numpy(),
        Stage.COMPLETED: cut["entry"] - own["completed"].astype("Float64").to_numpy(),
        Stage.LEFT: cut["entry"] - stay["left"].reindex(cut.index).astype("Float64"),
    }
    months = {stage: values.to_numpy(np.float64, na_value=-1) for stage, values in since.items()}
    completed, left = months[Stage.COMPLETED] >= 0, months[Stage.LEFT] >= BREAK_MONTHS
    stage = np.select(
        [months[Stage.IN_PROGRESS] < 0, completed, left],
        [Stage.NOT_BEGUN, Stage.COMPLETED, Stage.LEFT],
        default=Stage.IN_PROGRESS,
    )
    exposure = np.full(len(cut), NOT_BEGUN, dtype=object)
    for name, cuts in CUTS.items():
        here = stage == name
        band = np.searchsorted(cuts, months[name][here], side="right")
        exposure[here] = np.array([level_of(name, first) for first in first_months(name)])[band]
    return cut.assign(exposure=exposure, n=1)


def _cut(frame: pd.DataFrame, every: pd.DataFrame) -> pd.DataFrame:
    """Return time at risk cut wherever an exposure may become another, in order of persons."""
    parts = [pd.DataFrame({"person": frame.index, "entry": frame["entry"].to_numpy()})]
    for person, month in _changes(frame, every):
        known = month.notna().to_numpy()
        change = month[known].to_numpy(dtype=np.int64)
        parts.append(pd.DataFrame({"person": person[known], "entry": change}))
    cuts = pd.concat(parts, ignore_index=True).drop_duplicates()
    own = frame.loc[cuts["person"]]
    at_risk = (cuts["entry"] >= own["entry"].to_numpy()) & (
        cuts["entry"] < own["duration"].to_numpy()
    )
    cuts = cuts[at_risk].sort_values(["person", "entry"]).reset_index(drop=True)
    own = frame.loc[cuts["person"]]
    following = cuts.groupby("person")["entry"].shift(-1)
    last = following.isna()
    duration = following.fillna(own["duration"].reset_index(drop=True)).astype("int64")
    cause = np.where(last, own["cause"].to_numpy(dtype=object), Cause.CENSORED.value)
    return cuts.assign(duration=duration, cause=cause)


def _changes(frame: pd.DataFrame, every: pd.DataFrame) -> Iterator[tuple[np.ndarray, pd.Series]]:
    """Yield persons, and a month after which the exposure of each may be another, or <NA>."""
    for month in (0, *SINCE_START):
        yield frame.index.to_numpy(), frame["begun"] + month
    for month in (0, *SINCE_END):
        yield frame.index.to_numpy(), frame["completed"] + month
        yield every["person"].to_numpy(), every["left"] + max(month, BREAK_MONTHS)
    yield every["person"].to_numpy(), every["begun"]
