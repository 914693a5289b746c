"""Curves by group: names, order, numbers, and what is said of the highest and the lowest."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from analysis.display.groups import by_group
from analysis.display.labels import label
from analysis.display.rows import supported
from analysis.terms import Access, Language

from .conftest import NONE, rows

EVERYBODY = rows((0, 0, 0, 0), (12, 0.4, 0.38, 0.42), (24, 0.5, 0.48, 0.52))


def by_sex(of_women, of_men, column="sex", names=("female", "male"), **options):
    """Curves of two groups, drawn by hand."""
    frames = [
        rows((0, 0, 0, 0), *told, **options).frame.assign(**{column: name})
        for name, told in zip(names, (of_women, of_men), strict=True)
    ]
    return replace(EVERYBODY, frame=pd.concat(frames, ignore_index=True))


LOW = ((12, 0.3, 0.28, 0.32), (24, 0.4, 0.38, 0.42))
HIGH = ((12, 0.5, 0.48, 0.52), (24, 0.6, 0.58, 0.62))
CLOSE = ((12, 0.3, 0.28, 0.32), (24, 0.41, 0.38, 0.44))


def cells(html):
    found = re.findall(r"<tr>(.*?)</tr>", html)
    lines = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", line) for line in found]
    return [[cell.replace("\N{WORD JOINER}", "") for cell in line] for line in lines]


def test_the_table_has_each_group_s_shares_with_their_intervals():
    medians = by_sex(((0, 20, 18, 23),), ((0, 14, 13, 25),), estimand="median")
    medians = replace(medians, frame=medians.frame[medians.frame["estimate"] > 0])
    html = by_group(by_sex(LOW, HIGH), medians, EVERYBODY, "sex", "en").html
    assert cells(html) == [
        [f"By month {m}" for m in (12, 24, 36, 60)],
        ["woman: 100 persons, half in month 20 (18–23)"],
        ["30% (28–32%)", "40% (38–42%)", "–", "–"],
        ["man: 100 persons, half in month 14 (13–…)"],
        ["50% (48–52%)", "60% (58–62%)", "–", "–"],
    ]


@pytest.mark.parametrize(
    ("median", "told"),
    [
        ((0, None, 12, 18), "half between months 12 and 18"),
        ((0, None, 24, float("nan")), "half after month 24"),
        ((0, None, float("nan"), float("nan")), "half after month 24"),
        ((0, None, 24, 36), "half after month 24"),  # the curve is well supported to month 24
    ],
)
def test_a_released_median_is_months_of_the_grid(median, told):
    medians = by_sex((median,), (median,), estimand="median")
    medians = replace(medians, frame=medians.frame[medians.frame["estimate"].isna()])
    html = by_group(by_sex(LOW, HIGH), medians, EVERYBODY, "sex", "en").html
    assert [line[0].partition(", ")[2] for line in cells(html)[1::2]] == [told, told]


def test_the_highest_and_the_lowest_are_told_apart_only_beyond_chance():
    apart = by_group(by_sex(LOW, HIGH), NONE, EVERYBODY, "sex", "en").html
    assert "highest in the group “man” (60%) and lowest in “woman” (40%); the diff" in apart
    assert "It does not say why" in apart
    same = by_group(by_sex(LOW, CLOSE), NONE, EVERYBODY, "sex", "en").html
    assert "the difference cannot be told from chance" in same


def test_other_and_unknown_come_last_and_are_neither_highest_nor_lowest():
    curves = by_sex(HIGH, LOW, "country", ("other", "Syria"))
    html = by_group(curves, NONE, EVERYBODY, "country", "nb").html
    assert [line[0].partition(":")[0] for line in cells(html)[1::2]] == ["Syria", "andre land"]
    assert "Bare én navngitt gruppe er stor nok" in html
    assert "høyest" not in html


def test_a_group_that_is_too_small_for_a_share_has_dashes():
    band = ((24, None, 0.0, 0.33),)
    frame = by_sex(LOW, band).frame
    few = frame[(frame["sex"] == "female") | frame["estimate"].isna()]
    html = by_group(replace(EVERYBODY, frame=few), NONE, EVERYBODY, "sex", "en").html
    assert cells(html)[3:] == [["man: – persons, half not known"], ["–"] * 4]


def test_what_is_absent_is_said_to_be_absent():
    html = by_group(NONE, NONE, EVERYBODY, "age", "en").html
    assert "This division is not here" in html
    assert "<img" not in html


def test_a_figure_of_groups_says_that_its_data_are_invented(drawn):
    public = by_sex(LOW, HIGH)
    source = replace(public.source, access=Access.INVENTED)
    curves, everybody = (replace(one, source=source) for one in (public, EVERYBODY))
    html = by_group(curves, NONE, everybody, "sex", "nb").html
    assert re.search(r'alt="[^"]*\(oppdiktede data\)"', html)
    assert all(figure.get_supxlabel() == "oppdiktede data" for figure in drawn)
    assert len(drawn) == 2


@pytest.mark.parametrize(
    ("group", "value", "nb", "en"),
    [
        ("age", "18-25", "18–25 år", "18–25 years"),
        ("age", "56+", "56 år og over", "56 years and over"),
        ("age", "under_18", "under 18 år", "under 18 years"),
        ("country", "Iraq", "Irak", "Iraq"),
        ("country", "Bhutan", "Bhutan", "Bhutan"),
        ("country", "other", "andre land", "other countries"),
        ("prior_education", "unknown", "ukjent", "unknown"),
        (
            "municipality_size",
            "100000+",
            "100\N{NO-BREAK SPACE}000 innbyggere og flere",
            "100,000 inhabitants and more",
        ),
    ],
)
def test_a_group_has_a_name_in_both_languages(group, value, nb, en):
    assert label(group, value, Language.NB) == nb
    assert label(group, value, Language.EN) == en


def test_a_curve_is_supported_as_long_as_half_could_be_followed_there_or_not():
    # Of 100: 40 are there in month 12, and 35 are followed on; so 35 / 0.6 = 58 could be followed.
    # In month 24 60 % are there and 15 are followed on: 15 / 0.4 = 38 could.
    curve = rows((0, 0, 0, 0), (12, 0.4, 0.3, 0.5), (24, 0.6, 0.5, 0.7))
    curve = replace(curve, frame=curve.frame.assign(n_at_risk=[100, 35, 15]))
    assert [row.month for row in supported(curve)] == [0, 12]


def test_a_group_that_comes_there_early_is_not_cut_off_for_it():
    # Nobody is censored: those who are followed no more are those who came.
    curve = rows((0, 0, 0, 0), (12, 0.6, 0.5, 0.7), (24, 0.8, 0.7, 0.9))
    curve = replace(curve, frame=curve.frame.assign(n_at_risk=[100, 40, 20]))
    assert [row.month for row in supported(curve)] == [0, 12, 24]


@pytest.mark.parametrize(("share", "told"), [(0.04, "under 5%"), (0.96, "over 95%")])
def test_of_two_shares_that_are_codes_nothing_is_compared(share, told):
    code = ((24, share, share - 0.03, share + 0.03),)
    html = by_group(by_sex(code, code), NONE, EVERYBODY, "sex", "en").html
    assert f"In all the groups shown {told} had been in stable work; how many fewer" in html
    assert "told from chance" not in html


def test_a_code_is_told_apart_only_where_all_that_it_may_stand_for_is():
    # Under 5 % against 9 % (6-12 %): at 5 % the gap is 4 points and the reach hypot(3, 1) = 3.2; at
    # 0 it is 9 and hypot(3, 6) = 6.7. Against 8 % (5-11 %) at 5 %: 3 points, hypot(3, 1).
    few = ((24, 0.04, 0.01, 0.06),)
    apart = by_group(by_sex(few, ((24, 0.09, 0.06, 0.12),)), NONE, EVERYBODY, "sex", "en").html
    assert "lowest in “woman” (under 5%); the difference is larger than chance" in apart
    same = by_group(by_sex(few, ((24, 0.08, 0.05, 0.11),)), NONE, EVERYBODY, "sex", "en").html
    assert "cannot be told from chance" in same


def test_of_several_groups_with_one_code_none_is_the_lowest():
    few = rows((0, 0, 0, 0), (24, 0.04, 0.01, 0.06)).frame
    many = rows((0, 0, 0, 0), (24, 0.5, 0.48, 0.52)).frame
    frames = [
        one.assign(country=name)
        for name, one in (("Syria", few), ("Eritrea", few), ("Somalia", many))
    ]
    curves = replace(EVERYBODY, frame=pd.concat(frames, ignore_index=True))
    html = by_group(curves, NONE, EVERYBODY, "country", "nb").html
    assert "høyest i gruppen «Somalia» (50\N{NO-BREAK SPACE}%)" in html
    assert "lavest i «Syria» og «Eritrea» (under 5\N{NO-BREAK SPACE}%)" in html


def test_groups_are_held_against_each_other_in_one_month():
    # Only women could be followed to month 24, and nobody's month 24 is held against a month 12.
    html = by_group(by_sex(LOW, HIGH[:1]), NONE, EVERYBODY, "sex", "en").html
    assert "Only one named group is large enough" in html
