"""The persons of a comparison, ready to be split into groups: outcome, stays and states."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.comparison import Comparison
from analysis.design import Measure, MeasurementPoint
from analysis.errors import EstimationError
from analysis.estimates.curve import Curve
from analysis.estimates.prevalence import prevalence_curve
from analysis.estimates.strata import CLUSTER
from analysis.estimates.survival import incidence
from analysis.terms import Dating, Estimand
from analysis.timeline.cohort import Cohort
from analysis.timeline.outcome import Outcome
from analysis.timeline.panel import Panel
from analysis.timeline.states import States, states
from analysis.timeline.tables import events_table

Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Followed:
    """Persons who are compared, from one month on, which is month 0 of their clock.

    Attributes:
        comparison: what is compared.
        outcome: of the persons; its frame with begun, left and completed, since time zero.
        stays: theirs and perhaps others', since time zero.
        states: of the persons in months 1, 2, … of the clock, up to the horizon; None where the
            measure is read once a year.
        clustered: whether municipalities are units.
        landmark: month 0 of the clock, in months since time zero.
        drawn: municipalities that a bootstrap draws from, in order, so that groups of the same
            persons are drawn alike; empty: those of the persons.
        asked: the registers by month and the cohort, for approaches that ask what people were like
            when they chose; None: they cannot be asked.
    """

    comparison: Comparison
    outcome: Outcome
    stays: pd.DataFrame
    states: States | None
    clustered: bool = True
    landmark: int = 0
    drawn: tuple[str, ...] = ()
    asked: tuple[Panel, Cohort] | None = None

    @property
    def frame(self) -> pd.DataFrame:
        """The persons."""
        return self.outcome.frame

    @property
    def begins_in_time(self) -> Bools:
        """Who begins within the grace period, and before his time at risk ends."""
        last = self.frame["duration"].clip(upper=self.comparison.grace_months)
        return (self.frame["begun"] <= last).fillna(False).to_numpy(dtype=bool)

    def some(self, chosen: Bools) -> "Followed":
        """Return some of the persons."""
        weight = self.outcome.weight
        outcome = replace(
            self.outcome,
            frame=self.frame[chosen],
            weight=None if weight is None else weight[chosen],
        )
        seen = self.states
        if seen is not None:
            seen = States(seen.names, seen.months, seen.codes[chosen])
        return replace(self, outcome=outcome, states=seen)

    def from_month(self, landmark: int) -> "Followed":
        """Return who is still followed and without the event after a month, on a clock from it.

        Who enters later is not followed then, and who was last seen in that month has no month
        left.
        """
        still = (self.frame["entry"] <= landmark) & (self.frame["duration"] > landmark)
        kept = self.some(still.to_numpy(dtype=bool))
        frame = kept.frame.assign(entry=0, duration=kept.frame["duration"] - landmark)
        seen = kept.states
        if seen is not None:
            months = tuple(month - landmark for month in seen.months[landmark:])
            seen = States(seen.names, months, seen.codes[:, landmark:])
        outcome = replace(kept.outcome, frame=frame)
        return replace(kept, outcome=outcome, states=seen, landmark=landmark)

    def curves(self) -> dict[Estimand, Curve]:
        """Return incidence and, where months are told, prevalence, up to the horizon."""
        cluster = CLUSTER if self.clustered and CLUSTER in self.frame else None
        events = events_table(self.outcome, () if cluster is None else (cluster,))
        found = {Estimand.CUMULATIVE_INCIDENCE: incidence(events, cluster)}
        if self.states is not None:
            places = None if cluster is None else self.frame[cluster]
            of = self.comparison.measure.denominator
            found[Estimand.PREVALENCE] = prevalence_curve(self.states, of, places)
        last = self.comparison.horizon - self.landmark
        return {estimand: curve.until(last) for estimand, curve in found.items()}


def followed(
    panel: Panel,
    people: Cohort,
    outcome: Outcome,
    stays: pd.DataFrame,
    comparison: Comparison,
    measure: Measure | None = None,
) -> Followed:
    """Return the persons of a comparison from time zero on.

    Args:
        panel: the registers by month.
        people: the cohort that they are of.
        outcome: who is compared, as `eligible` returns it.
        stays: what `stays` returns of the cohort.
        comparison: what is compared.
        measure: what the outcome is of; None: the comparison's, dated at confirmation.

    Raises:
        EstimationError: nobody is compared.
    """
    persons = outcome.frame.index
    if not len(persons):
        raise EstimationError(
            f"Nobody can be compared in '{comparison.name}'."
            "\nAsk whom the comparison leaves out: each has a reason."
        )
    seen = None
    if comparison.measure.read_in is None:
        points = [MeasurementPoint(month) for month in range(1, comparison.horizon + 1)]
        some = Cohort(people.frame.loc[persons], people.groups, people.left_out)
        dated = measure or comparison.measure.dated(Dating.CONFIRMATION)
        seen = states(panel, some, dated, points)
    return Followed(comparison, outcome, stays, seen, asked=(panel, people))
