"""The official measure in all its rows, and the activity at exit, as shares of those who left."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from analysis.design import Measure, Spec
from analysis.errors import DesignError, EstimationError
from analysis.estimates.prevalence import prevalence
from analysis.estimates.strata import CLUSTER, needed
from analysis.official_terms import COUNTED_AT_EXIT, LOOKING, SIX
from analysis.terms import Denominator, Estimand, OriginName, State
from analysis.timeline.official import exit_reasons, official_states
from analysis.timeline.tables import states_table

if TYPE_CHECKING:
    from analysis.estimates.live import LiveStudy


def of_official(study: "LiveStudy", spec: Spec, measure: Measure) -> pd.DataFrame:
    """Return the share in each status at each November, among those alive and resident.

    Without a table of the labour office those who look for work have no rows: they are not nobody.

    Raises:
        DesignError: the measure is not read once a year from the exit.
    """
    if measure.read_in is None or spec.design.origin != OriginName.EXIT:
        raise DesignError(
            f"The official statuses are read once a year after the exit, and '{measure.name}' from"
            f" {spec.design.origin} is not.\nAsk with measure=november and origin=exit."
        )
    people = study.cohort(spec.design)
    told = official_states(study.panel(spec.design), people, measure, study.points(spec.design))
    table = states_table(people, told, needed(spec.by))
    has_office = study.registers.has("labour_office")
    told_apart = [str(one) for one in SIX if has_office or one not in LOOKING]
    return each_status(table, {name: (name,) for name in told_apart}, spec.by).assign(
        estimand=Estimand.OFFICIAL_STATUS.value
    )


def of_exits(study: "LiveStudy", spec: Spec, measure: Measure) -> pd.DataFrame:
    """Return the share of leavers by their one main activity at exit; missing is one of them.

    Beside each activity stand the sums that count as success, without and with grunnskole.

    Raises:
        DesignError: the origin is not the exit, or the dataset has no exit reasons.
        EstimationError: nobody left.
    """
    if spec.design.origin != OriginName.EXIT:
        raise DesignError("The activity at exit is of those who left.\nAsk with origin=exit.")
    people = study.cohort(spec.design)
    if people.frame.empty:
        raise EstimationError("Nobody has left: there is no activity at exit.")
    reasons = exit_reasons(study.registers, people, spec.design.transfer_months)
    keys = [*needed(spec.by), "month", "state"]
    rows = people.frame.assign(month=0, state=reasons)
    table = rows.groupby(keys, observed=True).size().rename("n").reset_index()
    groups: dict[str, Collection[str]] = {one: (one,) for one in sorted(reasons.unique())}
    told = each_status(table, {**groups, **COUNTED_AT_EXIT}, spec.by)
    return told.assign(
        estimand=Estimand.AT_EXIT.value,
        method=told["method"].str.replace("among those alive and resident", "of all who left"),
    )


def each_status(
    table: pd.DataFrame, groups: Mapping[str, Collection[str]], by: tuple[str, ...]
) -> pd.DataFrame:
    """Return the rows of `prevalence` for each of several sets of states, named in `status`.

    Args:
        table: groups, month, state, n, by `by` and municipality. The gone and the unseen are in no
            denominator; everybody else is.
        groups: name -> the states that are counted together.
        by: group columns.
    """
    cluster = None if CLUSTER in by else CLUSTER
    outside = [State.DEATH, State.EMIGRATION, State.MISSING]
    parts = []
    for name, states in groups.items():
        inside = table["state"].isin(list(map(str, states)))
        state = table["state"].where(table["state"].isin(outside), State.NOT_IN_STATE.value)
        marked = table.assign(state=state.mask(inside, State.IN_STATE.value))
        rows = prevalence(marked, Denominator.RESIDENT, by, cluster=cluster)
        parts.append(rows.assign(status=name))
    return pd.concat(parts, ignore_index=True)
