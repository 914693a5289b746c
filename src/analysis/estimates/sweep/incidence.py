"""Ever reached by the month, and lost again in so many: of specifications by month and everybody.

Runs are found once for each measure, and read at all of its months. Those of loss are counted from
the month that dates the first run (timeline/sequels.py).
"""

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import DesignError
from analysis.estimates.bootstrap import shares
from analysis.estimates.curve import Curve
from analysis.estimates.strata import CLUSTER
from analysis.estimates.survival import AALEN_JOHANSEN, TIE, incidence, share_rows
from analysis.estimates.sweep.counts import GROUPS, NOBODY, Counts, grouped, plain
from analysis.estimates.sweep.people import SEXES, People
from analysis.estimates.sweep.specifications import (
    Impossible,
    Specification,
    of_incidence,
    rule_of,
)
from analysis.estimates.sweep.within import limits_within
from analysis.estimates.units import EXITS_COMPETE, by_unit, rows_of
from analysis.grid import Attribution
from analysis.reference.breaks import breaks
from analysis.terms import Cause, Estimand
from analysis.timeline.outcome import outcomes
from analysis.timeline.sequels import loss

LEVEL, GAP_OF_SEX = "level", "gap_of_sex"
MOVERS = "incidence and loss are of persons who move: it is not known where they live"
READ = "loss is read in different years for different persons: breaks of them are no choice"
ALONE = f"{AALEN_JOHANSEN}, within one municipality; by person, log(-log) interval"


@dataclass(frozen=True, eq=False)
class Incidences:
    """Rows of incidence or loss, each with the position in `Counts.asked` of its specification.

    Attributes:
        everybody: with its quantity, LEVEL or GAP_OF_SEX.
        places: with a municipality; none of loss.
        impossible: combinations that have none.
    """

    everybody: pd.DataFrame
    places: pd.DataFrame
    impossible: list[Impossible]


def incidences(of: Counts, estimand: Estimand) -> Incidences:
    """Return incidence or loss of everybody, of the specifications that have one.

    Args:
        of: the counts of a grid, whose persons are asked.
        estimand: CUMULATIVE_INCIDENCE, also by municipality; or LOSS, of those who had reached it,
            where the month of a point is counted from the month that dates the first run.
    """
    fallen, possible = [], []
    for at, one in enumerate(of.asked):
        rule = of_incidence(one) or _of_whom(one, estimand)
        if rule:
            fallen.append(Impossible(one.options, estimand, rule))
        else:
            possible.append(at)
    everybody, places = [], []
    for chosen in grouped(possible, lambda at: _question(of.asked[at])).values():
        asked = {at: of.asked[at] for at in chosen}
        people = of.people[plain(of.asked[chosen[0]])]
        try:
            events = _events(people, of.asked[chosen[0]], estimand)
        except DesignError as error:
            rule = rule_of(error)
            fallen += [Impossible(one.options, estimand, rule) for one in asked.values()]
            continue
        told = _rows(events, asked)
        late = set(asked) - set(told["at"])
        fallen += [Impossible(asked[at].options, estimand, NOBODY) for at in sorted(late)]
        everybody.append(told.assign(estimand=estimand.value))
        if estimand is Estimand.CUMULATIVE_INCIDENCE:
            places.append(_by_place(events, {at: asked[at] for at in asked if at not in late}))
    return Incidences(_together(everybody), _together(places), fallen)


def _of_whom(one: Specification, estimand: Estimand) -> str | None:
    """Return the rule by which whom a specification counts leaves it no such rows, or None."""
    if one.whom.attribution is Attribution.RESIDENCE:
        return MOVERS
    read = {known.name for known in breaks() if known.axis != "exit"}
    return READ if estimand is Estimand.LOSS and read & set(one.whom.years) else None


def _together(parts: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"at": []}, dtype=int)


def _question(one: Specification) -> Hashable:
    """Return what curves are shared by; which years are read may decide who is on them."""
    return plain(one), one.measure, one.whom, one.point if one.whom.years else None


def _events(people: People, one: Specification, estimand: Estimand) -> pd.DataFrame:
    """Return the table of events by municipality and position of the sex."""
    some = people.counted(one.whom, one.point)
    place = people.place(one.whom.attribution, one.point)
    panel = people.study.panel(people.design)
    outcome = outcomes(panel, people.cohort, one.measure)
    if estimand is Estimand.LOSS:
        outcome = loss(panel, people.cohort, one.measure.dated(), outcome)
    at = pd.Series(np.arange(len(some)), people.person).loc[outcome.frame.index].to_numpy()
    frame = outcome.frame.loc[some[at], ["entry", "duration", "cause"]]
    at = at[some[at]]
    cause = pd.Categorical(frame["cause"], categories=list(Cause)).codes
    entry, duration = (frame[name].to_numpy(dtype=np.int64) for name in ("entry", "duration"))
    months = int(duration.max(initial=0)) + 1
    shape = (len(people.codes), GROUPS, months, months, len(Cause))
    cell = np.ravel_multi_index((place[at], people.sex[at], entry, duration, cause), shape)
    cells, n = np.unique(cell, return_counts=True)
    where, sex, entry, duration, cause = np.unravel_index(cells, shape)
    names = {
        CLUSTER: np.array(people.codes, dtype=object)[where],
        "cause": np.array(list(Cause), dtype=object)[cause],
    }
    return pd.DataFrame({"sex": sex, "entry": entry, "duration": duration, "n": n, **names})


def _rows(events: pd.DataFrame, asked: dict[int, Specification]) -> pd.DataFrame:
    """Return the level and the gap at the months of specifications that the curve reaches."""
    if events.empty:
        return pd.DataFrame({"at": []}, dtype=int)
    whole = incidence(events, CLUSTER)
    rows = share_rows(whole).set_index("month", drop=False)
    rows = rows.assign(n_at_risk=_entered(events, rows), n_events=rows["n_events"].cumsum())
    sexes = [events[events["sex"] == at] for at in range(len(SEXES))]
    curves = [incidence(one, CLUSTER) for one in sexes if len(one)]
    found = []
    for at, one in asked.items():
        month = one.point.month
        if month > whole.last:
            continue
        found.append({**rows.loc[month], "at": at, "quantity": LEVEL})
        if len(curves) == len(SEXES) and all(month <= curve.last for curve in curves):
            n = sum(int(_entered(one, rows).loc[month]) for one in sexes)
            gap = {**_gap(curves, month), "n_at_risk": n}
            found.append({**gap, "at": at, "quantity": GAP_OF_SEX})
    return pd.DataFrame(found) if found else pd.DataFrame({"at": []}, dtype=int)


def _entered(events: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """Return by month of rows how many had come under risk by then, of whom events may be told."""
    by_entry = events.groupby("entry")["n"].sum().cumsum()
    return (
        by_entry.reindex(rows.index - 1, method="ffill").fillna(0).astype(int).set_axis(rows.index)
    )


def _gap(curves: list[Curve], month: int) -> dict[str, object]:
    women, men = curves
    estimate = float(women.estimate[month] - men.estimate[month])
    influence = women.less(men)
    half = float(influence.reach()[month] * np.sqrt(influence.variance()[month]))
    return {
        "month": month,
        "estimate": estimate,
        "lower": estimate - half,
        "upper": estimate + half,
        "n_events": int(sum(curve.n_events[1 : month + 1].sum() for curve in curves)),
        "method": f"women less men; {women.method}",
    }


def _by_place(events: pd.DataFrame, asked: dict[int, Specification]) -> pd.DataFrame:
    """Return the share that has reached it in each municipality, as far as anybody is followed."""
    if events.empty or not asked:
        return pd.DataFrame({"at": []}, dtype=int)
    rows = rows_of(events)
    unit, codes = pd.factorize(events[CLUSTER], sort=True)
    counts = by_unit(rows, EXITS_COMPETE, rows.n, unit)
    moves = [counts.moves[:, :, arc] for arc in range(counts.moves.shape[2])]
    share = shares(Estimand.CUMULATIVE_INCIDENCE, counts.at_risk[:, :, 0], moves)
    found = {}
    for month in sorted({one.point.month for one in asked.values()}):
        lower, upper = limits_within(rows, unit, counts, share, month)
        for place in np.flatnonzero(share[:, month] >= 1 - TIE):
            alone = share_rows(incidence(events[unit == place])).set_index("month")
            lower[place], upper[place] = alone.loc[[month], ["lower", "upper"]].to_numpy()[0]
        found[month] = pd.DataFrame(
            {
                CLUSTER: np.asarray(codes),
                "month": month,
                "estimand": Estimand.CUMULATIVE_INCIDENCE.value,
                "estimate": share[:, month],
                "lower": lower,
                "upper": upper,
                "n_at_risk": np.bincount(unit, events["n"] * (events["entry"] < month)).astype(int),
                "n_events": counts.moves[:, : month + 1, 0].sum(axis=1).astype(np.int64),
                "method": ALONE,
            }
        ).dropna(subset=["estimate"])
    return pd.concat([found[one.point.month].assign(at=at) for at, one in asked.items()])
