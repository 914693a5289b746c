"""Do estimators of a comparison find what is true, in invented worlds that can be lived twice?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from analysis.comparison import Comparison
from analysis.comparison_terms import Approach
from analysis.design import TIDY, Estimates, Source
from analysis.errors import DesignError, EstimationError, one_of
from analysis.estimates.live import LiveStudy
from analysis.estimates.truth import BEGIN, NEVER, Truth, truth
from analysis.reference.comparisons import parse_comparison
from analysis.registers.read import read_registers
from analysis.registers.write_parts import write_parts
from analysis.synthetic.world import World, parts_of
from analysis.terms import Access, Estimand

ASKED = (Approach.TARGET_TRIAL, Approach.NAIVE)
CHECKED = (*ASKED, Approach.G_FORMULA, Approach.DOUBLY_ROBUST)
"""Approaches that tell what is true of a world; the last two take half a minute each."""
TOLD_OF = (Estimand.CUMULATIVE_INCIDENCE, Estimand.PREVALENCE)
TOLD_AS = (Estimand.DIFFERENCE, Estimand.CURVE_DIFFERENCE, Estimand.CROSSING)
NO_EFFECT = ("no_effect_of_school", "immortal_time_only")
"""Worlds in which both strategies come to the same in every month (tests/estimates/test_truth.py),
so that they need not be lived under them."""
GROUPS = {Approach.NAIVE: "ever"}
"""Whose difference from the others an approach tells; of most it is who begins."""
KINDS = ("usual", "nothing_hidden", "no_effect_of_school", "immortal_time_only", "unmeasured")
"""Worlds in which estimators are held to the truth, by their names in worlds.toml."""
QUESTION = "grunnskole,landmarks=none,replicates=60"
"""What a check asks: few draws, as they decide the intervals alone."""


@dataclass(frozen=True)
class ComparisonCheck:
    """In which invented worlds comparisons are held to the truth.

    Attributes:
        kinds: some of KINDS.
        worlds: how many of each kind.
        persons: of one world.
        seed: of the first world of each kind; the next one has the next seed.
        approaches: how it is answered, some of CHECKED.
    """

    kinds: tuple[str, ...] = ("usual", "immortal_time_only")
    worlds: int = 3
    persons: int = 3000
    seed: int = 2026
    approaches: tuple[str, ...] = ASKED

    def __post_init__(self) -> None:
        """Refuse a check of nothing."""
        for kind in self.kinds:
            one_of("kind of world", kind, list(KINDS))
        for approach in self.approaches:
            one_of("approach", approach, [one.value for one in CHECKED])
        if self.worlds < 1 or self.persons < 1:
            raise DesignError("A check of comparisons needs worlds, with persons in them.")

    @property
    def comparison(self) -> Comparison:
        """What is asked in every world."""
        return parse_comparison(QUESTION)

    @property
    def source(self) -> Source:
        """Whose numbers its answers are: nobody's."""
        drawn = "drawn by the program from its model"
        return Source("worlds of comparisons", Access.INVENTED, "", drawn, "", seed=self.seed)

    @property
    def name(self) -> str:
        """What its answers are published under; no release of persons lies behind them."""
        return f"comparison-check-{self.seed}-{self.worlds}"


def comparison_check_of(
    kinds: str, approaches: str, worlds: int, persons: int, seed: int
) -> ComparisonCheck:
    """Return the check that a notebook's parameters ask for; kinds and approaches joined by plus.

    Raises:
        DesignError: a kind outside KINDS, an approach outside CHECKED, no worlds, nobody in them.
    """
    asked = tuple(approaches.split("+"))
    return ComparisonCheck(tuple(kinds.split("+")), worlds, persons, seed, asked)


def comparison_check(check: ComparisonCheck) -> Estimates:
    """Return what each approach tells of every world, beside what is true: rows of `of_world`.

    A world in which nobody is eligible has none.
    """
    seeds = range(check.seed, check.seed + check.worlds)
    worlds = (World(check.persons, seed, name=kind) for kind in check.kinds for seed in seeds)
    rows = _of_worlds(worlds, check.comparison, [Approach(one) for one in check.approaches])
    return Estimates(rows, check.name, check.source, check.comparison.measure)


def of_world(
    world: World, comparison: Comparison, approaches: Sequence[Approach] = ASKED
) -> pd.DataFrame:
    """Return what each approach tells of one world, beside what is true in it.

    Args:
        world: lived as people choose, and under both strategies.
        comparison: what is asked; its points are the months told.
        approaches: how it is answered.

    Returns:
        Columns world, seed, approach, of, true, and the tidy ones: estimand (difference; crossing;
        curve_difference: a band over months, told by the month in which it holds least), month
        (missing of a crossing and a band); differences are shares, crossings months, inf where
        there is none. No rows of an approach that has no answer in this world.

    Raises:
        DesignError: no truth is told of the comparison.
        EstimationError: nobody is eligible.
    """
    study = registers_of(world)
    true = _by_month(_truth(world, comparison, study))
    frames = [study.estimates(comparison.ask(one)).frame for one in approaches]
    rows = pd.concat(frames, ignore_index=True)
    wanted = rows["estimand"].isin(TOLD_AS) & rows["estimate"].notna()
    group = rows["approach"].map(GROUPS).fillna("begin")
    rows = rows[wanted & (rows["group"] == group)]
    found = rows[["approach", "of", *TIDY]].assign(world=world.name, seed=world.seed)
    found.loc[found["estimand"] == Estimand.CROSSING, "month"] = np.nan
    asked = pd.MultiIndex.from_frame(found[["of", "month"]])
    found = found.assign(true=true.reindex(asked).to_numpy())
    bands = found["estimand"] == Estimand.CURVE_DIFFERENCE
    return pd.concat([found[~bands], _least(found[bands])], ignore_index=True)


def registers_of(world: World) -> LiveStudy:
    """Return a world, lived as people choose, as registers tell it."""
    with TemporaryDirectory() as made:
        write_parts(Path(made), world.dataset, parts_of(world))
        return LiveStudy(read_registers(Path(made)))


def _least(bands: pd.DataFrame) -> pd.DataFrame:
    """Return of each band the month in which what is true is nearest to a limit, or beyond it."""
    above, below = bands["true"] - bands["lower"], bands["upper"] - bands["true"]
    months = bands.assign(inside=above.where(above < below, below)).dropna(subset="inside")
    months = months.sort_values("inside", kind="stable").drop_duplicates(["approach", "of"])
    return months.drop(columns="inside").assign(month=np.nan)


def _truth(world: World, comparison: Comparison, study: LiveStudy) -> Truth:
    if world.name not in NO_EFFECT:
        return truth(world, comparison, (BEGIN, NEVER), study)
    months = pd.DataFrame({"month": range(comparison.horizon + 1), "estimate": 0.0, "n": 0})
    both = [
        months.assign(strategy=strategy, estimand=of)
        for strategy in (BEGIN, NEVER)
        for of in TOLD_OF
    ]
    return Truth(pd.concat(both, ignore_index=True), 0)


def _by_month(true: Truth) -> pd.Series:
    """Return what is true by estimand and month: differences, and the crossing without a month."""
    found = {}
    for of in TOLD_OF:
        gap, crossing = true.difference(of), true.crossing(of)
        found.update({(of.value, float(at)): one for at, one in zip(gap.index, gap, strict=True)})
        found[of.value, np.nan] = inf if crossing is None else float(crossing)
    return pd.Series(found)


def against_truth(
    worlds: Iterable[World], comparison: Comparison, approaches: Sequence[Approach] = ASKED
) -> pd.DataFrame:
    """Return how far each approach is from what is true, over many worlds.

    Returns:
        Columns world, approach, of, estimand, month; n, worlds with an answer; its bias and spread,
        in points; width, the mean one of intervals, in points; held, the share of intervals, bands
        or crossing sets that hold what is true; and alarms, the share of intervals that leave out
        0. Bias, spread, width and alarms are of differences at a month.

    Raises as `of_world`.
    """
    return summed(_of_worlds(worlds, comparison, approaches))


def _of_worlds(
    worlds: Iterable[World], comparison: Comparison, approaches: Sequence[Approach]
) -> pd.DataFrame:
    frames = []
    for world in worlds:
        try:
            frames.append(of_world(world, comparison, approaches))
        except EstimationError:
            continue  # nobody is eligible in it: it tells nothing
    if not frames:
        raise EstimationError("Nobody is eligible in any of these worlds.\nAsk for larger ones.")
    return pd.concat(frames, ignore_index=True)


def summed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return how far each approach is from what is true, from rows of `of_world` of many worlds.

    Returns:
        As `against_truth`.
    """
    at_a_month = rows["estimand"] == Estimand.DIFFERENCE
    with np.errstate(invalid="ignore"):
        error = (100 * (rows["estimate"] - rows["true"])).where(at_a_month)
        width = (100 * (rows["upper"] - rows["lower"])).where(at_a_month)
    rows = rows.assign(
        error=error,
        width=width,
        held=(rows["lower"] <= rows["true"]) & (rows["true"] <= rows["upper"]),
        alarm=((rows["lower"] > 0) | (rows["upper"] < 0)).where(at_a_month).astype(float),
    )
    keys = ["world", "approach", "of", "estimand", "month"]
    grouped = rows.groupby(keys, sort=False, dropna=False)
    told = grouped.agg(
        n=("held", "size"),
        bias=("error", "mean"),
        spread=("error", "std"),
        width=("width", "mean"),
        held=("held", "mean"),
        alarms=("alarm", "mean"),
    )
    return told.reset_index()
