"""In which state each person is at each point in time, as small numbers with names."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.compiled import each_share
from analysis.design import Measure, MeasurementPoint
from analysis.errors import DesignError
from analysis.terms import State
from analysis.timeline import kernels
from analysis.timeline.cohort import Cohort
from analysis.timeline.outcome import asked_of
from analysis.timeline.panel import Panel
from analysis.timeline.participation import since
from analysis.timeline.rows import Asked, Codes, Ints, People, Points, Run, new_rows

OF_MEASURE = {
    kernels.IN_STATE: State.IN_STATE,
    kernels.NOT_IN_STATE: State.NOT_IN_STATE,
    kernels.STATE_DEATH: State.DEATH,
    kernels.STATE_EMIGRATION: State.EMIGRATION,
    kernels.STATE_MISSING: State.MISSING,
}
NAMES = tuple(str(OF_MEASURE[code]) for code in range(len(OF_MEASURE)))
MOST_NAMES = 100
"""So that two states at once are a number of 16 bits."""


@dataclass(frozen=True, eq=False)
class States:
    """The states of a cohort, of a measure or of any other kind.

    Attributes:
        names: of the states; a code is a position here.
        months: of the columns, since the origin; for a reading once a year 12 times its year.
        codes: people x columns, in the order of the cohort; NOT_ELIGIBLE (-1) where a person cannot
            be followed to the month by calendar, and is not counted.
    """

    names: tuple[str, ...]
    months: tuple[int, ...]
    codes: NDArray[np.signedinteger]

    def __post_init__(self) -> None:
        """Refuse codes without a name or a month."""
        columns = self.codes.shape[1] if self.codes.ndim == 2 else -1
        if columns != len(self.months):
            raise DesignError("Codes of states have one column for each of their months.")
        if len(self.names) > MOST_NAMES:
            raise DesignError(f"States have at most {MOST_NAMES} names.")
        if self.codes.size and not -1 <= self.codes.min() <= self.codes.max() < len(self.names):
            raise DesignError("A code of a state is the position of a name, or -1: not eligible.")


@dataclass(frozen=True, eq=False)
class Reader:
    """What is needed to tell the states of any people of a cohort at points in time.

    `since` is by person the column from which he is counted; None: everybody is from the first.
    """

    asked: Asked
    people: People
    run: Run
    points: Points
    since: Ints | None = None

    def codes(self, chosen: Ints) -> Codes:
        """Return people x points: the states of people by their positions in the cohort."""
        some = People(*(column[chosen] for column in self.people))
        codes = np.empty((len(chosen), len(self.points.month)), dtype=np.int8)
        rows = new_rows(len(self.asked.ground), self.run.window)
        kernels.states(self.asked, some, self.run, self.points, codes, rows)
        if self.since is not None:
            column = some.shift[:, None] + self.points.month
            codes[column < self.since[some.person][:, None]] = kernels.NOT_ELIGIBLE
        return codes


def reader(
    panel: Panel, people: Cohort, measure: Measure, points: Sequence[MeasurementPoint]
) -> Reader:
    """Return what is needed to tell states; a reading once a year is its k-th such month.

    Raises:
        DesignError: the dataset lacks what the measure needs.
    """
    at = Points(
        month=np.array([point.month for point in points], dtype=np.int64),
        read_in=np.array([point.read_in or 0 for point in points], dtype=np.int64),
        first_month=panel.first,
    )
    asked, followed, run = asked_of(panel, people, measure.dated())
    return Reader(asked, followed, run, at, since(panel, measure.among) if measure.among else None)


def states(
    panel: Panel, people: Cohort, measure: Measure, points: Sequence[MeasurementPoint]
) -> States:
    """Return each person's state under a measure at points in time (definitions.md 13, 14).

    Eligible is who could be followed to the point by calendar and, where a measure counts only
    those to whom an event has come (`among`), to whom it has by then; the gone stay with their
    cause, and who is not seen is MISSING. Late entrants count from after their entry, where the
    months before it were seen.

    Raises:
        DesignError: the dataset lacks what the measure needs.
    """
    read = reader(panel, people, measure, points)
    n = len(people.frame)
    parts = each_share(n, lambda begin, end: read.codes(np.arange(begin, end)))
    return States(NAMES, tuple(point.month for point in points), np.concatenate(parts))
