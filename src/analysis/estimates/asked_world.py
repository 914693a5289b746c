"""One drawn world, and the curves and the model that intervals held to its truth are made of."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from analysis.estimates.curve import Curve
from analysis.estimates.hazards.model import Covariate, Errors, Model
from analysis.estimates.known_persons import Drawn
from analysis.estimates.known_worlds import World
from analysis.estimates.survival import incidence, survival
from analysis.terms import Cause


@dataclass(frozen=True, eq=False)
class Asked:
    """One drawn world, and what is asked of it.

    Attributes:
        world: how it was drawn.
        drawn: its persons.
        truth: what is true by month.
        months: at which intervals by month are read.
        stretch: the first and last month of bands.
    """

    world: World
    drawn: Drawn
    truth: pd.DataFrame
    months: tuple[int, ...]
    stretch: tuple[int, int]

    @property
    def cluster(self) -> str | None:
        """The column of clusters."""
        return self.world.cluster

    @cached_property
    def survival(self) -> Curve:
        """Survival of everybody."""
        return survival(self.drawn.events, self.cluster)

    @cached_property
    def incidence(self) -> Curve:
        """Cumulative incidence of everybody."""
        return incidence(self.drawn.events, self.cluster)

    @cached_property
    def survivals(self) -> tuple[Curve, Curve]:
        """Survival of groups "b" and "a"."""
        return self._of_groups(survival)

    @cached_property
    def incidences(self) -> tuple[Curve, Curve]:
        """Cumulative incidence of groups "b" and "a"."""
        return self._of_groups(incidence)

    def _of_groups(self, make: Callable[[pd.DataFrame, str | None], Curve]) -> tuple[Curve, Curve]:
        events = self.drawn.events
        here, there = (make(events[events["group"] == name], self.cluster) for name in "ba")
        return here, there

    def model(self, *causes: Cause) -> Model:
        """Return the model of hazards by group: of the event, if no causes are named."""
        errors = Errors.CLUSTER if self.cluster else Errors.MODEL
        covariates = (Covariate("group", "a"),)
        return Model(covariates, causes or (Cause.EVENT,), errors=errors, cluster=self.cluster)
