"""Sentences, tables and figures of a comparison, from rows drawn by hand."""

import re
from dataclasses import replace
from math import inf, nan

import pandas as pd
import pytest

from analysis.design import TIDY, Estimates, Source
from analysis.display import (
    comparison_figures,
    comparison_prose,
    comparison_tables,
    gender_gap,
    lock_in,
    springboard,
    subgroups,
    women_and_men,
)
from analysis.display.comparison_words import (
    month_of_crossing,
    number,
    points,
    set_of_crossing,
    who,
)
from analysis.estimates.grouped import COLUMNS
from analysis.reference.comparisons import parse_comparison
from analysis.terms import Access, Language

GRUNNSKOLE = parse_comparison("grunnskole,horizon=60,points=24+60,landmarks=24")
SOURCE = Source("drawn", Access.INVENTED, "2023-12", "drawn by hand", "nobody")
EN, NB = Language.EN, Language.NB


def row(approach, group, against, of, estimand, month, *limits, n=100):
    estimate, lower, upper = limits
    return {
        "approach": approach,
        "landmark": 0,
        "group": group,
        "against": against,
        "of": of,
        "month": month,
        "estimand": estimand,
        "estimate": estimate,
        "lower": lower,
        "upper": upper,
        "n_at_risk": n,
        "n_events": 10,
        "method": f"{approach} by hand",
        "measure": "any_job",
        "origin": "programme_start",
    }


def estimates(*rows, release_id=None):
    return Estimates(pd.DataFrame(list(rows), columns=[*COLUMNS, *TIDY]), release_id, SOURCE)


def of_two(approach, one, other, gap, crossing, of="prevalence"):
    """Curves of two groups that rise evenly to a share in month 60, and what one has more."""
    first, second = ("ever", "never") if approach == "naive" else ("begin", "not_begin")
    made = []
    for group, share in ((first, one), (second, other)):
        for month in range(61):
            now = share * month / 60
            made.append(row(approach, group, "", of, of, month, now, 0.9 * now, 1.1 * now))
    for month in range(1, 61):
        now = (one - other) * month / 60
        limits = (now, now - 0.05, now + 0.05)
        made.append(row(approach, first, second, of, "curve_difference", month, *limits))
    for month in (24, 60):
        made.append(row(approach, first, second, of, "difference", month, *gap))
    made.append(row(approach, first, second, of, "ratio", 60, 1.25, 1.04, 1.48))
    made.append(row(approach, first, second, of, "mean_difference", 60, 1.25, -0.5, 3.0))
    made.append(row(approach, first, second, of, "crossing", nan, *crossing))
    return made


MAIN = of_two("target_trial", 0.5, 0.4, (0.1, 0.02, 0.18), (43, 30, inf))
NAIVE = [
    *of_two("naive", 0.7, 0.4, (0.3, 0.25, 0.35), (0, 0, 0)),
    row("naive", "ever", "", "", "immortal_months", nan, 14.53, nan, nan),
]
RATIOS = [
    row("time_varying_discrete_time", "in_progress", "not_begun", "hazard", "hazard_ratio", m, *r)
    for m, r in ((1, (0.3, 0.2, 0.5)), (7, (0.9, 0.6, 1.3)))
] + [
    row("time_varying_discrete_time", "completed", "not_begun", "hazard", "hazard_ratio", m, *r)
    for m, r in ((1, (1.5, 1.2, 1.9)), (13, (0.2, 0.1, nan)))
]


@pytest.fixture(scope="module")
def both():
    return estimates(*MAIN, *NAIVE, *RATIOS)


def texts(rows, language=EN):
    return comparison_prose.answer_texts(GRUNNSKOLE, rows, language)


def test_the_answer_tells_with_and_without_their_difference_and_the_crossing(both):
    main, gap, crossing, naive = texts(both)
    assert main == (
        "Had all begun primary school for adults (grunnskole) within 12 months, 50% would have been"
        " in stable work 60 months after the programme began. Had nobody begun, 40%."
    )
    assert gap.startswith("That is 10.0 percentage points more (95% confidence interval +2.0 to")
    assert "those who begin are behind those who do not is month 42; from month 43 on" in crossing
    assert crossing.endswith("that month may be: month 30 at the earliest, perhaps not by the end.")
    assert "gets +30.0 percentage points after 60 months. That is no fair comparison" in naive
    assert "gone 14.5 months on average without having begun" in naive


def test_a_crossing_that_may_be_in_any_month_has_none():
    anything = of_two("target_trial", 0.5, 0.4, (0.1, -0.02, 0.18), (60, 0, inf))
    assert texts(estimates(*anything))[2] == (
        "If and when those who begin move ahead of those who do not cannot be told from chance."
    )


def test_what_is_not_adjusted_for_is_not_among_what_is():
    told = "target trial; not adjusted for track, partner; weights truncated at 99.5 %"
    rows = [{**one, "method": told} for one in MAIN]
    parts = dict(comparison_prose.estimand(GRUNNSKOLE, estimates(*rows), EN))
    assert "births" in parts["adjusted for"]
    assert "partner" not in parts["adjusted for"]
    assert "programme track" not in parts["adjusted for"]


def test_where_one_sex_is_compared_there_is_no_gap():
    women = parse_comparison("grunnskole,sex=female")
    for shown in (
        women_and_men.women_and_men(women, estimates(*MAIN), "en"),
        gender_gap.gender_gap(women, NO_GAPS, estimates(), "en"),
    ):
        assert "One sex only is compared here." in shown.html


def test_why_there_is_no_main_answer_is_said():
    few = [one for one in MAIN if one["estimand"] != "difference"]
    assert texts(estimates(*few))[1].startswith("In one of the groups fewer than ten are in stable")
    ever = [{**one, "of": "cumulative_incidence"} for one in MAIN]
    yearly = parse_comparison("grunnskole,measure=november")
    told = comparison_prose.answer_texts(yearly, estimates(*ever), EN)
    assert told[1].startswith("The measure is read once a year, so that there is no share by month")


def test_what_chance_may_have_made_is_not_called_more_or_fewer():
    unclear = of_two("target_trial", 0.5, 0.4, (0.1, -0.02, 0.22), (43, 30, inf))
    gap = texts(estimates(*unclear))[1]
    assert gap.startswith("The difference, +10.0 percentage points (95% confidence interval −2.0")
    assert gap.endswith("cannot be told from chance.")
    fewer = of_two("target_trial", 0.3, 0.4, (-0.1, -0.18, -0.02), (inf, 50, inf))
    main = texts(estimates(*fewer))
    assert "10.0 percentage points fewer" in main[1]
    assert "before month 60: not by the end." in main[2]


def test_what_follows_from_each_point_is_a_sentence_of_being_there_and_of_having_been():
    ever = of_two("target_trial", 0.5, 0.4, (-0.1, -0.18, -0.02), (0, 0, 0), "cumulative_incidence")
    told = comparison_prose.meaning_texts(GRUNNSKOLE, estimates(*MAIN, *ever), NB)
    after = "24 måneder etter programmets start: 10,0 prosentpoeng"
    assert told[0].startswith(f"{after} flere er i stabilt arbeid når alle begynner (95 %")
    assert told[2].startswith(f"{after} færre har vært i stabilt arbeid når alle begynner")
    english = comparison_prose.meaning_texts(GRUNNSKOLE, estimates(*MAIN), EN)
    assert "10.0 percentage points more are in stable work when all begin" in english[0]


def test_without_the_main_answer_the_naive_one_is_never_an_answer():
    only_naive = texts(estimates(*NAIVE))
    assert "made comparable, cannot be had here" in only_naive[0]
    assert "no fair comparison" in only_naive[1]
    meaning = comparison_prose.meaning_texts(GRUNNSKOLE, estimates(*NAIVE), EN)
    assert len(meaning) == 1
    assert "nothing here can be read as an effect" in meaning[0]


def test_a_release_and_registers_that_lack_something_are_told_apart():
    assert "not released" in texts(estimates(release_id="0a"))[0]
    assert "(education.level, education.completed)" in texts(estimates())[0]


def test_every_piece_stands_without_rows():
    for language in ("nb", "en"):
        nothing = estimates()
        pieces = [
            comparison_prose.title(GRUNNSKOLE, nothing, language),
            comparison_prose.design(GRUNNSKOLE, nothing, language),
            comparison_prose.meaning(GRUNNSKOLE, nothing, language),
            comparison_figures.curves(GRUNNSKOLE, nothing, "prevalence", language),
            comparison_tables.estimators(GRUNNSKOLE, nothing, language),
            subgroups.subgroups(GRUNNSKOLE, {}, nothing, language),
            lock_in.lock_in(GRUNNSKOLE, nothing, language),
            springboard.springboard(GRUNNSKOLE, nothing, nothing, language),
        ]
        assert all("<img" not in piece.html for piece in pieces)


def test_points_have_signs_and_the_comma_of_their_language():
    assert points(0.0419, EN) == "+4.2"
    assert points(-0.0419, NB) == "−4,2"
    assert points(-0.0004, EN) == "0.0"
    assert points(nan, EN) == "–"
    assert number(14.53, NB) == "14,5"


def test_crossings_are_told_in_words():
    assert month_of_crossing(43.0, EN) == "month 43"
    assert month_of_crossing(0.0, EN) == "not behind from where the band begins"
    assert month_of_crossing(inf, NB) == "ikke før slutten"
    assert set_of_crossing(inf, inf, EN) == "not by the end"
    assert set_of_crossing(0.0, 0.0, EN) == "not behind from where the band begins"
    assert set_of_crossing(43.0, 43.0, EN) == "month 43"
    assert set_of_crossing(46.0, 76.0, NB) == "måned 46 til 76"
    assert set_of_crossing(0.0, 43.0, EN) == "month 43 at the latest, perhaps never behind"
    assert set_of_crossing(93.0, inf, NB) == "tidligst måned 93, kanskje ikke før slutten"
    assert set_of_crossing(0.0, inf, EN) == "anything from never behind to not by the end"


def test_who_is_compared_is_told_from_the_fields():
    women = parse_comparison("work_practice,sex=female,prior_education=none+unknown")
    assert who(women, EN) == (
        "women only: those who began the introduction programme with no school or unknown"
        " education from before"
    )


def test_the_figure_draws_the_band_the_crossing_and_whom_it_rests_on(both, drawn):
    weighted = both.frame.assign(weighted=both.frame["n_at_risk"] * 2.02)
    shown = replace(both, frame=weighted)
    piece = comparison_figures.curves(GRUNNSKOLE, shown, "prevalence", "en")
    assert len(drawn) == 2
    top, gap, below, naive = drawn[0].axes
    assert top.get_legend_handles_labels()[1] == ["all begin within 12 months", "nobody begins"]
    dotted = [line.get_xdata()[0] for line in gap.lines if line.get_linestyle() == ":"]
    assert dotted == [43]
    (bar,) = [line for line in gap.lines if line.get_linewidth() == 5]
    assert list(bar.get_xdata()) == [30, 60]  # "not by the end" reaches to the horizon
    assert {text.get_text() for text in below.texts} == {"100", "200"}
    assert "biased" in naive.get_title(loc="left")
    assert "Numbers" in piece.html or "numbers" in piece.html


def test_what_is_told_of_a_few_months_is_drawn_as_points_beside_each_other(drawn):
    doubly = [
        one
        for one in of_two("doubly_robust", 0.5, 0.4, (0.1, 0.0, 0.2), (43, 30, inf))
        if one["month"] in (24, 60) and one["estimand"] != "curve_difference"
    ]
    comparison_figures.curves(GRUNNSKOLE, estimates(*MAIN, *doubly), "prevalence", "en")
    points = drawn[0].axes[3]
    assert "doubly robust" in points.get_title(loc="left")
    begin, not_begin = points.lines
    assert [begin.get_linestyle(), begin.get_marker()] == ["None", "o"]
    assert begin.get_xdata().tolist() == [23, 59]
    assert not_begin.get_xdata().tolist() == [25, 61]
    assert begin.get_ydata().tolist() == pytest.approx([0.2, 0.5])
    ends = [bar[:, 1].tolist() for bar in points.collections[0].get_segments()]
    assert ends == [pytest.approx([0.18, 0.22]), pytest.approx([0.45, 0.55])]


def test_the_table_has_a_line_for_each_estimator_and_state(both):
    html = comparison_tables.estimators(GRUNNSKOLE, both, "en").html
    assert "<td>+10.0 (+2.0 to +18.0)</td>" in html
    members = "month 30 at the earliest, perhaps not by the end"
    times = "<td>1.25 (1.04–1.48)</td>"
    assert f"{times}<td>+1.2 (−0.5 to +3.0)</td><td>month 43 ({members})</td>" in html
    assert "target_<wbr>trial by hand" in html


def alike(*told):
    """Gaps by sex, level of education, and estimand."""
    rows = [
        {
            **row("", "", against, "", estimand, 60, *limits, n=n),
            "sex": sex,
            "prior_education": level,
        }
        for sex, against, level, estimand, limits, n in told
    ]
    columns = ["sex", "prior_education", "against", *TIDY]
    return Estimates(pd.DataFrame(rows, columns=columns), None, SOURCE)


NO_GAPS = alike()


def test_women_and_men_are_told_as_they_are_at_equal_education_and_by_level():
    found = alike(
        ("female", "male", "", "group_difference", (-0.2, -0.25, -0.15), 4000),
        ("female", "male", "", "standardised_difference", (-0.15, -0.2, -0.1), 4000),
        ("female", "male", "higher", "group_difference", (-0.1, -0.2, 0), 1000),
        ("female", "male", "none", "group_difference", (-0.18, -0.3, -0.06), 3000),
    )
    html = gender_gap.gender_gap(GRUNNSKOLE, found, estimates(), "en").html
    assert "interval: −20.0 (−25.0 to −15.0) as they are, −15.0 (−20.0 to −10.0) had women" in html
    lines = re.findall("<tr><td>(.*?)</td></tr>", html)
    assert [line.split("</td><td>") for line in lines] == [
        ["as they are", "4,000", "−20.0 (−25.0 to −15.0)"],
        ["at equal prior education", "4,000", "−15.0 (−20.0 to −10.0)"],
        ["no school", "3,000", "−18.0 (−30.0 to −6.0)"],
        ["higher education", "1,000", "−10.0 (−20.0 to 0.0)"],
    ]
    turned = alike(("male", "female", "", "group_difference", (0.2, 0.15, 0.25), 4000))
    html = gender_gap.gender_gap(GRUNNSKOLE, turned, estimates(), "nb").html
    assert "<td>−20,0 (−25,0 til −15,0)</td>" in html


def test_women_and_men_are_drawn_beside_each_other_with_and_without(drawn):
    frames = [estimates(*MAIN).frame.assign(sex=sex) for sex in ("female", "male")]
    by_sex = replace(estimates(*MAIN), frame=pd.concat(frames, ignore_index=True))
    html = women_and_men.women_and_men(GRUNNSKOLE, by_sex, "en").html
    assert "women in one panel, men in another" in html
    assert "The numbers in the figure: woman" in html
    assert "<td>60</td><td>50%</td><td>40%</td><td>+10.0</td>" in html
    for figure in drawn:
        assert [axes.get_title(loc="left") for axes in figure.axes] == ["woman", "man"]
        assert len({axes.get_ylim() for axes in figure.axes}) == 1  # heights can be compared
        assert [len(axes.lines) for axes in figure.axes] == [2, 2]
    assert len(drawn) == 2


def test_women_and_men_without_an_answer_are_said_to_be_absent(drawn):
    html = women_and_men.women_and_men(GRUNNSKOLE, estimates(), "en").html
    assert "cannot be had for women and men apart here" in html
    assert not drawn


def test_a_gap_that_nothing_tells_is_said_to_be_absent():
    html = gender_gap.gender_gap(GRUNNSKOLE, NO_GAPS, estimates(), "en").html
    assert "How far women are from men cannot be computed here." in html
    assert "<table" not in html


def test_women_and_men_are_told_with_and_without():
    men = of_two("target_trial", 0.6, 0.5, (0.1, 0.02, 0.18), (43, 30, inf))
    frames = [
        estimates(*rows).frame.assign(sex=sex) for rows, sex in ((MAIN, "female"), (men, "male"))
    ]
    gaps = [
        {**row("target_trial", arm, "female", "prevalence", "group_difference", 60, *limits)}
        for arm, limits in (("begin", (0.1, 0.04, 0.16)), ("not_begin", (0.08, 0.01, 0.15)))
    ]  # of men less women, the largest group
    frames.append(estimates(*gaps).frame.assign(sex="male"))
    by = {"sex": replace(estimates(*MAIN), frame=pd.concat(frames, ignore_index=True))}
    html = gender_gap.gender_gap(GRUNNSKOLE, NO_GAPS, by["sex"], "en").html
    assert (
        "women against men after 60 months, in percentage points with 95% confidence interval:"
        " −10.0 (−16.0 to −4.0) if all begin primary school for"
        " adults (grunnskole), −8.0 (−15.0 to −1.0) if nobody does." in html
    )
    assert "<table" not in html  # nothing is known of prior education
    html = subgroups.subgroups(GRUNNSKOLE, by, estimates(*MAIN), "en").html
    assert len(re.findall("<tr>", html)) == 3
    assert "A dash" not in html
    assert "gain more" not in html  # no interaction is told


def test_a_dash_of_a_group_has_its_reason():
    few = "Of those who begin x in time fewer than 10 complete it or stay for 36 months:"
    few += " nobody shows what that leads to."
    late = "In month 12 weights of those who follow 'begin' are 0.52 in the mean, where they are 1"
    late += " if these stand for all: too few begin, or too unlike the others."
    whys = [
        {**row("target_trial", "", "", "", "comparison", nan, nan, nan, nan), "method": why}
        for why in (few, few, late)
    ]
    early = [one for one in MAIN if not one["month"] > 24]
    values = ("18-25", "26-35", "36-45", "46-55", "unknown")
    frames = [
        pd.DataFrame(told).assign(age=value)
        for told, value in zip([MAIN, early, *([why] for why in whys)], values, strict=True)
    ]
    by = {"age": replace(estimates(*MAIN), frame=pd.concat(frames, ignore_index=True))}
    html = subgroups.subgroups(GRUNNSKOLE, by, estimates(*MAIN), "nb").html
    said = [text for text in re.findall("<p>(.*?)</p>", html) if text.startswith("Strek for")]
    assert said == [
        "Strek for 26–35 år: Grunnen er at gruppen ikke kan følges så lenge. (oppdiktede data)",
        "Strek for 36–45 år, 46–55 år: Grunnen er at færre enn 10 av dem som begynner i tide,"
        " fullfører eller blir så lenge det spørres om (måneder: 36): ingen viser hva det fører"
        " til. Spør om kortere tid (stay_months). (oppdiktede data)",
        "Strek for ukjent: Grunnen er at for få begynner, eller at de er for ulike de andre,"
        " til at de kan stå for alle: vektene er 0,52 i snitt der de skulle vært 1. (oppdiktede"
        " data)",
    ]


def gains(by, *told):
    """A group's trial, and how much more each value gains than the largest one."""
    of = ("target_trial", "begin", "", "prevalence")
    made = [
        pd.DataFrame([{**row(*of, estimand, 60, *limits), "against": other}]).assign(**{by: value})
        for value, other, *both in told
        for estimand, limits in zip(("interaction", "interaction_band"), both, strict=True)
    ]
    values = {value for each in told for value in each[:2]}
    frames = [pd.DataFrame(MAIN).assign(**{by: value}) for value in sorted(values)]
    return replace(estimates(*MAIN), frame=pd.concat([*frames, *made], ignore_index=True))


OF_SEX = gains("sex", ("male", "female", (-0.12, -0.2, -0.04), (-0.12, -0.21, -0.03)))
OF_AGE = gains(
    "age",
    ("18-25", "26-35", (0.02, -0.1, 0.14), (0.02, -0.13, 0.17)),
    ("36-45", "26-35", (0, -1, 1), (0, -1, 1)),
)


def test_a_group_gains_more_only_beyond_chance_and_how_many_were_looked_at_is_said():
    by = {"sex": OF_SEX, "age": OF_AGE}
    html = subgroups.subgroups(GRUNNSKOLE, by, estimates(*MAIN), "en").html
    after = html.partition("Do some groups gain more than others?")[2]
    of_sex, of_age = after.split("Against the largest group: ")[1:]
    assert of_sex.startswith("woman<")
    assert "<td>man</td><td>−12.0 (−20.0 to −4.0) [−21.0 to −3.0]</td>" in of_sex
    assert of_age.startswith("26–35 years<")
    assert "<td>18–25 years</td><td>+2.0 (−10.0 to +14.0) [−13.0 to +17.0]</td>" in of_age
    assert "points: man against woman in month 60: −12.0 (−21.0 to −3.0)." in after
    assert "points: man against woman in month 60: −12.0 (−20.0 to −4.0)." in after
    assert "That is 1 of 3 numbers in the table; about 1 would do so by chance alone." in after
    assert "none of them can be told from chance" not in after
    unclear = {"age": OF_AGE}
    html = subgroups.subgroups(GRUNNSKOLE, unclear, estimates(*MAIN), "en").html
    assert "None of the 2 numbers in the table can be told from chance." in html


def test_how_the_gap_between_women_and_men_changes_is_the_opposite_of_men_less_women():
    arms = [
        row("target_trial", arm, "female", "prevalence", "group_difference", 60, 0.1, 0, 0.2)
        for arm in ("begin", "not_begin")
    ]
    frame = pd.concat([OF_SEX.frame, pd.DataFrame(arms).assign(sex="male")], ignore_index=True)
    of_sex = replace(OF_SEX, frame=frame)
    html = gender_gap.gender_gap(GRUNNSKOLE, NO_GAPS, of_sex, "en").html
    assert "The gap changes by +12.0 percentage points (+4.0 to +20.0) when all begin." in html


def test_what_is_clear_by_itself_only_is_said_to_be_so():
    alone = gains("sex", ("male", "female", (-0.12, -0.2, -0.04), (-0.12, -0.25, 0.01)))
    html = subgroups.subgroups(GRUNNSKOLE, {"sex": alone}, estimates(*MAIN), "en").html
    assert "Each by itself, these can be told from chance" in html
    assert "none of them can be told from chance" in html
    assert "Even when all numbers" not in html


def test_lock_in_and_gain_are_named_only_beyond_chance(both):
    html = lock_in.lock_in(GRUNNSKOLE, both, "en").html
    assert "Stable work comes more slowly: under way, month 1–6." in html
    assert "Stable work comes faster: after completing, month 1–12." in html
    assert "<td>0.2 (0.1 to …)</td>" in html
    assert "left out" not in html


def test_times_of_a_handful_or_without_anybody_there_are_left_out_and_it_is_said(drawn):
    stage = ("time_varying_discrete_time", "in_progress", "not_begun", "hazard", "hazard_ratio")
    told = [
        row(*stage, 1, 0.5, 0.4, 0.6, n=10),
        row(*stage, 7, 0.6, 0.2, 0.9, n=9),
        {**row(*stage, 13, 0.0, 0.0, nan), "n_events": 0},
    ]
    html = lock_in.lock_in(GRUNNSKOLE, estimates(*told), "en").html
    assert "fewer than 10 persons, or in which nobody came there, are left out (2)." in html
    assert re.findall("<tr><td>(.*?)</td>", html) == ["under way, month 1–6"]
    names = [label.get_text() for label in drawn[0].axes[0].get_yticklabels()]
    assert names == ["under way, month 1–6"]
    assert "cannot be had here" in lock_in.lock_in(GRUNNSKOLE, estimates(*told[1:]), "en").html


def test_a_missing_family_table_is_said_for_women():
    whole = estimates(*MAIN)
    said = "target trial; not adjusted for {}, track; weights truncated"
    lacking = replace(whole, frame=whole.frame.assign(method=said.format("births, partner")))
    html = comparison_prose.caveats(GRUNNSKOLE, lacking, "en").html
    assert "the registers here lack it: programme track, births, partner." in html
    assert "Without a table of family" in html
    half = replace(whole, frame=whole.frame.assign(method=said.format("partner")))
    html = comparison_prose.caveats(GRUNNSKOLE, half, "en").html
    assert "the registers here lack it: programme track, partner." in html
    assert "Without a table of family" not in html  # it tells births
    assert "family" not in comparison_prose.caveats(GRUNNSKOLE, whole, "en").html


def test_the_reason_stands_where_the_main_answer_cannot_be_had():
    why = row("target_trial", "", "", "", "comparison", nan, nan, nan, nan)
    rows = estimates(*NAIVE, {**why, "method": "Nobody can begin."})
    assert texts(rows)[1] == "The reason is that the data do not suffice for this computation."
    html = comparison_tables.estimators(GRUNNSKOLE, rows, "en").html
    assert "The program says: “Nobody can begin.”" in html  # among the methods, folded away


def states(share):
    """Stable work and nothing in two arms, and the effects that follow, told by hand."""
    frame = estimates(
        *(
            row("g_formula", arm, "", "", estimand, 60, value, nan, nan)
            for arm, value in (("begin", share), ("not_begin", share))
            for estimand in ("occupation", "time_in_state")
        )
    ).frame
    both = [frame.assign(state="stable_work"), frame.assign(state="none", estimate=1 - share)]
    return replace(estimates(), frame=pd.concat(both, ignore_index=True))


def effects(upper):
    told = {"total": (0.2, 0.1, 0.3), "direct": (0.05, 0.0, 0.1), "indirect": (0.15, 0.1, upper)}
    return [
        row("g_formula", effect, "", "prevalence", "difference", 60, *limits)
        for effect, limits in told.items()
    ]


def test_the_springboard_tells_both_ways_and_no_part_of_an_unclear_whole():
    ratio = row("g_formula", "indirect", "total", "prevalence", "ratio", 60, 0.75, 0.5, 1.0)
    clear = springboard.springboard(
        GRUNNSKOLE, states(0.4), estimates(*effects(0.2), ratio), "en"
    ).html
    assert (
        "60 months after the programme began, 20.0 percentage points more are in stable work when"
        " all begin primary school for adults (grunnskole) (95% confidence interval +10.0 to +30.0)"
        in clear
    )
    assert (
        "+5.0 come by primary school for adults (grunnskole) itself (0.0 to +10.0), and +15.0"
        " through the education that follows (+10.0 to +20.0)" in clear
    )
    assert "An interval with both sides of zero" in clear  # that of what comes by school itself
    assert "What part goes that way cannot be said" not in clear
    unclear = springboard.springboard(GRUNNSKOLE, states(0.4), estimates(*effects(0.2)), "en").html
    assert "What part goes that way cannot be said" in unclear
    itself = "by primary school for adults (grunnskole) itself"
    assert f"<tr><td>{itself}</td><td>+5.0 (0.0 to +10.0)</td></tr>" in clear
    assert "<tr><td>stable work</td><td>0.4</td><td>0.4</td></tr>" in clear


def test_the_springboard_says_how_its_whole_lies_to_the_main_answer():
    html = springboard.springboard(
        GRUNNSKOLE, states(0.4), estimates(*MAIN, *effects(0.2)), "en"
    ).html
    assert "is +10.0 (+2.0 to +18.0); the number here" in html
    assert "lies outside that interval. Then at least one" in html  # 20 points
    assert "The interval here is narrower" not in html  # 20 points wide, and the main answer's 16
    near = [
        row("g_formula", effect, "", "prevalence", "difference", 60, 0.11, 0.05, 0.16)
        for effect in ("total", "direct", "indirect")
    ]
    html = springboard.springboard(GRUNNSKOLE, states(0.4), estimates(*MAIN, *near), "en").html
    assert "lies within that interval. Take the main answer" in html
    assert "The interval here is narrower" in html
    alone = springboard.springboard(GRUNNSKOLE, states(0.4), estimates(*near), "en").html
    assert "The main answer" not in alone


@pytest.mark.parametrize(
    ("total", "said"),
    [
        ((-0.2, -0.3, -0.1), "20.0 percentage points fewer are in stable work"),
        ((-0.02, -0.1, 0.06), "it cannot be told from chance whether more or fewer are"),
    ],
)
def test_fewer_and_no_difference_beyond_chance_are_told_as_such(total, said):
    told = {"total": total, "direct": (-0.1, -0.15, -0.05), "indirect": (-0.1, -0.2, -0.01)}
    rows = [
        row("g_formula", effect, "", "prevalence", "difference", 60, *limits)
        for effect, limits in told.items()
    ]
    html = springboard.springboard(GRUNNSKOLE, states(0.4), estimates(*rows), "en").html
    assert said in html
    assert "percentage points more are in stable work when all begin primary" not in html
    assert "−10.0 through the education that follows (−20.0 to −1.0); minus means that" in html
    assert "An interval with both sides of zero" not in html


def test_what_cannot_be_completed_is_not_said_to_be():
    html = {
        name: comparison_prose.design(parse_comparison(name), estimates(), "en").html
        for name in ("grunnskole", "work_practice,stay_months=6", "work_practice,stay_months=1")
    }
    school, half_a_year, month = html.values()
    assert school.count("stay until it is completed, or for 36 months") == 2
    assert half_a_year.count("stay for 6 months") == 2
    assert month.count("stay for one month") == 2
    assert "completed" not in half_a_year + month


def test_one_figure_shows_both_ways_with_their_intervals(drawn):
    springboard.springboard(GRUNNSKOLE, states(0.4), estimates(*effects(0.2)), "en")
    narrow = drawn[1]
    begin, not_begin, split = narrow.axes
    assert [begin.get_title(loc="left"), not_begin.get_title(loc="left")] == [
        "all begin within 12\nmonths",
        "nobody begins",
    ]
    assert [label.get_text() for label in split.get_yticklabels()] == ["month 60"]
    points = [line.get_xdata()[0] for line in split.lines if len(line.get_xdata()) == 1]
    assert points == pytest.approx([20, 5, 15])  # total, direct, indirect
    ends = [bar.get_segments()[0][:, 0].tolist() for bar in split.collections]
    assert ends == [pytest.approx(end) for end in ([10, 30], [0, 10], [10, 20])]
    assert split.get_legend_handles_labels()[1] == [
        "in all",
        "by primary school for adults (grunnskole) itself",
        "through the education that follows",
    ]


def test_without_effects_the_figure_shows_the_states_alone(drawn):
    html = springboard.springboard(GRUNNSKOLE, states(0.4), estimates(), "en").html
    assert [len(figure.axes) for figure in drawn] == [2, 2]
    assert "Below:" not in html


def test_time_in_each_state_is_told_up_to_every_horizon():
    both = states(0.4)
    later = both.frame[both.frame["estimand"] == "time_in_state"].assign(month=120, estimate=3.21)
    both = replace(both, frame=pd.concat([both.frame, later], ignore_index=True))
    html = springboard.springboard(GRUNNSKOLE, both, estimates(), "en").html
    lines = re.findall("<tr>(.*?)</tr>", html.partition("<details>")[2])
    cells = [re.findall("<t[dh][^>]*>(.*?)</t[dh]>", line) for line in lines]
    assert cells[1:3] == [["Of the first 60 months"], ["stable work", "0.4", "0.4"]]
    assert cells[11:13] == [["Of the first 120 months"], ["stable work", "3.2", "3.2"]]


def test_a_check_that_lies_outside_the_main_interval_is_said_to(both):
    off = of_two("g_formula", 0.5, 0.4, (0.3, 0.2, 0.4), (43, 30, inf))
    told = comparison_prose.meaning_texts(GRUNNSKOLE, estimates(*MAIN, *off), EN)
    assert any("lies outside the interval of the main answer in months 24, 60" in t for t in told)
    near = of_two("g_formula", 0.5, 0.4, (0.1, 0.0, 0.2), (43, 30, inf))
    told = comparison_prose.meaning_texts(GRUNNSKOLE, estimates(*MAIN, *near), EN)
    assert any("lies within the interval of the main answer in all months" in t for t in told)


def test_the_check_by_models_is_said_to_lean_where_it_is_told_of_late_months(both):
    models, leaning = (
        of_two("g_formula", 0.5, 0.4, (0.1, 0.0, 0.2), (43, 30, inf)),
        "too low from month 60 on",
    )
    late = comparison_prose.meaning_texts(GRUNNSKOLE, estimates(*MAIN, *models), EN)
    assert sum(leaning in text for text in late) == 1
    early = parse_comparison("grunnskole,horizon=24,points=24")
    assert not any(
        leaning in text
        for asked, rows in (
            (early, models),
            (GRUNNSKOLE, of_two("doubly_robust", 0.5, 0.4, (0.1, 0.0, 0.2), (43, 30, inf))),
        )
        for text in comparison_prose.meaning_texts(asked, estimates(*MAIN, *rows), EN)
    )


OTHER_GOAL = parse_comparison("work_practice,measure=self_sufficient,horizon=60,points=60")


@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_comparison_of_something_else_than_work_and_school_names_neither(both, language):
    one = OTHER_GOAL
    made = [
        comparison_prose.title(one, both, language),
        comparison_prose.answer(one, both, language),
        comparison_prose.design(one, both, language),
        comparison_prose.meaning(one, both, language),
        comparison_prose.caveats(one, both, language),
        comparison_figures.curves(one, both, "prevalence", language),
        comparison_figures.curves(one, both, "cumulative_incidence", language),
        comparison_tables.estimators(one, both, language),
        lock_in.lock_in(one, both, language),
        springboard.springboard(one, states(0.4), estimates(*effects(0.2)), language),
    ]
    text = re.sub(r'"data:image[^"]*"', "", " ".join(piece.html for piece in made)).lower()
    for word in {"nb": ("stabilt arbeid", "skolen"), "en": ("in stable work", "the school")}[
        language
    ]:
        assert word not in text
    assert {"nb": "inntekt over grensen", "en": "income above the limit"}[language] in text
    weakly = {"nb": "grunnskole for voksne er svakt", "en": "primary school is recorded weakly"}
    assert weakly[language] not in text
    of_school = comparison_prose.caveats(GRUNNSKOLE, both, language).html.lower()
    assert weakly[language] in of_school
