"""What is wrong with a file, said all at once: file, column, rule, rows, what to do.

A value itself is never shown: '2020-13' becomes '9999-99', a name becomes 'aaaa'.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import DataError
from analysis.registers.ids import UNSEEN

OPENING = (
    "The registers do not keep the contract; values are shown by shape (digits as 9, letters as a)."
)
SHOWN = 20
"""How many rows of a kind are listed before the rest are counted."""
TOGETHER = 6
"""How many rows that belong together are listed in one line."""
LONGEST = 24
Rows = int | tuple[int, ...]


@dataclass(frozen=True)
class Problem:
    """One rule that a file breaks, in one or several rows.

    Attributes:
        where: the file, and the column as the file names it.
        rule: what is allowed.
        hint: what to do.
        rows: row in the source file, or several that belong together, and what is there instead.
    """

    where: str
    rule: str
    hint: str
    rows: Sequence[tuple[Rows, str]] = ()

    def __str__(self) -> str:
        """Return a line with place and rule, a line a row, a line with what to do."""
        lines = [f"{self.where}: {self.rule}."]
        lines += [f"  {_numbered(rows)}: {found}" for rows, found in self.rows[:SHOWN]]
        others = sum(1 if isinstance(rows, int) else len(rows) for rows, _ in self.rows[SHOWN:])
        if others:
            lines.append(f"  and {others} more rows")
        return "\n".join([*lines, f"  {self.hint}"])


@dataclass
class Problems:
    """Collects problems over all tables, so that a user sees them in one go."""

    found: list[str] = field(default_factory=list)

    def add(self, problem: Problem | DataError) -> None:
        """Note a problem, or the error with which reading a file ended; the same one only once."""
        if str(problem) not in self.found:  # a workbook holds several tables
            self.found.append(str(problem))

    def add_rows(
        self, where: str, bad: NDArray[np.bool_], values: pd.Series, rule_hint: str
    ) -> None:
        """Note the rows where `bad`, if any; `rule_hint` is 'rule|hint'.

        Args:
            where: file and column.
            bad: by row.
            values: what stands there; its index is the row in the source file.
            rule_hint: what is allowed, and what to do.
        """
        if not bad.any():
            return
        rule, _, hint = rule_hint.partition("|")
        wrong = values[bad].sort_index()
        shown = [f"found '{shape_of(value)}'" for value in wrong.iloc[:SHOWN]]
        shown += [""] * (len(wrong) - len(shown))
        rows = list(zip(map(int, wrong.index), shown, strict=True))
        self.found.append(str(Problem(where, rule, hint, rows)))

    def stop_if_any(self) -> None:
        """Raise DataError with everything that was found, if anything was."""
        if self.found:
            raise DataError("\n".join([OPENING, *self.found]))


def _numbered(rows: Rows) -> str:
    """Return 'row 2', or 'rows 2 and 5' where several belong together."""
    if isinstance(rows, int):
        return f"row {rows}"
    shown = [str(row) for row in rows[:TOGETHER]]
    others = len(rows) - len(shown)
    last = f"{others} more" if others else shown.pop()
    return f"rows {', '.join(shown)} and {last}"


def shape_of(value: object) -> str:
    """Return the shape of a value: digits as 9, letters as a, the rest as it is, unseen as ?."""
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return "(empty)"
    text = str(value).removesuffix(" 00:00:00")
    shape = "".join(map(_sign_of, text[:LONGEST])) + "…" * (len(text) > LONGEST)
    return shape or "(empty)"


def _sign_of(character: str) -> str:
    if UNSEEN.match(character):
        return "?"
    if character.isdigit():
        return "9"
    if character.isalpha():
        return "a"
    return character if character.isprintable() else "?"
