"""The door to a g-formula: from a study and a comparison to tidy rows, each lived once."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.comparison import Comparison
from analysis.comparison_terms import Approach
from analysis.design import TIDY
from analysis.errors import DesignError, EstimationError
from analysis.estimates.columns import MORE
from analysis.estimates.compared import without_number
from analysis.estimates.g_formula.doubly_robust import doubly_robust
from analysis.estimates.g_formula.lived import GFormula, g_formula
from analysis.estimates.g_formula.rows import contrasts, curves, springboard
from analysis.estimates.grouped import COLUMNS
from analysis.estimates.once import once
from analysis.estimates.pathways import occupations, times, what_follows
from analysis.terms import Estimand

if TYPE_CHECKING:
    from analysis.estimates.live import LiveStudy

SEED = 1938
"""The draws are the same for every question, so that the same question has the same answer."""


def lived(
    study: "LiveStudy", comparison: Comparison, approach: Approach, by: tuple[str, ...]
) -> pd.DataFrame:
    """Return the rows of an approach of BY_LIVES, or one without a number that says why.

    Args:
        study: registers.
        comparison: what is compared.
        approach: by g-formula alone, or corrected by who followed a strategy.
        by: none: models are of everybody.

    Returns:
        Columns of every comparison; persons stand for themselves.

    Raises:
        DesignError: groups are asked for.
    """
    _refuse(by)
    try:
        rows = BY_LIVES[approach](_made(study, comparison))
    except EstimationError as error:
        return without_number(approach, 0, error)
    return rows.assign(weighted=rows["n_at_risk"].astype(float))


def _courses(made: GFormula) -> pd.DataFrame:
    """Return curves, contrasts at the comparison's points, and the springboard's."""
    told = contrasts(made)
    told = told[told["month"].isin(made.comparison.asked_points)]
    return pd.concat([curves(made), told, springboard(made)], ignore_index=True)


BY_LIVES: dict[Approach, Callable[[GFormula], pd.DataFrame]] = {
    Approach.G_FORMULA: _courses,
    Approach.DOUBLY_ROBUST: doubly_robust,
}
"""Approaches that are made from one and the same g-formula."""


def ways(
    study: "LiveStudy", comparison: Comparison, what: Estimand, by: tuple[str, ...]
) -> pd.DataFrame:
    """Return how people live on each course, of WAYS; as `lived`.

    There are no rows where a model cannot be fitted, of which the row of `lived` tells, or where
    nobody begins.
    """
    _refuse(by)
    columns, tell = WAYS[what]
    try:
        return tell(_made(study, comparison))
    except EstimationError:
        return pd.DataFrame(columns=[*columns, *TIDY]).drop(columns=["measure", "origin"])


def _states(made: GFormula) -> pd.DataFrame:
    return pd.concat([occupations(made), times(made)], ignore_index=True)


WAYS: dict[Estimand, tuple[list[str], Callable[[GFormula], pd.DataFrame]]] = {
    Estimand.OCCUPATION: ([*COLUMNS, "state"], _states),
    Estimand.WHAT_FOLLOWS: (MORE[Estimand.WHAT_FOLLOWS], what_follows),
}
"""What is told of courses beside the answer: in which state people are by month and for how long,
and what follows upon the exposure; with the columns beside the tidy ones."""


def _refuse(by: tuple[str, ...]) -> None:
    if by:
        raise DesignError(f"A g-formula is of everybody, not by {' and '.join(by)}.")


def _made(study: "LiveStudy", comparison: Comparison) -> GFormula:
    def make() -> GFormula:
        draws = np.random.default_rng(SEED)
        return g_formula(study, comparison, draws, comparison.replicates)

    return once(study.kept, (comparison, Approach.G_FORMULA), make)
