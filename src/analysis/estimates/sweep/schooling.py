"""With and without grunnskole, alike in sex, age and prior education: a plain gap by specification.

It is standardised over groups of what people were like at programme start, and no more: language,
children and work before are not in it. The adjusted answer is that of a comparison.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.errors import DesignError
from analysis.estimates.standardised import Standardised, standardised
from analysis.estimates.sweep.people import Bools
from analysis.timeline.exposure import exposures
from analysis.timeline.rows import Ints

if TYPE_CHECKING:
    from analysis.estimates.live import LiveStudy

COMPARISON = "grunnskole"
BASELINE = ("sex", "age", "prior_education")
WITHOUT, WITH, NEITHER = 0, 1, -1


@dataclass(frozen=True, eq=False)
class Schooling:
    """Who began grunnskole in the grace period after programme start, and who did not (persons).

    Attributes:
        side: WITH, WITHOUT, or NEITHER for who is not compared.
        stratum: the group of BASELINE traits that the registers have.
        known_from: calendar month from which the side is known; an earlier point would use the
            future.
        baseline: the traits.
        places: number of municipalities.
    """

    side: Ints
    stratum: Ints
    known_from: Ints
    baseline: tuple[str, ...]
    places: int


def schooling(study: "LiveStudy", places: int) -> Schooling | None:
    """Return who is with and who without; None where the registers do not tell."""
    comparison = study.comparison(COMPARISON)
    try:
        people = study.cohort(comparison.design)
        begun = exposures(study.registers, people, comparison)["begun"]
    except DesignError:
        return None
    frame, grace = people.frame, comparison.grace_months
    compared = (begun.isna() | (begun >= 1)).to_numpy(dtype=bool)
    if "prior_education" in frame:
        compared &= frame["prior_education"].isin(comparison.prior_education).to_numpy()
    starts = (begun <= grace).fillna(False).to_numpy(dtype=bool)
    baseline = tuple(name for name in BASELINE if name in frame)
    number = np.zeros(len(frame))
    if baseline:
        number[:] = frame.groupby(list(baseline), observed=True).ngroup().to_numpy()
    n = study.registers.n_persons

    def by_person(values: Ints, otherwise: int) -> Ints:
        return pd.Series(values, frame.index).reindex(range(n), fill_value=otherwise).to_numpy()

    known = frame["origin"].to_numpy(dtype=np.int64) + grace
    side = np.where(compared, np.where(starts, WITH, WITHOUT), NEITHER)
    return Schooling(
        by_person(side, NEITHER),
        by_person(number.astype(np.int64), 0),
        by_person(known, 0),
        baseline,
        places,
    )


def school_gap(
    of: Schooling, person: Ints, place: Ints, month: Ints, marks: tuple[Bools, Bools]
) -> Standardised | None:
    """Return the gap of one specification; None where a side has few persons.

    Args:
        of: who is with and without.
        person: rows in the registers of those who are followed.
        place: their municipalities' positions.
        month: calendar month in which each is read.
        marks: who is in the denominator, and who is in the state.
    """
    at_risk, inside = marks
    some = at_risk & (of.side[person] != NEITHER) & (month >= of.known_from[person])
    who = person[some]
    shape = of.places, int(of.stratum.max()) + 1, 2
    cell = np.ravel_multi_index((place[some], of.stratum[who], of.side[who] == WITHOUT), shape)
    n, events = (
        np.bincount(chosen, minlength=int(np.prod(shape))).reshape(shape).astype(np.float64)
        for chosen in (cell, cell[inside[some]])
    )
    return standardised(n, events)
