"""Ever against never: the comparison that is wrong before it starts, shown to be named so.

Who begins must have lived, stayed and been without the event until then. To call him exposed from
time zero on credits the exposure with months in which he could not have had the event.

Source:
    Suissa (2008), "Immortal time bias in pharmacoepidemiology", Am J Epidemiol 167, 492-499.
"""

import pandas as pd

from analysis.comparison_terms import Approach, Arm
from analysis.errors import EstimationError
from analysis.estimates.followed import Followed
from analysis.estimates.grouped import grouped_rows
from analysis.terms import Estimand

NOTE = "biased: ever against never, not adjusted, with immortal time"


def naive(everybody: Followed) -> pd.DataFrame:
    """Return those who ever began against those who never did, and the immortal time of the former.

    Ever is at any time that is observed, as who looks into a register would have it. Immortal are
    the months at risk up to the one in which the exposure begins, of those who begin before their
    time at risk ends; the months of who begins only after it are no part of them.

    Returns:
        Columns of `grouped_rows`. Immortal months are per person who ever began, n_at_risk of them,
        and n_events is their sum in person-months; the immortal share is of all their months at
        risk. They are counts and have no interval.

    Raises:
        EstimationError: everybody began, or nobody.
    """
    ever = everybody.frame["begun"].notna().to_numpy(dtype=bool)
    if ever.all() or not ever.any():
        who = "Everybody" if ever.all() else "Nobody"
        raise EstimationError(
            f"{who} who is compared began {everybody.comparison.exposure}:"
            " there is nobody to hold them against."
        )
    groups = {
        Arm.EVER.value: everybody.some(ever),
        Arm.NEVER.value: everybody.some(~ever),
    }
    rows = grouped_rows(Approach.NAIVE, groups, Arm.NEVER.value, NOTE)
    return pd.concat([rows, _immortal(groups[Arm.EVER.value].frame)], ignore_index=True)


def _immortal(ever: pd.DataFrame) -> pd.DataFrame:
    """Return the immortal months of those who began: per person, and as a share of their time."""
    begun = ever["begun"].astype("int64")
    before = (begun - ever["entry"]).where(begun < ever["duration"], 0).clip(lower=0)
    at_risk = int((ever["duration"] - ever["entry"]).sum())
    months = int(before.sum())
    told = {
        Estimand.IMMORTAL_MONTHS: (months / len(ever), "per person who began"),
        Estimand.IMMORTAL_SHARE: (months / at_risk, "of their months at risk"),
    }
    return pd.DataFrame(
        [
            {
                "approach": Approach.NAIVE.value,
                "landmark": 0,
                "group": Arm.EVER.value,
                "against": "",
                "of": "",
                "month": float("nan"),
                "estimand": estimand.value,
                "estimate": estimate,
                "lower": float("nan"),
                "upper": float("nan"),
                "n_at_risk": len(ever),
                "n_events": months,
                "method": f"person-months at risk before the exposure began, counted, {per}",
            }
            for estimand, (estimate, per) in told.items()
        ]
    )
