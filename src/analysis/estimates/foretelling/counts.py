"""Counts by municipality of who is in a candidate's state and who is self-supporting later."""

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.comparison_terms import Stage
from analysis.design import Measure, MeasurementPoint, StudyDesign
from analysis.errors import DesignError, EstimationError
from analysis.estimates.foretelling.candidates import TARGET, Candidate
from analysis.estimates.foretelling.school import at_stages, school_stays
from analysis.estimates.units import Floats
from analysis.terms import Counts, Denominator, Level, PriorEducation, Sex, State
from analysis.timeline.cohort import Cohort
from analysis.timeline.states import NAMES, states

if TYPE_CHECKING:
    from analysis.estimates.live import LiveStudy

Bools = NDArray[np.bool_]
LITTLE = (PriorEducation.NONE, PriorEducation.PRIMARY)
WORKERS = (Counts.EMPLOYMENT, Counts.SELF_EMPLOYMENT)
HALF_WEEK = 2000
"""Hundredths of an hour a week below which a job is small."""
WOMEN, LITTLE_SCHOOL, IN_SCHOOL = "women", "little_schooling", "in_grunnskole"
IN_STATE = NAMES.index(State.IN_STATE)
ALIVE = (IN_STATE, NAMES.index(State.NOT_IN_STATE))


@dataclass(frozen=True, eq=False)
class Later:
    """Who is lastingly self-supporting, of complete cohorts only (definitions.md 30).

    Attributes:
        people: who could be followed to the last month by calendar, and is seen in all of them.
        supported: of them, whether each is in the target's state in every month of TARGET.
        gone: whether each has died or emigrated by then; nobody gone is supported.
        place: the number of each one's municipality.
        places: municipalities by their number.
        year: in which each left.
    """

    people: Cohort
    supported: Bools
    gone: Bools
    place: NDArray[np.int64]
    places: tuple[str, ...]
    year: NDArray[np.int64]

    @property
    def odd(self) -> Bools:
        """Whether each left in an odd year."""
        return np.asarray(self.year % 2 == 1)

    def by_place(self, chosen: Bools) -> Floats:
        """Return by municipality how many of the chosen there are."""
        return np.bincount(self.place[chosen], minlength=len(self.places)).astype(np.float64)


@dataclass(frozen=True, eq=False)
class Foretold:
    """One candidate beside what came later, among those whose state it tells.

    Attributes:
        inside: who is in its state.
        counted: who is in its denominator; the gone are, unless it is of residents.
        small: who is in its state by small jobs alone.
        groups: name -> who is in the group; absent where the registers do not tell.
        schools: school -> stage -> who went to it and is alive at that stage; likewise.
    """

    inside: Bools
    counted: Bools
    small: Bools
    groups: dict[str, Bools]
    schools: dict[Level, dict[Stage, Bools]] = field(default_factory=dict)


def later(study: "LiveStudy", design: StudyDesign) -> Later:
    """Return who is lastingly self-supporting by the design's measure.

    Raises:
        EstimationError: no cohort can be followed so long.
    """
    people, measure = study.cohort(design), study.measure(design.measure)
    points = [MeasurementPoint(month) for month in TARGET]
    codes = states(study.panel(design), people, measure, points).codes
    missing = codes == NAMES.index(State.MISSING)
    kept = (codes >= 0).all(axis=1) & ~missing.any(axis=1)
    if not kept.any():
        raise EstimationError(
            f"No cohort can be followed to month {TARGET[-1]}: nothing can be foretold.\n"
            "Registers of some seven years after the exit are needed."
        )
    frame = people.frame[kept]
    some = Cohort(frame, people.groups.loc[frame.index], people.left_out)
    place, places = pd.factorize(frame["municipality"], sort=True)
    gone = np.isin(codes[kept, -1], [NAMES.index(one) for one in (State.DEATH, State.EMIGRATION)])
    return Later(
        people=some,
        supported=(codes[kept] == IN_STATE).all(axis=1),
        gone=gone,
        place=place.astype(np.int64),
        places=tuple(map(str, places)),
        year=frame["year"].astype(int).to_numpy(),
    )


def foretold(
    study: "LiveStudy", design: StudyDesign, after: Later, asked: list[Candidate]
) -> list[Foretold | str]:
    """Return each candidate's states, in the order asked; or why the registers do not tell them."""
    found: list[Foretold | str] = []
    schools = school_stays(study, after.people)
    for measure, own in groupby(asked, key=lambda one: one.measure):
        points = [one.point for one in own]
        try:
            found += _of_measure(study, design, after, measure, points, schools)
        except DesignError as error:
            found += [str(error).splitlines()[0]] * len(points)
    return found


def _of_measure(
    study: "LiveStudy",
    design: StudyDesign,
    after: Later,
    measure: Measure,
    points: list[MeasurementPoint],
    schools: dict[Level, pd.DataFrame],
) -> list[Foretold]:
    found = []
    read = measure.read_in
    told = _codes(study, design, after, measure, points)
    school = Measure("in grunnskole", (Counts.GRUNNSKOLE,), read_in=read)
    has_school = study.registers.has("education")
    learning = _codes(study, design, after, school, points) if has_school else None
    firm = _firm(study, design, after, measure, points)
    for column, point in enumerate(points):
        inside = told[:, column] == IN_STATE
        groups = _groups(after.people.frame)
        if learning is not None:
            groups[IN_SCHOOL] = learning[:, column] == IN_STATE
        small = np.zeros(len(inside), dtype=bool) if firm is None else inside & ~firm[:, column]
        alive = np.isin(told[:, column], ALIVE)
        came = {
            level: {
                stage: who & alive for stage, who in at_stages(every, after.people, point).items()
            }
            for level, every in schools.items()
        }
        found.append(Foretold(inside, _counted(told[:, column], measure), small, groups, came))
    return found


def _codes(
    study: "LiveStudy",
    design: StudyDesign,
    after: Later,
    measure: Measure,
    points: list[MeasurementPoint],
) -> NDArray[np.signedinteger]:
    return states(study.panel(design), after.people, measure, points).codes


def _firm(
    study: "LiveStudy",
    design: StudyDesign,
    after: Later,
    measure: Measure,
    points: list[MeasurementPoint],
) -> Bools | None:
    """Return who works half a week or is in education at the points; None where hours are absent.

    Only of measures with a smaller rule of hours, or with none.
    """
    works = tuple(one for one in measure.counts if one in WORKERS)
    if not works or measure.hours_per_week >= HALF_WEEK or measure.amount:
        return None
    if not study.registers.has("jobs", "hours_per_week"):
        return None
    firm = Measure("half a week", measure.counts, hours_per_week=HALF_WEEK, read_in=measure.read_in)
    return np.asarray(_codes(study, design, after, firm, points) == IN_STATE)


def _counted(codes: NDArray[np.signedinteger], measure: Measure) -> Bools:
    counted = [State.IN_STATE, State.NOT_IN_STATE]
    if measure.denominator is Denominator.ALL:
        counted += [State.DEATH, State.EMIGRATION]
    return np.isin(codes, [NAMES.index(state) for state in counted])


def _groups(frame: pd.DataFrame) -> dict[str, Bools]:
    found = {}
    if "sex" in frame:
        found[WOMEN] = (frame["sex"] == Sex.FEMALE).to_numpy(dtype=bool)
    if "prior_education" in frame:
        found[LITTLE_SCHOOL] = frame["prior_education"].isin(list(LITTLE)).to_numpy(dtype=bool)
    return found
