"""What a page cannot tell, and the columns that it would need: from the rows that `check` shows."""

from collections.abc import Mapping, Sequence

from analysis.design import Estimates
from analysis.display.words import say
from analysis.estimates.quality import NEEDED
from analysis.study import OFFICIAL, Municipal
from analysis.terms import Estimand, Language, OriginName

PAGE = "notebook 05_municipality"
"""The page of a municipality, as rows of uses name it."""
CLOCK = f"origin {OriginName.EXIT}"
"""The official measure counts its years from the exit, wherever the page's own clock starts."""


def absent(uses: Estimates, what: str) -> tuple[list[str], bool]:
    """Return the columns that a measure, origin or notebook lacks, and whether they stop it.

    Args:
        uses: rows about what is asked of the registers.
        what: as in its rows, such as "measure november"; one that has none lacks nothing.
    """
    rows = uses.frame
    if rows.empty:
        return [], False
    rows = rows[(rows["what"] == what) & (rows["n_events"] == 0)]
    needed = rows[rows["method"] == NEEDED]
    return list((needed if len(needed) else rows)["column"]), len(needed) > 0


def official(report: Municipal, language: Language) -> str:
    """Return why the official measure is not on the page."""
    found = needed(report.uses, OFFICIAL[0], language)
    if found:
        return found[0]
    live = report.here.release_id is None
    return say("official_nobody" if live else "official_not_released", language)


def needed(uses: Estimates, measure: str, language: Language) -> list[str]:
    """Return in a sentence what a measure of the official kind needs and registers lack."""
    columns = _stopping(uses, measure)
    return [_unanswered(measure, columns, language)] if columns else []


def municipality_texts(report: Municipal, language: Language) -> list[str]:
    """Return what a municipality's page cannot tell beside `official`, and does without."""
    first, second = (_stopping(report.uses, measure) for measure in OFFICIAL)
    other = second if set(second) - set(first) else ()  # the answer names what the first lacks
    told = [_unanswered(OFFICIAL[1], other, language)] if other else []
    named = {*first, *second}
    measure = next(iter(report.everybody.frame["measure"]), "").partition(",")[0]
    return told + _without(report.uses, (PAGE, f"measure {measure}"), named, language)


def notebook_texts(uses: Estimates, notebook: str, language: Language) -> list[str]:
    """Return what a notebook does without."""
    return _without(uses, (f"notebook {notebook}",), set(), language)


def not_here(asked: Mapping[Estimand, Sequence[Estimates]], language: Language) -> list[str]:
    """Return in a sentence, by name, what has no rows at all; nothing where all of it has.

    A release does not hold it, or a dataset cannot answer it: the sentence says which.
    """
    names = [
        say(f"answer_of_{estimand}", language)
        for estimand, answers in asked.items()
        if all(one.frame.empty for one in answers)
    ]
    if not names:
        return []
    released = next(iter(asked.values()))[0].release_id is not None
    last = f" {say('and', language)} {names[-1]}" if len(names) > 1 else names[-1]
    key = "not_in_release" if released else "not_in_registers"
    return [say(key, language, what="; ".join(names[:-1]) + last)]


def _stopping(uses: Estimates, measure: str) -> tuple[str, ...]:
    """Return the columns without which a measure of the official kind cannot be had."""
    lacks = [absent(uses, what) for what in (f"measure {measure}", CLOCK)]
    return tuple(column for columns, stops in lacks if stops for column in columns)


def _unanswered(measure: str, columns: tuple[str, ...], language: Language) -> str:
    what = say(f"asks_{measure}", language)
    return say("absent_needed", language, what=what, columns=_named(columns, language))


def _without(
    uses: Estimates, asking: tuple[str, ...], told: set[str], language: Language
) -> list[str]:
    """Return in a sentence which columns are absent, not needed and not told of; or nothing."""
    lacks = [absent(uses, what) for what in asking]
    columns = [column for columns, stops in lacks if not stops for column in columns]
    columns = [column for column in columns if column not in told]
    if not columns:
        return []
    return [say("absent_optional", language, columns=_named(columns, language))]


def _named(columns: Sequence[str], language: Language) -> str:
    """Return columns in words and as `check` names them, each once."""
    keys = {column: f"needs_{column.replace('.', '_')}" for column in columns}
    words = [f"{say(key, language)} ({column})" for column, key in keys.items()]
    last = f" {say('and', language)} {words[-1]}" if len(words) > 1 else words[-1]
    return ", ".join(words[:-1]) + last
