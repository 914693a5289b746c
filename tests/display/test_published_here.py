"""A municipality's published results beside its own: cohorts, dates, limits, nothing invented."""

from dataclasses import replace
from html import unescape
from math import nan

import pandas as pd
import pytest

from analysis.converters.ssb import SOURCE as CONVERTED
from analysis.design import Estimates
from analysis.display.published_here import own_text, published_results, published_texts
from analysis.display.words import say
from analysis.errors import DesignError
from analysis.terms import Access, Language

from .conftest import NONE, SOURCE, report, rows

CURVE = rows((0, 0.0, 0.0, 0.0), (12, 0.3, 0.2, 0.4))
OWN = rows((12, 0.55, 0.41, 0.68), (24, 0.6, 0.46, 0.73), estimand="prevalence")


def of_years(*told):
    """Published shares from (year, month, share, lower, upper, leavers)."""
    names = ["year", "month", "estimate", "lower", "upper", "n_at_risk"]
    frame = pd.DataFrame(told, columns=names).assign(
        measure="november", origin="exit", estimand="prevalence", method="published",
    )  # fmt: skip
    frame = frame.assign(n_events=frame["estimate"] * frame["n_at_risk"])
    return Estimates(frame, "0a", replace(SOURCE, source="Statistics Norway, a table"))


HERE = of_years(
    ("2010", 12, 0.5, 0.4, 0.6, 100),
    ("2010", 24, 0.52, 0.42, 0.62, 98),
    ("2010", 48, 0.61, 0.5, 0.7, 95),
    ("2011", 12, 0.58, 0.45, 0.7, 60),
    ("2012", 12, nan, 0.35, 0.66, 41),
    ("2013", 12, nan, 0.0, 1.0, nan),
    ("2013", 24, 1.0, 0.6, 1.0, 6),
)
COUNTRY = of_years(
    ("2010", 12, 0.61, 0.6, 0.62, 2900), ("2011", 12, 0.63, 0.61, 0.65, 3000),
    ("2012", 12, 0.62, 0.6, 0.64, 3100), ("2013", 12, 0.62, 0.6, 0.64, 3800),
)  # fmt: skip


def shown(published=HERE, country=COUNTRY, own=OWN, access=None):
    here = CURVE if access is None else rows((12, 0.3, 0.2, 0.4), access=access)
    told = {"published": published, "published_everybody": country, "official": own}
    return report(here, here, **told)


def test_without_a_series_the_page_has_one_line_and_no_heading():
    html = published_results(report(CURVE, CURVE), "en").html
    assert "No published results were laid beside these." in html
    assert "<h2>" not in html


def test_a_series_without_the_municipality_says_so_by_name():
    empty = replace(HERE, frame=HERE.frame.iloc[:0])
    assert "have no numbers for Herøy" in published_results(shown(empty), "en").html


def test_the_last_cohort_with_a_number_is_told_beside_the_country():
    first = published_texts(shown(), Language.EN)[0]
    assert first == (
        "Of the 60 who left in 2011 and were resident, 58% were in work or education in the"
        " November of the year after, according to the published statistics (whole country: 63%)."
    )


def test_the_date_alone_is_told_of_the_cohort_that_was_followed_for_longest():
    texts = published_texts(shown(), Language.EN)
    assert texts[1] == (
        "What the date does: for the cohort of 2010 the number is 50% one year after and 61%"
        " after 4 years (the difference may be chance)."
    )
    many = replace(HERE, frame=HERE.frame.assign(
        lower=HERE.frame["estimate"] - 0.01, upper=HERE.frame["estimate"] + 0.01
    ))  # fmt: skip
    assert published_texts(shown(many), Language.EN)[1].endswith("and 61% after 4 years.")


def test_where_all_first_years_were_withheld_the_limits_are_told():
    hidden = replace(HERE, frame=HERE.frame[HERE.frame["year"] > "2011"])
    texts = published_texts(shown(hidden), Language.EN)
    assert "It can be anything from 35% to 66% (whole country: 62%)" in texts[0]
    assert texts[1].startswith("2 of 3 published numbers for the municipality were withheld")
    nothing = replace(HERE, frame=HERE.frame[HERE.frame["year"] == "2013"])
    assert published_texts(shown(nothing), Language.EN)[0] == (
        "None of the cohorts here has a published number for the November of the year after."
    )


def test_each_cell_of_the_table_is_a_number_its_limits_or_why_it_has_none():
    html = published_results(shown(), "en").html
    table = html[html.index("<details>") :]
    assert table.count("<td>2010</td>") == 2  # here, and in the country
    assert "<td>50% (40–60%)</td><td>52% (42–62%)</td><td>61% (50–70%)</td>" in table
    assert "<td>2012</td><td>35–66% *</td><td>–</td><td>–</td>" in table
    assert "<td>2013</td><td>withheld</td><td>under 10 persons</td><td>–</td>" in table
    assert "<td>all cohorts</td><td>55% (41–68%)</td><td>60% (46–73%)</td><td>–</td>" in table


def test_nobody_and_everybody_are_never_told_of_a_cohort():
    told = of_years(("2010", 12, 1.0, 0.8, 1.0, 14), ("2011", 12, 0.0, 0.0, 0.2, 14))
    html = published_results(shown(told), "en").html
    assert "over 95%" in html
    assert "under 5%" in html
    assert "100%" not in html
    assert ">0%" not in html


def test_the_page_s_own_number_stands_beside_it_or_is_said_to_be_absent():
    assert "counted together: 55% (95% confidence interval 41% to 68%)" in own_text(
        shown(), Language.EN
    )
    assert "is not shown here: the group is too small, or" in own_text(shown(own=NONE), Language.EN)


def test_breaks_are_drawn_and_listed_unless_they_are_switched_off(drawn):
    later = of_years(*((str(year), 12, 0.5, 0.4, 0.6, 50) for year in range(2012, 2019)))
    on, off = (published_results(shown(later), "en", breaks).html for breaks in ("yes", "no"))
    assert on.count("<li>") == 2
    assert "Dotted lines are breaks" in on
    assert "<li>" not in off
    assert "Dotted lines" not in off
    dotted = [
        sum(line.get_linestyle() == "--" and line.get_color() == "#8a8a8a" for line in axes.lines)
        for axes in (figure.axes[0] for figure in drawn)
    ]
    assert dotted == [2, 2, 0, 0]
    with pytest.raises(DesignError, match="breaks"):
        published_results(shown(later), "en", "perhaps")


def test_the_caption_tells_of_what_is_drawn_and_of_nothing_else():
    assert "A broad bar without a point" in published_results(shown(), "en").html
    assert "The blue field" in published_results(shown(), "en").html
    known = replace(HERE, frame=HERE.frame[HERE.frame["estimate"].notna()])
    html = published_results(shown(known, own=NONE), "en").html
    assert "A broad bar" not in html
    assert "The blue field" not in html


def test_a_withheld_cohort_is_a_bar_of_all_that_it_can_be(drawn):
    published_results(shown(), "en")
    bars = [
        (path.vertices[:, 1].min(), path.vertices[:, 1].max())
        for lines in drawn[0].axes[0].collections
        for path in lines.get_paths()
        if len(path.vertices) == 2
    ]
    assert (0.35, 0.66) in bars


@pytest.mark.parametrize(
    ("language", "mark"),
    [
        ("nb", "(publisert om virkelige deltakere; resten av siden er oppdiktede data)"),
        ("en", "(published, of real participants; the rest of the page is invented data)"),
    ],
)
def test_beside_invented_data_published_numbers_are_said_to_be_real(language, mark):
    html = published_results(shown(access=Access.INVENTED), language).html
    assert html.count(mark) >= 5
    assert mark not in published_results(shown(), language).html


def test_who_published_is_told_in_the_language_of_the_page():
    known = replace(HERE, source=replace(HERE.source, source=CONVERTED))
    assert say("source_ssb", Language.EN) == CONVERTED
    assert "Published by: Statistics Norway (SSB), table 10824" in unescape(
        published_results(shown(known), "en").html
    )
    norwegian = unescape(published_results(shown(known), "nb").html)
    assert "Publisert av: Statistisk sentralbyrå (SSB), tabell 10824" in norwegian
    assert "Statistics Norway" not in norwegian
    assert "Publisert av: Statistics Norway, a table" in published_results(shown(), "nb").html
