"""Small panels of shares by month on one sheet: one axes for all of them, places by arithmetic.

Axes of their own, with ticks, and a layout that measures them, would cost many times what is drawn
in them. The sheet is measured in inches; what lies in a panel is drawn in months and shares.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from textwrap import fill
from typing import TYPE_CHECKING

from analysis.display.fragment import Shown
from analysis.display.pictures import apart, mark_of, percent_tick, write_mark
from analysis.display.style import INK, NARROW, RULE, Width
from analysis.terms import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Transform

HIGH = 1.6
"""Inches of a panel from 0 to 100 %."""
TICK, TITLE, BETWEEN, EDGE = 0.1, 0.06, 0.22, 0.06
"""Inches from a panel to its numbers, its title, the next panel, and from all to the edge."""
LINE, HUNDRED = 1.25, 3.3
"""How high a line of text is, and how wide '100 %', in the size of its letters."""
LETTERS_PER_INCH = 10
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
    from matplotlib.figure import Figure
    from matplotlib.transforms import Affine2D

    letters = int(width.inches / columns_of(len(titles), width) * LETTERS_PER_INCH)
    titles = [fill(title, letters) for title in titles]
    marks = len(mark_of(shown, language, width).splitlines())
    laid = layout(titles, labels[0], marks, width)
    figure = Figure(figsize=(width.inches, laid.height))
    sheet = figure.add_axes((0, 0, 1, 1), xlim=(0, width.inches), ylim=(0, laid.height))
    sheet.set_axis_off()
    months = {at: at / last * laid.wide for at in range(0, last + 1, apart(last, 4, 12))}
    _rule(sheet, laid, list(months.values()))
    _number(sheet, laid, months, language, width)
    for title, (x, y) in zip(titles, laid.corners, strict=True):
        sheet.text(x, y + HIGH + TITLE, title, fontsize=width.text - 1)
    x, y = laid.corners[-1 - (len(titles) - 1) % laid.columns]  # below the first of the last line
    since = y - TICK - EDGE / 2 - _inches(1, width.text - 1.5)
    sheet.text(x, since, labels[1], fontsize=width.text - 1, va="top")
    figure.supylabel(laid.label, x=EDGE / width.inches, fontsize=width.text)
    write_mark(figure, shown, language, width)
    scaled = Affine2D().scale(laid.wide / last, HIGH)
    within = (scaled + Affine2D().translate(x, y) + sheet.transData for x, y in laid.corners)
    return Panels(figure, sheet, tuple(within))


def _rule(sheet: "Axes", laid: Layout, months: Sequence[float]) -> None:
    """Draw the lines of all panels: those to read by, and the two that shares and months are on."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    grid, frame = [], []
    for x, y in laid.corners:
        grid += [((x + at, y), (x + at, y + HIGH)) for at in months]
        grid += [((x, y + at * HIGH), (x + laid.wide, y + at * HIGH)) for at in SHARES]
        frame += [((x, y), (x, y + HIGH)), ((x, y), (x + laid.wide, y))]
    for lines, colour, order in ((grid, RULE, 0), (frame, INK, 2.5)):
        path = Path.make_compound_path(*(Path(line) for line in lines))
        sheet.add_artist(PathPatch(path, fill=False, edgecolor=colour, linewidth=0.8, zorder=order))


def _number(
    sheet: "Axes", laid: Layout, months: dict[int, float], language: Language, width: Width
) -> None:
    """Write shares beside the first panel of a line, months below the last of a column."""
    size = width.text - 1.5
    for place, (x, y) in enumerate(laid.corners):
        if place % laid.columns == 0:
            for share in SHARES:
                text = percent_tick(share, language)
                at = y + share * HIGH
                sheet.text(x - TICK, at, text, fontsize=size, ha="right", va="center_baseline")
        if place + laid.columns >= len(laid.corners):
            for month, along in months.items():
                sheet.text(x + along, y - TICK, str(month), fontsize=size, ha="center", va="top")


def columns_of(n: int, width: Width) -> int:
    """Return how many of so many panels stand beside each other."""
    wide = min((4, 3), key=lambda columns: -n % columns)  # fewest empty places
    return min(2 if width is NARROW else wide, n)


def _inches(lines: int, points: float) -> float:
    return lines * LINE * points / 72


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
    above = [_inches(1 + max(one.count("\n") for one in line), width.text - 1) for line in lines]
    down = [*accumulate(EDGE + high + HIGH + BETWEEN for high in above)]
    height = down[-1] - BETWEEN + TICK + _inches(2 + marks, small) + 3 * EDGE
    label = fill(label, int(height * LETTERS_PER_INCH))
    left = 2 * EDGE + _inches(1 + label.count("\n"), width.text) + HUNDRED * small / 72 + TICK
    wide = (width.inches - left - 2 * EDGE - (columns - 1) * BETWEEN) / columns
    corners = (
        (left + at % columns * (wide + BETWEEN), height - down[at // columns] + BETWEEN)
        for at in range(len(titles))
    )
    return Layout(tuple(corners), wide, columns, height, label)
