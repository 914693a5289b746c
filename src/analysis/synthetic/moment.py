"""One month as each person meets it: what school and work look at when they move on."""

from dataclasses import dataclass

import numpy as np

from analysis.synthetic.dates import Bools, Floats, Ints
from analysis.synthetic.luck import Luck
from analysis.synthetic.persons import Persons


@dataclass(frozen=True)
class Moment:
    """One element for each person who is settled by now, but for `month` and `luck`.

    `after_start`, `after_exit` and `settled_for` are months since programme start, exit and
    settlement, below 0 before them; `home` is a position in Municipalities; `working` says who has
    a main job as the month begins, `student` who is in school, `gain` what completed school adds,
    `years_old` the age reached in the calendar year.
    """

    month: int
    luck: Luck
    who: Persons
    after_start: Ints
    after_exit: Ints
    settled_for: Ints
    home: Ints
    working: Bools
    student: Bools
    experience: Ints
    gain: Floats
    small_child: Bools
    speaks: Bools
    years_old: Ints

    @property
    def season(self) -> int:
        """The calendar month, January being 0."""
        return self.month % 12

    @property
    def in_programme(self) -> Bools:
        """Who has not left the programme, or not begun it."""
        return np.asarray(self.after_exit < 0)
