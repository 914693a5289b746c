"""Patterns x intervals of months: how long patterns are at risk, and how often the event comes."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis.estimates.hazards.model import Link
from analysis.estimates.hazards.patterns import Patterns
from analysis.estimates.hazards.risk_sets import RiskSets, risk_sets
from analysis.estimates.hazards.rows import Bools, Floats, Ints

SLAB = 500_000
"""Cells that are held at once."""


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of one stratum.

    Attributes:
        which: the patterns of the stratum.
        design: patterns x coefficients.
        at_risk: patterns x intervals: person-months at risk, weighted.
        events: patterns x intervals: events, weighted.
        share: by interval, events in a month at risk.
        live: intervals in which some have the event and some do not: the others say nothing of the
            coefficients, their hazard being 0 or 1.
    """

    which: Ints
    design: Floats
    at_risk: Floats
    events: Floats
    share: Floats
    live: Bools

    def slabs(self) -> Iterator[tuple[Floats, Floats, Floats]]:
        """Return design, time at risk and events in live intervals, some patterns at a time."""
        size = max(SLAB // max(int(self.live.sum()), 1), 1)
        for begin in range(0, len(self.which), size):
            part = slice(begin, begin + size)
            at_risk, events = self.at_risk[part][:, self.live], self.events[part][:, self.live]
            yield self.design[part], at_risk, events


def intervals(last: int, pieces: tuple[int, ...]) -> Ints:
    """Return the last months before each interval, and the last month of all."""
    inner = pieces or tuple(range(1, last))
    return np.array([0, *(month for month in inner if month < last), last])


def cells(made: Patterns, bounds: Ints, link: Link) -> list[Cells]:
    """Return the cells by stratum.

    Args:
        made: the patterns.
        bounds: as `intervals` returns them.
        link: decides when an interval says nothing.
    """
    return [_of_stratum(one, bounds, link) for one in risk_sets(made)]


def _of_stratum(sets: RiskSets, bounds: Ints, link: Link) -> Cells:
    months = np.arange(sets.moves.shape[1])[:, None]
    begins, ends = bounds[:-1], bounds[1:]
    # Whoever is followed to a month was at risk in the part of each interval up to it.
    at_risk = sets.moves @ np.clip(months - begins, 0, ends - begins).astype(np.float64)
    events = sets.dying @ ((months > begins) & (months <= ends)).astype(np.float64)
    at_risk = np.where(np.abs(at_risk) < 1e-9, 0, at_risk)
    total, happened = at_risk.sum(axis=0), events.sum(axis=0)
    share = np.divide(happened, total, out=np.zeros(len(total)), where=total > 0)
    live = (share > 0) & ((share < 1 - 1e-12) | (link is Link.LOG))
    return Cells(sets.which, sets.design, at_risk, events, share, live)
