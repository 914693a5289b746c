"""`analysis report`: one marked page from persons, whole or not at all, never among reports."""

import re
import shutil
from functools import cache

import pytest

from analysis.cli import main
from analysis.design import StudyDesign
from analysis.display import prose, quality, tables
from analysis.errors import DesignError, DisclosureError
from analysis.estimates import live as estimates_live
from analysis.estimates.live import open_live
from analysis.publish import confidential
from analysis.publish.check import check_page
from analysis.publish.confidential_folder import check_folder, folder_name
from analysis.publish.notebook import NotebookFailed
from analysis.publish.notebook import run as notebook_run
from analysis.publish.page import marked_page
from analysis.study import municipal, open_study
from analysis.terms import Language

from .publish.conftest import REPOSITORY, STAMP
from .release.invented import LARGE, OSLO, shared_dataset, shared_release, write_dataset

NOTEBOOK = REPOSITORY / "notebooks" / "05_municipality.ipynb"
FAULTY = REPOSITORY / "tests" / "publish" / "notebooks"
BANNER = {
    "nb": "Fortrolig, ikke til publisering: regnet ut fra personer.",
    "en": "Confidential, not for publication: computed from persons.",
}
NAMES = ["5612-guovdageaidnu.confidential.en.html", "5612-guovdageaidnu.confidential.html"]
NOTE = "made_from.json"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    return shared_dataset(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return shared_release(tmp_path_factory.getbasetemp())


@cache
def live(folder, design, code):
    return municipal(open_study(folder), design, code)


def pieces(folder, code, language, design):
    """What the notebook shows of persons, but its figures."""
    report, measure = live(folder, design, code), open_measure(folder, design.measure)
    shown = (
        prose.title(report, language),
        prose.answer(report, language),
        prose.design(measure, design, report.here, language),
        tables.flow(report.flow, report.already_there, language, report),
        quality.municipality(report, language),
        prose.meaning(report, language),
        prose.provenance(measure, design, report.here, language),
    )
    return [piece.html for piece in shown]


@cache
def open_measure(folder, name):
    return open_study(folder).measure(name)


@cache
def read_once(folder):
    """The persons of the session's dataset, which nothing changes, with what they answered."""
    return open_live(folder)


@pytest.fixture
def report(dataset, tmp_path, monkeypatch):
    """Return a function: exit code of `report`, whose notebook is run without a kernel.

    The session's dataset is read once; those that a test writes are read as they come.
    """
    asked = []

    def study_of(folder):
        return read_once(folder) if folder == dataset else open_live(folder)

    monkeypatch.setattr(confidential, "open_live", study_of)

    def run(notebook, executed, parameters):
        asked.append(parameters)
        executed.write_text("what persons gave", encoding="utf-8")
        values = dict(parameters)
        folder, code, language = (values.pop(key) for key in ("data", "municipality", "language"))
        values.pop("published", "")  # what is laid beside is looked at in a test of its own
        values.pop("breaks", "")
        return pieces(dataset.__class__(folder), code, language, StudyDesign(**values))

    monkeypatch.setattr(confidential, "run", run)

    def make(*arguments, data=dataset, code=LARGE, out=tmp_path / "out"):
        place = ["--out", str(out)] if out else []
        whole = ["--municipality", code, *place, "--notebook", str(NOTEBOOK), *arguments]
        return main(["report", str(data), *whole])

    make.asked, make.out = asked, tmp_path / "out"
    return make


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def page(folder, language):
    name = NAMES[1] if language == "nb" else NAMES[0]
    return (folder / name).read_text(encoding="utf-8")


def test_a_page_in_both_languages_is_made_and_nothing_else_is_left(report, capsys):
    assert report() == 0
    assert names(report.out) == [*NAMES, NOTE]
    told = capsys.readouterr()
    assert told.out == "".join(
        f"{report.out / name}: confidential, not for publication\n" for name in reversed(NAMES)
    )
    lines = told.err.splitlines()
    assert lines[0].startswith("reading ")
    asked = lines[1:-2]
    assert len(asked) > 20  # each question once, numbered to the last
    assert [line.split()[0] for line in asked] == [
        f"{one}/{len(asked)}" for one in range(1, len(asked) + 1)
    ]
    assert f"3/{len(asked)} landmark of grunnskole" in asked[2]
    assert any(line.endswith(" flow of any_job from exit") for line in asked)
    assert lines[-2:] == [
        f"running 05_municipality.ipynb on 5612 Guovdageaidnu - Kautokeino ({language})"
        for language in ("nb", "en")
    ]


def test_the_registers_are_read_once_for_pages_in_two_languages(report, monkeypatch):
    read = []
    of_persons = estimates_live.read_registers
    monkeypatch.setattr(
        estimates_live, "read_registers", lambda of: read.append(of) or of_persons(of)
    )
    read_once.cache_clear()
    live.cache_clear()
    open_measure.cache_clear()
    assert report() == 0
    assert [asked["language"] for asked in report.asked] == ["nb", "en"]
    assert len(read) == 1


def test_published_results_reach_the_notebook_by_their_folder(report, tmp_path, capsys):
    assert report() == 0
    assert "published" not in report.asked[0]
    folder = tmp_path / "published"
    header = "level,region,status_year,years_since_exit,exit_cohort,sex,n_total,n_work_or_edu"
    header += ",n_unemployed_or_measures,n_other_or_unknown"
    (tmp_path / "status.csv").write_text(
        f"{header}\nkommune,{LARGE},2014,1,2013,both,40,24,8,8\n", encoding="utf-8"
    )
    assert main(["convert", "ssb", str(tmp_path / "status.csv"), str(folder)]) == 0
    assert report("--published", str(folder)) == 0
    assert report.asked[-1]["published"] == str(folder)
    assert report("--published", str(tmp_path / "nothing")) == 2
    assert "is not the folder of a published series" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_page_says_everywhere_that_it_is_not_for_publication(report, language):
    assert report() == 0
    html = page(report.out, language)
    banner = BANNER[language]
    title = re.search("<title>(.*?)</title>", html)[1]
    assert title == f"Guovdageaidnu - Kautokeino (5612) – {banner}"
    assert f"<footer><p>{banner}</p></footer>" in html
    assert html.count(' data-release=""') == 7
    assert html.count(banner) == 3
    assert html.index(f'<p class="room">{banner}</p>') < html.index("<header>")
    assert "invented data" in html or "oppdiktede data" in html
    assert '<p class="banner">' in html


def test_a_page_links_its_other_language_and_no_index(report):
    assert report() == 0
    assert re.findall('href="(.*?)"', page(report.out, "nb")) == [NAMES[0]]
    assert re.findall('href="(.*?)"', page(report.out, "en")) == [NAMES[1]]


def test_a_page_in_one_language_links_nothing(report):
    assert report("--language", "en", "en") == 0
    assert names(report.out) == [NAMES[0], NOTE]
    assert "href" not in page(report.out, "en")


def test_a_code_keeps_its_zero(report):
    assert report("--language", "nb", code=OSLO) == 0
    assert names(report.out) == ["0301-oslo.confidential.html", NOTE]
    assert report.asked[0]["municipality"] == "0301"


@pytest.mark.parametrize("access", ["public", "confidential"])
def test_persons_of_any_access_get_a_page(report, tmp_path, access):
    data = write_dataset(tmp_path / "data", access=access, seed=None)
    (data / "dataset.toml").write_text(
        re.sub(r"(?m)^seed = .*\n", "", (data / "dataset.toml").read_text("utf-8")), "utf-8"
    )
    assert report(data=data) == 0
    html = page(report.out, "en")
    assert BANNER["en"] in html
    assert '<p class="banner">' not in html


def test_parameters_come_by_the_same_doors_as_in_a_batch(report, tmp_path, monkeypatch):
    file = tmp_path / "p.toml"
    file.write_text('measure = "any_job,run_months=6"\ntransfer_months = 6\n', encoding="utf-8")
    monkeypatch.setenv("ANALYSIS_ORIGIN", "programme_start")
    arguments = ["--parameters", str(file), "-p", "transfer_months=3", "--language", "nb"]
    arguments += ["-p", "breaks=no"]
    assert report(*arguments) == 0
    values = {name: report.asked[0][name] for name in [*vars(StudyDesign()), "breaks"]}
    assert values == {
        "measure": "any_job,run_months=6",
        "origin": "programme_start",
        "monthly_rule": "day_15",
        "transfer_months": 3,
        "breaks": "no",
    }


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        ([], "301", "No municipality '301' here (nearest: 0301 Oslo)."),
        ([], "Bergn", "No municipality 'Bergn' here (nearest: 4601 Bergen)."),
        (["-p", "measure=any_jobs"], LARGE, "No measure 'any_jobs' (nearest: any_job)."),
        (["-p", "mesure=any_job"], LARGE, "No parameter 'mesure' (nearest: measure)."),
        (["--notebook", "no.ipynb"], LARGE, "No notebook no.ipynb."),
    ],
)
def test_what_does_not_exist_is_refused_and_nothing_is_written(
    report, capsys, arguments, code, text
):
    assert report(*arguments, code=code) == 2
    assert f"analysis report: {text}" in capsys.readouterr().err
    assert report.asked == []
    assert not report.out.exists()


def test_a_release_is_no_dataset(report, release, capsys):
    assert report(data=release) == 2
    assert capsys.readouterr().err.endswith(
        f"analysis report: {release} is a release, and this page is made from persons."
        "\nOf a release: analysis batch RELEASE --out REPORTS.\n"
    )


@pytest.mark.parametrize(
    ("file", "what"),
    [
        ("0301-oslo.report.json", "published reports"),
        ("release.json", "a release"),
        ("dataset.toml", "registers"),
    ],
)
@pytest.mark.parametrize("below", ["", "deep/down"])
def test_no_page_goes_among_reports_a_release_or_registers(tmp_path, file, what, below):
    (tmp_path / file).write_text("{}", encoding="utf-8")
    out = tmp_path / below
    with pytest.raises(DesignError) as caught:
        check_folder(out)
    assert str(caught.value) == (
        f"A page that is not for publication does not go into {out}."
        f"\n{tmp_path} is for {what}.\nName another folder with --out."
    )


@pytest.mark.parametrize("out", ["reports", "reports/deep", "build/../reports", "other/reports"])
def test_no_page_goes_where_reports_are_put(tmp_path, monkeypatch, out):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DesignError, match="is for published reports"):
        check_folder(tmp_path.__class__(out))


def test_no_page_goes_among_reports_by_another_name(tmp_path):
    (tmp_path / "published" / "deep").mkdir(parents=True)
    (tmp_path / "published" / "0301-oslo.report.json").write_text("{}", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "published" / "deep")
    with pytest.raises(DesignError, match="is for published reports"):
        check_folder(tmp_path / "link" / "below")


def test_a_refused_folder_stops_before_persons_are_read(report, capsys):
    report.out.mkdir()
    (report.out / "release.json").write_text("{}", encoding="utf-8")
    assert report() == 2
    assert "reading" not in capsys.readouterr().err
    assert names(report.out) == ["release.json"]


def test_without_a_folder_pages_go_below_one_for_confidential_pages(
    report, tmp_path, monkeypatch, dataset
):
    monkeypatch.chdir(tmp_path)
    assert report(out=None) == 0
    folder = folder_name(open_live(dataset).source.name)
    assert names(tmp_path / "build" / "confidential" / folder) == [*NAMES, NOTE]


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("Testkommune", r"testkommune-[0-9a-f]{8}"),
        ("Ås & Øyer / 2024", r"as-oyer-2024-[0-9a-f]{8}"),
        ("../../etc\x1b", r"etc-[0-9a-f]{8}"),
        ("Тест", r"[0-9a-f]{8}"),
        ("x" * 300, r"x{40}-[0-9a-f]{8}"),
    ],
)
def test_a_dataset_s_folder_is_its_name_in_plain_letters(name, folder):
    assert re.fullmatch(folder, folder_name(name))


def test_two_datasets_with_like_names_have_folders_of_their_own():
    assert folder_name("Vår kommune") != folder_name("Var kommune")


@pytest.mark.parametrize("name", ["Testkommune", "Invented data (oppdiktede data)"])
def test_pages_of_another_dataset_are_not_overwritten(report, dataset, tmp_path, capsys, name):
    assert report() == 0
    before = {path.name: path.read_bytes() for path in report.out.iterdir()}
    other = tmp_path / "copy"
    other.mkdir()
    declared = (dataset / "dataset.toml").read_text("utf-8")
    declared = declared.replace("Invented data (oppdiktede data)", name)
    (other / "dataset.toml").write_text(declared, "utf-8")  # and no persons: it stops before them
    capsys.readouterr()
    assert report(data=other) == 2
    assert capsys.readouterr().err == (
        f"analysis report: {report.out} holds pages of another dataset, 'Invented data (oppdiktede"
        f" data)' in {dataset}.\nName another folder with --out, or remove that one.\n"
    )
    assert {path.name: path.read_bytes() for path in report.out.iterdir()} == before


def test_pages_of_the_same_dataset_are_made_anew_and_stand_beside_each_other(report):
    assert report() == report() == report("--language", "nb", code=OSLO) == 0
    assert names(report.out) == ["0301-oslo.confidential.html", *NAMES, NOTE]


@pytest.mark.parametrize("note", [None, "{", "[]", '{"data": "x"}'])
def test_pages_that_do_not_say_of_which_dataset_they_are_stay(report, capsys, note):
    report.out.mkdir()
    (report.out / "0301-oslo.confidential.html").write_text("page", encoding="utf-8")
    if note is not None:
        (report.out / NOTE).write_text(note, encoding="utf-8")
    assert report() == 2
    assert capsys.readouterr().err == (
        f"analysis report: {report.out} holds pages, such as 0301-oslo.confidential.html, that do"
        " not say which dataset they were made from."
        "\nName another folder with --out, or remove that one.\n"
    )


def fail(message):
    def run(notebook, executed, parameters):
        if parameters["language"] == "en":
            raise NotebookFailed(message)
        return pieces(type(executed)(parameters["data"]), LARGE, "nb", StudyDesign())

    return run


def test_where_one_language_fails_neither_is_written(report, monkeypatch, capsys):
    monkeypatch.setattr(confidential, "run", fail("05_municipality.ipynb: the kernel died."))
    assert report() == 4
    assert "the kernel died." in capsys.readouterr().err
    assert not report.out.exists()


def test_an_earlier_page_stays_as_it_was_where_a_new_one_fails(report, monkeypatch):
    assert report() == 0
    before = {path.name: path.read_bytes() for path in report.out.iterdir()}
    monkeypatch.setattr(confidential, "run", fail("no"))
    assert report() == 4
    assert {path.name: path.read_bytes() for path in report.out.iterdir()} == before


def test_what_is_no_piece_fails_the_page(report, monkeypatch, capsys):
    monkeypatch.setattr(confidential, "run", lambda *_: ["<table><td>12345</td></table>"])
    assert report() == 4
    error = capsys.readouterr().err
    assert "A notebook shows something that was not made from estimates." in error
    assert "12345" not in error
    assert not report.out.exists()


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (BANNER["nb"], "", "a mark that it is not for publication is missing"),
        ('class="room"', 'class="p"', "a mark that it is not for publication is missing"),
        ("(5612)</h1>", "(0301)</h1>", "the title is another municipality's"),
        (' data-release=""', ' data-release="0a"', "was not made from these persons"),
    ],
)
def test_a_marked_page_is_checked_like_a_published_one(dataset, old, new, text):
    live_report = live(dataset, StudyDesign(), LARGE)
    shown = pieces(dataset, LARGE, "nb", StudyDesign())
    html = marked_page(live_report, shown, (Language.NB,), Language.NB)
    check_page(html, live_report, "", Language.NB)
    place = html.index("<body>")
    assert old in html[place:]
    planted = html[:place] + html[place:].replace(old, new, 1)
    with pytest.raises((NotebookFailed, DisclosureError), match=text):
        check_page(planted, live_report, "", Language.NB)


@pytest.mark.parametrize("place", ["</main>", "</footer>"])
def test_a_mark_that_stands_below_the_page_is_found_out(dataset, place):
    live_report = live(dataset, StudyDesign(), LARGE)
    shown = pieces(dataset, LARGE, "nb", StudyDesign())
    html = marked_page(live_report, shown, (Language.NB,), Language.NB)
    mark = f'<p class="room">{BANNER["nb"]}</p>'
    moved = html.replace(mark, "").replace(place, f"{mark}{place}")
    with pytest.raises(NotebookFailed, match="a mark that it is not for publication is missing"):
        check_page(moved, live_report, "", Language.NB)


def test_a_title_without_the_mark_is_found_out(dataset):
    live_report = live(dataset, StudyDesign(), LARGE)
    shown = pieces(dataset, LARGE, "nb", StudyDesign())
    html = marked_page(live_report, shown, (Language.NB,), Language.NB)
    planted = html.replace(f" – {BANNER['nb']}</title>", "</title>")
    assert planted != html
    for elsewhere in ("", BANNER["nb"]):
        moved = planted.replace("<footer>", f"<footer>{elsewhere}")
        with pytest.raises(NotebookFailed, match="a mark that it is not for publication is missi"):
            check_page(moved, live_report, "", Language.NB)


def test_a_page_from_persons_does_not_pass_for_a_published_one(dataset, release):
    live_report = live(dataset, StudyDesign(), LARGE)
    shown = pieces(dataset, LARGE, "nb", StudyDesign())
    html = marked_page(live_report, shown, (Language.NB,), Language.NB)
    study = open_study(release)
    released = municipal(study, StudyDesign(), LARGE)
    with pytest.raises(DisclosureError, match="was not made from this release"):
        check_page(html, released, STAMP, Language.NB)
    disguised = html.replace('data-release=""', f'data-release="{study.release_id}"')
    with pytest.raises(NotebookFailed) as caught:
        check_page(disguised, released, STAMP, Language.NB)
    assert "it is marked as not for publication" in str(caught.value)
    assert "a piece was made from other rows" in str(caught.value)


@pytest.mark.slow
def test_the_shipped_notebook_makes_a_page_from_persons(dataset, tmp_path, capsys):
    out = tmp_path / "out"
    arguments = ["--municipality", LARGE, "--out", str(out), "--notebook", str(NOTEBOOK)]
    assert main(["report", str(dataset), *arguments, "--language", "nb"]) == 0
    assert names(out) == [NAMES[1], NOTE]
    html = page(out, "nb")
    assert html.count("<figure>") == 4
    check_page(html, live(dataset, StudyDesign(), LARGE), "", Language.NB)


@pytest.mark.slow
def test_the_shipped_notebook_needs_no_registers_once_its_questions_are_answered(
    dataset, tmp_path, monkeypatch
):
    data, out = shutil.copytree(dataset, tmp_path / "data"), tmp_path / "out"

    def run_without_registers(notebook, executed, parameters):
        for path in data.iterdir():
            path.unlink()
        return notebook_run(notebook, executed, parameters)

    monkeypatch.setattr(confidential, "run", run_without_registers)
    arguments = ["--municipality", LARGE, "--out", str(out), "--notebook", str(NOTEBOOK)]
    assert main(["report", str(data), *arguments]) == 0
    assert names(out) == [*NAMES, NOTE]


@pytest.mark.slow
def test_a_fault_of_a_notebook_on_persons_is_told_by_its_kind_only(dataset, tmp_path, capsys):
    out = tmp_path / "out"
    notebook = str(FAULTY / "raises.ipynb")
    arguments = ["--municipality", LARGE, "--out", str(out), "--notebook", notebook]
    assert main(["report", str(dataset), *arguments]) == 4
    error = capsys.readouterr().err
    assert error.endswith(
        "analysis report: raises.ipynb: ValueError; its text may hold a person's value, and is not"
        " shown.\nOpen the notebook on the dataset to see it.\n"
    )
    assert "the last cell" not in error
    assert not out.exists()
