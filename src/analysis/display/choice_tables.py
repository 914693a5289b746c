"""What each choice matters: shares of variance, effects all else equal, and a joint test."""

from collections.abc import Hashable, Iterator
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.design import Estimates
from analysis.display.choice_rules import rule_text
from analysis.display.choices import (
    QUANTITIES,
    amount,
    choice_name,
    option_name,
    quantity_name,
)
from analysis.display.comparison_words import number
from analysis.display.fragment import Fragment, fragment, heading, invented, paragraphs
from analysis.display.tables import JOINER, count, table
from analysis.display.words import say
from analysis.estimates.sweep.effects import BEYOND, MEDIAN, SAME_SIGN
from analysis.estimates.sweep.incidence import LEVEL
from analysis.estimates.sweep.variance import (
    BOTH,
    CHANCE,
    MUNICIPALITY,
    POINT_LESS_PLACE,
    TOGETHER,
)
from analysis.grid import Choice
from analysis.reference.grids import grids
from analysis.terms import Language

OTHERS = (TOGETHER, MUNICIPALITY, BOTH, CHANCE)
"""Components beside choices, in the order of a table."""
LEAST = 0.001
"""A p below it is told as that."""
SURE = 0.05
"""Below it a curve is called beyond chance; a convention."""


def variance_shares(rows: Estimates, language: str) -> Fragment:
    """Return which choices results vary by, and whether the point matters more than the place.

    Args:
        rows: shares of variance of one or more grids, the main one first.
        language: nb or en.
    """
    lang = Language(language)
    head, mark = heading("variance_shares", lang), invented(rows.source, lang)
    if rows.frame.empty:
        return fragment(head + _absent(rows, lang), lang, rows)
    grids = list(rows.frame["grid"].unique())
    by_grid = {grid: _by(rows.frame[rows.frame["grid"] == grid], "component") for grid in grids}
    main = by_grid[grids[0]]
    places = _places(rows)
    name = grid_name(grids[0], lang)  # the main one may have no answer
    texts = [_largest(main, lang, places, name), _point_or_place(main, lang, places)]
    others = [_verdict(by_grid[grid]) for grid in grids[1:]]
    if others:
        agree = sum(one == _verdict(main) for one in others)
        texts.append(say("variance_other_grids", lang, agree=agree, n=len(others)))
    texts.append(say("variance_note", lang))
    found = {name for one in by_grid.values() for name in one}
    names = [one.value for one in Choice if one.value in found] + list(OTHERS)
    header = [say("column_component", lang), *(grid_name(grid, lang) for grid in grids)]
    body = [
        (_component(name, lang), *(_share(one, name, lang, places) for one in by_grid.values()))
        for name in names
    ]
    counts = [
        f"{count(one[CHANCE]['n_events'], lang)} × {count(one[CHANCE]['n_at_risk'], lang)}"
        for one in by_grid.values()
    ]
    body.append((say("variance_over", lang), *counts))
    html = head + paragraphs(texts, mark) + table(header, body)
    return fragment(html, lang, rows, kind="wide")


def choice_effects(rows: Estimates, language: str) -> Fragment:
    """Return what each option does to level and gaps, everything else the same.

    Args:
        rows: effects of the options of one grid.
        language: nb or en.
    """
    lang = Language(language)
    head, mark = heading("choice_effects", lang), invented(rows.source, lang)
    if rows.frame.empty:
        return fragment(head + _absent(rows, lang), lang, rows)
    told = [one for one in QUANTITIES if one in set(rows.frame["quantity"])]
    header = [say("column_option", lang), *(quantity_name(one, lang) for one in told)]
    body: list[tuple[str, ...]] = []
    for choice, of_choice in rows.frame.groupby("choice", sort=False):
        first = option_name(str(choice), str(of_choice["against"].iloc[0]), lang)
        body.append((f"{choice_name(str(choice), lang)} ({say('against', lang, first=first)})",))
        for option, some in of_choice.groupby("option", sort=False):
            cells = [_effect(some[some["quantity"] == one], lang) for one in told]
            body.append((option_name(str(choice), str(option), lang), *cells))
    note = "effects_note" if rows.release_id is None else "effects_note_told"
    texts = [_strongest(rows.frame, lang), say(note, lang)]
    return fragment(head + paragraphs(texts, mark) + table(header, body), lang, rows, kind="wide")


def curve_test(rows: Estimates, language: str) -> Fragment:
    """Return whether the whole curve of a gap could have come about without any gap.

    Args:
        rows: the joint test of the curves of one grid.
        language: nb or en.
    """
    lang = Language(language)
    head, mark = heading("curve_test", lang), invented(rows.source, lang)
    if rows.frame.empty:
        return fragment(head + _absent(rows, lang), lang, rows)
    texts = list(_tests(rows.frame, lang))
    texts.append(say("curve_test_note", lang))
    return fragment(head + paragraphs(texts, mark), lang, rows)


def impossible(rows: Estimates, language: str) -> Fragment:
    """Return how many combinations cannot be, by the rule that they break.

    Args:
        rows: what cannot be of one grid.
        language: nb or en.
    """
    lang = Language(language)
    head, mark = heading("impossible", lang), invented(rows.source, lang)
    frame = rows.frame
    if frame.empty:
        key = "impossible_none" if rows.release_id is None else "choices_not_released"
        text = Markup("<p>{}{}</p>").format(say(key, lang), mark)
        return fragment(head + text, lang, rows)
    body: list[tuple[str, ...]] = []
    for estimand, some in frame.groupby("of", sort=False):
        body.append((say(f"impossible_{estimand}", lang),))
        told = [rule_text(rule, lang) for rule in some["rule"]]  # some rules have one text
        ordered = some.groupby(told)["n_events"].sum().sort_values(ascending=False, kind="stable")
        body += [(str(rule), count(n, lang)) for rule, n in ordered.items()]
    header = (say("column_rule", lang), say("column_combinations", lang))
    total = count(frame["n_at_risk"].iloc[0], lang)
    text = paragraphs([say("impossible_text", lang, n=total)], mark)
    return fragment(head + text + table(header, body), lang, rows)


By = dict[str, dict[Hashable, Any]]
"""Rows as values by column, by what tells them apart."""


def _by(frame: pd.DataFrame, name: str) -> By:
    return {str(row[name]): row for row in frame.to_dict("records")}


def _absent(rows: Estimates, language: Language) -> Markup:
    key = "choices_absent" if rows.release_id is None else "choices_not_released"
    return paragraphs([say(key, language)], invented(rows.source, language))


def grid_name(grid: str, language: Language) -> str:
    """Return what a grid is called; one with changed choices by its whole text."""
    name, _, changed = grid.partition(",")
    told = say(f"grid_{name}", language) if name in grids() else name
    return f"{told} ({changed})" if changed else told


def _component(name: str, language: Language) -> str:
    return say(f"component_{name}", language) if name in OTHERS else choice_name(name, language)


def _share(one: By, name: str, language: Language, places: int) -> str:
    """Return a share of variance in per cent, and its interval."""
    if name not in one:
        return "–"
    row = one[name]
    told = number(100 * row["estimate"], language, places=places)
    if pd.isna(row["lower"]):
        return told
    lower, upper = (
        number(100 * row[limit], language, places=places) for limit in ("lower", "upper")
    )
    return f"{told} ({lower}{JOINER}–{JOINER}{upper})"


def point_or_place(rows: Estimates, language: Language) -> str:
    """Return whether the measurement point matters more than the municipality, in one grid."""
    return _point_or_place(_by(rows.frame, "component"), language, _places(rows))


def _places(rows: Estimates) -> int:
    """Return the decimals of shares of variance: a release tells whole per cent."""
    return 1 if rows.release_id is None else 0


def _largest(one: By, language: Language, places: int, grid: str) -> str:
    """Return which three components results vary by most."""
    shares = {name: float(row["estimate"]) for name, row in one.items() if name != POINT_LESS_PLACE}
    first, second, third = sorted(shares, key=lambda name: -shares[name])[:3]
    names = {"first": first, "second": second, "third": third}
    told = {key: _component(name, language).lower() for key, name in names.items()}
    parts = {
        f"{key}_share": number(100 * shares[name], language, places=places)
        for key, name in names.items()
    }
    return say("variance_largest", language, grid=grid, **told, **parts)


def _point_or_place(one: By, language: Language, places: int) -> str:
    """Return whether the measurement point matters more than the municipality."""
    if POINT_LESS_PLACE not in one:
        return say("variance_no_point", language)
    row = one[POINT_LESS_PLACE]

    def told(share: float, *, signed: bool = False) -> str:
        return number(100 * share, language, signed=signed, places=places)

    point, place = (float(one[of]["estimate"]) for of in (Choice.POINT.value, MUNICIPALITY))
    # The difference of the shares as they are shown: 0 against 55 is not -54.
    gap = round(point, places + 2) - round(place, places + 2)
    values = {"point": told(point), "place": told(place), "gap": told(gap, signed=True)}
    if pd.isna(row["lower"]):
        return say("variance_few", language, **values)
    limits = {key: told(row[key], signed=True) for key in ("lower", "upper")}
    return say(f"variance_{_verdict(one)}", language, **values, **limits)


def _verdict(one: By) -> str:
    """Return `more`, `less` or `alike`: the point against the municipality, beyond chance."""
    if POINT_LESS_PLACE not in one:
        return "alike"
    row = one[POINT_LESS_PLACE]
    return "more" if row["lower"] > 0 else "less" if row["upper"] < 0 else "alike"


def _effect(some: pd.DataFrame, language: Language) -> str:
    """Return an effect in points with its interval, and between what it lies."""
    if some.empty:
        return "–"
    (row,) = some.to_dict("records")
    told = number(100 * row["estimate"], language, signed=True)
    if not pd.isna(row["lower"]):
        limits = [number(100 * row[key], language, signed=True) for key in ("lower", "upper")]
        told += " (" + say("from_to", language, lower=limits[0], upper=limits[1]) + ")"
    return told


def _strongest(frame: pd.DataFrame, language: Language) -> str:
    level = frame[frame["quantity"] == LEVEL].to_dict("records")
    row = max(level, key=lambda one: abs(float(one["estimate"])))
    return say(
        "effects_strongest",
        language,
        choice=choice_name(row["choice"], language).lower(),
        option=option_name(row["choice"], row["option"], language),
        first=option_name(row["choice"], row["against"], language),
        points=number(100 * row["estimate"], language, signed=True),
        least=number(100 * row["lowest"], language, signed=True),
        most=number(100 * row["highest"], language, signed=True),
    )


def _tests(frame: pd.DataFrame, language: Language) -> Iterator[str]:
    for quantity, some in frame.groupby("quantity", sort=False):
        by = _by(some, "statistic")
        p = float(by[MEDIAN]["p"])
        yield say(
            "curve_test_sure" if p < SURE else "curve_test_unsure",
            language,
            quantity=quantity_name(str(quantity), language),
            n=count(by[MEDIAN]["n_events"], language),
            median=amount(float(by[MEDIAN]["estimate"]), str(quantity), language),
            same=count(round(100 * by[SAME_SIGN]["estimate"]), language),
            beyond=count(round(100 * by[BEYOND]["estimate"]), language),
            chance=_chance(p, language),
            beyond_chance=_chance(float(by[BEYOND]["p"]), language),
        )


def _chance(p: float, language: Language) -> str:
    if p < LEAST:
        return say("p_below", language, number=number(LEAST, language, places=3))
    return say("p_is", language, number=number(p, language, places=3))
