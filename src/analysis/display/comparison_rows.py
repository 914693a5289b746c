"""Which rows of a comparison a sentence, table or figure speaks of."""

from dataclasses import dataclass, replace

import pandas as pd

from analysis.comparison_terms import Approach
from analysis.design import Estimates
from analysis.display.comparison_words import ARMS
from analysis.terms import Estimand

ORDER = (
    Approach.TARGET_TRIAL,
    Approach.G_FORMULA,
    Approach.DOUBLY_ROBUST,
    Approach.NAIVE,
    Approach.LANDMARK,
    Approach.COX,
    Approach.DISCRETE_TIME,
)
"""The main answer first, its checks, and then what is not made comparable."""
NUMBERS = ("month", "estimate", "lower", "upper", "n_at_risk", "n_events")


@dataclass(frozen=True)
class Told:
    """A number with its limits, whom it tells of, and how it was made; missing limits are NaN."""

    month: float
    estimate: float
    lower: float
    upper: float
    n_at_risk: float
    n_events: float
    group: str
    method: str

    @property
    def is_clear(self) -> bool:
        """Whether the interval of a difference leaves out 0."""
        return self.lower > 0 or self.upper < 0


def approaches(rows: Estimates, of: str | None = None) -> list[Approach]:
    """Return the approaches that have rows (of one curve), the main answer first."""
    if "approach" not in rows.frame:
        return []
    frame = rows.frame[rows.frame["estimate"].notna()]
    found = set(frame["approach"] if of is None else frame.loc[frame["of"] == of, "approach"])
    return [approach for approach in ORDER if approach.value in found]


def curve_of(rows: Estimates, approach: Approach, of: str, group: str) -> pd.DataFrame:
    """Return the curve of one group by month."""
    return _some(rows, approach, of, group=group, against="", estimand=of)


def band_of(rows: Estimates, approach: Approach, of: str) -> pd.DataFrame:
    """Return the difference of both groups by month, with its simultaneous band."""
    group, against = ARMS[approach]
    return _some(
        rows, approach, of, group=group, against=against, estimand=Estimand.CURVE_DIFFERENCE.value
    )


def difference_at(rows: Estimates, approach: Approach, of: str, month: int) -> Told | None:
    """Return the difference of shares at a month."""
    return contrast(rows, approach, of, Estimand.DIFFERENCE, month)


def contrast(
    rows: Estimates, approach: Approach, of: str, estimand: Estimand, month: int | None = None
) -> Told | None:
    """Return one contrast of the two groups of an approach; None where it is not told."""
    group, against = ARMS[approach]
    found = _some(rows, approach, of, group=group, against=against, estimand=estimand.value)
    return told(found if month is None else found[found["month"] == month])


def share_at(rows: Estimates, approach: Approach, of: str, place: int, month: int) -> Told | None:
    """Return the share of the first (place 0) or the second group at a month."""
    found = curve_of(rows, approach, of, ARMS[approach][place])
    return told(found[found["month"] == month])


def last_point(rows: Estimates, approach: Approach, of: str) -> int | None:
    """Return the last month at which a difference is told."""
    group, against = ARMS[approach]
    found = _some(
        rows, approach, of, group=group, against=against, estimand=Estimand.DIFFERENCE.value
    )
    return None if found.empty else int(found["month"].max())


def only(rows: Estimates, **values: str | int) -> Estimates:
    """Return the rows with the values of columns named; none where a column is not there."""
    frame = rows.frame
    for name, value in values.items():
        frame = frame[frame[name] == value] if name in frame else frame.iloc[:0]
    return replace(rows, frame=frame.reset_index(drop=True))


def told(found: pd.DataFrame) -> Told | None:
    """Return the first row with an estimate."""
    rows = every(found)
    return rows[0] if rows else None


def every(found: pd.DataFrame) -> list[Told]:
    """Return the rows with an estimate, in their order."""
    found = found[found["estimate"].notna()]
    if found.empty:
        return []
    columns = [found[name].astype(float).to_list() for name in NUMBERS]
    named = zip(found["group"].astype(str), found["method"].astype(str), strict=True)
    return [Told(*numbers, *names) for *numbers, names in zip(*columns, named, strict=True)]


def by_month(found: pd.DataFrame) -> dict[int, Told]:
    """Return the rows with an estimate by month."""
    return {int(row.month): row for row in every(found)}


def _some(rows: Estimates, approach: Approach, of: str, **values: str) -> pd.DataFrame:
    found = only(rows, approach=approach.value, of=of, landmark=0, **values)
    return found.frame.sort_values("month", kind="stable")
