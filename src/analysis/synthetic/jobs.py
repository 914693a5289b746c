"""Jobs as registers see them: a spell for each stretch of unchanged terms at one employer.

Each person has three places for a job: main, second, holiday. A place holds one job at a time and
the places draw from separate employers, so two spells at one employer of a person can follow each
other but never overlap.
"""

from dataclasses import dataclass, fields

import numpy as np

from analysis.synthetic.dates import NEVER, Bools, Floats, Ints

MAIN, SECOND, HOLIDAY = range(3)
PLACES = 3
FULL_TIME = 30.0
"""Hours a week from which a job is called full time."""


@dataclass(frozen=True)
class Jobs:
    """The jobs in one place; one element a person, employer 0 where there is none.

    `start` is the first month on these terms; `new` says that the job itself began then, and not
    only its terms. `town` is the municipality of the employer, `hours` are a week, `pay` is NOK an
    hour.
    """

    employer: Ints
    town: Ints
    start: Ints
    new: Bools
    hours: Floats
    pay: Floats
    permanent: Bools
    subsidised: Bools
    self_employed: Bools

    @property
    def held(self) -> Bools:
        """Who has a job here."""
        return self.employer > 0

    def of(self, person: Ints | slice) -> "Jobs":
        """Return the jobs of some persons; those of a slice are the same ones, not copies."""
        return Jobs(*(getattr(self, field.name)[person] for field in fields(self)))

    def put(self, person: Ints, jobs: "Jobs") -> None:
        """Exchange the jobs of some persons for others, in place."""
        for field in fields(self):
            getattr(self, field.name)[person] = getattr(jobs, field.name)


def no_jobs(persons: int) -> Jobs:
    """Return a place in which nobody has a job."""
    return Jobs(
        employer=np.zeros(persons, dtype=np.int64),
        town=np.zeros(persons, dtype=np.int64),
        start=np.full(persons, NEVER),
        new=np.zeros(persons, dtype=bool),
        hours=np.zeros(persons),
        pay=np.zeros(persons),
        permanent=np.zeros(persons, dtype=bool),
        subsidised=np.zeros(persons, dtype=bool),
        self_employed=np.zeros(persons, dtype=bool),
    )


@dataclass(frozen=True)
class JobSpells:
    """Job spells in months, one element a spell: whose, what, where, and the last month.

    `goes_on` says that the person continues at the same employer on other terms.
    """

    person: Ints
    place: Ints
    jobs: Jobs
    last: Ints
    goes_on: Bools


def ended_jobs(place: int, jobs: Jobs, ended: Bools, goes_on: Bools, last: int) -> JobSpells:
    """Return the spells of those whose job or terms in a place ended with month `last`."""
    person = np.flatnonzero(ended)
    count = len(person)
    return JobSpells(
        person, np.full(count, place), jobs.of(person), np.full(count, last), goes_on[person]
    )


def join_jobs(spells: list[JobSpells], first: int, end: int) -> JobSpells:
    """Return the spells of all parts that hold in some month from `first` to before `end`."""
    columns = (
        np.concatenate([getattr(s.jobs, field.name) for s in spells]) for field in fields(Jobs)
    )
    jobs = Jobs(*columns)
    last = np.concatenate([s.last for s in spells])
    seen = np.flatnonzero((jobs.start < end) & (last >= first))
    return JobSpells(
        person=np.concatenate([s.person for s in spells])[seen],
        place=np.concatenate([s.place for s in spells])[seen],
        jobs=jobs.of(seen),
        last=last[seen],
        goes_on=np.concatenate([s.goes_on for s in spells])[seen],
    )
