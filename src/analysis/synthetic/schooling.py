"""School, one month at a time: who begins, who completes, who leaves.

Choices depend on what the registers show (sex, age, prior education, municipality, calendar,
children, language tests, whether in work), and not on the hidden frailty unless a world says so.
One thing comes before the registers show it: as the programme's end nears, more begin. In the world
`nothing_hidden` they wait for it, so that an analysis that adjusts can find the effects of school.
"""

from dataclasses import dataclass

import numpy as np

from analysis.synthetic.dates import AUGUST, JANUARY, NEVER, Bools, Floats, Ints, year_of
from analysis.synthetic.moment import Moment
from analysis.synthetic.municipalities import Municipalities
from analysis.synthetic.parameters import Parameters
from analysis.synthetic.persons import AGES, BELOW_GRUNNSKOLE, PRIOR, Persons
from analysis.synthetic.records import Records
from analysis.synthetic.strategy import Grunnskole, Strategy

LEVELS = ("", "grunnskole", "upper_secondary", "higher")
NONE, GRUNNSKOLE, UPPER_SECONDARY, HIGHER = range(4)


BEGIN = "begin grunnskole"
AROUND = 6
"""Months after exit until which school follows upon the programme."""


@dataclass(frozen=True)
class School(Records):
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
class Inclination(Records):
    """Log odds of beginning each level (by column) that do not change over time, and who may."""

    log_odds: Floats
    below_grunnskole: Bools
    may_upper_secondary: Bools
    may_higher: Bools


@dataclass(frozen=True)
class SchoolSpells(Records):
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


def inclination(persons: Persons, places: Municipalities, p: Parameters) -> Inclination:
    """Return what sex, age, prior education and municipality do to the choice of school."""
    # Whose education nobody wrote down is offered school as the unknown are, whatever it was.
    registered = np.where(persons.prior_known, persons.prior, PRIOR.index("unknown"))
    log_odds = np.zeros((len(persons), len(LEVELS)))
    for column, level in enumerate(LEVELS[1:], start=1):
        age = p.effects(level, "age", AGES)[persons.age]
        seen = registered if level == "grunnskole" else persons.prior
        prior = p.effects(level, "prior", PRIOR)[seen]
        log_odds[:, column] = p.numbers(level)["begin"] + age + prior
    grunnskole = p.numbers("grunnskole")
    log_odds[:, GRUNNSKOLE] += grunnskole["woman"] * persons.woman
    log_odds[:, GRUNNSKOLE] += places.school_practice[persons.place]
    log_odds[:, GRUNNSKOLE] += grunnskole["frailty"] * persons.frailty
    log_odds[:, UPPER_SECONDARY] += p.numbers("upper_secondary")["woman"] * persons.woman
    return Inclination(
        log_odds=log_odds,
        below_grunnskole=_one_of(registered, BELOW_GRUNNSKOLE),
        may_upper_secondary=_one_of(persons.prior, ("grunnskole", "upper_secondary", "unknown")),
        may_higher=_one_of(persons.prior, ("upper_secondary", "higher")),
    )


def _one_of(prior: Ints, codes: tuple[str, ...]) -> Bools:
    return np.isin(prior, [PRIOR.index(code) for code in codes])


@dataclass(frozen=True)
class Schools:
    """What moves school on: how people incline, what the strategy says, the model's numbers."""

    inclined: Inclination
    strategy: Strategy
    p: Parameters


def leave_school(school: School, moment: Moment, schools: Schools) -> SchoolSpells:
    """Close, in place, the spells that ended before this month; return them."""
    month, p = moment.month, schools.p
    dropping = np.array([0.0, *(p.numbers(level)["leave"] for level in LEVELS[1:])])
    if schools.strategy.grunnskole is Grunnskole.BEGIN:
        dropping[GRUNNSKOLE] = 0.0
    inside = np.flatnonzero(school.level > NONE)
    level = school.level[inside]
    done = school.done_in[inside] == month
    rank = moment.luck.uniform("leave school", moment.who.number[inside], month)
    stayed = month - school.start[inside] >= p.numbers("school")["fewest_months"]
    ended = done | (stayed & (rank < dropping[level]))
    closed = ended_schools(school, inside[ended], done[ended], month - 1)
    school.completed[inside[done], level[done]] = month
    school.level[inside[ended]] = NONE
    return closed


def ended_schools(school: School, row: Ints, done: Bools, last: int) -> SchoolSpells:
    """Return the spells of those whose school ended with month `last`."""
    level, start = school.level[row], school.start[row]
    return SchoolSpells(row, level, start, np.full(len(row), last), done)


def begin_school(school: School, moment: Moment, schools: Schools) -> None:
    """Let people begin, in place: every level in August, and grunnskole in January too."""
    if moment.season not in (JANUARY, AUGUST):
        return
    _enter(school, GRUNNSKOLE, _begins_grunnskole(school, moment, schools), moment, schools.p)
    if moment.season == JANUARY:
        return
    for level, chooses in ((UPPER_SECONDARY, _chooses_upper_secondary), (HIGHER, _chooses_higher)):
        log_odds = chooses(school, moment, schools)
        may = np.flatnonzero(log_odds > -np.inf)
        purpose = f"begin {LEVELS[level]}"
        who = moment.who.number[may]
        begun = may[moment.luck.happens(purpose, log_odds[may], who, moment.month)]
        _enter(school, level, begun, moment, schools.p)


def _begins_grunnskole(school: School, moment: Moment, schools: Schools) -> Ints:
    """Return who begins: by choice, by strategy, or nobody."""
    strategy = schools.strategy
    if strategy.grunnskole is Grunnskole.NEVER:
        return np.zeros(0, dtype=np.int64)
    log_odds = _chooses_grunnskole(school, moment, schools)
    may = np.flatnonzero(log_odds > -np.inf)
    begins = moment.luck.happens(BEGIN, log_odds[may], moment.who.number[may], moment.month)
    if strategy.grunnskole is Grunnskole.BEGIN:
        begins = _begins_in_time(begins, log_odds[may], may, moment, schools)
    return may[begins]


def _begins_in_time(
    begins: Bools, log_odds: Floats, may: Ints, moment: Moment, schools: Schools
) -> Bools:
    """Return who begins where everybody does within the grace period, and nobody after it.

    A year has one August and one January. Who would choose either keeps it; the others take the
    first with the chance that it has among those who choose one, and else the second.
    """
    january = schools.p.numbers("grunnskole")["in_january"]
    first_is_january = moment.season == JANUARY
    wait = AUGUST - JANUARY if first_is_january else 12 + JANUARY - AUGUST
    later = log_odds + (-january if first_is_january else january)
    after, who = moment.after_start[may], moment.who.number[may]
    first, second = (1 / (1 + np.exp(-odds)) for odds in (log_odds, later))
    chooses_later = moment.luck.happens(BEGIN, later, who, moment.month + wait)
    taken = first / (first + (1 - first) * second)
    takes = moment.luck.uniform("assigned to begin", who) < taken
    grace = schools.strategy.grace_months
    last = after + wait > grace
    return np.asarray((after <= grace) & (last | begins | (takes & ~chooses_later)))


def _chooses_grunnskole(school: School, moment: Moment, schools: Schools) -> Floats:
    number, inclined = schools.p.numbers("grunnskole"), schools.inclined
    log_odds = inclined.log_odds[:, GRUNNSKOLE] + number["working"] * moment.working
    log_odds += number["after_exit"] * (moment.after_exit > 0)
    log_odds += number["at_exit"] * _around_exit(moment, number["before_exit"])
    log_odds += number["in_january"] * (moment.season == JANUARY)
    log_odds += schools.p.by_year("grunnskole", "year", year_of(np.array([moment.month])))
    log_odds += number["small_child"] * (moment.small_child & moment.who.woman)
    log_odds += number["speaks"] * moment.speaks
    may = inclined.below_grunnskole & ~school.tried[:, GRUNNSKOLE] & (moment.after_start > 0)
    may &= moment.years_old <= schools.p.numbers("school")["last_age"]
    return np.where(may & (school.level == NONE), log_odds, -np.inf)


def _chooses_upper_secondary(school: School, moment: Moment, schools: Schools) -> Floats:
    number, inclined = schools.p.numbers("upper_secondary"), schools.inclined
    since = moment.month - school.completed[:, GRUNNSKOLE]
    if not schools.strategy.springboard:
        since = np.full(len(since), -1)
    log_odds = inclined.log_odds[:, UPPER_SECONDARY] + number["working"] * moment.working
    log_odds += number["at_exit"] * _around_exit(moment, number["before_exit"])
    log_odds += number["after_grunnskole"] * ((since >= 0) & (since < 12))
    log_odds += number["again"] * school.tried[:, UPPER_SECONDARY]
    log_odds += number["small_child"] * (moment.small_child & moment.who.woman)
    log_odds += number["speaks"] * moment.speaks
    may = (inclined.may_upper_secondary | (since >= 0)) & (
        moment.after_exit >= -number["before_exit"]
    )
    may &= school.completed[:, UPPER_SECONDARY] == NEVER
    may &= moment.years_old <= schools.p.numbers("school")["last_age"]
    return np.where(may & (school.level == NONE), log_odds, -np.inf)


def _chooses_higher(school: School, moment: Moment, schools: Schools) -> Floats:
    number, inclined = schools.p.numbers("higher"), schools.inclined
    log_odds = inclined.log_odds[:, HIGHER] + number["working"] * moment.working
    log_odds += number["at_exit"] * _around_exit(moment, number["before_exit"])
    may = inclined.may_higher | (school.completed[:, UPPER_SECONDARY] < NEVER)
    may &= (moment.after_exit >= -number["before_exit"]) & (school.completed[:, HIGHER] == NEVER)
    may &= moment.years_old <= schools.p.numbers("school")["last_age"]
    return np.where(may & (school.level == NONE), log_odds, -np.inf)


def _around_exit(moment: Moment, before: float) -> Bools:
    """The first August in which school can follow upon the programme."""
    return (moment.after_exit >= -before) & (moment.after_exit < AROUND)


def _enter(school: School, level: int, begun: Ints, moment: Moment, p: Parameters) -> None:
    """School years end with June: a spell begun in August lasts 11 months, 23, or 35."""
    rank = moment.luck.uniform(f"years of {LEVELS[level]}", moment.who.number[begun])
    years = p.draw_number(LEVELS[level], "years", rank).astype(np.int64)
    season = 6 if moment.season == JANUARY else 1
    school.done_in[begun] = moment.month + 12 * years - season
    school.tried[begun, level] = True
    school.level[begun] = level
    school.start[begun] = moment.month
