"""Groups of persons: the main answer within each, and whether one gains more than another."""

from collections.abc import Iterator

import pandas as pd
from markupsafe import Markup

from analysis.comparison import Comparison
from analysis.design import Estimates
from analysis.display.comparison_rows import Told, difference_at, every, only, told
from analysis.display.comparison_tables import gap_text
from analysis.display.comparison_words import ARMS, MAIN, points, span, strategies
from analysis.display.fragment import Fragment, fragment, heading, invented, paragraphs
from analysis.display.labels import ORDERS, label
from analysis.display.tables import count, table
from analysis.display.words import say
from analysis.terms import Estimand, Language, Sex

STATE = Estimand.PREVALENCE.value
POINTS = (60, 120)
"""Months since time zero that groups of persons are told at, where the horizon reaches them."""
ONE_IN = 20
"""Of intervals of 95 % one in so many leaves out 0 by chance alone."""
BY_SEX = "sex"


def subgroups(
    comparison: Comparison, by: dict[str, Estimates], rows: Estimates, language: str
) -> Fragment:
    """Return the main answer within groups of persons, and whether one gains more than another.

    Args:
        comparison: what is compared.
        by: the main approach by each group, by the group's column.
        rows: every approach to everybody.
        language: nb or en.
    """
    lang = Language(language)
    mark = invented(rows.source, lang)
    head = heading("subgroups", lang)
    at = [month for month in POINTS if month <= comparison.horizon]
    at = at or list(comparison.asked_points[-1:])
    body = [line for group, own in by.items() for line in _groups(own, group, at, lang)]
    made_from = (rows, *by.values())
    if not body:
        text = Markup("<p>{}{}</p>").format(say("subgroups_absent", lang), mark)
        return fragment(head + text, lang, *made_from)
    header = (
        say("column_group", lang),
        say("column_people", lang),
        *(say("column_at_month", lang, month=month) for month in at),
    )
    own_words = strategies(comparison, lang)
    html = head + table(header, body) + paragraphs([say("subgroups_note", lang, **own_words)], mark)
    html += _interactions(comparison, by, at, lang, mark)
    if BY_SEX in by:
        html += paragraphs(_gender_gap(by[BY_SEX], at, lang), mark)
    return fragment(html, lang, *made_from, kind="wide")


def _groups(
    own: Estimates, group: str, at: list[int], language: Language
) -> Iterator[tuple[str, ...]]:
    """Yield a line for each value of a group, in the order that a reader expects."""
    if own.frame.empty or group not in own.frame:
        return
    for value in _ordered(own.frame, group):
        some = only(own, **{group: value})
        gaps = [difference_at(some, MAIN, STATE, month) for month in at]
        people = some.frame.loc[some.frame["month"] == 0, "n_at_risk"].max()
        n = count(people, language) if people == people else "–"
        yield (label(group, value, language), n, *(gap_text(gap, language) for gap in gaps))


def _ordered(frame: pd.DataFrame, group: str) -> list[str]:
    values = [str(value) for value in frame[group].unique()]
    order = [*ORDERS.get(group, ()), *values]
    return sorted(values, key=order.index)


def _interactions(
    comparison: Comparison, by: dict[str, Estimates], at: list[int], language: Language, mark: str
) -> Markup:
    """Return how much more each group gains than the largest one, and what chance leaves of it."""
    body: list[tuple[str, ...]] = []
    clear: list[str] = []
    looked_at = 0
    for group, own in by.items():
        found = only(own, estimand=Estimand.INTERACTION.value, of=STATE).frame
        if found.empty:
            continue
        other = label(group, str(found["against"].iloc[0]), language)
        body.append((say("against_largest", language, other=other),))
        for value in _ordered(found, group):
            one, here = label(group, value, language), found[found[group] == value]
            gaps = [told(here[here["month"] == month]) for month in at]
            body.append((one, *(gap_text(gap, language) for gap in gaps)))
            known = [gap for gap in gaps if gap is not None and gap.lower == gap.lower]
            looked_at += len(known)
            name = say("one_against_other", language, one=one, other=other)
            clear += [_clear(name, gap, language) for gap in known if gap.is_clear]
    if not body:
        return Markup("")
    own_words = strategies(comparison, language)
    key = "interaction_clear" if clear else "interaction_none"
    values: dict[str, str | int] = {"all": looked_at, "clear": len(clear)}
    values["chance"] = round(looked_at / ONE_IN) or "1"
    texts = [
        say(key, language, which="; ".join(clear), **values, **own_words),
        say("interaction_note", language, **own_words),
    ]
    header = (
        say("column_group", language),
        *(say("column_at_month", language, month=month) for month in at),
    )
    title = Markup("<h3>{}</h3>").format(say("interaction_title", language))
    return title + table(header, body) + paragraphs(texts, mark)


def _clear(name: str, gap: Told, language: Language) -> str:
    size, limits = points(gap.estimate, language), span(gap.lower, gap.upper, language)
    month = int(gap.month)
    return say("interaction_of", language, name=name, month=month, points=size, interval=limits)


def _gender_gap(own: Estimates, at: list[int], language: Language) -> list[str]:
    """Return women less men, with and without, and how far the two gaps differ."""
    texts = []
    for month in at:
        shares = {}
        for sex in (Sex.FEMALE, Sex.MALE):
            some = only(own, sex=sex.value)
            for group in ARMS[MAIN]:
                found = only(
                    some, approach=MAIN.value, of=STATE, group=group, against="", estimand=STATE
                ).frame
                one = told(found[found["month"] == month])
                if one is not None:
                    shares[sex, group] = one.estimate
        if len(shares) == 4:
            gaps = [shares[Sex.FEMALE, group] - shares[Sex.MALE, group] for group in ARMS[MAIN]]
            with_it, without = (points(gap, language) for gap in gaps)
            text = say("gender_gap", language, month=month, one=with_it, other=without)
            texts.append(" ".join([text, *_changed(own, month, language)]))
    return texts


def _changed(own: Estimates, month: int, language: Language) -> list[str]:
    """Return by how much the gap between women and men changes; nothing where it is not told."""
    found = only(own, estimand=Estimand.INTERACTION.value, of=STATE).frame
    found = found[found["month"] == month] if len(found) else found
    for gap in every(found[found["sex"].isin([Sex.FEMALE, Sex.MALE])] if len(found) else found):
        sign = 1 if found["sex"].iloc[0] == Sex.FEMALE else -1
        lower, upper = sorted((sign * gap.lower, sign * gap.upper))
        key = "gender_gap_changes" if gap.is_clear else "gender_gap_same"
        size = points(sign * gap.estimate, language)
        return [say(key, language, points=size, interval=span(lower, upper, language))]
    return []
