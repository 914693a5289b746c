"""Best and worst rank of each municipality: by chance, by definition, and by both together."""

import numpy as np
import pandas as pd

from analysis.estimates.strata import CLUSTER
from analysis.estimates.sweep.counts import Counts
from analysis.estimates.sweep.table import SEED, Table, table_of
from analysis.estimates.units import Floats
from analysis.terms import Estimand

CHANCE, DEFINITION, EVERYTHING = "chance", "definition", "both"
OVER = (CHANCE, DEFINITION, EVERYTHING)
DRAWS = 200
TAILS = (0.025, 0.975)


def rank_rows(of: Counts) -> pd.DataFrame:
    """Return the best and worst rank of each municipality, 1 being the highest share.

    Of CHANCE they hold 95 % of draws under the first specification; of DEFINITION they are the best
    and worst among all specifications; of EVERYTHING the best and worst of what CHANCE would say
    under each of them.

    Returns:
        Columns municipality, over, and those of estimates: estimate is the rank under the first
        specification, n_at_risk persons in it, n_events the number of municipalities ranked.

    Raises:
        DesignError: fewer than two municipalities are large enough.

    Source:
        Goldstein and Spiegelhalter (1996), JRSS A 159, 385-443; draws of shares: Beta, Jeffreys.
    """
    table = table_of(of)
    ranks = _ranked(table.share)
    best, worst = _by_chance(table)
    limits = {
        CHANCE: (best[0], worst[0]),
        DEFINITION: (ranks.min(axis=0), ranks.max(axis=0)),
        EVERYTHING: (best.min(axis=0), worst.max(axis=0)),
    }
    parts = [
        pd.DataFrame(
            {
                CLUSTER: table.codes,
                "over": over,
                "estimate": ranks[0],
                "lower": lower,
                "upper": upper,
                "n_at_risk": table.n[0],
            }
        )
        for over, (lower, upper) in limits.items()
    ]
    return pd.concat(parts, ignore_index=True).assign(
        estimand=Estimand.RANK_RANGE.value,
        month=0,
        n_events=len(table.codes),
        method=f"ranks over {len(ranks)} specifications; chance: {DRAWS} draws of each share",
    )


def _ranked(share: Floats) -> Floats:
    """Return ranks along the last axis: 1 + how many are higher."""
    return pd.DataFrame(share).rank(axis=1, method="min", ascending=False).to_numpy()


def _by_chance(table: Table) -> tuple[Floats, Floats]:
    """Return S x J: the limits of 95 % of draws."""
    rng = np.random.default_rng(SEED)
    inside = table.share * table.n
    places = np.arange(1, inside.shape[1] + 1)[None, :]
    best, worst = np.empty(table.share.shape), np.empty(table.share.shape)
    for at in range(len(inside)):
        drawn = rng.beta(inside[at] + 0.5, table.n[at] - inside[at] + 0.5, (DRAWS, inside.shape[1]))
        rank = np.empty(drawn.shape)
        np.put_along_axis(rank, np.argsort(-drawn, axis=1), places, axis=1)
        best[at], worst[at] = np.quantile(rank, TAILS, axis=0, method="nearest")
    return best, worst
