"""Every page says which years' leavers it is about, and which years its official measure shows."""

from dataclasses import replace

import pytest

from analysis.design import StudyDesign
from analysis.display import figures, prose, tables
from analysis.display.leavers import years_text
from analysis.study import open_study
from analysis.terms import Language

from .conftest import NONE, report, rows


def flow_of(first, last, origin="exit"):
    frame = rows((0, 1, 1, 1)).frame.assign(fate="followed", origin=origin)
    return replace(NONE, frame=frame.assign(first_year=first, last_year=last))


LEFT = "The numbers are about those who left the introduction programme in the years 2012 to 2018."


@pytest.mark.parametrize(
    ("origin", "last", "language", "told"),
    [
        ("exit", 2018, "en", LEFT),
        (
            "exit",
            2012,
            "nb",
            "Tallene gjelder dem som gikk ut av introduksjonsprogrammet i 2012.",
        ),
        (
            "programme_start",
            2018,
            "nb",
            "Tallene gjelder dem som begynte i introduksjonsprogrammet i årene 2012 til 2018.",
        ),
        ("settlement", 2012, "en", "The numbers are about those who were settled in 2012."),
    ],
)
def test_the_first_and_the_last_year_are_told_of_the_clock_s_own_start(
    origin, last, language, told
):
    assert years_text(flow_of(2012.0, float(last), origin), Language(language)) == told


@pytest.mark.parametrize("flow", [NONE, flow_of(float("nan"), float("nan"))])
def test_no_years_are_told_where_they_are_not_known(flow):
    assert years_text(flow, Language.EN) == ""


def test_a_title_and_the_people_of_a_page_say_the_years():
    flow, curve = flow_of(2012.0, 2018.0), rows((24, 0.5, 0.4, 0.6))
    one = replace(report(curve, curve), flow=flow)
    assert f"<p class=question>{LEFT}</p>" in prose.title(one, "en").html
    assert f"<p class=question>{LEFT}</p>" in prose.question("time_title", curve, "en", flow).html
    assert LEFT in tables.flow(flow, NONE, "en").html


def test_the_years_are_those_of_everybody_followed(dataset):
    study = open_study(dataset)
    flow = study.estimates(StudyDesign().ask("flow")).frame
    ended = study.registers.tables["participants"].groupby("person")["programme_end"].max()
    followed = study.outcome(StudyDesign()).frame.index
    years = ended.loc[followed].dt.year
    assert set(flow["first_year"]) == {years.min()}
    assert set(flow["last_year"]) == {years.max()}


def test_a_release_names_no_year_with_thirty_persons_or_fewer(dataset, study):
    live = open_study(dataset)
    ended = live.registers.tables["participants"].groupby("person")["programme_end"].max()
    counts = ended.loc[live.outcome(StudyDesign()).frame.index].dt.year.value_counts()
    assert counts.min() <= 30  # else the rule would not be tried
    many = counts[counts > 30].index
    flow = study.estimates(StudyDesign().ask("flow")).frame
    assert set(flow["first_year"]) == {many.min()}
    assert set(flow["last_year"]) == {many.max()}


@pytest.mark.parametrize(
    ("shown", "years"),
    [((12,), "1 year"), ((12, 24, 36), "1 to 3 years"), ((24, 60), "2 to 5 years")],
)
def test_the_title_of_the_official_measure_says_the_years_that_are_shown(measures, shown, years):
    official = rows(*((month, 0.5, 0.4, 0.6) for month in shown), estimand="prevalence")
    html = figures.years(measures[1], report(NONE, NONE, official, NONE, official), "en").html
    assert f"<h2>The official measure, {years} after the programme</h2>" in html


def test_without_the_official_measure_its_title_names_no_years(measures):
    html = figures.years(measures[1], report(NONE, NONE), "en").html
    assert "<h2>The official measure</h2>" in html
