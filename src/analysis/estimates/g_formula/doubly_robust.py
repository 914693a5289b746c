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
from analysis.estimates.g_formula.apart import lived_from, weighed
from analysis.estimates.g_formula.engine import Engine
from analysis.estimates.g_formula.lived import GFormula, rules
from analysis.estimates.g_formula.lives import Lives
from analysis.estimates.g_formula.parts import Floats, Ints, Rule
from analysis.estimates.influence import Clusters, Influence, clustered, of_clusters
from analysis.estimates.units import tell_a_spread
from analysis.terms import Contrast, Estimand

STAGES = (0, 6, 12, 24, 36, 60, 84)
"""Months at which the models foretell; those before a point, the point itself last."""
COPIES = 4
"""How often everybody lives on from a stage."""
HARDLY = 0.01
"""A weight below it is that of one who could hardly have followed."""
LARGEST = 50.0
"""No weight is larger, so that nobody stands for so many others that he decides alone."""


@dataclass(frozen=True, eq=False)
class Corrected:
    """A share at a point under one strategy, in the parts that persons add to it.

    Attributes:
        part: persons; their mean is the share, their spread its variance.
        foretold: the share by the models alone.
        followed: persons who followed the strategy to the point, with a weight of HARDLY or more.
        largest: the largest weight, before it is cut.
    """

    part: Floats
    foretold: float
    followed: int
    largest: float


def doubly_robust(made: GFormula, copies: int = COPIES) -> pd.DataFrame:
    """Return prevalence and incidence at the comparison's points, and what beginning has more.

    Those are told of who could be followed to the point by calendar (definitions.md 14).

    Args:
        made: the g-formula, whose models foretell and weigh.
        copies: how often everybody lives on from a stage.

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
    asked = rules(made.comparison)
    arms = {name: asked[name] for name in (Arm.BEGIN, Arm.NOT_BEGIN)}
    parts = []
    for point in made.comparison.asked_points:
        can = made.engine.lives.by_calendar.last >= point
        told = {name: _corrected(made.engine, rule, point, copies) for name, rule in arms.items()}
        for place, estimand in enumerate((Estimand.PREVALENCE, Estimand.CUMULATIVE_INCIDENCE)):
            both = {name: one[place] for name, one in told.items()}
            parts += _rows(made, both, can, (point, estimand))
    rows = pd.concat(parts, ignore_index=True)
    return rows.assign(approach=Approach.DOUBLY_ROBUST.value, landmark=0)


def _corrected(engine: Engine, rule: Rule, point: int, copies: int) -> tuple[Corrected, Corrected]:
    """Return prevalence and incidence at a point under a rule."""
    can = engine.lives.by_calendar.last >= point
    stages = [stage for stage in STAGES if stage < point]
    seen = weighed(engine, rule, (*stages, point))
    known = engine.lives.persons.last >= point
    weight = np.minimum(seen.weight, LARGEST) * _alive(seen.weight)
    answers = []
    outcomes = seen.stable[:, -1], seen.reached[:, -1]
    foretold = [
        lived_from(engine, rule, (stage, point), seen.state[:, at], copies)
        for at, stage in enumerate(stages)
    ]
    for place, outcome in enumerate(outcomes):
        of_stage = [one[place] for one in foretold]
        of_stage.append(np.where(known, outcome, of_stage[-1]))
        part = of_stage[0].copy()
        for at in range(1, len(of_stage)):
            part += weight[:, at] * (of_stage[at] - of_stage[at - 1])
        answers.append(
            Corrected(
                part=part[can],
                foretold=float(of_stage[0][can].mean()),
                followed=int((seen.weight[can, -1] >= HARDLY).sum()),
                largest=float(seen.weight[can].max()),
            )
        )
    return answers[0], answers[1]


def _alive(weight: Floats) -> Floats:
    """Return 1 as long as the strategy is followed."""
    return np.minimum.accumulate((weight > 0).astype(np.float64), axis=1)


def _rows(
    made: GFormula,
    told: dict[Arm, Corrected],
    can: "np.typing.NDArray[np.bool_]",
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
            "method": f"doubly robust, weights up to {LARGEST:g}; {basis}, plain interval{without}",
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
