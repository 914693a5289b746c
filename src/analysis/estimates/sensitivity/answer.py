"""How far the main answer moves when something that was chosen, or hoped, is changed."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from analysis.comparison import Comparison
from analysis.comparison_terms import Change
from analysis.estimates.sensitivity.changed import Changed, rows_of
from analysis.estimates.sensitivity.changes import changes
from analysis.estimates.sensitivity.hidden import misread, unseen
from analysis.estimates.sensitivity.imputation import imputed_rows
from analysis.estimates.target_trial.answer import tried
from analysis.terms import Contrast

if TYPE_CHECKING:
    from analysis.estimates.live import LiveStudy

CONTRASTS = (Contrast.DIFFERENCE, Contrast.RATIO)
DRAWS = 100
"""Draws of municipalities behind each row but the first, which is looked at beside others."""


def sensitivity(study: "LiveStudy", comparison: Comparison) -> pd.DataFrame:
    """Return the main answer's differences and ratios, as asked and with one thing changed.

    Each row is changed in one thing; what cannot be had is a row without a number that says why.

    Returns:
        Columns of every comparison, and change, setting. Rows are of the comparison's points; of
        the changes that need no further trial (E_VALUE, CONFOUNDER, MISCLASSIFIED) too. Of E_VALUE
        the estimate is the least risk ratio that a confounder would need, of the setting `limit`
        that which takes the interval to no effect.

    Source:
        Lash, Fox and Fink (2009); VanderWeele and Ding (2017); Rubin (1987).
    """
    everybody = study.followed(comparison)
    as_asked = Changed(Change.AS_ASKED, "", lambda: everybody)
    main = rows_of(as_asked, lambda persons: tried(study.kept, persons).rows)
    parts = [main]
    if main["estimate"].notna().any():
        few = replace(comparison, replicates=min(DRAWS, comparison.replicates), contrasts=CONTRASTS)
        parts += [rows_of(one) for one in changes(study, few)]
        parts.append(imputed_rows(study.followed(few)))
        parts += [misread(main, everybody), *unseen(main, everybody)]
    return pd.concat(parts, ignore_index=True)
