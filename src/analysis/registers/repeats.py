"""Rows that speak of the same thing twice: the same is kept once and counted, a conflict stops.

Frames keep their file's rows as index here, so that a conflict can be shown by its rows.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.registers.contract import Table

ONE_VALUE_A_PERSON = (
    "settled",
    "sex",
    "birth_year",
    "country_of_origin",
    "admission",
    "prior_education",
)
JOB = ("person_id", "employer_id", "kind")
JOB_VALUES = ("hours_per_week", "monthly_earnings", "contract", "subsidised")
SAME_STATE = {"education": ("person_id", "level"), "residence": ("person_id", "municipality")}
HINT = "Keep the row that is right."
FOREVER = 2**62


@dataclass(frozen=True)
class Conflict:
    """Rows that contradict each other in a column, and what holds where they do not."""

    column: str
    rule: str
    rows: pd.Index


def identical_rows(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell of each row whether an earlier one is the same in every column."""
    repeated = frame.duplicated(list(frame)[:2], keep=False).to_numpy()
    repeated[repeated] = frame[repeated].duplicated().to_numpy()
    return np.asarray(repeated)


def conflicts(frame: pd.DataFrame, table: Table) -> list[Conflict]:
    """Return where rows of one person, programme or job contradict each other."""
    found = []
    if table.name == "participants":
        found += _of_persons(frame)
    if table.one_row_a_person:
        found.append(_twice(frame, ["person_id"], "one row a person"))
    if table.name == "jobs" and "employer_id" in frame:
        found += _of_jobs(frame)
    return [conflict for conflict in found if len(conflict.rows)]


def _of_persons(frame: pd.DataFrame) -> list[Conflict]:
    several = frame[frame.duplicated("person_id", keep=False)]
    found = []
    for name in [name for name in ONE_VALUE_A_PERSON if name in frame]:
        known = several[several[name].notna()]
        values = known.drop_duplicates(["person_id", name])
        persons = values.loc[values.duplicated("person_id"), "person_id"]
        rows = known.index[known["person_id"].isin(persons)]
        found.append(Conflict(name, "one value a person", rows))
    programme = [name for name in ("person_id", "programme_start") if name in frame]
    return [*found, _twice(several, programme, "one row a person and programme")]


def _twice(frame: pd.DataFrame, key: list[str], rule: str) -> Conflict:
    return Conflict(key[-1], rule, frame.index[frame.duplicated(key, keep=False)])


def join_job_spells(jobs: pd.DataFrame) -> pd.DataFrame:
    """Return jobs with overlapping spells of one job and one value joined into one spell.

    A job is person + employer + kind (definitions.md 2); without employer_id nothing is joined.
    """
    if "employer_id" not in jobs:
        return jobs
    spells = _overlapping(jobs, JOB)
    if spells.empty:
        return jobs
    last = spells["end"].groupby(spells["stretch"]).transform("max")
    is_open = spells["end"].isna().groupby(spells["stretch"]).transform("any")
    first = ~spells.duplicated("stretch")
    joined = jobs.drop(index=spells.index[~first])
    joined.loc[spells.index[first], "end"] = last.mask(is_open)[first]
    return joined


def overlaps(frame: pd.DataFrame, table: Table) -> int:
    """Return how many spells of education or residence overlap an earlier one of the same state."""
    if table.name not in SAME_STATE:
        return 0
    spells = _overlapping(frame, SAME_STATE[table.name])
    return len(spells) - spells["stretch"].nunique()


def _of_jobs(frame: pd.DataFrame) -> list[Conflict]:
    spells = _overlapping(frame, JOB)
    found = []
    for name in [name for name in JOB_VALUES if name in frame]:
        values = spells.drop_duplicates(["stretch", name])
        mixed = values.loc[values.duplicated("stretch"), "stretch"]
        rows = spells.index[spells["stretch"].isin(mixed)]
        found.append(Conflict(name, f"overlapping spells of one job have the same {name}", rows))
    return found


def _overlapping(frame: pd.DataFrame, keys: tuple[str, ...]) -> pd.DataFrame:
    """Return the spells that overlap another of the same keys, with `stretch`, ordered by start.

    A stretch is a set of spells that reach each other; a last day is part of its spell.
    """
    key = [name for name in keys if name in frame]
    usable = frame[[*key, "start"]].notna().all(axis=1).to_numpy()
    rows = frame[usable & frame.duplicated(key, keep=False).to_numpy()]
    same = rows.groupby(key, observed=True).ngroup().to_numpy()
    start = rows["start"].astype("int64").to_numpy()
    end = rows["end"].astype("int64").where(rows["end"].notna(), FOREVER).to_numpy()
    order = np.lexsort((end, start, same))
    same, start = same[order], start[order]
    reach = pd.Series(end[order]).groupby(same).cummax()
    earlier = reach.groupby(same).shift(1, fill_value=-FOREVER).to_numpy()
    stretch = np.cumsum(start > earlier)
    several = np.bincount(stretch, minlength=1)[stretch] > 1 if len(stretch) else start > 0
    found: pd.DataFrame = rows.iloc[order[several]]
    return found.assign(stretch=stretch[several])
