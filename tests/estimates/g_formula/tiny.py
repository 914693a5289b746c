"""Persons with one exposure and work, whose months a few models tell: small enough to be exact."""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from analysis.comparison import Exposure
from analysis.estimates.g_formula import walk
from analysis.estimates.g_formula.lives import Lives
from analysis.estimates.g_formula.models import Part, Term
from analysis.estimates.g_formula.parts import Persons, Places

LAST = 6
AUTUMN = 488
"""September 2010: no month of a life is one of summer, whose work has models of its own."""
PLACES = Places(3, 2, 4)
COMPARISON = SimpleNamespace(adjustment=())
CONSTANT = Term((Part(walk.MONTH, (0,)),))
MONTH = Term((Part(walk.MONTH, tuple(range(LAST + 1))),))
WORK = Term((Part(walk.WORK, (0, walk.LONG)),))
EXPOSED = Term((Part(walk.EXPOSURE, (0, walk.LONG)),))
TERMS = {process: [CONSTANT] for process in range(walk.PROCESSES)} | {
    walk.GOES: [WORK],
    walk.BEGINS: [MONTH, WORK],
    walk.FINDS: [EXPOSED],
    walk.LOSES: [EXPOSED],
}


def odds(log_odds):
    return 1 / (1 + np.exp(-log_odds))


def drawn(persons, seed):
    """Person-months: month, exposed and working before it, and what was decided (-1: nothing)."""
    rng = np.random.default_rng(seed)
    rows = []
    for person in range(persons):
        exposed, works = 0, 0
        for month in range(1, LAST + 1):
            row = {"person": person, "month": month, "exposed": exposed, "works": works}
            row |= dict.fromkeys(("goes", "begins", "finds", "loses"), -1)
            rows.append(row)
            row["goes"] = int(rng.random() < odds(-4 - 0.5 * works))
            if row["goes"]:
                break
            if not exposed:
                row["begins"] = int(rng.random() < odds(-1.6 + 0.2 * month - works))
                exposed = row["begins"]
            decides, chance = ("loses", -2 - exposed) if works else ("finds", -1 + 0.7 * exposed)
            row[decides] = int(rng.random() < odds(chance))
            works = 1 - works if row[decides] else works
    return pd.DataFrame(rows)


def lives_of(rows, clusters=1, origin=AUTUMN):
    """The same persons as a walk takes them; work is stable in the month in which it is found."""
    persons = int(rows["person"].max()) + 1
    seen = np.zeros((persons, LAST + 1, walk.SEEN), dtype=np.uint8)
    for row in rows.itertuples():
        exposed = row.exposed or row.begins == 1
        works = (row.works and row.loses != 1) or row.finds == 1
        seen[row.person, row.month, walk.SEEN_GONE] = row.goes
        if not row.goes:
            seen[row.person, row.month, walk.SEEN_EXPOSURE] = walk.IN if exposed else walk.NEVER
            seen[row.person, row.month, [walk.SEEN_WORK, walk.SEEN_STABLE]] = works
    start = np.zeros((persons, walk.FIXED), dtype=np.int64)
    start[:, walk.PROGRAMME] = 1
    start[:, [walk.BEGUN, walk.DONE]] = -1
    cluster = np.arange(persons) % clusters
    walkers = Persons(
        first=0,
        start=start,
        cluster=cluster.astype(np.int64),
        number=np.arange(persons, dtype=np.int64),
        origin=np.full(persons, origin, dtype=np.int64),
        last=np.full(persons, LAST, dtype=np.int64),
    )
    return Lives(
        persons=walkers,
        by_calendar=walkers,
        seen=seen,
        groups={},
        clusters=tuple(map(str, range(clusters))),
        through=Exposure("education", "upper_secondary"),
        last=LAST,
    )
