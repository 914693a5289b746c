"""The terms on which people are hired: employer, hours, pay, contract.

Pay follows the person: a rate of his own, what work and school have taught him, and a little for
each employer. So it moves slowly where he stays, and not far where he goes.
"""

from dataclasses import dataclass

import numpy as np

from analysis.synthetic.ability import counted_experience
from analysis.synthetic.dates import Bools, Floats, Ints
from analysis.synthetic.jobs import HOLIDAY, MAIN, PLACES, SECOND, Jobs
from analysis.synthetic.moment import Moment
from analysis.synthetic.parameters import Parameters
from analysis.synthetic.records import Records

EMPLOYERS = 1_000_000
"""More than there are employers in a municipality; so town and employer make one number."""
SECTIONS = {SECOND: "second_job", HOLIDAY: "holiday_job"}


@dataclass(frozen=True)
class Change(Records):
    """What changes at an employer, one element a job.

    `moves`: hours move a step or more towards those of a new job, and some of these jobs become
    permanent. `drops`: full time becomes part time. `pay` is settled anew, and never falls.
    """

    moves: Bools
    drops: Bools
    pay: Bools


@dataclass(frozen=True)
class Employers:
    """How many employers hire in each municipality, and the numbers of the model."""

    count: Ints
    p: Parameters

    def main_terms(self, row: Ints, moment: Moment) -> Jobs:
        """Draw the terms of new main jobs of the persons in some rows."""
        number, count = self.p.numbers("terms"), len(row)
        who, luck, after = moment.who.number[row], moment.luck, moment.after_exit[row]
        own = luck.uniform("self-employed", who, moment.month) < number["self_employed"]
        newly_out = (after >= 0) & (after <= number["subsidised_months"])
        subsidised = luck.uniform("subsidised", who, moment.month) < number["subsidised"]
        permanent = luck.uniform("permanent", who, moment.month) < number["permanent"]
        employer = self._employer(MAIN, row, moment)
        return Jobs(
            employer=employer,
            town=moment.home[row],
            start=np.full(count, moment.month),
            new=np.ones(count, dtype=bool),
            hours=self._hours(row, moment),
            pay=self._pay(employer, moment.home[row], row, moment),
            permanent=permanent | own,
            subsidised=subsidised & newly_out & ~own,
            self_employed=own,
        )

    def small_terms(self, place: int, row: Ints, moment: Moment) -> Jobs:
        """Draw the terms of new second jobs or holiday jobs: temporary and plain."""
        count, section = len(row), SECTIONS[place]
        employer = self._employer(place, row, moment)
        rank = moment.luck.uniform(f"{section} hours", moment.who.number[row], moment.month)
        return Jobs(
            employer=employer,
            town=moment.home[row],
            start=np.full(count, moment.month),
            new=np.ones(count, dtype=bool),
            hours=self.p.draw_number(section, "hours", rank),
            pay=self._pay(employer, moment.home[row], row, moment),
            permanent=np.zeros(count, dtype=bool),
            subsidised=np.zeros(count, dtype=bool),
            self_employed=np.zeros(count, dtype=bool),
        )

    def other_terms(self, held: Jobs, row: Ints, moment: Moment, change: Change) -> Jobs:
        """Draw other terms at the same employer for jobs held by the persons in some rows."""
        count, number = len(row), self.p.numbers("terms")
        rank = moment.luck.uniform("permanent later", moment.who.number[row], moment.month)
        lasting = moment.after_exit[row] <= number["subsidised_months"]
        steps = np.where(held.permanent, number["steps_permanent"], number["steps_temporary"])
        moved = self._moved(held.hours, self._hours(row, moment), steps)
        part = self.p.draw_number("terms", "part_hours", rank)
        settled = np.maximum(held.pay, self._pay(held.employer, held.town, row, moment))
        return Jobs(
            employer=held.employer,
            town=held.town,
            start=np.full(count, moment.month),
            new=np.zeros(count, dtype=bool),
            hours=np.select([change.drops, change.moves], [part, moved], default=held.hours),
            pay=np.where(change.pay, settled, held.pay),
            permanent=held.permanent | (change.moves & (rank < number["permanent_later"])),
            subsidised=held.subsidised & ~change.moves & lasting,
            self_employed=held.self_employed,
        )

    def _employer(self, place: int, row: Ints, moment: Moment) -> Ints:
        """Number an employer of the municipality; numbers of the three places never meet."""
        here = self.count[moment.home[row]]
        purpose = f"employer {place}"
        chosen = moment.luck.between(purpose, moment.who.number[row], (0, here - 1), moment.month)
        return np.asarray(1 + place + PLACES * chosen)

    def _hours(self, row: Ints, moment: Moment) -> Floats:
        number, who = self.p.numbers("terms"), moment.who
        full_time: Floats = np.full(len(row), number["full_time"])
        full_time += number["full_time_woman"] * who.woman[row]
        full_time += number["full_time_student"] * moment.student[row]
        full_time += number["full_time_programme"] * moment.in_programme[row]
        months = counted_experience(moment.experience[row], self.p)
        full_time += number["full_time_experience"] * months
        rank = moment.luck.uniform("hours", who.number[row], moment.month)
        full = moment.luck.happens("full time", full_time, who.number[row], moment.month)
        return np.where(
            full,
            self.p.draw_number("terms", "full_hours", rank),
            self.p.draw_number("terms", "part_hours", rank),
        )

    def _moved(self, held: Floats, wanted: Floats, most: Floats) -> Floats:
        """Return hours moved towards others by at most so many steps of the hours of jobs."""
        codes = (*self.p.codes("terms", "part_hours"), *self.p.codes("terms", "full_hours"))
        ladder = np.sort(np.array([float(code) for code in codes]))
        now, then = (np.searchsorted(ladder, hours) for hours in (held, wanted))
        return np.asarray(ladder[now + np.clip(then - now, -most, most).astype(np.int64)])

    def _pay(self, employer: Ints, town: Ints, row: Ints, moment: Moment) -> Floats:
        number, who = self.p.numbers("terms"), moment.who.number[row]
        level = number["hourly_pay"] * (1 + number["pay_growth"]) ** ((moment.month - 120) / 12)
        skill = number["pay_experience"] * counted_experience(moment.experience[row], self.p)
        skill = skill + number["pay_school"] * moment.gain[row]
        own = number["pay_person"] * moment.luck.normal("pay of a person", who)
        where = town * EMPLOYERS + employer
        own = own + number["pay_employer"] * moment.luck.normal("pay at an employer", who, where)
        shock = number["pay_shock"] * moment.luck.normal("pay shock", who, moment.month)
        return np.asarray(level * np.exp(skill + own + shock))
