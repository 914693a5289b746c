"""What numbers mean, in sentences: told from chance or not, early or late, known or not."""

from math import isnan

from analysis.design import Estimates, Row
from analysis.display import words
from analysis.display.goals import goal
from analysis.display.rows import (
    OFFICIAL_MONTH,
    at_month,
    last_supported,
    printed_row,
    shares,
)
from analysis.display.words import percent, say
from analysis.estimates.compare import both_beyond, difference
from analysis.study import Municipal
from analysis.terms import Language

FIRST_MONTH = 3
"""The first month that a story of two dates begins with."""


def meaning_texts(report: Municipal, language: Language) -> list[str]:
    """Return the sentences on what the numbers of a municipality mean."""
    row = printed_row(report.here)
    there = at_month(report.everybody, row.month) if row else None
    texts = []
    if row is None or there is None or not row.has_share or not there.has_share:
        texts.append(say("short_report", language))
    else:
        if report.compared:
            texts.append(_compared(row, there, report.place, language))
        texts += one_date(report.here, language)
    return texts + _with_grunnskole(report.official, report.with_grunnskole, language)


def _compared(here: Row, there: Row, place: str, language: Language) -> str:
    """Return how a share stands to everybody's; of two alike codes that this is not known."""
    told = {"place": place, "everybody": words.everybody(language)}
    if both_beyond(here, there):
        share = percent(here.estimate, language)
        return say("same_code", language, month=here.month, share=share, **told)
    return say(difference(here, there), language, month=here.month, **told)


def one_date(here: Estimates, language: Language) -> list[str]:
    """Return how the share moves from the first months to the last that is well supported.

    Nothing where everybody was there, or lost from sight, before the story begins.
    """
    known = [row for row in shares(here) if row.month >= FIRST_MONTH]
    last = max(last_supported(here), FIRST_MONTH)
    rows = [row for row in known if row.month <= last] or known[:1]
    if not rows:
        return []
    text = say(
        "one_date",
        language,
        first=percent(rows[0].estimate, language),
        first_month=rows[0].month,
        last=percent(rows[-1].estimate, language),
        last_month=rows[-1].month,
        **goal(here, language),
    )
    return [text]


def _with_grunnskole(
    official: Estimates, with_grunnskole: Estimates, language: Language
) -> list[str]:
    without, with_it = (at_month(one, OFFICIAL_MONTH) for one in (official, with_grunnskole))
    if without is None or with_it is None or not (without.has_share and with_it.has_share):
        return []
    share, counted = (percent(row.estimate, language) for row in (without, with_it))
    if both_beyond(without, with_it):
        return [say("grunnskole_coded", language, share=share)]
    if share == counted:
        return [say("grunnskole_same", language, share=share)]
    return [say("grunnskole_counts", language, with_it=counted, without_it=share)]


def median_text(median: Estimates, curve: Estimates, language: Language) -> str:
    """Return by which month half are there; no month beyond the last that is well supported.

    Args:
        median: the median; of a release two months of its grid.
        curve: cumulative incidence, whose support decides what may be named.
        language: of the sentence.
    """
    row, last = median.rows()[0], last_supported(curve)
    limits = {"lower": _month(row.lower), "upper": _month(row.upper)}
    if not last:
        return say("answer_median_unknown", language)
    if row.has_share and row.estimate <= last:
        known = row.upper <= last
        key = "answer_median_exact" if known else "answer_median_open"
        return say(key, language, estimate=int(row.estimate), month=last, **limits)
    if row.has_share or isnan(row.upper) or row.upper > last:
        return say("answer_median_never", language, lower=last)
    return say("answer_median", language, **limits)


def median_cell(median: Estimates, curve: Estimates, language: Language) -> str:
    """Return the same for a table: live with its interval, released as months of the grid."""
    rows, last = median.rows(), last_supported(curve)
    if not rows or not last:
        return say("median_open", language)
    row = rows[0]
    if row.has_share and row.estimate <= last:
        upper = _month(row.upper) if row.upper <= last else "…"
        month = f"{int(row.estimate)} ({_month(row.lower)}–{upper})"
        return say("median_in", language, month=month)
    if row.has_share or isnan(row.upper) or row.upper > last:
        return say("median_after", language, month=last)
    limits = {"lower": _month(row.lower), "upper": _month(row.upper)}
    return say("median_between", language, **limits)


def _month(value: float) -> str:
    return "…" if isnan(value) else str(int(value))
