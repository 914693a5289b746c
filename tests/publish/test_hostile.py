"""Names and labels that look like code are text: on pages, in the index, in a browser."""

import html
import re
import subprocess
from pathlib import Path

import pytest

from analysis.cli import main
from analysis.design import StudyDesign
from analysis.estimates.live import open_live
from analysis.publish.batch import Result
from analysis.publish.check import check_page
from analysis.publish.index import Entry, write_index
from analysis.publish.page import marked_page
from analysis.study import municipal, open_study
from analysis.terms import Language

from ..release.invented import LARGE, world, write_dataset
from ..release.invented import write_release as make
from .conftest import STAMP, Report

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--virtual-time-budget=5000",
]
PAYLOAD = "<script>document.title='RAN'</script>"
IMAGE = "<img src=x onerror=\"document.title='RAN'\">"
NAMES = {
    "name": f"Data {PAYLOAD}",
    "source": f"</title></style>{PAYLOAD}{IMAGE} {{{{ 7*7 }}}} $x^2$ **bold**",
    "contact": f"<a href=javascript:document.title='RAN'>x</a> {IMAGE}",
    "access": "public",  # of invented data a page shows words of its own
}
PLACE = f"</h1></title>{PAYLOAD}{IMAGE} {{{{ 7*7 }}}} {{% raw %}} $x$ _y_"
OWN = "hostile</p><script>"
DESIGN = StudyDesign(OWN)
MEASURES = f"""\
["{OWN}"]
counts = ["employment"]
label_nb = "{PAYLOAD}"
label_en = "{PAYLOAD}"
source = "{PAYLOAD}"
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A dataset whose every text is an attack, and its release."""
    folder = tmp_path_factory.mktemp("hostile")
    tables = dict(world().tables)
    areas = tables["areas"]
    names = areas["name"].where(areas["code"] != LARGE, PLACE)
    dataset = write_dataset(folder / "data", {**tables, "areas": areas.assign(name=names)}, **NAMES)
    (dataset / "measures.toml").write_text(MEASURES, encoding="utf-8")
    return dataset, make(dataset, folder / "release", [OWN, "november"])


@pytest.fixture(scope="module")
def page(hostile):
    """The page of a municipality, as the notebook makes it but for its figures."""
    return report(hostile).page(report(hostile).words())


def report(hostile):
    study = open_study(hostile[1])
    return Report(study, municipal(study, DESIGN, LARGE), Language.NB, DESIGN)


def check_is_text(page):
    assert "<script" not in page
    assert 'onerror="' not in page
    assert "<a href=javascript" not in page
    assert page.count("<h1") == page.count("<title") == page.count("</title>") == 1


def test_a_page_shows_hostile_texts_as_they_are(hostile, page):
    made = report(hostile)
    check_page(page, made.municipal, STAMP, Language.NB)
    check_is_text(page)
    assert html.unescape(re.search("<h1>(.*?)</h1>", page)[1]) == f"{PLACE} (5612)"
    assert html.escape(OWN) in page
    assert str(NAMES["contact"]) in html.unescape(page)
    assert str(NAMES["source"]) in html.unescape(page)


def write_hostile_index(hostile, folder):
    made = report(hostile)
    entries = [
        Entry(made.municipal, Result(LARGE, PLACE, "made"), design)
        for design in (DESIGN, StudyDesign(OWN, transfer_months=6))
    ]
    write_index(folder, made.study, entries, STAMP)
    return folder / "index.html"


def test_the_index_shows_hostile_texts_as_they_are(hostile, tmp_path):
    index = write_hostile_index(hostile, tmp_path).read_text(encoding="utf-8")
    check_is_text(index)
    assert (
        re.findall('<li><a href="([^"]*)">', index)
        == ["5612-h1-title-script-document-title-ran-script-img-src-x-onerror.html"] * 2
    )
    assert html.unescape(re.search("<li><a [^>]*>(.*?)</a>", index)[1]) == f"{PLACE} (5612)"


def test_a_page_from_persons_shows_hostile_texts_as_they_are(hostile):
    study = open_live(hostile[0])
    live = municipal(study, DESIGN, LARGE)
    words = Report(study, live, Language.NB, DESIGN).words()
    made = marked_page(live, words, (Language.NB,), Language.NB)
    check_page(made, live, "", Language.NB)
    check_is_text(made)


def test_a_dry_run_prints_hostile_names_as_they_are(hostile, notebook, tmp_path, capsys):
    arguments = ["--out", str(tmp_path / "out"), "--notebook", str(notebook), "--dry-run"]
    chosen = ["--municipality", LARGE, "-p", f"measure={OWN}"]
    assert main(["batch", str(hostile[1]), *arguments, *chosen]) == 0
    told = capsys.readouterr().out
    assert f"1/1 5612 {PLACE}: would be made" in told
    assert all(letter == "\n" or letter.isprintable() for letter in told)


@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}")
@pytest.mark.parametrize("which", ["page", "index", "attack"])
def test_no_script_of_a_hostile_text_runs_in_a_browser(hostile, page, tmp_path, which):
    """The attack is the same text unescaped, without the policy: there it runs."""
    file = tmp_path / "page.html"
    if which == "index":
        file = write_hostile_index(hostile, tmp_path)
    else:
        attack = f"<!doctype html><title>still</title><p>{PLACE}</p>"
        file.write_text(page if which == "page" else attack, encoding="utf-8")
    command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom"]
    done = subprocess.run(
        [*command, file.resolve().as_uri()], capture_output=True, timeout=90, check=True
    )
    drawn = done.stdout.decode("utf-8")
    assert ("<title>RAN</title>" in drawn) == (which == "attack")
