"""Where a municipality could stand: quarters in words and in a table."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from analysis.design import StudyDesign
from analysis.display.ranks_here import places_among_all, ranks_table, ranks_texts
from analysis.study import municipal
from analysis.terms import Language

from ..release.invented import LARGE, NOTHING
from .conftest import NONE, report, rows


def ranges(n, release_id="0a", **told):
    """Ranges of ranks among n municipalities, from what moves them -> (best, worst)."""
    parts = [
        rows((0, None, best, worst), release_id=release_id, estimand="rank_range").frame.assign(
            over=over, n_events=n
        )
        for over, (best, worst) in told.items()
    ]
    return replace(NONE, frame=pd.concat(parts, ignore_index=True), release_id=release_id)


def shown(**told):
    return report(NONE, NONE, ranks_here=ranges(12, **told))


def test_places_are_told_as_quarters():
    of = shown(chance=(1, 3), definition=(4, 9), both=(1, 12))
    assert ranks_texts(of, Language.EN) == [
        "Order 12 municipalities by their share and divide them into four equal quarters, quarter 1"
        " with the highest shares. Herøy can then be in quarter 1 when only chance is at work, in"
        " quarters 2 to 3 when only the way to measure is, and in any of the four quarters when"
        " both are."
    ]
    assert ranks_texts(of, Language.NB) == [
        "Ordn 12 kommuner etter andelen og del dem i fire like store deler, der del 1 har de"
        " høyeste andelene. Herøy kan da være i del 1 når bare tilfeldigheter får virke, i del 2"
        " til 3 når bare måten å måle på får virke, og i alle fire deler når begge får det."
    ]


@pytest.mark.parametrize(
    ("span", "marks"),
    [((1, 1), "●–––"), ((3, 4), "●●––"), ((5, 8), "–●●–"), ((10, 10), "–––●"), ((2, 11), "●●●●")],
)
def test_a_rank_of_persons_is_put_into_its_quarter(span, marks):
    of = shown(chance=span, definition=(1, 12), both=(1, 12))
    first = re.findall(r"<tr>(.*?)</tr>", str(ranks_table(of, Language.EN)))[1]
    assert "".join(re.findall("[●–]", first)) == marks


def test_who_is_not_ranked_has_a_sentence_and_no_table():
    of = report(NONE, NONE)
    html = places_among_all(of, "en").html
    assert "Herøy is not placed among municipalities" in html
    assert "<table" not in html
    assert "A place is no mark" not in html


DIFFER = {
    Language.NB: (
        "De skiller seg bare i om grunnskole teller, om selvstendige teller, hvor mange timer i uka"
        " som kreves, hvor mange måneder på rad som kreves, når det måles og hvem andelen regnes"
        " av."
    ),
    Language.EN: (
        "They differ only in whether grunnskole counts, whether self-employment counts, how many"
        " hours a week are required, how many months in a row are required, when it is measured and"
        " whom the share is a share of."
    ),
}


@pytest.mark.parametrize("language", list(Language))
def test_the_page_of_a_release_tells_what_choices_do_and_where_the_place_stands(study, language):
    here = places_among_all(municipal(study, StudyDesign(), LARGE), language).html
    assert here.count("<table") == 1
    assert "160" in here  # ways near the official one
    assert DIFFER[language] in here
    few = places_among_all(municipal(study, StudyDesign(), NOTHING), language).html
    assert "160" in few
    assert "<table" not in few
