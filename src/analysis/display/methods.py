"""How a row was made, and why one could not be, in the language of a page.

Rows say both in English, as code and referees read it. What is known by its pattern is said in the
catalogue's words; anything else stays as it is, and the page says that it is in English.
"""

import re

from analysis.display import words
from analysis.display.words import say
from analysis.terms import Language

SCALE = r"(, (logit|log\(-log\)) interval)?"
"""On which scale limits of a curve are made: a referee reads it in the English text."""
HOW = {
    "trial": "target trial, cloned, censored and weighted",
    "not_adjusted_for": "not adjusted for (?P<covariates>[a-z_, ]+)",
    "adjusted_for": "adjusted for (?P<covariates>[a-z_, ]+)",
    "not_adjusted": "not adjusted",
    "truncated": r"weights truncated at (?P<most>[\d.]+) %",
    "not_truncated": "weights not truncated",
    "draws_of_places": (
        r"models fitted again in (?P<n>\d+) draws of (?P<places>\d+) municipalities" + SCALE
    ),
    "draws_of_persons": (
        r"models fitted again in (?P<n>\d+) draws of persons in (?P<places>\d+) groups" + SCALE
    ),
    "released": "released in whole per cent, counts in fives",
    "difference_by_draw": "difference of shares, plain interval, by draw",
    "difference_by_person": "difference of shares, plain interval, (independent )?by person",
    "difference_by_place": (
        r"difference of shares, plain interval, clustered, (?P<places>\d+) municipalities,"
        " Student's t"
    ),
    "g_formula": r"parametric g-formula, everybody lives (?P<copies>\d+) times",
    "bootstrap": r"bootstrap of (?P<places>\d+) municipalities, (?P<n>\d+) draws, Student's t",
    "bootstrap_of_persons": (
        r"bootstrap of (?P<persons>\d+) persons in (?P<places>\d+) groups, (?P<n>\d+) draws,"
        " Student's t"
    ),
    "anew": r"(?P<n>\d+) persons live anew in each draw",
    "doubly_robust": r"doubly robust, weights up to (?P<most>[\d.]+) times their mean",
    "plain_by_person": "by person, plain interval",
    "plain_by_place": r"clustered, (?P<places>\d+) municipalities, Student's t, plain interval",
    "naive": "biased: ever against never, not adjusted, with immortal time",
    "landmark": (r"conditional on being followed and without the event in month (?P<month>\d+)"),
    "description": "description: past work and benefits may steer who begins",
    "cox": "Cox, ties by Efron",
    "months": "discrete time, complementary log-log",
    "robust_by_place": r"robust errors by cluster \((?P<places>\d+)\)",
    "robust_by_person": r"robust errors by person \((?P<persons>\d+)\)",
}
"""Parts of a method, each whole."""
WHY = {
    "certain": "In these months nothing is uncertain: nobody has had the event yet, or everybody.*",
    "nobody_begins": "Nobody begins the exposure: there is nothing to compare.",
    "nobody_can_begin": r"Nobody can begin .+ within the grace period\.",
    "all_choose": "Everybody chooses in every month: there is no chance to tell.",
    "lost_draws": (
        r"The models of (?P<lost>\d+) of (?P<n>\d+) draws were not found: too few begin or leave\."
    ),
    "few_places": (
        "A bootstrap has at least 10 municipalities and 2 draws: here are (?P<places>\\d+)"
        r" municipalities and (?P<n>\d+) draws\."
    ),
    "nobody": r"Nobody (may|can) be compared.*|Nobody is in this group: .*",
    "late": "A g-formula needs everybody from month 1 on: here some come later under .*",
    "all_began": r"Everybody who is compared began .+: there is nobody to hold them against\.",
    "nobody_began": r"Nobody who is compared began .+: there is nobody to hold them against\.",
    "no_landmark": r"At no landmark \(asked: .+\) is anybody followed who has not begun .+\.",
    "no_ratio": "Nobody has the event before, or nobody after, beginning: there is no ratio to .*",
    "no_event": r"Nobody has the cause .+ in this table: there is no hazard to model\.",
    "one_kind": (
        r"The covariate .+ has one level only, .+: there is nothing to compare\."
        r"|Nobody has the level .+ of .+, which is its reference\."
    ),
    "too_few": (
        r".+: its coefficient would be infinite\."
        r"|.+: the coefficient grows without end\. Together with .+"
        r"|.+: their coefficients cannot be told apart\."
    ),
    "few_begin": (
        r"Fewer than (?P<least>\d+) persons begin .+ within (?P<grace>\d+) months: they stand for"
        r" nobody else\."
    ),
    "few_stay": (
        r"Of those who begin .+ in time fewer than (?P<least>\d+) complete it or stay for"
        r" (?P<stay>\d+) months: nobody shows what that leads to\."
    ),
    "unlike": (
        r"In month \d+ weights of those who follow '.+' are (?P<mean>[\d.]+) in the mean,.+"
        r" too few begin, or too unlike the others\."
    ),
    "no_point": r"No point of the comparison lies within its horizon\.",
    "many_covariates": r"A model of the g-formula has too many covariates for its cells\.",
    "no_residence": r"Without the table residence nobody is seen to move\.",
    "lacking": r".+ needs (?P<column>[a-z_]+\.[a-z_]+), which this dataset does not have\.",
    "no_column": r".+, and the dataset has no (?P<column>[a-z_]+\.[a-z_]+)\.",
    "small_county": r"(?P<n>\d+) begin in time: a target trial of a county needs (?P<least>\d+)\.",
}
"""Reasons why there are no rows, each whole."""


def method_text(method: str, language: Language) -> str:
    """Return a method part by part, in words where its parts are known."""
    if language is Language.EN:
        return method
    return "; ".join(_part(part, language) for part in method.split("; "))


def reason_text(reason: str, language: Language, *, whole: bool = False) -> str:
    """Return in a sentence why something cannot be had.

    Args:
        reason: as a row says it.
        language: of the page.
        whole: also what the program said, where that is not known: for a referee.
    """
    for name, pattern in WHY.items():
        found = re.fullmatch(pattern, reason)
        if found is not None:
            values = {key: _value(key, one, language) for key, one in found.groupdict().items()}
            return say(f"why_{name}", language, **values)
    other = say("why_other", language)
    return f"{other} {say('comparison_why', language, reason=reason)}" if whole else other


def _part(part: str, language: Language) -> str:
    for name, pattern in HOW.items():
        found = re.fullmatch(pattern, part)
        if found is not None:
            values = {key: _value(key, one, language) for key, one in found.groupdict().items()}
            return say(f"how_{name}", language, **values)
    return part


def _value(key: str, value: str, language: Language) -> str:
    """Return covariates by name, and a number as a reader of the language writes it."""
    if key == "column":
        return value
    if key != "covariates":
        return value.replace(".", ",") if language is Language.NB else value
    return ", ".join(_covariate(one, language) for one in value.split(", "))


def _covariate(name: str, language: Language) -> str:
    keys = [f"covariate_{name}", f"pace_by_{name}"]
    return next((say(key, language) for key in keys if key in words.catalogue()), name)
