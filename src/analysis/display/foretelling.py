"""A better standard: which early measure foretells lasting self-support, and what it costs."""

from collections.abc import Callable
from functools import partial
from math import ceil, isfinite, isnan
from textwrap import fill
from typing import TYPE_CHECKING

from markupsafe import Markup

from analysis.design import Estimates
from analysis.display.comparison_words import number, points
from analysis.display.foretelling_signal import signal_tables, signal_text
from analysis.display.foretelling_words import (
    GAPS,
    LEFT,
    LEVEL,
    Candidate,
    candidates_of,
    enough,
    fit_text,
    leavers_between,
    recommended_texts,
)
from analysis.display.fragment import Fragment, folded, fragment, heading, invented, paragraphs
from analysis.display.goals import rule_name
from analysis.display.pictures import as_written, empty_axes, figure_html, pictures, write_mark
from analysis.display.style import EVERYBODY, HERE, NARROW, OTHER, Width
from analysis.display.tables import JOINER, table
from analysis.display.words import (
    definition,
    hundredths,
    hundredths_between,
    percent,
    say,
    with_interval,
)
from analysis.reference.measures import parse_measure
from analysis.terms import Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS = (HERE, "#7fb0dc", "#38761d", "#93c47d", OTHER, "#7a5195", EVERYBODY, "#b58900")
MARKERS = "osD^vPX*"
Column = tuple[Callable[..., str], str]
"""A candidate's cell, and the name of its column."""


def standard(rows: Estimates, language: str) -> Fragment:
    """Return the recommendation: the earliest moment and simplest measure that will do.

    Args:
        rows: rows of FORETELLING.
        language: nb or en.
    """
    lang = Language(language)
    head, mark = heading("standard", lang), invented(rows.source, lang)
    found = candidates_of(rows, lang)
    if not found:
        text = Markup("<p>{}{}</p>").format(say("foretelling_absent", lang), mark)
        return fragment(head + text, lang, rows)
    target = rows.measure or parse_measure(str(rows.frame["measure"].iloc[0]))
    note = say("foretelling_note", lang, definition=definition(target, lang))
    texts = [*recommended_texts(found, lang), *fit_text(found, lang)]
    texts += [*signal_text(found, lang), note]
    absent = rows.frame.loc[rows.frame["quantity"] == "absent", "candidate"].unique()
    if len(absent):
        names = "; ".join(rule_name(parse_measure(name), lang) for name in absent)
        texts.append(say("foretelling_untried", lang, names=names))
    said = paragraphs(texts, mark)
    caption = say("foretelling_caption", lang, level=hundredths(LEVEL, lang)) + mark
    alt = say("foretelling_alt", lang, n=len(found)) + mark
    images = pictures(partial(_figure, found, rows, lang), alt, [rows])
    body = figure_html(images, caption, Markup(""))
    prices = folded(say("foretelling_prices", lang), _prices(found, lang, mark), mark)
    signal, of_all = signal_tables(found, lang, mark)
    if of_all:
        signal += folded(say("signal_of_all", lang), of_all, mark)
    return fragment(head + said + body + signal + prices, lang, rows, kind="figure")


def _prices(found: list[Candidate], language: Language, mark: str) -> Markup:
    """Return tables, a name and a line for each candidate: what it tells, costs and rewards.

    Each has room on a phone; groups that no candidate is told of have no column.
    """
    gaps, left = (
        [name for name in of if any(name in one.rows for one in found)] for of in (GAPS, LEFT)
    )
    shown: dict[str, tuple[Column, ...]] = {
        "tells": (
            (_wait, "wait"),
            (_agreement, "agreement_order"),
            (partial(_share, quantity="sensitivity"), "found"),
            (partial(_share, quantity="predictive_value"), "right"),
        ),
        "costs": (
            *((partial(_gap, quantity=name), name) for name in gaps),
            (_leavers, "needed"),
        ),
        "rewards": (
            (_small, "small"),
            *((partial(_gap, quantity=name), name) for name in left),
        ),
    }
    parts = []
    for key, columns in shown.items():
        header = [say(f"column_{name}", language) for _, name in columns]
        body = [
            line
            for one in found
            for line in ([one.name], [_cell(of(one, language=language)) for of, _ in columns])
        ]
        text = paragraphs([say(f"foretelling_{key}", language)], mark)
        parts.append(text + table(header, body, texts=0))
    return Markup("").join(parts)


def _cell(told: str) -> str:
    """Return what a narrow cell has; no line ends within an interval."""
    return told.replace("–", f"–{JOINER}")


def _wait(one: Candidate, language: Language) -> str:
    return f"{ceil(one.wait)}"


def _agreement(one: Candidate, language: Language) -> str:
    row = one.rows.get("municipal_agreement")
    if row is None or not isfinite(row["estimate"]):
        return "–"
    limits = hundredths_between(float(row["lower"]), float(row["upper"]), language)
    return f"{hundredths(row['estimate'], language)} ({limits})"


def _leavers(one: Candidate, language: Language) -> str:
    row = one.rows.get("leavers_needed")
    if row is None or isnan(row["estimate"]):
        return "–"
    return f"{enough(row['estimate'], language)} ({leavers_between(row, language)})"


def _share(one: Candidate, quantity: str, language: Language) -> str:
    row = one.rows.get(quantity)
    if row is None or not isfinite(row["estimate"]):
        return "–"
    if isnan(row["lower"]) or isnan(row["upper"]):
        return f"{percent(row['estimate'], language)} (–)"
    return with_interval(row["estimate"], row["lower"], row["upper"], language)


def _small(one: Candidate, language: Language) -> str:
    return percent(one.value("small"), language) if one.has_small else "–"


def _gap(one: Candidate, quantity: str, language: Language) -> str:
    row = one.rows.get(quantity)
    if row is None or not isfinite(row["estimate"]):
        return "–"
    beyond = row["lower"] > 0 or row["upper"] < 0
    return points(row["estimate"], language) + ("" if beyond else "*")


def _figure(found: list[Candidate], rows: Estimates, language: Language, width: Width) -> "Figure":
    figure, (axes,) = empty_axes(width, with_counts=False)
    ordered = [one for one in found if "municipal_agreement" in one.rows]
    measures = list(dict.fromkeys(one.measure for one in ordered))
    for place, measure in enumerate(measures):
        own = [one for one in ordered if one.measure == measure]
        wait = [one.wait + 0.25 * (place - len(measures) / 2) for one in own]
        agreement = [one.value("municipal_agreement") for one in own]
        limits = [
            [abs(float(one.rows["municipal_agreement"][name]) - at)
             for one, at in zip(own, agreement, strict=True)]
            for name in ("lower", "upper")
        ]  # fmt: skip
        letters = 40 if width is NARROW else 46
        axes.errorbar(
            wait, agreement, yerr=limits, color=COLOURS[place % len(COLOURS)], linewidth=1.2,
            marker=MARKERS[place % len(MARKERS)], markersize=5, elinewidth=1,
            label=fill(own[0].rule, letters),
        )  # fmt: skip
    axes.axhline(LEVEL, color="#9c2f2f", linewidth=1, linestyle=(0, (4, 3)))
    axes.set_ylim(min(0, axes.get_ylim()[0]), 1)
    axes.yaxis.set_major_formatter(lambda value, _: number(value, language))
    axes.set_xlim(left=0)
    axes.set_xticks(range(0, 61, 12))
    axes.set_xlabel(say("axis_wait", language))
    axes.set_ylabel(say("axis_agreement", language))
    columns = 1 if width is NARROW else 2
    as_written(figure.legend(loc="outside upper left", ncols=columns, fontsize=width.text - 2))
    write_mark(figure, rows, language, width)
    return figure
