"""A table of events divided into groups: what tests and ratios of them start from, made once."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from analysis.errors import DesignError, EstimationError
from analysis.estimates.equality import compared
from analysis.estimates.hazards.cox import cox_of
from analysis.estimates.hazards.discrete_time import discrete_time_of
from analysis.estimates.hazards.model import Covariate, Errors, Model
from analysis.estimates.hazards.patterns import patterns
from analysis.estimates.hazards.results import Fit
from analysis.estimates.hazards.rows import Rows, cut, read
from analysis.estimates.log_rank import Months, months_of
from analysis.terms import Cause

CLUSTER = "municipality"
GROUP = "compared"


@dataclass(frozen=True, eq=False)
class Division:
    """Groups of a table of events, each column a covariate of the models.

    It is a class because several answers are asked of the same groups, and what they share, the
    Cox model before all, takes longer than what they differ in.

    Attributes:
        events: the table of events by `by` and by cluster.
        by: group columns.
        cluster: the column of clusters; None where groups are clusters, or parts of them.
    """

    events: pd.DataFrame
    by: tuple[str, ...]
    cluster: str | None = CLUSTER

    @cached_property
    def whole(self) -> "Division":
        """Each combination of the columns as a group of its own."""
        if len(self.by) == 1:
            return self
        group = self.events.groupby(list(self.by), observed=True).ngroup() if self.by else 0
        return Division(self.events.assign(**{GROUP: group}), (GROUP,), self.cluster)

    @cached_property
    def months(self) -> Months:
        """Who is compared in each month, groups by the one column.

        Raises:
            EstimationError: as `compared`.
        """
        return months_of(compared(self.events, self.by[0], cluster=self.cluster))

    @cached_property
    def kept(self) -> pd.DataFrame:
        """The rows at levels where somebody has the event.

        A level without events pulls its ratio to 0 without end, where its persons count for nothing
        in any risk set: the ratios of the others are those without them.

        Raises:
            DesignError: no column has two groups.
        """
        if not any(self.events[name].nunique() > 1 for name in self.by):
            raise DesignError(
                "A hazard ratio needs at least two groups.\nName a group column that has them."
            )
        kept, before = self.events, -1
        while len(kept) != before:
            before = len(kept)
            for name in self.by:
                happened = (kept["cause"] == Cause.EVENT) & (kept["n"] > 0)
                with_event = kept.loc[happened, name].unique()
                if len(with_event) < kept[name].nunique():
                    kept = kept[kept[name].isin(with_event)]
        return kept

    @cached_property
    def levels(self) -> dict[str, list[str]]:
        """The levels in the models, of each column that has two."""
        kept = self.kept
        levels = {name: sorted(map(str, kept[name].unique())) for name in self.by}
        return {name: found for name, found in levels.items() if len(found) > 1}

    def model(self, changes: tuple[int, ...] = ()) -> Model:
        """Return the model, its ratios others after the months of `changes`.

        Raises:
            EstimationError: no covariate has two levels with events.
        """
        if not self.levels:
            raise EstimationError("Fewer than two groups have the event.")
        covariates = tuple(Covariate(name, changes=changes) for name in self.levels)
        errors = Errors.MODEL if self.cluster is None else Errors.CLUSTER
        return Model(covariates, errors=errors, cluster=self.cluster)

    @cached_property
    def rows(self) -> Rows:
        """The rows of the models."""
        return read(self.kept, self.model())

    @cached_property
    def cox(self) -> Fit:
        """The Cox model, ties by Efron."""
        model = self.model()
        return cox_of(patterns(self.rows, model), model)

    def discrete_time(self, changes: tuple[int, ...] = ()) -> Fit:
        """Return the model of months, its ratios others after the months of `changes`."""
        model = self.model(changes)
        return discrete_time_of(patterns(cut(self.rows, changes), model), model)


def divided(events: pd.DataFrame, by: tuple[str, ...]) -> Division:
    """Return a table of events by `by` and municipality, divided by `by`."""
    return Division(events, by, None if CLUSTER in by else CLUSTER)
