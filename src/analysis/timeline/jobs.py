"""Which jobs a measure counts, and in which months they surely do, or might."""

import numpy as np
import pandas as pd

from analysis.design import Measure
from analysis.terms import Counts
from analysis.timeline.panel import Bools, Layer, Panel

KINDS = {Counts.EMPLOYMENT: "employee", Counts.SELF_EMPLOYMENT: "self_employed"}


def key_of(measure: Measure) -> object:
    """Return what decides which jobs a measure counts: measures that have it share layers."""
    return ("jobs", _kinds(measure), measure.contract, measure.subsidised)


def _kinds(measure: Measure) -> tuple[str, ...]:
    return tuple(kind for counted, kind in KINDS.items() if counted in measure.counts)


def at_work(panel: Panel, measure: Measure) -> tuple[Bools, Bools]:
    """Return where jobs surely qualify, and where they do or might, by person and month."""
    shape = (panel.registers.n_persons, panel.n_months)
    if not measure.counts_jobs:
        return np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    key = key_of(measure)
    jobs = panel.registers.tables["jobs"]
    sure, maybe = which_jobs(jobs, measure)
    if not measure.hours_per_week:
        surely = panel.layer((key, "job"), lambda: panel.holds(jobs[sure]).astype(np.int32)) > 0
        might = panel.layer((key, "maybe"), lambda: panel.holds(jobs[maybe]).astype(np.int32)) > 0
        return surely, surely | might
    known = jobs["hours_per_week"].notna().to_numpy(dtype=bool)

    def hours(which: Bools) -> Layer:
        amount = jobs.loc[which & known, "hours_per_week"].to_numpy(dtype=np.int64)
        return panel.amounts(jobs[which & known], amount).astype(np.int32)

    total = panel.layer((key, "hours"), lambda: hours(sure))
    more = panel.layer((key, "maybe hours"), lambda: hours(maybe & ~sure))
    unknown = panel.layer(
        (key, "no hours"), lambda: panel.holds(jobs[maybe & ~known]).astype(np.int32)
    )
    needed = measure.hours_per_week * panel.unit
    return total >= needed, (total + more >= needed) | (unknown > 0)


def which_jobs(jobs: pd.DataFrame, measure: Measure) -> tuple[Bools, Bools]:
    """Return which spells surely count, and which do or might because a value is missing."""
    sure = np.ones(len(jobs), dtype=bool)
    if "kind" in jobs:
        sure = jobs["kind"].isin(_kinds(measure)).to_numpy(dtype=bool)
    maybe = sure.copy()
    wanted = {"contract": measure.contract, "subsidised": measure.subsidised}
    for name, value in wanted.items():
        if value is None or name not in jobs:  # `subsidised` absent: every report says so
            continue
        same = (jobs[name] == value).fillna(False).to_numpy(dtype=bool)
        sure, maybe = sure & same, maybe & (same | jobs[name].isna().to_numpy(dtype=bool))
    return sure, maybe
