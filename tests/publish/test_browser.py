"""Pages as a browser draws them, on a phone and on a screen."""

import contextlib
import json
import re
import subprocess
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from markupsafe import Markup
from PIL import Image

from analysis.design import StudyDesign
from analysis.display import prose
from analysis.display.tables import table
from analysis.estimates.live import open_live
from analysis.publish.batch import Result
from analysis.publish.index import Entry, write_index
from analysis.publish.page import marked_page, render
from analysis.publish.quality import page as quality_page
from analysis.publish.quality import quality_of
from analysis.reference.measures import presets
from analysis.study import municipal, open_study
from analysis.terms import Access, Language

from ..release.invented import BAND, LARGE, NOTHING
from .conftest import STAMP

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--virtual-time-budget=5000",
]
PHONE, SCREEN = 390, 1280
NARROW_PICTURE, WIDE_PICTURE = 672, 1216
FRAME = """<!doctype html><title>frame</title>
<iframe src="{page}" style="width:{width}px;height:900px;border:0"></iframe><pre></pre>
<script>
document.querySelector("iframe").addEventListener("load", event => {{
  const page = event.target.contentDocument, root = page.documentElement;
  for (const one of page.querySelectorAll("details")) one.open = {unfolded};
  document.querySelector("pre").textContent = JSON.stringify({{
    title: page.querySelector("h1").textContent,
    width: root.clientWidth,
    content: root.scrollWidth,
    pictures: [...page.images].map(one => one.naturalWidth),
    shown: [...page.images].map(one => one.clientWidth),
    height: root.scrollHeight,
    beyond: [...page.querySelectorAll(".scroll")].map(one => one.scrollWidth - one.clientWidth),
    tall: [...page.querySelectorAll(".scroll")].map(one => one.clientHeight),
  }});
}});
</script>"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}"),
]


@pytest.fixture(scope="module")
def folder(report_of, tmp_path_factory):
    """A folder of pages and their index."""
    out = tmp_path_factory.mktemp("pages")
    reports = [report_of(code, "nb") for code in (LARGE, BAND, NOTHING)]
    for report in reports:
        (out / f"{report.municipal.code}.html").write_text(report.page(), encoding="utf-8")
    study = reports[0].study
    made = [
        Entry(one.municipal, Result(one.municipal.code, one.municipal.place, "made"), StudyDesign())
        for one in reports
    ]
    write_index(out, study, made, STAMP)
    return out


@pytest.fixture
def browse(tmp_path):
    """Return a function: what the browser prints when it is given arguments and a page."""

    def run(page, *arguments):
        command = [
            str(CHROMIUM),
            *FLAGS,
            f"--user-data-dir={tmp_path / 'profile'}",
            *arguments,
            page.resolve().as_uri(),
        ]
        done = subprocess.run(command, capture_output=True, timeout=90, check=True)
        return done.stdout.decode("utf-8")

    return run


@pytest.fixture
def measured(browse, tmp_path):
    """Return a function: how wide a page and its pictures come out in a frame of some width."""

    def run(page, width, *, unfolded=False):
        frame = tmp_path / "frame.html"
        words = {"page": page.resolve().as_uri(), "width": width, "unfolded": json.dumps(unfolded)}
        frame.write_text(FRAME.format(**words), encoding="utf-8")
        printed = browse(frame, "--allow-file-access-from-files", "--dump-dom")
        return json.loads(re.search(r"<pre>(.*?)</pre>", printed)[1])

    return run


def test_a_page_is_drawn_as_it_was_written(folder, browse):
    printed = browse(folder / f"{LARGE}.html", "--dump-dom")
    assert "<h1>Guovdageaidnu - Kautokeino (5612)</h1>" in printed
    assert printed.count("<figure>") == 4
    assert f"Merke for denne kjøringen: {STAMP}" in printed


@pytest.mark.parametrize(
    ("code", "width", "picture"),
    [
        (LARGE, PHONE, NARROW_PICTURE),
        (LARGE, SCREEN, WIDE_PICTURE),
        (BAND, PHONE, NARROW_PICTURE),
    ],
)
def test_nothing_is_wider_than_the_window_and_the_picture_fits_it(
    folder, measured, code, width, picture
):
    found = measured(folder / f"{code}.html", width, unfolded=True)
    assert found["width"] == width
    assert found["content"] <= width
    assert max(found["beyond"]) < 20  # on a phone a table with a long name in it may be moved
    assert found["pictures"] == [picture] * (4 if code == LARGE else 3)
    assert all(0.5 * min(width, 736) < shown <= width for shown in found["shown"])
    assert found["height"] > 1500


def test_every_printed_sheet_of_a_marked_page_is_marked(dataset, browse, tmp_path):
    page, printed = tmp_path / "marked.html", tmp_path / "marked.pdf"
    page.write_text(marked(dataset), encoding="utf-8")
    browse(page, f"--print-to-pdf={printed}", "--no-pdf-header-footer")
    sheets = [text for text in streams(printed.read_bytes()) if b" Tf" in text]
    assert len(sheets) >= 2
    red = rb"\.549\d* \.184\d* \.184\d* rg"  # the colour of the mark, #8c2f2f
    assert all(re.search(red, sheet) for sheet in sheets)


def marked(dataset):
    """A page from persons, long enough for several sheets, in which only the strip is red."""
    report = municipal(open_study(dataset), StudyDesign(), LARGE)
    report = replace(report, here=public(report.here))
    pieces = [prose.caveats(presets()["any_job"], report.here, "nb").html] * 9
    return marked_page(report, pieces, (Language.NB,), Language.NB)


def public(estimates):
    return replace(estimates, source=replace(estimates.source, access=Access.PUBLIC))


def streams(pdf):
    """What is drawn on the sheets of a PDF, and its other compressed streams that open."""
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        with contextlib.suppress(zlib.error):
            yield zlib.decompress(found[1])


@pytest.mark.parametrize("language", list(Language))
def test_no_table_of_the_quality_report_is_wider_than_its_page(
    dataset, measured, tmp_path, language
):
    page = tmp_path / "check.html"
    found = quality_of(open_live(dataset), StudyDesign())
    page.write_text(quality_page(found, language), encoding="utf-8")
    assert measured(page, SCREEN)["beyond"] == [0] * 7  # six tables, and the faults folded away


def test_the_header_of_a_folded_table_stays_in_sight(measured, tmp_path):
    many = table(["Municipality", "Exits"], [[f"{code}", "5"] for code in range(345)])
    details = Markup("<details><summary>others</summary>{}</details>").format(many)
    piece = Markup('<div class="quality"><h1>Faults</h1>{}</div>').format(details)
    page = tmp_path / "folded.html"
    links = {"back": None, "languages": []}
    html = render("page.html.j2", Language.EN, title="", pieces=[piece], stamp="", **links)
    page.write_text(html, encoding="utf-8")
    assert measured(page, SCREEN, unfolded=True)["tall"] == [765]  # 85 % of the window's 900


def test_the_index_is_not_wider_than_a_phone(folder, measured):
    found = measured(folder / "index.html", PHONE)
    assert found["title"] == "Introduksjonsprogrammet: veien til stabilt arbeid"
    assert found["content"] <= PHONE


def test_a_page_too_wide_for_the_window_is_found(folder, measured, tmp_path):
    wide = tmp_path / "wide.html"
    page = (folder / f"{NOTHING}.html").read_text(encoding="utf-8")
    wide.write_text(page.replace("<h1>", '<h1 style="width:600px">'), encoding="utf-8")
    assert measured(wide, PHONE)["content"] > PHONE


@pytest.mark.parametrize("width", [PHONE, SCREEN])
def test_a_screen_shows_a_banner_text_and_a_figure(folder, browse, tmp_path, width):
    file = tmp_path / "screen.png"
    browse(folder / f"{LARGE}.html", f"--screenshot={file}", f"--window-size={width},2600")
    with Image.open(file) as screen:
        assert screen.size == (width, 2600)
        colours = {colour for _, colour in screen.convert("RGB").getcolors(1 << 24)}
    assert {(255, 255, 255), (28, 36, 48), (251, 241, 240)} <= colours  # paper, ink, banner
    assert (11, 83, 148) in colours  # the municipality's curve
