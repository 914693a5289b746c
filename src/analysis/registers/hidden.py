"""What a sheet hides from whoever looks at it, and is read all the same.

A filter hides rows too: to leave them out would drop persons because of a view.
"""

from dataclasses import dataclass

SHOWN = 20
"""How many stretches of rows are named before the rest are counted."""


@dataclass(frozen=True)
class Hidden:
    """What is hidden of one table.

    Attributes:
        table: of the contract.
        file: the workbook.
        sheet: its sheet.
        whole: whether the whole sheet is hidden.
        rows: hidden rows below the header that hold something.
        columns: the file's own names of hidden columns that are read.
    """

    table: str
    file: str
    sheet: str
    whole: bool
    rows: tuple[int, ...]
    columns: tuple[str, ...]

    def __bool__(self) -> bool:
        """Tell whether anything is hidden."""
        return self.whole or bool(self.rows or self.columns)


def stretches(rows: tuple[int, ...]) -> str:
    """Return rows in their order as a text, such as 4-7, 9; the last of very many are counted."""
    found: list[list[int]] = []
    for row in rows:
        if found and row == found[-1][-1] + 1:
            found[-1] = [found[-1][0], row]
        else:
            found.append([row])
    shown = ", ".join("-".join(map(str, ends)) for ends in found[:SHOWN])
    others = sum(ends[-1] - ends[0] + 1 for ends in found[SHOWN:])
    return f"{shown}, +{others}" if others else shown
