"""Faults for invented registers: what a fault is, and the ground in which faults are planted.

A world is chosen from as it was drawn, and never changed: each fault picks rows of persons whom no
other fault has, so that what is right of one does not depend on another. Rows are changed in place
or added at the end, so that a row keeps its number in the file.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import pandas as pd

from analysis.errors import DesignError
from analysis.synthetic.dates import Bools, Ints, Window
from analysis.synthetic.luck import Luck

TIMES = 2
"""How often a fault is planted, unless it says otherwise; fewer where a world has fewer places."""
HEADER = -1
"""The place of the names of columns in a CSV file."""
EVERY_FORMAT = ("parquet", "csv", "xlsx", "dta", "sav", "xpt")
Change = Callable[[bytes], bytes]
Value = object
"""What stands in a cell."""


class Right(StrEnum):
    """What a reader rightly does with a fault."""

    ERROR = "error"  # stops, naming file, row and column
    REPAIR = "repair"  # repairs it, and counts it where a value or row changes
    WARNING = "warning"  # uses it as it stands, counts and shows it
    KEPT = "kept"  # keeps the value, which something else would run or round


@dataclass(frozen=True)
class Fault:
    """One kind of fault.

    Attributes:
        name: as it is asked for.
        table: whose file holds it.
        right: what a reader rightly does.
        what: the fault in one sentence.
        plant: puts it into a ground, and notes each place.
        counted_as: the fate, remark, finding or fault of the register by which it is counted.
        formats: of files that can hold it.
        declares: what dataset.toml must say so that this is right, beside what it says anyway.
    """

    name: str
    table: str
    right: Right
    what: str
    plant: "Callable[[Ground, Fault], None]"
    counted_as: str = ""
    formats: tuple[str, ...] = EVERY_FORMAT
    declares: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Mark:
    """One place where a fault was planted.

    Attributes:
        fault: of which kind.
        place: the row, from 0; HEADER, or None where it is the file as a whole.
        column: empty where it is the row as a whole.
        planted: what stands there now.
        counted_as: as that of the fault, where it counts as something else as well.
    """

    fault: Fault
    place: int | None
    column: str
    planted: str
    counted_as: str


@dataclass
class Ground:
    """Collects what is planted in a world.

    Attributes:
        clean: the tables as they were drawn.
        window: what the registers show.
        luck: decides which rows.
        tables: with what has been planted so far.
        changes: table -> what is done to the bytes of its file afterwards.
        marks: where something was planted.
        taken: persons, or other owners of rows, who hold a fault already.
    """

    clean: Mapping[str, pd.DataFrame]
    window: Window
    luck: Luck
    tables: dict[str, pd.DataFrame]
    changes: list[tuple[str, Change]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def pick(self, fault: Fault, may: pd.Series | Bools, times: int = TIMES) -> Ints:
        """Return the places of some rows of the fault's table, each of another person, in order.

        Raises:
            DesignError: there is no such row.
        """
        places = np.flatnonzero(np.asarray(may, dtype=bool))
        rank = self.luck.uniform(f"fault {fault.name}", places.astype(np.int64))
        clean = self.clean[fault.table]
        owners = clean["person_id"] if "person_id" in clean else clean.index.astype(str)
        chosen: list[int] = []
        for place in places[np.argsort(rank, kind="stable")]:
            if len(chosen) < times and owners[place] not in self.taken:
                chosen.append(int(place))
                self.taken.add(owners[place])
        if not chosen:
            raise DesignError(
                f"--faults: this world has no row of {fault.table} left for '{fault.name}'."
                "\nTake more --persons, or leave the fault out."
            )
        return np.sort(np.array(chosen, dtype=np.int64))

    def put(self, fault: Fault, places: Ints, column: str, values: Sequence[Value]) -> None:
        """Change cells of the fault's table, and mark them; text is put as a CSV file shows it."""
        frame = self.tables[fault.table]
        cells = frame[column].copy()
        if any(isinstance(value, str) for value in values):
            cells = _as_texts(cells)
        for place, value in zip(places, values, strict=True):
            cells.iloc[place] = value
        self.tables[fault.table] = frame.assign(**{column: cells})
        for place, value in zip(places, values, strict=True):
            self.mark(fault, int(place), column, shown(value))

    def add(
        self, fault: Fault, rows: pd.DataFrame, column: str, planted: str, also: Sequence[str] = ()
    ) -> None:
        """Add rows at the end of the fault's table, and mark them.

        Args:
            fault: which.
            rows: with the columns of the table.
            column: where the fault shows; empty: the whole row.
            planted: what the rows are.
            also: what each counts as, beside what the fault counts as.
        """
        frame = self.tables[fault.table]
        first = len(frame)
        whole = pd.concat([frame, rows.astype(frame.dtypes.to_dict())], ignore_index=True)
        self.tables[fault.table] = whole
        for place in range(first, first + len(rows)):
            for counted_as in (fault.counted_as, *also):
                self.mark(fault, place, column, planted, counted_as)

    def mark(
        self, fault: Fault, place: int | None, column: str, planted: str, counted_as: str = ""
    ) -> None:
        """Note where a fault was planted."""
        self.marks.append(Mark(fault, place, column, planted, counted_as or fault.counted_as))

    def of(self, fault: Fault) -> pd.DataFrame:
        """Return the fault's table as it was drawn."""
        return self.clean[fault.table]


Plant = Callable[[Ground, Fault], None]
"""Puts a fault into a ground."""


def days(number: int) -> np.timedelta64:
    """Return so many days."""
    return np.timedelta64(number, "D")


def is_there(values: pd.Series) -> Bools:
    """Tell which cells hold something; an empty text is nothing."""
    return np.asarray(values.notna() & (values != ""), dtype=bool)


def shown(value: Value) -> str:
    """Return a value in quotes as CSV shows it: it is no formula, and blanks are seen."""
    if value is None or value != value:
        return "nothing"
    text = value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)
    return f"'{text}'"


def cell(column: str, value: Value, *, known: bool = True) -> Plant:
    """Return what plants one value in cells of a column.

    Args:
        column: which.
        value: what stands there afterwards.
        known: whether something stood there before; else nothing did.
    """

    def plant(ground: Ground, fault: Fault) -> None:
        there = is_there(ground.of(fault)[column])
        places = ground.pick(fault, there if known else ~there)
        ground.put(fault, places, column, [value] * len(places))

    return plant


def _as_texts(values: pd.Series) -> pd.Series:
    is_date = pd.api.types.is_datetime64_any_dtype(values)
    texts: pd.Series = values.dt.strftime("%Y-%m-%d") if is_date else values
    return texts.astype(object)
