"""Bands as a study answers them: months decided beforehand, rows also where there is no band."""

import numpy as np
import pandas as pd

from analysis.errors import EstimationError
from analysis.estimates.bands import band, difference_band
from analysis.estimates.curve import Curve
from analysis.estimates.survival import incidence
from analysis.terms import Estimand

MONTHS = (1, 60)
"""Decided before any curve is seen; a curve that ends earlier cuts them."""


def incidence_band(events: pd.DataFrame, cluster: str | None = None) -> pd.DataFrame:
    """Return the share that has ever had the event, with limits that hold in all MONTHS at once.

    Args:
        events: one group's rows of the table of events.
        cluster: its column of clusters; None: by person.

    Returns:
        As `band`; where nothing is uncertain limits are missing, and `method` says why.

    Raises:
        EstimationError: nobody is in the group.
    """
    curve = incidence(events, cluster)
    within = _within(curve.last)
    try:
        rows = band(curve, within)
    except EstimationError as error:
        unknown = np.full(curve.last + 1, np.nan)
        rows = curve.tidy(unknown, unknown).assign(method=_why(error))
        rows = rows[rows["month"].between(*within)].reset_index(drop=True)
    return rows.assign(estimand=Estimand.INCIDENCE_BAND.value)


def incidence_difference(one: Curve, other: Curve) -> pd.DataFrame:
    """Return one group's incidence less another's, with limits that hold in all MONTHS at once.

    Returns:
        As `difference_band`; where nothing is uncertain limits are missing, and `method` says why.
    """
    within = _within(min(one.last, other.last))
    try:
        return difference_band(one, other, within)
    except EstimationError as error:
        months = np.arange(within[0], within[1] + 1)
        return pd.DataFrame(
            {
                "month": months,
                "estimand": Estimand.CURVE_DIFFERENCE.value,
                "estimate": one.estimate[months] - other.estimate[months],
                "lower": np.nan,
                "upper": np.nan,
                "n_at_risk": (one.n_at_risk[months] + other.n_at_risk[months]).astype(np.int64),
                "n_events": (one.n_events[months] + other.n_events[months]).astype(np.int64),
                "method": _why(error),
            }
        )


def _within(last: int) -> tuple[int, int]:
    return MONTHS[0], min(MONTHS[1], last)


def _why(error: EstimationError) -> str:
    """Return the fault of an error as a method: what could not be estimated is said."""
    return f"no band: {str(error).splitlines()[0]}"
