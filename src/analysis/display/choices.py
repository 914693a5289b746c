"""Choices and their options in words: what an analyst may decide, as figures and tables name it."""

import pandas as pd

from analysis.design import Estimates
from analysis.display.comparison_words import number
from analysis.display.words import catalogue, percent, say
from analysis.estimates.sweep.incidence import GAP_OF_SEX, LEVEL
from analysis.estimates.sweep.rows import GAP_OF_SCHOOL
from analysis.grid import Choice
from analysis.reference.breaks import breaks
from analysis.reference.grids import point_of
from analysis.reference.measures import presets
from analysis.terms import Estimand, Language

OPTIONS = (
    *("yes", "no", "any", "kept", "left_out", "none", "permanent", "temporary"),
    *("all", "resident", "completed", "programme", "start", "exit", "residence"),
    *("day_15", "overlap", "day_weighted", "hours", "months"),
)
"""Options that have a text of their own; others are numbers, or carry one."""
NUMBERED = (Choice.HOURS, Choice.RUN, Choice.GAP, Choice.TRANSFER)
"""Choices whose options are numbers of hours or months."""
PREFIX = "choice_"


def choice_name(choice: str, language: Language) -> str:
    """Return what is chosen, in words."""
    return say(f"choice_{choice}", language)


def option_name(choice: str, option: str, language: Language) -> str:
    """Return one option of a choice, in as few words as a figure on a phone has room for."""
    if choice == Choice.MEASURE and option in presets():
        return str(getattr(presets()[option], f"label_{language}"))
    if choice == Choice.POINT:
        point = point_of(option)
        key = "option_november" if point.read_in else "option_month"
        return say(key, language, n=point.month // 12 if point.read_in else point.month)
    if choice == Choice.ORIGIN:
        return say(f"option_origin_{option}", language)
    if choice in NUMBERED:
        return _numbered(choice, option, language)
    if choice == Choice.BREAKS and option != "none":
        known = {one.name: one for one in breaks()}
        parts = option.split(";")
        names = [getattr(known[x], f"label_{language}") if x in known else x for x in parts]
        return "; ".join(names)
    key = f"option_{option}"
    return say(key, language) if key in catalogue() else option.replace(";", ", ")


def _numbered(choice: str, option: str, language: Language) -> str:
    if float(option) == 0:
        return say(f"option_zero_{choice}", language)
    unit = "hours" if choice == Choice.HOURS else "months"
    told = option.replace(".", ",") if language is Language.NB else option
    key = f"option_one_{unit}" if float(option) == 1 else f"option_{unit}"
    return say(key, language, n=told)


def amount(value: float, quantity: str, language: Language) -> str:
    """Return a level in per cent, or a gap in points with its sign."""
    if quantity == LEVEL:
        return percent(value, language)
    return number(100 * value, language, signed=True)


def quantity_name(
    quantity: str, language: Language, estimand: str = Estimand.PREVALENCE.value
) -> str:
    """Return a level or gap in words: at the point, ever reached by it, or lost again."""
    at_point = estimand == Estimand.PREVALENCE
    return say(f"quantity_{quantity}" + ("" if at_point else f"_{estimand}"), language)


QUANTITIES = (LEVEL, GAP_OF_SEX, GAP_OF_SCHOOL)


def of_quantity(
    rows: Estimates, quantity: str, estimand: str = Estimand.PREVALENCE.value
) -> pd.DataFrame:
    """Return the rows of one quantity, of one estimand: they are never mixed."""
    frame = rows.frame
    if frame.empty:
        return frame
    return frame[(frame["quantity"] == quantity) & (frame["estimand"] == estimand)]


def open_choices(frame: pd.DataFrame) -> dict[str, list[str]]:
    """Return choice -> its options in the grid's order, of those that have several in rows."""
    columns = [name for name in frame if str(name).startswith(PREFIX)]
    told = {str(name).removeprefix(PREFIX): list(frame[name].dropna().unique()) for name in columns}
    return {choice: options for choice, options in told.items() if len(options) > 1}
