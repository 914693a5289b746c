"""A comparison by any approach: of the same persons, in the same columns, so that rows stack."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from analysis.comparison_terms import Approach
from analysis.errors import DesignError, EstimationError
from analysis.estimates.followed import Followed
from analysis.estimates.landmark import landmark
from analysis.estimates.naive import naive
from analysis.estimates.strata import CLUSTER, COUNTY
from analysis.estimates.target_trial.answer import contrasted, emulated
from analysis.estimates.target_trial.interaction import Contrasted, interactions
from analysis.estimates.time_varying import by_cox, by_discrete_time
from analysis.terms import Estimand

Rows = Callable[[Followed], pd.DataFrame]
PLACES = {CLUSTER, COUNTY}
"""Groups that are places: municipalities, or made of whole ones."""
ENOUGH = 100
"""Persons who begin in time that a target trial of one county needs."""
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
    `method`, so that one small group, or one approach, does not take the others away. Of the target
    trial by one column it is also told how much more each group gains than the largest one, but not
    of places, which are drawn apart.

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
    alone = approach is Approach.TARGET_TRIAL and len(by) == 1 and not PLACES & {*by}
    parts = []
    trials: dict[str, Contrasted] = {}
    for values, some in _groups(everybody, by):
        make = partial(_kept, trials, values[0]) if alone else _approach(approach, by)
        parts.append(answer(approach, some, make).assign(**dict(zip(by, values, strict=True))))
    if len(trials) > 1:
        parts.append(interactions(by[0], trials, everybody.comparison.asked_points))
    return pd.concat(parts, ignore_index=True)


def _groups(everybody: Followed, by: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Followed]]:
    """Yield the values of each group and its persons, who are drawn with all others' places.

    A county has municipalities of its own, and nothing in common with others that draws could tell.
    """
    frame, places = everybody.frame, not PLACES & {*by} and CLUSTER in everybody.frame
    drawn = tuple(map(str, np.unique(frame[CLUSTER].astype(str)))) if places else ()
    for values, rows in sorted(frame.groupby(list(by), observed=True).indices.items()):
        chosen = np.zeros(len(frame), dtype=bool)
        chosen[rows] = True
        some = replace(everybody.some(chosen), clustered=CLUSTER not in by, drawn=drawn)
        yield values if isinstance(values, tuple) else (values,), some


def _approach(approach: Approach, by: tuple[str, ...]) -> Rows:
    """Return how an approach is answered for groups of persons."""
    trial_of_counties = approach is Approach.TARGET_TRIAL and COUNTY in by
    return _of_enough if trial_of_counties else APPROACHES[approach]


def _of_enough(persons: Followed) -> pd.DataFrame:
    """Return the rows of the target trial of one county.

    Raises:
        EstimationError: as `emulated`, and where so few begin that its interval would tell nothing.
    """
    begin = int(persons.begins_in_time.sum())
    if begin < ENOUGH:
        raise EstimationError(f"{begin} begin in time: a target trial of a county needs {ENOUGH}.")
    return emulated(persons)


def _kept(trials: dict[str, Contrasted], value: str, persons: Followed) -> pd.DataFrame:
    """Return the rows of the target trial of one group, and keep what interactions need of it."""
    trials[value] = contrasted(persons)
    return trials[value].rows


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
