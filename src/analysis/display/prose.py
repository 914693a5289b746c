"""Sentences from estimates: no number in them is typed, and chance is named where it may rule."""

from functools import cache

from markupsafe import Markup

from analysis.design import Estimates, Measure, Row, StudyDesign
from analysis.display import absent, words
from analysis.display.fragment import Fragment, fragment, heading, invented, paragraphs
from analysis.display.goals import ends_at_once, goal, goal_of
from analysis.display.leavers import years_text
from analysis.display.meanings import meaning_texts, median_text, one_date
from analysis.display.rows import OFFICIAL_MONTH, at_month, printed_row
from analysis.display.sequels import never_texts
from analysis.display.words import percent, say
from analysis.errors import EstimationError
from analysis.study import Municipal
from analysis.terms import Access, Language, OriginName

CAVEATS = (
    "caveat_definition",
    "caveat_composition",
    "caveat_incidence",
    "caveat_censoring",
    "caveat_small",
)
OF_WORK = ("caveat_definition", "caveat_incidence")
"""What is not to be said of a level completed: it has no hours, and nobody loses it again."""


def title(report: Municipal, language: str) -> Fragment:
    """Return the title of a municipality's page, with a banner where the data are invented."""
    lang = Language(language)
    body = Markup("<h1>{}</h1><p class=question>{}</p>{}{}").format(
        title_text(report, lang),
        say("municipality_question", lang),
        _years(report.flow, lang),
        _banner(report.here, lang, is_beside=len(report.published.frame) > 0),
    )
    return fragment(body, lang, report.here, report.flow, kind="title")


def title_text(report: Municipal, language: Language) -> str:
    """Return name and code as the title has them."""
    if report.place == report.code:
        return report.place
    return say("municipality_title", language, name=report.place, code=report.code)


def question(
    key: str,
    curve: Estimates,
    language: str,
    flow: Estimates | None = None,
    published: Estimates | None = None,
) -> Fragment:
    """Return the title of a page that concerns everybody in the dataset, and the years it is of.

    Args:
        key: of the question in the catalogue.
        curve: what the page is about.
        language: nb or en.
        flow: who is followed; None where a page is about no persons.
        published: results of others, which a page may lay beside its own; they are not invented.
    """
    lang = Language(language)
    asked = say(key, lang, **goal(curve, lang))
    years = Markup("") if flow is None else _years(flow, lang)
    is_beside = published is not None and len(published.frame) > 0
    body = Markup("<h1>{}</h1>{}{}").format(asked, years, _banner(curve, lang, is_beside=is_beside))
    made_from = [curve] if flow is None else [curve, flow]
    return fragment(body, lang, *made_from, kind="title")


def _years(flow: Estimates, language: Language) -> Markup:
    text = years_text(flow, language)
    mark = invented(flow.source, language)
    return Markup("<p class=question>{}{}</p>").format(text, mark) if text else Markup("")


def _banner(curve: Estimates, language: Language, *, is_beside: bool = False) -> Markup:
    """Return that data are invented; all but published results, where those stand beside them."""
    if curve.source.access is not Access.INVENTED:
        return Markup("")
    key = "invented_banner_beside" if is_beside else "invented_banner"
    return Markup('<p class="banner">{}</p>').format(say(key, language))


def answer(report: Municipal, language: str) -> Fragment:
    """Return the answer in two sentences: ever in stable work, and the official share."""
    lang = Language(language)
    mark = invented(report.here.source, lang)
    items = paragraphs(answer_texts(report, lang), mark)
    made_from = (report.here, report.everybody, report.official, report.official_everybody)
    return fragment(heading("answer", lang) + items, lang, *made_from, kind="answer")


def answer_texts(report: Municipal, language: Language) -> tuple[str, str]:
    """Return the two sentences of the answer."""
    return (
        incidence_sentence(report, language),
        official_sentence(report, language),
    )


def incidence_sentence(report: Municipal, language: Language) -> str:
    """Return the sentence on stable work reached, as far as the group's size allows."""
    row = printed_row(report.here)
    if row is None:
        return say("answer_nothing", language, place=report.place)
    told = {"place": report.place, "after": say(f"after_{report.origin}", language)}
    told |= goal(report.here, language)
    if not row.has_share:
        third = band(row.lower, language)
        return say("answer_band", language, band=third, month=row.month, **told)
    there = at_month(report.everybody, row.month)
    return say(
        "answer_incidence",
        language,
        month=row.month,
        share=percent(row.estimate, language),
        interval=words.interval(row.lower, row.upper, language),
        compared=_compared(report, there, language),
        **told,
    )


def official_sentence(report: Municipal, language: Language) -> str:
    """Return the sentence on the official measure one year after."""
    if report.official_everybody.frame.empty:
        return absent.official(report, language)
    row = at_month(report.official, OFFICIAL_MONTH)
    if row is None or not row.has_share:
        return say("answer_no_official", language)
    there = at_month(report.official_everybody, OFFICIAL_MONTH)
    return say(
        "answer_official",
        language,
        share=percent(row.estimate, language),
        interval=words.interval(row.lower, row.upper, language),
        compared=_compared(report, there, language),
    )


def _compared(report: Municipal, there: Row | None, language: Language) -> str:
    """Return '; among everybody in the dataset, 67 %' where there is somebody to compare with."""
    if not report.compared:
        return ""
    share = _share(there, language)
    return say("compared", language, everybody=words.everybody(language), share=share)


def band(lower: float, language: Language) -> str:
    """Return a third of the scale in words."""
    key = "band_low" if lower < 0.3 else "band_middle" if lower < 0.6 else "band_high"
    return say(key, language)


def alone(curve: Estimates, median: Estimates, left: Estimates, language: str) -> Fragment:
    """Return the answer for everybody in two sentences: when half are there, who never came.

    Raises:
        EstimationError: the group is too small for a share.
    """
    lang = Language(language)
    row = printed_row(curve)
    if row is None or not row.has_share:
        raise EstimationError("These persons are too few for a curve.\nChoose a larger group.")
    mark = invented(curve.source, lang)
    sentences = (median_text(median, curve, lang), never_texts(curve, left, lang)[0])
    items = paragraphs(sentences, mark)
    return fragment(heading("answer", lang) + items, lang, curve, median, left, kind="answer")


def design(measure: Measure, design: StudyDesign, curve: Estimates, language: str) -> Fragment:
    """Return the definition of what is measured, in one paragraph."""
    lang = Language(language)
    text = say(
        "design",
        lang,
        definition=words.definition(measure, lang, design.origin),
        origin=say(f"origin_{design.origin}", lang),
        rule=say(f"rule_{design.monthly_rule}", lang),
        transfers=say("transfers", lang, months=design.transfer_months)
        if design.origin == OriginName.EXIT
        else "",
        gone=""
        if "departures" in " ".join(curve.source.blind_to)
        else say("gone", lang, **goal_of(measure, lang)),
        last=words.month_in_words(curve.source.last_observed, lang),
    )
    text = text.replace("  ", " ")  # around a sentence that is not said
    mark = invented(curve.source, lang)
    body = heading("design", lang) + Markup("<p>{}{}</p>").format(text, mark)
    return fragment(body, lang, curve)


def meaning(report: Municipal, language: str) -> Fragment:
    """Return what the numbers mean: told from chance or not, early or late, grunnskole or not."""
    lang = Language(language)
    mark = invented(report.here.source, lang)
    body = paragraphs(meaning_texts(report, lang), mark)
    made_from = (report.here, report.everybody, report.official, report.with_grunnskole)
    return fragment(heading("meaning", lang) + body, lang, *made_from)


def over_time(curve: Estimates, language: str) -> Fragment:
    """Return how the answer moves with the date at which it is read."""
    lang = Language(language)
    mark = invented(curve.source, lang)
    texts = one_date(curve, lang) or [say("nothing_found", lang)]
    body = paragraphs(texts, mark)
    return fragment(heading("meaning", lang) + body, lang, curve)


def caveats(measure: Measure, curve: Estimates, language: str) -> Fragment:
    """Return what would change the answer."""
    lang = Language(language)
    rounded = ["caveat_rounding"] if curve.release_id is not None else []
    known = [one for one in CAVEATS if not (ends_at_once(measure) and one in OF_WORK)]
    texts = [say(key, lang, **goal(curve, lang)) for key in (*known, *rounded)]
    texts += words.what_is_unseen(measure, curve.source, lang)
    mark = invented(curve.source, lang)
    items = Markup("").join(Markup("<li>{}{}</li>").format(text, mark) for text in texts)
    return fragment(heading("caveats", lang) + Markup("<ul>{}</ul>").format(items), lang, curve)


def provenance(
    measure: Measure, design: StudyDesign, curve: Estimates, language: str, **parameters: str | int
) -> Fragment:
    """Return source, contact, last month, release, parameters and versions.

    Args:
        measure: the page's own.
        design: with the origin.
        curve: whose source and release are told.
        language: nb or en.
        parameters: others that the page was made with, by their names; empty ones are not told.
    """
    told = {"measure": measure.name, "origin": design.origin, **parameters}
    lang, whence = Language(language), curve.release_id
    text = say(
        "provenance",
        lang,
        **words.source_and_contact(curve.source, lang),
        last=words.month_in_words(curve.source.last_observed, lang),
        release=say("of_release", lang, release=whence) if whence else say("no_release", lang),
        parameters=", ".join(f"{name} = {value}" for name, value in told.items() if value != ""),
        versions=versions(),
    )
    if curve.source.seed is not None:
        text += " " + say("seed", lang, seed=curve.source.seed)
    body = Markup("<p>{}{}</p>").format(text, invented(curve.source, lang))
    return fragment(heading("provenance", lang) + body, lang, curve, kind="provenance")


@cache  # each is looked for in the folders of its package
def versions() -> str:
    """Return the versions that decide a page's numbers and pictures."""
    from importlib.metadata import version

    names = ("analysis", "pandas", "numpy", "scipy", "matplotlib", "pillow", "jinja2")
    return ", ".join(f"{name} {version(name)}" for name in names)


def _share(row: Row | None, language: Language) -> str:
    if row is None or not row.has_share:
        return say("not_stated", language)
    return percent(row.estimate, language)
