"""Life in society beyond work: who has passed a language test, joined an association, voted.

Where no register tells it the page says so, for the programme is to help into society as into work.
"""

from collections.abc import Sequence

from analysis.design import Estimates, Row
from analysis.display import words
from analysis.display.fragment import Fragment, fragment, heading, invented, paragraphs
from analysis.display.rows import FEWEST, SUPPORT, last_by, shares
from analysis.display.tables import by_points, count
from analysis.display.words import percent, say
from analysis.reference.measures import presets
from analysis.study import SOCIETY, Municipal
from analysis.terms import Language

POINTS = (12, 24, 36, 60)
"""Months that the table tells of; sentences tell of the last."""
LIMITS = dict(zip(SOCIETY, ("society_tests", "society_members", "society_voters"), strict=True))
"""What is not known of each, by measure."""
BLIND = "participation"

Line = tuple[str, str, list[Row]]
"""Measure, what it is called, and its rows."""


def society(taken_part: Estimates, language: str) -> Fragment:
    """Return how many have taken part, by months since the programme ended, of everybody.

    Args:
        taken_part: prevalence of SOCIETY, told apart by measure; no rows where nobody tells it.
        language: nb or en.
    """
    lang = Language(language)
    return _told(_lines(taken_part, lang), [taken_part], lang)


def municipality(report: Municipal, language: str) -> Fragment:
    """Return the same of one municipality, as far as its size allows, beside everybody."""
    lang = Language(language)
    here, everybody = (_lines(one, lang) for one in (report.society_here, report.society))
    made_from = [report.society, report.society_here]
    if not report.compared:
        return _told(everybody, made_from, lang)
    few = [] if here else [say("society_few", lang, place=report.place)]
    both = [
        (name, f"{label} – {who}", rows)
        for measure in SOCIETY
        for who, lines in ((report.place, here), (words.everybody(lang), everybody))
        for name, label, rows in lines
        if name == measure
    ]
    return _told(both, made_from, lang, few)


def _lines(taken_part: Estimates, language: Language) -> list[Line]:
    """Return the rows of each measure, of FEWEST and more, to the last month with SUPPORT."""
    lines = []
    for name in SOCIETY if len(taken_part.frame) else ():
        rows = [row for row in shares(taken_part.of(measure=name)) if row.n_at_risk >= FEWEST]
        most = max((row.n_at_risk for row in rows), default=0)
        last = max((row.month for row in rows if row.n_at_risk >= SUPPORT * most), default=0)
        label = str(getattr(presets()[name], f"label_{language}"))
        lines.append((name, label, [row for row in rows if row.month <= last]))
    return [line for line in lines if line[2]]


def _told(
    lines: Sequence[Line],
    made_from: Sequence[Estimates],
    language: Language,
    more: Sequence[str] = (),
) -> Fragment:
    """Return a sentence for the first line of each measure, and a table of all; or why not."""
    source = made_from[0].source
    head, mark = heading("society", language), invented(source, language)
    if not lines:
        key = "no_participation" if BLIND in source.blind_to else "society_absent"
        return fragment(head + paragraphs([say(key, language)], mark), language, *made_from)
    texts = [say("society_aim", language)]
    after = say(f"after_{made_from[0].frame['origin'].iloc[0]}", language)
    first = {name: (label, rows) for name, label, rows in reversed(lines)}
    told = [_sentence(*first[name], after, language) for name in SOCIETY if name in first]
    said = paragraphs([*texts, *told, *more], mark)
    body = by_points([line[1:] for line in lines], POINTS, language)
    unknown = paragraphs([say(LIMITS[name], language) for name in SOCIETY if name in first], mark)
    return fragment(head + said + body + unknown, language, *made_from)


def _sentence(label: str, rows: Sequence[Row], after: str, language: Language) -> str:
    row = last_by(list(rows), POINTS[-1]) or rows[0]
    return say(
        "society_share",
        language,
        label=label,
        share=percent(row.estimate, language),
        interval=words.interval_short(row.lower, row.upper, language),
        month=row.month,
        after=after,
        n=count(row.n_at_risk, language),
    )
