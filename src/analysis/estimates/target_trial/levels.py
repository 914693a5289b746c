"""Levels of covariates as columns of coefficients: the rare ones joined, and named.

A level that is hardly ever met has no coefficient that can be told. It is joined to its neighbour
where levels have an order, else to other rare ones, and those to the reference. One that is met
often, and in which hardly anybody chooses, stays: those in steady work do not begin school, and to
take them for the others would be wrong. Where nobody at all does, its chance is that of half a one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.estimates.hazards.patterns import Column
from analysis.estimates.target_trial.arrays import Ints

FEWEST = 10
"""Choices, and months without one, that a level has or would have at the pace of all others, if it
is to have a coefficient of its own."""
HALF = 0.5
REFERENCE = -1


@dataclass(frozen=True, eq=False)
class Counted:
    """A covariate's levels, and how often each is met in months in which one may choose.

    Attributes:
        covariate: its name.
        names: of its codes.
        months: by code, months in which somebody may choose.
        chosen: by code, those in which he does.
        ordered: whether neighbours are alike.
        fewest: choices, and months without one, that a level needs.
    """

    covariate: str
    names: tuple[str, ...]
    months: Ints
    chosen: Ints
    ordered: bool
    fewest: int = FEWEST


@dataclass(frozen=True)
class Joined:
    """A rare level, and what it was joined to."""

    covariate: str
    level: str
    months: int
    chosen: int
    to: str


@dataclass(frozen=True, eq=False)
class Coded:
    """The columns of one covariate.

    Attributes:
        column: by code, the place among `columns`; REFERENCE where there is none.
        columns: the coefficients.
        held: of each of them, the log odds ratio that it is held at, because nobody chooses at that
            level; missing where it is estimated.
        joined: rare levels.
    """

    column: Ints
    columns: tuple[Column, ...]
    held: tuple[float, ...]
    joined: tuple[Joined, ...]


def coded(counted: Counted) -> Coded:
    """Return the columns of a covariate; none where all its levels had to be joined."""
    groups = _neighbours(counted) if counted.ordered else _rare_together(counted)
    reference = _reference(counted, groups)
    labels = [_label(counted, group) for group in groups]
    column = np.full(len(counted.names), REFERENCE)
    columns: list[Column] = []
    held: list[float] = []
    joined: list[Joined] = []
    for at, group in enumerate(groups):
        if at != reference:
            column[group] = len(columns)
            columns.append(Column(counted.covariate, labels[at], labels[reference]))
            held.append(_held(counted, group))
        joined += [
            Joined(
                counted.covariate,
                counted.names[code],
                int(counted.months[code]),
                int(counted.chosen[code]),
                labels[at],
            )
            for code in group
            if _is_rare(counted, [code]) and counted.months[code]
        ]
    return Coded(column, tuple(columns), tuple(held), tuple(joined))


def _reference(counted: Counted, groups: Sequence[Sequence[int]]) -> int:
    """Return the place of the most common group of those in which anybody chooses.

    Where nobody does at the level that others are held against, all of theirs grow without end.
    """
    chosen = [bool(counted.chosen[list(group)].any()) for group in groups]
    months = [int(counted.months[list(group)].sum()) for group in groups]
    return max(range(len(groups)), key=lambda at: (chosen[at], months[at]))


def _held(counted: Counted, group: Sequence[int]) -> float:
    """Return the log odds ratio of half a choice where there is none, else a missing number."""
    if counted.chosen[list(group)].any():
        return float("nan")
    return float(np.log(HALF / _at_the_pace_of_all(counted, group)))


def _at_the_pace_of_all(counted: Counted, group: Sequence[int]) -> float:
    """Return how many would choose at these levels if all levels were alike."""
    pace = counted.chosen.sum() / max(int(counted.months.sum()), 1)
    return float(counted.months[list(group)].sum() * pace)


def _is_rare(counted: Counted, group: Sequence[int]) -> bool:
    chosen, months = (int(one[list(group)].sum()) for one in (counted.chosen, counted.months))
    most = max(float(chosen), _at_the_pace_of_all(counted, group))
    return min(most, months - chosen) < counted.fewest


def _neighbours(counted: Counted) -> list[list[int]]:
    """Return codes in groups of neighbours, each large enough where all together are."""
    groups: list[list[int]] = [[]]
    for code in range(len(counted.names)):
        if groups[-1] and not _is_rare(counted, groups[-1]):
            groups.append([])
        groups[-1].append(code)
    if len(groups) > 1 and _is_rare(counted, groups[-1]):
        last = groups.pop()
        groups[-1] += last
    return groups


def _rare_together(counted: Counted) -> list[list[int]]:
    """Return codes in groups: the rare ones together, with the most common one if need be."""
    codes = range(len(counted.names))
    common = [[code] for code in codes if not _is_rare(counted, [code])]
    rare = [code for code in codes if _is_rare(counted, [code])]
    if not common:
        return [list(codes)]
    if rare and not _is_rare(counted, rare):
        return [*common, rare]
    most = max(common, key=lambda group: int(counted.months[group[0]]))
    most += rare
    return common


def _label(counted: Counted, group: Sequence[int]) -> str:
    met = [code for code in group if counted.months[code]] or list(group)
    if len(met) == 1 or not counted.ordered:
        own = [code for code in met if not _is_rare(counted, [code])]
        return " + ".join(counted.names[code] for code in own or met)
    return f"{counted.names[met[0]]} to {counted.names[met[-1]]}"
