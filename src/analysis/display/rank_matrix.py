"""How alike each two moments order municipalities: a matrix of rank correlations."""

from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from analysis.design import Estimates
from analysis.display.comparison_rows import only
from analysis.display.fragment import Fragment, folded, fragment, heading, invented
from analysis.display.pictures import empty_axes, figure_html, pictures, write_mark
from analysis.display.style import Width
from analysis.display.tables import count, table
from analysis.display.words import hundredths, hundredths_between, percent, say
from analysis.terms import Estimand, Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PICTURED = 3
"""Pairs of moments from which a matrix tells more than its table."""


def agreement(rows: Estimates, language: str) -> Fragment:
    """Return how alike each two moments order municipalities, and which pairs turn round.

    Args:
        rows: rows of `rank_agreement`, of one measure; perhaps by year of exit.
        language: nb or en.
    """
    return _agreement("agreement", rows, Language(language))


def published(rows: Estimates, language: str) -> Fragment:
    """Return the same of a published series, or that none was given.

    Args:
        rows: rows of `rank_agreement`, by year of exit.
        language: nb or en.
    """
    return _agreement("published", rows, Language(language))


def _agreement(key: str, rows: Estimates, lang: Language) -> Fragment:
    head, mark = heading(key, lang), invented(rows.source, lang)
    pairs = _pairs(rows)
    if pairs.empty:
        absent = Markup("<p>{}{}</p>").format(say(f"{key}_absent", lang), mark)
        return fragment(head + absent, lang, rows)
    least = pairs.loc[pairs["estimate"].idxmin()]
    text = say(
        "agreement_text",
        lang,
        first=int(least["month"]) // 12,
        last=int(least["other_month"]) // 12,
        rho=hundredths(float(least["estimate"]), lang),
        turned=percent(float(least["estimate_turned"]), lang),
    )
    said = Markup("<p>{}{}</p><p>{}{}</p>").format(text, mark, say("agreement_note", lang), mark)
    numbers = _table(pairs, lang)
    if "year" in pairs or len(pairs) < PICTURED:
        return fragment(head + said + numbers, lang, rows)
    images = pictures(lambda width: _figure(pairs, rows, lang, width), text + mark, [rows])
    under = folded(say("table_title", lang), numbers, mark)
    body = figure_html(images, say("agreement_caption", lang) + mark, under)
    return fragment(head + said + body, lang, rows, kind="figure")


def _pairs(rows: Estimates) -> pd.DataFrame:
    """Return a row a pair of moments: their agreement, and the share of pairs that turn."""
    told = only(rows, estimand=Estimand.RANK_AGREEMENT.value).frame
    turned = only(rows, estimand=Estimand.TURNED_PAIRS.value).frame
    keys = [*(["year"] if "year" in told else []), "month", "other_month"]
    return told.merge(turned[[*keys, "estimate"]], on=keys, suffixes=("", "_turned"))


def _table(pairs: pd.DataFrame, language: Language) -> Markup:
    """Return a row a pair of moments, below the year of exit where there are several."""
    keys = ("moments", "agreement", "turned", "municipalities")
    if "year" not in pairs:
        body = [_line(row, language) for row in pairs.to_dict("records")]
        return table([say(f"column_{key}", language) for key in keys], body)
    body = []
    for year, some in pairs.groupby("year"):
        body.append([say("left_in", language, year=str(year))])
        body += [_line(row, language) for row in some.to_dict("records")]
    return table([say(f"column_{key}", language) for key in keys], body)


def _figure(pairs: pd.DataFrame, rows: Estimates, language: Language, width: Width) -> "Figure":
    """Draw a cell for each pair of moments: the darker, the more alike; below 0 as 0."""
    import seaborn as sns

    figure, (axes,) = empty_axes(width, with_counts=False)
    limits = [
        hundredths_between(*both, language)
        for both in zip(pairs["lower"], pairs["upper"], strict=True)
    ]
    texts = [
        f"{hundredths(value, language)}\n{between}"
        for value, between in zip(pairs["estimate"], limits, strict=True)
    ]
    cells = pairs.assign(
        text=texts, first=pairs["month"] // 12, last=pairs["other_month"] // 12
    ).set_index(["last", "first"])
    sns.heatmap(
        cells["estimate"].unstack(), annot=cells["text"].unstack(), fmt="", cmap="Blues",
        vmin=0, vmax=1, cbar=False, linewidths=2, ax=axes, annot_kws={"size": width.text - 1},
    )  # fmt: skip
    axes.set(xlabel=say("axis_years", language), ylabel=say("axis_years", language))
    axes.tick_params(rotation=0)
    axes.grid(visible=False)
    write_mark(figure, rows, language, width)
    return figure


def _line(row: dict[Any, Any], language: Language) -> list[str]:
    value = {name: float(row[name]) for name in ("estimate", "lower", "upper", "n_at_risk")}
    moments = say(
        "moments_two",
        language,
        first=int(row["month"]) // 12,
        last=int(row["other_month"]) // 12,
    )
    limits = hundredths_between(value["lower"], value["upper"], language)
    return [
        moments,
        f"{hundredths(value['estimate'], language)} ({limits})",
        percent(float(row["estimate_turned"]), language),
        count(value["n_at_risk"], language),
    ]
