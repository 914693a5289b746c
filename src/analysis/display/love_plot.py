"""Differences before and after weighting, trait by trait: the figure, and every number under it."""

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis.comparison import Comparison
from analysis.design import Estimates
from analysis.display.comparison_words import ARMS, MAIN, arm_name
from analysis.display.covariates import covariate_name, level_name, level_words
from analysis.display.fragment import folded, invented
from analysis.display.pictures import as_written, write_mark
from analysis.display.style import EVERYBODY, HERE, NARROW, OTHER, Width
from analysis.display.tables import table
from analysis.display.words import hundredths, percent, say, tenths
from analysis.terms import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ALIKE = 0.1
"""A standardized difference up to which groups are called alike (Austin 2009); a convention."""
ROWS = 20
"""Levels that a figure has room for on a phone; all are in the table under it."""
STEPS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
"""How far ticks may stand apart: the limit of what is alike is one, as long as there is room."""
MINUS = "\N{MINUS SIGN}"
TO = "\N{NO-BREAK SPACE}→\N{NO-BREAK SPACE}"
"""No line of a narrow cell ends between a difference and what it became."""
SERIES = ((HERE, "o", -0.17), (OTHER, "D", 0.17))
"""Colour, mark and place within a row, of the first month and of the last."""


@dataclass(frozen=True)
class Worst:
    """The level that differs most, and where."""

    size: float
    covariate: str
    level: str
    arm: str
    month: int


@dataclass(frozen=True, eq=False)
class Balance:
    """Differences of both arms from all who are seen, at the end of grace and at the last point."""

    comparison: Comparison
    rows: Estimates
    language: Language

    @cached_property
    def told(self) -> pd.DataFrame:
        """The rows of those two months, as far as both arms have persons in them."""
        known = self.rows.frame.dropna(subset=["estimate"])
        arms = known.groupby("month")["group"].nunique()
        both = [int(month) for month in arms.index[arms == len(ARMS[MAIN])]]
        later = [month for month in both if month >= self.comparison.grace_months]
        return known[known["month"].isin(later[:1] + later[-1:])]

    @property
    def months(self) -> list[int]:
        """The two months; one where they are the same."""
        return sorted({int(month) for month in self.told["month"]})

    @property
    def levels(self) -> list[tuple[str, str]]:
        """Covariates and levels, the largest difference before weighting first."""
        sizes = self.told["before"].abs().groupby([self.told["covariate"], self.told["level"]])
        return list(sizes.max().sort_values(ascending=False, kind="stable").index)

    def at(self, arm: str, month: int) -> pd.DataFrame:
        """Return the differences of an arm in a month by covariate and level."""
        rows = self.told[(self.told["group"] == arm) & (self.told["month"] == month)]
        return rows.set_index(["covariate", "level"])

    def worst(self, name: str) -> Worst:
        """Return the largest difference, by `before` or by `estimate`."""
        row = self.told.loc[[self.told[name].abs().idxmax()]].iloc[0]
        place = (row["covariate"], row["level"], row["group"], int(row["month"]))
        return Worst(abs(float(row[name])), *place)


def love_plot(drawn: Balance, width: Width) -> "Figure":
    """Return both arms beside each other, a row a level, the largest before weighting on top."""
    from matplotlib.figure import Figure

    language, levels = drawn.language, drawn.levels[:ROWS]
    inches = (0.36 if width is NARROW else 0.25) * len(levels) + 1.9
    figure = Figure(figsize=(width.inches, inches), layout="constrained")
    panels = figure.subplots(1, len(ARMS[MAIN]), sharex=True, sharey=True)
    for axes, arm in zip(panels, ARMS[MAIN], strict=True):
        _panel(axes, drawn, arm, levels)
        letters = 16 if width is NARROW else 40
        title = fill(arm_name(arm, drawn.comparison, language), letters)
        axes.set_title(title, loc="left", fontsize=width.text - 1, pad=4)
        axes.tick_params(labelsize=width.text - 2.5)
    letters = 24 if width is NARROW else 44
    names = [fill(level_name(*one, language), letters) for one in levels]
    panels[0].set_yticks(range(len(levels)), names)
    panels[0].set_ylim(len(levels) - 0.4, -0.6)
    largest = drawn.told[["before", "estimate"]].abs().to_numpy().max()
    last = max(1.08 * float(largest), 2 * ALIKE)
    panels[0].set_xlim(0, last)
    most = 3 if width is NARROW else 6
    step = next((one for one in STEPS if last / one < most), STEPS[-1])
    panels[0].set_xticks(np.arange(0, last, step))
    panels[0].xaxis.set_major_formatter(lambda size, _: tenths(size, language))
    below = fill(say("axis_balance", language), 24 if width is NARROW else 44)
    panels[0].set_xlabel(below, fontsize=width.text - 2)
    handles, labels = panels[0].get_legend_handles_labels()
    columns = 1 if width is NARROW else 2
    size = width.text - 1.5
    legend = figure.legend(handles, labels, loc="outside upper left", ncols=columns, fontsize=size)
    as_written(legend)
    write_mark(figure, drawn.rows, language, width)
    return figure


def _panel(axes: "Axes", drawn: Balance, arm: str, levels: list[tuple[str, str]]) -> None:
    """Draw one arm: hollow marks before weighting, filled ones after, the limit dashed."""
    axes.axvline(ALIKE, color=EVERYBODY, linewidth=1.1, linestyle=(0, (4, 2)))
    for month, (colour, mark, aside) in zip(drawn.months, SERIES, strict=False):
        own = drawn.at(arm, month).reindex(pd.MultiIndex.from_tuples(levels))
        before, after = own["before"].abs(), own["estimate"].abs()
        place = np.arange(len(levels)) + aside
        axes.hlines(place, before, after, color=colour, linewidth=0.8, alpha=0.45)
        for side, values, face in (("before", before, "white"), ("after", after, colour)):
            label = say(f"weighting_{side}", drawn.language, month=month)
            axes.plot(
                values,
                place,
                mark,
                color=colour,
                markerfacecolor=face,
                markersize=4.2,
                label=label,
            )
    axes.grid(visible=False, axis="x")


def numbers(drawn: Balance) -> Markup:
    """Return every level in both arms and months, before and after, folded away."""
    language = drawn.language
    shown = list(product(ARMS[MAIN], drawn.months))
    header = [say("column_known", language), say("column_of_all", language)]
    header += [
        f"{arm_name(arm, drawn.comparison, language)}, "
        + say("column_at_month", language, month=month)
        for arm, month in shown
    ]
    by_place = [drawn.at(arm, month) for arm, month in shown]
    body: list[tuple[str, ...]] = []
    levels = list(dict.fromkeys(by_place[0].index))
    for at, (covariate, level) in enumerate(levels):
        if at == 0 or levels[at - 1][0] != covariate:
            body.append((covariate_name(covariate, language),))
        own = [rows.loc[(covariate, level)] for rows in by_place]
        cells = [
            f"{_signed(row['before'], language)}{TO}{_signed(row['estimate'], language)}"
            for row in own
        ]
        share = percent(float(own[0]["of_all"]), language)
        body.append((level_words(covariate, level, language), share, *cells))
    mark = invented(drawn.rows.source, language)
    return folded(say("balance_table", language), table(header, body), mark)


def _signed(value: float, language: Language) -> str:
    """Return a difference with its sign: '+0.12'."""
    text = hundredths(abs(value), language)
    if float(f"{value:.2f}") == 0:
        return text
    return f"{'+' if value > 0 else MINUS}{text}"
