"""What the compiled walk is given, and what it fills: tuples of arrays."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Shorts = NDArray[np.int16]
Bytes = NDArray[np.uint8]
Floats = NDArray[np.floating[Any]]


class Models(NamedTuple):
    """All models as flat tables: a process has terms, a term has parts and coefficients.

    terms (processes + 1) and parts (terms + 1): where those of each begin; begins, sizes (terms):
    first coefficient and number of levels; read (parts x 4): the variable, where its levels stand
    in lookup, its last value there, and what its level counts in the term's; coefficient, known
    (coefficients): log odds, and whether anybody at risk had the level.
    """

    terms: Ints
    parts: Ints
    begins: Ints
    sizes: Ints
    read: Ints
    lookup: Shorts
    coefficient: Floats
    known: Bytes


class Persons(NamedTuple):
    """Who walks (persons): start (persons x variables) in month `first`, and to which month.

    cluster; number, which decides luck; origin, a calendar month since 1970; last month.
    """

    first: int
    start: Ints
    cluster: Ints
    number: Ints
    origin: Ints
    last: Ints

    def of(self, rows: Ints) -> "Persons":
        """Return some of the persons."""
        return Persons(self.first, *(column[rows] for column in self[1:]))


class Rule(NamedTuple):
    """What is done: how the exposure is begun, by which month, months to stay; the way closed."""

    begin: int
    grace: int
    stay: int
    closed: int


class Places(NamedTuple):
    """The states of a pathway in which exposure, way and other education show; NOWHERE: none."""

    exposure: int
    through: int
    other: int


class Tables(NamedTuple):
    """What a walk fills.

    counts: clusters x months x columns; follow: clusters x clocks x months x columns; keys, used:
    decisions observed (processes x room) and their number; score: clusters x coefficients; unseen
    (processes): decisions on a level that nobody was seen at risk with. Of persons x stages, where
    they are asked: stable, reached: how often in stable work, and come into it, by then; weight:
    how much likelier the rule makes what he did; state (x variables).
    """

    counts: Ints
    follow: Ints
    keys: Ints
    used: Ints
    score: Floats
    unseen: Ints
    stable: Ints
    reached: Ints
    weight: Floats
    state: Shorts


class Walk(NamedTuple):
    """How persons walk: mode tells whether as observed or by luck, copy which luck.

    stages: months at which persons are told one by one, in rising order; perhaps none.
    """

    mode: int
    copy: int
    stages: Ints
    models: Models
    rule: Rule
    places: Places
    tables: Tables
