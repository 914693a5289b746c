"""Adult school in a municipality's report: the answer of everybody, and what is seen in the place.

One municipality has too few for groups to be made comparable. So the page shows the answer of the
whole dataset, and of its own persons only what describes them, where they are enough.
"""

from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis.comparison_terms import Stage
from analysis.design import Estimates
from analysis.display import words
from analysis.display.comparison_figures import rounded
from analysis.display.comparison_rows import Told, difference_at, last_point, only, share_at
from analysis.display.comparison_words import ARMS, MAIN, arm_name, number, strategies, who
from analysis.display.fragment import Fragment, folded, fragment, heading, invented, paragraphs
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
from analysis.display.style import EVERYBODY, HERE, OTHER, Width
from analysis.display.tables import count, table
from analysis.display.words import percent, say
from analysis.study import Municipal
from analysis.terms import Dating, Estimand, Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STATE = Estimand.PREVALENCE.value
EVER = Estimand.CUMULATIVE_INCIDENCE.value
YEAR = 12
Drawn = list[tuple[Estimates, str, str]]
"""Curves with their names and colours."""
STAGES = {
    Stage.COMPLETED: HERE,
    Stage.IN_PROGRESS: OTHER,
    Stage.LEFT: "#7a5195",
    Stage.NOT_BEGUN: EVERYBODY,
}


def municipality(report: Municipal, language: str) -> Fragment:
    """Return what beginning adult school leads to in the whole dataset, and what is seen here.

    Args:
        report: of the municipality.
        language: nb or en.
    """
    lang = Language(language)
    mark = invented(report.here.source, lang)
    head = heading("school", lang, **strategies(report.comparison, lang))
    made_from = (report.here, report.school, report.school_here)
    whole = paragraphs(answer_texts(report, lang), mark)
    if last_point(report.school, MAIN, STATE) is None:
        return fragment(head + whole, lang, *made_from)
    body = head + whole + _of_everybody(report, lang) + _of_place(report, lang)
    return fragment(body, lang, *made_from, kind="figure")


def answer_texts(report: Municipal, language: Language) -> list[str]:
    """Return the answer of the whole dataset in plain sentences, or that there is none."""
    comparison, rows = report.comparison, report.school
    own = strategies(comparison, language)
    month = last_point(rows, MAIN, STATE)
    if month is None:
        return [say("school_absent", language, **own)]
    one, other = (share_at(rows, MAIN, STATE, place, month) for place in (0, 1))
    if one is None or other is None:
        return [say("school_absent", language, **own)]
    texts = [
        say(
            "school_main",
            language,
            everybody=words.everybody(language),
            who=who(comparison, language),
            years=month // YEAR,
            one=percent(one.estimate, language),
            other=percent(other.estimate, language),
            **own,
        )
    ]
    for at in dict.fromkeys((month, comparison.asked_points[0])):
        gap = difference_at(rows, MAIN, STATE, at)
        texts += [] if gap is None else [_gap(gap, at, language)]
    return [*texts, say("school_assumes", language, **own)]


def _gap(gap: Told, month: int, language: Language) -> str:
    """Return a difference in words, in whole points: more, fewer, or not to be told from chance."""
    kind = ("more" if gap.estimate > 0 else "fewer") if gap.is_clear else "same"
    size = gap.estimate if kind == "same" else abs(gap.estimate)
    limits = {one: _whole(getattr(gap, one), language, signed=True) for one in ("lower", "upper")}
    return say(
        f"school_{kind}",
        language,
        years=month // YEAR,
        points=_whole(size, language, signed=kind == "same"),
        interval=say("from_to", language, **limits),
    )


def _whole(share: float, language: Language, *, signed: bool) -> str:
    return number(100 * share, language, signed=signed, places=0)


def _of_everybody(report: Municipal, language: Language) -> Markup:
    """Return both strategies by year in the whole dataset, as a figure with its numbers."""
    comparison, rows = report.comparison, report.school
    own = strategies(comparison, language)
    drawn = [
        (_curve(rows, STATE, group), arm_name(group, comparison, language), colour)
        for group, colour in zip(ARMS[MAIN], (HERE, OTHER), strict=True)
    ]
    everybody = words.everybody(language)
    measure = comparison.measure.dated(Dating.CONFIRMATION)
    definition = words.definition(measure, language, comparison.origin)
    told = {"everybody": everybody, "definition": definition}
    caption = say("school_caption", language, **told, **own)
    alt = say("school_alt", language, everybody=everybody, **own)
    since = say(f"since_{comparison.origin}", language)
    return _figure(report, (rows, drawn), (alt, caption, since), language, rows.frame["method"])


def _of_place(report: Municipal, language: Language) -> Markup:
    """Return groups of the municipality after the landmark, or that they are too few."""
    comparison, rows = report.comparison, report.school_here
    own = strategies(comparison, language)
    mark = invented(report.here.source, language)
    found = [
        (_curve(rows, EVER, stage.value), say(f"at_landmark_{stage}", language), colour)
        for stage, colour in STAGES.items()
    ]
    drawn = [one for one in found if shares(one[0])]
    landmark = comparison.asked_landmarks[0]
    if len(drawn) < 2:
        text = say("school_few", language, place=report.place, **own)
        return paragraphs([text], mark)
    values = {"place": report.place, "month": landmark, **own}
    alt, caption = (say(f"school_{key}_here", language, **values) for key in ("alt", "caption"))
    since = say("school_since", language, month=landmark)
    text = paragraphs([say("school_here", language, **values)], mark)
    return text + _figure(report, (rows, drawn), (alt, caption, since), language, [])


def _curve(rows: Estimates, of: str, group: str) -> Estimates:
    return only(rows, of=of, estimand=of, group=group, against="")


def _figure(
    report: Municipal,
    shown: tuple[Estimates, Drawn],
    texts: tuple[str, str, str],
    language: Language,
    methods: "list[str] | pd.Series[str]",
) -> Markup:
    """Return curves with intervals and persons under them, and their numbers folded away."""
    rows, drawn = shown
    alt, caption, since = texts
    mark = invented(report.here.source, language)
    coded = code_note([row for one, *_ in drawn for row in shares(one)], language)
    images = pictures(lambda width: _draw(rows, drawn, since, language, width), alt + mark, [rows])
    how = [method_text(str(one), language) for one in list(methods)[:1]]
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
