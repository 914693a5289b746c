"""How figures look: two widths, one palette that colour-blind readers can tell apart."""

from dataclasses import dataclass

HERE, EVERYBODY, OTHER = "#0b5394", "#6b6b6b", "#b45f06"
BAND = "#f1e9d2"
"""The shading of the official November."""
INK, RULE = "#1c2430", "#e3e3e3"
"""The lines that a figure stands on, and those that it is read by."""
TEXT = "0.15"
TEXTS = ("text.color", "axes.labelcolor", "xtick.color", "ytick.color")


@dataclass(frozen=True)
class Width:
    """One width of a figure: inches, points of text, and what fits into a line of it.

    Attributes:
        name: what it is called.
        inches: how wide the figure is.
        height: how high it is, in inches.
        text: points of its text.
        line: letters of a line of text.
        months: months written beside each other on an axis.
        counts: numbers of persons written beside each other.
    """

    name: str
    inches: float
    height: float
    text: float
    line: int
    months: int
    counts: int


WIDE = Width("wide", 7.6, 4.6, 10.0, 90, 12, 8)
NARROW = Width("narrow", 4.2, 5.0, 10.5, 44, 6, 4)
DPI = 160


def theme(width: Width) -> dict[str, object]:
    """Return matplotlib settings; fonts ship with matplotlib, so that every machine has them."""
    return {
        **dict.fromkeys(TEXTS, TEXT),
        "font.family": "DejaVu Sans",
        "font.size": width.text,
        "text.hinting": "none",  # letters are drawn sooner, and at this dpi no worse
        "axes.grid": True,
        "axes.axisbelow": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": INK,
        "axes.titley": 1.0,  # else looked for anew, above ticks that are never there
        "xtick.bottom": False,
        "ytick.left": False,
        "grid.color": RULE,
        "grid.linewidth": 0.8,
        "lines.solid_capstyle": "round",
        "patch.edgecolor": "white",
        "patch.force_edgecolor": True,
        "legend.frameon": False,
        "figure.dpi": DPI,
        "savefig.dpi": DPI,
    }
