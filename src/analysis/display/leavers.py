"""Which years' leavers a page is about: everybody who is followed, by when their clock started."""

from math import isnan

from analysis.design import Estimates
from analysis.display.words import say
from analysis.terms import Language


def years_text(flow: Estimates, language: Language) -> str:
    """Return in a sentence the first and last year of those followed; nothing where it is unknown.

    Args:
        flow: who is followed and who is left out, in the whole dataset.
        language: of the sentence.
    """
    rows = flow.frame
    if rows.empty or "first_year" not in rows or isnan(rows["first_year"].iloc[0]):
        return ""
    first, last = (int(rows[name].iloc[0]) for name in ("first_year", "last_year"))
    key = "years_one" if first == last else "years"
    years = say(key, language, first=first, last=last)
    return say(f"leavers_{rows['origin'].iloc[0]}", language, years=years)
