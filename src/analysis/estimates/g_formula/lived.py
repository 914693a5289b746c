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

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from analysis.comparison import Comparison
from analysis.comparison_terms import Arm
from analysis.compiled import cores
from analysis.estimates.g_formula import walk
from analysis.estimates.g_formula.engine import NATURAL, Counted, Engine, engine
from analysis.estimates.g_formula.lives import lives, places
from analysis.estimates.g_formula.parts import Floats, Ints, Places, Rule
from analysis.estimates.live import LiveStudy
from analysis.timeline.cohort import Cohort

COPIES = 2
"""How often each person lives under a strategy."""
DRAWS, ANEW, HALVES = 100, 1_600, 2
"""Draws of municipalities at most; how many persons live anew in each, about, since all of them
would take seconds; and in how many parts, of other persons with other luck. Which few they are and
their luck moves each half by itself, so that what moves both alike is chance in the data."""


@dataclass(frozen=True, eq=False)
class Course:
    """Counts of everybody, by month, on one course of things.

    Attributes:
        counts: months x columns.
        follow: clocks x months x columns.
        copies: copies x months x columns, each with luck of its own.
        drawn: halves x draws x months x columns, of municipalities.
        drawn_follow: halves x draws x clocks x months x columns.
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
        anew: how many persons live anew in a draw.
    """

    comparison: Comparison
    observed: Course
    courses: dict[str, Course]
    size: Ints
    engine: Engine = field(repr=False)
    anew: int = 0


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
        replicates: how many draws, of which DRAWS are lived; 0: none, and no intervals.
        copies: how often each person lives under a strategy.

    Raises:
        DesignError: the dataset lacks what the comparison needs.
        EstimationError: nobody is compared, or a model has no single best fit.
    """
    frame = study.cohort(comparison.design).frame.loc[study.eligible(comparison).frame.index]
    people = Cohort(frame, frame, frame["origin"].head(0))
    made = engine(lives(study, comparison, people), comparison, Places(*places(comparison)))
    size = np.bincount(made.lives.persons.cluster)
    n = len(size)
    often = rng.multinomial(n, np.full(n, 1 / n), size=min(replicates, DRAWS))
    coefficients = [made.redrawn(draw) for draw in often]
    every = HALVES * max(1, len(frame) // ANEW)
    halves = [made.some(slice(first, None, every)) for first in range(HALVES)]
    courses = {}
    for name, rule in rules(comparison).items():
        whole = [made.lived(rule, copy) for copy in range(copies)]
        drawn = [
            list(_drawn(half, (rule, copy % copies), whole[copy % copies], (often, coefficients)))
            for copy, half in enumerate(halves)
        ]
        courses[name] = _course(whole, drawn)
    seen = made.observed()
    observed = _course([seen], [[_weighed(seen, draw) for draw in often]] * HALVES)
    anew = sum(len(half.lives.seen) for half in halves)
    return GFormula(comparison, observed, courses, size, made, anew)


def _drawn(
    half: Engine, how: tuple[Rule, int], whole: Counted, draws: tuple[Ints, list[Floats]]
) -> Iterator[Counted]:
    """Yield the counts of each draw of municipalities, with its own coefficients.

    What a draw moves is, to first order, the sum of two parts: whom it draws, of everybody by the
    models of all; and what its coefficients change in all, told by some who live anew.

    Args:
        half: some persons.
        how: the rule, and which luck.
        whole: everybody with that luck.
        draws: draws x clusters, how often each counts; and the coefficients of each draw.
    """
    rule, copy = how
    stand_for = whole.counts[:, 0, : walk.STATES].sum() / max(len(half.lives.seen), 1)
    as_fitted = half.lived(rule, copy)
    with ThreadPoolExecutor(cores()) as pool:
        lived = pool.map(partial(half.lived, rule, copy), draws[1])
        for often, anew in zip(draws[0], lived, strict=True):
            own = _weighed(whole, often)
            counts, follow = anew.counts - as_fitted.counts, anew.follow - as_fitted.follow
            yield Counted(
                own.counts + stand_for * counts.sum(axis=0),
                own.follow + stand_for * follow.sum(axis=0),
            )


def _weighed(counted: Counted, often: Ints) -> Counted:
    """Return counts of everybody, each cluster as often as it was drawn."""
    return Counted(
        np.tensordot(often, counted.counts, 1).astype(np.float64),
        np.tensordot(often, counted.follow, 1).astype(np.float64),
    )


def _course(whole: list[Counted], drawn: list[list[Counted]]) -> Course:
    copies = np.array([one.counts.sum(axis=0) for one in whole], dtype=np.float64)
    follow = np.mean([one.follow.sum(axis=0) for one in whole], axis=0)
    return Course(
        counts=copies.mean(axis=0),
        follow=follow,
        copies=copies,
        drawn=_stacked([[one.counts for one in half] for half in drawn], copies.shape[1:]),
        drawn_follow=_stacked([[one.follow for one in half] for half in drawn], follow.shape),
        unseen=float(np.mean([one.unseen for one in whole])),
    )


def _stacked(halves: Sequence[Sequence[Ints | Floats]], shape: tuple[int, ...]) -> Floats:
    """Return halves x draws x the shape of each, also where there are no draws."""
    return np.array(halves, dtype=np.float64).reshape(len(halves), -1, *shape)
