"""Levels of covariates as columns of coefficients: the rare ones joined, and named.

A level in which hardly anybody begins has no coefficient that can be told. It is joined to its
neighbour where levels have an order, else to other rare ones, and those to the reference.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.estimates.hazards.patterns import Column
from analysis.estimates.target_trial.arrays import Ints

FEWEST = 10
"""Choices, and months without one, that a level needs for a coefficient of its own."""
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
        joined: rare levels.
    """

    column: Ints
    columns: tuple[Column, ...]
    joined: tuple[Joined, ...]


def coded(counted: Counted) -> Coded:
    """Return the columns of a covariate; none where all its levels had to be joined."""
    groups = _neighbours(counted) if counted.ordered else _rare_together(counted)
    months = [int(counted.months[group].sum()) for group in groups]
    reference = int(np.argmax(months))
    labels = [_label(counted, group) for group in groups]
    column = np.full(len(counted.names), REFERENCE)
    columns: list[Column] = []
    joined: list[Joined] = []
    for at, group in enumerate(groups):
        if at != reference:
            column[group] = len(columns)
            columns.append(Column(counted.covariate, labels[at], labels[reference]))
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
    return Coded(column, tuple(columns), tuple(joined))


def _is_rare(counted: Counted, group: Sequence[int]) -> bool:
    chosen = int(counted.chosen[list(group)].sum())
    return min(chosen, int(counted.months[list(group)].sum()) - chosen) < counted.fewest


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
