"""Women less men: as they are, at equal prior education, and at equal schooling here."""

from collections.abc import Iterator
from dataclasses import replace

from analysis.comparison import Comparison
from analysis.design import Estimates
from analysis.display.comparison_rows import Told, by_month, only, told
from analysis.display.comparison_tables import gap_text
from analysis.display.comparison_words import ARMS, MAIN, OF, STATE, points, span, strategies
from analysis.display.fragment import Fragment, fragment, heading, invented, paragraphs
from analysis.display.labels import label, ordered
from analysis.display.subgroups import told_at
from analysis.display.tables import count, table
from analysis.display.words import say
from analysis.terms import Estimand, Language, Sex

SEX, EDUCATION = "sex", "prior_education"
ALL = ""
"""The level of education of rows that are of all levels."""


def gender_gap(
    comparison: Comparison, alike: Estimates, by_sex: Estimates, language: str
) -> Fragment:
    """Return how far women are from men, and what of it equal education takes away.

    Args:
        comparison: what is compared; its design is whose share is told.
        alike: standardised differences by sex and prior education, of that design.
        by_sex: the main approach to women and to men.
        language: nb or en.
    """
    lang = Language(language)
    mark = invented(alike.source, lang)
    at = told_at(comparison)
    body = list(_lines(alike, at, lang))
    texts = [*_short(alike, comparison, at, lang), *_schooled(by_sex, at, comparison, lang)]
    head = heading("gender_gap", lang)
    if comparison.sex or not (body or texts):
        key = "women_and_men_one" if comparison.sex else "gender_gap_absent"
        return fragment(head + paragraphs([say(key, lang)], mark), lang, alike)
    html = head + paragraphs(texts, mark)
    if body:
        months = (say("column_at_month", lang, month=month) for month in at)
        header = (say("column_gender_gap", lang), say("column_people", lang), *months)
        html += table(header, body) + paragraphs([say("gender_gap_note", lang)], mark)
    return fragment(html, lang, alike, by_sex, kind="wide")


def _short(
    alike: Estimates, comparison: Comparison, at: list[int], language: Language
) -> Iterator[str]:
    """Yield what equal prior education takes away, a sentence a month."""
    plain = _by_month(alike, Estimand.GROUP_DIFFERENCE, ALL)
    equal = _by_month(alike, Estimand.STANDARDISED_DIFFERENCE, ALL)
    inside = say(OF[STATE], language, **strategies(comparison, language))
    for month in (month for month in at if month in plain and month in equal):
        one, other = (gap_text(gaps[month], language) for gaps in (plain, equal))
        yield say("gender_gap_short", language, month=month, one=one, other=other, inside=inside)


def _lines(alike: Estimates, at: list[int], language: Language) -> Iterator[tuple[str, ...]]:
    """Yield a line of everybody as they are, one of them made alike, and one a level."""
    whole = {
        "gender_gap_plain": Estimand.GROUP_DIFFERENCE,
        "gender_gap_equal": Estimand.STANDARDISED_DIFFERENCE,
    }
    for key, estimand in whole.items():
        yield from _line(say(key, language), _by_month(alike, estimand, ALL), at, language)
    levels = [str(level) for level in alike.frame[EDUCATION].unique() if level != ALL]
    for level in ordered(EDUCATION, levels):
        gaps = _by_month(alike, Estimand.GROUP_DIFFERENCE, level)
        yield from _line(label(EDUCATION, level, language), gaps, at, language)


def _line(
    name: str, gaps: dict[int, Told], at: list[int], language: Language
) -> Iterator[tuple[str, ...]]:
    there = [gaps[month] for month in at if month in gaps]
    if there:
        people = count(max(gap.n_at_risk for gap in there), language)
        yield (name, people, *(gap_text(gaps.get(month), language) for month in at))


def _by_month(alike: Estimates, estimand: Estimand, level: str) -> dict[int, Told]:
    frame = alike.frame
    some = frame[(frame["estimand"] == estimand) & (frame[EDUCATION] == level)]
    two = some[some[SEX].isin([Sex.FEMALE, Sex.MALE]) & some["against"].isin([*Sex])]
    named = two.assign(group=two[SEX])
    return {month: _of_women(gap, gap.group) for month, gap in by_month(named).items()}


def _of_women(gap: Told, sex: str) -> Told:
    """Return women less men, from one sex less the other, whichever is the larger group."""
    if sex == Sex.FEMALE:
        return gap
    return replace(gap, estimate=-gap.estimate, lower=-gap.upper, upper=-gap.lower)


def _schooled(
    by_sex: Estimates, at: list[int], comparison: Comparison, language: Language
) -> Iterator[str]:
    """Yield women less men among the compared, with and without, and how far both differ."""
    own = strategies(comparison, language)
    for month in at:
        gaps = [_between(by_sex, Estimand.GROUP_DIFFERENCE, arm, month) for arm in ARMS[MAIN]]
        if None not in gaps:
            one, other = (gap_text(gap, language) for gap in gaps)
            text = say("gender_gap", language, month=month, one=one, other=other, **own)
            changed = _between(by_sex, Estimand.INTERACTION, ARMS[MAIN][0], month)
            yield " ".join([text, *_changed(changed, language)])


def _between(by_sex: Estimates, estimand: Estimand, arm: str, month: int) -> Told | None:
    """Return women less men in a month, of an arm or of what beginning gains."""
    found = only(by_sex, estimand=estimand.value, of=STATE, group=arm, month=month).frame
    found = found[found[SEX].isin([Sex.FEMALE, Sex.MALE])] if len(found) else found
    gap = told(found)
    return None if gap is None else _of_women(gap, found[SEX].iloc[0])


def _changed(gap: Told | None, language: Language) -> list[str]:
    """Return by how much the gap between women and men changes; nothing where it is not told."""
    if gap is None:
        return []
    key = "gender_gap_changes" if gap.is_clear else "gender_gap_same"
    interval = span(gap.lower, gap.upper, language)
    return [say(key, language, points=points(gap.estimate, language), interval=interval)]
