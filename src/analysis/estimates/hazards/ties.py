"""Sums over persons with the event in one month, each in a risk set that loses the ones before.

Efron lets the d persons of a month leave its risk set one d-th at a time. What the likelihood needs
of that are sums of a few numbers, so thousands of ties cost no more than an array.
"""

from dataclasses import dataclass

import numpy as np

from analysis.estimates.hazards.model import Ties
from analysis.estimates.hazards.rows import Floats, Ints


@dataclass(frozen=True, eq=False)
class TieSums:
    """By month, sums over l = 0 … d-1 with f = l / d and s = (at risk) - f (dying).

    Attributes:
        log: of log s.
        first: months x 2, of f^k / s for k = 0, 1.
        second: months x 3, of f^k / s^2 for k = 0, 1, 2.
    """

    log: Floats
    first: Floats
    second: Floats


def tie_sums(at_risk: Floats, dying: Floats, n_events: Ints, ties: Ties) -> TieSums:
    """Return the sums by month; 0 where nobody has the event.

    Args:
        at_risk: by month, the sum of weighted risks over the risk set.
        dying: by month, the same over those with the event.
        n_events: persons with the event by month: the multiplicity, whatever their weights.
        ties: Efron or Breslow, where f is 0.

    Source:
        Efron (1977), JASA 72, 557-565; Breslow (1974), Biometrics 30, 89-99.
    """
    log = np.zeros(len(at_risk))
    first, second = np.zeros((len(at_risk), 2)), np.zeros((len(at_risk), 3))
    months = np.flatnonzero(n_events)
    d, risk = n_events[months], at_risk[months]
    if ties is Ties.BRESLOW:
        log[months] = d * np.log(risk)
        first[months, 0], second[months, 0] = d / risk, d / risk**2
        return TieSums(log, first, second)
    begins = np.cumsum(d) - d
    share = (np.arange(d.sum()) - np.repeat(begins, d)) / np.repeat(d, d)
    left = np.repeat(risk, d) - share * np.repeat(dying[months], d)
    inverse = 1 / left
    log[months] = np.add.reduceat(np.log(left), begins)
    for power in range(3):
        values = share**power * inverse
        if power < 2:
            first[months, power] = np.add.reduceat(values, begins)
        second[months, power] = np.add.reduceat(values * inverse, begins)
    return TieSums(log, first, second)
