"""Which rows of estimates a sentence, table or figure speaks of."""

from analysis.design import Estimates, Row

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
