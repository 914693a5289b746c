"""Sandwich variance by person or cluster from rows that stand for many persons.

Persons of one row share their score residual, so the sum over persons of its squares is the row's
square times its persons (or its sum of squared weights).
"""

from collections.abc import Sequence

import numpy as np

from analysis.estimates.hazards.model import Errors
from analysis.estimates.hazards.rows import Floats, Ints, Rows
from analysis.estimates.influence import Clusters, Influence, of_clusters


def meat(rows: Rows, residuals: Floats) -> tuple[Floats, int]:
    """Return the sum of squared residuals over persons or clusters, and how many they are.

    Args:
        rows: the rows.
        residuals: rows x coefficients: the score residual of one person of the row, unweighted.

    Source:
        Lin and Wei (1989), JASA 84, 1074-1078; Binder (1992), Biometrika 79, 139-147. No
        correction for few clusters, as in R's survival.
    """
    sums, often = unit_sums(rows, residuals)
    clustered = rows.errors is Errors.CLUSTER
    n_units = len(sums) if clustered else rows.persons(rows.n > 0)
    return np.asarray(sums.T @ (often[:, None] * sums)), n_units


def unit_sums(rows: Rows, residuals: Floats) -> tuple[Floats, Floats]:
    """Return the sums of residuals of persons or clusters, and how often each such unit counts."""
    if rows.errors is Errors.CLUSTER and rows.cluster is not None:
        sums = _sums(residuals * rows.w[:, None], rows.cluster)
        return sums, np.ones(len(sums))
    return _sums_of_persons(rows, residuals)


def _sums_of_persons(rows: Rows, residuals: Floats) -> tuple[Floats, Floats]:
    if rows.stretches:
        return _sums(residuals * rows.w[:, None], rows.person), rows.n[rows.first]
    # Those of one person lie together: they are cut from one row.
    return np.add.reduceat(residuals, rows.first, axis=0), rows.w2[rows.first]


def reach_of_clusters(parts: Sequence[tuple[Rows, Floats]], level: float) -> Floats:
    """Return how many standard errors of `meat` an interval by cluster reaches to either side.

    Those errors are too small where clusters are few or some are large. As in curves, squares are
    divided by 1 - share (CR2), and Student's t has the degrees that the sizes leave.

    Args:
        parts: of one fit, or of fits of different causes to one table of events: the rows, and rows
            x estimates: the influence of one person of the row, unweighted. Influences add up over
            fits by cluster; those of a person are as good as independent.
        level: coverage of the interval.

    Source:
        Bell and McCaffrey (2002); `uneven_clusters`.
    """
    sums = np.sum([unit_sums(*part)[0] for part in parts], axis=0)
    persons = [_sums_of_persons(*part) for part in parts]
    of_person, often = (np.concatenate(one) for one in zip(*persons, strict=True))
    within = Influence(of_person, often)
    codes = tuple(map(str, range(len(sums))))
    influence = of_clusters(sums, Clusters(codes, parts[0][0].clustered(), within))
    plain = np.sum(sums**2, axis=0)
    wider = np.sqrt(influence.variance() / np.where(plain > 0, plain, 1))
    return np.asarray(influence.reach(level) * wider)


def _sums(values: Floats, group: Ints) -> Floats:
    size = int(group.max()) + 1
    columns = [np.bincount(group, weights=column, minlength=size) for column in values.T]
    return np.column_stack(columns)
