"""How easily a person finds work in a month, on the scale of log odds.

Ability is what a person brings and what the place adds; hindrance is what the month takes away
(programme, school, small children, hard times). Only ability also guards a job that one has.
"""

import numpy as np

from analysis.synthetic.dates import EPOCH_YEAR, Floats, Ints, month_number, year_of
from analysis.synthetic.moment import Moment
from analysis.synthetic.municipalities import Municipalities
from analysis.synthetic.parameters import Parameters
from analysis.synthetic.persons import AGES, PRIOR, Persons
from analysis.synthetic.schooling import GRUNNSKOLE, LEVELS, School


def lasting_ability(persons: Persons, places: Municipalities, p: Parameters) -> Floats:
    """Return the part of ability that does not change over time."""
    age = p.effects("work", "age", AGES)[persons.age]
    prior = p.effects("work", "prior", PRIOR)[persons.prior]
    origin = p.effects("work", "origin", p.codes("origin", "2013"))[persons.origin]
    cohort = p.by_year("work", "by_exit", year_of(persons.exit))
    known = age + prior + origin + cohort
    return np.asarray(known + persons.frailty + places.quality[persons.place])


def ability(lasting: Floats, moment: Moment, p: Parameters) -> Floats:
    """Return ability in a month, without the labour market of the place of living."""
    work = p.numbers("work")
    years = (moment.after_exit / 12).clip(0, work["woman_years"])
    of_cohort = p.by_year("work", "woman_by_exit", year_of(moment.who.exit))
    gap = moment.who.woman * (work["woman"] + work["woman_yearly"] * years + of_cohort)
    practice = work["experience"] * counted_experience(moment.experience, p)
    worn = (moment.settled_for / 12 - work["wear_after"]).clip(min=0)
    wear = np.where(moment.who.woman, work["wear_woman"], work["wear"]) * worn
    speaks = work["speaks"] * moment.speaks
    return np.asarray(lasting + gap + practice + moment.gain + wear + speaks)


def counted_experience(months: Ints, p: Parameters) -> Floats:
    """Return months of work, as many as count."""
    return months.clip(max=p.numbers("work")["experience_months"]).astype(np.float64)


def school_gain(school: School, month: int, p: Parameters) -> Floats:
    """Return what completed school adds: nothing at first, nearly all after some years."""
    work = p.numbers("work")
    gain = np.zeros(len(school.level))
    for column, level in enumerate(LEVELS[1:], start=1):
        done = np.flatnonzero(school.completed[:, column] <= month)
        since = month - school.completed[done, column]
        gain[done] += work[f"after_{level}"] * (1 - np.exp(-since / work["gain_months"]))
    return gain


def hindrance(moment: Moment, school: School, p: Parameters) -> Floats:
    """Return what programme, exit, school, children and the year do to finding work."""
    work = p.numbers("work")
    lock_in = np.array([0.0, *(work[f"in_{level}"] for level in LEVELS[1:])])
    first, last = work["season_first"], work["season_last"]
    programme = work["in_programme"] * (moment.after_exit < first)
    exit_season = (moment.after_exit >= first) & (moment.after_exit <= last)
    season = work["at_exit"] + p.by_year("work", "at_exit_year", year_of(moment.who.exit))
    pandemic = month_number(work["covid_first"]), month_number(work["covid_last"])
    covid = work["covid"] * (pandemic[0] <= moment.month <= pandemic[1])
    middle_of_year = np.array([EPOCH_YEAR + moment.month / 12 - 0.5])
    demand = p.by_year("work", "demand", middle_of_year)[0]
    women = work["small_child"] * (moment.small_child & moment.who.woman)
    ordinary = school.level > GRUNNSKOLE
    women = women + work["student_woman"] * (ordinary & moment.who.woman)
    women = women + work["at_exit_woman"] * (exit_season & moment.who.woman)
    return np.asarray(
        lock_in[school.level] + programme + season * exit_season + covid + demand + women
    )
