"""Adult school in a municipality's report: the answer of everybody, and what is nearest the place.

One municipality has too few for groups to be made comparable. So the page shows the answer of the
whole dataset, and of its own persons only what describes them, where they are enough; else the
answer of its county, or what describes that.
"""

from markupsafe import Markup

from analysis.comparison_terms import Stage
from analysis.design import Estimates
from analysis.display import words
from analysis.display.comparison_rows import Told, difference_at, last_point, only, share_at
from analysis.display.comparison_words import ARMS, MAIN, STATE, arm_name, number, strategies, who
from analysis.display.fragment import Fragment, fragment, heading, invented, paragraphs
from analysis.display.group_curves import Drawn, with_numbers
from analysis.display.labels import label
from analysis.display.rows import shares
from analysis.display.style import EVERYBODY, HERE, OTHER
from analysis.display.words import percent, say
from analysis.study import Municipal
from analysis.terms import Dating, Estimand, Language

EVER = Estimand.CUMULATIVE_INCIDENCE.value
YEAR = 12
STAGES = {
    Stage.COMPLETED: HERE,
    Stage.IN_PROGRESS: OTHER,
    Stage.LEFT: "#7a5195",
    Stage.NOT_BEGUN: EVERYBODY,
}


def municipality(report: Municipal, language: str) -> Fragment:
    """Return what beginning adult school leads to in the whole dataset, and what is seen here.

    Args:
        report: of the municipality.
        language: nb or en.
    """
    lang = Language(language)
    mark = invented(report.here.source, lang)
    head = heading("school", lang, **strategies(report.comparison, lang))
    near = (report.school_here, report.school_county, report.school_near)
    made_from = (report.here, report.school, *near)
    whole = paragraphs(answer_texts(report, lang), mark)
    if last_point(report.school, MAIN, STATE) is None:
        return fragment(head + whole, lang, *made_from)
    everybody = words.everybody(lang)
    body = head + whole + _arms(report, report.school, everybody, lang)
    body += paragraphs(near_texts(report, lang), mark) + _near(report, lang)
    return fragment(body, lang, *made_from, kind="figure")


def answer_texts(report: Municipal, language: Language) -> list[str]:
    """Return the answer of the whole dataset in plain sentences, or that there is none."""
    comparison, rows = report.comparison, report.school
    own = strategies(comparison, language)
    month = last_point(rows, MAIN, STATE)
    if month is None:
        return [say("school_absent", language, **own)]
    one, other = (share_at(rows, MAIN, STATE, place, month) for place in (0, 1))
    if one is None or other is None:
        return [say("school_absent", language, **own)]
    texts = [
        say(
            "school_main",
            language,
            everybody=words.everybody(language),
            who=who(comparison, language),
            years=month // YEAR,
            one=percent(one.estimate, language),
            other=percent(other.estimate, language),
            **own,
        )
    ]
    for at in dict.fromkeys((month, comparison.asked_points[0])):
        gap = difference_at(rows, MAIN, STATE, at)
        texts += [] if gap is None else [_gap(gap, at, language)]
    return [*texts, say("school_assumes", language, **own)]


def _gap(gap: Told, month: int, language: Language) -> str:
    """Return a difference in words, in whole points: more, fewer, or not to be told from chance."""
    kind = ("more" if gap.estimate > 0 else "fewer") if gap.is_clear else "same"
    size = gap.estimate if kind == "same" else abs(gap.estimate)
    limits = {one: _whole(getattr(gap, one), language, signed=True) for one in ("lower", "upper")}
    return say(
        f"school_{kind}",
        language,
        years=month // YEAR,
        points=_whole(size, language, signed=kind == "same"),
        interval=say("from_to", language, **limits),
    )


def _whole(share: float, language: Language, *, signed: bool) -> str:
    return number(100 * share, language, signed=signed, places=0)


def near_texts(report: Municipal, language: Language) -> list[str]:
    """Return what is told beside the answer of everybody, if there is one: of place or county."""
    if last_point(report.school, MAIN, STATE) is None:
        return []
    values = _values(report, language)
    if _groups(report.school_here, language):
        return [say("school_here", language, **values)]
    few = say("school_few", language, **values)
    county = {**values, "county": _county(report, language)}
    if last_point(report.school_county, MAIN, STATE) is not None:
        return [few, *_county_texts(report, language)]
    if _groups(report.school_near, language):
        return [few, say("school_county_described", language, **county)]
    return [f"{few} {say('school_nearest', language)}"]


def _county_texts(report: Municipal, language: Language) -> list[str]:
    """Return the county's answer, and whether that of everybody lies within its interval."""
    rows = report.school_county
    month = last_point(rows, MAIN, STATE) or 0
    one, other = (share_at(rows, MAIN, STATE, place, month) for place in (0, 1))
    gap, whole = (difference_at(of, MAIN, STATE, month) for of in (rows, report.school))
    if one is None or other is None or gap is None:
        return []
    main = say(
        "school_county",
        language,
        years=month // YEAR,
        one=percent(one.estimate, language),
        other=percent(other.estimate, language),
        county=_county(report, language),
        **strategies(report.comparison, language),
    )
    texts = [main, _gap(gap, month, language)]
    if whole is not None:
        inside = gap.lower <= whole.estimate <= gap.upper
        key = "school_county_within" if inside else "school_county_outside"
        texts.append(say(key, language, points=_whole(whole.estimate, language, signed=True)))
    return texts


def _values(report: Municipal, language: Language) -> dict[str, str | int]:
    landmark = report.comparison.asked_landmarks[0]
    own = strategies(report.comparison, language)
    return {"place": report.place, "month": landmark, **own}


def _county(report: Municipal, language: Language) -> str:
    return label("county", report.county, language)


def _near(report: Municipal, language: Language) -> Markup:
    """Return the figure of the place, else of its county; none where both have too few."""
    if drawn := _groups(report.school_here, language):
        return _described(report, report.school_here, drawn, report.place, language)
    county = _county(report, language)
    if last_point(report.school_county, MAIN, STATE) is not None:
        return _arms(report, report.school_county, county, language)
    if drawn := _groups(report.school_near, language):
        return _described(report, report.school_near, drawn, county, language)
    return Markup("")


def _arms(report: Municipal, rows: Estimates, whom: str, language: Language) -> Markup:
    """Return both strategies by year for some persons, as a figure with its numbers."""
    comparison = report.comparison
    drawn = [
        (_curve(rows, STATE, group), arm_name(group, comparison, language), colour)
        for group, colour in zip(ARMS[MAIN], (HERE, OTHER), strict=True)
    ]
    measure = comparison.measure.dated(Dating.CONFIRMATION)
    definition = words.definition(measure, language, comparison.origin)
    told = {"everybody": whom, **strategies(comparison, language)}
    caption = say("school_caption", language, definition=definition, **told)
    alt = say("school_alt", language, **told)
    since = say(f"since_{comparison.origin}", language)
    method = str(rows.frame["method"].iloc[0])
    return with_numbers(rows, drawn, (alt, caption, since), language, method)


def _groups(rows: Estimates, language: Language) -> Drawn:
    """Return curves of groups after the landmark; none where there are not two to look at."""
    found = [
        (_curve(rows, EVER, stage.value), say(f"at_landmark_{stage}", language), colour)
        for stage, colour in STAGES.items()
    ]
    drawn = [one for one in found if shares(one[0])]
    return drawn if len(drawn) > 1 else []


def _described(
    report: Municipal, rows: Estimates, drawn: Drawn, where: str, language: Language
) -> Markup:
    """Return groups of a place after the landmark, as a figure with its numbers."""
    values = {**_values(report, language), "place": where}
    alt, caption = (say(f"school_{key}_here", language, **values) for key in ("alt", "caption"))
    since = say("school_since", language, month=report.comparison.asked_landmarks[0])
    return with_numbers(rows, drawn, (alt, caption, since), language)


def _curve(rows: Estimates, of: str, group: str) -> Estimates:
    return only(rows, of=of, estimand=of, group=group, against="")
