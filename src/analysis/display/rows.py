"""Which rows of estimates a sentence, table or figure speaks of."""

from dataclasses import dataclass
from itertools import accumulate

from analysis.design import EDGE, Estimates, Row
from analysis.terms import OriginName

PRINTED_MONTH = 24
"""The month after the origin that sentences name; an arbitrary cut, shown beside the curve."""
OFFICIAL_MONTH = 12
"""The first year's reading of a measure that is read once a year."""


def at_month(estimates: Estimates, month: int) -> Row | None:
    """Return the last row at or before a month; None where there is none after the origin."""
    return last_by(estimates.rows(), month)


def last_by(rows: list[Row], month: int) -> Row | None:
    """Return the last of rows at or before a month; None where there is none after the origin."""
    known = [row for row in rows if 1 <= row.month <= month]
    return known[-1] if known else None


def printed_row(curve: Estimates) -> Row | None:
    """Return the row that sentences speak of: at PRINTED_MONTH, or the last before it.

    No month to which less than half could be followed, unless there is no other.
    """
    row = last_by(followed(curve), PRINTED_MONTH)
    return row or at_month(curve, 1 if shares(curve) else PRINTED_MONTH)


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


def followed(curve: Estimates) -> list[Row]:
    """Return the rows with a share up to the last month to which SUPPORT could be followed.

    Who can be followed is decided by the end of the data, not by who is there already: persons at
    risk over the share that is still at risk (exits before the event left aside). Where hardly
    anybody is at risk any more, since all are there, that cannot be told, and the month is kept.
    Where persons enter late, those most at once count as everybody.
    """
    rows = shares(curve)
    could = zip(rows, _could(rows), strict=True)
    return _until_last(rows, [one or row.estimate > 1 - EDGE for row, one in could])


def supported(curve: Estimates) -> list[Row]:
    """Return the rows with a share up to the last month that is well supported.

    To it SUPPORT could be followed (see `followed`), and FEWEST are still at risk. The cut is
    arbitrary and is told where it is used; beyond it a curve rests on those who left long ago.
    """
    rows = shares(curve)
    could = zip(rows, _could(rows), strict=True)
    return _until_last(rows, [one and row.n_at_risk >= FEWEST for row, one in could])


def last_supported(curve: Estimates) -> int:
    """Return the last month of a curve that a headline may name; 0 where there is none."""
    return max((row.month for row in supported(curve)), default=0)


def _could(rows: list[Row]) -> list[bool]:
    """Tell to which rows so many of a curve's persons as SUPPORT says could be followed."""
    begun = max((row.n_at_risk for row in rows), default=0.0)
    return [row.n_at_risk / max(1 - row.estimate, TINY) >= SUPPORT * begun for row in rows]


def _until_last(rows: list[Row], enough: list[bool]) -> list[Row]:
    places = [place for place, one in enumerate(enough) if one]
    return rows[: places[-1] + 1] if places else []
