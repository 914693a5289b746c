"""The official share one year after, by year of exit: with breaks, the goal and the published."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis.design import Estimates
from analysis.display import words
from analysis.display.beside_published import cohorts_beside, mark_beside
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
from analysis.display.rows import OFFICIAL_MONTH
from analysis.display.series_breaks import breaks_between, breaks_list, draw_breaks
from analysis.display.style import EVERYBODY, HERE, Width
from analysis.display.tables import count, table
from analysis.display.words import percent, say
from analysis.official_terms import GOAL, GOAL_SINCE
from analysis.reference.breaks import Break
from analysis.terms import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

GOAL_COLOUR = "#9c2f2f"
FEWEST = 20
"""Leavers of a year without whom its share is not drawn."""


@dataclass(frozen=True, eq=False)
class Cohorts:
    """One line of a figure by year of exit.

    Attributes:
        name: as the legend has it.
        rows: year, estimate and limits; without an estimate the share is between the limits.
        colour: of the line.
        is_joined: whether years are joined by a line.
    """

    name: str
    rows: pd.DataFrame
    colour: str
    is_joined: bool

    @property
    def years(self) -> pd.Series:
        """The years of exit, as numbers."""
        return self.rows["year"].astype(int)


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
    if len(published.frame):
        mark = mark_beside(own.source, lang)
    drawn = [Cohorts(say("cohorts_own", lang), told_of_years(own, FEWEST), HERE, is_joined=True)]
    made_from = [own]
    if len(published.frame):
        rows = told_of_years(published, FEWEST)
        drawn.append(Cohorts(say("cohorts_published", lang), rows, EVERYBODY, is_joined=False))
        made_from.append(published)
    drawn = [one for one in drawn if len(one.rows)]
    shown = breaks_of(drawn, breaks_drawn)
    if not drawn:
        text = Markup("<p>{}{}</p>").format(say("cohorts_absent", lang), mark)
        return fragment(head + text, lang, *made_from)
    first, last = span(drawn)
    alt = say("cohorts_alt", lang, first=first, last=last) + mark
    caption = cohorts_caption(drawn, shown, lang)
    caption = f"{caption} {words.interval_meaning([own], lang)}{mark}"
    images = pictures(lambda width: cohort_figure(drawn, shown, own, lang, width), alt, made_from)
    body = figure_html(images, caption, _cohort_table(drawn, lang, mark))
    body += cohorts_beside(own, published, FEWEST, lang)
    return fragment(head + body + breaks_list(shown, lang), lang, *made_from, kind="figure")


def told_of_years(one: Estimates, least: int, *, is_bounded: bool = False) -> pd.DataFrame:
    """Return the rows one year after by year of exit, of years with enough leavers.

    Args:
        one: shares by year of exit.
        least: how many leavers are enough; where they were withheld nobody knows.
        is_bounded: whether rows that only have limits are kept.
    """
    frame = one.frame
    if frame.empty or "year" not in frame:
        return frame.assign(year=[])
    known = frame["estimate"].notna() & (frame["n_at_risk"] >= least)
    if is_bounded:
        hidden = frame["estimate"].isna() & ~(frame["n_at_risk"] < least)
        known |= hidden & (frame["upper"] - frame["lower"]).between(0, 1, "neither")
    return frame[known & (frame["month"] == OFFICIAL_MONTH)].sort_values("year", ignore_index=True)


def span(drawn: Sequence[Cohorts]) -> tuple[int, int]:
    """Return the first and the last year of a figure."""
    years = [int(year) for one in drawn for year in one.years]
    return min(years), max(years)


def breaks_of(drawn: Sequence[Cohorts], breaks_drawn: str) -> list[Break]:
    """Return the breaks that lie between the years of a figure; see `breaks_between`."""
    first, last = span(drawn) if drawn else (0, 0)
    return breaks_between(first, last, breaks_drawn)


def cohorts_caption(drawn: Sequence[Cohorts], shown: Sequence[Break], language: Language) -> str:
    """Return what is on the axis; what the goal and dotted lines are, where there are any."""
    texts = [say("cohorts_caption", language)]
    if span(drawn)[1] >= GOAL_SINCE:
        goal = percent(GOAL, language)
        texts.append(say("cohorts_goal", language, goal=goal, since=GOAL_SINCE))
    texts += [say("cohorts_breaks", language)] if shown else []
    return " ".join(texts)


def cohort_figure(
    drawn: Sequence[Cohorts],
    shown: Sequence[Break],
    own: Estimates,
    language: Language,
    width: Width,
) -> "Figure":
    """Return the figure: lines of shares by year of exit, with the goal and breaks.

    A share that was withheld in part is a bar of all that it can be, without a point.
    """
    figure, (axes,) = empty_axes(width, with_counts=False)
    for place, one in enumerate(drawn):
        _draw_line(axes, one, 0.12 * place)
    draw_breaks(axes, shown, width)
    axes.set_ylim(0, 1)
    first, last = span(drawn)
    _draw_goal(axes, first, last, language, width)
    step = apart(last - first, width.months // 2 + 1, 1)
    axes.set_xticks(range(first, last + 1, step))
    axes.set_xlabel(say("axis_exit_year", language))
    axes.set_ylabel(say("axis_official", language))
    percent_axis(axes.yaxis, language)
    as_written(axes.legend(loc="lower left", fontsize=width.text - 1))
    write_mark(figure, own, language, width)
    return figure


def _draw_line(axes: "Axes", one: Cohorts, aside: float) -> None:
    known = one.rows["estimate"].notna()
    rows, hidden = one.rows[known], one.rows[~known]
    axes.vlines(
        one.years[~known] + aside, hidden["lower"], hidden["upper"], color=one.colour, linewidth=6,
        alpha=0.35,
    )  # fmt: skip
    error = np.array([rows["estimate"] - rows["lower"], rows["upper"] - rows["estimate"]])
    axes.errorbar(
        one.years[known] + aside, rows["estimate"], yerr=error, color=one.colour, marker="o",
        markersize=5, linewidth=1.2 if one.is_joined else 0, elinewidth=1.6, label=one.name,
    )  # fmt: skip


def _draw_goal(axes: "Axes", first: int, last: int, language: Language, width: Width) -> None:
    """Draw the national goal over the years that it has been one for."""
    since = max(first, GOAL_SINCE)
    if since <= last:
        axes.hlines(GOAL, since - 0.5, last + 0.5, color=GOAL_COLOUR, linewidth=1, linestyle="--")
        text = say("goal_line", language, goal=percent(GOAL, language))
        axes.text(since - 0.4, GOAL + 0.01, text, color=GOAL_COLOUR, fontsize=width.text - 2)


def _cohort_table(drawn: Sequence[Cohorts], language: Language, mark: str) -> Markup:
    header = [
        say("column_exit_year", language),
        say("column_share", language),
        say("column_interval", language),
        say("column_people", language),
    ]
    body: list[list[str]] = []
    for one in drawn:
        body.append([one.name])
        for row in one.rows.to_dict("records"):
            limits = words.interval_short(row["lower"], row["upper"], language)
            people = count(row["n_at_risk"], language)
            body.append([str(row["year"]), percent(row["estimate"], language), limits, people])
    title = say("table_title", language)
    return folded(title, table(header, body), mark)
