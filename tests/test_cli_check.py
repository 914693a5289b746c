"""`analysis check`: on the screen, as pages and as JSON; counts only; nothing where it stops."""

import json
import re

import pytest

from analysis.cli import main

from .registers.folders import write_folder

PEOPLE = (
    "person_id,municipality,programme_start,programme_end,exit_reason\n"
    "secret-1,0301,2014-01-01,2015-06-10,\n"
    "secret-2,4601,2014-01-01,2015-06-10,work\n"
    "secret-2,4601,2014-01-01,2015-06-10,work\n"
)
JOBS = "person_id,start,end\nsecret-1,2015-08-01,2016-12-31\nsecret-9,2015-08-01,\n"


@pytest.fixture
def data(tmp_path):
    return write_folder(tmp_path, {"participants": PEOPLE, "jobs": JOBS})


def test_screen_tells_rows_missing_findings_faults_and_uses(data, tmp_path, capsys):
    assert main(["check", str(data), "--out", str(tmp_path / "out")]) == 0
    text = re.sub(" +", " ", capsys.readouterr().out)
    assert "Confidential, not for publication" in text
    for line in (
        " participants rows in the file 3\n used 2\n left out: the same as another row 1\n",
        " jobs rows in the file 2\n used 1\n left out: the person is no participant 1\n",
        " participants exit_reason 1 2 50.0%\n",
        " left for work, but no job in the register within a month participants.exit_reason 1 1",
        " 0301 1 100.0%",
        "\nCannot be told from these registers: closed automatically; entered more than two",
        " measure november cannot be used jobs.hours_per_week, education.level –\n",
        " followed from month 1 2\n",
    ):
        assert line in text
    assert "secret" not in text


def test_pages_in_two_languages_and_json_are_written_and_hold_no_person(data, tmp_path):
    out = tmp_path / "out"
    assert main(["check", str(data), "--out", str(out)]) == 0
    assert sorted(path.name for path in out.iterdir()) == [
        "check.en.html",
        "check.html",
        "check.json",
        "made_from.json",
    ]
    for path in out.iterdir():
        assert "secret" not in path.read_text(encoding="utf-8")
    for name, said in (
        ("check.html", "Fortrolig, ikke til publisering"),
        ("check.en.html", "Confidential, not for publication"),
    ):
        page = (out / name).read_text(encoding="utf-8")
        assert re.search(f"<title>.*{said}.*</title>", page)
        assert page.count(said) == 3  # title, strip and end
        assert page.index('class="room"') < page.index("<header>")
        assert 'data-release=""' in page
    content = json.loads((out / "check.json").read_text(encoding="utf-8"))
    assert content["rows"][1] == {
        "table": "participants",
        "fate": "identical_row",
        "method": "rows of the file by what became of them",
        "n_events": 1,
        "n_at_risk": 3,
    }
    assert content["register_faults_not_told"] == [
        "closed_automatically",
        "registered_late",
        "registered_after_closing",
        "one_main_activity",
        "job_but_no_activity",
    ]
    of_file = {row["table"]: row["n_at_risk"] for row in content["rows"]}
    added = dict.fromkeys(of_file, 0)
    for row in content["rows"]:
        added[row["table"]] += row["n_events"]
    assert added == of_file == {"participants": 3, "jobs": 2}


def test_the_same_registers_give_the_same_bytes(data, tmp_path):
    for name in ("one", "two"):
        assert main(["check", str(data), "--out", str(tmp_path / name)]) == 0
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_registers_that_cannot_be_read_stop_with_2_and_leave_nothing(data, tmp_path, capsys):
    (data / "jobs.csv").write_text(JOBS.replace("2016-12-31", "2014-12-31"), encoding="utf-8")
    assert main(["check", str(data), "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err == (
        "analysis check: The registers do not keep the contract; values are shown by shape"
        " (digits as 9, letters as a)."
        "\njobs.csv, column 'end': a date is not before 'start'."
        "\n  row 2: found '9999-99-99'\n  Mend the dates.\n"
    )
    assert not (tmp_path / "out").exists()


def test_origin_that_the_registers_do_not_have_is_said_and_the_rest_is_told(tmp_path, capsys):
    folder = write_folder(tmp_path)  # programme_start only
    assert main(["check", str(folder), "--out", str(tmp_path / "out")]) == 0
    text = capsys.readouterr().out
    assert "The origin 'exit' needs participants.programme_end, which this dataset" in text
    assert "What became of the rows?" in text


def test_each_dataset_has_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("Ås", "Bø"):
        (tmp_path / name).mkdir()
        folder = write_folder(tmp_path / name, {"participants": PEOPLE, "jobs": JOBS})
        declared = (folder / "dataset.toml").read_text(encoding="utf-8")
        named = declared.replace('name = "small"', f'name = "{name}"')
        (folder / "dataset.toml").write_text(named, encoding="utf-8")
        assert main(["check", name]) == main(["check", name]) == 0
    pages = sorted((tmp_path / "build" / "check").glob("*/check.html"))
    assert [page.parent.name.split("-")[0] for page in pages] == ["as", "bo"]
    assert "<title>Ås – " in pages[0].read_text(encoding="utf-8")


@pytest.mark.parametrize("place", [[], ["--out", "mine"]])
def test_what_was_told_of_another_dataset_is_not_overwritten(
    data, tmp_path, monkeypatch, capsys, place
):
    monkeypatch.chdir(tmp_path)
    assert main(["check", str(data), *place]) == 0
    told = next(tmp_path.rglob("check.json"))
    before = told.read_bytes()
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "dataset.toml").write_bytes((data / "dataset.toml").read_bytes())
    capsys.readouterr()
    assert main(["check", str(copy), *place]) == 2
    assert capsys.readouterr().err == (
        f"analysis check: {told.parent.relative_to(tmp_path)} holds pages of another dataset,"
        f" 'small' in {data}.\nName another folder with --out, or remove that one.\n"
    )
    assert told.read_bytes() == before


@pytest.mark.parametrize("file", ["0301-oslo.report.json", "release.json"])
def test_nothing_of_persons_goes_among_what_is_published(data, tmp_path, capsys, file):
    out = tmp_path / "published"
    out.mkdir()
    (out / file).write_text("{}", encoding="utf-8")
    assert main(["check", str(data), "--out", str(out)]) == 2
    assert f"A page that is not for publication does not go into {out}." in capsys.readouterr().err
    assert [path.name for path in out.iterdir()] == [file]


def test_hostile_text_is_shown_as_text(tmp_path):
    people = PEOPLE.replace("secret-1", "a").replace("secret-2", "b")
    areas = "code,name,year\n0301,<script>alert(1)</script>,2015\n"
    folder = write_folder(tmp_path, {"participants": people, "jobs": JOBS, "areas": areas})
    assert main(["check", str(folder), "--out", str(tmp_path / "out")]) == 0
    for name in ("check.html", "check.en.html"):
        page = (tmp_path / "out" / name).read_text(encoding="utf-8")
        assert "<script" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_a_name_from_the_files_cannot_draw_on_the_terminal(data, tmp_path, capsys):
    declared = (data / "dataset.toml").read_text(encoding="utf-8")
    hostile = declared.replace('name = "small"', 'name = "small\\u001b[2J\\u202e"')
    (data / "dataset.toml").write_text(hostile, encoding="utf-8")
    assert main(["check", str(data), "--out", str(tmp_path / "out")]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("small\\x1b[2J\\u202e\n")
    assert "\x1b" not in shown


def test_ready_made_outcomes_are_checked_by_the_same_verb(tmp_path, capsys):
    path = tmp_path / "outcomes.csv"
    path.write_text("person_id,entry,duration,event\na,0,3,1\nb,0,5,0\n", encoding="utf-8")
    assert main(["check", str(path)]) == 0
    assert capsys.readouterr().out == (
        "outcomes.csv: 2 persons, 1 events; every row keeps the rules\n"
    )
    path.write_text("person_id,entry,duration,event\na,4,3,1\nb,0,5,2\n", encoding="utf-8")
    assert main(["check", str(path)]) == 2
    error = capsys.readouterr().err
    assert "outcomes.csv, column 'event': event is 0 or 1.\n  row 3: found '9'" in error
    assert "outcomes.csv, column 'duration': duration is later than entry.\n  row 2" in error
