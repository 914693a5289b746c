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

    def of(self, person: Ints) -> "Jobs":
        """Return the jobs of some persons."""
        return Jobs(*(getattr(self, field.name)[person] for field in fields(self)))

    def put(self, person: Ints, jobs: "Jobs") -> "Jobs":
        """Return the jobs of all, those of some persons being exchanged for others."""
        changed = []
        for field in fields(self):
            column = getattr(self, field.name).copy()
            column[person] = getattr(jobs, field.name)
            changed.append(column)
        return Jobs(*changed)


def no_jobs(persons: int) -> Jobs:
    """Return a place in which nobody has a job."""
    nobody, nothing = np.zeros(persons, dtype=bool), np.zeros(persons)
    return Jobs(
        employer=np.zeros(persons, dtype=np.int64),
        town=np.zeros(persons, dtype=np.int64),
        start=np.full(persons, NEVER),
        new=nobody,
        hours=nothing,
        pay=nothing,
        permanent=nobody,
        subsidised=nobody,
        self_employed=nobody,
    )


@dataclass(frozen=True)
class JobSpells:
    """Job spells in months, one element a spell: whose, what, and the last month.

    `goes_on` says that the person continues at the same employer on other terms.
    """

    person: Ints
    jobs: Jobs
    last: Ints
    goes_on: Bools


def ended_jobs(jobs: Jobs, ended: Bools, goes_on: Bools, last: int) -> JobSpells:
    """Return the spells of those whose job or terms ended with month `last`."""
    person = np.flatnonzero(ended)
    return JobSpells(person, jobs.of(person), np.full(len(person), last), goes_on[person])


def join_jobs(spells: list[JobSpells], before: int) -> JobSpells:
    """Return the spells of all parts that began before a month."""
    columns = (
        np.concatenate([getattr(s.jobs, field.name) for s in spells]) for field in fields(Jobs)
    )
    jobs = Jobs(*columns)
    seen = np.flatnonzero(jobs.start < before)
    return JobSpells(
        person=np.concatenate([s.person for s in spells])[seen],
        jobs=jobs.of(seen),
        last=np.concatenate([s.last for s in spells])[seen],
        goes_on=np.concatenate([s.goes_on for s in spells])[seen],
    )
