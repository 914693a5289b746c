"""Whether all coefficients of a fit are 0, from their own covariance."""

from dataclasses import dataclass
from math import nan

import numpy as np

from analysis.errors import EstimationError
from analysis.estimates.hazards.model import Errors
from analysis.estimates.hazards.results import Fit
from analysis.estimates.quantiles import chi_square_beyond, f_beyond


@dataclass(frozen=True)
class Wald:
    """What Wald's test comes to.

    Attributes:
        chi_square: the coefficients' length in units of their covariance.
        statistic: chi-square, or F where errors are by cluster.
        degrees: the number of coefficients.
        denominator: degrees of the denominator of F; missing for chi-square.
        p: chance of such a statistic or a larger one if all coefficients are 0.
        method: how the fit was made.
    """

    chi_square: float
    statistic: float
    degrees: int
    denominator: float
    p: float
    method: str


def wald(fit: Fit) -> Wald:
    """Test that all coefficients of a fit are 0.

    By clusters the statistic is an F. Its denominator starts from the number of equal clusters that
    would tell as much as these, 1 / sum of squared shares of persons, less one.

    Args:
        fit: of a hazard model, with whatever errors were asked for.

    Raises:
        EstimationError: there are too few clusters for so many coefficients.

    Source:
        Wald (1943); robust: Lin and Wei (1989), as coxph of R's survival has it; F: Korn and
        Graubard (1990); number of equal clusters: Kish (1965).
    """
    effect, rows = fit.coefficients, fit.made.rows
    chi_square = float(effect @ np.linalg.solve(fit.covariance, effect))
    degrees = len(effect)
    if rows.errors is not Errors.CLUSTER or rows.cluster is None:
        p = chi_square_beyond(chi_square, degrees)
        return Wald(chi_square, chi_square, degrees, nan, p, fit.method)
    persons = np.bincount(rows.cluster, rows.n)
    known = float(persons.sum() ** 2 / np.sum(persons**2)) - 1
    left = known - degrees + 1
    if left <= 0:
        raise EstimationError(
            f"{len(persons)} clusters cannot tell {degrees + 1} groups apart."
            "\nA clustered test needs more clusters than groups, and large ones count for less."
        )
    ratio = chi_square * left / (known * degrees)
    method = f"{fit.method}, F"
    return Wald(chi_square, ratio, degrees, left, f_beyond(ratio, degrees, left), method)
