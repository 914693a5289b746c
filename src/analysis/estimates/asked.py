"""What a live study answers, by estimand: one function each, from a study to tidy rows."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from analysis.comparison_terms import Approach
from analysis.design import TIDY, Measure, Spec
from analysis.errors import DesignError, EstimationError
from analysis.estimates.between_groups import BETWEEN_GROUPS, between_groups
from analysis.estimates.compared import answer, compared
from analysis.estimates.foretelling.answer import of_foretelling
from analysis.estimates.occupied import occupation_rows
from analysis.estimates.official import of_exits, of_official
from analysis.estimates.prevalence import prevalence, wilson
from analysis.estimates.sequels import SEQUELS
from analysis.estimates.standardised import standardised_rows
from analysis.estimates.strata import (
    CLUSTER,
    COMPARISONS,
    CURVES,
    MOMENTS,
    by_group,
    curve_rows,
    needed,
)
from analysis.estimates.sweep.answer import of_grid
from analysis.estimates.target_trial.answer import foreseen, tried
from analysis.estimates.target_trial.believed import believed
from analysis.grid import OF_GRIDS
from analysis.terms import OF_WEIGHTS, Estimand
from analysis.timeline.tables import events_table

if TYPE_CHECKING:
    from analysis.estimates.live import LiveStudy

Answer = Callable[["LiveStudy", Spec, Measure], pd.DataFrame]
"""How a spec is answered: its measure comes with it, as it is written out."""


def of_comparison(study: "LiveStudy", spec: Spec, measure: Measure) -> pd.DataFrame:
    """Return the rows of one approach to a comparison; the g-formula asks the study itself."""
    if spec.approach in (Approach.G_FORMULA, Approach.DOUBLY_ROBUST):
        from analysis.estimates.g_formula.answer import lived  # it knows live studies

        return lived(study, study.comparison(spec.comparison), spec.approach, spec.by)
    everybody = study.followed(study.comparison(spec.comparison))
    if spec.approach is Approach.TARGET_TRIAL and not spec.by:
        return answer(spec.approach, everybody, lambda persons: tried(study.kept, persons).rows)
    return compared(spec.approach, everybody, spec.by)


def of_weights(study: "LiveStudy", spec: Spec, measure: Measure) -> pd.DataFrame:
    """Return balance, weights or positivity of the target trial that a comparison is answered by.

    Raises:
        DesignError: groups are asked for.
    """
    if spec.by:
        what = spec.estimand.capitalize()
        raise DesignError(f"{what} of a trial is told of everybody, not by group.")
    everybody = study.followed(study.comparison(spec.comparison))
    return believed(spec.estimand, lambda: tried(study.kept, everybody))


def of_expansion(study: "LiveStudy", spec: Spec, measure: Measure) -> pd.DataFrame:
    """Return how many person-months the models of a comparison will look at; none are made.

    Raises:
        DesignError: groups are asked for, or no comparison.
        EstimationError: nobody is compared.
    """
    if spec.by or not spec.comparison:
        raise DesignError("The size of an expansion is told of everybody in a comparison.")
    return foreseen(study.followed(study.comparison(spec.comparison)))


def of_sensitivity(study: "LiveStudy", spec: Spec, measure: Measure) -> pd.DataFrame:
    """Return the main answer of a comparison with one thing changed at a time."""
    from analysis.estimates.sensitivity.answer import sensitivity  # it asks live studies

    return sensitivity(study, study.comparison(spec.comparison))


def of_states(study: "LiveStudy", spec: Spec, measure: Measure) -> pd.DataFrame:
    """Return who is in which state by month: of a measure, or on the courses of a comparison."""
    if spec.comparison:
        return of_courses(study, spec, measure)
    moves = study.transitions(spec.design, needed(spec.by))
    return occupation_rows(moves, spec.estimand, spec.by)


def of_courses(study: "LiveStudy", spec: Spec, measure: Measure) -> pd.DataFrame:
    """Return how people live on the courses of a comparison: states, or what follows.

    Raises:
        DesignError: no comparison is asked about.
    """
    from analysis.estimates.g_formula.answer import ways  # it knows live studies

    if not spec.comparison:
        raise DesignError(f"Only a comparison can be asked about {spec.estimand}.")
    return ways(study, study.comparison(spec.comparison), spec.estimand, spec.by)


def of_curves(study: "LiveStudy", spec: Spec, measure: Measure) -> pd.DataFrame:
    """Return a curve of the outcome, or groups' curves held against the first."""
    events = study.events(spec.design, needed(spec.by))
    if events.empty:
        raise EstimationError(f"Nobody is left to follow: {spec}.")
    return curve_rows(events, spec.estimand, spec.by)


def of_moments(study: "LiveStudy", spec: Spec, measure: Measure) -> pd.DataFrame:
    """Return the months in which shares of a group come there, from curves that are kept."""
    curves = study.estimates(replace(spec, estimand=Estimand.CUMULATIVE_INCIDENCE)).frame
    groups = by_group(curves, spec.by).values()
    return pd.concat([MOMENTS[spec.estimand](rows) for rows in groups], ignore_index=True)


def of_sequel(study: "LiveStudy", spec: Spec, measure: Measure) -> pd.DataFrame:
    """Return curves on a later clock; no rows where nobody found a job, or came into the state."""
    events = events_table(study.sequel(spec.design, spec.estimand), needed(spec.by))
    if events.empty:
        return pd.DataFrame(columns=[*spec.by, *TIDY]).drop(columns=["measure", "origin"])
    rows = curve_rows(events, Estimand.CUMULATIVE_INCIDENCE, spec.by)
    return rows.assign(estimand=spec.estimand.value)


def of_prevalence(study: "LiveStudy", spec: Spec, measure: Measure) -> pd.DataFrame:
    """Return shares in the measure's state at every measurement point."""
    status = study.status(spec.design, needed(spec.by))
    cluster = None if CLUSTER in spec.by else CLUSTER
    return prevalence(status, measure.denominator, spec.by, cluster=cluster)


def of_standardised(study: "LiveStudy", spec: Spec, measure: Measure) -> pd.DataFrame:
    """Return how far groups are apart after each whole year, as they are and made alike."""
    status = study.status(spec.design, needed(spec.by))
    yearly = status[status["month"] % 12 == 0]
    return standardised_rows(yearly, measure.denominator, spec.by, CLUSTER)


def of_already_there(study: "LiveStudy", spec: Spec, measure: Measure) -> pd.DataFrame:
    """Return the share who had what the measure asks when the clock started."""
    frame = study.outcome(spec.design).frame
    known = frame[frame["already_there"] != "unknown"].assign(month=0)
    grouped = known.groupby([*spec.by, "month"], observed=True)["already_there"]
    counts = grouped.agg(n_at_risk="size", n_events=lambda there: int((there == "yes").sum()))
    rows = counts.reset_index().astype({"n_events": "int64"})
    return _with_wilson(
        rows, Estimand.ALREADY_THERE, "share of those whose month 0 is seen; Wilson"
    )


def of_flow(study: "LiveStudy", spec: Spec, measure: Measure) -> pd.DataFrame:
    """Return how many are followed, and left out by each reason."""
    of = study.comparison(spec.comparison) if spec.comparison else None
    outcome = study.eligible(of) if of else study.outcome(spec.design)
    fate = pd.concat([outcome.left_out, pd.Series("followed", outcome.frame.index)])
    groups = study.cohort(spec.design).groups[list(spec.by)]
    counted = groups.assign(fate=fate.astype(str)).groupby([*spec.by, "fate"]).size()
    rows = counted.rename("n_events").reset_index()
    total = rows.groupby(list(spec.by))["n_events"].transform("sum") if spec.by else len(fate)
    rows = rows.assign(n_at_risk=total, month=0)
    told = _with_wilson(rows, Estimand.FLOW, "share of all participants; Wilson interval")
    return told.assign(**study.years(outcome, spec.design))


def _with_wilson(rows: pd.DataFrame, estimand: Estimand, method: str) -> pd.DataFrame:
    events, n = rows["n_events"].to_numpy(float), rows["n_at_risk"].to_numpy(float)
    lower, upper = wilson(events, n)
    return rows.assign(
        estimand=estimand.value, estimate=events / n, lower=lower, upper=upper, method=method
    )


ANSWERS: dict[Estimand, Answer] = {
    Estimand.COMPARISON: of_comparison,
    **dict.fromkeys([*CURVES, *COMPARISONS], of_curves),
    **dict.fromkeys(MOMENTS, of_moments),
    **dict.fromkeys(BETWEEN_GROUPS, between_groups),
    **dict.fromkeys([Estimand.OCCUPATION, Estimand.TIME_IN_STATE], of_states),
    Estimand.WHAT_FOLLOWS: of_courses,
    **dict.fromkeys(SEQUELS, of_sequel),
    **dict.fromkeys(OF_WEIGHTS, of_weights),
    Estimand.EXPANSION: of_expansion,
    Estimand.PREVALENCE: of_prevalence,
    Estimand.STANDARDISED_DIFFERENCE: of_standardised,
    Estimand.OFFICIAL_STATUS: of_official,
    Estimand.AT_EXIT: of_exits,
    Estimand.FORETELLING: of_foretelling,
    Estimand.ALREADY_THERE: of_already_there,
    Estimand.FLOW: of_flow,
    Estimand.SENSITIVITY: of_sensitivity,
    **dict.fromkeys(OF_GRIDS, of_grid),
}
