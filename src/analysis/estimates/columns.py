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
    Estimand.WHAT_FOLLOWS: ["group", "clock", "what"],
    Estimand.EXPANSION: ["model"],
    Estimand.STANDARDISED_DIFFERENCE: ["against"],
    Estimand.OFFICIAL_STATUS: ["status"],
    Estimand.AT_EXIT: ["status"],
    Estimand.FORETELLING: ["candidate", "quantity", "leavers", "cohorts", "wait", "rules"],
    Estimand.SPECIFICATIONS: ["specification", "weight", "quantity", "grid"],
    Estimand.IMPOSSIBLE: ["of", "rule", "grid"],
    Estimand.CHOICE_EFFECTS: [
        *("quantity", "choice", "option", "against", "lowest", "highest", "grid"),
    ],
    Estimand.VARIANCE_SHARES: ["component", "deviation", "grid"],
    Estimand.CURVE_TEST: ["quantity", "statistic", "p", "grid"],
    Estimand.RANK_RANGE: ["municipality", "over", "grid"],
    Estimand.ADJUSTED_GAPS: ["specification", "quantity", "of", "rule", "grid"],
    **TOLD,
}
"""Columns beside groups and the tidy ones."""
