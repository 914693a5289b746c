"""A batch from end to end, through the command line, with the notebook that is shipped."""

import hashlib
import json
import re
import shutil
from dataclasses import replace

import pytest

from analysis.cli import main
from analysis.design import StudyDesign
from analysis.display.prose import versions
from analysis.publish.batch import Job, batch_stamp, is_unchanged
from analysis.study import open_study

from ..release.invented import BAND, LARGE, NOTHING, write_dataset
from ..release.invented import write_release as make
from .conftest import REPOSITORY

pytestmark = pytest.mark.slow

NOTEBOOK = REPOSITORY / "notebooks" / "05_municipality.ipynb"
STEMS = {LARGE: "5612-guovdageaidnu", BAND: "1515-heroy", NOTHING: "1818-heroy"}
TITLES = {
    LARGE: "Guovdageaidnu - Kautokeino (5612)",
    BAND: "Herøy (1515)",
    NOTHING: "Herøy (1818)",
}


def run(release, out, *codes):
    """Run a batch of one worker; test_faulty_notebooks has two."""
    arguments = ["--out", str(out), "--notebook", str(NOTEBOOK), "--jobs", "1"]
    arguments += ["--municipality", *codes]
    return main(["batch", str(release), *arguments])


@pytest.fixture(scope="module")
def batch(release, tmp_path_factory):
    """The folder of reports, and the exit code with which it was made."""
    out = tmp_path_factory.mktemp("batch") / "reports"
    return out, run(release, out, LARGE, BAND, NOTHING)


@pytest.fixture
def out(batch):
    return batch[0]


def without_figures(path):
    """Write the notebook that is shipped, but its figures, which are slow to draw."""
    whole = json.loads(text(NOTEBOOK))
    cells = [cell for cell in whole["cells"] if "figures." not in "".join(cell["source"])]
    assert len(whole["cells"]) - len(cells) == 2
    path.write_text(json.dumps({**whole, "cells": cells}), encoding="utf-8")
    return path


def state(folder):
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}


def text(path):
    return path.read_text(encoding="utf-8")


def test_a_batch_that_went_well_ends_with_0(batch):
    assert batch[1] == 0


def test_each_municipality_has_files_of_its_own_and_nothing_else_is_left(out):
    endings = (".html", ".en.html", ".report.json")
    expected = [f"{stem}{ending}" for stem in STEMS.values() for ending in endings]
    assert sorted(path.name for path in out.iterdir()) == sorted(
        [*expected, "index.html", "index.en.html"]
    )


@pytest.mark.parametrize("code", STEMS)
@pytest.mark.parametrize(("language", "ending"), [("nb", ".html"), ("en", ".en.html")])
def test_a_page_has_its_municipality_s_name_code_and_language(out, code, language, ending):
    page = text(out / f"{STEMS[code]}{ending}")
    assert f"<h1>{TITLES[code]}</h1>" in page
    assert f'<html lang="{language}">' in page


def test_the_answers_are_as_full_as_the_group_is_large(out):
    assert re.search(
        r"24 months after the programme ended, \d\d% of the participants in Guovdageaidnu -"
        r" Kautokeino had been in stable work at least once \(95% confidence interval \d\d% to"
        r" \d\d%\); among everybody in the dataset, \d\d%\. \(invented data\)",
        text(out / "5612-guovdageaidnu.en.html"),
    )
    assert (
        "The participants in Herøy, or those with or without stable work among them, are too few"
        in text(out / "1515-heroy.en.html")
    )
    assert "There are too few participants in Herøy to say how it is going" in text(
        out / "1818-heroy.en.html"
    )


@pytest.mark.parametrize("code", STEMS)
@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_kernel_s_page_is_that_of_the_same_calls_without_a_kernel(out, report_of, code, language):
    name = STEMS[code] + (".html" if language == "nb" else ".en.html")
    stamp = json.loads(text(out / f"{STEMS[code]}.report.json"))["stamp"]
    assert text(out / name) == report_of(code, language).page(stamp=stamp)


@pytest.mark.parametrize(
    ("name", "ending"), [("index.html", ".html"), ("index.en.html", ".en.html")]
)
def test_the_index_links_every_report_in_its_language(out, name, ending):
    page = text(out / name)
    links = re.findall(r'<li><a href="([^"]*)">([^<]*)</a>', page)
    assert links == [(f"{STEMS[code]}{ending}", TITLES[code]) for code in (LARGE, BAND, NOTHING)]


def test_every_link_leads_to_a_file_of_the_folder(out):
    followed = 0
    for path in out.glob("*.html"):
        for href in re.findall(r'href="([^"]*)"', text(path)):
            assert (out / href).is_file()
            followed += 1
    assert followed == 6 * 2 + 2 * 4  # to the index and the other language; from each index


@pytest.mark.parametrize("code", STEMS)
def test_a_report_s_note_says_what_it_was_made_from(out, release, code):
    note = json.loads(text(out / f"{STEMS[code]}.report.json"))
    stamp = note.pop("stamp")
    assert re.fullmatch("[0-9a-f]{16}", stamp)
    pages = [f"{STEMS[code]}.html", f"{STEMS[code]}.en.html"]
    assert note == {
        "municipality": code,
        "name": TITLES[code].rpartition(" ")[0],
        "release": open_study(release).release_id,
        "dataset": "Invented data (oppdiktede data)",
        "seed": 7,
        "access": "invented",
        "last_observed": "2023-12",
        "notebook": "05_municipality.ipynb",
        "parameters": {
            "measure": "any_job",
            "origin": "exit",
            "monthly_rule": "day_15",
            "transfer_months": 3,
            "breaks": "yes",
        },
        "versions": versions(),
        "pages": {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in pages},
    }
    assert all(f": {stamp}</p>" in text(out / name) for name in [*pages, "index.html"])


def test_a_second_run_changes_nothing_and_says_so(out, release, capsys):
    before = state(out)
    assert run(release, out, LARGE, BAND, NOTHING) == 0
    assert state(out) == before
    told = capsys.readouterr()
    assert "5612 Guovdageaidnu - Kautokeino: unchanged" in told.err
    assert "index.html: 3 unchanged (stamp " in told.out


@pytest.mark.no_cover  # lines that other tests run
def test_pages_are_the_same_bytes_elsewhere_with_the_person_files_deleted(out, tmp_path):
    dataset = write_dataset(tmp_path / "dataset", seed=7)
    release = make(dataset, tmp_path / "another place")
    shutil.rmtree(dataset)
    again = tmp_path / "reports"
    assert run(release, again, BAND) == 0
    for name in ("1515-heroy.html", "1515-heroy.en.html", "1515-heroy.report.json"):
        assert (again / name).read_bytes() == (out / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("1818-heroy.html", lambda path: path.write_text("by hand", encoding="utf-8")),
        ("1818-heroy.en.html", lambda path: path.unlink()),
        ("1818-heroy.report.json", lambda path: path.unlink()),
        ("1818-heroy.report.json", lambda path: path.write_text("[]", encoding="utf-8")),
        ("1818-heroy.report.json", lambda path: path.write_text('{"stamp":', encoding="utf-8")),
    ],
)
def test_a_report_is_unchanged_only_where_it_is_whole(out, release, tmp_path, name, change):
    stamp = json.loads(text(out / "1818-heroy.report.json"))["stamp"]
    copy = shutil.copytree(out, tmp_path / "copy")
    job = Job(release, NOTEBOOK, copy, NOTHING, StudyDesign(), stamp)
    assert is_unchanged(job, "1818-heroy")
    assert not is_unchanged(replace(job, stamp=stamp[::-1]), "1818-heroy")
    change(copy / name)
    assert not is_unchanged(job, "1818-heroy")


def test_a_stamp_moves_with_release_parameters_and_notebook(tmp_path):
    other = tmp_path / "other.ipynb"
    other.write_bytes(NOTEBOOK.read_bytes() + b"\n")
    stamps = [
        batch_stamp("0a", NOTEBOOK, StudyDesign()),
        batch_stamp("0b", NOTEBOOK, StudyDesign()),
        batch_stamp("0a", NOTEBOOK, StudyDesign(measure="part_time")),
        batch_stamp("0a", other, StudyDesign()),
    ]
    assert len(set(stamps)) == 4
    assert stamps[0] == batch_stamp("0a", NOTEBOOK, StudyDesign())


def test_the_stamp_knows_code_and_nothing_that_is_compiled_from_it(tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.publish.batch.files", lambda _: tmp_path)

    def stamp_with(place, content):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_bytes(content)
        return batch_stamp("0a", NOTEBOOK, StudyDesign())

    first = stamp_with("loops.py", b"1")
    assert stamp_with("__pycache__/loops.cpython-311.pyc", b"2") == first
    assert stamp_with("__pycache__/loops.add-1.py311.nbi", b"3") == first
    assert stamp_with("loops.py", b"4") != first
    assert stamp_with("measures.toml", b"5") != stamp_with("loops.py", b"1")


def test_rows_of_a_table_give_reports_of_their_own_definition(release, tmp_path):
    table, out = tmp_path / "places.csv", tmp_path / "reports"
    table.write_text("kommunenr;origin\n1515;programme_start\n1818;\n", encoding="utf-8")
    notebook = without_figures(tmp_path / "words.ipynb")
    arguments = ["--out", str(out), "--notebook", str(notebook), "--municipalities", str(table)]
    assert main(["batch", str(release), *arguments, "--jobs", "1"]) == 0
    notes = [json.loads(text(path)) for path in sorted(out.glob("*.report.json"))]
    assert [(note["municipality"], note["parameters"]["origin"]) for note in notes] == [
        ("1515", "programme_start"),
        ("1818", "exit"),
    ]
    assert "The clock starts in the month in which the programme began" in text(
        out / "1515-heroy.en.html"
    )
    index = text(out / "index.en.html")
    assert "each line says what was measured" in index
    stamps = {note["stamp"] for note in notes}
    assert len(stamps) == 2
    assert not any(stamp in index for stamp in stamps)
