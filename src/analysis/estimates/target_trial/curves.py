"""What the arms come to by month, from sums of weights."""

import numpy as np

from analysis.estimates.bootstrap import shares
from analysis.estimates.target_trial import kernels
from analysis.estimates.target_trial.arrays import Floats
from analysis.terms import Estimand

ESTIMANDS = (Estimand.CUMULATIVE_INCIDENCE, Estimand.PREVALENCE)


def curves(sums: Floats) -> dict[Estimand, Floats]:
    """Return (replicates x) arms x months of each estimand; missing where nobody is left.

    Incidence is Aalen-Johansen's, exits competing; prevalence a weighted share of those whose state
    is told.

    Args:
        sums: (replicates x) arms x 5 x months.
    """
    rows = np.moveaxis(sums, -2, 0)
    flat = rows.reshape(len(rows), -1, rows.shape[-1])
    at_risk, moves = flat[kernels.AT_RISK], [flat[kernels.EVENTS], flat[kernels.EXITS]]
    incidence = shares(Estimand.CUMULATIVE_INCIDENCE, at_risk, moves).reshape(rows.shape[1:])
    told = rows[kernels.TOLD]
    with np.errstate(invalid="ignore"):
        prevalence = np.where(told > 0, rows[kernels.IN_STATE] / told, np.nan)
    prevalence[..., 0] = 0
    return {Estimand.CUMULATIVE_INCIDENCE: incidence, Estimand.PREVALENCE: prevalence}
