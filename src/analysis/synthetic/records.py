"""Records side by side: a dataclass of arrays (or of other records), one element a record."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Self

import numpy as np

from analysis.synthetic.dates import Ints


class Records:
    """What all dataclasses of arrays can do, whatever their fields."""

    def of(self, row: Ints | slice) -> Self:
        """Return some of the records; those of a slice are the same ones, not copies."""
        picked = []
        for field in fields(self):  # type: ignore[arg-type]
            column = getattr(self, field.name)
            picked.append(column.of(row) if isinstance(column, Records) else column[row])
        return type(self)(*picked)

    def put(self, row: Ints, records: Self) -> None:
        """Exchange some of the records for others, in place."""
        for field in fields(self):  # type: ignore[arg-type]
            getattr(self, field.name)[row] = getattr(records, field.name)

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Return the records of all parts, one after the other."""
        columns = []
        for field in fields(cls):  # type: ignore[arg-type]
            pieces = [getattr(part, field.name) for part in parts]
            nested = isinstance(pieces[0], Records)
            columns.append(type(pieces[0]).joined(pieces) if nested else np.concatenate(pieces))
        return cls(*columns)
