"""The specification curve: every result in order, and below it which choices were made.

Source:
    Simonsohn, Simmons and Nelson (2020), Nature Human Behaviour 4, 1208-1214.
"""

from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis.design import Estimates
from analysis.display.choices import (
    PREFIX,
    amount,
    choice_name,
    of_quantity,
    open_choices,
    option_name,
    quantity_name,
)
from analysis.display.fragment import Fragment, folded, fragment, heading, invented
from analysis.display.pictures import as_written, figure_html, percent_axis, pictures, write_mark
from analysis.display.rows import OFFICIAL_MONTH
from analysis.display.style import EVERYBODY, HERE, NARROW, OTHER, Width
from analysis.display.tables import count, table
from analysis.display.words import say
from analysis.estimates.sweep.incidence import LEVEL
from analysis.estimates.sweep.rows import GAP_OF_SCHOOL
from analysis.grid import DEFAULTS, Among, Attribution, Choice
from analysis.reference.measures import presets
from analysis.study import OFFICIAL
from analysis.terms import Estimand, Language, OriginName

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BINS = 96
"""Columns of the choices below a curve: more of them cannot be told apart on a phone."""
THE_SAME: dict[Choice, tuple[str, ...]] = {
    **{of: (DEFAULTS[of],) for of in (Choice.MONTHLY_RULE, Choice.TRANSFER, Choice.REASONS)},
    Choice.BREAKS: (DEFAULTS[Choice.BREAKS],),
    Choice.DENOMINATOR: (Among.RESIDENT.value,),
    Choice.ATTRIBUTION: (Attribution.PROGRAMME.value, Attribution.EXIT.value),
}
"""Options of choices beside measure, origin and point by which a specification is the official."""
TOP_INCHES, ROW_INCHES = 2.6, 0.2


def specification_curve(
    rows: Estimates,
    language: str,
    quantity: str = LEVEL,
    estimand: str = Estimand.PREVALENCE.value,
) -> Fragment:
    """Return a level or gap under every specification of a grid, the smallest first.

    Args:
        rows: the specifications of one grid, as a study answers them.
        language: nb or en.
        quantity: level, gap_of_sex or gap_of_grunnskole.
        estimand: prevalence, cumulative_incidence, or loss.
    """
    lang = Language(language)
    frame, mark = of_quantity(rows, quantity, estimand), invented(rows.source, lang)
    name = quantity_name(quantity, lang, estimand)
    head = heading("specification_curve", lang, quantity=name)
    if frame.empty:
        key = "curve_of_choices_absent" if rows.release_id is None else "choices_not_released"
        text = Markup("<p>{}{}</p>").format(say(key, lang), mark)
        return fragment(head + text, lang, rows)
    told = numbers_of_curve(frame, quantity, lang)
    is_lost = estimand == Estimand.LOSS
    said = say("curve_of_choices_lost" if is_lost else "curve_of_choices_text", lang, **told)
    if quantity != LEVEL:
        said += " " + say("curve_of_choices_sign", lang, **told)
    if quantity == GAP_OF_SCHOOL:
        said += " " + say("curve_of_choices_school", lang)
    caption = say("curve_of_choices_caption", lang, **told)
    caption += " " + say("first_way", lang, options=_first_way(frame, lang))
    caption += "" if rows.release_id is None else " " + say("curve_of_choices_steps", lang)
    alt = say("curve_of_choices_alt", lang, **told) + mark
    order = frame.sort_values(["estimate", "specification"]).reset_index(drop=True)
    images = pictures(lambda width: _figure(order, rows, quantity, lang, width), alt, [rows])
    html = figure_html(images, caption + mark, _numbers(frame, rows, quantity, lang))
    text = Markup("<p>{}{}</p>").format(said, mark)
    return fragment(head + text + html, lang, rows, kind="figure")


def numbers_of_curve(
    frame: pd.DataFrame, quantity: str, language: Language
) -> dict[str, str | int]:
    """Return the numbers that sentences on a curve name, from the rows of its quantity."""
    first = frame.sort_values("specification").iloc[0]
    weight = frame["weight"] / frame["weight"].sum()
    positive = float(weight[frame["estimate"] > 0].sum())
    low, high = frame["n_at_risk"].min(), frame["n_at_risk"].max()
    estimand = str(frame["estimand"].iloc[0])
    ordered = frame.sort_values("estimate")
    middle = ordered["estimate"][weight[ordered.index].cumsum() >= 0.5].iloc[0]
    values = {
        "first": first["estimate"],
        "least": frame["estimate"].min(),
        "most": frame["estimate"].max(),
        "median": middle,
    }
    return {
        **{key: amount(float(value), quantity, language) for key, value in values.items()},
        "n": count(len(frame), language),
        "quantity": quantity_name(quantity, language, estimand),
        "positive": count(round(100 * positive), language),
        "rule": _rule(first, language),
        "people": count(low, language) + (f"–{count(high, language)}" if high > low else ""),
    }


def _first_way(frame: pd.DataFrame, language: Language) -> str:
    """Return each choice of the first specification, of those that have several options."""
    first = frame.sort_values("specification").iloc[0]
    return "; ".join(
        f"{choice_name(choice, language)}: "
        f"{option_name(choice, first[f'{PREFIX}{choice}'], language)}"
        for choice in open_choices(frame)
    )


def _rule(first: pd.Series, language: Language) -> str:
    """Return what the first specification is called: the official rule where it is that."""
    official = presets()[OFFICIAL[0]]
    at = (first["measure"], first["origin"], first["month"])
    chosen = {choice: first.get(f"{PREFIX}{choice}", told[0]) for choice, told in THE_SAME.items()}
    is_official = at == (official.name, OriginName.EXIT, OFFICIAL_MONTH) and all(
        str(option) in THE_SAME[choice] for choice, option in chosen.items()
    )
    return say("rule_official" if is_official else "rule_first", language)


def _figure(
    order: pd.DataFrame, rows: Estimates, quantity: str, language: Language, width: Width
) -> "Figure":
    from matplotlib.figure import Figure

    choices = open_choices(order.sort_values("specification"))
    lines = sum(len(options) + 1 for options in choices.values())
    below = ROW_INCHES * max(lines, 1)
    figure = Figure(figsize=(width.inches, TOP_INCHES + below + 0.5), layout="constrained")
    top, bottom = figure.subplots(2, 1, height_ratios=[TOP_INCHES, below])
    _curve(top, order, quantity, language, width)
    _choices(bottom, order, choices, language, width)
    write_mark(figure, rows, language, width)
    return figure


def _curve(
    axes: "Axes", order: pd.DataFrame, quantity: str, language: Language, width: Width
) -> None:
    """Draw every estimate with its interval, and the grid's first specification large."""
    place = np.arange(len(order))
    axes.fill_between(
        place, order["lower"], order["upper"], step="mid", color=HERE, alpha=0.2, linewidth=0
    )
    axes.step(place, order["estimate"], where="mid", color=HERE, linewidth=1.6)
    first = int(order["specification"].argmin())
    at = float(order["estimate"].iloc[first])
    rule = _rule(order.iloc[first], language)
    label = say("first_specification", language, rule=rule, value=amount(at, quantity, language))
    axes.plot([first], [at], "D", color=OTHER, markersize=7, label=label, zorder=5)
    percent_axis(axes.yaxis, language)
    if quantity != LEVEL:
        axes.axhline(0, color=EVERYBODY, linewidth=1)
        axes.yaxis.set_major_formatter(lambda gap, _: amount(gap, quantity, language))
    letters = 26 if width is NARROW else 40
    name = quantity_name(quantity, language, str(order["estimand"].iloc[0]))
    if quantity != LEVEL:
        name = say("quantity_in_points", language, quantity=name)
    axes.set_ylabel(fill(name, letters), fontsize=width.text - 1)
    axes.set_xticks([])
    axes.set_xlim(-0.5, len(order) - 0.5)
    as_written(axes.legend(loc="lower right", fontsize=width.text - 1.5, handlelength=1.2))
    axes.tick_params(labelsize=width.text - 1.5)


def _choices(
    axes: "Axes",
    order: pd.DataFrame,
    choices: dict[str, list[str]],
    language: Language,
    width: Width,
) -> None:
    """Draw for each option how often it was chosen along the curve: the darker, the oftener."""
    bins = min(BINS, len(order))
    column = np.arange(len(order)) * bins // len(order)
    size = np.bincount(column, minlength=bins)
    names: list[str] = []
    heads: list[int] = []
    dark = np.full((sum(len(options) + 1 for options in choices.values()), bins), np.nan)
    for choice, options in choices.items():
        heads.append(len(names))
        names.append(choice_name(choice, language))
        for option in options:
            chosen = (order[f"{PREFIX}{choice}"] == option).to_numpy(float)
            often = np.bincount(column, chosen, minlength=bins) / size
            dark[len(names)] = often / max(float(often.max()), 1 / len(order))
            names.append(option_name(choice, option, language))
    extent = (-0.5, len(order) - 0.5, len(names) - 0.5, -0.5)
    axes.imshow(dark, aspect="auto", cmap="Blues", vmin=0, vmax=1, extent=extent)
    letters = 24 if width is NARROW else 44
    shown = [
        fill(name, 200) if len(name) <= letters else name[: letters - 1] + "…" for name in names
    ]
    axes.set_yticks(range(len(names)), shown, fontsize=width.text - 2.5)
    for head, label in enumerate(axes.get_yticklabels()):
        label.set_parse_math(False)
        if head in heads:
            label.set_fontweight("bold")
    axes.set_xticks([])
    axes.grid(visible=False)
    axes.tick_params(length=0)
    axes.set_xlabel(say("axis_specifications", language), fontsize=width.text - 1.5)
    for side in axes.spines.values():
        side.set_visible(False)


def _numbers(frame: pd.DataFrame, rows: Estimates, quantity: str, language: Language) -> Markup:
    """Return the mean and the range of results by option, folded away under the figure."""
    body: list[tuple[str, ...]] = []
    for choice, options in open_choices(frame).items():
        body.append((choice_name(choice, language),))
        for option in options:
            some = frame[frame[f"{PREFIX}{choice}"] == option]
            mean = float(np.average(some["estimate"], weights=some["weight"]))
            values = (mean, float(some["estimate"].min()), float(some["estimate"].max()))
            told = [amount(value, quantity, language) for value in values]
            n = count(len(some), language)
            body.append((option_name(choice, option, language), n, *told))
    keys = ("column_option", "column_specifications", "column_mean", "column_least", "column_most")
    html = table([say(key, language) for key in keys], body)
    return folded(say("table_title", language), html, invented(rows.source, language))
