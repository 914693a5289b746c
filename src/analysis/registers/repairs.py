"""Repairs that are made only where dataset.toml declares them under [repairs]; each is counted.

Frames keep their file's rows as index here, so that what cannot be repaired is shown by its rows.
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.registers.repeats import JOB, Conflict, conflicts_of_values

Bools = NDArray[np.bool_]
AMOUNTS = ("hours_per_week", "monthly_earnings")
MOST = {"hours_per_week": 168_00}
OTHERS = ("contract", "subsidised")
ONE_MONTH = (
    "a correction, which has negative hours or pay, starts and ends in one calendar month",
    "Write a correction for each month that it corrects.",
)
ITS_EMPLOYER = (
    "a correction names its employer; without one every row is a job of its own",
    "Add employer_id to the rows of jobs; or mend the row that is corrected, and take the"
    " correction out.",
)
ITS_ROW = (
    "a correction stands beside a row of the same job that starts and ends in the same month",
    "Add the row that it corrects, split a longer one by month, or take the correction out.",
)
ONE_SPELL = (
    "rows of one job that a correction may belong to have a day in common",
    "Mend the row that is corrected, and take the correction out.",
)
NOT_BELOW_0 = (
    "a job's rows and corrections in a month do not add up to less than 0",
    "Add the row that is missing, or take the correction out.",
)
NOT_ABOVE = (
    "a job's rows and corrections in a month add up to 168 hours a week at most",
    "Add the correction that is missing, or keep the row that is right.",
)
TOLD_TWICE = (
    "rows of one job in a month with a correction differ from each other",
    "Take out the row that was delivered twice, or write two corrections as one.",
)
DAY = np.timedelta64(1, "D")


def net_corrections(jobs: pd.DataFrame, repeated: pd.Index) -> tuple[pd.DataFrame, list[Conflict]]:
    """Return jobs with each correction added to what it corrects, and what cannot be.

    A row is corrected by rows of the same job (person + employer + kind) with negative hours or
    pay; all of them start and end in the same calendar month. Their sum stays in one row, with the
    days of the rows that are corrected; where the sum is 0, none stays. Without an employer nothing
    is netted: two jobs of a person would become one.

    Args:
        jobs: rows that are right one by one; the index is the row in the file.
        repeated: rows of which the file holds another that is the same. Beside a correction nobody
            can tell a row delivered twice from a second correction.

    Returns:
        the rows that are clear, and conflicts, if any.
    """
    names = [name for name in AMOUNTS if name in jobs]
    minus = _any(jobs[names] < 0)
    if not minus.any():
        return jobs, []
    start, end = jobs["start"].dt.to_period("M"), jobs["end"].dt.to_period("M")
    within = (start == end).to_numpy(dtype=bool)
    key = [name for name in JOB if name in jobs]
    known = _names_employer(jobs)
    month = (jobs["start"].dt.year * 12 + jobs["start"].dt.month).to_numpy()
    group = jobs[key].assign(month=month).groupby([*key, "month"], observed=True).ngroup()
    usable = within & known
    corrected = np.isin(group, group[usable & minus]) & usable
    rows = jobs[corrected].assign(job=group[corrected], minus=minus[corrected])
    found = [_wrong(names[0], ONE_MONTH, jobs.index[minus & ~within])]
    found.append(_wrong(names[0], ITS_EMPLOYER, jobs.index[minus & ~known]))
    found.append(_lonely(rows, names[0]))
    found.append(_wrong(names[0], TOLD_TWICE, rows.index.intersection(repeated)))
    sums = rows.groupby("job")[names].sum(min_count=1)
    found += _of_sums(rows, sums)
    plus = rows[~rows["minus"]]
    found += _of_spells(plus, names[0])
    unclear = [conflict for conflict in found if len(conflict.rows)]
    if unclear:  # what is told here is not told again as spells that contradict each other
        return jobs[~(minus | corrected)], unclear
    return _with_sums(jobs.drop(index=rows.index), plus, sums), []


def _wrong(column: str, rule_hint: tuple[str, str], rows: pd.Index) -> Conflict:
    rule, hint = rule_hint
    return Conflict(column, rule, rows, hint)


def _any(frame: pd.DataFrame) -> Bools:
    return np.asarray(frame.fillna(False).any(axis=1), dtype=bool)


def _names_employer(jobs: pd.DataFrame) -> Bools:
    if "employer_id" not in jobs:
        return np.zeros(len(jobs), dtype=bool)
    return jobs["employer_id"].notna().to_numpy(dtype=bool)


def _lonely(rows: pd.DataFrame, column: str) -> Conflict:
    """Return the corrections that have nothing to correct."""
    alone = rows["minus"].groupby(rows["job"]).transform("all")
    return _wrong(column, ITS_ROW, rows.index[alone])


def _of_sums(rows: pd.DataFrame, sums: pd.DataFrame) -> list[Conflict]:
    """Return the rows whose sum is less than nothing, or more than a week has."""
    alone = rows["minus"].groupby(rows["job"]).transform("all")
    found = []
    for name in sums:
        for rule_hint, wrong in (
            (NOT_BELOW_0, sums[name] < 0),
            (NOT_ABOVE, sums[name] > MOST.get(str(name), np.inf)),
        ):
            jobs = sums.index[wrong.fillna(False).to_numpy(dtype=bool)]
            bad = rows["job"].isin(jobs) & ~alone
            found.append(_wrong(str(name), rule_hint, rows.index[bad]))
    return found


def _of_spells(plus: pd.DataFrame, column: str) -> list[Conflict]:
    """Return the rows of which it is not plain that they are one spell."""
    begun = plus["start"].groupby(plus["job"]).transform("max")
    ended = plus["end"].groupby(plus["job"]).transform("min")
    apart = _wrong(column, ONE_SPELL, plus.index[begun > ended])
    return [apart, *conflicts_of_values(plus.assign(stretch=plus["job"]), OTHERS)]


def _with_sums(rest: pd.DataFrame, plus: pd.DataFrame, sums: pd.DataFrame) -> pd.DataFrame:
    """Return the other rows and one row for each sum above 0."""
    by_job = plus.groupby("job")
    kept = plus[~plus.duplicated("job")].set_index("job", drop=False)
    amounts = {str(name): sums[name] for name in sums}
    kept = kept.assign(start=by_job["start"].min(), end=by_job["end"].max(), **amounts)
    above = _any(kept[list(sums)] > 0)
    kept.index = pd.Index(plus.index[~plus.duplicated("job")])
    whole = kept.loc[above, list(rest)].astype(rest.dtypes.to_dict())
    return pd.concat([rest, whole]).sort_index()


def fill_gaps(
    residence: pd.DataFrame, departures: pd.DataFrame | None, days: int
) -> tuple[pd.DataFrame, int]:
    """Return residence with gaps of at most so many days filled, and how many were.

    The spell before a gap is prolonged to the day before the next one. A gap in which the person
    departs is left as it is.
    """
    spells = residence.sort_values(["person_id", "start", "end"], kind="stable")
    person = spells["person_id"].cat.codes.to_numpy()
    reach = spells["end"].groupby(person).cummax()
    is_open = spells["end"].isna().astype("int8").groupby(person).cummax().to_numpy() > 0
    until = spells["start"].groupby(person).shift(-1)
    gap = (until - reach).dt.days - 1
    fills = ((gap >= 1) & (gap <= days)).to_numpy(dtype=bool) & ~is_open
    if departures is not None:
        gone = departures["date"].set_axis(departures["person_id"].astype(object))
        date = spells["person_id"].astype(object).map(gone)
        fills &= ~((date >= reach) & (date <= until)).to_numpy(dtype=bool)
    filled = residence.copy()
    rows = _last_to_reach(spells, reach, person)[fills]
    filled.loc[rows, "end"] = (until[fills] - DAY).to_numpy()
    return filled, int(fills.sum())


def _last_to_reach(spells: pd.DataFrame, reach: pd.Series, person: NDArray[Any]) -> pd.Index:
    """Return, by spell in order, the row of the person's spell that reaches furthest so far."""
    places = np.arange(len(spells))
    furthest = pd.Series(np.where(spells["end"] == reach, places, 0)).groupby(person).cummax()
    return spells.index[np.asarray(furthest, dtype=np.intp)]
