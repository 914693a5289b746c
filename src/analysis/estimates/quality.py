"""Answers about the registers themselves, in the same tidy rows as every other answer."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from analysis.design import Measure, Spec, StudyDesign
from analysis.errors import DesignError
from analysis.register_terms import Finding
from analysis.registers.quality import findings, missing_values, rows_by_fate
from analysis.registers.read import Registers
from analysis.registers.register_faults import register_faults
from analysis.terms import Estimand, OriginName
from analysis.timeline.cohort import columns_of as needed_by
from analysis.timeline.cohort import fits
from analysis.timeline.outcome import clock
from analysis.timeline.pay import years_lacking
from analysis.timeline.status import columns_of

if TYPE_CHECKING:
    from analysis.estimates.live import LiveStudy

NEEDED, OPTIONAL = "needed", "does without"
NOTEBOOKS: dict[str, dict[tuple[str, str], bool]] = {
    "01_cohort": {
        ("participants", "municipality"): True,
        ("participants", "programme_end"): False,
        ("participants", "exit_reason"): False,
        ("participants", "registered"): False,
        ("residence", "start"): False,
        ("departures", "date"): False,
        ("education", "level"): False,
        ("participants", "sex"): False,
        ("participants", "country_of_origin"): False,
        ("participants", "prior_education"): False,
        ("participants", "admission"): False,
    },
    "02_time_to_stable_employment": {
        ("jobs", "start"): True,
        ("participants", "programme_end"): False,
        ("participants", "sex"): False,
        ("participants", "birth_year"): False,
        ("participants", "country_of_origin"): False,
        ("participants", "prior_education"): False,
        ("areas", "population"): False,
        ("residence", "start"): False,
        ("departures", "date"): False,
    },
    "05_municipality": {
        ("participants", "municipality"): True,
        ("participants", "programme_end"): True,
        ("participants", "exit_reason"): False,
        ("participants", "registered"): False,
        ("jobs", "hours_per_week"): False,
        ("education", "level"): False,
        ("residence", "start"): False,
        ("departures", "date"): False,
        ("areas", "name"): False,
    },
}
"""Notebook -> (table, column) -> whether it needs it; else it does without, and says so."""
METHODS = {
    Estimand.ROWS: "rows of the file by what became of them",
    Estimand.MISSING_VALUES: "missing values among the rows used",
    Estimand.FINDINGS: "rows, spells or persons that it holds for, among those it could hold for",
    Estimand.REGISTER_FAULTS: "exits with the fault, among those it could be seen in",
}


def of_registers(study: "LiveStudy", spec: Spec) -> pd.DataFrame:
    """Return tidy rows about the registers; shares have no interval, for they are counts of all.

    Args:
        study: persons.
        spec: its estimand is one of OF_REGISTERS; its design does not matter.

    Raises:
        DesignError: the question has other groups than those asked for.
    """
    of_places = spec.estimand is Estimand.REGISTER_FAULTS
    if spec.by not in ([(), ("municipality",)] if of_places else [()]):
        groups = "the whole dataset or by municipality" if of_places else "the whole dataset"
        raise DesignError(f"'{spec.estimand}' is answered of {groups} only.")
    if spec.estimand is Estimand.USES:
        rows = uses(study.registers, study.measures(), _first_month(study))
    else:
        rows = _counts(study, spec.estimand).assign(method=METHODS[spec.estimand])
    if of_places and not spec.by:
        keys = ["finding", "method"]
        rows = rows.groupby(keys, sort=False)[["n_events", "n_at_risk"]].sum().reset_index()
    share = rows["n_events"] / rows["n_at_risk"].where(rows["n_at_risk"] > 0)
    return rows.assign(
        month=0, estimand=spec.estimand.value, estimate=share, lower=share, upper=share
    )


def _counts(study: "LiveStudy", estimand: Estimand) -> pd.DataFrame:
    if estimand is Estimand.ROWS:
        return rows_by_fate(study.registers)
    if estimand is Estimand.MISSING_VALUES:
        return missing_values(study.registers)
    if estimand is Estimand.REGISTER_FAULTS:
        return register_faults(study.registers)
    cut = _follow_up_cut(study)
    return (
        pd.concat([findings(study.registers), cut], ignore_index=True)
        if len(cut)
        else findings(study.registers)
    )


def _follow_up_cut(study: "LiveStudy") -> pd.DataFrame:
    """Count persons whose follow-up a missing month ends before the registers do."""
    design = StudyDesign()
    try:
        people = study.cohort(design)
        time = clock(study.panel(design), people, study.measure(design.measure).dated())
    except DesignError:  # there is no exit to follow from: the flow says so
        return pd.DataFrame()
    cut = (time.followed_to < time.calendar_end) & (time.gone > time.followed_to)
    row = ("persons", "residence", Finding.FOLLOW_UP_CUT.value, int(cut.sum()), len(cut))
    columns = ["table", "column", "finding", "n_events", "n_at_risk"]
    return pd.DataFrame([row] if cut.any() else [], columns=columns)


def _first_month(study: "LiveStudy") -> int:
    """Return the first month on anybody's clock from exit; the first observed without an exit."""
    try:
        origin = study.cohort(StudyDesign()).frame["origin"]
    except DesignError:
        return study.registers.dataset.first_observed
    return int(origin.min()) + 1 if len(origin) else study.registers.dataset.first_observed


def uses(registers: Registers, measures: Mapping[str, Measure], first: int) -> pd.DataFrame:
    """Return what each measure, origin and notebook asks of the registers, and whether it is there.

    Args:
        registers: what is asked.
        measures: by name; those written with G also ask for the basic amount of every month.
        first: the first month (from January 1970) whose basic amount is asked.

    Returns:
        what, column (table.column), n_events (1: it is there), n_at_risk (1), method (needed, or
        does without).
    """
    selected = registers.dataset.selected_by
    asked = {
        **{f"measure {name}": columns_of(measure) for name, measure in measures.items()},
        **{
            f"origin {origin}": {
                ("participants", name): True for name in needed_by(origin, selected)
            }
            for origin in OriginName
        },
        **{f"notebook {name}": columns for name, columns in NOTEBOOKS.items()},
    }
    rows = [
        (
            what,
            f"{table}.{column}",
            int(registers.has(table, column)),
            1,
            NEEDED if needed else OPTIONAL,
        )
        for what, columns in asked.items()
        for (table, column), needed in columns.items()
    ]
    refused = [origin for origin in OriginName if not fits(origin, selected)]
    rows += [(f"origin {origin}", "dataset.selected_by", 0, 1, NEEDED) for origin in refused]
    for name, measure in measures.items():
        if measure.amount and measure.amount.basic_amounts:
            known = not years_lacking(registers.dataset, measure, first)
            rows.append((f"measure {name}", "dataset.basic_amount", int(known), 1, NEEDED))
    return pd.DataFrame(rows, columns=["what", "column", "n_events", "n_at_risk", "method"])
