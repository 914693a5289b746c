"""Municipalities in order of a score, and whether another moment or measure orders them alike."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd

from analysis.design import Estimates
from analysis.errors import DesignError
from analysis.estimates.quantiles import below_upper, normal_quantile
from analysis.estimates.units import Floats
from analysis.terms import Estimand

LEAST = 20
"""Leavers without whom a municipality is not ranked, as Statistics Norway's tables are read."""
LAST = 60
"""The month of the last official November."""
FEWEST = 4
"""Municipalities without whom no agreement is told: Fisher's z needs more than three."""
DRAWS, SEED = 2000, 1951
TAILS = (0.025, 0.975)
SCORE = ["measure", "month"]
OTHER = ["other_measure", "other_month"]
TOLD = ["estimand", "estimate", "lower", "upper", "n_at_risk", "n_events", "method"]


def rank_agreement(scores: Sequence[Estimates], least: int = LEAST, last: int = LAST) -> Estimates:
    """Return how alike two scores order municipalities, for each two of the scores.

    Args:
        scores: shares by municipality (and perhaps year of exit), of one or more measures; each
            measure and month is a score.
        least: leavers that a municipality must have at both.
        last: the last month that is asked for.

    Returns:
        Rows with measure, month, other_measure, other_month, and year where scores have it.
        RANK_AGREEMENT is Spearman's correlation; TURNED_PAIRS the share of pairs of municipalities
        that stand the other way round, without interval. n_at_risk is the number of municipalities,
        or of pairs, n_events of the pairs turned. Municipalities whose count was withheld, or that
        are too few, are in no row: they are not missing at random. There is no row of two scores
        with fewer than FEWEST municipalities in common, or all equal.

    Source:
        Bonett and Wright (2000), Psychometrika 65, 23-28, for the interval.
    """
    _refuse_least(least)
    groups = [name for name in ("year",) if name in scores[0].frame]
    rows = [
        row
        for values, table in _tables(scores, groups, least, last)
        for row in _agreements(table, dict(zip(groups, values, strict=True)), least)
    ]
    frame = pd.DataFrame(rows, columns=[*groups, *SCORE, *OTHER, *TOLD])
    origins = scores[0].frame["origin"].unique()
    return replace(scores[0], frame=frame.assign(origin=origins[0] if len(origins) else ""))


def _tables(
    scores: Sequence[Estimates], groups: list[str], least: int, last: int
) -> Iterator[tuple[tuple[str, ...], pd.DataFrame]]:
    """Return municipality x score, for all together or for each year of exit."""
    frames = [
        one.frame[[*groups, *SCORE, "municipality", "estimate", "n_at_risk"]] for one in scores
    ]
    rows = pd.concat(frames, ignore_index=True).dropna(subset=["estimate"])
    rows = rows[(rows["n_at_risk"] >= least) & (rows["month"] <= last)]
    parts = rows.groupby(groups) if groups else [((), rows)]
    for values, own in parts:
        yield (
            tuple(map(str, values)),
            own.pivot_table(index="municipality", columns=SCORE, values="estimate"),
        )


def _agreements(
    table: pd.DataFrame, groups: dict[str, str], least: int
) -> Iterator[dict[str, object]]:
    for one, other in combinations(table.columns, 2):
        both = table[[one, other]].dropna().to_numpy(dtype=np.float64)
        if len(both) < FEWEST or (both == both[0]).all(axis=0).any():
            continue
        keys = groups | dict(zip([*SCORE, *OTHER], [*one, *other], strict=True))
        rho, lower, upper = spearman(both)
        yield keys | {
            "estimand": Estimand.RANK_AGREEMENT.value,
            "estimate": rho,
            "lower": lower,
            "upper": upper,
            "n_at_risk": float(len(both)),
            "n_events": np.nan,
            "method": f"Spearman, municipalities of {least} leavers or more at both; Fisher's z",
        }
        pairs, turned = turned_pairs(both)
        yield keys | {
            "estimand": Estimand.TURNED_PAIRS.value,
            "estimate": turned / pairs if pairs else np.nan,
            "lower": np.nan,
            "upper": np.nan,
            "n_at_risk": float(pairs),
            "n_events": float(turned),
            "method": "share of pairs of municipalities; pairs that are equal at one are left out",
        }


def spearman(both: Floats, level: float = 0.95) -> tuple[float, float, float]:
    """Return Spearman's correlation of two columns, and its limits by Fisher's z.

    Missing where a column is all equal. The same order throughout has no limits: few municipalities
    may stand alike by chance, and Fisher's z would call that certain.
    """
    ranks = pd.DataFrame(both).rank().to_numpy()
    if (ranks == ranks[0]).all(axis=0).any():
        return np.nan, np.nan, np.nan
    rho = float(np.corrcoef(ranks.T)[0, 1])
    if abs(rho) > 1 - 1e-9:
        return float(np.sign(rho)), np.nan, np.nan
    reach = normal_quantile(below_upper(level)) * np.sqrt((1 + rho**2 / 2) / (len(both) - 3))
    return rho, float(np.tanh(np.arctanh(rho) - reach)), float(np.tanh(np.arctanh(rho) + reach))


def turned_pairs(both: Floats) -> tuple[int, int]:
    """Return how many pairs of rows differ in both columns, and how many of them turn round."""
    first, second = (np.sign(column[:, None] - column[None, :]) for column in both.T)
    above = np.triu(first * second, k=1)
    return int(np.count_nonzero(above)), int((above < 0).sum())


def ranks(scores: Estimates, least: int = LEAST, last: int = LAST) -> Estimates:
    """Return each municipality's rank among those with enough leavers at every month.

    A month that less than half as many municipalities reach as another one is left out: the last
    cohorts that were followed so long would decide for all months who is ranked.

    Args:
        scores: shares by municipality, not by year; each month is a score.
        least: leavers that a municipality must have at every month.
        last: the last month that is asked for.

    Returns:
        Rows of RANK by municipality and month, with the limits of `by_chance`. There are no rows
        where fewer than two municipalities have enough leavers.
    """
    _refuse_least(least)
    rows = scores.frame.dropna(subset=["estimate"])
    rows = rows[(rows["n_at_risk"] >= least) & (rows["month"] <= last)]
    places = rows.groupby("month")["municipality"].transform("nunique")
    rows = rows[places >= places.max() / 2]
    months = rows["month"].nunique()
    kept = rows.groupby("municipality")["month"].transform("nunique") == months
    rows = rows[kept].sort_values(["month", "municipality"], ignore_index=True)
    if rows["municipality"].nunique() < 2:
        return replace(scores, frame=rows.iloc[:0])
    rng = np.random.default_rng(SEED)
    parts = []
    for _, own in rows.groupby("month"):
        share, n = own["estimate"].to_numpy(float), own["n_at_risk"].to_numpy(float)
        best, worst = by_chance(share, n, rng, DRAWS)
        parts.append(own.assign(estimate=ranked(share), lower=best, upper=worst))
    at = "every month that half as many as another have"
    method = f"rank among municipalities of {least} leavers or more at {at}; {DRAWS} draws"
    frame = pd.concat(parts, ignore_index=True)
    return replace(scores, frame=frame.assign(estimand=Estimand.RANK.value, method=method))


def _refuse_least(least: int) -> None:
    if not isinstance(least, int) or least < 1:
        raise DesignError(f"least is a whole number of leavers of at least 1, not '{least}'.")


def ranked(share: Floats) -> Floats:
    """Return ranks along the last axis: 1 + how many are higher, so that equals have one rank."""
    whole = pd.DataFrame(np.atleast_2d(share))
    ranks = whole.rank(axis=1, method="min", ascending=False).to_numpy()
    return np.asarray(ranks.reshape(share.shape))


def by_chance(
    share: Floats, n: Floats, rng: np.random.Generator, draws: int
) -> tuple[Floats, Floats]:
    """Return the best and the worst rank of each place that 95 % of draws of all shares hold.

    Source:
        Goldstein and Spiegelhalter (1996), JRSS A 159, 385-443; draws: Beta, Jeffreys' prior.
    """
    inside = share * n
    drawn = rng.beta(inside + 0.5, n - inside + 0.5, (draws, len(share)))
    places = np.broadcast_to(np.arange(1, len(share) + 1), drawn.shape)
    rank = np.empty(drawn.shape)
    np.put_along_axis(rank, np.argsort(-drawn, axis=1), places, axis=1)
    low, high = TAILS  # outwards: of few draws the nearest would hold less than 95 %
    best = np.quantile(rank, low, axis=0, method="lower")
    return best, np.quantile(rank, high, axis=0, method="higher")
