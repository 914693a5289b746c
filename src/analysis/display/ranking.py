"""Municipalities in order: whether another November, another cohort or another rule keeps it."""

from math import floor
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from analysis.design import Estimates
from analysis.display.fragment import Fragment, folded, fragment, heading, invented, paragraphs
from analysis.display.pictures import apart, empty_axes, figure_html, pictures, spread, write_mark
from analysis.display.style import HERE, NARROW, OTHER, Width
from analysis.display.tables import count, table
from analysis.display.words import say
from analysis.terms import Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_TICKS = 7
"""Ranks written on an axis."""
NAMED = 3
"""Municipalities that are named: those that climb most, and those that fall most."""


def bumps(ranked: Estimates, areas: dict[str, str], language: str, here: str = "") -> Fragment:
    """Return the rank of each municipality by year after exit, with those that move most named.

    Args:
        ranked: rows of `ranks`, by municipality and month.
        areas: municipality code -> name.
        language: nb or en.
        here: the code of a municipality that is shown whatever it does.
    """
    lang = Language(language)
    head, mark = heading("bumps", lang), invented(ranked.source, lang)
    order = _order(ranked)
    if order.shape[1] < 2:
        text = Markup("<p>{}{}</p>").format(say("bumps_absent", lang), mark)
        return fragment(head + text, lang, ranked)
    named = _named(order, here)
    first, last = (int(month) // 12 for month in (order.columns[0], order.columns[-1]))
    moved = (order.iloc[:, -1] - order.iloc[:, 0]).abs()
    values: dict[str, str | int] = {
        "n": count(len(order), lang),
        "first": first,
        "last": last,
        "half": f"{floor(moved.median())}",
        "most": f"{moved.max():.0f}",
        "place": areas.get(str(moved.idxmax()), str(moved.idxmax())),
    }
    texts = [say("bumps_text", lang, **values), _chance(ranked, lang)]
    said = paragraphs(texts, mark)
    alt = say("bumps_alt", lang, **values) + mark
    images = pictures(
        lambda width: _figure(order, named, areas, ranked, lang, width), alt, [ranked]
    )
    numbers = _table(order, named, areas, lang, mark)
    body = figure_html(images, say("bumps_caption", lang) + mark, numbers)
    return fragment(head + said + body, lang, ranked, kind="figure")


def _order(ranked: Estimates) -> pd.DataFrame:
    """Return municipality x month: the rank."""
    wide = ranked.frame.pivot_table(index="municipality", columns="month", values="estimate")
    return wide.dropna().sort_index()


def _named(order: pd.DataFrame, here: str) -> list[str]:
    moved = (order.iloc[:, -1] - order.iloc[:, 0]).sort_values(kind="stable")
    found = [*moved.index[:NAMED], *moved.index[-NAMED:]]
    return list(dict.fromkeys([*([here] if here in order.index else []), *map(str, found)]))


def _chance(ranked: Estimates, language: Language) -> str:
    """Return how many places a usual municipality may have, by chance, at the first month.

    Where it is half the list or more, the list says little.
    """
    first = ranked.frame[ranked.frame["month"] == ranked.frame["month"].min()]
    width = float((first["upper"] - first["lower"]).median() + 1)
    text = say("bumps_chance", language, width=f"{width:.0f}", n=count(len(first), language))
    return f"{text} {say('bumps_little', language)}" if width >= len(first) / 2 else text


def _figure(
    order: pd.DataFrame,
    named: list[str],
    areas: dict[str, str],
    ranked: Estimates,
    language: Language,
    width: Width,
) -> "Figure":
    figure, (axes,) = empty_axes(width, with_counts=False)
    years = [int(month) // 12 for month in order.columns]
    for code, ranks in order.iterrows():
        if str(code) not in named:
            axes.plot(years, ranks, color="#d0d0d0", linewidth=0.8, zorder=1)
    last = order.iloc[:, -1].loc[named]
    ends = {str(code): float(rank) for code, rank in last.items()}
    places = spread(ends, 0.045 * len(order))
    for code in named:
        ranks = order.T[code]
        rises = ranks.iloc[-1] < ranks.iloc[0]
        colour = HERE if rises else OTHER
        axes.plot(years, ranks, color=colour, linewidth=2, marker="o", markersize=4, zorder=3)
        name = areas.get(code, code)
        short = name if width is not NARROW else name[:14]
        axes.text(
            years[-1] + 0.06, places[code], short, va="center", color=colour,
            fontsize=width.text - 2, parse_math=False,
        )  # fmt: skip
    axes.set_ylim(len(order) + 0.5, 0.5)
    axes.set_yticks(_rank_ticks(len(order)))
    axes.set_xlim(years[0] - 0.1, years[-1] + (1.1 if width is not NARROW else 1.7))
    axes.set_xticks(years)
    axes.set_xlabel(say("axis_years", language))
    axes.set_ylabel(say("axis_rank", language))
    axes.grid(visible=False)
    write_mark(figure, ranked, language, width)
    return figure


def _rank_ticks(n: int) -> list[int]:
    """Return the ranks written on the axis: the first, and round ones after it."""
    round_by = 1 if n < MOST_TICKS else 5 if n < 5 * MOST_TICKS else 10
    step = apart(n, MOST_TICKS, round_by)
    return [1, *range(max(step, 2), n + 1, step)]


def _table(
    order: pd.DataFrame, named: list[str], areas: dict[str, str], language: Language, mark: str
) -> Markup:
    header = [
        say("column_municipality", language),
        *(say("column_year_after", language, year=int(month) // 12) for month in order.columns),
    ]
    rows = [[areas.get(code, code), *(f"{rank:.0f}" for rank in order.loc[code])] for code in named]
    return folded(say("table_title", language), table(header, rows), mark)
