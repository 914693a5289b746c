"""A comparison in words: what is begun, who is compared, how, and numbers of a difference."""

from math import isinf, isnan

from analysis.comparison import Comparison, Exposure
from analysis.comparison_terms import Approach, Arm
from analysis.display.goals import goal_of
from analysis.display.words import catalogue, say
from analysis.terms import UNKNOWN, Estimand, Language

MAIN = Approach.TARGET_TRIAL
"""The approach that the answer is taken from."""
STATE = Estimand.PREVALENCE.value
"""The curve that the answer is taken from: who is there in a month, and may leave again."""
ARMS = {
    Approach.NAIVE: (Arm.EVER.value, Arm.NEVER.value),
    Approach.TARGET_TRIAL: (Arm.BEGIN.value, Arm.NOT_BEGIN.value),
    Approach.G_FORMULA: (Arm.BEGIN.value, Arm.NOT_BEGIN.value),
    Approach.DOUBLY_ROBUST: (Arm.BEGIN.value, Arm.NOT_BEGIN.value),
}
"""Approaches that hold one group of everybody against one other, and these groups."""
OF = {"prevalence": "in_state", "cumulative_incidence": "ever_there"}
"""Which curve, and the word for it: in stable work in the month, or ever by then."""


def exposure_name(exposure: Exposure, language: Language) -> str:
    """Return what is begun; what the catalogue does not know is its own name."""
    key = f"exposure_{exposure.kind}"
    name = say(key, language) if key in catalogue() else exposure.kind
    return f"{name} «{exposure.named}»" if exposure.named else name


def approach_name(approach: str, language: Language) -> str:
    """Return how two strategies, or groups, are compared, in plain words."""
    return say(f"approach_{approach}", language)


def arm_name(arm: str, comparison: Comparison, language: Language) -> str:
    """Return who is told of: 'had all begun', 'those who never began'."""
    return say(f"arm_{arm}", language, grace=comparison.grace_months)


def who(comparison: Comparison, language: Language) -> str:
    """Return who is compared, from the fields of the comparison."""
    start = say(f"compared_{comparison.origin}", language)
    parts = [say(f"only_{comparison.sex}", language) if comparison.sex else "", start]
    if comparison.prior_education:
        prior = [
            say("prior_unknown_too" if one == UNKNOWN else f"prior_{one}", language)
            for one in comparison.prior_education
        ]
        parts.append(say("compared_with", language, prior=f" {say('or', language)} ".join(prior)))
    return " ".join(part for part in parts if part)


def strategies(comparison: Comparison, language: Language) -> dict[str, str | int]:
    """Return the values that sentences on both strategies, and on what they are for, take."""
    until = "stay_until" if comparison.exposure.can_be_completed else "stay_for"
    stay = comparison.stay_months
    length = say("length_month" if stay == 1 else "length_months", language, months=stay)
    return {
        "exposure": exposure_name(comparison.exposure, language),
        "grace": comparison.grace_months,
        "until": say(until, language, length=length),
        "horizon": comparison.horizon,
        "after": say(f"after_{comparison.origin}", language),
        **goal_of(comparison.measure, language),
    }


def points(share: float, language: Language, *, signed: bool = True) -> str:
    """Return a difference of shares in per cent points with one decimal: '+4.2'."""
    if isnan(share):
        return "–"
    return number(100 * share, language, signed=signed)


def number(value: float, language: Language, *, signed: bool = False, places: int = 1) -> str:
    """Return a number with its decimals as a reader of the language writes it."""
    value = round(value, places) + 0.0  # -0.04 is 0.0, without a sign
    text = f"{abs(value):.{places}f}"
    text = text.replace(".", ",") if language is Language.NB else text
    return f"{_sign(value, signed)}{text}"


def _sign(value: float, signed: bool) -> str:
    if value < 0:
        return "\N{MINUS SIGN}"
    return "+" if signed and value > 0 else ""


def span(lower: float, upper: float, language: Language) -> str:
    """Return an interval of a difference in points: '1.2 to 7.2'; a dash where there is none."""
    if isnan(lower) or isnan(upper):
        return "–"
    return say("from_to", language, lower=points(lower, language), upper=points(upper, language))


def month_of_crossing(month: float, language: Language) -> str:
    """Return the month of a crossing: 'month 43', 'not behind from where …', 'not by the end'."""
    if isinf(month):
        return say("crossing_none", language)
    return say("crossing_at", language, month=int(month)) if month else say("crossing_0", language)


def set_of_crossing(lower: float, upper: float, language: Language) -> str:
    """Return the first and last member of the confidence set of a crossing.

    'months 46 to 76'; what is never behind, or not ahead by the end, is a member too, and so named.
    """
    if lower == upper:
        return month_of_crossing(lower, language)
    if isinf(upper):
        key = "crossing_set_earliest" if lower else "crossing_set_anything"
    else:
        key = "crossing_set_months" if lower else "crossing_set_latest"
    ends = {"lower": lower, "upper": upper}
    months = {name: "" if isinf(end) else f"{end:.0f}" for name, end in ends.items()}
    return say(key, language, **months)
