"""Person x calendar month: what each register says of a month, built when a measure first asks.

A layer is an array of persons x months from the first to the last observed month of the dataset.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.design import Measure
from analysis.registers.read import Registers
from analysis.terms import Counts, MonthlyRule
from analysis.timeline.months import NONE, days_cut, days_in, month_of, spell_months, union

Layer = NDArray[np.int32]
Bools = NDArray[np.bool_]
QUALIFIES, NOT, MISSING = np.int8(1), np.int8(0), np.int8(-1)
LEVELS = {
    Counts.EDUCATION: ("upper_secondary", "higher"),
    Counts.GRUNNSKOLE: ("grunnskole",),
}
KINDS = {Counts.EMPLOYMENT: "employee", Counts.SELF_EMPLOYMENT: "self_employed"}


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

    def spread(self, spells: pd.DataFrame, amount: NDArray[np.int64] | None = None) -> Layer:
        """Return the sum over spells of `amount` (1 where None) by person and month.

        Under `day_weighted` an amount counts by its share of the month's days.
        """
        values = np.ones(len(spells), dtype=np.int64) if amount is None else amount
        first, last = spell_months(spells["start"], spells["end"], self.rule)
        first, last = first - self.first, last - self.first
        steps = np.zeros((self.registers.n_persons, self.n_months + 1), dtype=np.int64)
        holds = (first <= last) & (first < self.n_months) & (last >= 0)
        person = spells["person"].to_numpy()[holds]
        low = np.maximum(first[holds], 0)
        high = np.minimum(last[holds], self.n_months - 1)
        np.add.at(steps, (person, low), values[holds])
        np.add.at(steps, (person, high + 1), -values[holds])
        total = np.cumsum(steps[:, :-1], axis=1)
        if self.rule is MonthlyRule.DAY_WEIGHTED:
            self._take_off_days(total, spells, values, first, last)
        return total.astype(np.int32)

    def _take_off_days(
        self,
        total: NDArray[np.int64],
        spells: pd.DataFrame,
        values: NDArray[np.int64],
        first: NDArray[np.int64],
        last: NDArray[np.int64],
    ) -> None:
        before, after = days_cut(spells["start"], spells["end"])
        person = spells["person"].to_numpy()
        for month, cut in ((first, before), (last, after)):
            seen = (month >= 0) & (month < self.n_months) & (cut > 0)
            length = days_in(month[seen] + self.first)
            off = np.rint(values[seen] * cut[seen] / length).astype(np.int64)
            np.subtract.at(total, (person[seen], month[seen]), off)

    def holds(self, spells: pd.DataFrame) -> Bools:
        """Tell of each person and month whether any spell holds.

        Under `day_weighted` spells hold when together they cover at least half of the month's days.
        """
        if self.rule is not MonthlyRule.DAY_WEIGHTED:
            return self.spread(spells) > 0
        shares = 10_000
        joined = union(spells)
        return self.spread(joined, np.full(len(joined), shares)) >= shares // 2


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


def qualifies(panel: Panel, measure: Measure) -> NDArray[np.int8]:
    """Return QUALIFIES, NOT or MISSING by person and calendar month, for one measure.

    A month is missing where residence does not cover it, or where a value that decides is missing
    (definitions.md 5). From the month of departure on nothing qualifies and nothing is missing.

    Raises:
        DesignError: the measure needs a table or column that the dataset does not have.
    """
    check_columns(panel.registers, measure)
    sure, possible = _jobs(panel, measure)
    for counted, levels in LEVELS.items():
        if counted in measure.counts:
            taught = _education(panel, levels)
            sure, possible = sure | taught, possible | taught
    status = np.where(sure, QUALIFIES, np.where(possible, MISSING, NOT))
    status[~presence(panel)] = MISSING
    calendar = panel.first + np.arange(panel.n_months)
    gone, _ = departures(panel.registers)
    status[(gone[:, None] != NONE) & (calendar >= gone[:, None])] = NOT
    if measure.read_in is not None:
        status[:, calendar % 12 + 1 != measure.read_in] = NOT
    return status


def check_columns(registers: Registers, measure: Measure) -> None:
    """Raise DesignError where a measure needs what the dataset does not have."""
    why = f"The measure '{measure.name}'"
    if measure.hours_per_week:
        registers.need("jobs", "hours_per_week", why)
    if measure.contract:
        registers.need("jobs", "contract", why)
    if Counts.SELF_EMPLOYMENT in measure.counts and Counts.EMPLOYMENT not in measure.counts:
        registers.need("jobs", "kind", why)
    if set(LEVELS) & set(measure.counts):
        registers.need("education", "level", why)


def _education(panel: Panel, levels: tuple[str, ...]) -> Bools:
    spells = panel.registers.tables["education"]
    chosen = spells[spells["level"].isin(levels)]
    return panel.layer(levels, lambda: panel.holds(chosen).astype(np.int32)) > 0


def _jobs(panel: Panel, measure: Measure) -> tuple[Bools, Bools]:
    """Return where jobs surely qualify, and where they do or might, by person and month."""
    shape = (panel.registers.n_persons, panel.n_months)
    if not measure.counts_jobs:
        return np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    kinds = tuple(kind for counted, kind in KINDS.items() if counted in measure.counts)
    key = (kinds, measure.contract, measure.subsidised)
    jobs = panel.registers.tables["jobs"]
    sure, maybe = _which_jobs(jobs, kinds, measure)
    if not measure.hours_per_week:
        surely = panel.layer((key, "job"), lambda: panel.holds(jobs[sure]).astype(np.int32)) > 0
        might = panel.layer((key, "maybe"), lambda: panel.holds(jobs[maybe]).astype(np.int32)) > 0
        return surely, surely | might
    known = jobs["hours_per_week"].notna().to_numpy(dtype=bool)

    def hours(which: Bools) -> Layer:
        amount = jobs.loc[which & known, "hours_per_week"].to_numpy(dtype=np.int64)
        return panel.spread(jobs[which & known], amount)

    total = panel.layer((key, "hours"), lambda: hours(sure))
    more = panel.layer((key, "maybe hours"), lambda: hours(maybe & ~sure))
    unknown = panel.layer((key, "no hours"), lambda: panel.spread(jobs[maybe & ~known]))
    enough = total >= measure.hours_per_week
    return enough, (total + more >= measure.hours_per_week) | (unknown > 0)


def _which_jobs(
    jobs: pd.DataFrame, kinds: tuple[str, ...], measure: Measure
) -> tuple[Bools, Bools]:
    """Return which spells surely count, and which do or might because a value is missing."""
    sure = np.ones(len(jobs), dtype=bool)
    if "kind" in jobs:
        sure = jobs["kind"].isin(kinds).to_numpy(dtype=bool)
    maybe = sure.copy()
    wanted = {"contract": measure.contract, "subsidised": measure.subsidised}
    for name, value in wanted.items():
        if value is None or name not in jobs:  # `subsidised` absent: every report says so
            continue
        same = (jobs[name] == value).fillna(False).to_numpy(dtype=bool)
        sure, maybe = sure & same, maybe & (same | jobs[name].isna().to_numpy(dtype=bool))
    return sure, maybe
