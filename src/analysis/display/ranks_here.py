"""Where a municipality could stand among others, by chance and by other ways to measure.

The part of notebook 04's sweep that a municipality's report has. Places are told as quarters, of
persons as of a release, so that nobody takes a rank for more than it is.
"""

from math import ceil

from markupsafe import Markup

from analysis.design import Estimates
from analysis.display import words
from analysis.display.choice_tables import point_or_place
from analysis.display.choices import of_quantity, open_choices
from analysis.display.fragment import Fragment, fragment, heading, invented, paragraphs
from analysis.display.specification_curve import numbers_of_curve
from analysis.display.tables import table
from analysis.display.words import say
from analysis.estimates.sweep.incidence import LEVEL
from analysis.estimates.sweep.ranks import OVER
from analysis.release.swept import QUARTERS
from analysis.study import Municipal
from analysis.terms import Language

Spans = dict[str, tuple[int, int]]
"""By what places are possible -> the best and the worst quarter."""


def places_among_all(report: Municipal, language: str) -> Fragment:
    """Return what other ways to measure do to the level, and to the place among municipalities.

    Args:
        report: what the municipality's report is made of.
        language: nb or en.
    """
    lang = Language(language)
    head = heading("ranks_here", lang, place=report.place)
    mark = invented(report.here.source, lang)
    made_from = (report.ranks_here, report.ways, report.ways_matter)
    html = head + paragraphs(ranks_texts(report, lang), mark)
    note = [say("ranks_note", lang)] if _spans(report.ranks_here) else []
    html += ranks_table(report, lang)
    return fragment(html + paragraphs(note, mark), lang, *made_from)


def ranks_texts(report: Municipal, language: Language) -> list[str]:
    """Return what the way to measure does to everybody's share, and to the place's rank."""
    level, spans = of_quantity(report.ways, LEVEL), _spans(report.ranks_here)
    texts = []
    if len(level):
        names = [say(f"differ_{one}", language) for one in open_choices(level)]
        told = numbers_of_curve(level, LEVEL, language)
        who, choices = words.everybody(language), words.all_of(names, language)
        # Where too few were told by the official rule, the first way is another, of no interest.
        is_official = told["rule"] == say("rule_official", language)
        official = say("ranks_ways_official", language, **told) if is_official else ""
        values = {"who": who, "choices": choices, "official": official}
        texts.append(say("ranks_ways", language, **values, **told))
    if len(report.ways_matter.frame):
        texts.append(point_or_place(report.ways_matter, language))
    if not spans:
        return [*texts, say("ranks_untold", language, place=report.place)]
    n = int(report.ranks_here.frame["n_events"].iloc[0])
    parts = {over: _quarters(spans[over], language) for over in OVER}
    return [*texts, say("ranks_quarters", language, place=report.place, n=n, **parts)]


def ranks_table(report: Municipal, language: Language) -> Markup:
    """Return which quarters are possible, a row for chance, the way to measure, and both.

    No table where the municipality is not ranked.
    """
    spans = _spans(report.ranks_here)
    if not spans:
        return Markup("")
    each = range(1, QUARTERS + 1)
    header = [say("column_possible", language)]
    header += [say("column_quarter", language, number=number) for number in each]
    body = [
        [say(f"rank_over_{over}", language), *("●" if low <= q <= high else "–" for q in each)]
        for over, (low, high) in spans.items()
    ]
    return table(header, body)


def _spans(rows: Estimates) -> Spans:
    """Return the best and worst quarter of one municipality; none where it is not ranked."""
    frame = rows.frame
    return {
        str(row["over"]): (
            ceil(QUARTERS * row["lower"] / row["n_events"]),
            ceil(QUARTERS * row["upper"] / row["n_events"]),
        )
        for row in (frame.to_dict("records") if "over" in frame else [])
    }


def _quarters(span: tuple[int, int], language: Language) -> str:
    first, last = span
    key = "quarter_one" if first == last else "quarter_some"
    return say("quarter_any" if span == (1, QUARTERS) else key, language, first=first, last=last)
