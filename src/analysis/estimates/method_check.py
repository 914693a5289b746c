"""How often each interval holds what is true, in many small worlds where truth is a formula.

An interval of 95 % should hold it in 95 of 100 worlds. What is counted is itself uncertain, since
worlds are finitely many: each share has an interval of its own, and `departures` tells which shares
are further from 95 % than the luck of so many worlds and so many shares explains.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from analysis.design import Estimates, Source
from analysis.errors import DesignError, one_of
from analysis.estimates.asked_world import Asked
from analysis.estimates.checked_intervals import (
    BANDS,
    BY_MONTH,
    CLUSTERED,
    Interval,
    held,
)
from analysis.estimates.known_worlds import EQUAL, NO_PLACES, UNEVEN, Law, Places, World
from analysis.estimates.prevalence import wilson
from analysis.terms import Access, Estimand

POINTS = (12, 24, 36, 60)
LEVEL = 0.95
WITHIN = (0.93, 0.97)
"""What intervals promise, and between which shares they are taken to keep it."""
METHOD = "share of the worlds with an interval in which it held; Wilson interval"
BELOW, ABOVE, CHANCE = "below", "above", "chance"


def proportional(world: World) -> World:
    """Return such a world in which hazards of groups are proportional."""
    return replace(world, places=replace(world.places, law=Law.STABLE))


def of_the_others(world: World) -> World:
    """Return such a world in which subdistribution hazards are, and many never find work."""
    return replace(proportional(world), found_until=36, leaving=0.02)


IN_WORLDS = {
    Interval.COX: proportional,
    Interval.DISCRETE_TIME: proportional,
    Interval.ABSOLUTE_RISK: proportional,
    Interval.FINE_GRAY: of_the_others,
}
"""What has a truth, or a right model, in such worlds only."""


@dataclass(frozen=True)
class Check:
    """What is checked, and in which worlds.

    Attributes:
        worlds: how many of each kind.
        persons: sizes of worlds.
        places: their municipalities.
        months: at which intervals by month are read.
        stretch: first and last month of bands.
        intervals: what is held to the truth.
        seed: of the draws.
        world: hazards, exits and follow-up; persons and municipalities are those above.
    """

    worlds: int = 100
    persons: tuple[int, ...] = (30, 100, 1000)
    places: tuple[Places, ...] = (NO_PLACES, EQUAL, UNEVEN)
    months: tuple[int, ...] = POINTS
    stretch: tuple[int, int] = (6, 60)
    intervals: tuple[Interval, ...] = tuple(Interval)
    seed: int = 2026
    world: World = field(default_factory=lambda: World(1))

    def __post_init__(self) -> None:
        """Refuse a check of nothing."""
        if self.worlds < 1 or not (self.persons and self.places and self.months and self.intervals):
            raise DesignError("A check needs worlds, sizes, municipalities, months and intervals.")

    @property
    def source(self) -> Source:
        """Whose numbers its answers are: nobody's."""
        return Source(
            name="worlds of the method check",
            access=Access.INVENTED,
            last_observed="",
            source="drawn by the program from formulas",
            contact="",
            seed=self.seed,
        )

    @property
    def name(self) -> str:
        """What its answers are published under; no release of persons lies behind them."""
        return f"method-check-{self.seed}-{self.worlds}"


def check_of(
    worlds: int,
    persons: str,
    places: str = "none+equal+uneven",
    bands: str = "yes",
    seed: int = 2026,
) -> Check:
    """Return the check that the parameters of a notebook ask for.

    Args:
        worlds: how many of each kind.
        persons: sizes, joined by plus: "30+100+1000".
        places: municipalities, joined by plus.
        bands: "yes", or "no": they take as long as much of the rest.
        seed: of the draws.

    Raises:
        DesignError: a size that is no whole number above 0, or a word outside its list.
    """
    sizes = persons.split("+")
    if not all(size.isdecimal() and int(size) for size in sizes):
        raise DesignError(
            f"Sizes of worlds are whole numbers joined by plus, not '{persons}'."
            "\nWrite them as 30+100+1000."
        )
    kinds = {one.name: one for one in (NO_PLACES, EQUAL, UNEVEN)}
    for name in places.split("+"):
        one_of("kind of municipalities", name, list(kinds))
    one_of("answer on bands", bands, ["yes", "no"])
    return Check(
        worlds=worlds,
        persons=tuple(map(int, sizes)),
        places=tuple(kinds[name] for name in places.split("+")),
        intervals=tuple(one for one in Interval if bands == "yes" or one not in BANDS),
        seed=seed,
    )


def method_check(check: Check) -> Estimates:
    """Return how often each interval held what is true, by kind of world.

    Returns:
        A row an interval, size, kind of municipalities and month (missing: of a number of the
        whole world, or of a whole band). `estimate` is the share of the worlds with an interval in
        which it held, `lower` and `upper` its interval, `n_at_risk` the worlds with one, `n_events`
        those in which it held. Beside the tidy columns: `interval`, `persons`, `places`, `without`
        (worlds in which nothing could be estimated), `width` (mean between the limits, of those
        with an upper one), `bias` (mean of the estimate less what is true, of those with one).
    """
    frames = [
        _of_world(check, replace(check.world, persons=persons, places=places))
        for persons in check.persons
        for places in check.places
    ]
    return Estimates(pd.concat(frames, ignore_index=True), check.name, check.source)


def _of_world(check: Check, world: World) -> pd.DataFrame:
    """Return the rows of one kind of world, whatever else is checked."""
    clusters = world.cluster is not None
    asked = [one for one in check.intervals if CLUSTERED.get(one, clusters) == clusters]
    curves = [one for one in asked if one not in IN_WORLDS]
    answers = [_answers(check, world, curves)] + [
        _answers(check, of(world), [one for one in asked if IN_WORLDS.get(one) is of])
        for of in dict.fromkeys(IN_WORLDS.values())
    ]
    found = pd.concat(answers)
    rows = []
    for interval, month in _places(asked, check.months):
        here = found["month"].isna() if np.isnan(month) else found["month"] == month
        chosen = found[here & (found["interval"] == interval)]
        named = {"interval": interval.value, "month": month}
        rows.append({**named, **_row(chosen, check.worlds)})
    return pd.DataFrame(rows).assign(persons=world.persons, places=world.places.name)


def _answers(check: Check, world: World, intervals: Sequence[Interval]) -> pd.DataFrame:
    """Return a row a world, interval and month in which there was an interval."""
    law = list(Law).index(world.places.law)
    kind = law if world.found_until is None else len(Law)
    rng = np.random.default_rng([check.seed, world.persons, len(world.places.sizes), kind])
    last = max(*check.months, check.stretch[1], world.followed[1])
    truth = world.truth(last) if world.found_until is None else pd.DataFrame()
    found = [
        (interval, each.month, each.held, each.width, each.error)
        for _ in range(check.worlds if intervals else 0)
        for asked in [Asked(world, world.draw(rng), truth, check.months, check.stretch)]
        for interval in intervals
        for each in held(asked, interval)
    ]
    columns = ["interval", "month", "held", "width", "error"]
    kinds = {"month": float, "held": bool, "width": float, "error": float}
    return pd.DataFrame(found, columns=columns).astype(kinds)


def _places(asked: list[Interval], months: tuple[int, ...]) -> Iterator[tuple[Interval, float]]:
    """Yield each interval in each month in which it is read; NaN where it has none."""
    for interval in asked:
        for month in months if interval in BY_MONTH else (np.nan,):
            yield interval, month


def _row(rows: pd.DataFrame, worlds: int) -> dict[str, object]:
    """Return the columns that one interval's answers in all worlds make."""
    n, events = len(rows), int(rows["held"].sum())
    lower, upper = wilson(np.array(events), np.array(n)) if n else (np.nan, np.nan)
    width, error = rows["width"][np.isfinite(rows["width"])], rows["error"].dropna()
    return {
        "measure": "",
        "origin": "",
        "estimand": Estimand.COVERAGE.value,
        "estimate": events / n if n else np.nan,
        "lower": float(lower),
        "upper": float(upper),
        "n_at_risk": n,
        "n_events": events,
        "without": worlds - n,
        "width": width.mean() if len(width) else np.nan,
        "bias": error.mean() if len(error) else np.nan,
        "method": METHOD,
    }


def departures(rows: pd.DataFrame, level: float = 0.05) -> pd.Series:
    """Return by row whether its share is further from 95 % than chance explains: above, or below.

    Chance is that of so many worlds, in so many rows at once: of intervals that all are right, one
    check in twenty finds any departure.

    Args:
        rows: of `method_check`, those that are looked at together.
        level: chance of finding a departure where there is none.

    Returns:
        BELOW, ABOVE or CHANCE.

    Source:
        Clopper and Pearson (1934) for one share; Holm (1979), Scandinavian Journal of Statistics 6,
        65-70, for many.
    """
    from scipy.stats import binomtest

    counts = zip(rows["n_events"], rows["n_at_risk"], strict=True)
    p = np.array([binomtest(int(of), int(n), LEVEL).pvalue if n else 1.0 for of, n in counts])
    order = np.argsort(p, kind="stable")
    holds = p[order] * np.arange(len(p), 0, -1) <= level
    found = np.zeros(len(p), dtype=bool)
    found[order] = np.minimum.accumulate(holds)  # the first that may be chance ends the search
    side = np.where(rows["estimate"] < LEVEL, BELOW, ABOVE)
    return pd.Series(np.where(found, side, CHANCE), index=rows.index)


def outside(rows: pd.DataFrame) -> pd.Series:
    """Return by row whether its share lies outside 93-97 %; worlds without an interval are none."""
    return (rows["estimate"] < WITHIN[0]) | (rows["estimate"] > WITHIN[1])
