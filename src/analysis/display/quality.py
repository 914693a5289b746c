"""How far the registers can be trusted: tables for a page, and the same lines for a screen."""

from collections.abc import Callable, Mapping
from math import isnan

import pandas as pd
from markupsafe import Markup

from analysis.design import Estimates
from analysis.display.cohort import found_text
from analysis.display.fragment import Fragment, fragment, heading, invented
from analysis.display.tables import count, table
from analysis.display.words import percent, say
from analysis.terms import Estimand, Language

PERSONS = "persons"
TOP = 12
"""How many municipalities stand in the open table of register faults; the others are folded."""
Lines = tuple[list[str], list[list[str]]]


TEXTS = {Estimand.ROWS: 2, Estimand.MISSING_VALUES: 2, Estimand.FINDINGS: 2, Estimand.USES: 4}
"""How many first columns of a table are texts; one where nothing is said."""


def short(rows: Estimates, found: Estimates, language: str) -> Fragment:
    """Return for a report how far its data can be trusted: a sentence, and the tables folded away.

    Args:
        rows: the rows of the registers by what became of them.
        found: what was repaired, and what contradicts what.
        language: nb or en.
    """
    lang = Language(language)
    mark = invented(rows.source, lang)
    html = Markup("<p>{}{}</p>").format(found_text(found, lang), mark)
    for estimand, estimates in ((Estimand.ROWS, rows), (Estimand.FINDINGS, found)):
        header, body = lines(estimand, estimates, lang)
        if body:
            html += Markup("<details><summary>{}{}</summary>{}</details>").format(
                say(f"heading_{estimand}", lang), mark, table(header, body, TEXTS[estimand])
            )
    return fragment(heading("quality", lang) + html, lang, rows, found, kind="quality")


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
    body = [[areas.get(code, code), *rest] for code, *rest in body]
    html = table(header, body[:TOP])
    if len(body) > TOP:
        title = say("other_municipalities", lang) + invented(estimates.source, lang)
        rest = table(header, body[TOP:])
        html += Markup("<details><summary>{}</summary>{}</details>").format(title, rest)
    return _section(Estimand.REGISTER_FAULTS, estimates, lang, html if body else None)


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
        absent = columns[columns["n_events"] == 0]
        stops = (absent["method"] == "needed").any()
        absent = absent[absent["method"] == "needed"] if stops else absent
        key = "use_left_out" if stops else "use_does_without" if len(absent) else "use_whole"
        kind, _, name = str(what).partition(" ")
        used = ", ".join(columns.loc[columns["n_events"] > 0, "column"])
        body.append(
            [
                say(f"use_{kind}", language, name=name),
                say(key, language),
                ", ".join(absent["column"]) or "–",
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
