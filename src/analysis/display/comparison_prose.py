"""A comparison in sentences: the question, the answer, the design, and what would change it.

Causal words are used of the target trial alone, and only together with what it assumes.
"""

import re
from math import isinf

from markupsafe import Markup

from analysis.comparison import Comparison
from analysis.comparison_terms import Approach
from analysis.design import Estimates
from analysis.display import words
from analysis.display.comparison_rows import (
    Told,
    approaches,
    contrast,
    difference_at,
    last_point,
    only,
    share_at,
    told,
)
from analysis.display.comparison_words import (
    MAIN,
    OF,
    STATE,
    month_of_crossing,
    number,
    points,
    set_of_crossing,
    span,
    strategies,
    who,
)
from analysis.display.fragment import Fragment, folded, fragment, heading, invented, paragraphs
from analysis.display.goals import goal_of
from analysis.display.methods import method_text, reason_text
from analysis.display.tables import table
from analysis.display.words import percent, say
from analysis.terms import Access, Covariate, Dating, Estimand, Language, Level

"""The answer is of who is in stable work in a month; who ever was is told beside it."""
ASSUMPTIONS = ("exchange", "positivity", "model", "censoring", "measure", "transport")
"""What the answer rests on, what would break it, and what probes it."""
PARTS = (
    "who",
    "zero",
    "begin",
    "not_begin",
    "outcome",
    "follow_up",
    "adjusted",
    "points",
    "method",
    "name",
)
"""Parts of the estimand, in the order of its table."""
NOT_ADJUSTED = re.compile("not adjusted for ([a-z_, ]+)")
"""How the method of the main answer tells what the dataset does not have."""
LATE = 60
"""Month from which the g-formula is known to lean to too low (docs/comparisons.md)."""
FAMILY = (Covariate.BIRTHS, Covariate.PARTNER)


def title(comparison: Comparison, rows: Estimates, language: str) -> Fragment:
    """Return the question, with a banner where the data are invented."""
    lang = Language(language)
    question = say("comparison_title", lang, **strategies(comparison, lang))
    body = Markup("<h1>{}</h1>").format(question)
    if rows.source.access is Access.INVENTED:
        body += Markup('<p class="banner">{}</p>').format(say("invented_banner", lang))
    return fragment(body, lang, rows, kind="title")


def answer(comparison: Comparison, rows: Estimates, language: str) -> Fragment:
    """Return the answer: with and without, when it shows, and what a naive reader would say."""
    lang = Language(language)
    texts = answer_texts(comparison, rows, lang)
    return _said(heading("answer", lang), texts, lang, rows, kind="answer")


def answer_texts(comparison: Comparison, rows: Estimates, language: Language) -> list[str]:
    """Return the sentences of the answer."""
    if not approaches(rows):
        return [absent_text(comparison, rows, language)]
    texts = [*_main(comparison, rows, language), *_naive(comparison, rows, language)]
    return texts or [say("comparison_nothing", language)]


def absent_text(comparison: Comparison, rows: Estimates, language: Language) -> str:
    """Return why a comparison is not told: not released, or registers lack something."""
    if rows.release_id is not None:
        return say("comparison_not_released", language)
    named = ", ".join(f"{table}.{column}" for table, column in comparison.exposure.columns)
    own = goal_of(comparison.measure, language)
    return say("comparison_lacks", language, columns=named, **own)


def _main(comparison: Comparison, rows: Estimates, language: Language) -> list[str]:
    month = last_point(rows, MAIN, STATE)
    gap = None if month is None else difference_at(rows, MAIN, STATE, month)
    one, other = (share_at(rows, MAIN, STATE, place, month) if month else None for place in (0, 1))
    if gap is None or one is None or other is None:
        return [say("comparison_no_main", language), *_why_not(comparison, rows, language)]
    texts = [
        say(
            "comparison_main",
            language,
            month=int(gap.month),
            one=percent(one.estimate, language),
            other=percent(other.estimate, language),
            **strategies(comparison, language),
        ),
        _gap(gap, language),
    ]
    crossing = contrast(rows, MAIN, STATE, Estimand.CROSSING)
    return texts if crossing is None else [*texts, _crossing(crossing, comparison, language)]


def _why_not(comparison: Comparison, rows: Estimates, language: Language) -> list[str]:
    """Return why there is no main answer: it was refused, has no months, or is of too few."""
    main = only(rows, approach=MAIN.value)
    why = only(main, estimand=Estimand.COMPARISON.value).frame["method"]
    if len(why):
        return [reason_text(str(why.iloc[0]), language)]
    own = strategies(comparison, language)
    if comparison.measure.read_in is not None:
        return [say("comparison_yearly", language, **own)]
    return [say("comparison_few", language, **own)] if len(only(main, of=STATE).frame) else []


def _gap(gap: Told, language: Language) -> str:
    """Return the difference in words: more, fewer, or not to be told from chance."""
    key = "gap_same"
    if gap.is_clear:
        key = "gap_more" if gap.estimate > 0 else "gap_fewer"
    size = gap.estimate if key == "gap_same" else abs(gap.estimate)
    limits = span(gap.lower, gap.upper, language)
    told = points(size, language, signed=key == "gap_same")
    return say(key, language, points=told, interval=limits)


def _crossing(crossing: Told, comparison: Comparison, language: Language) -> str:
    if crossing.lower == 0 and isinf(crossing.upper):
        return say("crossing_unknown", language)
    month, horizon = crossing.estimate, comparison.horizon
    key = "crossing_text" if 0 < month <= horizon else "crossing_text_other"
    when = month_of_crossing(month, language)
    members = set_of_crossing(crossing.lower, crossing.upper, language)
    by = int(min(month, horizon))
    told = {"month": by, "before": by - 1, "horizon": horizon}
    return say(key, language, when=when, members=members, **told)


def _naive(comparison: Comparison, rows: Estimates, language: Language) -> list[str]:
    month = last_point(rows, Approach.NAIVE, STATE)
    gap = None if month is None else difference_at(rows, Approach.NAIVE, STATE, month)
    immortal = told(only(rows, estimand=Estimand.IMMORTAL_MONTHS.value).frame)
    if gap is None or immortal is None:
        return []
    months = number(immortal.estimate, language)
    said = points(gap.estimate, language)
    own = strategies(comparison, language)
    return [say("comparison_naive", language, points=said, months=months, month=month or 0, **own)]


def design(comparison: Comparison, rows: Estimates, language: str) -> Fragment:
    """Return who is compared and both strategies, and the estimand as a table for a referee."""
    lang = Language(language)
    mark = invented(rows.source, lang)
    own = strategies(comparison, lang)
    text = say("comparison_design", lang, who=who(comparison, lang), **own)
    header = (say("column_part", lang), say("column_here", lang))
    body = table(header, estimand(comparison, rows, lang), texts=2)
    numbers = folded(say("estimand_title", lang), body, mark)
    return fragment(Markup("<p>{}{}</p>").format(text, mark) + numbers, lang, rows)


def estimand(comparison: Comparison, rows: Estimates, language: Language) -> list[tuple[str, str]]:
    """Return part by part what is estimated, and how."""
    own = strategies(comparison, language)
    measure = comparison.measure.dated(Dating.CONFIRMATION)
    known = [one for one in comparison.adjustment if one not in _lacking(rows)]
    adjusted = [say(f"covariate_{one}", language) for one in known]
    main = told(only(rows, approach=MAIN.value, estimand=Estimand.DIFFERENCE.value).frame)
    values = (
        say("estimand_who_is", language, who=who(comparison, language), **own),
        say(f"origin_{comparison.origin}", language),
        say("estimand_begin_is", language, **own),
        say("estimand_not_begin_is", language, **own),
        words.definition(measure, language, comparison.origin),
        say("estimand_follow_up_is", language, **own),
        ", ".join(adjusted) or say("estimand_nothing", language),
        ", ".join(map(str, comparison.asked_points)),
        say("comparison_no_main", language) if main is None else method_text(main.method, language),
        comparison.name,
    )
    return [
        (say(f"estimand_{part}", language), value)
        for part, value in zip(PARTS, values, strict=True)
    ]


def meaning(comparison: Comparison, rows: Estimates, language: str) -> Fragment:
    """Return what may be concluded, at every point, and what may not."""
    lang = Language(language)
    return _said(heading("meaning", lang), meaning_texts(comparison, rows, lang), lang, rows)


def meaning_texts(comparison: Comparison, rows: Estimates, language: Language) -> list[str]:
    """Return what follows at each point, whether ways agree, and what the design does not earn."""
    if not approaches(rows):
        return [absent_text(comparison, rows, language)]
    texts = []
    for of, word in OF.items():
        found = [difference_at(rows, MAIN, of, month) for month in comparison.asked_points]
        for gap in found:
            if gap is not None:
                state = say(f"now_{word}", language, **goal_of(comparison.measure, language))
                texts.append(_at(gap, state, comparison, language))
    texts += _agreement(comparison, rows, language)
    key = "meaning_causal" if texts else "meaning_description"
    return [*texts, say(key, language, **strategies(comparison, language))]


def _at(gap: Told, state: str, comparison: Comparison, language: Language) -> str:
    key = "meaning_same"
    if gap.is_clear:
        key = "meaning_more" if gap.estimate > 0 else "meaning_fewer"
    return say(
        key,
        language,
        month=int(gap.month),
        state=state,
        points=points(abs(gap.estimate), language, signed=False),
        interval=span(gap.lower, gap.upper, language),
        **strategies(comparison, language),
    )


def _agreement(comparison: Comparison, rows: Estimates, language: Language) -> list[str]:
    """Return whether other adjusted ways lie within the interval of the main one."""
    texts = []
    for other in (Approach.G_FORMULA, Approach.DOUBLY_ROBUST):
        outside: list[str] = []
        compared: list[int] = []
        for month in comparison.asked_points:
            main = difference_at(rows, MAIN, STATE, month)
            beside = difference_at(rows, other, STATE, month)
            if main is None or beside is None:
                continue
            compared.append(month)
            if not main.lower <= beside.estimate <= main.upper:
                outside.append(str(month))
        name = say(f"approach_{other}", language)
        if compared:
            key = "agrees_not" if outside else "agrees"
            texts.append(say(key, language, approach=name, months=", ".join(outside)))
            if other is Approach.G_FORMULA and compared[-1] >= LATE:
                texts.append(say("agrees_leaning", language, month=LATE))
    return texts


def caveats(comparison: Comparison, rows: Estimates, language: str) -> Fragment:
    """Return what the answer rests on, what would break it, and what the registers lack."""
    lang = Language(language)
    own = strategies(comparison, lang)
    texts = [say(f"assumes_{key}", lang, **own) for key in ASSUMPTIONS]
    if comparison.exposure.kind == Level.GRUNNSKOLE:
        texts.append(say("comparison_weakly_recorded", lang))
    lacking = _lacking(rows)
    if lacking:
        named = ", ".join(say(f"covariate_{one}", lang) for one in lacking)
        texts.append(say("comparison_lacking", lang, covariates=named))
    if set(FAMILY) <= set(lacking):
        texts.append(say("comparison_no_family", lang))
    texts += words.what_is_unseen(comparison.measure, rows.source, lang)
    mark = invented(rows.source, lang)
    items = Markup("").join(Markup("<li>{}{}</li>").format(text, mark) for text in texts)
    body = heading("caveats", lang) + Markup("<ul>{}</ul>").format(items)
    return fragment(body, lang, rows)


def _lacking(rows: Estimates) -> list[Covariate]:
    """Return the covariates that the main answer does without, as its method says."""
    methods = only(rows, approach=MAIN.value).frame["method"]
    told = NOT_ADJUSTED.search(methods.iloc[0]) if len(methods) else None
    named = told.group(1).split(", ") if told else []
    return [covariate for covariate in Covariate if covariate.value in named]


def _said(
    start: Markup, texts: list[str], language: Language, rows: Estimates, kind: str = "p"
) -> Fragment:
    mark = invented(rows.source, language)
    items = paragraphs(texts, mark)
    return fragment(start + items, language, rows, kind=kind)
