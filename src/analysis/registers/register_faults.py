"""Known faults of the programme's register (NIR), counted among exits by municipality.

Source: domain.md section 4 of the plan: IMDi and Statistics Norway on NIR: exits without a reason,
closed by the system, registered later than two months or after the year was closed on 28 February;
one main activity also for those who both work and go to school.
"""

import numpy as np
import pandas as pd

from analysis.register_terms import RegisterFault
from analysis.registers.quality import COUNTS, Bools, exits_of, holds_at_exit
from analysis.registers.read import Registers
from analysis.terms import UNKNOWN, ExitReason

LATE_MONTHS = 2
"""A municipality registers within so many months."""
CLOSED = (2, 28)
"""Month and day on which the year before is closed."""


def register_faults(registers: Registers) -> pd.DataFrame:
    """Return how many exits of each municipality have which fault.

    A fault that the dataset's columns cannot show is absent.

    Returns:
        municipality, finding, n_events (exits with the fault), n_at_risk (exits it could have).
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


def _faults(registers: Registers, exits: pd.DataFrame) -> dict[RegisterFault, tuple[Bools, Bools]]:
    """Return fault -> by exit, whether it has the fault, and whether it could have it."""
    found: dict[RegisterFault, tuple[Bools, Bools]] = {}
    everybody = np.ones(len(exits), dtype=bool)
    if "exit_reason" in exits:
        reason = exits["exit_reason"].astype(object)
        missing = reason.isna().to_numpy(dtype=bool)
        automatic = (reason == ExitReason.AUTOMATIC).to_numpy(dtype=bool)
        found[RegisterFault.REASON_MISSING] = (missing, everybody)
        found[RegisterFault.CLOSED_AUTOMATICALLY] = (automatic, everybody)
        if registers.has("jobs"):
            works = holds_at_exit(exits, registers.tables["jobs"])
            idle = (reason == ExitReason.NO_ACTIVITY).to_numpy(dtype=bool)
            found[RegisterFault.JOB_BUT_NO_ACTIVITY] = (works & idle, everybody)
            if registers.has("education"):
                learns = holds_at_exit(exits, registers.tables["education"])
                found[RegisterFault.ONE_MAIN_ACTIVITY] = (works & learns & ~missing, everybody)
    if "registered" in exits:
        end, registered = exits["programme_end"], exits["registered"]
        known = registered.notna().to_numpy(dtype=bool)
        late = registered > end + pd.DateOffset(months=LATE_MONTHS)
        closing = pd.to_datetime({"year": end.dt.year + 1, "month": CLOSED[0], "day": CLOSED[1]})
        found[RegisterFault.REGISTERED_LATE] = (late.to_numpy(dtype=bool), known)
        after = (registered > closing).to_numpy(dtype=bool)
        found[RegisterFault.REGISTERED_AFTER_CLOSING] = (after, known)
    return found
