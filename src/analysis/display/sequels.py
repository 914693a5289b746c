"""What became of those who never came there, of first jobs, and of stable work once it was had."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
from markupsafe import Markup

from analysis.design import Estimates, Measure, Row
from analysis.display import words
from analysis.display.fragment import Fragment, fragment, heading, invented, paragraphs
from analysis.display.goals import goal
from analysis.display.lines import code_note, draw_line, known
from analysis.display.pictures import apart, figure_html, pictures
from analysis.display.plots import Around, Plot, plot
from analysis.display.rows import (
    at_month,
    followed,
    last_by,
    shares,
    standings,
    supported,
)
from analysis.display.style import EVERYBODY, HERE, OTHER, Width
from analysis.display.tables import count, rows_of_curve
from analysis.display.words import percent, say
from analysis.terms import Dating, Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

YEAR, THREE_YEARS = 12, 36
"""Months that sentences tell of, and the last that the figures show."""
Lines = Sequence[tuple[Estimates, str, str]]


def never(curve: Estimates, left: Estimates, language: str) -> Fragment:
    """Return who came there, who left before, and who was still without, by month.

    Args:
        curve: cumulative incidence of everybody.
        left: who died or left the country first; without rows where it cannot be had.
        language: nb or en.
    """
    lang = Language(language)
    mark = invented(curve.source, lang)
    head = heading("never", lang)
    texts = never_texts(curve, left, lang)
    said = paragraphs(texts, mark)
    if len(_areas_of(curve, left)) < 2:
        return fragment(head + said, lang, curve, left)
    alt, caption = texts[0] + mark, say("never_caption", lang) + mark
    images = pictures(lambda width: _areas(curve, left, lang, width), alt, [curve, left])
    body = head + said + figure_html(images, caption, Markup(""))
    return fragment(body, lang, curve, left, kind="figure")


def never_texts(curve: Estimates, left: Estimates, language: Language) -> list[str]:
    """Return how many are without at the last month with support, and that this is not never."""
    rows = supported(curve)
    if not rows or rows[-1].month < 1:
        return [say("figure_too_few", language)]
    last, gone = rows[-1], _gone(left)
    without = 1 - last.estimate - gone.get(last.month, 0.0)
    numbers: dict[str, str | int] = {
        "month": last.month,
        "reached": percent(last.estimate, language),
        "without": percent(max(without, 0.0), language),
        **goal(curve, language),
    }
    if last.month not in gone or last.coded:
        texts = [say("never_by", language, **numbers)]
    else:
        share = percent(gone[last.month], language)
        texts = [say("never_by_and_left", language, gone=share, **numbers)]
    return [*texts, *_later(rows, gone, language), say("never_meaning", language)]


def _later(rows: list[Row], gone: dict[int, float], language: Language) -> list[str]:
    """Return how many of those without it at half the time came there after all."""
    last = rows[-1]
    half = last_by(rows, last.month // 2)
    if half is None or half.coded or last.coded or (gone and half.month not in gone):
        return []
    without = 1 - half.estimate - gone.get(half.month, 0.0)
    if without <= 0.01:
        return []
    share = percent((last.estimate - half.estimate) / without, language)
    return [say("never_later", language, half=half.month, share=share, month=last.month)]


def _gone(left: Estimates) -> dict[int, float]:
    """Return who died or left first by month; nothing where that cannot be told.

    No register tells it where nobody ever leaves, and a release says no more of few than that they
    are few: such a month has no number.
    """
    gone = {row.month: row.estimate for row in known(shares(left))}
    return gone if max(gone.values(), default=0.0) > 0 else {}


def _areas_of(curve: Estimates, left: Estimates) -> list[Row]:
    """Return the rows of the areas: well supported, and known as numbers."""
    gone = _gone(left)
    return [row for row in known(supported(curve)) if row.month in gone or not gone]


def _areas(curve: Estimates, left: Estimates, language: Language, width: Width) -> "Figure":
    gone = _gone(left)
    rows = _areas_of(curve, left)
    month = [row.month for row in rows]
    reached = np.array([row.estimate for row in rows])
    there = reached + np.array([gone.get(row.month, 0.0) for row in rows])
    step: Literal["post"] | None = "post" if curve.release_id is None else None
    without = "never_without" if gone else "never_without_or_left"
    parts = (
        (np.zeros(len(rows)), reached, HERE, "never_reached"),
        (reached, np.minimum(there, 1), OTHER, "never_gone"),
        (np.minimum(there, 1), np.ones(len(rows)), "#d9d9d9", without),
    )
    areas = [part for part in parts if gone or part[3] != "never_gone"]
    told = goal(curve, language)
    around = Around(
        months=range(0, month[-1] + 1, apart(month[-1], width.months, 12)),
        last=month[-1],
        since=say(f"since_{curve.frame['origin'].iloc[0]}", language),
        keys=[(say(key, language, **told), colour) for *_, colour, key in areas],
        areas=True,
    )
    drawn = plot(around, curve, language, width)
    for low, high, colour, _ in areas:
        drawn.sheet.fill_between(
            month, low, high, step=step, color=colour, linewidth=0, transform=drawn.within
        )
    return drawn.figure


def first_jobs(measure: Measure, stable: Estimates, lost: Estimates, language: str) -> Fragment:
    """Return how many first jobs lead to stable work, and how many are lost before.

    Args:
        measure: what stable work is.
        stable: stable work by months since the first job.
        lost: first jobs lost before stable work.
        language: nb or en.
    """
    lang = Language(language)
    told = goal(stable, lang)
    lines = [
        (stable, say("line_stable", lang, **told), HERE),
        (lost, say("line_lost_first", lang, **told), OTHER),
    ]
    found, gone = at_month(stable, YEAR), at_month(lost, YEAR)
    judged = any(row.month >= YEAR for row in followed(stable))
    if found is None or gone is None or not (judged and found.has_share and gone.has_share):
        return _absent("first_jobs", stable, lang)
    text = say("first_jobs_text", lang, months=YEAR, **_both(found, gone, lang), **told)
    caption = say("first_jobs_caption", lang, **_captioned(measure, [stable, lost], lang), **told)
    return _figure("first_jobs", lines, (text, caption), lang, (YEAR, THREE_YEARS))


def loss(measure: Measure, lost: Estimates, language: str) -> Fragment:
    """Return how many lose stable work, by months since it began.

    Args:
        measure: what stable work is.
        lost: loss by months since the month that dates it.
        language: nb or en.
    """
    lang = Language(language)
    told = goal(lost, lang)
    free = _free(measure)
    at = YEAR if free < YEAR else free + YEAR
    until = max(THREE_YEARS, at + THREE_YEARS - YEAR)
    rows = [row for row in supported(lost) if at <= row.month <= until]
    if not rows:
        return _absent("loss", lost, lang, month=at)
    first, later = rows[0], rows[-1]
    numbers = _both(first, later, lang)
    key = "loss_text" if later.month > first.month else "loss_text_one"
    text = say(key, lang, one=first.month, last=later.month, **numbers, **told)
    text += " " + say("loss_free", lang, run=free) if free else ""
    of = _captioned(measure, [lost], lang)
    caption = say("loss_caption", lang, month=first.month, **of, **told)
    lines = [(lost, say("line_loss", lang, **told), OTHER)]
    return _figure("loss", lines, (text, caption), lang, (first.month, until))


def _free(measure: Measure) -> int:
    """Return the months of a run in which it cannot be lost by definition, counted from its first.

    Dated at its confirmation a run may be lost in the next month; one of a single month as well.
    """
    runs = measure.run_months > 1 and measure.dated().dated_at is Dating.START
    return measure.run_months if runs else 0


def _captioned(measure: Measure, drawn: Sequence[Estimates], language: Language) -> dict[str, str]:
    return {
        "definition": words.definition(measure, language),
        "interval": words.interval_meaning(drawn, language),
    }


def _both(first: Row, second: Row, language: Language) -> dict[str, str]:
    return {
        "first": percent(first.estimate, language),
        "first_interval": words.interval(first.lower, first.upper, language),
        "second": percent(second.estimate, language),
        "second_interval": words.interval(second.lower, second.upper, language),
    }


def _absent(key: str, estimates: Estimates, language: Language, month: int = YEAR) -> Fragment:
    mark = invented(estimates.source, language)
    told = goal(estimates, language)
    text = Markup("<p>{}{}</p>").format(say(f"{key}_absent", language, month=month, **told), mark)
    return fragment(heading(key, language, **told) + text, language, estimates)


def _figure(
    key: str, lines: Lines, texts: tuple[str, str], language: Language, months: tuple[int, int]
) -> Fragment:
    """Return the sentence, the figure with its caption, and the numbers folded under it.

    Months are the one that a dotted line marks, and the last that is drawn.
    """
    estimates = [one for one, *_ in lines]
    mark = invented(estimates[0].source, language)
    drawn = [row for one in estimates for row in shares(one) if row.month <= months[1]]
    said, caption = texts[0] + mark, texts[1] + code_note(drawn, language) + mark
    images = pictures(lambda width: _lines(key, lines, language, width, months), said, estimates)
    numbers = Markup("").join(rows_of_curve(one, name, language) for one, name, _ in lines)
    body = Markup("<p>{}</p>").format(said) + figure_html(images, caption, numbers)
    head = heading(key, language, **goal(estimates[0], language))
    return fragment(head + body, language, *estimates, kind="figure")


def _lines(
    key: str, lines: Lines, language: Language, width: Width, months: tuple[int, int]
) -> "Figure":
    marked, until = months
    live = lines[0][0].release_id is None
    around = Around(
        months=range(0, until + 1, apart(until, width.months + 1, 6)),
        last=until + 0.5,
        since=say(f"since_{key}", language),
        keys=[(name, colour) for _, name, colour in lines],
        title=say("still_followed" if live else "still_followed_fives", language),
        counts=len(lines),
    )
    drawn = plot(around, lines[0][0], language, width)
    shown = max(row.month for row in shares(lines[0][0]) if row.month <= until)
    for one, _, colour in lines:
        rows = [row for row in shares(one) if row.month <= until]
        draw_line(drawn.sheet, one, rows, colour, within=drawn.within)
        last = rows[-1]
        if last.month < shown and not last.coded:  # nobody waits any longer, so the share stays
            stays = [last.month, shown], [last.estimate] * 2
            drawn.sheet.plot(*stays, color=colour, linewidth=2, transform=drawn.within)
    drawn.sheet.plot(
        [marked] * 2, [0, 1], color=EVERYBODY, linewidth=0.8, ls=":", transform=drawn.within
    )
    _count(drawn, lines, language, width, until)
    return drawn.figure


def _count(drawn: Plot, lines: Lines, language: Language, width: Width, until: int) -> None:
    """Write under the months how many are followed further, a line of numbers for each curve."""
    for place, (one, _, colour) in enumerate(lines):
        left = {each.row.month: each.left for each in standings(one)}
        for month in range(0, until + 1, 12):
            text = count(left[month], language) if month in left else "–"
            side = {0: "left", until: "right"}.get(month, "center")
            drawn.sheet.text(
                month, place, text, color=colour, ha=side, va="center", transform=drawn.below
            )
