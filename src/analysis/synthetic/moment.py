"""One month as each person meets it: what school and work look at when they move on."""

from dataclasses import dataclass

from analysis.synthetic.dates import Bools, Ints


@dataclass(frozen=True)
class Moment:
    """One element a person, but for `month`, the number of the month.

    `after_start` and `after_exit` are months since programme start and exit, below 0 before them;
    `home` is a position in Municipalities; `working` says who has a main job as the month begins.
    """

    month: int
    after_start: Ints
    after_exit: Ints
    home: Ints
    working: Bools

    @property
    def season(self) -> int:
        """The calendar month, January being 0."""
        return self.month % 12
