"""How far the main answer moves when one thing is changed: sentences, and a table."""

from collections.abc import Iterator

from markupsafe import Markup

from analysis.comparison import Comparison
from analysis.comparison_terms import Change
from analysis.design import Estimates
from analysis.display.comparison_rows import Told, every, only, told
from analysis.display.comparison_tables import gap_text
from analysis.display.comparison_words import STATE, number, points, strategies
from analysis.display.fragment import Fragment, fragment, heading, invented, paragraphs
from analysis.display.methods import reason_text
from analysis.display.tables import table
from analysis.display.words import say
from analysis.reference.measures import presets
from analysis.terms import Estimand, Language

NAMED = (
    *(Change.AS_ASKED, Change.GRACE, Change.MEASURE, "monthly_rule_overlap"),
    *("origin_settlement", "origin_programme_start", "origin_exit"),
    "dated_at_start",
    *("breaks_before_2015", "breaks_2020_2021", "breaks_from_2021", Change.MOVERS, Change.UKRAINE),
    *(Change.IMPUTED, Change.MISCLASSIFIED),
)
"""What has a name in the catalogue."""
UNSEEN = (Change.CONFOUNDER, Change.E_VALUE)
"""They are told in sentences."""


def sensitivity(comparison: Comparison, rows: Estimates, language: str) -> Fragment:
    """Return the main answer with one thing changed at a time, at its last point.

    Args:
        comparison: what is compared.
        rows: its sensitivity, as a study answers it.
        language: nb or en.
    """
    lang = Language(language)
    mark = invented(rows.source, lang)
    head = heading("sensitivity", lang)
    month = _last(rows)
    if month is None:
        text = Markup("<p>{}{}</p>").format(say("sensitivity_absent", lang), mark)
        return fragment(head + text, lang, rows)
    header = (
        say("column_changed", lang),
        say("column_difference_at", lang, month=month),
        say("column_ratio", lang),
    )
    body = [_line(rows, change, setting, month, lang) for change, setting in _changes(rows)]
    texts = [*_moved(comparison, rows, month, lang), *_hidden(rows, month, lang)]
    texts.append(say("sensitivity_note", lang))
    said = paragraphs(texts, mark)
    return fragment(head + said + table(header, body), lang, rows, kind="wide")


def _last(rows: Estimates) -> int | None:
    """Return the last month of which a difference is told as asked."""
    frame = only(
        rows, change=Change.AS_ASKED.value, of=STATE, estimand=Estimand.DIFFERENCE.value
    ).frame
    months = frame.loc[frame["estimate"].notna(), "month"]
    return None if months.empty else int(months.max())


def _changes(rows: Estimates) -> list[tuple[str, str]]:
    """Return change and setting in their order, but for those told in sentences."""
    frame = rows.frame.drop_duplicates(["change", "setting"])
    return [
        (change, setting)
        for change, setting in zip(frame["change"], frame["setting"], strict=True)
        if change not in UNSEEN
    ]


def _line(
    rows: Estimates, change: str, setting: str, month: int, language: Language
) -> tuple[str, ...]:
    name, own = _name(change, setting, language), only(rows, change=change, setting=setting)
    difference = _at(own, Estimand.DIFFERENCE, month)
    if difference is None:
        return name, _why_not(own, language), "–"
    ratio = _at(own, Estimand.RATIO, month)
    shown = "–" if ratio is None else number(ratio.estimate, language, places=2)
    return name, gap_text(difference, language), shown


def _why_not(own: Estimates, language: Language) -> str:
    """Return why a change has no number at the last point, and the number before it if any."""
    reasons = own.frame.loc[own.frame["estimate"].isna(), "method"].tolist()
    if reasons:
        return reason_text(str(reasons[0]), language)
    before = every(only(own, of=STATE, estimand=Estimand.DIFFERENCE.value).frame)
    if not before:
        return say("sensitivity_not_so_long", language)
    last = max(before, key=lambda one: one.month)
    gap = gap_text(last, language)
    return say("sensitivity_only_to", language, month=int(last.month), gap=gap)


def _at(own: Estimates, estimand: Estimand, month: int) -> Told | None:
    frame = only(own, of=STATE, estimand=estimand.value).frame
    return told(frame[frame["month"] == month])


def _name(change: str, setting: str, language: Language) -> str:
    """Return what is changed, in words."""
    if change == Change.MEASURE:
        measure = presets()[setting]
        return say("change_measure", language, measure=getattr(measure, f"label_{language}"))
    if change in (Change.BREAKS, Change.ORIGIN, Change.DATING, Change.MONTHLY_RULE):
        return say(f"change_{change}_{setting.replace('-', '_')}", language)
    if change == Change.MISCLASSIFIED:
        sensitivity, specificity = setting.split("/")
        return say(
            "change_misclassified", language, sensitivity=sensitivity, specificity=specificity
        )
    return say(f"change_{change}", language, setting=setting)


def _moved(
    comparison: Comparison, rows: Estimates, month: int, language: Language
) -> Iterator[str]:
    """Yield between which numbers the difference lies, and how often it changes its sign.

    Only what could have changed it is counted: not whom nothing is left out of, and not mistakes of
    the register, which never turn a difference.
    """
    found = {
        one: gap
        for one in _changes(rows)
        if (gap := _at(only(rows, change=one[0], setting=one[1]), Estimand.DIFFERENCE, month))
    }
    asked = found.pop((Change.AS_ASKED.value, ""))
    could = {one: gap for one, gap in found.items() if one[0] != Change.MISCLASSIFIED}
    told = [gap for gap in could.values() if not _repeats(gap, asked)]
    gaps = [gap.estimate for gap in told]
    alike = [gap for gap in told if (gap.estimate > 0) == (asked.estimate > 0)]
    if gaps:
        yield say(
            "sensitivity_moved",
            language,
            n=len(gaps),
            same=len(alike),
            clear=sum(gap.is_clear for gap in alike),
            low=points(min(gaps), language),
            high=points(max(gaps), language),
            asked=points(asked.estimate, language),
            month=month,
            **strategies(comparison, language),
        )
    else:
        yield say("sensitivity_none", language)
    if len(could) > len(gaps):
        yield say("sensitivity_repeated", language, n=len(could) - len(gaps), month=month)
    if len(found) > len(could):
        yield say("sensitivity_misread", language)


def _repeats(gap: Told, asked: Told) -> bool:
    """Tell whether a change is of the same persons, and has the same answer as it is shown."""
    alike = points(gap.estimate, Language.EN) == points(asked.estimate, Language.EN)
    return alike and gap.n_at_risk == asked.n_at_risk


def _hidden(rows: Estimates, month: int, language: Language) -> Iterator[str]:
    """Yield how strong a hidden confounder would have to be, and what one like schooling does."""
    asked = _at(only(rows, change=Change.AS_ASKED.value), Estimand.RATIO, month)
    values = [
        _at(only(rows, change=Change.E_VALUE.value, setting=setting), Estimand.RATIO, month)
        for setting in ("", "limit")
    ]
    if asked is None or values[0] is None:
        return
    ratio, needed = (number(one.estimate, language, places=2) for one in (asked, values[0]))
    limit = values[1].estimate if values[1] else float("nan")
    if limit > 1:
        limits = number(limit, language, places=2)
        yield say("sensitivity_e_value", language, ratio=ratio, value=needed, limit=limits)
    else:
        yield say("sensitivity_e_value_unclear", language, ratio=ratio, value=needed)
    frame = only(rows, change=Change.CONFOUNDER.value).frame
    moved = _at(only(rows, change=Change.CONFOUNDER.value), Estimand.RATIO, month)
    if not frame.empty and moved is not None:
        bounded = number(moved.estimate, language, places=2)
        yield say("sensitivity_prior", language, ratio=ratio, moved=bounded)
