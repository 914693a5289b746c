"""Counts by group and month that add up: the table of a whole is the sum over any partition.

Everything that is shown is computed from these (definitions.md 17). Every row has n, a number of
persons; where participants have weights also w, the sum of these, and w2, that of their squares,
in millionths.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.compiled import compiled
from analysis.design import Measure, MeasurementPoint
from analysis.errors import DesignError
from analysis.timeline.cohort import Cohort
from analysis.timeline.counting import NOBODY, SUMS, Counted, count
from analysis.timeline.outcome import Outcome
from analysis.timeline.panel import Panel
from analysis.timeline.rows import Codes, Ints, Shorts
from analysis.timeline.states import NAMES, States, reader
from analysis.timeline.weights import check_sums

EVENT_KEYS = ["entry", "duration", "cause"]
STATE_KEYS = ["month", "state"]
PAIR_KEYS = ["month", "state", "other_month", "other_state"]
TRANSITION_KEYS = ["month", "from_state", "to_state"]


def events_table(outcome: Outcome, by: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return persons by group, entry, duration (months) and cause; columns n, with weights w, w2.

    Raises:
        DesignError: weights are so large that their sums are not exact.
    """
    who = Counted(outcome.frame[[*by, *EVENT_KEYS]], outcome.weight)
    number, names = who.numbered()
    sums = np.zeros((len(who.sums), len(names)), dtype=np.int64)
    for total, amount in zip(sums, who.amounts.T, strict=True):
        np.add.at(total, number, amount)
    return names.assign(**dict(zip(who.sums, sums, strict=True)))


def status_table(
    panel: Panel,
    people: Cohort,
    measure: Measure,
    points: Sequence[MeasurementPoint],
    by: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Return eligible persons by group, measurement point and state: month, state, n.

    Where there are weights, also w and w2. Who is eligible, and in which state, is what `states`
    tells (definitions.md 13, 14).

    Raises:
        DesignError: the dataset lacks what the measure needs.
    """
    read = reader(panel, people, measure, points)
    rows, column, cell = count(
        _counted(people, by),
        (len(points), len(NAMES)),
        lambda chosen: read.codes(chosen).astype(np.int16),
    )
    month = np.array([point.month for point in points])[column]
    return _with_keys(rows, by, {"month": month, "state": _named(NAMES, cell)})


def states_table(people: Cohort, states: States, by: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return eligible persons by group, month and state; n, perhaps w, w2.

    Args:
        people: whose states they are.
        states: of any kind.
        by: group columns.

    Raises:
        DesignError: there are not the states of everybody.
    """
    if len(people.frame) != len(states.codes):
        raise DesignError("A table of states needs those of everybody in the cohort, in its order.")
    rows, column, cell = count(
        _counted(people, by),
        (len(states.months), len(states.names)),
        lambda chosen: states.codes[chosen].astype(np.int16),
    )
    month = np.array(states.months, dtype=np.int64)[column]
    return _with_keys(rows, by, {"month": month, "state": _named(states.names, cell)})


def pairs_table(
    people: Cohort, states: States, others: States, by: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Return persons by group, state at one point and state at another; n, perhaps w, w2.

    Args:
        people: whose states they are.
        states: at one or more points.
        others: of the same people at as many other points, perhaps of another measure; the columns
            of both are taken two by two.
        by: group columns.

    Returns:
        Groups, month and state, other_month and other_state, and the sums, of those who are
        eligible for both points.

    Raises:
        DesignError: there are not as many points here as there, or not as many people.
    """
    if not len(people.frame) == len(states.codes) == len(others.codes):
        raise DesignError("Pairs need the states of everybody in the cohort, in its order.")
    if len(states.months) != len(others.months):
        raise DesignError("Pairs need as many points here as there: each with its other.")
    rows, column, cell = count(
        _counted(people, by),
        (len(states.months), len(states.names) * len(others.names)),
        lambda chosen: _together(states.codes[chosen], others.codes[chosen], len(others.names)),
    )
    here, there = np.divmod(cell, len(others.names))
    keys = {
        "month": np.array(states.months, dtype=np.int64)[column],
        "state": _named(states.names, here),
        "other_month": np.array(others.months, dtype=np.int64)[column],
        "other_state": _named(others.names, there),
    }
    return _with_keys(rows, by, keys)


def transitions_table(people: Cohort, states: States, by: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return persons by group, month and from which state in the month before to which in it.

    Args:
        people: whose states they are.
        states: in months that follow each other.
        by: group columns.

    Returns:
        Groups, month, from_state, to_state, n, perhaps w, w2; of those eligible in both months. Who
        stays is a row too, so that the rows of a month and a from_state are its persons.

    Raises:
        DesignError: the months do not follow each other.
    """
    if (np.diff(states.months) != 1).any():
        raise DesignError("Transitions need the states of months that follow each other.")
    before = States(states.names, states.months[:-1], states.codes[:, :-1])
    after = States(states.names, states.months[1:], states.codes[:, 1:])
    pairs = pairs_table(people, before, after, by).drop(columns="month")
    new = {"state": "from_state", "other_month": "month", "other_state": "to_state"}
    renamed = pairs.rename(columns=new)
    sums = [name for name in SUMS if name in renamed]
    return renamed[[*by, *TRANSITION_KEYS, *sums]]


def add_up(
    tables: Sequence[pd.DataFrame], by: tuple[str, ...], keys: Sequence[str]
) -> pd.DataFrame:
    """Return the sum of tables over partitions, or over groups that are not in `by`.

    Raises:
        DesignError: weights are so large that their sums are not exact.
    """
    together = pd.concat(tables, ignore_index=True)
    sums = [name for name in SUMS if name in together]
    for name in sums:
        check_sums(together[name].to_numpy(dtype=np.int64))
    return together.groupby([*by, *keys], observed=True)[sums].sum().reset_index()


def _counted(people: Cohort, by: tuple[str, ...]) -> Counted:
    return Counted(people.frame[list(by)], people.weight)


def _together(codes: np.ndarray, others: np.ndarray, n_others: int) -> Shorts:
    """Return one cell for two states; NOBODY where either is not eligible."""
    cells = np.empty(codes.shape, dtype=np.int16)
    _pair(codes.astype(np.int8, copy=False), others.astype(np.int8, copy=False), n_others, cells)
    return cells


@compiled
def _pair(codes: Codes, others: Codes, n_others: int, cells: Shorts) -> None:
    """Fill cells with both of two states, at most MOST_NAMES of each."""
    for i in range(cells.shape[0]):
        for j in range(cells.shape[1]):
            one, other = codes[i, j], others[i, j]
            cells[i, j] = NOBODY if one < 0 or other < 0 else one * n_others + other


def _named(names: Sequence[str], code: Ints) -> np.ndarray:
    return np.array(names, dtype=object)[code]


def _with_keys(
    rows: pd.DataFrame, by: tuple[str, ...], keys: dict[str, np.ndarray]
) -> pd.DataFrame:
    """Return rows of counts with their keys between the groups and the sums."""
    sums = [name for name in SUMS if name in rows]
    return rows.assign(**keys)[[*by, *keys, *sums]]
