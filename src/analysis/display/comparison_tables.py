"""The table of a comparison: every estimator at the comparison's points, and how it was made."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.comparison import Comparison
from analysis.comparison_terms import Approach, Stage
from analysis.design import Estimates
from analysis.display.comparison_rows import (
    Told,
    approaches,
    contrast,
    difference_at,
    only,
    told,
)
from analysis.display.comparison_words import (
    ARMS,
    OF,
    approach_name,
    month_of_crossing,
    number,
    points,
    set_of_crossing,
    span,
)
from analysis.display.fragment import Fragment, folded, fragment, heading, invented
from analysis.display.goals import goal_of
from analysis.display.methods import method_text, reason_text
from analysis.display.tables import table
from analysis.display.words import hundredths, hundredths_between, say
from analysis.terms import Estimand, Language


def estimators(comparison: Comparison, rows: Estimates, language: str) -> Fragment:
    """Return one table of all estimators: differences, mean difference, crossing, and method."""
    lang = Language(language)
    mark = invented(rows.source, lang)
    head = heading("estimators", lang)
    own = goal_of(comparison.measure, lang)
    header = (
        say("column_approach", lang),
        *(say("column_at_month", lang, month=month) for month in comparison.asked_points),
        say("column_times", lang),
        say("column_mean_difference", lang),
        say("column_crossing", lang),
    )
    tables = Markup("")
    for of, word in OF.items():
        body = list(_lines(comparison, rows, of, lang))
        if body:
            name = Markup("<h3>{}</h3>").format(say(f"state_{word}", lang, **own))
            tables += name + table(header, body)
    if not tables:
        text = Markup("<p>{}{}</p>").format(say("comparison_no_curves", lang), mark)
        return fragment(head + text, lang, rows)
    note = Markup("<p>{}{}</p>").format(say("estimators_note", lang, **own), mark)
    return fragment(head + tables + note + _methods(rows, lang, mark), lang, rows, kind="wide")


def _lines(
    comparison: Comparison, rows: Estimates, of: str, language: Language
) -> Iterator[tuple[str, ...]]:
    for approach in approaches(rows, of):
        name = approach_name(approach, language)
        if approach in ARMS:
            gaps = [difference_at(rows, approach, of, m) for m in comparison.asked_points]
            last = comparison.asked_points[-1] if comparison.asked_points else None
            ratio = contrast(rows, approach, of, Estimand.RATIO, last)
            mean = contrast(rows, approach, of, Estimand.MEAN_DIFFERENCE, last)
            crossing = contrast(rows, approach, of, Estimand.CROSSING)
            yield (
                name,
                *(gap_text(gap, language) for gap in gaps),
                ratio_text(ratio, language),
                *_rest(mean, crossing, language),
            )
        if approach is Approach.LANDMARK:
            yield from _landmarks(comparison, rows, of, language)


def _landmarks(
    comparison: Comparison, rows: Estimates, of: str, language: Language
) -> Iterator[tuple[str, ...]]:
    """Yield who has completed against who has not begun, at each landmark."""
    own = {"approach": Approach.LANDMARK.value, "of": of, "group": Stage.COMPLETED.value}
    for landmark in comparison.asked_landmarks:
        found = only(rows, landmark=landmark, against=Stage.NOT_BEGUN.value, **own)
        if found.frame.empty:
            continue
        gaps = []
        for point in comparison.asked_points:
            frame = only(found, estimand=Estimand.DIFFERENCE.value).frame
            gaps.append(gap_text(told(frame[frame["month"] == point - landmark]), language))
        means = only(found, estimand=Estimand.MEAN_DIFFERENCE.value).frame
        mean = told(means.sort_values("month").tail(1))
        ratios = only(found, estimand=Estimand.RATIO.value).frame
        ratio = told(ratios.sort_values("month").tail(1))
        crossing = told(only(found, estimand=Estimand.CROSSING.value).frame)
        name = say("landmark_completed", language, month=landmark)
        yield (name, *gaps, ratio_text(ratio, language), *_rest(mean, crossing, language))


def gap_text(gap: Told | None, language: Language) -> str:
    """Return a difference in points with its interval; a dash where it is not told."""
    if gap is None:
        return "–"
    return f"{points(gap.estimate, language)} ({span(gap.lower, gap.upper, language)})"


def ratio_text(ratio: Told | None, language: Language) -> str:
    """Return how many times as many, with its interval; a dash where it is not told."""
    if ratio is None:
        return "–"
    limits = hundredths_between(ratio.lower, ratio.upper, language)
    return f"{hundredths(ratio.estimate, language)} ({limits})"


def _rest(mean: Told | None, crossing: Told | None, language: Language) -> tuple[str, str]:
    """Return the mean difference in months, and the crossing month with its set."""
    months = "–"
    if mean is not None:
        months = number(mean.estimate, language, signed=True)
        if mean.lower == mean.lower:  # it has an interval
            limits = {
                name: number(getattr(mean, name), language, signed=True)
                for name in ("lower", "upper")
            }
            months = f"{months} ({say('from_to', language, **limits)})"
    if crossing is None:
        return months, "–"
    members = set_of_crossing(crossing.lower, crossing.upper, language)
    return months, f"{month_of_crossing(crossing.estimate, language)} ({members})"


def _methods(rows: Estimates, language: Language, mark: str) -> Markup:
    """Return how every approach was made, as its rows say, folded away."""
    asked = [Estimand.DIFFERENCE, Estimand.HAZARD_RATIO, Estimand.COMPARISON]
    frame = rows.frame[rows.frame["estimand"].isin([one.value for one in asked])]
    frame = frame.drop_duplicates("approach")
    body = [
        (approach_name(row["approach"], language), _made(row, language))
        for _, row in frame.iterrows()
    ]
    header = (say("column_approach", language), say("column_method", language))
    return folded(say("methods_title", language), table(header, body, texts=2), mark)


def _made(row: "pd.Series[Any]", language: Language) -> str:
    """Return how an approach was made, or why it could not be."""
    if row["estimand"] == Estimand.COMPARISON:
        return reason_text(str(row["method"]), language, whole=True)
    return method_text(str(row["method"]), language)
