"""With and without grunnskole, made comparable, under each measure: gaps, and where they cross."""

from dataclasses import dataclass
from math import inf, isinf
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.design import Estimates
from analysis.display.choice_rules import rule_text
from analysis.display.choices import PREFIX, choice_name, open_choices, option_name
from analysis.display.comparison_words import month_of_crossing, points, set_of_crossing, span
from analysis.display.fragment import Fragment, folded, fragment, heading, invented
from analysis.display.tables import count, table
from analysis.display.words import say
from analysis.estimates.sweep.adjusted import CROSSING, GAP, HORIZON
from analysis.grid import Choice
from analysis.reference.grids import YEARLY
from analysis.terms import Estimand, Language

OFFICIAL = f"{YEARLY},read_in=any"
"""The official rule, read in any month."""
LIMITS = ("estimate", "lower", "upper")


@dataclass(frozen=True)
class _Crossing:
    """Where both curves of a measure cross, and the first and last month that it may be."""

    name: str
    month: float
    lower: float
    upper: float


def adjusted_gaps(rows: Estimates, language: str, of: str = Estimand.PREVALENCE.value) -> Fragment:
    """Return the adjusted gap by measure and month, and the month from which it stays ahead.

    Args:
        rows: adjusted gaps of one grid.
        language: nb or en.
        of: prevalence, or cumulative_incidence; crossings of the two are named apart.
    """
    lang = Language(language)
    head, mark = heading(f"adjusted_{of}", lang), invented(rows.source, lang)
    frame = rows.frame
    known = len(frame) and "quantity" in frame  # else no row but of what cannot be
    told = frame[frame["quantity"].notna() & (frame["of"] == of)] if known else frame.iloc[:0]
    beside = _fallen(frame, lang, mark) if of == Estimand.PREVALENCE else ""  # once is enough
    if told.empty:
        key = "adjusted_absent" if rows.release_id is None else "choices_not_released"
        html = Markup("<p>{}{}</p>").format(say(key, lang), mark)
        return fragment(head + html + beside, lang, rows)
    months = sorted(int(month) for month in told.loc[told["quantity"] == GAP, "month"].unique())
    header = [
        *(say("column_gap_at", lang, month=month) for month in months),
        say("column_crossing_month", lang),
    ]
    names = [choice for choice in open_choices(told) if choice != Choice.POINT]
    body: list[list[str]] = []
    crossings = {}
    for measure, some in told.groupby("measure", sort=False):
        gaps = _by_month(some)
        (crossing,) = some[some["quantity"] == CROSSING].to_dict("records") or [{}]
        name = _named(some, names, lang)
        crossings[str(measure)] = _Crossing(name, *(crossing.get(one, inf) for one in LIMITS))
        cells = [_gap(gaps.get(month), lang) for month in months]
        body += [[name], [*cells, _crossing(crossing, lang)]]  # two lines: a phone has room
    texts = [_sentence(crossings, lang), *_contrast(crossings, lang)]
    text = Markup("<p>{}{}</p>").format(" ".join(texts), mark)
    note = Markup("<p>{}{}</p>").format(
        say("adjusted_note", lang, horizon=max([HORIZON, *months])), mark
    )
    html = head + text + note + table(header, body, texts=0) + beside
    return fragment(html, lang, rows, kind="wide")


def _by_month(some: pd.DataFrame) -> dict[int, dict[Any, Any]]:
    gaps = some[some["quantity"] == GAP].to_dict("records")
    return {int(row["month"]): row for row in gaps}


def _gap(row: dict[Any, Any] | None, language: Language) -> str:
    if row is None:
        return "–"
    return f"{points(row['estimate'], language)} ({span(row['lower'], row['upper'], language)})"


def _crossing(row: dict[Any, Any], language: Language) -> str:
    if not row:
        return "–"
    month = month_of_crossing(row["estimate"], language)
    return f"{month} ({set_of_crossing(row['lower'], row['upper'], language)})"


def _named(some: pd.DataFrame, choices: list[str], language: Language) -> str:
    """Return a measure by the options that set it apart from the others."""
    first = some.iloc[0]
    options = {
        choice: option_name(choice, str(first[f"{PREFIX}{choice}"]), language) for choice in choices
    }
    if list(options) == [Choice.MEASURE]:  # a whole rule needs no name of the choice
        is_official = str(first[f"{PREFIX}{Choice.MEASURE}"]) == YEARLY
        return say("official_any_month", language) if is_official else options[choices[0]]
    parts = [f"{choice_name(choice, language)}: {option}" for choice, option in options.items()]
    return "; ".join(parts) or str(first["measure"])


def _sentence(crossings: dict[str, _Crossing], language: Language) -> str:
    """Return under how many measures, and from when, those with grunnskole are ahead for good."""
    ahead = sorted(one.month for one in crossings.values() if not isinf(one.month))
    n = count(len(crossings), language)
    if not ahead:
        return say("adjusted_never", language, n=n)
    months = [month_of_crossing(month, language) for month in (ahead[0], ahead[-1])]
    values = {"first": months[0], "last": months[1]}
    return say("adjusted_ahead", language, n=n, ahead=count(len(ahead), language), **values)


def _contrast(crossings: dict[str, _Crossing], language: Language) -> list[str]:
    """Return the crossing by the official rule, beside that of the measure that comes nearest."""
    own = crossings.get(OFFICIAL)
    others = [one for measure, one in crossings.items() if measure != OFFICIAL]
    if own is None or isinf(own.month) or not others:
        return []
    nearest = min(others, key=lambda one: abs(one.month - own.month))
    told = {"official": own.month, "other": nearest.month}
    months = {key: month_of_crossing(month, language) for key, month in told.items()}
    apart = own.upper < nearest.lower or nearest.upper < own.lower
    chance = say("adjusted_apart" if apart else "adjusted_same", language)
    return [say("adjusted_contrast", language, rule=nearest.name, **months), chance]


def _fallen(frame: pd.DataFrame, language: Language, mark: str) -> Markup:
    """Return what cannot be compared, by its rule, folded away."""
    if frame.empty or "rule" not in frame or frame["rule"].isna().all():
        return Markup("")
    rows = frame[frame["rule"].notna()]
    body = [
        (rule_text(rule, language), count(n, language))
        for rule, n in zip(rows["rule"], rows["n_events"], strict=True)
    ]
    header = (say("column_rule", language), say("column_combinations", language))
    return folded(say("heading_impossible", language), table(header, body), mark)
