"""What is wrong with a file, said all at once: file, row, column, the value's shape, the rule.

A value itself is never shown: '2020-13' becomes '9999-99', a name becomes 'aaaa'.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import DataError

SHOWN = 20
"""How many problems of a kind are listed before the rest are counted."""


@dataclass(frozen=True)
class Problem:
    """One row that breaks one rule."""

    file: str
    row: int | None
    column: str
    shape: str
    rule: str
    hint: str

    def __str__(self) -> str:
        """Return 'file, row, column: shape. Rule. Hint.' on one line."""
        row = f", row {self.row}" if self.row is not None else ""
        shape = f": found '{self.shape}'" if self.shape else ""
        return f"{self.file}{row}, column '{self.column}'{shape}; {self.rule}. {self.hint}".strip()


@dataclass
class Problems:
    """Collects problems over all tables, so that a user sees them in one go."""

    found: list[Problem] = field(default_factory=list)
    more: dict[str, int] = field(default_factory=dict)

    def add(self, file: str, column: str, rule: str, hint: str = "", shape: str = "") -> None:
        """Note a problem of a whole file or column."""
        self.found.append(Problem(file, None, column, shape, rule, hint))

    def add_rows(
        self, file: str, column: str, bad: NDArray[np.bool_], texts: pd.Series, rule_hint: str
    ) -> None:
        """Note every row where `bad`; `rule_hint` is 'rule|hint'; row 1 is the header."""
        rule, _, hint = rule_hint.partition("|")
        where = np.flatnonzero(bad)
        for row in where[:SHOWN]:
            shape = shape_of(texts.iloc[row])
            self.found.append(Problem(file, int(texts.index[row]) + 2, column, shape, rule, hint))
        if len(where) > SHOWN:
            self.more[f"{file}, column '{column}'; {rule}"] = len(where) - SHOWN

    def stop_if_any(self) -> None:
        """Raise DataError with everything that was found, if anything was."""
        if not self.found:
            return
        lines = [str(problem) for problem in self.found]
        lines += [f"{what}: and {count} more rows" for what, count in self.more.items()]
        raise DataError("The registers do not keep the contract.\n" + "\n".join(lines))


def shape_of(value: object) -> str:
    """Return the shape of a value: digits as 9, letters as a, the rest as it is."""
    if value is None or value is pd.NA or value is pd.NaT:
        return "(empty)"
    text = str(value)[:24]
    return "".join("9" if c.isdigit() else "a" if c.isalpha() else c for c in text) or "(empty)"
