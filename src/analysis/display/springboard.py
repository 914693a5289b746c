"""The springboard: where people are, month by month, with and without, and which way it goes."""

from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
from markupsafe import Markup

from analysis.comparison import Comparison
from analysis.comparison_terms import Approach, Arm, Effect, Situation
from analysis.design import Estimates
from analysis.display.comparison_rows import Told, by_month, only, told
from analysis.display.comparison_words import arm_name, number, points, span, strategies
from analysis.display.fragment import Fragment, folded, fragment, heading, invented, paragraphs
from analysis.display.goals import goal_of
from analysis.display.pictures import (
    apart,
    as_written,
    figure_html,
    percent_axis,
    pictures,
    write_mark,
)
from analysis.display.style import NARROW, Width
from analysis.display.tables import table
from analysis.display.words import say
from analysis.terms import Estimand, Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ARMS = (Arm.BEGIN.value, Arm.NOT_BEGIN.value)
COLOURS = {
    Situation.STABLE_WORK: "#0b5394",
    Situation.UNSTABLE_WORK: "#7fb0dc",
    Situation.UPPER_SECONDARY: "#38761d",
    Situation.GRUNNSKOLE: "#93c47d",
    Situation.OTHER_EDUCATION: "#d0e6c3",
    Situation.PROGRAMME: "#f1c232",
    Situation.LOOKING: "#e69138",
    Situation.NONE: "#d9d9d9",
    Situation.GONE: "#8a8a8a",
}
"""States from the bottom of the figure to its top."""
EFFECTS = (Effect.TOTAL, Effect.DIRECT, Effect.INDIRECT)


def springboard(
    comparison: Comparison, states: Estimates, rows: Estimates, language: str
) -> Fragment:
    """Return states with and without, the time in each, and the direct and the indirect effect.

    Args:
        comparison: what is compared.
        states: occupation and time in states on each course; without rows where it cannot be had.
        rows: every approach to the comparison; the effects are rows of the g-formula.
        language: nb or en.
    """
    lang = Language(language)
    mark = invented(rows.source, lang)
    own = strategies(comparison, lang)
    head = heading("springboard", lang, **own)
    occupied = only(states, estimand=Estimand.OCCUPATION.value)
    if occupied.frame.empty or "state" not in occupied.frame:
        text = Markup("<p>{}{}</p>").format(say("springboard_absent", lang), mark)
        return fragment(head + text, lang, rows, states)
    alt = say("springboard_alt", lang, **own) + mark
    caption = say("springboard_caption", lang, **own) + mark
    images = pictures(lambda width: _areas(occupied, comparison, lang, width), alt, [states])
    texts = [*_texts(comparison, rows, lang), say("springboard_note", lang, **own)]
    said = paragraphs(texts, mark)
    body = figure_html(images, caption, _times(comparison, states, lang, mark))
    return fragment(
        head + body + _effects(comparison, rows, lang) + said, lang, rows, states, kind="figure"
    )


def _effect(rows: Estimates, effect: Effect) -> dict[int, Told]:
    """Return an effect in shares by month."""
    own = {"approach": Approach.G_FORMULA.value, "group": effect.value}
    return by_month(only(rows, estimand=Estimand.DIFFERENCE.value, **own).frame)


def _texts(comparison: Comparison, rows: Estimates, language: Language) -> list[str]:
    """Return at the last month how much goes through upper secondary, as far as chance allows."""
    whole, part = _effect(rows, Effect.TOTAL), _effect(rows, Effect.INDIRECT)
    if not whole:
        return []
    month = max(whole)
    own = {"approach": Approach.G_FORMULA.value, "group": Effect.INDIRECT.value}
    ratio = by_month(only(rows, estimand=Estimand.RATIO.value, **own).frame)
    values: dict[str, str | int] = {
        "month": month,
        "total": points(whole[month].estimate, language),
        "interval": span(whole[month].lower, whole[month].upper, language),
        "part": points(part[month].estimate, language),
        "part_interval": span(part[month].lower, part[month].upper, language),
    }
    own_words = strategies(comparison, language)
    texts = [say("springboard_effect", language, **values, **own_words)]
    if month not in ratio:
        return [*texts, say("springboard_no_ratio", language)]
    return texts


def _effects(comparison: Comparison, rows: Estimates, language: Language) -> Markup:
    own = strategies(comparison, language)
    found = {effect: _effect(rows, effect) for effect in EFFECTS}
    months = sorted(found[Effect.TOTAL])
    if not months:
        return Markup("")
    header = (
        say("column_effect", language, **own),
        *(say("column_at_month", language, month=month) for month in months),
    )
    body = [
        (
            say(f"effect_{effect}", language, **own),
            *(
                f"{points(one[month].estimate, language)}"
                f" ({span(one[month].lower, one[month].upper, language)})"
                for month in months
            ),
        )
        for effect, one in found.items()
    ]
    return table(header, body)


def _times(comparison: Comparison, states: Estimates, language: Language, mark: str) -> Markup:
    """Return mean months in each state at the longest horizon, folded away."""
    times = only(states, estimand=Estimand.TIME_IN_STATE.value)
    if times.frame.empty:
        return Markup("")
    month = int(times.frame["month"].max())
    header = (
        say("column_state", language),
        *(arm_name(arm, comparison, language) for arm in ARMS),
    )
    body = []
    for state in COLOURS:
        found = [told(only(times, state=state.value, group=arm, month=month).frame) for arm in ARMS]
        cells = ["–" if one is None else number(one.estimate, language) for one in found]
        name = say(f"situation_{state}", language, **goal_of(comparison.measure, language))
        body.append((name, *cells))
    title = say("times_title", language, month=month)
    return folded(title, table(header, body), mark)


def _areas(
    occupied: Estimates, comparison: Comparison, language: Language, width: Width
) -> "Figure":
    from matplotlib.figure import Figure

    own = goal_of(comparison.measure, language)
    height = 4.4 if width is NARROW else 3.9
    figure = Figure(figsize=(width.inches, height), layout="constrained")
    panels = figure.subplots(1, len(ARMS), sharey=True)
    last = int(occupied.frame["month"].max())
    for axes, arm in zip(panels, ARMS, strict=True):
        low = np.zeros(last + 1)
        for state, colour in COLOURS.items():
            found = by_month(only(occupied, group=arm, state=state.value).frame)
            share = np.array([found[m].estimate if m in found else 0.0 for m in range(last + 1)])
            name = say(f"situation_{state}", language, **own) if arm == ARMS[0] else None
            axes.fill_between(
                range(last + 1), low, low + share, color=colour, linewidth=0, label=name
            )
            low = low + share
        axes.set_xlim(0, last)
        axes.set_ylim(0, 1)
        axes.grid(visible=False)
        axes.set_xticks(np.arange(0, last + 1, apart(last, 4 if width is NARROW else 7, 12)))
        title = fill(arm_name(arm, comparison, language), 20 if width is NARROW else 40)
        axes.set_title(title, loc="left", fontsize=width.text - 1.5)
    percent_axis(panels[0].yaxis, language)
    panels[0].set_xlabel(
        say(f"since_{comparison.origin}", language), loc="left", fontsize=width.text - 1
    )
    columns = 2 if width is NARROW else 3
    as_written(
        figure.legend(
            loc="outside upper left", ncols=columns, fontsize=width.text - 2, handlelength=1.2
        )
    )
    write_mark(figure, occupied, language, width)
    return figure
