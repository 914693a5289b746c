"""An exposure that does nothing, begun by those without work, among persons of hidden ability.

What is true is that both strategies come to what was observed: nobody's work hangs on exposure.
"""

from dataclasses import replace

import numpy as np
import pytest

from analysis.estimates.g_formula import shares, walk
from analysis.estimates.g_formula.engine import engine
from analysis.estimates.g_formula.models import SEASON, WORKED, Part, Term
from analysis.estimates.g_formula.parts import Rule

from .tiny import COMPARISON, CONSTANT, EXPOSED, PLACES, WORK, drawn, lives_of

PERSONS, LAST, YEAR = 12_000, 120, 12
IN_TIME, NEVER = Rule(walk.IN_TIME, YEAR, 999, 0), Rule(walk.NEVER_BEGIN, 0, 0, 0)
YEARS = Part(walk.MONTH, tuple(range(0, LAST, YEAR)))
CLOSE = 0.045
"""What bands leave in this world, 0.026, and chance. With three years alone it is 0.064."""


def lived(rng):
    """Persons x months: who works, and who has begun; half find work easily and keep it."""
    able = rng.random(PERSONS) < 0.5
    find, lose = np.where(able, 0.08, 0.02), np.where(able, 0.01, 0.04)
    works, exposed = np.zeros((2, PERSONS, LAST + 1), dtype=bool)
    for month in range(1, LAST + 1):
        begins = ~works[:, month - 1] & (rng.random(PERSONS) < 0.3) & (month % YEAR == 6)
        exposed[:, month] = exposed[:, month - 1] | begins
        moves = rng.random(PERSONS) < np.where(works[:, month - 1], lose, find)
        works[:, month] = works[:, month - 1] ^ moves
    return works, exposed


@pytest.fixture(scope="module")
def lives():
    works, exposed = lived(np.random.default_rng(11))
    one = lives_of(drawn(1, seed=1))
    seen = np.zeros((PERSONS, LAST + 1, walk.SEEN), dtype=np.uint8)
    seen[..., walk.SEEN_EXPOSURE] = np.where(exposed, walk.IN, walk.NEVER)
    seen[..., walk.SEEN_WORK] = seen[..., walk.SEEN_STABLE] = works
    walkers = one.persons._replace(
        start=np.repeat(one.persons.start, PERSONS, axis=0),
        cluster=np.zeros(PERSONS, dtype=np.int64),
        number=np.arange(PERSONS),
        origin=np.repeat(one.persons.origin, PERSONS),
        last=np.full(PERSONS, LAST),
    )
    return replace(one, persons=walkers, by_calendar=walkers, seen=seen, last=LAST)


def gap(lives, worked):
    """What is told of beginning less never beginning, where work hangs on months of it so far."""
    work = [Term((worked, YEARS)), EXPOSED]
    terms = {process: [CONSTANT] for process in range(walk.PROCESSES)}
    terms |= {walk.BEGINS: [Term((SEASON,)), WORK], walk.FINDS: work, walk.LOSES: work}
    terms |= {walk.SUMMER + walk.FINDS: work, walk.SUMMER + walk.LOSES: work}
    models = engine(lives, COMPARISON, PLACES, terms)
    begin, never = (
        shares.prevalence(models.lived(rule).counts.sum(axis=0)) for rule in (IN_TIME, NEVER)
    )
    return begin[LAST] - never[LAST]


def test_an_exposure_that_does_nothing_is_told_to_do_little(lives):
    assert gap(lives, WORKED) == pytest.approx(0, abs=CLOSE)


def test_told_of_three_years_of_work_alone_it_seems_to_harm(lives):
    """Who was exposed was without work then, and so has worked less of the years that count."""
    assert gap(lives, Part(walk.WORKED, (0, 1, 4, 7, 13, 25, 37))) < -CLOSE
