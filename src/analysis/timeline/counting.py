"""Counts of persons by group, column and cell: exact sums, in blocks that take little memory."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.compiled import blocks, compiled, each_share
from analysis.timeline.rows import Ints, Shorts
from analysis.timeline.weights import squares

NOBODY = -1
"""The cell of a person who is not counted in a column."""
CELLS = 2**22
"""Numbers that are counted at once; groups beyond wait for the next round."""
SUMS = ["n", "w", "w2"]


@dataclass(frozen=True)
class Counted:
    """Whom a table counts, by group and weight.

    Attributes:
        groups: people; the columns to group by, perhaps none.
        weight: people, in millionths; None where everybody is one and no sums of weights are made.
    """

    groups: pd.DataFrame
    weight: Ints | None = None

    @property
    def amounts(self) -> Ints:
        """Return people x sums: 1, and where there are weights the weight and its square."""
        ones = np.ones((len(self.groups), 1), dtype=np.int64)
        if self.weight is None:
            return ones
        return np.column_stack([ones, self.weight, squares(self.weight)])

    @property
    def sums(self) -> list[str]:
        """Names of the sums: n, and where there are weights w and w2."""
        return SUMS[:1] if self.weight is None else SUMS

    def numbered(self) -> tuple[Ints, pd.DataFrame]:
        """Return the number of each person's group, and the groups in the order of numbers."""
        number, size = np.zeros(len(self.groups), dtype=np.int64), 1
        if not self.groups.shape[1]:
            return number, pd.DataFrame(index=[0])
        for name in self.groups:
            code, least, values = _coded(self.groups[name])
            if values == 1:
                continue
            if size * values > CELLS:
                number, size = _without_gaps(number, size)
            number *= values  # in place: the system gives new memory slowly
            number += code
            number -= least
            size *= values
        number, size = _without_gaps(number, size)
        somebody = np.zeros(size, dtype=np.int64)
        somebody[number] = np.arange(len(number))
        return number, self.groups.iloc[somebody].reset_index(drop=True)


def _coded(column: pd.Series) -> tuple[NDArray[np.signedinteger], int, int]:
    """Return the code of each value of a column, in their order, the least and how many."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        place = np.argsort(np.argsort(column.cat.categories)).astype(np.int32)
        return place[column.cat.codes], 0, len(place)
    number = column.to_numpy()
    if number.dtype.kind == "i" and len(number):
        least, most = int(number.min()), int(number.max())
        if most - least < CELLS:
            return number, least, most - least + 1
    code, values = pd.factorize(column, sort=True)
    return code, 0, len(values)


def _without_gaps(number: Ints, size: int) -> tuple[Ints, int]:
    """Return numbers below `size` in their order, without those that nobody has; how many."""
    if size > CELLS:
        kept, number = np.unique(number, return_inverse=True)
        return number, len(kept)
    place: Ints = np.cumsum(np.bincount(number, minlength=size) > 0, dtype=np.int64)
    place -= 1
    return place[number], int(place[-1]) + 1 if size else 0


def count(
    who: Counted,
    shape: tuple[int, int],
    cells_of: Callable[[Ints], Shorts],
) -> tuple[pd.DataFrame, Ints, Ints]:
    """Return the groups, columns and cells that somebody is in, and how many are.

    Args:
        who: people, their groups and weights.
        shape: number of columns and of cells.
        cells_of: positions of people -> people x columns, the cell of each, or NOBODY.

    Returns:
        Rows of groups and sums; the column of each row; its cell.
    """
    group, names = who.numbered()
    amounts = who.amounts
    room = max(CELLS // (shape[0] * shape[1] * amounts.shape[1]), 1)
    order = np.argsort(group, kind="stable") if len(names) > room else np.arange(len(group))
    tables, places = [], []
    for first in range(0, max(len(names), 1), room):
        last = min(first + room, len(names))
        people = order
        if len(names) > room:
            people = order[slice(*np.searchsorted(group[order], [first, last]))]

        def block(chosen: Ints, total: Ints, first: int = first) -> None:
            _add(cells_of(chosen), group[chosen] - first, amounts[chosen], total)

        total = _totals(people, (last - first, *shape, amounts.shape[1]), block)
        where = np.nonzero(total[..., 0])
        rows = names.iloc[first + where[0]].reset_index(drop=True)
        tables.append(rows.assign(**dict(zip(who.sums, total[where].T, strict=True))))
        places.append(np.array(where[1:], dtype=np.int64))
    column, cell = np.concatenate(places, axis=1)
    return pd.concat(tables, ignore_index=True), column, cell


def _totals(people: Ints, shape: tuple[int, ...], add: Callable[[Ints, Ints], None]) -> Ints:
    """Return the sums (groups x columns x cells x sums) of people, added block by block."""

    def share(begin: int, end: int) -> Ints:
        total = np.zeros(shape, dtype=np.int64)
        for block in blocks(begin, end):
            add(people[slice(*block)], total)
        return total

    return np.asarray(sum(each_share(len(people), share)))


@compiled
def _add(cells: Shorts, group: Ints, amounts: Ints, total: Ints) -> None:
    """Add people's amounts (people x sums) to total (groups x columns x cells x sums)."""
    for i in range(cells.shape[0]):
        for column in range(cells.shape[1]):
            cell = cells[i, column]
            if cell >= 0:
                for k in range(amounts.shape[1]):
                    total[group[i], column, cell, k] += amounts[i, k]
