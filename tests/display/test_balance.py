"""Whether weights can be believed, in words, figure and tables, from rows drawn by hand."""

from math import nan

import pandas as pd
import pytest

from analysis.design import TIDY, Estimates, Source
from analysis.display import balance
from analysis.display.covariates import joined_name, level_name
from analysis.display.love_plot import ROWS, TO, Balance
from analysis.estimates.target_trial.believed import TOLD
from analysis.reference.comparisons import parse_comparison
from analysis.terms import Access, Estimand, Language

GRUNNSKOLE = parse_comparison("grunnskole,horizon=60,points=24+60,landmarks=24")
SOURCE = Source("drawn", Access.INVENTED, "2023-12", "drawn by hand", "nobody")
EN, NB = Language.EN, Language.NB


def estimates(estimand, *rows, release_id=None):
    whole = {"lower": nan, "upper": nan, "method": "by hand", "estimand": estimand.value}
    made = {"measure": "any_job", "origin": "programme_start"}
    columns = [*TOLD[estimand], *TIDY]
    return Estimates(
        pd.DataFrame([{**one, **whole, **made} for one in rows], columns=columns),
        release_id,
        SOURCE,
    )


def difference(arm, month, covariate, level, before, after, effective=400):
    return {
        "group": arm,
        "month": month,
        "covariate": covariate,
        "level": level,
        "before": before,
        "estimate": after,
        "of_all": 0.5,
        "effective": effective,
        "n_at_risk": 500,
        "n_events": 250,
    }


def both_arms(covariate, level, before, after, effective=400):
    """The same at the end of grace, in the months between, and half as much in the other arm."""
    return [
        difference(arm, month, covariate, level, half * before, half * after, effective)
        for arm, half in (("begin", 1), ("not_begin", -0.5))
        for month in (12, 24, 60)
    ]


ALIKE = [*both_arms("sex", "female", 0.3, 0.04), *both_arms("age", "18-25", -0.4, -0.07)]
APART = [*both_arms("sex", "female", 0.3, 0.04), *both_arms("work", "steady", -0.62, -0.3)]


def told(rows, language=EN):
    return balance.texts(Balance(GRUNNSKOLE, estimates(Estimand.BALANCE, *rows), language))


def test_a_reader_is_told_within_what_groups_are_alike():
    first, unseen = told(ALIKE)
    assert first == (
        "After weighting, both groups are like all who are compared in what was known when the"
        " clock started: none of 2 traits differs by more than 0.07 standard deviations in months"
        " 12 and 60. Before weighting the largest difference was 0.40. Up to 0.1 is usually called"
        " alike."
    )
    assert "What the registers do not hold no weight can make alike." in unseen
    assert "enn 0,07 standardavvik i måned 12 og 60" in told(ALIKE, NB)[0]


def test_what_is_not_alike_is_named_and_held_against_chance():
    """Of 400 persons chance moves a share by a twentieth of a standard deviation."""
    first, chance, _ = told(APART)
    assert "1 of 2 traits differ from everybody by more than 0.1" in first
    assert "(before weighting 2)" in first
    assert "“past work: a job in all three months”: 0.30 in the group “all begin within" in first
    assert "by about 0.05 where fewest stand behind it (they count as 400 persons)" in chance
    assert "and 8 differences are looked at. More than chance it still is at: past" in chance
    assert "sex" not in chance


def test_one_large_difference_among_many_small_ones_is_not_laid_to_chance():
    """Of 1,291 persons 0.18 is more than six standard errors, however many others are near 0."""
    small = [row for n in range(50) for row in both_arms("county", f"{n}", 0.2, 0.01, 1291)]
    rows = [*small, *both_arms("prior_education", "unknown", 0.1, 0.18, 1291)]
    assert "More than chance it still is at: prior education: unknown. There" in told(rows)[1]


def test_few_persons_are_no_sign_of_wrong_weights():
    """Of 36 chance moves a share by a sixth: 0.3 is less than twice that."""
    rows = [*both_arms("sex", "female", 0.3, 0.04, 36), *both_arms("work", "none", -0.6, -0.3, 36)]
    chance = told(rows)[1]
    assert "by about 0.17" in chance
    assert "few persons stand behind them" in chance


@pytest.mark.parametrize(("after", "is_named"), [(0.136, False), (0.137, True)])
def test_the_limit_of_chance_is_that_of_all_differences_together(after, is_named):
    """Eight differences of 400: 2.734 standard errors of 0.05, which is 0.1367."""
    rows = [*both_arms("sex", "female", 0.3, 0.0), *both_arms("work", "none", 0.6, after)]
    assert ("past work" in told(rows)[1]) is is_named


def test_the_last_month_is_one_in_which_both_arms_have_somebody():
    gone = [
        {**one, "estimate": nan} if (one["group"], one["month"]) == ("begin", 60) else one
        for one in ALIKE
    ]
    assert Balance(GRUNNSKOLE, estimates(Estimand.BALANCE, *gone), EN).months == [12, 24]


def test_the_figure_has_both_arms_hollow_and_filled_the_largest_first(drawn):
    rows = estimates(Estimand.BALANCE, *ALIKE)
    piece = balance.balance(GRUNNSKOLE, rows, "en")
    assert len(drawn) == 2
    begin, other = drawn[0].axes
    assert [text.get_text() for text in begin.get_yticklabels()] == [
        "age: 18–25 years",
        "sex: woman",
    ]
    limit, *marks = begin.lines
    assert list(limit.get_xdata()) == [0.1, 0.1]
    assert [list(line.get_xdata()) for line in marks] == [[0.4, 0.3], [0.07, 0.04]] * 2
    assert [line.get_markerfacecolor() == "white" for line in marks] == [True, False] * 2
    assert [list(line.get_xdata()) for line in other.lines[1:3]] == [[0.2, 0.15], [0.035, 0.02]]
    assert f"+0.30{TO}+0.04" in piece.html
    assert f"−0.15{TO}−0.02" in piece.html
    assert "Largest before weighting: age: 18–25 years; sex: woman." in piece.html


def test_a_phone_has_room_for_twenty_rows_and_the_table_for_all(drawn):
    many = [row for n in range(30) for row in both_arms("county", f"place {n}", n / 100, 0.01)]
    piece = balance.balance(GRUNNSKOLE, estimates(Estimand.BALANCE, *many), "nb")
    assert [len(figure.axes[0].get_yticklabels()) for figure in drawn] == [ROWS, ROWS]
    assert piece.html.count("→") == 30 * 4 + 1  # and once in its title


def weight(arm, month, n, effective, mean, largest, truncated):
    return {
        "group": arm,
        "month": month,
        "n_at_risk": n,
        "n_events": truncated * n,
        "effective": effective,
        "estimate": mean,
        "median": 0.9,
        "share_99": 3.14,
        "largest": largest,
        "truncated": truncated,
    }


def test_weights_are_told_by_way_and_month_persons_to_the_nearest_five():
    rows = (
        weight("begin", 12, 203, 98.2, 1.04, 8.26, 0.005),
        weight("not_begin", 12, 3, 3, 1, 1, 0),
    )
    html = balance.weights(GRUNNSKOLE, estimates(Estimand.WEIGHTS, *rows), "en").html
    cells = ("12", "205", "100", "1.04", "3.1", "8.3", "0.5%")
    assert "".join(f"<td>{one}</td>" for one in cells) in html
    assert "<td>12</td><td>under 5</td><td>under 5</td>" in html
    assert "The mean of the weights is 1.00 to 1.04" in html
    assert "month 12), 205 persons count as 100: so many" in html


def of_level(covariate, level, n, begin, chance=0.2):
    own = {"what": "level", "covariate": covariate, "level": level, "month": nan}
    return {**own, "n_at_risk": n, "n_events": begin, "estimate": chance}


MODELS = [
    {"what": "model", "model": "begin", "n_at_risk": 5012, "n_events": 203, "coefficients": 31},
    {"what": "model", "model": "leave", "n_at_risk": 900, "n_events": 41, "coefficients": 12},
]


def test_who_has_no_counterpart_is_named():
    rows = [
        of_level("sex", "female", 100, 20),
        of_level("age", "56+", 13, 0, 0.01),
        of_level("work", "steady", 2, 0, 0.01),
        of_level("age", "46-55", 60, 2, 0.12),
        {"what": "left_out", "n_at_risk": 17, "n_events": 0},
    ]
    texts = balance.positivity_texts(GRUNNSKOLE, estimates(Estimand.POSITIVITY, *rows).frame, EN)
    assert texts[0].startswith(
        "Nobody begins within 12 months among those with (number to the nearest 5): age: 56 years"
        " and over (15); past work: a job in all three months (under 5). For them"
    )
    assert "least at “age: 46–55 years”: 12%" in texts[1]
    assert texts[2].startswith("15 persons are left out")


def test_where_somebody_begins_at_every_level_all_have_a_counterpart():
    rows = estimates(Estimand.POSITIVITY, of_level("sex", "female", 100, 20), *MODELS)
    html = balance.positivity(GRUNNSKOLE, rows, "en").html
    assert "At each of 1 traits somebody begins within 12 months" in html
    assert "looks at 5,012 person-months in which somebody may begin; in 205 they do (31" in html
    assert "No trait was so rare" in html


def test_rare_levels_are_told_with_what_they_were_joined_to():
    own = {"what": "joined", "model": "leave", "covariate": "age", "level": "56+"}
    rare = {**own, "to": "46-55 to 56+", "n_at_risk": 178, "n_events": 1}
    both = [
        {**own, "covariate": "county", "level": place, "to": "Oslo + Troms", "n_at_risk": n}
        for place, n in (("Oslo", 301), ("Troms", 99))
    ]
    rows = estimates(Estimand.POSITIVITY, of_level("sex", "female", 100, 20), rare, *both, *MODELS)
    html = balance.positivity(GRUNNSKOLE, rows, "en").html
    joined = "<td>180</td><td>46–55 years to 56 years and over</td>"
    assert f"<td>age: 56 years and over</td>{joined}" in html
    assert "<td>county: Oslo, Troms</td><td>400</td><td>each other</td>" in html
    assert "Who begins" not in html  # no rare level of that model


def test_what_will_be_computed_is_said_before_it_is():
    sizes = pd.DataFrame({"model": ["begin", "leave"], "estimate": [271583.0, 290789.0]})
    tidy = sizes.assign(n_at_risk=26738).reindex(columns=["model", *TIDY])
    rows = Estimates(tidy, None, SOURCE)
    html = balance.expansion(GRUNNSKOLE, rows, "en").html
    said = "271,583 person-months in which 26,740 persons may begin, and 290,789 in which those"
    assert said in html
    assert "invented data" in html
    assert "oppdiktede data" in balance.expansion(GRUNNSKOLE, rows, "nb").html
    none = Estimates(tidy.iloc[:0], "r1", SOURCE)
    assert "<p" not in balance.expansion(GRUNNSKOLE, none, "en").html


@pytest.mark.parametrize(
    ("covariate", "to", "said"),
    [
        ("country_of_origin", "Ethiopia + Sudan", "Etiopia, Sudan"),
        ("benefits", "no + social_assistance", "ingen, sosialhjelp"),
        ("calendar_month", "January to June", "januar til juni"),
        ("year", "2005 to 2006", "2005 til 2006"),
        ("months_since", "1-6 to 7-12", "måned 1–6 til måned 7–12"),
        ("births", "what others tell", "det andre kjennetegn alt forteller"),
    ],
)
def test_joined_levels_are_told_in_words(covariate, to, said):
    assert joined_name(covariate, to, NB) == said


@pytest.mark.parametrize(
    ("covariate", "level", "said"),
    [
        ("births", "small, female", "births: child under three, woman"),
        ("language", "language_test_b1", "language tests: B1 passed"),
        ("calendar_month", "8", "month of the year: August"),
        ("county", "Troms-Romssa", "county: Troms-Romssa"),
        ("unemployment", "unknown", "local unemployment: unknown"),
        ("admission", "family", "reason for admission: family"),
    ],
)
def test_levels_are_told_in_words(covariate, level, said):
    assert level_name(covariate, level, EN) == said


def test_why_there_are_no_weights_is_said():
    why = "Nobody begins the exposure: there is nothing to compare."
    for estimand, show in (
        (Estimand.BALANCE, balance.balance),
        (Estimand.WEIGHTS, balance.weights),
        (Estimand.POSITIVITY, balance.positivity),
    ):
        row = {"n_at_risk": 0, "n_events": 0}
        nobody = estimates(estimand, row)
        nobody.frame["method"] = why
        for language in ("nb", "en"):
            html = show(GRUNNSKOLE, nobody, language).html
            assert balance.reason_text(why, Language(language)).partition("“")[0][:30] in html
            assert "<img" not in html
            assert (
                "<img" not in show(GRUNNSKOLE, estimates(estimand, release_id="0a"), language).html
            )
