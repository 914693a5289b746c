"""The partial likelihood of one stratum at given coefficients, and its derivatives by month."""

from dataclasses import dataclass

import numpy as np

from analysis.estimates.hazards.links import exponential
from analysis.estimates.hazards.model import Ties
from analysis.estimates.hazards.risk_sets import RiskSets
from analysis.estimates.hazards.rows import Floats
from analysis.estimates.hazards.ties import TieSums, tie_sums


@dataclass(frozen=True, eq=False)
class Partial:
    """What a stratum's partial likelihood is made of.

    Risks are relative to the stratum's mean, which no share of risks depends on.

    Attributes:
        sets: the risk sets.
        predictor: by pattern, the linear predictor less its mean.
        shift: that mean.
        risk: by pattern, its exponential.
        mean_weight: by month, the mean weight of those with the event; 0 where nobody has it.
        at_risk: months x (1 + coefficients): sums over the risk set of risk, and of risk times x.
        dying: the same over those with the event.
        sums: sums over ties.
    """

    sets: RiskSets
    predictor: Floats
    shift: float
    risk: Floats
    mean_weight: Floats
    at_risk: Floats
    dying: Floats
    sums: TieSums

    @property
    def log_likelihood(self) -> float:
        """The logarithm of the partial likelihood."""
        events = float(np.sum(self.sets.dying @ np.ones(len(self.mean_weight)) * self.predictor))
        return events - float(np.sum(self.mean_weight * self.sums.log))

    @property
    def hazard(self) -> Floats:
        """The hazard of the reference by month, on the scale of `risk`."""
        return self.mean_weight * self.sums.first[:, 0]

    def score(self, weight: Floats) -> Floats:
        """Return the first derivative, months weighted."""
        observed = self.sets.design.T @ (self.sets.dying @ weight)
        return np.asarray(observed - weight @ self.expected())

    def expected(self) -> Floats:
        """Return months x coefficients: the sum over events of the mean of x at risk."""
        first = self.mean_weight[:, None] * self.sums.first
        return first[:, :1] * self.at_risk[:, 1:] - first[:, 1:] * self.dying[:, 1:]

    def information(self, weight: Floats) -> Floats:
        """Return minus the second derivative, months weighted."""
        first = (weight * self.mean_weight)[:, None] * self.sums.first
        second = (weight * self.mean_weight)[:, None] * self.sums.second
        mass = self.sets.over_months(first[:, 0]) - self.sets.dying @ first[:, 1]
        design, at, out = self.sets.design, self.at_risk[:, 1:], self.dying[:, 1:]
        squares = design.T @ ((self.risk * mass)[:, None] * design)
        cross = at.T @ (second[:, 1:2] * out)
        means = at.T @ (second[:, :1] * at) - cross - cross.T + out.T @ (second[:, 2:] * out)
        return np.asarray(squares - means)


def partial(sets: RiskSets, coefficients: Floats, ties: Ties) -> Partial:
    """Return the partial likelihood of one stratum at these coefficients."""
    predictor = sets.design @ coefficients
    mass = np.asarray(sets.dying @ np.ones(sets.dying.shape[1]))
    shift = float(np.average(predictor, weights=mass)) if mass.sum() else 0.0
    risk = exponential(predictor - shift)
    values = np.column_stack([risk, risk[:, None] * sets.design])
    at_risk, dying = sets.at_risk(values), np.asarray(sets.dying.T @ values)
    weights = np.asarray(sets.dying.T @ np.ones(len(risk)))
    d = sets.n_events
    mean_weight = np.divide(weights, d, out=np.zeros(len(d)), where=d > 0)
    sums = tie_sums(at_risk[:, 0], dying[:, 0], d, ties)
    return Partial(sets, predictor - shift, shift, risk, mean_weight, at_risk, dying, sums)
