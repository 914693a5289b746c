"""What a release tells of each way to measure: shares and gaps of counts in fives, in steps.

Of exact counts a step would begin and end within a five. The same events under two denominators, or
beside counts that are released in fives, would then be known to a person or two. Made of counts in
fives, a told number is the same whichever of its five each count is, and so is all that is made of
several. Only limits of clusters are of exact persons: in whole steps, of how unlike places are.
"""

import numpy as np
import pandas as pd

from analysis.design import EDGE
from analysis.estimates.prevalence import wilson
from analysis.estimates.standardised import limits
from analysis.estimates.sweep.counts import Counts
from analysis.estimates.sweep.effects import Quantity, effects_of
from analysis.estimates.sweep.incidence import GAP_OF_SEX, LEVEL
from analysis.estimates.sweep.people import SEXES
from analysis.estimates.sweep.rows import gap_of, national_rows
from analysis.estimates.units import Floats
from analysis.release.protect import in_fives
from analysis.release.rounded import TIE
from analysis.release.steps import in_steps, passing, rounded, step_of
from analysis.terms import Estimand

PERSONS = {0.01: 100, 0.02: 200, 0.05: 125}
"""Steps in which shares of everybody may be told, and those of their denominators: they are fixed,
since a step that goes by the number of persons tells it where it jumps. In coarser ones the shares
say nothing, or other than the official share does beside them."""
AS_TOLD = "no interval: from shares as they are told"
CLUSTERED = "clustered"


def told_of_all(of: Counts) -> pd.DataFrame:
    """Return what is told of each specification: the share of everybody, and women less men."""
    rows = national_rows(of, ())
    rows = rows[rows["estimand"] == Estimand.PREVALENCE]
    n, events = counts_in_fives(of)
    told = levels(rows[rows["quantity"] == LEVEL], n, events)
    gaps = gaps_of_sex(rows[rows["quantity"] == GAP_OF_SEX], told, n, events)
    return pd.concat([told, gaps], ignore_index=True)


def counts_in_fives(of: Counts) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return persons and those in the state in fives, specification x women, men, neither."""
    number = {id(one): at for at, one in enumerate(of.asked)}
    at = pd.Index([number[id(one)] for one in of.specifications], name="specification")
    n, events = (in_fives(counts.sum(axis=1)) for counts in of.by_sex)
    return pd.DataFrame(n, at), pd.DataFrame(events, at)


def levels(rows: pd.DataFrame, n: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Return the share of everybody under every specification, in one step for all of them.

    A share passes the floors by itself. Denominators are told as the least that they can be in
    steps of their own.

    Args:
        rows: what persons say.
        n: persons by specification and sex, in fives.
        events: those in the state.
    """
    step = step_of(n.sum(axis=1).min()) if len(n) else None
    told = rows[rows["specification"].isin(n.index[passing(n, events)])]
    if step not in PERSONS or told.empty:
        return rows.iloc[:0]
    at = told["specification"]
    size, inside = (counts.sum(axis=1).loc[at].to_numpy(float) for counts in (n, events))
    told = _of_fives(told, inside / size, *wilson(inside, size))
    least = round(step**-2)
    persons = least + (size - least) // PERSONS[step] * PERSONS[step]
    return in_steps(told, step).assign(n_at_risk=persons, n_events=np.nan)


def gaps_of_sex(
    rows: pd.DataFrame, told: pd.DataFrame, n: pd.DataFrame, events: pd.DataFrame
) -> pd.DataFrame:
    """Return women less men under every specification whose share is told, in one step for all.

    The step is that of the smaller sex where it is smallest, and both sexes pass the floors. How
    many persons a gap is of is what is told of the share's denominator, and nothing besides.

    Args:
        rows: what persons say.
        told: what is told of shares.
        n: persons by specification and sex, in fives.
        events: those in the state.
    """
    sexes = list(range(len(SEXES)))
    n, events = n[sexes], events[sexes]
    enough = [passing(n[[sex]], events[[sex]]) for sex in sexes]
    kept = n.index[np.all(enough, axis=0)].intersection(told["specification"].tolist())
    gaps = rows[rows["specification"].isin(kept)]
    step = step_of(n.loc[kept].to_numpy().min()) if len(kept) else None
    if step not in PERSONS or gaps.empty:
        return rows.iloc[:0]
    found = []
    for at in gaps["specification"]:
        estimate, own, alone = gap_of(*(counts.loc[[at]].to_numpy(float) for counts in (n, events)))
        found.append((estimate, *limits(estimate, own, alone, np.zeros(1))[:2]))
    persons = told.set_index("specification")["n_at_risk"].loc[gaps["specification"]]
    gaps = _of_fives(gaps, *np.array(found).T)
    return rounded(gaps, step).assign(n_at_risk=persons.to_numpy(), n_events=np.nan)


def effects_told(of: Counts, told: pd.DataFrame) -> pd.DataFrame:
    """Return what each option does, computed from what is told of specifications and nothing else.

    They have no interval: it would be of persons. None of a quantity of which a share is a code.
    """
    found = []
    for name, rows in told.groupby("quantity", sort=False):
        share = rows["estimate"].to_numpy()
        beyond = (share < EDGE - TIE) | (share > 1 - EDGE + TIE)
        if name == LEVEL and beyond.any():
            continue
        at, nobody = rows["specification"].to_numpy(), np.zeros((len(rows), 0))
        found.append(Quantity(str(name), at, share, nobody, np.zeros(0), AS_TOLD))
    rows = effects_of(of.grid, of.asked, found)
    return rows if len(rows) else pd.DataFrame(columns=["quantity", "method"], dtype=object)


def _of_fives(rows: pd.DataFrame, estimate: Floats, lower: Floats, upper: Floats) -> pd.DataFrame:
    """Return rows with estimates of fives, and limits by person; those of clusters as far away."""
    of_clusters = rows["method"].str.contains(CLUSTERED).to_numpy()
    own = rows[["lower", "upper"]].to_numpy() - rows[["estimate"]].to_numpy()
    alone = np.column_stack([lower, upper]) - estimate[:, None]
    low, high = (estimate[:, None] + np.where(of_clusters[:, None], own, alone)).T
    return rows.assign(estimate=estimate, lower=low, upper=high)
