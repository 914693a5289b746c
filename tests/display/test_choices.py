"""Every choice, swept, as a reader sees it: sentences follow the numbers, in both languages."""

import re

import pandas as pd
import pytest

from analysis.design import Estimates, Source, StudyDesign
from analysis.display.choice_tables import choice_effects, curve_test, impossible, variance_shares
from analysis.display.choices import option_name
from analysis.display.rank_ranges import rank_ranges
from analysis.display.specification_curve import specification_curve
from analysis.estimates.live import open_live
from analysis.reference.grids import grids
from analysis.release.answers import answering
from analysis.study import answered
from analysis.terms import Access, Language

from ..release.invented import OSLO, shared_dataset

GRID = "near_choices,self_employment=yes,run_months=1+3,gap_months=0+1,point=november_1+12+24"
INVENTED = Source("w", Access.INVENTED, "2023-12", "nobody", "nobody")
TIDY = {"measure": "", "origin": "", "month": 0, "n_at_risk": 40, "n_events": 960, "method": "m"}


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    return open_live(shared_dataset(tmp_path_factory.getbasetemp()))


def ask(live, what):
    return live.estimates(live.grid(GRID).ask(what))


def estimates(rows, release_id=None):
    return Estimates(pd.DataFrame([{**TIDY, **row} for row in rows]), release_id, INVENTED)


def nothing(release_id=None):
    columns = ["estimand", "estimate", "lower", "upper", *TIDY]
    return Estimates(pd.DataFrame(columns=columns), release_id, INVENTED)


def variances(grid, point, place, lower, upper):
    shares = {"hours_per_week": 1 - point - place - 0.1, "point": point, "municipality": place}
    shares |= {"choices_together": 0.0, "municipality_and_choices": 0.04, "chance": 0.06}
    rows = [
        {"component": name, "estimate": share, "lower": share / 2, "upper": share * 1.5}
        for name, share in shares.items()
    ]
    gap = {"estimate": point - place, "lower": lower, "upper": upper}
    rows.append({"component": "point_less_municipality", **gap})
    return [{"estimand": "variance_shares", "grid": grid, **row} for row in rows]


def plain(piece):
    return re.sub(r"<[^>]+>", " ", piece.html).replace("\N{WORD JOINER}", "")


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (
            (0.02, 0.18),
            "The measurement point matters more than the municipality: 30.0 against 20.0 per cent"
            " of the variation, a difference of +10.0 points (95% confidence interval +2.0 to"
            " +18.0).",
        ),
        ((-0.02, 0.22), "Whether the measurement point matters more than the municipality cannot"),
    ],
)
def test_whether_the_point_matters_more_follows_the_interval(limits, expected):
    rows = variances("choices", 0.3, 0.2, *limits)
    rows += variances("near_choices", 0.1, 0.4, -0.4, -0.2)
    text = plain(variance_shares(estimates(rows), "en"))
    assert expected in text
    assert "0 of 1 other sets of choices say the same" in text
    assert "hours a week (40.0 per cent of the variation)" in text
    assert "Close to the official rule" in text
    assert "960 × 40" in text


def test_a_point_that_matters_less_is_said_in_norwegian_too():
    rows = variances("choices", 0.1, 0.4, -0.4, -0.2)
    text = plain(variance_shares(estimates(rows), "nb"))
    assert (
        "Måletidspunktet betyr mindre enn kommunen: 10,0 mot 40,0 prosent av variasjonen, en"
        " forskjell på −30,0 prosentpoeng (95 % konfidensintervall −40,0 til −20,0)." in text
    )
    assert "(oppdiktede data)" in text


def test_the_difference_that_is_shown_is_that_of_the_shares_that_are_shown():
    rows = estimates(variances("choices", 0.004, 0.547, -0.593, -0.487), release_id="0a")
    assert (
        "0 mot 55 prosent av variasjonen, en forskjell på −55 prosentpoeng (95 %"
        " konfidensintervall −59 til −49)." in plain(variance_shares(rows, "nb"))
    )
    live = estimates(variances("choices", 0.0034, 0.5472, -0.593, -0.487))
    assert "0.3 against 54.7 per cent of the variation, a difference of −54.4 points" in plain(
        variance_shares(live, "en")
    )


def test_a_release_or_a_dataset_without_answers_says_why():
    for show in (variance_shares, choice_effects, curve_test, impossible):
        assert "not in the release" in plain(show(nothing("r1"), "en"))
    assert "has not been computed: either it was not asked for" in plain(
        variance_shares(nothing(), "en")
    )
    assert "not in the release" in plain(specification_curve(nothing("r1"), "en"))
    assert "not in the release" in plain(rank_ranges(nothing("r1"), {}, "en"))


@pytest.mark.parametrize("language", ["nb", "en"])
def test_everything_is_shown_of_a_live_study(live, language):
    rows = ask(live, "specifications")
    for quantity in ("level", "gap_of_sex", "gap_of_grunnskole"):
        piece = specification_curve(rows, language, quantity)
        assert piece.html.count("data:image/png") == 2
        assert re.search(r'alt="[^"]+"', piece.html)
    ever = specification_curve(rows, language, estimand="cumulative_incidence")
    assert "data:image/png" in ever.html
    for show, what in (
        (variance_shares, "variance_shares"),
        (choice_effects, "choice_effects"),
        (curve_test, "curve_test"),
        (impossible, "impossible"),
    ):
        told = plain(show(ask(live, what), language))
        assert {"nb": "oppdiktede data", "en": "invented data"}[language] in told
        assert "{" not in told
    assert (
        "data:image/png" in rank_ranges(ask(live, "rank_range"), live.areas(), language, OSLO).html
    )


def test_the_curve_tells_its_ends_its_middle_and_the_official_rule(live):
    rows = ask(live, "specifications")
    level = rows.frame[(rows.frame["quantity"] == "level")]
    level = level[level["estimand"] == "prevalence"].sort_values("estimate")
    text = plain(specification_curve(rows, "en"))
    low, high = (f"{100 * level['estimate'].iloc[place]:.0f}%" for place in (0, -1))
    official = live.estimates(StudyDesign("november").ask("prevalence")).frame
    share = official.loc[official["month"] == 12, "estimate"].iloc[0]
    assert f"{len(level)} ways to measure: the answer goes from {low} to {high}." in text
    assert f"the official rule gives {100 * share:.0f}%" in text


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ("", "the official rule"),
        (",attribution=exit", "the official rule"),
        (",denominator=all", "the first way"),
        (",monthly_rule=overlap", "the first way"),
        (",transfer_months=0", "the first way"),
        (",missing_reasons=left_out", "the first way"),
        (",without_years=2012", "the first way"),
        (",attribution=residence", "the first way"),
        (",point=november_2", "the first way"),
        (",hours_per_week=20", "the first way"),
    ],
)
def test_only_the_official_rule_is_called_so(live, changed, told):
    kept = "near_choices,grunnskole=no,run_months=1,self_employment=yes"
    grid = kept + (changed if "hours" in changed else f",hours_per_week=1{changed}")
    found = live.estimates(live.grid(grid).ask("specifications"))
    assert f"and {told} gives" in plain(specification_curve(found, "en"))


def test_each_question_of_a_curve_has_a_heading_and_words_of_its_own(live):
    rows = ask(live, "specifications")
    now, ever, lost = (
        " ".join(plain(specification_curve(rows, "en", estimand=one)).split())
        for one in ("prevalence", "cumulative_incidence", "loss")
    )
    assert "Every way to measure: The share who meet the measure The same registers" in now
    assert "Every way to measure: The share who have ever met the measure" in ever
    assert "Every way to measure: The share who have lost it again Of those who have met" in lost
    people = re.search(r"rests on ([0-9,–]+) persons", ever).group(1)
    assert len(live.outcome(StudyDesign()).frame) == int(people.replace(",", ""))


def test_the_first_way_is_said_in_words_and_the_main_grid_by_its_name(live):
    text = plain(specification_curve(ask(live, "specifications"), "en"))
    assert "The first way is: Grunnskole counts: no; " in text
    assert "Measurement point: November, year 1" in text
    told = plain(variance_shares(ask(live, "variance_shares"), "en"))
    assert "Of the choices in ‘Close to the official rule" in told


def test_what_cannot_be_is_told_in_words(live):
    text = plain(impossible(ask(live, "impossible"), "nb"))
    assert "Et avbrekk trenger mer enn én måned på rad." in text
    assert "gap_months" not in text


def test_a_municipality_that_is_too_small_is_not_told_of(live):
    rows = ask(live, "rank_range")
    assert OSLO not in set(rows.frame["municipality"])  # fourteen of 6,000 persons
    assert "Oslo is number" not in plain(rank_ranges(rows, live.areas(), "en", OSLO))
    large = rows.frame["municipality"].iloc[0]
    text = plain(rank_ranges(rows, live.areas(), "en", large))
    assert f"{live.areas()[large]} is number" in text


@pytest.mark.parametrize(
    ("choice", "option", "expected"),
    [
        ("hours_per_week", "0", "alle jobber"),
        ("hours_per_week", "1", "minst 1 time"),
        ("hours_per_week", "20.5", "minst 20,5 timer"),
        ("point", "november_2", "november, år 2"),
        ("point", "24", "måned 24"),
        ("run_months", "1", "1 måned"),
        ("gap_months", "0", "ingen"),
        ("earnings", "1G", "1G"),
        ("without_years", "2020;covid", "2020; Pandemien; forlengelser ble ikke registrert"),
        ("measure", "any_job", "En jobb, tre måneder på rad"),
        ("origin", "programme_start", "ved programstart"),
    ],
)
def test_an_option_has_a_short_name(choice, option, expected):
    assert option_name(choice, option, Language.NB) == expected


def test_every_option_of_every_preset_has_a_name_in_both_languages():
    for grid in grids().values():
        for choice, options in grid.options:
            for option in options:
                for language in Language:
                    assert option_name(choice.value, option.text, language)


def test_a_release_answers_no_sweep_and_a_study_that_keeps_answers_does(live, study, dataset):
    grid = study.grid(GRID)
    assert grid == live.grid(GRID)
    rows = answered(study, grid.ask("specifications"))
    assert rows.frame.empty
    assert "not in the release" in plain(specification_curve(rows, "en"))
    kept = answering(dataset, live)
    told = answered(kept, kept.grid(GRID).ask("variance_shares"))
    assert told.frame["estimate"].sum() > 0
    assert kept.estimates(kept.grid(GRID).ask("variance_shares")).measure is None
