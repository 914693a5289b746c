"""The same persons by several rules in every month that one could measure in: the figure."""

from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
from markupsafe import Markup

from analysis.design import Estimates, Row
from analysis.display import words
from analysis.display.comparison_words import number
from analysis.display.figures import OFFICIAL_BAND
from analysis.display.fragment import Fragment, folded, fragment, heading, invented, paragraphs
from analysis.display.labels import label
from analysis.display.moment import (
    DATES,
    POINTS,
    Groups,
    Moments,
    groups_of,
    groups_text,
    moment_texts,
    official_text,
    told,
)
from analysis.display.pictures import (
    apart,
    as_written,
    figure_html,
    percent_axis,
    pictures,
    spread,
    write_mark,
)
from analysis.display.style import BAND, EVERYBODY, HERE, NARROW, OTHER, Width
from analysis.display.tables import by_points, count
from analysis.display.words import percent, say, shown_apart
from analysis.terms import Language, PriorEducation

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = (HERE, "#38761d", OTHER, "#7a5195", EVERYBODY)
OF_GROUPS = ("#a3228e", "#38761d")
AT = (*OFFICIAL_BAND, DATES[1])
"""Months written on the lines of groups: both ends of 'one year after', and the last date."""
NAMED_FROM = 74
"""The month from which names and ends of lines stand: beyond the last official November."""
CLOSE = 0.075
"""Of the height of a panel: texts nearer would be written over each other."""
BANDS = ("#f8f4e8", BAND)
"""Shades of Novembers that lie beside each other: even and odd years."""


def by_month(
    rules: Sequence[Estimates], official: Estimates, by_school: Estimates, language: str
) -> Fragment:
    """Return shares by month: by the official rule for two groups, and for all by several rules.

    Args:
        rules: prevalence of each rule, the official one read in every month first; those without
            rows are left out.
        official: prevalence of the official measure.
        by_school: prevalence of the first rule by prior education; without rows where groups may
            not be told, and then rules stand alone.
        language: nb or en.
    """
    lang = Language(language)
    shown = told(rules, official, lang)
    head, mark = heading("moment", lang), invented(official.source, lang)
    if not shown.rules or not shown.novembers:
        text = Markup("<p>{}{}</p>").format(say("moment_absent", lang), mark)
        return fragment(head + text, lang, official)
    groups = groups_of(by_school)
    made_from = [*shown.rules, official, *([by_school] if groups else [])]
    names = "; ".join(
        [shown.name(one) for one in shown.rules] + list(_names(groups, lang).values())
    )
    alt = f"{say('moment_alt', lang, rules=names)} {official_text(shown)}{mark}"
    dates = dict(zip(("first", "last", "late"), AT, strict=True))
    texts = [say("moment_caption_groups", lang, **dates)] if groups else []
    interval = words.interval_meaning([*shown.rules, official], lang)
    texts.append(say("moment_caption", lang, interval=interval, early=DATES[0], late=DATES[1]))
    images = pictures(lambda width: _figure(shown, groups, width), alt, made_from)
    body = figure_html(images, " ".join(texts) + mark, _table(shown, groups, mark))
    said = paragraphs([*groups_text(groups, lang), *moment_texts(shown)], mark)
    return fragment(head + said + body, lang, *made_from, kind="figure")


def _table(shown: Moments, groups: Groups, mark: str) -> Markup:
    """Return each rule's share and interval at some months, folded away under the figure."""
    last = max(row.month for one in shown.rules for row in shown.rows(one))
    points = [month for month in POINTS if month <= last]
    first = shown.name(shown.rules[0])
    names = _names(groups, shown.language)
    lines = [(f"{first}: {names[one]}", rows) for one, rows in groups.items()]
    lines += [(shown.name(one), shown.rows(one)) for one in shown.rules]
    return folded(
        say("table_title", shown.language), by_points(lines, points, shown.language), mark
    )


def _names(groups: Groups, language: Language) -> dict[PriorEducation, str]:
    return {one: label("prior_education", one.value, language) for one in groups}


def _figure(shown: Moments, groups: Groups, width: Width) -> "Figure":
    """Return one panel of everybody by several rules, below one of groups where they are told."""
    from matplotlib.figure import Figure

    high = 1.7 if groups else 1.0
    figure = Figure(figsize=(width.inches, high * width.height), layout="constrained")
    ratios = [6, 6, 1] if groups else [6, 1]
    *panels, below = figure.subplots(len(ratios), 1, sharex=True, height_ratios=ratios)
    last = max(row.month for one in shown.rules for row in shown.rows(one))
    for panel in panels:
        _draw_novembers(panel, shown, width, is_told=panel is panels[0])
        panel.set_ylim(0, 1)
        panel.set_ylabel(say("axis_moment", shown.language))
        percent_axis(panel.yaxis, shown.language)
    if groups:
        _draw_groups(panels[0], shown, groups, width)
    _draw_rules(panels[-1], shown, width)
    below.set_xlim(0, last + 1)
    below.set_xticks(np.arange(0, last + 1, apart(last, width.months, 12)))
    _counts(below, shown, last, width)
    write_mark(figure, shown.official, shown.language, width)
    return figure


def _draw_groups(axes: "Axes", shown: Moments, groups: Groups, width: Width) -> None:
    """Draw the official rule for everybody and for each group; ends of a year are written on."""
    lang, everybody = shown.language, shown.rows(shown.rules[0])
    axes.set_title(say("moment_groups_title", lang), loc="left", fontsize=width.text)
    _draw_line(axes, everybody, COLOURS[0], 1.8)
    name = (NAMED_FROM, say("moment_all", lang))
    _write(axes, everybody, name, is_above=False, colour=COLOURS[0], width=width)
    high = max(groups, key=lambda one: groups[one][0].estimate)
    names, letters = _names(groups, lang), 11 if width is NARROW else width.line
    for (one, rows), colour in zip(groups.items(), OF_GROUPS, strict=True):
        _draw_line(axes, rows, colour, 2.2)
        by_month = {row.month: row.estimate for row in rows}
        moved = number(shown_apart(by_month[AT[-1]], by_month[AT[0]]), lang, signed=True, places=0)
        texts = {month: percent(by_month[month], lang) for month in AT}
        texts |= {AT[-1]: f"{texts[AT[-1]]} ({moved})", NAMED_FROM: fill(names[one], letters)}
        if width is NARROW:
            del texts[AT[1]]  # it would be written over the first
        for month, text in texts.items():
            _write(axes, rows, (month, text), is_above=one is high, colour=colour, width=width)
        axes.plot(AT, [by_month[month] for month in AT], "o", markersize=4.5, color=colour)


def _draw_line(axes: "Axes", rows: Sequence[Row], colour: str, thick: float) -> None:
    month, share = [row.month for row in rows], [row.estimate for row in rows]
    axes.step(month, share, where="post", color=colour, linewidth=thick)


def _write(
    axes: "Axes",
    rows: Sequence[Row],
    at: tuple[int, str],
    *,
    is_above: bool,
    colour: str,
    width: Width,
) -> None:
    """Write a text at a month of a line, above or below it, where a phone has room for it."""
    month, text = at
    share = next((row.estimate for row in rows if row.month >= month), rows[-1].estimate)
    sides = {NAMED_FROM: "left"}
    sides |= {AT[0]: "left", AT[-1]: "right"} if width is NARROW else {}
    axes.annotate(
        text, (month, share), (0, 5 if is_above else -5), textcoords="offset points",
        va="bottom" if is_above else "top", ha=sides.get(month, "center"), color=colour,
        fontsize=width.text - 0.5, fontweight="bold", zorder=6, parse_math=False,
    )  # fmt: skip


def _draw_rules(axes: "Axes", shown: Moments, width: Width) -> None:
    """Draw everybody by each rule, and beside the lines how far each moves between DATES."""
    lang, ends = shown.language, {}
    for one, colour in zip(shown.rules, COLOURS, strict=False):
        rows = shown.rows(one)
        month, share = [row.month for row in rows], [row.estimate for row in rows]
        name = fill(shown.name(one), width.line // 2)
        axes.step(month, share, where="post", color=colour, linewidth=1.8, label=name)
        at = {row.month: row.estimate for row in rows}
        if all(date in at for date in DATES):
            early, late = (at[date] for date in DATES)
            moved = number(shown_apart(late, early), lang, signed=True, places=0)
            ends[colour] = (late, f"{percent(late, lang)} ({moved})")
    places = spread({colour: late for colour, (late, _) in ends.items()}, CLOSE)
    for colour, place in places.items():
        axes.text(
            NAMED_FROM, place, ends[colour][1], va="center", color=colour, zorder=6,
            fontsize=width.text - 0.5, fontweight="bold",
            bbox={"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 1},
        )  # fmt: skip
    columns = 1 if width is NARROW else 2
    legend = axes.legend(
        loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=columns, fontsize=width.text - 1.5,
        title=say("moment_rules_title", lang), title_fontsize=width.text, alignment="left",
    )  # fmt: skip
    as_written(legend)


def _draw_novembers(axes: "Axes", shown: Moments, width: Width, *, is_told: bool) -> None:
    """Mark the months that each official November can fall in, and what it reads."""
    for november in shown.novembers:
        year = november.month // 12
        low, high = (november.month - 12 + month for month in OFFICIAL_BAND)
        axes.axvspan(low, high + 1, color=BANDS[year % 2], zorder=0, linewidth=0)
        axes.hlines(november.estimate, low, high + 1, color="#1c2430", linewidth=3, zorder=4)
        if not is_told or (width is NARROW and year % 2 == 0):
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
