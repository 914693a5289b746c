"""What is done about grunnskole in a world: people choose, or everybody follows one strategy.

Two worlds of the same seed and different strategies are twins: the same persons with the same luck
(definitions.md 21, 26 and 27).
"""

from dataclasses import dataclass
from enum import StrEnum


class Grunnskole(StrEnum):
    """Who begins grunnskole, among those who have less."""

    CHOSEN = "chosen"
    BEGIN = "begin"
    NEVER = "never"


@dataclass(frozen=True)
class Strategy:
    """A rule that a world follows.

    Attributes:
        grunnskole: as people choose; everybody below it begins within the grace period and stays
            until it is completed; or nobody begins.
        grace_months: months from programme start within which everybody has begun.
        springboard: whether grunnskole opens upper secondary. If not, who completed it begins upper
            secondary as if he had not.
    """

    grunnskole: Grunnskole = Grunnskole.CHOSEN
    grace_months: int = 12
    springboard: bool = True


AS_CHOSEN = Strategy()
