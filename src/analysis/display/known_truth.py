"""Comparisons held to the truth of invented worlds: figure, table and sentences.

Everything shown is of who is in the state in a month, but for the table, which has both curves.
"""

from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis.comparison_terms import Approach
from analysis.design import Estimates
from analysis.display.comparison_words import (
    MAIN,
    OF,
    STATE,
    approach_name,
    number,
    points,
    strategies,
)
from analysis.display.fragment import Fragment, folded, fragment, heading, invented, paragraphs
from analysis.display.pictures import as_written, figure_html, pictures, write_mark
from analysis.display.style import EVERYBODY, HERE, INK, NARROW, OTHER, Width
from analysis.display.tables import count, table
from analysis.display.words import say
from analysis.estimates.comparison_check import ComparisonCheck, summed
from analysis.terms import Estimand, Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DRAWN = {
    Approach.NAIVE: (EVERYBODY, "s"),
    MAIN: (HERE, "o"),
    Approach.G_FORMULA: (OTHER, "D"),
    Approach.DOUBLY_ROBUST: (INK, "^"),
}
"""Approaches, and how they are drawn."""
APART = 0.64
"""How far the approaches of a month lie apart in all, of the way to the next month."""


def answer(check: ComparisonCheck, estimates: Estimates, language: str) -> Fragment:
    """Return in which worlds comparisons are tried, and which approach is nearer what is true."""
    lang = Language(language)
    texts = [say("truth_answer", lang, **_worlds(check, lang)), _nearer(estimates.frame, lang)]
    return fragment(_paragraphs(texts, estimates, lang), lang, estimates)


def figure(check: ComparisonCheck, estimates: Estimates, language: str) -> Fragment:
    """Return what each approach tells less what is true, by month, a mark a world.

    Args:
        check: which worlds were drawn, and what was asked.
        estimates: what each approach tells of every world, beside what is true.
        language: nb or en.
    """
    lang = Language(language)
    mark = invented(estimates.source, lang)
    found = _errors(estimates.frame)
    values = _worlds(check, lang)
    design = _paragraphs([say("truth_design", lang, **values)], estimates, lang)
    furthest = found.iloc[int(found["error"].abs().argmax())]
    alt = say(
        "truth_alt",
        lang,
        approach=approach_name(str(furthest["approach"]), lang),
        points=points(float(furthest["error"]), lang),
        month=int(furthest["month"]),
    )
    caption = say("truth_caption", lang, **values) + mark
    images = pictures(lambda w: _figure(check, estimates, lang, w), alt + mark, [estimates])
    body = figure_html(images, caption, _table(check, estimates, lang))
    return fragment(heading("truth", lang) + design + body, lang, estimates, kind="figure")


def meaning(check: ComparisonCheck, estimates: Estimates, language: str) -> Fragment:
    """Return how far each approach is from the truth by kind of world, and how often it holds."""
    lang = Language(language)
    texts = [_told(estimates.frame, kind, lang) for kind in _kinds(check, estimates)]
    texts.append(say("truth_few", lang, **_worlds(check, lang)))
    return fragment(_paragraphs(texts, estimates, lang), lang, estimates)


def _paragraphs(texts: list[str], estimates: Estimates, language: Language) -> Markup:
    mark = invented(estimates.source, language)
    return paragraphs(filter(None, texts), mark)


def _worlds(check: ComparisonCheck, language: Language) -> dict[str, str | int]:
    return {
        "kinds": len(check.kinds),
        "worlds": check.worlds,
        "persons": count(check.persons, language),
        **strategies(check.comparison, language),
    }


def _kinds(check: ComparisonCheck, estimates: Estimates) -> list[str]:
    return [kind for kind in check.kinds if (estimates.frame["world"] == kind).any()]


def _where(kind: str, language: Language) -> str:
    which = say(f"truth_world_{kind}", language)
    return say("truth_world", language, which=which)


def _errors(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the differences in the state, and how far each is from what is true, in shares."""
    rows = frame[(frame["of"] == STATE) & (frame["estimand"] == Estimand.DIFFERENCE)]
    return rows.assign(error=rows["estimate"] - rows["true"]).reset_index(drop=True)


def _nearer(frame: pd.DataFrame, language: Language) -> str:
    """Return which approach is nearer what is true in these worlds; nothing where one is absent."""
    errors = _errors(frame)
    miss = errors["error"].abs().groupby(errors["approach"]).mean()
    if not {MAIN.value, Approach.NAIVE.value} <= set(miss.index):
        return ""
    key = "truth_nearer" if miss[MAIN] < miss[Approach.NAIVE] else "truth_not_nearer"
    main, naive = (points(miss[one], language, signed=False) for one in (MAIN, Approach.NAIVE))
    return say(key, language, main=main, naive=naive)


def _told(frame: pd.DataFrame, kind: str, language: Language) -> str:
    """Return how far each approach is from the truth in one kind of world."""
    own = frame[frame["world"] == kind]
    told = [_missed(own[own["approach"] == one], one, language) for one in DRAWN]
    return " ".join([f"{_where(kind, language)}:", *filter(None, told)])


def _missed(own: pd.DataFrame, approach: Approach, language: Language) -> str:
    errors, states = _errors(own)["error"], own[own["of"] == STATE]
    if errors.empty:
        return ""
    inside = states["true"].between(states["lower"], states["upper"])
    crosses, at_a_month = (
        states["estimand"] == one for one in (Estimand.CROSSING, Estimand.DIFFERENCE)
    )
    texts = [
        say(
            "truth_missed",
            language,
            approach=approach_name(approach, language),
            bias=points(errors.mean(), language),
            miss=points(errors.abs().mean(), language, signed=False),
            held=int(inside[at_a_month].sum()),
            intervals=len(errors),
        )
    ]
    if crosses.any():  # models of every month tell none
        sets, worlds = int(inside[crosses].sum()), int(crosses.sum())
        texts.append(say("truth_missed_sets", language, sets=sets, worlds=worlds))
    return " ".join(texts)


def _figure(
    check: ComparisonCheck, estimates: Estimates, language: Language, width: Width
) -> "Figure":
    from matplotlib.figure import Figure

    kinds = _kinds(check, estimates)
    across = 1 if width is NARROW else min(len(kinds), 2)
    down = -(-len(kinds) // across)
    figure = Figure(figsize=(width.inches, 2.7 * down + 0.9), layout="constrained")
    grid = figure.subplots(down, across, sharey=True, squeeze=False)
    rows = _errors(estimates.frame)
    for kind, axes in zip(kinds, grid.flat, strict=False):
        _panel(axes, rows[rows["world"] == kind], language, width)
        letters = int((width.line - 8) / across)
        title = fill(_where(kind, language), letters)
        axes.set_title(title, loc="left", fontsize=width.text - 1, pad=4)
        axes.tick_params(labelsize=width.text - 1.5)
    for axes in grid.flat[len(kinds) :]:
        axes.set_axis_off()
    label = fill(say("truth_axis", language), 30)
    for axes in grid[:, 0]:
        axes.set_ylabel(label, fontsize=width.text - 1)
    since = say(f"since_{check.comparison.origin}", language)
    for axes in grid[-1]:
        axes.set_xlabel(since, fontsize=width.text - 1)
    handles, labels = grid.flat[0].get_legend_handles_labels()
    legend = figure.legend(handles, labels, loc="outside upper left", fontsize=width.text - 1)
    as_written(legend)
    write_mark(figure, estimates, language, width)
    return figure


def _panel(axes: "Axes", rows: pd.DataFrame, language: Language, width: Width) -> None:
    """Draw one kind of world: a mark a world and month, a bar their mean."""
    months = sorted(rows["month"].unique())
    axes.axhline(0, color="#1c2430", linewidth=1)
    drawn = [approach for approach in DRAWN if (rows["approach"] == approach).any()]
    for at, approach in enumerate(drawn):
        colour, marker = DRAWN[approach]
        some = rows[rows["approach"] == approach]
        place = some["month"].map(months.index) + APART * ((at + 0.5) / len(drawn) - 0.5)
        error = 100 * some["error"]
        axes.plot(
            place,
            error,
            marker,
            color=colour,
            markersize=4.5,
            alpha=0.65,
            label=fill(approach_name(approach, language), width.line - 2),
        )
        mean = error.groupby(place).mean()
        middle, half = mean.index.to_numpy(float), 0.26 / len(drawn)
        axes.hlines(mean, middle - half, middle + half, color=colour, linewidth=2.4)
    axes.set_xticks(range(len(months)), [f"{month:.0f}" for month in months])
    axes.set_xlim(-0.5, len(months) - 0.5)
    axes.grid(visible=False, axis="x")


def _table(check: ComparisonCheck, estimates: Estimates, language: Language) -> Markup:
    """Return bias, spread and what holds by kind, approach and month, folded away."""
    rows = summed(estimates.frame)
    months = sorted(rows["month"].dropna().unique())
    header = (
        say("column_approach", language),
        *(say("column_at_month", language, month=int(month)) for month in months),
        say("truth_crossing", language),
    )
    own = strategies(check.comparison, language)
    tables = Markup("")
    for of, word in OF.items():
        body: list[tuple[str, ...]] = []
        for kind in _kinds(check, estimates):
            body.append((_where(kind, language),))
            for approach in (one for one in DRAWN if one in check.approaches):
                here = rows[(rows["world"] == kind) & (rows["approach"] == approach)]
                here = here[here["of"] == of]
                crossing, at = (
                    here[here["estimand"] == one].set_index("month")
                    for one in (Estimand.CROSSING, Estimand.DIFFERENCE)
                )
                cells = (_cell(at.reindex([month]).iloc[0], language) for month in months)
                sets = _held(crossing.iloc[0], language) if len(crossing) else "–"
                body.append((approach_name(approach, language), *cells, sets))
        name = Markup("<h3>{}</h3>").format(say(f"state_{word}", language, **own))
        tables += name + table(header, body)
    mark = invented(estimates.source, language)
    note = Markup("<p>{}{}</p>").format(say("truth_table", language), mark)
    return folded(say("table_title", language), tables + note, mark)


def _cell(row: "pd.Series[float]", language: Language) -> str:
    """Return bias and spread in points, and how many intervals hold."""
    if pd.isna(row["bias"]):
        return "–"
    spread = "–" if np.isnan(row["spread"]) else number(row["spread"], language)
    return f"{number(row['bias'], language, signed=True)} ({spread}); {_held(row, language)}"


def _held(row: "pd.Series[float]", language: Language) -> str:
    n = int(row["n"])
    return say("truth_held", language, held=round(row["held"] * n), worlds=n)
