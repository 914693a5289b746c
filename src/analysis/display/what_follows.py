"""What follows upon an exposure, as it was seen: the school that it opens, and work."""

from math import isnan

from analysis.comparison import Comparison
from analysis.comparison_terms import CLOCKS, Arm, Sequel
from analysis.design import Estimates
from analysis.display import words
from analysis.display.comparison_rows import Told, by_month, only
from analysis.display.comparison_words import exposure_name, strategies
from analysis.display.fragment import Fragment, fragment, heading, invented, paragraphs
from analysis.display.tables import JOINER, count, rounded, table
from analysis.display.words import percent, say
from analysis.terms import Language

AFTER = (12, 36, 60)
"""Months since the exposure was begun, or completed, that are told."""
FEWEST = 10
"""Of fewer persons nothing is told."""
ANY = Sequel.WORK
"""Every row tells how many can be followed; it is read from this one."""

Found = dict[str, dict[Sequel, dict[int, Told]]]


def what_follows(comparison: Comparison, rows: Estimates, language: str) -> Fragment:
    """Return how many go on to the school that an exposure opens, and how many work.

    Args:
        comparison: whose exposure it is.
        rows: what follows, as a study answers it; without rows where it cannot be had.
        language: nb or en.
    """
    lang = Language(language)
    mark = invented(rows.source, lang)
    own = _words(comparison, lang)
    head = heading("what_follows", lang, **own)
    found = _found(rows)
    months = [month for month in AFTER if any(month in one[ANY] for one in found.values())]
    if not months:
        return fragment(head + paragraphs([say("follows_absent", lang, **own)], mark), lang, rows)
    header = (
        say("column_what_follows", lang),
        *(say("column_at_month", lang, month=month) for month in months),
    )
    body: list[tuple[str, ...]] = []
    for clock, told in found.items():
        body += [(say(f"clock_{clock}", lang, **own),), _followed(told[ANY], months, lang)]
        body += [
            (say(f"follows_{what}", lang, **own), *(_share(by.get(one), lang) for one in months))
            for what, by in told.items()
        ]
    texts = [_text(clock, told, own, lang) for clock, told in found.items()]
    said = paragraphs(texts, mark) + table(header, body)
    note = paragraphs([say("follows_note", lang, fewest=FEWEST, **own)], mark)
    return fragment(head + said + note, lang, rows, kind="wide")


def _words(comparison: Comparison, language: Language) -> dict[str, str | int]:
    school = exposure_name(comparison.exposure.opens, language)
    return {**strategies(comparison, language), "school": school}


def _found(rows: Estimates) -> Found:
    """Return clock -> what -> month -> share of enough persons, of clocks that have any."""
    seen = only(rows, group=Arm.OBSERVED.value)
    found: Found = {}
    for clock in CLOCKS:
        told = {what: by_month(only(seen, clock=clock, what=what.value).frame) for what in Sequel}
        enough = {
            what: {month: one for month, one in by.items() if one.n_at_risk >= FEWEST}
            for what, by in told.items()
        }
        if set(AFTER) & set(enough[ANY]):
            found[clock] = enough
    return found


def _followed(by: dict[int, Told], months: list[int], language: Language) -> tuple[str, ...]:
    """Return how many can be followed so long, as a page rounds persons."""
    cells = (
        count(rounded(by[month].n_at_risk), language) if month in by else "–" for month in months
    )
    return (say("follows_followed", language), *cells)


def _share(one: Told | None, language: Language) -> str:
    if one is None:
        return "–"
    if isnan(one.lower):
        return percent(one.estimate, language)
    told = words.with_interval(one.estimate, one.lower, one.upper, language)
    return told.replace("–", f"–{JOINER}")


def _text(
    clock: str, told: dict[Sequel, dict[int, Told]], own: dict[str, str | int], language: Language
) -> str:
    """Return what a clock's last month tells, in a sentence."""
    month = max(set(AFTER) & set(told[ANY]))
    shares = {
        str(what): percent(told[what][month].estimate, language)
        for what in (Sequel.SCHOOL_BEGUN, Sequel.SCHOOL_COMPLETED, ANY)
    }
    return say(f"follows_text_{clock}", language, month=month, **shares, **own)
