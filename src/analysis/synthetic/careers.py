"""Every person's life month by month: school, and three places for a job, until the last month.

The loop runs over months; each step moves all persons at once and writes down the spells that
ended. What no register shows (frailty, the character of places) enters through ability alone, but
for the use of grunnskole, which is a practice of the municipality.
"""

from dataclasses import dataclass

import numpy as np

from analysis.synthetic.ability import ability, hindrance, lasting_ability
from analysis.synthetic.dates import MONTHS, Floats, Ints, month_of
from analysis.synthetic.hiring import Market, holiday_jobs, main_jobs, second_jobs
from analysis.synthetic.jobs import Jobs, JobSpells, ended_jobs, join_jobs, no_jobs
from analysis.synthetic.moment import Moment
from analysis.synthetic.municipalities import Municipalities
from analysis.synthetic.parameters import numbers
from analysis.synthetic.persons import Persons
from analysis.synthetic.programmes import Programmes
from analysis.synthetic.schooling import (
    NONE,
    Inclination,
    School,
    SchoolSpells,
    begin_school,
    ended_schools,
    inclination,
    join_schools,
    leave_school,
    no_school,
)
from analysis.synthetic.stays import Stays
from analysis.synthetic.terms import Applicants


@dataclass(frozen=True)
class Background:
    """What does not change during a career; one element a person, but for places."""

    persons: Persons
    stays: Stays
    places: Municipalities
    settled: Ints
    started: Ints
    exited: Ints
    lasting: Floats
    inclined: Inclination
    employers: Ints


@dataclass(frozen=True)
class Life:
    """The state of every person as a month begins."""

    school: School
    main: Jobs
    second: Jobs
    holiday: Jobs
    experience: Ints


def live(
    persons: Persons,
    programmes: Programmes,
    stays: Stays,
    places: Municipalities,
    rng: np.random.Generator,
) -> tuple[JobSpells, SchoolSpells]:
    """Return the job spells and the school spells of all persons, in months.

    A spell whose last month is MONTHS or later was still running when observation ended.
    """
    background = _background(persons, programmes, stays, places)
    life = _nothing_yet(len(persons))
    jobs: list[JobSpells] = []
    schools: list[SchoolSpells] = []
    for month in range(MONTHS + 1):
        life, jobs_ended, school_ended = _month(life, background, month, rng)
        jobs += jobs_ended
        schools.append(school_ended)
    no_one = np.zeros(len(persons), dtype=bool)
    for place in (life.main, life.second, life.holiday):
        jobs.append(ended_jobs(place, place.held, no_one, MONTHS))
    schools.append(ended_schools(life.school, life.school.level > NONE, no_one, MONTHS))
    return join_jobs(jobs, before=MONTHS), join_schools(schools, before=MONTHS)


def _background(
    persons: Persons, programmes: Programmes, stays: Stays, places: Municipalities
) -> Background:
    terms = numbers("terms")
    employers = (places.inhabitants / terms["inhabitants_per_employer"]).astype(np.int64)
    return Background(
        persons=persons,
        stays=stays,
        places=places,
        settled=month_of(persons.settled),
        started=month_of(persons.programme_start),
        exited=programmes.exit_month,
        lasting=lasting_ability(persons, places),
        inclined=inclination(persons, places),
        employers=employers.clip(min=int(terms["fewest_employers"])),
    )


def _nothing_yet(persons: int) -> Life:
    none = no_jobs(persons)
    return Life(no_school(persons), none, none, none, np.zeros(persons, dtype=np.int64))


def _month(
    life: Life, background: Background, month: int, rng: np.random.Generator
) -> tuple[Life, list[JobSpells], SchoolSpells]:
    """Move everybody one month on; return the new state and the spells that ended."""
    moment = Moment(
        month=month,
        after_start=month - background.started,
        after_exit=month - background.exited,
        home=background.stays.home(background.persons.place, month),
        working=life.main.held,
    )
    school, left = leave_school(life.school, month, rng)
    school = begin_school(school, moment, background.inclined, rng)
    market = _market(life, school, background, moment)
    main, main_ended = main_jobs(life.main, market, rng)
    second, second_ended = second_jobs(life.second, main, market, rng)
    holiday, holiday_ended = holiday_jobs(life.holiday, main, market, rng)
    experience = life.experience + main.held
    after = Life(school, main, second, holiday, experience)
    return after, [main_ended, second_ended, holiday_ended], left


def _market(life: Life, school: School, background: Background, moment: Moment) -> Market:
    woman = background.persons.woman
    able = ability(background.lasting, woman, life.experience, moment, school)
    able = able + background.places.labour_market[moment.home]
    who = Applicants(
        woman=woman,
        student=school.level > NONE,
        experience=life.experience,
        after_exit=moment.after_exit,
        home=moment.home,
        employers=background.employers[moment.home],
    )
    return Market(
        month=moment.month,
        who=who,
        here=moment.month > background.settled,
        finding=numbers("work")["find"] + able + hindrance(moment, school),
        ability=able,
    )
