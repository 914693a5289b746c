"""Doubly robust shares at measurement points: the g-formula, corrected by who followed a strategy.

At some stages before the point the models foretell, for everybody who has followed the strategy so
far, the chance of being in the state at the point. The shares foretold from time zero are right if
these models are; what they miss from one stage to the next is added, with the weights of those who
follow. So an error of the models of life is repaired where those of choosing are right. An error in
choosing does no harm where the models of life are right, as far as stages are close.

Source:
    Robins, Rotnitzky and Zhao (1994), JASA 89, 846-866; Bang and Robins (2005), Biometrics 61,
    962-972; for strategies over time: van der Laan and Gruber (2012), Int J Biostat 8.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.comparison_terms import Approach, Arm
from analysis.errors import EstimationError
from analysis.estimates.g_formula import walk
from analysis.estimates.g_formula.apart import lived_from, weighed
from analysis.estimates.g_formula.engine import Engine
from analysis.estimates.g_formula.lived import GFormula, rules
from analysis.estimates.g_formula.lives import Lives
from analysis.estimates.g_formula.parts import Floats, Ints, Rule
from analysis.estimates.influence import Clusters, Influence, clustered, of_clusters
from analysis.estimates.units import tell_a_spread
from analysis.terms import Contrast, Estimand
from analysis.timeline.panel import Bools

STAGES = (0, 6, 12, 24, 36, 60, 84)
"""Months at which the models foretell; those before a point, the point itself last."""
COPIES, LIVES = 4, 18_000
"""How often each lives on from a stage at least, and how many lives there are at least, so that few
live often: the luck of a life counts as much as the weight that it is told with."""
HARDLY = 0.01
"""A weight below it is that of one who could hardly have followed."""
LARGEST = 2.5
"""No weight is larger than so many times what those without the event who follow stand for on
average, so that nobody decides alone."""
METHOD = f"doubly robust, weights up to {LARGEST:g} times their mean"

OF = (Estimand.PREVALENCE, Estimand.CUMULATIVE_INCIDENCE)


@dataclass(frozen=True, eq=False)
class Corrected:
    """A share at a point under one strategy, in the parts that persons add to it.

    Attributes:
        part: persons who could be followed to the point by calendar; their mean is the share, their
            spread its variance.
        followed: persons who followed the strategy to the point, with a weight of HARDLY or more.
    """

    part: Floats
    followed: int


def doubly_robust(made: GFormula, copies: int | None = None) -> pd.DataFrame:
    """Return prevalence and incidence at the comparison's points, and what beginning has more.

    Those are told of who could be followed to the point by calendar (definitions.md 14).

    Args:
        made: the g-formula, whose models foretell and weigh.
        copies: how often everybody lives on from a stage; None: as COPIES and LIVES say.

    Returns:
        approach, landmark (0), group, against, of and the tidy columns, without measure and origin.
        n_at_risk is the persons told of, n_events those who followed the strategy to the point.
        Intervals are by influence, clustered by municipality where there are ten; that models are
        fitted is not counted, as it is of second order where both are right.

    Raises:
        EstimationError: all points lie beyond the horizon.
    """
    if not made.comparison.asked_points:
        raise EstimationError("No point of the comparison lies within its horizon.")
    strategies, engine = rules(made.comparison), made.engine
    often = copies or max(COPIES, -(-LIVES // len(engine.lives.seen)))
    points = tuple(sorted(made.comparison.asked_points))
    told = {
        name: _corrected(engine, strategies[name], points, often)
        for name in (Arm.BEGIN, Arm.NOT_BEGIN)
    }
    parts = []
    for point in made.comparison.asked_points:
        can = engine.lives.by_calendar.last >= point
        for estimand in OF:
            both = {name: one[point, estimand] for name, one in told.items()}
            parts += _rows(made, both, can, (point, estimand))
    rows = pd.concat(parts, ignore_index=True)
    return rows.assign(approach=Approach.DOUBLY_ROBUST.value, landmark=0)


def _corrected(
    engine: Engine, rule: Rule, points: tuple[int, ...], copies: int
) -> dict[tuple[int, Estimand], Corrected]:
    """Return prevalence and incidence at each point under a rule.

    Who does not follow it any more is not lived on: what is foretold of him has no weight.
    """
    stages = [stage for stage in STAGES if stage < points[-1]]
    months = sorted({*stages, *points})
    seen = weighed(engine, rule, tuple(months))
    weight = seen.weight * _alive(seen.weight)
    foretold: dict[tuple[int, int], tuple[Floats, ...]] = {}
    for stage in stages:
        later, at = [point for point in points if point > stage], months.index(stage)
        who = seen.state[:, at], weight[:, at] > 0
        both = lived_from(engine, rule, (stage, *later), who, copies)
        foretold |= {
            (stage, point): tuple(of[:, place] for of in both) for place, point in enumerate(later)
        }
    found = {}
    for point in points:
        at, can = months.index(point), engine.lives.by_calendar.last >= point
        followed = int((seen.weight[can, at] >= HARDLY).sum())
        before = [stage for stage in stages if stage < point]
        places = [months.index(month) for month in (*before[1:], point)]
        free = can[:, None] & (seen.state[:, :, walk.HAD] == 0)
        steps = [limited(weight[:, one], free[:, one]) for one in places]
        for place, outcome in enumerate((seen.stable[:, at], seen.reached[:, at])):
            chances = [foretold[stage, point][place] for stage in before]
            gains = np.diff([*chances, outcome], axis=0)
            part = chances[0] + sum(step * gain for step, gain in zip(steps, gains, strict=True))
            found[point, OF[place]] = Corrected(part[can], followed)
    return found


def limited(weight: Floats, free: Bools) -> Floats:
    """Return weights of LARGEST times the mean that they should have at most.

    Those without the event who follow stand for all without it. Who had it before he could begin
    follows with a weight of about 1, and would hide how much the few who begin stand for.

    Args:
        weight: persons.
        free: who of those told of are there without the event.
    """
    follow = int((free & (weight >= HARDLY)).sum())
    if not follow:
        return weight
    allowed: Floats = np.minimum(weight, LARGEST * free.sum() / follow)
    return allowed


def _alive(weight: Floats) -> Floats:
    """Return 1 as long as the strategy is followed."""
    return np.minimum.accumulate((weight > 0).astype(np.float64), axis=1)


def _rows(
    made: GFormula,
    told: dict[Arm, Corrected],
    can: Bools,
    what: tuple[int, Estimand],
) -> list[pd.DataFrame]:
    point, estimand = what
    place = made.engine.lives.persons.cluster[can]
    begin, other = told[Arm.BEGIN], told[Arm.NOT_BEGIN]
    both = begin.followed + other.followed
    lacking = ", ".join(made.engine.lives.lacking)
    without = f"; not adjusted for {lacking}" if lacking else ""
    asked = (
        (begin.part, estimand.value, Arm.BEGIN, "", begin.followed, (0.0, 1.0)),
        (other.part, estimand.value, Arm.NOT_BEGIN, "", other.followed, (0.0, 1.0)),
        (
            begin.part - other.part,
            Contrast.DIFFERENCE.value,
            Arm.BEGIN,
            Arm.NOT_BEGIN,
            both,
            (-1.0, 1.0),
        ),
    )
    rows = []
    for part, name, group, against, followed, within in asked:
        influence = _influence(part, place, made.engine.lives)
        error = float(np.sqrt(influence.variance()[0]) * influence.reach()[0])
        share = float(part.mean())
        known = influence.clusters
        basis = clustered(len(known.codes)) if known else "by person"
        row = {
            "month": point,
            "estimand": name,
            "estimate": share,
            "lower": max(share - error, within[0]),
            "upper": min(share + error, within[1]),
            "n_at_risk": len(part),
            "n_events": followed,
            "method": f"{METHOD}; {basis}, plain interval{without}",
            "group": str(group),
            "against": str(against),
            "of": estimand.value,
        }
        rows.append(pd.DataFrame([row]))
    return rows


def _influence(part: Floats, place: Ints, lives: Lives) -> Influence:
    """Return the influence of persons, or of municipalities, on a mean of parts."""
    away = (part - part.mean())[:, None] / len(part)
    alone = Influence(away, np.ones(len(part)))
    here, position = np.unique(place, return_inverse=True)
    size = np.bincount(position).astype(np.float64)
    if lives.by_person or not tell_a_spread(size):
        return alone
    sums = np.bincount(position, away[:, 0])[:, None].astype(np.float64)
    return of_clusters(sums, Clusters(tuple(lives.clusters[at] for at in here), size, alone))
