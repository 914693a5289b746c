"""How far an interval by cluster reaches, where clusters are few or of very different sizes.

What tells the error of an estimate, and what tells its variance, are the same few large clusters:
where one of them is far off, both are large. So the two are not independent as Student's t has
them, and degrees of freedom matched to the variance alone (Satterthwaite's) reach much too far. For
normal clusters the law of the one in units of the other is known exactly, and is taken instead.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtridf, stdtrit

from analysis.estimates.units import Floats, Ints

Complexes = NDArray[np.complexfloating[Any, Any]]
UPPER = 0.975
"""Degrees are those with which Student's t reaches as far as the exact law, at 95 %."""
KNOWN = np.array([0, 0.02, 0.05, 0.1, 0.2, 0.35, 0.55, 0.8, 1])
"""Reaches are computed at these parts of persons, and drawn out between them: right to 0.2 %."""
FREQUENCIES = np.exp(np.linspace(-14, 9, 500))
"""In them lies all of the law, so that a chance is right to about 1e-6."""
HALVINGS = 20
ALIKE = 0.1
"""Clusters are counted as of one size where sizes are so near on the log scale, for speed."""
TIE = 1e-12
HALF = 0.5


def degrees_of_freedom(share: Floats, alone: Floats) -> Floats:
    """Return Student's t's degrees of freedom for estimates by cluster; G - 1 of G equal ones.

    Clusters are normal under a working model: a part of the variance is of persons, who vary as if
    they were independent, the rest of clusters, all by as much. Squares are divided by 1 - share.

    Args:
        share: of each cluster in all; they add up to 1, and each is below 1.
        alone: of each estimate, the part of its variance that is of persons, 0 to 1.

    Source:
        Imhof (1961), Biometrika 48, 419-426, for the law of a quadratic form; Bell and McCaffrey
        (2002) and Imbens and Kolesár (2016) for the working model.
    """
    if np.ptp(share) < TIE or not len(alone):
        return np.full(len(alone), len(share) - 1.0)
    first = np.searchsorted(KNOWN, alone.min(), side="right") - 1
    known = KNOWN[first : np.searchsorted(KNOWN, alone.max()) + 1]
    reach = np.interp(alone, known, [_known_reach(share.tobytes(), float(one)) for one in known])
    degrees: Floats = np.maximum(stdtridf(UPPER, reach), 1)
    return degrees


def reach_of_draws(share: Floats) -> float:
    """Return how many standard deviations of draws of clusters reach as far as 95 of 100 errors do.

    Draws correct no square for the pull of large clusters; G equal ones need sqrt(G / (G - 1)) of
    Student's t with G - 1 degrees. Nor do they tell how much of the variance is of persons: it is
    taken to be half, so that the chance is right to a point or two whichever it is.

    Args:
        share: of each cluster in all, as for `degrees_of_freedom`, whose law it is.
    """
    if np.ptp(share) < TIE:
        n = len(share)
        return float(stdtrit(n - 1, UPPER) * np.sqrt(n / (n - 1)))
    kinds, times = _kinds(share)
    return _reach(kinds, times, HALF, np.ones(len(kinds)))


@lru_cache(maxsize=4096)
def _known_reach(share: bytes, alone: float) -> float:
    """Return the reach for these shares: curves of the same persons ask it again."""
    kinds, times = _kinds(np.frombuffer(share))
    return _reach(kinds, times, alone, 1 / (1 - kinds))


def _kinds(share: Floats) -> tuple[Floats, Ints]:
    """Return the mean share of clusters of about one size, and how many they are."""
    there = share[share > 0]
    kind = np.floor(np.log(there) / ALIKE)
    _, place, times = np.unique(kind, return_inverse=True, return_counts=True)
    return np.bincount(place, there) / times, times


def _reach(share: Floats, times: Ints, alone: float, often: Floats) -> float:
    """Return the standard errors within which 95 of 100 errors lie; at most those of one degree.

    Squares of clusters count so often; at most is that of two clusters, one of them the largest.
    """
    part = alone * share + (1 - alone) * share**2 / (times @ share**2)
    law = _law(share, times, part, often)
    low, high = 1.0, float(stdtrit(1, UPPER) / np.sqrt(times @ (share * (1 - share) * often)))
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if law.beyond(middle) > 2 * (1 - UPPER) else (low, middle)
    return high


@dataclass(frozen=True, eq=False)
class _Law:
    """The characteristic function of error² - reach² x variance, but for what depends on the reach.

    That form in the clusters' normal values is diagonal but for two directions: 1, and the pull of
    each cluster. So its determinant is a product over clusters times that of a 2 x 2 matrix.

    Attributes:
        product: by frequency, the logarithm of the product over clusters.
        plain, mixed, pulled: by frequency, products of 1 and 1, 1 and pull, pull and pull.
        square: the pull of all clusters on the variance.
    """

    product: Complexes
    plain: Complexes
    mixed: Complexes
    pulled: Complexes
    square: float

    def beyond(self, reach: float) -> float:
        """Return the chance that an error is larger than so many standard errors."""
        own, turn = 1 / reach**2 - self.square, 2j * FREQUENCIES
        pair = (1 - turn * (own * self.plain + self.mixed)) * (1 - turn * self.mixed)
        pair -= turn**2 * (own * self.mixed + self.pulled) * self.plain
        turned = np.cumsum(np.angle(np.append(pair[:1], pair[1:] * pair[:-1].conj())))
        angle = self.product.imag + turned
        size = np.exp(-(self.product.real + np.log(np.abs(pair))) / 2)
        step = np.log(FREQUENCIES[1] / FREQUENCIES[0])
        return float(0.5 - np.sum(size * np.sin(angle / 2)) * step / np.pi)


def _law(share: Floats, times: Ints, part: Floats, often: Floats) -> _Law:
    """Return the law for so many clusters of these shares and parts in the variance."""
    pull = often * share
    each = 1 + 2j * FREQUENCIES[:, None] * (part * often)
    return _Law(
        product=(np.log(each) * times).sum(axis=1),
        plain=(part * times / each).sum(axis=1),
        mixed=(part * times * pull / each).sum(axis=1),
        pulled=(part * times * pull**2 / each).sum(axis=1),
        square=float(times @ (pull * share)),
    )
