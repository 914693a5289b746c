"""One month of the labour market: who loses a job, changes it, gets other terms, or finds one.

Jobs are moved on in place; what a function returns is the spells that ended.
"""

from dataclasses import dataclass

import numpy as np

from analysis.synthetic.dates import JULY, JUNE, MAY, SEPTEMBER, Bools, Floats, Ints
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
from analysis.synthetic.terms import Change, Employers


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
    retired = _retired(market)
    lost = np.zeros(len(who), dtype=bool)
    held = np.flatnonzero(jobs.held)
    lost[held] = luck.happens("lose", _losing(jobs, held, market), who[held], month) | retired[held]
    turn = np.ones(len(who))
    turn[held] = luck.uniform("turn", who[held], month)
    changed = ~lost & (turn < work["change_employer"])
    free = np.flatnonzero(~jobs.held & ~retired)
    found = free[luck.happens("find", market.finding[free], who[free], month)]
    stayed, terms = _renewed(jobs, np.flatnonzero(jobs.held & ~lost & ~changed), turn, market)
    renewed = np.zeros(len(who), dtype=bool)
    renewed[stayed] = True
    closed = ended_jobs(MAIN, jobs, lost | changed | renewed, renewed, month - 1)
    left, hired = np.flatnonzero(lost), np.concatenate([found, np.flatnonzero(changed)])
    jobs.put(left, no_jobs(len(left)))
    jobs.put(stayed, terms)
    jobs.put(hired, market.employers.main_terms(hired, moment))
    return closed


def _renewed(jobs: Jobs, row: Ints, turn: Floats, market: Market) -> tuple[Ints, Jobs]:
    """Return whose terms change, and the new ones: hours at any time, pay in spring."""
    work, moment, held = market.p.numbers("work"), market.moment, jobs.of(row)
    full = held.hours >= FULL_TIME
    chance = np.where(full, work["new_terms"], work["more_hours"])
    fewer = work["fewer_hours_student"] * moment.student[row]
    fewer = np.maximum(fewer, work["fewer_hours_programme"] * moment.in_programme[row])
    moves = turn[row] < work["change_employer"] + chance
    drops = full & (turn[row] > 1 - fewer)
    settled = moment.month - held.start >= work["pay_stays"]
    change = Change(moves, drops, (moment.season == MAY) & settled)
    some = np.flatnonzero(moves | drops | change.pay)
    held, row = held.of(some), row[some]
    terms = market.employers.other_terms(held, row, moment, change.of(some))
    differ = np.flatnonzero(
        (terms.hours != held.hours)
        | (terms.pay != held.pay)
        | (terms.permanent != held.permanent)
        | (terms.subsidised != held.subsidised)
    )
    return row[differ], terms.of(differ)


def second_jobs(jobs: Jobs, main: Jobs, market: Market) -> JobSpells:
    """Move second jobs one month on: small ones, begun beside a part-time job."""
    number, moment = market.p.numbers("second_job"), market.moment
    rank = moment.luck.uniform("second job", moment.who.number, moment.month)
    lost = jobs.held & (rank < number["lose"])
    lost |= jobs.held & _retired(market)
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
        found = ~main.held & ~jobs.held & ~_retired(market) & (rank < number["find"])
    return _small_jobs(HOLIDAY, jobs, lost, found, market)


def _retired(market: Market) -> Bools:
    return np.asarray(market.moment.years_old >= market.p.numbers("work")["pension_age"])


def _losing(jobs: Jobs, held: "np.typing.NDArray[np.intp]", market: Market) -> Floats:
    work = market.p.numbers("work")
    losing = work["lose"] + work["lose_ability"] * market.ability[held]
    losing += work["lose_temporary"] * ~jobs.permanent[held]
    fresh = jobs.new[held] & (market.moment.month - jobs.start[held] < work["fresh_months"])
    losing += work["lose_fresh"] * fresh
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
