"""Intervals of incidence in all municipalities at once are those of each one's own curve."""

import numpy as np
import pandas as pd
import pytest

from analysis.estimates.bootstrap import shares
from analysis.estimates.survival import incidence, share_rows
from analysis.estimates.sweep.within import limits_within
from analysis.estimates.units import EXITS_COMPETE, by_unit, rows_of
from analysis.terms import Estimand

PLACES, MONTHS = 12, 30
CAUSES = ("event", "death", "emigration", "censored")


def events(seed, late):
    """Random events of some places, of two to sixty persons; late entries where asked."""
    rng = np.random.default_rng(seed)
    parts = []
    for place in range(PLACES):
        n = int(rng.integers(2, 60))
        entry = rng.integers(0, 6, n) * late
        parts.append(pd.DataFrame({
            "place": f"{place:02}",
            "entry": entry,
            "duration": entry + rng.integers(1, MONTHS, n),
            "cause": rng.choice(CAUSES, n, p=[0.5, 0.1, 0.1, 0.3]),
            "n": rng.integers(1, 4, n),
        }))  # fmt: skip
    frame = pd.concat(parts, ignore_index=True)
    frame["cause"] = frame["cause"].mask(frame["place"] == "00", "censored")  # nobody gets there
    return frame


@pytest.mark.parametrize("late", [0, 1])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_limits_are_those_of_each_place_s_own_curve(seed, late):
    frame = events(seed, late)
    rows, (unit, codes) = rows_of(frame), pd.factorize(frame["place"], sort=True)
    counts = by_unit(rows, EXITS_COMPETE, rows.n, unit)
    moves = [counts.moves[:, :, arc] for arc in range(2)]
    share = shares(Estimand.CUMULATIVE_INCIDENCE, counts.at_risk[:, :, 0], moves)
    compared = 0
    for month in (1, 6, 12, 20):
        lower, upper = limits_within(rows, unit, counts, share, month)
        for place, code in enumerate(codes):
            own = share_rows(incidence(frame[frame["place"] == code])).set_index("month")
            if month not in own.index:
                assert np.isnan(share[place, month])
                continue
            if own.loc[month, "estimate"] >= 1:
                continue
            told = [share[place, month], lower[place], upper[place]]
            assert told == pytest.approx(own.loc[month, ["estimate", "lower", "upper"]].tolist())
            compared += 1
    assert compared > 25


def test_a_share_is_told_no_further_than_the_place_s_own_curve():
    rows = [("a", 0, 2, "event", 3), ("a", 2, 10, "event", 2), ("a", 2, 12, "censored", 5)]
    rows += [("b", 0, 1, "event", 2), ("b", 0, 1, "emigration", 1), ("b", 2, 12, "censored", 50)]
    rows += [("c", 0, 3, "event", 4)]  # all have had it, and nobody is free later
    frame = pd.DataFrame(rows, columns=["place", "entry", "duration", "cause", "n"])
    unit, codes = pd.factorize(frame["place"])
    counts = by_unit(rows_of(frame), EXITS_COMPETE, rows_of(frame).n, unit)
    moves = [counts.moves[:, :, arc] for arc in range(2)]
    share = shares(Estimand.CUMULATIVE_INCIDENCE, counts.at_risk[:, :, 0], moves)
    for place, code in enumerate(codes):
        own = share_rows(incidence(frame[frame["place"] == code])).set_index("month")["estimate"]
        told = pd.Series(share[place]).dropna()
        assert told.tolist() == own.tolist()
    assert share[0].tolist()[:2] == [0, 0]
    assert np.isnan(share[0, 2:]).all()
    assert share[2, 3] == 1
