"""Curves of a few groups with their intervals, persons under them and the numbers folded away."""

from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
from markupsafe import Markup

from analysis.design import Estimates
from analysis.display import words
from analysis.display.fragment import folded, invented, paragraphs
from analysis.display.lines import code_note, draw_line
from analysis.display.methods import method_text
from analysis.display.pictures import (
    apart,
    as_written,
    empty_axes,
    figure_html,
    percent_axis,
    pictures,
    write_mark,
)
from analysis.display.rows import shares
from analysis.display.style import Width
from analysis.display.tables import count, rounded, table
from analysis.display.words import percent, say
from analysis.terms import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

YEAR = 12
Drawn = list[tuple[Estimates, str, str]]
"""Curves with their names and colours."""


def with_numbers(
    rows: Estimates, drawn: Drawn, texts: tuple[str, str, str], language: Language, method: str = ""
) -> Markup:
    """Return curves with intervals and persons under them, and their numbers folded away.

    Args:
        rows: what the curves are of.
        drawn: the curves.
        texts: alternative text, caption and the name of the axis of months.
        language: nb or en.
        method: how they were estimated; nothing where the text has said it.
    """
    alt, caption, since = texts
    mark = invented(rows.source, language)
    coded = code_note([row for one, *_ in drawn for row in shares(one)], language)
    images = pictures(lambda width: _draw(rows, drawn, since, language, width), alt + mark, [rows])
    how = [method_text(method, language)] if method else []
    numbers = folded(
        say("table_title", language), _table(drawn, language) + paragraphs(how, mark), mark
    )
    return figure_html(images, caption + coded + mark, numbers)


def _draw(rows: Estimates, drawn: Drawn, since: str, language: Language, width: Width) -> "Figure":
    figure, (top, below) = empty_axes(width, with_counts=True)
    last = int(max(one.frame["month"].max() for one, *_ in drawn))
    for one, name, colour in drawn:
        draw_line(top, one, shares(one), colour, fill(name, width.line - 10))
    most = max(row.upper for one, *_ in drawn for row in shares(one))
    top.set_ylim(0, min(1.0, np.ceil(10 * most + 2) / 10))
    top.set_xlim(0, last + 1)
    top.set_xticks(range(0, last + 1, apart(last, width.months, YEAR)))
    percent_axis(top.yaxis, language)
    as_written(top.legend(loc="upper left", handlelength=1.6, fontsize=width.text - 1))
    _counts(below, drawn, last, language, width)
    below.set_xlabel(since)
    write_mark(figure, rows, language, width)
    return figure


def _counts(axes: "Axes", drawn: Drawn, last: int, language: Language, width: Width) -> None:
    """Write under the months how many are followed, to the nearest five."""
    step = apart(last, width.counts, apart(last, width.months, YEAR))
    for line, (one, _, colour) in enumerate(drawn):
        for row in shares(one):
            if row.month % step == 0:
                axes.text(
                    row.month,
                    -line,
                    count(rounded(row.n_at_risk), language),
                    color=colour,
                    ha="left" if row.month == 0 else "center",
                    va="center",
                    fontsize=width.text - 1.5,
                )
    title = say("landmark_people", language)
    axes.set_title(title, loc="left", fontsize=width.text - 1.5, pad=3)
    axes.set_ylim(0.4 - len(drawn), 0.6)
    axes.set_yticks([])
    axes.grid(visible=False)
    axes.spines["left"].set_visible(False)


def _table(drawn: Drawn, language: Language) -> Markup:
    """Return the share of each curve by year, with its interval."""
    by_month = [{row.month: row for row in shares(one)} for one, *_ in drawn]
    months = sorted({month for one in by_month for month in one if month % YEAR == 0 and month})
    header = (say("column_month", language), *(name for _, name, _ in drawn))
    body = [
        (
            str(month),
            *(
                f"{percent(one[month].estimate, language)}"
                f" ({words.interval(one[month].lower, one[month].upper, language)})"
                if month in one
                else "–"
                for one in by_month
            ),
        )
        for month in months
    ]
    return table(header, body)
