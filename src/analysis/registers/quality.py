"""What the registers say of themselves: rows, missing values, and what cannot be.

Each question gives counts: `n_events` rows, spells or persons of `n_at_risk` that it could hold
for. Nothing here changes a register.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.official_terms import ExitReason
from analysis.register_terms import Finding
from analysis.registers.account import Fate
from analysis.registers.contract import TABLES
from analysis.registers.read import Registers

Bools = NDArray[np.bool_]
COUNTS = ["n_events", "n_at_risk"]
PERSONS = "persons"
RANK = {"grunnskole": 1, "upper_secondary": 2, "higher": 3}
BELOW_UPPER_SECONDARY = ("none", "primary", "grunnskole")
SOON = np.timedelta64(31, "D")
"""How soon after an exit its job or school begins."""
TRANSFER = np.timedelta64(92, "D")
"""Programmes at most three months apart are one (definitions.md 12); here by days."""


def rows_by_fate(registers: Registers) -> pd.DataFrame:
    """Return the rows of each file by what became of them; those of a table add up to its file.

    Returns:
        table, fate, n_events (rows), n_at_risk (rows of the file).
    """
    counted = registers.rows.groupby(["table", "fate"], sort=False)["rows"].sum()
    rows = counted.rename("n_events").reset_index()
    place = {name: number for number, name in enumerate(registers.tables)}
    first = (rows["fate"] != Fate.USED).to_numpy()  # what was used comes first
    rows = rows.iloc[np.lexsort((first, rows["table"].map(place)))].reset_index(drop=True)
    return rows.assign(n_at_risk=rows.groupby("table")["n_events"].transform("sum"))


def missing_values(registers: Registers) -> pd.DataFrame:
    """Return how many values of each column are missing among the rows used.

    An empty end of a spell is open, not missing, and is left out.

    Returns:
        table, column, n_events (missing), n_at_risk (rows used).
    """
    found = []
    for name, frame in registers.tables.items():
        open_ends = {second for _, second in TABLES[name].in_order}
        for column in map(str, frame):
            if column != "person" and column not in open_ends:
                found.append((name, column, int(frame[column].isna().sum()), len(frame)))
    return pd.DataFrame(found, columns=["table", "column", *COUNTS])


def findings(registers: Registers) -> pd.DataFrame:
    """Return repairs and warnings of the reader, and what the registers contradict each other in.

    Returns:
        table, column (empty: the whole row), finding, n_events, n_at_risk (rows used, or persons
        where table is "persons").
    """
    rows = [
        *_remarks(registers),
        *_after_departure(registers),
        *_programmes(registers),
        *_residence(registers),
        *_levels(registers),
        *_reasons(registers),
    ]
    frame = pd.DataFrame(rows, columns=["table", "column", "finding", *COUNTS])
    return frame[frame["n_events"] > 0].reset_index(drop=True)


Counted = tuple[str, str, str, int, int]


def _remarks(registers: Registers) -> list[Counted]:
    found = registers.remarks.groupby(["table", "column", "remark"], sort=False)["rows"].sum()
    total = registers.rows.groupby("table")["rows"].sum()
    rows = found.reset_index()
    return [
        (str(table), str(column), str(remark), int(n), int(total[table]))
        for table, column, remark, n in rows.itertuples(index=False)
    ]


def _after_departure(registers: Registers) -> list[Counted]:
    """Count spells that hold on a day after their person died or emigrated."""
    if not registers.has("departures"):
        return []
    gone = registers.tables["departures"].set_index("person")
    found = []
    for name, frame in registers.tables.items():
        ends = [second for _, second in TABLES[name].in_order if second in frame]
        if not ends:
            continue
        left = frame["person"].map(gone["date"])
        last = frame[ends[0]].fillna(pd.Timestamp.max.floor("s"))
        begun = frame[TABLES[name].in_order[0][0]] if TABLES[name].in_order[0][0] in frame else last
        for cause, finding, after in (
            ("death", Finding.AFTER_DEATH, last > left),
            ("emigration", Finding.AFTER_EMIGRATION, begun > left),
        ):
            by_cause = frame["person"].map(gone["cause"].astype(object)) == cause
            found.append((name, "", finding.value, int((after & by_cause).sum()), len(frame)))
    return found


def _programmes(registers: Registers) -> list[Counted]:
    """Count persons with programmes in several municipalities, continued and entered again."""
    rows = registers.tables["participants"]
    n = registers.n_persons
    places = rows.groupby("person")["municipality"].nunique()
    found = [(PERSONS, "municipality", Finding.SEVERAL_MUNICIPALITIES.value, places > 1)]
    if {"programme_start", "programme_end"} <= set(rows):
        ordered = rows.sort_values(["person", "programme_start"], kind="stable")
        before = ordered["programme_end"].groupby(ordered["person"]).cummax()
        before = before.groupby(ordered["person"]).shift(1)
        later = ordered["programme_start"] - before
        for finding, holds in (
            (Finding.CONTINUED, later <= TRANSFER),
            (Finding.REENTERED, later > TRANSFER),
        ):
            again = holds.groupby(ordered["person"]).any()
            found.append((PERSONS, "programme_start", finding.value, again))
    return [(table, column, finding, int(who.sum()), n) for table, column, finding, who in found]


def _residence(registers: Registers) -> list[Counted]:
    if not registers.has("residence"):
        return []
    spells = registers.tables["residence"].sort_values(["person", "start"], kind="stable")
    n, forever = registers.n_persons, pd.Timestamp.max.floor("s")
    end = spells["end"].fillna(forever)
    reach = end.groupby(spells["person"]).cummax()
    before = reach.groupby(spells["person"]).shift(1)
    gaps = spells.loc[spells["start"] - before > np.timedelta64(1, "D"), "person"].nunique()
    last = reach.groupby(spells["person"]).max()
    observed = np.datetime64("1970-01", "M") + registers.dataset.last_observed
    early = last[last < pd.Timestamp(observed.astype("datetime64[s]"))].index
    if registers.has("departures"):
        early = early.difference(pd.Index(registers.tables["departures"]["person"]))
    counted = {
        Finding.NO_RESIDENCE: n - spells["person"].nunique(),
        Finding.RESIDENCE_GAP: gaps,
        Finding.RESIDENCE_ENDS_EARLY: len(early),
    }
    found = [(PERSONS, "residence", key.value, int(count), n) for key, count in counted.items()]
    return [*found, *_elsewhere(registers)]


def _elsewhere(registers: Registers) -> list[Counted]:
    """Count programmes begun while living in another municipality."""
    rows = registers.tables["participants"]
    if "programme_start" not in rows:
        return []
    begun = rows[["person", "municipality", "programme_start"]].dropna().reset_index(drop=True)
    home = registers.tables["residence"].dropna(subset=["municipality"])
    at = begun.reset_index(names="row").merge(home, on="person", suffixes=("", "_home"))
    holds = (at["start"] <= at["programme_start"]) & ~(at["end"] < at["programme_start"])
    at = at[holds.to_numpy()]
    same = at["municipality"].astype(str) == at["municipality_home"].astype(str)
    here = same.groupby(at["row"]).any()
    what = ("participants", "municipality", Finding.LIVES_ELSEWHERE.value)
    return [(*what, int((~here).sum()), len(here))]


def _levels(registers: Registers) -> list[Counted]:
    """Count persons who begin a lower level after a higher one, or skip upper secondary."""
    if not registers.has("education"):
        return []
    spells = registers.tables["education"].sort_values(["person", "start"], kind="stable")
    rank = spells["level"].astype(str).map(RANK).astype(np.int64)
    before = rank.groupby(spells["person"]).cummax().groupby(spells["person"]).shift(1)
    n = spells["person"].nunique()
    fell = int(spells.loc[(rank < before).to_numpy(), "person"].nunique())
    found = [(PERSONS, "level", Finding.LEVEL_FELL.value, fell, n)]
    people = registers.tables["participants"]
    if "prior_education" in people:
        prior = people.drop_duplicates("person").set_index("person")["prior_education"]
        low = spells["person"].map(prior.isin(BELOW_UPPER_SECONDARY))
        skipped = (rank == RANK["higher"]) & ~(before >= RANK["upper_secondary"]) & low
        who = int(spells.loc[skipped.to_numpy(), "person"].nunique())
        found.append((PERSONS, "level", Finding.LEVEL_SKIPPED.value, who, n))
    return found


def _reasons(registers: Registers) -> list[Counted]:
    """Count exits to work or school of which no job or school is seen then or a month later."""
    exits = exits_of(registers)
    if "exit_reason" not in exits:
        return []
    reason = exits["exit_reason"].astype(object)
    schools = (ExitReason.EDUCATION, ExitReason.GRUNNSKOLE)
    found = []
    for table, finding, reasons in (
        ("jobs", Finding.WORK_BUT_NO_JOB, (ExitReason.WORK,)),
        ("education", Finding.SCHOOL_BUT_NO_SPELL, schools),
    ):
        if registers.has(table):
            said = reason.isin(reasons).to_numpy(dtype=bool) & seen_at_exit(registers, exits)
            there = holds_at_exit(exits, registers.tables[table])
            what = ("participants", "exit_reason", finding.value)
            found.append((*what, int((said & ~there).sum()), int(said.sum())))
    return found


def exits_of(registers: Registers) -> pd.DataFrame:
    """Return the rows of participants with a programme_end, numbered from 0."""
    rows = registers.tables["participants"]
    if "programme_end" not in rows:
        return rows.iloc[:0].reset_index(drop=True)
    return rows[rows["programme_end"].notna()].reset_index(drop=True)


def seen_at_exit(registers: Registers, exits: pd.DataFrame) -> Bools:
    """Tell of each exit whether the registers cover its day and the month after it."""
    dataset = registers.dataset
    months = np.array([dataset.first_observed, dataset.last_observed + 1], dtype="datetime64[M]")
    first, after = months.astype("datetime64[s]")
    end = exits["programme_end"].to_numpy()
    return np.asarray((end >= first) & (end + SOON < after), dtype=bool)


def holds_at_exit(exits: pd.DataFrame, spells: pd.DataFrame) -> Bools:
    """Tell of each exit whether a spell holds on its day or within a month after it."""
    days = exits[["person", "programme_end"]].reset_index(names="row")
    pairs = days.merge(spells[["person", "start", "end"]], on="person")
    soon = pairs["programme_end"] + SOON
    holds = (pairs["start"] <= soon) & ~(pairs["end"] < pairs["programme_end"])
    return np.isin(days["row"].to_numpy(), pairs.loc[holds.to_numpy(), "row"].to_numpy())
