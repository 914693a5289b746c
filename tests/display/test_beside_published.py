"""Published numbers of the country beside one's own: drawn by hand, and the real tables."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis.cli import main
from analysis.design import Estimates, Source, StudyDesign
from analysis.display import exit_years, official, prose
from analysis.release.series import read_published
from analysis.study import answered, beside
from analysis.terms import Access

from ..converters.test_ssb import REAL

INVENTED = Source("invented", Access.INVENTED, "2020-12", "drawn by hand", "nobody")
PUBLIC = Source("counts", Access.PUBLIC, "2020-12", "somebody", "somebody")
NOVEMBER = StudyDesign("november")
MARK = "published, of real participants; the rest of the page is invented data"


def shares(told, source=INVENTED, estimand="prevalence", **columns):
    """Return estimates: one row a tuple of the columns named, and the share."""
    names = [*columns.pop("by"), "estimate"]
    frame = pd.DataFrame(told, columns=names)
    frame = frame.assign(
        measure="november", origin="exit", estimand=estimand, lower=frame["estimate"] - 0.05,
        upper=frame["estimate"] + 0.05, n_at_risk=100.0, n_events=100 * frame["estimate"],
        method="by hand",
    )  # fmt: skip
    return Estimates(frame, None, source)


def cohorts(source, **years):
    """Return official shares by year of exit; a year is given as the shares of Novembers."""
    told = [
        (name[1:], 12 * (1 + at), share)
        for name, of in years.items()
        for at, share in enumerate(of)
        if share is not None
    ]
    return shares(told, source, by=("year", "month"))


OWN = cohorts(INVENTED, y2010=(0.5, 0.55, 0.6), y2011=(0.52, 0.56))


def test_cohorts_stand_november_by_november_beside_what_was_published():
    published = cohorts(
        PUBLIC, y2009=(None, 0.7), y2010=(0.61, 0.63, 0.62, 0.64), y2011=(0.6, 0.66)
    )
    html = exit_years.by_year(OWN, published, "en").html
    assert (
        "Those who left in 2010, in the November of year 1, 2, 3, 4 after: published 61%, 63%,"
        " 62%, 64%; these registers 50%, 55%, 60%, –." in html
    )
    line = "<td>{}</td>" * 5
    assert line.format("published, whole country", "–", "70%", "–", "–") in html
    assert line.format("these registers", "–", "–", "–", "–") in html  # of 2009 there are none
    assert line.format("these registers", "50%", "55%", "60%", "–") in html
    assert MARK in html


def test_cohorts_that_were_never_followed_from_the_first_november_are_no_sentence():
    html = exit_years.by_year(OWN, cohorts(PUBLIC, y2009=(None, 0.7, 0.6)), "en").html
    assert "Those who left in" not in html
    assert "<td>published, whole country</td><td>70%</td>" in html
    assert "Cohorts November by November" not in exit_years.by_year(OWN, cohorts(PUBLIC), "en").html


def test_a_page_with_published_numbers_does_not_call_them_invented():
    title = prose.question("moment_title", OWN, "en", None, cohorts(PUBLIC, y2010=(0.6,))).html
    assert "real municipalities, except the published results, which are marked." in title
    assert "except the published" not in prose.question("moment_title", OWN, "en").html
    html = exit_years.by_year(OWN, cohorts(PUBLIC, y2010=(0.6,)), "en").html
    assert f"({MARK})</figcaption>" in html


def at_exit(source, by, *told):
    """Return shares at exit: group columns, share without and share with grunnskole."""
    rows = [
        (*groups, 0, name, share)
        for *groups, strict, wide in told
        for name, share in (("work_or_education", strict), ("grunnskole_too", wide))
    ]
    return shares(rows, source, "at_exit", by=(*by, "month", "status"))


HERE = at_exit(INVENTED, ("sex",), (None, 0.45, 0.55), ("female", 0.4, 0.52), ("male", 0.5, 0.58))
FIRST = shares([(12, 0.62)], by=("month",))


def test_success_at_exit_stands_beside_what_was_published_of_the_last_year():
    published = at_exit(
        PUBLIC, ("year", "sex"), ("2013", None, 0.1, 0.2), ("2014", None, 0.4361, 0.5432),
        ("2014", "female", 0.3397, 0.4671), ("2014", "male", 0.522, 0.611),
    )  # fmt: skip
    html = official.at_exit(HERE, FIRST, published, "en").html
    assert (
        "of those who left in 2014: 43.6% went straight to work or education, and 54.3% with"
        " grunnskole counted. Of the women it is 34.0% and 46.7%, of the men 52.2% and 61.1%."
        in html
    )
    assert "45% went straight to work or education; with grunnskole counted it is 55%" in html
    assert "<td>Women</td><td>40%</td><td>52%</td>" in html
    assert "<td>Everybody</td><td>43.6%</td><td>54.3%</td>" in html
    assert MARK in html
    of_all = at_exit(PUBLIC, ("year",), ("2014", 0.4361, 0.5432))
    html = official.at_exit(HERE, FIRST, of_all, "nb").html
    assert "54,3\N{NO-BREAK SPACE}% når grunnskole regnes med." in html
    assert "Av kvinnene" not in html


def test_success_at_exit_is_of_the_last_year_that_both_have():
    published = at_exit(PUBLIC, ("year",), ("2013", 0.41, 0.51), ("2014", 0.42, 0.52))
    own = at_exit(
        INVENTED, ("year", "sex"), (None, None, 0.45, 0.55), ("2012", None, 0.31, 0.32),
        ("2013", None, 0.33, 0.34), ("2013", "male", 0.35, 0.36), ("2014", "male", 0.37, 0.38),
    )  # fmt: skip
    html = official.at_exit(own, FIRST, published, "en").html
    assert "of those who left in 2013: 41.0% went straight to work or education" in html
    assert "45% went straight to work or education; with grunnskole counted it is 55%" in html
    assert "published, whole country, 2013" in html
    here = html.partition("these registers, 2013")[2]
    assert "<td>Everybody</td><td>33%</td><td>34%</td>" in here
    assert "<td>Men</td><td>35%</td><td>36%</td>" in here
    assert "37%" not in html
    of_all = own.frame[own.frame["year"].isna() | (own.frame["year"] == "2012")]
    apart = official.at_exit(replace(own, frame=of_all), FIRST, published, "nb").html
    assert "publisert, hele landet, 2014" in apart
    assert "disse registrene, alle årskull" in apart
    assert "31\N{NO-BREAK SPACE}%" not in apart


@pytest.mark.skipif(not REAL.is_dir(), reason="the published tables are not there")
def test_the_published_tables_tell_what_they_print(tmp_path, study):
    assert main(["convert", "ssb", str(REAL), str(tmp_path / "series")]) == 0
    series = str(tmp_path / "series")
    by_year = NOVEMBER.ask("prevalence", ("year",))
    html = exit_years.by_year(answered(study, by_year), beside(study, series, by_year), "nb").html
    assert "De som avsluttet i 2010, i november 1, 2, 3, 4 år etter: publisert" in html
    assert "publisert 61 %, 63 %, 62 %, 62 %; disse" in html.replace("\N{NO-BREAK SPACE}", " ")
    asked = (NOVEMBER.ask("at_exit", (*by, "year")) for by in ((), ("sex",)))
    published = beside(study, series, *asked)
    assert read_published(tmp_path / "series").source == published.source
    html = official.at_exit(answered(study, NOVEMBER.ask("at_exit")), FIRST, published, "en").html
    assert "43.6% went straight to work or education, and 54.3% with grunnskole" in html
    assert "Of the women it is 34.0% and 46.7%" in html
