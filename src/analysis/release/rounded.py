"""Estimates from protected counts only: coarser than the live ones, and honest about it."""

import numpy as np
import pandas as pd

from analysis.design import TIDY
from analysis.estimates.prevalence import wilson
from analysis.estimates.survival import aalen_johansen
from analysis.release.protect import BAND_PERSONS, BASE, COUNTS, Shown, groups_of
from analysis.terms import Cause, Estimand

THIRDS = (0.0, 1 / 3, 2 / 3, 1.0)
EDGE = 0.05
"""Shares below it, or above 1 - it, are given as it: never 0 % or 100 % of a group."""
ROUNDING_VARIANCE = (BASE**2 - 1) / 12
CURVE_METHOD = (
    "Aalen-Johansen on a grid of months, exits competing, from counts in fives; interval by person,"
    " widened for the rounding"
)
SHARE_METHOD = "share from counts in fives; Wilson interval, widened for the rounding"
BAND_METHOD = "broad band: too few persons for a share"


def incidence(table: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    """Return tidy rows of cumulative incidence, and its median, from protected counts only."""
    rows = []
    for values, group in groups_of(table, by):
        if group["shown"].iloc[0] == Shown.BAND:
            row = group[group["n"] > 0]
            rows.append(_band(row, Estimand.CUMULATIVE_INCIDENCE).assign(**values))
            continue
        curve = _curve(group.sort_values("month"))
        rows += [curve.assign(**values), _grid_median(curve).assign(**values)]
    return pd.concat(rows, ignore_index=True) if rows else _no_rows(by)


def shares(
    table: pd.DataFrame, by: tuple[str, ...], estimand: Estimand = Estimand.PREVALENCE
) -> pd.DataFrame:
    """Return tidy rows of a share, `events` of `n`, from protected counts only."""
    full = table[table["shown"] == Shown.FULL]
    band = _band(table[table["shown"] == Shown.BAND], estimand)
    events, n = full["events"].to_numpy(float), full["n"].to_numpy(float)
    lower, upper = wilson(events, n)
    more = np.sqrt(1 + 2 * ROUNDING_VARIANCE / np.maximum(events * (n - events) / n, 1))
    share = events / n
    tidy = full.assign(
        estimand=estimand.value,
        estimate=share,
        lower=share - (share - lower) * more,
        upper=share + (upper - share) * more,
        method=SHARE_METHOD,
    ).rename(columns={"n": "n_at_risk", "events": "n_events"})
    parts = [part for part in (_two_digits(tidy, tidy["n_at_risk"] > 0), band) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else _no_rows(by)


def _curve(group: pd.DataFrame) -> pd.DataFrame:
    """Return cumulative incidence on the grid: censored persons count half in their interval."""
    n = int(group["n"].iloc[0])
    steps = group[COUNTS].diff().iloc[1:].clip(lower=0).to_numpy()
    interval = np.arange(1, len(steps) + 1)
    parts = [
        (interval, Cause.EVENT, steps[:, 0]),
        (interval, Cause.EMIGRATION, steps[:, 1]),
        (interval, Cause.CENSORED, steps[:, 2] / 2),
        (interval - 1, Cause.CENSORED, steps[:, 2] / 2),
        ([len(steps)], Cause.CENSORED, [max(n - steps.sum(), 0)]),
    ]
    table = pd.concat(
        pd.DataFrame({"entry": 0, "duration": month, "cause": cause.value, "n": count})
        for month, cause, count in parts
    )
    curve = aalen_johansen(table).iloc[: len(group)]
    left = (n - group[COUNTS].sum(axis=1)).clip(lower=0).to_numpy()
    wider = np.sqrt(1 + _extra(curve, n))
    tidy = curve.assign(
        month=group["month"].to_numpy()[: len(curve)],
        lower=curve["estimate"] - (curve["estimate"] - curve["lower"]) * wider,
        upper=curve["estimate"] + (curve["upper"] - curve["estimate"]) * wider,
        n_at_risk=left[: len(curve)],
        n_events=group["events"].to_numpy()[: len(curve)],
        method=CURVE_METHOD,
    )
    followed = np.concatenate([[True], left[:-1] >= BAND_PERSONS])[: len(curve)]
    kept = tidy[followed]
    return _two_digits(kept, kept["month"] > 0)  # at month 0 nobody can have had the event


def _extra(curve: pd.DataFrame, n: int) -> pd.Series:
    """Return the variance that rounding adds, over that of the estimate itself."""
    half = (curve["upper"] - curve["lower"]) / (2 * 1.96)
    return (2 * ROUNDING_VARIANCE / n**2 / half.clip(lower=1e-3) ** 2).fillna(0)


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


def _band(rows: pd.DataFrame, estimand: Estimand) -> pd.DataFrame:
    """Return a third of the scale in which the share lies, and no count."""
    share = (rows["events"] / rows["n"].clip(lower=1)).to_numpy(dtype=float)
    third = np.clip(np.searchsorted(THIRDS, share, side="right") - 1, 0, 2)
    limits = np.array(THIRDS)
    dropped = [name for name in ("n", "events", "exits", "censored") if name in rows]
    return rows.drop(columns=dropped).assign(
        estimand=estimand.value,
        estimate=np.nan,
        lower=limits[third].round(2),
        upper=limits[third + 1].round(2),
        n_at_risk=np.nan,
        n_events=np.nan,
        method=BAND_METHOD,
    )


def _two_digits(tidy: pd.DataFrame, within: pd.Series) -> pd.DataFrame:
    """Return shares in whole per cent; those of rows `within` lie between EDGE and 1 - EDGE."""
    estimate = tidy["estimate"].mask(within, tidy["estimate"].clip(EDGE, 1 - EDGE)).round(2)
    lower = np.floor(tidy["lower"].clip(0, 1) * 100 + 1e-9) / 100
    upper = np.ceil(tidy["upper"].clip(0, 1) * 100 - 1e-9) / 100
    return tidy.assign(
        estimate=estimate,
        lower=np.minimum(lower, estimate),
        upper=np.maximum(upper, estimate),
    )


def _no_rows(by: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(columns=[*by, "shown", *TIDY])
