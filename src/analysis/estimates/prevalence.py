"""Shares in a state at a measurement point, from the table of status."""

import numpy as np
import pandas as pd
from scipy.stats import norm

from analysis.terms import Denominator, Estimand, State

RESIDENT = (State.IN_STATE, State.NOT_IN_STATE)
METHODS = {
    Denominator.ALL: "share of all who could be followed, the gone among them; Wilson interval",
    Denominator.RESIDENT: "share among those alive and resident; Wilson interval",
}


def prevalence(
    status: pd.DataFrame, denominator: Denominator, by: tuple[str, ...] = (), level: float = 0.95
) -> pd.DataFrame:
    """Return the share in the state by group and month; `n_at_risk` is the denominator.

    Args:
        status: the table of status (groups, month, state, n). Who is not seen in the month
            (MISSING) is in no denominator.
        denominator: `all` keeps the gone as gone, `resident` leaves them out.
        by: group columns.
        level: coverage of the interval.

    Source:
        Wilson (1927).
    """
    counted = RESIDENT if denominator is Denominator.RESIDENT else (*RESIDENT, *gone_states())
    rows = status[status["state"].isin(counted)]
    keys = [*by, "month"]
    total = rows.groupby(keys)["n"].sum()
    inside = rows[rows["state"] == State.IN_STATE].groupby(keys)["n"].sum()
    inside = inside.reindex(total.index, fill_value=0)
    lower, upper = wilson(inside.to_numpy(), total.to_numpy(), level)
    frame = pd.DataFrame(
        {
            "estimand": Estimand.PREVALENCE.value,
            "estimate": inside / total,
            "lower": lower,
            "upper": upper,
            "n_at_risk": total,
            "n_events": inside,
            "method": METHODS[denominator],
        }
    )
    return frame.reset_index()


def gone_states() -> tuple[State, ...]:
    """Return the states of those who died or left the country."""
    return (State.DEATH, State.EMIGRATION)


def wilson(events: np.ndarray, n: np.ndarray, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Return Wilson's score interval of events / n."""
    z = norm.ppf(0.5 + level / 2)
    share = events / n
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return np.maximum(middle - half, 0), np.minimum(middle + half, 1)
