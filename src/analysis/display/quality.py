"""How far the registers can be trusted: tables for a page, and the same lines for a screen."""

from collections.abc import Callable, Mapping
from math import isnan

import pandas as pd
from markupsafe import Markup

from analysis.design import Estimates
from analysis.display import absent, words
from analysis.display.cohort import found_text
from analysis.display.fragment import Fragment, fragment, heading, invented
from analysis.display.tables import count, table
from analysis.display.words import percent, say
from analysis.register_terms import RegisterFault
from analysis.study import Municipal
from analysis.terms import Estimand, Language

PERSONS = "persons"
NOTEBOOK = "02_time_to_stable_employment"
"""The page on everybody in the dataset, as rows of uses name it."""
TOP = 12
"""How many municipalities stand in the open table of register faults; the others are folded."""
Lines = tuple[list[str], list[list[str]]]


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
    return Markup("").join(Markup("<p>{}{}</p>").format(text, mark) for text in texts)


def _folded(rows: Estimates, found: Estimates, language: Language) -> Markup:
    mark, html = invented(rows.source, language), Markup("")
    for estimand, estimates in ((Estimand.ROWS, rows), (Estimand.FINDINGS, found)):
        header, body = lines(estimand, estimates, language)
        if body:
            html += Markup("<details><summary>{}{}</summary>{}</details>").format(
                say(f"heading_{estimand}", language), mark, table(header, body, TEXTS[estimand])
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


def findings(estimates: Estimates, language: str) -> Fragment:
    """Return what was repaired, and what registers disagree on."""
    return _table(Estimand.FINDINGS, estimates, language)


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
        title = say("other_municipalities", lang) + invented(estimates.source, lang)
        rest = table(header, body[TOP:])
        html += Markup("<details><summary>{}</summary>{}</details>").format(title, rest)
    return _section(Estimand.REGISTER_FAULTS, estimates, lang, html if body else None)


def _told_apart(code: str, areas: Mapping[str, str], language: Language) -> str:
    """Return a municipality's name, with its code where another has the same, as Herøy has."""
    name = areas.get(code, code)
    if list(areas.values()).count(name) < 2:
        return name
    return say("municipality_title", language, name=name, code=code)


def _table(estimand: Estimand, estimates: Estimates, language: str) -> Fragment:
    lang = Language(language)
    header, body = lines(estimand, estimates, lang)
    html = table(header, body, TEXTS[estimand]) if body else None
    return _section(estimand, estimates, lang, html)


def _section(
    estimand: Estimand, estimates: Estimates, language: Language, html: Markup | None
) -> Fragment:
    mark = invented(estimates.source, language)
    texts = [say(f"{estimand}_text", language)]
    texts += [] if html else [say("nothing_found", language)]
    said = Markup("").join(Markup("<p>{}{}</p>").format(text, mark) for text in texts)
    body = heading(estimand, language) + said + (html or Markup(""))
    return fragment(body, language, estimates, kind="quality")


def lines(estimand: Estimand, estimates: Estimates, language: Language) -> Lines:
    """Return header and rows as texts, the same for a page and a screen."""
    if estimates.frame.empty:
        return [], []
    return _LINES[estimand](estimates, language)


def share_of(row: pd.Series, estimates: Estimates, language: Language) -> str:
    """Return a share: of a release in whole per cent, of persons with one decimal."""
    if isnan(row["estimate"]):
        return ""
    if estimates.release_id is not None:
        return percent(float(row["estimate"]), language)
    number = f"{100 * row['estimate']:.1f}"
    number = number.replace(".", ",") if language is Language.NB else number
    return say("percent", language, number=number)


def number_of(row: pd.Series, estimates: Estimates, language: Language) -> str:
    """Return a count; where a release rounds it to none, that it is few."""
    if estimates.release_id is not None and row["n_events"] == 0:
        return say("few", language)
    return count(row["n_events"], language)


def _rows(estimates: Estimates, language: Language) -> Lines:
    header = [say(key, language) for key in ("column_table", "column_row_fate", "column_rows")]
    body = []
    for name, of_table in estimates.frame.groupby("table", sort=False):
        of = say("of_file", language)
        body.append([str(name), of, count(of_table["n_at_risk"].max(), language)])
        for _, row in of_table.iterrows():
            fate = say(f"row_{row['fate']}", language)
            body.append(["", fate, number_of(row, estimates, language)])
    return header, body


def _missing(estimates: Estimates, language: Language) -> Lines:
    keys = ("column_table", "column_column", "column_missing", "column_of", "column_share")
    some = estimates.frame[estimates.frame["n_events"] > 0]
    some = some.sort_values(["table", "estimate"], ascending=[True, False], kind="stable")
    body = [
        [
            str(row["table"]),
            str(row["column"]),
            number_of(row, estimates, language),
            count(row["n_at_risk"], language),
            share_of(row, estimates, language),
        ]
        for _, row in some.iterrows()
    ]
    return [say(key, language) for key in keys], body


def _findings(estimates: Estimates, language: Language) -> Lines:
    keys = ("column_finding", "column_table", "column_number", "column_of", "column_share")
    body = []
    for _, row in estimates.frame.iterrows():
        place = f"{row['table']}.{row['column']}" if row["column"] else str(row["table"])
        whole = say("persons", language) if row["table"] == PERSONS else place
        body.append(
            [
                say(f"finding_{row['finding']}", language),
                whole,
                number_of(row, estimates, language),
                count(row["n_at_risk"], language),
                share_of(row, estimates, language),
            ]
        )
    return [say(key, language) for key in keys], body


def _faults(estimates: Estimates, language: Language) -> Lines:
    """Return a row a municipality, most exits first, and a column a fault."""
    frame = estimates.frame
    faults = list(dict.fromkeys(frame["finding"]))
    exits = frame.groupby("municipality")["n_at_risk"].max()
    order = exits.sort_values(ascending=False, kind="stable").index
    cells = {(row["municipality"], row["finding"]): row for _, row in frame.iterrows()}
    header = [say("column_municipality", language), say("column_exits", language)]
    body = []
    for place in order:
        texts = [str(place), count(exits[place], language)]
        for fault in faults:
            row = cells.get((place, fault))
            texts.append("–" if row is None else share_of(row, estimates, language))
        body.append(texts)
    return [*header, *(say(f"fault_{fault}", language) for fault in faults)], body


def _uses(estimates: Estimates, language: Language) -> Lines:
    """Return a line for each measure, origin and notebook: what it lacks, and what follows."""
    body = []
    for what, columns in estimates.frame.groupby("what", sort=False):
        lacks, stops = absent.absent(estimates, str(what))
        key = "use_left_out" if stops else "use_does_without" if lacks else "use_whole"
        kind, _, name = str(what).partition(" ")
        used = ", ".join(columns.loc[columns["n_events"] > 0, "column"])
        body.append(
            [
                say(f"use_{kind}", language, name=name),
                say(key, language),
                ", ".join(lacks) or "–",
                used or "–",
            ]
        )
    keys = ("column_what", "column_answer", "column_absent", "column_used")
    return [say(key, language) for key in keys], body


_LINES: dict[Estimand, Callable[[Estimates, Language], Lines]] = {
    Estimand.ROWS: _rows,
    Estimand.MISSING_VALUES: _missing,
    Estimand.FINDINGS: _findings,
    Estimand.REGISTER_FAULTS: _faults,
    Estimand.USES: _uses,
}
