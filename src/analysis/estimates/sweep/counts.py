"""The counts of every specification by municipality and sex: made once, read by all that follows.

States are told once for each measure and design, at all points that some specification asks for.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from analysis.design import Measure, MeasurementPoint, StudyDesign
from analysis.errors import DesignError
from analysis.estimates.prevalence import RESIDENT, gone_states
from analysis.estimates.standardised import Standardised
from analysis.estimates.sweep.people import SEXES, Bools, People, codes_of
from analysis.estimates.sweep.schooling import Schooling, school_gap, schooling
from analysis.estimates.sweep.specifications import (
    Impossible,
    Specification,
    rule_of,
    specifications,
)
from analysis.estimates.units import Floats
from analysis.grid import Among, Attribution, Grid
from analysis.terms import Estimand, State
from analysis.timeline.rows import Ints
from analysis.timeline.states import NAMES

if TYPE_CHECKING:
    from analysis.estimates.live import LiveStudy

GROUPS = len(SEXES) + 1
"""Women, men, and those of whom neither is told."""
NOBODY = "nobody can be followed to the point"
NO_PLACE = "a sweep needs participants.municipality, by which it clusters and ranks"
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, eq=False)
class Counted:
    """One specification, and whom it counts, by municipality x GROUPS.

    Attributes:
        specification: what is asked.
        n_at_risk: the denominator.
        n_events: those in the state.
        schooling: with less without grunnskole; None where it cannot be told.
    """

    specification: Specification
    n_at_risk: Ints
    n_events: Ints
    schooling: Standardised | None


@dataclass(frozen=True, eq=False)
class Counts:
    """What every specification that can be counts, of persons in a state at its point.

    Attributes:
        grid: the choices.
        rows: of the specifications that can be, in the order of the grid; S of them.
        codes: municipalities; J of them.
        people: those who are followed, by design.
        shared: J; the variance of the weighted mean share over all specifications, from the persons
            who are the same in all of them.
        impossible: combinations that cannot be, each estimand apart.
        asked: every specification of the grid that has a meaning, whoever can answer it.
        baseline: traits that the gap of grunnskole is standardised over.
    """

    grid: Grid
    rows: list[Counted]
    codes: tuple[str, ...]
    people: dict[StudyDesign, People]
    shared: Floats
    impossible: list[Impossible]
    asked: list[Specification]
    baseline: tuple[str, ...]

    @property
    def specifications(self) -> list[Specification]:
        """The specifications of the rows."""
        return [row.specification for row in self.rows]

    @property
    def weight(self) -> Floats:
        """The weight of each specification among those that can be."""
        weight = np.array([one.weight for one in self.specifications])
        return np.asarray(weight / weight.sum())

    @property
    def by_sex(self) -> tuple[Ints, Ints]:
        """Denominator and events, S x J x GROUPS."""
        at_risk = np.stack([row.n_at_risk for row in self.rows])
        return at_risk, np.stack([row.n_events for row in self.rows])

    @property
    def together(self) -> tuple[Ints, Ints]:
        """Denominator and events, S x J."""
        at_risk, events = self.by_sex
        return at_risk.sum(axis=2), events.sum(axis=2)


@dataclass(frozen=True, eq=False)
class _Sums:
    """What grows while specifications are counted, one after the other."""

    schooling: Schooling | None
    rows: dict[int, Counted] = field(default_factory=dict)
    impossible: list[Impossible] = field(default_factory=list)
    means: dict[object, tuple[Ints, Ints, Floats]] = field(default_factory=dict)


def counts(study: "LiveStudy", grid: Grid) -> Counts:
    """Return what the specifications of a grid count.

    Raises:
        DesignError: participants have no municipality.
    """
    if not study.registers.has("participants", "municipality"):
        raise DesignError(f"{NO_PLACE[0].upper()}{NO_PLACE[1:]}.")
    found, impossible = specifications(grid, study.measure)
    codes = codes_of(study)
    sums = _Sums(schooling(study, len(codes)), impossible=impossible)
    everybody: dict[StudyDesign, People] = {}
    for design, some in grouped(range(len(found)), lambda at: plain(found[at])).items():
        everybody[design] = People(study, design, codes)
        for measure, asked in grouped(some, lambda at: found[at].measure).items():
            _count(everybody[design], measure, {at: found[at] for at in asked}, sums)
    rows = [sums.rows[at] for at in sorted(sums.rows)]
    total = sum(row.specification.weight for row in rows)
    return Counts(
        grid=grid,
        rows=rows,
        codes=codes,
        people=everybody,
        shared=_shared(sums, len(codes)) / total**2 if rows else np.zeros(len(codes)),
        impossible=impossible,
        asked=found,
        baseline=sums.schooling.baseline if sums.schooling else (),
    )


def plain(one: Specification) -> StudyDesign:
    """Return the design of a specification; its measure does not matter."""
    return replace(one.design, measure=StudyDesign().measure)


def grouped(items: Sequence[int], key: Callable[[int], Key]) -> dict[Key, list[int]]:
    """Return items by a key, in their order."""
    groups: dict[Key, list[int]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return dict(groups)


def _count(people: People, measure: Measure, asked: dict[int, Specification], sums: _Sums) -> None:
    """Count the specifications of one measure under one design."""
    points = list(dict.fromkeys(one.point for one in asked.values()))
    try:
        states = people.states(measure, points)
    except DesignError as error:
        sums.impossible.extend(_fallen(one, rule_of(error)) for one in asked.values())
        return
    for at, one in asked.items():
        codes = states.codes[:, points.index(one.point)]
        try:
            at_risk = _in_denominator(codes, one.whom.among) & people.counted(one.whom, one.point)
            place = people.place(one.whom.attribution, one.point)
        except DesignError as error:
            sums.impossible.append(_fallen(one, rule_of(error)))
            continue
        inside = at_risk & (codes == NAMES.index(State.IN_STATE))
        if not at_risk.any():
            sums.impossible.append(_fallen(one, NOBODY))
            continue
        sums.rows[at] = _row(people, one, place, (at_risk, inside), sums.schooling)
        _add_mean(sums, people, sums.rows[at], place, (at_risk, inside))


def _fallen(one: Specification, rule: str) -> Impossible:
    return Impossible(one.options, Estimand.PREVALENCE, rule)


def _in_denominator(codes: np.ndarray, among: Among) -> Bools:
    counted = (*RESIDENT, *gone_states()) if among is Among.ALL else RESIDENT
    chosen = np.zeros(len(NAMES) + 1, dtype=bool)  # the last one: -1, not eligible
    chosen[[NAMES.index(state) for state in counted]] = True
    return np.asarray(chosen[codes])


def _row(
    people: People,
    one: Specification,
    place: Ints,
    marks: tuple[Bools, Bools],
    school: Schooling | None,
) -> Counted:
    places = len(people.codes)
    cell = place * GROUPS + people.sex
    n, events = (
        np.bincount(cell[mark], minlength=places * GROUPS).reshape(places, GROUPS) for mark in marks
    )
    gap = None
    if school is not None:
        month = people.calendar(one.point)
        gap = school_gap(school, people.person, place, month, marks)
    return Counted(one, n, events, gap)


def _add_mean(
    sums: _Sums, people: People, row: Counted, place: Ints, marks: tuple[Bools, Bools]
) -> None:
    """Add what each person contributes to the mean share of his municipality."""
    one = row.specification
    at: MeasurementPoint | None = None
    if one.whom.attribution is Attribution.RESIDENCE:
        at = one.point
    key = (people.design, one.whom.attribution, at)
    if key not in sums.means:
        sums.means[key] = (people.person, place, np.zeros(len(place)))
    n, events = row.n_at_risk.sum(axis=1), row.n_events.sum(axis=1)
    share = events / np.maximum(n, 1)
    often = 1 / np.sqrt(np.maximum(n, 1) * np.maximum(n - 1.0, 1))  # so that one cell is unbiased
    at_risk, inside = marks
    own = np.where(at_risk, inside - share[place], 0.0) * often[place]
    sums.means[key][2][:] += one.weight * own


def _shared(sums: _Sums, places: int) -> Floats:
    """Return by municipality the sum of squares of what each of its persons contributes."""
    person, place, own = (np.concatenate(part) for part in zip(*sums.means.values(), strict=True))
    cells, at = np.unique(person * places + place, return_inverse=True)
    contributed = np.bincount(at, own)
    return np.bincount(cells % places, contributed**2, minlength=places).astype(np.float64)
