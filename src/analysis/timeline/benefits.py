"""Months in which a benefit is received that a measure asks to be absent (definitions.md 29)."""

import numpy as np
import pandas as pd

from analysis.design import Measure
from analysis.errors import DesignError
from analysis.registers.read import Registers
from analysis.terms import Unit
from analysis.timeline.panel import Bools, Panel


def received(panel: Panel, measure: Measure) -> Bools:
    """Tell of each person and month whether a benefit holds that the measure asks to be absent.

    It may be that of anybody in the household where the measure asks of it and household_id is
    known; a person without one stands alone.
    """
    registers = panel.registers
    if not measure.without:
        return np.zeros((registers.n_persons, panel.n_months), dtype=bool)
    spells = registers.tables["benefits"]
    chosen = spells[_of_kinds(spells, measure)]
    key = ("benefits", measure.without)
    own = panel.layer(key, lambda: panel.holds(chosen).astype(np.int32)) > 0
    if measure.unit is Unit.PERSON or not registers.has("participants", "household_id"):
        return own
    everybody = panel.layer((key, "household"), lambda: _shared(own, registers).astype(np.int32))
    return everybody > 0


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


def _shared(own: Bools, registers: Registers) -> Bools:
    """Return where anybody in the person's household, or the person, receives."""
    people = registers.tables["participants"][["person", "household_id"]].dropna()
    people = people.drop_duplicates()
    household, names = pd.factorize(people["household_id"])
    person = people["person"].to_numpy(dtype=np.int64)
    together = np.zeros((len(names), own.shape[1]), dtype=bool)
    np.logical_or.at(together, household, own[person])
    shared = own.copy()
    np.logical_or.at(shared, person, together[household])
    return shared
