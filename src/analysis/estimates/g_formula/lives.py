"""What is seen of eligible persons month by month, as the walk takes it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.comparison import SOURCES, Comparison, Exposure
from analysis.comparison_terms import Situation
from analysis.errors import EstimationError
from analysis.estimates.g_formula import walk
from analysis.estimates.g_formula.parts import Bytes, Ints, Persons
from analysis.estimates.live import LiveStudy
from analysis.estimates.units import groups_of_persons, tell_a_spread
from analysis.terms import Covariate
from analysis.timeline.cohort import Cohort
from analysis.timeline.months import month_of
from analysis.timeline.panel import Bools, Panel
from analysis.timeline.pathway import ORDER, Months, months_of, receives, spells_of
from analysis.timeline.traits import KNOWN

BASELINE = {**KNOWN, Covariate.YEAR: "year"}
"""Groups of the cohort that models use, where the dataset has them and they are adjusted for."""
NOT_MODELLED = (Covariate.PARTNER, Covariate.MOVES, Covariate.UNEMPLOYMENT)
"""Covariates that change, and that the models leave to county and calendar year."""
TESTS = "language_test"
"""How kinds of language tests begin in the table of participation."""


@dataclass(frozen=True, eq=False)
class Lives:
    """Eligible persons as they were seen, and the groups that they belong to.

    Attributes:
        persons: who walks as observed: to the last month in which he is seen, or is known as gone.
        by_calendar: the same persons, to the last month that the calendar allows.
        seen: persons x months from 0 x what is observed.
        groups: name -> levels, in the order of codes; the variables after the fixed ones.
        clusters: municipality codes; where they are too few, groups of persons (by_person).
        through: the school that the exposure opens.
        last: last month.
        lacking: covariates that were asked for, and that the dataset or the models do not have.
        by_person: whether persons are drawn, because municipalities are too few.
    """

    persons: Persons
    by_calendar: Persons
    seen: Bytes
    groups: dict[str, tuple[str, ...]]
    clusters: tuple[str, ...]
    through: Exposure
    last: int
    lacking: tuple[Covariate, ...] = ()
    by_person: bool = False


def lives(study: LiveStudy, comparison: Comparison, people: Cohort) -> Lives:
    """Return what is seen of people who may be compared.

    Args:
        study: the registers.
        comparison: exposure, measure, horizon.
        people: who is eligible.

    Raises:
        DesignError: the dataset lacks what the comparison needs.
        EstimationError: nobody is eligible, or somebody comes late under observation.
    """
    if people.frame.empty:
        raise EstimationError(f"Nobody may be compared: {comparison.name}.")
    if people.frame["entry"].any():
        raise EstimationError(
            "A g-formula needs everybody from month 1 on: here some come later under observation."
            "\nTake the origin 'programme_start' or 'exit'."
        )
    panel, last = study.panel(comparison.design), comparison.horizon
    measure = study.measure(comparison.design.measure)
    months = months_of(panel, people, measure, last)
    seen = _seen(panel, people, months, comparison)
    groups, codes = _groups(people, comparison)
    names, clusters, few = _drawn(people)
    start = np.concatenate([_start(panel, people, seen), codes], axis=1)

    def walkers(known: Bools) -> Persons:
        return Persons(
            first=0,
            start=start,
            cluster=clusters.astype(np.int64),
            number=people.frame.index.to_numpy(dtype=np.int64),
            origin=people.frame["origin"].to_numpy(dtype=np.int64),
            last=np.logical_and.accumulate(known, axis=1).sum(axis=1) - 1,
        )

    return Lives(
        persons=walkers(months.seen),
        by_calendar=walkers(months.by_calendar),
        seen=seen,
        groups=groups,
        clusters=tuple(map(str, names)),
        through=comparison.exposure.opens,
        last=last,
        lacking=_lacking(study, comparison, groups),
        by_person=few,
    )


def places(comparison: Comparison) -> tuple[int, int, int]:
    """Return the states in which exposure, the school that it opens and other education show."""
    shows = {
        "upper_secondary": Situation.UPPER_SECONDARY,
        "grunnskole": Situation.GRUNNSKOLE,
        "higher": Situation.OTHER_EDUCATION,
    }
    exposure, through = comparison.exposure, comparison.exposure.opens
    rest = {*shows} - {exposure.kind, through.kind}
    other = shows[rest.pop()] if len(rest) == 1 else Situation.OTHER_EDUCATION
    mine = ORDER.index(shows[exposure.kind]) if exposure.table == "education" else walk.NOWHERE
    return mine, ORDER.index(shows[through.kind]), ORDER.index(other)


def _drawn(people: Cohort) -> tuple[NDArray[np.object_], Ints, bool]:
    """Return the units that are drawn, that of each person, and whether they are of persons."""
    place = people.frame["municipality"].to_numpy(dtype=object)
    few = not tell_a_spread(np.unique(place, return_counts=True)[1])
    names, unit = np.unique(groups_of_persons(len(place)) if few else place, return_inverse=True)
    return names, unit, few


def _seen(panel: Panel, people: Cohort, months: Months, comparison: Comparison) -> Bytes:
    exposure, through = comparison.exposure, comparison.exposure.opens
    last = months.gone.shape[1] - 1
    schools = {"grunnskole": months.grunnskole, "upper_secondary": months.upper_secondary}
    schools["higher"] = months.higher
    kinds = {one.kind for one in (exposure, through) if one.table == "education"}
    other = np.logical_or.reduce([held for kind, held in schools.items() if kind not in kinds])
    seen = np.zeros((*months.gone.shape, walk.SEEN), dtype=np.uint8)
    seen[..., walk.SEEN_GONE] = months.gone
    seen[..., walk.SEEN_PROGRAMME] = months.programme
    seen[..., walk.SEEN_BIRTH] = _dated(panel, people, ("family", "birth"), last)[0]
    seen[..., walk.SEEN_LANGUAGE] = _passed(panel, people, last)
    seen[..., walk.SEEN_EXPOSURE] = _stages(*spells_of(panel, people, exposure, last))
    seen[..., walk.SEEN_THROUGH] = _stages(*spells_of(panel, people, through, last))
    seen[..., walk.SEEN_OTHER] = other
    seen[..., walk.SEEN_WORK] = months.work | months.stable
    seen[..., walk.SEEN_STABLE] = months.stable
    seen[..., walk.SEEN_BENEFIT] = receives(panel, people, last)
    seen[..., walk.SEEN_LOOKING] = months.looking
    return seen


def _stages(held: Bools, done: Ints) -> NDArray[np.int8]:
    """Return the stage of a school by month: never begun, in it, left, or completed."""
    month = np.arange(held.shape[1])
    before = np.maximum.accumulate(held, axis=1)
    finished = done[:, None] <= month
    stage = np.where(before, walk.LEFT, walk.NEVER)
    stage = np.where(finished, walk.COMPLETED, stage)
    return np.where(held & ~(done[:, None] < month), walk.IN, stage).astype(np.int8)


def _start(panel: Panel, people: Cohort, seen: Bytes) -> Ints:
    """Return the variables of each person in month 0."""
    now = seen[:, 0].astype(np.int64)
    start = np.zeros((len(now), walk.FIXED), dtype=np.int64)
    start[:, walk.PROGRAMME] = now[:, walk.SEEN_PROGRAMME] == 0
    for clock, stage in (
        (walk.EXPOSURE, walk.SEEN_EXPOSURE),
        (walk.THROUGH, walk.SEEN_THROUGH),
    ):
        start[:, clock] = now[:, stage] * walk.LONG
    start[:, walk.OTHER] = now[:, walk.SEEN_OTHER]
    start[:, walk.WORK] = now[:, walk.SEEN_WORK] * (walk.WORKING * walk.LONG + walk.EARLY)
    start[:, [walk.FOUND_OFTEN, walk.LOST_OFTEN]] = 100
    start[:, walk.CHILD] = _dated(panel, people, ("family", "birth"), 0)[1]
    start[:, walk.LANGUAGE] = now[:, walk.SEEN_LANGUAGE]
    start[:, walk.BENEFIT] = now[:, walk.SEEN_BENEFIT]
    start[:, walk.LOOKING] = now[:, walk.SEEN_LOOKING]
    begun = now[:, walk.SEEN_EXPOSURE] != walk.NEVER
    start[:, walk.BEGUN] = np.where(begun, 0, -1)
    start[:, walk.DONE] = np.where(now[:, walk.SEEN_EXPOSURE] == walk.COMPLETED, 0, -1)
    start[:, walk.THROUGH_BEGUN] = now[:, walk.SEEN_THROUGH] != walk.NEVER
    start[:, walk.THROUGH_DONE] = now[:, walk.SEEN_THROUGH] == walk.COMPLETED
    return start


def _events(panel: Panel, people: Cohort, table: str) -> tuple[pd.Series, Ints, Ints]:
    """Return kind, row of the person among people, and month on his clock of dated events."""
    rows = panel.registers.tables[table]
    row = people.frame.index.get_indexer(pd.Index(rows["person"]))
    month = month_of(rows["date"]) - people.frame["origin"].to_numpy()[row]
    mine = row >= 0
    return rows["kind"].astype(str)[mine], row[mine].astype(np.int64), month[mine]


def _dated(panel: Panel, people: Cohort, what: tuple[str, str], last: int) -> tuple[Bools, Ints]:
    """Return in which months 0 to `last` an event falls, and months since the last by month 0.

    The months are counted from 1; 0 is nobody's event so far.
    """
    table, kind = what
    falls = np.zeros((len(people.frame), last + 1), dtype=bool)
    latest = np.full(len(people.frame), -np.inf)
    if panel.registers.has(table):
        kinds, row, month = _events(panel, people, table)
        chosen = (kinds == kind).to_numpy()
        inside = chosen & (month >= 0) & (month <= last)
        falls[row[inside], month[inside]] = True
        past = chosen & (month <= 0)
        np.maximum.at(latest, row[past], month[past])
    since = np.where(np.isinf(latest), 0, 1 - np.where(np.isinf(latest), 0, latest))
    return falls, since.astype(np.int64)


def _passed(panel: Panel, people: Cohort, last: int) -> Ints:
    """Return how many language tests are passed by each month."""
    passed = np.zeros((len(people.frame), last + 1), dtype=np.int64)
    if panel.registers.has("participation"):
        kinds, row, month = _events(panel, people, "participation")
        chosen = kinds.str.startswith(TESTS).to_numpy() & (month <= last)
        np.add.at(passed, (row[chosen], np.maximum(month[chosen], 0)), 1)
    return np.cumsum(passed, axis=1)


def _groups(people: Cohort, comparison: Comparison) -> tuple[dict[str, tuple[str, ...]], Ints]:
    """Return the levels of each group that the dataset has, and persons x groups of codes."""
    frame = people.frame
    levels: dict[str, tuple[str, ...]] = {}
    codes = [np.zeros((len(frame), 0), dtype=np.int64)]
    for covariate, name in BASELINE.items():
        if name in frame and covariate in comparison.adjustment:
            code, names = pd.factorize(frame[name].astype(str), sort=True)
            levels[name] = tuple(map(str, names))
            codes.append(code[:, None])
    return levels, np.concatenate(codes, axis=1).astype(np.int64)


def _lacking(
    study: LiveStudy, comparison: Comparison, groups: dict[str, tuple[str, ...]]
) -> tuple[Covariate, ...]:
    """Return covariates that were asked for, and that the dataset or the models do not have."""

    def there(one: Covariate) -> bool:
        if one in BASELINE:
            return BASELINE[one] in groups
        return one not in NOT_MODELLED and study.registers.has(*SOURCES[one])

    return tuple(one for one in comparison.adjustment if not there(one))
