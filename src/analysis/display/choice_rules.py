"""The rules by which combinations of choices cannot be measured, in words."""

import re

from analysis.display.choices import option_name
from analysis.display.words import say
from analysis.estimates.sweep.adjusted import NOT_COMPARED, NOT_MEASURED
from analysis.estimates.sweep.counts import NOBODY
from analysis.estimates.sweep.incidence import MOVERS, READ
from analysis.estimates.sweep.people import BREAK_OF_EXIT
from analysis.estimates.sweep.specifications import BY_MONTH, LATER, OF_ALL, SAME
from analysis.grid import Choice
from analysis.registers.read import LACKING
from analysis.terms import Language

RULES = {
    "by_month": BY_MONTH,
    "of_all": OF_ALL,
    "same": SAME,
    "later": LATER,
    "nobody": NOBODY,
    "movers": MOVERS,
    "read": READ,
    "not_compared": NOT_COMPARED,
    "not_measured": NOT_MEASURED,
    "itself": "the measure counts grunnskole itself, so that to begin would be success; take a"
    " measure that leaves it out",
    "gap": "gap_months needs run_months over 1",
    "sum_and_gap": "earnings and income have gap_months = 0",
    "sum_and_hours": "earnings and income stand without hours_per_week",
}
NAMING = {"lacking": LACKING, "break_of_exit": BREAK_OF_EXIT}
"""Rules that name something, as they are written where they are raised."""


def rule_text(rule: str, language: Language) -> str:
    """Return a rule in words; one without a text as code tells it, in English."""
    for key, known in RULES.items():
        if rule == known:
            return say(f"rule_of_{key}", language)
    for key, written in NAMING.items():
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(written))
        found = re.fullmatch(pattern, rule)
        if found:
            named = found.groupdict()
            if "name" in named:
                named["name"] = option_name(Choice.BREAKS, named["name"], language)
            return say(f"rule_of_{key}", language, **named)
    return rule
