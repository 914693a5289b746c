"""Answers about registers as header and rows of texts, the same for a page and for a screen."""

from collections.abc import Callable
from math import isnan

import pandas as pd

from analysis.design import Estimates
from analysis.display import absent
from analysis.display.register_names import column_name, place_name, place_named, table_name
from analysis.display.tables import count
from analysis.display.words import percent, say
from analysis.terms import Estimand, Language

PERSONS = "persons"
Lines = tuple[list[str], list[list[str]]]


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
        body.append(
            [table_name(str(name), language), of, count(of_table["n_at_risk"].max(), language)]
        )
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
            table_name(str(row["table"]), language),
            column_name(str(row["column"]), language),
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
        place = place_name(str(row["table"]), str(row["column"] or ""), language)
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
        used = columns.loc[columns["n_events"] > 0, "column"]
        body.append(
            [
                say(f"use_{kind}", language, name=name),
                say(key, language),
                _places(lacks, language),
                _places(list(used), language),
            ]
        )
    keys = ("column_what", "column_answer", "column_absent", "column_used")
    return [say(key, language) for key in keys], body


def _places(columns: list[str], language: Language) -> str:
    """Return columns by name, each once."""
    return ", ".join(dict.fromkeys(place_named(one, language) for one in columns)) or "–"


_LINES: dict[Estimand, Callable[[Estimates, Language], Lines]] = {
    Estimand.ROWS: _rows,
    Estimand.MISSING_VALUES: _missing,
    Estimand.FINDINGS: _findings,
    Estimand.REGISTER_FAULTS: _faults,
    Estimand.USES: _uses,
}
