"""The figure of how often intervals hold what is true, and the table of every share under it."""

from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis.design import Estimates
from analysis.display.fragment import Fragment, folded, fragment, heading, invented
from analysis.display.method_check import month_of, per_cent, share_of, told, worlds_of
from analysis.display.pictures import figure_html, percent_axis, pictures, write_mark
from analysis.display.style import BAND, EVERYBODY, HERE, NARROW, OTHER, Width
from analysis.display.tables import count, table
from analysis.display.words import say
from analysis.estimates.checked_intervals import Interval
from analysis.estimates.method_check import CHANCE, LEVEL, WITHIN, departures
from analysis.terms import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = (OTHER, HERE, EVERYBODY)
MARKERS = "osD"
SIZES = len(COLOURS)
"""How many sizes of worlds a figure tells apart; the table under it has all."""
LOWEST = 0.86
"""Where the axis begins, if nothing lies lower."""
LETTERS = {"wide": 34, "narrow": 24}
"""In a line of the name of an interval."""
LINE_INCHES = 0.34


def figure(estimates: Estimates, language: str) -> Fragment:
    """Return how often each interval held, by size and kind of world, at its worst month."""
    lang = Language(language)
    rows = worst(estimates.frame)
    mark = invented(estimates.source, lang)
    furthest = rows.iloc[int((rows["estimate"] - LEVEL).abs().argmax())]
    alt = say(
        "method_alt",
        lang,
        interval=say(f"check_{furthest['interval']}", lang),
        share=per_cent(float(furthest["estimate"]), float(furthest["n_at_risk"]), lang),
    )
    caption = say("method_caption", lang, worlds=count(worlds_of(estimates.frame), lang)) + mark
    images = pictures(lambda width: _figure(rows, estimates, lang, width), alt + mark, [estimates])
    html = figure_html(images, caption, _every_share(estimates, lang))
    return fragment(heading("coverage", lang) + html, lang, estimates, kind="figure")


def worst(frame: pd.DataFrame) -> pd.DataFrame:
    """Return of each interval and kind of world the month whose share is furthest from 95 %."""
    rows = told(frame)
    far = (rows["estimate"] - LEVEL).abs()
    order = rows.loc[far.sort_values(ascending=False, kind="stable").index]
    return order.drop_duplicates(["interval", "persons", "places"]).sort_index()


def _figure(rows: pd.DataFrame, estimates: Estimates, language: Language, width: Width) -> "Figure":
    from matplotlib.figure import Figure

    asked = [one.value for one in Interval if (rows["interval"] == one.value).any()]
    sizes = sorted(rows["persons"].unique())[-SIZES:]
    kinds = list(rows["places"].unique())
    beside = 1 if width is NARROW else len(kinds)
    above = len(kinds) // beside
    height = above * (len(asked) * LINE_INCHES + 0.5) + 1.3
    figure = Figure(figsize=(width.inches, height), layout="constrained")
    grid = figure.subplots(above, beside, sharex=True, sharey=True, squeeze=False)
    for places, axes in zip(kinds, grid.flat, strict=True):
        here = rows[rows["places"] == places]
        _panel(axes, here, asked, sizes, language)
        axes.set_title(say(f"places_{places}", language), loc="left", fontsize=width.text - 1)
        axes.tick_params(labelsize=width.text - 2, labelbottom=True)
    first = grid.flat[0]
    names = [fill(say(f"check_{one}", language), LETTERS[width.name]) for one in asked]
    first.set_yticks(range(len(asked)), names)
    first.set_ylim(len(asked) - 0.5, -0.5)
    first.set_xlim(min(LOWEST, float(rows["lower"].min()) - 0.005), 1.005)
    for axes in grid[-1]:
        percent_axis(axes.xaxis, language)
    handles, labels = first.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper left", ncols=beside if beside > 1 else 1)
    write_mark(figure, estimates, language, width)
    return figure


def _panel(
    axes: "Axes", rows: pd.DataFrame, asked: list[str], sizes: list[int], language: Language
) -> None:
    """Draw one kind of municipalities: a line an interval, a mark a size."""
    axes.axvspan(*WITHIN, color=BAND, zorder=0)
    axes.axvline(LEVEL, color="#5f5220", linewidth=0.8, zorder=1)
    axes.grid(visible=False, axis="y")
    for between in range(1, len(asked)):
        axes.axhline(between - 0.5, color="#e3e3e3", linewidth=0.8, zorder=0.5)
    for place, persons in enumerate(sizes):
        some = rows[rows["persons"] == persons]
        line = some["interval"].map(asked.index) + (place - (len(sizes) - 1) / 2) * 0.25
        errors = [some["estimate"] - some["lower"], some["upper"] - some["estimate"]]
        axes.errorbar(
            some["estimate"],
            line,
            xerr=np.maximum(errors, 0),
            fmt=MARKERS[place],
            color=COLOURS[place],
            markersize=4,
            elinewidth=1.1,
            label=say("method_persons", language, persons=count(persons, language)),
        )


def _every_share(estimates: Estimates, language: Language) -> Markup:
    """Return every share with its interval, folded away; marked where it is more than chance."""
    rows = told(estimates.frame)
    departs = departures(rows).ne(CHANCE).map({True: " *", False: ""})
    cells = rows.apply(share_of, axis=1, language=language) + departs
    kinds = list(zip(rows["places"], rows["persons"], strict=True))
    lines = list(zip(rows["interval"], rows["month"].fillna(0), strict=True))
    told_of = dict(zip(zip(lines, kinds, strict=True), cells, strict=True))
    columns = list(dict.fromkeys(kinds))
    header = [
        say("column_interval_kind", language),
        say("column_month", language),
        *(f"{say(f'places_{places}', language)}, {count(n, language)}" for places, n in columns),
    ]
    body = [
        [
            say(f"check_{interval}", language),
            month_of(month or np.nan),
            *(told_of.get(((interval, month), column), "–") for column in columns),
        ]
        for interval, month in dict.fromkeys(lines)
    ]
    note = Markup("<p>{}{}</p>").format(
        say("method_stars", language), invented(estimates.source, language)
    )
    return folded(
        say("table_title", language),
        table(header, body, texts=2) + note,
        invented(estimates.source, language),
    )
