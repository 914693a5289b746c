"""Who takes part in a target trial, and all that is known of them: what all else starts from."""

from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.design import Measure
from analysis.errors import DesignError
from analysis.estimates.followed import Followed
from analysis.estimates.target_trial.arrays import Bytes, Ints
from analysis.estimates.target_trial.kernels import (
    CENSORED,
    EVENT,
    EXIT,
    NOT_TOLD,
    OUT,
    THERE,
)
from analysis.terms import Cause, Covariate, Dating, Denominator, State
from analysis.timeline.cohort import Cohort
from analysis.timeline.kernels import NEVER
from analysis.timeline.outcome import clock
from analysis.timeline.past import Past, past
from analysis.timeline.traits import lacking_traits, traits

CODES = {
    Cause.EVENT: EVENT,
    Cause.DEATH: EXIT,
    Cause.EMIGRATION: EXIT,
    Cause.CENSORED: CENSORED,
}


@dataclass(frozen=True, eq=False)
class People:
    """Eligible persons, one element each; months since time zero, NEVER where nothing comes.

    Attributes:
        origin: calendar month of time zero.
        entry: last month not at risk.
        duration: month in which time at risk ends, and `cause`: of EVENT, EXIT, CENSORED.
        begun: first month of the exposure.
        out: first month out of it again, where it was not completed.
        completed: month in which it was completed.
        followed: last month in which he is alive, here and seen.
        stop: last month in which his state can be told: the calendar's where he is gone.
        state: people x months 1 to the horizon, as kernels.py has them.
        place: municipality, as text: the unit that is drawn.
        traits: covariates known at time zero, as texts.
        past: covariates that change, for months 0 to the horizon.
        lacking: covariates that were asked for and that the dataset does not have.
        by_year: whether the calendar year is adjusted for.
        drawn: municipalities that are drawn from, where these are more than those of the people, in
            order; empty: those of the people.
    """

    origin: Ints
    entry: Ints
    duration: Ints
    cause: Bytes
    begun: Ints
    out: Ints
    completed: Ints
    followed: Ints
    stop: Ints
    state: NDArray[np.int8]
    place: NDArray[np.object_]
    traits: pd.DataFrame
    past: Past
    lacking: tuple[Covariate, ...] = ()
    by_year: bool = True
    drawn: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return the number of persons."""
        return len(self.origin)

    @property
    def horizon(self) -> int:
        """The last month."""
        return int(self.state.shape[1])

    def begun_by(self, month: int) -> NDArray[np.bool_]:
        """Return who has begun by a month, as far as he is followed."""
        return np.asarray(self.begun <= np.minimum(self.followed, month))

    def of(self, rows: "Ints | NDArray[np.bool_]") -> "People":
        """Return some of the people, in the order given."""
        past = replace(
            self.past, codes={one: codes[rows] for one, codes in self.past.codes.items()}
        )
        traits = self.traits.iloc[np.arange(len(self))[rows]].reset_index(drop=True)
        arrays = {
            field.name: getattr(self, field.name)[rows]
            for field in fields(self)
            if field.name not in ("traits", "past", "lacking", "by_year", "drawn")
        }
        return replace(self, **arrays, traits=traits, past=past)


def people_of(compared: Followed) -> People:
    """Return who is compared, and all that weights and outcomes follow from.

    Who leaves the exposure is out of it from the month after his last one, unless he has completed
    it by then. Choices are seen until death, emigration or the end of what is seen.

    Args:
        compared: their outcomes, what they began, and their states; from time zero.

    Raises:
        DesignError: the registers cannot be asked what people were like, or their clock does not
            start at time zero.
    """
    if compared.asked is None or compared.landmark:
        raise DesignError("A target trial asks the registers, and starts at time zero.")
    panel, cohort = compared.asked
    comparison, outcome = compared.comparison, compared.frame
    horizon, measure = comparison.horizon, comparison.measure.dated(Dating.CONFIRMATION)
    frame = cohort.frame.loc[outcome.index]
    clocks = clock(panel, Cohort(frame, cohort.groups, cohort.left_out), measure)
    seen = np.minimum(clocks.followed_to, horizon)
    calendar = np.minimum(clocks.calendar_end, horizon)
    completed = never(outcome["completed"])
    out = never(outcome["left"] + 1)
    duration = outcome["duration"].to_numpy(dtype=np.int64)
    cause = outcome["cause"].map(CODES).to_numpy(dtype=np.uint8)
    before = past(panel, frame, comparison.adjustment, horizon)
    return People(
        origin=frame["origin"].to_numpy(dtype=np.int64),
        entry=outcome["entry"].to_numpy(dtype=np.int64),
        duration=np.minimum(duration, horizon),
        cause=np.where(duration <= horizon, cause, CENSORED).astype(np.uint8),
        begun=never(outcome["begun"]),
        out=np.where(completed <= out, NEVER, out),
        completed=completed,
        followed=np.minimum(seen, clocks.gone - 1),
        stop=np.where(clocks.gone <= clocks.followed_to, calendar, seen),
        state=_states(compared, measure),
        place=np.where(compared.clustered, frame["municipality"].to_numpy(dtype=object), ""),
        traits=traits(frame, comparison.adjustment).reset_index(drop=True),
        past=before,
        lacking=(*lacking_traits(frame, comparison.adjustment), *before.lacking),
        by_year=Covariate.YEAR in comparison.adjustment,
        drawn=compared.drawn if compared.clustered else (),
    )


def _states(compared: Followed, measure: Measure) -> NDArray[np.int8]:
    """Return states by month; of a measure that is read once a year none is told."""
    found = compared.states
    if found is None:
        shape = (len(compared.frame), compared.comparison.horizon)
        return np.full(shape, NOT_TOLD, dtype=np.int8)
    gone = NOT_TOLD if measure.denominator is Denominator.RESIDENT else OUT
    codes = {State.IN_STATE: THERE, State.NOT_IN_STATE: OUT, State.MISSING: NOT_TOLD}
    told = [codes.get(State(name), gone) for name in found.names]
    names = np.array([*told, NOT_TOLD], dtype=np.int8)
    return np.asarray(names[found.codes])  # not eligible, -1, is the last one


def never(months: pd.Series) -> Ints:
    """Return nullable months as numbers, NEVER where there is none."""
    return np.asarray(months.fillna(NEVER).to_numpy(dtype=np.int64))
