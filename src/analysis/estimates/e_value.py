"""How strong a hidden confounder would have to be to explain a ratio of shares at one month.

It is of the risk ratio at a month only (definitions.md 28).

Source:
    VanderWeele and Ding (2017), "Sensitivity analysis in observational research: introducing the
    E-value", Ann Intern Med 167, 268-274; interval limits: their table 2.
"""

import numpy as np

from analysis.estimates.units import Floats


def e_value(ratio: Floats, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
    """Return the E-value of risk ratios, and of the limit that is nearest to no effect.

    It is the least risk ratio that a confounder would need with both exposure and event, beside
    what is adjusted for. Of an interval that holds 1 it is 1; a missing ratio has none.

    Args:
        ratio: of shares at a month, one or many.
        lower: its lower limit.
        upper: its upper limit.
    """
    ratio, lower, upper = (np.asarray(values, dtype=np.float64) for values in (ratio, lower, upper))
    nearest = np.where(ratio >= 1, np.maximum(lower, 1), np.minimum(upper, 1))
    return _of(ratio), _of(np.where(np.isnan(ratio), np.nan, nearest))


def _of(ratio: Floats) -> Floats:
    """Return RR + sqrt(RR (RR - 1)) of ratios turned so that they are at least 1."""
    away = np.where(ratio < 1, 1 / np.where(ratio > 0, ratio, np.nan), ratio)
    needed: Floats = away + np.sqrt(away * (away - 1))
    return needed
