"""Who was in an exposure, and when: spells of a register as stays, in months since time zero.

Nothing here knows grunnskole from work practice: an exposure is a kind of spell in a register. A
month's status is that of the spells that decide it, by the comparison's monthly rule.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.comparison import EXPOSED_BY, Comparison, Exposure
from analysis.comparison_terms import Stage
from analysis.registers.read import Registers
from analysis.timeline.cohort import Cohort
from analysis.timeline.months import NONE, month_of, spell_columns
from analysis.timeline.rows import Ints

BREAK_MONTHS = 3
"""Spells are one stay where the next begins at most so many months after the last month of the one
before: a summer holiday (June to September), as a programme goes on (definitions.md 12)."""
STAGES = tuple(Stage)
MONTHS = ["begun", "left", "completed"]


def stays(registers: Registers, people: Cohort, comparison: Comparison) -> pd.DataFrame:
    """Return every stay in the exposure, one row each, ordered by person and month.

    Args:
        registers: where spells are kept.
        people: whose stays, and when their clock starts.
        comparison: says what the exposure is, and which spells decide a month.

    Returns:
        Columns person, and in months since time zero begun, left and completed, as in `exposures`;
        there completed is of the person, here of the stay.

    Raises:
        DesignError: the dataset lacks what tells who begins and who completes.
    """
    exposure = comparison.exposure
    for table, column in exposure.columns:
        registers.need(table, column, f"The exposure '{exposure}'")
    spells = registers.tables[exposure.table]
    spells = spells[are_of(spells, exposure) & spells["person"].isin(people.frame.index)]
    dataset = registers.dataset
    start = month_of(spells["start"])
    base = min(dataset.first_observed, int(start[start > NONE].min(initial=dataset.first_observed)))
    n_months = dataset.last_observed - base + 1
    first, last = spell_columns(spells, comparison.monthly_rule, base, n_months)
    told = pd.DataFrame(
        {
            "person": spells["person"].to_numpy(dtype=np.int64),
            "begun": np.where(start > NONE, start, first.astype(np.int64) + base),
            "left": last.astype(np.int64) + base,
            "completed": _completed(spells, exposure, dataset.last_observed),
        }
    )
    joined = _joined(told[first <= last], dataset.last_observed)
    origin = people.frame["origin"].reindex(joined["person"]).to_numpy(dtype=np.int64)
    since = {name: joined[name].astype("Int64") - origin for name in MONTHS}
    return joined.assign(**since)


def exposures(registers: Registers, people: Cohort, comparison: Comparison) -> pd.DataFrame:
    """Return when each person began the exposure, left it, and completed it.

    Months are since time zero; <NA> is never, within what is observed. A stay is known to be left
    only once BREAK_MONTHS have gone by without it: who may not use the future takes month
    `left` + BREAK_MONTHS.

    Returns:
        Index of the cohort's frame; begun, the calendar month of its first day, as time zero is
        dated, 0 or below where that is not later, and register spells from before the observed
        months count; left, the last month of the stay that began then, <NA> while it goes on in the
        last observed month;
        completed, the calendar month in which a spell of it first ended completed. It is <NA> where
        the register does not tell, of one spell or of any.

    Args and Raises as `stays`.
    """
    every = stays(registers, people, comparison)
    told = every.drop_duplicates("person").set_index("person")
    told = told.assign(completed=every.groupby("person")["completed"].min())
    return told[MONTHS].reindex(people.frame.index).astype("Int64")


def are_of(spells: pd.DataFrame, exposure: Exposure) -> NDArray[np.bool_]:
    """Return which spells of the exposure's table are of the exposure; unknown kinds are not."""
    chosen = spells[EXPOSED_BY[exposure.table]] == exposure.kind
    if exposure.named is not None:
        chosen &= spells["name"] == exposure.named
    return np.asarray(chosen.fillna(False).to_numpy(dtype=bool))


def stages(every: pd.DataFrame, persons: pd.Index, month: int) -> NDArray[np.object_]:
    """Return how far each person has come in the exposure in a month, by what is known in it.

    Completed is who has completed it; in progress, who is in a stay or left it less than
    BREAK_MONTHS ago and may come back; left, who began and is neither; else not begun.

    Args:
        every: what `stays` returns.
        persons: whose stages, in this order.
        month: since time zero.
    """
    begun = every[every["begun"] <= month]
    inside = begun["left"].isna() | (begun["left"] + BREAK_MONTHS > month)
    done = begun["completed"].notna() & (begun["completed"] <= month)
    code = np.full(len(persons), STAGES.index(Stage.NOT_BEGUN))
    for stage, rows in (
        (Stage.LEFT, begun),
        (Stage.IN_PROGRESS, begun[inside.to_numpy(dtype=bool)]),
        (Stage.COMPLETED, begun[done.to_numpy(dtype=bool)]),
    ):
        code[persons.isin(rows["person"])] = STAGES.index(stage)
    names = np.array([stage.value for stage in STAGES], dtype=object)
    told: NDArray[np.object_] = names[code]
    return told


def _completed(spells: pd.DataFrame, exposure: Exposure, last: int) -> Ints:
    """Return the calendar month in which each spell ended completed; NONE where it did not."""
    if not exposure.can_be_completed:
        return np.full(len(spells), NONE)
    month = month_of(spells["end"])
    surely = spells["completed"].fillna(False).to_numpy(dtype=bool)
    return np.where(surely & (month <= last), month, NONE)


def _joined(spells: pd.DataFrame, last: int) -> pd.DataFrame:
    """Return stays of spells in calendar months; <NA> where one is not left, or not completed."""
    spells = spells.sort_values(["person", "begun", "left"], kind="stable")
    reach = spells.groupby("person")["left"].cummax().groupby(spells["person"]).shift(1)
    new = reach.isna() | (spells["begun"] - reach > BREAK_MONTHS)
    # An end in the last observed month may be a holiday as well: nobody sees the next one.
    spells = spells.assign(
        stay=new.cumsum(),
        completed=spells["completed"].astype("Int64").mask(spells["completed"] == NONE),
    )
    grouped = spells.groupby("stay")
    return pd.DataFrame(
        {
            "person": grouped["person"].first(),
            "begun": grouped["begun"].first(),
            "left": grouped["left"].max().astype("Int64").mask(grouped["left"].max() == last),
            "completed": grouped["completed"].min(),
        }
    ).reset_index(drop=True)
