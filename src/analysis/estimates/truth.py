"""What is true in an invented world: the same persons with the same luck under two strategies.

Truth is the same estimand as that of the analysis (definitions.md 27): the same eligible persons,
starts within the grace period, exits, dating, and end of observation. Nothing is adjusted for,
because everybody is seen under either strategy.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from analysis.comparison import Comparison, Exposure
from analysis.errors import DesignError
from analysis.estimates.live import LiveStudy
from analysis.registers.read import read_registers
from analysis.registers.write_parts import write_parts
from analysis.synthetic.persons import BELOW_GRUNNSKOLE
from analysis.synthetic.strategy import Grunnskole, Strategy
from analysis.synthetic.world import World, parts_of
from analysis.terms import Estimand, OriginName
from analysis.timeline.kernels import NEVER as NO_MONTH

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
    world: World, comparison: Comparison, strategies: Sequence[str] = (BEGIN, NEVER, CLOSED)
) -> Truth:
    """Return what is true of a comparison in a world.

    Who comes into the state before he would begin lives on as under `never`, as the strategy says.

    Args:
        world: as people choose in it.
        comparison: who is eligible, and what is told.
        strategies: which of them are lived; each takes its time.

    Raises:
        DesignError: the world cannot let everybody follow the strategies.
        EstimationError: nobody is eligible.
    """
    _check(comparison)
    never = replace(world, strategy=Strategy(Grunnskole.NEVER))
    begin = replace(world, strategy=Strategy(Grunnskole.BEGIN, comparison.grace_months))
    closed = replace(world, strategy=replace(begin.strategy, springboard=False))
    with TemporaryDirectory() as made:
        folder = Path(made)
        ids = _eligible(world, comparison, folder)
        there = _there_before(_Lived(begin, ids), _Lived(never, ids), comparison, folder)
        spared, asked = _Lived(never, there), ids.difference(there)
        worlds = {
            BEGIN: (_Lived(begin, asked), spared),
            NEVER: (_Lived(never, ids),),
            CLOSED: (_Lived(closed, asked), spared),
        }
        curves = [
            _curves(_study(worlds[name], folder), len(ids), comparison).assign(strategy=name)
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


@dataclass(frozen=True)
class _Lived:
    """A world, and of whom its registers are asked; None: of everybody."""

    world: World
    ids: "pd.Index | None"

    def parts(self) -> Iterator[dict[str, pd.DataFrame]]:
        """Yield its registers, part by part."""
        for part in parts_of(self.world):
            tables = {name: part[name] for name in NEEDED}
            if self.ids is not None:
                tables = {
                    name: table[table["person_id"].isin(self.ids)] for name, table in tables.items()
                }
            yield tables


def _study(lived: Sequence[_Lived], folder: Path) -> LiveStudy:
    parts = chain.from_iterable(one.parts() for one in lived)
    write_parts(folder, lived[0].world.dataset, parts)
    return LiveStudy(read_registers(folder))


def _eligible(world: World, comparison: Comparison, folder: Path) -> pd.Index:
    """Return the ids of those who may be compared, decided in the world as it is."""
    study = _study([_Lived(world, None)], folder)
    return study.registers.ids[study.eligible(comparison).frame.index]


def _there_before(begin: _Lived, never: _Lived, comparison: Comparison, folder: Path) -> pd.Index:
    """Return the ids of those who have the event in a month before they would begin, or never do.

    Until then nobody has begun, so that both worlds tell the same.
    """
    frames = []
    for lived in (never, begin):
        study = _study([lived], folder)
        frame = study.eligible(comparison).frame
        frames.append(frame.set_axis(study.registers.ids[frame.index]))
    without, begun = frames[0], frames[1]["begun"]
    later = without["duration"] < begun.reindex(without.index).fillna(NO_MONTH)
    return without.index[(without["event"] == 1) & later]


def _curves(study: LiveStudy, persons: int, comparison: Comparison) -> pd.DataFrame:
    design = comparison.design
    frames = [
        study.estimates(design.ask(estimand)).frame.assign(n=persons)
        for estimand in (Estimand.CUMULATIVE_INCIDENCE, Estimand.PREVALENCE)
    ]
    both = pd.concat(frames, ignore_index=True)
    kept = both["month"] <= comparison.horizon
    return both.loc[kept, ["estimand", "month", "estimate", "n"]]
