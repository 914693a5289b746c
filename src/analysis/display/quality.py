"""How far the registers can be trusted: sentences, and tables for a page."""

from collections.abc import Mapping, Sequence

import pandas as pd
from markupsafe import Markup

from analysis.design import Estimates
from analysis.display import absent, words
from analysis.display.cohort import found_text
from analysis.display.fragment import Fragment, folded, fragment, heading, invented, paragraphs
from analysis.display.quality_lines import lines, share_of
from analysis.display.tables import count, table
from analysis.display.words import say
from analysis.register_terms import RegisterFault
from analysis.study import Municipal
from analysis.terms import Estimand, Language

NOTEBOOK = "02_time_to_stable_employment"
"""The page on everybody in the dataset, as rows of uses name it."""
TOP = 12
"""How many municipalities stand in the open table of register faults; the others are folded."""

TEXTS = {Estimand.ROWS: 2, Estimand.MISSING_VALUES: 2, Estimand.FINDINGS: 2, Estimand.USES: 4}
"""How many first columns of a table are texts; one where nothing is said."""


def short(rows: Estimates, found: Estimates, uses: Estimates, language: str) -> Fragment:
    """Return for everybody how far the data can be trusted: sentences, and tables folded away.

    Args:
        rows: the rows of the registers by what became of them.
        found: what was repaired, and what contradicts what.
        uses: what measures and notebooks ask of the registers.
        language: nb or en.
    """
    lang = Language(language)
    texts = [found_text(found, lang), *absent.notebook_texts(uses, NOTEBOOK, lang)]
    html = _said(texts, rows, lang) + _folded(rows, found, lang)
    return fragment(heading("quality", lang) + html, lang, rows, found, uses, kind="quality")


def municipality(report: Municipal, language: str) -> Fragment:
    """Return the same for one municipality, with the faults of the register in its own exits."""
    lang = Language(language)
    texts = [found_text(report.found, lang), *absent.municipality_texts(report, lang)]
    html = _said(texts, report.rows, lang) + _faults_here(report, lang)
    html += _folded(report.rows, report.found, lang)
    made_from = (report.rows, report.found, report.faults, report.faults_everybody, report.uses)
    return fragment(heading("quality", lang) + html, lang, *made_from, kind="quality")


def _said(texts: list[str], estimates: Estimates, language: Language) -> Markup:
    mark = invented(estimates.source, language)
    return paragraphs(texts, mark)


def _folded(rows: Estimates, found: Estimates, language: Language) -> Markup:
    mark, html = invented(rows.source, language), Markup("")
    for estimand, estimates in ((Estimand.ROWS, rows), (Estimand.FINDINGS, found)):
        header, body = lines(estimand, estimates, language)
        if body:
            html += folded(
                say(f"heading_{estimand}", language), table(header, body, TEXTS[estimand]), mark
            )
    return html


def _faults_here(report: Municipal, language: Language) -> Markup:
    """Return the faults of the register here and of everybody; a column that is absent has none."""
    everybody = report.faults_everybody
    if everybody.frame.empty:
        return Markup("")
    if report.faults.frame.empty:
        return _said([say("faults_few", language, place=report.place)], everybody, language)
    sides = [(report.place, report.faults)]
    sides += [(words.everybody(language), everybody)] if report.compared else []
    shown = {name: {row["finding"]: row for _, row in of.frame.iterrows()} for name, of in sides}
    body = [
        [
            say(f"fault_{fault}", language),
            *(_share_of_exits(shown[name].get(fault), of, language) for name, of in sides),
        ]
        for fault in RegisterFault
        if any(fault in side for side in shown.values())
    ]
    html = table([say("column_fault", language), *shown], body)
    dash = any("–" in cells for cells in body)
    after = [say("faults_dash", language)] if dash else []
    before = _said([say("faults_here", language)], everybody, language)
    return before + html + _said(after, everybody, language)


def _share_of_exits(row: pd.Series | None, estimates: Estimates, language: Language) -> str:
    if row is None:
        return "–"
    share, n = share_of(row, estimates, language), count(row["n_at_risk"], language)
    return say("share_of_number", language, share=share, n=n)


def rows(estimates: Estimates, language: str) -> Fragment:
    """Return the rows of each file by what became of them."""
    return _table(Estimand.ROWS, estimates, language)


def missing_values(estimates: Estimates, language: str) -> Fragment:
    """Return how many values of which columns are missing."""
    return _table(Estimand.MISSING_VALUES, estimates, language)


def findings(estimates: Estimates, language: str, warned: Sequence[str] = ()) -> Fragment:
    """Return what was repaired, and what registers disagree on, below what is warned of."""
    return _table(Estimand.FINDINGS, estimates, language, warned)


def uses(estimates: Estimates, language: str) -> Fragment:
    """Return what measures, origins and notebooks can use, and what they lack."""
    return _table(Estimand.USES, estimates, language)


def register_faults(estimates: Estimates, language: str, areas: Mapping[str, str]) -> Fragment:
    """Return the known faults of the programme's register, the largest municipalities open.

    Args:
        estimates: shares of exits by municipality.
        language: nb or en.
        areas: municipality code -> name.
    """
    lang = Language(language)
    header, body = lines(Estimand.REGISTER_FAULTS, estimates, lang)
    body = [[_told_apart(code, areas, lang), *rest] for code, *rest in body]
    html = table(header, body[:TOP])
    if len(body) > TOP:
        mark = invented(estimates.source, lang)
        html += folded(say("other_municipalities", lang), table(header, body[TOP:]), mark)
    nothing = Markup("") if untold_faults(estimates) else None
    return _section(Estimand.REGISTER_FAULTS, estimates, lang, html if body else nothing)


def untold(estimates: Estimates, language: Language) -> list[str]:
    """Return in a sentence the faults that registers show of no exit; of a release, nothing.

    What a release lacks may be too small to tell.
    """
    names = untold_faults(estimates)
    if not names:
        return []
    what = "; ".join(say(f"fault_{name}", language) for name in names)
    return [say("faults_untold", language, what=what)]


def untold_faults(estimates: Estimates) -> list[RegisterFault]:
    """Return the faults that the registers of a study of persons show of no exit."""
    told = set(estimates.frame["finding"]) if len(estimates.frame) else set()
    return [one for one in RegisterFault if one not in told and estimates.release_id is None]


def _told_apart(code: str, areas: Mapping[str, str], language: Language) -> str:
    """Return a municipality's name, with its code where another has the same, as Herøy has."""
    name = areas.get(code, code)
    if list(areas.values()).count(name) < 2:
        return name
    return say("municipality_title", language, name=name, code=code)


def _table(
    estimand: Estimand, estimates: Estimates, language: str, warned: Sequence[str] = ()
) -> Fragment:
    lang = Language(language)
    header, body = lines(estimand, estimates, lang)
    html = table(header, body, TEXTS[estimand]) if body else None
    return _section(estimand, estimates, lang, html, warned)


def _section(
    estimand: Estimand,
    estimates: Estimates,
    language: Language,
    html: Markup | None,
    warned: Sequence[str] = (),
) -> Fragment:
    mark = invented(estimates.source, language)
    texts = [say(f"{estimand}_text", language)]
    texts += [say("warning", language, text=text) for text in warned]
    texts += [say("nothing_found", language)] if html is None else []
    texts += untold(estimates, language) if estimand is Estimand.REGISTER_FAULTS else []
    said = paragraphs(texts, mark)
    body = heading(estimand, language) + said + (html or Markup(""))
    return fragment(body, language, estimates, kind="quality")
