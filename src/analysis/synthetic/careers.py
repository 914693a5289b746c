"""Every person's life month by month: school, three places for a job, benefits, labour office.

The loop runs over months; each step moves all persons who are settled by then at once, in place,
and writes down the spells that ended. What no register shows (frailty, the character of places)
enters through ability alone, but for the use of grunnskole, a practice of the municipality.
"""

from dataclasses import dataclass

import numpy as np

from analysis.synthetic.ability import ability, hindrance, lasting_ability, school_gain
from analysis.synthetic.dates import Bools, Floats, Ints, Window, month_of
from analysis.synthetic.families import Families
from analysis.synthetic.hiring import Market, holiday_jobs, main_jobs, second_jobs
from analysis.synthetic.jobs import Jobs, JobSpells, ended_jobs, join_jobs, no_jobs
from analysis.synthetic.luck import Luck
from analysis.synthetic.moment import Moment
from analysis.synthetic.municipalities import Municipalities
from analysis.synthetic.parameters import Parameters
from analysis.synthetic.persons import Persons
from analysis.synthetic.programmes import Programmes
from analysis.synthetic.schooling import (
    NONE,
    Inclination,
    School,
    Schools,
    SchoolSpells,
    begin_school,
    ended_schools,
    inclination,
    join_schools,
    leave_school,
    no_school,
)
from analysis.synthetic.stays import Stays
from analysis.synthetic.strategy import Strategy
from analysis.synthetic.terms import Employers
from analysis.synthetic.welfare import (
    Standing,
    StandingSpells,
    assistance,
    change,
    join_standings,
    no_standing,
    office_status,
)

CHILD_MONTHS = 36
"""A child is small for so many months."""


@dataclass(frozen=True)
class Background:
    """What does not change during a career; persons are in order of settlement."""

    persons: Persons
    stays: Stays
    families: Families
    places: Municipalities
    settled: Ints
    started: Ints
    exited: Ints
    lasting: Floats
    inclined: Inclination
    employers: Employers
    strategy: Strategy
    luck: Luck
    p: Parameters


@dataclass(frozen=True)
class Life:
    """The state of every person as a month begins; it is moved on in place."""

    home: Ints
    school: School
    main: Jobs
    second: Jobs
    holiday: Jobs
    experience: Ints
    office: Standing
    benefit: Standing

    def of(self, persons: slice) -> "Life":
        """Return the state of some persons; it is the same one, not a copy."""
        return Life(
            self.home[persons],
            self.school.of(persons),
            self.main.of(persons),
            self.second.of(persons),
            self.holiday.of(persons),
            self.experience[persons],
            self.office.of(persons),
            self.benefit.of(persons),
        )


@dataclass(frozen=True)
class Careers:
    """The spells of all persons, in months; a last month at or after the end was still open."""

    jobs: JobSpells
    schools: SchoolSpells
    office: StandingSpells
    benefits: StandingSpells


def background(
    persons: Persons,
    programmes: Programmes,
    stays: Stays,
    families: Families,
    places: Municipalities,
    strategy: Strategy,
    luck: Luck,
    p: Parameters,
) -> Background:
    """Gather what does not change; persons must come in order of settlement."""
    terms = p.numbers("terms")
    employers = (places.inhabitants / terms["inhabitants_per_employer"]).astype(np.int64)
    return Background(
        persons=persons,
        stays=stays,
        families=families,
        places=places,
        settled=month_of(programmes.settled),
        started=month_of(programmes.start),
        exited=programmes.exit_month,
        lasting=lasting_ability(persons, places, p),
        inclined=inclination(persons, places, p),
        employers=Employers(employers.clip(min=int(terms["fewest_employers"])), p),
        strategy=strategy,
        luck=luck,
        p=p,
    )


def live(known: Background, window: Window) -> Careers:
    """Return the spells of all persons from settlement to the end of the window."""
    life = _nothing_yet(known)
    jobs: list[JobSpells] = []
    schools: list[SchoolSpells] = []
    office: list[StandingSpells] = []
    benefits: list[StandingSpells] = []
    for month in range(int(known.settled.min(initial=window.end)) + 1, window.end + 1):
        here = slice(0, int(np.searchsorted(known.settled, month)))
        now = life.of(here)
        moment = _moment(now, known, here, month)
        schooling = Schools(known.inclined.of(here), known.strategy, known.p)
        schools.append(leave_school(now.school, moment, schooling))
        begin_school(now.school, moment, schooling)
        jobs += _work(now, moment, known, here)
        status = office_status(now.office, now.main, now.school, moment, known.p)
        office.append(change(now.office, status, month))
        helped = assistance(now.benefit, now.main, now.school, moment, known.p)
        benefits.append(change(now.benefit, helped, month))
    no_one = np.zeros(len(known.persons), dtype=bool)
    for place, held in enumerate((life.main, life.second, life.holiday)):
        jobs.append(ended_jobs(place, held, held.held, no_one, window.end))
    inside = np.flatnonzero(life.school.level > NONE)
    schools.append(ended_schools(life.school, inside, no_one[inside], window.end))
    nothing = np.zeros(len(known.persons), dtype=np.int64)
    for spells, standing in ((office, life.office), (benefits, life.benefit)):
        spells.append(change(standing, nothing, window.end + 1))
    return Careers(
        jobs=join_jobs(jobs, window.first, window.end),
        schools=join_schools(schools, window.first, window.end),
        office=join_standings(office, window.first, window.end),
        benefits=join_standings(benefits, window.first, window.end),
    )


def _nothing_yet(known: Background) -> Life:
    persons = len(known.persons)
    return Life(
        home=known.persons.place.copy(),
        school=no_school(persons),
        main=no_jobs(persons),
        second=no_jobs(persons),
        holiday=no_jobs(persons),
        experience=np.zeros(persons, dtype=np.int64),
        office=no_standing(persons),
        benefit=no_standing(persons),
    )


def _moment(now: Life, known: Background, here: slice, month: int) -> Moment:
    moved: Bools = known.stays.moved_month[here] == month
    for column in range(moved.shape[1]):
        rows = np.flatnonzero(moved[:, column])
        now.home[rows] = known.stays.to[rows, column]
    return Moment(
        month=month,
        luck=known.luck,
        who=known.persons.of(here),
        after_start=month - known.started[here],
        after_exit=month - known.exited[here],
        settled_for=month - known.settled[here],
        home=now.home,
        working=now.main.held,
        student=now.school.level > NONE,
        experience=now.experience,
        gain=school_gain(now.school, month, known.p),
        small_child=known.families.small_child(here, month, CHILD_MONTHS),
        speaks=known.families.tests[here, -1] < month,
    )


def _work(now: Life, moment: Moment, known: Background, here: slice) -> list[JobSpells]:
    able = ability(known.lasting[here], moment, known.p)
    able = able + known.places.labour_market[moment.home]
    finding = known.p.numbers("work")["find"] + able + hindrance(moment, now.school, known.p)
    market = Market(moment, known.employers, finding, able)
    ended = [
        main_jobs(now.main, market),
        second_jobs(now.second, now.main, market),
        holiday_jobs(now.holiday, now.main, market),
    ]
    now.experience[:] += now.main.held
    return ended
