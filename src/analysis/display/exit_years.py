"""The official share one year after, by year of exit: with breaks, the goal and the published."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis.design import Estimates
from analysis.display import words
from analysis.display.fragment import Fragment, folded, fragment, heading, invented
from analysis.display.pictures import (
    apart,
    as_written,
    empty_axes,
    figure_html,
    percent_axis,
    pictures,
    write_mark,
)
from analysis.display.style import EVERYBODY, HERE, Width
from analysis.display.tables import count, table
from analysis.display.words import percent, say
from analysis.errors import one_of
from analysis.official_terms import GOAL, GOAL_SINCE
from analysis.reference.breaks import Break, breaks
from analysis.terms import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

GOAL_COLOUR = "#9c2f2f"
FEWEST = 20
"""Leavers of a year without whom its share is not drawn."""


def by_year(
    own: Estimates, published: Estimates, language: str, breaks_drawn: str = "yes"
) -> Fragment:
    """Return the official share one year after by year of exit, the published beside one's own.

    Args:
        own: prevalence of the official measure by year of exit.
        published: the same as it was published; without rows where there is none.
        language: nb or en.
        breaks_drawn: yes or no.

    Raises:
        DesignError: neither yes nor no.
    """
    lang = Language(language)
    head, mark = heading("cohorts", lang), invented(own.source, lang)
    drawn = {say("cohorts_own", lang): own}
    one_of("breaks", breaks_drawn, ["yes", "no"])
    if len(published.frame):
        drawn[say("cohorts_published", lang)] = published
    rows = {name: _first_years(one) for name, one in drawn.items()}
    rows = {name: one for name, one in rows.items() if len(one)}
    made_from = list(drawn.values())
    if not rows:
        text = Markup("<p>{}{}</p>").format(say("cohorts_absent", lang), mark)
        return fragment(head + text, lang, *made_from)
    years = sorted({int(year) for one in rows.values() for year in one["year"]})
    shown = _breaks_between(years[0], years[-1]) if breaks_drawn == "yes" else []
    alt = say("cohorts_alt", lang, first=years[0], last=years[-1]) + mark
    interval = words.interval_meaning([own], lang)
    goal: dict[str, str | int] = {"goal": percent(GOAL, lang), "since": GOAL_SINCE}
    caption = say("cohorts_caption", lang, interval=interval, **goal) + mark
    images = pictures(lambda width: _cohort_figure(rows, shown, own, lang, width), alt, made_from)
    body = figure_html(images, caption, _cohort_table(rows, lang, mark))
    notes = [_break_text(number, one, lang) for number, one in enumerate(shown, start=1)]
    said = Markup("").join(Markup("<li>{}</li>").format(text) for text in notes)
    after = Markup("<ol>{}</ol>").format(said) if notes else Markup("")
    return fragment(head + body + after, lang, *made_from, kind="figure")


def _first_years(one: Estimates) -> pd.DataFrame:
    """Return the share one year after by year of exit, of years with FEWEST leavers."""
    frame = one.frame
    if frame.empty or "year" not in frame:
        return frame.assign(year=[])
    known = frame["estimate"].notna() & (frame["n_at_risk"] >= FEWEST)
    return frame[known & (frame["month"] == 12)].sort_values("year", ignore_index=True)


def _breaks_between(first: int, last: int) -> list[Break]:
    """Return the breaks that lie between the years of exit of a figure of the first November."""
    return [one for one in breaks() if first < one.first_exit(1) <= last]


def _break_text(number: int, one: Break, language: Language) -> str:
    label = one.label_nb if language is Language.NB else one.label_en
    key = "break_status" if one.axis == "status" else "break_exit"
    return say(key, language, number=number, year=one.first, label=label, source=one.source)


def _cohort_figure(
    rows: dict[str, pd.DataFrame],
    shown: Sequence[Break],
    own: Estimates,
    language: Language,
    width: Width,
) -> "Figure":
    figure, (axes,) = empty_axes(width, with_counts=False)
    colours = (HERE, EVERYBODY)
    for place, ((name, one), colour) in enumerate(zip(rows.items(), colours, strict=False)):
        year = one["year"].astype(int) + 0.12 * place
        error = np.array([one["estimate"] - one["lower"], one["upper"] - one["estimate"]])
        axes.errorbar(
            year, one["estimate"], yerr=error, color=colour, marker="o", markersize=5,
            linewidth=1.2 if place == 0 else 0, elinewidth=1.6, label=name,
        )  # fmt: skip
    _draw_breaks(axes, shown, width)
    axes.set_ylim(0, 1)
    years = [int(year) for one in rows.values() for year in one["year"]]
    _draw_goal(axes, min(years), max(years), language, width)
    step = apart(max(years) - min(years), width.months // 2 + 1, 1)
    axes.set_xticks(range(min(years), max(years) + 1, step))
    axes.set_xlabel(say("axis_exit_year", language))
    axes.set_ylabel(say("axis_official", language))
    percent_axis(axes.yaxis, language)
    as_written(axes.legend(loc="lower left", fontsize=width.text - 1))
    write_mark(figure, own, language, width)
    return figure


def _draw_goal(axes: "Axes", first: int, last: int, language: Language, width: Width) -> None:
    """Draw the national goal over the years that it has been one for."""
    since = max(first, GOAL_SINCE)
    if since <= last:
        axes.hlines(GOAL, since - 0.5, last + 0.5, color=GOAL_COLOUR, linewidth=1, linestyle="--")
        text = say("goal_line", language, goal=percent(GOAL, language))
        axes.text(since - 0.4, GOAL + 0.01, text, color=GOAL_COLOUR, fontsize=width.text - 2)


def _draw_breaks(axes: "Axes", shown: Sequence[Break], width: Width) -> None:
    for number, one in enumerate(shown, start=1):
        at = one.first_exit(1) - 0.5
        axes.axvline(at, color="#8a8a8a", linewidth=1, linestyle=(0, (2, 2)))
        axes.text(at, 0.98, f" {number}", va="top", fontsize=width.text - 1, color="#555555")


def _cohort_table(rows: dict[str, pd.DataFrame], language: Language, mark: str) -> Markup:
    header = [
        say("column_exit_year", language),
        say("column_share", language),
        say("column_interval", language),
        say("column_people", language),
    ]
    body: list[list[str]] = []
    for name, one in rows.items():
        body.append([name])
        for row in one.to_dict("records"):
            limits = words.interval_short(row["lower"], row["upper"], language)
            people = count(row["n_at_risk"], language)
            body.append([str(row["year"]), percent(row["estimate"], language), limits, people])
    title = say("table_title", language)
    return folded(title, table(header, body), mark)
