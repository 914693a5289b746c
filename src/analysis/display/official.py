"""The official measure in all its rows: November by November, and the activity at exit."""

from math import isnan
from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis.design import Estimates
from analysis.display import words
from analysis.display.beside_published import exit_beside
from analysis.display.fragment import Fragment, folded, fragment, heading, invented, paragraphs
from analysis.display.pictures import (
    apart,
    as_written,
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
from analysis.terms import UNKNOWN, Language, Sex

if TYPE_CHECKING:
    from matplotlib.axes import Axes
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
PEOPLE = "people"
"""The column of how many are counted, beside those of statuses."""
YEARS = 10
"""Novembers that are drawn; the official table has five."""


def statuses(rows: Estimates, by_sex: Estimates, language: str) -> Fragment:
    """Return the six rows of the official table at each November, as areas and as a table.

    Args:
        rows: official statuses of everybody.
        by_sex: the same of women and of men; without rows where they may not be told apart.
        language: nb or en.
    """
    lang = Language(language)
    head, mark = heading("statuses", lang), invented(rows.source, lang)
    told = _by_group(rows, by_sex, lang)
    if not told:
        absent = Markup("<p>{}{}</p>").format(say("statuses_absent", lang), mark)
        return fragment(head + absent, lang, rows)
    shares = next(iter(told.values()))
    years = [month // 12 for month in shares.index]
    made_from = [rows, by_sex] if len(told) > 1 else [rows]
    alt = say("statuses_alt", lang, first=years[0], last=years[-1], groups="; ".join(told)) + mark
    caption = say("statuses_caption", lang) + mark
    images = pictures(lambda width: _areas(told, rows, lang, width), alt, made_from)
    texts = _status_texts(told, lang)
    body = figure_html(images, caption, _status_table(told, lang, mark))
    said = Markup("<p>{}{}</p>").format(" ".join(texts), mark)
    return fragment(head + said + body, lang, *made_from, kind="figure")


def _status_texts(told: dict[str, pd.DataFrame], language: Language) -> list[str]:
    """Return what the last November mixes, of everybody, and of women and men where told."""
    shares, *apart = told.values()
    first, last = (_work_and_school(shares, shares.index[at], language) for at in (0, -1))
    texts = [say("statuses_text", language, year=shares.index[-1] // 12, **last)]
    if last["school"] != first["school"]:
        texts.append(say("statuses_mixture", language, first_school=first["school"]))
    if len(apart) == 2:
        month = min(one.index[-1] for one in apart)
        women, men = (_work_and_school(one, month, language) for one in apart)
        values = {"women": women["work"], "men": men["work"]}
        values |= {"women_school": women["school"], "men_school": men["school"]}
        texts.append(say("statuses_by_sex", language, year=month // 12, **values))
    if set(LOOKING).isdisjoint(shares):
        texts.append(say("statuses_no_office", language))
    return texts


def _work_and_school(shares: pd.DataFrame, month: int, language: Language) -> dict[str, str]:
    """Return who is in work, also those in education too, and who is in education alone."""
    row = shares.loc[month].to_numpy(dtype=np.float64)  # in the order of COLOURS
    work, school = percent(float(row[:2].sum()), language), percent(float(row[2]), language)
    return {"work": work, "school": school}


def _by_group(rows: Estimates, by_sex: Estimates, language: Language) -> dict[str, pd.DataFrame]:
    """Return name -> month x status, everybody first; women and men where both are told."""
    told = {say("statuses_all", language): _by_status(rows.frame)}
    apart = {
        say(f"statuses_{sex}", language): _by_status(by_sex.of(sex=sex.value).frame)
        for sex in (Sex.FEMALE, Sex.MALE)
        if "sex" in by_sex.frame
    }
    if all(len(one) for one in apart.values()):
        told |= apart
    return told if len(next(iter(told.values()))) else {}


def _by_status(frame: pd.DataFrame) -> pd.DataFrame:
    """Return month x status where every row is known; without a labour office none of LOOKING.

    The last column is how many are counted.
    """
    if frame.empty or "status" not in frame:
        return pd.DataFrame()
    wide = frame.pivot_table(index="month", columns="status", values="estimate")
    has_office = not set(LOOKING).isdisjoint(frame["status"])
    kept = [str(status) for status in COLOURS if has_office or status not in LOOKING]
    wide = wide.reindex(columns=kept)
    people = frame[frame["status"] == OfficialStatus.OTHER].set_index("month")["n_at_risk"]
    wide = wide.assign(**{PEOPLE: people})
    return wide[wide.index <= 12 * YEARS].dropna(subset=kept).sort_index()


def _status_table(told: dict[str, pd.DataFrame], language: Language, mark: str) -> Markup:
    months = next(iter(told.values())).index
    header = [
        say("column_status", language),
        *(say("column_year_after", language, year=month // 12) for month in months),
    ]
    body: list[list[str]] = []
    for name, shares in told.items():
        body += [[name]] if len(told) > 1 else []
        known = shares.reindex(months)
        for status in shares.columns.drop(PEOPLE):
            cells = ["–" if isnan(one) else percent(one, language) for one in known[status]]
            body.append([say(f"status_{status}", language), *cells])
        people = ["–" if isnan(n) else count(n, language) for n in known[PEOPLE]]
        body.append([say("column_people", language), *people])
    title = say("table_title", language)
    return folded(title, table(header, body), mark)


def _areas(
    told: dict[str, pd.DataFrame], rows: Estimates, language: Language, width: Width
) -> "Figure":
    """Return a panel a group: beside each other, below each other on a phone."""
    from matplotlib.figure import Figure

    n, is_narrow = len(told), width is NARROW
    high = width.height * (1 + 0.55 * (n - 1) if is_narrow else 1)
    figure = Figure(figsize=(width.inches, high), layout="constrained")
    shape = (n, 1) if is_narrow else (1, n)
    every = figure.subplots(*shape, sharex=True, sharey=True, squeeze=False).ravel()
    for axes, (name, shares) in zip(every, told.items(), strict=True):
        _draw_areas(axes, shares, language, width)
        if n > 1:
            axes.set_title(name, loc="left", fontsize=width.text)
    first, last = every[0], every[-1]
    years = [month // 12 for month in next(iter(told.values())).index]
    if len(years) > 1:
        first.set_xlim(years[0], years[-1])
    most = width.months if n == 1 or is_narrow else width.months // 2
    first.set_xticks(np.arange(years[0], years[-1] + 1, apart(len(years), most, 1)))
    first.set_ylim(0, 1)
    percent_axis(first.yaxis, language)
    (last if is_narrow else every[n // 2]).set_xlabel(say("axis_years", language))
    as_written(
        figure.legend(
            *first.get_legend_handles_labels(), loc="outside upper left",
            ncols=1 if is_narrow else 2, fontsize=width.text - 1.5, handlelength=1.2,
        )
    )  # fmt: skip
    write_mark(figure, rows, language, width)
    return figure


def _draw_areas(axes: "Axes", shares: pd.DataFrame, language: Language, width: Width) -> None:
    years = np.array([month / 12 for month in shares.index])
    low = np.zeros(len(years))
    for status in shares.columns.drop(PEOPLE):
        colour, share = COLOURS[OfficialStatus(str(status))], shares[status].to_numpy()
        label = fill(say(f"status_{status}", language), width.line // 2)
        if len(years) == 1:
            axes.bar(years, share, bottom=low, color=colour, width=0.5, label=label)
        else:
            axes.fill_between(years, low, low + share, color=colour, linewidth=0, label=label)
        low = low + share
    axes.grid(visible=False)


def at_exit(exits: Estimates, official: Estimates, published: Estimates, language: str) -> Fragment:
    """Return what the programme's register says at exit, beside the first November after.

    Args:
        exits: shares by main activity at exit, of everybody, and by sex where they may be told;
            without rows where the register has none.
        official: prevalence of the official measure.
        published: published shares at exit by year, of everybody and by sex; or no rows.
        language: nb or en.
    """
    lang = Language(language)
    head, mark = heading("at_exit", lang), invented(official.source, lang)
    told = _at_exit_of_all(exits)
    strict, wide = (told.get(name, {}).get("estimate", np.nan) for name in COUNTED_AT_EXIT)
    made_from = [official, exits, *([published] if len(published.frame) else [])]
    beside = exit_beside(exits, published, lang)
    if isnan(strict) or isnan(wide):
        text = Markup("<p>{}{}</p>").format(say("at_exit_absent", lang), mark)
        return fragment(head + text + beside, lang, *made_from)
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
    return fragment(head + said + table(header, body) + beside, lang, *made_from)


def _at_exit_of_all(exits: Estimates) -> dict[str, dict[Any, Any]]:
    """Return activity -> its row, of women and men together."""
    frame = exits.frame
    if "status" not in frame:
        return {}
    both = frame[frame["sex"].isna()] if "sex" in frame else frame
    both = both[both["year"].isna()] if "year" in both else both
    return {str(row["status"]): row for row in both.to_dict("records")}
