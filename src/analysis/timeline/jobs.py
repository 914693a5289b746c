"""Which jobs a measure counts: surely, or only if a missing value is as it asks."""

import numpy as np
import pandas as pd

from analysis.design import Measure
from analysis.terms import Counts
from analysis.timeline.kernels import MORE, NOTHING, OPEN, SURE, TOTAL
from analysis.timeline.panel import NO_MARKS, Bools, Panel
from analysis.timeline.rows import Ints, Marks

KINDS = {Counts.EMPLOYMENT: "employee", Counts.SELF_EMPLOYMENT: "self_employed"}


def key_of(measure: Measure) -> object:
    """Return what decides which jobs a measure counts: measures that have it share layers."""
    return ("jobs", _kinds(measure), measure.contract, measure.subsidised)


def _kinds(measure: Measure) -> tuple[str, ...]:
    return tuple(kind for counted, kind in KINDS.items() if counted in measure.counts)


def at_work(panel: Panel, measure: Measure) -> tuple[Marks, Marks]:
    """Return where jobs qualify, or might, with their hours where a rule asks, and what is off."""
    if not measure.counts_jobs:
        return NO_MARKS, NO_MARKS
    if not measure.hours_per_week:
        return panel.layer((key_of(measure), "any"), lambda: (_any_job(panel, measure), NO_MARKS))
    return panel.layer((key_of(measure), "hours"), lambda: _hours(panel, measure))


def _any_job(panel: Panel, measure: Measure) -> Marks:
    sure, maybe = which_jobs(panel.registers.tables["jobs"], measure)
    return panel.marks("jobs", np.where(sure, SURE, np.where(maybe, OPEN, NOTHING)).astype("u1"))


def _hours(panel: Panel, measure: Measure) -> tuple[Marks, Marks]:
    jobs = panel.registers.tables["jobs"]
    sure, maybe = which_jobs(jobs, measure)
    hours, known = amounts(panel, "jobs", "hours_per_week")
    what = np.full(len(jobs), OPEN, dtype=np.uint8)
    what[known] = MORE
    what[known & sure] = TOTAL
    what[~maybe] = NOTHING
    return panel.marks("jobs", what, hours), panel.taken_off("jobs", what, hours)


def amounts(panel: Panel, table: str, column: str) -> tuple[Ints, Bools]:
    """Return the amounts of a table's rows, 0 where there is none, and where there is one."""

    def build() -> tuple[Ints, Bools]:
        values = panel.registers.tables[table][column]
        known = values.notna().to_numpy(dtype=bool)
        return values.to_numpy(dtype=np.int64, na_value=0), known

    return panel.layer((table, column), build)


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
