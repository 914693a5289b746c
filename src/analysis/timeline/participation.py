"""Since when persons have taken part: events of the table participation, which nobody loses."""

from collections.abc import Sequence

import numpy as np

from analysis.design import Measure
from analysis.errors import DesignError
from analysis.participation_terms import Participation
from analysis.registers.read import Registers
from analysis.timeline.kernels import DONE, NEVER, PERHAPS
from analysis.timeline.months import NONE, month_of
from analysis.timeline.panel import NO_MARKS, Bools, Panel
from analysis.timeline.rows import Ints, Marks


def since(panel: Panel, kinds: Sequence[Participation]) -> Ints:
    """Return by person the column of the first event of any of some kinds; NEVER without one.

    The month of the event counts. What came before the registers begin has a column below 0.
    """

    def build() -> Ints:
        rows = panel.registers.tables["participation"]
        chosen = rows[_of_kinds(panel.registers, kinds)]
        month = month_of(chosen["date"])
        column = np.where(month == NONE, NEVER, month - panel.first)
        first = np.full(panel.registers.n_persons, NEVER, dtype=np.int64)
        np.minimum.at(first, chosen["person"].to_numpy(dtype=np.int64), column)
        return first

    return panel.layer(("participation", tuple(kinds)), build)


def taken_part(panel: Panel, kinds: Sequence[Participation]) -> Marks:
    """Return where a person has taken part: DONE from the calendar month of the event on."""
    if not kinds:
        return NO_MARKS
    first = since(panel, kinds)
    person = np.flatnonzero(first < panel.n_months)
    columns = (np.maximum(first[person], 0), np.full(len(person), panel.n_months - 1))
    return panel.marks_of(person, columns, np.full(len(person), DONE | PERHAPS, np.uint8))


def check_events(registers: Registers, measure: Measure) -> None:
    """Raise DesignError where the table is there, but no event of what a measure names."""
    for kinds in (measure.participation, measure.among):
        if kinds and registers.has("participation") and not _of_kinds(registers, kinds).any():
            raise DesignError(
                f"The measure '{measure.name}' asks for participation of a kind that no row has:"
                f" {', '.join(kinds)}.\nNobody would seem to have taken part."
                "\nName your own kinds under [tables.participation.codes.kind] in dataset.toml."
            )


def _of_kinds(registers: Registers, kinds: Sequence[Participation]) -> Bools:
    kind = registers.tables["participation"]["kind"].astype(object)
    return kind.isin([*map(str, kinds)]).to_numpy(dtype=bool)
