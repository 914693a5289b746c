"""Which faults are planted in an invented world, and the list of where they stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.errors import DesignError, nearest
from analysis.synthetic.faults import HEADER, Change, Fault, Ground, Mark, Right
from analysis.synthetic.faults_of_files import FILE_FAULTS
from analysis.synthetic.faults_of_persons import PERSON_FAULTS
from analysis.synthetic.faults_of_programmes import PROGRAMME_FAULTS
from analysis.synthetic.faults_of_spells import SPELL_FAULTS
from analysis.synthetic.luck import Luck
from analysis.synthetic.world import World

FAULTS = (*PROGRAMME_FAULTS, *PERSON_FAULTS, *SPELL_FAULTS, *FILE_FAULTS)
"""Every kind, in the order of planting: texts come after the values that are read to choose."""
GROUPS = {
    "all": tuple(Right),
    "errors": (Right.ERROR,),
    "repairs": (Right.REPAIR,),
    "warnings": (Right.WARNING,),
    "kept": (Right.KEPT,),
}
"""Names that stand for several kinds: those that a format of files can hold."""
FIRST_ROW = {"csv": 2, "xlsx": 2}
"""Row of the first person in a file that has a row of names; elsewhere rows begin with 1."""
COLUMNS = ("fault", "table", "file", "row", "column", "planted", "right", "counted_as")


@dataclass(frozen=True)
class Planted:
    """A world with faults.

    Attributes:
        dataset: what dataset.toml declares.
        tables: table of the contract -> frame.
        changes: table -> what is done to the bytes of its file, one after the other.
        marks: what was planted where.
    """

    dataset: dict[str, object]
    tables: dict[str, pd.DataFrame]
    changes: tuple[tuple[str, Change], ...]
    marks: tuple[Mark, ...]


def chosen_faults(text: str, file_format: str) -> tuple[Fault, ...]:
    """Return the kinds that a text names, such as 'repairs+short_row', in the order of planting.

    Raises:
        DesignError: no such kind or group, or files of this format cannot hold it.
    """
    by_name = {fault.name: fault for fault in FAULTS}
    chosen: set[str] = set()
    for name in (part.strip() for part in text.split("+")):
        if name in GROUPS:
            chosen |= {
                fault.name
                for fault in FAULTS
                if fault.right in GROUPS[name] and file_format in fault.formats
            }
        elif name not in by_name:
            close = nearest(name, [*GROUPS, *by_name])
            raise DesignError(
                f"--faults: no fault '{name}'{close}.\nAllowed: {', '.join(GROUPS)}, or names with"
                " plus between them; --faults list tells them all."
            )
        elif file_format not in by_name[name].formats:
            formats = " or ".join(by_name[name].formats)
            raise DesignError(
                f"--faults: files of format {file_format} cannot hold '{name}'."
                f"\nWrite --format {formats}, or leave the fault out."
            )
        else:
            chosen.add(name)
    return tuple(fault for fault in FAULTS if fault.name in chosen)


def plant(faults: Iterable[Fault], tables: Mapping[str, pd.DataFrame], world: World) -> Planted:
    """Return a world with faults; the same faults and seed give the same.

    Args:
        faults: in the order of planting.
        tables: of the whole world; they are not changed.
        world: whose tables these are.

    Raises:
        DesignError: the world has no row that a fault could stand in.
    """
    ground = Ground(tables, world.window, Luck(world.seed), dict(tables))
    dataset = dict(world.dataset)
    dataset["source"] = f"{dataset['source']} Faults were planted; faults.csv lists them."
    repairs: dict[str, object] = {}
    for fault in faults:
        fault.plant(ground, fault)
        for name, value in fault.declares.items():
            if isinstance(value, dict):
                repairs |= value
            else:
                dataset[name] = value
    if repairs:
        dataset["repairs"] = repairs
    return Planted(dataset, ground.tables, tuple(ground.changes), tuple(ground.marks))


def listing(marks: Iterable[Mark], files: Mapping[str, str], file_format: str) -> pd.DataFrame:
    """Return what was planted: one row a place.

    Args:
        marks: of the world.
        files: table -> name of its file.
        file_format: of the files; it decides with which number the rows begin.

    Returns:
        fault, table, file, row (in the file, as the reader counts it; missing where it is the file
        as a whole), column, planted, right (error, repair, warning, kept), counted_as.
    """
    first = FIRST_ROW.get(file_format, 1)
    rows = [
        (
            mark.fault.name,
            mark.fault.table,
            files[mark.fault.table],
            _row_of(mark.place, first),
            mark.column,
            mark.planted,
            mark.fault.right.value,
            str(mark.counted_as),
        )
        for mark in marks
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"row": "Int64"})


def _row_of(place: int | None, first: int) -> int | None:
    if place == HEADER:
        return 1
    return None if place is None else place + first


def described() -> str:
    """Return a line for each kind: name, what is right, what it is."""
    lines = [f"{fault.name:32}{fault.right:9}{fault.what}{_only(fault)}" for fault in FAULTS]
    return "\n".join([*lines, f"Groups: {', '.join(GROUPS)}."])


def _only(fault: Fault) -> str:
    return "" if len(fault.formats) > 1 else f" (only --format {fault.formats[0]})"
