"""Tables of events as arrays: rows added up, cut where coefficients change, in one sorted order.

So an answer depends neither on the order of rows nor on how persons were partitioned.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import EstimationError
from analysis.estimates.checked_events import refuse_parts_of_months
from analysis.estimates.hazards.model import Errors, Model
from analysis.estimates.units import MILLION, refuse_counts_as_clusters, tell_a_spread
from analysis.terms import Cause

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
NEEDED = ("entry", "duration", "cause", "n")
WIDEST = 2**62


@dataclass(frozen=True, eq=False)
class Rows:
    """Persons alike in everything, a row each; months since the origin.

    Attributes:
        codes: by column of covariates and strata, the position of the row's level.
        levels: by column, the levels in order; those of numeric covariates are numbers.
        period: how many changes of coefficients lie before the row.
        entry: the last month not at risk.
        duration: the last month at risk.
        event: whether the row ends with the cause that is modelled.
        exit: whether it ends with another cause.
        n: persons.
        w: the sum of their weights; n where all weights are 1.
        w2: the sum of their squared weights; n where all weights are 1.
        person: rows with one number are of the same persons.
        cluster: rows with one number are of the same cluster; None: errors are by person or model.
        weighted: whether any weight differs from 1.
        stretches: whether a row is a stretch of one person's time.
        errors: where standard errors come from in the end.
    """

    codes: dict[str, Ints]
    levels: dict[str, list[Any]]
    period: Ints
    entry: Ints
    duration: Ints
    event: Bools
    exit: Bools
    n: Floats
    w: Floats
    w2: Floats
    person: Ints
    cluster: Ints | None
    weighted: bool
    stretches: bool
    errors: Errors

    @cached_property
    def first(self) -> Ints:
        """The first row of each person, in the order of their numbers."""
        return np.unique(self.person, return_index=True)[1]

    def persons(self, chosen: Bools) -> int:
        """Return the number of persons with any of the chosen rows."""
        if not self.stretches and not self.period.any():  # each row is of persons of its own
            return round(float(self.n[chosen].sum()))
        counted = np.zeros(len(self.n))
        counted[self.person[chosen]] = self.n[chosen]
        return round(float(counted.sum()))

    def events(self, chosen: Bools) -> int:
        """Return the number of persons with the event in the chosen rows."""
        return round(float(self.n[chosen & self.event].sum()))

    def clustered(self) -> Floats:
        """Return the weights of persons by cluster, each person once."""
        of = np.zeros(len(self.n), np.int64) if self.cluster is None else self.cluster
        return np.bincount(of[self.first], weights=self.w[self.first]).astype(np.float64)

    @property
    def last(self) -> int:
        """The last month at risk of anybody."""
        return int(self.duration.max())


def read(events: pd.DataFrame, model: Model) -> Rows:
    """Return a table of events as sorted arrays, cut at the months where coefficients change.

    Args:
        events: the model's columns, entry, duration (months), cause, n; where weights exist w and
            w2, sums of weights and of squared weights, in millionths. With `model.person` rows are
            stretches of a person's time, n is 1, and all but the last end as censored.
        model: what is asked for.

    Raises:
        EstimationError: a column or value is missing, nobody is there, or a row has no month.
    """
    _refuse_columns(events, model)
    if (events["n"] < 0).any():
        raise EstimationError("n is a number of persons, and below 0 in some row.")
    if (events["n"] == 0).any():
        events = events[events["n"] > 0]
    if events.empty:
        raise EstimationError("Nobody is in this table of events: there is nothing to estimate.")
    refuse_parts_of_months(events)
    entry, duration = (events[name].to_numpy(dtype=np.int64) for name in ("entry", "duration"))
    if (duration <= entry).any() or (entry < 0).any():
        raise EstimationError(
            "A row of the table of events has no month at risk: "
            "duration must be above entry, and entry at least 0."
        )
    numeric = {one.name for one in model.covariates if one.numeric}
    names = [*(one.name for one in model.covariates), *model.strata]
    encoded = {name: encode(events[name], number=name in numeric) for name in names}
    rows = _added_up(events, model, encoded)
    if rows.stretches:
        _refuse_stretches(rows)
    return cut(rows, model.changes)


def _refuse_stretches(rows: Rows) -> None:
    order = np.lexsort((rows.entry, rows.person))
    same = np.diff(rows.person[order]) == 0
    ended = (rows.event | rows.exit)[order][:-1]
    overlap = rows.entry[order][1:] < rows.duration[order][:-1]
    if (same & (overlap | ended)).any() or (rows.n != 1).any():
        raise EstimationError(
            "Stretches of a person's time overlap, or one comes after an event or an exit."
        )


def _refuse_columns(events: pd.DataFrame, model: Model) -> None:
    if model.cluster:
        refuse_counts_as_clusters(model.cluster)
    others = [name for name in (model.cluster, model.person) if name]
    names = [*(one.name for one in model.covariates), *model.strata, *others]
    for name in (*NEEDED, *names):
        if name not in events:
            raise EstimationError(f"The table of events has no column '{name}'.")
        if events[name].isna().any():
            raise EstimationError(
                f"The column '{name}' has missing values.\n"
                "Nobody is dropped: give them a level of their own, such as 'unknown'."
            )
    if model.person and (events["n"] != 1).any():
        raise EstimationError("Rows of stretches are of one person each: n must be 1.")


def encode(column: "pd.Series[Any]", *, number: bool = False) -> tuple[Ints, list[Any]]:
    """Return the position of each value among the levels that occur, and these in order.

    Raises:
        EstimationError: what is asked for as a number is none, or two levels have one name.
    """
    if number:
        numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64)
        if not np.isfinite(numbers).all():
            raise EstimationError(
                f"The column '{column.name}' holds what is no number.\nTake it by levels."
            )
        values, codes = np.unique(numbers, return_inverse=True)
        return codes.astype(np.int64), values.tolist()
    codes, found = pd.factorize(column)
    labels = [str(one) for one in found]
    if len(set(labels)) < len(labels):
        raise EstimationError(
            f"Two levels of '{column.name}' have one name, such as the number 1 and the text '1'."
            "\nMake all of them texts."
        )
    order = sorted(range(len(labels)), key=lambda place: labels[place])
    position = np.empty(len(labels), dtype=np.int64)
    position[order] = np.arange(len(labels))
    return position[codes], [labels[place] for place in order]


def joined(codes: Sequence[Ints], sizes: Sequence[int]) -> Ints:
    """Return one number for each combination of codes, in the order of the combinations."""
    key, width = np.zeros(len(codes[0]), dtype=np.int64), 1
    for code, size in zip(codes, sizes, strict=True):
        if width * size > WIDEST:
            _, key = np.unique(key, return_inverse=True)
            width = int(key.max()) + 1
        key, width = key * size + code, width * size
    return key


def _causes(events: pd.DataFrame, causes: tuple[Cause, ...]) -> Ints:
    """Return 0 for censored, 1 for a cause that is modelled, 2 for another."""
    codes, found = pd.factorize(events["cause"])
    allowed = [one.value for one in Cause]
    strange = [str(one) for one in found if str(one) not in allowed]
    if strange:
        raise EstimationError(f"No cause '{strange[0]}' is known.\nAllowed: {', '.join(allowed)}.")
    kind = [1 if str(one) in causes else 0 if str(one) == Cause.CENSORED else 2 for one in found]
    return np.array(kind, dtype=np.int64)[codes]


def _added_up(
    events: pd.DataFrame, model: Model, encoded: dict[str, tuple[Ints, list[Any]]]
) -> Rows:
    """Return the rows with those alike added up; sums of whole numbers, exact in any order."""
    columns = {name: events[name].to_numpy(dtype=np.int64) for name in ("entry", "duration")}
    columns["kind"] = _causes(events, model.causes)
    for name in ("cluster", "person"):
        column = getattr(model, name)
        if column:
            columns[name] = encode(events[column])[0]
    columns |= {f"level {name}": codes for name, (codes, _) in encoded.items()}
    key = joined(list(columns.values()), [int(one.max()) + 1 for one in columns.values()])
    _, first, row = np.unique(key, return_index=True, return_inverse=True)
    at = {name: values[first] for name, values in columns.items()}
    n = np.bincount(row, weights=events["n"].to_numpy(dtype=np.float64)).astype(np.float64)
    w, w2, weighted = _weights(events, row, n)
    robust = weighted or model.errors is Errors.CLUSTER
    rows = Rows(
        codes={name: at[f"level {name}"] for name in encoded},
        levels={name: levels for name, (_, levels) in encoded.items()},
        period=np.zeros(len(first), dtype=np.int64),
        entry=at["entry"],
        duration=at["duration"],
        event=at["kind"] == 1,
        exit=at["kind"] == 2,
        n=n,
        w=w,
        w2=w2,
        person=at.get("person", np.arange(len(first))),
        cluster=at.get("cluster"),
        weighted=weighted,
        stretches=model.person is not None,
        errors=Errors.CLUSTER if robust else model.errors,
    )
    if rows.cluster is not None and tell_a_spread(rows.clustered()):
        return rows
    return replace(rows, cluster=None, errors=Errors.PERSON if robust else model.errors)


def _weights(events: pd.DataFrame, row: Ints, n: Floats) -> tuple[Floats, Floats, bool]:
    """Return by row the sums of weights and of squared weights, and whether any is not 1."""
    if "w" not in events or bool((events["w"] == events["n"] * MILLION).all()):
        return n, n, False
    if (events["w"] <= 0).any():
        raise EstimationError("Weights must be above 0; leave out whoever has none.")
    if "w2" not in events:
        raise EstimationError("A table with weights needs 'w2', the sums of squared weights.")
    if events[["w", "w2"]].isna().any(axis=None):
        raise EstimationError("A weight is missing in some row: nobody is dropped or guessed.")
    sums = [events[name].to_numpy(dtype=np.float64) for name in ("w", "w2")]
    w, w2 = (np.bincount(row, weights=one) / MILLION for one in sums)
    return w, w2, True


def cut(rows: Rows, changes: tuple[int, ...]) -> Rows:
    """Return the rows cut after each month of `changes`; only a last piece has its cause."""
    if not changes:
        return rows
    starts = np.array([0, *changes])
    ends = np.array([*changes, max(rows.last, changes[-1]) + 1])
    meets = (rows.entry[:, None] < ends) & (rows.duration[:, None] > starts)
    row, period = np.nonzero(meets)
    duration = np.minimum(rows.duration[row], ends[period])
    last = duration == rows.duration[row]
    return replace(
        rows,
        codes={name: codes[row] for name, codes in rows.codes.items()},
        period=period.astype(np.int64),
        entry=np.maximum(rows.entry[row], starts[period]),
        duration=duration,
        event=rows.event[row] & last,
        exit=rows.exit[row] & last,
        n=rows.n[row],
        w=rows.w[row],
        w2=rows.w2[row],
        person=rows.person[row],
        cluster=None if rows.cluster is None else rows.cluster[row],
    )
