"""Who is in which state in a month, from the table of transitions.

A state's share flows along arcs as in curve.py: consistent for occupation also where the next state
depends on more than the present one, as long as being lost from sight does not depend on it. It is
no claim that transitions are Markov (definitions.md 16); but an interval by person needs one, since
the table does not tell which months are one person's, and `method` says so. Intervals clustered by
municipality need none.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.errors import EstimationError
from analysis.estimates.curve import Curve, Influence, flow, hazards
from analysis.estimates.intervals import Floats
from analysis.estimates.units import FEWEST_CLUSTERS, Arcs, Counts, Ints, Units, by_person_month
from analysis.terms import Estimand, State

NAME = "Aalen-Johansen occupation"
MARKOV = "as if months of a person were independent"


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
            in a month between others.

    Source:
        Aalen and Johansen (1978); without Markov: Datta and Satten (2001).
    """
    seen = transitions[~transitions[["from_state", "to_state"]].isin([State.MISSING]).any(axis=1)]
    seen = seen[seen["n"] > 0]
    months = np.sort(seen["month"].unique())
    if not len(months):
        raise EstimationError("Nobody's state is seen in two months that follow each other.")
    if len(months) != months[-1] - months[0] + 1:
        gap = int(months[:-1][np.diff(months) > 1][0]) + 1
        raise EstimationError(f"Nobody's state is seen in month {gap}, between other months.")
    arcs = tuple((i, j) for i in range(len(states)) for j in range(len(states)) if i != j)
    cells = _cells(seen, states)
    total = _counts(cells, seen[_amount(seen)], arcs, len(states))
    units, basis = _units(seen, cells, arcs, total, cluster)
    share, influence = flow(*hazards(total, units, arcs), arcs, _begin(total, units))
    persons = _counts(cells, seen["n"], arcs, len(states))
    return {
        state: Curve(
            estimand=Estimand.OCCUPATION,
            estimate=share[:, k],
            influence=Influence(influence[:, :, k], units.often, units.clusters),
            n_at_risk=persons.at_risk.sum(axis=1),
            n_events=_inside(persons, arcs, k),
            method=f"{NAME} of {state}; {basis}",
        )
        for k, state in enumerate(states)
    }


def _amount(seen: pd.DataFrame) -> str:
    return "w" if "w" in seen else "n"


def _cells(seen: pd.DataFrame, states: Sequence[str]) -> Ints:
    """Return rows x (month from 1, from, to)."""
    place = pd.Index(states)
    codes = [place.get_indexer(pd.Index(seen[name])) for name in ("from_state", "to_state")]
    if min(int(code.min()) for code in codes) < 0:
        raise EstimationError("The table of transitions has a state that is not among the states.")
    return np.column_stack([seen["month"] - seen["month"].min() + 1, *codes]).astype(np.int64)


def _counts(
    cells: Ints, amount: pd.Series, arcs: Arcs, states: int, unit: Ints | None = None
) -> Counts:
    """Return counts by month and state or arc; with units as a first axis where they are given.

    Month 0 holds who begins in which state: those at risk in month 1.
    """
    who = np.zeros(len(cells), dtype=np.int64) if unit is None else unit
    shape = (int(who.max()) + 1, int(cells[:, 0].max()) + 1, states, states)
    flat = np.ravel_multi_index((who, *cells.T), shape)
    n = np.bincount(flat, amount.to_numpy(dtype=np.float64), int(np.prod(shape))).reshape(shape)
    first, second = np.array(arcs).T
    at_risk, moves = n.sum(axis=3), n[:, :, first, second]
    at_risk[:, 0] = at_risk[:, 1]
    return Counts(at_risk[0], moves[0]) if unit is None else Counts(at_risk, moves)


def _units(
    seen: pd.DataFrame, cells: Ints, arcs: Arcs, total: Counts, cluster: str | None
) -> tuple[Units, str]:
    """Return what is taken as drawn independently, and its name."""
    if cluster is not None:
        codes, names = pd.factorize(seen[cluster], sort=True)
        if len(names) >= FEWEST_CLUSTERS:
            unit = np.asarray(codes, dtype=np.int64)
            counts = _counts(cells, seen[_amount(seen)], arcs, total.at_risk.shape[1], unit)
            clusters = tuple(map(str, names))
            basis = f"clustered, {len(names)} clusters, t"
            return Units(counts, np.ones(len(names)), clusters), basis
    if _amount(seen) == "w":
        raise EstimationError(
            "Occupation with weights has no interval by person: the table of transitions does not"
            f" tell persons apart.\nName a column with at least {FEWEST_CLUSTERS} clusters."
        )
    return by_person_month(total, arcs), MARKOV


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
