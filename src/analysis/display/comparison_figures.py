"""Figures of a comparison: with and without by month, the main answer large, others beside it."""

from dataclasses import dataclass
from math import ceil
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis.comparison import Comparison
from analysis.comparison_terms import Approach
from analysis.design import Estimates
from analysis.display.comparison_rows import (
    Told,
    approaches,
    band_of,
    by_month,
    contrast,
    curve_of,
)
from analysis.display.comparison_words import (
    ARMS,
    MAIN,
    OF,
    approach_name,
    arm_name,
    points,
    span,
    strategies,
)
from analysis.display.fragment import Fragment, folded, fragment, heading, invented
from analysis.display.pictures import (
    apart,
    as_written,
    figure_html,
    percent_axis,
    pictures,
    write_mark,
)
from analysis.display.style import BAND, EVERYBODY, HERE, INK, NARROW, OTHER, Width
from analysis.display.tables import count, rounded, table
from analysis.display.words import percent, say
from analysis.terms import Estimand, Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = (HERE, OTHER)
GREY = (EVERYBODY, "#a9a9a9")
"""Of what is biased."""
MAIN_INCHES = (2.5, 1.7, 0.95)
"""Height of the panels of curves, of their difference, and of numbers of persons."""
SMALL_INCHES = 2.1
LETTERS_PER_INCH = 10.5
LINES = ("-", (0, (4, 1.5)))
ASIDE = {True: -1, False: 1}
"""Months by which points of the first group, and of the second, are drawn apart."""
COUNTED = (("n_at_risk", "normal"), ("weighted", "italic"))
SHARED = {True: 11, False: 16}
"""Letters of a line in the months that both strategies share, in the narrow and the wide figure."""


@dataclass(frozen=True, eq=False)
class Drawing:
    """What a figure is of: rows, which curve of them, of what, and for whom."""

    rows: Estimates
    of: str
    comparison: Comparison
    language: Language

    def curve(self, approach: Approach, group: str) -> pd.DataFrame:
        """Return the curve of one group by month."""
        return curve_of(self.rows, approach, self.of, group)

    @property
    def since(self) -> str:
        """What the months are counted from."""
        return say(f"since_{self.comparison.origin}", self.language)


def curves(comparison: Comparison, rows: Estimates, of: str, language: str) -> Fragment:
    """Return with and without by month, by every approach that has curves of everybody.

    Args:
        comparison: what is compared.
        rows: every approach to it.
        of: prevalence, or cumulative_incidence.
        language: nb or en.
    """
    lang = Language(language)
    mark = invented(rows.source, lang)
    own = strategies(comparison, lang)
    head = heading(f"comparison_{of}", lang, **own)
    found = [one for one in approaches(rows, of) if one in ARMS and has_curves(rows, one, of)]
    if not found:
        text = Markup("<p>{}{}</p>").format(say("comparison_no_curves", lang), mark)
        return fragment(head + text, lang, rows)
    named = ", ".join(approach_name(one, lang) for one in found)
    state = say(OF[of], lang, **own)
    alt = say("comparison_alt", lang, state=state, approaches=named) + mark
    caption = say("comparison_caption", lang, state=state, **own)
    if MAIN in found:
        caption += " " + say("comparison_caption_main", lang, **own)
    drawing = Drawing(rows, of, comparison, lang)
    images = pictures(lambda width: _figure(drawing, found, width), alt, [rows])
    tables = (numbers(drawing, one, approach_name(one, lang)) for one in found)
    body = head + figure_html(images, caption + mark, Markup("").join(tables))
    return fragment(body, lang, rows, kind="figure")


def has_curves(rows: Estimates, approach: Approach, of: str) -> bool:
    """Tell whether both groups of an approach have a curve."""
    return all(len(curve_of(rows, approach, of, group)) > 1 for group in ARMS[approach])


def _figure(drawing: Drawing, found: list[Approach], width: Width) -> "Figure":
    from matplotlib.figure import Figure

    language = drawing.language
    beside = [one for one in found if one is not MAIN]
    columns = 1 if width is NARROW else min(max(len(beside), 1), 2)
    lines = ceil(len(beside) / columns)
    heights = [*(MAIN_INCHES if MAIN in found else ()), *[SMALL_INCHES] * lines]
    figure = Figure(figsize=(width.inches, sum(heights) + 0.9), layout="constrained")
    grid = figure.add_gridspec(len(heights), 2, height_ratios=heights)
    top = top_of([drawing], found)
    if MAIN in found:
        _main([figure.add_subplot(grid[place, :]) for place in range(3)], drawing, top, width)
    for place, one in enumerate(beside):
        line = len(heights) - lines + place // columns
        axes = figure.add_subplot(grid[line, :] if columns == 1 else grid[line, place % 2])
        panel(axes, drawing, one)
        letters = int(width.inches / columns * LETTERS_PER_INCH)
        title = fill(approach_name(one, language), letters)
        axes.set_title(title, loc="left", fontsize=width.text - 1, pad=4)
        as_written(axes.legend(loc="upper left", fontsize=width.text - 2.5, handlelength=1.2))
        axes.set_ylim(0, top)
        months_axis(axes, drawing, width, 12 // columns)
        axes.tick_params(labelsize=width.text - 1.5)
        percent_axis(axes.yaxis, language)
    figure.axes[-1].set_xlabel(drawing.since, fontsize=width.text - 1)
    write_mark(figure, drawing.rows, language, width)
    return figure


def top_of(drawings: list[Drawing], found: list[Approach]) -> float:
    """Return the top of the axes of shares, the same in all panels, with room for a legend."""
    most = max(
        float(drawing.curve(one, group)["upper"].max())
        for drawing in drawings
        for one in found
        for group in ARMS[one]
    )
    return min(ceil(10 * most + 1.5) / 10, 1.0)


def months_axis(axes: "Axes", drawing: Drawing, width: Width, most: int) -> None:
    """Let an axis go to the horizon, with a year or more between so many months at most."""
    horizon = drawing.comparison.horizon
    axes.set_xlim(0, horizon)
    axes.set_xticks(np.arange(0, horizon + 1, apart(horizon, min(most, width.months), 12)))


def panel(axes: "Axes", drawing: Drawing, approach: Approach) -> None:
    """Draw both groups with pointwise intervals, a few months as points; what is biased in grey."""
    colours = GREY if approach is Approach.NAIVE else COLOURS
    for group, colour, line in zip(ARMS[approach], colours, LINES, strict=True):
        curve = drawing.curve(approach, group)
        months, share = curve["month"], curve["estimate"]
        limits = curve["lower"], curve["upper"]
        label = arm_name(group, drawing.comparison, drawing.language)
        if months.diff().max() > 1:
            at = months + ASIDE[group == ARMS[approach][0]]
            axes.vlines(at, *limits, color=colour, linewidth=1.8, clip_on=False)
            axes.plot(at, share, "o", color=colour, markersize=4.5, label=label, clip_on=False)
            continue
        axes.fill_between(months, *limits, step="post", color=colour, alpha=0.18, linewidth=0)
        axes.step(
            months, share, where="post", color=colour, linewidth=1.8, linestyle=line, label=label
        )


def _main(panels: list["Axes"], drawing: Drawing, top: float, width: Width) -> None:
    """Draw the main answer: both curves, their difference, and how many they rest on."""
    curves, gap, below = panels
    language = drawing.language
    panel(curves, drawing, MAIN)
    _grace(curves, drawing)
    curves.set_ylim(0, top)
    curves.set_title(approach_name(MAIN, language), loc="left", fontsize=width.text, pad=4)
    as_written(curves.legend(loc="upper left", fontsize=width.text - 1, handlelength=1.6))
    percent_axis(curves.yaxis, language)
    own = strategies(drawing.comparison, language)
    curves.set_ylabel(say(OF[drawing.of], language, **own), fontsize=width.text - 1)
    _difference(gap, drawing, width)
    _counts(below, drawing, width)
    for axes in panels:
        months_axis(axes, drawing, width, width.months)
        axes.tick_params(labelsize=width.text - 1.5, labelbottom=axes is gap)
    below.tick_params(bottom=False)


def _grace(axes: "Axes", drawing: Drawing) -> None:
    axes.axvspan(0, drawing.comparison.grace_months, color=BAND, zorder=0, linewidth=0)


def _difference(axes: "Axes", drawing: Drawing, width: Width) -> None:
    """Draw the difference with its simultaneous band, and where it crosses."""
    band = band_of(drawing.rows, MAIN, drawing.of)
    months = band["month"]
    limits = 100 * band["lower"], 100 * band["upper"]
    axes.axhline(0, color=INK, linewidth=0.9)
    axes.fill_between(months, *limits, color=HERE, alpha=0.2, linewidth=0)
    axes.plot(months, 100 * band["estimate"], color=HERE, linewidth=1.8)
    _grace(axes, drawing)
    text = fill(say("shared_months", drawing.language), SHARED[width is NARROW])
    axes.text(
        0.6,
        0.03,
        text,
        transform=axes.get_xaxis_transform(),
        fontsize=width.text - 3,
        color="#5f5220",
        va="bottom",
    )
    axes.set_ylabel(say("axis_points", drawing.language), fontsize=width.text - 1)
    crossing = contrast(drawing.rows, MAIN, drawing.of, Estimand.CROSSING)
    if crossing is not None:
        _cross(axes, crossing, drawing.comparison.horizon)


def _cross(axes: "Axes", crossing: Told, last: int) -> None:
    """Mark the crossing month, and the months of its set along the top of the panel."""
    ends = [min(month, last) for month in (crossing.lower, crossing.upper)]
    at_top = axes.get_xaxis_transform()
    axes.plot(ends, [0.96, 0.96], transform=at_top, color=OTHER, linewidth=5, alpha=0.45)
    if 0 < crossing.estimate <= last:
        axes.axvline(crossing.estimate, color=OTHER, linewidth=1.2, linestyle=":")
        axes.plot([crossing.estimate], [0.96], transform=at_top, color=OTHER, marker="v")


def _counts(axes: "Axes", drawing: Drawing, width: Width) -> None:
    """Write under the months how many follow each strategy, and how many they stand for."""
    language, horizon = drawing.language, drawing.comparison.horizon
    title = fill(say("follow_title", language), width.line)
    axes.set_title(title, loc="left", fontsize=width.text - 1.5, pad=3)
    step = apart(horizon, width.counts, apart(horizon, width.months, 12))
    sides = {0: "left", horizon: "right"}
    for arm, (group, colour) in enumerate(zip(ARMS[MAIN], COLOURS, strict=True)):
        curve = drawing.curve(MAIN, group).set_index("month")
        for part, (name, style) in enumerate(COUNTED):
            values = curve[name] if name in curve else pd.Series(dtype=float)
            for month in range(0, horizon + 1, step):
                value = values.get(month, np.nan)
                axes.text(
                    month,
                    -(2.4 * part + arm),
                    "–" if pd.isna(value) else count(rounded(value), language),
                    color=colour,
                    ha=sides.get(month, "center"),
                    va="center",
                    fontsize=width.text - 2,
                    style=style,
                )
    axes.set_ylim(-4, 0.6)
    axes.set_yticks([])
    axes.grid(visible=False)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def numbers(drawing: Drawing, approach: Approach, name: str) -> Markup:
    """Return the numbers of one approach by year, folded away under the figure."""
    language, groups = drawing.language, ARMS[approach]
    first, second = (by_month(drawing.curve(approach, group)) for group in groups)
    band = by_month(band_of(drawing.rows, approach, drawing.of))
    header = (
        say("column_in_month" if drawing.of == Estimand.PREVALENCE else "column_month", language),
        *(arm_name(group, drawing.comparison, language) for group in groups),
        say("column_difference", language),
        say("column_band", language),
    )
    body = []
    for month in range(12, drawing.comparison.horizon + 1, 12):
        if month not in first or month not in second:
            continue
        both = [percent(one[month].estimate, language) for one in (first, second)]
        gap = ("–", "–")
        if month in band:
            row = band[month]
            gap = (points(row.estimate, language), span(row.lower, row.upper, language))
        body.append((str(month), *both, *gap))
    title = f"{say('table_title', language)}: {name}"
    return folded(title, table(header, body), invented(drawing.rows.source, language))
