"""How it goes on after a landmark, by how far people had come then: one small panel a landmark."""

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis.comparison import Comparison
from analysis.comparison_terms import Approach, Stage
from analysis.design import Estimates
from analysis.display.comparison_rows import Told, by_month, only
from analysis.display.comparison_words import points, span, strategies
from analysis.display.fragment import Fragment, folded, fragment, heading, invented, paragraphs
from analysis.display.pictures import (
    apart,
    as_written,
    figure_html,
    percent_axis,
    pictures,
    write_mark,
)
from analysis.display.style import EVERYBODY, HERE, NARROW, OTHER, Width
from analysis.display.tables import count, rounded, table
from analysis.display.words import percent, say
from analysis.terms import Estimand, Language

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

OF = Estimand.PREVALENCE.value
DRAWN: dict[Stage, tuple[str, str | tuple[int, tuple[float, ...]]]] = {
    Stage.COMPLETED: (HERE, "-"),
    Stage.IN_PROGRESS: (OTHER, (0, (4, 1.5))),
    Stage.LEFT: ("#7a5195", (0, (1, 1.2))),
    Stage.NOT_BEGUN: (EVERYBODY, "-"),
}
"""Groups in the order of their names, and how they are drawn."""
PANEL, COUNTS = 2.3, 0.85
"""Inches of a panel, and of the numbers of persons under it."""


@dataclass(frozen=True, eq=False)
class Landmarks:
    """What the figure is of; months are since time zero, as in every other figure."""

    rows: Estimates
    comparison: Comparison
    language: Language

    def curve(self, landmark: int, stage: Stage) -> pd.DataFrame:
        """Return who is in the state by month, of a group at a landmark."""
        frame = self._of(landmark, stage, estimand=OF, against="")
        return frame.assign(month=frame["month"] + landmark)

    def gap(self, landmark: int, month: int) -> Told | None:
        """Return how many more of those who have completed are in the state in a month."""
        estimand = Estimand.DIFFERENCE.value
        against = Stage.NOT_BEGUN.value
        frame = self._of(landmark, Stage.COMPLETED, estimand=estimand, against=against)
        return by_month(frame).get(month - landmark)

    @property
    def found(self) -> list[int]:
        """The landmarks with a group that is held against another."""
        asked = self.comparison.asked_landmarks
        return [one for one in asked if len(self.stages(one)) > 1]

    def stages(self, landmark: int) -> list[Stage]:
        """Return the groups that there are at a landmark."""
        return [stage for stage in DRAWN if len(self.curve(landmark, stage)) > 1]

    def _of(self, landmark: int, stage: Stage, **values: str) -> pd.DataFrame:
        own = {"approach": Approach.LANDMARK.value, "of": OF, "group": stage.value}
        frame = only(self.rows, landmark=landmark, **own, **values).frame
        return frame.sort_values("month", kind="stable")


def landmarks(comparison: Comparison, rows: Estimates, language: str) -> Fragment:
    """Return who is in the state after each landmark, by how far they had come in the exposure.

    Args:
        comparison: what is compared, and its landmarks.
        rows: every approach; the groups are rows of the landmark approach.
        language: nb or en.
    """
    lang = Language(language)
    mark = invented(rows.source, lang)
    own = strategies(comparison, lang)
    head = heading("landmarks", lang, **own)
    shown = Landmarks(rows, comparison, lang)
    if not shown.found:
        text = Markup("<p>{}{}</p>").format(say("landmarks_absent", lang, **own), mark)
        return fragment(head + text, lang, rows)
    named = ", ".join(map(str, shown.found))
    alt = say("landmarks_alt", lang, months=named, **own) + mark
    caption = say("landmarks_caption", lang, months=named, **own) + mark
    images = pictures(lambda width: _figure(shown, width), alt, [rows])
    texts = [*_texts(shown), say("landmarks_note", lang, **own)]
    said = paragraphs(texts, mark)
    body = figure_html(images, caption, _table(shown, mark))
    return fragment(head + body + said, lang, rows, kind="figure")


def _texts(shown: Landmarks) -> list[str]:
    """Return at which landmarks who has completed is ahead, behind, or not to be told apart."""
    if not shown.comparison.asked_points:
        return []
    month = shown.comparison.asked_points[-1]
    gaps = {one: shown.gap(one, month) for one in shown.found}
    by_kind: dict[str, list[str]] = {"more": [], "fewer": [], "same": []}
    for landmark, gap in gaps.items():
        if gap is not None:
            kind = ("more" if gap.estimate > 0 else "fewer") if gap.is_clear else "same"
            by_kind[kind].append(_gap(landmark, gap, shown.language))
    own = strategies(shown.comparison, shown.language)
    return [
        say(f"landmarks_{kind}", shown.language, month=month, landmarks="; ".join(told), **own)
        for kind, told in by_kind.items()
        if told
    ]


def _gap(landmark: int, gap: Told, language: Language) -> str:
    limits = span(gap.lower, gap.upper, language)
    size = points(gap.estimate, language)
    return say("landmarks_gap", language, month=landmark, points=size, interval=limits)


def _figure(shown: Landmarks, width: Width) -> "Figure":
    from matplotlib.figure import Figure

    columns = 1 if width is NARROW else 2
    lines = -(-len(shown.found) // columns)
    heights = [PANEL, COUNTS] * lines
    figure = Figure(figsize=(width.inches, sum(heights) + 0.9), layout="constrained")
    grid = figure.add_gridspec(2 * lines, columns, height_ratios=heights)
    top = _top(shown)
    drawn: dict[str, Artist] = {}
    for place, landmark in enumerate(shown.found):
        line, column = divmod(place, columns)
        axes = figure.add_subplot(grid[2 * line, column])
        below = figure.add_subplot(grid[2 * line + 1, column], sharex=axes)
        _panel(axes, shown, landmark, width)
        axes.set_ylim(0, top)
        _counts(below, shown, landmark, width)
        handles, names = axes.get_legend_handles_labels()
        drawn |= zip(names, handles, strict=True)
    since = say(f"since_{shown.comparison.origin}", shown.language)
    for axes in figure.axes[1::2][-columns:]:
        axes.set_xlabel(since, fontsize=width.text - 1)
    as_written(
        figure.legend(
            list(drawn.values()),
            list(drawn),
            loc="outside upper left",
            ncols=columns,
            fontsize=width.text - 1,
            handlelength=1.8,
        )
    )
    write_mark(figure, shown.rows, shown.language, width)
    return figure


def _top(shown: Landmarks) -> float:
    """Return the top of the axes, the same in all panels; intervals of few persons may leave it."""
    most = max(
        float(shown.curve(landmark, stage)["estimate"].max())
        for landmark in shown.found
        for stage in shown.stages(landmark)
    )
    return min(ceil(10 * most + 0.5) / 10, 1.0)


def _panel(axes: "Axes", shown: Landmarks, landmark: int, width: Width) -> None:
    language = shown.language
    for stage in shown.stages(landmark):
        curve, (colour, line) = shown.curve(landmark, stage), DRAWN[stage]
        months, share = curve["month"], curve["estimate"]
        limits = curve["lower"], curve["upper"]
        axes.fill_between(months, *limits, step="post", color=colour, alpha=0.12, linewidth=0)
        axes.step(
            months,
            share,
            where="post",
            color=colour,
            linewidth=1.8,
            linestyle=line,
            label=say(f"at_landmark_{stage}", language),
        )
    axes.axvline(landmark, color="#1c2430", linewidth=0.9)
    title = say("landmark_title", language, month=landmark)
    axes.set_title(title, loc="left", fontsize=width.text - 0.5, pad=4)
    horizon = shown.comparison.horizon
    axes.set_xlim(0, horizon)
    axes.set_xticks(np.arange(0, horizon + 1, apart(horizon, 6, 12)))
    axes.tick_params(labelsize=width.text - 1.5)
    percent_axis(axes.yaxis, language)


def _counts(axes: "Axes", shown: Landmarks, landmark: int, width: Width) -> None:
    """Write under the months how many of each group are followed, in the order of the legend."""
    horizon = shown.comparison.horizon
    step = apart(horizon, 6, 12)
    months = [month for month in range(0, horizon + 1, step) if month >= landmark]
    for line, stage in enumerate(shown.stages(landmark)):
        people = shown.curve(landmark, stage).set_index("month")["n_at_risk"]
        for month in months:
            if month in people:
                axes.text(
                    month,
                    -line,
                    count(rounded(people[month]), shown.language),
                    color=DRAWN[stage][0],
                    ha="right" if month == horizon else "center",
                    va="center",
                    fontsize=width.text - 2.5,
                )
    title = say("landmark_people", shown.language)
    axes.set_title(title, loc="left", fontsize=width.text - 2.5, pad=2)
    axes.set_ylim(0.6 - len(DRAWN), 0.6)
    axes.set_yticks([])
    axes.grid(visible=False)
    axes.tick_params(bottom=False, labelbottom=False)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def _table(shown: Landmarks, mark: str) -> Markup:
    """Return people and shares of every group by landmark, folded away under the figure."""
    language = shown.language
    at = shown.comparison.asked_points
    header = (
        say("column_group", language),
        say("column_people", language),
        *(say("column_at_month", language, month=month) for month in at),
    )
    body: list[tuple[str, ...]] = []
    for landmark in shown.found:
        body.append((say("landmark_title", language, month=landmark),))
        for stage in shown.stages(landmark):
            told = by_month(shown.curve(landmark, stage))
            first = count(rounded(told[landmark].n_at_risk), language)
            shares = [percent(told[m].estimate, language) if m in told else "–" for m in at]
            name = say(f"at_landmark_{stage}", language)
            body.append((name, first, *shares))
    return folded(say("table_title", language), table(header, body), mark)
