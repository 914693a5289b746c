"""What a live study answers of a grid; its counts are made once, and kept with the study."""

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from analysis.design import Measure, Spec
from analysis.errors import DesignError
from analysis.estimates.strata import CLUSTER
from analysis.estimates.sweep.adjusted import adjusted_rows
from analysis.estimates.sweep.counts import NOBODY, Counts, counts
from analysis.estimates.sweep.effects import effect_rows, test_rows
from analysis.estimates.sweep.incidence import Incidences, incidences
from analysis.estimates.sweep.ranks import rank_rows
from analysis.estimates.sweep.rows import municipal_rows, national_rows
from analysis.estimates.sweep.specifications import ASKED, SAME, impossible_rows
from analysis.estimates.sweep.variance import variance_rows
from analysis.terms import Estimand

if TYPE_CHECKING:
    from analysis.estimates.live import LiveStudy

ALONE = {
    Estimand.CHOICE_EFFECTS: effect_rows,
    Estimand.VARIANCE_SHARES: variance_rows,
    Estimand.CURVE_TEST: test_rows,
    Estimand.RANK_RANGE: rank_rows,
}
"""What is asked of the counts of prevalence alone."""


def of_grid(study: "LiveStudy", spec: Spec, measure: Measure) -> pd.DataFrame:
    """Return what one of OF_GRIDS tells of a grid; columns measure and origin are of each row.

    Raises:
        DesignError: groups other than municipalities, which only specifications have; or no
            specification can be answered, or too few municipalities are there.
    """
    by_place = spec.by == (CLUSTER,)
    if spec.by and not (by_place and spec.estimand is Estimand.SPECIFICATIONS):
        raise DesignError("Of a grid only specifications are told by group, by municipality.")
    rows = _rows(study, spec, by_place=by_place)
    return rows.assign(grid=spec.grid, **{name: "" for name in _OF_ONE if name not in rows})


_OF_ONE = ("measure", "origin")


def _rows(study: "LiveStudy", spec: Spec, *, by_place: bool) -> pd.DataFrame:
    if spec.estimand is Estimand.ADJUSTED_GAPS:
        return adjusted_rows(study, study.grid(spec.grid))
    some = counts_of if spec.estimand is Estimand.IMPOSSIBLE else some_counts
    of = some(study, spec.grid)
    if spec.estimand in ALONE:
        return ALONE[spec.estimand](of)
    if by_place:
        return municipal_rows(of, _incidences(study, of, Estimand.CUMULATIVE_INCIDENCE))
    curves = [_incidences(study, of, one) for one in ASKED if one is not Estimand.PREVALENCE]
    if spec.estimand is Estimand.IMPOSSIBLE:
        fallen = [fallen for one in curves for fallen in one.impossible]
        return impossible_rows(of.grid, [*of.impossible, *fallen])
    return national_rows(of, curves)


def counts_of(study: "LiveStudy", grid: str) -> Counts:
    """Return the counts of a grid, made once."""
    key = ("counts", grid)
    if key not in study.kept:
        study.kept[key] = counts(study, study.grid(grid))
    made: Counts = study.kept[key]
    return made


def some_counts(study: "LiveStudy", grid: str) -> Counts:
    """Return the counts of a grid of which there are some.

    Raises:
        DesignError: no specification can be answered.
    """
    of = counts_of(study, grid)
    if not of.rows:
        raise DesignError(f"No specification of the grid '{grid}' can be: {_commonest(of)}.")
    return of


def _commonest(of: Counts) -> str:
    """Return the rule by which most specifications fall; SAME decides none of them."""
    rules = [one.rule for one in of.impossible if one.estimand is Estimand.PREVALENCE]
    told = Counter(rule for rule in rules if rule != SAME)
    return told.most_common(1)[0][0] if told else NOBODY


def _incidences(study: "LiveStudy", of: Counts, estimand: Estimand) -> Incidences:
    key = (estimand, of.grid.name)
    if key not in study.kept:
        study.kept[key] = incidences(of, estimand)
    made: Incidences = study.kept[key]
    return made
