"""What a live study answers of comparisons and of states, by the function that can."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.comparison_terms import Approach
from analysis.design import Measure, Spec
from analysis.estimates.compared import compared
from analysis.estimates.occupied import occupation_rows
from analysis.estimates.strata import needed

if TYPE_CHECKING:
    from analysis.estimates.live import LiveStudy


def of_comparison(study: "LiveStudy", spec: Spec, measure: Measure) -> pd.DataFrame:
    """Return the rows of one approach to a comparison; the g-formula asks the study itself."""
    if spec.approach is Approach.G_FORMULA:
        from analysis.estimates.g_formula.answer import lived  # it knows live studies

        return lived(study, study.comparison(spec.comparison), spec.by)
    everybody = study.followed(study.comparison(spec.comparison))
    return compared(spec.approach, everybody, spec.by)


def of_states(study: "LiveStudy", spec: Spec, measure: Measure) -> pd.DataFrame:
    """Return who is in which state by month: of a measure, or on the courses of a comparison."""
    if spec.comparison:
        from analysis.estimates.g_formula.answer import ways

        return ways(study, study.comparison(spec.comparison), spec.by)
    moves = study.transitions(spec.design, needed(spec.by))
    return occupation_rows(moves, spec.estimand, spec.by)
