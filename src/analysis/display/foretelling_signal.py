"""How reliable a municipality's number is, in words and tables: the share of it that is signal."""

from math import isfinite

from markupsafe import Markup

from analysis.display.foretelling_words import Candidate, first_and_best, official_of
from analysis.display.fragment import paragraphs
from analysis.display.tables import JOINER, table
from analysis.display.words import percent, say, with_interval
from analysis.estimates.foretelling.signal import COHORTS, SIZES
from analysis.terms import Language

POOLED = 3
"""Cohorts that a sentence lays beside one."""


def signal_text(found: list[Candidate], language: Language) -> list[str]:
    """Return how much of one year's number is signal, and of three years', in small and large."""
    texts = []
    for one in _told_first(found):
        sizes = _sizes(one)
        first = _in_words("signal_text", one, sizes[0], language, name=one.name)
        more = [_in_words("signal_more", one, sizes[-1], language)] if len(sizes) > 1 else []
        texts.append(" ".join([first, *more]))
    return [*texts, say("signal_note", language)] if texts else [say("signal_absent", language)]


def signal_tables(found: list[Candidate], language: Language, mark: str) -> tuple[Markup, Markup]:
    """Return the shares of signal by size and by cohorts: of the measures told first, and of all.

    Both are empty where no class of municipalities is told.
    """
    known = [one for one in found if one.signal]
    if not known:
        return Markup(""), Markup("")
    text = paragraphs([say("signal_table", language)], mark)
    first = text + _table(_told_first(found), language)
    return first, text + _table(known, language)


def _told_first(found: list[Candidate]) -> list[Candidate]:
    """Return the measure recommended, else the best in agreement, and the official rule."""
    first, best = first_and_best(found)
    chosen = [one for one in (first or best, official_of(found)) if one is not None]
    return [one for place, one in enumerate(chosen) if one.signal and one not in chosen[:place]]


def _table(shown: list[Candidate], language: Language) -> Markup:
    header = [say("column_leavers_a_year", language)]
    header += [say(f"column_pooled_{cohorts}", language) for cohorts in COHORTS]
    body: list[list[str]] = []
    for one in shown:
        body.append([one.name])
        for size in SIZES:
            cells = [_cell(one, size, cohorts, language) for cohorts in COHORTS]
            body.append([size_name(size, language), *cells])
    return table(header, body)


def _cell(one: Candidate, size: float, cohorts: float, language: Language) -> str:
    row = one.signal.get((size, cohorts))
    if row is None or not isfinite(row["estimate"]):
        return "–"
    told = with_interval(row["estimate"], row["lower"], row["upper"], language)
    return told.replace("–", f"–{JOINER}")


def _sizes(one: Candidate) -> list[float]:
    return sorted({size for size, _ in one.signal})


def _in_words(key: str, one: Candidate, size: float, language: Language, **more: str) -> str:
    shares = {
        name: percent(one.signal[(size, cohorts)]["estimate"], language)
        for name, cohorts in (("one", 1), ("three", POOLED))
    }
    return say(key, language, size=size_name(size, language), **shares, **more)


def size_name(size: float, language: Language) -> str:
    """Return how many leavers a year a class of municipalities has: 'under 5', '5–9'."""
    place = [float(begins) for begins in SIZES].index(float(size))
    if place + 1 == len(SIZES):
        return say("signal_size_last", language, n=SIZES[place])
    below = SIZES[place + 1]
    if place == 0:
        return say("signal_size_first", language, n=below)
    return f"{SIZES[place]}–{below - 1}"
