"""Sliders: what they show is what the study answers, and they follow."""

import pytest

from analysis.design import StudyDesign
from analysis.display import explorer
from analysis.errors import DesignError
from analysis.estimates.explored import explored
from analysis.study import open_study

from ..release.invented import shared_dataset, shared_release

DESIGN = explorer.design_of(10, 3, "exit")


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return open_study(shared_dataset(tmp_path_factory.getbasetemp()))


@pytest.mark.parametrize("by", [(), ("sex",), ("municipality",)])
def test_counts_are_those_that_the_study_answers(study, by):
    found = explored(study, DESIGN, 24).frame
    told = found
    for name in ("sex", "municipality"):
        told = told[(told[name] != "") == (name in by)]
    asked = study.estimates(DESIGN.ask("prevalence", by)).frame
    asked = asked[asked["month"] == 24] if by else asked[asked["month"] <= 120]
    keys = [*by, "month"]
    counts = ["n_events", "n_at_risk", "estimate"]
    assert told.set_index(keys)[counts].to_dict() == asked.set_index(keys)[counts].to_dict()


def test_a_view_tells_share_gap_and_ends_of_the_order_and_that_it_is_of_persons(study):
    html = explorer.view(study, DESIGN, 24, "en").html
    row = study.estimates(DESIGN.ask("prevalence")).frame.set_index("month").loc[24]
    assert f"24 months after the programme ended: {100 * row['estimate']:.0f}% (" in html
    assert "by the rule &#39;work of at least 10 h a week, 3 months in a row&#39;" in html
    assert "Women less men:" in html
    assert "Confidential, not for publication" in html
    assert "invented data" in html


def test_what_is_shown_follows_the_sliders(study):
    box = explorer.explorer(study, "nb")
    hours, run, origin, point, shown = box.children[1:]
    before = shown.value
    hours.value = 30
    assert "minst 30 t i uka" in shown.value != before
    point.value = 60
    assert "60 måneder etter programmets slutt" in shown.value
    origin.value = "programme_start"
    assert "etter programmets start" in shown.value
    run.value = 12
    assert "12 md. på rad" in shown.value


def test_a_release_says_that_sliders_need_persons(tmp_path_factory):
    released = open_study(shared_release(tmp_path_factory.getbasetemp()))
    assert "on a dataset only" in explorer.explorer(released, "en").html


def test_a_yearly_reading_or_a_point_beyond_the_slider_is_refused(study):
    with pytest.raises(DesignError, match="read_in=any"):
        explored(study, StudyDesign("november"), 12)
    with pytest.raises(DesignError, match="from 1 to 120"):
        explored(study, DESIGN, 121)
