"""The official measure in all its rows: November by November, and the activity at exit."""

from math import isnan
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis.design import Estimates
from analysis.display import words
from analysis.display.comparison_rows import only
from analysis.display.fragment import Fragment, folded, fragment, heading, invented, paragraphs
from analysis.display.pictures import (
    apart,
    as_written,
    empty_axes,
    figure_html,
    percent_axis,
    pictures,
    write_mark,
)
from analysis.display.style import NARROW, Width
from analysis.display.tables import count, table
from analysis.display.words import percent, say
from analysis.official_terms import (
    COUNTED_AT_EXIT,
    LOOKING,
    ExitReason,
    OfficialStatus,
)
from analysis.terms import UNKNOWN, Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS = {
    OfficialStatus.EMPLOYED: "#0b5394",
    OfficialStatus.EMPLOYED_AND_EDUCATION: "#7fb0dc",
    OfficialStatus.EDUCATION: "#38761d",
    OfficialStatus.UNEMPLOYED: "#e69138",
    OfficialStatus.ON_MEASURES: "#f1c232",
    OfficialStatus.OTHER: "#d9d9d9",
}
"""The rows from the bottom of the figure to its top."""
REASONS = (
    *map(str, ExitReason),
    *("interrupted", "departed", UNKNOWN),
    *("qualification", "social_assistance", "other_benefit", "other"),
)
"""Activities at exit that have words, of one's own register and of published tables."""
YEARS = 10
"""Novembers that are drawn; the official table has five."""


def statuses(rows: Estimates, language: str) -> Fragment:
    """Return the six rows of the official table at each November, as areas and as a table."""
    lang = Language(language)
    head, mark = heading("statuses", lang), invented(rows.source, lang)
    shares = _by_status(rows)
    if shares.empty:
        absent = Markup("<p>{}{}</p>").format(say("statuses_absent", lang), mark)
        return fragment(head + absent, lang, rows)
    years = [month // 12 for month in shares.index]
    values = shares.to_numpy(dtype=np.float64)
    alt = say("statuses_alt", lang, first=years[0], last=years[-1]) + mark
    caption = say("statuses_caption", lang) + mark
    images = pictures(lambda width: _areas(shares, rows, lang, width), alt, [rows])
    work, school = percent(values[-1, :2].sum(), lang), percent(values[-1, 2], lang)
    first_school = percent(values[0, 2], lang)
    texts = [say("statuses_text", lang, year=years[-1], work=work, school=school)]
    if school != first_school:
        texts.append(say("statuses_mixture", lang, first_school=first_school))
    if set(LOOKING).isdisjoint(shares):
        texts.append(say("statuses_no_office", lang))
    body = figure_html(images, caption, _status_table(rows, shares, lang, mark))
    said = Markup("<p>{}{}</p>").format(" ".join(texts), mark)
    return fragment(head + said + body, lang, rows, kind="figure")


def _by_status(rows: Estimates) -> pd.DataFrame:
    """Return month x status where every row is known; without a labour office none of LOOKING."""
    if rows.frame.empty or "status" not in rows.frame:
        return pd.DataFrame()
    wide = rows.frame.pivot_table(index="month", columns="status", values="estimate")
    has_office = not set(LOOKING).isdisjoint(rows.frame["status"])
    kept = [str(status) for status in COLOURS if has_office or status not in LOOKING]
    wide = wide.reindex(columns=kept)
    return wide[wide.index <= 12 * YEARS].dropna().sort_index()


def _status_table(rows: Estimates, shares: pd.DataFrame, language: Language, mark: str) -> Markup:
    header = [
        say("column_status", language),
        *(say("column_year_after", language, year=month // 12) for month in shares.index),
    ]
    body = [
        [
            say(f"status_{status}", language),
            *(percent(share, language) for share in shares[status]),
        ]
        for status in shares
    ]
    first = only(rows, status=str(OfficialStatus.OTHER)).frame.set_index("month")["n_at_risk"]
    people = [count(first[month], language) for month in shares.index]
    body.append([say("column_people", language), *people])
    title = say("table_title", language)
    return folded(title, table(header, body), mark)


def _areas(shares: pd.DataFrame, rows: Estimates, language: Language, width: Width) -> "Figure":
    figure, (axes,) = empty_axes(width, with_counts=False)
    years = np.array([month / 12 for month in shares.index])
    low = np.zeros(len(years))
    for status in shares:
        colour, share = COLOURS[OfficialStatus(str(status))], shares[status].to_numpy()
        label = fill(say(f"status_{status}", language), width.line // 2)
        if len(years) == 1:
            axes.bar(years, share, bottom=low, color=colour, width=0.5, label=label)
        else:
            axes.fill_between(years, low, low + share, color=colour, linewidth=0, label=label)
        low = low + share
    axes.set_ylim(0, 1)
    if len(years) > 1:
        axes.set_xlim(years[0], years[-1])
    axes.set_xticks(np.arange(years[0], years[-1] + 1, apart(len(years), width.months, 1)))
    axes.grid(visible=False)
    percent_axis(axes.yaxis, language)
    axes.set_xlabel(say("axis_years", language))
    columns = 1 if width is NARROW else 2
    as_written(
        figure.legend(
            loc="outside upper left", ncols=columns, fontsize=width.text - 1.5, handlelength=1.2
        )
    )
    write_mark(figure, rows, language, width)
    return figure


def at_exit(exits: Estimates, official: Estimates, language: str) -> Fragment:
    """Return what the programme's register says at exit, beside the first November after.

    Args:
        exits: shares by main activity at exit; without rows where the register has none.
        official: prevalence of the official measure.
        language: nb or en.
    """
    lang = Language(language)
    head, mark = heading("at_exit", lang), invented(official.source, lang)
    told = {str(row["status"]): row for row in exits.frame.to_dict("records") if "status" in row}
    strict, wide = (told.get(name, {}).get("estimate", np.nan) for name in COUNTED_AT_EXIT)
    if isnan(strict) or isnan(wide):
        text = Markup("<p>{}{}</p>").format(say("at_exit_absent", lang), mark)
        return fragment(head + text, lang, official, exits)
    missing = told.get(UNKNOWN, {}).get("estimate", np.nan)
    values = {"strict": percent(strict, lang), "wide": percent(wide, lang)}
    texts = [say("at_exit_text", lang, **values)]
    if missing > 0:
        texts.append(say("at_exit_missing", lang, missing=percent(missing, lang)))
    november = official.frame.loc[official.frame["month"] == 12, "estimate"].dropna().to_numpy()
    if len(november):
        share = percent(november[0], lang)
        texts.append(say("at_exit_november", lang, strict=values["strict"], share=share))
    said = paragraphs(texts, mark)
    header = [say(f"column_{name}", lang) for name in ("activity", "share", "interval")]
    parts = {name: row for name, row in told.items() if name not in COUNTED_AT_EXIT}
    body = [
        [
            say(f"reason_{name}", lang) if name in REASONS else name,
            percent(row["estimate"], lang),
            words.interval_short(row["lower"], row["upper"], lang),
        ]
        for name, row in sorted(parts.items(), key=lambda item: -item[1]["n_events"])
        if not isnan(row["estimate"])
    ]
    return fragment(head + said + table(header, body), lang, official, exits)
