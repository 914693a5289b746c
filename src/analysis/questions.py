"""Questions of notebooks that take more than one answer of a study, or what no release holds."""

import pandas as pd

from analysis.design import TIDY, Estimates, StudyDesign
from analysis.errors import DesignError, DisclosureError
from analysis.estimates.columns import MORE
from analysis.estimates.live import LiveStudy
from analysis.release.answers import AnsweredStudy
from analysis.release.door import Study
from analysis.study import answered
from analysis.terms import Estimand
from analysis.timeline.histories import Histories, histories, nobody

COMPOSITION = ("sex", "country_of_origin", "prior_education", "admission")
"""Groups by which a cohort is described; municipalities are too many for a table."""


def over_grids(study: Study, texts: str, estimand: str) -> Estimates:
    """Return the rows of one question about each of several grids of choices.

    Args:
        study: what is asked.
        texts: the grids, apart by semicolons, the first the main one; empty: no rows.
        estimand: what is asked of each.
    """
    if not texts:
        columns = [*MORE[Estimand(estimand)], *TIDY]
        return Estimates(pd.DataFrame(columns=columns), study.release_id, study.source)
    return answered(study, *(study.grid(text).ask(estimand) for text in texts.split(";")))


def composition(study: Study, design: StudyDesign) -> list[Estimates]:
    """Return who took part and who is followed, by group; no rows where that cannot be told."""
    return [answered(study, design.ask(Estimand.FLOW, (group,))) for group in COMPOSITION]


def histories_of(study: Study) -> Histories:
    """Return twenty invented persons' histories; no rows where persons exist, or of a release.

    The figure then says why it is absent; no other way leads from a study to single persons.
    """
    if isinstance(study, AnsweredStudy):
        study = study.live()
    if not isinstance(study, LiveStudy):
        return nobody(study.release_id, study.source)
    try:
        return histories(study.registers, study.source)
    except (DesignError, DisclosureError):
        return nobody(study.release_id, study.source)
