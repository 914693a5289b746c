"""One plot of shares by month on a sheet, with a legend above it and persons counted below."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING

from analysis.display.fragment import Shown
from analysis.display.pictures import as_written, mark_of, write_mark
from analysis.display.sheet import (
    EDGE,
    FRAME,
    HUNDRED,
    LETTERS_PER_INCH,
    TICK,
    draw_lines,
    inches,
    rule,
    sheet_of,
    within,
    write_months,
    write_shares,
)
from analysis.display.style import INK, Width
from analysis.terms import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Transform

SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
COUNT, ABOVE = 1.5, 0.14
"""From one line of counts to the next, in the size of its letters; inches from a plot to them."""


@dataclass(frozen=True)
class Around:
    """What stands around a plot.

    Attributes:
        months: those that are named; the first is 0.
        last: the month at the right edge.
        since: what months are counted from.
        share: what the shares are of; empty where the legend says it.
        keys: names and colours, in the legend above; none: no legend.
        areas: whether they are of areas, not of lines.
        title: of the counts below.
        counts: lines of them; 0: none.
    """

    months: Sequence[int]
    last: float
    since: str
    share: str = ""
    keys: Sequence[tuple[str, str]] = ()
    areas: bool = False
    title: str = ""
    counts: int = 0


@dataclass(frozen=True, eq=False)
class Plot:
    """A plot with nothing in it yet.

    Attributes:
        figure: what holds it.
        sheet: its axes, in inches.
        within: from months and shares to where they are drawn.
        below: from months and lines, 0 the first, to where counts are written.
    """

    figure: "Figure"
    sheet: "Axes"
    within: "Transform"
    below: "Transform"


def plot(around: Around, shown: Shown, language: Language, width: Width) -> Plot:
    """Return a plot of shares of 0 to 100 %.

    Args:
        around: what stands around it.
        shown: whose numbers they are, which the sheet is marked with.
        language: nb or en.
        width: of the figure.
    """
    from matplotlib.transforms import Affine2D

    figure, sheet = sheet_of(width, width.height)
    marks = len(mark_of(shown, language, width).splitlines())
    bottom = inches(marks, width.text - 1.5) + 3 * EDGE + inches(2, width.text) + TICK
    line, title = COUNT * width.text / 72, fill(around.title, width.line)
    foot = bottom + around.counts * line
    above = inches(title.count("\n") + 1, width.text - 1) + 2 * ABOVE
    y = foot + above if around.counts else bottom
    top = width.height - _legend(figure, around, width) - inches(0.5, width.text) - EDGE
    share = fill(around.share, int((top - y) * LETTERS_PER_INCH))
    left = EDGE + HUNDRED * width.text / 72 + TICK
    if share:
        left += EDGE + inches(share.count("\n") + 1, width.text)
        middle = (y + top) / 2
        sheet.text(EDGE, middle, share, rotation="vertical", ha="left", va="center")
    wide = width.inches - left - 3 * EDGE
    size = wide, top - y
    months = {month: month / around.last * wide for month in around.months}
    rule(sheet, [(left, y)], size, months.values(), SHARES)
    write_shares(sheet, (left, y), size[1], SHARES, language, width.text)
    write_months(sheet, (left, bottom), months, width.text)
    since = bottom - TICK - inches(1, width.text) - EDGE / 2
    sheet.text(left + wide / 2, since, around.since, ha="center", va="top")
    if around.counts:
        draw_lines(sheet, [((left, bottom), (left + wide, bottom))], INK, FRAME)
        sheet.text(left, foot + ABOVE / 2, title, fontsize=width.text - 1)
    write_mark(figure, shown, language, width)
    counted = Affine2D().scale(wide / around.last, -line).translate(left, foot - line / 2)
    return Plot(
        figure,
        sheet,
        within(sheet, (left, y), size, around.last),
        counted + sheet.transData,
    )


def _legend(figure: "Figure", around: Around, width: Width) -> float:
    """Write the legend into the upper left corner; return how high it is, in inches."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    if not around.keys:
        return 0.0
    names = [fill(name, width.line) for name, _ in around.keys]
    colours = [colour for _, colour in around.keys]
    handles = [
        Patch(color=colour, linewidth=0) if around.areas else Line2D([], [], color=colour, lw=2)
        for colour in colours
    ]
    size = width.text - 1
    length = 1.2 if around.areas else 1.6
    as_written(figure.legend(handles, names, loc="upper left", handlelength=length, fontsize=size))
    lines = sum(name.count("\n") + 1 for name in names)
    return inches(lines, size) + (0.5 * len(names) + 0.8) * size / 72
