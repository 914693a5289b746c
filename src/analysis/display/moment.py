"""The same persons by several rules in every month that one could measure in: what it says."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from analysis.design import Estimates, Row
from analysis.display import words
from analysis.display.absent import needed
from analysis.display.figures import OFFICIAL_BAND
from analysis.display.foretelling_words import conclusion
from analysis.display.fragment import Fragment, fragment, heading, invented, paragraphs
from analysis.display.goals import is_yearly, measure_of, rule_name
from analysis.display.rows import OFFICIAL_MONTH, shares
from analysis.display.words import percent, say, shown_apart
from analysis.estimates.compare import Difference, difference
from analysis.reference.series import OFFICIAL
from analysis.terms import Language, PriorEducation

YEARS = 5
"""Novembers that the official statistics follow a cohort to."""
SUPPORT = 0.5
"""Months are drawn to the last in which so many of the first are still followed."""
DATES = (12, 60)
"""Two moments that a sentence holds against each other."""
CAVEATS = ("caveat_resident", "caveat_later", "caveat_hour", "caveat_composition", "caveat_small")
SCHOOLED = (PriorEducation.NONE, PriorEducation.GRUNNSKOLE)
"""Groups by the school that they came with, which the official rule is read of."""
Groups = dict[PriorEducation, list[Row]]
"""The school that a group came with -> its shares by month."""
POINTS = (6, 12, 18, 24, 36, 48, 60, 84, 120)
"""Months that the table tells of."""


@dataclass(frozen=True, eq=False)
class Moments:
    """What the figure is of.

    Attributes:
        rules: shares by month, one a rule; the first is the official rule read in every month.
        official: the official measure, read each November.
        language: of the texts.
    """

    rules: Sequence[Estimates]
    official: Estimates
    language: Language

    def rows(self, one: Estimates) -> list[Row]:
        """Return the rows of a rule up to the last month with SUPPORT."""
        found = shares(one)
        most = max((row.n_at_risk for row in found), default=0)
        return [row for row in found if row.n_at_risk >= SUPPORT * most]

    def name(self, one: Estimates) -> str:
        """Return the short name of a rule."""
        return rule_name(one.measure, self.language)

    @property
    def novembers(self) -> list[Row]:
        """The official shares that can be told."""
        return [row for row in shares(self.official) if row.month <= YEARS * 12]


def told(rules: Sequence[Estimates], official: Estimates, language: Language) -> Moments:
    """Return what the page is of: the official measure, and each rule by month that has shares."""
    by_rule = {measure_of(one) or id(one): one for one in reversed(rules) if shares(one)}
    monthly = [one for one in reversed(by_rule.values()) if not is_yearly(one)]
    return Moments(monthly, official, language)


def groups_of(by_school: Estimates) -> Groups:
    """Return the shares of those who came without school, and of those with grunnskole.

    Nothing where either may not be told at every month that a text asks for.
    """
    found: Groups = {}
    for value in SCHOOLED if "prior_education" in by_school.frame else ():
        rows = shares(by_school.of(prior_education=value.value))
        most = max((row.n_at_risk for row in rows), default=0)
        found[value] = [row for row in rows if row.n_at_risk >= SUPPORT * most]
    asked = {*OFFICIAL_BAND, DATES[1]}
    is_told = all(asked <= {row.month for row in rows} for rows in found.values())
    return found if is_told else {}


def groups_text(groups: Groups, language: Language) -> list[str]:
    """Return what the official rule reads of both groups on three dates, and how far apart."""
    if not groups:
        return []
    dates = {"first": OFFICIAL_BAND[0], "last": OFFICIAL_BAND[1], "late": DATES[1]}
    parts, ends, changes = [], [], []
    for value, rows in groups.items():
        by_month = {row.month: row for row in rows}
        told = {key: by_month[month] for key, month in dates.items()}
        shares = {key: percent(row.estimate, language) for key, row in told.items()}
        changes.append(difference(told["late"], told["first"]) is not Difference.SAME)
        chance = "" if changes[-1] else f" ({say('by_chance', language)})"
        parts.append(say(f"moment_came_{value}", language, **shares) + chance)
        ends.append((told["first"].estimate, told["late"].estimate))
    gaps = [f"{abs(shown_apart(one, other))}" for one, other in zip(*ends, strict=True)]
    values = {"groups": "; ".join(parts), "early_gap": gaps[0], "late_gap": gaps[1]}
    text = say("moment_groups", language, **values, **dates)
    return [f"{say('moment_groups_lead', language)} {text}" if any(changes) else text]


def short(
    rules: Sequence[Estimates], official: Estimates, uses: Estimates, language: str
) -> Fragment:
    """Return the answer in two sentences: what the date does to the share, and what the rule does.

    Args:
        rules: as `by_month`, of moment_figures.
        official: as `by_month`, of moment_figures.
        uses: what registers lack, to say why there is no answer.
        language: nb or en.
    """
    lang = Language(language)
    shown = told(rules, official, lang)
    texts = moment_texts(shown) if shown.rules and shown.novembers else []
    absent = [say("moment_absent", lang), *needed(uses, OFFICIAL, lang)]
    texts = [*texts[:1], *texts[-1:]] if len(texts) > 1 else absent
    mark = invented(official.source, lang)
    said = paragraphs(texts, mark)
    return fragment(heading("answer", lang) + said, lang, official, *shown.rules, kind="answer")


def meaning(
    rules: Sequence[Estimates], official: Estimates, later: Estimates, language: str
) -> Fragment:
    """Return whether the date or the rule moves the share more, and what to measure instead.

    Args:
        rules: as `by_month`, of moment_figures.
        official: as `by_month`, of moment_figures.
        later: rows of FORETELLING.
        language: nb or en.
    """
    lang = Language(language)
    mark = invented(official.source, lang)
    shown = told(rules, official, lang)
    by_date, by_rule = _spans(shown)
    texts = [say("moment_use", lang)]
    if by_date and len(by_date) > 1:
        date, rule = max(by_date), max(by_rule)
        values: dict[str, str | int] = {
            "date": f"{100 * date:.0f}",
            "rule": f"{100 * rule:.0f}",
            "early": DATES[0],
            "late": DATES[1],
        }
        key = "moment_rule_most" if rule > date else "moment_date_most"
        texts.insert(0, say(key, lang, **values))
    said = paragraphs([*texts, *conclusion(later, lang)], mark)
    return fragment(heading("meaning", lang) + said, lang, official, later, *shown.rules)


def _spans(shown: Moments) -> tuple[list[float], list[float]]:
    """Return how far each rule's share moves between DATES, and how far rules are apart at each."""
    found = []
    for one in shown.rules:
        by_month = {row.month: row.estimate for row in shown.rows(one)}
        if all(month in by_month for month in DATES):
            found.append([by_month[month] for month in DATES])
    by_date = [abs(late - early) for early, late in found]
    by_rule = [max(at) - min(at) for at in zip(*found, strict=True)]
    return by_date, by_rule


def caveats(official: Estimates, language: str) -> Fragment:
    """Return what would change the answer.

    Args:
        official: prevalence of the official measure.
        language: nb or en.
    """
    lang = Language(language)
    mark = invented(official.source, lang)
    texts = [say(key, lang) for key in CAVEATS]
    if official.measure is not None:
        texts += words.what_is_unseen(official.measure, official.source, lang)
    items = Markup("").join(Markup("<li>{}{}</li>").format(text, mark) for text in texts)
    body = heading("caveats", lang) + Markup("<ul>{}</ul>").format(items)
    return fragment(body, lang, official)


def official_text(shown: Moments) -> str:
    """Return the first and the last official November; the last alone where the first is absent."""
    first, last = shown.novembers[0], shown.novembers[-1]
    lang, years = shown.language, last.month // 12
    told = percent(last.estimate, lang)
    if first.month == OFFICIAL_MONTH < last.month:
        return say(
            "moment_years", lang, first=percent(first.estimate, lang), last=told, years=years
        )
    return say("moment_year", lang, last=told, years=years)


def moment_texts(shown: Moments) -> list[str]:
    """Return how much the date alone, and how much the rule alone, moves the share."""
    lang, first = shown.language, shown.rows(shown.rules[0])
    texts = [official_text(shown)]
    by_month = {row.month: row for row in first}
    early, late = (by_month.get(month) for month in OFFICIAL_BAND)
    if early and late:
        texts.append(
            say(
                "moment_band",
                lang,
                early=percent(early.estimate, lang),
                late=percent(late.estimate, lang),
                first=OFFICIAL_BAND[0],
                last=OFFICIAL_BAND[1],
            )
        )
    texts += _slowest(shown)
    month = max((at for at in POINTS if at in by_month and at <= 2 * OFFICIAL_MONTH), default=0)
    by_rule = {
        shown.name(one): row.estimate
        for one in shown.rules
        for row in shown.rows(one)
        if row.month == month
    }
    if not by_rule:
        return texts
    high, low = (pick(by_rule, key=lambda name: by_rule[name]) for pick in (max, min))
    told = {"high_share": percent(by_rule[high], lang), "low_share": percent(by_rule[low], lang)}
    if told["high_share"] != told["low_share"]:
        texts.append(say("moment_rules", lang, month=month, high=high, low=low, **told))
    return texts


def _slowest(shown: Moments) -> list[str]:
    """Return for the rule whose share changes most between two moments what it is at both."""
    changes = {}
    for one in shown.rules:
        by_month = {row.month: row.estimate for row in shown.rows(one)}
        if all(month in by_month for month in DATES):
            changes[shown.name(one)] = [by_month[month] for month in DATES]
    if not changes:
        return []
    rule = max(changes, key=lambda name: abs(changes[name][1] - changes[name][0]))
    early, late = (percent(share, shown.language) for share in changes[rule])
    if early == late:
        return []
    dates = {"early_month": DATES[0], "late_month": DATES[1]}
    return [say("moment_dates", shown.language, rule=rule, early=early, late=late, **dates)]
