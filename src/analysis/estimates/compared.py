"""A comparison by any approach: of the same persons, in the same columns, so that rows stack."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.comparison_terms import Approach
from analysis.errors import DesignError, EstimationError
from analysis.estimates.followed import Followed
from analysis.estimates.landmark import landmark
from analysis.estimates.naive import naive
from analysis.estimates.strata import CLUSTER
from analysis.estimates.target_trial.answer import emulated
from analysis.estimates.time_varying import by_cox, by_discrete_time
from analysis.terms import Estimand

Rows = Callable[[Followed], pd.DataFrame]
APPROACHES: dict[Approach, Rows] = {
    Approach.NAIVE: naive,
    Approach.LANDMARK: landmark,
    Approach.COX: by_cox,
    Approach.DISCRETE_TIME: by_discrete_time,
    Approach.TARGET_TRIAL: emulated,
}


def compared(
    approach: Approach | None, everybody: Followed, by: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Return the tidy rows of one approach, for every group of persons.

    Where there is nothing to compare, in one group or in all, a row without a number says why in
    `method`, so that one small group, or one approach, does not take the others away.

    Args:
        approach: one of APPROACHES.
        everybody: who is compared.
        by: group columns. Within one municipality intervals are by person.

    Raises:
        DesignError: the approach is not among them, or the persons have no such group.
    """
    if approach not in APPROACHES:
        raise DesignError(
            f"A comparison is not answered by '{approach}'.\nAllowed: {', '.join(APPROACHES)}."
        )
    if not by:
        return answer(approach, everybody, APPROACHES[approach])
    for name in by:
        if name not in everybody.frame:
            raise DesignError(f"No group '{name}' among the persons compared.")
    parts = []
    positions = everybody.frame.groupby(list(by), observed=True).indices
    for values, rows in sorted(positions.items()):
        chosen = np.zeros(len(everybody.frame), dtype=bool)
        chosen[rows] = True
        some = replace(everybody.some(chosen), clustered=CLUSTER not in by)
        keys = values if isinstance(values, tuple) else (values,)
        named = dict(zip(by, keys, strict=True))
        parts.append(answer(approach, some, APPROACHES[approach]).assign(**named))
    return pd.concat(parts, ignore_index=True)


def answer(approach: Approach, persons: Followed, make: Rows) -> pd.DataFrame:
    """Return the rows of one approach, or a row without a number that says why there are none.

    Where nobody is weighted persons stand for themselves.

    Args:
        approach: whose rows they are.
        persons: who is compared.
        make: what the rows are made with, of the persons.
    """
    try:
        rows = make(persons)
        alone = rows["n_at_risk"].astype(float)
        return rows if "weighted" in rows else rows.assign(weighted=alone)
    except EstimationError as error:
        return without_number(approach, len(persons.frame), error)


def without_number(approach: Approach, persons: int, error: Exception) -> pd.DataFrame:
    """Return the row that says why an approach has no number for so many persons."""
    missing = float("nan")
    row = {
        "approach": approach.value,
        "landmark": 0,
        "group": "",
        "against": "",
        "of": "",
        "month": missing,
        "estimand": Estimand.COMPARISON.value,
        "estimate": missing,
        "lower": missing,
        "upper": missing,
        "n_at_risk": persons,
        "n_events": 0,
        "method": str(error).partition("\n")[0],
        "weighted": missing,
    }
    return pd.DataFrame([row])
