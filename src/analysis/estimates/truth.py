"""What is true in an invented world: the same persons with the same luck under two strategies.

Truth is the same estimand as that of the analysis (definitions.md 27): the same eligible persons,
starts within the grace period, exits, dating, and end of observation. Nothing is adjusted for,
because everybody is seen under either strategy.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from analysis.comparison import Comparison, Exposure
from analysis.design import Measure
from analysis.errors import DesignError
from analysis.estimates.live import LiveStudy
from analysis.estimates.prevalence import prevalence
from analysis.estimates.survival import incidence
from analysis.registers.read import read_registers
from analysis.registers.write_parts import write_parts
from analysis.synthetic.persons import BELOW_GRUNNSKOLE
from analysis.synthetic.strategy import Grunnskole, Strategy
from analysis.synthetic.world import World, parts_of
from analysis.terms import Estimand, OriginName
from analysis.timeline.cohort import Cohort
from analysis.timeline.kernels import NEVER as NO_MONTH
from analysis.timeline.outcome import Outcome
from analysis.timeline.states import States, states
from analysis.timeline.tables import events_table, states_table

BEGIN, NEVER, CLOSED = "begin", "never", "begin_closed"
"""Strategies; under the last one grunnskole does not open upper secondary."""
NEEDED = ("participants", "jobs", "education", "residence", "departures")
GRUNNSKOLE = Exposure("education", "grunnskole")
LONGEST_STAY = 36
"""Months; no stay in the model is longer (parameters.toml, grunnskole.years)."""
POINTS = (60, 96, 120)
"""Months at which the springboard is told (definitions.md 26)."""


@dataclass(frozen=True)
class Truth:
    """What is true of a comparison in a world.

    Attributes:
        curves: strategy, estimand (cumulative incidence, prevalence), month, estimate, n (persons).
        persons: number of eligible persons.
    """

    curves: pd.DataFrame
    persons: int

    def difference(self, estimand: Estimand, other: str = NEVER) -> pd.Series:
        """Return share under `begin` minus share under another strategy, by month."""
        begin, against = self._shares(estimand, BEGIN), self._shares(estimand, other)
        return begin - against

    def ratio(self, estimand: Estimand) -> pd.Series:
        """Return share under `begin` divided by share under `never`, by month; missing of none."""
        begin, against = self._shares(estimand, BEGIN), self._shares(estimand, NEVER)
        return begin / against.where(against > 0)

    def crossing(self, estimand: Estimand) -> int | None:
        """Return the first month after which the difference stays at or above 0, if there is one.

        It is month 0 where the difference never was below 0 (definitions.md 25).
        """
        behind = self.difference(estimand).lt(0)
        if behind.iloc[-1]:
            return None
        return int(behind[behind].index.max()) + 1 if behind.any() else 0

    def springboard(self) -> pd.DataFrame:
        """Return total, direct and indirect effect in points of prevalence (definitions.md 26)."""
        total = 100 * self.difference(Estimand.PREVALENCE)
        indirect = 100 * self.difference(Estimand.PREVALENCE, CLOSED)
        points = [month for month in POINTS if month in total.index]
        frame = pd.DataFrame({"total": total, "direct": total - indirect, "indirect": indirect})
        return frame.loc[points].rename_axis("month").reset_index()

    def _shares(self, estimand: Estimand, strategy: str) -> pd.Series:
        rows = self.curves[
            (self.curves["estimand"] == estimand) & (self.curves["strategy"] == strategy)
        ]
        return rows.set_index("month")["estimate"]


def truth(
    world: World,
    comparison: Comparison,
    strategies: Sequence[str] = (BEGIN, NEVER, CLOSED),
    chosen: LiveStudy | None = None,
) -> Truth:
    """Return what is true of a comparison in a world.

    Who comes into the state before he would begin lives on as under `never`, as the strategy says.
    Only who may be compared lives under strategies, each of them once.

    Args:
        world: as people choose in it.
        comparison: who is eligible, and what is told.
        strategies: which of them are told.
        chosen: the registers of the world as people choose, where they are read already.

    Raises:
        DesignError: the world cannot let everybody follow the strategies.
        EstimationError: nobody is eligible.
    """
    _check(comparison)
    study = chosen or _study(world)
    ids = study.registers.ids[study.eligible(comparison).frame.index]
    begin = Strategy(Grunnskole.BEGIN, comparison.grace_months)
    followed = {
        NEVER: Strategy(Grunnskole.NEVER),
        BEGIN: begin,
        CLOSED: replace(begin, springboard=False),
    }
    lived = {
        name: _lived(_study(replace(world, strategy=strategy), ids), comparison)
        for name, strategy in followed.items()
        if name in (NEVER, BEGIN, *strategies)
    }
    there = _there_before(lived[BEGIN], lived[NEVER])
    curves = [
        _curves(_mixed(lived[name], lived[NEVER], there), comparison).assign(
            strategy=name, n=len(ids)
        )
        for name in strategies
    ]
    return Truth(pd.concat(curves, ignore_index=True), len(ids))


def _check(comparison: Comparison) -> None:
    """Refuse strategies that an invented world does not have: it has those of grunnskole only."""
    asked = {
        "exposure": (str(comparison.exposure), str(GRUNNSKOLE)),
        "origin": (comparison.origin, OriginName.PROGRAMME_START),
    }
    for field, (stated, allowed) in asked.items():
        if stated != allowed:
            raise DesignError(
                f"No truth of the comparison '{comparison.name}': its {field} is {stated}."
                f"\nAn invented world has strategies for {field} = {allowed} only."
            )
    if comparison.stay_months < LONGEST_STAY:
        raise DesignError(
            f"No truth of the comparison '{comparison.name}': in an invented world everybody stays"
            f" until completion.\nAllowed: stay_months of at least {LONGEST_STAY}."
        )
    if not comparison.prior_education or {*comparison.prior_education} - {*BELOW_GRUNNSKOLE}:
        raise DesignError(
            f"No truth of the comparison '{comparison.name}': in an invented world only those below"
            f" grunnskole may begin it.\nAllowed: prior_education among"
            f" {', '.join(BELOW_GRUNNSKOLE)}."
        )


@dataclass(frozen=True, eq=False)
class _Lived:
    """How persons lived under a strategy; person_id is the index.

    Attributes:
        frame: their outcome, with the month in which they began (missing: never).
        status: their states at each month, as codes.
        states: the names and months of these.
        measure: what counts.
    """

    frame: pd.DataFrame
    status: pd.DataFrame
    states: States
    measure: Measure


def _study(world: World, ids: pd.Index | None = None) -> LiveStudy:
    """Return the registers of a world, or of some persons, as a study reads them."""
    with TemporaryDirectory() as made:
        parts = ({name: part[name] for name in NEEDED} for part in parts_of(world, ids))
        write_parts(Path(made), world.dataset, parts)
        return LiveStudy(read_registers(Path(made)))


def _lived(study: LiveStudy, comparison: Comparison) -> _Lived:
    design, ids = comparison.design, study.registers.ids
    panel, people = study.panel(design), study.cohort(design)
    measure = study.measure(design.measure)
    frame = study.outcome(design).frame
    begun = study.eligible(comparison).frame["begun"].reindex(frame.index)
    told = states(panel, people, measure, study.points(design))
    return _Lived(
        frame=frame.assign(begun=begun).set_axis(ids[frame.index]),
        status=pd.DataFrame(told.codes, ids[people.frame.index]),
        states=told,
        measure=measure,
    )


def _there_before(begin: _Lived, never: _Lived) -> pd.Index:
    """Return the ids of those who have the event in a month before they would begin, or never do.

    Until then nobody has begun, so that both worlds tell the same.
    """
    begun = begin.frame["begun"].reindex(never.frame.index).fillna(NO_MONTH)
    earlier = (never.frame["event"] == 1) & (never.frame["duration"] < begun)
    return never.frame.index[earlier]


def _mixed(lived: _Lived, never: _Lived, there: pd.Index) -> _Lived:
    """Return persons as they lived, but for those who were there before, as under `never`."""

    def mixed(own: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
        return pd.concat([own[~own.index.isin(there)], other.loc[there]])

    return replace(
        lived, frame=mixed(lived.frame, never.frame), status=mixed(lived.status, never.status)
    )


def _curves(lived: _Lived, comparison: Comparison) -> pd.DataFrame:
    """Return estimand, month and estimate of incidence and prevalence, to the horizon."""
    reached = incidence(events_table(Outcome(lived.frame, pd.Series(dtype=object)))).estimate
    ever = pd.DataFrame({"month": range(len(reached)), "estimate": reached})
    told = replace(lived.states, codes=lived.status.to_numpy())
    people = Cohort(lived.status, lived.status, lived.frame["cause"].head(0))
    now = prevalence(states_table(people, told), lived.measure.denominator)
    both = pd.concat(
        [ever.assign(estimand=Estimand.CUMULATIVE_INCIDENCE.value), now], ignore_index=True
    )
    kept = both["month"] <= comparison.horizon
    return both.loc[kept, ["estimand", "month", "estimate"]]
