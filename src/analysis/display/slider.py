"""A measurement point that a reader moves: one panel a released month, and no script.

Each month is a radio button, so that mouse and arrow keys move it in any browser; the style sheet
shows the chosen panel. Without a style sheet, and on paper, all panels stand below each other.
"""

from collections.abc import Sequence

from markupsafe import Markup

from analysis.design import Estimates, Row
from analysis.display import words
from analysis.display.fragment import Fragment, fragment, heading, invented
from analysis.display.goals import goal
from analysis.display.rows import FEWEST, shares
from analysis.display.tables import count
from analysis.display.words import say
from analysis.study import Municipal
from analysis.terms import Language

MOST = 24
"""Points that the style sheet knows; a longer history shows half years or whole years."""
CHOSEN = 12
"""The month that is shown first, where it is there."""


def measurement_point(report: Municipal, language: str) -> Fragment:
    """Return what is measured in a month that the reader chooses, here and everywhere.

    In whole years after the exit the official November stands beside it, without and with
    grunnskole.

    Args:
        report: what the municipality's report is made of.
        language: nb or en.
    """
    lang = Language(language)
    head, mark = heading("slider", lang), invented(report.here.source, lang)
    made_from = [report.state_here, report.state_everybody, report.official]
    made_from += [report.with_grunnskole, report.official_everybody]
    lines = _lines(report, lang)
    place, *others = (rows for _, rows in lines)
    months = _thinned(sorted({row.month for row in place or (others[0] if others else [])}))
    if len(months) < 2:
        text = Markup("<p>{}{}</p>").format(say("slider_absent", lang), mark)
        return fragment(head + text, lang, *made_from)
    first = CHOSEN if CHOSEN in months else months[0]
    inputs = Markup("").join(_input(month, first) for month in months)
    panels = Markup("").join(_panel(month, lines, lang) for month in months)
    body = Markup(
        '<p>{}{}</p><fieldset class="points"><legend>{}</legend>{}<div class="panels">{}</div>'
        "</fieldset><p>{}{}</p>"
    ).format(
        say("slider_text", lang, **goal(report.state_everybody, lang)),
        mark,
        say(f"slider_legend_{report.origin}", lang),
        inputs,
        panels,
        say("slider_note", lang),
        mark,
    )
    return fragment(head + body, lang, *made_from)


def _thinned(months: Sequence[int]) -> list[int]:
    """Return so many of the months as there is room for: half years, or whole years."""
    for step in (1, 6, 12):
        kept = [month for month in months if month % step == 0]
        if len(kept) <= MOST:
            return kept
    return kept[:MOST]


def _lines(report: Municipal, language: Language) -> list[tuple[str, list[Row]]]:
    """Return what a panel tells of: name and rows, those of months first."""
    inside = goal(report.state_everybody, language)["inside"]
    official = say("slider_official", language)
    schooled = say("slider_schooled", language)
    everybody = words.everybody(language)
    state = [(f"{report.place}, {inside}", report.state_here)]
    state += [(f"{everybody}, {inside}", report.state_everybody)] if report.compared else []
    novembers: list[tuple[str, Estimates]] = []
    if report.origin == "exit":
        novembers = [
            (f"{report.place}, {official}", report.official),
            (f"{report.place}, {schooled}", report.with_grunnskole),
        ]
        if report.compared:
            novembers.append((f"{everybody}, {official}", report.official_everybody))
    return [
        (name, [row for row in shares(rows) if row.n_at_risk >= FEWEST])
        for name, rows in [*state, *novembers]
    ]


def _input(month: int, first: int) -> Markup:
    checked = Markup(" checked") if month == first else ""
    return Markup(
        '<input type="radio" name="point" id="point-{}"{}><label for="point-{}">{}</label>'
    ).format(month, checked, month, month)


def _panel(month: int, lines: Sequence[tuple[str, list[Row]]], language: Language) -> Markup:
    bars = Markup("").join(
        _bar(name, row, language) for name, rows in lines for row in rows if row.month == month
    )
    title = say("slider_month", language, month=month)
    return Markup("<section><h3>{}</h3>{}</section>").format(title, bars)


def _bar(name: str, row: Row, language: Language) -> Markup:
    """Return a share as a bar and in words; a code stands for all that it may be."""
    text = words.with_interval(row.estimate, row.lower, row.upper, language)
    people = say("slider_people", language, n=count(row.n_at_risk, language))
    return Markup(
        '<p class="bar"><span>{}</span><span class="track"><span style="width:{}%"></span></span>'
        "<span>{} {}</span></p>"
    ).format(name, round(100 * row.estimate), text, people)
