"""What became of the rows: each is used or left out by a named reason, and repairs are counted."""

from dataclasses import dataclass, field
from enum import StrEnum

import pandas as pd

from analysis.registers.hidden import Hidden
from analysis.registers.problems import Problems


class Fate(StrEnum):
    """What became of a row of a file; the counts of a table add up to the rows of its file."""

    USED = "used"
    EMPTY = "empty_row"
    IDENTICAL = "identical_row"
    JOINED = "joined_to_another_spell"
    NETTED = "netted_with_its_correction"
    NOT_A_PARTICIPANT = "not_a_participant"
    MERGED_AREA = "merged_area"


class Remark(StrEnum):
    """What was repaired, or is worth a warning, in rows that are used."""

    STRIPPED = "blanks_stripped"
    OPEN_DATE = "open_date_code"
    UNKNOWN_MUNICIPALITY = "municipality_missing"
    IDENTITY_NUMBER = "looks_like_identity_number"
    OVERLAP = "overlaps_another_spell"
    LONG_WEEK = "over_168_hours_together"
    RECODED = "municipality_recoded"
    SPLIT = "municipality_split"
    CODE_OF_ANOTHER_DATE = "municipality_code_of_another_date"
    TWO_PLACES = "two_places_at_once"
    GAP_FILLED = "gap_filled"
    NO_LAST_LINE_END = "no_last_line_end"
    SETTLED_LATE = "settled_after_programme"
    UNLIKELY_AGE = "unlikely_age"
    REGISTERED_EARLY = "registered_before_exit"
    AFTER_OBSERVED = "after_last_observed"
    BEFORE_OBSERVED = "before_first_observed"
    ZEROS_DIFFER = "differs_by_zeros_in_front"
    STRANGERS = "hardly_any_participants"
    MANY_STRANGERS = "many_not_participants"
    HIDDEN_ROW = "hidden_row"
    HIDDEN_COLUMN = "hidden_column"
    HIDDEN_SHEET = "hidden_sheet"
    CORRECTED = "correction_netted"


REPAIRS = (Remark.GAP_FILLED, Remark.CORRECTED)
"""Remarks on what changes numbers: months with a home, hours and pay."""
TRANSLATIONS = (
    Remark.STRIPPED,
    Remark.OPEN_DATE,
    Remark.RECODED,
    Remark.CODE_OF_ANOTHER_DATE,
)
"""Remarks on what says the same in other words; no number changes."""


@dataclass
class Account:
    """Collects problems and counts while tables are read."""

    problems: Problems = field(default_factory=Problems)
    _fates: list[tuple[str, str, int]] = field(default_factory=list)
    _remarks: list[tuple[str, str, str, int]] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)

    def count(self, table: str, fate: Fate, rows: int) -> None:
        """Note the fate of so many rows of a table."""
        if rows:
            self._fates.append((table, fate.value, int(rows)))

    def remark(self, table: str, column: str, remark: Remark, rows: int) -> None:
        """Note that something holds for so many values of a column."""
        if rows:
            self._remarks.append((table, column, remark.value, int(rows)))

    def hide(self, hidden: Hidden, rows: int) -> None:
        """Note what a sheet hides of a table of so many rows."""
        if hidden:
            self.hidden.append(hidden)
        self.remark(hidden.table, "", Remark.HIDDEN_ROW, len(hidden.rows))
        self.remark(hidden.table, "", Remark.HIDDEN_COLUMN, rows if hidden.columns else 0)
        self.remark(hidden.table, "", Remark.HIDDEN_SHEET, rows if hidden.whole else 0)

    def rows(self) -> pd.DataFrame:
        """Return table, fate, rows."""
        return pd.DataFrame(self._fates, columns=["table", "fate", "rows"])

    def remarks(self) -> pd.DataFrame:
        """Return table, column, remark, rows."""
        return pd.DataFrame(self._remarks, columns=["table", "column", "remark", "rows"])
