"""The same persons by several rules in every month that one could measure in: the figure."""

from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
from markupsafe import Markup

from analysis.design import Estimates
from analysis.display import words
from analysis.display.figures import OFFICIAL_BAND
from analysis.display.fragment import Fragment, folded, fragment, heading, invented, paragraphs
from analysis.display.moment import POINTS, Moments, moment_texts, official_text, told
from analysis.display.pictures import (
    apart,
    as_written,
    empty_axes,
    figure_html,
    percent_axis,
    pictures,
    write_mark,
)
from analysis.display.style import BAND, EVERYBODY, HERE, NARROW, OTHER, Width
from analysis.display.tables import by_points, count
from analysis.display.words import percent, say
from analysis.terms import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = (HERE, "#38761d", OTHER, "#7a5195", EVERYBODY)
BANDS = ("#f8f4e8", BAND)
"""Shades of Novembers that lie beside each other: even and odd years."""


def by_month(rules: Sequence[Estimates], official: Estimates, language: str) -> Fragment:
    """Return shares by month under several rules, with the official Novembers marked.

    Args:
        rules: prevalence of each rule, the official one read in every month first; those without
            rows are left out.
        official: prevalence of the official measure.
        language: nb or en.
    """
    lang = Language(language)
    shown = told(rules, official, lang)
    head, mark = heading("moment", lang), invented(official.source, lang)
    if not shown.rules or not shown.novembers:
        text = Markup("<p>{}{}</p>").format(say("moment_absent", lang), mark)
        return fragment(head + text, lang, official)
    made_from = [*shown.rules, official]
    names = "; ".join(shown.name(one) for one in shown.rules)
    alt = f"{say('moment_alt', lang, rules=names)} {official_text(shown)}{mark}"
    caption = say("moment_caption", lang, interval=words.interval_meaning(made_from, lang)) + mark
    images = pictures(lambda width: _figure(shown, width), alt, made_from)
    body = figure_html(images, caption, _table(shown, mark))
    said = paragraphs(moment_texts(shown), mark)
    return fragment(head + said + body, lang, *made_from, kind="figure")


def _table(shown: Moments, mark: str) -> Markup:
    """Return each rule's share and interval at some months, folded away under the figure."""
    last = max(row.month for one in shown.rules for row in shown.rows(one))
    points = [month for month in POINTS if month <= last]
    lines = [(shown.name(one), shown.rows(one)) for one in shown.rules]
    return folded(
        say("table_title", shown.language), by_points(lines, points, shown.language), mark
    )


def _figure(shown: Moments, width: Width) -> "Figure":
    figure, (top, below) = empty_axes(width, with_counts=True)
    lang = shown.language
    last = max(row.month for one in shown.rules for row in shown.rows(one))
    _draw_novembers(top, shown, width)
    for one, colour in zip(shown.rules, COLOURS, strict=False):
        rows = shown.rows(one)
        month, share = [row.month for row in rows], [row.estimate for row in rows]
        name = fill(shown.name(one), width.line // 2)
        top.step(month, share, where="post", color=colour, linewidth=1.8, label=name)
    top.set_ylim(0, 1)
    top.set_xlim(0, last + 1)
    step = apart(last, width.months, 12)
    top.set_xticks(np.arange(0, last + 1, step))
    top.set_ylabel(say("axis_moment", lang))
    percent_axis(top.yaxis, lang)
    columns = 1 if width.line < len(shown.name(shown.rules[0])) * 2 else 2
    as_written(figure.legend(loc="outside upper left", ncols=columns, fontsize=width.text - 1.5))
    _counts(below, shown, last, width)
    write_mark(figure, shown.official, lang, width)
    return figure


def _draw_novembers(axes: "Axes", shown: Moments, width: Width) -> None:
    """Mark the months that each official November can fall in, and what it reads."""
    for november in shown.novembers:
        year = november.month // 12
        low, high = (november.month - 12 + month for month in OFFICIAL_BAND)
        axes.axvspan(low, high + 1, color=BANDS[year % 2], zorder=0, linewidth=0)
        axes.hlines(november.estimate, low, high + 1, color="#1c2430", linewidth=3, zorder=4)
        if width is NARROW and year % 2 == 0:
            continue  # it would be written over its neighbours
        text = f"{year}: {percent(november.estimate, shown.language)}"
        middle = (low + high + 1) / 2
        axes.text(middle, 0.93, text, ha="center", fontsize=width.text - 1, fontweight="bold")


def _counts(axes: "Axes", shown: Moments, last: int, width: Width) -> None:
    """Write under the months how many are counted in them."""
    lang = shown.language
    axes.set_title(say("moment_counts", lang), loc="left", fontsize=width.text - 1, pad=3)
    rows = {row.month: row for row in shown.rows(shown.rules[0])}
    step = apart(last, width.counts, apart(last, width.months, 12))
    for month in (at for at in range(step, last + 1, step) if at in rows):
        text = count(rows[month].n_at_risk, lang)
        axes.text(month, 0, text, ha="center", va="center", fontsize=width.text - 1)
    axes.set_ylim(-0.6, 0.6)
    axes.set_yticks([])
    axes.grid(visible=False)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(say("since_exit", lang))
