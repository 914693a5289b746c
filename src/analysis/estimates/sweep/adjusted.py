"""The adjusted gap with and without grunnskole under each measure, and the month where it crosses.

It is dear: each measure is a target trial of its own. So it is told only where it is asked for, of
specifications that a comparison can answer: everybody, by month since programme start.
"""

from typing import TYPE_CHECKING

import pandas as pd

from analysis.comparison_terms import Approach
from analysis.design import Measure
from analysis.errors import DesignError, EstimationError
from analysis.estimates.sweep.counts import grouped
from analysis.estimates.sweep.schooling import COMPARISON
from analysis.estimates.sweep.specifications import (
    Impossible,
    Specification,
    impossible_rows,
    rule_of,
    specifications,
)
from analysis.grid import Among, Attribution, Grid, Reasons
from analysis.terms import Denominator, Estimand

if TYPE_CHECKING:
    from analysis.estimates.live import LiveStudy

HORIZON = 120
"""Months within which a crossing is looked for; more where a point lies beyond."""
DRAWS = 200
"""Draws of municipalities behind each interval."""
GAP, CROSSING = "adjusted_gap", "crossing"
OF = (Estimand.PREVALENCE, Estimand.CUMULATIVE_INCIDENCE)
NOT_COMPARED = "an adjusted gap is of everybody, by month since programme start, by municipality of"
NOT_COMPARED += " the programme"
NOT_MEASURED = "no trial could be had under the measure"
TOLD = ["month", "estimate", "lower", "upper", "n_at_risk", "n_events", "method"]


def adjusted_rows(study: "LiveStudy", grid: Grid) -> pd.DataFrame:
    """Return with less without grunnskole, and where it crosses, of a grid's measures and months.

    Returns:
        Columns choice_… of the choices that the grid names, specification, quantity (GAP, or
        CROSSING of a whole measure, in the row of its first specification), of (prevalence or
        incidence, never mixed), and those of estimates; rows of what cannot be have a rule, and no
        number. A crossing is in months; infinite: never ahead for good within the horizon.

    Raises:
        DesignError: the comparison cannot be had of this dataset at all.
    """
    found, fallen = specifications(grid, study.measure)
    kept = [at for at, one in enumerate(found) if _can_be(one)]
    fallen += [_fallen(one, NOT_COMPARED) for one in found if not _can_be(one)]
    parts: list[pd.DataFrame] = []
    for measure, places in grouped(kept, lambda at: found[at].measure).items():
        some = {at: found[at] for at in places}
        try:
            rows = _trial(study, measure, some)
        except (DesignError, EstimationError) as error:
            fallen += [_fallen(one, rule_of(error)) for one in some.values()]
            continue
        parts.append(rows)
        lacking = set(some) - set(rows.loc[rows["quantity"] == GAP, "specification"])
        fallen += [_fallen(some[at], NOT_MEASURED) for at in sorted(lacking)]
    own = [one for one in fallen if one.estimand is Estimand.PREVALENCE]
    cannot = impossible_rows(grid, own) if own else pd.DataFrame()
    together = pd.concat([*parts, cannot], ignore_index=True)
    options = {at: found[at].options for at in kept}
    for column, (choice, _) in enumerate(grid.options):
        told = {at: chosen[column] for at, chosen in options.items()}
        if parts:
            together[f"choice_{choice.value}"] = together["specification"].map(told)
    return together


def _fallen(one: Specification, rule: str) -> Impossible:
    return Impossible(one.options, Estimand.PREVALENCE, rule)


def _can_be(one: Specification) -> bool:
    whom = one.whom
    everybody = whom.among is Among.ALL and whom.reasons is Reasons.KEPT and not whom.years
    by_programme = whom.attribution in (Attribution.PROGRAMME, Attribution.START)
    by_month = one.point.read_in is None and one.measure.read_in is None
    return everybody and by_programme and by_month and one.design.origin == "programme_start"


def _trial(study: "LiveStudy", measure: Measure, asked: dict[int, Specification]) -> pd.DataFrame:
    """Return gaps at the months of specifications, and where both curves cross."""
    first = next(iter(asked.values()))
    text = _text(measure, first, sorted({one.point.month for one in asked.values()}))
    rows = study.estimates(study.comparison(text).ask(Approach.TARGET_TRIAL.value)).frame
    contrasts = rows[(rows["against"] != "") & rows["estimate"].notna()]
    parts = []
    for at, one in asked.items():
        gaps = contrasts[
            (contrasts["estimand"] == Estimand.DIFFERENCE) & (contrasts["month"] == one.point.month)
        ]
        parts.append(gaps[["of", *TOLD]].assign(specification=at, quantity=GAP))
    crossing = contrasts[contrasts["estimand"] == Estimand.CROSSING]
    parts.append(crossing[["of", *TOLD]].assign(specification=next(iter(asked)), quantity=CROSSING))
    told = pd.concat(parts, ignore_index=True)
    told = told[told["of"].isin(OF)].assign(estimand=Estimand.ADJUSTED_GAPS.value)
    return told.assign(measure=measure.name, origin=first.design.origin)


def _text(measure: Measure, one: Specification, months: list[int]) -> str:
    """Return the comparison under a measure, as it is written: of everybody, the gone with them."""
    among = "" if measure.denominator is Denominator.ALL else f";denominator={Denominator.ALL}"
    fields = {
        "measure": measure.name.replace(",", ";") + among,
        "monthly_rule": one.design.monthly_rule,
        "transfer_months": one.design.transfer_months,
        "horizon": max(HORIZON, months[-1]),
        "points": "+".join(map(str, months)),
        "replicates": DRAWS,
    }
    return ",".join([COMPARISON, *(f"{name}={value}" for name, value in fields.items())])
