"""Specifications x municipalities: shares, and what chance does to them."""

from dataclasses import dataclass

import numpy as np

from analysis.errors import DesignError
from analysis.estimates.sweep.counts import Counts
from analysis.estimates.sweep.rows import FEWEST
from analysis.estimates.units import Floats
from analysis.timeline.rows import Ints

SEED = 20260101
"""Of draws, as of every other answer; another seed gives other digits, not another answer."""


@dataclass(frozen=True, eq=False)
class Table:
    """The municipalities that are large enough in every specification.

    Attributes:
        share: S x J.
        n: S x J; the denominator.
        weight: S; of the specifications, summing to 1.
        shared: J; sampling variance of a municipality's weighted mean over specifications.
        codes: J.
    """

    share: Floats
    n: Ints
    weight: Floats
    shared: Floats
    codes: tuple[str, ...]

    @property
    def sampling(self) -> Floats:
        """S x J; the sampling variance of each share, of independent persons."""
        return np.asarray(self.share * (1 - self.share) / (self.n - 1))


def table_of(of: Counts) -> Table:
    """Return the table of prevalence; incidence has none.

    Raises:
        DesignError: fewer than two municipalities have FEWEST persons in every specification.
    """
    n, events = of.together
    large = np.flatnonzero((n >= FEWEST).all(axis=0))
    if len(large) < 2:
        raise DesignError(
            f"Fewer than two municipalities have {FEWEST} persons in every specification of the"
            f" grid '{of.grid.name}'.\nLeave out points that few can be followed to."
        )
    n = n[:, large]
    codes = tuple(of.codes[place] for place in large)
    return Table(events[:, large] / n, n, of.weight, of.shared[large], codes)
