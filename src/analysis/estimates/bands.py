"""Simultaneous bands: limits that hold in all months of a stretch at once.

A pointwise interval answers for one month chosen beforehand; who looks along a whole curve, or asks
in which month two curves part or cross, needs a band. The estimates of all months are close to
normal, with the covariance that the influence of units gives; the band is as wide as the largest
deviation, over months, of such normal values is in 95 of 100 draws.
"""

from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import EstimationError
from analysis.estimates.curve import Curve
from analysis.estimates.influence import Influence, units_of
from analysis.estimates.intervals import at_the_edges, log_log, none_of, square_and_add
from analysis.estimates.quantiles import (
    below_upper,
    normal_quantile,
    normal_share,
    student_quantile,
)
from analysis.estimates.units import Floats, Ints
from analysis.terms import Estimand

BLOCKS, BLOCK = 10, 10_000
"""Draws of the largest deviation, by block. They give the width of a 95 % band to about 0.2 %."""
SEED = 1938
"""The draws are the same for every band, as the nodes of a quadrature are."""
TIE = 1e-12


class BandKind(StrEnum):
    """How the width of a band is shared among months.

    EQUAL_PRECISION gives each month the same number of standard errors. HALL_WELLNER is wider where
    little is known early and narrower where the curve has much behind it.
    """

    EQUAL_PRECISION = "equal_precision"
    HALL_WELLNER = "hall_wellner"


def band(
    curve: Curve,
    within: tuple[int, int],
    level: float = 0.95,
    kind: BandKind = BandKind.EQUAL_PRECISION,
    blocks: int = BLOCKS,
) -> pd.DataFrame:
    """Return the tidy rows of a curve of shares with limits that hold in all months at once.

    Censoring, competing exits, late entry, weights and clusters are those of the curve.

    Args:
        curve: survival, incidence or another share in a state.
        within: the first and last month of the band, chosen before looking. The limits hold only
            together over these months.
        level: chance that all limits hold.
        kind: how the width is shared among months.
        blocks: of draws, BLOCK in each: fewer are faster, and the width less exact.

    Returns:
        Columns of `kaplan_meier`; limits on the log(-log) scale of survival, so that they stay
        within 0 and 1. Where nothing has happened yet, or everything, one limit is as in
        `kaplan_meier`, at the level that the band gives to one month; in a band of Hall and Wellner
        it is as far from the curve as that band begins, since early months are given more.

    Raises:
        EstimationError: the curve is of no share, does not reach the months, or has no variance;
            or there are no blocks.

    Source:
        Hall and Wellner (1980); Nair (1984) for equal precision; simulation of the process: Lin,
        Fleming and Wei (1994).
    """
    if curve.estimand is Estimand.CUMULATIVE_HAZARD:
        raise EstimationError("A band is of shares.\nAsk for survival or cumulative incidence.")
    months = _months(within, curve.last)
    influence = _in_months(curve.influence, months)
    share, error = _free(curve)[months], np.sqrt(influence.variance())
    moving = (error > TIE) & (share > TIE) & (share < 1 - TIE)
    kind, n = BandKind(kind), float(curve.n_at_risk.max())  # as its text too
    width = _width(share, error, n, kind)
    critical = _critical(influence, moving, width * error, (level, blocks))
    none = _none_of(curve, critical)
    if kind is BandKind.HALL_WELLNER:
        none = np.full(len(none), min(critical / np.sqrt(n), 1))
    reach = _reach(influence, critical * width)
    rows = curve.tidy(*_limits(curve, months, (error, reach), none)).iloc[months]
    return _named(rows, curve.method, f"log(-log) {level:g} band {kind}", within)


def difference_band(
    one: Curve,
    other: Curve,
    within: tuple[int, int],
    level: float = 0.95,
    together: Influence | None = None,
    blocks: int = BLOCKS,
) -> pd.DataFrame:
    """Return one curve less another by month, with limits that hold in all months at once.

    Persons of two groups are independent; a cluster with persons in both is one unit. Where one
    curve is by person, both are.

    Args:
        one: a curve of shares.
        other: another group's curve of the same estimand.
        within: the first and last month of the band, chosen before looking.
        level: chance that all limits hold.
        together: the influence on one curve less the other by month 0, 1, … where both are of the
            same units; None: of two groups.
        blocks: as in `band`.

    Returns:
        Columns of `kaplan_meier`. Of two groups, limits are squared and added from those of each
        curve at the same number of standard errors. Of the same units they are so many standard
        errors from the difference, and missing before anybody has had the event.

    Raises:
        EstimationError: estimands differ, nothing is uncertain, or a curve ends before the months.

    Source:
        Parzen, Wei and Ying (1997); Zhang and Klein (2001); added up: `square_and_add`.
    """
    _refuse_unlike(one, other)
    months = _months(within, min(one.last, other.last))
    influence = _in_months(together or one.less(other), months)
    error = np.sqrt(influence.variance())
    critical = _critical(influence, error > TIE, error, (level, blocks))
    reach = _reach(influence, np.full(len(months), critical))
    gap = one.estimate[months] - other.estimate[months]
    if together is None:
        lower, upper = _of_groups(one, other, months, (error, reach, critical))
    else:
        away = np.where(error > TIE, reach * error, np.nan)
        lower, upper = gap - away, gap + away
    rows = pd.DataFrame(
        {
            "month": months,
            "estimand": Estimand.CURVE_DIFFERENCE.value,
            "estimate": gap,
            "lower": np.maximum(lower, -1),
            "upper": np.minimum(upper, 1),
            "n_at_risk": (one.n_at_risk[months] + other.n_at_risk[months]).astype(np.int64),
            "n_events": (one.n_events[months] + other.n_events[months]).astype(np.int64),
        }
    )
    kind = f"{'plain' if together else 'square-and-add'} {level:g} band"
    return _named(rows, f"difference of curves, {units_of(influence)}", kind, within)


def _refuse_unlike(one: Curve, other: Curve) -> None:
    if one.estimand is not other.estimand:
        raise EstimationError(
            f"Curves of {one.estimand} and {other.estimand} have no difference."
            "\nAsk for one estimand in both groups."
        )


def _of_groups(
    one: Curve, other: Curve, months: Ints, known: tuple[Floats, Floats, float]
) -> tuple[Floats, Floats]:
    """Return limits of one group's curve less another's, from what each would have by itself.

    Known are the error of the difference by month, how many errors it reaches, and how many in a
    normal.
    """
    gap, reach, critical = known
    both = one.influence.clusters is not None and other.influence.clusters is not None
    parts, errors = [], []
    for curve in (one, other):
        influence = _in_months(curve.influence if both else curve.influence.by_person(), months)
        error = np.sqrt(influence.variance())
        limits = _limits(curve, months, (error, reach), _none_of(curve, critical))
        lower, upper = (limit[months] for limit in limits)
        parts.append((curve.estimate[months], lower, upper))
        errors.append(error)
    return square_and_add(parts[0], parts[1], (errors[0], errors[1], gap))


def simultaneous_reach(influence: Influence, level: float = 0.95) -> float:
    """Return how many standard errors the limits of several estimates reach to hold all at once.

    Args:
        influence: of units on the estimates; one that does not move needs no limits.
        level: chance that all limits hold.

    Raises:
        EstimationError: none of them is uncertain.

    Source:
        Lin, Fleming and Wei (1994); Hothorn, Bretz and Westfall (2008), single-step limits.
    """
    error = np.sqrt(influence.variance())
    return _critical(influence, error > TIE, error, (level, BLOCKS))


def _months(within: tuple[int, int], last: int) -> Ints:
    first, end = within
    if not 1 <= first <= end <= last or first % 1 or end % 1:
        raise EstimationError(
            f"A band over months {first} to {end} does not lie on the curve."
            f"\nAllowed: months 1 to {last}, the first before the last."
        )
    return np.arange(int(first), int(end) + 1)


def _in_months(influence: Influence, months: Ints) -> Influence:
    return influence.through(lambda by_unit: by_unit[:, months])


def _width(free: Floats, error: Floats, n: float, kind: BandKind) -> Floats:
    """Return the standard errors of each month's limits per unit of the band."""
    if kind is BandKind.EQUAL_PRECISION:
        return np.ones(len(free))
    spread = error / np.where(free > 0, free, 1) * np.sqrt(n)
    width: Floats = (1 + spread**2) / np.where(spread > 0, spread, np.inf)
    return width


def _critical(
    influence: Influence, moving: NDArray[np.bool_], limit: Floats, drawn: tuple[float, int]
) -> float:
    """Return how often its limit the largest normal deviation over months reaches.

    At a level, and from so many blocks of draws.

    Raises:
        EstimationError: no month has a variance.
    """
    if not moving.any():
        raise EstimationError(
            "In these months nothing is uncertain: nobody has had the event yet, or everybody has."
            "\nAsk for other months."
        )
    values, vectors = np.linalg.eigh(influence.covariance()[np.ix_(moving, moving)])
    root = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T  # one root, whatever the signs
    (level, blocks), draws = drawn, np.random.default_rng(SEED)
    share = below_upper(level)
    if blocks < 1:
        raise EstimationError("A band is drawn in at least 1 block.")
    loads = root / limit[moving]
    if len(loads) == 1:  # the largest of one is that one, and needs no draws
        return float(normal_quantile(share) * loads[0, 0])
    largest = [
        np.abs(draws.standard_normal((BLOCK, len(loads))) @ loads).max(axis=1)
        for _ in range(blocks)
    ]
    return float(np.quantile(np.concatenate(largest), level))


def _reach(influence: Influence, normal: Floats) -> Floats:
    """Return standard errors to either side: of Student's t at the level of the normal ones.

    Each month has the degrees of its own interval; those of persons are infinite.
    """
    degrees = influence.degrees()
    beyond = normal_share(-normal)
    reach: Floats = np.where(np.isinf(degrees), normal, -student_quantile(beyond, degrees))
    return reach


def _free(curve: Curve) -> Floats:
    return curve.estimate if curve.estimand is Estimand.SURVIVAL else 1 - curve.estimate


def _none_of(curve: Curve, critical: float) -> Floats:
    """Return Wilson's limit where nothing has happened yet, at the level of one month of a band."""
    return none_of(curve.n_at_risk, float(2 * normal_share(critical) - 1))


def _limits(
    curve: Curve, months: Ints, known: tuple[Floats, Floats], none: Floats
) -> tuple[Floats, Floats]:
    """Return lower and upper limits of a curve from month 0 on; known: error and reach in months.

    Where none of those at risk had the event, the share with it reaches up to `none`.
    """
    free = _free(curve)
    inside = log_log(free[months], *known)
    lower, upper = (_spread_out(limit, months, curve.last) for limit in inside)
    low, high = at_the_edges(free, (lower, upper), none)
    return (low, high) if curve.estimand is Estimand.SURVIVAL else (1 - high, 1 - low)


def _spread_out(limits: Floats, months: Ints, last: int) -> Floats:
    by_month = np.full(last + 1, np.nan)
    by_month[months] = limits
    return by_month


def _named(rows: pd.DataFrame, method: str, kind: str, within: tuple[int, int]) -> pd.DataFrame:
    text = f"{method}, {kind}, simultaneous in months {within[0]} to {within[1]}"
    return rows.reset_index(drop=True).assign(method=text)
