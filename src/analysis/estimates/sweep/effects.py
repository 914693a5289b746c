"""What each option does with all else equal, and whether a curve could have come from no gap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import DesignError
from analysis.estimates.influence import Clusters, Influence, clustered, of_clusters, widened
from analysis.estimates.sweep.counts import Counts
from analysis.estimates.sweep.incidence import GAP_OF_SEX, LEVEL
from analysis.estimates.sweep.rows import GAP_OF_SCHOOL, gap_of
from analysis.estimates.sweep.specifications import Specification
from analysis.estimates.sweep.table import SEED
from analysis.estimates.units import FEWEST_CLUSTERS, Floats
from analysis.grid import Choice, Grid
from analysis.terms import Estimand
from analysis.timeline.rows import Ints

DRAWS = 2000
NOTHING = 1e-12
"""A difference of shares that is none but for rounding."""
SAME_SIGN, MEDIAN, BEYOND = "same_sign", "median", "beyond_chance"
STATISTICS = (SAME_SIGN, MEDIAN, BEYOND)
"""Of a curve: the share of specifications in which the gap has its commoner sign, the median gap,
and the share in which its own interval leaves out 0 on that side."""
BY_FEW = "no interval: fewer than ten municipalities"


@dataclass(frozen=True, eq=False)
class Quantity:
    """One quantity in each specification, and what each municipality contributes to it.

    Attributes:
        name: LEVEL, or a gap.
        at: positions among the specifications that can be, S of them.
        estimate: S.
        own: S x J.
        size: J; persons, in the specification with the fewest of them.
        without: why it has no interval where these are too few.
    """

    name: str
    at: Ints
    estimate: Floats
    own: Floats
    size: Floats
    without: str = BY_FEW

    def combined(self, parts: Floats) -> tuple[float, float, float, str]:
        """Return a sum over specifications with its interval; parts: S, their coefficients."""
        estimate = float(parts @ self.estimate)
        some = self.size > 0
        if some.sum() < FEWEST_CLUSTERS:
            return estimate, np.nan, np.nan, self.without
        influence = self._influence((parts @ self.own)[:, None])
        half = float(influence.reach()[0] * np.sqrt(influence.variance()[0]))
        return estimate, estimate - half, estimate + half, clustered(int(some.sum()))

    def errors(self) -> tuple[Floats, Floats]:
        """Return S standard errors, and how many of them an interval reaches."""
        influence = self._influence(self.own.T)
        return np.sqrt(influence.variance()), influence.reach()

    def _influence(self, own: Floats) -> Influence:
        """Return the influence of municipalities; degrees of freedom are as few as can be."""
        some = self.size > 0
        names = tuple(map(str, range(int(some.sum()))))
        within = Influence(np.zeros((1, own.shape[1])), np.ones(1))
        return of_clusters(own[some], Clusters(names, self.size[some], within))


def quantities(of: Counts) -> list[Quantity]:
    """Return level and gaps of prevalence, as far as the registers tell them."""
    n, events = (numbers.astype(np.float64) for numbers in of.together)
    share = events.sum(axis=1) / n.sum(axis=1)
    own = (events - share[:, None] * n) / n.sum(axis=1)[:, None]
    found = [Quantity(LEVEL, np.arange(len(n)), share, own, n.min(axis=0))]
    n, events = (numbers[:, :, :2].astype(np.float64) for numbers in of.by_sex)
    at = np.flatnonzero((n.sum(axis=1) > 0).all(axis=1))
    if len(at):
        told = [gap_of(n[one], events[one]) for one in at]
        estimate, own = np.array([one[0] for one in told]), np.array([one[1] for one in told])
        found.append(Quantity(GAP_OF_SEX, at, estimate, own, n[at].sum(axis=2).min(axis=0)))
    at = np.array([place for place, row in enumerate(of.rows) if row.schooling is not None], int)
    if len(at):
        gaps = [row.schooling for row in of.rows if row.schooling is not None]
        estimate, own = np.array([g.estimate for g in gaps]), np.stack([g.by_place for g in gaps])
        size = np.stack([gap.size for gap in gaps]).min(axis=0).astype(np.float64)
        found.append(Quantity(GAP_OF_SCHOOL, at, estimate, own, size))
    return found


def effect_rows(of: Counts) -> pd.DataFrame:
    """Return what each option does to level and gaps of the counts of a grid.

    Raises:
        DesignError: no two specifications differ in one choice alone.
    """
    rows = effects_of(of.grid, of.specifications, quantities(of))
    if rows.empty:
        raise DesignError(
            f"No two specifications of the grid '{of.grid.name}' differ in one choice alone."
            "\nGive some choice two options."
        )
    return rows


def effects_of(
    grid: Grid, among: Sequence[Specification], told: Iterable[Quantity]
) -> pd.DataFrame:
    """Return what each option does against the first of its choice, everything else the same.

    Args:
        grid: the choices.
        among: the specifications that quantities have positions among.
        told: level and gaps.

    Returns:
        Columns quantity, choice, option, against, lowest, highest (over pairs of specifications
        that differ in nothing else), and those of estimates: the weighted mean over these pairs,
        n_events of them; n_at_risk is specifications.
    """
    found = []
    weight = np.array([one.weight for one in among])
    for quantity in told:
        place = {among[at].options: s for s, at in enumerate(quantity.at)}
        for column, (choice, options) in enumerate(grid.options):
            if choice is Choice.ATTRIBUTION:  # whose municipality it is moves nothing of everybody
                continue
            for option in options[1:]:
                changed = column, options[0].text, option.text
                row = _effect(weight[quantity.at], quantity, place, changed)
                if row:
                    of = {"choice": choice.value, "option": option.text, **row}
                    found.append({**of, "against": options[0].text})
    return pd.DataFrame(found)


def _effect(
    weight: Floats,
    quantity: Quantity,
    place: dict[tuple[str, ...], int],
    changed: tuple[int, str, str],
) -> dict[str, object] | None:
    column, first, option = changed
    pairs = [
        (s, place.get((*options[:column], first, *options[column + 1 :])))
        for options, s in place.items()
        if options[column] == option
    ]
    told = [(s, other) for s, other in pairs if other is not None]
    if not told:
        return None
    there, here = (np.array(side) for side in zip(*told, strict=True))
    share = weight[there] / weight[there].sum()
    parts = np.zeros(len(quantity.at))
    np.add.at(parts, there, share)
    np.add.at(parts, here, -share)
    estimate, lower, upper, basis = quantity.combined(parts)
    each = quantity.estimate[there] - quantity.estimate[here]
    if np.abs(each).max() < NOTHING:  # whose municipality it is changes nothing for everybody
        each, estimate, lower, upper = np.zeros(1), 0.0, 0.0, 0.0
    return {
        "quantity": quantity.name,
        "lowest": float(each.min()),
        "highest": float(each.max()),
        "estimand": Estimand.CHOICE_EFFECTS.value,
        "month": 0,
        "estimate": estimate,
        "lower": lower,
        "upper": upper,
        "n_at_risk": len(quantity.at),
        "n_events": len(told),
        "method": f"mean over pairs of specifications that differ in this alone; {basis}",
    }


def test_rows(of: Counts) -> pd.DataFrame:
    """Return whether a whole curve of gaps could have come about without any gap.

    Signs of what municipalities contribute are drawn, the same in all specifications, so that these
    stay as alike as they are; each gap then has mean 0. Draws are widened for few or uneven
    municipalities.

    Returns:
        Columns quantity, statistic (STATISTICS), p (share of draws at least as far from no gap),
        and those of estimates; limits hold 95 % of the draws, not of the estimate.

    Raises:
        DesignError: no gap is told, or of too few municipalities.

    Source:
        Simonsohn, Simmons and Nelson (2020), Nature Human Behaviour 4, 1208-1214; signs of
        clusters: Cameron, Gelbach and Miller (2008).
    """
    rng, found = np.random.default_rng(SEED), []
    for quantity in _testable(of):
        some = quantity.size > 0
        weight = of.weight[quantity.at] / of.weight[quantity.at].sum()
        error, reach = quantity.errors()
        limit = reach * error
        signs = rng.choice([-1.0, 1.0], size=(DRAWS, int(some.sum())))
        null = widened(quantity.size[some].astype(np.int64)) * (signs @ quantity.own[:, some].T)
        seen = _statistics(quantity.estimate[None, :], limit, weight)
        drawn = _statistics(null, limit, weight)
        for name in STATISTICS:
            far, value = np.abs(drawn[name]), float(seen[name][0])
            beyond = int((far >= abs(value) - 1e-12).sum())
            found.append(
                {
                    "quantity": quantity.name,
                    "statistic": name,
                    "p": (1 + beyond) / (1 + DRAWS),
                    "estimand": Estimand.CURVE_TEST.value,
                    "month": 0,
                    "estimate": value,
                    "lower": float(np.quantile(drawn[name], 0.025)),
                    "upper": float(np.quantile(drawn[name], 0.975)),
                    "n_at_risk": int(some.sum()),
                    "n_events": len(quantity.at),
                    "method": f"signs of {int(some.sum())} municipalities drawn {DRAWS} times;"
                    " limits hold 95 % of the draws",
                }
            )
    return pd.DataFrame(found)


def _testable(of: Counts) -> list[Quantity]:
    """Return the gaps of enough municipalities for their signs to be drawn."""
    gaps = [one for one in quantities(of) if one.name != LEVEL]
    if not gaps:
        raise DesignError("A joint test is of gaps, and these registers tell of none.")
    enough = [one for one in gaps if (one.size > 0).sum() >= FEWEST_CLUSTERS]
    if not enough:
        raise DesignError(
            f"A joint test takes {FEWEST_CLUSTERS} municipalities or more with persons on both"
            " sides of a gap in every specification."
            "\nAsk a dataset of more municipalities, or leave out points that few are followed to."
        )
    return enough


def _statistics(gap: Floats, limit: Floats, weight: Floats) -> dict[str, Floats]:
    """Return each statistic by row of gaps (draws x S)."""
    above, below = (gap > 0) @ weight, (gap < 0) @ weight
    order = np.argsort(gap, axis=1)
    passed = np.cumsum(weight[order], axis=1) >= 0.5
    middle = np.take_along_axis(gap, order, axis=1)
    median = middle[np.arange(len(gap)), passed.argmax(axis=1)]
    side = np.where(above >= below, 1.0, -1.0)[:, None]
    return {
        SAME_SIGN: np.maximum(above, below),
        MEDIAN: median,
        BEYOND: (gap * side > limit) @ weight,
    }
