"""What a better standard is, in words: the measure recommended, whom it overlooks, who is too few.

A recommendation is told with its price, beside that of the official rule, and with what a reader
must not take it for.
"""

from dataclasses import dataclass, field
from math import ceil, isfinite, isnan
from typing import Any

from analysis.design import Estimates
from analysis.display.comparison_words import points
from analysis.display.goals import rule_name
from analysis.display.rows import OFFICIAL_MONTH
from analysis.display.tables import count
from analysis.display.words import hundredths, hundredths_between, percent, say
from analysis.estimates.foretelling.answer import SIGNAL
from analysis.estimates.ranks import LEAST
from analysis.reference.measures import parse_measure
from analysis.reference.series import OFFICIAL
from analysis.terms import Language

LEVEL = 0.7
"""Agreement of municipal orders that is asked of a measure; a cut, told where it is used."""
MANY = 10_000
"""More leavers than this are told as more: no municipality has them."""
GAPS = ("gap_women", "gap_little_schooling", "gap_in_grunnskole")
"""Whom a measure may overlook: in each group less than in the others."""

LEFT_GRUNNSKOLE = ("left_less_in_progress_grunnskole", "left_less_completed_grunnskole")
LEFT = (
    *LEFT_GRUNNSKOLE,
    "left_less_in_progress_upper_secondary",
    "left_less_completed_upper_secondary",
)
"""Of who left a school without completing it, how many more it counts than of those who did not."""
OFFICIAL_GRUNNSKOLE = "november_grunnskole"


@dataclass(frozen=True, eq=False)
class Candidate:
    """One measure at one moment, and what it foretells.

    Attributes:
        rows: quantity -> its row.
        signal: (leavers a year where a class begins, cohorts pooled) -> the row of its share.
    """

    measure: str
    month: int
    wait: float
    rules: int
    rows: dict[str, dict[Any, Any]]
    language: Language
    signal: dict[tuple[float, float], dict[Any, Any]] = field(default_factory=dict)

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
    def has_small(self) -> bool:
        """Whether small jobs are told; none counted is a rule of hours, or pay without hours."""
        row = self.rows.get("small")
        return row is not None and isfinite(row["estimate"]) and row["n_events"] != 0

    @property
    def agrees(self) -> bool:
        """Whether it orders municipalities as what comes later does, at LEVEL."""
        return self.value("municipal_agreement") >= LEVEL


def candidates_of(rows: Estimates, language: Language) -> list[Candidate]:
    """Return the candidates of rows, those that can be told first before the others."""
    if rows.frame.empty or "candidate" not in rows.frame:
        return []
    found = []
    known = rows.frame[rows.frame["quantity"] != "absent"]
    known = known.astype({"month": int})
    for (measure, month), own in known.groupby(["candidate", "month"], sort=False):
        told = own.to_dict("records")
        signal = {
            (float(row["leavers"]), float(row["cohorts"])): row
            for row in told
            if row["quantity"] == SIGNAL
        }
        by_quantity = {str(row["quantity"]): row for row in told if row["quantity"] != SIGNAL}
        wait, rules = (own[name].iloc[0] for name in ("wait", "rules"))
        found.append(
            Candidate(
                str(measure),
                int(float(str(month))),
                float(wait),
                int(rules),
                by_quantity,
                language,
                signal,
            )
        )
    return sorted(found, key=lambda one: (one.wait, one.rules))


def conclusion(rows: Estimates, language: Language) -> list[str]:
    """Return what to measure instead as a page ends with it, or that it cannot be said."""
    first, best = first_and_best(candidates_of(rows, language))
    level, where = hundredths(LEVEL, language), say("heading_standard", language)
    if best is None:
        return [say("standard_absent", language)]
    if first is None:
        return [say("standard_none", language, level=level, heading=where)]
    text = say("standard_named", language, heading=where, **_words(first, language))
    return [" ".join([text, *_reaches_below(first, language)])]


def recommended_texts(found: list[Candidate], language: Language) -> list[str]:
    """Return the first candidate at LEVEL with its price, and what the best in agreement costs."""
    first, best = first_and_best(found)
    if best is None:
        return [say("foretelling_no_order", language, n=LEAST)]
    same = say("foretelling_same_people", language)
    if first is None:
        text = say("foretelling_none", language, **_words(best, language))
        return [text, same, *_left_by_rules(found, language)]
    text = say("foretelling_first", language, **_words(first, language))
    texts = [" ".join([text, *_reaches_below(first, language)]), same]
    texts += [*_price(first, found, language), *_left_by_rules(found, language)]
    if best is not first:
        more = best.wait - first.wait
        key = "foretelling_best" if more > 0 else "foretelling_best_sooner"
        texts.append(say(key, language, more=f"{abs(more):.0f}", **_words(best, language)))
    return texts


def first_and_best(found: list[Candidate]) -> tuple[Candidate | None, Candidate | None]:
    """Return the earliest and simplest candidate at LEVEL, and the one that agrees most."""
    ordered = [one for one in found if isfinite(one.value("municipal_agreement"))]
    first = next((one for one in ordered if one.agrees), None)
    best = max(ordered, key=lambda one: one.value("municipal_agreement"), default=None)
    return first, best


def _reaches_below(one: Candidate, language: Language) -> list[str]:
    if one.rows["municipal_agreement"]["lower"] < LEVEL:
        return [say("foretelling_reaches", language, level=hundredths(LEVEL, language))]
    return []


def _price(one: Candidate, found: list[Candidate], language: Language) -> list[str]:
    """Return what a candidate rewards and whom it overlooks, beside the official rule."""
    official = official_of(found)
    official = None if official is one else official
    texts = []
    if one.has_small:
        beside = ""
        if official is not None and official.has_small:
            share = percent(official.value("small"), language)
            beside = f" ({say('foretelling_small_beside', language, share=share)})"
        small = percent(one.value("small"), language)
        texts.append(say("foretelling_small", language, small=small, beside=beside))
    gaps = [_gap_in_words(one, official, name, language) for name in GAPS if name in one.rows]
    gaps = [text for text in gaps if text]
    if gaps:
        texts.append(say("foretelling_overlooks", language, gaps="; ".join(gaps)))
    return [*texts, *_left_school(one, language)]


def official_of(found: list[Candidate]) -> Candidate | None:
    """Return the official rule read in the first November, where it is among the candidates."""
    return _read_first(found, OFFICIAL)


def _read_first(found: list[Candidate], measure: str) -> Candidate | None:
    own = (one for one in found if (one.measure, one.month) == (measure, OFFICIAL_MONTH))
    return next(own, None)


def _left_school(one: Candidate, language: Language) -> list[str]:
    """Return whether it counts who left grunnskole more often than who did not."""
    parts = [_gap_in_words(one, None, name, language) for name in LEFT_GRUNNSKOLE]
    told = "; ".join(part for part in parts if part)
    if not told:
        return [say("foretelling_left_absent", language)]
    return [say("foretelling_left", language, parts=told)]


def _left_by_rules(found: list[Candidate], language: Language) -> list[str]:
    """Return whether the official rule counts who left grunnskole more often, and its twin."""
    rules = (OFFICIAL, OFFICIAL_GRUNNSKOLE)
    pair = [one for one in (_read_first(found, rule) for rule in rules) if one is not None]
    told = [_fewer(one.rows.get(LEFT_GRUNNSKOLE[0]), language) for one in pair]
    if len(told) < len(rules) or not all(told):
        return []
    return [say("foretelling_left_rules", language, official=told[0], grunnskole=told[1])]


def _gap_in_words(one: Candidate, official: Candidate | None, name: str, language: Language) -> str:
    """Return how many fewer of a group a candidate catches: '18.0 points fewer of women (…)'."""
    own, beside = (
        "" if of is None else _fewer(of.rows.get(name), language) for of in (one, official)
    )
    if not own:
        return ""
    text = say(f"foretelling_{name}", language, fewer=own)
    return text + (f" ({say('foretelling_beside', language, fewer=beside)})" if beside else "")


def _fewer(row: dict[Any, Any] | None, language: Language) -> str:
    """Return a gap as so many fewer or more; as many where it may be chance."""
    if row is None or not isfinite(row["estimate"]):
        return ""
    if not (row["lower"] > 0 or row["upper"] < 0):
        return say("foretelling_even", language)
    key = "foretelling_fewer" if row["estimate"] < 0 else "foretelling_more"
    return say(key, language, points=points(abs(row["estimate"]), language, signed=False))


def _words(one: Candidate, language: Language) -> dict[str, str]:
    row = one.rows["municipal_agreement"]
    return {
        "name": one.name,
        "level": hundredths(LEVEL, language),
        "wait": f"{ceil(one.wait)}",
        "agreement": hundredths(one.value("municipal_agreement"), language),
        "limits": hundredths_between(float(row["lower"]), float(row["upper"]), language),
        "found": percent(one.value("sensitivity"), language),
        "right": percent(one.value("predictive_value"), language),
    }


def fit_text(found: list[Candidate], language: Language) -> list[str]:
    """Return how many leavers a municipality needs before any measure says something of it."""
    known = [one for one in found if isfinite(one.value("leavers_needed"))]
    if not known:
        few = all(isnan(one.value("leavers_needed")) for one in found)
        return [say("foretelling_few_places" if few else "foretelling_never_fit", language)]
    least = min(known, key=lambda one: one.value("leavers_needed"))
    row = least.rows["leavers_needed"]
    return [
        say(
            "foretelling_fit",
            language,
            name=least.name,
            tried=len(found),
            n=enough(row["estimate"], language),
            limits=leavers_between(row, language),
        )
    ]


def enough(value: float, language: Language) -> str:
    """Return a number of leavers that is enough; a dash where it is not known."""
    if isnan(value):
        return "–"
    if value > MANY:
        return say("more_than", language, n=count(MANY, language)) if isfinite(value) else "∞"
    return count(ceil(value), language)


def leavers_between(row: dict[Any, Any], language: Language) -> str:
    """Return the limits of a number of leavers that is enough; a dash where there are none."""
    if isnan(row["lower"]):
        return "–"
    return "–".join(enough(row[name], language) for name in ("lower", "upper"))
