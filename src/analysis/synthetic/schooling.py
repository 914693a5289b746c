"""School, one month at a time: who begins, who completes, who leaves.

Choices depend only on what the registers show (sex, age, prior education, municipality, calendar,
whether in work), never on the hidden frailty. So an analysis that adjusts for these can find the
effects of school that parameters.toml states.
"""

from dataclasses import dataclass, replace

import numpy as np

from analysis.synthetic.dates import AUGUST, JANUARY, NEVER, Bools, Floats, Ints
from analysis.synthetic.moment import Moment
from analysis.synthetic.municipalities import Municipalities
from analysis.synthetic.parameters import draw_number, effects, happens, numbers
from analysis.synthetic.persons import AGES, BELOW_GRUNNSKOLE, PRIOR, Persons

LEVELS = ("", "grunnskole", "upper_secondary", "higher")
NONE, GRUNNSKOLE, UPPER_SECONDARY, HIGHER = range(4)


@dataclass(frozen=True)
class School:
    """One element a person: level now (0 none), its first month, and the month that completes it.

    `completed` and `tried` have one column a level: month from which it is completed (NEVER before
    that), and whether it was ever begun.
    """

    level: Ints
    start: Ints
    done_in: Ints
    completed: Ints
    tried: Bools


@dataclass(frozen=True)
class Inclination:
    """Log odds of beginning each level (by column) that do not change over time, and who may."""

    log_odds: Floats
    below_grunnskole: Bools
    may_upper_secondary: Bools
    may_higher: Bools


@dataclass(frozen=True)
class SchoolSpells:
    """School spells in months, one element a spell: whose, what, from, until, whether completed."""

    person: Ints
    level: Ints
    start: Ints
    last: Ints
    completed: Bools


def no_school(persons: int) -> School:
    """Return the state before anybody has begun anything."""
    return School(
        level=np.zeros(persons, dtype=np.int64),
        start=np.full(persons, NEVER),
        done_in=np.full(persons, NEVER),
        completed=np.full((persons, len(LEVELS)), NEVER),
        tried=np.zeros((persons, len(LEVELS)), dtype=bool),
    )


def inclination(persons: Persons, places: Municipalities) -> Inclination:
    """Return what sex, age, prior education and municipality do to the choice of school."""
    log_odds = np.zeros((len(persons), len(LEVELS)))
    for column, level in enumerate(LEVELS[1:], start=1):
        age = effects(level, "age", AGES)[persons.age]
        prior = effects(level, "prior", PRIOR)[persons.prior]
        log_odds[:, column] = numbers(level)["begin"] + age + prior
    log_odds[:, GRUNNSKOLE] += numbers("grunnskole")["woman"] * persons.woman
    log_odds[:, GRUNNSKOLE] += places.school_practice[persons.place]
    return Inclination(
        log_odds=log_odds,
        below_grunnskole=_one_of(persons.prior, BELOW_GRUNNSKOLE),
        may_upper_secondary=_one_of(persons.prior, ("grunnskole", "upper_secondary", "unknown")),
        may_higher=_one_of(persons.prior, ("upper_secondary", "higher")),
    )


def _one_of(prior: Ints, codes: tuple[str, ...]) -> Bools:
    return np.isin(prior, [PRIOR.index(code) for code in codes])


def leave_school(
    school: School, month: int, rng: np.random.Generator
) -> tuple[School, SchoolSpells]:
    """Close the spells that ended before this month; return the state and the closed spells."""
    dropping = np.array([0.0, *(numbers(level)["leave"] for level in LEVELS[1:])])
    done = (school.level > NONE) & (school.done_in == month)
    ended = done | (rng.random(len(school.level)) < dropping[school.level])
    completed = school.completed.copy()
    completed[done, school.level[done]] = month
    closed = ended_schools(school, ended, done, month - 1)
    return replace(school, level=np.where(ended, NONE, school.level), completed=completed), closed


def ended_schools(school: School, ended: Bools, done: Bools, last: int) -> SchoolSpells:
    """Return the spells of those whose school ended with month `last`."""
    person = np.flatnonzero(ended)
    return SchoolSpells(
        person=person,
        level=school.level[person],
        start=school.start[person],
        last=np.full(len(person), last),
        completed=done[person],
    )


def join_schools(spells: list[SchoolSpells], before: int) -> SchoolSpells:
    """Return the spells of all parts that began before a month."""
    seen = np.concatenate([s.start for s in spells]) < before
    return SchoolSpells(
        person=np.concatenate([s.person for s in spells])[seen],
        level=np.concatenate([s.level for s in spells])[seen],
        start=np.concatenate([s.start for s in spells])[seen],
        last=np.concatenate([s.last for s in spells])[seen],
        completed=np.concatenate([s.completed for s in spells])[seen],
    )


def begin_school(
    school: School, moment: Moment, inclined: Inclination, rng: np.random.Generator
) -> School:
    """Let people begin: every level in August, and grunnskole in January too."""
    if moment.season not in (JANUARY, AUGUST):
        return school
    chosen = _chooses_grunnskole(school, moment, inclined)
    school = _enter(school, GRUNNSKOLE, moment.month, happens(chosen, rng), rng)
    if moment.season == JANUARY:
        return school
    chosen = _chooses_upper_secondary(school, moment, inclined)
    school = _enter(school, UPPER_SECONDARY, moment.month, happens(chosen, rng), rng)
    chosen = _chooses_higher(school, moment, inclined)
    return _enter(school, HIGHER, moment.month, happens(chosen, rng), rng)


def _chooses_grunnskole(school: School, moment: Moment, inclined: Inclination) -> Floats:
    number = numbers("grunnskole")
    log_odds = inclined.log_odds[:, GRUNNSKOLE] + number["working"] * moment.working
    log_odds += number["after_exit"] * (moment.after_exit > 0)
    log_odds += number["in_january"] * (moment.season == JANUARY)
    may = inclined.below_grunnskole & ~school.tried[:, GRUNNSKOLE] & (moment.after_start > 0)
    return np.where(may & (school.level == NONE), log_odds, -np.inf)


def _chooses_upper_secondary(school: School, moment: Moment, inclined: Inclination) -> Floats:
    number = numbers("upper_secondary")
    since = moment.month - school.completed[:, GRUNNSKOLE]
    log_odds = inclined.log_odds[:, UPPER_SECONDARY] + number["working"] * moment.working
    log_odds += number["at_exit"] * _around_exit(moment, number["before_exit"])
    log_odds += number["after_grunnskole"] * ((since >= 0) & (since < 12))
    log_odds += number["again"] * school.tried[:, UPPER_SECONDARY]
    may = (inclined.may_upper_secondary | (since >= 0)) & (
        moment.after_exit >= -number["before_exit"]
    )
    may &= school.completed[:, UPPER_SECONDARY] == NEVER
    return np.where(may & (school.level == NONE), log_odds, -np.inf)


def _chooses_higher(school: School, moment: Moment, inclined: Inclination) -> Floats:
    number = numbers("higher")
    log_odds = inclined.log_odds[:, HIGHER] + number["working"] * moment.working
    log_odds += number["at_exit"] * _around_exit(moment, number["before_exit"])
    may = inclined.may_higher | (school.completed[:, UPPER_SECONDARY] < NEVER)
    may &= (moment.after_exit >= -number["before_exit"]) & (school.completed[:, HIGHER] == NEVER)
    return np.where(may & (school.level == NONE), log_odds, -np.inf)


def _around_exit(moment: Moment, before: float) -> Bools:
    """The first August in which school can follow upon the programme."""
    return (moment.after_exit >= -before) & (moment.after_exit < 12 - before)


def _enter(
    school: School, level: int, month: int, begun: Bools, rng: np.random.Generator
) -> School:
    """School years end with June: a spell begun in August lasts 11 months, 23, or 35."""
    years = draw_number(LEVELS[level], "years", rng.random(len(begun))).astype(np.int64)
    done_in = month + 12 * years - np.where(month % 12 == JANUARY, 6, 1)
    tried = school.tried.copy()
    tried[:, level] |= begun
    return replace(
        school,
        level=np.where(begun, level, school.level),
        start=np.where(begun, month, school.start),
        done_in=np.where(begun, done_in, school.done_in),
        tried=tried,
    )
