"""Twenty invented persons as timelines, a row a person: programme, school, jobs and the rest.

What they live through at the same time lies under each other in the row: school, then jobs as high
as their hours, then benefits and the labour office; the programme is the ground behind them all.
"""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from markupsafe import Markup

from analysis.display.fragment import Fragment, folded, fragment, heading, invented
from analysis.display.pictures import empty_axes, figure_html, pictures, write_mark
from analysis.display.style import NARROW, Width
from analysis.display.tables import table
from analysis.display.words import say
from analysis.terms import Access, Language, Layer
from analysis.timeline.histories import HOURS, MONTHS, Histories, first_work

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LIFE = "#8a8a8a"
BARS = {
    "programme": ("history_programme", "#e9e3d3"),
    "grunnskole": ("history_grunnskole", "#f4b95f"),
    "upper_secondary": ("history_upper_secondary", "#dd7f12"),
    "higher": ("history_higher", "#8c4a00"),
    "permanent": ("history_permanent", "#0b5394"),
    "temporary": ("history_temporary", "#7fb0dd"),
    "subsidised": ("history_subsidised", "#7fb0dd"),
    "unknown": ("history_unknown", LIFE),
    "introduction_benefit": ("benefit_introduction_benefit", "#d6bfe0"),
    "benefit": ("history_other_benefit", "#8b4fa0"),
    "labour_office": ("history_labour_office", "#5d8a3a"),
}
"""What lasts: its text, and the colour of its bar."""
MARKS = {
    "language_test_a2": ("history_language_test_a2", "D", "white", "#1c2430"),
    "language_test_b1": ("history_language_test_b1", "D", "#1c2430", "#1c2430"),
    "language_test": ("history_language_test", "D", LIFE, "#1c2430"),
    "birth": ("history_birth", "o", "#e05a8a", "#8e1f4b"),
    "move": ("history_move", ">", "#3b8f8f", "#1d5555"),
    "departure": ("history_departure", "X", "#b00020", "#b00020"),
}
"""What happens in a day: its text, the shape of its mark, and two colours."""
HATCH = {"subsidised": "//////"}
TABLE = ("person", "sex", "age", "seen", "in_programme", "in_school", "in_work", "first_work")
IN_TABLE = (Layer.PERSON, Layer.PROGRAMME, Layer.SCHOOL, Layer.WORK)
LANES = {
    Layer.PROGRAMME: (0.0, 1.0),
    Layer.SCHOOL: (0.18, 0.20),
    Layer.BENEFIT: (0.82, 0.07),
    Layer.LABOUR_OFFICE: (0.91, 0.07),
}
"""Where in a row of height 1, from above, each lane begins, and how high it is."""
AT_WORK, EVENTS = (0.79, 0.36), 0.09
"""Where jobs stand and how high full time is; where events lie."""
ROW, GAP, INCHES = 1.22, 1.0, 0.36
"""From row to row, more between two groups, and how much of it an inch of paper is."""
FULL_TIME, MOST = 37.5, 1.2
"""Hours a week of a bar as high as its lane, and how much higher a bar may be."""


def timelines(histories: Histories, language: str) -> Fragment:
    """Return twenty invented persons' histories; where persons exist, why they are not shown."""
    lang = Language(language)
    mark = invented(histories.source, lang)
    start = heading("histories", lang)
    if histories.frame.empty:
        text = Markup("<p>{}{}</p>").format(say(_why_absent(histories), lang), mark)
        return fragment(start + text, lang, histories)
    frame = histories.frame
    first = first_work(frame)
    said = _said(frame, first, lang)
    caption = f"{said} {say('histories_caption', lang)}{mark}"
    images = pictures(lambda width: _figure(histories, lang, width), said + mark, [histories])
    rows = folded(say("table_title", lang), _table(frame, first, lang), mark)
    return fragment(start + figure_html(images, caption, rows), lang, histories, kind="figure")


def _said(frame: pd.DataFrame, first: pd.Series, language: Language) -> str:
    """Return how many persons there are, and between which months the work came."""
    persons, hours = frame["person"].nunique(), f"{HOURS:.0f}"
    came = first[np.isfinite(first)]
    if came.empty:
        key = "histories_nobody"
        return say(key, language, persons=persons, months=MONTHS, hours=hours)
    return say(
        "histories_alt",
        language,
        persons=persons,
        months=MONTHS,
        hours=hours,
        n=len(came),
        first=f"{came.min():.0f}",
        last=f"{came.max():.0f}",
    )


def _why_absent(histories: Histories) -> str:
    if histories.release_id is not None:
        return "histories_absent_release"
    if histories.source.access is Access.INVENTED:
        return "histories_absent_settlement"
    return "histories_absent_persons"


def _figure(histories: Histories, language: Language, width: Width) -> "Figure":
    frame = histories.frame
    tops = _tops(frame)
    figure, (axes,) = empty_axes(width, with_counts=False)
    bottom = max(tops.values()) + ROW
    figure.set_figheight(INCHES * bottom + (2.5 if width is NARROW else 1.9))
    for person, top in tops.items():
        _draw(axes, frame[frame["person"] == person], top)
    _name_rows(axes, histories, tops, language, width)
    axes.set_xlim(-1, MONTHS + 1)
    axes.set_xticks(range(0, MONTHS + 1, 24 if width is NARROW else 12))
    axes.set_ylim(bottom, -1.0)
    axes.grid(visible=False, axis="y")
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(say("since_settlement", language))
    figure.legend(
        handles=_legend(frame, language),
        loc="outside upper left",
        ncols=2 if width is NARROW else 4,
        fontsize=width.text - 2,
        handlelength=1.5,
        columnspacing=1.2,
        labelspacing=0.35,
    )
    write_mark(figure, histories, language, width)
    return figure


def _tops(frame: pd.DataFrame) -> dict[int, float]:
    """Return where the row of each person begins; those who went to school lie apart."""
    at_school = set(frame.loc[frame["layer"] == Layer.SCHOOL, "person"])
    persons = frame["person"].unique()
    apart = GAP if 0 < len(at_school) < len(persons) else 0.0
    return {one: ROW * place + apart * (one in at_school) for place, one in enumerate(persons)}


def _kinds(frame: pd.DataFrame) -> pd.Series:
    """Return what each row is drawn as: by its code, else as its layer is."""
    known = frame["what"].isin([*BARS, *MARKS]) & (frame["layer"] != Layer.PERSON)
    return frame["what"].where(known, frame["layer"])


def _draw(axes: "Axes", rows: pd.DataFrame, top: float) -> None:
    """Draw one person's row: a line as long as the person is seen, and what lies on it."""
    last = float(rows.loc[rows["layer"] == Layer.PERSON, "end"].iloc[0])
    axes.plot([0, last], [top + AT_WORK[0]] * 2, color=LIFE, linewidth=0.7, zorder=2)
    rows = rows.assign(kind=_kinds(rows)).sort_values("amount", ascending=False, kind="stable")
    columns = ["layer", "kind", "start", "end", "amount"]  # small jobs lie before large ones
    for layer, kind, start, end, amount in rows[columns].itertuples(index=False):
        if kind in BARS:
            below, high = _lane(Layer(layer), float(amount))
            axes.broken_barh(
                [(start, end - start)],
                (top + below, high),
                facecolor=BARS[kind][1],
                edgecolor="white",
                linewidth=0.3 if layer == Layer.WORK else 0,
                hatch=HATCH.get(kind, ""),
                zorder=1 if layer == Layer.PROGRAMME else 3,
            )
        elif kind in MARKS:
            _, shape, fill, edge = MARKS[kind]
            at = AT_WORK[0] if layer == Layer.DEPARTURE else EVENTS
            axes.plot(start, top + at, shape, mfc=fill, mec=edge, ms=4.2, mew=0.9, zorder=4)


def _lane(layer: Layer, hours: float) -> tuple[float, float]:
    """Return where in its row a bar begins, from above, and how high it is."""
    if layer is not Layer.WORK:
        return LANES[layer]
    base, whole = AT_WORK
    high = whole * (1.0 if np.isnan(hours) else min(hours / FULL_TIME, MOST))
    return base - high, high


def _name_rows(
    axes: "Axes", histories: Histories, tops: dict[int, float], language: Language, width: Width
) -> None:
    people, short = _people(histories.frame, language), width is NARROW
    names = [
        str(person) if short else "   ".join([str(person), " ".join(people[person]).strip()])
        for person in tops
    ]
    axes.set_yticks([top + 0.62 for top in tops.values()], names, fontsize=width.text - 2)
    axes.tick_params(axis="y", length=0)
    starts = list(tops.values())
    apart = [0, *(n for n in range(1, len(starts)) if starts[n] - starts[n - 1] > ROW + GAP / 2)]
    school = set(histories.of(Layer.SCHOOL)["person"])
    for place in apart:
        person = list(tops)[place]
        axes.text(
            0,
            starts[place] - 0.12,
            say("histories_school" if person in school else "histories_no_school", language),
            fontsize=width.text - 1.5,
            fontweight="bold",
            va="bottom",
        )


def _people(frame: pd.DataFrame, language: Language) -> dict[int, tuple[str, str]]:
    """Return the sex and the age at settlement of each person, in words."""
    rows = frame[frame["layer"] == Layer.PERSON]
    columns = zip(rows["person"], rows["what"], rows["amount"], strict=True)
    return {
        person: (say(f"sex_{sex}", language), "" if np.isnan(age) else f"{age:.0f}")
        for person, sex, age in columns
    }


def _legend(frame: pd.DataFrame, language: Language) -> list["Artist"]:
    """Return the key to what is in the picture, and to nothing else."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    kinds = set(_kinds(frame))
    bars = [
        Patch(
            facecolor=fill, hatch=HATCH.get(kind, ""), edgecolor="white", label=say(key, language)
        )
        for kind, (key, fill) in BARS.items()
        if kind in kinds
    ]
    marks = [
        Line2D([], [], linestyle="", marker=shape, mfc=fill, mec=edge, label=say(key, language))
        for kind, (key, shape, fill, edge) in MARKS.items()
        if kind in kinds
    ]
    return [*bars, *marks]


def _table(frame: pd.DataFrame, first: pd.Series, language: Language) -> Markup:
    """Return months in each state by person, and when the work came that rows are ordered by."""
    body = [
        [
            str(person),
            *words,
            *(str(_months(frame[frame["person"] == person], layer)) for layer in IN_TABLE),
            f"{first[person]:.0f}" if np.isfinite(first[person]) else "–",
        ]
        for person, words in _people(frame, language).items()
    ]
    return table([say(f"histories_{key}", language) for key in TABLE], body, 2)


def _months(rows: pd.DataFrame, layer: Layer) -> int:
    """Return how many months have a spell of a layer in their middle."""
    middle = np.arange(MONTHS)[:, None] + 0.5
    spells = rows[rows["layer"] == layer]
    holds = (spells["start"].to_numpy() <= middle) & (middle < spells["end"].to_numpy())
    return int(holds.any(axis=1).sum())
