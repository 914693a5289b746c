"""What a release tells of what foretells lasting self-support: steps no finer than chance."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.estimates.foretelling.answer import ABSENT, SIGNAL
from analysis.estimates.foretelling.signal import pooled
from analysis.estimates.units import FEWEST_CLUSTERS
from analysis.release.protect import in_fives
from analysis.release.remainder import BASE
from analysis.release.steps import Bools, by_step, in_steps, moved, passing, rounded

RATIOS = ("sensitivity", "predictive_value", "small")
GAPS = ("gap_women", "gap_little_schooling", "gap_in_grunnskole")
LEFT_LESS, COUNTED = "left_less_", "counted_"
"""How the gap of those who left a school begins, and the share of either side of it."""
OF_PLACES = ("municipal_agreement", "leavers_needed")
KEYS, COUNTS = ["candidate", "month"], ["n_at_risk", "n_events"]


def foretold(rows: pd.DataFrame) -> pd.DataFrame:
    """Return shares and gaps of persons in steps, and what is told of municipalities if of many.

    They are of counts in fives, so that each count may be any of its five (see ways.py). A share
    passes the floors; of a gap both groups do, each by itself. Counts are not told, nor the two
    shares that a gap of those who left a school is between: with them it would be told twice.

    Args:
        rows: of FORETELLING, by candidate, month and quantity.
    """
    quantity = rows["quantity"]
    shares, gaps = rows[quantity.isin(RATIOS)], rows[quantity.isin(GAPS)]
    left = rows[quantity.str.startswith(LEFT_LESS)]
    whole = rows[quantity == RATIOS[0]].set_index(KEYS)[COUNTS]
    others = whole.loc[pd.MultiIndex.from_frame(gaps[KEYS])].set_axis(gaps.index) - gaps[COUNTS]
    places = rows[quantity.isin(OF_PLACES) & (rows["n_at_risk"] >= FEWEST_CLUSTERS)]
    parts = [
        rows[quantity == ABSENT],
        *_shares(shares),
        *_gaps(gaps, others),
        *_gaps(left, _who_remained(rows, left)),
        _agreements(places[places["quantity"] == OF_PLACES[0]]),
        _leavers(places[places["quantity"] == OF_PLACES[1]]),
        *_signals(rows[quantity == SIGNAL]),
    ]
    kept = [part for part in parts if len(part)] or [rows.iloc[:0]]
    return pd.concat(kept).sort_index().assign(n_at_risk=np.nan, n_events=np.nan)


def _shares(rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield shares that pass the floors, in steps."""
    n, events = _fives(rows)
    told = moved(rows, events / n)
    return by_step(told[_pass(n, events)], n, in_steps)


def _gaps(own: pd.DataFrame, others: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield gaps between groups that both pass the floors, in the step of the smaller."""
    (n, events), (n_others, events_others) = _fives(own), _fives(others)
    told = moved(own, events / n - events_others / n_others)
    enough = _pass(n, events) & _pass(n_others, events_others)
    return by_step(told[enough], n.clip(upper=n_others), rounded)


def _fives(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    n, events = (in_fives(rows[name].astype(np.int64)) for name in COUNTS)
    return n, events


def _pass(n: pd.Series, events: pd.Series) -> Bools:
    return passing(n.to_frame("n"), events.to_frame("n"))


def _who_remained(rows: pd.DataFrame, left: pd.DataFrame) -> pd.DataFrame:
    """Return the counts of those whom the ones who left a school are held against."""
    counts = rows.set_index([*KEYS, "quantity"])[COUNTS]
    at = left[KEYS].assign(quantity=left["quantity"].str.replace(LEFT_LESS, COUNTED, regex=False))
    return counts.loc[pd.MultiIndex.from_frame(at)].set_axis(left.index)


def _signals(rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield shares of signal; those of cohorts pooled follow from that of one as it is told."""
    if rows.empty:
        return
    keys = [*KEYS, "leavers"]
    one = rows[rows["cohorts"] == 1]
    n, events = _fives(one)
    for told in by_step(one[_pass(n, events)], n, rounded):
        base = told.set_index(keys)
        some = rows[rows.set_index(keys).index.isin(base.index)]
        at, cohorts = pd.MultiIndex.from_frame(some[keys]), some["cohorts"].to_numpy()
        shares = {
            name: pooled(base.loc[at, name].clip(0, 1).to_numpy(), cohorts)
            for name in ("estimate", "lower", "upper")
        }
        yield some.assign(**shares, method=base.loc[at, "method"].to_numpy())


def _agreements(rows: pd.DataFrame) -> pd.DataFrame:
    """Return correlations in hundredths, and limits that hold them."""
    limits = {"lower": np.floor(rows["lower"] * 100), "upper": np.ceil(rows["upper"] * 100)}
    hundredths = {name: limit / 100 for name, limit in limits.items()}
    return rows.assign(estimate=rows["estimate"].round(2), **hundredths)


def _leavers(rows: pd.DataFrame) -> pd.DataFrame:
    """Return numbers of leavers that are enough in fives, rounded up; limits hold them."""
    up = {name: np.ceil(rows[name] / BASE) * BASE for name in ("estimate", "upper")}
    return rows.assign(**up, lower=np.floor(rows["lower"] / BASE) * BASE)
