"""Jobs as registers see them: a spell for each stretch of unchanged terms at one employer.

Each person has three places for a job: main, second, holiday. A place holds one job at a time and
the places draw from separate employers, so two spells at one employer of a person can follow each
other but never overlap.
"""

from dataclasses import dataclass

import numpy as np

from analysis.synthetic.dates import NEVER, Bools, Floats, Ints
from analysis.synthetic.records import Records

MAIN, SECOND, HOLIDAY = range(3)
PLACES = 3
FULL_TIME = 30.0
"""Hours a week from which a job is called full time."""


@dataclass(frozen=True)
class Jobs(Records):
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
class JobSpells(Records):
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
