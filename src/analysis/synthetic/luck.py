"""Luck: chance that depends on seed, purpose, person and month, and on nothing else.

A draw is a hash of these four, so that it is the same whoever else is drawn, in whatever order and
in whatever parts. Two worlds that differ in one rule therefore share all their luck, and what
differs between them is the effect of the rule.
"""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from analysis.compiled import compiled, part_of_loop
from analysis.synthetic.dates import Bools, Floats, Ints

Hashes = NDArray[np.uint64]
PERSON_STEP = np.uint64(0x9E3779B97F4A7C15)
MONTH_STEP = np.uint64(0xD1B54A32D192ED03)
UNIT = 2.0**-53


class Luck:
    """Draws of one world; `seed` is any whole number.

    Methods take person numbers and return one draw for each.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._keys: dict[str, np.uint64] = {}

    def uniform(self, purpose: str, person: Ints, month: Ints | int = 0) -> Floats:
        """Return draws from 0 to below 1; another purpose or month gives independent ones."""
        drawn = np.empty(person.shape)
        months = np.asarray(month).astype(np.uint64).reshape(-1)
        _draw(person.astype(np.uint64).ravel(), months, self._key(purpose), drawn.reshape(-1))
        return drawn

    def normal(self, purpose: str, person: Ints, month: Ints | int = 0) -> Floats:
        """Return standard normal draws."""
        from scipy.special import ndtri

        return np.asarray(ndtri(self.uniform(purpose, person, month) + UNIT / 2))

    def shared(self, purpose: str, person: Ints, group: Ints, share: float) -> Floats:
        """Return draws from 0 to 1 that persons of a group have in common to a share.

        Each by itself is even; two of a group correlate by about the share (normal copula).
        """
        from scipy.special import ndtr

        together = np.sqrt(share) * self.normal(f"{purpose} of a group", group)
        return np.asarray(ndtr(together + np.sqrt(1 - share) * self.normal(purpose, person)))

    def between(
        self, purpose: str, person: Ints, bounds: tuple[Ints | int, Ints | int], month: int = 0
    ) -> Ints:
        """Return whole numbers from the first bound to the last, both included."""
        first, last = bounds
        rank = self.uniform(purpose, person, month)
        return np.asarray(first + np.floor(rank * (np.asarray(last) - first + 1))).astype(np.int64)

    def happens(self, purpose: str, log_odds: Floats, person: Ints, month: Ints | int = 0) -> Bools:
        """Draw who is met by something whose chance is given as log odds."""
        chance = 1 / (1 + np.exp(-log_odds))
        return np.asarray(self.uniform(purpose, person, month) < chance)

    def wait(self, purpose: str, chance: Floats | float, person: Ints) -> Floats:
        """Return months until something with an even chance a month, more than 0."""
        return np.asarray(-np.log1p(-self.uniform(purpose, person)) / chance)

    def _key(self, purpose: str) -> np.uint64:
        if purpose not in self._keys:
            digest = blake2b(f"{self.seed}/{purpose}".encode(), digest_size=8).digest()
            self._keys[purpose] = np.uint64(int.from_bytes(digest, "little"))
        return self._keys[purpose]


@part_of_loop
def _mix(number: np.uint64) -> np.uint64:
    """Scatter the bits of a number (the finaliser of SplitMix64; Steele, Lea and Flood, 2014)."""
    number = (number ^ (number >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    number = (number ^ (number >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return number ^ (number >> np.uint64(31))


@compiled
def _draw(person: Hashes, month: Hashes, key: np.uint64, drawn: Floats) -> None:
    """Fill in the draw of each person, in a month of his own or in the same one."""
    step = int(month.size > 1)
    for i in range(person.size):
        hashed = _mix(_mix(person[i] * PERSON_STEP + key) + month[i * step] * MONTH_STEP)
        drawn[i] = float(hashed >> np.uint64(11)) * UNIT
