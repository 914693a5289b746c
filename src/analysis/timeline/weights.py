"""Weights of persons: whole millionths, whose sums are exact in any order, or refused."""

import numpy as np
import pandas as pd

from analysis.errors import DesignError
from analysis.registers.read import Registers
from analysis.timeline.rows import Ints

MILLION = 10**6
HIGHEST = 3000 * MILLION
"""The square of a higher weight is no number of 64 bits."""
MOST = 2.0**62
"""A sum of weights, or of their squares, that still leaves room for the error of this check."""


def weights(programmes: pd.DataFrame) -> Ints:
    """Return the weight of each person, in millionths.

    Raises:
        DesignError: somebody has none, or they are so large that their sums are not exact.
    """
    weight = programmes["weight"]
    lacking = int(weight.isna().sum())
    if lacking:
        raise DesignError(
            f"participants.weight is empty for {lacking} of {len(weight)} persons."
            "\nNobody can be counted without one, and none is no weight of 1."
            "\nFill them in, or name the column under 'ignored' in dataset.toml."
        )
    found = weight.to_numpy(dtype=np.int64)
    check_sums(found)
    check_sums(squares(found))
    return found


def squares(weight: Ints) -> Ints:
    """Return the squares of weights, in millionths, each person's rounded to the nearest."""
    if len(weight) and int(weight.max()) > HIGHEST:
        _refuse()
    return (weight * weight + MILLION // 2) // MILLION


def check_sums(values: Ints) -> None:
    """Raise DesignError where the sum of values that are not negative may pass 64 bits."""
    if float(values.astype(np.float64).sum()) > MOST:
        _refuse()


def _refuse() -> None:
    raise DesignError(
        "participants.weight is too large: its sums, or those of its squares, are no exact numbers."
        f"\nAllowed: at most {HIGHEST // MILLION} a person, and squares that sum to at most"
        f" {int(MOST) // MILLION}.\nDivide all weights by one number."
    )


def is_weighted(registers: Registers) -> bool:
    """Tell whether participants have weights, which a study does not take."""
    return registers.has("participants", "weight")


def refuse_weights(registers: Registers, what: str) -> None:
    """Refuse to count persons all alike where they have weights.

    Raises:
        DesignError: they have, naming what is asked.
    """
    if is_weighted(registers):
        raise DesignError(
            f"participants.weight is not taken into {what}: without it their numbers would be of"
            " another population.\nName the column under 'ignored' in dataset.toml to count persons"
            " all alike; or make tables with weights from a cohort (docs/python.md)."
        )
