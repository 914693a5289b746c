"""A municipality's leavers by several rules on several dates: what date and rule do, and chance."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis.design import StudyDesign
from analysis.display.rules_here import rules_and_dates, rules_texts
from analysis.errors import DesignError
from analysis.questions import ruled
from analysis.study import municipal
from analysis.terms import Language

from ..release.invented import LARGE
from .conftest import NONE, report, rows

CURVE = rows((0, 0.0, 0.0, 0.0), (12, 0.3, 0.2, 0.4))


def by_rule(reach, **told):
    """Prevalence from rule -> month -> share, with limits so far away."""
    parts = [
        rows(*((at, share, share - reach, share + reach) for at, share in shares.items()))
        .frame.assign(measure=rule, estimand="prevalence")
        for rule, shares in told.items()
    ]  # fmt: skip
    return replace(CURVE, frame=pd.concat(parts, ignore_index=True))


RULES = {
    "november": {12: 0.62, 24: 0.64, 60: 0.66},
    "any_job": {6: 0.2, 12: 0.3, 24: 0.4, 60: 0.5},
    "full_time": {12: 0.1, 24: 0.2},
}
HERE, ALL = by_rule(0.15, **RULES), by_rule(0.01, **RULES)


def shown(here=HERE, everybody=ALL, compared=True):
    return report(CURVE, CURVE, rules_here=here, rules_everybody=everybody, compared=compared)


def test_what_the_date_does_is_told_by_the_page_s_own_rule_with_chance_where_it_may_be():
    assert rules_texts(shown(), Language.EN)[0] == (
        "What the date does, by one rule ('work, 3 months in a row'): Herøy 30% in year 1 and"
        " 50% in year 5 (the difference may be chance); everybody in the dataset 30% in year 1 and"
        " 50% in year 5."
    )


def test_what_the_rule_does_is_told_on_the_first_date_by_the_two_furthest_apart():
    text = rules_texts(shown(), Language.EN)[1]
    assert text == (
        "What the rule does, in one year (year 1): Herøy 62% by 'the official rule (November)' and"
        " 10% by 'work of at least 30 h a week, 12 months in a row'; everybody in the dataset 62%"
        " by 'the official rule (November)' and 10% by 'work of at least 30 h a week, 12 months in"
        " a row'."
    )


def test_of_several_rules_the_two_furthest_apart_need_more_to_be_told_from_chance():
    # 15.5 points apart: two limits of 10.5 reach 14.8, and the range of three 1.2 times as far.
    near = {"november": {12: 0.5}, "any_job": {12: 0.42}, "full_time": {12: 0.345}}
    two = {name: near[name] for name in ("november", "full_time")}
    three, pair = (
        rules_texts(shown(by_rule(0.105, **some), by_rule(0.01, **some)), Language.EN)[0]
        for some in (near, two)
    )
    assert "Herøy 50% by 'the official rule (November)' and 35%" in three
    assert three.index("(the difference may be chance)") < three.index("everybody")
    assert "may be chance" not in pair


def test_the_table_has_a_line_for_the_place_and_for_everybody_under_each_rule():
    html = rules_and_dates(shown(), "en").html
    assert "<th scope=col>Year 1</th><th scope=col>Year 2</th><th scope=col>Year 5</th>" in html
    assert "<td>Herøy</td><td>30% (15–45%)</td><td>40% (25–55%)</td><td>50% (35–65%)</td>" in html
    assert html.count("<td>everybody in the dataset</td>") == 3
    assert "<td>10% (under 5% – 25%)</td><td>20% (5–35%)</td><td>–</td>" in html


def test_a_place_too_small_for_a_share_leaves_everybody_alone():
    html = rules_and_dates(shown(here=NONE), "en").html
    assert "Herøy" not in html
    assert "everybody in the dataset 30% in year 1" in html


def test_a_dataset_of_one_place_has_no_others():
    html = rules_and_dates(shown(compared=False), "en").html
    assert "everybody in the dataset" not in html


@pytest.mark.parametrize(("language", "words"), [("nb", "for liten"), ("en", "too small")])
def test_without_any_share_the_page_says_so(language, words):
    html = rules_and_dates(shown(NONE, NONE), language).html
    assert words in html
    assert "<table" not in html


@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_place_asked_for_alone_is_shown_as_in_its_report(study, language):
    design = StudyDesign()
    alone = rules_and_dates(ruled(study, design, int(LARGE)), language).html  # as papermill's -p
    inside = rules_and_dates(municipal(study, design, LARGE), language).html
    shown = [html.partition("<h2>")[2] for html in (alone, inside)]
    assert shown[0] == shown[1]
    assert "Guovdageaidnu - Kautokeino" in shown[0]
    assert "<table" in shown[0]


@pytest.mark.parametrize(("language", "words"), [("nb", "kommune er valgt"), ("en", "No mun")])
def test_where_no_place_is_asked_for_the_page_says_how(study, language, words):
    html = rules_and_dates(ruled(study, StudyDesign(), ""), language).html
    assert words in html
    assert "<table" not in html


def test_a_place_that_is_not_there_is_refused(study):
    with pytest.raises(DesignError, match="No municipality '9999'"):
        ruled(study, StudyDesign(), "9999")
