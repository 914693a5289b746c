"""A sheet of paper in inches, for figures whose places are arithmetic.

Axes with ticks of their own, and a layout that measures them, cost many times what is drawn in
them. On a sheet one axes holds everything; what lies in a box is drawn in months and shares.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from analysis.display.pictures import percent_tick
from analysis.display.style import INK, RULE, Width
from analysis.terms import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Transform

TICK, EDGE = 0.1, 0.06
"""Inches from a box to its numbers, and from all that is written to the edge."""
LINE, HUNDRED = 1.25, 3.3
"""How high a line of text is, and how wide '100 %', in the size of its letters."""
LETTERS_PER_INCH = 10
FRAME = 1.5
"""The order in which frames are drawn: over areas, under lines."""
Place = tuple[float, float]


def sheet_of(width: Width, height: float) -> tuple["Figure", "Axes"]:
    """Return an empty figure of a height, and its one axes, in inches."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width.inches, height))
    sheet = figure.add_axes((0, 0, 1, 1), xlim=(0, width.inches), ylim=(0, height))
    sheet.set_axis_off()
    return figure, sheet


def inches(lines: float, points: float) -> float:
    """Return how high lines of text of a size in points are."""
    return lines * LINE * points / 72


def within(sheet: "Axes", corner: Place, size: Place, last: float) -> "Transform":
    """Return from months (0 to the last) and shares (0 to 1) to their places in a box."""
    from matplotlib.transforms import Affine2D

    scaled = Affine2D().scale(size[0] / last, size[1])
    return scaled + Affine2D().translate(*corner) + sheet.transData


def rule(
    sheet: "Axes",
    corners: Iterable[Place],
    size: Place,
    months: Iterable[float],
    shares: Iterable[float],
) -> None:
    """Draw the lines of boxes: those to read by, and the two that shares and months are on.

    Args:
        sheet: what holds them.
        corners: the lower left one of each box.
        size: of a box.
        months: inches from its left edge.
        shares: 0 to 1.
    """
    months, shares = list(months), list(shares)
    grid, frame = [], []
    for x, y in corners:
        right, top = x + size[0], y + size[1]
        grid += [((x + at, y), (x + at, top)) for at in months]
        grid += [((x, y + at * size[1]), (right, y + at * size[1])) for at in shares]
        frame += [((x, y), (x, top)), ((x, y), (right, y))]
    draw_lines(sheet, grid, RULE, 0)
    draw_lines(sheet, frame, INK, FRAME)


def draw_lines(
    sheet: "Axes", lines: Iterable[tuple[Place, Place]], colour: str, order: float
) -> None:
    """Draw thin straight lines, all as one."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    path = Path.make_compound_path(*(Path(line) for line in lines))
    sheet.add_artist(PathPatch(path, fill=False, edgecolor=colour, linewidth=0.8, zorder=order))


def write_shares(
    sheet: "Axes",
    corner: Place,
    high: float,
    shares: Iterable[float],
    language: Language,
    size: float,
) -> None:
    """Write shares to the left of a box."""
    x, y = corner
    for share in shares:
        text, at = percent_tick(share, language), y + share * high
        sheet.text(x - TICK, at, text, fontsize=size, ha="right", va="center_baseline")


def write_months(sheet: "Axes", corner: Place, months: dict[int, float], size: float) -> None:
    """Write months, each so many inches from the left edge, below a box."""
    x, y = corner
    for month, along in months.items():
        sheet.text(x + along, y - TICK, str(month), fontsize=size, ha="center", va="top")
