"""One month of the labour market: who loses a job, changes it, gets other terms, or finds one.

Jobs are moved on in place; what a function returns is the spells that ended.
"""

from dataclasses import dataclass

import numpy as np

from analysis.synthetic.dates import JULY, JUNE, SEPTEMBER, Bools, Floats
from analysis.synthetic.jobs import (
    FULL_TIME,
    HOLIDAY,
    MAIN,
    SECOND,
    Jobs,
    JobSpells,
    ended_jobs,
    no_jobs,
)
from analysis.synthetic.moment import Moment
from analysis.synthetic.parameters import Parameters
from analysis.synthetic.terms import Employers


@dataclass(frozen=True)
class Market:
    """One month of it; one element a person.

    `finding` is the log odds of finding a main job, `ability` guards the one that a person has.
    """

    moment: Moment
    employers: Employers
    finding: Floats
    ability: Floats

    @property
    def p(self) -> Parameters:
        """The numbers of the model."""
        return self.employers.p


def main_jobs(jobs: Jobs, market: Market) -> JobSpells:
    """Move main jobs one month on."""
    moment, work = market.moment, market.p.numbers("work")
    who, month, luck = moment.who.number, moment.month, moment.luck
    lost = np.zeros(len(who), dtype=bool)
    held = np.flatnonzero(jobs.held)
    lost[held] = luck.happens("lose", _losing(jobs, held, market), who[held], month)
    turn = np.ones(len(who))
    turn[held] = luck.uniform("turn", who[held], month)
    changed = ~lost & (turn < work["change_employer"])
    renewed = ~lost & ~changed & (turn < work["change_employer"] + work["new_terms"])
    free = np.flatnonzero(~jobs.held)
    found = free[luck.happens("find", market.finding[free], who[free], month)]
    closed = ended_jobs(MAIN, jobs, lost | changed | renewed, renewed, month - 1)
    left, stayed = np.flatnonzero(lost), np.flatnonzero(renewed)
    hired = np.concatenate([found, np.flatnonzero(changed)])
    jobs.put(left, no_jobs(len(left)))
    jobs.put(stayed, market.employers.other_terms(jobs, stayed, moment))
    jobs.put(hired, market.employers.main_terms(hired, moment))
    return closed


def second_jobs(jobs: Jobs, main: Jobs, market: Market) -> JobSpells:
    """Move second jobs one month on: small ones, begun beside a part-time job."""
    number, moment = market.p.numbers("second_job"), market.moment
    rank = moment.luck.uniform("second job", moment.who.number, moment.month)
    lost = jobs.held & (rank < number["lose"])
    found = main.held & (main.hours < FULL_TIME) & ~jobs.held & (rank < number["find"])
    return _small_jobs(SECOND, jobs, lost, found, market)


def holiday_jobs(jobs: Jobs, main: Jobs, market: Market) -> JobSpells:
    """Move holiday jobs one month on: begun in June or July without a main job, over by autumn."""
    number, moment = market.p.numbers("holiday_job"), market.moment
    season, nobody = moment.season, np.zeros(len(moment.home), dtype=bool)
    if season < JUNE or season > SEPTEMBER:
        return ended_jobs(HOLIDAY, jobs, nobody, nobody, moment.month - 1)
    rank = moment.luck.uniform("holiday job", moment.who.number, moment.month)
    lost = jobs.held & ((rank < number["lose"]) | (season == SEPTEMBER))
    found = nobody
    if season in (JUNE, JULY):
        found = ~main.held & ~jobs.held & (rank < number["find"])
    return _small_jobs(HOLIDAY, jobs, lost, found, market)


def _losing(jobs: Jobs, held: "np.typing.NDArray[np.intp]", market: Market) -> Floats:
    work = market.p.numbers("work")
    losing = work["lose"] + work["lose_ability"] * market.ability[held]
    losing += work["lose_temporary"] * ~jobs.permanent[held]
    full_time = jobs.hours[held] >= FULL_TIME
    losing += work["lose_in_school"] * (market.moment.student[held] & full_time)
    return np.asarray(losing)


def _small_jobs(place: int, jobs: Jobs, lost: Bools, found: Bools, market: Market) -> JobSpells:
    nobody = np.zeros(len(lost), dtype=bool)
    closed = ended_jobs(place, jobs, lost, nobody, market.moment.month - 1)
    left, hired = np.flatnonzero(lost), np.flatnonzero(found)
    jobs.put(left, no_jobs(len(left)))
    jobs.put(hired, market.employers.small_terms(place, hired, market.moment))
    return closed
