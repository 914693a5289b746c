"""Models as flat tables, which a compiled loop can read."""

import numpy as np

from analysis.errors import EstimationError
from analysis.estimates.g_formula import walk
from analysis.estimates.g_formula.models import Part, Term
from analysis.estimates.g_formula.parts import Models


def laid_flat(terms: dict[int, list[Term]]) -> Models:
    """Return the tables of models that the walk reads, with no coefficients yet.

    Raises:
        EstimationError: a model has so many cells that they have no numbers.
    """
    lookup: list[int] = []
    stands: dict[Part, int] = {}
    begins: list[int] = []
    sizes: list[int] = []
    read: list[tuple[int, int, int, int]] = []
    first, parts = [0], [0]
    for process in range(walk.PROCESSES):
        if np.prod([float(term.size) for term in terms[process]]) > 2.0**62:
            raise EstimationError("A model of the g-formula has too many covariates for its cells.")
        for term in terms[process]:
            begins.append(sum(sizes))
            sizes.append(term.size)
            for place, part in enumerate(term.parts):
                if part not in stands:
                    stands[part] = len(lookup)
                    lookup += _levels(part)
                stride = int(np.prod([len(one.bands) for one in term.parts[place + 1 :]]))
                read.append((part.variable, stands[part], part.bands[-1], stride))
            parts.append(len(read))
        first.append(len(sizes))
    n = sum(sizes)
    return Models(
        terms=np.array(first, dtype=np.int64),
        parts=np.array(parts, dtype=np.int64),
        begins=np.array(begins, dtype=np.int64),
        sizes=np.array(sizes, dtype=np.int64),
        read=np.array(read, dtype=np.int64),
        lookup=np.array(lookup, dtype=np.int16),
        coefficient=np.zeros(n),
        known=np.zeros(n, dtype=np.uint8),
    )


def _levels(part: Part) -> list[int]:
    """Return the level of each value from 0 to where the last band begins."""
    values = np.arange(part.bands[-1] + 1)
    return list(np.maximum(np.searchsorted(part.bands, values, side="right") - 1, 0))
