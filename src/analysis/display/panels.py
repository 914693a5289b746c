"""Small panels of shares by month, all of them on one sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from textwrap import fill
from typing import TYPE_CHECKING

from analysis.display.fragment import Shown
from analysis.display.pictures import apart, mark_of, write_mark
from analysis.display.sheet import (
    EDGE,
    HUNDRED,
    LETTERS_PER_INCH,
    TICK,
    inches,
    rule,
    sheet_of,
    within,
    write_months,
    write_shares,
)
from analysis.display.style import NARROW, Width
from analysis.terms import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Transform

HIGH = 1.6
"""Inches of a panel from 0 to 100 %."""
TITLE, BETWEEN = 0.06, 0.22
"""Inches from a panel to its title and to the next panel."""
SHARES = (0.0, 0.5, 1.0)


@dataclass(frozen=True)
class Layout:
    """Where panels lie on a sheet, in inches from its lower left corner.

    Attributes:
        corners: the lower left corner of each panel.
        wide: of a panel.
        columns: panels beside each other.
        height: of the sheet.
        label: of the shares, wrapped.
    """

    corners: tuple[tuple[float, float], ...]
    wide: float
    columns: int
    height: float
    label: str


@dataclass(frozen=True, eq=False)
class Panels:
    """A figure of empty panels.

    Attributes:
        figure: what holds them.
        sheet: the axes of all, in inches.
        within: for each panel, from months and shares to where they are drawn on the sheet.
    """

    figure: "Figure"
    sheet: "Axes"
    within: tuple["Transform", ...]


def panels(
    titles: Sequence[str],
    last: int,
    labels: tuple[str, str],
    shown: Shown,
    language: Language,
    width: Width,
) -> Panels:
    """Return panels of months 0 to the last and shares of 0 to 100 %, with nothing in them yet.

    Args:
        titles: of the panels.
        last: month.
        labels: of the shares and of the months.
        shown: whose numbers they are, which the sheet is marked with.
        language: nb or en.
        width: of the figure.
    """
    letters = int(width.inches / columns_of(len(titles), width) * LETTERS_PER_INCH)
    titles, small = [fill(title, letters) for title in titles], width.text - 1.5
    marks = len(mark_of(shown, language, width).splitlines())
    laid = layout(titles, labels[0], marks, width)
    figure, sheet = sheet_of(width, laid.height)
    months = {at: at / last * laid.wide for at in range(0, last + 1, apart(last, 4, 12))}
    size = laid.wide, HIGH
    rule(sheet, laid.corners, size, months.values(), SHARES)
    for place, (title, corner) in enumerate(zip(titles, laid.corners, strict=True)):
        sheet.text(corner[0], corner[1] + HIGH + TITLE, title, fontsize=width.text - 1)
        if place % laid.columns == 0:
            write_shares(sheet, corner, HIGH, SHARES, language, small)
        if place + laid.columns >= len(titles):  # the last of its column
            write_months(sheet, corner, months, small)
    x, y = laid.corners[-1 - (len(titles) - 1) % laid.columns]  # the first of the last line
    since = y - TICK - EDGE / 2 - inches(1, small)
    sheet.text(x, since, labels[1], fontsize=width.text - 1, va="top")
    figure.supylabel(laid.label, x=EDGE / width.inches, fontsize=width.text)
    write_mark(figure, shown, language, width)
    places = tuple(within(sheet, corner, size, last) for corner in laid.corners)
    return Panels(figure, sheet, places)


def columns_of(n: int, width: Width) -> int:
    """Return how many of so many panels stand beside each other."""
    wide = min((4, 3), key=lambda columns: -n % columns)  # fewest empty places
    return min(2 if width is NARROW else wide, n)


def layout(titles: Sequence[str], label: str, marks: int, width: Width) -> Layout:
    """Return panels line by line, each line as high as its longest title asks.

    Args:
        titles: of the panels, wrapped.
        label: of the shares; it is wrapped where few panels leave it no room.
        marks: lines in the lower right corner.
        width: of the figure.
    """
    columns, small = columns_of(len(titles), width), width.text - 1.5
    lines = [titles[at : at + columns] for at in range(0, len(titles), columns)]
    above = [inches(1 + max(one.count("\n") for one in line), width.text - 1) for line in lines]
    down = [*accumulate(EDGE + high + HIGH + BETWEEN for high in above)]
    height = down[-1] - BETWEEN + TICK + inches(2 + marks, small) + 3 * EDGE
    label = fill(label, int(height * LETTERS_PER_INCH))
    left = 2 * EDGE + inches(1 + label.count("\n"), width.text) + HUNDRED * small / 72 + TICK
    wide = (width.inches - left - 2 * EDGE - (columns - 1) * BETWEEN) / columns
    corners = (
        (left + at % columns * (wide + BETWEEN), height - down[at // columns] + BETWEEN)
        for at in range(len(titles))
    )
    return Layout(tuple(corners), wide, columns, height, label)
