"""What a table of counts must keep before anything is estimated from it."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.errors import EstimationError, nearest
from analysis.terms import Cause

NEEDED = ("entry", "duration", "cause", "n")


def refuse_columns(events: pd.DataFrame, names: Sequence[str], table: str = "events") -> None:
    """Refuse a table, named `table`, without these columns, or with one of them twice.

    Raises:
        EstimationError: a column is not there, or is there twice.
    """
    columns = [str(name) for name in events]
    for name in names:
        if columns.count(name) > 1:
            raise EstimationError(
                f"The table of {table} has the column '{name}' more than once.\nKeep one of them."
            )
        if name not in columns:
            raise EstimationError(
                f"The table of {table} has no column '{name}'{nearest(name, columns)}."
                f"\nThere are: {', '.join(columns) or 'none'}."
            )


def refuse_table(events: pd.DataFrame) -> None:
    """Refuse a table of events that would be counted wrongly.

    Args:
        events: entry, duration (months), cause, n, and where weights exist w and w2.

    Raises:
        EstimationError: a column or value is missing, months or persons are no counts, a cause is
            not known, somebody moves before he is at risk, or a weight is not above 0.
    """
    refuse_counts(events, NEEDED)
    _refuse_causes(events["cause"])
    _refuse_months(events)


def refuse_counts(counts: pd.DataFrame, names: Sequence[str], table: str = "events") -> None:
    """Refuse a table of counts in which something is missing or no count.

    Args:
        counts: these columns, n, and where weights exist w and w2.
        names: columns that are filled in every row.
        table: its name.

    Raises:
        EstimationError: a column or value is missing, persons are below 0, or a weight is not
            above 0.
    """
    amounts = ("w", "w2") if "w" in counts else ()
    refuse_columns(counts, (*names, *amounts), table)
    for name in (*names, *amounts):
        if counts[name].isna().any():
            raise EstimationError(
                f"The column '{name}' of the table of {table} has missing values."
                "\nNobody is dropped or guessed: fill them in, for instance with 'unknown'."
            )
    if (counts["n"] < 0).any():
        raise EstimationError("n is a number of persons, and below 0 in some row.")
    if amounts and (counts["w"] <= 0).any():
        raise EstimationError("Weights must be above 0; leave out whoever has none.")


def _refuse_causes(causes: pd.Series) -> None:
    allowed = [one.value for one in Cause]
    strange = [str(one) for one in causes.unique() if one not in allowed]
    if strange:
        raise EstimationError(
            f"No cause '{strange[0]}' is known{nearest(strange[0], allowed)}."
            f"\nAllowed: {', '.join(allowed)}."
        )


def refuse_parts_of_months(events: pd.DataFrame) -> None:
    """Refuse months that are no whole numbers, which would be cut to those.

    Raises:
        EstimationError: an entry or duration has a part of a month.
    """
    entry, duration = (events[name].to_numpy(dtype=np.float64) for name in ("entry", "duration"))
    if (entry % 1 != 0).any() or (duration % 1 != 0).any():
        raise EstimationError("Entry and duration are whole months.\nCount them, or round up.")


def _refuse_months(events: pd.DataFrame) -> None:
    refuse_parts_of_months(events)
    entry, duration = (events[name].to_numpy(dtype=np.float64) for name in ("entry", "duration"))
    if (duration < entry).any() or (entry < 0).any():
        raise EstimationError(
            "A row of the table of events ends before its entry, or enters before month 0."
        )
    moves = (events["cause"] != Cause.CENSORED).to_numpy()
    if (moves & (duration == entry)).any():
        raise EstimationError(
            "A row of the table of events ends with an event or exit in the month of its entry,"
            " in which nobody is at risk.\nWho is at risk from month 1 on enters in month 0."
        )
