"""A curve by month, and what each unit contributes to it: every variance is a sum over units.

States are joined by arcs. What flows along an arc in a month is the share in its first state times
the month's hazard; Kaplan-Meier, Aalen-Johansen and occupation of any number of states differ only
in their arcs. The influence of a unit, the derivative of the curve by the unit's weight, flows
along the same arcs, for all units at once. Restricted means, time in states and differences are
linear in the curve, and their influence is so in its influence.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.compiled import compiled
from analysis.estimates.influence import Influence
from analysis.estimates.units import FREE, Arcs, Counts, Floats, Units
from analysis.terms import Estimand
from analysis.timeline.rows import Ints


@dataclass(frozen=True, eq=False)
class Curve:
    """An estimate by month 0, 1, …, as far as somebody is at risk.

    Attributes:
        estimand: what it is an estimate of.
        estimate: by month.
        influence: units x months.
        n_at_risk: persons at risk in the month; month 0: who starts.
        n_events: persons with the event in the month.
        method: how it was estimated, and by which units its variance is.
    """

    estimand: Estimand
    estimate: Floats
    influence: Influence
    n_at_risk: Floats
    n_events: Floats
    method: str

    @property
    def last(self) -> int:
        """The last month of the curve."""
        return len(self.estimate) - 1

    def error(self) -> Floats:
        """Return the standard error by month."""
        return np.sqrt(self.influence.variance())

    def until(self, last: int) -> "Curve":
        """Return the curve up to a month; as it is where it ends before."""
        end = last + 1
        return replace(
            self,
            estimate=self.estimate[:end],
            influence=self.influence.through(lambda by_unit: by_unit[:, :end]),
            n_at_risk=self.n_at_risk[:end],
            n_events=self.n_events[:end],
        )

    def less(self, other: "Curve") -> Influence:
        """Return the influence on this curve less another group's, as far as both go.

        Persons of two groups are independent; a cluster with persons in both is one unit. Where one
        curve is by person, both are.
        """
        last = min(self.last, other.last)
        away = other.until(last).influence.through(np.negative)
        return self.until(last).influence.plus(away)

    def tidy(self, lower: Floats, upper: Floats) -> pd.DataFrame:
        """Return tidy rows by month, with the limits given."""
        return pd.DataFrame(
            {
                "month": np.arange(len(self.estimate)),
                "estimand": self.estimand.value,
                "estimate": self.estimate,
                "lower": lower,
                "upper": upper,
                "n_at_risk": self.n_at_risk.astype(np.int64),
                "n_events": self.n_events.astype(np.int64),
                "method": self.method,
            }
        )


def hazards(whole: Counts, arcs: Arcs) -> tuple[Floats, Floats]:
    """Return the hazard by month and arc, and whom it is of: infinitely many where nobody is."""
    at_risk = whole.at_risk[:, [first for first, _ in arcs]]
    divisor = np.where(at_risk > 0, at_risk, np.inf)
    return whole.moves / divisor, divisor


def support(total: Counts) -> tuple[int, str]:
    """Return the month in which a curve of the free is no more, and what is to be said of its ends.

    Of months before the first with anybody at risk nothing is known: the curve is of those who are
    free then. It ends where nobody is at risk although somebody enters later, and before a month in
    which all move who are at risk although others are seen free after it: it would be 0 for ever.
    """
    at_risk, left = total.at_risk[:, FREE], total.at_risk[:, FREE] - total.moves.sum(axis=1)
    first = int(np.argmax(at_risk > 0))
    later = np.append(np.maximum.accumulate(at_risk[::-1])[::-1][1:], 0) > 0
    over = (at_risk <= 0) | ((left <= 0) & later)
    ends = first + np.flatnonzero(over[first:])
    end = int(ends[0]) if len(ends) and first else len(at_risk)
    why = f"; of those free in month {first}, the first with anybody at risk" if first > 1 else ""
    if end < len(at_risk) and at_risk[end] <= 0:
        why += f"; ends as nobody is at risk in month {end}"
    elif end < len(at_risk):
        why += f"; ends before month {end}: all at risk move in it, but others are free later"
    return end, why


def flow(
    whole: Counts, units: Units, arcs: Arcs, begin: tuple[Floats, Floats] | None = None
) -> tuple[Floats, Floats]:
    """Return the share in each state by month, and the influence of units on it.

    Args:
        whole: the counts of everybody.
        units: those of each unit.
        arcs: first and second state of each.
        begin: the shares in month 0, and units x states of influence on them; None: all in state 0.

    Returns:
        months x states, and units x months x states.

    Source:
        Aalen and Johansen (1978); influence: Therneau, "Variance in the survival package" (2024).
    """
    hazard, divisor = hazards(whole, arcs)
    ends = np.array(arcs)
    share = np.zeros((len(hazard), int(ends.max()) + 1))
    influence = np.zeros((len(units.often), *share.shape))
    share[0], influence[:, 0] = begin if begin else (np.eye(share.shape[1])[0], 0.0)
    _pass(share, hazard, ends)
    counts = units.counts
    at_risk, moves = (np.ascontiguousarray(part) for part in (counts.at_risk, counts.moves))
    _feel(share, hazard, divisor, ends, at_risk, moves, influence)
    return share, influence


@compiled
def _pass(share: Floats, hazard: Floats, ends: Ints) -> None:
    """Fill shares (months x states) from month 1 on."""
    for month in range(1, share.shape[0]):
        for state in range(share.shape[1]):
            share[month, state] = share[month - 1, state]
        for arc in range(ends.shape[0]):
            first, second = ends[arc]
            move = share[month - 1, first] * hazard[month, arc]
            share[month, first] -= move
            share[month, second] += move


@compiled
def _feel(
    share: Floats,
    hazard: Floats,
    divisor: Floats,
    ends: Ints,
    at_risk: Floats,
    moves: Floats,
    influence: Floats,
) -> None:
    """Fill the influence of units on shares (units x months x states) from month 1 on."""
    for unit in range(influence.shape[0]):
        for month in range(1, influence.shape[1]):
            for state in range(influence.shape[2]):
                influence[unit, month, state] = influence[unit, month - 1, state]
            for arc in range(ends.shape[0]):
                first, second = ends[arc]
                move = influence[unit, month - 1, first] * hazard[month, arc]
                own = moves[unit, month, arc] - at_risk[unit, month, first] * hazard[month, arc]
                if own != 0:
                    move += share[month - 1, first] * own / divisor[month, arc]
                influence[unit, month, first] -= move
                influence[unit, month, second] += move
