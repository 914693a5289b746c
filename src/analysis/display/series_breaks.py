"""Breaks in the series of results (definitions.md 32), on every axis of calendar years.

One switch, one line and one list for all figures: numbers on either side of a break count
otherwise, or count other people.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from analysis.display.style import Width
from analysis.display.words import say
from analysis.errors import one_of
from analysis.reference.breaks import Break, breaks
from analysis.terms import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DRAWN = ["yes", "no"]
"""What the switch may be."""


def breaks_between(first: int, last: int, drawn: str, years_after: int = 1) -> list[Break]:
    """Return the breaks between the years of exit of a figure; none where they are not drawn.

    Args:
        first: the first year of exit.
        last: the last one.
        drawn: yes or no.
        years_after: which November after the year of exit is read.

    Raises:
        DesignError: neither yes nor no.
    """
    one_of("breaks", drawn, DRAWN)
    if drawn == "no":
        return []
    return [one for one in breaks() if first < one.first_exit(years_after) <= last]


def draw_breaks(axes: "Axes", shown: Sequence[Break], width: Width, years_after: int = 1) -> None:
    """Draw each break before the first year of exit that it touches, with its number."""
    for number, one in enumerate(shown, start=1):
        at = one.first_exit(years_after) - 0.5
        axes.axvline(at, color="#8a8a8a", linewidth=1, linestyle=(0, (2, 2)))
        axes.text(at, 0.98, f" {number}", va="top", fontsize=width.text - 1, color="#555555")


def breaks_list(shown: Sequence[Break], language: Language) -> Markup:
    """Return what each break is and who says so, numbered as drawn; nothing where there is none."""
    if not shown:
        return Markup("")
    items = Markup("").join(Markup("<li>{}</li>").format(_told(one, language)) for one in shown)
    return Markup("<ol>{}</ol>").format(items)


def _told(one: Break, language: Language) -> str:
    label = one.label_nb if language is Language.NB else one.label_en
    key = "break_status" if one.axis == "status" else "break_exit"
    return say(key, language, year=one.first, label=label, source=one.source)
