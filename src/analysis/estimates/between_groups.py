"""What a study answers of its groups together: tests, and ratios of hazards."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.design import Measure, Spec
from analysis.estimates.division import divided
from analysis.estimates.equal_groups import equality_rows
from analysis.estimates.ratios import proportionality_rows, ratio_rows
from analysis.estimates.strata import needed
from analysis.terms import Estimand

if TYPE_CHECKING:
    from analysis.estimates.live import LiveStudy

BETWEEN_GROUPS = {
    Estimand.EQUALITY: equality_rows,
    Estimand.HAZARD_RATIO: ratio_rows,
    Estimand.PROPORTIONALITY: proportionality_rows,
}


def between_groups(study: "LiveStudy", spec: Spec, measure: Measure) -> pd.DataFrame:
    """Return the rows of one of BETWEEN_GROUPS, under the design of a spec.

    Raises:
        DesignError: there are fewer than two groups.
    """
    key = (spec.design, spec.by)
    if key not in study.kept:
        study.kept[key] = divided(study.events(spec.design, needed(spec.by)), spec.by)
    return BETWEEN_GROUPS[spec.estimand](study.kept[key])
