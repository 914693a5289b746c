"""Figures from estimates, in two widths: interval and numbers at risk visible, rule beside it."""

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis.design import EDGE, Estimates, Measure, Row
from analysis.display import absent, words
from analysis.display.cohort import PLACES
from analysis.display.fragment import Fragment, fragment, heading, invented
from analysis.display.goals import ends_at_once, goal
from analysis.display.lines import code_note, codes, draw_line, known
from analysis.display.pictures import (
    apart,
    as_written,
    empty_axes,
    figure_html,
    percent_axis,
    pictures,
    write_mark,
)
from analysis.display.plots import Around, Plot, plot
from analysis.display.register_names import place_name
from analysis.display.rows import OFFICIAL_MONTH, at_month, followed, shares, standings
from analysis.display.style import BAND, EVERYBODY, HERE, OTHER, Width
from analysis.display.tables import count, rows_of_curve, rows_of_years
from analysis.display.words import percent, say
from analysis.study import Municipal
from analysis.terms import Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

OFFICIAL_BAND = (11, 22)
"""Months in which the first official November falls, by month of exit (definitions.md 15)."""
LEGEND_BOTTOM, LEGEND_TOP = 0.12, 0.35
"""Shares between which the legend fits below a curve, above the name of the official November."""


def municipality(measure: Measure, report: Municipal, language: str) -> Fragment:
    """Return the cumulative incidence here against everybody; everybody alone where it is small."""
    drawn = [_everybody(report.everybody, language)] if report.compared else []
    drawn.append((report.here, report.place, HERE))
    return _curve(measure, drawn, Language(language))


def curve(measure: Measure, estimates: Estimates, language: str) -> Fragment:
    """Return the cumulative incidence of everybody in the dataset."""
    return _curve(measure, [_everybody(estimates, language)], Language(language))


def years(measure: Measure, report: Municipal, language: str) -> Fragment:
    """Return the official share by year, with and without grunnskole, against everybody."""
    lang = Language(language)
    if not shares(report.official_everybody):
        too_few = say("answer_no_official", lang)
        none = report.official_everybody.frame.empty
        text = absent.official(report, lang) if none else too_few
        html = Markup("<p>{}{}</p>").format(text, invented(report.here.source, lang))
        whole = heading("official", lang) + html
        return fragment(whole, lang, report.official_everybody, report.uses)
    drawn = [_everybody(report.official_everybody, language)]
    if shares(report.official) and not report.compared:
        drawn = []
    if shares(report.official):
        for one, key, colour in (
            (report.official, "without_grunnskole", HERE),
            (report.with_grunnskole, "with_grunnskole", OTHER),
        ):
            drawn.append((one, f"{report.place}, {say(key, lang)}", colour))
    drawn = [one for one in drawn if shares(one[0])]
    shown, place, _ = drawn[min(1, len(drawn) - 1)]
    mark = invented(shown.source, lang)
    row = at_month(shown, OFFICIAL_MONTH)
    alt = place if row is None else say("official_alt", lang, place=place, **_limits(row, lang))
    made_from = [one for one, *_ in drawn]
    interval = words.interval_meaning(made_from, lang)
    definition = words.definition(measure, lang)
    caption = say("official_caption", lang, definition=definition, interval=interval)
    caption += code_note([row for one in made_from for row in shares(one)], lang) + mark
    images = pictures(lambda width: _years_figure(drawn, lang, width), alt + mark, made_from)
    body = figure_html(images, caption, rows_of_years(drawn, lang))
    head = heading("official_years", lang, years=_years_shown(drawn, lang))
    return fragment(head + body, lang, *made_from, kind="figure")


def _years_shown(drawn: "Drawn", language: Language) -> str:
    """Return the years after the programme that a figure shows: '1 to 5 years'."""
    years = [row.month // 12 for one, *_ in drawn for row in shares(one)]
    key = "official_years_one" if min(years) == max(years) else "official_years"
    return say(key, language, first=min(years), last=max(years))


Drawn = list[tuple[Estimates, str, str]]


def _everybody(estimates: Estimates, language: str) -> tuple[Estimates, str, str]:
    return estimates, words.everybody(Language(language)), EVERYBODY


def _limits(row: Row, language: Language) -> dict[str, str]:
    return {
        "share": percent(row.estimate, language),
        "interval": words.interval(row.lower, row.upper, language),
    }


def _curve(measure: Measure, everything: Drawn, language: Language) -> Fragment:
    mark = invented(everything[0][0].source, language)
    drawn = [one for one in everything if shares(one[0])]
    if not drawn:
        text = Markup("<p>{}{}</p>").format(say("figure_too_few", language), mark)
        made_from = [one for one, *_ in everything]
        head = heading("curve", language, **goal(everything[0][0], language))
        return fragment(head + text, language, *made_from, kind="figure")
    shown, name, _ = drawn[-1]
    rows = shares(shown)
    last = (followed(shown) or rows)[-1]  # what the curve comes to, not its tail
    limits, told = _limits(last, language), goal(shown, language)
    alt = say("curve_alt", language, place=name, month=last.month, **limits, **told) + mark
    months = [row.month for row in rows]
    caption = say(
        "curve_caption",
        language,
        definition=words.definition(measure, language, shown.frame["origin"].iloc[0]),
        after_clause="" if ends_at_once(measure) else say("incidence_clause", language, **told),
        interval=words.interval_meaning([one for one, *_ in drawn], language),
        months=", ".join(map(str, months)) if shown.release_id else f"0–{months[-1]}",
    )
    made_from = [one for one, *_ in drawn]
    images = pictures(lambda width: _curve_figure(drawn, language, width), alt, made_from)
    coded = code_note([row for one in made_from for row in shares(one)], language)
    body = figure_html(images, caption + coded + mark, rows_of_curve(shown, name, language))
    return fragment(heading("curve", language, **told) + body, language, *made_from, kind="figure")


def _curve_figure(drawn: Drawn, language: Language, width: Width) -> "Figure":
    from matplotlib.patches import Rectangle

    shown, last = drawn[0][0], _last_month(drawn)
    origin, told = shown.frame["origin"].iloc[0], goal(shown, language)
    around = Around(
        months=range(0, last + 1, apart(last, width.months, 12)),
        last=last + 1,
        since=say(f"since_{origin}", language),
        share=say("axis_incidence", language, **told),
        title=say("at_risk_fives" if shown.release_id else "at_risk", language, **told),
        counts=len(drawn),
    )
    made = plot(around, shown, language, width)
    sheet, within = made.sheet, made.within
    if origin == "exit":
        first, end = OFFICIAL_BAND
        band = Rectangle((first, 0), end - first, 1, color=BAND, lw=0, zorder=0, transform=within)
        sheet.add_artist(band)
        sheet.text(
            first + 0.4,
            0.02,
            say("november_band", language),
            va="bottom",
            fontsize=width.text - 2,
            color="#5f5220",
            transform=within,
        )
    for one, label, colour in drawn:
        draw_line(sheet, one, shares(one), colour, label, within=within)
    box = (0, LEGEND_BOTTOM, last + 1, 1 - LEGEND_BOTTOM)
    corner = _free_corner(drawn)
    as_written(
        sheet.legend(loc=corner, bbox_to_anchor=box, bbox_transform=within, handlelength=1.6)
    )
    _count_below(made, drawn, language, width)
    return made.figure


def _last_month(drawn: Drawn) -> int:
    return int(max(one.frame["month"].max() for one, *_ in drawn))


def _free_corner(drawn: Drawn) -> Literal["lower right", "upper left"]:
    """Return where the legend hides no curve: below curves that rise early, else above them."""
    third = _last_month(drawn) // 3
    early = [at_month(one, third) for one, *_ in drawn]  # what it is then, or more, to the right
    rise = all(row is not None and row.has_share and row.lower > LEGEND_TOP for row in early)
    return "lower right" if rise else "upper left"


def _count_below(made: Plot, drawn: Drawn, language: Language, width: Width) -> None:
    """Write under the months who is followed further; in fives where it comes from a release."""
    last = _last_month(drawn)
    on_axis = apart(last, width.months, 12)
    step = apart(last, width.counts, on_axis)  # each below a month that the axis names
    for line, (one, _, colour) in enumerate(reversed(drawn)):
        left = {each.row.month: each.left for each in standings(one)}
        for month in range(0, last + 1, step):
            if month in left:
                made.sheet.text(
                    month,
                    line,
                    count(left[month], language),
                    color=colour,
                    ha="left" if month == 0 else "center",
                    va="center",
                    fontsize=width.text - 1,
                    transform=made.below,
                )


def _years_figure(drawn: Drawn, language: Language, width: Width) -> "Figure":
    figure, (axes,) = empty_axes(width, with_counts=False)
    for place, (one, label, colour) in enumerate(drawn):
        aside = (place - (len(drawn) - 1) / 2) * 0.14
        rows = known(shares(one))
        year = [row.month / 12 + aside for row in rows]
        codes(axes, shares(one), [row.month / 12 + aside for row in shares(one)], colour)
        share = [row.estimate for row in rows]
        error = np.array([[row.estimate - row.lower, row.upper - row.estimate] for row in rows]).T
        axes.errorbar(
            year,
            share,
            yerr=error,
            color=colour,
            marker="o",
            markersize=5,
            linewidth=1.2,
            elinewidth=1.6,
            capsize=0,
            label=label,
        )
    axes.set_ylim(0, 1)
    last = max(row.month for one, *_ in drawn for row in shares(one))
    axes.set_xticks(range(1, last // 12 + 1, apart(last // 12, 2 * width.months, 1)))
    axes.set_xlabel(say("axis_years", language))
    axes.set_ylabel(say("axis_official", language))
    percent_axis(axes.yaxis, language)
    as_written(axes.legend(loc="lower right", handlelength=1.6, fontsize=width.text - 1))
    write_mark(figure, drawn[0][0], language, width)
    return figure


MOST_COLUMNS = 20
"""How many columns the figure of missing values holds; the table has them all."""


def missing_values(estimates: Estimates, language: str) -> Fragment:
    """Return the share of values missing by column about persons, most first; none complete."""
    lang = Language(language)
    rows = estimates.frame[estimates.frame["n_events"] > 0]
    rows = rows[rows["table"] != PLACES]  # what is not known of places would dwarf the rest
    most = (-rows["n_events"] / rows["n_at_risk"]).sort_values(kind="stable")  # codes have no order
    rows = rows.loc[most.index[:MOST_COLUMNS]]
    mark = invented(estimates.source, lang)
    if rows.empty:
        text = Markup("<p>{}{}</p>").format(say("cohort_meaning_persons_whole", lang), mark)
        return fragment(text, lang, estimates, kind="figure")
    first = rows.iloc[0]
    column = place_name(str(first["table"]), str(first["column"]), lang)
    alt = say("missing_alt", lang, column=column, share=percent(first["estimate"], lang)) + mark
    images = pictures(lambda width: _missing_figure(rows, estimates, lang, width), alt, [estimates])
    few = " " + say("missing_code", lang) if estimates.coded[rows.index].any() else ""
    body = figure_html(images, say("missing_caption", lang) + few + mark, Markup(""))
    return fragment(body, lang, estimates, kind="figure")


def _missing_figure(
    rows: pd.DataFrame, estimates: Estimates, language: Language, width: Width
) -> "Figure":
    figure, (axes,) = empty_axes(width, with_counts=False)
    figure.set_figheight(1.4 + 0.45 * len(rows))
    named = zip(rows["table"], rows["column"], rows["n_at_risk"], strict=True)
    labels = [
        f"{place_name(table, column, language)}\n({count(n, language)})"
        for table, column, n in named
    ]
    coded = estimates.coded[rows.index]
    for place, (share, code) in enumerate(zip(rows["estimate"], coded, strict=True)):
        if code:
            low, high = (0, EDGE) if share < EDGE else (1 - EDGE, 1)
            axes.barh(place, high - low, left=low, height=0.6, fill=False, edgecolor=HERE)
        else:
            axes.barh(place, share, height=0.6, color=HERE)
    axes.set_yticks(range(len(labels)), labels)
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.grid(visible=False, axis="y")
    axes.set_xlabel(say("axis_missing", language))
    percent_axis(axes.xaxis, language)
    write_mark(figure, estimates, language, width)
    return figure
