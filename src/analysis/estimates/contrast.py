"""What one curve has more than another: at points, in mean months, and from which month on.

All are made from the two curves and from what each unit contributes to both, so that incidence and
prevalence, groups and strategies, clusters and draws of a bootstrap are compared by the same code.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
import pandas as pd

from analysis.errors import EstimationError
from analysis.estimates.bands import difference_band
from analysis.estimates.curve import Curve
from analysis.estimates.influence import Influence, clustered
from analysis.estimates.means import difference
from analysis.estimates.units import Floats
from analysis.terms import Contrast, Estimand

TIE = 1e-12
NEVER = inf
"""The crossing month of curves that do not cross within the horizon."""


@dataclass(frozen=True, eq=False)
class Pair:
    """Two curves of one estimand up to the same month, and the influence of units on both.

    Attributes:
        one: a curve.
        other: what it is held against.
        both: units x (months of one, then months of the other).
    """

    one: Curve
    other: Curve
    both: Influence

    def __post_init__(self) -> None:
        """Refuse curves that have nothing to compare."""
        if self.one.estimand is not self.other.estimand:
            raise EstimationError(
                f"Curves of {self.one.estimand} and {self.other.estimand} have no contrast."
                "\nAsk for one estimand in both groups."
            )
        n = self.both.by_unit.shape[1]
        if not len(self.one.estimate) == len(self.other.estimate) == n - len(self.one.estimate):
            raise EstimationError("A pair is of two curves with the same months.")

    @property
    def last(self) -> int:
        """The last month of both."""
        return self.one.last

    @property
    def gap(self) -> Influence:
        """The influence on one curve less the other, by month."""
        n = len(self.one.estimate)
        return self.both.through(lambda by_unit: by_unit[:, :n] - by_unit[:, n:])


def of_groups(one: Curve, other: Curve) -> Pair:
    """Return two groups' curves as a pair, as far as both go.

    Persons of two groups are independent; a cluster with persons in both is one unit.
    """
    last = min(one.last, other.last)
    one, other = one.until(last), other.until(last)
    n = last + 1
    before = one.influence.through(lambda by_unit: np.pad(by_unit, ((0, 0), (0, n))))
    after = other.influence.through(lambda by_unit: np.pad(by_unit, ((0, 0), (n, 0))))
    return Pair(one, other, before.plus(after))


def contrast_rows(
    pair: Pair,
    points: Sequence[int],
    asked: Sequence[Contrast],
    level: float = 0.95,
    first: int = 1,
) -> pd.DataFrame:
    """Return the tidy rows of the contrasts asked.

    Args:
        pair: two curves of shares.
        points: months; those beyond the curves are left away.
        asked: which contrasts. With a crossing come the difference by month with its band, which
            takes nearly all the time, and its month: one, that one does not come (NEVER), or what
            its set holds.
        level: coverage of intervals, and of the band over all months.
        first: first month of the band; a crossing before it is not told from one in month 0.

    Returns:
        Columns of `kaplan_meier`. Difference and ratio are of shares at a point, the mean
        difference is in months up to it (an area between curves). No rows where nothing has
        happened in either curve.
    """
    if not (pair.one.error() > TIE).any() and not (pair.other.error() > TIE).any():
        return pd.DataFrame()
    within = [point for point in points if point <= pair.last]
    rows = []
    if Contrast.CROSSING in asked:
        band = difference_band(pair.one, pair.other, (first, pair.last), level, pair.gap)
        rows = [band, crossing_of(band).rows(band)]
    made: dict[Contrast, Callable[[], pd.DataFrame]] = {
        Contrast.DIFFERENCE: lambda: _differences(pair, level).loc[within],
        Contrast.RATIO: lambda: _ratios(pair, level).loc[within],
        Contrast.MEAN_DIFFERENCE: lambda: _means(pair, within, level),
    }
    rows += [make() for contrast, make in made.items() if contrast in asked]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()


def _differences(pair: Pair, level: float) -> pd.DataFrame:
    """Return pointwise differences by month, with plain limits; missing where both are certain."""
    gap, influence = pair.one.estimate - pair.other.estimate, pair.gap
    error = np.sqrt(influence.variance())
    reach = np.where(error > TIE, influence.reach(level) * error, np.nan)
    limits = gap, np.maximum(gap - reach, -1), np.minimum(gap + reach, 1)
    return _rows(pair, Estimand.DIFFERENCE, limits, "difference of shares, plain interval")


def _ratios(pair: Pair, level: float) -> pd.DataFrame:
    """Return pointwise ratios by month, with limits of their logs; missing where a share is 0."""
    shares = np.concatenate([pair.one.estimate, pair.other.estimate])
    n = len(pair.one.estimate)
    some = np.minimum(shares[:n], shares[n:]) > TIE
    scale = np.where(np.tile(some, 2), shares, np.inf)
    logs = pair.both.through(
        lambda by_unit: by_unit[:, :n] / scale[:n] - by_unit[:, n:] / scale[n:]
    )
    ratio = np.where(some, shares[:n], np.nan) / np.where(some, shares[n:], 1)
    spread = np.exp(logs.reach(level) * np.sqrt(logs.variance()))
    limits = ratio, ratio / spread, ratio * spread
    return _rows(pair, Estimand.RATIO, limits, "ratio of shares, log interval")


def _means(pair: Pair, points: Sequence[int], level: float) -> pd.DataFrame:
    rows = difference(pair.one, pair.other, level, pair.gap)
    return rows[rows["month"].isin(points)]


def _rows(
    pair: Pair, estimand: Estimand, limits: tuple[Floats, Floats, Floats], method: str
) -> pd.DataFrame:
    """Return tidy rows by month, the month their index."""
    estimate, lower, upper = limits
    at_risk, events = (
        (getattr(pair.one, name) + getattr(pair.other, name)).astype(np.int64)
        for name in ("n_at_risk", "n_events")
    )
    known = pair.both.clusters
    basis = clustered(len(known.codes)) if known else "by person"
    return pd.DataFrame(
        {
            "month": np.arange(len(estimate)),
            "estimand": estimand.value,
            "estimate": estimate,
            "lower": lower,
            "upper": upper,
            "n_at_risk": at_risk,
            "n_events": events,
            "method": f"{method}, {basis}",
        }
    )


@dataclass(frozen=True)
class Crossing:
    """From which month on one curve stays at or above another, to the horizon.

    Attributes:
        month: 0 where it is below in no month of the band; NEVER where it is at the horizon.
        members: every month, and NEVER, that a curve within the simultaneous band may cross in: the
            confidence set, in order.
    """

    month: float
    members: tuple[float, ...]

    def rows(self, band: pd.DataFrame) -> pd.DataFrame:
        """Return one tidy row; its limits are the first and the last member, NEVER the last."""
        named = ["month 0: not below in any month of the band"] * (self.members[0] == 0)
        named += ["'none' is a member"] * (self.members[-1] == NEVER)
        last = band.iloc[[-1]]
        method = f"crossing within the band of the {last['method'].iloc[0]}"
        return last.assign(
            month=np.nan,
            estimand=Estimand.CROSSING.value,
            estimate=self.month,
            lower=self.members[0],
            upper=self.members[-1],
            method="; ".join([method, *named]),
        )


def crossing_of(band: pd.DataFrame) -> Crossing:
    """Return the month after which a difference stays at or above 0, and its confidence set.

    A month c is in the set where some curve within the band is below 0 in c - 1 and nowhere from c
    on; 0, where one is nowhere below; NEVER, where one is below in the last month. Where the curves
    lie within the band, which they do as often as its level says, their crossing is in the set.

    Args:
        band: what `difference_band` returns to the horizon; of earlier months nothing is told.
            Missing limits are those of a difference that is certain.
    """
    gap = band["estimate"].to_numpy(dtype=np.float64)
    lower, upper = (band[name].fillna(band["estimate"]).to_numpy() for name in ("lower", "upper"))
    may_be_below = np.append(lower < -TIE, False)  # by month of the band
    stays = np.append(np.minimum.accumulate((upper >= -TIE)[::-1])[::-1], True)
    months = band["month"].to_numpy()
    members: list[float] = [0] if stays[0] else []
    members += [float(m + 1) for k, m in enumerate(months[:-1]) if may_be_below[k] and stays[k + 1]]
    members += [NEVER] if may_be_below[-2] else []
    below = np.flatnonzero(gap < -TIE)
    if not len(below):
        month = 0.0
    else:
        month = NEVER if below[-1] == len(gap) - 1 else float(months[below[-1]] + 1)
    return Crossing(month, tuple(members))
