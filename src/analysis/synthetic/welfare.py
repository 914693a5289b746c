"""What people without work live on, and what the labour office knows of them, month by month.

Neither changes who finds work: both follow from it, and from luck.
"""

from dataclasses import dataclass

import numpy as np

from analysis.synthetic.dates import Bools, Ints, month_number
from analysis.synthetic.jobs import Jobs
from analysis.synthetic.moment import Moment
from analysis.synthetic.parameters import Parameters
from analysis.synthetic.records import Records
from analysis.synthetic.schooling import NONE, School

STATUSES = ("", "unemployed", "on_measures", "reduced_capacity")
UNEMPLOYED, ON_MEASURES, REDUCED = 1, 2, 3
KINDS = ("", "social_assistance", "qualification_benefit")
ASSISTANCE, QUALIFICATION = 1, 2


@dataclass(frozen=True)
class Standing(Records):
    """What a register holds of each person now, as a position in its codes, and since when."""

    code: Ints
    since: Ints


@dataclass(frozen=True)
class StandingSpells(Records):
    """Spells in months, one element a spell: whose, which code, from, until."""

    person: Ints
    code: Ints
    start: Ints
    last: Ints


def no_standing(persons: int) -> Standing:
    """Return the state before a register knows anybody."""
    return Standing(np.zeros(persons, dtype=np.int64), np.zeros(persons, dtype=np.int64))


def change(standing: Standing, code: Ints, month: int) -> StandingSpells:
    """Move to new codes in place, and return the spells that ended before this month."""
    row = np.flatnonzero(standing.code != code)
    known = row[standing.code[row] > 0]
    since = standing.since[known]
    closed = StandingSpells(known, standing.code[known], since, np.full(len(known), month - 1))
    standing.code[row] = code[row]
    standing.since[row] = month
    return closed


def office_status(
    standing: Standing, main: Jobs, school: School, moment: Moment, p: Parameters
) -> Ints:
    """Return what the labour office has of each person: only who is out, idle and reports."""
    office, who, month = p.numbers("labour_office"), moment.who.number, moment.month
    idle = ~main.held & (school.level == NONE) & (moment.after_exit > 0)
    idle &= moment.years_old < p.numbers("work")["pension_age"]
    code = np.where(idle, standing.code, 0)
    rank = moment.luck.uniform("labour office", who, month)
    fresh = idle & (code == 0)
    registers = office["registers"] * np.exp(office["later"] * moment.after_exit.clip(0) / 12)
    registers = registers * np.where(moment.who.woman, office["registers_woman"], 1.0)
    code = np.where(fresh & (rank < registers), UNEMPLOYED, code)
    shift = ~fresh & (code > 0)
    measures = shift & (code == UNEMPLOYED) & (rank < office["to_measures"])
    back = shift & (code == ON_MEASURES) & (rank < office["from_measures"])
    gives_up = shift & (rank > 1 - office["gives_up"]) & (code != REDUCED)
    code = np.where(measures, ON_MEASURES, np.where(back, UNEMPLOYED, code))
    worn = office["reduced"] * np.exp(office["reduced_age"] * moment.who.age)
    reduced = idle & ~gives_up & (moment.luck.uniform("reduced", who, month) < worn)
    return np.where(gives_up, 0, np.where(reduced, REDUCED, code))


def assistance(
    standing: Standing, main: Jobs, school: School, moment: Moment, p: Parameters
) -> Ints:
    """Return which benefit each person has: begun and ended by luck, more easily when poor."""
    number, who, month = p.numbers("assistance"), moment.who.number, moment.month
    out = moment.after_exit > 0
    earns = main.held & (main.hours >= number["enough_hours"])
    begin = np.where(school.level > NONE, number["begin_student"], number["begin"])
    begin = np.where(main.held, number["begin_small_job"], begin)
    years = (moment.after_exit / 12).clip(0, number["later_years"])
    begin = begin * np.exp(number["later"] * years)
    rank = moment.luck.uniform("assistance", who, month)
    has: Bools = standing.code > 0
    begins = out & ~earns & ~has & (rank < begin)
    end = np.where(standing.code == QUALIFICATION, number["end_qualification"], number["end"])
    ends = has & (rank < np.where(earns, number["end_earning"], end))
    old = moment.years_old >= p.numbers("work")["pension_age"]
    begins, ends = begins & ~old, ends | (has & old)
    kind = moment.luck.uniform("kind of assistance", who, month) < number["qualification"]
    kind &= month >= month_number(number["qualification_since"])
    fresh = np.where(kind, QUALIFICATION, ASSISTANCE)
    return np.where(ends, 0, np.where(begins, fresh, standing.code))
