"""Adult school in a municipality's report: sentences, figures and what is left out."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis.design import TIDY, Estimates, Source
from analysis.display import school
from analysis.estimates.grouped import COLUMNS
from analysis.terms import Access, Language

from .conftest import NONE, report

SOURCE = Source("drawn", Access.INVENTED, "2023-12", "drawn by hand", "nobody")


def row(group, against, estimand, month, *limits):
    values = dict(zip(("estimate", "lower", "upper"), limits, strict=True))
    own = {
        "group": group,
        "against": against,
        "of": "prevalence",
        "month": month,
        "estimand": estimand,
    }
    rest = {"approach": "target_trial", "landmark": 0, "n_at_risk": 105, "n_events": 20}
    return {**rest, **own, **values, "method": "by hand"}


def estimates(*rows):
    frame = pd.DataFrame(list(rows), columns=[*COLUMNS, *TIDY])
    return Estimates(frame, "0a", SOURCE)


def whole(first, last):
    made = [
        row(group, "", "prevalence", month, share, share - 0.05, share + 0.05)
        for group, share in (("begin", 0.54), ("not_begin", 0.4))
        for month in (0, 24, 60, 120)
    ]
    gaps = [("difference", 24, *first), ("difference", 120, *last)]
    return estimates(*made, *(row("begin", "not_begin", *gap) for gap in gaps))


CLEAR = whole((-0.04, -0.06, -0.02), (0.14, 0.1, 0.18))
OF_PLACE = {"approach": "landmark", "landmark": 36, "of": "cumulative_incidence"}
HERE = estimates(
    *(
        {**row(group, "", "cumulative_incidence", month, 0.3, 0.2, 0.4), **OF_PLACE}
        for group in ("completed", "not_begun")
        for month in (0, 12, 24)
    )
)


def made(school_rows=CLEAR, here=NONE, **near):
    one = report(NONE, NONE, school=school_rows, school_here=here, **near)
    return replace(one, here=replace(one.here, source=SOURCE))


def test_the_answer_is_told_in_years_and_whole_points_the_last_year_first():
    main, last, first, assumes = school.answer_texts(made(), Language.EN)
    assert "54% would have been in stable work 10 years after the programme began" in main
    assert main.startswith("The answer concerns everybody in the dataset, but only those who")
    assert main.endswith("Had nobody begun, 40% would have been.")
    assert [one.count("assumptions") for one in (main, last, first, assumes)] == [1, 0, 0, 0]
    assert last == (
        "After 10 years it is 14 percentage points more if all begin (95% confidence interval +10"
        " to +18)."
    )
    assert first.startswith("After 2 years it is 4 percentage points fewer if all begin")
    assert "Health, motivation" in assumes


def test_what_chance_may_have_made_is_not_called_more_or_fewer():
    unclear = made(whole((-0.04, -0.1, 0.02), (0.02, -0.03, 0.07)))
    _, last, first, _ = school.answer_texts(unclear, Language.NB)
    assert last == (
        "Etter 10 år kan forskjellen, +2 prosentpoeng (95 % konfidensintervall −3 til +7), ikke"
        " skilles fra tilfeldigheter."
    )
    assert "ikke skilles fra tilfeldigheter" in first


@pytest.mark.parametrize("language", ["nb", "en"])
def test_without_an_answer_it_is_said_and_nothing_drawn(language):
    html = school.municipality(made(estimates()), language).html
    assert "<img" not in html
    assert {"nb": "kan ikke fortelles her", "en": "cannot be told here"}[language] in html


def test_a_place_with_too_few_has_the_answer_of_everybody_alone(drawn):
    html = school.municipality(made(), "en").html
    assert html.count("<figure>") == 1
    assert "Herøy has too few who have been in primary school" in html
    assert "The answer of everybody is the nearest there is." in html
    top, below = drawn[0].axes
    assert [list(line.get_xdata()) for line in top.lines[:2]] == [[0, 24, 60, 120]] * 2
    assert {text.get_text() for text in below.texts} == {"105"}


def test_a_place_with_too_few_has_the_answer_of_its_county_beside_that_of_everybody(drawn):
    county = whole((-0.05, -0.15, 0.05), (0.12, -0.04, 0.28))
    report = made(school_county=county, school_near=HERE)
    few, main, gap, within = school.near_texts(report, Language.EN)
    assert few.endswith("for curves of its own.")
    assert main == (
        "For the county, Møre og Romsdal, under the same assumptions: Had all there begun primary"
        " school for adults (grunnskole) within 12 months, 54% would have been in stable work 10"
        " years after the programme began. Had nobody begun, 40%."
    )
    assert "+12 percentage points" in gap
    assert "cannot be told from chance" in gap
    assert within.startswith("The answer of everybody, +14, lies within this interval")
    html = school.municipality(report, "en").html
    assert html.count("<figure>") == 2
    assert "for Møre og Romsdal, made comparable by weights" in html
    assert drawn[2].axes[0].get_legend_handles_labels()[1][0].startswith("all begin")


def test_an_answer_of_everybody_beyond_the_county_s_interval_is_told_with_what_chance_does():
    clear = whole((-0.05, -0.15, 0.05), (0.4, 0.2, 0.6))
    *_, gap, outside = school.near_texts(made(school_county=clear), Language.NB)
    assert "40 prosentpoeng flere" in gap
    assert outside.startswith("Svaret for alle, +14, ligger utenfor dette intervallet.")
    assert outside.endswith("ett av tjue fylker av tilfeldigheter alene.")


def test_a_county_with_too_few_is_described_and_the_text_says_that_it_is_no_more(drawn):
    report = made(school_near=HERE)
    html = school.municipality(report, "nb").html
    assert html.count("<figure>") == 2
    assert "Figuren er en beskrivelse av hvordan det gikk, ikke et svar på hva det skyldes" in html
    assert "Andel i Møre og Romsdal som har vært i stabilt arbeid etter måned 36" in html


def test_groups_of_its_own_take_the_place_of_the_county(drawn):
    html = school.municipality(made(here=HERE, school_near=HERE, school_county=CLEAR), "en").html
    assert "Møre og Romsdal" not in html
    assert html.count("<figure>") == 2


def test_a_place_with_enough_has_a_figure_of_its_own_groups(drawn):
    html = school.municipality(made(here=HERE), "nb").html
    assert html.count("<figure>") == 2
    assert "I Herøy selv kan en bare se hvordan det gikk" in html
    top, _ = drawn[2].axes
    assert top.get_legend_handles_labels()[1] == ["hadde fullført", "hadde ikke begynt"]
    assert "Andel i Herøy som har vært i stabilt arbeid etter måned 36" in html
