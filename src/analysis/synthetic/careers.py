"""Every person's life month by month: school, three places for a job, benefits, labour office.

The loop runs over months; each step moves all persons who are settled by then at once, in place,
and writes down the spells that ended. What no register shows (frailty, the character of places)
enters through ability alone, but for the use of grunnskole, a practice of the municipality.
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from analysis.synthetic.ability import ability, hindrance, lasting_ability, school_gain
from analysis.synthetic.dates import (
    EPOCH_YEAR,
    Bools,
    Floats,
    Ints,
    Window,
    month_of,
    year_of,
)
from analysis.synthetic.families import Families
from analysis.synthetic.hiring import Market, holiday_jobs, main_jobs, second_jobs
from analysis.synthetic.jobs import Jobs, JobSpells, ended_jobs, no_jobs
from analysis.synthetic.moment import Moment
from analysis.synthetic.persons import Persons
from analysis.synthetic.programmes import Programmes
from analysis.synthetic.records import Records
from analysis.synthetic.schooling import (
    NONE,
    Inclination,
    School,
    Schools,
    SchoolSpells,
    begin_school,
    ended_schools,
    inclination,
    leave_school,
    no_school,
)
from analysis.synthetic.setting import Setting
from analysis.synthetic.stays import Stays
from analysis.synthetic.strategy import Strategy
from analysis.synthetic.terms import Employers
from analysis.synthetic.welfare import (
    Standing,
    StandingSpells,
    assistance,
    change,
    no_standing,
    office_status,
)

Spells = TypeVar("Spells", JobSpells, SchoolSpells, StandingSpells)


@dataclass(frozen=True)
class Drawn(Records):
    """What is drawn of persons before their careers; one element a person."""

    persons: Persons
    programmes: Programmes
    stays: Stays
    families: Families


@dataclass(frozen=True)
class Background:
    """What does not change during a career; persons are in order of settlement."""

    setting: Setting
    strategy: Strategy
    drawn: Drawn
    settled: Ints
    started: Ints
    exited: Ints
    born: Ints
    lasting: Floats
    inclined: Inclination
    employers: Employers


@dataclass(frozen=True)
class Life(Records):
    """The state of every person as a month begins; it is moved on in place."""

    home: Ints
    school: School
    main: Jobs
    second: Jobs
    holiday: Jobs
    experience: Ints
    office: Standing
    benefit: Standing


@dataclass(frozen=True)
class Careers:
    """The spells of all persons, in months; a last month at or after the end was still open."""

    jobs: JobSpells
    schools: SchoolSpells
    office: StandingSpells
    benefits: StandingSpells


def live(drawn: Drawn, setting: Setting, strategy: Strategy) -> Careers:
    """Return the spells of all persons from settlement to the end of the window.

    Args:
        drawn: persons in order of settlement.
        setting: municipalities, years, luck and numbers.
        strategy: what is done about grunnskole.
    """
    known, window = _background(drawn, setting, strategy), setting.window
    life = _nothing_yet(known)
    jobs: list[JobSpells] = []
    schools: list[SchoolSpells] = []
    office: list[StandingSpells] = []
    benefits: list[StandingSpells] = []
    for month in range(int(known.settled.min(initial=window.end)) + 1, window.end + 1):
        here = slice(0, int(np.searchsorted(known.settled, month)))
        now = life.of(here)
        moment = _moment(now, known, here, month)
        schooling = Schools(known.inclined.of(here), strategy, setting.p)
        schools.append(leave_school(now.school, moment, schooling))
        begin_school(now.school, moment, schooling)
        jobs += _work(now, moment, known, here)
        status = office_status(now.office, now.main, now.school, moment, setting.p)
        office.append(change(now.office, status, month))
        helped = assistance(now.benefit, now.main, now.school, moment, setting.p)
        benefits.append(change(now.benefit, helped, month))
    no_one = np.zeros(len(drawn.persons), dtype=bool)
    for place, held in enumerate((life.main, life.second, life.holiday)):
        jobs.append(ended_jobs(place, held, held.held, no_one, window.end))
    inside = np.flatnonzero(life.school.level > NONE)
    schools.append(ended_schools(life.school, inside, no_one[inside], window.end))
    nothing = np.zeros(len(drawn.persons), dtype=np.int64)
    for spells, standing in ((office, life.office), (benefits, life.benefit)):
        spells.append(change(standing, nothing, window.end + 1))
    return Careers(
        jobs=_seen(JobSpells.joined(jobs), window),
        schools=_seen(SchoolSpells.joined(schools), window),
        office=_seen(StandingSpells.joined(office), window),
        benefits=_seen(StandingSpells.joined(benefits), window),
    )


def _background(drawn: Drawn, setting: Setting, strategy: Strategy) -> Background:
    persons, places, p = drawn.persons, setting.places, setting.p
    terms = p.numbers("terms")
    employers = (places.inhabitants / terms["inhabitants_per_employer"]).astype(np.int64)
    return Background(
        setting=setting,
        strategy=strategy,
        drawn=drawn,
        settled=month_of(drawn.programmes.settled),
        started=month_of(drawn.programmes.start),
        exited=drawn.programmes.exit_month,
        born=year_of(month_of(drawn.programmes.start)) - persons.years_old,
        lasting=lasting_ability(persons, places, p),
        inclined=inclination(persons, places, p),
        employers=Employers(employers.clip(min=int(terms["fewest_employers"])), p),
    )


def _seen(spells: Spells, window: Window) -> Spells:
    """Return the spells that hold in some month of the window."""
    start = spells.jobs.start if isinstance(spells, JobSpells) else spells.start
    return spells.of(np.flatnonzero((start < window.end) & (spells.last >= window.first)))


def _nothing_yet(known: Background) -> Life:
    persons = len(known.drawn.persons)
    return Life(
        home=known.drawn.persons.place.copy(),
        school=no_school(persons),
        main=no_jobs(persons),
        second=no_jobs(persons),
        holiday=no_jobs(persons),
        experience=np.zeros(persons, dtype=np.int64),
        office=no_standing(persons),
        benefit=no_standing(persons),
    )


def _moment(now: Life, known: Background, here: slice, month: int) -> Moment:
    drawn, setting = known.drawn.of(here), known.setting
    moved: Bools = drawn.stays.moved_month == month
    for column in range(moved.shape[1]):
        rows = np.flatnonzero(moved[:, column])
        now.home[rows] = drawn.stays.to[rows, column]
    return Moment(
        month=month,
        luck=setting.luck,
        who=drawn.persons,
        after_start=month - known.started[here],
        after_exit=month - known.exited[here],
        settled_for=month - known.settled[here],
        home=now.home,
        working=now.main.held,
        student=now.school.level > NONE,
        experience=now.experience,
        gain=school_gain(now.school, month, setting.p),
        small_child=drawn.families.small_child(month, setting.p),
        speaks=drawn.families.tests[:, -1] < month,
        years_old=EPOCH_YEAR + month // 12 - known.born[here],
    )


def _work(now: Life, moment: Moment, known: Background, here: slice) -> list[JobSpells]:
    p = known.setting.p
    able = ability(known.lasting[here], moment, p)
    able = able + known.setting.places.labour_market[moment.home]
    finding = p.numbers("work")["find"] + able + hindrance(moment, now.school, p)
    market = Market(moment, known.employers, finding, able)
    ended = [
        main_jobs(now.main, market),
        second_jobs(now.second, now.main, market),
        holiday_jobs(now.holiday, now.main, market),
    ]
    now.experience[:] += now.main.held
    return ended
