"""The persons of a known world, and the tables that are made of them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.estimates.units import Ints
from analysis.terms import Cause, State

Bools = NDArray[np.bool_]
FREE, WORKS, LOST, LEFT = "free", State.IN_STATE.value, "lost", State.EMIGRATION.value
STATES = (FREE, WORKS, LOST, LEFT)


@dataclass(frozen=True, eq=False)
class Drawn:
    """The persons of a drawn world who are seen, one element a person; months since the origin.

    Attributes:
        place: municipality, 0, 1, …
        group: 0 for "a", 1 for "b".
        entry: the last month not at risk.
        free_until: the month in which he comes to work or leaves.
        works: whether he comes to work.
        works_until: the month in which he no longer works.
        here_until: the month in which he leaves the country.
        followed: the last month observed by calendar.
    """

    place: Ints
    group: Ints
    entry: Ints
    free_until: Ints
    works: Bools
    works_until: Ints
    here_until: Ints
    followed: Ints

    @cached_property
    def events(self) -> pd.DataFrame:
        """The table of events, a row a person, by municipality and group."""
        ends = self.free_until <= self.followed
        cause = np.where(self.works, Cause.EVENT.value, Cause.EMIGRATION.value)
        return pd.DataFrame(
            {
                "municipality": self._codes[self.place],
                "group": np.array(["a", "b"])[self.group],
                "entry": self.entry,
                "duration": np.minimum(self.free_until, self.followed),
                "cause": np.where(ends, cause, Cause.CENSORED.value),
                "n": 1,
            }
        )

    @property
    def _codes(self) -> NDArray[np.str_]:
        return np.array([f"{1000 + place}" for place in range(int(self.place.max()) + 1)])

    def states(self, last: int) -> Ints:
        """Return persons x months 0 to `last` of positions in STATES; -1 where he is not seen."""
        month = np.arange(last + 1)
        state = np.full((len(self.entry), last + 1), STATES.index(LEFT))
        # The later a state, the earlier it is written: an earlier one still holds and writes over.
        state[month < self.here_until[:, None]] = STATES.index(LOST)
        state[(month < self.works_until[:, None]) & self.works[:, None]] = STATES.index(WORKS)
        state[month < self.free_until[:, None]] = STATES.index(FREE)
        seen = (month >= self.entry[:, None]) & (month <= self.followed[:, None])
        return np.where(seen, state, -1)

    def transitions(self, last: int) -> pd.DataFrame:
        """Return the table of transitions to month `last`, by municipality."""
        state = self.states(last)
        person, month = np.nonzero((state[:, :-1] >= 0) & (state[:, 1:] >= 0))
        shape = (int(self.place.max()) + 1, last + 1, len(STATES), len(STATES))
        cells = self.place[person], month + 1, state[person, month], state[person, month + 1]
        counts = np.bincount(np.ravel_multi_index(cells, shape), minlength=int(np.prod(shape)))
        some = np.flatnonzero(counts)
        place, month, first, second = np.unravel_index(some, shape)
        names = np.array(STATES)
        return pd.DataFrame(
            {
                "municipality": self._codes[place],
                "month": month,
                "from_state": names[first],
                "to_state": names[second],
                "n": counts[some],
            }
        )

    def status(self, months: tuple[int, ...]) -> pd.DataFrame:
        """Return the table of status of those who are followed from month 0 to each month.

        A row a person, with his municipality.
        """
        here = self.entry == 0
        state, codes = self.states(max(months))[here][:, months], self._codes[self.place[here]]
        at, person = np.nonzero((state >= 0).T)
        names = np.array([State.NOT_IN_STATE, State.IN_STATE, State.NOT_IN_STATE, State.EMIGRATION])
        return pd.DataFrame(
            {
                "municipality": codes[person],
                "month": np.array(months)[at],
                "state": names[state[person, at]],
                "n": 1,
            }
        )
