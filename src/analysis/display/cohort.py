"""Sentences on who is followed and how far the registers can be trusted."""

from markupsafe import Markup

from analysis.design import Estimates
from analysis.display.fragment import Fragment, fragment, heading, invented, paragraphs
from analysis.display.register_names import place_name
from analysis.display.tables import count
from analysis.display.words import percent, say
from analysis.register_terms import Finding
from analysis.registers.account import REPAIRS, TRANSLATIONS, Remark
from analysis.terms import Language

USED, FOLLOWED = "used", "followed"
CAVEATS = ("caveat_selected", "caveat_clock", "caveat_missing", "caveat_contradictions")
RULES = (
    Remark.SPLIT,
    Finding.SEVERAL_MUNICIPALITIES,
    Finding.CONTINUED,
    Finding.REENTERED,
    Finding.FOLLOW_UP_CUT,
)
"""What a rule decided: where a person counts, by which programme, or for how long."""
PLACES = "areas"
"""The one table that is not about persons."""


def answer(flow: Estimates, rows: Estimates, language: str) -> Fragment:
    """Return in two sentences how many participants are followed, and how many rows are used.

    Args:
        flow: who is followed and who is left out, in the whole dataset.
        rows: the rows of the registers by what became of them.
        language: nb or en.
    """
    lang = Language(language)
    fate = flow.frame.set_index("fate")
    texts = [say("people_too_few", lang)]
    if len(fate):
        share = percent(_share(fate["n_events"].get(FOLLOWED, 0), fate["n_at_risk"].max()), lang)
        everybody = count(fate["n_at_risk"].max(), lang)
        texts = [say("cohort_followed", lang, everybody=everybody, share=share)]
    used = rows.frame.loc[rows.frame["fate"] == USED, "n_events"].sum()
    of = rows.frame.groupby("table")["n_at_risk"].max().sum()
    whole = rows.release_id is None and used == of  # a rounded count may hide one that is not
    share = percent(_share(used, of), lang)
    texts.append(say("cohort_rows_all", lang) if whole else say("cohort_rows", lang, share=share))
    return _paragraphs(heading("answer", lang), texts, lang, flow, rows, kind="answer")


def caveats(flow: Estimates, language: str) -> Fragment:
    """Return what would change who is followed and how far the registers can be trusted."""
    lang = Language(language)
    rounded = ["caveat_rounding"] if flow.release_id is not None else []
    texts = [say(key, lang) for key in (*CAVEATS, *rounded)]
    mark = invented(flow.source, lang)
    items = Markup("").join(Markup("<li>{}{}</li>").format(text, mark) for text in texts)
    return fragment(heading("caveats", lang) + Markup("<ul>{}</ul>").format(items), lang, flow)


def meaning(missing: Estimates, found: Estimates, language: str) -> Fragment:
    """Return what is missing most of persons, and how often registers contradict each other."""
    lang = Language(language)
    lacking = missing.frame[missing.frame["n_events"] > 0]
    lacking = lacking[lacking["table"] != PLACES]  # what is not known of a place decides no month
    texts = [say("cohort_meaning_persons_whole", lang)]
    if len(lacking):
        most = lacking.iloc[int((lacking["n_events"] / lacking["n_at_risk"]).argmax())]
        column = place_name(str(most["table"]), str(most["column"]), lang)
        share = percent(float(most["estimate"]), lang)
        texts = [say("cohort_meaning_missing", lang, column=column, share=share)]
    texts.append(found_text(found, lang))
    return _paragraphs(heading("meaning", lang), texts, lang, missing, found)


def found_text(found: Estimates, language: Language) -> str:
    """Return what was corrected, decided by rule, translated, or used though it is doubtful."""
    kinds = set(found.frame["finding"]) if len(found.frame) else set()
    if not kinds:
        return say("quality_none", language)
    doubts = kinds - {*REPAIRS, *RULES, *TRANSLATIONS}
    keys = ["quality_rows", "quality_repaired" if kinds & {*REPAIRS} else "quality_unrepaired"]
    keys += ["quality_ruled"] if kinds & {*RULES} else []
    keys += ["quality_translated"] if kinds & {*TRANSLATIONS} else []
    keys += ["quality_doubted"] if doubts else []
    return " ".join(say(key, language) for key in (*keys, "quality_often"))


def _share(part: float, whole: float) -> float:
    return float(part) / float(whole) if whole else 0.0


def _paragraphs(
    start: Markup, texts: list[str], language: Language, *made_from: Estimates, kind: str = "p"
) -> Fragment:
    mark = invented(made_from[0].source, language)
    items = paragraphs(texts, mark)
    return fragment(start + items, language, *made_from, kind=kind)
