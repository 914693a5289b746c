"""Which columns the rows of an estimand have beside groups and the tidy ones."""

from analysis.estimates.grouped import COLUMNS
from analysis.estimates.target_trial.believed import TOLD
from analysis.terms import Estimand

MORE: dict[Estimand, list[str]] = {
    Estimand.QUANTILE: ["share"],
    Estimand.FLOW: ["fate", "first_year", "last_year"],
    Estimand.ROWS: ["table", "fate"],
    Estimand.MISSING_VALUES: ["table", "column"],
    Estimand.FINDINGS: ["table", "column", "finding"],
    Estimand.REGISTER_FAULTS: ["finding", "shown"],
    Estimand.USES: ["what", "column"],
    Estimand.COMPARISON: [*COLUMNS],
    Estimand.OFFICIAL_STATUS: ["status"],
    Estimand.AT_EXIT: ["status"],
    **TOLD,
}
"""Columns beside groups and the tidy ones."""
