"""Steps in which what is of persons is told: no finer than chance, so that answers open no person.

Exact answers to many questions give persons back, and so do answers that are nearer than about the
square root of the number of persons (Dinur and Nissim, 2003).
"""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.design import EDGE
from analysis.release.protect import Shown, floor
from analysis.release.remainder import AROUND
from analysis.release.rounded import BEYOND, TIE

STEPS = (0.01, 0.02, 0.05, 0.1)
"""Shares are told in one of these steps; where none is coarse enough they are not told."""
Bools = NDArray[np.bool_]
COARSE = "; told in steps of {step:.0%}, which are no finer than chance"


def step_of(persons: float) -> float | None:
    """Return the finest step in which shares of so many persons may be told; None: none may."""
    return next((step for step in STEPS if step**2 * persons >= 1), None)


def in_steps(rows: pd.DataFrame, step: float) -> pd.DataFrame:
    """Return shares in steps; those below EDGE as BEYOND, and likewise at the top."""
    told = rounded(rows, step)
    share = told["estimate"]
    coded = share.mask(share < EDGE - TIE, BEYOND).mask(share > 1 - EDGE + TIE, 1 - BEYOND)
    lower, upper = told["lower"].clip(0, 1), told["upper"].clip(0, 1)
    return told.assign(
        estimate=coded, lower=np.minimum(lower, coded), upper=np.maximum(upper, coded)
    )


def rounded(rows: pd.DataFrame, step: float) -> pd.DataFrame:
    """Return numbers in steps, with limits that tell no more of where in a step they were."""
    number = (rows["estimate"] / step).round() * step
    beside = np.maximum(rows["estimate"] - rows["lower"], rows["upper"] - rows["estimate"])
    reach = np.ceil(beside / step + 0.5 - TIE) * step
    limits = {"estimate": number, "lower": number - reach, "upper": number + reach}
    told = {name: value.round(2) for name, value in limits.items()}
    return rows.assign(**told, method=rows["method"] + COARSE.format(step=step))


def passing(n: pd.DataFrame, events: pd.DataFrame) -> Bools:
    """Tell of which rows a share may be told, whichever of their fives counts are.

    Args:
        n: rows x groups that make up a whole, of persons in fives.
        events: those of them with the event.
    """
    fewest = (n - AROUND, events - AROUND, n - events - 2 * AROUND)
    counts = (one.clip(lower=0).sum(axis=1) for one in fewest)
    full = [floor(*one) is Shown.FULL for one in zip(*counts, strict=True)]
    return np.array(full, dtype=bool)


def moved(rows: pd.DataFrame, estimate: pd.Series) -> pd.DataFrame:
    """Return rows with another estimate, and limits as far from it as they were."""
    by = estimate - rows["estimate"]
    return rows.assign(
        estimate=rows["estimate"] + by, lower=rows["lower"] + by, upper=rows["upper"] + by
    )


def by_step(
    rows: pd.DataFrame, persons: pd.Series, tell: Callable[[pd.DataFrame, float], pd.DataFrame]
) -> Iterator[pd.DataFrame]:
    """Yield rows in the step that each one's persons allow; none of too few."""
    for step, some in rows.groupby(persons[rows.index].map(step_of)):
        yield tell(some, float(str(step)))
