"""Fit all models of a comparison's persons, and let the persons live again under a rule."""

from dataclasses import dataclass, replace

import numpy as np

from analysis.comparison import Comparison
from analysis.compiled import each_share
from analysis.estimates.g_formula import walk
from analysis.estimates.g_formula.fit import CERTAIN, Fitted, fitted, joined
from analysis.estimates.g_formula.flat import laid_flat
from analysis.estimates.g_formula.lives import Lives
from analysis.estimates.g_formula.models import Term, declared, kept
from analysis.estimates.g_formula.parts import (
    Floats,
    Ints,
    Models,
    Persons,
    Places,
    Rule,
    Tables,
    Walk,
)

NATURAL = Rule(walk.AS_CHOSEN, 0, 0, 0)
NO_STAGES = np.zeros(0, dtype=np.int64)
ROOM = 2_048
"""Persons whose decisions are held at once."""
SINCE = 97
"""Months since beginning or completing that are told: 0 to 96."""


@dataclass(frozen=True, eq=False)
class Counted:
    """What persons do, in counts that add up.

    Attributes:
        counts: clusters x months x columns (walk.py).
        follow: clusters x (since begun, since completed) x months x columns.
        unseen: share of decisions on a level that nobody was seen at risk with.
    """

    counts: Ints | Floats
    follow: Ints | Floats
    unseen: float = 0.0


@dataclass(frozen=True, eq=False)
class Engine:
    """Persons as they were seen, with a model for each decision.

    Attributes:
        lives: the persons.
        models: the models as flat tables.
        fits: coefficients by process.
        score: clusters x coefficients: each cluster's part of the score, for replicates.
        places: the states in which school shows.
    """

    lives: Lives
    models: Models
    fits: tuple[Fitted, ...]
    score: Floats
    places: Places

    def observed(self) -> Counted:
        """Return the counts of persons as they were seen."""
        return _walked(self, self.models, (walk.SCORED, NATURAL), 0)[0]

    def some(self, chosen: slice) -> "Engine":
        """Return the same models with some persons, of all in the order of their municipalities."""
        lives = self.lives
        rows = np.sort(np.argsort(lives.persons.cluster, kind="stable")[chosen])
        return replace(
            self,
            lives=replace(
                lives,
                persons=lives.persons.of(rows),
                by_calendar=lives.by_calendar.of(rows),
                seen=lives.seen[rows],
            ),
        )

    def lived(self, rule: Rule, copy: int = 0, coefficient: Floats | None = None) -> Counted:
        """Return the counts of persons who live by luck under a rule.

        Args:
            rule: what is done about the exposure.
            copy: which luck; all rules share it.
            coefficient: other coefficients than those fitted.
        """
        models = self.models
        if coefficient is not None:
            models = models._replace(coefficient=coefficient)
        return _walked(self, models, (walk.BY_LUCK, rule), copy)[0]

    def redrawn(self, often: Ints) -> Floats:
        """Return the coefficients where each cluster counts as often as it was drawn.

        It is the first step from the fitted ones, so that nothing is fitted anew.

        Source:
            Hu and Kalbfleisch (2000), the estimating function bootstrap.
        """
        coefficient = self.models.coefficient.copy()
        more = (often - 1.0) @ self.score
        for process, fit in enumerate(self.fits[: walk.HOPES]):
            if not len(fit.free):
                continue
            terms = slice(*self.models.terms[[process, process + 1]])
            begins, sizes = self.models.begins[terms], self.models.sizes[terms]
            mine = more[begins[0] : begins[-1] + sizes[-1]]
            step = fit.covariance @ np.concatenate([[mine[: sizes[0]].sum()], mine[fit.free]])
            coefficient[begins[0] + fit.free] += step[1:]
            coefficient[begins[0] : begins[0] + sizes[0]] += step[0]
        return coefficient


def engine(
    lives: Lives,
    comparison: Comparison,
    places: Places,
    terms: dict[int, list[Term]] | None = None,
) -> Engine:
    """Return the models of a comparison's persons.

    Args:
        lives: the persons.
        comparison: says what is adjusted for.
        places: the states in which school shows.
        terms: the terms of each process; None: those of models.py.

    Raises:
        EstimationError: a model has no single best fit.
    """
    origin, last = lives.persons.origin, lives.by_calendar.last
    years = int(origin.min()) // 12, int((origin + last).max()) // 12
    asked = kept(declared(lives.groups, years), comparison.adjustment) if terms is None else terms
    models = laid_flat(asked)
    whole = Engine(lives, models, (), np.zeros((1, 1)), places)
    first = _fitted(whole, _decisions(whole, walk.HOPES))
    fits = _fitted(whole, _decisions(whole, 0))[: walk.HOPES] + first
    whole = replace(whole, fits=tuple(fits))
    score = _walked(whole, models, (walk.SCORED, NATURAL), 0)[1]
    return replace(whole, score=score)


def _fitted(whole: Engine, decisions: dict[int, tuple[Ints, Ints]]) -> list[Fitted]:
    """Return the fits of processes, and write their coefficients into the models, in place."""
    models, fits = whole.models, []
    for process, (key, n) in decisions.items():
        terms = slice(*models.terms[[process, process + 1]])
        sizes, begin = models.sizes[terms], models.begins[terms][0]
        fit = fitted(joined(key, n, sizes), sizes) if len(key) else _nobody(sizes)
        where = slice(begin, begin + sizes.sum())
        models.coefficient[where], models.known[where] = fit.coefficient, fit.known
        fits.append(fit)
    return fits


def _nobody(sizes: Ints) -> Fitted:
    """Return what is known of a decision that nobody had to make: it is never yes."""
    none = np.zeros(int(sizes.sum()))
    return Fitted(none - CERTAIN[-1], none > 0, np.zeros(0, np.int64), np.zeros((0, 0)))


def _decisions(whole: Engine, first: int) -> dict[int, tuple[Ints, Ints]]:
    """Return the counted keys of each process from the first asked on."""
    asked = range(first, walk.PROCESSES if first else walk.HOPES)

    def share(begin: int, end: int) -> dict[int, list[tuple[Ints, Ints]]]:
        mine: dict[int, list[tuple[Ints, Ints]]] = {process: [] for process in asked}
        tables = new_tables(whole, (ROOM * whole.lives.last, 1))
        for low in range(begin, end, ROOM):
            tables.used[:] = 0
            go = Walk(walk.OBSERVED, 0, NO_STAGES, whole.models, NATURAL, whole.places, tables)
            _walk(whole, go, (low, min(low + ROOM, end)))
            for process, parts in mine.items():
                keys = tables.keys[process, : tables.used[process]]
                parts.append(np.unique(keys, return_counts=True))
        return mine

    shares = each_share(len(whole.lives.seen), share)
    parts = {process: [part for mine in shares for part in mine[process]] for process in asked}
    return {
        process: (np.concatenate([key for key, _ in some]), np.concatenate([n for _, n in some]))
        for process, some in parts.items()
    }


def _walked(
    engine: Engine, models: Models, how: tuple[int, Rule], copy: int
) -> tuple[Counted, Floats]:
    mode, rule = how

    def share(begin: int, end: int) -> Tables:
        tables = new_tables(engine, (1, len(models.coefficient) if mode == walk.SCORED else 1))
        go = Walk(mode, copy, NO_STAGES, models, rule, engine.places, tables)
        _walk(engine, go, (begin, end))
        return tables

    parts = each_share(len(engine.lives.seen), share)
    counts, follow, score, unseen = (
        np.sum([getattr(one, name) for one in parts], axis=0)
        for name in ("counts", "follow", "score", "unseen")
    )
    decisions = max(int(counts[:, 1:, : walk.STATES].sum()), 1)
    return Counted(counts, follow, float(unseen.sum() / decisions)), score


def _walk(engine: Engine, go: Walk, rows: tuple[int, int]) -> None:
    lives = engine.lives
    persons: Persons = lives.by_calendar if go.mode == walk.BY_LUCK else lives.persons
    walk.walk(persons, lives.seen, go, np.zeros(persons.start.shape[1], dtype=np.int64), *rows)


def new_tables(engine: Engine, room: tuple[int, int], stages: int = 0) -> Tables:
    """Return empty tables; room: for decisions, and for coefficients where they are scored."""
    keys, coefficients = room
    n, variables = (len(engine.lives.seen) if stages else 0), engine.lives.persons.start.shape[1]
    clusters, months = len(engine.lives.clusters), engine.lives.last + 1
    return Tables(
        counts=np.zeros((clusters, months, walk.COLUMNS), dtype=np.int64),
        follow=np.zeros((clusters, 2, SINCE, walk.FOLLOW), dtype=np.int64),
        keys=np.zeros((walk.PROCESSES if keys > 1 else 1, keys), dtype=np.int64),
        used=np.zeros(walk.PROCESSES, dtype=np.int64),
        score=np.zeros((clusters if coefficients > 1 else 1, coefficients)),
        unseen=np.zeros(walk.PROCESSES, dtype=np.int64),
        stable=np.zeros((n, stages), dtype=np.int64),
        reached=np.zeros((n, stages), dtype=np.int64),
        weight=np.zeros((n, stages)),
        state=np.zeros((n, stages, variables if stages else 0), dtype=np.int16),
    )
