"""Questions of notebooks that take more than one answer of a study, or what no release holds."""

from dataclasses import dataclass

import pandas as pd

from analysis.comparison import Comparison
from analysis.comparison_terms import Approach
from analysis.design import TIDY, Estimates, Spec, StudyDesign
from analysis.errors import DesignError, DisclosureError, one_of
from analysis.estimates.columns import MORE
from analysis.estimates.live import LiveStudy
from analysis.reference.places import code_of
from analysis.release.answers import AnsweredStudy
from analysis.release.door import Study
from analysis.study import answered, by_rules, municipality_name
from analysis.terms import Estimand
from analysis.timeline.histories import Histories, histories, nobody

COMPOSITION = ("sex", "country_of_origin", "prior_education", "admission")
"""Groups by which a cohort is described; municipalities are too many for a table."""
NO_GRID = "none"


@dataclass(frozen=True, eq=False)
class Ruled:
    """One municipality's leavers by several rules; frames without rows where nothing may be said.

    Attributes:
        code, place: its code and name; empty where no municipality was asked for.
        compared: whether the dataset holds other municipalities to compare with.
        here: prevalence of the design's own measure in the municipality.
        rules_here: shares by several rules from the exit on, in the municipality.
        rules_everybody: the same for the whole dataset.
    """

    code: str
    place: str
    compared: bool
    here: Estimates
    rules_here: Estimates
    rules_everybody: Estimates


def ruled(study: Study, design: StudyDesign, code: str) -> Ruled:
    """Return one municipality's leavers by several rules, as its report has them.

    Args:
        study: what is asked.
        design: the page's own measure.
        code: the municipality's code, or the number that it was read as; empty: none.

    Raises:
        DesignError: the study has no such municipality.
    """
    code = code_of(code)
    place, by_place = municipality_name(study, code) if code else "", ("municipality",)
    rules = by_rules(design)
    own, here = (
        answered(study, *(one.ask("prevalence", by_place) for one in asked)).of(municipality=code)
        for asked in ([design], rules)
    )
    everybody = answered(study, *(one.ask("prevalence") for one in rules))
    return Ruled(code, place, len(study.areas()) > 1, own, here, everybody)


def over_grids(study: Study, texts: str, estimand: str) -> Estimates:
    """Return the rows of one question about each of several grids of choices.

    Args:
        study: what is asked.
        texts: the grids, apart by slashes, the first the main one; "none" or empty: no rows.
        estimand: what is asked of each.
    """
    if texts in ("", NO_GRID):
        columns = [*MORE[Estimand(estimand)], *TIDY]
        return Estimates(pd.DataFrame(columns=columns), study.release_id, study.source)
    return answered(study, *(study.grid(text).ask(estimand) for text in texts.split("/")))


def fair(comparison: Comparison, doubly_robust: str) -> tuple[Spec, ...]:
    """Return the specs of the main answer and of what checks it.

    Args:
        comparison: what is compared.
        doubly_robust: "yes", or "no": it takes about half as long as the g-formula.

    Raises:
        DesignError: another answer.
    """
    one_of("answer on doubly robust", doubly_robust, ["yes", "no"])
    asked = [Approach.TARGET_TRIAL, Approach.G_FORMULA]
    asked += [Approach.DOUBLY_ROBUST] if doubly_robust == "yes" else []
    return tuple(comparison.ask(approach) for approach in asked)


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
