"""A better standard: which early measure foretells lasting self-support, and what it costs."""

from dataclasses import dataclass
from functools import partial
from math import ceil, isfinite, isnan
from textwrap import fill
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from analysis.design import Estimates
from analysis.display.comparison_words import points
from analysis.display.fragment import Fragment, folded, fragment, heading, invented, paragraphs
from analysis.display.goals import rule_name
from analysis.display.pictures import as_written, empty_axes, figure_html, pictures, write_mark
from analysis.display.style import EVERYBODY, HERE, NARROW, OTHER, Width
from analysis.display.tables import count, table
from analysis.display.words import definition, hundredths, hundredths_between, percent, say
from analysis.estimates.ranks import LEAST
from analysis.reference.measures import parse_measure
from analysis.terms import Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LEVEL = 0.7
"""Agreement of municipal orders that is asked of a measure; a cut, told where it is used."""
COLOURS = (HERE, "#7fb0dc", "#38761d", "#93c47d", OTHER, "#7a5195", EVERYBODY, "#b58900")
MARKERS = "osD^vPX*"


@dataclass(frozen=True, eq=False)
class Candidate:
    """One measure at one moment, and what it foretells; quantity -> its row."""

    measure: str
    month: int
    wait: float
    rules: int
    rows: dict[str, dict[Any, Any]]
    language: Language

    @property
    def rule(self) -> str:
        """The measure in few words."""
        return rule_name(parse_measure(self.measure), self.language)

    @property
    def name(self) -> str:
        """The measure and its moment in words."""
        yearly = parse_measure(self.measure).read_in is not None
        key = "foretelling_november" if yearly else "foretelling_month"
        at = self.month // 12 if yearly else self.month
        return say(key, self.language, rule=self.rule, at=at)

    def value(self, quantity: str) -> float:
        """Return an estimate; missing where there is none."""
        return float(self.rows.get(quantity, {}).get("estimate", float("nan")))

    @property
    def agrees(self) -> bool:
        """Whether it orders municipalities as what comes later does, at LEVEL."""
        return self.value("municipal_agreement") >= LEVEL


def standard(rows: Estimates, language: str) -> Fragment:
    """Return the recommendation: the earliest moment and simplest measure that will do.

    Args:
        rows: rows of FORETELLING.
        language: nb or en.
    """
    lang = Language(language)
    head, mark = heading("standard", lang), invented(rows.source, lang)
    found = _candidates(rows, lang)
    if not found:
        text = Markup("<p>{}{}</p>").format(say("foretelling_absent", lang), mark)
        return fragment(head + text, lang, rows)
    target = rows.measure or parse_measure(str(rows.frame["measure"].iloc[0]))
    note = say("foretelling_note", lang, definition=definition(target, lang))
    texts = [*_recommended(found, lang), *_fit(found, lang), note]
    absent = rows.frame.loc[rows.frame["quantity"] == "absent", "candidate"].unique()
    if len(absent):
        names = "; ".join(rule_name(parse_measure(name), lang) for name in absent)
        texts.append(say("foretelling_untried", lang, names=names))
    said = paragraphs(texts, mark)
    caption = say("foretelling_caption", lang, level=hundredths(LEVEL, lang)) + mark
    alt = say("foretelling_alt", lang, n=len(found)) + mark
    images = pictures(partial(_figure, found, rows, lang), alt, [rows])
    body = figure_html(images, caption, Markup(""))
    told = _table(found, lang) + paragraphs([say("foretelling_columns", lang)], mark)
    prices = folded(say("foretelling_prices", lang), told, mark)
    return fragment(head + said + body + prices, lang, rows, kind="figure")


def _candidates(rows: Estimates, language: Language) -> list[Candidate]:
    """Return the candidates, those that can be told first before the others."""
    if rows.frame.empty or "candidate" not in rows.frame:
        return []
    found = []
    known = rows.frame[rows.frame["quantity"] != "absent"]
    known = known.astype({"month": int})
    for (measure, month), own in known.groupby(["candidate", "month"], sort=False):
        by_quantity = {str(row["quantity"]): row for row in own.to_dict("records")}
        wait, rules = (own[name].iloc[0] for name in ("wait", "rules"))
        found.append(
            Candidate(
                str(measure), int(float(str(month))), float(wait), int(rules), by_quantity, language
            )
        )
    return sorted(found, key=lambda one: (one.wait, one.rules))


def _recommended(found: list[Candidate], language: Language) -> list[str]:
    """Return the first candidate at LEVEL, and what the one that agrees most would cost."""
    ordered = [one for one in found if isfinite(one.value("municipal_agreement"))]
    if not ordered:
        return [say("foretelling_no_order", language, n=LEAST)]
    first = next((one for one in ordered if one.agrees), None)
    best = max(ordered, key=lambda one: one.value("municipal_agreement"))
    if first is None:
        level = hundredths(LEVEL, language)
        return [say("foretelling_none", language, level=level, **_words(best, language))]
    texts = [say("foretelling_first", language, **_words(first, language))]
    if best is not first:
        more = best.wait - first.wait
        key = "foretelling_best" if more > 0 else "foretelling_best_sooner"
        texts.append(say(key, language, more=f"{abs(more):.0f}", **_words(best, language)))
    return texts


def _words(one: Candidate, language: Language) -> dict[str, str]:
    row = one.rows["municipal_agreement"]
    return {
        "name": one.name,
        "wait": f"{ceil(one.wait)}",
        "agreement": hundredths(one.value("municipal_agreement"), language),
        "limits": hundredths_between(float(row["lower"]), float(row["upper"]), language),
        "found": percent(one.value("sensitivity"), language),
        "right": percent(one.value("predictive_value"), language),
    }


def _fit(found: list[Candidate], language: Language) -> list[str]:
    """Return how many leavers a municipality needs before any measure says something of it."""
    known = [one for one in found if isfinite(one.value("leavers_needed"))]
    if not known:
        return [say("foretelling_never_fit", language)]
    least = min(known, key=lambda one: one.value("leavers_needed"))
    row = least.rows["leavers_needed"]
    ends = [_whole(row[name], language) for name in ("lower", "upper")]
    return [
        say(
            "foretelling_fit",
            language,
            name=least.name,
            tried=len(found),
            n=_whole(row["estimate"], language),
            limits="–" if isnan(row["lower"]) else "–".join(ends),
        )
    ]


def _whole(value: float, language: Language) -> str:
    """Return a number of leavers that is enough; a dash where it is not known."""
    if isnan(value):
        return "–"
    return count(ceil(value), language) if isfinite(value) else "∞"


def _table(found: list[Candidate], language: Language) -> Markup:
    """Return the price of each candidate: two lines each, so that a phone has room."""
    keys = ("wait", "agreement_order", "found", "right", "needed", "women", "in_school", "small")
    header = [say(f"column_{key}", language) for key in keys]
    body: list[list[str]] = []
    for one in found:
        body.append([one.name])
        body.append(
            [
                f"{ceil(one.wait)}",
                _of(one, "municipal_agreement", language),
                _share(one, "sensitivity", language),
                _share(one, "predictive_value", language),
                _whole(one.value("leavers_needed"), language),
                _gap(one, "gap_women", language),
                _gap(one, "gap_in_grunnskole", language),
                _share(one, "small", language, is_zero_nothing=True),
            ]
        )
    return table(header, body, texts=0)


def _of(one: Candidate, quantity: str, language: Language) -> str:
    value = one.value(quantity)
    return hundredths(value, language) if isfinite(value) else "–"


def _share(
    one: Candidate, quantity: str, language: Language, *, is_zero_nothing: bool = False
) -> str:
    row = one.rows.get(quantity)
    if row is None or not isfinite(row["estimate"]) or (is_zero_nothing and not row["n_events"]):
        return "–"
    return percent(row["estimate"], language)


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
    axes.set_xlim(left=0)
    axes.set_xticks(range(0, 61, 12))
    axes.set_xlabel(say("axis_wait", language))
    axes.set_ylabel(say("axis_agreement", language))
    columns = 1 if width is NARROW else 2
    as_written(figure.legend(loc="outside upper left", ncols=columns, fontsize=width.text - 2))
    write_mark(figure, rows, language, width)
    return figure
