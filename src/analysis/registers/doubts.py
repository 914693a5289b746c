"""What is used as it stands, and yet worth a warning: counted, listed with the data's quality."""

import numpy as np
import pandas as pd

from analysis.registers.account import Account, Remark
from analysis.registers.contract import Table
from analysis.registers.identity import pass_as_identity_numbers
from analysis.registers.repeats import overlaps

WEEK = 168_00
"""Hours of a week, in hundredths."""


def remark_doubts(frame: pd.DataFrame, table: Table, account: Account) -> None:
    """Count what is worth a warning in the rows of a table."""
    if table.name == "participants":
        missing = frame["municipality"].isna().sum()
        account.remark(table.name, "municipality", Remark.UNKNOWN_MUNICIPALITY, missing)
    if table.name == "jobs" and "hours_per_week" in frame:
        account.remark(table.name, "hours_per_week", Remark.LONG_WEEK, long_weeks(frame))
    account.remark(table.name, "start", Remark.OVERLAP, overlaps(frame, table))


def identity_numbers(ids: pd.Series) -> tuple[int, float]:
    """Return in how many rows an id is built as an identity number, and the share of such ids."""
    used = ids.cat.remove_unused_categories().cat
    passes = pass_as_identity_numbers(used.categories)
    rows = int(passes[used.codes[used.codes >= 0]].sum())
    return rows, float(passes.mean()) if len(passes) else 0.0


def long_weeks(jobs: pd.DataFrame) -> int:
    """Return how many spells begin on a day on which a person's hours exceed those of a week."""
    person = jobs["person_id"].cat.codes.to_numpy()
    hours = jobs["hours_per_week"].fillna(0).to_numpy(dtype=np.int64)
    together = np.bincount(person, hours, minlength=1)
    may = together[person] > WEEK
    person, hours = person[may], hours[may]
    start = jobs["start"].to_numpy()[may].astype("datetime64[D]").astype(np.int64)
    end = jobs["end"].to_numpy()[may].astype("datetime64[D]")
    after = np.where(np.isnat(end), np.int64(2**40), end.astype(np.int64) + 1)
    day = np.concatenate([start, after])
    is_start = np.repeat([True, False], len(person))
    order = np.lexsort((is_start, day, np.tile(person, 2)))
    steps = np.concatenate([hours, -hours])[order]
    # Each person's steps add up to 0, so that the running sum begins anew with each person.
    return int(((np.cumsum(steps) > WEEK) & is_start[order]).sum())
