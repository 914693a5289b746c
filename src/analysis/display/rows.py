"""Which rows of estimates a sentence, table or figure speaks of."""

from dataclasses import dataclass
from itertools import accumulate

from analysis.design import Estimates, Row
from analysis.terms import OriginName

PRINTED_MONTH = 24
"""The month after the origin that sentences name; an arbitrary cut, shown beside the curve."""
OFFICIAL_MONTH = 12
"""The first year's reading of a measure that is read once a year."""


def at_month(estimates: Estimates, month: int) -> Row | None:
    """Return the last row at or before a month; None where there is none after the origin."""
    rows = [row for row in estimates.rows() if 1 <= row.month <= month]
    return rows[-1] if rows else None


def printed_row(curve: Estimates) -> Row | None:
    """Return the row that sentences speak of: at PRINTED_MONTH, or the last before it."""
    return at_month(curve, PRINTED_MONTH)


def shares(estimates: Estimates) -> list[Row]:
    """Return the rows that have a share, in the order of months."""
    return [row for row in estimates.rows() if row.has_share]


@dataclass(frozen=True)
class Standing:
    """How the persons of a curve stand after a month.

    Attributes:
        row: the month's estimate.
        reached: who has had the event by the end of the month.
        left: who has not, and is followed further.
        lost: who had not, and is followed no longer; None where persons enter along the way.
    """

    row: Row
    reached: int
    left: int
    lost: int | None


def standings(curve: Estimates) -> list[Standing]:
    """Return how persons stand after each month that has a share.

    Live rows give who is at risk in the month and the events in it, released rows who is left after
    it and the events by it; here both say the same.
    """
    rows = shares(curve)
    left = [row.n_at_risk for row in rows]
    reached = [row.n_events for row in rows]
    if curve.release_id is None:  # every month is there, and nobody is followed beyond the last
        left = [*left[1:], 0.0]
        reached = list(accumulate(reached))
    lost: list[int | None] = [None] * len(rows)
    if rows and not enter_late(curve):
        begun = rows[0].n_at_risk
        lost = [int(begun - a - b) for a, b in zip(reached, left, strict=True)]
    counts = zip(rows, map(int, reached), map(int, left), lost, strict=True)
    return [Standing(*of_month) for of_month in counts]


def enter_late(curve: Estimates) -> bool:
    """Tell whether persons may come in after month 0: only a clock of settlement starts unseen."""
    return OriginName.SETTLEMENT in set(curve.frame["origin"])


TINY = 1e-9
SUPPORT = 0.5
"""A curve is spoken of as long as this share of its persons can be followed, and FEWEST are."""
FEWEST = 10


def supported(curve: Estimates) -> list[Row]:
    """Return the rows with a share up to the last month to which enough persons can be followed.

    Who can be followed is decided by the end of the data, not by who is there already: persons at
    risk over the share that is still at risk (exits before the event left aside). The cut is
    arbitrary and is told where it is used; beyond it a curve rests on those who left long ago.
    Where persons enter late, those most at once count as everybody.
    """
    rows = shares(curve)
    could = [row.n_at_risk / max(1 - row.estimate, TINY) for row in rows]
    least = SUPPORT * max((row.n_at_risk for row in rows), default=0.0)
    enough = [
        place for place, row in enumerate(rows) if could[place] >= least and row.n_at_risk >= FEWEST
    ]
    return rows[: enough[-1] + 1] if enough else []
