"""The figure of twenty invented persons: what it shows, what it says, and where it is absent."""

import re
from dataclasses import replace

import pytest

from analysis.display import histories
from analysis.questions import histories_of
from analysis.study import open_study
from analysis.terms import Access, Language
from analysis.timeline.histories import PERSONS, nobody

from ..release.invented import write_dataset


@pytest.fixture(scope="module")
def live(dataset):
    return open_study(dataset)


@pytest.fixture(scope="module")
def twenty(live):
    return histories_of(live)


@pytest.fixture(scope="module")
def pages(twenty):
    return {one.value: histories.timelines(twenty, one.value).html for one in Language}


def test_it_has_a_row_for_each_of_twenty_persons_in_two_groups(twenty, drawn):
    histories.timelines(twenty, "en")
    for figure, short in zip(drawn, (False, True), strict=True):
        (axes,) = figure.axes
        names = [label.get_text() for label in axes.get_yticklabels()]
        assert [int(name.split()[0]) for name in names] == list(range(1, PERSONS + 1))
        assert all(("man" in name) != short for name in names)

        named = [text.get_text() for text in axes.texts]
        assert named == ["Never at school in Norway in this time", "At school in Norway"]
        assert figure.get_supxlabel().startswith("invented data")


@pytest.mark.parametrize(("language", "word"), [("en", "invented data"), ("nb", "oppdiktede data")])
def test_it_says_everywhere_that_data_are_invented(pages, language, word):
    html = pages[language]
    alternative = html.partition('alt="')[2].partition('"')[0]
    assert alternative.endswith(f"({word})")
    assert f"({word})</figcaption>" in html
    assert f"({word})</summary>" in html


def test_the_key_names_what_is_in_the_picture_and_nothing_else(twenty, drawn):
    frame = twenty.frame
    no_school = replace(twenty, frame=frame[frame["layer"] != "school"].reset_index(drop=True))
    histories.timelines(no_school, "en")
    for figure in drawn:
        key = [text.get_text() for text in figure.legends[0].get_texts()]
        assert {"programme", "permanent job"} <= set(key)
        assert not {"grunnskole", "upper secondary", "higher education"} & set(key)


def test_the_months_under_the_figure_are_those_of_the_spells(twenty, pages):
    frame = twenty.frame
    programme = frame[(frame["person"] == 1) & (frame["layer"] == "programme")].iloc[0]
    html = pages["en"]
    row = re.findall(r"<td[^>]*>([^<]*)</td>", html.partition("<tbody>")[2].partition("</tr>")[0])
    assert row[0] == "1"
    assert int(row[4]) == pytest.approx(programme["end"] - programme["start"], abs=1)


@pytest.mark.parametrize(
    ("release_id", "access", "text"),
    [
        ("0a", Access.INVENTED, "a release has no persons, only counts"),
        (None, Access.PUBLIC, "the persons in these registers exist"),
        (None, Access.CONFIDENTIAL, "the persons in these registers exist"),
        (None, Access.INVENTED, "no date of settlement lies in the months"),
    ],
)
def test_where_it_is_absent_it_says_why(twenty, release_id, access, text):
    absent = nobody(release_id, replace(twenty.source, access=access))
    html = histories.timelines(absent, "en").html
    assert text in html
    assert "<img" not in html
    assert ("(invented data)" in html) == (access is Access.INVENTED)


def test_a_release_has_nobody(study):
    assert histories_of(study).frame.empty
    assert histories_of(study).release_id == study.release_id


def test_of_confidential_persons_a_study_shows_nobody(tmp_path):
    study = open_study(write_dataset(tmp_path / "data", access="confidential", seed=None))
    assert histories_of(study).frame.empty


def test_each_lane_lies_in_its_row():
    for layer in histories.LANES:
        below, high = histories._lane(layer, float("nan"))
        assert 0 <= below < below + high <= 1


def test_both_languages_say_the_same_numbers(pages):
    said = [page.partition('alt="')[2].partition('"')[0] for page in pages.values()]
    numbers = [re.findall(r"\d+", text) for text in said]
    assert numbers[0] == numbers[1]
