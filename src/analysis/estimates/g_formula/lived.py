"""The parametric g-formula of a comparison: everybody lives under each strategy.

Every month is modelled from what went before it: death and emigration, the programme's end, births,
language tests, school, work, benefits. Then the same persons live from time zero on by these models
with the begin of the exposure set by a strategy, and the share in stable work is counted as in a
study. It is right as far as the models are, and as far as what decides who begins is in them; that
they can tell the course without any strategy is shown beside them.

Source:
    Robins (1986), Mathematical Modelling 7, 1393-1512; Taubman et al. (2009), Int J Epidemiol 38,
    1599-1611; Young et al. (2011), Stat Biosci 3, 119-143, for strategies that leave the time of
    beginning as it is; Keil et al. (2014), Epidemiology 25, 889-897.
"""

from dataclasses import dataclass, field

import numpy as np

from analysis.comparison import Comparison
from analysis.comparison_terms import Arm
from analysis.estimates.g_formula import walk
from analysis.estimates.g_formula.engine import NATURAL, Counted, Engine, engine
from analysis.estimates.g_formula.lives import lives, places
from analysis.estimates.g_formula.parts import Floats, Ints, Places, Rule
from analysis.estimates.live import LiveStudy
from analysis.timeline.cohort import Cohort

COPIES = 2
"""How often each person lives under a strategy."""


@dataclass(frozen=True, eq=False)
class Course:
    """Counts of everybody, by month, on one course of things.

    Attributes:
        counts: months x columns.
        follow: clocks x months x columns.
        copies: copies x months x columns, each with luck of its own.
        drawn: draws x months x columns, of municipalities.
        drawn_follow: draws x clocks x months x columns.
        unseen: share of decisions on a level that nobody was seen at risk with.
    """

    counts: Floats
    follow: Floats
    copies: Floats
    drawn: Floats
    drawn_follow: Floats
    unseen: float = 0.0


@dataclass(frozen=True, eq=False)
class GFormula:
    """What a g-formula tells of a comparison.

    Attributes:
        comparison: what is compared.
        observed: the course as it was seen.
        courses: name -> course: natural (nothing is set), begin, not_begin, begin_closed.
        size: persons by municipality, or by group of persons where these are too few.
        engine: the models.
    """

    comparison: Comparison
    observed: Course
    courses: dict[str, Course]
    size: Ints
    engine: Engine = field(repr=False)


def rules(comparison: Comparison) -> dict[str, Rule]:
    """Return the strategies of a comparison."""
    in_time = Rule(walk.IN_TIME, comparison.grace_months, comparison.stay_months, 0)
    return {
        Arm.NATURAL: NATURAL,
        Arm.BEGIN: in_time,
        Arm.NOT_BEGIN: Rule(walk.NEVER_BEGIN, 0, 0, 0),
        Arm.BEGIN_CLOSED: in_time._replace(closed=1),
    }


def g_formula(
    study: LiveStudy,
    comparison: Comparison,
    rng: np.random.Generator,
    replicates: int = 200,
    copies: int = COPIES,
) -> GFormula:
    """Return what is told of a comparison by living again.

    Strategies share their luck, and all draws do, so that what differs between them is no luck.
    Where municipalities tell no spread, persons are drawn, in groups (definitions.md 19).

    Args:
        study: registers.
        comparison: what is compared.
        rng: where draws of municipalities come from.
        replicates: how many draws; 0: none, and no intervals.
        copies: how often each person lives under a strategy.

    Raises:
        DesignError: the dataset lacks what the comparison needs.
        EstimationError: nobody is compared, or a model has no single best fit.
    """
    frame = study.cohort(comparison.design).frame.loc[study.eligible(comparison).frame.index]
    people = Cohort(frame, frame, frame["origin"].head(0))
    made = engine(lives(study, comparison, people), comparison, Places(*places(comparison)))
    size = np.bincount(made.lives.persons.cluster)
    clusters = len(size)
    often = rng.multinomial(clusters, np.full(clusters, 1 / clusters), size=replicates)
    seen = made.observed()
    strategies = rules(comparison)
    parts: dict[str, list[Counted]] = {name: [] for name in strategies}
    for draw in often:
        coefficient = made.redrawn(draw)
        for name, rule in strategies.items():
            lived = made.lived(rule, 0, coefficient)
            parts[name].append(_weighed(lived, draw))
    courses = {}
    for name, rule in strategies.items():
        whole = [made.lived(rule, copy) for copy in range(copies)]
        courses[name] = _course(whole, parts[name])
    observed = _course([seen], [_weighed(seen, draw) for draw in often])
    return GFormula(comparison, observed, courses, size, made)


def _weighed(counted: Counted, often: Ints) -> Counted:
    """Return counts of everybody, each cluster as often as it was drawn."""
    return Counted(
        counts=np.tensordot(often, counted.counts, 1),
        follow=np.tensordot(often, counted.follow, 1),
        unseen=counted.unseen,
    )


def _course(whole: list[Counted], drawn: list[Counted]) -> Course:
    copies = np.array([one.counts.sum(axis=0) for one in whole], dtype=np.float64)
    follow = np.mean([one.follow.sum(axis=0) for one in whole], axis=0)
    return Course(
        counts=copies.mean(axis=0),
        follow=follow,
        copies=copies,
        drawn=np.array([one.counts for one in drawn]).reshape(-1, *copies.shape[1:]),
        drawn_follow=np.array([one.follow for one in drawn]).reshape(-1, *follow.shape),
        unseen=float(np.mean([one.unseen for one in whole])),
    )
