"""Who is in which state by month, and for how many months, as a study answers it.

Incidence tells who has ever been in stable work; this tells who is there, work that was lost left
out and work that was found again counted.
"""

import numpy as np
import pandas as pd

from analysis.errors import EstimationError
from analysis.estimates.means import means
from analysis.estimates.occupation import occupation
from analysis.estimates.prevalence import RESIDENT, gone_states
from analysis.estimates.strata import CLUSTER, by_group
from analysis.estimates.survival import share_rows
from analysis.terms import Estimand

STATES = tuple(str(state) for state in (*RESIDENT, *gone_states()))


def occupation_rows(
    transitions: pd.DataFrame, estimand: Estimand, by: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Return the share in each state by month, or the mean months in it, for every group.

    Args:
        transitions: the table of transitions by `by` and municipality, of one measure's states.
        estimand: OCCUPATION or TIME_IN_STATE.
        by: group columns.

    Returns:
        Groups, state, month, estimand, estimate, lower, upper, n_at_risk (persons seen in the month
        and the one before), n_events (those in the state in it), method. The shares of a month add
        up to 1. Mean months are those from the first month seen, as a rule month 1, to and with
        `month`; the gone stay gone, so that the means of all states add up to these months. A group
        that cannot be followed has one row, without an estimate, whose `method` says why.

    Raises:
        EstimationError: nobody is seen in two months that follow each other.

    Source:
        That of `occupation`.
    """
    if transitions.empty:
        raise EstimationError("Nobody's state is seen in two months that follow each other.")
    cluster = None if CLUSTER in by else CLUSTER
    parts = [
        _of_group(rows, estimand, cluster).assign(**dict(zip(by, values, strict=True)))
        for values, rows in by_group(transitions, by).items()
    ]
    return pd.concat(parts, ignore_index=True).assign(estimand=estimand.value)


def _of_group(transitions: pd.DataFrame, estimand: Estimand, cluster: str | None) -> pd.DataFrame:
    try:
        curves = occupation(transitions, STATES, cluster)
    except EstimationError as error:
        return _unknown(f"no estimate: {str(error).splitlines()[0]}")
    seen = transitions[transitions[["from_state", "to_state"]].isin(STATES).all(axis=1)]
    before = int(seen["month"].min()) - 1  # the curve begins in the month before the first
    parts = []
    for state, curve in curves.items():
        if estimand is Estimand.OCCUPATION:
            rows = share_rows(curve)
            rows = rows.assign(month=rows["month"] + before)
        else:
            rows = means(curve)
            inside = curve.n_events[:-1].astype(np.int64)  # in the last month of the horizon
            rows = rows.assign(month=rows["month"] + before - 1, n_events=inside)
        parts.append(rows.assign(state=state))
    return pd.concat(parts)


def _unknown(method: str) -> pd.DataFrame:
    numbers = dict.fromkeys(["month", "estimate", "lower", "upper"], np.nan)
    return pd.DataFrame([{**numbers, "n_at_risk": 0, "n_events": 0, "state": "", "method": method}])
