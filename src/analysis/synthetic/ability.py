"""How easily a person finds work in a month, on the scale of log odds.

Ability is what a person brings and what the place adds; hindrance is what the month takes away
(programme, school, the pandemic). Only ability also guards a job that one has.
"""

import numpy as np

from analysis.synthetic.dates import Bools, Floats, Ints, month_number
from analysis.synthetic.moment import Moment
from analysis.synthetic.municipalities import Municipalities
from analysis.synthetic.parameters import effects, numbers
from analysis.synthetic.persons import AGES, PRIOR, Persons
from analysis.synthetic.schooling import LEVELS, School


def lasting_ability(persons: Persons, places: Municipalities) -> Floats:
    """Return the part of ability that does not change over time."""
    age = effects("work", "age", AGES)[persons.age]
    prior = effects("work", "prior", PRIOR)[persons.prior]
    return np.asarray(age + prior + persons.frailty + places.quality[persons.place])


def ability(
    lasting: Floats, woman: Bools, experience: Ints, moment: Moment, school: School
) -> Floats:
    """Return ability in a month, without the labour market of the place of living.

    Args:
        lasting: what `lasting_ability` returned.
        woman: who is a woman; her disadvantage shrinks with the years since exit.
        experience: months worked in a main job.
        moment: the month.
        school: what is completed, which adds slowly.
    """
    work = numbers("work")
    years = (moment.after_exit / 12).clip(0, work["woman_years"])
    gap = woman * (work["woman"] + work["woman_yearly"] * years)
    practice = work["experience"] * counted_experience(experience)
    return np.asarray(lasting + gap + practice + _gain(school, moment.month))


def counted_experience(months: Ints) -> Floats:
    """Return months of work, as many as count."""
    return months.clip(max=numbers("work")["experience_months"]).astype(np.float64)


def _gain(school: School, month: int) -> Floats:
    """Return what completed school adds: nothing at first, nearly all after some years."""
    work = numbers("work")
    gain = np.zeros(len(school.level))
    for column, level in enumerate(LEVELS[1:], start=1):
        since = (month - school.completed[:, column]).clip(min=0)
        gain += work[f"after_{level}"] * (1 - np.exp(-since / work["gain_months"]))
    return gain


def hindrance(moment: Moment, school: School) -> Floats:
    """Return what programme, exit, school and pandemic do to finding work this month."""
    work = numbers("work")
    lock_in = np.array([0.0, *(work[f"in_{level}"] for level in LEVELS[1:])])
    first, last = work["season_first"], work["season_last"]
    programme = work["in_programme"] * (moment.after_exit < first)
    exit_season = (moment.after_exit >= first) & (moment.after_exit <= last)
    pandemic = month_number(work["covid_first"]), month_number(work["covid_last"])
    covid = work["covid"] * (pandemic[0] <= moment.month <= pandemic[1])
    return np.asarray(lock_in[school.level] + programme + work["at_exit"] * exit_season + covid)
