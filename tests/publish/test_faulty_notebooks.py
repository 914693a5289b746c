"""Notebooks that fail or show what they must not; `notebooks/` has one for each case."""

import re
from pathlib import Path

import pytest

from analysis.cli import main
from analysis.design import StudyDesign
from analysis.errors import DisclosureError
from analysis.publish.batch import Job, make_report
from analysis.publish.notebook import NotebookFailed

from ..release.invented import BAND, NOTHING
from .conftest import STAMP

pytestmark = pytest.mark.slow

NOTEBOOKS = Path(__file__).parent / "notebooks"
OLD = "<p>the page of an earlier batch</p>"


@pytest.fixture
def make(release, tmp_path):
    """Return a function: make one report with a notebook, in this process."""

    def run(name, code=NOTHING):
        out = tmp_path / "out"
        return make_report(
            Job(release, NOTEBOOKS / f"{name}.ipynb", out, code, StudyDesign(), STAMP)
        )

    run.out = tmp_path / "out"
    return run


def left_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_kernel_that_dies_takes_only_its_own_report_with_it(release, tmp_path, capsys):
    out = tmp_path / "out"
    out.mkdir()
    for name in ("1515-heroy.html", "1515-heroy.en.html"):
        (out / name).write_text(OLD, encoding="utf-8")
    before = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    arguments = ["--out", str(out), "--notebook", str(NOTEBOOKS / "dies.ipynb")]
    assert main(["batch", str(release), *arguments, "--municipality", BAND, NOTHING]) == 4
    told = capsys.readouterr()
    assert "1515 Herøy: failed: dies.ipynb: the kernel died." in told.err
    assert "1818 Herøy: made" in told.err
    assert re.search(r"index\.html: 1 made, 1 failed \(stamp [0-9a-f]{16}\)\n$", told.out)
    assert left_in(out) == [
        "1515-heroy.en.html",
        "1515-heroy.html",
        "1818-heroy.en.html",
        "1818-heroy.html",
        "1818-heroy.report.json",
        "index.en.html",
        "index.html",
    ]
    for name, time in before.items():
        assert (out / name).read_text(encoding="utf-8") == OLD
        assert (out / name).stat().st_mtime_ns == time
    index = (out / "index.html").read_text(encoding="utf-8")
    assert "<li>Herøy (1515)<span>rapporten ble ikke laget (oppdiktede data)</span></li>" in index
    assert '<a href="1818-heroy.html">Herøy (1818)</a>' in index
    assert "1515-heroy" not in index


def test_a_worker_that_dies_takes_only_its_own_report_with_it(release, tmp_path, capsys):
    out = tmp_path / "out"
    arguments = ["--out", str(out), "--notebook", str(NOTEBOOKS / "kills_its_worker.ipynb")]
    assert main(["batch", str(release), *arguments, "--municipality", BAND, NOTHING]) == 4
    told = capsys.readouterr().err
    assert "1515 Herøy: failed: its worker died" in told
    assert "1818 Herøy: made" in told
    assert left_in(out) == [
        "1818-heroy.en.html",
        "1818-heroy.html",
        "1818-heroy.report.json",
        "index.en.html",
        "index.html",
    ]


def test_a_notebook_that_raises_makes_no_report(make):
    with pytest.raises(NotebookFailed) as caught:
        make("raises")
    assert str(caught.value) == "raises.ipynb: ValueError: the last cell"
    assert left_in(make.out) == []


def test_what_is_printed_is_not_on_the_page(make):
    assert make("prints").fate == "made"
    for path in make.out.glob("*.html"):
        assert "not shown" not in path.read_text(encoding="utf-8")


def test_a_notebook_that_shows_anything_else_is_refused(make):
    with pytest.raises(DisclosureError) as caught:
        make("shows_a_frame")
    assert str(caught.value) == "A notebook shows something that was not made from estimates."
    assert left_in(make.out) == []


def test_a_notebook_that_shows_nothing_is_refused(make):
    with pytest.raises(NotebookFailed) as caught:
        make("shows_nothing")
    assert str(caught.value) == "shows_nothing.ipynb shows nothing."
    assert left_in(make.out) == []


def test_a_notebook_that_ran_on_persons_is_never_published(make):
    with pytest.raises(DisclosureError, match="a piece of the page was not made from this release"):
        make("opens_persons")
    assert left_in(make.out) == []
