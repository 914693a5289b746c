"""Months in which a benefit is received that a measure asks to be absent (definitions.md 29)."""

import numpy as np
import pandas as pd

from analysis.design import Measure
from analysis.errors import DesignError
from analysis.registers.read import Registers
from analysis.terms import Unit
from analysis.timeline.kernels import BARRED, NOTHING
from analysis.timeline.panel import NO_MARKS, Bools, Panel
from analysis.timeline.rows import Marks


def received(panel: Panel, measure: Measure) -> Marks:
    """Return where a benefit holds that the measure asks to be absent: BARRED.

    It may be that of anybody in the household where the measure asks of it and household_id is
    known; a person without one stands alone.
    """
    registers = panel.registers
    if not measure.without:
        return NO_MARKS
    key = ("benefits", measure.without)

    def build() -> Marks:
        chosen = _of_kinds(registers.tables["benefits"], measure)
        return panel.marks("benefits", np.where(chosen, BARRED, NOTHING).astype(np.uint8))

    own = panel.layer(key, build)
    if measure.unit is Unit.PERSON or not registers.has("participants", "household_id"):
        return own
    return panel.layer((key, "household"), lambda: panel.together([own, _shared(panel, own)]))


def check_kinds(registers: Registers, measure: Measure) -> None:
    """Raise DesignError where benefits are there, but none of a kind that the measure names."""
    if not measure.without or not registers.has("benefits"):
        return
    spells = registers.tables["benefits"]
    if len(spells) and not _of_kinds(spells, measure).any():
        raise DesignError(
            f"The measure '{measure.name}' asks for benefits of a kind that no row has: "
            f"{', '.join(measure.without)}.\nNobody would seem to receive one."
            "\nName your own kinds under [tables.benefits.codes.kind] in dataset.toml."
        )


def _of_kinds(spells: pd.DataFrame, measure: Measure) -> Bools:
    return spells["kind"].astype(object).isin([*map(str, measure.without)]).to_numpy(dtype=bool)


def _shared(panel: Panel, own: Marks) -> Marks:
    """Return where anybody in the person's household receives."""
    members = panel.registers.tables["participants"][["person", "household_id"]].dropna()
    members = members.drop_duplicates()
    person = np.repeat(np.arange(panel.registers.n_persons), np.diff(own.begin))
    spells = pd.DataFrame({"person": person, "first": own.first, "last": own.last})
    spells = spells[(own.what == BARRED) & (own.first <= own.last)]
    of_household = _stretches(spells.merge(members, on="person"))
    shared = members.merge(of_household, on="household_id")
    columns = (shared["first"].to_numpy(), shared["last"].to_numpy())
    what = np.full(len(shared), BARRED, dtype=np.uint8)
    return panel.marks_of(shared["person"].to_numpy(dtype=np.int64), columns, what)


def _stretches(spells: pd.DataFrame) -> pd.DataFrame:
    """Return the spells of each household with those that reach each other joined into one.

    So that a household of very many takes no more rows a person than it has months.
    """
    rows = spells.sort_values(["household_id", "first"], kind="stable")
    household = rows["household_id"]
    reach = rows["last"].groupby(household, observed=True).cummax()
    before = reach.groupby(household, observed=True).shift(1, fill_value=-2)
    rows = rows.assign(stretch=(rows["first"] > before + 1).cumsum())
    by = rows.groupby(["household_id", "stretch"], observed=True)
    return by.agg(first=("first", "min"), last=("last", "max")).reset_index()
