"""Who is in which state in a month, from the table of transitions.

A state's share flows along arcs as in curve.py: consistent for occupation also where the next state
depends on more than the present one, as long as being lost from sight does not depend on it. It is
no claim that transitions are Markov (definitions.md 16); but an interval by person needs one, since
the table does not tell which months are one person's, and `method` says so. Intervals clustered by
municipality need none.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import EstimationError
from analysis.estimates.checked_events import refuse_counts
from analysis.estimates.curve import Curve, flow
from analysis.estimates.influence import Clusters, Influence, clustered, of_clusters
from analysis.estimates.units import (
    MILLION,
    Arcs,
    Counts,
    Floats,
    Ints,
    Units,
    by_person_month,
    clusters_of,
)
from analysis.terms import Estimand, State

NAME = "Aalen-Johansen occupation"
TRANSITION = ("month", "from_state", "to_state", "n")
MARKOV = "by person, as if months of a person were independent"


@dataclass(frozen=True, eq=False)
class Moves:
    """One group's rows of the table of transitions, of those who are seen.

    Attributes:
        cells: rows x (month from 1, from, to).
        n: persons.
        w: weights in millionths, or persons.
        spread: sum of squared weights by sum of weights; 1 for persons.
        cluster: position of the row's cluster in `clusters`.
        clusters: codes; empty where there are too few.
        states: number of states.
    """

    cells: Ints
    n: Floats
    w: Floats
    spread: float
    cluster: Ints
    clusters: tuple[str, ...]
    states: int

    @property
    def arcs(self) -> Arcs:
        """Every way from a state to another."""
        pairs = ((i, j) for i in range(self.states) for j in range(self.states))
        return tuple((i, j) for i, j in pairs if i != j)

    def counts(self, amount: Floats, unit: Ints) -> Counts:
        """Return counts by unit, month and state or arc.

        Month 0 holds who begins in which state: those at risk in month 1.
        """
        shape = (int(unit.max()) + 1, int(self.cells[:, 0].max()) + 1, self.states, self.states)
        flat = np.ravel_multi_index((unit, *self.cells.T), shape)
        n = np.bincount(flat, amount, int(np.prod(shape))).astype(np.float64).reshape(shape)
        first, second = np.array(self.arcs).T
        at_risk = n.sum(axis=3)
        at_risk[:, 0] = at_risk[:, 1]
        return Counts(at_risk, n[:, :, first, second])

    def whole(self, amount: Floats) -> Counts:
        """Return the counts of all."""
        counts = self.counts(amount, np.zeros(len(amount), dtype=np.int64))
        return Counts(counts.at_risk[0], counts.moves[0])


def occupation(
    transitions: pd.DataFrame, states: Sequence[str], cluster: str | None = None
) -> dict[str, Curve]:
    """Return the share in each state by month; they add up to 1.

    Args:
        transitions: one group's rows of the table of transitions (month, from_state, to_state, n,
            and where weights exist w). Who is not seen (MISSING) before or after a month is not
            counted in it.
        states: all states, in the order of the answer.
        cluster: its column of clusters; None: by person.

    Returns:
        State -> curve from the month before the first on; month 0 of the curve is that month.
        n_at_risk is the persons seen in the month before and in it, n_events those in the state.

    Raises:
        EstimationError: nobody's state is seen in two months that follow each other, or nobody's
            in a month between others; a state is not among `states`; or a column or value is
            missing.

    Source:
        Aalen and Johansen (1978); without Markov: Datta and Satten (2001).
    """
    moves = _moves(transitions, states, cluster)
    total, persons = moves.whole(moves.w), moves.whole(moves.n)
    months = by_person_month(total, moves.arcs)
    share, by_unit = _flow(moves, total, months)
    often = months.often * moves.spread
    influence = [Influence(by_unit[:, :, k], often) for k in range(len(states))]
    basis = f"weighted, {MARKOV}" if moves.spread != 1 else MARKOV
    if moves.clusters:
        size = np.bincount(moves.cluster, moves.w).astype(np.float64)
        units = Units(moves.counts(moves.w, moves.cluster), size)
        _, by_unit = _flow(moves, total, units)
        known = [Clusters(moves.clusters, units.often, within) for within in influence]
        influence = [of_clusters(by_unit[:, :, k], one) for k, one in enumerate(known)]
        basis = clustered(len(moves.clusters))
    return {
        state: Curve(
            estimand=Estimand.OCCUPATION,
            estimate=share[:, k],
            influence=influence[k],
            n_at_risk=persons.at_risk.sum(axis=1),
            n_events=_inside(persons, moves.arcs, k),
            method=f"{NAME} of {state}; {basis}",
        )
        for k, state in enumerate(states)
    }


def _moves(transitions: pd.DataFrame, states: Sequence[str], cluster: str | None) -> Moves:
    """Return the table of transitions as arrays, checked."""
    refuse_counts(transitions, TRANSITION, "transitions")
    if len(states) < 2 or len(set(states)) < len(states):
        raise EstimationError("Occupation is of two states or more, each named once.")
    unseen = transitions[["from_state", "to_state"]].isin([State.MISSING]).any(axis=1)
    seen = transitions[~unseen & (transitions["n"] > 0)]
    months = np.sort(seen["month"].unique())
    if not len(months):
        raise EstimationError("Nobody's state is seen in two months that follow each other.")
    if len(months) != months[-1] - months[0] + 1:
        gap = int(months[:-1][np.diff(months) > 1][0]) + 1
        raise EstimationError(f"Nobody's state is seen in month {gap}, between other months.")
    place = pd.Index(states)
    first, second = (place.get_indexer(pd.Index(seen[f"{end}_state"])) for end in ("from", "to"))
    if min(first.min(), second.min()) < 0:
        raise EstimationError("The table of transitions has a state that is not among the states.")
    n = seen["n"].to_numpy(dtype=np.float64)
    w = seen["w"].to_numpy(dtype=np.float64) if "w" in seen else n
    w2 = seen["w2"].to_numpy(dtype=np.float64) * MILLION if "w" in seen else n
    codes, clusters = clusters_of(seen, cluster)
    cells = np.column_stack([seen["month"] - months[0] + 1, first, second]).astype(np.int64)
    return Moves(cells, n, w, float(w2.sum() / w.sum()), codes, clusters, len(states))


def _flow(moves: Moves, total: Counts, units: Units) -> tuple[Floats, Floats]:
    """Return shares by month and state, and the influence of units on them."""
    return flow(total, units, moves.arcs, _begin(total, units))


def _begin(total: Counts, units: Units) -> tuple[Floats, Floats]:
    """Return the shares in month 0, and the influence of units on them."""
    here = total.at_risk[0]
    share = here / here.sum()
    of_units = units.counts.at_risk[:, 0]
    return share, (of_units - of_units.sum(axis=1, keepdims=True) * share) / here.sum()


def _inside(persons: Counts, arcs: Arcs, state: int) -> Floats:
    """Return the persons in a state at the end of each month."""
    change = [(b == state) * 1.0 - (a == state) * 1.0 for a, b in arcs]
    inside: Floats = persons.at_risk[:, state] + persons.moves @ np.array(change)
    return inside
