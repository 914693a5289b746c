"""A municipality's published results by year of exit and of reading, beside its own numbers.

What was withheld is told by its limits alone, as the source left them; a cohort below the floor of
the house is not told of, though it was published.
"""

from dataclasses import replace
from math import isnan
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from analysis.design import Estimates, Row
from analysis.display.beside_published import mark_beside
from analysis.display.exit_years import (
    Cohorts,
    breaks_of,
    cohort_figure,
    cohorts_caption,
    span,
    told_of_years,
)
from analysis.display.fragment import Fragment, folded, fragment, heading, invented, paragraphs
from analysis.display.pictures import figure_html, pictures
from analysis.display.rows import OFFICIAL_MONTH, shares
from analysis.display.series_breaks import breaks_list
from analysis.display.style import EVERYBODY, HERE, OTHER, Width
from analysis.display.tables import count, table
from analysis.display.words import interval, interval_short, percent, say, with_interval
from analysis.estimates.compare import Difference, difference
from analysis.reference.breaks import Break
from analysis.study import Municipal
from analysis.terms import Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FEWEST = 10
"""Leavers of a year without whom its share is not told (disclosure.md section 2)."""


def published_results(report: Municipal, language: str, breaks_drawn: str = "yes") -> Fragment:
    """Return the published results of the municipality beside its own; one line without any.

    Args:
        report: what the municipality's report is made of.
        language: nb or en.
        breaks_drawn: yes or no.

    Raises:
        DesignError: neither yes nor no.
    """
    lang = Language(language)
    drawn = _lines(report, lang)
    shown = breaks_of(drawn, breaks_drawn)
    made_from = [report.published, report.published_everybody, report.official]
    if report.published.frame.empty:
        none = report.published_everybody.frame.empty
        key = "published_none" if none else "published_not_here"
        text = say(key, lang, place=report.place)
        line = Markup("<p>{}{}</p>").format(text, invented(report.here.source, lang))
        return fragment(line, lang, *made_from)
    said = paragraphs(published_texts(report, lang), published_mark(report, lang))
    said += paragraphs([own_text(report, lang)], invented(report.here.source, lang))
    body = heading("published_here", lang) + said
    if drawn:
        made_from.append(report.official_by_year)
        body += _figure_html(report, drawn, shown, lang)
    whole = body + published_table(report, lang) + breaks_list(shown, lang)
    return fragment(whole, lang, *made_from, kind="figure")


def published_mark(report: Municipal, language: Language) -> str:
    """Return that published numbers are real where the others of the page are invented."""
    return mark_beside(report.here.source, language)


def published_texts(report: Municipal, language: Language) -> list[str]:
    """Return the sentences on the published results; none where there are none."""
    frame = report.published.frame
    if frame.empty:
        return []
    texts = [_first_text(report, language), *_later_text(report.published, language)]
    hidden = int(frame["estimate"].isna().sum())
    if hidden:
        cells = count(len(frame), language)
        texts.append(
            say("published_withheld", language, hidden=count(hidden, language), cells=cells)
        )
    return texts


def own_text(report: Municipal, language: Language) -> str:
    """Return the page's own number one year after, of all cohorts together, or why it is absent."""
    own = _own_first(report)
    if own is None:
        return say("published_own_absent", language)
    limits = interval(own.lower, own.upper, language)
    return say("published_own", language, share=percent(own.estimate, language), interval=limits)


def _own_first(report: Municipal) -> Row | None:
    found = [row for row in shares(report.official) if row.month == OFFICIAL_MONTH]
    return found[0] if found else None


def _first_text(report: Municipal, language: Language) -> str:
    """Return what was published of the last cohort that has a number, or limits, one year after."""
    rows = told_of_years(report.published, FEWEST, is_bounded=True)
    if rows.empty:
        return say("published_no_first", language)
    known = rows[rows["estimate"].notna()]
    row = (known if len(known) else rows).iloc[-1]
    country = report.published_everybody.frame
    there = country[(country["year"] == row["year"]) & (country["month"] == OFFICIAL_MONTH)]
    national = there["estimate"].dropna()
    values: dict[str, str | int] = {
        "year": str(row["year"]),
        "national": percent(national.iloc[0], language)
        if len(national)
        else say("not_stated", language),
    }
    if isnan(row["estimate"]):
        low, high = (percent(row[name], language) for name in ("lower", "upper"))
        return say("published_bounds", language, low=low, high=high, **values)
    share, n = percent(row["estimate"], language), count(row["n_at_risk"], language)
    return say("published_first", language, share=share, n=n, **values)


def _later_text(published: Estimates, language: Language) -> list[str]:
    """Return how the number of one cohort moves with the date; of the one followed for longest."""
    frame = published.frame
    enough = frame[frame["estimate"].notna() & (frame["n_at_risk"] >= FEWEST)]
    begun = set(enough.loc[enough["month"] == OFFICIAL_MONTH, "year"])
    later = enough[(enough["month"] > OFFICIAL_MONTH) & enough["year"].isin(begun)]
    if later.empty:
        return []
    year = later.sort_values(["month", "year"])["year"].iloc[-1]
    rows = replace(published, frame=enough[enough["year"] == year]).rows()
    one, other = rows[0], rows[-1]
    first, late = (percent(row.estimate, language) for row in (one, other))
    values: dict[str, str | int] = {"year": str(year), "first": first, "years": other.month // 12}
    if first == late:
        return [say("published_later_same", language, **values)]
    same = difference(other, one) is Difference.SAME
    chance = f" ({say('by_chance', language)})" if same else ""
    return [say("published_later", language, late=late, chance=chance, **values)]


def _lines(report: Municipal, language: Language) -> list[Cohorts]:
    """Return the lines of the figure: the place's own and published, the country's; or none."""
    place = report.place
    published = told_of_years(report.published, FEWEST, is_bounded=True)
    own = told_of_years(report.official_by_year, FEWEST)
    country = told_of_years(report.published_everybody, FEWEST)
    lines = [
        Cohorts(say("published_own_line", language, place=place), own, HERE, is_joined=True),
        Cohorts(say("published_line", language, place=place), published, OTHER, is_joined=True),
        Cohorts(say("published_country", language), country, EVERYBODY, is_joined=False),
    ]
    here = len(own) + len(published)
    return [one for one in lines if len(one.rows)] if here else []


def _figure_html(
    report: Municipal, drawn: list[Cohorts], shown: list[Break], language: Language
) -> Markup:
    first, last = span(drawn)
    end = invented(report.here.source, language)
    values: dict[str, str | int] = {"place": report.place, "first": first, "last": last}
    alt = say("published_alt", language, **values) + published_mark(report, language) + end
    texts = [cohorts_caption(drawn, shown, language)]
    if any(one.rows["estimate"].isna().any() for one in drawn):
        texts.append(say("published_bar", language))
    texts += [] if _own_first(report) is None else [say("published_field", language)]
    source = report.published.source.source
    if source == say("source_ssb", Language.EN):  # as the converter writes it
        source = say("source_ssb", language)
    texts.append(say("published_caption", language, least=FEWEST, source=source))
    caption = " ".join(texts) + published_mark(report, language)
    made_from = [report.published, report.published_everybody, report.official]
    images = pictures(
        lambda width: _figure(report, drawn, shown, language, width), alt,
        [*made_from, report.official_by_year],
    )  # fmt: skip
    return figure_html(images, caption, Markup(""))


def _figure(
    report: Municipal, drawn: list[Cohorts], shown: list[Break], language: Language, width: Width
) -> "Figure":
    figure = cohort_figure(drawn, shown, report.here, language, width)
    own, (axes,) = _own_first(report), figure.axes
    if own is not None:
        name = say("published_own_level", language, place=report.place)
        axes.axhspan(own.lower, own.upper, color=HERE, alpha=0.12, linewidth=0, label=name)
        legend = axes.legend(loc="lower left", fontsize=width.text - 1)
        for text in legend.get_texts():
            text.set_parse_math(False)
    return figure


def published_table(report: Municipal, language: Language) -> Markup:
    """Return every published number of the place and the country, and the page's own, folded."""
    frame = report.published.frame
    months = sorted({int(month) for month in frame["month"]})
    header = [say("column_exit_year", language)]
    header += [say("column_year_after", language, year=month // 12) for month in months]
    body: list[list[str]] = []
    for name, one in (
        (say("published_line", language, place=report.place), frame),
        (say("published_country", language), report.published_everybody.frame),
    ):
        body.append([name])
        for year, rows in one[one["month"].isin(months)].groupby("year"):
            told = {row.pop("month"): row for row in _numbers(rows)}
            body.append([str(year), *(_cell(told.get(month), language) for month in months)])
    body.append([say("published_own_level", language, place=report.place)])
    own = {row.month: row for row in shares(report.official)}
    body.append([say("row_all_cohorts", language), *(_own(own.get(at), language) for at in months)])
    note = Markup("<p>{}</p>").format(say("published_table_note", language))
    title = say("published_table", language)
    return folded(title, note + table(header, body), published_mark(report, language))


def _numbers(rows: pd.DataFrame) -> list[dict[str, float]]:
    names = ["month", "estimate", "lower", "upper", "n_at_risk"]
    return [dict(zip(names, row, strict=True)) for row in rows[names].astype(float).to_numpy()]


def _own(row: Row | None, language: Language) -> str:
    return "–" if row is None else with_interval(row.estimate, row.lower, row.upper, language)


def _cell(row: dict[str, float] | None, language: Language) -> str:
    """Return a published number, or what is known of it."""
    if row is None:
        return "–"
    if row["n_at_risk"] < FEWEST:
        return say("cell_few", language, least=FEWEST)
    if not isnan(row["estimate"]):
        return with_interval(row["estimate"], row["lower"], row["upper"], language)
    if not 0 < row["upper"] - row["lower"] < 1:
        return say("cell_withheld", language)
    return f"{interval_short(row['lower'], row['upper'], language)} *"
