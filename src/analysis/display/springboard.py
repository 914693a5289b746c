"""The springboard: where people are, month by month, with and without, and which way it goes."""

from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
from markupsafe import Markup

from analysis.comparison import Comparison
from analysis.comparison_terms import Approach, Arm, Effect, Situation
from analysis.design import Estimates
from analysis.display.comparison_rows import Told, by_month, difference_at, only, told
from analysis.display.comparison_words import (
    MAIN,
    STATE,
    arm_name,
    number,
    points,
    span,
    strategies,
)
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
from analysis.display.style import INK, NARROW, OTHER, RULE, Width
from analysis.display.tables import table
from analysis.display.words import say
from analysis.terms import Estimand, Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
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
EFFECTS = {
    Effect.TOTAL: (INK, "o"),
    Effect.DIRECT: (OTHER, "s"),
    Effect.INDIRECT: (COLOURS[Situation.UPPER_SECONDARY], "D"),
}
"""The whole effect and its two ways, and how they are drawn."""
AREAS_INCHES, SPLIT_INCHES = 3.0, 2.6
"""Height of the panels of states, and of that of the effects."""


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
    texts = _texts(comparison, rows, lang)
    alt = ". ".join([say("springboard_alt", lang, **own), *texts[:1]]) + mark
    caption = say("springboard_caption", lang, **own)
    if _effect(rows, Effect.TOTAL):
        caption += " " + say("springboard_caption_split", lang, **own)
    images = pictures(
        lambda width: _figure(occupied, rows, comparison, lang, width), alt, [states, rows]
    )
    said = paragraphs([*texts, say("springboard_note", lang, **own)], mark)
    body = figure_html(images, caption + mark, _times(comparison, states, lang, mark))
    return fragment(
        head + body + _effects(comparison, rows, lang) + said, lang, rows, states, kind="figure"
    )


def _effect(rows: Estimates, effect: Effect) -> dict[int, Told]:
    """Return an effect in shares by month."""
    own = {"approach": Approach.G_FORMULA.value, "group": effect.value}
    return by_month(only(rows, estimand=Estimand.DIFFERENCE.value, **own).frame)


def _texts(comparison: Comparison, rows: Estimates, language: Language) -> list[str]:
    """Return at the last month how much goes through upper secondary, as far as chance allows."""
    found = {effect: _effect(rows, effect) for effect in EFFECTS}
    if not found[Effect.TOTAL]:
        return []
    month = max(found[Effect.TOTAL])
    whole, direct, part = (found[effect][month] for effect in EFFECTS)
    own = {"approach": Approach.G_FORMULA.value, "group": Effect.INDIRECT.value}
    ratio = by_month(only(rows, estimand=Estimand.RATIO.value, **own).frame)
    kind = ("more" if whole.estimate > 0 else "fewer") if whole.is_clear else "same"
    size = whole.estimate if kind == "same" else abs(whole.estimate)
    values: dict[str, str | int] = {
        "month": month,
        "total": points(size, language, signed=kind == "same"),
        "interval": span(whole.lower, whole.upper, language),
        "direct": points(direct.estimate, language),
        "direct_interval": span(direct.lower, direct.upper, language),
        "part": points(part.estimate, language),
        "part_interval": span(part.lower, part.upper, language),
        **strategies(comparison, language),
    }
    texts = [say(f"springboard_{kind}", language, **values)]
    texts += _beside_main(whole, difference_at(rows, MAIN, STATE, month), language)
    ways = [say("springboard_ways", language, **values)]
    if not (direct.is_clear and part.is_clear):
        ways.append(say("springboard_ways_unclear", language))
    texts.append(" ".join(ways))
    if month not in ratio:
        return [*texts, say("springboard_no_ratio", language)]
    return texts


def _beside_main(whole: Told, main: Told | None, language: Language) -> list[str]:
    """Return how the difference here lies to the main answer, and why its interval is narrower."""
    if main is None:
        return []
    key = "inside" if main.lower <= whole.estimate <= main.upper else "outside"
    values = {
        "main": points(main.estimate, language),
        "interval": span(main.lower, main.upper, language),
    }
    texts = [say(f"springboard_main_{key}", language, **values)]
    if whole.upper - whole.lower < main.upper - main.lower:
        texts.append(say("springboard_narrower", language))
    return [" ".join(texts)]


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
    """Return mean months in each state up to each horizon, folded away."""
    times = only(states, estimand=Estimand.TIME_IN_STATE.value)
    if times.frame.empty:
        return Markup("")
    header = (
        say("column_state", language),
        *(arm_name(arm, comparison, language) for arm in ARMS),
    )
    own = goal_of(comparison.measure, language)
    body: list[tuple[str, ...]] = []
    for month in sorted(times.frame["month"].astype(int).unique()):
        body.append((say("times_of", language, month=month),))
        for state in COLOURS:
            one_state = only(times, state=state.value, month=month)
            found = [told(only(one_state, group=arm).frame) for arm in ARMS]
            cells = ["–" if one is None else number(one.estimate, language) for one in found]
            body.append((say(f"situation_{state}", language, **own), *cells))
    return folded(say("times_title", language), table(header, body), mark)


def _figure(
    occupied: Estimates, rows: Estimates, comparison: Comparison, language: Language, width: Width
) -> "Figure":
    """Draw states with and without above, and below which way the difference goes."""
    from matplotlib.figure import Figure

    effects = {effect: _effect(rows, effect) for effect in EFFECTS}
    heights = [AREAS_INCHES, *([SPLIT_INCHES] if effects[Effect.TOTAL] else [])]
    above = 1.4 if width is NARROW else 0.9  # for the names of states
    figure = Figure(figsize=(width.inches, sum(heights) + above), layout="constrained")
    grid = figure.add_gridspec(len(heights), len(ARMS), height_ratios=heights)
    first = figure.add_subplot(grid[0, 0])
    panels = [first, figure.add_subplot(grid[0, 1], sharey=first)]
    panels[1].tick_params(labelleft=False)
    _areas(panels, occupied, comparison, language, width)
    if effects[Effect.TOTAL]:
        _split(figure.add_subplot(grid[1, :]), effects, comparison, language, width)
    columns = 2 if width is NARROW else 3
    names, colours = first.get_legend_handles_labels()[::-1]
    as_written(
        figure.legend(
            colours,
            names,
            loc="outside upper left",
            ncols=columns,
            fontsize=width.text - 2,
            handlelength=1.2,
        )
    )
    write_mark(figure, occupied, language, width)
    return figure


def _areas(
    panels: list["Axes"],
    occupied: Estimates,
    comparison: Comparison,
    language: Language,
    width: Width,
) -> None:
    """Draw the share in each state by month, a panel for each strategy."""
    own = goal_of(comparison.measure, language)
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


def _split(
    axes: "Axes",
    effects: dict[Effect, dict[int, Told]],
    comparison: Comparison,
    language: Language,
    width: Width,
) -> None:
    """Draw the whole effect and its two ways at each month, with their intervals."""
    own = strategies(comparison, language)
    months = sorted(effects[Effect.TOTAL])
    axes.axvline(0, color=INK, linewidth=0.9)
    for place, (effect, told_at) in enumerate(effects.items()):
        colour, marker = EFFECTS[effect]
        for line, month in enumerate(months):
            one, at = told_at[month], line + 0.24 * (place - 1)
            axes.hlines(at, 100 * one.lower, 100 * one.upper, color=colour, linewidth=1.8)
            axes.plot(100 * one.estimate, at, marker, color=colour, markersize=5)
        name = say(f"effect_{effect}", language, **own)
        axes.plot([], [], f"{marker}-", color=colour, markersize=5, label=name)
    axes.set_yticks(
        range(len(months)), [say("column_at_month", language, month=month) for month in months]
    )
    axes.set_ylim(len(months) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    for line in range(1, len(months)):
        axes.axhline(line - 0.5, color=RULE, linewidth=0.8, zorder=0)
    axes.tick_params(labelsize=width.text - 1)
    axes.set_xlabel(
        fill(say("column_effect", language, **own), width.line), fontsize=width.text - 1
    )
    as_written(
        axes.legend(
            loc="lower left",
            bbox_to_anchor=(0, 1),
            fontsize=width.text - 1.5,
            handlelength=1.6,
        )
    )
