"""Women and men beside each other, each with and without: the main answer within both."""

from typing import TYPE_CHECKING

from markupsafe import Markup

from analysis.comparison import Comparison
from analysis.design import Estimates
from analysis.display.comparison_figures import (
    Drawing,
    has_curves,
    months_axis,
    numbers,
    panel,
    top_of,
)
from analysis.display.comparison_rows import only
from analysis.display.comparison_words import MAIN, OF, STATE, strategies
from analysis.display.fragment import Fragment, fragment, heading, invented
from analysis.display.labels import label
from analysis.display.pictures import as_written, figure_html, percent_axis, pictures, write_mark
from analysis.display.style import NARROW, Width
from analysis.display.words import say
from analysis.terms import Language, Sex

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INCHES = 2.4
"""Height of a panel."""


def women_and_men(comparison: Comparison, by_sex: Estimates, language: str) -> Fragment:
    """Return with and without by month, women in one panel and men in another.

    Args:
        comparison: what is compared.
        by_sex: the main approach to women and to men.
        language: nb or en.
    """
    lang = Language(language)
    mark = invented(by_sex.source, lang)
    own = strategies(comparison, lang)
    head = heading("women_and_men", lang, **own)
    of_sex = {sex: only(by_sex, sex=sex.value) for sex in Sex}
    shown = {
        sex: Drawing(rows, STATE, comparison, lang)
        for sex, rows in of_sex.items()
        if "approach" in rows.frame and has_curves(rows, MAIN, STATE)
    }
    if comparison.sex or not shown:
        key = "women_and_men_one" if comparison.sex else "women_and_men_absent"
        text = Markup("<p>{}{}</p>").format(say(key, lang), mark)
        return fragment(head + text, lang, by_sex)
    state = say(OF[STATE], lang, **own)
    alt = say("women_and_men_alt", lang, state=state, **own) + mark
    caption = say("women_and_men_caption", lang, state=state, **own) + mark
    images = pictures(lambda width: _figure(by_sex, shown, width), alt, [by_sex])
    tables = (numbers(one, MAIN, label("sex", sex, lang)) for sex, one in shown.items())
    body = figure_html(images, caption, Markup("").join(tables))
    return fragment(head + body, lang, by_sex, kind="figure")


def _figure(by_sex: Estimates, shown: dict[Sex, Drawing], width: Width) -> "Figure":
    from matplotlib.figure import Figure

    columns = 1 if width is NARROW else len(shown)
    lines = -(-len(shown) // columns)
    figure = Figure(figsize=(width.inches, INCHES * lines + 0.9), layout="constrained")
    drawings = list(shown.values())
    top, language = top_of(drawings, [MAIN]), drawings[0].language
    for place, (sex, drawing) in enumerate(shown.items()):
        axes = figure.add_subplot(lines, columns, place + 1)
        panel(axes, drawing, MAIN)
        axes.set_title(label("sex", sex, language), loc="left", fontsize=width.text, pad=4)
        as_written(axes.legend(loc="upper left", fontsize=width.text - 2, handlelength=1.6))
        axes.set_ylim(0, top)
        months_axis(axes, drawing, width, 12 // columns)
        axes.tick_params(labelsize=width.text - 1.5)
        percent_axis(axes.yaxis, language)
        if place >= len(shown) - columns:
            axes.set_xlabel(drawing.since, fontsize=width.text - 1)
    write_mark(figure, by_sex, language, width)
    return figure
