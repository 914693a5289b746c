"""Who is at risk and who moves, by unit and month, from one group's rows of the table of events.

A unit is what is drawn independently of other units: a municipality with its persons, a person, or,
as Greenwood has it, each month of a person. A curve's variance is a sum over units (curve.py).
Within a month the order is late entries, events, competing exits, censoring (definitions.md 4).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import EstimationError, nearest
from analysis.estimates.checked_events import NEEDED, refuse_columns, refuse_table
from analysis.terms import Cause

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.int64]
Arcs = tuple[tuple[int, int], ...]
EXITS = (Cause.DEATH, Cause.EMIGRATION, Cause.OTHER)
FREE, REACHED, GONE = range(3)
"""States: without the event, with it, gone before it."""
EXITS_CENSOR: Arcs = ((FREE, REACHED),)
EXITS_COMPETE: Arcs = ((FREE, REACHED), (FREE, GONE))
FEWEST_CLUSTERS = 10
"""With fewer, the spread between clusters cannot be told (definitions.md 19)."""
LEAST_EFFECTIVE = 2.0
"""Nor where their sizes count for fewer of one size: one cluster then has more than half of all."""
GROUPS_OF_PERSONS = 200
"""Where so few are to be drawn, persons are, in so many groups by their row."""
MILLION = 10**6
COUNTED = ("entry", "duration", "cause", "n", "w", "w2")
"""The columns of a table of events that are no groups."""
TAKEN = (*COUNTED, "month", "state", "from_state", "to_state")
"""What no column of clusters is called: these are of tables of counts."""


@dataclass(frozen=True, eq=False)
class Rows:
    """The columns of one group's table of events, checked.

    Attributes:
        entry, duration: months; a person is at risk in months entry + 1 to duration.
        to: the state that the person goes to at `duration`; FREE where he is censored.
        n: persons.
        w: sum of their weights, in millionths; persons where all weights are 1.
        w2: sum of their squared weights, in the square of that unit.
        cluster: position of the cluster in `clusters`.
        clusters: codes in their order; empty where intervals are by person.
        weighted: whether weights differ from 1.
    """

    entry: Ints
    duration: Ints
    to: Ints
    n: Floats
    w: Floats
    w2: Floats
    cluster: Ints
    clusters: tuple[str, ...]
    weighted: bool

    @property
    def last(self) -> int:
        """The last month of anybody."""
        return int(self.duration.max())


@dataclass(frozen=True, eq=False)
class Counts:
    """At risk and moves by month 0, 1, …: of a whole, or with units as a first axis.

    Attributes:
        at_risk: (units x) months x states that can be left.
        moves: (units x) months x arcs.
    """

    at_risk: Floats
    moves: Floats


@dataclass(frozen=True, eq=False)
class Units:
    """The counts of each unit, and how its influence is to be added up.

    Attributes:
        counts: units x months x states or arcs; for persons those of weight 1.
        often: the squared influence of a unit counts so often; of clusters, their persons.
    """

    counts: Counts
    often: Floats


def rows_of(events: pd.DataFrame, cluster: str | None = None) -> Rows:
    """Return one group's table of events as arrays.

    Args:
        events: entry, duration (months), cause, n, and where weights exist w and w2.
        cluster: the column of clusters. They are left aside where they do not tell a spread
            (`tell_a_spread`).

    Raises:
        EstimationError: nobody is in the group, the table breaks what `refuse_table` asks, or there
            is no such column of clusters.
    """
    refuse_columns(events, NEEDED)
    events = events[~(events["n"] == 0)]
    if events.empty:
        raise EstimationError("Nobody is in this group: there is nothing to estimate.")
    refuse_table(events)
    entry, duration = (events[name].to_numpy(dtype=np.int64) for name in ("entry", "duration"))
    n = events["n"].to_numpy(dtype=np.float64)
    weighted = "w" in events and bool((events["w"] != n * MILLION).any())
    w = events["w"].to_numpy(dtype=np.float64) if weighted else n
    w2 = events["w2"].to_numpy(dtype=np.float64) * MILLION if weighted else n
    codes, clusters = clusters_of(events, cluster)
    return Rows(
        entry=entry,
        duration=duration,
        to=_states(events["cause"]),
        n=n,
        w=w,
        w2=w2,
        cluster=codes,
        clusters=clusters,
        weighted=weighted,
    )


def _states(causes: pd.Series) -> Ints:
    codes, names = pd.factorize(causes)
    goes = {Cause.EVENT: REACHED, Cause.CENSORED: FREE, **dict.fromkeys(EXITS, GONE)}
    return np.array([goes[Cause(name)] for name in names], dtype=np.int64)[codes]


def clusters_of(events: pd.DataFrame, cluster: str | None) -> tuple[Ints, tuple[str, ...]]:
    """Return the position of each row's cluster, and the codes; none where they tell no spread.

    Raises:
        EstimationError: the events have no such column, it is one of counts, or some row has no
            cluster.
    """
    if cluster is not None:
        refuse_counts_as_clusters(cluster)
        if cluster not in events:
            known = [str(name) for name in events if name not in COUNTED]
            raise EstimationError(
                f"These events have no column '{cluster}' of clusters{nearest(cluster, known)}."
                f"\nAllowed: {', '.join(known) or 'none, leave the cluster out'}."
            )
        if events[cluster].isna().any():
            raise EstimationError(
                f"The column '{cluster}' of clusters is missing in some rows."
                "\nGive what is not known a cluster of its own, such as 'unknown'."
            )
        codes, names = pd.factorize(events[cluster], sort=True)
        if tell_a_spread(np.bincount(codes, events["w" if "w" in events else "n"])):
            return np.asarray(codes, dtype=np.int64), tuple(map(str, names))
    return np.zeros(len(events), dtype=np.int64), ()


def refuse_counts_as_clusters(cluster: str) -> None:
    """Refuse a column of clusters that is one of a table of counts.

    Raises:
        EstimationError: it is one of TAKEN.
    """
    if cluster in TAKEN:
        raise EstimationError(
            f"Clusters cannot be told by '{cluster}', which is a column of counts."
            "\nRename the column."
        )


def tell_a_spread(size: "Floats | Ints") -> bool:
    """Return whether clusters tell how much they differ, by the persons or weights of each.

    There are FEWEST_CLUSTERS, and they count for LEAST_EFFECTIVE of one size or more: with one that
    has nearly everybody the others are hardly in the estimate, and its own part has no spread.

    Source:
        Kish (1965), the effective number; definitions.md 19.
    """
    there = size[size > 0]
    if len(there) < FEWEST_CLUSTERS:
        return False
    share = there / there.sum()
    return bool(1 / (share @ share) >= LEAST_EFFECTIVE)


def whole(rows: Rows, arcs: Arcs) -> Counts:
    """Return the counts of everybody by month, in weights."""
    everybody = np.zeros(len(rows.entry), dtype=np.int64)
    counts = by_unit(rows, arcs, rows.w, everybody)
    return Counts(counts.at_risk[0], counts.moves[0])


def persons(rows: Rows) -> Counts:
    """Return how many persons are at risk, with the event and gone, by month."""
    everybody = np.zeros(len(rows.entry), dtype=np.int64)
    counts = by_unit(rows, EXITS_COMPETE, rows.n, everybody)
    return Counts(counts.at_risk[0], counts.moves[0])


def by_cluster(rows: Rows, arcs: Arcs) -> Units:
    """Return each cluster as a unit."""
    counts = by_unit(rows, arcs, rows.w, rows.cluster)
    return Units(counts, np.bincount(rows.cluster, rows.w).astype(np.float64))


def by_person(rows: Rows, arcs: Arcs) -> Units:
    """Return each person as a unit; those of one entry, duration and state share their counts.

    Their influences have one size per unit of weight, so that the sum of their squares is that
    size, squared, times the sum of their squared weights.
    """
    states, months = GONE + 1, rows.last + 1
    kind = (rows.entry * months + rows.duration) * states + rows.to
    often = np.bincount(kind, weights=rows.w2)
    kinds = np.flatnonzero(often)
    time, to = np.divmod(kinds, states)
    entry, duration = np.divmod(time, months)
    one = np.ones(len(kinds))
    alike = Rows(entry, duration, to, one, one, one, kinds, (), weighted=False)
    counts = by_unit(alike, arcs, one, np.arange(len(kinds)), rows.last)
    return Units(counts, often[kinds].astype(np.float64))


def by_person_month(counts: Counts, arcs: Arcs) -> Units:
    """Return each month of each person at risk as a unit: Greenwood's variance.

    In a month those who move along one arc are alike, and so are those of a state who stay.
    """
    months, states = counts.at_risk.shape
    origin = np.array([start for start, _ in arcs])
    stay = counts.at_risk.copy()
    for arc, state in enumerate(origin):
        stay[:, state] -= counts.moves[:, arc]
    often = np.concatenate([counts.moves, stay], axis=1)
    month, kind = np.nonzero(often > 0)
    unit = np.arange(len(month))
    at_risk = np.zeros((len(unit), months, states))
    at_risk[unit, month, np.array([*origin, *range(states)])[kind]] = 1
    moves = np.zeros((len(unit), months, len(arcs)))
    moving = kind < len(arcs)
    moves[unit[moving], month[moving], kind[moving]] = 1
    return Units(Counts(at_risk, moves), often[month, kind])


def by_unit(rows: Rows, arcs: Arcs, count: Floats, unit: Ints, last: int | None = None) -> Counts:
    """Return units x months x states and arcs of the table of events.

    Args:
        rows: the table.
        arcs: first and second state of each.
        count: of each row: its persons, or the sum of their weights.
        unit: of each row: 0, 1, …
        last: the last month; None: that of the rows.
    """
    months = (rows.last if last is None else last) + 1
    n_units = int(unit.max()) + 1
    shape = (n_units, months + 1)

    def in_month(month: Ints, chosen: "NDArray[np.bool_] | slice" = slice(None)) -> Floats:
        cell = unit[chosen] * shape[1] + month[chosen]
        sums = np.bincount(cell, count[chosen], minlength=shape[0] * shape[1])
        return sums.reshape(shape).astype(np.float64, copy=False)

    net = in_month(rows.entry + 1) - in_month(rows.duration + 1)
    at_risk = np.cumsum(net, axis=1)[:, :-1, None]
    moves = [in_month(rows.duration, rows.to == end)[:, :-1] for _, end in arcs]
    return Counts(at_risk, np.stack(moves, axis=2))


def groups_of_persons(n: int) -> NDArray[np.object_]:
    """Return the group of each of n persons, as text, where persons are drawn."""
    group = np.arange(n) % GROUPS_OF_PERSONS
    return np.array([f"{one:03}" for one in group], dtype=object)
