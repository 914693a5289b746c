"""Curves by one group in small panels, each beside everybody's, and their numbers in a table."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from markupsafe import Markup

from analysis.design import Estimates, Row
from analysis.display import words
from analysis.display.fragment import Fragment, fragment, heading, invented, paragraphs
from analysis.display.goals import goal
from analysis.display.labels import label, ordered
from analysis.display.lines import code_note, columns, draw_line, known
from analysis.display.meanings import median_cell
from analysis.display.paces import equal_texts
from analysis.display.panels import panels
from analysis.display.pictures import figure_html, pictures
from analysis.display.rows import PRINTED_MONTH, followed, last_by, shares, supported
from analysis.display.style import EVERYBODY, HERE, Width
from analysis.display.tables import JOINER, count, table
from analysis.display.words import percent, say
from analysis.estimates.compare import Difference, both_beyond, difference
from analysis.terms import Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

POINTS = (12, 24, 36, 60)
"""Months that the table tells of."""


@dataclass(frozen=True)
class Group:
    """One value of a group: its name for a reader, its curve and its median."""

    label: str
    curve: Estimates
    median: Estimates

    @cached_property
    def persons(self) -> float:
        """How many begin; those most at once, where persons enter late."""
        return max((row.n_at_risk for row in shares(self.curve)), default=0.0)


def by_group(
    curves: Estimates,
    medians: Estimates,
    everybody: Estimates,
    group: str,
    language: str,
    tests: Estimates | None = None,
) -> Fragment:
    """Return curves of cumulative incidence by one group, and a table of months and shares.

    Args:
        curves: cumulative incidence by the group; without rows where it cannot be had.
        medians: the medians by the group.
        everybody: cumulative incidence of everybody in the dataset.
        group: the column.
        language: nb or en.
        tests: of whether the groups are equal; None, or without rows, where there are none.
    """
    lang = Language(language)
    mark = invented(everybody.source, lang)
    made_from = (curves, medians, everybody, *([tests] if tests is not None else []))
    head = heading(f"by_{group}", lang)
    told = goal(everybody, lang)
    groups = _groups(curves, medians, group, lang)
    drawn = [one for one in groups if supported(one.curve)]
    if not drawn:
        text = say("group_too_few" if groups else "group_absent", lang)
        return fragment(head + Markup("<p>{}{}</p>").format(text, mark), lang, *made_from)
    texts = [_apart(drawn, lang), *(equal_texts(tests, lang) if tests is not None else [])]
    said = paragraphs(texts, mark)
    after = say(f"after_{everybody.frame['origin'].iloc[0]}", lang)
    told |= {"everybody": words.everybody(lang), "after": after}
    caption = say("group_caption", lang, interval=words.interval_meaning([curves], lang), **told)
    caption += code_note([row for one in drawn for row in supported(one.curve)], lang) + mark
    alt = say("group_alt", lang, groups=", ".join(one.label for one in drawn)) + mark
    images = pictures(lambda width: _figure(drawn, everybody, lang, width), alt, made_from)
    numbers = _table(groups, lang) + Markup("<p>{}{}</p>").format(
        say("group_note", lang, **told), mark
    )
    body = head + said + figure_html(images, caption, numbers)
    return fragment(body, lang, *made_from, kind="figure")


def _groups(curves: Estimates, medians: Estimates, group: str, language: Language) -> list[Group]:
    """Return the groups in the order that a reader expects, other and unknown last."""
    if curves.frame.empty:
        return []
    found = {
        str(value): Group(
            label(group, str(value), language),
            curves.of(**{group: value}),
            medians.of(**{group: value}) if len(medians.frame) else medians,
        )
        for value in curves.frame[group].unique()
    }
    by_size = sorted(found, key=lambda value: -found[value].persons)
    return [found[value] for value in ordered(group, by_size)]


def _apart(groups: list[Group], language: Language) -> str:
    """Return in a sentence where the share is highest and lowest, and whether that may be chance.

    Named groups only; the row is that of PRINTED_MONTH, or of the last month before it.
    """
    aside = {say("group_unknown", language), say("country_other", language)}
    rows = {one.label: last_by(followed(one.curve), PRINTED_MONTH) for one in groups}
    known = {name: row for name, row in rows.items() if name not in aside and row is not None}
    month = max((row.month for row in known.values()), default=0)
    known = {name: row for name, row in known.items() if row.month == month}  # of one month
    if len(known) < 2:
        return say("group_one", language)
    ordered = sorted(known, key=lambda name: known[name].estimate)
    low, high = ordered[0], ordered[-1]
    told = goal(groups[0].curve, language)
    if both_beyond(known[high], known[low]):
        share = percent(known[high].estimate, language)
        return say("group_coded", language, share=share, **told)
    same = difference(known[high], known[low], len(known)) is Difference.SAME
    return say(
        "group_same" if same else "group_apart",
        language,
        month=month,
        high=_alike(high, known, language),
        high_share=percent(known[high].estimate, language),
        low=_alike(low, known, language),
        low_share=percent(known[low].estimate, language),
        **told,
    )


def _alike(name: str, known: dict[str, Row], language: Language) -> str:
    """Return a group's name, and those of all with the same code: none of them is the extreme."""
    alike = [one for one, row in known.items() if both_beyond(row, known[name])]
    return say("quoted_and", language).join(alike or [name])


def _table(groups: list[Group], language: Language) -> Markup:
    """Return two lines a group, so that a phone has room: who they are, and their shares."""
    header = [say("column_by_month", language, month=month) for month in POINTS]
    body: list[list[str]] = []
    for one in groups:
        n = count(one.persons, language) if one.persons else "–"
        half = median_cell(one.median, one.curve, language).replace("–", f"–{JOINER}")
        body.append([say("group_row", language, group=one.label, n=n, half=half)])
        rows = {row.month: row for row in supported(one.curve)}
        body.append([_share(rows.get(month), language) for month in POINTS])
    return table(header, body, texts=0)


def _share(row: Row | None, language: Language) -> str:
    if row is None:
        return "–"
    interval = words.interval_short(row.lower, row.upper, language).replace("–", f"–{JOINER}")
    return f"{percent(row.estimate, language)} ({interval})"


def _figure(
    groups: list[Group], everybody: Estimates, language: Language, width: Width
) -> "Figure":
    last = max(supported(one.curve)[-1].month for one in groups)
    titles = [f"{one.label} ({count(one.persons, language)})" for one in groups]
    labels = (
        say("axis_incidence", language, **goal(everybody, language)),
        say(f"since_{everybody.frame['origin'].iloc[0]}", language),
    )
    drawn = panels(titles, last, labels, everybody, language, width)
    grey = [row for row in known(supported(everybody)) if row.month <= last]
    months, share, _, _ = columns(grey)
    drawstyle = "steps-post" if everybody.release_id is None else "default"
    for one, within in zip(groups, drawn.within, strict=True):
        drawn.sheet.plot(
            months, share, color=EVERYBODY, linewidth=1.1, drawstyle=drawstyle, transform=within
        )
        draw_line(drawn.sheet, one.curve, supported(one.curve), HERE, marker=3, within=within)
    return drawn.figure
