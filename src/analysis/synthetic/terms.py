"""The terms on which people are hired: employer, hours, pay, contract."""

from dataclasses import dataclass, fields, replace

import numpy as np

from analysis.synthetic.ability import counted_experience
from analysis.synthetic.dates import Bools, Floats, Ints
from analysis.synthetic.jobs import HOLIDAY, MAIN, PLACES, SECOND, Jobs
from analysis.synthetic.parameters import draw_number, happens, numbers

SECTIONS = {SECOND: "second_job", HOLIDAY: "holiday_job"}


@dataclass(frozen=True)
class Applicants:
    """What an employer sees of persons in a month; one element a person.

    `employers` is the number of employers that hire in the municipality of living, `home`.
    """

    woman: Bools
    student: Bools
    experience: Ints
    after_exit: Ints
    home: Ints
    employers: Ints

    def __len__(self) -> int:
        """Return how many they are."""
        return len(self.home)

    def of(self, person: Ints) -> "Applicants":
        """Return some of them."""
        return Applicants(*(getattr(self, field.name)[person] for field in fields(self)))


def main_terms(who: Applicants, month: int, rng: np.random.Generator) -> Jobs:
    """Draw the terms of new main jobs."""
    number, count = numbers("terms"), len(who)
    self_employed = rng.random(count) < number["self_employed"]
    newly_out = (who.after_exit >= 0) & (who.after_exit <= number["subsidised_months"])
    return Jobs(
        employer=_employer(MAIN, who.employers, rng),
        town=who.home,
        start=np.full(count, month),
        new=np.ones(count, dtype=bool),
        hours=_hours(who, rng),
        pay=_pay(month, count, rng),
        permanent=(rng.random(count) < number["permanent"]) | self_employed,
        subsidised=(rng.random(count) < number["subsidised"]) & newly_out & ~self_employed,
        self_employed=self_employed,
    )


def small_terms(place: int, who: Applicants, month: int, rng: np.random.Generator) -> Jobs:
    """Draw the terms of new second jobs or holiday jobs: temporary and plain."""
    count = len(who)
    no = np.zeros(count, dtype=bool)
    return Jobs(
        employer=_employer(place, who.employers, rng),
        town=who.home,
        start=np.full(count, month),
        new=~no,
        hours=draw_number(SECTIONS[place], "hours", rng.random(count)),
        pay=_pay(month, count, rng),
        permanent=no,
        subsidised=no,
        self_employed=no,
    )


def other_terms(jobs: Jobs, who: Applicants, month: int, rng: np.random.Generator) -> Jobs:
    """Draw other terms at the same employer: hours and pay anew, some temporary jobs permanent."""
    count = len(who)
    made_permanent = rng.random(count) < numbers("terms")["permanent_later"]
    return replace(
        jobs,
        start=np.full(count, month),
        new=np.zeros(count, dtype=bool),
        hours=_hours(who, rng),
        pay=np.maximum(jobs.pay, _pay(month, count, rng)),
        permanent=jobs.permanent | made_permanent,
        subsidised=np.zeros(count, dtype=bool),
    )


def _employer(place: int, employers: Ints, rng: np.random.Generator) -> Ints:
    """Number an employer of the municipality; numbers of the three places never meet."""
    return np.asarray(1 + place + PLACES * rng.integers(0, employers))


def _hours(who: Applicants, rng: np.random.Generator) -> Floats:
    number = numbers("terms")
    full_time: Floats = np.full(len(who), number["full_time"])
    full_time += number["full_time_woman"] * who.woman
    full_time += number["full_time_student"] * who.student
    full_time += number["full_time_experience"] * counted_experience(who.experience)
    rank = rng.random(len(who))
    return np.where(
        happens(full_time, rng),
        draw_number("terms", "full_hours", rank),
        draw_number("terms", "part_hours", rank),
    )


def _pay(month: int, count: int, rng: np.random.Generator) -> Floats:
    number = numbers("terms")
    level = number["hourly_pay"] * (1 + number["pay_growth"]) ** (month / 12)
    return np.asarray(level * np.exp(number["pay_spread"] * rng.standard_normal(count)))
