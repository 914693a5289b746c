"""Figures: only from estimates, marked in their own files, the same bytes twice."""

import base64
import io
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from analysis.design import StudyDesign
from analysis.display import figures
from analysis.display.fragment import digest
from analysis.display.pictures import empty_axes, write_mark
from analysis.display.rows import standings
from analysis.display.style import EVERYBODY, NARROW, WIDE
from analysis.estimates.live import open_live
from analysis.study import municipal
from analysis.terms import Access, Language

from ..release.invented import BAND, LARGE
from .conftest import report, rows, with_counts

pytestmark = pytest.mark.usefixtures("rendered")
CONFIDENTIAL = "Confidential, not for publication: computed from persons."
CURVE = rows((0, 0.0, 0.0, 0.0), (12, 0.3, 0.2, 0.4), (24, 0.5, 0.4, 0.6))


COUNTED = with_counts(CURVE, n_at_risk=[100, 60, 20], n_events=[0, 30, 45])


@pytest.fixture(scope="module")
def large(study):
    return municipal(study, StudyDesign(), LARGE)


@pytest.fixture(scope="module")
def live(dataset):
    return open_live(dataset)


def pictures(html):
    coded = re.findall(r'(?:src|srcset)="data:image/png;base64,([^"]*)"', html)
    return [Image.open(io.BytesIO(base64.b64decode(one))) for one in coded]


def texts(figure):
    from matplotlib.text import Text

    return [text.get_text() for text in figure.findobj(Text)]


def test_a_picture_carries_its_title_and_the_digest_of_its_rows(measures, large):
    html = figures.municipality(measures[0], large, "nb").html
    alt = re.search(r'alt="([^"]*)"', html)[1]
    narrow, wide = pictures(html)
    assert alt.startswith(
        "Kurve, Guovdageaidnu - Kautokeino: andelen som har vært i stabilt arbeid"
    )
    for picture in (narrow, wide):
        assert picture.info["Title"] == alt
        assert picture.info["Description"] == f"{digest(large.everybody)} {digest(large.here)}"
        assert "Software" not in picture.info
        assert sorted(picture.info) == ["Description", "Title", "dpi"]


def test_a_picture_comes_in_two_widths(measures, large):
    narrow, wide = pictures(figures.municipality(measures[0], large, "nb").html)
    assert (narrow.width, wide.width) == (672, 1216)  # 4.2 and 7.6 inches of 160 points


def test_the_figure_of_a_small_municipality_shows_everybody(measures, study):
    small = municipal(study, StudyDesign(), BAND)
    html = figures.municipality(measures[0], small, "nb").html
    assert all(one.info["Description"] == digest(small.everybody) for one in pictures(html))
    assert 'alt="Kurve, alle i datasettet: ' in html


def test_the_same_estimates_give_the_same_bytes(measures, large):
    for draw, measure in ((figures.municipality, measures[0]), (figures.years, measures[1])):
        assert draw(measure, large, "en").html == draw(measure, large, "en").html


def test_other_rows_give_another_picture_and_another_digest(measures):
    other = rows((0, 0.0, 0.0, 0.0), (12, 0.3, 0.2, 0.4), (24, 0.51, 0.4, 0.6))
    one, two = (figures.curve(measures[0], made, "en").html for made in (CURVE, other))
    assert pictures(one)[0].tobytes() != pictures(two)[0].tobytes()
    assert pictures(one)[0].info["Description"] != pictures(two)[0].info["Description"]


@pytest.mark.parametrize("wrong", [CURVE.frame, pd.DataFrame(), [0.1, 0.2], None, "curve"])
def test_a_curve_takes_nothing_but_estimates(measures, wrong):
    with pytest.raises((AttributeError, TypeError)):
        figures.curve(measures[0], wrong, "en")


def test_an_alternative_text_says_what_the_curve_shows(measures):
    html = figures.curve(measures[0], CURVE, "en").html
    assert re.search(r'alt="([^"]*)"', html)[1] == (
        "Curve, everybody in the dataset: the share that has been in stable work at least once"
        " rises to 50% after 24 months (95% confidence interval 40% to 60%)."
    )


def test_a_caption_says_the_definition_the_interval_and_the_grid(measures):
    html = figures.curve(measures[0], CURVE, "en").html
    assert re.search(r"<figcaption>(.*?)</figcaption>", html)[1] == (
        "Definition: paid work or self-employment, for 3 months in a row, counted as reached in the"
        " first of these months. The curve shows how many have been there at least once; some may"
        " have lost stable work again. The area around the curve is the 95% confidence interval,"
        " as if participants were independent of each other. Shown for months 0, 12, 24."
    )


def test_the_numbers_of_a_figure_stand_in_a_table_below_it(measures):
    html = figures.curve(measures[0], COUNTED, "en").html
    cells = [re.findall("<td>(.*?)</td>", row) for row in re.findall("<tr>(.*?)</tr>", html)]
    assert cells[1:] == [
        ["12", "30%", "20–40%", "30", "60", "10"],
        ["24", "50%", "40–60%", "45", "20", "35"],
    ]
    assert "<p>The three counts of a row add up to 100, all who are followed from month 1." in html


def test_live_numbers_stand_as_released_ones_after_the_month(measures, drawn):
    # 10 at risk; month 1: two reach it; month 2: one reaches it, one leaves; then six are censored.
    live = with_counts(
        rows(*((month, 0.2, 0.1, 0.3) for month in range(4)), release_id=None),
        n_at_risk=[10, 10, 8, 6],
        n_events=[0, 2, 1, 0],
    )
    after = [(one.reached, one.left, one.lost) for one in standings(live)]
    assert after == [(0, 10, 0), (2, 8, 0), (3, 6, 1), (3, 0, 7)]
    assert all(sum(counts) == 10 for counts in after)


def test_the_numbers_below_a_picture_are_those_of_its_table(measures, drawn):
    figures.curve(measures[0], COUNTED, "en")
    for figure in drawn:
        counts = (one for one in figure.axes[0].texts if one.get_color() == EVERYBODY)
        below = [text.get_text() for text in counts]
        assert below in (["100", "60", "20"], ["100", "20"])


def test_numbers_do_not_add_up_where_persons_come_in_along_the_way_and_the_page_says_so(measures):
    frame = COUNTED.frame.assign(origin="settlement")
    html = figures.curve(measures[0], replace(COUNTED, frame=frame), "en").html
    cells = [re.findall("<td>(.*?)</td>", row) for row in re.findall("<tr>(.*?)</tr>", html)]
    assert cells[1] == ["12", "30%", "20–40%", "30", "60"]
    assert "so the counts of a row do not add up to all.</p>" in html


def test_the_picture_marks_interval_numbers_at_risk_and_the_official_november(measures, drawn):
    figures.curve(measures[0], CURVE, "en")
    assert len(drawn) == 2
    for figure in drawn:
        said = texts(figure)
        assert "the official November day\n“one year after”" in said
        assert any(text.startswith("Have not yet been in stable work") for text in said)
        assert said.count("100") >= 2
        assert not any("confidential" in text.lower() for text in said)
        assert figure.axes[0].collections  # the shaded interval


def test_a_picture_of_invented_data_says_so_on_itself(measures, large, drawn):
    figures.municipality(measures[0], large, "nb")
    figures.years(measures[1], large, "en")
    assert [sum("oppdiktede data" in text for text in texts(one)) for one in drawn[:2]] == [1, 1]
    assert [sum("invented data" in text for text in texts(one)) for one in drawn[2:]] == [1, 1]


def test_a_figure_of_persons_says_confidential_on_the_picture_and_beside_it(measures, live, drawn):
    html = figures.curve(
        measures[0], live.estimates(StudyDesign().ask("cumulative_incidence")), "en"
    )
    assert f'<p class="room">{CONFIDENTIAL}</p>' in html.html
    assert 'data-release=""' in html.html
    assert len(drawn) == 2
    assert all(any(CONFIDENTIAL in text for text in texts(figure)) for figure in drawn)


def test_official_years_of_persons_say_confidential_as_well(measures, live, drawn):
    html = figures.years(measures[1], municipal(live, StudyDesign(), LARGE), "en").html
    assert f'<p class="room">{CONFIDENTIAL}</p>' in html
    assert all(any(CONFIDENTIAL in text for text in texts(figure)) for figure in drawn)


def test_a_picture_has_the_colours_that_were_drawn_on_a_white_ground(measures, drawn):
    html = figures.curve(measures[0], CURVE, "en").html
    for figure, picture in zip(drawn, reversed(pictures(html)), strict=True):
        asked = np.asarray(figure.canvas.buffer_rgba())[..., :3].astype(int)
        shown = np.asarray(picture.convert("RGB")).astype(int)
        assert (shown[0, 0] == 255).all()
        assert np.abs(shown - asked).max() < 24
        assert np.abs(shown - asked).mean() < 0.5


def test_persons_too_few_for_a_curve_are_not_drawn(measures):
    html = figures.curve(measures[0], rows((24, None, 0.33, 0.67)), "en").html
    assert "<p>The group is too small to be shown in a figure.</p>" in html
    assert "<img" not in html


@pytest.mark.parametrize(
    ("everybody", "text"),
    [
        (
            rows(),
            "The official measure is not here: it is not part of this release, or too few could be"
            " followed for so long.",
        ),
        (
            rows((24, None, 0.33, 0.67)),
            "For the official measure the group is too small for any number.",
        ),
    ],
)
def test_an_official_share_that_may_not_be_told_is_told_in_words(measures, everybody, text):
    one = report(CURVE, CURVE, official_everybody=everybody)
    html = figures.years(measures[1], one, "en").html
    assert f"<p>{text}</p>" in html
    assert "<img" not in html


def test_a_curve_that_cannot_say_more_than_its_place_still_has_an_alternative_text(measures):
    later = rows((24, 0.5, 0.4, 0.6), estimand="prevalence")
    one = report(CURVE, CURVE, official_everybody=later)
    html = figures.years(measures[1], one, "en").html
    assert 'alt="everybody in the dataset"' in html


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("width", [WIDE, NARROW], ids=lambda width: width.name)
def test_both_marks_stand_whole_within_the_picture(language, width):
    both = rows((12, 0.3, 0.2, 0.4), release_id=None, access=Access.INVENTED)
    figure, _ = empty_axes(width, with_counts=False)
    write_mark(figure, both, language, width)
    figure.canvas.draw()
    drawn = figure._supxlabel.get_window_extent()
    assert drawn.x0 >= 0
    assert drawn.x1 <= figure.bbox.width
