"""One municipality's leavers by several rules on several dates, beside everybody: what each does.

The part of notebook 04 that a municipality's report has: a table, and sentences that say where a
difference may be chance.
"""

from collections.abc import Mapping

from markupsafe import Markup

from analysis.design import Estimates, Row
from analysis.display import words
from analysis.display.fragment import Fragment, fragment, heading, invented, paragraphs
from analysis.display.goals import rule_name
from analysis.display.rows import shares
from analysis.display.tables import table
from analysis.display.words import percent, say
from analysis.estimates.compare import Difference, difference
from analysis.questions import Ruled
from analysis.reference.measures import parse_measure
from analysis.study import OFFICIAL, Municipal
from analysis.terms import Language

DATES = (12, 24, 60)
"""Months of the table: one, two and five years after; the official are Novembers of those years."""
Shares = Mapping[str, Mapping[int, Row]]
"""The shares of a group by rule and month, rules in their order."""


def rules_and_dates(report: Municipal | Ruled, language: str) -> Fragment:
    """Return the shares of the place's leavers by each rule on each date, beside everybody's.

    Args:
        report: what the municipality's report is made of, or these rules alone; of no municipality
            it is said that none was asked for.
        language: nb or en.
    """
    lang = Language(language)
    head, mark = heading("rules_here", lang), invented(report.here.source, lang)
    if not report.place:
        return fragment(head + paragraphs([say("rules_no_place", lang)], mark), lang, report.here)
    made_from = [report.rules_here, report.rules_everybody]
    said = paragraphs(rules_texts(report, lang), mark)
    body = said + rules_table(report, lang)
    if _groups(report, lang):
        note = say("rules_note", lang, interval=words.interval_meaning(made_from, lang))
        body += paragraphs([note], mark)
    return fragment(head + body, lang, *made_from)


def rules_table(report: Municipal | Ruled, language: Language) -> Markup:
    """Return the table: under each rule the place and everybody, a column a date.

    No table where no share is told.
    """
    groups = _groups(report, language)
    if not groups:
        return Markup("")
    told = [rows for of in groups.values() for rows in of.values()]
    dates = [month for month in DATES if any(month in rows for rows in told)]
    header = [say("column_rule", language)]
    header += [say("column_year_after", language, year=month // 12) for month in dates]
    body: list[list[str]] = []
    for rule in dict.fromkeys(rule for of in groups.values() for rule in of):
        body.append([_name(report, rule, language)])
        for who, of in groups.items():
            rows = of.get(rule, {})
            body.append([who, *(_cell(rows.get(month), language) for month in dates)])
    return table(header, body)


def rules_texts(report: Municipal | Ruled, language: Language) -> list[str]:
    """Return what the date alone changes, and what the rule alone does, as far as shares are told.

    The date by the page's own rule; the rule at the first date. That none is told, where none is.
    """
    groups = _groups(report, language)
    if not groups:
        return [say("rules_absent", language)]
    own = str(next(iter(report.here.frame["measure"]), ""))
    moved = [_moved(who, of.get(own, {}), language) for who, of in groups.items()]
    apart = [_apart(who, of, report, language) for who, of in groups.items()]
    by_date, by_rule = ("; ".join(filter(None, texts)) for texts in (moved, apart))
    name = _name(report, own, language) if own else ""
    texts = [say("rules_date", language, rule=name, moved=by_date)] if by_date else []
    first = DATES[0] // 12
    return texts + ([say("rules_rule", language, first=first, apart=by_rule)] if by_rule else [])


def _groups(report: Municipal | Ruled, language: Language) -> dict[str, Shares]:
    """Return whose shares are told: the place's, and everybody's where there are others."""
    groups = {report.place: _by_rule(report.rules_here)}
    if report.compared:
        groups[words.everybody(language)] = _by_rule(report.rules_everybody)
    return {who: of for who, of in groups.items() if of}


def _by_rule(rows: Estimates) -> Shares:
    found: dict[str, dict[int, Row]] = {}
    for rule in rows.frame["measure"].unique():
        one = shares(rows.of(measure=str(rule)))
        told = {row.month: row for row in one if row.month in DATES}
        if told:
            found[str(rule)] = told
    return found


def _moved(who: str, told: Mapping[int, Row], language: Language) -> str:
    """Return a group's share on the first date and on the last."""
    last = max(told, default=0)
    if DATES[0] not in told or last == DATES[0]:
        return ""
    early, late = told[DATES[0]], told[last]
    values = {"early": percent(early.estimate, language), "late": percent(late.estimate, language)}
    months = {"first": DATES[0] // 12, "last": last // 12}
    text = say("rules_moved", language, who=who, **values, **months)
    return text + _chance(late, early, 2, language)


def _apart(who: str, of: Shares, report: Municipal | Ruled, language: Language) -> str:
    """Return a group's highest and lowest share on the first date, and by which rules."""
    at = {rule: rows[DATES[0]] for rule, rows in of.items() if DATES[0] in rows}
    if len(at) < 2:
        return ""
    high, low = (pick(at, key=lambda rule: at[rule].estimate) for pick in (max, min))
    told = {"high_share": percent(at[high].estimate, language)}
    told["low_share"] = percent(at[low].estimate, language)
    names = {"high": _name(report, high, language), "low": _name(report, low, language)}
    text = say("rules_apart", language, who=who, **told, **names)
    return text + _chance(at[high], at[low], len(at), language)


def _chance(one: Row, other: Row, groups: int, language: Language) -> str:
    same = difference(one, other, groups) is Difference.SAME
    return f" ({say('by_chance', language)})" if same else ""


def _name(report: Municipal | Ruled, rule: str, language: Language) -> str:
    """Return a rule in few words; the official one by its name."""
    if rule in OFFICIAL:
        return say(f"rule_{rule}", language)
    own = report.here.measure
    known = own is not None and own.name == rule
    return rule_name(own if known else parse_measure(rule), language)


def _cell(row: Row | None, language: Language) -> str:
    if row is None:
        return "–"
    return words.with_interval(row.estimate, row.lower, row.upper, language)
