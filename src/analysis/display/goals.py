"""What a reader is told that a measure calls reached: its fields decide, never its name."""

from collections.abc import Iterator

from analysis.design import Estimates, Measure
from analysis.display import words
from analysis.display.words import WORK, say
from analysis.errors import DesignError
from analysis.reference.measures import parse_measure
from analysis.terms import Benefit, Counts, Language

KINDS = (
    "stable_work",
    "work",
    "stable_work_or_education",
    "work_or_education",
    "education",
    "income",
    "work_after_school",
    "work_after_event",
)
"""Kinds of measures beside those of a completed level or an event alone."""


def goal(estimates: Estimates, language: Language) -> dict[str, str]:
    """Return what texts call the measure of estimates; see `goal_of`."""
    return goal_of(measure_of(estimates), language)


def goal_of(measure: Measure | None, language: Language) -> dict[str, str]:
    """Return what texts call a measure; stable work where it is not known.

    Returns:
        goal: a noun, 'stable work'; been: what stands after 'have', 'been in stable work';
        been_once: with 'at least once' where it can be lost; inside: what stands after 'are', 'in
        stable work'; Goal and Inside: the same at the start of a sentence.
    """
    if measure is not None and ends_at_once(measure):
        noun, been = _done(measure, language)
        once, inside = been, say("inside_completed", language, completed=noun)
    else:
        of = kind(measure) if measure is not None else KINDS[0]
        noun, been = say(f"goal_{of}", language), say(f"been_{of}", language)
        once = f"{been} {say('once', language)}"
        inside = say(f"inside_{of}", language)
    told = {"goal": noun, "been": been, "been_once": once, "inside": inside}
    return {**told, "Goal": _first_large(noun), "Inside": _first_large(inside)}


def _first_large(text: str) -> str:
    return text[:1].upper() + text[1:]


def ends_at_once(measure: Measure) -> bool:
    """Tell whether a measure is a level completed or an event, which nobody loses again."""
    return not measure.counts


def _done(measure: Measure, language: Language) -> tuple[str, str]:
    """Return what nobody loses again as a noun, and what stands after 'have'."""
    either = f" {say('or', language)} "
    noun = either.join(words.done(measure, language))
    been = [say(f"took_part_{name}", language) for name in measure.participation]
    return noun, either.join(been) or noun


def kind(measure: Measure) -> str:
    """Return which of KINDS a measure is, from its fields."""
    work = any(name in WORK for name in measure.counts)
    school = any(name not in WORK for name in measure.counts)
    if measure.amount:
        return "income"
    if measure.completed or measure.participation:
        return "work_after_school" if measure.completed else "work_after_event"
    if not work:
        return "education"
    stable = measure.run_months > 1
    if school:
        return "stable_work_or_education" if stable else "work_or_education"
    return "stable_work" if stable else "work"


def measure_of(estimates: Estimates) -> Measure | None:
    """Return the measure that estimates are of; None where they have no rows that tell."""
    if estimates.measure is not None or estimates.frame.empty:
        return estimates.measure
    try:
        return parse_measure(str(estimates.frame["measure"].iloc[0]))
    except DesignError:  # a measure of the dataset's own, in rows that were not asked of a study
        return None


def rule_name(measure: Measure | None, language: Language) -> str:
    """Return a measure in so few words that they fit beside its line."""
    if measure is None:
        return say("goal_stable_work", language)
    parts = []
    if any(name in WORK for name in measure.counts):
        hours = f"{measure.hours_per_week / 100:g}"
        key = "rule_hours" if measure.hours_per_week else "rule_work"
        parts.append(say(key, language, hours=hours))
    for counted in (Counts.EDUCATION, Counts.GRUNNSKOLE):
        parts += [say(f"rule_{counted}", language)] if counted in measure.counts else []
    parts += words.done(measure, language)
    if measure.amount:
        key = "rule_earnings" if measure.earnings else "rule_income"
        parts = [say(key, language, amount=str(measure.amount))]
    either = f" {say('or', language)} ".join(parts)
    told = ", ".join([either, *(say(key, language) for key in _only(measure))])
    if measure.run_months == 1:
        return told
    key = "rule_run_gap" if measure.gap_months else "rule_run"
    return say(key, language, rule=told, months=measure.run_months, gap=measure.gap_months)


def _only(measure: Measure) -> Iterator[str]:
    """Yield what narrows what a measure counts: keys of texts."""
    if measure.contract:
        yield f"rule_{measure.contract}"
    if measure.subsidised is not None:
        yield "rule_subsidised" if measure.subsidised else "rule_unsubsidised"
    if measure.without:
        of_all = Benefit.SOCIAL_ASSISTANCE in measure.without
        yield "rule_without_assistance" if of_all else "rule_without_some"


def is_yearly(estimates: Estimates) -> bool:
    """Tell whether estimates are of a measure that is read once a year."""
    measure = measure_of(estimates)
    return measure is not None and measure.read_in is not None
