"""Persons one by one: how likely a rule makes what they did, and how they live on from then."""

from dataclasses import dataclass

import numpy as np

from analysis.compiled import each_share
from analysis.estimates.g_formula import walk
from analysis.estimates.g_formula.engine import Engine, new_tables
from analysis.estimates.g_formula.parts import Floats, Ints, Rule, Shorts, Walk
from analysis.timeline.panel import Bools


@dataclass(frozen=True, eq=False)
class Apart:
    """What persons did, as a rule would have it; persons x stages.

    Attributes:
        weight: how much likelier the rule makes what they chose than they did; 0 where it does not
            allow it.
        stable: whether they are in stable work.
        reached: whether they have come into it.
        state: the variables of each (x variables).
    """

    weight: Floats
    stable: Ints
    reached: Ints
    state: Shorts


def weighed(engine: Engine, rule: Rule, stages: tuple[int, ...]) -> Apart:
    """Return persons as they were seen, weighed by a rule, at some months.

    Who is not seen so long has a weight of 0 and an empty state.
    """
    tables = new_tables(engine, (1, 2), len(stages))
    months = np.array(stages, dtype=np.int64)

    def share(begin: int, end: int) -> None:
        own = new_tables(engine, (1, 2))._replace(
            **{name: getattr(tables, name) for name in ("stable", "reached", "weight", "state")}
        )
        go = Walk(walk.WEIGHED, 0, months, engine.models, rule, engine.places, own)
        room = np.zeros(engine.lives.persons.start.shape[1], dtype=np.int64)
        walk.walk(engine.lives.persons, engine.lives.seen, go, room, begin, end)

    each_share(len(engine.lives.seen), share)
    return Apart(tables.weight, tables.stable, tables.reached, tables.state)


def lived_from(
    engine: Engine, rule: Rule, months: tuple[int, ...], who: tuple[Shorts, Bools], copies: int
) -> tuple[Floats, Floats]:
    """Return the chance of each person to be in stable work, and to have come into it.

    Args:
        engine: the models.
        rule: how they live on.
        months: from when, and then those that are told, in rising order.
        who: persons x variables, as they are then; and who of them is asked.
        copies: how often each lives on.

    Returns:
        Persons x months told, twice; 0 of who is not asked, or where the calendar ends before.
    """
    first, told = months[0], np.array(months[1:], dtype=np.int64)
    state, asked = who
    tables = new_tables(engine, (1, 2), len(told))
    lives = engine.lives
    reached = np.searchsorted(told, lives.by_calendar.last, side="right")
    last = np.append(told, first - 1)[reached - 1]  # the last month told that he can be lived to
    persons = lives.by_calendar._replace(
        first=first, start=state.astype(np.int64), last=np.where(asked, last, first - 1)
    )

    def share(begin: int, end: int) -> None:
        own = new_tables(engine, (1, 2))._replace(
            stable=tables.stable, reached=tables.reached, weight=tables.weight, state=tables.state
        )
        room = np.zeros(state.shape[1], dtype=np.int64)
        for copy in range(copies):
            go = Walk(walk.BY_LUCK, copy, told, engine.models, rule, engine.places, own)
            walk.walk(persons, lives.seen, go, room, begin, end)

    each_share(len(lives.seen), share)
    return tables.stable / copies, tables.reached / copies
