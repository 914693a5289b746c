"""Estimates from protected counts only: coarser than the live ones, and honest about it."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.design import EDGE, TIDY
from analysis.estimates.intervals import logit
from analysis.estimates.prevalence import wilson
from analysis.estimates.survival import aalen_johansen, survival
from analysis.release.protect import BAND_PERSONS, COUNTS, Shown, groups_of
from analysis.release.remainder import BASE
from analysis.terms import Cause, Estimand

THIRDS = (0.0, 1 / 3, 2 / 3, 1.0)
BEYOND, TIE = 0.04, 1e-9
"""Shares below EDGE are all given as BEYOND, and likewise at the top: never 0 % or 100 %."""
ROUNDING_VARIANCE = (BASE**2 - 1) / 12
CURVE_METHOD = (
    "Aalen-Johansen on a grid of months, exits competing, from counts in fives; interval by person,"
    " widened for the rounding; n_at_risk after the month, n_events by it"
)
SHARE_METHOD = "share from counts in fives; Wilson interval, widened for the rounding"
MEAN_METHOD = (
    "least and most that the area under Kaplan-Meier on a grid of months can be, exits as"
    " censoring, from counts in fives; limits by person, widened for the rounding; n_at_risk after"
    " the month, n_events by it"
)
CURVE_KEYS = ["month", "shown", "estimand"]
Z = 1.96
Floats = NDArray[np.floating[Any]]
BAND_METHOD = "broad band: too few persons, or too few with or without the event, for a share"


def incidence(table: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    """Return tidy rows of cumulative incidence, and its median, from protected counts only."""
    rows = []
    for values, group in groups_of(table, by):
        ordered = group.sort_values("month")
        if group["shown"].iloc[0] == Shown.BAND:
            reached = _curve(ordered, followed_by=BASE).iloc[[-1]]
            if reached["month"].iloc[0] > 0:
                rows.append(_band(reached, reached["estimate"], CURVE_KEYS).assign(**values))
            continue
        curve = two_digits(_curve(ordered, followed_by=BAND_PERSONS), from_month=1)
        rows += [curve.assign(**values), _grid_median(curve).assign(**values)]
    return pd.concat(rows, ignore_index=True) if rows else _no_rows(by)


def waiting(table: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    """Return tidy rows of the mean months before the event within months of the grid: limits only.

    Between two months of the grid the curve is not known, only that it falls: the limits are the
    lower one of the least area and the upper one of the largest, in whole months. Of groups that
    have a curve, and as far as it.

    Args:
        table: protected counts, as `protect_events` returns them.
        by: group columns.
    """
    rows = [
        _mean_limits(group.sort_values("month")).assign(**values)
        for values, group in groups_of(table[table["shown"] == Shown.FULL], by)
    ]
    return pd.concat(rows, ignore_index=True) if rows else _no_rows(by)


def _mean_limits(group: pd.DataFrame) -> pd.DataFrame:
    """Return one group's limits of the mean to each month of its grid."""
    n, month = int(group["n"].iloc[0]), group["month"].to_numpy(float)
    staying = group.assign(exits=0, censored=group["censored"] + group["exits"])
    curve = survival(_as_events(staying, n))
    left = (n - group[COUNTS].sum(axis=1)).clip(lower=0).to_numpy()
    last = min(curve.last, int(np.sum(left[:-1] >= BAND_PERSONS)))
    at, free = slice(1, last + 1), curve.estimate[: last + 1]
    by_unit, often = curve.influence.by_unit[:, : last + 1], curve.influence.often
    shares = []
    for area in _areas(month[: last + 1]):
        mean, error = free @ area, np.sqrt(often @ (by_unit @ area) ** 2)
        limits = logit(mean, error, Z, month[at])
        parts = [amount / month[at] for amount in (mean, *limits)]
        shares.append(_widened(parts[0], parts[1], parts[2], np.full(last, float(n))))
    (lower, _), (_, upper) = shares
    return group.iloc[at][["month", "shown"]].assign(
        estimand=Estimand.RESTRICTED_MEAN.value,
        estimate=np.nan,
        lower=np.floor(lower.clip(0, 1) * month[at] + TIE),
        upper=np.ceil(upper.clip(0, 1) * month[at] - TIE),
        n_at_risk=left[at],
        n_events=group["events"].to_numpy()[at],
        method=MEAN_METHOD,
    )


def _areas(month: Floats) -> tuple[Floats, Floats]:
    """Return twice months of the grid x horizons: what shares add to the sum over all months.

    Of d months from one of the grid to the next the first has the share of its beginning; the
    others have at least that of the end, and at most that of the beginning.
    """
    steps = np.diff(month)
    least, most = np.zeros((2, len(month), len(steps)))
    for place, d in enumerate(steps):
        least[place, place:] += 1
        least[place + 1, place:] += d - 1
        most[place, place:] += d
    return least, most


def shares(
    table: pd.DataFrame, by: tuple[str, ...], estimand: Estimand = Estimand.PREVALENCE
) -> pd.DataFrame:
    """Return tidy rows of a share, `events` of `n`, from protected counts only."""
    table = table[table["n"] > 0].assign(estimand=estimand.value)
    full, few = (table[table["shown"] == shown] for shown in (Shown.FULL, Shown.BAND))
    events, n = full["events"].to_numpy(float), full["n"].to_numpy(float)
    share = full["events"] / full["n"]
    lower, upper = _widened(share.to_numpy(), *wilson(events, n), n)
    tidy = full.assign(estimate=share, lower=lower, upper=upper, method=SHARE_METHOD)
    tidy = tidy.rename(columns={"n": "n_at_risk", "events": "n_events"})
    band = _band(few, few["events"] / few["n"], [*by, "shown", "month", "estimand"])
    parts = [part for part in (two_digits(tidy, from_month=0), band) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else _no_rows(by)


def _curve(group: pd.DataFrame, followed_by: int) -> pd.DataFrame:
    """Return cumulative incidence on the grid, as far as so many are followed into an interval.

    Censored persons count half in their interval. `n_at_risk` is who is left after the month, and
    `n_events` who has had the event by it.
    """
    n = int(group["n"].iloc[0])
    curve = aalen_johansen(_as_events(group, n)).reindex(range(len(group)))
    left = (n - group[COUNTS].sum(axis=1)).clip(lower=0).to_numpy()
    estimate = curve["estimate"].to_numpy()
    events = group["events"].to_numpy(float)
    lower, upper = curve["lower"].to_numpy(), curve["upper"].to_numpy()
    upper = np.where(events > 0, upper, wilson(events, np.full(len(events), n))[1])
    lower, upper = _widened(estimate, lower, upper, np.full(len(events), float(n)))
    tidy = curve.assign(
        month=group["month"].to_numpy(),
        shown=group["shown"].to_numpy(),
        lower=np.where(group["month"] > 0, lower, 0),
        upper=np.where(group["month"] > 0, upper, 0),
        n_at_risk=left,
        n_events=group["events"].to_numpy(),
        method=CURVE_METHOD,
    )
    return tidy[np.concatenate([[True], left[:-1] >= followed_by])]


def _as_events(group: pd.DataFrame, n: int) -> pd.DataFrame:
    """Return a table of events by interval of the grid, half of the censored before theirs."""
    steps = group[COUNTS].diff().iloc[1:].clip(lower=0).to_numpy()
    interval, half = np.arange(1, len(steps) + 1), steps[:, 2] / 2
    left = [max(n - steps.sum(), 0)]
    causes = [Cause.EVENT, Cause.EMIGRATION, Cause.CENSORED, Cause.CENSORED]
    parts = {
        "entry": 0,
        "duration": np.concatenate([interval, interval, interval, interval - 1, [len(steps)]]),
        "cause": [*np.repeat([one.value for one in causes], len(steps)), Cause.CENSORED.value],
        "n": np.concatenate([steps[:, 0], steps[:, 1], half, half, left]),
    }
    return pd.DataFrame(parts)


def _widened(share: Floats, lower: Floats, upper: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Return limits moved out by what rounding numerator and denominator may add."""
    more = Z * np.sqrt(2 * ROUNDING_VARIANCE) / n
    return share - np.hypot(share - lower, more), share + np.hypot(upper - share, more)


def _grid_median(curve: pd.DataFrame) -> pd.DataFrame:
    """Return the months of the grid between which half have had the event; open: not reached."""
    passed = (curve["estimate"] >= 0.5).to_numpy()
    months = curve["month"].to_numpy()
    at = int(passed.argmax())
    low, high = (months[at - 1], months[at]) if passed.any() else (months[-1], np.nan)
    return curve.iloc[[0]].assign(
        month=np.nan,
        estimand=Estimand.MEDIAN.value,
        estimate=np.nan,
        lower=float(low),
        upper=float(high),
        n_events=curve["n_events"].max(),
        method="interval of the grid in which the curve passes a half",
    )


def _band(rows: pd.DataFrame, share: pd.Series, keys: list[str]) -> pd.DataFrame:
    """Return a third of the scale in which the share lies, and no count."""
    third = np.clip(np.searchsorted(THIRDS, share.to_numpy(float), side="right") - 1, 0, 2)
    limits = np.array(THIRDS)
    return rows[keys].assign(
        estimate=np.nan,
        lower=limits[third].round(2),
        upper=limits[third + 1].round(2),
        n_at_risk=np.nan,
        n_events=np.nan,
        method=BAND_METHOD,
    )


def whole_per_cent(share: pd.Series) -> pd.Series:
    """Return shares in whole per cent, those beyond EDGE as BEYOND."""
    rounded = share.round(2).mask(share < EDGE - TIE, BEYOND)
    return rounded.mask(share > 1 - EDGE + TIE, 1 - BEYOND)


def two_digits(tidy: pd.DataFrame, from_month: int) -> pd.DataFrame:
    """Return shares in whole per cent from a month on, and limits that hold them."""
    share = tidy["estimate"]
    estimate = whole_per_cent(share).where(tidy["month"] >= from_month, share)
    lower = np.floor(tidy["lower"].clip(0, 1) * 100 + 1e-9) / 100
    upper = np.ceil(tidy["upper"].clip(0, 1) * 100 - 1e-9) / 100
    return tidy.assign(
        estimate=estimate,
        lower=np.minimum(lower, estimate),
        upper=np.maximum(upper, estimate),
    )


def _no_rows(by: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(columns=[*by, "shown", *TIDY])
