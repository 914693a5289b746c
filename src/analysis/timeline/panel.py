"""Person x calendar month: what each register says of a month, built when a measure first asks.

A layer is an array of persons x months from the first to the last observed month of the dataset.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.registers.read import Registers
from analysis.terms import MonthlyRule
from analysis.timeline.months import NONE, days_cut, days_in, month_of, spell_months

Layer = NDArray[np.int32] | NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Panel:
    """Registers by person and month under one monthly rule.

    It is a class because its layers are costly and shared: each is built once, on first use.
    """

    registers: Registers
    rule: MonthlyRule = MonthlyRule.DAY_15
    _layers: dict[object, Layer] = field(default_factory=dict, repr=False)

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
        return self._layers[key]

    @property
    def unit(self) -> NDArray[np.int64]:
        """What an amount that holds all month is multiplied by: under `day_weighted` its days."""
        months = self.first + np.arange(self.n_months)
        weighted = self.rule is MonthlyRule.DAY_WEIGHTED
        return days_in(months) if weighted else np.ones(self.n_months, dtype=np.int64)

    def holds(self, spells: pd.DataFrame) -> Bools:
        """Tell of each person and month whether any spell decides it.

        Under `day_weighted` any day is enough, as under `overlap`: only amounts are weighted.
        """
        return self._sums(spells, np.ones(len(spells), dtype=np.int64)) > 0

    def amounts(self, spells: pd.DataFrame, amount: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the sum of amounts by person and month, in multiples of `unit`.

        Two spells of one job that touch one month under `overlap` count there with the larger.
        """
        total = self._sums(spells, amount)
        if self.rule is MonthlyRule.DAY_WEIGHTED:
            total *= self.unit
            self._take_off(total, *_days_missed(spells, amount))
        if self.rule is MonthlyRule.OVERLAP:
            self._take_off(total, *_repeated_in_a_month(spells, amount))
        return total

    def _sums(self, spells: pd.DataFrame, amount: NDArray[np.int64]) -> NDArray[np.int64]:
        first, last = spell_months(spells["start"], spells["end"], self.rule)
        first, last = first - self.first, last - self.first
        steps = np.zeros((self.registers.n_persons, self.n_months + 1), dtype=np.int64)
        holds = (first <= last) & (first < self.n_months) & (last >= 0)
        person = spells["person"].to_numpy()[holds]
        np.add.at(steps, (person, np.maximum(first[holds], 0)), amount[holds])
        high = np.minimum(last[holds], self.n_months - 1)
        np.add.at(steps, (person, high + 1), -amount[holds])
        return np.cumsum(steps[:, :-1], axis=1)

    def _take_off(
        self,
        total: NDArray[np.int64],
        person: NDArray[np.int64],
        month: NDArray[np.int64],
        amount: NDArray[np.int64],
    ) -> None:
        column = month - self.first
        seen = (column >= 0) & (column < self.n_months)
        np.subtract.at(total, (person[seen], column[seen]), amount[seen])


def _days_missed(
    spells: pd.DataFrame, amount: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return person, month and amount x days of the first and last months not held in full."""
    before, after = days_cut(spells["start"], spells["end"])
    person = spells["person"].to_numpy(dtype=np.int64)
    month = np.concatenate([month_of(spells["start"]), month_of(spells["end"])])
    return np.tile(person, 2), month, np.concatenate([amount * before, amount * after])


NAMES = ["person", "month", "beyond"]


def _repeated_in_a_month(
    spells: pd.DataFrame, amount: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
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


def departures(registers: Registers) -> tuple[NDArray[np.int64], pd.Series]:
    """Return by person the calendar month of departure (NONE where there is none) and its cause."""
    month = np.full(registers.n_persons, NONE, dtype=np.int64)
    cause = pd.Series(pd.NA, index=range(registers.n_persons), dtype="object")
    if registers.has("departures"):
        table = registers.tables["departures"]
        month[table["person"]] = month_of(table["date"])
        cause.loc[table["person"]] = table["cause"].astype(object).to_numpy()
    return month, cause


def presence(panel: Panel) -> Bools:
    """Tell of each person and month whether residence covers it; all where there is no table."""
    if not panel.registers.has("residence"):
        return np.ones((panel.registers.n_persons, panel.n_months), dtype=bool)
    residence = panel.registers.tables["residence"]
    return panel.layer("presence", lambda: panel.holds(residence).astype(np.int32)) > 0
