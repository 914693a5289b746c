"""The catalogue of texts, numbers as a reader writes them, and definitions in words."""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from math import isnan

from analysis.design import EDGE, Estimates, Measure, Source
from analysis.reference.basic_amount import HUNDREDTHS, Amount
from analysis.terms import Access, Contract, Counts, Dating, Language, OriginName, Unit

WORK = (Counts.EMPLOYMENT, Counts.SELF_EMPLOYMENT)
OF_SOME_MEASURES = ("subsidised", "household_id", "participation")
"""What a source may be blind to and only some measures, or one part of a page, ask."""


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Return every text by key and language."""
    text = files("analysis.display").joinpath("catalogue.toml").read_text(encoding="utf-8")
    return {key: texts for key, texts in tomllib.loads(text).items() if key != "months"}


@cache
def month_names(language: Language) -> list[str]:
    """Return the names of the calendar months."""
    text = files("analysis.display").joinpath("catalogue.toml").read_text(encoding="utf-8")
    return list(tomllib.loads(text)["months"][language])


def say(key: str, language: Language, **values: str | int) -> str:
    """Return one text of the catalogue with its values filled in."""
    return catalogue()[key][language].format(**values)


def percent(share: float, language: Language) -> str:
    """Return a share in whole per cent; never 0 or 100: 'under 5 %', 'over 95 %'."""
    if share < 0.05:
        return say("under", language, share=_percent(0.05, language))
    if share > 0.95:
        return say("over", language, share=_percent(0.95, language))
    return _percent(share, language)


def interval(lower: float, upper: float, language: Language) -> str:
    """Return a confidence interval in words."""
    return say(
        "interval",
        language,
        lower=percent(lower, language),
        upper=percent(upper, language),
    )


def interval_meaning(drawn: Sequence[Estimates], language: Language) -> str:
    """Return what intervals allow for, by their method: by person, or by municipality."""
    found = {"clustered" in method for one in drawn for method in one.frame["method"].unique()}
    key = "both" if len(found) > 1 else "municipality" if True in found else "person"
    return say(f"interval_by_{key}", language)


def interval_short(lower: float, upper: float, language: Language) -> str:
    """Return an interval for a table: '40–52 %'; the code alone where both limits have one."""
    if upper < EDGE or lower > 1 - EDGE:
        return percent(upper, language)
    if lower < 0.05 or upper > 0.95:
        return f"{percent(lower, language)} – {percent(upper, language)}"
    return f"{_whole(lower)}–{_percent(upper, language)}"


def with_interval(estimate: float, lower: float, upper: float, language: Language) -> str:
    """Return a share and its interval for a table: '46 % (40–52 %)'; a code of both stands once."""
    told, limits = percent(estimate, language), interval_short(lower, upper, language)
    return told if told == limits else f"{told} ({limits})"


def tenths(number: float, language: Language) -> str:
    """Return a number with one decimal as a reader of the language writes it."""
    return _decimals(f"{number:.1f}", language)


def hundredths(number: float, language: Language) -> str:
    """Return a number with two decimals as a reader of the language writes it."""
    return _decimals(f"{number:.2f}", language)


def hundredths_between(lower: float, upper: float, language: Language) -> str:
    """Return limits with two decimals: '0.40–0.52'; a dash where there are none."""
    if isnan(lower) or isnan(upper):
        return "–"
    return f"{hundredths(lower, language)}–{hundredths(upper, language)}"


def _decimals(number: str, language: Language) -> str:
    signed = number.replace("-", "\N{MINUS SIGN}")
    return signed.replace(".", ",") if language is Language.NB else signed


def shown_apart(one: float, other: float) -> int:
    """Return by how many points a share is above another, each as it is shown in per cent."""
    return _whole(one) - _whole(other)


def _percent(share: float, language: Language) -> str:
    return say("percent", language, number=_whole(share))


def _whole(share: float) -> int:
    return int(share * 100 + 0.5 + 1e-9)  # a half rounds up, and 0.285 * 100 is not quite 28.5


def definition(measure: Measure, language: Language, origin: str = OriginName.EXIT) -> str:
    """Return what a measure counts, in words made from its fields, never from its name.

    Rules on hours, contract and subsidy stand with the work that they concern; the origin is where
    the years of a measure that is read once a year are counted from.
    """
    work = [say(f"counts_{name}", language) for name in measure.counts if name in WORK]
    school = [say(f"counts_{name}", language) for name in measure.counts if name not in WORK]
    rules = _job_rules(measure, language) if work else []
    phrase = " ".join([_either(work, language), *rules]).strip()
    what = _either([part for part in (phrase, *school) if part], language)
    if measure.amount:
        key = "earnings_rule" if measure.earnings else "income_rule"
        what = say(key, language, work=what, amount=_amount(measure.amount, language))
    once = _either(done(measure, language), language)
    if once:
        what = say("with_completed", language, what=what, completed=once) if what else once
    how = [_run(measure, language, origin)]
    if measure.without:
        benefits = _either([say(f"benefit_{name}", language) for name in measure.without], language)
        how.append(say(f"without_{measure.unit}", language, benefits=benefits))
    if measure.among:
        could = _either([say(f"took_part_{name}", language) for name in measure.among], language)
        how.append(say("among_those", language, could=could))
    if measure.run_months > 1:  # else the first month is the one that completes it
        how.append(_dating(measure, language))
    return say("measure_is", language, what=what, how=", ".join(how))


def done(measure: Measure, language: Language) -> list[str]:
    """Return what a measure asks for that nobody loses again, as nouns: a level, or events."""
    level = [say(f"completed_{measure.completed}", language)] if measure.completed else []
    return level + [say(f"participation_{name}", language) for name in measure.participation]


def _either(parts: list[str], language: Language) -> str:
    """Return alternatives as a list in words: 'a, b or c'."""
    return _listed(parts, say("or", language))


def all_of(parts: list[str], language: Language) -> str:
    """Return a list in words: 'a, b and c'."""
    return _listed(parts, say("and", language))


def _listed(parts: list[str], joiner: str) -> str:
    return f" {joiner} ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _amount(amount: Amount, language: Language) -> str:
    """Return a yearly amount: '100 000 kroner', '1,5 G' with what G is."""
    if amount.basic_amounts:
        number = f"{amount.basic_amounts / HUNDREDTHS:g}"
        number = number.replace(".", ",") if language is Language.NB else number
        return say("amount_in_g", language, number=number)
    number = f"{amount.nok:,}"
    number = number.replace(",", "\N{NO-BREAK SPACE}") if language is Language.NB else number
    return say("amount_in_nok", language, number=number)


def _dating(measure: Measure, language: Language) -> str:
    """Return which month of its run an event is in; descriptions date it at the start."""
    confirmed = measure.dated().dated_at is Dating.CONFIRMATION
    return say("dated_confirmation" if confirmed else "dated_start", language)


def _job_rules(measure: Measure, language: Language) -> list[str]:
    rules = []
    if measure.hours_per_week == 100:
        rules.append(say("hours_rule_one", language))
    elif measure.hours_per_week:
        hours = f"{measure.hours_per_week / 100:g}"
        hours = hours.replace(".", ",") if language is Language.NB else hours
        rules.append(say("hours_rule", language, hours=hours))
    if measure.contract:
        fixed = measure.contract is Contract.PERMANENT
        rules.append(say("contract_permanent" if fixed else "contract_temporary", language))
    if measure.subsidised is not None:
        rules.append(say("only_subsidised" if measure.subsidised else "not_subsidised", language))
    return rules


def _run(measure: Measure, language: Language, origin: str) -> str:
    if measure.read_in is not None:
        key = "read_in" if origin == OriginName.EXIT else "read_in_other"
        return say(key, language, month=month_names(language)[measure.read_in - 1])
    if measure.amount:
        key = "run_sum_one" if measure.run_months == 1 else "run_sum"
        return say(key, language, run=measure.run_months)
    if measure.run_months == 1:
        once = "run_since_event" if measure.participation else "run_ever"
        return say("run_one" if measure.counts else once, language)
    key = {0: "run_many", 1: "run_with_gap"}.get(measure.gap_months, "run_with_gaps")
    return say(key, language, run=measure.run_months, gap=measure.gap_months)


def source_and_contact(source: Source, language: Language) -> dict[str, str]:
    """Return where a dataset is from and who answers for it; of invented data in the language."""
    if source.access is Access.INVENTED:
        told, nobody = say("invented_source", language), say("invented_contact", language)
        return {"source": told, "contact": nobody}
    return {"source": source.source.rstrip("."), "contact": source.contact}


def what_is_unseen(measure: Measure, source: Source, language: Language) -> list[str]:
    """Return what a dataset does not tell of what a measure asks, and what its amounts are."""
    asked = {
        "subsidised": measure.subsidised is not None,
        "household_id": measure.unit is Unit.HOUSEHOLD,
    }
    texts = [say(f"no_{name}", language) for name in source.blind_to if asked.get(name)]
    return [*texts, *([say(f"tax_{source.tax}", language)] if measure.amount else [])]


def month_in_words(month: str, language: Language) -> str:
    """Return 'YYYY-MM' as 'desember 2023'."""
    year, _, number = month.partition("-")
    return f"{month_names(language)[int(number) - 1]} {year}"


def everybody(language: Language) -> str:
    """Return what all persons of a dataset together are called."""
    return say("everybody", language)
