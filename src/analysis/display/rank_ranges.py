"""Best and worst rank of each municipality, over definitions and chance: figure and sentence."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis.design import Estimates
from analysis.display.choice_tables import grid_name
from analysis.display.fragment import Fragment, folded, fragment, heading, invented, paragraphs
from analysis.display.pictures import as_written, empty_axes, figure_html, pictures, write_mark
from analysis.display.style import HERE, NARROW, OTHER, Width
from analysis.display.tables import count, table
from analysis.display.words import percent, say
from analysis.estimates.sweep.ranks import CHANCE, DEFINITION, EVERYTHING, OVER
from analysis.terms import Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHADES = {EVERYTHING: ("#d5dfec", 1.0), DEFINITION: ("#8fb0d6", 1.0), CHANCE: (HERE, 0.4)}
"""Colour and width, from the lowest to the uppermost: they are drawn over each other."""


def rank_ranges(rows: Estimates, areas: dict[str, str], language: str, here: str = "") -> Fragment:
    """Return between which ranks each municipality lies, by chance, by definition and by both.

    Args:
        rows: ranges of ranks over grids; the first is shown. A release tells quarters, and no rank.
        areas: municipality code -> name.
        language: nb or en.
        here: the code of a municipality that is marked and told of.
    """
    lang = Language(language)
    here = here if here in set(rows.frame.get("municipality", [])) else ""
    head, mark = heading("rank_ranges", lang), invented(rows.source, lang)
    if rows.frame.empty:
        key = "choices_absent" if rows.release_id is None else "choices_not_released"
        text = Markup("<p>{}{}</p>").format(say(key, lang), mark)
        return fragment(head + text, lang, rows)
    grid = str(rows.frame["grid"].iloc[0])
    wide = _wide(rows.frame[rows.frame["grid"] == grid])
    told = {**_told(wide, lang), "grid": grid_name(grid, lang).lower()}
    texts = [say("rank_ranges_text", lang, **told)]
    if here:
        key = "rank_ranges_here" if _has_ranks(wide) else "rank_ranges_here_quarters"
        texts.append(say(key, lang, **_here(wide, here, areas, lang)))
    texts += [] if _has_ranks(wide) else [say("rank_ranges_quarters", lang)]
    said = paragraphs(texts, mark)
    alt = say("rank_ranges_alt", lang, **told) + mark
    images = pictures(lambda width: _figure(wide, rows, here, lang, width), alt, [rows])
    caption = say("rank_ranges_caption", lang, **told) + mark
    html = figure_html(images, caption, _numbers(wide, rows, areas, lang))
    return fragment(head + said + html, lang, rows, kind="figure")


def _wide(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a row a municipality, in the order of its rank: code, n, rank, and both limits.

    Where ranks are not told they are 0, and the order is that of the limits.
    """
    first = frame[frame["over"] == CHANCE].set_index("municipality")
    wide = pd.DataFrame({"n": first["n_at_risk"], "rank": first["estimate"]})
    for over in OVER:
        own = frame[frame["over"] == over].set_index("municipality")
        wide[f"{over}_best"], wide[f"{over}_worst"] = own["lower"], own["upper"]
    keys = ["rank", *(f"{over}_{end}" for over in OVER for end in ("best", "worst"))]
    ordered = wide.fillna(0).sort_values(keys, kind="stable").astype(int)
    return ordered.rename_axis("code").reset_index()


def _has_ranks(wide: pd.DataFrame) -> bool:
    return bool((wide["rank"] > 0).all())


def _told(wide: pd.DataFrame, language: Language) -> dict[str, str]:
    places = {over: wide[f"{over}_worst"] - wide[f"{over}_best"] + 1 for over in OVER}
    half = float((places[EVERYTHING] > len(wide) / 2).mean())
    medians = {f"{over}_median": int(places[over].median()) for over in OVER}
    return {
        "n": count(len(wide), language),
        **{key: count(value, language) for key, value in medians.items()},
        "both_half": percent(half, language),
    }


def _here(
    wide: pd.DataFrame, here: str, areas: dict[str, str], language: Language
) -> dict[str, str]:
    (row,) = wide[wide["code"] == here].to_dict("records")
    numbers = {str(key): int(value) for key, value in row.items() if key != "code"}
    told = {key: count(value, language) for key, value in numbers.items()}
    return {**told, "place": areas.get(here, here), "n": count(len(wide), language)}


def _figure(
    wide: pd.DataFrame, rows: Estimates, here: str, language: Language, width: Width
) -> "Figure":
    figure, (axes,) = empty_axes(width, with_counts=False)
    place = np.arange(1, len(wide) + 1)
    for over, (colour, share) in SHADES.items():
        axes.vlines(
            place,
            wide[f"{over}_best"] - 0.4,
            wide[f"{over}_worst"] + 0.4,
            color=colour,
            linewidth=max(0.6, share * 26 * width.inches / len(wide)),
            label=say(f"rank_over_{over}", language),
        )
    marked = (wide["code"] == here).to_numpy()
    at = wide["rank"]
    if _has_ranks(wide):
        axes.plot(place, at, color="#1c2430", linewidth=1)
    else:
        at = (wide["chance_best"] + wide["chance_worst"]) / 2
    axes.plot(place[marked], at[marked], "D", color=OTHER, markersize=7, zorder=5)
    axes.set_ylim(len(wide) + 0.5, 0.5)
    axes.set_xlim(0.5, len(wide) + 0.5)
    order = "axis_official_rank" if _has_ranks(wide) else "axis_possible_order"
    axes.set_xlabel(say(order, language), fontsize=width.text - 1)
    axes.set_ylabel(say("axis_possible_rank", language), fontsize=width.text - 1)
    size = width.text - (2.5 if width is NARROW else 1)
    columns = 1 if width is NARROW else 3
    legend = figure.legend(loc="outside upper left", ncols=columns, fontsize=size)
    as_written(legend)
    for line in legend.get_lines():
        line.set_linewidth(6)
    write_mark(figure, rows, language, width)
    return figure


def _numbers(
    wide: pd.DataFrame, rows: Estimates, areas: dict[str, str], language: Language
) -> Markup:
    """Return each municipality's ranks, folded away under the figure."""
    known = {"n": "column_people", "rank": "column_rank"}
    of_ranks = known if _has_ranks(wide) else {}
    body = []
    for row in wide.to_dict("records"):
        code = str(row["code"])
        spans = [
            "–".join(count(row[f"{over}_{end}"], language) for end in ("best", "worst"))
            for over in OVER
        ]
        told = [count(row[name], language) for name in of_ranks]
        body.append((areas.get(code, code), *told, *spans))
    keys = ("column_municipality", *of_ranks.values())
    header = [say(key, language) for key in keys]
    header += [say(f"rank_over_{over}", language) for over in OVER]
    mark = invented(rows.source, language)
    return folded(say("table_title", language), table(header, body), mark)
