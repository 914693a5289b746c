"""Pseudo-values: what each person adds to an estimate, for regression on it.

A person's pseudo-value is n times the estimate less n - 1 times the estimate without him. Those of
one entry, duration and cause share theirs, so each row of the table of events has one. It is exact:
the row's person is taken out of the counts, and nothing is fitted anew.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.errors import EstimationError
from analysis.estimates.units import (
    EXITS_CENSOR,
    EXITS_COMPETE,
    FREE,
    GONE,
    REACHED,
    Arcs,
    Floats,
    Rows,
    persons,
    rows_of,
)
from analysis.terms import Estimand

BLOCK = 4096
"""Rows taken out at a time, so that memory does not grow with the table."""


def pseudo_values(events: pd.DataFrame, estimand: Estimand, month: int) -> pd.DataFrame:
    """Return the table of events with a column `pseudo_value`, one of each of the row's n persons.

    Args:
        events: one group's rows of the table of events, without weights.
        estimand: SURVIVAL or CUMULATIVE_INCIDENCE at a month, or RESTRICTED_MEAN to it.
        month: months since the origin; censored persons are told apart only up to it.

    Raises:
        EstimationError: nobody is in the group, persons have weights, there are no pseudo-values of
            the estimand, the month is beyond the last in which anybody is followed, or without some
            person nobody would be at risk in a month before it.

    Source:
        Andersen, Klein and Rosthøj (2003).
    """
    rows = rows_of(events)
    events = events[events["n"] > 0]
    if estimand not in _VALUES:
        raise EstimationError(
            f"There are no pseudo-values of {estimand}.\nAllowed: {', '.join(_VALUES)}."
        )
    if rows.weighted:
        raise EstimationError("Persons with weights have no pseudo-values.\nLeave the weights out.")
    if not 1 <= month <= rows.last or month % 1:
        raise EstimationError(
            f"Nobody is followed to month {month}.\nAllowed: whole months 1 to {rows.last}."
        )
    month = int(month)
    arcs, value = _VALUES[estimand]
    n = rows.n.sum()
    everybody = value(*_hazards(rows, arcs, month, slice(0, 0), out=0))[0]
    without = np.concatenate(
        [
            value(*_hazards(rows, arcs, month, slice(first, first + BLOCK), out=1))
            for first in range(0, len(rows.n), BLOCK)
        ]
    )
    return events.assign(pseudo_value=n * everybody - (n - 1) * without)


def _hazards(rows: Rows, arcs: Arcs, month: int, block: slice, out: int) -> tuple[Floats, Floats]:
    """Return rows x months 1 to `month` of the hazards of the event and of leaving."""
    counts = persons(rows)
    months = np.arange(1, month + 1)
    at_risk, moves = counts.at_risk[months, FREE], counts.moves[months]
    if not out:
        at_risk, moves = at_risk[None], moves[None]
    else:
        entry, duration, to = (
            values[block, None] for values in (rows.entry, rows.duration, rows.to)
        )
        at_risk = at_risk - ((entry < months) & (months <= duration))
        gone = (months == duration)[:, :, None] & (to[:, :, None] == np.array([REACHED, GONE]))
        moves = moves - gone
    if (at_risk <= 0).any():
        raise EstimationError(
            f"Without some person nobody is at risk before month {month}."
            "\nAsk for an earlier month."
        )
    hazard = moves / at_risk[:, :, None]
    return hazard[:, :, 0], hazard[:, :, : len(arcs)].sum(axis=2)


def _survival(hazard: Floats, leaving: Floats) -> Floats:
    free: Floats = np.prod(1 - leaving, axis=1)
    return free


def _incidence(hazard: Floats, leaving: Floats) -> Floats:
    reached: Floats = np.sum(_before(leaving) * hazard, axis=1)
    return reached


def _mean(hazard: Floats, leaving: Floats) -> Floats:
    months: Floats = np.sum(_before(leaving), axis=1)
    return months


def _before(leaving: Floats) -> Floats:
    """Return who is free before each month."""
    free = np.cumprod(1 - leaving, axis=1)
    return np.concatenate([np.ones((len(free), 1)), free[:, :-1]], axis=1)


_VALUES: dict[Estimand, tuple[Arcs, Callable[[Floats, Floats], Floats]]] = {
    Estimand.SURVIVAL: (EXITS_CENSOR, _survival),
    Estimand.CUMULATIVE_INCIDENCE: (EXITS_COMPETE, _incidence),
    Estimand.RESTRICTED_MEAN: (EXITS_CENSOR, _mean),
}
