"""Tidy rows of every specification: the level, the gaps, and each municipality's share and rank.

A rank is among municipalities with at least FEWEST persons in the denominator: 1 is the highest
share, and equal shares have the same rank.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.estimates.prevalence import METHODS, prevalence, wilson
from analysis.estimates.standardised import Standardised, limits
from analysis.estimates.strata import CLUSTER
from analysis.estimates.sweep.counts import Counted, Counts
from analysis.estimates.sweep.incidence import GAP_OF_SEX, LEVEL, Incidences
from analysis.estimates.sweep.specifications import Specification
from analysis.estimates.units import Floats
from analysis.grid import Among
from analysis.terms import Denominator, Estimand, State

GAP_OF_SCHOOL = "gap_of_grunnskole"
QUANTITIES = (LEVEL, GAP_OF_SEX, GAP_OF_SCHOOL)
FEWEST = 20
"""Persons that a municipality needs to be ranked; a usual limit, and an arbitrary one."""
DENOMINATORS = {
    Among.ALL: Denominator.ALL,
    Among.RESIDENT: Denominator.RESIDENT,
    Among.COMPLETED: Denominator.RESIDENT,
}
OF_COMPLETED = "; who completed, as far as the reason of exit tells"


def national_rows(of: Counts, curves: Sequence[Incidences]) -> pd.DataFrame:
    """Return every quantity of everybody, by specification: prevalence, then each of the curves.

    Returns:
        Columns choice_… of the choices that the grid names, specification (its number), weight,
        quantity, and those of estimates.
    """
    told = [_levels(of), _gaps_of_sex(of), _gaps_of_school(of)]
    parts = [_named(of, one) for one in told if len(one)]
    parts += [_with_options(of, of.asked, one.everybody) for one in curves if len(one.everybody)]
    return pd.concat(parts, ignore_index=True)


def municipal_rows(of: Counts, ever: Incidences) -> pd.DataFrame:
    """Return the share and rank of each municipality, by specification: prevalence, then incidence.

    Returns:
        As `national_rows`, with municipality, rank and n_ranked in place of quantity; a rank is
        missing where a municipality has too few persons.
    """
    n, events = (numbers.astype(np.float64) for numbers in of.together)
    at, place = np.nonzero(n)
    lower, upper = wilson(events[at, place], n[at, place])
    rows = pd.DataFrame(
        {
            "at": at,
            CLUSTER: np.array(of.codes, dtype=object)[place],
            "estimand": Estimand.PREVALENCE.value,
            "estimate": events[at, place] / n[at, place],
            "lower": lower,
            "upper": upper,
            "n_at_risk": n[at, place].astype(np.int64),
            "n_events": events[at, place].astype(np.int64),
            "method": np.array([_method(row) for row in of.rows], dtype=object)[at],
        }
    )
    parts = [_named(of, _ranked(rows))]
    if len(ever.places):
        parts.append(_with_options(of, of.asked, _ranked(ever.places)))
    return pd.concat(parts, ignore_index=True)


def _ranked(rows: pd.DataFrame) -> pd.DataFrame:
    enough = rows["estimate"].where(rows["n_at_risk"] >= FEWEST)
    by = enough.groupby(rows["at"])
    rank = by.rank(method="min", ascending=False)
    return rows.assign(rank=rank, n_ranked=by.transform("count"))


def _method(row: Counted) -> str:
    among = row.specification.whom.among
    more = OF_COMPLETED if among is Among.COMPLETED else ""
    return METHODS[DENOMINATORS[among]] + more


def _named(of: Counts, rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the options of the specifications that can be."""
    return _with_options(of, [row.specification for row in of.rows], rows)


def _with_options(of: Counts, asked: list[Specification], rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with what their specification, at position `at`, is, in place of the position."""
    names = [choice.value for choice, _ in of.grid.options]
    number = {id(one): place for place, one in enumerate(of.asked)}
    told = pd.DataFrame([one.options for one in asked], columns=[f"choice_{n}" for n in names])
    told = told.assign(
        specification=[number[id(one)] for one in asked],
        weight=[one.weight for one in asked],
        measure=[one.measure.name for one in asked],
        origin=[one.design.origin for one in asked],
        month=[one.point.month for one in asked],
    )
    chosen = told.iloc[rows["at"].to_numpy()].reset_index(drop=True)
    rest = rows.drop(columns=["at", *({"month"} & set(rows))]).reset_index(drop=True)
    return pd.concat([chosen, rest], axis=1)


def _levels(of: Counts) -> pd.DataFrame:
    """Return the share of everybody: the same rows as a study answers one by one."""
    n, events = of.together
    at, place = np.nonzero(n)
    inside = pd.DataFrame({"at": at, CLUSTER: place, "month": 0, "n": events[at, place]})
    beyond = inside.assign(n=n[at, place] - inside["n"], state=State.NOT_IN_STATE.value)
    status = pd.concat([inside.assign(state=State.IN_STATE.value), beyond], ignore_index=True)
    among = np.array([row.specification.whom.among.value for row in of.rows])
    parts = []
    for one, denominator in DENOMINATORS.items():
        some = status[(among == one)[status["at"]]]
        if len(some):
            told = prevalence(some, denominator, ("at",), cluster=CLUSTER)
            more = OF_COMPLETED if one is Among.COMPLETED else ""
            parts.append(told.assign(method=told["method"] + more))
    return pd.concat(parts).sort_values("at").assign(quantity=LEVEL)


def _gaps_of_sex(of: Counts) -> pd.DataFrame:
    """Return the share of women less that of men; none where one of them is nobody."""
    found = []
    for at, row in enumerate(of.rows):
        n, events = (table[:, :2].astype(np.float64) for table in (row.n_at_risk, row.n_events))
        total = n.sum(axis=0)
        if (total == 0).any():
            continue
        estimate, own, alone = gap_of(n, events)
        lower, upper, method = limits(estimate, own, alone, n.sum(axis=1))
        found.append(
            {
                "at": at,
                "quantity": GAP_OF_SEX,
                "estimand": Estimand.PREVALENCE.value,
                "estimate": estimate,
                "lower": lower,
                "upper": upper,
                "n_at_risk": int(total.sum()),
                "n_events": int(events.sum()),
                "method": f"women less men; {method}",
            }
        )
    return pd.DataFrame(found)


def gap_of(n: Floats, events: Floats) -> tuple[float, Floats, float]:
    """Return women less men, each municipality's influence, and the variance of persons alone.

    Args:
        n: J x 2 of persons, women first.
        events: those in the state.
    """
    share = events.sum(axis=0) / n.sum(axis=0)
    own = (events - share * n) / n.sum(axis=0)
    alone = float((share * (1 - share) / n.sum(axis=0)).sum())
    return float(share[0] - share[1]), own[:, 0] - own[:, 1], alone


def _gaps_of_school(of: Counts) -> pd.DataFrame:
    told = [(at, row.schooling) for at, row in enumerate(of.rows) if row.schooling is not None]
    return pd.DataFrame([_gap_of_school(of, at, gap) for at, gap in told])


def _gap_of_school(of: Counts, at: int, gap: Standardised) -> dict[str, object]:
    lower, upper, basis = gap.limits()
    alike = ", ".join(of.baseline).replace("_", " ") or "nothing"
    return {
        "at": at,
        "quantity": GAP_OF_SCHOOL,
        "estimand": Estimand.PREVALENCE.value,
        "estimate": gap.estimate,
        "lower": lower,
        "upper": upper,
        "n_at_risk": int(gap.size.sum()),
        "n_events": gap.n_events,
        "method": f"with less without grunnskole; standardised over {alike};"
        f" {gap.left_out} without a counterpart left out; {basis}",
    }
