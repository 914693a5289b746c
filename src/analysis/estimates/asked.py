"""What a live study answers of comparisons and of states, by the function that can."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.comparison_terms import Approach
from analysis.design import Measure, Spec
from analysis.errors import DesignError
from analysis.estimates.compared import answer, compared
from analysis.estimates.occupied import occupation_rows
from analysis.estimates.strata import needed
from analysis.estimates.target_trial.answer import tried
from analysis.estimates.target_trial.believed import believed

if TYPE_CHECKING:
    from analysis.estimates.live import LiveStudy


def of_comparison(study: "LiveStudy", spec: Spec, measure: Measure) -> pd.DataFrame:
    """Return the rows of one approach to a comparison; the g-formula asks the study itself."""
    if spec.approach in (Approach.G_FORMULA, Approach.DOUBLY_ROBUST):
        from analysis.estimates.g_formula.answer import lived  # it knows live studies

        return lived(study, study.comparison(spec.comparison), spec.approach, spec.by)
    everybody = study.followed(study.comparison(spec.comparison))
    if spec.approach is Approach.TARGET_TRIAL and not spec.by:
        return answer(spec.approach, everybody, lambda persons: tried(study.kept, persons).rows)
    return compared(spec.approach, everybody, spec.by)


def of_weights(study: "LiveStudy", spec: Spec, measure: Measure) -> pd.DataFrame:
    """Return balance, weights or positivity of the target trial that a comparison is answered by.

    Raises:
        DesignError: groups are asked for.
    """
    if spec.by:
        what = spec.estimand.capitalize()
        raise DesignError(f"{what} of a trial is told of everybody, not by group.")
    everybody = study.followed(study.comparison(spec.comparison))
    return believed(spec.estimand, lambda: tried(study.kept, everybody))


def of_sensitivity(study: "LiveStudy", spec: Spec, measure: Measure) -> pd.DataFrame:
    """Return the main answer of a comparison with one thing changed at a time."""
    from analysis.estimates.sensitivity.answer import sensitivity  # it asks live studies

    return sensitivity(study, study.comparison(spec.comparison))


def of_states(study: "LiveStudy", spec: Spec, measure: Measure) -> pd.DataFrame:
    """Return who is in which state by month: of a measure, or on the courses of a comparison."""
    if spec.comparison:
        from analysis.estimates.g_formula.answer import ways

        return ways(study, study.comparison(spec.comparison), spec.by)
    moves = study.transitions(spec.design, needed(spec.by))
    return occupation_rows(moves, spec.estimand, spec.by)
