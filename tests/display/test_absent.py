"""A page says which measure it lacks and which columns that needs, as `check` says it."""

import re
from dataclasses import replace

import pytest

from analysis.design import StudyDesign
from analysis.display import figures, prose, quality
from analysis.display.quality_lines import lines
from analysis.estimates.live import LiveStudy
from analysis.registers.read import read_registers
from analysis.study import municipal
from analysis.terms import Estimand, Language

from ..registers.folders import write_folder
from .conftest import NONE, report, rows

CURVE = rows((0, 0.0, 0.0, 0.0), (12, 0.3, 0.2, 0.4))
PEOPLE = "person_id,municipality,programme_start,programme_end\na,0301,2014-01-01,2015-06-10\n"
JOBS = "person_id,start,end{more}\na,2015-08-01,2016-12-31{values}\n"
LACKS = {
    "nb": "Den offisielle målingen er ikke med: dataene mangler timer i uka (jobs.hours_per_week)"
    " og utdanningsnivå (education.level).",
    "en": "The official measure is not here: the data lack hours a week (jobs.hours_per_week) and"
    " level of education (education.level).",
}


def uses(*told):
    """Rows of uses from (what, column, whether it is there, method)."""
    each = rows(*[(0, 1.0, 1.0, 1.0)] * len(told), estimand="uses")
    what, column, there, method = zip(*told, strict=True)
    frame = each.frame.assign(
        what=what, column=column, n_events=list(map(int, there)), n_at_risk=1, method=method
    )
    return replace(each, frame=frame)


@pytest.fixture
def live(tmp_path):
    """Return a function: the report of the one municipality of small registers."""

    def made(more="", values=""):
        tables = {"participants": PEOPLE, "jobs": JOBS.format(more=more, values=values)}
        study = LiveStudy(read_registers(write_folder(tmp_path, tables)))
        return study, municipal(study, StudyDesign(), "0301")

    return made


@pytest.mark.parametrize("language", list(Language))
def test_the_official_measure_that_is_absent_says_what_it_lacks(live, language):
    _, of_place = live()
    text = LACKS[language]
    assert prose.answer_texts(of_place, language)[1] == text
    for piece in (prose.answer(of_place, language), figures.years(None, of_place, language)):
        assert text in piece.html
    assert "jobs.hours_per_week" not in quality.municipality(of_place, language).html


def test_only_the_column_that_is_absent_is_named(live):
    _, of_place = live(",hours_per_week", ",20")
    assert prose.answer_texts(of_place, Language.EN)[1] == (
        "The official measure is not here: the data lack level of education (education.level)."
    )


def test_the_page_names_the_columns_that_check_names(live):
    study, of_place = live()
    _, body = lines(Estimand.USES, study.estimates(StudyDesign().ask("uses")), Language.EN)
    of_check = dict(zip(*[[line[place] for line in body] for place in (0, 2)], strict=True))
    html = prose.answer(of_place, "en").html + quality.municipality(of_place, "en").html
    for what in ("measure november", "measure november_grunnskole", "notebook 05_municipality"):
        for column in of_check[what].split(", "):
            assert f"({column})" in html


def test_what_the_page_does_without_is_named_once_and_apart(live):
    _, of_place = live()
    html = quality.municipality(of_place, "en").html
    (text,) = re.findall("<p>(The page does without.*?)</p>", html)
    assert text == (
        "The page does without what the data do not have: reason for the exit"
        " (participants.exit_reason), date on which the exit was registered"
        " (participants.registered), residence (residence.start), deaths and departures"
        " (departures.date), names of its own for the areas (areas.name) and employee or"
        " self-employed (jobs.kind). (invented data)"
    )


def test_a_second_measure_that_lacks_more_than_the_first_is_named_beside_it():
    lacks = uses(
        ("measure november", "jobs.hours_per_week", False, "needed"),
        ("measure november_grunnskole", "jobs.hours_per_week", False, "needed"),
        ("measure november_grunnskole", "education.level", False, "needed"),
    )
    html = quality.municipality(report(CURVE, CURVE, uses=lacks), "en").html
    assert (
        "The official measure with grunnskole counted is not here: the data lack hours a week"
        " (jobs.hours_per_week) and level of education (education.level)."
    ) in html


def test_a_measure_that_lacks_nothing_is_not_said_to_lack_anything():
    there = uses(
        ("measure november", "jobs.hours_per_week", True, "needed"),
        ("measure november", "jobs.kind", False, "does without"),
    )
    for release_id, text in (
        ("0a", "it is not part of this release, or too few could be followed for so long."),
        (None, "nobody could be followed for so long."),
    ):
        here = replace(CURVE, release_id=release_id)
        one = report(here, here, uses=there)
        told = prose.answer_texts(one, Language.EN)[1]
        assert told == f"The official measure is not here: {text}"


def test_a_date_of_exit_that_is_absent_stops_the_official_measure():
    there = uses(
        ("measure november", "jobs.hours_per_week", True, "needed"),
        ("origin exit", "participants.programme_end", False, "needed"),
    )
    told = prose.answer_texts(report(CURVE, CURVE, uses=there), Language.NB)[1]
    assert told == (
        "Den offisielle målingen er ikke med: dataene mangler sluttdato for programmet"
        " (participants.programme_end)."
    )


def test_the_page_on_everybody_says_what_it_does_without():
    lacks = uses(("notebook 02_time_to_stable_employment", "residence.start", False, "optional"))
    html = quality.short(NONE, NONE, lacks, "nb").html
    assert "Siden klarer seg uten dette, som dataene ikke har: bosted (residence.start)." in html
