"""First held back, then ahead? Hazard ratios by time since an exposure began, and since its end."""

from math import isnan
from textwrap import fill
from typing import TYPE_CHECKING

from markupsafe import Markup

from analysis.comparison import Comparison
from analysis.comparison_terms import Approach, Stage
from analysis.design import Estimates
from analysis.display.comparison_rows import Told, every, only
from analysis.display.comparison_words import approach_name, exposure_name, number
from analysis.display.fragment import Fragment, folded, fragment, heading, invented, paragraphs
from analysis.display.goals import goal_of
from analysis.display.pictures import as_written, figure_html, pictures, write_mark
from analysis.display.style import HERE, NARROW, OTHER, Width
from analysis.display.tables import count, table
from analysis.display.words import say
from analysis.terms import Estimand, Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MODELS = {Approach.DISCRETE_TIME: (HERE, "o"), Approach.COX: (OTHER, "s")}
"""The models, the primary one first (definitions.md 20), and how they are drawn."""
STAGES = (Stage.IN_PROGRESS, Stage.COMPLETED, Stage.LEFT)
FEWEST = 10
"""Of fewer persons, or where nobody came there, there is no ratio to read."""
TICKS = (0.1, 0.25, 0.5, 1, 2, 4, 8)


def lock_in(comparison: Comparison, rows: Estimates, language: str) -> Fragment:
    """Return how fast stable work comes while it lasts and after it, against who has not begun."""
    lang = Language(language)
    mark = invented(rows.source, lang)
    head = heading("lock_in", lang)
    ratios = only(rows, estimand=Estimand.HAZARD_RATIO.value)
    every_level = {model: _by_level(ratios, model) for model in MODELS}
    found = {model: enough for model, one in every_level.items() if (enough := _enough(one))}
    own = goal_of(comparison.measure, lang)
    own["exposure"] = exposure_name(comparison.exposure, lang)
    if not found:
        text = Markup("<p>{}{}</p>").format(say("lock_in_absent", lang, **own), mark)
        return fragment(head + text, lang, rows)
    model, first = next(iter(found.items()))
    named = _levels(every_level[model], lang)
    levels = {key: name for key, name in named.items() if key in first}
    few = len(named) - len(levels)
    caption = say("lock_in_caption", lang, **own) + mark
    alt = say("lock_in_alt", lang, **own) + mark
    images = pictures(lambda width: _figure((rows, found, levels), lang, width), alt, [rows])
    texts = _texts(first, levels, own["goal"], lang)
    texts += [say("lock_in_few", lang, fewest=FEWEST, n=few)] if few else []
    texts.append(say("lock_in_note", lang))
    said = paragraphs(texts, mark)
    numbers = _table((rows, found, levels), lang)
    body = head + figure_html(images, caption, numbers) + said
    return fragment(body, lang, rows, kind="figure")


def _enough(found: dict[tuple[str, int], Told]) -> dict[tuple[str, int], Told]:
    """Return the levels with persons enough, of whom somebody came there."""
    return {key: one for key, one in found.items() if one.n_at_risk >= FEWEST and one.n_events}


Levels = dict[tuple[str, int], str]
Found = dict[Approach, dict[tuple[str, int], Told]]
Shown = tuple[Estimates, Found, Levels]


def _by_level(ratios: Estimates, approach: Approach) -> dict[tuple[str, int], Told]:
    """Return (stage, first month) -> the ratio."""
    rows = every(only(ratios, approach=approach.value).frame)
    return {(row.group, int(row.month)): row for row in rows}


def _levels(found: dict[tuple[str, int], Told], language: Language) -> Levels:
    """Return (stage, first month) -> its name, in order of stages and months."""
    named: Levels = {}
    for stage in STAGES:
        first = sorted(month for one, month in found if one == stage)
        for place, month in enumerate(first):
            following = first[place + 1 : place + 2]
            since = f"{month}–{following[0] - 1}" if following else f"{month}+"
            named[stage.value, month] = say(f"stage_{stage}", language, months=since)
    return named


def _figure(shown: Shown, language: Language, width: Width) -> "Figure":
    from matplotlib.figure import Figure
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    rows, found, levels = shown
    figure = Figure(figsize=(width.inches, 1.6 + 0.42 * len(levels)), layout="constrained")
    axes = figure.subplots()
    axes.set_xscale("log")
    axes.axvline(1, color="#1c2430", linewidth=0.9)
    for place, (name, ratios) in enumerate(found.items()):
        colour, marker = MODELS[name]
        for line, key in enumerate(levels):
            ratio = ratios.get(key)
            if ratio is None or not ratio.estimate:
                continue
            at = line + (place - (len(found) - 1) / 2) * 0.22
            upper = TICKS[-1] if isnan(ratio.upper) else ratio.upper
            axes.hlines(at, ratio.lower, upper, color=colour)
            axes.plot(ratio.estimate, at, marker, color=colour, markersize=5)
        axes.plot([], [], marker, color=colour, label=approach_name(name, language))
    axes.set_xlim(TICKS[0], TICKS[-1])
    axes.xaxis.set_major_locator(FixedLocator(TICKS))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _plain(value, language)))
    axes.set_yticks(range(len(levels)), list(levels.values()), fontsize=width.text - 1.5)
    axes.set_ylim(len(levels) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    label = fill(say("axis_ratio", language), 34 if width is NARROW else 80)
    axes.set_xlabel(label, fontsize=width.text - 1)
    as_written(figure.legend(loc="outside upper left", fontsize=width.text - 1, handlelength=1.2))
    write_mark(figure, rows, language, width)
    return figure


def _plain(value: float, language: Language) -> str:
    text = f"{value:g}"
    return text.replace(".", ",") if language is Language.NB else text


def _texts(
    found: dict[tuple[str, int], Told], levels: Levels, noun: str, language: Language
) -> list[str]:
    """Return in which times it comes more slowly, and in which faster, beyond chance."""
    start = noun[:1].upper() + noun[1:]
    slower = [name for key, name in levels.items() if found[key].upper < 1]
    faster = [name for key, name in levels.items() if found[key].lower > 1]
    texts = [say("lock_in_slower", language, when="; ".join(slower), Goal=start)] if slower else []
    texts += [say("lock_in_faster", language, when="; ".join(faster), Goal=start)] if faster else []
    return texts or [say("lock_in_same", language)]


def _table(shown: Shown, language: Language) -> Markup:
    rows, found, levels = shown
    header = (
        say("column_since", language),
        say("column_people", language),
        say("column_events", language),
        *(approach_name(name, language) for name in found),
    )
    first = next(iter(found.values()))
    body = [
        (
            name,
            count(first[key].n_at_risk, language),
            count(first[key].n_events, language),
            *(_ratio(ratios.get(key), language) for ratios in found.values()),
        )
        for key, name in levels.items()
    ]
    return folded(
        say("table_title", language), table(header, body), invented(rows.source, language)
    )


def _ratio(ratio: Told | None, language: Language) -> str:
    if ratio is None:
        return "–"
    limits = {
        name: "…" if isnan(value) else number(value, language)
        for name, value in (("lower", ratio.lower), ("upper", ratio.upper))
    }
    return f"{number(ratio.estimate, language)} ({say('from_to', language, **limits)})"
