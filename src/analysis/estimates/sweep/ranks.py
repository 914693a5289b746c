"""Best and worst rank of each municipality: by chance, by definition, and by both together."""

import numpy as np
import pandas as pd

from analysis.estimates.ranks import by_chance, ranked
from analysis.estimates.strata import CLUSTER
from analysis.estimates.sweep.counts import Counts
from analysis.estimates.sweep.table import SEED, Table, table_of
from analysis.estimates.units import Floats
from analysis.terms import Estimand

CHANCE, DEFINITION, EVERYTHING = "chance", "definition", "both"
OVER = (CHANCE, DEFINITION, EVERYTHING)
DRAWS = 200


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
    """
    return ranges_of(table_of(of))


def ranges_of(table: Table) -> pd.DataFrame:
    """Return the rows of `rank_rows` from the shares of municipalities."""
    ranks = ranked(table.share)
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


def _by_chance(table: Table) -> tuple[Floats, Floats]:
    """Return S x J: best and worst rank of 95 % of draws under each specification."""
    rng = np.random.default_rng(SEED)
    limits = [
        by_chance(share, n, rng, DRAWS) for share, n in zip(table.share, table.n, strict=True)
    ]
    best, worst = zip(*limits, strict=True)
    return np.array(best), np.array(worst)
