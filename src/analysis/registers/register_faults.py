"""Known faults of the programme's register (NIR), counted among exits by municipality.

Source: domain.md section 4 of the plan: IMDi and Statistics Norway on NIR: exits without a reason,
closed by the system, registered later than two months or after the year was closed on 28 February;
one main activity also for those who both work and go to school.
"""

import numpy as np
import pandas as pd

from analysis.official_terms import ExitReason
from analysis.register_terms import RegisterFault
from analysis.registers.quality import (
    COUNTS,
    Bools,
    exits_of,
    holds_at_exit,
    seen_at_exit,
)
from analysis.registers.read import Registers
from analysis.terms import UNKNOWN

LATE_MONTHS = 2
"""A municipality registers within so many months."""
CLOSED = (2, 28)
"""Month and day on which the year before is closed."""


def register_faults(registers: Registers) -> pd.DataFrame:
    """Return how many exits of each municipality have which fault.

    A fault that the registers cannot show of any exit of a municipality is absent there, not 0.

    Returns:
        municipality, finding, n_events (exits with the fault), n_at_risk (exits it could be seen
        in).
    """
    exits = exits_of(registers)
    place = exits["municipality"].astype("string").fillna(UNKNOWN).astype(object)
    parts = []
    for fault, (holds, among) in _faults(registers, exits).items():
        counted = pd.DataFrame({"municipality": place, "holds": holds})[among]
        by_place = counted.groupby("municipality")["holds"].agg(["sum", "size"])
        rows = by_place.set_axis(COUNTS, axis=1).astype("int64").reset_index()
        parts.append(rows.assign(finding=fault.value))
    columns = ["municipality", "finding", *COUNTS]
    if not parts:
        return pd.DataFrame(columns=columns).astype(dict.fromkeys(COUNTS, "int64"))
    return pd.concat(parts, ignore_index=True)[columns]


Found = dict[RegisterFault, tuple[Bools, Bools]]


def _faults(registers: Registers, exits: pd.DataFrame) -> Found:
    """Return fault -> by exit, whether it has the fault, and whether it could be seen."""
    return {**_of_reasons(registers, exits), **_of_registration(exits)}


def _of_reasons(registers: Registers, exits: pd.DataFrame) -> Found:
    """Return the faults of reasons; an exit without one shows no fault but that."""
    if "exit_reason" not in exits:
        return {}
    reason = exits["exit_reason"].astype(object)
    known = reason.notna().to_numpy(dtype=bool)
    found = {RegisterFault.REASON_MISSING: (~known, np.ones(len(exits), dtype=bool))}
    if _understood(registers, ExitReason.AUTOMATIC):
        automatic = (reason == ExitReason.AUTOMATIC).to_numpy(dtype=bool)
        found[RegisterFault.CLOSED_AUTOMATICALLY] = (automatic, known)
    if not _has_rows(registers, "jobs"):
        return found
    seen = known & seen_at_exit(registers, exits)
    works = holds_at_exit(exits, registers.tables["jobs"])
    if _understood(registers, ExitReason.NO_ACTIVITY):
        idle = (reason == ExitReason.NO_ACTIVITY).to_numpy(dtype=bool)
        found[RegisterFault.JOB_BUT_NO_ACTIVITY] = (works & idle, seen)
    if _has_rows(registers, "education"):
        learns = holds_at_exit(exits, registers.tables["education"])
        found[RegisterFault.ONE_MAIN_ACTIVITY] = (works & learns, seen)
    return found


def _understood(registers: Registers, reason: ExitReason) -> bool:
    """Tell whether the register is known to use a reason: a row has it, or its code is translated.

    Reasons may be any text, so that one which is nowhere may stand there in words of their own.
    """
    people = registers.tables["participants"]["exit_reason"]
    codes = registers.dataset.tables["participants"].codes.get("exit_reason", {})
    return reason in codes.values() or bool((people.astype(object) == reason).any())


def _has_rows(registers: Registers, table: str) -> bool:
    return registers.has(table) and len(registers.tables[table]) > 0


def _of_registration(exits: pd.DataFrame) -> Found:
    if "registered" not in exits:
        return {}
    end, registered = exits["programme_end"], exits["registered"]
    known = registered.notna().to_numpy(dtype=bool)
    late = registered > end + pd.DateOffset(months=LATE_MONTHS)
    closing = pd.to_datetime({"year": end.dt.year + 1, "month": CLOSED[0], "day": CLOSED[1]})
    after = (registered > closing).to_numpy(dtype=bool)
    return {
        RegisterFault.REGISTERED_LATE: (late.to_numpy(dtype=bool), known),
        RegisterFault.REGISTERED_AFTER_CLOSING: (after, known),
    }
