"""What a measure calls reached, on a page: by its fields, in both languages."""

import re
from dataclasses import replace

import pytest

from analysis.design import StudyDesign
from analysis.display import figures, prose, tables
from analysis.display.goals import goal, kind
from analysis.display.groups import by_group
from analysis.display.sequels import loss, never_texts
from analysis.reference.measures import parse_measure, presets
from analysis.terms import Language

from .conftest import NONE, report, rows

TOLD = ((0, 0, 0, 0), (12, 0.3, 0.2, 0.4), (24, 0.5, 0.4, 0.6))


def of(name, **options):
    """Rows of a measure, as a study answers them."""
    drawn = rows(*TOLD, **options)
    frame = drawn.frame.assign(measure=name)
    return replace(drawn, frame=frame, measure=parse_measure(name))


@pytest.mark.parametrize(
    ("measure", "been", "nb"),
    [
        ("any_job", "been in stable work", "vært i stabilt arbeid"),
        ("any_job,run_months=1", "been in work", "vært i arbeid"),
        ("november", "been in work or education", "vært i arbeid eller utdanning"),
        ("danish_grant", "been in stable work or education", "vært i stabilt arbeid eller"),
        ("any_job,counts=grunnskole", "been in education", "vært i utdanning"),
        ("earnings_2g", "had income above the limit", "hatt inntekt over grensen"),
        (
            "upper_secondary_completed",
            "completed upper secondary education",
            "fullført videregående opplæring",
        ),
        ("membership", "joined an association", "blitt medlem av en forening"),
        ("any_job,participation=election", "been in work after having taken part", "vært i arbeid"),
        ("any_job,completed=higher", "been in work after completed", "vært i arbeid etter"),
    ],
)
def test_what_is_said_is_what_the_fields_say(measure, been, nb):
    assert goal(of(measure), Language.EN)["been"].startswith(been)
    assert goal(of(measure), Language.NB)["been"].startswith(nb)
    text = prose.incidence_sentence(report(of(measure), of(measure)), Language.EN)
    assert f"of the participants in Herøy had {been}" in text


def test_a_name_decides_nothing():
    own = replace(parse_measure("upper_secondary_completed"), name="any_job")
    assert "completed" in goal(replace(of("any_job"), measure=own), Language.EN)["goal"]
    assert {kind(measure) for measure in presets().values() if measure.counts} == {
        "stable_work",
        "work_or_education",
        "stable_work_or_education",
        "income",
    }


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", ["upper_secondary_completed", "november"])
def test_no_text_of_another_measure_says_stable_work(name, language, drawn):
    measure, here = parse_measure(name), of(name)
    groups = replace(here, frame=here.frame.assign(sex="female"))
    pages = [
        prose.answer(report(here, here), language).html,
        prose.over_time(here, language).html,
        prose.question("time_title", here, language).html,
        prose.caveats(measure, here, language).html,
        figures.curve(measure, here, language).html,
        by_group(groups, NONE, here, "sex", language).html,
        loss(measure, of(name, estimand="loss"), language).html,
        *never_texts(here, NONE, language),
    ]
    for page in pages:
        assert not re.search("stabilt arbeid|stable work", page)
    for picture in drawn:
        words = [picture.get_supylabel(), *(a.get_ylabel() for a in picture.axes)]
        words += [a.get_title(loc="left") for a in picture.axes]
        words += [text.get_text() for a in picture.axes for text in a.texts]
        assert not re.search("stabilt|stable", " ".join(words).replace("\n", " "))


def test_of_what_nobody_loses_again_it_is_not_said_that_it_may_be_lost():
    measure, here = parse_measure("upper_secondary_completed"), of("upper_secondary_completed")
    page = figures.curve(measure, here, "en").html + prose.caveats(measure, here, "en").html
    assert not re.search("at least once|lost|kept|more hours", page)


@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_sentence_that_is_not_said_of_the_design_leaves_no_blank(language):
    here = of("any_job")
    blind = replace(here, source=replace(here.source, blind_to=("departures",)))
    whole = prose.design(here.measure, StudyDesign(), here, language).html
    less = prose.design(here.measure, StudyDesign(origin="settlement"), blind, language).html
    assert len(less) < len(whole)
    assert "  " not in whole + less


@pytest.mark.parametrize(
    ("release_id", "told"),
    [
        (
            "0a",
            "December 2023. Release 0a. Parameters of the program: measure = any_job, origin",
        ),
        (None, "Computed straight from the persons in the registers, and not released for pub"),
    ],
)
def test_where_the_numbers_come_from_is_a_release_or_persons(release_id, told):
    here = replace(of("any_job"), release_id=release_id)
    html = prose.provenance(here.measure, StudyDesign(), here, "en").html
    assert told in html
    assert "Release none" not in html
    more = prose.provenance(here.measure, StudyDesign(), here, "nb", least=20, municipality="")
    assert "parametre: measure = any_job, origin = exit, least = 20. Programvare" in more.html


def test_a_page_on_a_level_of_education_speaks_of_no_work_that_is_reached():
    here = of("upper_secondary_completed")
    measure = here.measure
    flow = replace(here, frame=here.frame.assign(fate="in_progress_at_entry"))
    html = prose.design(measure, StudyDesign(measure.name), here, "en").html
    html += tables.flow(flow, NONE, "en").html
    assert "are not counted as if completed upper secondary education could have come later" in html
    assert "was on the way to completed upper secondary education at entry" in html
    assert "How many already had completed upper secondary education" in html
    assert "work could" not in html
    assert "such work" not in html
