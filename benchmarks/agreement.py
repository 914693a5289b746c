"""How near our numbers come to those of R and others, from the tests that compare them.

    python -m benchmarks.agreement > docs/agreement.md

The tests run as they are; what they hand to `assert_allclose`, `assert_array_equal` and `approx` is
noted on the way, and the largest difference of each test is its row's number.
"""

import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from benchmarks.estimators import table

ESTIMATES = "tests/estimates"
CURVES, EQUALITY = (
    f"{ESTIMATES}/test_curves_against_r.py",
    f"{ESTIMATES}/test_equality_against_r.py",
)
FIRST, ETM = f"{ESTIMATES}/test_against_r.py", f"{ESTIMATES}/test_curves_against_etm.py"
HAZARDS, GROUPS = f"{ESTIMATES}/hazards", f"{ESTIMATES}/test_between_groups.py"
EXAMPLES = f"{ESTIMATES}/test_examples_of_lifelines.py"
SURVIVAL, CMPRSK, ETM_R = "survival 3.5-3", "cmprsk 2.2-11", "etm 1.1.1"
TIED = "ties, late entry, exits"
CLUSTERED = f"{TIED}, weights, clusters"
HAZARD_ROWS = f"{TIED}, weights, clusters, strata"
GROUPED = f"{TIED}; groups all censored, without events"


@dataclass(frozen=True)
class Comparison:
    """A row: what is estimated, by whom else, on what, and the tests that compare.

    Attributes:
        estimator: what is compared.
        oracle: who else computes it, with the version that did.
        extract: what the data have.
        file: where the tests are.
        tests: names of tests that hold the numbers together.
    """

    estimator: str
    oracle: str
    extract: str
    file: str
    tests: tuple[str, ...]


def _row(estimator: str, oracle: str, extract: str, file: str, *tests: str) -> Comparison:
    return Comparison(estimator, oracle, extract, file, tests)


COMPARISONS = (
    _row(
        "Kaplan-Meier, Greenwood, log(-log) limits",
        f"{SURVIVAL}: survfit",
        CLUSTERED,
        CURVES,
        "test_greenwood_and_its_interval_are_those_of_survfit",
    ),
    _row(
        "Kaplan-Meier with late entry",
        "scikit-survival 0.28.0",
        GROUPED,
        ETM,
        "test_survival_with_late_entry_and_its_limits_are_those_of_scikit_survival",
    ),
    _row(
        "Kaplan-Meier and Nelson-Aalen, errors by person, weights, clusters",
        f"{SURVIVAL}: survfit",
        CLUSTERED,
        CURVES,
        "test_robust_and_clustered_errors_of_survival_and_hazard_are_those_of_survfit",
    ),
    _row(
        "lower limits of a flat curve",
        f"{SURVIVAL}: survfit, conf.lower",
        CLUSTERED,
        CURVES,
        "test_lower_limits_of_a_flat_curve_are_those_of_survfit",
    ),
    _row(
        "median and quartiles with limits",
        f"{SURVIVAL}: quantile",
        CLUSTERED,
        CURVES,
        "test_quantiles_and_their_intervals_are_those_of_survfit",
    ),
    _row(
        "Aalen-Johansen of event and exits, errors by person, weights, clusters",
        f"{SURVIVAL}: survfit",
        CLUSTERED,
        CURVES,
        "test_errors_of_incidence_and_exits_are_those_of_survfit",
    ),
    _row(
        "Aalen-Johansen, Greenwood's errors, late entry",
        f"{ETM_R}: etm",
        GROUPED,
        ETM,
        "test_incidence_and_exits_with_late_entry_are_those_of_etm",
        "test_errors_by_person_are_those_of_etm_where_everybody_is_followed_from_the_start",
    ),
    _row(
        "Aalen-Johansen",
        f"{CMPRSK}: cuminc",
        "ties, exits",
        FIRST,
        "test_aalen_johansen_is_the_cumulative_incidence_of_cmprsk",
    ),
    _row(
        "Aalen-Johansen",
        "scikit-survival 0.28.0",
        "ties, exits",
        ETM,
        "test_incidence_is_that_of_scikit_survival",
    ),
    _row(
        "occupation of states, Greenwood's errors",
        f"{ETM_R}: etm",
        "states lost and found, late entry",
        ETM,
        "test_occupation_of_states_that_are_lost_and_found_is_that_of_etm",
    ),
    _row(
        "restricted mean and its error",
        f"{SURVIVAL}: survfit, rmean",
        CLUSTERED,
        CURVES,
        "test_restricted_means_and_their_errors_are_those_of_survfit",
    ),
    _row(
        "restricted mean and its error, medians, log-rank",
        f"{SURVIVAL}: survfit, survdiff",
        "rossi, leukemia, lung of lifelines",
        EXAMPLES,
        "test_medians_means_and_log_rank_of_groups_are_those_of_survfit_and_survdiff",
    ),
    _row(
        "months in each state and their errors",
        f"{SURVIVAL}: survfit, rmean",
        CLUSTERED,
        CURVES,
        "test_mean_months_in_each_state_are_those_of_survfit",
    ),
    _row(
        "differences and ratios of restricted means, errors by person, weights, clusters",
        f"{SURVIVAL}: survfit, rmean and influence",
        CLUSTERED,
        CURVES,
        "test_differences_and_ratios_of_means_are_those_of_survfit",
    ),
    _row(
        "pseudo-values of survival, incidence, mean",
        f"{SURVIVAL}: survfit, one left out at a time",
        CLUSTERED,
        CURVES,
        "test_pseudo_values_are_those_of_leaving_each_person_out_of_survfit",
    ),
    _row(
        "log-rank and rho, strata",
        f"{SURVIVAL}: survdiff",
        "ties",
        EQUALITY,
        "test_log_rank_and_rho_are_those_of_survdiff",
    ),
    _row(
        "log-rank",
        "scikit-survival 0.28.0",
        "ties",
        ETM,
        "test_log_rank_is_that_of_scikit_survival",
    ),
    _row(
        "log-rank with late entry, weights, clusters",
        f"{SURVIVAL}: coxph, score tests",
        CLUSTERED,
        EQUALITY,
        "test_late_entry_weights_and_clusters_are_those_of_a_score_test_of_coxph",
    ),
    _row(
        "Fleming-Harrington, also robust",
        "R 4.2.2, written out",
        CLUSTERED,
        EQUALITY,
        "test_fleming_harrington_with_late_entry_is_that_written_out_in_r",
        "test_robust_fleming_harrington_is_that_written_out_in_r",
    ),
    _row(
        "max-combo",
        "mvtnorm 1.1-3: pmvnorm (to 1e-6 by chance)",
        CLUSTERED,
        EQUALITY,
        "test_max_combo_is_the_normal_of_four_correlated_z",
    ),
    _row(
        "Gray's test, strata, rho",
        f"{CMPRSK}: cuminc",
        "ties, exits",
        EQUALITY,
        "test_gray_is_that_of_cuminc",
    ),
    _row(
        "Wald's test, robust by cluster",
        f"{SURVIVAL}: coxph, wald.test",
        CLUSTERED,
        EQUALITY,
        "test_wald_is_that_of_coxph",
    ),
    _row(
        "Cox, Efron and Breslow; errors by model, person, place; strata, weights",
        f"{SURVIVAL}: coxph",
        HAZARD_ROWS,
        f"{HAZARDS}/test_cox.py",
        "test_rows_of_counts_give_the_coefficients_of_persons",
        "test_robust_errors_by_person_are_those_of_score_residuals",
        "test_robust_errors_by_cluster_are_those_of_coxph",
        "test_strata_have_hazards_of_their_own",
        "test_weights_count_in_sums_and_persons_in_ties",
    ),
    _row(
        "Cox with coefficients and covariates that change",
        f"{SURVIVAL}: coxph",
        HAZARD_ROWS,
        f"{HAZARDS}/test_cox.py",
        "test_a_coefficient_can_change_at_stated_months",
        "test_a_covariate_can_change_within_a_person",
    ),
    _row(
        "Cox and cloglog with exposures that change",
        f"{SURVIVAL}: coxph; R 4.2.2: glm",
        "invented lives, a row a month",
        f"{HAZARDS}/test_stretches.py",
        "test_stretches_give_what_r_makes_of_every_month_of_everybody",
    ),
    _row(
        "Cox, log-likelihoods, proportional hazards",
        f"{SURVIVAL}: coxph, cox.zph",
        "rossi, leukemia, larynx of lifelines",
        EXAMPLES,
        "test_cox_and_its_proportional_hazards_are_those_of_coxph",
    ),
    _row(
        "proportional hazards, three clocks",
        f"{SURVIVAL}: cox.zph",
        HAZARD_ROWS,
        f"{HAZARDS}/test_proportional.py",
        "test_score_test_is_that_of_cox_zph",
    ),
    _row(
        "models of months: cloglog, logit, piecewise exponential",
        "R 4.2.2: glm on person-months",
        HAZARD_ROWS,
        f"{HAZARDS}/test_discrete_time.py",
        "test_rows_of_counts_give_what_glm_gives_on_person_months",
        "test_weighted_rows_give_what_a_weighted_glm_gives",
    ),
    _row(
        "absolute risks of models of months, errors",
        "R 4.2.2: glm, numeric derivatives",
        HAZARD_ROWS,
        f"{HAZARDS}/test_absolute.py",
        "test_incidence_and_its_error_are_those_of_derivatives_in_r",
    ),
    _row(
        "Fine-Gray",
        f"{SURVIVAL}: finegray and coxph",
        HAZARD_ROWS,
        f"{HAZARDS}/test_fine_gray.py",
        "test_those_gone_stay_at_risk_with_the_weights_of_finegray",
        "test_weights_of_persons_multiply_those_for_censoring",
        "test_strata_have_hazards_of_their_own_and_one_law_of_censoring",
    ),
    _row(
        "Fine-Gray",
        f"{CMPRSK}: crr",
        HAZARD_ROWS,
        f"{HAZARDS}/test_fine_gray.py",
        "test_coefficients_are_those_of_crr_where_censoring_comes_last_in_a_month",
    ),
    _row(
        "hazard ratios and their check, as a study answers them",
        f"{SURVIVAL}: coxph, cox.zph; glm",
        HAZARD_ROWS,
        GROUPS,
        "test_ratios_of_several_covariates_are_those_of_r_with_errors_by_place",
        "test_proportionality_is_the_test_of_cox_zph",
    ),
    _row(
        "models of the g-formula",
        "R 4.2.2: glm",
        "invented person-months",
        f"{ESTIMATES}/g_formula/test_against_r.py",
        "test_coefficients_are_those_of_glm",
    ),
    _row(
        "target trial: models, weights, weighted curves",
        f"R 4.2.2: glm; {SURVIVAL}: survfit",
        "invented trial, cloned and weighted",
        f"{ESTIMATES}/target_trial/test_against_r.py",
        "test_models_are_those_of_glm_on_person_months",
        "test_weights_are_those_written_out_in_r",
        "test_curves_are_those_of_survfit_with_these_weights",
    ),
)
"""The rows of the table, in the order of the steps of an analysis."""
HEAD = """\
# Agreement with R and others

Made by `python -m benchmarks.agreement` from the tests as they run: the largest difference that any
of them finds between our number and the other's, in whatever unit the number has. Other programs'
numbers are committed beside the tests, with the scripts that made them
([maintaining](maintaining.md)); the tests hold most differences to 1e-6. Extracts are invented
unless they have a name. R's errors by cluster are not corrected for few or large clusters; ours
are, and the correction is taken back before they are compared.

| estimator | other program | data | largest difference | test in `tests/estimates` |
|---|---|---|---|---|"""
TAIL = """
**Published.** waltons, miR-137, restricted mean to 10: 9.794, standard error 0.123, to the digits
printed (`test_faults_of_libraries.py`); the coefficients of Fox's first model of rossi and the
log-rank 16.79 of Freireich's trial (`test_examples_of_lifelines.py`); the medians of mvad
(`tests/converters/test_mvad.py`).

**Where others differ, and why.** lifelines breaks ties of events and exits at random (0.4710 where
all others have 0.4676 on monthly data), and its variance of the restricted mean is that of the
time; statsmodels' cumulative incidence has no late entry (`test_faults_of_libraries.py`). With late
entry errors of incidence by person are survfit's, and differ from etm's, which are by months of
persons, by less than 0.003 on the extract. Coefficients of crr agree to 1e-6; its errors take the
weights for censoring as estimated, where ours, as those of finegray's rows, take them as known.

**Not compared.** mstate is no package of Debian, and CRAN could not be reached. Simultaneous bands
have no package at hand, and are held to known distributions and to their coverage. Occupation by
cluster has the influence of Aalen-Johansen, which is compared, and is held to its coverage."""


class _Recorder:
    """A plugin of pytest that notes the largest difference of each test as it compares."""

    def __init__(self) -> None:
        self.largest: dict[str, float] = {}
        self.failed: list[str] = []
        self.now = ""

    def pytest_runtest_call(self, item: pytest.Item) -> None:
        self.now = item.nodeid.partition("[")[0]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)

    def note(self, ours: object, theirs: object) -> None:
        gaps = np.abs(np.asarray(ours, dtype=float) - np.asarray(theirs, dtype=float))
        gaps = gaps[~np.isnan(gaps)]
        if gaps.size:
            self.largest[self.now] = max(self.largest.get(self.now, 0.0), float(gaps.max()))


@dataclass(eq=False)
class _Noted:
    """An `approx` that notes what is held against it."""

    inner: Any
    expected: Any
    note: Callable[[object, object], None]
    __array_ufunc__: None = field(default=None, init=False)

    def __eq__(self, ours: object) -> bool:
        self.note(ours, self.expected)
        return bool(self.inner == ours)

    __hash__ = None  # type: ignore[assignment]


def measured() -> dict[str, float]:
    """Return the largest difference of each test of COMPARISONS.

    Raises:
        RuntimeError: a test fails, or compares nothing.
    """
    wanted = [f"{one.file}::{name}" for one in COMPARISONS for name in one.tests]
    seen = _Recorder()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(sys.stderr):
        for name in ("assert_allclose", "assert_array_equal"):
            patch.setattr(np.testing, name, _noting(getattr(np.testing, name), seen))
        approx = pytest.approx
        patch.setattr(
            pytest,
            "approx",
            lambda expected, **by: _Noted(approx(expected, **by), expected, seen.note),
        )
        pytest.main(["-q", "--no-cov", "-p", "no:cacheprovider", *wanted], plugins=[seen])
    silent = [name for name in wanted if name not in seen.largest]
    if seen.failed or silent:
        raise RuntimeError(f"Failed: {seen.failed}. Without a comparison: {silent}.")
    return seen.largest


def _noting(compare: Callable[..., None], seen: _Recorder) -> Callable[..., None]:
    def noted(actual: object, desired: object, **options: Any) -> None:
        seen.note(actual, desired)
        compare(actual, desired, **options)

    return noted


def main() -> int:
    """Print the page."""
    largest = measured()
    print(HEAD)
    for one in COMPARISONS:
        gap = max(largest[f"{one.file}::{name}"] for name in one.tests)
        where = one.file.removeprefix(f"{ESTIMATES}/")
        told = f"{gap:.0e}" if gap else "0"
        print(f"| {one.estimator} | {one.oracle} | {one.extract} | {told} | `{where}` |")
    print(TAIL)
    print(table())
    return 0


if __name__ == "__main__":
    sys.exit(main())
