"""What a statistician would count in the invented registers, person by person, without a panel.

Kept apart from the timeline on purpose: the calibration of the world then does not lean on the code
that the world is there to test.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.synthetic.dates import Bools, Floats


@dataclass(frozen=True)
class Observed:
    """Registers of an invented world with one row a person: the last programme.

    Attributes:
        persons: participants, the last row of each, in the order of person_id.
        tables: the other tables, with the position of the person in `row`.
    """

    persons: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]

    @cached_property
    def exit_year(self) -> Floats:
        """Calendar year of the programme's end; nan while it runs."""
        return np.asarray(self.persons["programme_end"].dt.year, dtype=float)

    @cached_property
    def woman(self) -> Bools:
        """Who is a woman."""
        return (self.persons["sex"] == "female").to_numpy()

    def holds(self, table: str, day: pd.DatetimeIndex, among: Bools | None = None) -> Bools:
        """Return who has a spell of a table that holds on his day; `among` picks its rows."""
        spells = self.tables[table] if among is None else self.tables[table][among]
        row = spells["row"].to_numpy()
        on = day.to_numpy()[row]
        start, end = spells["start"].to_numpy(), spells["end"].to_numpy()
        held = (start <= on) & (np.isnat(end) | (end >= on))
        return np.bincount(row[held], minlength=len(self.persons)) > 0

    def among(self, table: str, column: str, *codes: str) -> Bools:
        """Return which rows of a table have one of some codes in a column."""
        return self.tables[table][column].isin(codes).to_numpy()

    def november(self, after: int) -> pd.DatetimeIndex:
        """Return 15 November of the year of exit plus so many; NaT without an exit."""
        year = self.persons["programme_end"].dt.year + after
        known = year.notna()
        text = year.where(known, 1900).astype(int).astype(str) + "-11-15"
        return pd.DatetimeIndex(pd.to_datetime(text).where(known))

    def there(self, day: pd.DatetimeIndex) -> Bools:
        """Return who lives in Norway on his day."""
        return self.holds("residence", day)


def observe(tables: Mapping[str, pd.DataFrame]) -> Observed:
    """Return registers ready to be counted."""
    participants = tables["participants"]
    last = participants.drop_duplicates("person_id", keep="last").reset_index(drop=True)
    row = pd.Series(np.arange(len(last)), last["person_id"])
    spells = {
        name: table.assign(row=row.loc[table["person_id"]].to_numpy(dtype=np.int64))
        for name, table in tables.items()
        if name not in ("areas", "participants")
    }
    return Observed(last, spells)


@dataclass(frozen=True)
class Status:
    """Where each person is in one November; `counted` is who is alive and resident then."""

    counted: Bools
    employed: Bools
    educated: Bools
    unemployed: Bools
    on_measures: Bools

    @property
    def success(self) -> Bools:
        """In work or ordinary education, as the official measure counts."""
        return self.employed | self.educated


def november_status(seen: Observed, after: int) -> Status:
    """Return the status in the November so many years after exit."""
    day = seen.november(after)
    paid = (seen.tables["jobs"]["hours_per_week"] >= 1).to_numpy()
    employed = seen.holds("jobs", day, paid)
    educated = seen.holds("education", day, seen.among("education", "level", *ORDINARY))
    idle = ~(employed | educated)
    office = {
        code: idle & seen.holds("labour_office", day, seen.among("labour_office", "status", code))
        for code in ("unemployed", "on_measures")
    }
    return Status(seen.there(day), employed, educated, office["unemployed"], office["on_measures"])


ORDINARY = ("upper_secondary", "higher")


def share(yes: Bools, among: Bools) -> float:
    """Return a share in per cent; nan where there is nobody."""
    total = among.sum()
    return float(100 * (yes & among).sum() / total) if total else float("nan")
