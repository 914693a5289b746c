"""What notebook 04 shows: every month, six rows, cohorts, the exit, and municipalities in order."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.design import Estimates, Source
from analysis.display import (
    exit_years,
    foretelling,
    moment,
    moment_figures,
    official,
    rank_matrix,
    ranking,
)
from analysis.display.goals import rule_name
from analysis.display.pictures import spread
from analysis.display.tables import JOINER
from analysis.errors import DesignError
from analysis.estimates.quality import NEEDED
from analysis.estimates.ranks import rank_agreement, ranks
from analysis.reference.breaks import breaks
from analysis.reference.measures import parse_measure
from analysis.terms import Access, Language

SOURCE = Source("invented", Access.INVENTED, "2020-12", "drawn by hand", "nobody")
ONCE = "november,read_in=any"


def rows(shares, measure="november", **columns):
    """Return estimates: month -> share, of a hundred persons each."""
    frame = pd.DataFrame({"month": list(shares), "estimate": list(shares.values())})
    frame = frame.assign(
        measure=measure, origin="exit", estimand="prevalence", lower=frame["estimate"] - 0.1,
        upper=frame["estimate"] + 0.1, n_at_risk=100.0, n_events=100 * frame["estimate"],
        method="by hand", **columns,
    )  # fmt: skip
    return Estimates(frame, None, SOURCE, parse_measure(measure))


def monthly(start, end, measure=ONCE, last=72):
    return rows(dict(enumerate(np.linspace(start, end, last + 1).tolist())), measure)


NOVEMBER = rows({12: 0.62, 24: 0.64, 60: 0.67})
RULES = (monthly(0.5, 0.68), monthly(0.05, 0.41, "full_time"))


@pytest.mark.parametrize(
    ("measure", "name"),
    [
        ("november", "work of at least 1 h a week or education"),
        ("november_grunnskole", "work of at least 1 h a week or education or grunnskole"),
        ("any_job", "work, 3 months in a row"),
        ("any_job,run_months=1", "work"),
        ("earnings_2g", "earnings of at least 2g a year, 12 months in a row"),
        (
            "self_sufficient",
            "income of at least 2g a year, without social assistance, 12 months in a row",
        ),
        ("danish_grant", "work or education, unsubsidised, 6 months in a row"),
        (
            "full_time,contract=permanent",
            "work of at least 30 h a week, permanent contract, 12 months in a row",
        ),
        ("any_job,gap_months=2", "work, 3 months in a row with at most 2 off"),
        ("any_job,without=disability_benefit", "work, without certain benefits, 3 months in a row"),
        ("upper_secondary_completed", "completed upper secondary education"),
    ],
)
def test_a_rule_has_a_name_that_fits_beside_its_line(measure, name):
    assert rule_name(parse_measure(measure), Language.EN).lower() == name


def test_a_rule_that_is_read_once_a_year_or_stands_there_already_is_no_line_of_its_own():
    shown = moment.told((*RULES, NOVEMBER, monthly(0, 0, "full_time")), NOVEMBER, Language.EN)
    assert [one.frame is rule.frame for one, rule in zip(shown.rules, RULES, strict=True)]
    assert [one.measure for one in shown.rules] == [one.measure for one in RULES]


def test_the_answer_tells_what_the_date_does_and_what_the_rule_does():
    html = moment.short(RULES, NOVEMBER, NO_ROWS, "en").html
    assert "By the official rule 62% are in work or education in the first November" in html
    assert "and 67% after 5 years" in html
    # At month 24 the lines stand at 0.5 + 0.18 / 3 and 0.05 + 0.36 / 3.
    assert "After 24 months the share is 56% by the rule" in html
    assert "and 17% by the rule" in html


def test_the_figure_marks_each_november_and_tells_the_width_of_a_year():
    html = moment_figures.by_month(RULES, NOVEMBER, NO_ROWS, "en").html
    # Months 11 and 22 of the first line: 0.5 + 0.18 * 11 / 72 and 0.5 + 0.18 * 22 / 72.
    assert "53% after 11 months and 56% after 22" in html.replace("the share is ", "")
    assert "11% after 12 months and 35% after 60" in html
    assert html.count("<img") == 1
    assert "<td>35% (25–45%)</td>" in html.replace(JOINER, "")


def came_with(none, grunnskole, last=72):
    """Return the official rule read in every month by prior education: straight lines."""
    parts = [
        monthly(*ends, last=last).frame.assign(prior_education=name, n_at_risk=n)
        for name, ends, n in (("none", none, 400.0), ("grunnskole", grunnskole, 100.0))
    ]
    return replace(NOVEMBER, frame=pd.concat(parts, ignore_index=True))


def test_the_date_decides_what_the_official_rule_says_of_whom(drawn):
    # Straight lines over 72 months: 0.3 to 0.66 is half a point a month, 0.8 to 0.656 falls by 0.2.
    groups = came_with((0.3, 0.66), (0.8, 0.656))
    html = moment_figures.by_month(RULES, NOVEMBER, groups, "en").html
    assert (
        "The date decides what the official rule says of whom. Read after 11, 22 and 60 months the"
        " share is 36%, 41% and 60% among those who came without school; 78%, 76% and 68% among"
        " those who came with lower secondary completed (the difference may be chance). They are"
        " 42 points apart after 11 months and 8 after 60." in html
    )
    wide, narrow = (one.axes[0] for one in drawn)
    said = [[text.get_text() for text in axes.texts] for axes in (wide, narrow)]
    assert {"36%", "41%", "60% (+24)", "78%", "76%", "68% (−10)", "no school"} <= set(said[0])
    assert {"36%", "60% (+24)"} <= set(said[1])
    assert "41%" not in said[1]  # a phone has no room for both ends of a year
    rules = [text.get_text() for text in drawn[0].axes[1].texts]
    # Months 12 and 60 of 0.5 to 0.68 and of 0.05 to 0.41: 53 and 65, 11 and 35 per cent.
    assert rules == ["35% (+24)", "65% (+12)"]


@pytest.mark.parametrize("groups", ["short", "one", "none"])
def test_rules_stand_alone_where_groups_may_not_be_told(drawn, groups):
    both = came_with((0.3, 0.66), (0.8, 0.656))
    told = {
        "short": came_with((0.3, 0.66), (0.8, 0.656), last=59),
        "one": replace(both, frame=both.frame.query("prior_education == 'none'")),
        "none": NO_ROWS,
    }
    html = moment_figures.by_month(RULES, NOVEMBER, told[groups], "en").html
    assert "came without school" not in html
    assert len(drawn[0].axes) == 2


def test_groups_that_stand_still_are_no_story():
    html = moment_figures.by_month(RULES, NOVEMBER, came_with((0.4, 0.4), (0.6, 0.6)), "en").html
    assert "The date decides" not in html
    assert html.count("(the difference may be chance)") == 2


def test_texts_beside_lines_are_apart():
    places = spread({"a": 0.5, "b": 0.52, "c": 0.9}, 0.1)
    assert places == pytest.approx({"a": 0.5, "b": 0.6, "c": 0.9})


def test_a_november_that_is_not_the_first_is_not_called_so():
    for shares in ({24: 0.64, 36: 0.66}, {36: 0.66}):
        html = moment_figures.by_month(RULES, rows(shares), NO_ROWS, "en").html
        assert "first November" not in html
        assert "66% are in work or education in the November of year 3 after" in html
    assert (
        "in the November of year 1 after"
        in moment.short(RULES, rows({12: 0.6}), NO_ROWS, "en").html
    )


def test_what_moves_the_share_most_is_told_by_its_points():
    # Between months 12 and 60 the second rule moves 24 points; the rules are 42 points apart at 12.
    assert "up to 42 points apart on the same day, while one rule moves by up to 24" in (
        moment.meaning(RULES, NOVEMBER, NO_ROWS, "en").html
    )
    alike = (monthly(0.1, 0.7), monthly(0.12, 0.72, "any_job"))
    assert "Here the date matters most" in moment.meaning(alike, NOVEMBER, NO_ROWS, "en").html


@pytest.mark.parametrize("language", ["nb", "en"])
def test_without_an_official_november_the_page_says_so(language):
    none = replace(NOVEMBER, frame=NOVEMBER.frame.iloc[:0])
    for piece in (
        moment.short(RULES, none, NO_ROWS, language),
        moment_figures.by_month(RULES, none, NO_ROWS, language),
    ):
        assert "<img" not in piece.html
        assert ("kan ikke regnes ut" if language == "nb" else "cannot be computed") in piece.html


SIX = {
    "employed": 0.3, "employed_and_education": 0.15, "education": 0.2, "unemployed": 0.1,
    "on_measures": 0.05, "other": 0.2,
}  # fmt: skip


def six():
    parts = [rows({12: share, 24: share, 144: share}, status=name) for name, share in SIX.items()]
    return replace(parts[0], frame=pd.concat([part.frame for part in parts], ignore_index=True))


def test_six_rows_are_areas_of_ten_years_at_most():
    html = official.statuses(six(), NO_ROWS, "en").html
    assert "After 2 years 45% are in work" in html
    assert "In education alone are 20%." in html
    assert "mixture changes" not in html  # it was 20% in the first year too
    assert "12 years" not in html
    missing = replace(six(), frame=six().frame.query("status != 'other'"))
    assert "cannot be computed here" in official.statuses(missing, NO_ROWS, "en").html


def test_women_and_men_stand_beside_everybody_where_they_are_told_apart():
    both = six()
    women = both.frame.query("month == 12").assign(sex="female")
    men = both.frame.assign(sex="male", n_at_risk=70.0)
    moved = {"employed": 0.5, "education": 0.0}  # the others stay: all rows still make one
    men["estimate"] = men["status"].map(moved).fillna(men["estimate"])
    by_sex = replace(both, frame=pd.concat([women, men], ignore_index=True))
    html = official.statuses(both, by_sex, "en").html
    # Women are told of the first year only: 30 + 15 per cent, and of men 50 + 15.
    assert "Of the women 45% are in work after 1 years, of the men 65%" in html
    assert "in education alone are 20% of the women and under 5% of the men" in html
    assert "calendar years after the programme: Everybody; Women; Men." in html
    assert "<td>Persons</td><td>100</td><td>–</td>" in html
    assert html.count("<td>70</td><td>70</td>") == 1
    alone = official.statuses(both, replace(by_sex, frame=men), "en").html
    assert "Of the women" not in alone
    assert "calendar years after the programme: Everybody." in alone


def test_rows_that_only_the_labour_office_fills_are_not_nobody_without_it():
    without = six().frame.query("status not in ('unemployed', 'on_measures')")
    changing = without["status"].eq("education") & without["month"].eq(12)
    without = without.assign(estimate=without["estimate"].mask(changing, 0.4))
    html = official.statuses(replace(six(), frame=without), NO_ROWS, "en").html
    assert "nothing from the labour office" in html
    assert "Registered wholly unemployed" not in html
    assert "In the first year 40% were in education alone: the mixture changes" in html
    assert "labour office" not in official.statuses(six(), NO_ROWS, "en").html


def test_one_rule_alone_and_shares_that_stand_still_are_no_difference():
    still = (monthly(0.5, 0.5), monthly(0.5, 0.5, "any_job"))
    html = moment.short(still, NOVEMBER, NO_ROWS, "en").html
    assert "Neither number is wrong" not in html
    assert (
        "two pictures of the same programme"
        not in moment_figures.by_month(still, NOVEMBER, NO_ROWS, "en").html
    )
    assert "matters most" not in moment.meaning(RULES[:1], NOVEMBER, NO_ROWS, "en").html


def of_years(shares):
    parts = [rows({12: share}, year=year) for year, share in shares.items()]
    return replace(parts[0], frame=pd.concat([part.frame for part in parts], ignore_index=True))


NO_ROWS = replace(NOVEMBER, frame=NOVEMBER.frame.iloc[:0])


def test_breaks_lie_between_the_years_that_they_part_and_can_be_switched_off():
    own = of_years({"2013": 0.6, "2014": 0.62, "2018": 0.64})
    html = exit_years.by_year(own, NO_ROWS, "en", "yes").html
    # The wage register of 2015 touches those who left in 2014 first.
    assert html.count("<li>") == 2
    assert "Read from 2015 on: New wage register" in html
    assert "Left from 2017 on: New programme register" in html
    assert "<li>" not in exit_years.by_year(own, NO_ROWS, "en", "no").html
    with pytest.raises(DesignError, match="breaks"):
        exit_years.by_year(own, NO_ROWS, "en", "perhaps")


def test_every_axis_of_years_of_exit_draws_breaks_by_one_function():
    """Other axes of time are months or years since an origin, where years of exit lie together."""
    modules = Path(exit_years.__file__).parent.glob("*.py")
    texts = {one.stem: one.read_text(encoding="utf-8") for one in modules}
    axes = {name for name, text in texts.items() if '"axis_exit_year"' in text}
    assert axes == {name for name, text in texts.items() if "draw_breaks(axes, " in text}
    assert axes == {"exit_years"}


def test_the_published_series_stands_beside_one_s_own():
    own, published = of_years({"2013": 0.6}), of_years({"2013": 0.62, "2014": 0.58})
    html = exit_years.by_year(own, published, "en").html
    assert "published, whole country" in html
    assert "<td>58%</td>" in html


def test_the_goal_is_drawn_over_the_years_that_it_was_one(drawn):
    exit_years.by_year(of_years({"2007": 0.6, "2014": 0.62}), NO_ROWS, "en")
    exit_years.by_year(of_years({"2007": 0.6, "2008": 0.62}), NO_ROWS, "en")
    found = [
        path.vertices[:, 0].tolist()
        for figure in drawn[::2]  # the wide ones
        for lines in figure.axes[0].collections
        for path in lines.get_paths()
        if (path.vertices[:, 1] == 0.7).all()
    ]
    assert found == [[2009.5, 2014.5]]


def test_what_is_foretold_is_told_by_its_own_definition():
    told = foretold(candidate("any_job", 12, 0.8, 40, 14))
    told = replace(told, measure=parse_measure("full_time"))
    assert "at least 30 hours a week in all" in foretelling.standard(told, "en").html


def test_every_break_has_its_source_and_its_axis():
    assert {one.axis for one in breaks()} == {"status", "exit"}
    assert all(one.source and one.label_nb and one.label_en for one in breaks())
    assert [one.first for one in breaks()] == [2015, 2017, 2020, 2021, 2023]


def test_the_measure_at_exit_keeps_the_missing_and_stands_beside_november():
    told = {"work": 0.3, "education": 0.15, "grunnskole": 0.1, "unknown": 0.45}
    told |= {"work_or_education": 0.45, "grunnskole_too": 0.55}
    parts = [rows({0: share}, status=name) for name, share in told.items()]
    exits = replace(parts[0], frame=pd.concat([part.frame for part in parts], ignore_index=True))
    html = official.at_exit(exits, NOVEMBER, NO_ROWS, "en").html
    assert "45% went straight to work or education; with grunnskole counted it is 55%" in html
    assert "The reason is missing for 45%" in html
    assert "first November after is 62%, against 45% at exit" in html
    public = replace(exits, frame=exits.frame.query("status != 'unknown'"))
    withheld = replace(NOVEMBER, frame=NOVEMBER.frame.assign(estimate=np.nan))
    html = official.at_exit(public, withheld, NO_ROWS, "en").html
    assert "The reason is missing" not in html
    assert "first November" not in html
    assert "has no reason for leaving" in official.at_exit(NO_ROWS, NOVEMBER, NO_ROWS, "en").html


def of_places():
    first = {"a": 0.9, "b": 0.7, "c": 0.5, "d": 0.3, "e": 0.1}
    last = {"a": 0.1, "b": 0.9, "c": 0.7, "d": 0.5, "e": 0.3}
    parts = [rows({12: first[code], 24: last[code]}, municipality=code) for code in first]
    return replace(parts[0], frame=pd.concat([part.frame for part in parts], ignore_index=True))


def test_the_figure_of_ranks_names_who_moves_most():
    html = ranking.bumps(ranks(of_places()), {"a": "Ålesund"}, "en").html
    assert "5 municipalities have enough leavers" in html
    assert (
        "at least half of them move by 1 places or more; Ålesund moves furthest, by 4 places"
        in html
    )
    assert "leaves a usual municipality 1 possible places of 5" in html
    assert "says little about who is best" not in html  # the room is less than half the list
    assert "Too few municipalities" in ranking.bumps(NO_ROWS_OF_PLACES, {}, "en").html


NO_ROWS_OF_PLACES = ranks(replace(of_places(), frame=of_places().frame.iloc[:2]))


def test_agreement_tells_the_least_and_how_many_pairs_turn():
    html = rank_matrix.agreement(rank_agreement([of_places()]), "en").html
    # a falls below the four others, which keep their order: 4 of 10 pairs turn.
    assert "the correlation of ranks is 0.00, and of pairs of municipalities 40%" in html
    alike = of_places().frame.assign(estimate=lambda rows: rows.groupby("month").cumcount() / 10)
    same = rank_matrix.agreement(rank_agreement([replace(of_places(), frame=alike)]), "en").html
    assert "<td>1.00 (–)</td>" in same
    absent = rank_agreement([replace(of_places(), frame=of_places().frame.iloc[:0])])
    assert "Too few municipalities" in rank_matrix.agreement(absent, "en").html
    assert "No published series" in rank_matrix.published(absent, "en").html


def test_published_agreement_stands_below_its_year_of_exit():
    years = [of_places().frame.assign(year=year) for year in ("2010", "2011")]
    both = replace(of_places(), frame=pd.concat(years, ignore_index=True))
    html = rank_matrix.published(rank_agreement([both]), "en").html
    heads = re.findall(r">(Left in \d+|\d\sand\s\d)<", html.replace("\xa0", " "))
    assert heads == ["Left in 2010", "1 and 2", "Left in 2011", "1 and 2"]


@pytest.mark.parametrize(
    ("n", "written"),
    [(5, [1, 2, 3, 4, 5]), (13, [1, 5, 10]), (44, [1, 10, 20, 30, 40]),
     (300, [1, 50, 100, 150, 200, 250, 300])],
)  # fmt: skip
def test_ranks_start_at_one(drawn, n, written):
    codes = [f"{at:04}" for at in range(n)]
    parts = [rows({12: at / n, 24: (n - at) / n}, municipality=code).frame
             for at, code in enumerate(codes)]  # fmt: skip
    ranking.bumps(ranks(replace(of_places(), frame=pd.concat(parts))), {}, "en")
    axes = drawn[0].axes[0]
    assert axes.get_yticks().tolist() == written
    assert axes.get_ylim() == (n + 0.5, 0.5)


def candidate(measure, month, agreement, needed, wait, rules=2, **told):
    """Return the rows of one candidate: municipal agreement, leavers needed and the rest."""
    values = {"municipal_agreement": agreement, "leavers_needed": needed, "sensitivity": 0.6}
    values |= {"predictive_value": 0.5, "small": 0.2, "gap_women": -0.1, **told}
    return [
        rows({month: value}, candidate=measure, quantity=name, wait=wait, rules=rules).frame
        for name, value in values.items()
    ]


def foretold(*found):
    frame = pd.concat([frame for one in found for frame in one], ignore_index=True)
    return replace(NOVEMBER, frame=frame)


def test_the_earliest_and_simplest_measure_at_the_level_is_recommended():
    told = foretold(
        candidate("november", 12, 0.6, 90, wait=16.5),
        candidate("part_time", 24, 0.75, 50, wait=29, rules=3),
        candidate("any_job", 27, 0.72, 40, wait=29),
        candidate("full_time", 36, 0.8, 60, wait=47),
    )
    html = foretelling.standard(told, "en").html
    assert "reach the level 0.70 (a choice): work, 3 months in a row, month 27" in html
    assert "read after 29 months" in html
    assert "12 months in a row, month 36 (0.80, 0.70–0.90), but it takes 18 months longer" in html
    assert "Of the 4 measures tried, work, 3 months in a row, month 27 needs fewest" in html
    assert "municipality: 40 (95% interval 40–41) before seven tenths" in html


OFFICIAL_FIRST = candidate("november", 12, 0.6, 90, 16.5, small=0.16, gap_women=-0.15)
GROUPS = {"gap_women": -0.25, "gap_little_schooling": 0.05, "gap_in_grunnskole": 0.3}


def test_the_recommended_measure_is_told_with_its_price_beside_the_official_rule():
    # Limits are a tenth to each side: 25 points are beyond chance, 5 are not.
    first = candidate("any_job", 12, 0.85, 40, wait=14, small=0.4, **GROUPS)
    html = foretelling.standard(foretold(first, OFFICIAL_FIRST), "en").html
    assert "40% of those it counts have small jobs only" in html
    assert "(by the official rule, in November of year 1, it is 16%)" in html
    assert (
        "25.0 percentage points fewer among women (the official rule: 15.0 percentage points"
        " fewer); not clearly more or fewer among those with little schooling; 30.0 percentage"
        " points more among those in grunnskole when it is read." in html
    )
    assert "Whether it rewards leaving school cannot be said here" in html
    assert "of the same persons early and late" in html
    itself = candidate("november", 12, 0.85, 90, 16.5, small=0.16)
    html = foretelling.standard(foretold(itself), "en").html
    assert "the official rule" not in html.replace("by the official rule, read", "")
    assert "those with little schooling" not in html
    assert "Little school</th>" not in html


def test_without_small_jobs_none_are_priced():
    first = candidate("part_time", 12, 0.85, 40, wait=17)
    for row in first:
        row["n_events"] = np.where(row["quantity"] == "small", 0, row["n_events"])
    html = foretelling.standard(foretold(first, OFFICIAL_FIRST), "en").html
    assert "What it rewards" not in html
    assert "<tr><td>–</td></tr>" in html.replace(JOINER, "")  # of what it rewards


@pytest.mark.parametrize(("agreement", "reaches"), [(0.75, True), (0.81, False)])
def test_a_recommendation_whose_interval_reaches_below_the_level_says_so(agreement, reaches):
    told = foretold(candidate("any_job", 12, agreement, 40, 14))
    for html in (
        foretelling.standard(told, "en").html,
        moment.meaning(RULES, NOVEMBER, told, "en").html,
    ):
        assert ("The interval reaches below 0.70" in html) is reaches


def test_the_page_ends_with_what_to_measure_instead():
    told = foretold(candidate("any_job", 12, 0.81, 40, 14))
    html = moment.meaning(RULES, NOVEMBER, told, "en").html
    assert "by these numbers: work, 3 months in a row, month 12, read after 14 months." in html
    assert (
        "at the level 0.70 (correlation 0.81, 0.71–0.91; it catches 60% and is right of 50%)"
        in (html)
    )
    assert "stand under “A better standard: what foretells lasting self-support?”" in html
    below = foretold(candidate("any_job", 12, 0.6, 40, 14))
    assert "none of the measures tried orders" in moment.meaning(RULES, NOVEMBER, below, "en").html
    assert "cannot be computed here" in moment.meaning(RULES, NOVEMBER, NO_ROWS, "en").html


def test_prices_have_their_intervals():
    told = foretold(candidate("any_job", 12, 0.8, 40.2, 14, **GROUPS))
    html = foretelling.standard(told, "en").html.replace(JOINER, "")
    cells = ("14", "0.80 (0.70–0.90)", "60% (50–70%)", "50% (40–60%)")
    assert "".join(f"<td>{cell}</td>" for cell in cells) in html
    assert "<td>\N{MINUS SIGN}25.0</td><td>+5.0*</td><td>+30.0</td><td>41 (41–41)</td>" in html
    assert "Little school</th>" in html


def test_where_no_measure_is_at_the_level_the_closest_is_named():
    html = foretelling.standard(foretold(candidate("november", 12, 0.6, np.inf, 16.5)), "en").html
    assert "at the level 0.70. Closest is work of at least 1 h a week or education" in html
    assert "it is read after 17 months" in html  # 16.5 on average: no month too early
    assert "none of them is fit for one municipality alone" in html


@pytest.mark.parametrize("language", ["nb", "en"])
def test_where_no_order_is_known_nothing_is_recommended(language):
    nothing = candidate("any_job", 12, np.nan, np.nan, 14)
    for row in nothing:
        row.loc[:, ["estimate", "lower", "upper"]] = np.nan
    html = foretelling.standard(foretold(nothing), language).html
    assert ("For få kommuner har minst 20" if language == "nb" else "Too few municip") in html
    one = foretelling.standard(foretold(nothing, candidate("november", 24, 0.8, 40, 28.5)), "en")
    assert "reach the level 0.70 (a choice): work of at least 1 h" in one.html


def test_leavers_needed_are_whole_persons_and_have_limits_only_where_they_are_known():
    told = candidate("november", 12, 0.8, 40.2, 16.5)
    needed = next(row for row in told if row["quantity"].iloc[0] == "leavers_needed")
    needed.loc[:, ["lower", "upper"]] = np.nan
    html = foretelling.standard(foretold(told), "en").html
    assert "municipality: 41 (95% interval –)" in html


def test_of_too_few_municipalities_no_number_of_leavers_is_told_and_of_many_only_that():
    few = foretelling.standard(foretold(candidate("november", 12, 0.8, np.nan, 16.5)), "en").html
    assert "There are too few municipalities to say how many leavers one needs" in few
    many = foretelling.standard(foretold(candidate("november", 12, 0.8, 1e16, 16.5)), "nb").html
    assert "over 10\u00a0000" in many
    assert "000\u00a0000" not in many
    alike = foretelling.standard(foretold(candidate("november", 12, 0.8, np.inf, 16.5)), "en").html
    assert "Cohorts have nothing in common" in alike


def test_what_the_official_measure_lacks_is_named_where_it_has_no_answer():
    lacks = rows({0: 0.0}, what="measure november", column="jobs.hours_per_week")
    lacks = replace(lacks, frame=lacks.frame.assign(n_events=0, method=NEEDED))
    html = moment.short((), NO_ROWS, lacks, "en").html
    assert "(jobs.hours_per_week)" in html
    assert "jobs.hours_per_week" not in moment.short(RULES, NOVEMBER, lacks, "en").html


def test_a_measure_that_the_registers_do_not_tell_is_named_as_untried():
    absent = rows({12: np.nan}, candidate="earnings_1g", quantity="absent", wait=23.0, rules=4)
    told = foretold(candidate("any_job", 12, 0.8, 40, 14), [absent.frame])
    html = foretelling.standard(told, "en").html
    assert "Not tried, since the registers lack what they need: earnings of at least 1G" in html
    assert "cannot be computed" in foretelling.standard(NO_ROWS, "en").html
