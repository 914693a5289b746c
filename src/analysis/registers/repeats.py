"""Rows that speak of the same thing twice: the same is kept once and counted, a conflict stops.

Frames keep their file's row index here, so that a conflict can be shown by its rows.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.registers.contract import Table
from analysis.registers.problems import Problems

ONE_VALUE_A_PERSON = (
    "settled",
    "sex",
    "birth_year",
    "country_of_origin",
    "admission",
    "prior_education",
)
JOB = ["person_id", "employer_id", "kind"]
JOB_VALUES = ["hours_per_week", "monthly_earnings", "contract", "subsidised"]


def find_conflicts(frame: pd.DataFrame, table: Table, file: str, problems: Problems) -> None:
    """Note rows of one person, programme or job that contradict each other."""
    if table.name == "participants":
        for name in [name for name in ONE_VALUE_A_PERSON if name in frame]:
            known = frame[frame[name].notna()]
            values = known.groupby("person_id")[name].transform("nunique")
            _note(known, (values > 1).to_numpy(), name, "one value a person", file, problems)
        programme = [name for name in ("person_id", "programme_start") if name in frame]
        twice = frame.duplicated(programme, keep=False).to_numpy()
        _note(frame, twice, programme[-1], "one row a person and programme", file, problems)
    if table.one_row_a_person:
        twice = frame.duplicated("person_id", keep=False).to_numpy()
        _note(frame, twice, "person_id", "one row a person", file, problems)
    if table.name == "jobs" and "employer_id" in frame:
        _find_job_conflicts(frame, file, problems)


def join_job_spells(jobs: pd.DataFrame) -> pd.DataFrame:
    """Return jobs with overlapping spells of one job and one value joined into one spell.

    A job is person + employer + kind (definitions.md 2); without employer_id nothing is joined.
    """
    if "employer_id" not in jobs:
        return jobs
    keyed = _by_job(jobs)
    first = ~_overlaps_earlier(keyed)
    if first.all():
        return jobs
    stretch = first.cumsum() - 1
    joined = keyed[first].copy()
    ends = keyed["end"].fillna(pd.Timestamp.max.as_unit("s")).groupby(stretch).max().to_numpy()
    joined["end"] = pd.Series(ends, joined.index).where(
        ~keyed["end"].isna().groupby(stretch).any().to_numpy()
    )
    rest = jobs[~jobs.index.isin(keyed.index)]
    return pd.concat([joined[jobs.columns], rest]).sort_index()


def _by_job(jobs: pd.DataFrame) -> pd.DataFrame:
    known = jobs[jobs["employer_id"].notna() & jobs["start"].notna()]
    keys = [name for name in JOB if name in jobs]
    return known.assign(job=known.groupby(keys, observed=True).ngroup()).sort_values(
        ["job", "start"], kind="stable"
    )


def _overlaps_earlier(keyed: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell of each row, sorted by job and start, whether an earlier spell of the job reaches it."""
    end = keyed["end"].fillna(pd.Timestamp.max.as_unit("s")).astype("int64")
    reach = end.groupby(keyed["job"]).cummax()
    earlier = reach.groupby(keyed["job"]).shift(1)
    return (keyed["start"].astype("int64") <= earlier.fillna(-(2**62))).to_numpy(dtype=bool)


def _find_job_conflicts(frame: pd.DataFrame, file: str, problems: Problems) -> None:
    keyed = _by_job(frame)
    overlaps = _overlaps_earlier(keyed)
    stretch = pd.Series((~overlaps).cumsum(), keyed.index)
    for name in [name for name in JOB_VALUES if name in frame]:
        values = keyed.groupby(stretch)[name].transform("nunique", dropna=False)
        rule = f"overlapping spells of one job have the same {name}"
        _note(keyed, (values > 1).to_numpy(), name, rule, file, problems)


def _note(
    frame: pd.DataFrame,
    bad: NDArray[np.bool_],
    column: str,
    rule: str,
    file: str,
    problems: Problems,
) -> None:
    if bad.any():
        hint = "Keep the row that is right."
        problems.add_rows(file, column, bad, frame[column], f"{rule}|{hint}")
