"""Tables from estimates, as HTML that escapes every label."""

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from analysis.design import EDGE, Estimates, Row
from analysis.display import words
from analysis.display.fragment import Fragment, folded, fragment, heading, invented, paragraphs
from analysis.display.goals import goal, is_yearly
from analysis.display.leavers import years_text
from analysis.display.rows import enter_late, shares, standings
from analysis.display.words import percent, say
from analysis.study import Municipal
from analysis.terms import Estimand, Language

NUMBERS = ("month", "estimate", "lower", "upper", "n_at_risk", "n_events")
"""The tidy columns that hold numbers."""
LIMITS = ("estimate", "lower", "upper")
JOINER = "\N{WORD JOINER}"
"""No line of a narrow cell ends within an interval."""
NAME_JOINT = re.compile("(?<=[a-z])([._])(?=[a-z])")
"""Where the name of a table or column has parts: participants.exit_reason."""

FIVES = 5
"""Persons of a comparison are rounded to it."""
OF_INCIDENCE = ("column_reached", "column_left", "column_lost", "rows_add_up")
COUNTED = {
    Estimand.STABLE_AFTER_FIRST_JOB: (
        "column_reached",
        "column_left",
        "column_lost",
        "rows_add_up_first_jobs",
    ),
    Estimand.FIRST_JOB_LOST: (
        "column_job_lost",
        "column_job_kept",
        "column_job_ended",
        "rows_add_up_job_lost",
    ),
    Estimand.LOSS: ("column_loss", "column_kept", "column_kept_to_last", "rows_add_up_loss"),
}
"""What the three counts of a row are called, and what they add up to, by what was estimated."""


def flow(
    estimates: Estimates,
    already: Estimates | None,
    language: str,
    report: Municipal | None = None,
) -> Fragment:
    """Return who is followed and who is left out by reason, and who was already there.

    Args:
        estimates: the flow of everybody in the dataset.
        already: the share already there in month 0; None where they are left out by that reason.
        language: nb or en.
        report: the municipality whose number of persons is told as well, where it has a curve.
    """
    lang = Language(language)
    mark = invented(estimates.source, lang)
    rows = estimates.frame.sort_values("n_events", ascending=False)
    body = [
        (say(f"fate_{fate}", lang, **goal(estimates, lang)), count(people, lang))
        for fate, people in zip(rows["fate"], rows["n_events"], strict=True)
        if people > 0
    ]
    header = (say("column_fate", lang), say("column_people", lang))
    years = years_text(estimates, lang)
    key = "people_text_live" if estimates.release_id is None else "people_text"
    few = "people_absent" if estimates.release_id is None else "people_too_few"
    texts = [say(key, lang, everybody=words.everybody(lang)) if body else say(few, lang)]
    made_from = [estimates] if already is None else [estimates, already]
    alone = report is None or not report.compared  # then the table is of the municipality
    if report is not None and not alone and shares(report.here) and not enter_late(report.here):
        n = count(report.here.rows()[0].n_at_risk, lang)
        here = "people_here_live" if estimates.release_id is None else "people_here"
        texts.append(say(here, lang, n=n, place=report.place))
        made_from.append(report.here)
    texts += [] if already is None or is_yearly(already) else [_already(estimates, already, lang)]
    blind_to = [name for name in estimates.source.blind_to if name not in words.OF_SOME_MEASURES]
    blind = [f"no_{name}" for name in blind_to]
    texts += [say(key, lang) for key in ("registers_blind", *blind)]
    texts = [years, *texts] if years else texts
    lines = paragraphs(texts, mark)
    html = heading("people", lang) + (table(header, body) if body else Markup("")) + lines
    return fragment(html, lang, *made_from)


def _already(estimates: Estimates, already: Estimates, language: Language) -> str:
    """Return how many were there when the clock started, and count as there."""
    known = shares(already)
    if not known:
        return say("already_there_unknown", language, **goal(estimates, language))
    share = percent(known[0].estimate, language)
    return say("already_there", language, share=share, **goal(already, language))


def tidy(estimates: Estimates, language: str) -> Fragment:
    """Return the last rows of estimates by their own names, marked like everything else.

    Numbers are a table that a phone has room for; what is the same in all rows is told once.
    """
    lang = Language(language)
    rows = estimates.frame.tail().dropna(axis="columns", how="all")
    numbers = [name for name in NUMBERS if name in rows]
    coded = estimates.coded[rows.index]
    body = [
        [
            _written(value, coded=code and name in LIMITS)
            for name, value in zip(numbers, row, strict=True)
        ]
        for row, code in zip(rows[numbers].to_numpy(dtype=float), coded, strict=True)
    ]
    same = [name for name in rows if name not in numbers]
    told = Markup("").join(
        Markup("<li><code>{}</code>: {}</li>").format(
            name, ", ".join(map(str, rows[name].unique()))
        )
        for name in same
    )
    text = say("tidy_text", lang, n=count(len(estimates.frame), lang))
    said = Markup("<p>{}{}</p>").format(text, invented(estimates.source, lang))
    return fragment(
        said + table(numbers, body) + Markup("<ul class=same>{}</ul>").format(told), lang, estimates
    )


def _written(value: float, *, coded: bool) -> str:
    """Return a number of a frame as code prints it, whole or with four digits; or its code."""
    if coded and not EDGE <= value <= 1 - EDGE:
        return f"<{EDGE}" if value < EDGE else f">{1 - EDGE}"
    return f"{value:.0f}" if value == round(value) else f"{value:.4f}"


def rows_of_curve(estimates: Estimates, name: str, language: Language) -> Markup:
    """Return the numbers of a curve, folded away under the figure."""
    step = 12 if estimates.release_id is None else 1
    after = standings(estimates)
    reached, left, lost, adds_up = COUNTED.get(estimates.frame["estimand"].iloc[0], OF_INCIDENCE)
    keys = ["column_month", "column_share", "column_interval", reached, left]
    told = goal(estimates, language)
    note = say("rows_enter_late", language)
    if not enter_late(estimates):
        keys.append(lost)
        note = say(adds_up, language, n=count(after[0].row.n_at_risk, language))
    body = []
    for one in after:
        if one.row.month > 0 and one.row.month % step == 0:
            counts = [n for n in (one.reached, one.left, one.lost) if n is not None]
            numbers = [count(n, language) for n in counts]
            body.append((str(one.row.month), *_share(one.row, language), *numbers))
    text = Markup("<p>{}{}</p>").format(note, invented(estimates.source, language))
    html = table([say(key, language, **told) for key in keys], body) + text
    return _folded(name, html, estimates, language)


def rows_of_years(drawn: Sequence[tuple[Estimates, str, str]], language: Language) -> Markup:
    """Return the numbers of a figure by year, folded away under it."""
    body = [
        (name, str(row.month // 12), *_share(row, language), count(row.n_at_risk, language))
        for estimates, name, _ in drawn
        for row in shares(estimates)
    ]
    keys = ("column_group", "column_year", "column_share", "column_interval", "column_people")
    html = table([say(key, language) for key in keys], body)
    return _folded("", html, drawn[0][0], language)


def by_points(
    lines: Sequence[tuple[str, Sequence[Row]]], points: Sequence[int], language: Language
) -> Markup:
    """Return share and interval of each line at some months; each line stands under its name."""
    body: list[list[str]] = []
    for name, rows in lines:
        at = {row.month: row for row in rows}
        body += [[name], [_at_point(at.get(month), language) for month in points]]
    header = [say("column_at_month", language, month=month) for month in points]
    return table(header, body, texts=0)


def _at_point(row: Row | None, language: Language) -> str:
    if row is None:
        return "–"
    told = words.with_interval(row.estimate, row.lower, row.upper, language)
    return told.replace("–", f"–{JOINER}")


def rounded(persons: float) -> int:
    """Return a number of persons as a page of a comparison shows it: the nearest of FIVES."""
    return int(FIVES * round(float(persons) / FIVES))


def table(header: Sequence[str], rows: Sequence[Sequence[str]], texts: int = 1) -> Markup:
    """Return an HTML table; its first columns are texts, the others are numbers (texts=0: all).

    A row of one cell is the heading of those below it.
    """
    more = range(1, texts)  # the first column is a text by the style of every table
    of_text = [Markup(" class=text" if place in more else "") for place in range(len(header))]
    head = Markup("").join(
        Markup("<th scope=col{}>{}</th>").format(of_text[place], _with_breaks(name))
        for place, name in enumerate(header)
    )
    lines = Markup("").join(_line(row, of_text) for row in rows)
    kind = Markup("") if texts else Markup(" class=numbers")
    return Markup(
        '<div class="scroll"><table{}><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(kind, head, lines)


def _line(row: Sequence[str], of_text: Sequence[Markup]) -> Markup:
    """Return a row of a table, or the heading of those below it."""
    if len(row) == 1 < len(of_text):
        heading = "<tr><th scope=rowgroup colspan={}>{}</th></tr>"
        return Markup(heading).format(len(of_text), row[0])
    cells = (
        Markup("<td{}>{}</td>").format(of_text[place], _with_breaks(value))
        for place, value in enumerate(row)
    )
    return Markup("<tr>{}</tr>").format(Markup("").join(cells))


def _with_breaks(value: str) -> Markup:
    """Return a cell in which the name of a column may go on in a new line, on a phone."""
    return Markup(NAME_JOINT.sub(r"\1<wbr>", str(escape(value))))


def _share(row: Row, language: Language) -> tuple[str, str]:
    return percent(row.estimate, language), words.interval_short(row.lower, row.upper, language)


def count(value: float, language: Language) -> str:
    """Return a count as a reader of the language writes it."""
    text = f"{int(value):,}"
    return text.replace(",", "\u00a0" if language is Language.NB else ",")


def _folded(name: str, html: Markup, estimates: Estimates, language: Language) -> Markup:
    title = say("table_title", language) + (f": {name}" if name else "")
    return folded(title, html, invented(estimates.source, language))
