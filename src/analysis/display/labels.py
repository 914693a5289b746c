"""The values of groups in words, and the order in which a reader expects them."""

from collections.abc import Sequence

from analysis.display import words
from analysis.display.words import say
from analysis.registers.contract import PRIOR_EDUCATION, SEX
from analysis.terms import UNKNOWN, Language
from analysis.timeline.groups import AGES, OTHER, SIZES

ORDERS = {
    "sex": SEX,
    "age": tuple(name for name, _ in AGES),
    "prior_education": PRIOR_EDUCATION,
    "municipality_size": tuple(name for name, _ in SIZES),
}
"""The order of groups; others come by their number of persons."""
LAST = (OTHER, UNKNOWN)


def label(group: str, value: str, language: Language) -> str:
    """Return the value of a group in words; what the catalogue does not know is its own name."""
    if value == UNKNOWN:
        return say("group_unknown", language)
    if group == "country":
        key = f"country_{value}"
        return say(key, language) if key in words.catalogue() else value
    if group == "county":  # named where the area scheme is known
        return value
    if group == "sex":
        return say(f"sex_{value}", language)
    if group == "age":
        years = {"under_18": "age_under_18", "56+": "age_56"}
        span = value.replace("-", "–")
        return say(years[value], language) if value in years else say("age", language, span=span)
    key = f"prior_{value}" if group == "prior_education" else f"size_{value}"
    return say(key.replace("+", ""), language)


def ordered(group: str, values: Sequence[str]) -> list[str]:
    """Return the values of a group in the order of its own, or the order given; LAST at the end."""
    order = ORDERS.get(group) or values
    return [
        value for value in [*(one for one in order if one not in LAST), *LAST] if value in values
    ]
