"""Pages with one thing planted in them that is another's; the check must find each."""

import base64
import io
import re
from dataclasses import replace

import pytest
from PIL import Image, PngImagePlugin

from analysis.design import StudyDesign
from analysis.display import prose, school
from analysis.errors import DisclosureError
from analysis.estimates.live import open_live
from analysis.publish.check import check_page
from analysis.publish.notebook import NotebookFailed
from analysis.study import municipal
from analysis.terms import Language

from ..release.invented import BAND, LARGE, NOTHING
from .conftest import STAMP

OTHER = "4601"  # Bergen, large enough for a curve of its own
TITLE, ANSWER, DESIGN, FLOW, QUALITY, CURVE, YEARS = range(7)
PUBLISHED, POINTS, RULES, RANKS, SCHOOL, SOCIETY, MEANING = range(7, 14)
PICTURE = re.compile(r'<img src="[^"]*"')
NARROW = re.compile(r'srcset="[^"]*"')
ALT = re.compile(r' alt="[^"]*"')
PLACE = "Guovdageaidnu - Kautokeino (5612)"


@pytest.fixture(scope="module")
def here(report_of):
    return report_of(LARGE)


@pytest.fixture(scope="module")
def pieces(here):
    return here.pieces()


@pytest.fixture(scope="module")
def others(report_of):
    return report_of(OTHER).pieces()


@pytest.fixture(scope="module")
def check(here):
    def run(pieces_or_html, stamp=STAMP, language="nb"):
        html = pieces_or_html if isinstance(pieces_or_html, str) else here.page(pieces_or_html)
        check_page(html, here.municipal, stamp, Language(language))

    return run


def put(pieces, place, piece):
    return [*pieces[:place], piece, *pieces[place + 1 :]]


def change(pieces, place, old, new, count=1):
    assert old in pieces[place]
    return put(pieces, place, pieces[place].replace(old, new, count))


def swap(pieces, others, place, pattern):
    found = pattern.search(others[place])[0]
    return put(pieces, place, pattern.sub(lambda _: found, pieces[place], count=1))


@pytest.mark.parametrize("code", [LARGE, BAND, NOTHING, OTHER])
@pytest.mark.parametrize("language", list(Language))
def test_a_page_as_it_was_made_passes(report_of, code, language):
    report = report_of(code, language)
    check_page(report.page(), report.municipal, STAMP, language)


def test_another_municipality_s_page_is_found_out(report_of, check):
    with pytest.raises(NotebookFailed) as caught:
        check(report_of(OTHER).page())
    assert str(caught.value).startswith(f"{PLACE}: the title is another municipality's; an answer")


@pytest.mark.parametrize("code", [BAND, NOTHING])
def test_the_pages_of_the_two_heroy_are_not_taken_for_each_other(report_of, code):
    here, other = report_of(code), report_of(NOTHING if code == BAND else BAND)
    with pytest.raises(NotebookFailed, match="the title is another municipality's"):
        check_page(other.page(), here.municipal, STAMP, Language.NB)


def test_another_title_is_found_out(pieces, others, check):
    title = re.compile(r"<h1>.*?</h1>")
    with pytest.raises(NotebookFailed) as caught:
        check(swap(pieces, others, TITLE, title))
    assert str(caught.value) == f"{PLACE}: the title is another municipality's."


def test_the_right_name_with_another_code_is_found_out(pieces, check):
    with pytest.raises(NotebookFailed, match="the title is another municipality's"):
        check(change(pieces, TITLE, "(5612)", "(0301)"))


@pytest.mark.parametrize("number", [0, 1])
def test_one_answer_of_another_municipality_is_found_out(pieces, others, check, number):
    sentence = re.compile(r"<p>.*?</p>")
    mine, theirs = (sentence.findall(one[ANSWER])[number] for one in (pieces, others))
    with pytest.raises(NotebookFailed) as caught:
        check(change(pieces, ANSWER, mine, theirs))
    assert str(caught.value) == f"{PLACE}: an answer differs from the release."


@pytest.mark.parametrize("place", [ANSWER, MEANING])
def test_any_number_changed_in_a_sentence_is_found_out(pieces, check, place):
    body = pieces[place].partition(">")[2]
    head = pieces[place][: -len(body)]
    numbers = [found for found in re.finditer(r"\d+", body) if found[0] != "2"]  # of <h2>
    assert len(numbers) >= 5
    for found in numbers:
        other = str(int(found[0]) + 1)
        planted = head + body[: found.start()] + other + body[found.end() :]
        with pytest.raises(NotebookFailed, match="an answer differs from the release"):
            check(put(pieces, place, planted))


def test_any_number_changed_in_a_panel_of_the_measurement_point_is_found_out(pieces, check):
    panels = pieces[POINTS].partition('<div class="panels">')[2]
    head = pieces[POINTS][: -len(panels)]
    numbers = list(re.finditer(r"\d+", panels))
    assert len(numbers) > 20
    for found in numbers[::5]:
        other = panels[: found.start()] + f"{int(found[0]) + 1}" + panels[found.end() :]
        with pytest.raises(NotebookFailed, match="a panel of the measurement point differs"):
            check(put(pieces, POINTS, head + other))


def test_any_number_changed_by_another_rule_is_found_out(pieces, check):
    _, begin, body = pieces[RULES].partition("<p>")
    head, shown = pieces[RULES][: -len(body)], body.partition("</table>")[0]
    numbers = [found for found in re.finditer(r"\d+", shown) if found[0] != "2"]
    assert begin
    assert len(numbers) > 20
    for found in numbers[::7]:
        other = body[: found.start()] + f"{int(found[0]) + 1}" + body[found.end() :]
        with pytest.raises(NotebookFailed, match="a share by another rule differs"):
            check(put(pieces, RULES, head + other))


@pytest.fixture(scope="module")
def of_another_month(here):
    """The same report, of which shares by other rules are told in month 48 alone."""
    report = here.municipal
    rows = report.rules_everybody
    frame = rows.frame.loc[rows.frame["month"] == 36].assign(month=48)  # not one of the table's
    assert len(frame)
    rows = replace(rows, frame=frame)
    return replace(here, municipal=replace(report, rules_here=rows, rules_everybody=rows))


def test_a_page_that_tells_no_share_by_another_rule_passes_if_it_says_so(of_another_month):
    pieces, report = of_another_month.pieces(), of_another_month.municipal
    said = "Gruppen er for liten til å vises etter flere regler. (oppdiktede data)"
    check_page(of_another_month.page(pieces), report, STAMP, Language.NB)
    silent = of_another_month.page(change(pieces, RULES, said, ""))
    with pytest.raises(NotebookFailed, match="a share by another rule differs"):
        check_page(silent, report, STAMP, Language.NB)


def test_any_change_in_the_place_among_municipalities_is_found_out(pieces, check):
    _, begin, body = pieces[RANKS].partition("<p>")
    head, shown = pieces[RANKS][: -len(body)], body.partition("</table>")[0]
    numbers = list(re.finditer(r"\d+", shown))
    assert begin
    assert len(numbers) > 15
    planted = [body[: one.start()] + f"{int(one[0]) + 1}" + body[one.end() :] for one in numbers]
    planted += [body.replace("<td>●</td>", "<td>–</td>", 1)]
    for other in planted:
        with pytest.raises(NotebookFailed, match="a place among municipalities differs"):
            check(put(pieces, RANKS, head + other))


def test_a_place_is_held_to_the_release_also_where_no_share_of_everybody_is_told(here):
    """As in a release that was made with published results of the same leavers."""
    report = here.municipal
    untold = replace(report, ways=replace(report.ways, frame=report.ways.frame.iloc[:0]))
    of_places = replace(here, municipal=untold)
    pieces = of_places.pieces()
    check_page(of_places.page(pieces), untold, STAMP, Language.NB)
    other = of_places.page(change(pieces, RANKS, "<td>●</td>", "<td>–</td>"))
    with pytest.raises(NotebookFailed, match="a place among municipalities differs"):
        check_page(other, untold, STAMP, Language.NB)


def test_any_number_changed_in_the_answer_on_school_is_found_out(pieces, check):
    answer = re.compile(r"<p>.*?</p>").findall(pieces[SCHOOL])[:3]
    assert all("10" in sentence or "2" in sentence for sentence in answer)
    for sentence in answer:
        for found in re.finditer(r"\d+", sentence):
            other = sentence[: found.start()] + f"{int(found[0]) + 1}" + sentence[found.end() :]
            with pytest.raises(NotebookFailed, match="an answer differs from the release"):
                check(change(pieces, SCHOOL, sentence, other))


def test_any_number_changed_in_what_is_told_beside_it_of_the_place_is_found_out(
    here, check, pieces
):
    (sentence,) = school.near_texts(here.municipal, Language.NB)
    numbers = list(re.finditer(r"\d+", sentence))
    assert numbers
    for found in numbers:
        other = sentence[: found.start()] + f"{int(found[0]) + 1}" + sentence[found.end() :]
        with pytest.raises(NotebookFailed, match="an answer differs from the release"):
            check(change(pieces, SCHOOL, sentence, other))


@pytest.mark.parametrize(
    "place", [TITLE, ANSWER, FLOW, CURVE, YEARS, POINTS, RANKS, SCHOOL, MEANING]
)
def test_one_piece_of_another_municipality_is_found_out(pieces, others, check, place):
    with pytest.raises(NotebookFailed, match="a piece was made from other rows"):
        check(put(pieces, place, others[place]))


@pytest.mark.parametrize("place", [CURVE, YEARS])
@pytest.mark.parametrize("pattern", [PICTURE, NARROW], ids=["wide", "narrow"])
def test_one_picture_of_another_municipality_is_found_out(pieces, others, check, place, pattern):
    with pytest.raises(NotebookFailed, match="a picture shows other rows"):
        check(swap(pieces, others, place, pattern))


@pytest.mark.parametrize("place", [CURVE, YEARS])
def test_another_alternative_text_is_found_out(pieces, others, check, place):
    with pytest.raises(NotebookFailed, match="a picture's alternative text is another's"):
        check(swap(pieces, others, place, ALT))


@pytest.mark.parametrize("empty", ["", ' alt=""'])
def test_a_picture_without_its_alternative_text_is_found_out(pieces, check, empty):
    planted = put(pieces, CURVE, ALT.sub(empty, pieces[CURVE]))
    with pytest.raises(NotebookFailed) as caught:
        check(planted)
    assert str(caught.value) == f"{PLACE}: a picture's alternative text is another's."


def test_a_number_changed_in_an_alternative_text_is_found_out(pieces, check):
    alt = ALT.search(pieces[CURVE])[0]
    other = re.sub(r"\d+", lambda found: str(int(found[0]) + 1), alt, count=1)
    with pytest.raises(NotebookFailed, match="a picture's alternative text is another's"):
        check(change(pieces, CURVE, alt, other))


def test_a_picture_that_does_not_say_what_it_shows_is_found_out(pieces, check):
    source = re.search(r'<img src="data:image/png;base64,([^"]*)"', pieces[CURVE])[1]
    bare = io.BytesIO()
    Image.open(io.BytesIO(base64.b64decode(source))).save(
        bare, "png", pnginfo=PngImagePlugin.PngInfo()
    )
    with pytest.raises(NotebookFailed, match="a picture shows other rows"):
        check(change(pieces, CURVE, source, base64.b64encode(bare.getvalue()).decode()))


def test_a_picture_from_outside_is_found_out(pieces, check):
    planted = put(pieces, CURVE, PICTURE.sub('<img src="https://example.org/x.png"', pieces[CURVE]))
    with pytest.raises(NotebookFailed, match="a picture is not inside the page"):
        check(planted)


def test_a_stamp_of_another_batch_is_found_out(here, pieces, check):
    with pytest.raises(NotebookFailed) as caught:
        check(here.page(pieces, stamp="fedcba9876543210"))
    assert str(caught.value) == f"{PLACE}: the batch stamp is missing or another."


def test_a_page_in_the_other_language_is_found_out(report_of, check):
    with pytest.raises(NotebookFailed, match="the page is in another language"):
        check(report_of(LARGE, "en").page())


def test_english_answers_in_a_norwegian_page_are_found_out(report_of, pieces, check):
    english = prose.answer(report_of(LARGE).municipal, "en").html
    with pytest.raises(NotebookFailed, match="an answer differs from the release"):
        check(put(pieces, ANSWER, english))


@pytest.mark.parametrize("place", [ANSWER, MEANING])
def test_a_sentence_without_the_mark_of_invented_data_is_found_out(pieces, check, place):
    with pytest.raises(NotebookFailed) as caught:
        check(change(pieces, place, " (oppdiktede data)", ""))
    assert str(caught.value) == f"{PLACE}: an answer differs from the release."


def test_a_missing_piece_is_found_out(pieces, check):
    needed = [TITLE, ANSWER, CURVE, MEANING]
    rest = [piece for place, piece in enumerate(pieces) if place not in needed]
    with pytest.raises(NotebookFailed) as caught:
        check(rest)
    assert "an answer differs" in str(caught.value)
    assert "the title is another" in str(caught.value)


@pytest.mark.parametrize(
    "planted",
    [
        "<script>alert(1)</script>",
        "<SCRIPT src=x></SCRIPT>",
        '<link href="//example.org/x.css">',
        '<a href="https://example.org">',
        "<iframe src='http://example.org'></iframe>",
    ],
)
def test_a_script_or_an_outside_address_is_found_out(pieces, check, planted):
    with pytest.raises(NotebookFailed, match="the page holds a script or reaches outside itself"):
        check(put(pieces, DESIGN, pieces[DESIGN].replace("</div>", f"{planted}</div>")))


def test_a_piece_of_another_release_is_refused(here, pieces, check):
    other = here.study.release_id[::-1]
    with pytest.raises(DisclosureError) as caught:
        check(change(pieces, FLOW, here.study.release_id, other))
    assert str(caught.value) == f"{PLACE}: a piece of the page was not made from this release."


def test_a_piece_made_from_persons_is_refused(dataset, pieces, check):
    live = municipal(open_live(dataset), StudyDesign(), LARGE)
    with pytest.raises(DisclosureError, match="was not made from this release"):
        check(put(pieces, ANSWER, prose.answer(live, "nb").html))


@pytest.mark.parametrize(
    "shown",
    [
        "<p>73 %</p>",
        "<div><style scoped></style><table></table></div>",
        '<div class="answer">73 %</div>',
        "",
    ],
)
def test_a_page_takes_nothing_but_pieces_made_from_estimates(here, pieces, shown):
    with pytest.raises(DisclosureError) as caught:
        here.page([*pieces, shown])
    assert str(caught.value) == "A notebook shows something that was not made from estimates."


@pytest.mark.parametrize(
    ("before", "behind"),
    [("<p>73 %</p>", ""), ("", "<p>73 %</p>"), ("", "<div>73 %</div>"), ("", "</div>"), (" ", "")],
)
def test_nothing_rides_along_with_a_piece(here, pieces, before, behind):
    with pytest.raises(DisclosureError):
        here.page([*pieces, f"{before}{pieces[ANSWER]}{behind}"])
