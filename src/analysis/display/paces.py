"""Whether groups come to stable work at one pace: a test in words, ratios in a table."""

from collections.abc import Sequence
from math import isnan, nan

import pandas as pd
from markupsafe import Markup

from analysis.design import Estimates, StudyDesign
from analysis.display import absent
from analysis.display.fragment import Fragment, fragment, heading, invented, paragraphs
from analysis.display.goals import goal
from analysis.display.labels import label, ordered
from analysis.display.tables import JOINER, table
from analysis.display.words import hundredths, say
from analysis.estimates.ratios import DISCRETE_TIME, FIRST_YEAR
from analysis.release.door import Study
from analysis.study import answered
from analysis.terms import GROUPS, Estimand, Language

OMNIBUS, OF_SEVERAL = "max-combo", ("Wald", "Gray")
"""The test that is told of two groups (definitions.md 25), and of more: the first that there is."""
LEVEL = 0.05
COMPARED = ("sex", "age", "country", "prior_education", "municipality_size")
"""Groups that are held against each other, one column after another."""


def by_each(study: Study, design: StudyDesign, estimand: str) -> list[Estimates]:
    """Return the answers by one group of COMPARED after another, none where there is none."""
    return [answered(study, design.ask(estimand, (group,))) for group in COMPARED]


def equal_texts(tests: Estimates, language: Language) -> list[str]:
    """Return in two sentences what a test of equal groups finds, and what it does not say."""
    rows = tests.frame
    if rows.empty:
        return []
    p = dict(zip(rows["test"], rows["estimate"], strict=True))
    names = [OMNIBUS] if OMNIBUS in p else OF_SEVERAL
    name = next((name for name in names if not isnan(p.get(name, nan))), None)
    if name is None:
        return [say("equal_unknown", language)]
    key = "equal_apart" if p[name] < LEVEL else "equal_same"
    meaning = "equal_meaning_two" if name == OMNIBUS else "equal_meaning"
    told = say(key, language, chance=chance(p[name], language), test=name)
    return [told, say(meaning, language)]


def chance(p: float, language: Language) -> str:
    """Return a chance as a reader can picture it: 'about 3 in 100'."""
    if p < 0.001:
        return say("chance_rare", language)
    of = 1000 if p < 0.01 else 100
    return say("chance_about", language, n=max(round(p * of), 1), of=of)


def ratios(
    paces: Sequence[Estimates],
    proportional: Sequence[Estimates],
    tests: Sequence[Estimates],
    curve: Estimates,
    language: str,
) -> Fragment:
    """Return hazard ratios by one group after another, and whether they are those of all months.

    Args:
        paces: hazard ratios, each by one group; without rows where they cannot be had.
        proportional: the tests of proportional hazards, by the same groups.
        tests: the tests of equal groups, by the same groups; named where none can be had.
        curve: cumulative incidence of everybody.
        language: nb or en.
    """
    lang = Language(language)
    mark = invented(curve.source, lang)
    asked = {
        Estimand.HAZARD_RATIO: paces,
        Estimand.PROPORTIONALITY: proportional,
        Estimand.EQUALITY: tests,
    }
    found = [one for one in paces if len(one.frame)]
    told = {"goal": goal(curve, lang)["goal"], "ratio": hundredths(4 / 5, lang)}
    texts = [say("pace_meaning", lang, **told)] if found else []
    after = [*_constant(proportional, lang), say("pace_note", lang)] if found else []
    before, behind = (
        paragraphs(part, mark) for part in (texts, [*after, *absent.not_here(asked, lang)])
    )
    html = _table(found, lang) if found else Markup("")
    made_from = (curve, *paces, *proportional)
    return fragment(heading("pace", lang) + before + html + behind, lang, *made_from)


def _table(found: Sequence[Estimates], language: Language) -> Markup:
    header = [
        say("column_group", language),
        say("column_pace", language),
        say("column_pace_first", language, month=FIRST_YEAR),
        say("column_pace_later", language),
    ]
    body: list[Sequence[str]] = []
    for one in found:
        group = _group(one)
        rows = one.frame[one.frame["model"].fillna(DISCRETE_TIME) == DISCRETE_TIME]
        by_size = rows.sort_values("n_at_risk", ascending=False)[group].astype(str).unique()
        body.append([say(f"heading_by_{group}", language)])
        body += [
            (label(group, value, language), *_cells(rows[rows[group] == value], language))
            for value in ordered(group, list(by_size))
        ]
    return table(header, body)


def _group(one: Estimates) -> str:
    return next(name for name in one.frame if name in GROUPS)


def _cells(rows: pd.DataFrame, language: Language) -> list[str]:
    """Return a level's ratio in all months, in the first year and later."""
    later, ends = rows["first_month"].fillna(1) > 1, rows["last_month"].notna()
    return [_ratio(part, language) for part in (rows[~later & ~ends], rows[ends], rows[later])]


def _ratio(rows: pd.DataFrame, language: Language) -> str:
    """Return '0.81 (0.78–0.84)'; of the group that others are compared with 1."""
    row = rows.iloc[0] if len(rows) else None
    if row is None or isnan(row["estimate"]):
        return "–"
    if row["lower"] == row["upper"]:
        return "1"
    ends = [hundredths(row[name], language) for name in ("lower", "upper")]
    return f"{hundredths(row['estimate'], language)} ({ends[0]}–{JOINER}{ends[1]})"


def _constant(proportional: Sequence[Estimates], language: Language) -> list[str]:
    """Return in a sentence of which groups the ratio is not the same in all months."""
    tested = {_group(one): one.frame["estimate"].iloc[0] for one in proportional if len(one.frame)}
    names = {group: say(f"pace_by_{group}", language) for group in tested}
    moving = [names[group] for group, p in tested.items() if p < LEVEL]
    same = [names[group] for group, p in tested.items() if p >= LEVEL]
    texts = [say("pace_moving", language, groups=", ".join(moving))] if moving else []
    return texts + ([say("pace_same", language, groups=", ".join(same))] if same else [])
