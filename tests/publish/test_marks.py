"""What every page says of itself, and what no page says."""

import getpass
import re
import socket
from html.parser import HTMLParser

import pytest

from analysis.design import StudyDesign
from analysis.publish.batch import Result
from analysis.publish.index import Entry, write_index

from ..release.invented import BAND, LARGE, NOTHING, OSLO
from .conftest import REPOSITORY, STAMP

MARK = {"nb": "oppdiktede data", "en": "invented data"}
ADDRESS = re.compile(r"(?:https?:|ftp:|file:|//|@import|url\()", re.IGNORECASE)
PATH = re.compile(r"(?<![\w<])/(?:home|root|tmp|usr|work|var|opt|mnt|Users)\b|[A-Za-z]:\\\\")


class Texts(HTMLParser):
    """Everything a page says, in its text and in its attributes, but pictures."""

    def __init__(self, page):
        super().__init__()
        self.said, self.style = [], False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.style = tag == "style"
        self.said += [value for _, value in attrs if value and not value.startswith("data:")]

    def handle_data(self, data):
        if not self.style:
            self.said.append(data)

    def handle_comment(self, data):
        self.said.append(data)


@pytest.fixture(params=["nb", "en"])
def language(request):
    return request.param


@pytest.fixture(params=[LARGE, BAND, NOTHING], ids=["large", "band", "nothing"])
def code(request):
    return request.param


def between(page, start, end):
    return re.findall(f"{start}(.*?){end}", page, re.DOTALL)


def test_every_piece_of_invented_data_says_so(report_of, code, language):
    for piece in report_of(code, language).pieces():
        assert MARK[language] in re.sub(r'"data:[^"]*"', "", piece).lower()


@pytest.mark.parametrize(
    ("start", "end", "number"),
    [('alt="', '"', 3), ("<figcaption>", "</figcaption>", 3), ("<summary>", "</summary>", 5)],
    ids=["alternative text", "caption", "title of a table"],
)
def test_every_text_of_a_figure_of_invented_data_says_so(
    report_of, code, language, start, end, number
):
    texts = between(report_of(code, language).page(), start, end)
    assert len(texts) == number + (code == LARGE)  # which has a figure of its own pupils
    assert all(text.endswith(f" ({MARK[language]})") for text in texts)


def test_every_sentence_of_an_answer_from_invented_data_says_so(report_of, code, language):
    pieces = report_of(code, language).pieces()
    for piece in (pieces[1], pieces[7], pieces[8]):  # the answer, of school, and what it means
        sentences = between(piece, "<p>", "</p>")
        assert sentences
        assert all(text.endswith(f" ({MARK[language]})") for text in sentences)


def test_a_page_of_invented_data_has_a_banner(report_of, code, language):
    banner = {
        "nb": "Oppdiktede data: ingen tall her gjelder virkelige personer eller virkelige"
        " kommuner.",
        "en": "Invented data: no number here concerns real persons or real municipalities.",
    }
    assert f'<p class="banner">{banner[language]}</p>' in report_of(code, language).page()


def test_no_page_of_public_data_says_that_they_are_invented(report_of, code, language):
    page = report_of(code, language, access="public").page()
    page = page.replace("Everything here is invented", "")  # the words of the dataset's own source
    assert MARK[language] not in re.sub(r'"data:[^"]*"', "", page).lower()
    assert "banner" not in page.partition("</style>")[2]


def write(report_of, folder, code, fate, access=None):
    report = report_of(code, "nb", access=access)
    study = report.study
    result = Result(code, report.municipal.place, fate)
    write_index(folder, study, [Entry(report.municipal, result, StudyDesign())], STAMP)
    names = {"nb": "index.html", "en": "index.en.html"}
    return {language: (folder / name).read_text("utf-8") for language, name in names.items()}


@pytest.mark.parametrize("fate", ["made", "failed"])
def test_every_line_of_the_index_of_invented_data_says_so(report_of, tmp_path, code, fate):
    for language, page in write(report_of, tmp_path, code, fate).items():
        (line,) = between(page, "<span>", "</span>")
        assert line.endswith(f" ({MARK[language]})")
        assert page.count('class="banner"') == 1


def test_no_line_of_the_index_of_public_data_says_so(report_of, tmp_path, code):
    for language, page in write(report_of, tmp_path, code, "made", access="public").items():
        (line,) = between(page, "<span>", "</span>")
        assert MARK[language] not in line
        assert 'class="banner"' not in page


def test_a_line_of_the_index_says_how_it_went_or_that_it_may_not(report_of, tmp_path):
    lines = {
        code: between(write(report_of, tmp_path, code, "made")["nb"], "<span>", "</span>")[0]
        for code in (LARGE, BAND, NOTHING)
    }
    assert re.match(
        r"\d\d\u00a0% hadde vært i stabilt arbeid minst én gang 24 måneder etter programmets slutt"
        r" \(95\u00a0% konfidensintervall \d\d\u00a0% til \d\d\u00a0%\) \(oppdiktede data\)$",
        lines[LARGE],
    )
    assert re.match(
        r"(Under en tredel|Mellom en tredel og to tredeler|Over to tredeler) hadde vært i stabilt"
        r" arbeid innen 24 måneder; for få deltakere til å oppgi en andel \(oppdiktede data\)$",
        lines[BAND],
    )
    assert lines[NOTHING] == "for få deltakere til å oppgi noe (oppdiktede data)"


def test_the_report_of_a_group_under_the_floor_says_no_number_of_it(report_of):
    answer = report_of(OSLO, "nb").pieces()[1]
    assert between(answer, "<p>", "</p>") == [
        "Det er for få deltakere i Oslo til å si noe om hvordan det går med dem uten at"
        " enkeltpersoner kan kjennes igjen. (oppdiktede data)",
        "For den offisielle målingen er gruppen for liten til at det oppgis noe tall."
        " (oppdiktede data)",
    ]
    assert not re.search(r"\d", re.sub(r"<.*?>", "", answer))


def test_two_reports_under_the_floor_differ_by_their_names_only(report_of):
    one, other = report_of(OSLO, "nb").page(), report_of(NOTHING, "nb").page()
    other = (
        other.replace("1818-heroy", "0301-oslo").replace("Herøy", "Oslo").replace("1818", "0301")
    )
    rows = re.compile(r' data-rows="[^"]*"')
    assert rows.sub("", one) == rows.sub("", other)


def test_a_page_reaches_nowhere_and_names_no_place_or_person_of_its_making(
    report_of, code, language, release
):
    page = report_of(code, language).page()
    assert len(page.encode()) < 2_000_000
    said = "\n".join(Texts(page).said)
    assert not ADDRESS.search(said)
    assert not PATH.search(said)
    assert str(REPOSITORY) not in page
    assert str(release) not in page
    for name in (getpass.getuser(), socket.gethostname()):
        assert not re.search(rf"\b{re.escape(name)}\b", said)


def test_a_page_has_its_languages_its_index_and_its_stamp(report_of):
    page = report_of(LARGE, "nb").page()
    assert '<html lang="nb">' in page
    assert '<a href="index.html">Alle kommuner</a>' in page
    assert '<a href="5612-guovdageaidnu.en.html" hreflang="en" lang="en">English</a>' in page
    assert f"<footer><p>Merke for denne kjøringen: {STAMP}</p></footer>" in page
