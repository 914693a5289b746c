"""Counts of persons by group, column and cell: exact sums, in blocks that take little memory."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

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
        ones = np.ones(len(self.groups), dtype=np.int64)
        sums = [ones] if self.weight is None else [ones, self.weight, squares(self.weight)]
        return np.column_stack(sums)

    @property
    def sums(self) -> list[str]:
        """Names of the sums: n, and where there are weights w and w2."""
        return SUMS[:1] if self.weight is None else SUMS

    def numbered(self) -> tuple[Ints, pd.DataFrame]:
        """Return the number of each person's group, and the groups in the order of numbers."""
        number, names = np.zeros(len(self.groups), dtype=np.int64), pd.DataFrame(index=[0])
        for name in self.groups:
            code, values = _coded(self.groups[name])
            number, kept = _used(number * len(values) + code, len(names) * len(values))
            before, own = np.divmod(kept, len(values))
            names = names.iloc[before].assign(**{str(name): values[own]})
        return number, names.reset_index(drop=True)


def _coded(column: pd.Series) -> tuple[Ints, np.ndarray]:
    """Return the code of each value of a column, and the values by code, in their order."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        words = column.cat.categories.to_numpy()
        order = np.argsort(words)
        return np.argsort(order)[column.cat.codes], words[order]
    if pd.api.types.is_integer_dtype(column.dtype) and len(column):
        number = column.to_numpy()
        least, most = int(number.min()), int(number.max())
        if most - least < CELLS:
            return number - least, np.arange(least, most + 1, dtype=number.dtype)
    code, values = pd.factorize(column, sort=True)
    return code, np.asarray(values)


def _used(number: Ints, most: int) -> tuple[Ints, Ints]:
    """Return numbers below `most` without gaps, in the same order, and what each of these was."""
    if most > CELLS:
        kept, closed = np.unique(number, return_inverse=True)
        return closed, kept
    is_used = np.bincount(number, minlength=most) > 0
    return (np.cumsum(is_used) - 1)[number], np.flatnonzero(is_used)


def count(
    who: Counted, shape: tuple[int, int], cells_of: Callable[[Ints], Shorts]
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
