"""Lines and points from rows of shares: steps of every month, or points of a release's grid.

A code of a release, "under 5 %", is drawn as all that it may stand for, never as a point.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from analysis.design import EDGE, Estimates, Row
from analysis.display.words import percent, say
from analysis.terms import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Transform

POINT = 4.5


def draw_line(
    axes: "Axes",
    estimates: Estimates,
    rows: Sequence[Row],
    colour: str,
    label: str = "",
    marker: float = POINT,
    within: "Transform | None" = None,
) -> None:
    """Draw rows with their intervals: of persons as steps, of a release as points.

    Every month of persons is there; a grid says nothing between its months. `within` is where
    months and shares lie, on axes of other units.
    """
    month, share, lower, upper = columns(known(rows))
    name, at = label or None, within or axes.transData
    if estimates.release_id is None:
        axes.fill_between(
            month, lower, upper, step="post", color=colour, alpha=0.2, linewidth=0, transform=at
        )
        axes.step(month, share, where="post", color=colour, linewidth=2, label=name, transform=at)
        return
    axes.fill_between(month, lower, upper, color=colour, alpha=0.2, linewidth=0, transform=at)
    axes.plot(
        month,
        share,
        color=colour,
        linewidth=1.7,
        marker="o",
        markersize=marker,
        label=name,
        transform=at,
    )
    codes(axes, rows, [row.month for row in rows], colour, at)


def known(rows: Sequence[Row]) -> list[Row]:
    """Return the rows whose share is a number, not a code."""
    return [row for row in rows if not row.coded]


def codes(
    axes: "Axes",
    rows: Sequence[Row],
    places: Sequence[float],
    colour: str,
    within: "Transform | None" = None,
) -> None:
    """Draw each code as a bar of all shares that it may stand for."""
    at = within or axes.transData
    for row, place in zip(rows, places, strict=True):
        if row.coded:
            ends = (0, EDGE) if row.estimate < EDGE else (1 - EDGE, 1)
            axes.vlines(place, *ends, color=colour, linewidth=4, alpha=0.45, transform=at)


def code_note(rows: Iterable[Row], language: Language) -> str:
    """Return what a bar without a point means, where one is drawn; else nothing."""
    drawn = {percent(row.estimate, language) for row in rows if row.coded}
    if not drawn:
        return ""
    shares = f" {say('or', language)} ".join(sorted(drawn, reverse=True))
    return " " + say("code_note", language, shares=shares)


def columns(rows: Sequence[Row]) -> tuple[list[float], list[float], list[float], list[float]]:
    """Return month, share and limits of rows."""
    return (
        [row.month for row in rows],
        [row.estimate for row in rows],
        [row.lower for row in rows],
        [row.upper for row in rows],
    )
