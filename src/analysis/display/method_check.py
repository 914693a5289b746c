"""How often intervals hold what is true: sentences, figure and tables from rows of a check."""

from collections.abc import Iterator

import pandas as pd
from markupsafe import Markup

from analysis.design import Estimates
from analysis.display.fragment import Fragment, fragment, heading, invented, paragraphs
from analysis.display.prose import versions
from analysis.display.tables import count, table
from analysis.display.words import say
from analysis.estimates.checked_intervals import Interval
from analysis.estimates.known_worlds import World
from analysis.estimates.method_check import (
    ABOVE,
    BELOW,
    Check,
    departures,
    outside,
)
from analysis.terms import Language

KINDS = (
    "column_places",
    "column_persons",
    "column_shares",
    "column_inside",
    "column_below",
    "column_above",
    "column_without",
)
DEPARTING = (
    "column_interval_kind",
    "column_month",
    "column_world",
    "column_held",
    "column_answers",
    "column_width",
    "column_bias",
)
JOINER = "\N{WORD JOINER}"
"""No line of a narrow cell ends within an interval."""
CAVEATS = ("few", "months", "world", "registers")
MANY = 1000
"""Worlds from which on a share has a decimal."""


def answer(estimates: Estimates, language: str) -> Fragment:
    """Return how many shares keep what an interval promises, and how many do not beyond chance."""
    lang = Language(language)
    rows = told(estimates.frame)
    inside, found = int((~outside(rows)).sum()), departures(rows)
    below, above = (int((found == side).sum()) for side in (BELOW, ABOVE))
    texts = [
        say(
            "method_answer",
            lang,
            worlds=count(worlds_of(estimates.frame), lang),
            kinds=len(estimates.frame[["persons", "places"]].drop_duplicates()),
            intervals=estimates.frame["interval"].nunique(),
        ),
        say("method_within", lang, inside=inside, shares=len(rows)),
        say("method_departs", lang, below=below, above=above)
        if below + above
        else say("method_chance", lang),
    ]
    return _paragraphs(heading("answer", lang), texts, estimates, lang, "answer")


def design(check: Check, estimates: Estimates, language: str) -> Fragment:
    """Return what a world is, and what truth is in it."""
    lang, world = Language(language), check.world
    sizes = [count(persons, lang) for persons in check.persons]
    texts = [
        say(
            "method_world",
            lang,
            persons=_listed(sizes, lang),
            least=_number(100 * min(world.hazard), lang),
            most=_number(100 * max(world.hazard), lang),
            ratio=_number(world.ratio, lang),
            leaving=_number(100 * world.leaving, lang),
            losing=_number(100 * world.losing, lang),
        ),
        _seen(world, lang),
        *(say(f"method_world_{places.name}", lang) for places in check.places),
        say("method_truth", lang),
    ]
    return _paragraphs(heading("design", lang), texts, estimates, lang)


def _seen(world: World, language: Language) -> str:
    return say(
        "method_seen",
        language,
        late=_number(100 * world.late, language),
        latest=world.latest,
        first=world.followed[0],
        last=world.followed[1],
    )


def kinds(estimates: Estimates, language: str) -> Fragment:
    """Return by kind of world how many shares were looked at, and how many hold."""
    lang = Language(language)
    rows = told(estimates.frame)
    rows = rows.assign(found=departures(rows), out=outside(rows))
    body = [
        (
            say(f"places_{places}", lang),
            count(persons, lang),
            str(len(some)),
            str(int((~some["out"]).sum())),
            str(int((some["found"] == BELOW).sum())),
            str(int((some["found"] == ABOVE).sum())),
            count(some["without"].max(), lang),
        )
        for persons, places, some in _kinds(rows)
    ]
    header = [say(name, lang) for name in KINDS]
    note = say("method_kinds", lang, worlds=count(worlds_of(estimates.frame), lang))
    mark = Markup("<p>{}{}</p>").format(note, invented(estimates.source, lang))
    html = heading("worlds", lang) + table(header, body) + mark
    return fragment(html, lang, estimates)


def departing(estimates: Estimates, language: str) -> Fragment:
    """Return the shares that depart from 95 % by more than chance, with width and bias."""
    lang = Language(language)
    rows = told(estimates.frame)
    rows = rows[departures(rows) != "chance"].sort_values("estimate", kind="stable")
    mark = invented(estimates.source, lang)
    if rows.empty:
        text = Markup("<p>{}{}</p>").format(say("method_chance", lang), mark)
        return fragment(heading("departing", lang) + text, lang, estimates)
    body = [
        (
            say(f"check_{row['interval']}", lang),
            month_of(row["month"]),
            _kind(row, lang),
            share_of(row, lang),
            count(row["n_at_risk"], lang),
            _number(row["width"], lang),
            _number(row["bias"], lang),
        )
        for _, row in rows.iterrows()
    ]
    header = [say(name, lang) for name in DEPARTING]
    note = Markup("<p>{}{}</p>").format(say("method_departing", lang), mark)
    html = heading("departing", lang) + table(header, body, texts=3) + note
    return fragment(html, lang, estimates)


def meaning(estimates: Estimates, language: str) -> Fragment:
    """Return which intervals hold less often, or more often, than they say, beyond chance."""
    lang = Language(language)
    rows = told(estimates.frame)
    found = departures(rows)
    texts = []
    for side in (BELOW, ABOVE):
        names = dict.fromkeys(rows.loc[found == side, "interval"])
        if names:
            intervals = _listed([say(f"check_{name}", lang) for name in names], lang)
            texts.append(say(f"method_{side}", lang, intervals=intervals))
    if Interval.MEDIAN.value in set(rows.loc[found == ABOVE, "interval"]):
        texts.append(say("method_whole_months", lang))
    texts = texts or [say("method_keeps", lang)]
    return _paragraphs(heading("meaning", lang), texts, estimates, lang)


def caveats(estimates: Estimates, language: str) -> Fragment:
    """Return what would change the answer."""
    lang = Language(language)
    mark = invented(estimates.source, lang)
    texts = [say(f"method_caveat_{name}", lang) for name in CAVEATS]
    items = Markup("").join(Markup("<li>{}{}</li>").format(text, mark) for text in texts)
    html = heading("caveats", lang) + Markup("<ul>{}</ul>").format(items)
    return fragment(html, lang, estimates)


def provenance(estimates: Estimates, language: str) -> Fragment:
    """Return seed, number of worlds and versions."""
    lang = Language(language)
    worlds = count(worlds_of(estimates.frame), lang)
    texts = [say("method_provenance", lang, worlds=worlds, versions=versions())]
    if estimates.source.seed is not None:
        texts.append(say("seed", lang, seed=estimates.source.seed))
    return _paragraphs(heading("provenance", lang), texts, estimates, lang, "provenance")


def _kinds(rows: pd.DataFrame) -> Iterator[tuple[int, str, pd.DataFrame]]:
    """Yield each size and kind of municipalities, and its rows."""
    pairs = rows[["persons", "places"]].drop_duplicates()
    for persons, places in zip(pairs["persons"], pairs["places"], strict=True):
        here = (rows["persons"] == persons) & (rows["places"] == places)
        yield int(persons), str(places), rows[here]


def told(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with a share: in some worlds at least there was an interval."""
    return frame[frame["n_at_risk"] > 0]


def worlds_of(frame: pd.DataFrame) -> int:
    """Return how many worlds of each kind were drawn."""
    return int((frame["n_at_risk"] + frame["without"]).max())


def per_cent(share: float, worlds: float, language: Language, *, sign: bool = True) -> str:
    """Return a share in per cent, with a decimal where worlds are many enough to tell."""
    text = f"{100 * share:.1f}" if worlds >= MANY else f"{100 * share:.0f}"
    number = _in_language(text, language)
    return say("percent", language, number=number) if sign else number


def share_of(row: "pd.Series", language: Language) -> str:
    """Return a share with the interval that its number of worlds leaves."""
    n = row["n_at_risk"]
    low, high = (per_cent(row[name], n, language, sign=False) for name in ("lower", "upper"))
    return f"{per_cent(row['estimate'], n, language)} ({low}–{JOINER}{high})"


def month_of(month: float) -> str:
    """Return a month; a dash for a number of the whole world, or a whole band."""
    return "–" if pd.isna(month) else f"{month:.0f}"


def _kind(row: "pd.Series", language: Language) -> str:
    places = say(f"places_{row['places']}", language)
    return f"{count(row['persons'], language)}, {places}"


def _number(value: float, language: Language) -> str:
    """Return a number with two digits that count; a dash where there is none."""
    return "–" if pd.isna(value) else _in_language(f"{value:.2g}", language)


def _in_language(text: str, language: Language) -> str:
    return text.replace(".", ",") if language is Language.NB else text


def _listed(names: list[str], language: Language) -> str:
    """Return names as a list in words: 'a, b and c'."""
    last = f" {say('and', language)} "
    return last.join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _paragraphs(
    start: Markup, texts: list[str], estimates: Estimates, language: Language, kind: str = "p"
) -> Fragment:
    mark = invented(estimates.source, language)
    items = paragraphs(texts, mark)
    return fragment(start + items, language, estimates, kind=kind)
