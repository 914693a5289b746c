"""The rules by which combinations of choices cannot be measured, in words."""

from analysis.display.words import say
from analysis.estimates.sweep.adjusted import NOT_COMPARED, NOT_MEASURED
from analysis.estimates.sweep.counts import NOBODY
from analysis.estimates.sweep.incidence import MOVERS, READ
from analysis.estimates.sweep.specifications import BY_MONTH, LATER, OF_ALL, SAME
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
"""Rules that have a text; any other is shown as code tells it."""


def rule_text(rule: str, language: Language) -> str:
    """Return a rule in words; one without a text as code tells it, in English."""
    known = {text: key for key, text in RULES.items()}
    return say(f"rule_of_{known[rule]}", language) if rule in known else rule
