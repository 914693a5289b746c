"""Person x calendar month: what each register says of a month, kept as spells of whole months.

Months are laid out only for one person at a time, inside the compiled loops: a panel takes memory
for rows of registers, not for persons x months.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import one_of
from analysis.registers.read import Registers
from analysis.terms import Cause, MonthlyRule
from analysis.timeline.kernels import HOME, NEVER, TOTAL
from analysis.timeline.months import NONE, days_cut, days_in, month_of, spell_columns
from analysis.timeline.recent import Recent
from analysis.timeline.rows import Bytes, Ints, Marks, Shorts

Bools = NDArray[np.bool_]
Layer = TypeVar("Layer")
NO_AMOUNTS = np.zeros(0, dtype=np.int64)
NO_MARKS = Marks(
    NO_AMOUNTS, np.zeros(0, np.int16), np.zeros(0, np.int16), np.zeros(0, np.uint8), NO_AMOUNTS
)


@dataclass(frozen=True)
class Panel:
    """Registers by person and month under one monthly rule.

    It is a class because its layers are costly and shared: each is built once, on first use.

    Raises:
        DesignError: there is no such rule.
    """

    registers: Registers
    rule: MonthlyRule = MonthlyRule.DAY_15
    _layers: dict[object, Any] = field(default_factory=Recent, repr=False)

    def __post_init__(self) -> None:
        """Take a rule by its name too, and refuse one that does not exist."""
        one_of("monthly_rule", self.rule, [name.value for name in MonthlyRule])
        object.__setattr__(self, "rule", MonthlyRule(self.rule))

    @property
    def first(self) -> int:
        """Calendar month of the first column."""
        return self.registers.dataset.first_observed

    @property
    def n_months(self) -> int:
        """Number of calendar months observed."""
        return self.registers.dataset.last_observed - self.first + 1

    def layer(self, key: object, build: Callable[[], Layer]) -> Layer:
        """Return a layer, building it where it is asked for the first time."""
        if key not in self._layers:
            self._layers[key] = build()
        return cast("Layer", self._layers[key])

    @property
    def unit(self) -> Ints:
        """What an amount that holds all month is multiplied by: under `day_weighted` its days."""
        months = self.first + np.arange(self.n_months)
        weighted = self.rule is MonthlyRule.DAY_WEIGHTED
        return days_in(months) if weighted else np.ones(self.n_months, dtype=np.int64)

    def spells(self, table: str) -> tuple[Ints, Shorts, Shorts]:
        """Return where each person's rows begin, and first and last column of each row."""
        return self.layer(("spells", table), lambda: self._spells(table))

    def marks(self, table: str, what: Bytes, amount: Ints = NO_AMOUNTS) -> Marks:
        """Return what each row of a table says of the months that it decides.

        Args:
            table: its name.
            what: by row; NOTHING, flags, TOTAL or MORE.
            amount: by row, where some are TOTAL or MORE.
        """
        return Marks(*self.spells(table), what, amount)

    def taken_off(self, table: str, what: Bytes, amount: Ints) -> Marks:
        """Return what to add to sums of amounts where a spell does not count in full in a month.

        Under `day_weighted` the days of its first and last month on which it does not hold; under
        `overlap` what spells of one job in one month add beyond the largest.
        """
        if self.rule is MonthlyRule.DAY_15:
            return NO_MARKS
        too_much = _days_missed if self.rule is MonthlyRule.DAY_WEIGHTED else _repeated_in_a_month
        spells, parts = self.registers.tables[table], []
        for one in np.unique(what[what >= TOTAL]):
            chosen = what == one
            person, month, beyond = too_much(spells[chosen], amount[chosen])
            column = month - self.first
            seen = (column >= 0) & (column < self.n_months)
            same = np.full(seen.sum(), one)
            parts.append(self.marks_of(person[seen], (column[seen],) * 2, same, -beyond[seen]))
        return self.together(parts)

    def marks_of(
        self, person: Ints, columns: tuple[Ints, Ints], what: Bytes, amount: Ints = NO_AMOUNTS
    ) -> Marks:
        """Return marks from rows in any order."""
        order = np.argsort(person, kind="stable")
        first, last = (column[order].astype(np.int16) for column in columns)
        added = amount[order] if len(amount) else amount
        return Marks(_begins(person, self.registers.n_persons), first, last, what[order], added)

    def together(self, parts: Sequence[Marks]) -> Marks:
        """Return the marks of several registers as one; all, or none, have amounts."""
        some = [marks for marks in parts if len(marks.first)]
        if len(some) < 2:
            return some[0] if some else NO_MARKS
        everybody = np.arange(self.registers.n_persons)
        person = np.concatenate([np.repeat(everybody, np.diff(marks.begin)) for marks in some])
        _, first, last, what, amount = (np.concatenate(rows) for rows in zip(*some, strict=True))
        return self.marks_of(person, (first, last), what, amount)

    def _spells(self, table: str) -> tuple[Ints, Shorts, Shorts]:
        spells = self.registers.tables[table]
        first, last = spell_columns(spells, self.rule, self.first, self.n_months)
        return _begins(spells["person"].to_numpy(), self.registers.n_persons), first, last


def _begins(person: NDArray[np.signedinteger], n_persons: int) -> Ints:
    """Return by person where his rows begin, in rows ordered by person, and their number."""
    rows = np.bincount(person, minlength=n_persons)
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(rows)])


def _days_missed(spells: pd.DataFrame, amount: Ints) -> tuple[Ints, Ints, Ints]:
    """Return person, month and amount x days of the first and last months not held in full."""
    before, after = days_cut(spells["start"], spells["end"])
    person = spells["person"].to_numpy(dtype=np.int64)
    month = np.concatenate([month_of(spells["start"]), month_of(spells["end"])])
    return np.tile(person, 2), month, np.concatenate([amount * before, amount * after])


NAMES = ["person", "month", "beyond"]


def _repeated_in_a_month(spells: pd.DataFrame, amount: Ints) -> tuple[Ints, Ints, Ints]:
    """Return person, month and what spells of one job in one month add beyond the largest."""
    keys = [name for name in ("person", "employer_id", "kind") if name in spells]
    if "employer_id" not in keys:
        return (np.zeros(0, dtype=np.int64),) * 3
    ends = spells[keys].assign(amount=amount, last=month_of(spells["end"]))
    ends["month"] = month_of(spells["start"])
    other = ends[ends["last"] != ends["month"]].assign(month=lambda f: f["last"])
    touched = pd.concat([ends, other])
    touched = touched[touched["employer_id"].notna() & (touched["month"] != NONE)]
    grouped = touched.groupby([*keys, "month"], observed=True)["amount"]
    beyond = (grouped.sum() - grouped.max()).rename("beyond").reset_index()
    beyond = beyond[beyond["beyond"] > 0]
    person, month, more = (beyond[name].to_numpy(dtype=np.int64) for name in beyond[NAMES])
    return person, month, more


def departures(panel: Panel) -> tuple[Ints, Bytes]:
    """Return by person the column of departure, NEVER where there is none, and if it is death."""

    def build() -> tuple[Ints, Bytes]:
        gone = np.full(panel.registers.n_persons, NEVER, dtype=np.int64)
        by_death = np.zeros(panel.registers.n_persons, dtype=np.uint8)
        if panel.registers.has("departures"):
            table = panel.registers.tables["departures"]
            person, month = table["person"].to_numpy(), month_of(table["date"])
            gone[person] = np.where(month == NONE, NEVER, month - panel.first)
            by_death[person] = (table["cause"] == Cause.DEATH).to_numpy(dtype=bool)
        return gone, by_death

    return panel.layer("departures", build)


def home(panel: Panel) -> Marks:
    """Return where residence covers a month; empty where there is no table."""
    if not panel.registers.has("residence"):
        return NO_MARKS
    rows = len(panel.registers.tables["residence"])
    return panel.layer("home", lambda: panel.marks("residence", np.full(rows, HOME, np.uint8)))
