"""The levels of what a comparison adjusts for, in words."""

import re

from analysis.display import words
from analysis.display.labels import label
from analysis.display.words import month_names, say
from analysis.estimates.target_trial.choices import SEASON, TIME, TOLD_ALREADY
from analysis.estimates.target_trial.strategies import BEGUN
from analysis.terms import UNKNOWN, Benefit, Covariate, Language

LEVELS = {
    Covariate.PROGRAMME.value: ("goes on", "just ended", "ended before"),
    Covariate.WORK.value: ("none", "ended", "begun", "steady", "summer"),
    Covariate.BENEFITS.value: ("no",),
    Covariate.LANGUAGE.value: ("no",),
    Covariate.BIRTHS.value: ("no", "older", "small"),
    Covariate.PARTNER.value: ("not seen", "partner", "separated"),
    Covariate.MOVES.value: ("no", "yes"),
    Covariate.UNEMPLOYMENT.value: (
        "lowest quarter",
        "second quarter",
        "third quarter",
        "highest quarter",
    ),
    SEASON: ("January to June", "July to December"),
    BEGUN: ("in the grace period", "later"),
}
"""Levels that the program names, by what they are of; others are named by the registers."""
GROUPS = {
    Covariate.SEX.value: "sex",
    Covariate.AGE.value: "age",
    Covariate.COUNTRY_OF_ORIGIN.value: "country",
    Covariate.PRIOR_EDUCATION.value: "prior_education",
}
"""Covariates whose levels are those of a group of persons, and its name."""
AND = " + "
OF_BOTH = re.compile(r" \+ | to (?!June|December)")
"""What stands between the levels that were joined."""
TEST = "language_test_"


def level_name(covariate: str, level: str, language: Language) -> str:
    """Return what is known and its level: 'sex: woman'."""
    return f"{covariate_name(covariate, language)}: {level_words(covariate, level, language)}"


def covariate_name(covariate: str, language: Language) -> str:
    """Return what is known of people: 'prior education'."""
    return say(f"covariate_{covariate}", language)


def joined_name(covariate: str, to: str, language: Language) -> str:
    """Return the levels that were joined, each in words: 'Sudan, Ethiopia'."""
    if to == TOLD_ALREADY:
        return say("told_already", language)
    parts = OF_BOTH.split(to)
    if AND not in to and len(parts) == 2:
        first, last = (level_words(covariate, part, language) for part in parts)
        return say("from_to", language, lower=first, upper=last)
    return ", ".join(level_words(covariate, part, language) for part in parts)


def level_words(covariate: str, level: str, language: Language) -> str:
    """Return a level in words; what the catalogue does not know is its own name."""
    if level == UNKNOWN:
        return say("group_unknown", language)
    if covariate in GROUPS:
        return label(GROUPS[covariate], level, language)
    if covariate == Covariate.BIRTHS and ", " in level:
        older, sex = level.split(", ")
        return f"{say(_key(covariate, older), language)}, {label('sex', sex, language)}"
    if covariate == Covariate.LANGUAGE and level.startswith(TEST):
        return say("language_test", language, name=level.removeprefix(TEST).upper())
    if covariate == SEASON and level.isdigit():
        return month_names(language)[int(level) - 1]
    if covariate == TIME:
        return say("months_after", language, span=level.replace("-", "–"))
    named = say_if_known(_key(covariate, level), language)
    return named or level.replace("_", " ")


def _key(covariate: str, level: str) -> str:
    if covariate == Covariate.BENEFITS and level in list(Benefit):
        return f"benefit_{level}"
    if covariate == Covariate.ADMISSION:
        return f"admission_{level}"
    return f"level_{covariate}_{level.replace(' ', '_')}"


def say_if_known(key: str, language: Language) -> str:
    """Return a text of the catalogue, or nothing where there is none by the key."""
    return say(key, language) if key in words.catalogue() else ""
