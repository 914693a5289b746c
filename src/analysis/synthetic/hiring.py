"""One month of the labour market: who loses a job, changes it, gets other terms, or finds one."""

from dataclasses import dataclass

import numpy as np

from analysis.synthetic.dates import JULY, JUNE, SEPTEMBER, Bools, Floats
from analysis.synthetic.jobs import FULL_TIME, HOLIDAY, SECOND, Jobs, JobSpells, ended_jobs, no_jobs
from analysis.synthetic.parameters import happens, numbers
from analysis.synthetic.terms import Applicants, main_terms, other_terms, small_terms


@dataclass(frozen=True)
class Market:
    """One month of it; one element a person.

    `here` says who is settled in Norway by now, `finding` is the log odds of finding a main job,
    `ability` guards the one that a person has.
    """

    month: int
    who: Applicants
    here: Bools
    finding: Floats
    ability: Floats


def main_jobs(jobs: Jobs, market: Market, rng: np.random.Generator) -> tuple[Jobs, JobSpells]:
    """Move main jobs one month on; return them and the spells that ended."""
    lost = jobs.held & happens(_losing(jobs, market), rng)
    turn = np.where(jobs.held & ~lost, rng.random(len(lost)), 1.0)
    change = numbers("work")["change_employer"]
    changed = turn < change
    renewed = (turn >= change) & (turn < change + numbers("work")["new_terms"])
    found = ~jobs.held & market.here & happens(market.finding, rng)
    jobs, closed = _end(jobs, lost | changed, renewed, market.month)
    hired, stayed = np.flatnonzero(found | changed), np.flatnonzero(renewed)
    jobs = jobs.put(hired, main_terms(market.who.of(hired), market.month, rng))
    terms = other_terms(jobs.of(stayed), market.who.of(stayed), market.month, rng)
    return jobs.put(stayed, terms), closed


def second_jobs(
    jobs: Jobs, main: Jobs, market: Market, rng: np.random.Generator
) -> tuple[Jobs, JobSpells]:
    """Move second jobs one month on: small ones, begun beside a part-time job."""
    number, count = numbers("second_job"), len(jobs.employer)
    lost = jobs.held & (rng.random(count) < number["lose"])
    beside = main.held & (main.hours < FULL_TIME) & ~jobs.held
    found = beside & (rng.random(count) < number["find"])
    return _small_jobs(SECOND, jobs, lost, found, market, rng)


def holiday_jobs(
    jobs: Jobs, main: Jobs, market: Market, rng: np.random.Generator
) -> tuple[Jobs, JobSpells]:
    """Move holiday jobs one month on: begun in June or July without a main job, over by autumn."""
    number, count, season = numbers("holiday_job"), len(jobs.employer), market.month % 12
    lost = jobs.held & ((rng.random(count) < number["lose"]) | (season == SEPTEMBER))
    free = ~main.held & ~jobs.held & market.here & (season in (JUNE, JULY))
    found = free & (rng.random(count) < number["find"])
    return _small_jobs(HOLIDAY, jobs, lost, found, market, rng)


def _losing(jobs: Jobs, market: Market) -> Floats:
    work = numbers("work")
    losing = work["lose"] + work["lose_ability"] * market.ability
    losing += work["lose_temporary"] * ~jobs.permanent
    losing += work["lose_in_school"] * (market.who.student & (jobs.hours >= FULL_TIME))
    return np.asarray(losing)


def _small_jobs(
    place: int, jobs: Jobs, lost: Bools, found: Bools, market: Market, rng: np.random.Generator
) -> tuple[Jobs, JobSpells]:
    jobs, closed = _end(jobs, lost, np.zeros(len(lost), dtype=bool), market.month)
    hired = np.flatnonzero(found)
    return jobs.put(hired, small_terms(place, market.who.of(hired), market.month, rng)), closed


def _end(jobs: Jobs, ended: Bools, goes_on: Bools, month: int) -> tuple[Jobs, JobSpells]:
    """Write down the spells that end before this month, and empty the places that are left."""
    closed = ended_jobs(jobs, ended | goes_on, goes_on, month - 1)
    left = np.flatnonzero(ended)
    return jobs.put(left, no_jobs(len(left))), closed
