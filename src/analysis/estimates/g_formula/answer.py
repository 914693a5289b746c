"""The door to a g-formula: from a study and a comparison to tidy rows, each lived once."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.comparison import Comparison
from analysis.comparison_terms import Approach
from analysis.design import TIDY
from analysis.errors import DesignError, EstimationError
from analysis.estimates.g_formula.lived import GFormula, g_formula
from analysis.estimates.g_formula.rows import contrasts, curves, springboard
from analysis.estimates.grouped import COLUMNS
from analysis.estimates.pathways import occupations, times
from analysis.terms import Estimand

if TYPE_CHECKING:
    from analysis.estimates.live import LiveStudy

SEED = 1938
"""The draws are the same for every question, so that the same question has the same answer."""


def lived(study: "LiveStudy", comparison: Comparison, by: tuple[str, ...]) -> pd.DataFrame:
    """Return the rows of a comparison by g-formula: curves, contrasts, and the springboard's.

    Args:
        study: registers.
        comparison: what is compared.
        by: none: models are of everybody.

    Raises:
        DesignError: groups are asked for.
    """
    _refuse(by)
    try:
        made = _made(study, comparison)
    except EstimationError as error:
        missing = {name: float("nan") for name in ("month", "estimate", "lower", "upper")}
        names = {"group": "", "against": "", "of": "", "estimand": Estimand.COMPARISON.value}
        counts = {"landmark": 0, "n_at_risk": 0, "n_events": 0}
        row = {"approach": Approach.G_FORMULA.value, **names, **missing, **counts}
        return pd.DataFrame([{**row, "method": str(error).partition("\n")[0]}])
    told = contrasts(made)
    told = told[told["month"].isin(comparison.asked_points)]
    return pd.concat([curves(made), told, springboard(made)], ignore_index=True)


def ways(study: "LiveStudy", comparison: Comparison, by: tuple[str, ...]) -> pd.DataFrame:
    """Return who is in which state by month, on each course, and for how long; as `lived`.

    There are no rows where a model cannot be fitted, of which the row of `lived` tells.
    """
    _refuse(by)
    try:
        made = _made(study, comparison)
    except EstimationError:
        return pd.DataFrame(columns=[*COLUMNS, "state", *TIDY]).drop(columns=["measure", "origin"])
    return pd.concat([occupations(made), times(made)], ignore_index=True)


def _refuse(by: tuple[str, ...]) -> None:
    if by:
        raise DesignError(f"A g-formula is of everybody, not by {' and '.join(by)}.")


def _made(study: "LiveStudy", comparison: Comparison) -> GFormula:
    key = (comparison, Approach.G_FORMULA)
    if key not in study.kept:
        draws = np.random.default_rng(SEED)
        study.kept[key] = g_formula(study, comparison, draws, comparison.replicates)
    made: GFormula = study.kept[key]
    return made
