"""Groups of persons: the main answer within each, and whether one gains more than another."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from analysis.comparison import Comparison
from analysis.design import Estimates
from analysis.display.comparison_rows import Told, by_month, difference_at, only
from analysis.display.comparison_tables import gap_text
from analysis.display.comparison_words import MAIN, STATE, points, span, strategies
from analysis.display.fragment import Fragment, fragment, heading, invented, paragraphs
from analysis.display.labels import ORDERS, label
from analysis.display.methods import reason_text
from analysis.display.tables import count, table
from analysis.display.words import say
from analysis.terms import Estimand, Language

POINTS = (60, 120)
"""Months since time zero that groups of persons are told at, where the horizon reaches them."""
ONE_IN = 20
"""Of intervals of 95 % one in so many leaves out 0 by chance alone."""


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
    at = told_at(comparison)
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
    texts = [say("subgroups_note", lang, **own_words), *_why_not(by, at, lang)]
    html = head + table(header, body) + paragraphs(texts, mark)
    html += _interactions(comparison, by, at, lang, mark)
    return fragment(html, lang, *made_from, kind="wide")


def told_at(comparison: Comparison) -> list[int]:
    """Return the months at which groups of persons are told."""
    at = [month for month in POINTS if month <= comparison.horizon]
    return at or list(comparison.asked_points[-1:])


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


def _why_not(by: dict[str, Estimates], at: list[int], language: Language) -> Iterator[str]:
    """Yield why groups have no number in some month, those with one reason together."""
    whose: dict[str, list[str]] = {}
    for group, own in by.items():
        for value in _ordered(own.frame, group) if group in own.frame else []:
            some = only(own, **{group: value})
            if all(difference_at(some, MAIN, STATE, month) for month in at):
                continue
            said = only(some, estimand=Estimand.COMPARISON.value).frame["method"].tolist()
            late = say("subgroups_not_so_long", language)
            reason = reason_text(str(said[0]), language) if said else late
            whose.setdefault(reason, []).append(label(group, value, language))
    for reason, names in whose.items():
        yield say("subgroups_why", language, groups=", ".join(names), reason=reason)


def _ordered(frame: pd.DataFrame, group: str) -> list[str]:
    values = [str(value) for value in frame[group].unique()]
    order = [*ORDERS.get(group, ()), *values]
    return sorted(values, key=order.index)


def _interactions(
    comparison: Comparison, by: dict[str, Estimates], at: list[int], language: Language, mark: str
) -> Markup:
    """Return how much more each group gains than the largest one, and what chance leaves of it."""
    body: list[tuple[str, ...]] = []
    looked_at: list[_Gain] = []
    for group, own in by.items():
        gains = list(_gains(own, group, at, language))
        if not gains:
            continue
        body.append((say("against_largest", language, other=gains[0].other),))
        for one in dict.fromkeys(gain.one for gain in gains):
            told = {gain.month: gain for gain in gains if gain.one == one}
            cells = (told[month].text(language) if month in told else "–" for month in at)
            body.append((one, *cells))
        looked_at += [gain for gain in gains if gain.alone.lower == gain.alone.lower]
    if not body:
        return Markup("")
    texts = [
        *_beyond_chance(comparison, looked_at, language),
        say("interaction_note", language, **strategies(comparison, language)),
    ]
    header = (
        say("column_group", language),
        *(say("column_at_month", language, month=month) for month in at),
    )
    title = Markup("<h3>{}</h3>").format(say("interaction_title", language))
    return title + table(header, body) + paragraphs(texts, mark)


@dataclass(frozen=True)
class _Gain:
    """How much more a group gains than the largest one, by itself and among all of its kind."""

    one: str
    other: str
    month: int
    alone: Told
    at_once: Told | None

    def text(self, language: Language) -> str:
        """Return the number with its interval, and in brackets the limits that hold at once."""
        if self.at_once is None:
            return gap_text(self.alone, language)
        limits = span(self.at_once.lower, self.at_once.upper, language)
        return f"{gap_text(self.alone, language)} [{limits}]"

    def named(self, of: Told, language: Language) -> str:
        """Return whose number it is, in which month, with limits of one kind."""
        name = say("one_against_other", language, one=self.one, other=self.other)
        size, limits = points(of.estimate, language), span(of.lower, of.upper, language)
        month = self.month
        return say("interaction_of", language, name=name, month=month, points=size, interval=limits)


def _gains(own: Estimates, group: str, at: list[int], language: Language) -> Iterator[_Gain]:
    """Yield what is told of each group and month, in the order that a reader expects."""
    alone, at_once = (
        only(own, estimand=estimand.value, of=STATE).frame
        for estimand in (Estimand.INTERACTION, Estimand.INTERACTION_BAND)
    )
    for value in _ordered(alone, group) if len(alone) else ():
        of_value = alone[alone[group] == value]
        other = label(group, str(of_value["against"].iloc[0]), language)
        bands = by_month(at_once[at_once[group] == value]) if len(at_once) else {}
        for month, gain in by_month(of_value).items():
            if month in at:
                yield _Gain(label(group, value, language), other, month, gain, bands.get(month))


def _beyond_chance(comparison: Comparison, gains: list[_Gain], language: Language) -> Iterator[str]:
    """Yield which groups gain more or less: among all of a kind, by themselves, or none."""
    sure = [(gain, gain.at_once) for gain in gains if gain.at_once and gain.at_once.is_clear]
    alone = [(gain, gain.alone) for gain in gains if gain.alone.is_clear]
    if not alone:
        own = strategies(comparison, language)
        yield say("interaction_none", language, all=len(gains), **own)
        return
    if sure:
        which = "; ".join(gain.named(of, language) for gain, of in sure)
        yield say("interaction_sure", language, which=which)
    which = "; ".join(gain.named(of, language) for gain, of in alone)
    chance = round(len(gains) / ONE_IN) or "1"
    values: dict[str, str | int] = {"all": len(gains), "clear": len(alone), "chance": chance}
    yield say("interaction_clear", language, which=which, **values)
    if not sure:
        yield say("interaction_unsure", language)
